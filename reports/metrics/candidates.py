"""Candidate sites that stay closed, with what can be shown about them; never a cause that is not proven."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.i18n import Text
from reports.metrics.areas import areas
from reports.metrics.barred import barred_types
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric
from reports.metrics.room import limits, types_with_doctors, unaffordable_types, understaffed_types
from reports.metrics.rules import rules

HALF_A_RESIDENT = 0.5
ROUNDING = 1e-6


def not_chosen(facts: Facts) -> pd.DataFrame:
    """Sites that might have opened and do not: nearest open site, its area's supply ratio, unmet need in reach."""
    closed = facts.states["type"] == ""
    sites = facts.sites.loc[facts.states.index[closed]]
    rows = sites[sites["status"] == "candidate"].reset_index(drop=True)
    table = rows.assign(type_names=rows["types"]).drop(columns="types")
    table = table.merge(_nearest_open(facts, rows), on="site", how="left").merge(
        _unmet_in_reach(facts, rows), on="site", how="left"
    )
    ratios = facts.once(areas)
    table["supply_after"] = numbers(
        table["area"], ratios[ratios["period"] == facts.last].set_index("area")["supply_after"]
    )
    table["unmet_near"] = table["unmet_near"].fillna(0.0)
    table["nearest_site"] = table["nearest_site"].fillna("").astype("str")
    return table.assign(
        types=table["type_names"].map(", ".join).astype("str"), observation=_observations(facts, table)
    ).sort_values("unmet_near", ascending=False, kind="stable", ignore_index=True)


def _services_of(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """site, service of everything the types of a site could offer."""
    room = facts.once(limits)
    might = rows[["site", "place"]].merge(room[room["maximum"] > 0], on="site")
    return might.merge(facts.production, on=["type", "resource"])[["site", "place", "service"]].drop_duplicates()


def _nearest_open(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """The nearest site of the plan that offers one of the same services, seen from the candidate's place."""
    found = _services_of(facts, rows).merge(
        facts.nearest["last"].rename(columns={"site": "nearest_site"}), on=["place", "service"]
    )
    best = found.sort_values("minutes", kind="stable").drop_duplicates("site")
    return best[["site", "nearest_site", "minutes"]].rename(columns={"minutes": "nearest_minutes"})


def _unmet_in_reach(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """Unmet need of the last period that lies within the travel limit of the site and that it could serve."""
    unmet = facts.unmet
    unmet = unmet.loc[(unmet["period"] == facts.last) & (unmet["unmet"] > 0), ["place", "service", "unmet"]]
    travel = facts.instance.travel
    near = travel[travel["site"].isin(rows["site"]) & travel["place"].isin(unmet["place"])]
    pairs = near[["place", "site", "minutes"]].merge(unmet, on="place")
    pairs = pairs[pairs["minutes"] <= numbers(pairs["service"], facts.instance.reach_limits)]
    pairs = pairs.merge(_services_of(facts, rows)[["site", "service"]], on=["site", "service"])
    return pairs.groupby("site")["unmet"].sum().rename("unmet_near").reset_index()


def _observations(facts: Facts, table: pd.DataFrame) -> pd.Series:
    """The first circumstance that holds for each site."""
    full = _at_their_limit(facts)
    capped = full.loc[full["kind"] == "supply_cap", "group"]
    at_max = _types_at_their_maximum(facts, table, full.loc[full["kind"] == "count_max"])
    conditions = {
        "excluded": table["type_names"].map(len) == 0,
        "area_at_cap": table["area"].isin(capped) & _all_types(table, types_with_doctors(facts, table["site"])),
        "founding_rule": _all_types(table, barred_types(facts, table)),
        "type_at_max": _all_types(table, at_max),
        "no_need_near": table["unmet_near"] < HALF_A_RESIDENT,
        "no_staff": _all_types(table, understaffed_types(facts, table["site"])),
        "no_money": _all_types(table, unaffordable_types(facts, table["site"])),
    }
    names = np.select(list(conditions.values()), list(conditions), "nothing_shown")
    return pd.Series(names, index=table.index, dtype="str")


def _at_their_limit(facts: Facts) -> pd.DataFrame:
    """Caps of the last period that leave no room for one more step or site: kind, rule, group."""
    rows = facts.once(rules)
    rows = rows[(rows["period"] == facts.last) & rows["kind"].isin(("supply_cap", "count_max"))]
    resources = facts.instance.tables["Resources"]
    doctors = resources[resources["counting_factor"] > 0]
    step = float((doctors["step"] * doctors["counting_factor"]).min()) if len(doctors) else 0.0
    ratios = facts.once(areas)
    needed = ratios[ratios["period"] == facts.last].set_index("area")["seats_needed"]
    seats = rows["slack"] * numbers(rows["group"], needed)
    capped = (rows["kind"] == "supply_cap") & (seats < step - ROUNDING)
    return rows[capped | ((rows["kind"] == "count_max") & (rows["slack"] < 1 - ROUNDING))]


def _types_at_their_maximum(facts: Facts, table: pd.DataFrame, at_max: pd.DataFrame) -> pd.DataFrame:
    """Site × type: a largest number that counts for this site is reached."""
    given = facts.instance.tables["Rules"].set_index("rule")
    full = pd.DataFrame(False, index=table.index, columns=list(facts.instance.tables["Types"]["type"]))
    for rule, group in zip(at_max["rule"], at_max["group"], strict=True):
        inside = facts.group_of(str(given.at[rule, "grouping"]), table["site"], "Sites") == group
        kind = str(given.at[rule, "type"])
        full.loc[inside, [kind] if kind else list(full.columns)] = True
    return full


def _all_types(table: pd.DataFrame, barred: pd.DataFrame) -> pd.Series:
    """Whether every type that the site may run as is barred."""
    by_row = barred.to_dict("index")
    hits = [
        bool(names) and all(by_row[row][name] for name in names)
        for row, names in zip(table.index, table["type_names"], strict=True)
    ]
    return pd.Series(hits, index=table.index, dtype=bool)


CANDIDATE_METRICS = (
    Metric(
        "not_chosen",
        Text("Nicht gewählte Kandidaten", "Candidates not chosen"),
        Text(
            "Was sich über Kandidaten zeigen lässt, die geschlossen bleiben. Ursachen sind damit nicht bewiesen.",
            "What can be shown about candidates that stay closed. It does not prove a cause.",
        ),
        (
            "site",
            "place",
            "area",
            "types",
            "observation",
            "nearest_site",
            "nearest_minutes",
            "supply_after",
            "unmet_near",
        ),
        not_chosen,
    ),
)
