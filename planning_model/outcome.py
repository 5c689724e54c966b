"""What the solved decisions amount to, rule by rule: achieved, asked for, missing.

The solver may leave helper variables (reach, offers, longest) away from what the decisions allow when nothing depends
on them, so rules are evaluated from openings, modules and flows themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

import pyomo.environ as pyo

from planning_model.constraints.access import KINDS_OF_OFFERS, sites_within
from planning_model.constraints.backup import ENOUGH
from planning_model.constraints.founding import OF_TYPES, added_units, begun_against, without_basis
from planning_model.constraints.functional import DelegatedSeats
from planning_model.constraints.offers import least_offer, offerings
from planning_model.constraints.opening import was_open
from planning_model.constraints.supply import SeatsNeeded
from planning_model.names import Period, Place, Service, Site
from planning_model.parameters import THOUSAND
from planning_model.rules import ScopedRule
from planning_model.sets import Context

# An amount that misses its threshold by no more than this is rounding, not a missing offer.
ROUNDING = 1e-7

Found = tuple[float, float, float]
Evaluation = Callable[["Outcome", ScopedRule, Period], Found]
RuleRow = tuple[str, str, str, float, float, float]


class Outcome:
    """Evaluates every scoped rule on the values that the model's variables hold."""

    def __init__(self, model: pyo.ConcreteModel, context: Context) -> None:
        self.model = model
        self.context = context

    @cached_property
    def rule_rows(self) -> list[RuleRow]:
        """rule, group, period, target, achieved (nan where there is nobody to count), shortfall."""
        return [
            (rule, group, period, *self._EVALUATE[scoped.kind](self, scoped, period))
            for (rule, group), scoped in self.context.rules.items()
            for period in self.context.parameters.periods
        ]

    def shortfall_measure(self) -> float:
        """The goal measure ``shortfalls`` in equivalent residents."""
        weight = self.context.parameters.weight
        return sum(
            weight[Period(period)] * self.context.rules[rule, group].weight * missing
            for rule, group, period, _, _, missing in self.rule_rows
            if not self.context.rules[rule, group].hard
        )

    def longest_minutes(self) -> float:
        """The goal measure ``longest_minutes``."""
        parameters, model = self.context.parameters, self.model
        longest = dict.fromkeys(parameters.periods, 0.0)
        for i, s, t in parameters.demand:
            driven = sum(
                minutes * pyo.value(model.flow[i, j, s, t]) for j, minutes in self.context.sites_for.get((i, s, t), [])
            )
            unserved = parameters.settings.unmet_minutes * pyo.value(model.unmet[i, s, t])
            longest[t] = max(longest[t], driven + unserved)
        return sum(parameters.weight[t] * minutes for t, minutes in longest.items())

    @cached_property
    def _offering(self) -> dict[tuple[Service, Period], set[Site]]:
        offering: dict[tuple[Service, Period], set[Site]] = {}
        for site, service, period in offerings(self.context):
            parts = self.context.parameters.parts_on_site(service)
            if all(self._has_capacity(site, part, period) for part in parts):
                offering.setdefault((service, period), set()).add(site)
        return offering

    def _has_capacity(self, site: Site, part: Service, period: Period) -> bool:
        return any(
            pyo.value(self.model.modules[site, kind, row.resource, period])
            >= least_offer(self.context, site, row.resource, period) - ROUNDING
            for kind, row in self.context.productions[site, part, period]
        )

    @cached_property
    def _near(self) -> dict[float, dict[Place, list[Site]]]:
        travel = self.context.parameters.instance.travel
        minutes = {scoped.minutes for scoped in self.context.rules.values() if scoped.kind in KINDS_OF_OFFERS}
        return {limit: sites_within(travel, limit) for limit in minutes}

    def _reach_share(self, scoped: ScopedRule, period: Period) -> Found:
        return self._within_reach(scoped, period, 1)

    def _backup_share(self, scoped: ScopedRule, period: Period) -> Found:
        return self._within_reach(scoped, period, ENOUGH)

    def _within_reach(self, scoped: ScopedRule, period: Period, sites: int) -> Found:
        """Residents with at least so many offering sites within the minutes."""
        residents = self.context.parameters.residents[period]
        total = sum(residents[place] for place in scoped.places)
        if total <= 0:
            return scoped.value, math.nan, 0.0
        offering = self._offering.get((scoped.service, period), set())
        near = self._near[scoped.minutes]
        reached = sum(residents[i] for i in scoped.places if len(offering.intersection(near.get(i, ()))) >= sites)
        return scoped.value, reached / total, max(0.0, scoped.value * total - reached)

    def _served_share(self, scoped: ScopedRule, period: Period) -> Found:
        s, demand = scoped.service, self.context.parameters.demand
        total = sum(demand.get((i, s, period), 0.0) for i in scoped.places)
        if total <= 0:
            return scoped.value, math.nan, 0.0
        served = sum(
            demand[i, s, period] * pyo.value(self.model.flow[i, j, s, period])
            for i in scoped.places
            for j, minutes in self.context.sites_for.get((i, s, period), [])
            if minutes <= scoped.minutes
        )
        return scoped.value, served / total, THOUSAND * max(0.0, scoped.value * total - served)

    @cached_property
    def _needed(self) -> SeatsNeeded:
        return SeatsNeeded(self.context)

    def _supply(self, scoped: ScopedRule, period: Period) -> Found:
        needed = self._needed.of(scoped, period)
        if needed <= 0:
            return scoped.value, math.nan, 0.0
        seats = float(pyo.value(self._needed.seats(self.model, scoped, period)))
        if scoped.kind == "supply_floor":
            return scoped.value, seats / needed, max(0.0, scoped.value * needed - seats)
        return scoped.value, seats / needed, max(0.0, seats - self._needed.cap(scoped, period))

    @cached_property
    def _delegated(self) -> DelegatedSeats:
        return DelegatedSeats(self.context)

    def _functional_floor(self, scoped: ScopedRule, period: Period) -> Found:
        needed = self._needed.of(scoped, period)
        if needed <= 0:
            return scoped.value, math.nan, 0.0
        seats = self._needed.seats(self.model, scoped, period) + self._delegated.seats(self.model, scoped, period)
        there = float(pyo.value(seats))
        return scoped.value, there / needed, max(0.0, scoped.value * needed - there)

    def _count(self, scoped: ScopedRule, period: Period) -> Found:
        number = sum(
            round(pyo.value(self.model.open[j, k, period]))
            for j in scoped.sites
            for k in self.context.types_of.get((j, period), [])
            if scoped.type is None or k == scoped.type
        )
        missing = scoped.value - number if scoped.kind == "count_min" else number - scoped.value
        return scoped.value, float(number), max(0.0, missing)

    def _founded(self, scoped: ScopedRule, period: Period) -> Found:
        begun = sum(
            round(pyo.value(self.model.open[index])) > round(pyo.value(was_open(self.model, self.context, *index)))
            for index in begun_against(self.context, scoped, period)
        )
        return 0.0, float(begun), float(begun)

    def _added_without_basis(self, scoped: ScopedRule, period: Period) -> Found:
        lacking = without_basis(self.context, scoped, period)
        units = sum(float(pyo.value(added_units(self.model, *index))) for index in lacking)
        return 0.0, max(0.0, units), max(0.0, units)

    _EVALUATE: ClassVar[dict[str, Evaluation]] = {
        "reach_share": _reach_share,
        "backup_share": _backup_share,
        "served_share": _served_share,
        "supply_floor": _supply,
        "supply_cap": _supply,
        "functional_floor": _functional_floor,
        "count_min": _count,
        "count_max": _count,
        "resource_legal_basis": _added_without_basis,
        **dict.fromkeys(OF_TYPES, _founded),
    }
