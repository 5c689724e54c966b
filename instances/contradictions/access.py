"""Targets on access that no choice of sites can meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from instances.checks.wording import both, listed, number_text
from instances.contradictions.contradiction import Contradiction, at_most, exceeds, impossible
from instances.contradictions.possible import Possible, Scope
from instances.i18n import N_, Text
from instances.travel import travel_times

SITES_ASKED_FOR = {"reach_share": 1, "served_share": 1, "backup_share": 2}
ONE_SITE = N_(
    "“{rule}”: at most {possible} instead of {value} in {period}, even if every candidate opens. No site with "
    "{service} lies within {minutes} minutes of: {places}."
)
TWO_SITES = N_(
    "“{rule}”: at most {possible} instead of {value} in {period}, even if every candidate opens. Fewer than two sites "
    "with {service} lie within {minutes} minutes of: {places}."
)
ADD = N_("Lower the value, allow more minutes, or add candidates near these places.")
ALLOW = N_(
    "Lower the value, allow more minutes, add candidates near these places, or allow excluded sites: {excluded}."
)


class _Reach(NamedTuple):
    """How much of what a rule counts (residents or demand) its sites can reach in a period, and where they cannot."""

    period: str
    share: float
    missed: list[str]


def unreachable_targets(possible: Possible) -> Iterator[Contradiction]:
    """Rules that ask for more than lies near enough to any site that may offer the service; capacity is left out."""
    for _, scopes in groupby(possible.hard(*SITES_ASKED_FOR), key=lambda scope: str(scope.rule.rule)):
        of_rule = list(scopes)
        near = {period: _within_reach(possible, of_rule[0].rule, period) for period in possible.periods}
        for scope in of_rule:
            yield from _unreachable(possible, scope, near)


def _unreachable(possible: Possible, scope: Scope, near: dict[str, set[str]]) -> Iterator[Contradiction]:
    """``near``: the places that sites can reach, by period."""
    reached = [reach for period in possible.periods if (reach := _reach(possible, scope, period, near[period]))]
    worst = min(reached, key=lambda reach: reach.share, default=None)
    if worst and exceeds(scope.rule.value, worst.share):
        yield _contradiction(possible, scope, worst)


def _reach(possible: Possible, scope: Scope, period: str, near: set[str]) -> _Reach | None:
    counted = _counted(possible, scope, period)
    if counted.empty:
        return None
    missed = counted[~counted.index.isin(near)].sort_values(ascending=False, kind="stable")
    return _Reach(period, 1.0 - missed.sum() / counted.sum(), list(missed.index))


def _within_reach(possible: Possible, rule: Any, period: str) -> set[str]:
    """Places with enough sites within the minutes of the rule, if all open that may."""
    offering = _offering(possible, possible.openings, rule.service, period)
    travel = possible.instance.travel
    near = travel[(travel["minutes"] <= rule.minutes) & travel["site"].isin(offering)]
    number = near.groupby("place")["site"].nunique()
    return set(number.index[number >= SITES_ASKED_FOR[rule.kind]])


def _counted(possible: Possible, scope: Scope, period: str) -> pd.Series:
    """What the rule counts, by place of its group: residents, or demand for its service."""
    places = possible.places.loc[scope.holds(possible.places), "place"]
    if scope.rule.kind != "served_share":
        counted = possible.residents[period].reindex(places)
    else:
        demand = possible.instance.demand
        of_service = demand[(demand["service"] == scope.rule.service) & (demand["period"] == period)]
        counted = of_service.set_index("place")["amount"].reindex(places, fill_value=0.0)
    return counted[counted > 0]


def _offering(possible: Possible, openings: pd.DataFrame, service: str, period: str) -> pd.Index:
    """Sites that may run as types which produce all parts of a service that nobody else can do for them."""
    pathways, demand = possible.tables["Pathways"], possible.instance.demand
    if not (demand["service"] == service).any():
        return pd.Index([])
    own = (pathways["service"] == service) & (pathways["quantity"] > 0) & (pathways["linked_share"] < 1)
    parts = set(pathways.loc[own, "component"])
    able = openings.loc[openings["period"] == period, ["site", "type"]].merge(
        _producing(possible), on="type", how="left"
    )
    done = able[able["service"].isin(parts)].groupby("site")["service"].nunique()
    return pd.Index(able["site"].unique()) if not parts else done.index[done == len(parts)]


def _producing(possible: Possible) -> pd.DataFrame:
    """type, service: what a resource of the type produces."""
    production = possible.tables["Production"].rename(columns={"type": "only"})
    rows = possible.tables["TypeResources"].merge(production, on="resource")
    return rows.loc[(rows["only"] == "") | (rows["only"] == rows["type"]), ["type", "service"]].drop_duplicates()


def _contradiction(possible: Possible, scope: Scope, reach: _Reach) -> Contradiction:
    excluded = _excluded_that_would_help(possible, scope, reach)
    finding = impossible(
        "Rules",
        "value",
        TWO_SITES if SITES_ASKED_FOR[scope.rule.kind] > 1 else ONE_SITE,
        ALLOW if excluded else ADD,
        {
            "rule": scope.name,
            "possible": at_most(reach.share, 1, percent=True),
            "value": number_text(scope.rule.value, percent=True),
            "period": reach.period,
            "service": possible.labels("Services")[scope.rule.service],
            "minutes": number_text(scope.rule.minutes),
            "places": _with_residents(possible, reach),
            "excluded": listed(possible.labels("Sites")[excluded]),
        },
    )
    demands = (scope.demand, *(("Sites", site) for site in excluded))
    return Contradiction(finding, demands, reach.share, tuple(reach.missed))


def _with_residents(possible: Possible, reach: _Reach) -> Text:
    labels, residents = possible.labels("Places"), possible.residents[reach.period]
    numbers = [(labels[place], number_text(round(float(residents[place])))) for place in reach.missed]
    return both(Text(f"{label} ({number.de})", f"{label} ({number.en})") for label, number in numbers)


def _excluded_that_would_help(possible: Possible, scope: Scope, reach: _Reach) -> list[str]:
    """Excluded sites that could offer the service near one of the places that are not reached."""
    offering = _offering(possible, possible.barred, scope.rule.service, reach.period)
    if offering.empty:
        return []
    travel = travel_times(
        possible.places[possible.places["place"].isin(reach.missed)],
        possible.sites[possible.sites["site"].isin(offering)],
        possible.tables["TravelTimes"],
        possible.tables["Roads"],
        possible.instance.settings,
        scope.rule.minutes,
    )
    return list(travel["site"].unique())
