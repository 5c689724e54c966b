"""What a closure means: residents who are farther from a service than half an hour once a site gives it up.

The measure is that of § 3 of the G-BA's rules on safeguarding supplements for hospitals (Sicherstellungszuschläge); the
report shows it for every site of today that closes or gives up a service. It is no rule of the plan.
"""

from __future__ import annotations

import pandas as pd

from instances.complete import TODAY
from instances.i18n import Text
from reports.baseline import widest_travel
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric

MINUTES = 30.0
RESIDENTS = 5_000.0


def closures(facts: Facts) -> pd.DataFrame:
    """Every site of today and service that it no longer offers in the last period; most residents concerned first."""
    offers = facts.offers
    after = offers.loc[offers["moment"] == facts.last, ["site", "service"]]
    today = offers.loc[offers["moment"] == TODAY, ["site", "service"]]
    both = today.merge(after, how="left", indicator=True)
    rows = both.loc[both["_merge"] == "left_only", ["site", "service"]]
    home = facts.sites[["place", "area", "district"]]
    rows = rows.merge(home, left_on="site", right_index=True, how="left")
    beyond = pd.MultiIndex.from_frame(rows[["site", "service"]]).map(_residents_beyond(facts, rows, after))
    table = rows.assign(
        change=rows["site"].map(facts.states["change"]),
        residents_beyond=pd.Series(beyond, index=rows.index, dtype="float64").fillna(0.0),
    )
    table["affected"] = table["residents_beyond"] >= RESIDENTS
    return table.sort_values("residents_beyond", ascending=False, kind="stable", ignore_index=True)


def _residents_beyond(facts: Facts, given_up: pd.DataFrame, after: pd.DataFrame) -> dict[tuple[str, str], float]:
    """By site and service: residents of today near the site, who are near no site that offers the service after."""
    travel = widest_travel(facts.instance)
    near = travel.loc[travel["minutes"] <= MINUTES, ["place", "site"]]
    still = near.merge(after, on="site")[["place", "service"]].drop_duplicates()
    reached = near.merge(given_up[["site", "service"]], on="site").merge(still, how="left", indicator=True)
    lost = reached[reached["_merge"] == "left_only"]
    people = lost.assign(residents=numbers(lost["place"], facts.residents))
    sums = people.groupby(["site", "service"], as_index=False)["residents"].sum()
    return dict(zip(zip(sums["site"], sums["service"], strict=True), sums["residents"], strict=True))


CLOSURE_METRICS = (
    Metric(
        "closures",
        Text("Betroffenheitsmaß", "Closure test"),
        Text(
            "Standorte von heute, die schließen oder eine Leistung aufgeben, und wie viele Einwohner deshalb mehr als "
            "30 Minuten zu ihr haben; ab 5.000 markiert (§ 3 der Regelungen des G-BA zu Sicherstellungszuschlägen, "
            "dort für Krankenhäuser). Nur zur Auskunft.",
            "Sites of today that close or give up a service, and how many residents are therefore more than 30 minutes "
            "from it; flagged from 5,000 on (§ 3 of the G-BA's rules on safeguarding supplements, there for "
            "hospitals). For information only.",
        ),
        ("site", "change", "service", "place", "area", "district", "residents_beyond", "affected"),
        closures,
    ),
)
