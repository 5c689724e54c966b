"""Why there is no plan: demands that collide, and ways out that have been tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Protocol

import numpy as np
import pandas as pd

from careplan.explain.changes import Change, change_of, changed
from careplan.explain.ways_out import Ask, ElasticProblem, WayOut, conflicts, in_futures, ways_out
from instances.contradictions import Contradiction, contradictions
from instances.findings import Finding
from instances.futures import in_each_future
from instances.i18n import N_, Text
from instances.instance import Instance
from planning_model.build import STRUCTURE
from planning_model.demands import Demand
from planning_model.elastic import build_elastic
from planning_model.futures import build_for
from solvers.errors import InfeasibleAtBuild, OutOfTimeError
from solvers.problem import MatrixProblem
from solvers.standard_form import Goal, StandardForm, compile_model

# So many steps of rounding more are tried where a way out, rounded outward, is none: rows hold to a tolerance.
STEPS_MORE = 3
# Whoever must pay more than this, in million EUR, must pay: less is the solver's tolerance on rows.
SURELY = 1e-4
# So many ways out are found before it is asked what collides in them.
AT_FIRST = 2
COLUMNS = ("way", "price", "sheet", "key", "future", "amount", "before", "after")
IN_THE_FUTURE = N_("In the future “{future}”: {said}")


class HasPlan(Protocol):
    """Whether a problem has a solution; without ``confirm`` one attempt is enough to say that it has none."""

    def __call__(self, problem: MatrixProblem, *, confirm: bool = True) -> bool:
        """Raises OutOfTimeError where nobody knows."""
        ...


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

    ``contradictions``: what arithmetic alone finds, before any search. ``impossible``: there is proof that the workbook
    has no plan. ``conflicts``: demands that cannot hold together, each a smallest set; of several futures with those in
    which they collide. ``at_most``: by how much a demand must give way even if all others do, for those that are a
    conflict by themselves. ``proposals``: the cheapest ways out, the cheapest first. ``complete``: nothing was left out
    for want of time; without a conflict, what collides is then no demand but how the workbook describes sites, types
    and travel.
    """

    contradictions: tuple[Contradiction, ...] = ()
    impossible: bool = True
    conflicts: tuple[tuple[Demand, ...], ...] = ()
    at_most: dict[Demand, Change] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    complete: bool = True

    @property
    def ways_out(self) -> pd.DataFrame:
        """One row a change: way, price (million EUR), sheet, key, future (empty: workbook), amount, before, after."""
        rows = [
            (number, proposal.price, *_named(one.demand), one.amount, one.before, one.after)
            for number, proposal in enumerate(self.proposals, start=1)
            for one in proposal.changes
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))


def _named(demand: Demand) -> tuple[str, str, str]:
    return demand.sheet, ", ".join(demand.key), demand.future


def explain_infeasible(instance: Instance, ask: Ask, has_plan: HasPlan) -> Explanation:
    """Why an instance has no plan for all of its futures.

    ``ask`` solves to the optimum, ``has_plan`` stops at the first plan.

    What was found before the time was over is kept.
    """
    plain = tuple(_by_arithmetic(instance))
    found = Explanation(plain, impossible=bool(plain), complete=False)
    with suppress(OutOfTimeError):
        for step in _steps(instance, found, ElasticProblem(build_elastic(instance), ask), has_plan):
            found = step
    return found


def _by_arithmetic(instance: Instance) -> Iterator[Contradiction]:
    """The contradictions of the workbook, and those that a future adds."""
    seen = set()
    for number, (name, one) in enumerate(in_each_future(instance).items()):
        for found in contradictions(one):
            finding = found.finding
            if finding.line("en") not in seen:
                seen.add(finding.line("en"))
                yield replace(found, finding=_in_the_future(name, finding)) if number else found


def _in_the_future(name: str, finding: Finding) -> Finding:
    said = Text(finding.text("de"), finding.text("en"))
    return replace(finding, message=IN_THE_FUTURE, values={**finding.values, "future": name, "said": said})


def _steps(instance: Instance, found: Explanation, elastic: ElasticProblem, has_plan: HasPlan) -> Iterator[Explanation]:
    """What is known after each step: two ways out, what collides in them, and then all that is left of both."""
    ways: list[WayOut] = []
    search, in_time = ways_out(elastic), True
    for count in (AT_FIRST, None):
        for way in islice(search, count):
            if not way.amounts:
                # nothing need give way: there is a plan, and nothing to explain
                return
            ways.append(way)
            found = replace(found, impossible=found.impossible or way.least > SURELY)
            yield found
            try:
                found = replace(found, proposals=(*found.proposals, *_tried(instance, way, has_plan)))
            except OutOfTimeError:
                in_time = False
            yield found
        found = replace(found, impossible=found.impossible or not ways)
        known = conflicts(elastic, ways, map(frozenset, found.conflicts))
        found = replace(found, conflicts=_in_order(elastic, known))
        yield found
        found = replace(found, at_most=found.at_most | _at_most(instance, elastic, found))
        yield found
    found = replace(found, complete=in_time)
    yield found
    yield replace(found, conflicts=tuple(in_futures(elastic, conflict) for conflict in found.conflicts))


def _tried(instance: Instance, way: WayOut, has_plan: HasPlan) -> Iterator[Proposal]:
    """The way out, rounded outward and a little more where that is needed, if it leads to a plan.

    That of the solve in which it was found is tried first, and any other only where it does not fit.
    """
    for likely, extra in product((way.integers, None), range(STEPS_MORE)):
        changes = [change_of(instance, demand, amount, extra) for demand, amount in way.amounts.items()]
        if is_feasible(changed(instance, changes), has_plan, likely):
            yield Proposal(tuple(changes), way.price)
            return


def is_feasible(instance: Instance, has_plan: HasPlan, likely: Mapping[str, float] | None = None) -> bool:
    """Whether an instance has a plan, however bad: without goals little of the model is left to search.

    With ``likely`` whole numbers, by the name of the model's variable, whether it has a plan with these.
    """
    try:
        form = compile_model(build_for(instance).model, STRUCTURE, [Goal("nothing", 0.0)])
    except InfeasibleAtBuild:
        return False
    return has_plan(form.problem) if likely is None else has_plan(_held(form, likely), confirm=False)


def _held(form: StandardForm, values: Mapping[str, float]) -> MatrixProblem:
    """The problem with the whole numbers held at their values, as far as these are allowed."""
    problem = form.problem
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    for column in np.flatnonzero(problem.integer):
        value = values.get(form.columns[column].name)
        if value is not None and lower[column] <= value <= upper[column]:
            lower[column] = upper[column] = value
    return replace(problem, col_lower=lower, col_upper=upper)


def _in_order(elastic: ElasticProblem, found: list[frozenset[Demand]]) -> tuple[tuple[Demand, ...], ...]:
    order = {demand: number for number, demand in enumerate(elastic.demands)}
    return tuple(tuple(sorted(conflict, key=order.__getitem__)) for conflict in found)


def _at_most(instance: Instance, elastic: ElasticProblem, found: Explanation) -> dict[Demand, Change]:
    """What is possible of the demands that are a conflict by themselves, when all others give way freely."""
    limits = {}
    for demand in (conflict[0] for conflict in found.conflicts if len(conflict) == 1):
        if demand.lines and demand not in found.at_most:
            way = elastic.cheapest(free=[other for other in elastic.demands if other != demand])
            if way is not None:
                # no plan does with less, whatever else there may be
                limits[demand] = change_of(instance, demand, way.least / demand.price)
    return limits
