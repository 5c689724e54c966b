"""One plan for several futures: a block for each, tied by what is decided before it is known which one comes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
import pyomo.environ as pyo

from instances.futures import in_each_future, probabilities_of
from instances.instance import Instance
from instances.overrides import Override
from planning_model.build import BuiltModel, build, build_in
from planning_model.constraints.futures import add_one_plan, add_worst, add_worst_mean
from planning_model.extract import NOTHING
from planning_model.goals import GoalLevel
from planning_model.names import Expr, records
from planning_model.parameters import THOUSAND, Parameters
from planning_model.sets import context_of

DECIDED_BEFORE = ("open", "added", "link", "takes")
"""The variables that all futures share; all of them are whole numbers."""

ByPriority = Mapping[tuple[int, str], float]
"""A value by priority and future, in equivalent residents unserved."""

Levels = pd.DataFrame
"""The frame ``levels`` of a plan: priority, objective, bound, gap."""


@dataclass(frozen=True)
class FuturesModel:
    """The models of all futures, the one that is as expected first, inside one; and their probabilities."""

    model: pyo.ConcreteModel
    plans: Mapping[str, BuiltModel]
    probabilities: Mapping[str, float]

    @property
    def expected(self) -> BuiltModel:
        """The model of the future that is as expected."""
        return next(iter(self.plans.values()))

    @cached_property
    def goals(self) -> dict[tuple[int, str], Expr]:
        """The weighted goals of every priority in every future."""
        return {(level.priority, name): level.expression for name, plan in self.plans.items() for level in plan.levels}

    def mean(self, priority: int) -> Expr:
        """The expected value of the goals of a priority."""
        return sum(chance * self.goals[priority, name] for name, chance in self.probabilities.items())


def build_futures(instances: Mapping[str, Instance], probabilities: Mapping[str, float]) -> FuturesModel:
    """The models of the futures; ``instances`` holds the workbook as each of them has it, as expected first."""
    model = pyo.ConcreteModel(name="careplan")
    model.future = pyo.Block(list(instances))
    plans = {
        name: build_in(model.future[name], context_of(Parameters(instance), may_stand_idle=True))
        for name, instance in instances.items()
    }
    add_one_plan(model)
    return FuturesModel(model, plans, probabilities)


def build_for(instance: Instance, before: Iterable[Override] = ()) -> FuturesModel:
    """The model of a workbook, changed ``before``, with all its futures; without several it is the one block."""
    instances = in_each_future(instance, before)
    if len(instances) > 1:
        return build_futures(instances, probabilities_of(instance))
    ((name, only),) = instances.items()
    built = build(only)
    return FuturesModel(built.model, {name: built}, {name: 1.0})


def levels_over_futures(futures: FuturesModel, goal: str, share: float, best: ByPriority) -> list[GoalLevel]:
    """The levels by the goal over futures (a choice of the setting), in the order they are solved.

    ``share`` is that of the worst futures, ``best`` the goals of the best plan for each future alone.
    """
    scaled = {key: best[key] / THOUSAND if goal == "regret" else 0.0 for key in futures.goals}
    if goal in ("worst_case", "regret"):
        add_worst(futures.model, futures.goals, scaled)
    elif goal == "cvar":
        add_worst_mean(futures.model, futures.goals)
    # the last has no later priority that may worsen it, and what is best on average must not
    *earlier, last = futures.expected.levels
    return [
        GoalLevel(level.priority, _over_futures(futures, goal, share, level.priority), level.tolerance)
        for level in (*earlier, replace(last, tolerance=0.0))
    ]


def _over_futures(futures: FuturesModel, goal: str, share: float, priority: int) -> Expr:
    model = futures.model
    if goal == "expected":
        return futures.mean(priority)
    if goal == "cvar":
        beyond = sum(chance * model.excess[priority, name] for name, chance in futures.probabilities.items())
        return model.line[priority] + beyond / share
    return model.worst[priority]


@contextmanager
def decided_as_in(plan: BuiltModel, other: BuiltModel) -> Iterator[None]:
    """For a while, what is decided before the future comes is fixed in ``plan`` at the values it has in ``other``."""
    pairs = [
        (data, getattr(other.model, name)[index])
        for name in DECIDED_BEFORE
        if hasattr(plan.model, name) and hasattr(other.model, name)
        for index, data in getattr(plan.model, name).items()
        if index in getattr(other.model, name)
    ]
    for data, decided in pairs:
        data.fix(round(pyo.value(decided)))
    try:
        yield
    finally:
        for data, _ in pairs:
            data.unfix()


def combined(goal: str, share: float, probabilities: Mapping[str, float], values: Mapping[str, float]) -> float:
    """What the futures come to together by the goal over futures; ``values`` are their goals, or their regrets."""
    if goal == "expected":
        return sum(chance * values[name] for name, chance in probabilities.items())
    if goal == "cvar":
        return min(
            line + sum(chance * max(0.0, values[name] - line) for name, chance in probabilities.items()) / share
            for line in values.values()
        )
    return max(values.values())


def rows_of_futures(
    probabilities: Mapping[str, float],
    plans: Mapping[str, Levels],
    alone: Mapping[str, Levels],
    unprepared: Mapping[str, Levels],
) -> list[tuple[Any, ...]]:
    """The rows of the frame ``futures``: of the plan in each future, of the best one there, of the one for w₀ alone."""
    rows = []
    for name, chance in probabilities.items():
        first = plans[name]["priority"].min()
        for here, there in zip(records(plans[name]), records(alone[name]), strict=True):
            best, bound = _best(here.objective, there, is_first=here.priority == first)
            regret = here.objective - best, here.objective - bound
            without = _objective(unprepared[name], here.priority) if name in unprepared else math.nan
            rows.append((name, here.priority, chance, here.objective, best, bound, *regret, without))
    return rows


def _best(objective: float, alone: Any, *, is_first: bool) -> tuple[float, float]:
    """The best plan for a future alone and its bound, where another plan of ``objective`` is known for it.

    In the first priority no plan is better than the best, so that what a short search has missed is put right.
    """
    known = is_first and objective < alone.objective
    best = objective if known or abs(objective - alone.objective) <= NOTHING else alone.objective
    bound = min(alone.bound, best)
    return best, best if best - bound <= NOTHING else bound


def _objective(levels: Levels, priority: float) -> float:
    return float(levels.set_index("priority")["objective"].loc[priority])
