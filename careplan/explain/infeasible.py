"""Why there is no plan: demands that collide, and ways out that have been tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pandas as pd

from careplan.explain.changes import Change, change_of, changed
from careplan.explain.ways_out import Ask, ElasticProblem, WayOut, conflicts, ways_out
from instances.contradictions import Contradiction, contradictions
from instances.instance import Instance
from planning_model.build import STRUCTURE, build
from planning_model.elastic import Demand, build_elastic
from solvers.errors import InfeasibleAtBuild, OutOfTimeError
from solvers.problem import MatrixProblem
from solvers.standard_form import Goal, compile_model

# So many steps of rounding more are tried where a way out, rounded outward, is none: rows hold to a tolerance.
STEPS_MORE = 3
COLUMNS = ("way", "price", "sheet", "key", "amount", "before", "after")

HasPlan = Callable[[MatrixProblem], bool]


@dataclass(frozen=True)
class Proposal:
    """A way out as changes of the workbook. With them there is a plan: that has been tried.

    ``price`` in million EUR, by the workbook's prices of giving way.
    """

    changes: tuple[Change, ...]
    price: float


@dataclass(frozen=True)
class Explanation:
    """Why there is no plan.

    ``contradictions``: what arithmetic alone finds, before any search. ``conflicts``: demands that cannot hold
    together, each a smallest set. ``at_most``: by how much a demand must give way even if all others do, for those that
    are a conflict by themselves. ``proposals``: the cheapest ways out, the cheapest first. ``complete``: nothing was
    left out for want of time; without a conflict, what collides is then no demand but how the workbook describes sites,
    types and travel.
    """

    contradictions: tuple[Contradiction, ...] = ()
    conflicts: tuple[tuple[Demand, ...], ...] = ()
    at_most: dict[Demand, Change] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    complete: bool = True

    @property
    def ways_out(self) -> pd.DataFrame:
        """One row a change: way, price (million EUR), sheet, key, amount, before, after."""
        rows = [
            (number, proposal.price, one.demand.sheet, ", ".join(one.demand.key), one.amount, one.before, one.after)
            for number, proposal in enumerate(self.proposals, start=1)
            for one in proposal.changes
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))


def explain_infeasible(instance: Instance, ask: Ask, has_plan: HasPlan) -> Explanation:
    """Why an instance has no plan. ``ask`` solves to the optimum, ``has_plan`` stops at the first plan.

    What was found before the time was over is kept.
    """
    found = Explanation(contradictions(instance), complete=False)
    ways: list[WayOut] = []
    try:
        elastic = ElasticProblem(build_elastic(instance), ask)
        for way in ways_out(elastic):
            ways.append(way)
            found = replace(found, proposals=(*found.proposals, *_tried(instance, way, has_plan)))
        found = replace(found, conflicts=_in_order(elastic, conflicts(elastic, ways)))
        found = replace(found, at_most=_at_most(instance, elastic, found.conflicts))
    except OutOfTimeError:
        return found
    return replace(found, complete=True)


def _tried(instance: Instance, way: WayOut, has_plan: HasPlan) -> Iterator[Proposal]:
    """The way out, rounded outward and a little more where that is needed, if it leads to a plan."""
    for extra in range(STEPS_MORE):
        changes = [change_of(instance, demand, amount, extra) for demand, amount in way.amounts.items()]
        if is_feasible(changed(instance, changes), has_plan):
            yield Proposal(tuple(changes), way.price)
            return


def is_feasible(instance: Instance, has_plan: HasPlan) -> bool:
    """Whether an instance has a plan, however bad: without goals little of the model is left to search."""
    try:
        return has_plan(compile_model(build(instance).model, STRUCTURE, [Goal("nothing", 0.0)]).problem)
    except InfeasibleAtBuild:
        return False


def _in_order(elastic: ElasticProblem, found: list[frozenset[Demand]]) -> tuple[tuple[Demand, ...], ...]:
    order = {demand: number for number, demand in enumerate(elastic.demands)}
    return tuple(tuple(sorted(conflict, key=order.__getitem__)) for conflict in found)


def _at_most(
    instance: Instance, elastic: ElasticProblem, found: tuple[tuple[Demand, ...], ...]
) -> dict[Demand, Change]:
    """What is possible of the demands that are a conflict by themselves, when all others give way freely."""
    limits = {}
    for demand in (conflict[0] for conflict in found if len(conflict) == 1):
        way = elastic.cheapest(free=[other for other in elastic.demands if other != demand])
        if way is not None and way.proven and demand.lines:
            limits[demand] = change_of(instance, demand, way.amounts.get(demand, 0.0))
    return limits
