"""What the plan reaches of every planning rule, in every group and period, by the words of the rule's kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from instances.catalogue.rules import RULE_KINDS_BY_KEY
from planning_model.verify import founding
from planning_model.verify.capacity import existing_today
from planning_model.verify.groups import GROUP_COLUMNS, STATE, group_of
from planning_model.verify.tolerance import TOLERANCE
from planning_model.verify.totals import added_up

if TYPE_CHECKING:
    from planning_model.verify.case import Case

COLUMNS = ["rule", "group", "period", "target", "achieved", "shortfall", "scale", "strictness", "weight"]
SCOPE = ["group", "period"]


class Rule(NamedTuple):
    """The columns of a row of the rules sheet that say what it asks for."""

    rule: str
    kind: str
    service: str
    type: str
    grouping: str
    group: str
    minutes: float
    value: float
    strictness: str
    weight: float
    resource: str
    words: tuple[str, ...]


def outcomes(case: Case) -> pd.DataFrame:
    """rule, group, period, target, achieved, shortfall, scale, strictness, weight; one row for each group and period.

    ``achieved`` is a share (NaN where there is nobody to count) or a number of sites or units; ``shortfall`` counts
    residents, equivalent residents, seats, sites or units; ``scale`` is the whole that the shortfall is a part of.
    """
    rules = [Rule(*row) for row in case.table("Rules")[list(Rule._fields)].itertuples(index=False)]
    parts = [_outcome(case, rule) for rule in rules]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _outcome(case: Case, rule: Rule) -> pd.DataFrame:
    scope = _scope(case, rule)
    rows = scope.merge(KINDS[rule.kind](case, rule), on=SCOPE, how="left")
    rows = rows.fillna({"shortfall": 0.0, "scale": 0.0})
    rows["scale"] = rows["scale"].clip(lower=1.0)
    target = 0.0 if RULE_KINDS_BY_KEY[rule.kind].forbids else rule.value
    return rows.assign(rule=rule.rule, target=target, strictness=rule.strictness, weight=rule.weight)[COLUMNS]


def _scope(case: Case, rule: Rule) -> pd.DataFrame:
    """group, period of every group the rule speaks of: the one it names, else each that has residents."""
    if rule.group or rule.grouping == STATE:
        groups = [rule.group]
    else:
        places = case.table("Places")
        peopled = places[(places["residents"] > 0) & (places[rule.grouping] != "")]
        groups = list(peopled[rule.grouping].unique())
    return pd.DataFrame(product(groups, case.periods["period"]), columns=SCOPE, dtype="str")


def _reach_share(case: Case, rule: Rule) -> pd.DataFrame:
    """Residents who have a site offering the service within the minutes."""
    return _with_sites(case, rule, 1)


def _backup_share(case: Case, rule: Rule) -> pd.DataFrame:
    """Residents who have a second site offering the service within the minutes, should the first fail."""
    return _with_sites(case, rule, 2)


def _with_sites(case: Case, rule: Rule, number: int) -> pd.DataFrame:
    near = case.instance.travel.loc[case.instance.travel["minutes"] <= _within(rule), ["place", "site"]]
    offered = case.offers[case.offers["service"] == rule.service]
    sites = near.merge(offered, on="site").groupby(["place", "period"], as_index=False).agg(sites=("site", "nunique"))
    people = case.residents.merge(sites, on=["place", "period"], how="left").fillna({"sites": 0})
    people["part"] = people["residents"].where(people["sites"] >= number, 0.0)
    return _share(_sums(people, rule, {"residents": "whole", "part": "part"}), rule)


def _served_share(case: Case, rule: Rule) -> pd.DataFrame:
    """Equivalent residents who are assigned to a site within the minutes."""
    trips = case.trips[(case.trips["service"] == rule.service) & (case.trips["minutes"] <= _within(rule))]
    trips = trips.assign(part=trips["share"] * trips["heads"])
    part = added_up(trips, ["place", "period"], part="part")
    need = case.demand[case.demand["service"] == rule.service].merge(case.residents, on=["place", "period"])
    need = need.merge(part, on=["place", "period"], how="left").fillna({"part": 0.0})
    return _share(_sums(need, rule, {"heads": "whole", "part": "part"}), rule)


def _supply_floor(case: Case, rule: Rule) -> pd.DataFrame:
    """Seats counted against the seats the residents need."""
    rows = _seats(case, rule)
    rows["shortfall"] = (rule.value * rows["needed"] - rows["seats"]).clip(lower=0.0)
    return rows


def _functional_floor(case: Case, rule: Rule) -> pd.DataFrame:
    """Seats, and the work that others took over from doctors in seats, against the seats the residents need."""
    rows = _seats(case, rule).merge(_sums(_delegated(case), rule, {"delegated": "delegated"}), on=SCOPE, how="left")
    there = rows["seats"] + rows["delegated"].fillna(0.0)
    rows["achieved"] = (there / rows["needed"]).where(rows["needed"] > 0)
    rows["shortfall"] = (rule.value * rows["needed"] - there).clip(lower=0.0)
    return rows


def _delegated(case: Case) -> pd.DataFrame:
    """Work of resources that count as no doctor, in services that doctors do, as part of what a seat does at most."""
    factor = case.table("Resources").set_index("resource")["counting_factor"]
    ways = case.table("Production")[["resource", "service", "productivity"]].copy()
    ways["factor"] = ways["resource"].map(factor)
    ways = ways[ways["factor"] > 0]
    most = (ways["productivity"] / ways["factor"]).groupby(ways["service"]).max()
    work = case.plan.work[case.plan.work["resource"].map(factor) == 0].drop(columns="type")
    work = work.merge(case.table("Sites")[["site", *GROUP_COLUMNS]], on="site")
    return work.assign(delegated=work["amount"] / work["service"].map(most)).dropna(subset="delegated")


def _supply_cap(case: Case, rule: Rule) -> pd.DataFrame:
    """Seats beyond the cap; those of today and exempt ones are allowed in any case."""
    rows = _seats(case, rule)
    cap = np.maximum(rule.value * rows["needed"], rows["seats_today"]) + rows["exempt"]
    rows["shortfall"] = (rows["seats"] - cap).clip(lower=0.0)
    return rows


def _count_min(case: Case, rule: Rule) -> pd.DataFrame:
    """Open sites of the type that are missing."""
    rows = _open_sites(case, rule)
    rows["shortfall"] = (rule.value - rows["achieved"]).clip(lower=0.0)
    return rows


def _count_max(case: Case, rule: Rule) -> pd.DataFrame:
    """Open sites of the type that are too many."""
    rows = _open_sites(case, rule)
    rows["shortfall"] = (rows["achieved"] - rule.value).clip(lower=0.0)
    return rows


def _founded(case: Case, rule: Rule) -> pd.DataFrame:
    """Sites at which the type has begun although the rule forbids it there."""
    return _forbidden(case, rule, founding.founded(case, rule))


def _added_without_basis(case: Case, rule: Rule) -> pd.DataFrame:
    """Units of the resource beyond what is kept, at sites without one of the legal bases."""
    return _forbidden(case, rule, founding.added_without_basis(case, rule))


KINDS: Mapping[str, Callable[[Case, Rule], pd.DataFrame]] = {
    "reach_share": _reach_share,
    "backup_share": _backup_share,
    "served_share": _served_share,
    "supply_floor": _supply_floor,
    "supply_cap": _supply_cap,
    "functional_floor": _functional_floor,
    "count_min": _count_min,
    "count_max": _count_max,
    **dict.fromkeys(founding.CONDITIONS, _founded),
    "resource_legal_basis": _added_without_basis,
}


def seats(case: Case) -> dict[str, pd.DataFrame]:
    """Seats needed by place and period, and ``seats`` of the plan and ``seats_today`` by site, each with its groups."""
    factor = case.table("Resources").set_index("resource")["counting_factor"]
    sites = case.table("Sites")[["site", *GROUP_COLUMNS]]
    planned = case.plan.modules.merge(sites, on="site")
    planned["seats"] = planned["units"] * planned["resource"].map(factor)
    existing = existing_today(case)
    existing = existing.merge(sites, on="site").merge(case.periods[["period"]], how="cross")
    existing["seats_today"] = existing["today"] * existing["resource"].map(factor)
    ratio = case.table("Areas").set_index("area")["ratio"]
    people = case.residents.assign(needed=case.residents["residents"] / case.residents["area"].map(ratio))
    return {"needed": people, "seats": planned, "seats_today": existing}


def _seats(case: Case, rule: Rule) -> pd.DataFrame:
    """group, period, needed, seats, seats_today, exempt, achieved (the supply ratio), scale."""
    counted = {**case.seats, "exempt": _exempt(case, rule)}
    every = pd.concat([_keyed(table, rule, [column]) for column, table in counted.items()])
    sums = added_up(every, SCOPE, **{column: column for column in counted})
    rows = _scope(case, rule).merge(sums, on=SCOPE, how="left").fillna(dict.fromkeys(counted, 0.0))
    rows["achieved"] = (rows["seats"] / rows["needed"]).where(rows["needed"] > 0)
    return rows.assign(scale=rows["needed"])


def _exempt(case: Case, rule: Rule) -> pd.DataFrame:
    """The exempt seats of every area once for each group it has places in: a column named like the grouping, period."""
    columns = list(dict.fromkeys(["area"] if rule.grouping == STATE else ["area", rule.grouping]))
    places = case.table("Places")
    parts = places.loc[~places["outside"], [*columns, "outside"]].drop_duplicates()
    seats = case.table("Areas").set_index("area")["exempt_seats"]
    return parts.assign(exempt=parts["area"].map(seats)).merge(case.periods[["period"]], how="cross")


def _open_sites(case: Case, rule: Rule) -> pd.DataFrame:
    """group, period, achieved: the number of open sites of the type, or of all types."""
    rows = case.states[case.states["type"] != ""] if not rule.type else case.states[case.states["type"] == rule.type]
    found = _sums(rows.assign(achieved=1.0), rule, {"achieved": "achieved"})
    every = _scope(case, rule).merge(found, on=SCOPE, how="left").fillna({"achieved": 0.0})
    return every.assign(scale=1.0)


def _forbidden(case: Case, rule: Rule, table: pd.DataFrame) -> pd.DataFrame:
    """group, period, achieved, shortfall: the sum of ``amiss``, none of which should be."""
    found = _sums(table, rule, {"amiss": "achieved"})
    every = _scope(case, rule).merge(found, on=SCOPE, how="left").fillna({"achieved": 0.0})
    return every.assign(shortfall=every["achieved"], scale=1.0)


def _share(rows: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    """Adds achieved and shortfall to group, period, whole, part."""
    rows["achieved"] = (rows["part"] / rows["whole"]).where(rows["whole"] > 0)
    rows["shortfall"] = (rule.value * rows["whole"] - rows["part"]).clip(lower=0.0)
    return rows.rename(columns={"whole": "scale"})


def _sums(table: pd.DataFrame, rule: Rule, columns: Mapping[str, str]) -> pd.DataFrame:
    """The columns added up by group and period, under new names."""
    return added_up(_keyed(table, rule, columns), SCOPE, **{new: old for old, new in columns.items()})


def _keyed(table: pd.DataFrame, rule: Rule, columns: Iterable[str]) -> pd.DataFrame:
    """The columns with the group that each row belongs to, and its period."""
    return table[["period", *columns]].assign(group=group_of(table, rule.grouping))


def _within(rule: Rule) -> float:
    """The rule's minutes, with the tolerance of every comparison."""
    return rule.minutes * (1.0 + TOLERANCE)
