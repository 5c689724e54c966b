"""Floors on the supply ratio that no capacity, or no cap, allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from instances.checks.wording import listed
from instances.complete import TODAY
from instances.contradictions.contradiction import (
    Contradiction,
    Demand,
    at_least,
    at_most,
    exceeds,
    impossible,
    smallest_excess,
)
from instances.contradictions.possible import GROUPINGS, Possible, Scope
from instances.findings import Finding
from instances.i18n import N_


class _Floor(NamedTuple):
    """A floor in a period, in seats: asked for, and for a ratio of 100 %."""

    scope: Scope
    period: str
    asked: float
    needed: float


def impossible_floors(possible: Possible) -> Iterator[Contradiction]:
    """Floors above what all sites may hold at most, or above what caps on the same seats allow; the first period."""
    seats = _Seats(possible)
    caps = list(possible.hard("supply_cap"))
    floors = list(possible.hard("supply_floor"))
    for scope in floors:
        yield from _first(_above_all(seats, scope, period) for period in possible.periods)
    for cap in caps:
        for rule in dict.fromkeys(scope.rule.rule for scope in floors):
            of_rule = [scope for scope in floors if scope.rule.rule == rule]
            yield from _first(_above_cap(seats, cap, of_rule, period) for period in possible.periods)
    for scope in floors:
        for rule in dict.fromkeys(cap.rule.rule for cap in caps):
            of_rule = [cap for cap in caps if cap.rule.rule == rule]
            yield from _first(_above_caps(seats, scope, of_rule, period) for period in possible.periods)


def _first(found: Iterator[Contradiction | None]) -> Iterator[Contradiction]:
    yield from [first] if (first := next((one for one in found if one), None)) else []


class _Seats:
    """Seats by counting factor: needed, allowed by caps, and the most that sites may hold."""

    def __init__(self, possible: Possible) -> None:
        self.possible = possible
        tables, places, sites = possible.tables, possible.places, possible.sites
        areas = tables["Areas"].set_index("area")
        factor = tables["Resources"].set_index("resource")["counting_factor"]
        holdings = possible.holdings
        of_openings = possible.of_openings(holdings["most"] * holdings["resource"].map(factor))
        today = tables["Existing"][tables["Existing"]["period"] == TODAY]
        self._most = of_openings.groupby([possible.openings["period"], possible.openings["site"]]).max()
        self._today = (today["units"] * today["resource"].map(factor)).groupby(today["site"]).sum()
        self._needed = possible.residents.div(places["area"].map(areas["ratio"]).to_numpy(), axis=0)
        self._exempt = places["area"].map(areas["exempt_seats"]).groupby(places["area"]).first()
        self._places = {(g, group): rows for g in GROUPINGS for group, rows in places.groupby(g)}
        self._sites = {(g, group): frozenset(rows) for g in GROUPINGS for group, rows in sites.groupby(g)["site"]}

    def floor(self, scope: Scope, period: str) -> _Floor:
        needed = self._needed_in(scope, period)
        return _Floor(scope, period, scope.rule.value * needed, needed)

    def cap(self, scope: Scope, period: str) -> float:
        """Seats that a group may have."""
        exempt = self._exempt[self._places[scope.key]["area"].unique()].sum()
        today = self._today.reindex(list(self.sites(scope)), fill_value=0.0).sum()
        return float(max(scope.rule.value * self._needed_in(scope, period), today) + exempt)

    def most(self, scope: Scope, period: str) -> float:
        """Seats that the sites of a group may hold at most, each as the type that holds most."""
        held = self._most.get(period, pd.Series(dtype=float))
        return float(held.reindex(list(self.sites(scope)), fill_value=0.0).sum())

    def sites(self, scope: Scope) -> frozenset[str]:
        """Sites of the group."""
        return self._sites.get(scope.key, frozenset())

    def _needed_in(self, scope: Scope, period: str) -> float:
        return float(self._needed.loc[self._places[scope.key]["place"], period].sum())


def _above_all(seats: _Seats, scope: Scope, period: str) -> Contradiction | None:
    floor, most = seats.floor(scope, period), seats.most(scope, period)
    message = N_("“{rule}” asks for {asked} seats in {period}, but all sites there together can hold {most} at most.")
    if not exceeds(floor.asked, most):
        return None
    return _contradiction([floor], [], most, message, seats.possible.excluded_in(scope, period))


def _above_cap(seats: _Seats, cap: Scope, scopes: list[Scope], period: str) -> Contradiction | None:
    """Groups of one rule never overlap, so that their floors add up within a cap that holds them."""
    around = seats.sites(cap)
    inside = {scope.demand: seats.floor(scope, period) for scope in scopes if seats.sites(scope) <= around}
    most = seats.cap(cap, period)
    demands = smallest_excess(((demand, floor.asked) for demand, floor in inside.items()), most)
    message = N_("“{rule}” asks for {asked} seats in {period}, but where these lie “{caps}” allows {most} at most.")
    return _contradiction([inside[demand] for demand in demands], [cap], most, message) if demands else None


def _above_caps(seats: _Seats, scope: Scope, caps: list[Scope], period: str) -> Contradiction | None:
    """Caps on several groups that lie within the floor's, and what sites outside of them may hold."""
    inside = [cap for cap in caps if seats.sites(cap) < seats.sites(scope)]
    most, binding = seats.most(scope, period), []
    for cap in inside:
        saved = seats.most(cap, period) - seats.cap(cap, period)
        if saved > 0:
            most -= saved
            binding.append(cap)
    floor = seats.floor(scope, period)
    message = N_("“{rule}” asks for {asked} seats in {period}, but with “{caps}” there can be {most} at most.")
    if not (binding and exceeds(floor.asked, most)):
        return None
    return _contradiction([floor], binding, most, message, seats.possible.excluded_in(scope, period))


def _contradiction(
    floors: list[_Floor], caps: list[Scope], most: float, message: str, excluded: tuple[Demand, ...] = ()
) -> Contradiction:
    possible = most / floors[0].needed if len(floors) == 1 else None
    rules = [scope.demand for scope in (*(floor.scope for floor in floors), *caps)]
    return Contradiction(_finding(floors, caps, most, message), (*rules, *excluded), possible)


def _finding(floors: list[_Floor], caps: list[Scope], most: float, message: str) -> Finding:
    remedy = N_("Lower the floor, allow more seats, or make one of the rules soft.")
    values = {
        "rule": listed(floor.scope.name for floor in floors),
        "asked": at_least(sum(floor.asked for floor in floors)),
        "period": floors[0].period,
        "caps": listed(cap.name for cap in caps),
        "most": at_most(most),
    }
    return impossible("Rules", "value", message, remedy, values)
