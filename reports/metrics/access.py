"""Access: travel times to the nearest offer and E2SFCA, by place and by groups of places; winners and losers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.complete import TODAY
from instances.deprivation import fifths
from instances.i18n import Text
from reports.metrics.columns.access import OUTCOMES
from reports.metrics.facts import Facts
from reports.metrics.floating import catchment_index
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric

SAME_MINUTES = 0.05  # smaller differences are rounding
OUTCOME_KEYS = tuple(choice.key for choice in OUTCOMES)


def access_places(facts: Facts) -> pd.DataFrame:
    """Every place and service: nearest offer and E2SFCA index, today and in the last period; residents of today."""
    places = facts.instance.tables["Places"][["place", "area", "district"]]
    services = facts.instance.tables["Services"][["service"]]
    rows = places.merge(services, how="cross")
    rows = rows.assign(residents=numbers(rows["place"], facts.residents))
    for name, moment in (("before", TODAY), ("after", "last")):
        found = facts.nearest[moment].rename(columns={"site": f"site_{name}", "minutes": f"minutes_{name}"})
        rows = rows.merge(found, on=["place", "service"], how="left")
        rows[f"site_{name}"] = rows[f"site_{name}"].fillna("").astype("str")
        index = catchment_index(facts, TODAY if moment == TODAY else facts.last).rename(
            columns={"index": f"index_{name}"}
        )
        rows = rows.merge(index, on=["place", "service"], how="left")
    change = rows["minutes_after"] - rows["minutes_before"]
    return rows.assign(minutes_change=change, outcome=outcome_of(rows["minutes_before"], rows["minutes_after"]))


def outcome_of(before: pd.Series, after: pd.Series) -> pd.Series:
    """What becomes of travel times in minutes (NaN: not reachable): a key of ``OUTCOMES`` for each."""
    change = after - before
    conditions = [
        before.isna() & after.isna(),
        before.isna(),
        after.isna(),
        change < -SAME_MINUTES,
        change > SAME_MINUTES,
    ]
    names = np.select(conditions, ["none", "gained", "lost", "nearer", "farther"], "same")
    return pd.Series(names, index=before.index, dtype="str")


def access(facts: Facts) -> pd.DataFrame:
    """By service: mean minutes and share within the standard, for the state, by deprivation and by rurality."""
    return _by_groupings(facts, ("state", "quintile", "rurality"))


def access_regions(facts: Facts) -> pd.DataFrame:
    """The same by district and planning area."""
    return _by_groupings(facts, ("district", "area"))


def groups_of_places(facts: Facts) -> pd.DataFrame:
    """The group of every place in every grouping of the report; "" where it has none."""
    places = facts.instance.tables["Places"].set_index("place")
    rurality = facts.instance.tables["Areas"].set_index("area")["rurality"]
    return pd.DataFrame(
        {
            "state": pd.Series("", index=places.index, dtype="str"),
            "quintile": _quintiles(places),
            "rurality": places["area"].map(rurality).fillna("").astype("str"),
            "area": places["area"],
            "district": places["district"],
        }
    )


def winners_losers(facts: Facts) -> pd.DataFrame:
    """Places whose travel time to the nearest offer changes: losers first, then by residents × minutes."""
    rows = facts.once(access_places)
    rows = rows[~rows["outcome"].isin(("same", "none"))]
    order = rows["outcome"].map({"lost": 0, "farther": 1, "gained": 2, "nearer": 3})
    moved = (rows["minutes_change"].abs() * rows["residents"]).fillna(rows["residents"] * 1e3)
    return rows.assign(order=order, moved=moved).sort_values(
        ["order", "moved"], ascending=[True, False], kind="stable", ignore_index=True
    )


def outcomes(facts: Facts) -> pd.DataFrame:
    """By service: share of residents that come nearer or farther, and the mean change where both are known."""
    rows = facts.once(access_places)
    total = rows.groupby("service")["residents"].sum()
    shares = rows.groupby(["service", "outcome"])["residents"].sum().unstack("outcome", fill_value=0)
    shares = shares.reindex(columns=OUTCOME_KEYS, fill_value=0.0).div(total, axis=0).add_prefix("share_")
    known = rows[rows["minutes_change"].notna()]
    moved = (known["minutes_change"] * known["residents"]).groupby(known["service"]).sum()
    mean = moved / known.groupby("service")["residents"].sum()
    table = shares.assign(residents=total, minutes_change=mean)
    order = [name for name in facts.instance.tables["Services"]["service"] if name in table.index]
    return table.loc[order].rename_axis(index="service", columns=None).reset_index()


def _quintiles(places: pd.DataFrame) -> pd.Series:
    """Fifths of the residents by the deprivation of their place, "5" the most deprived; "" where it is not given."""
    return fifths(places).astype("str").replace("0", "")


def _by_groupings(facts: Facts, groupings: tuple[str, ...]) -> pd.DataFrame:
    rows = facts.once(access_places)
    groups = groups_of_places(facts)
    return pd.concat(
        [_by_group(facts, rows.assign(grouping=name, group=rows["place"].map(groups[name]))) for name in groupings],
        ignore_index=True,
    )


def _by_group(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[(rows["group"] != "") | (rows["grouping"] == "state")]
    standard = numbers(rows["service"], facts.standard)
    heads = rows["residents"]
    none = facts.instance.settings.unmet_minutes
    sums = pd.DataFrame({"grouping": rows["grouping"], "group": rows["group"], "service": rows["service"]})
    sums = sums.assign(residents=heads)
    for name in ("before", "after"):
        minutes = rows[f"minutes_{name}"]
        sums[f"minutes_{name}"] = minutes.fillna(none) * heads
        sums[f"within_{name}"] = heads.where(minutes <= standard + SAME_MINUTES, 0.0)
        sums[f"index_{name}"] = rows[f"index_{name}"].fillna(0.0) * heads
    total = sums.groupby(["grouping", "group", "service"], as_index=False).sum()
    for name in ("minutes_before", "minutes_after", "within_before", "within_after", "index_before", "index_after"):
        total[name] = (total[name] / total["residents"]).where(total["residents"] > 0)
    services = list(facts.instance.tables["Services"]["service"])
    order = total["service"].map({name: position for position, name in enumerate(services)})
    total = total.assign(order=order).sort_values(["order", "group"], kind="stable", ignore_index=True)
    return total.assign(
        standard_minutes=numbers(total["service"], facts.standard),
        minutes_change=total["minutes_after"] - total["minutes_before"],
    )


ACCESS_COLUMNS = (
    "grouping",
    "group",
    "service",
    "residents",
    "standard_minutes",
    "minutes_before",
    "minutes_after",
    "minutes_change",
    "within_before",
    "within_after",
    "index_before",
    "index_after",
)

ACCESS_METRICS = (
    Metric(
        "access",
        Text("Zugang nach Gruppen", "Access by groups"),
        Text(
            "Fahrzeit zum nächsten Standort, der die Leistung anbietet, und Anteil der Einwohner im Maßstab; "
            "Einwohner von heute. "
            "Deprivationsfünftel: je ein Fünftel der Einwohner.",
            "Travel time to the nearest site offering the service, and share of residents within the standard; "
            "residents of today. "
            "Deprivation quintiles: a fifth of the residents each.",
        ),
        ACCESS_COLUMNS,
        access,
    ),
    Metric(
        "access_regions",
        Text("Zugang nach Kreisen und Planungsbereichen", "Access by districts and areas"),
        Text("Wie nach Gruppen, für jeden Kreis und Planungsbereich.", "As by groups, for every district and area."),
        ACCESS_COLUMNS,
        access_regions,
    ),
    Metric(
        "access_places",
        Text("Zugang nach Orten", "Access by places"),
        Text(
            "Wie oben, je Ort und Leistung; leer: nicht erreichbar.",
            "As above, by place and service; empty: not reachable.",
        ),
        (
            "place",
            "area",
            "district",
            "service",
            "residents",
            "minutes_before",
            "minutes_after",
            "minutes_change",
            "index_before",
            "index_after",
        ),
        access_places,
    ),
    Metric(
        "outcomes",
        Text("Gewinner und Verlierer im Überblick", "Winners and losers at a glance"),
        Text(
            "Anteile der Einwohner danach, wie sich die Fahrzeit zum nächsten Angebot ändert.",
            "Shares of residents by how the travel time to the nearest offer changes.",
        ),
        ("service", "residents", *(f"share_{key}" for key in OUTCOME_KEYS), "minutes_change"),
        outcomes,
    ),
    Metric(
        "winners_losers",
        Text("Gewinner und Verlierer", "Winners and losers"),
        Text(
            "Orte, deren Fahrzeit zum nächsten Angebot sich ändert; Verschlechterungen zuerst.",
            "Places whose travel time to the nearest offer changes; losses first.",
        ),
        (
            "outcome",
            "place",
            "area",
            "district",
            "service",
            "residents",
            "minutes_before",
            "minutes_after",
            "minutes_change",
            "site_before",
            "site_after",
        ),
        winners_losers,
    ),
)
