"""What is claimed of the workbooks without a plan is true, by solves alone: nothing here knows how causes are found."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import product
from unittest.mock import patch

import pytest

from careplan import InfeasibleError
from solvers.errors import InfeasibleAtBuild
from tests.careplan.dropping import Demand, demands_of, with_only
from tests.careplan.feasibility import has_plan, is_feasible, linear, problem_of
from tests.careplan.infeasible import WORLDS, InfeasibleWorld
from tests.planning_model.solving import plan_of

each_world = pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)


class Solved:
    """Whether the world has a plan with some of its demands, each set of them tried once."""

    def __init__(self, world: InfeasibleWorld) -> None:
        self.instance = world.instance
        self.demands = frozenset(demands_of(self.instance))
        self._known: dict[frozenset[Demand], bool] = {}

    def has_plan_with(self, kept: frozenset[Demand]) -> bool:
        """Whether there is a plan if all other demands give way."""
        if kept not in self._known:
            self._known[kept] = has_plan(with_only(self.instance, kept))
        return self._known[kept]

    def has_plan_without(self, dropped: Collection[Demand]) -> bool:
        """Whether there is a plan if these demands give way."""
        return self.has_plan_with(self.demands - frozenset(dropped))


@cache
def solved(name: str) -> Solved:
    """Tests of the same world share what is known of it."""
    return Solved(next(world for world in WORLDS if world.name == name))


@each_world
def test_there_is_no_plan(world: InfeasibleWorld) -> None:
    # without the figures of today, which take longer than all the rest and which no plan will stand beside
    with patch("careplan.pipeline.baseline"), pytest.raises(InfeasibleError):
        plan_of(world.instance)


@each_world
def test_causes_are_conflicts_and_none_of_their_parts_is(world: InfeasibleWorld) -> None:
    of_world = solved(world.name)
    for cause in world.causes:
        assert cause <= of_world.demands
        assert not of_world.has_plan_with(cause)
        for demand in cause:
            assert of_world.has_plan_with(cause - {demand}), demand


@each_world
def test_there_is_no_other_cause(world: InfeasibleWorld) -> None:
    # a conflict that held none of the causes would survive where one demand of each cause gives way
    of_world = solved(world.name)
    for dropped in product(*world.causes):
        assert of_world.has_plan_without(dropped), dropped


@each_world
def test_causes_share_no_demand(world: InfeasibleWorld) -> None:
    assert sum(map(len, world.causes)) == len(frozenset().union(*world.causes))


@pytest.mark.parametrize("world", [world for world in WORLDS if world.by_integrality], ids=lambda world: world.name)
def test_parts_of_sites_and_steps_would_do(world: InfeasibleWorld) -> None:
    assert is_feasible(linear(problem_of(world.instance)))


@pytest.mark.parametrize("name", ["nobody_is_served_so_near", "centres_take_too_long"])
def test_some_contradict_themselves_before_any_search(name: str) -> None:
    with pytest.raises(InfeasibleAtBuild):
        problem_of(solved(name).instance)


def test_enough_of_each_sort() -> None:
    assert len(WORLDS) >= 20
    assert sum(world.by_integrality for world in WORLDS) >= 5
    assert sum(len(world.causes) == 2 for world in WORLDS) >= 5
