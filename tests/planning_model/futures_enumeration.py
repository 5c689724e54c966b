"""The best plan for several futures by brute force: every choice, and what it comes to in each of them.

Choices are what is decided before; the rest is decided in each future by itself, so that it is a program of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

from instances.futures import futures_of, in_future
from instances.instance import Instance
from tests.planning_model import money
from tests.planning_model.enumeration import choices, weights_of
from tests.planning_model.given_choice import Rest
from tests.planning_model.words import State, Words

PRIORITY = 1


class StaffedRest(Rest):
    """The rest in a future: what was added may stand idle, which saves its staff and its running cost."""

    def _add_up_bills(self) -> None:
        """Whether the bills can be paid is left to the pots, for what stands idle lowers them."""
        counted = self.is_impossible
        super()._add_up_bills()
        self.is_impossible = counted

    @cached_property
    def idle(self) -> dict[tuple[str, str, str], int]:
        """A column for whatever was added, of units that stand idle."""
        return {
            (site, resource, period): self.program.column(
                0.0, self._added(state, resource), cost=self._saved(site, state, resource, period)
            )
            for period in self.words.periods
            for site, state in self._open(period)
            for resource in self.words.ranges[state.kind]
            if self._added(state, resource) > 0
        }

    def _saved(self, site: str, state: State, resource: str, period: str) -> float:
        """What a unit that stands idle adds to the goals: nothing but the public cost it saves."""
        saved = money.yearly_cost_of_unit(self.words, resource, period)
        return -self.weights["public_cost"] * sum(
            amount * money.present_value(self.words, category, period) for category, amount in saved.items()
        )

    def _units(self, site: str, state: State, resource: str, period: str) -> tuple[list[tuple[int, float]], float]:
        terms, added = super()._units(site, state, resource, period)
        column = self.idle.get((site, resource, period))
        return terms + ([] if column is None else [(column, -1.0)]), added

    def _offer(self, site: str, state: State, period: str) -> None:
        """Only what is staffed offers anything."""
        for service in self.words.services:
            resources = {way.resource for way in self.words.produces(state.kind, service)}
            there = [r for r in resources if (site, r, period) in self.kept or (site, r, period) in self.idle]
            if there:
                self.offers[site, service, period] = [self._is_staffed(site, state, r, period) for r in there]

    def _is_staffed(self, site: str, state: State, resource: str, period: str) -> int:
        yes = self.program.column(0, 1, whole=True)
        least = self.words.threshold(site, resource, period)
        terms, added = self._units(site, state, resource, period)
        self.program.row([*terms, (yes, -least)], low=-added)
        return yes

    def _pay(self) -> None:
        for (attributes, category, period), amount in self.bills.items():
            saved = [
                (column, -saving)
                for (site, resource, when), column in self.idle.items()
                if when == period and money.funding_class(self.words, site, self._kind(site, period)) == attributes
                if (saving := money.yearly_cost_of_unit(self.words, resource, period).get(category, 0.0)) > 0
            ]
            if amount > 0:
                self._bill(attributes, category, period, [(self.program.column(1, 1), amount), *saved])

    def _kind(self, site: str, period: str) -> str:
        return next(state.kind for name, state in self._open(period) if name == site)


Values = dict[str, float]
"""What a choice comes to in each future."""

Outcomes = list[Values]
"""What every choice that is possible in all futures comes to in each of them."""


def outcomes(instance: Instance) -> tuple[Outcomes, dict[str, float]]:
    """The outcomes of every choice that is possible in all futures, and the best of any choice in each future."""
    expected = Words(instance)
    worlds = {future.name: Words(in_future(instance, future)) for future in futures_of(instance)}
    everywhere: Outcomes = []
    best = dict.fromkeys(worlds, math.inf)
    for choice in choices(expected):
        values = {}
        for name, words in worlds.items():
            rest = StaffedRest(words, choice, weights_of(words, PRIORITY))
            if not rest.is_impossible:
                rest.write()
            least = None if rest.is_impossible else rest.program.minimum()
            if least is not None:
                values[name] = least + rest.constant
                best[name] = min(best[name], values[name])
        if len(values) == len(worlds):
            everywhere.append(values)
    return everywhere, best


def mean(chances: Mapping[str, float], values: Mapping[str, float]) -> float:
    """The expected value."""
    return sum(chances[name] * value for name, value in values.items())


def mean_of_worst(chances: Mapping[str, float], values: Mapping[str, float], share: float) -> float:
    """The mean of the worst futures, counted until their chances make the share."""
    total, left = 0.0, share
    for name in sorted(values, key=values.__getitem__, reverse=True):
        counted = min(chances[name], left)
        total, left = total + counted * values[name], left - counted
    return total / share
