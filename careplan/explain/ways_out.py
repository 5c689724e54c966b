"""Ways out of an infeasible workbook: the cheapest sets of demands that give way, and which demands collide.

Every question is one solve of the elastic model, in which some demands hold on (their slack is fixed at 0) and others
cost nothing. A solve of mixed integers sees what an analysis of the linear relaxation does not: that half a doctor
cannot be hired.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

import numpy as np

from planning_model.build import STRUCTURE
from planning_model.demands import Demand
from planning_model.elastic import ElasticModel
from solvers.errors import OutOfTimeError
from solvers.problem import Columns, FloatArray, Level, MatrixProblem
from solvers.result import SolveResult, Status
from solvers.standard_form import Goal, StandardForm, compile_model

Ask = Callable[[MatrixProblem], SolveResult]
"""Solves a problem; how long it may take and how it is stopped is the caller's."""

# What gives way by less has not given way: the solver's tolerance on a row, in the unit of the row.
NOTHING = 1e-6
# So many ways out are looked for, and that by so many questions at most.
WAYS, MOST_QUESTIONS = 4, 40


@dataclass(frozen=True)
class WayOut:
    """Demands that give way together, and by how much; ``price`` in million EUR as the workbook prices them.

    ``proven``: there is no cheaper one; none costs less than ``least``. ``integers``: what is decided in whole numbers
    in a plan that then exists, by the name of the model's variable.
    """

    amounts: dict[Demand, float]
    price: float
    proven: bool = True
    least: float = 0.0
    integers: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)

    @property
    def demands(self) -> frozenset[Demand]:
        """What gives way."""
        return frozenset(self.amounts)


_Entry = tuple[float, int, frozenset[Demand], WayOut]


class ElasticProblem:
    """The elastic model as the solver sees it, which answers what gives way."""

    def __init__(self, elastic: ElasticModel, ask: Ask) -> None:
        form = compile_model(elastic.model, STRUCTURE, [Goal("price", elastic.price)])
        self.demands = elastic.demands
        # the columns of the form only refer to their model, which knows their names
        self._model, self._form = elastic.model, form
        self.asked = 0
        self._ask = ask
        column_of = {id(variable): column for column, variable in enumerate(form.columns)}
        self._column = {
            demand: column_of[id(elastic.model.gives[number])]
            for number, demand in enumerate(elastic.demands)
            if id(elastic.model.gives[number]) in column_of
        }
        self._exempt = {
            (elastic.demands[number], future): column_of[id(variable)]
            for (number, future), variable in elastic.model.exempt.items()
            if id(variable) in column_of
        }

    def futures_of(self, demand: Demand) -> list[str]:
        """The futures in one of which alone it may be left out; none where it is the same in all of them."""
        return [future for one, future in self._exempt if one == demand]

    def cheapest(
        self,
        *,
        firm: Collection[Demand] = (),
        free: Collection[Demand] = (),
        only: Collection[Demand] | None = None,
        exempt: Collection[tuple[Demand, str]] = (),
    ) -> WayOut | None:
        """The cheapest way out in which the ``firm`` demands do not give way; None if there is none.

        The ``free`` ones cost nothing and are not counted; with ``only``, all others are firm. Those ``exempt`` in a
        future are left out there.
        """
        firm = set(firm) if only is None else set(self._column) - set(only)
        kept = [column for left_out, column in self._exempt.items() if left_out not in exempt]
        problem = self._with(np.array([*self._columns(firm), *kept], dtype=np.intp), self._columns(free))
        self.asked += 1
        result = self._ask(problem)
        if result.status is Status.INFEASIBLE:
            return None
        if result.x is None:
            raise OutOfTimeError
        amounts = {
            demand: float(result.x[column])
            for demand, column in self._column.items()
            if result.x[column] > NOTHING and demand not in free
        }
        price = sum(demand.price * amount for demand, amount in amounts.items())
        proven, least = result.status is Status.OPTIMAL, result.levels[0].bound or 0.0
        return WayOut(amounts, price, proven, least, integers_of(self._form, result.x))

    def _columns(self, demands: Iterable[Demand]) -> Columns:
        return np.array([self._column[demand] for demand in demands if demand in self._column], dtype=np.intp)

    def _with(self, firm: Columns, free: Columns) -> MatrixProblem:
        problem = self._form.problem
        upper, cost = problem.col_upper.copy(), problem.level.cost.copy()
        upper[firm] = 0.0
        cost[free] = 0.0
        return replace(problem, col_upper=upper, levels=(Level("price", cost, problem.level.offset),))


def integers_of(form: StandardForm, x: FloatArray) -> dict[str, float]:
    """The whole numbers in ``x`` (columns,), by the name of the model's variable."""
    return {form.columns[column].name: float(round(x[column])) for column in np.flatnonzero(form.problem.integer)}


def ways_out(elastic: ElasticProblem) -> Iterator[WayOut]:
    """The cheapest ways out, none of which contains another; none where nothing helps.

    Each way out found is asked for again without one of its demands, the cheapest first, so that they come in the order
    of their prices. Source: Reiter (1987), A theory of diagnosis from first principles (hitting-set tree).
    """
    found: list[WayOut] = []
    seen: set[frozenset[Demand]] = {frozenset()}
    waiting = _asked(elastic, frozenset())
    while waiting and len(found) < WAYS and elastic.asked < MOST_QUESTIONS:
        _, _, firm, way = heappop(waiting)
        if not any(other.demands <= way.demands for other in found):
            found.append(way)
            yield way
        for demand in way.amounts:
            firmer = firm | {demand}
            if firmer not in seen:
                seen.add(firmer)
                for entry in _asked(elastic, firmer):
                    heappush(waiting, entry)


def _asked(elastic: ElasticProblem, firm: frozenset[Demand]) -> list[_Entry]:
    """The cheapest way out with these demands firm, if there is one; ties go to what was asked first."""
    way = elastic.cheapest(firm=firm)
    return [] if way is None else [(way.price, elastic.asked, firm, way)]


def conflicts(
    elastic: ElasticProblem, ways: Iterable[WayOut], known: Iterable[frozenset[Demand]] = ()
) -> list[frozenset[Demand]]:
    """Demands that cannot hold together: for each demand of a way out a smallest set with it, after those ``known``.

    By themselves they are a contradiction: dropping all other demands of the workbook does not help, dropping any one
    of theirs does.
    """
    found = list(known)
    for way in ways:
        for demand in way.amounts:
            if not any(demand in conflict for conflict in found):
                colliding = _colliding(elastic, demand, way.demands - {demand})
                conflict = _smallest(elastic, colliding)
                found += [conflict] if colliding and conflict not in found else []
    return found


def in_futures(elastic: ElasticProblem, conflict: Collection[Demand]) -> tuple[Demand, ...]:
    """The conflict with each demand in those futures alone in which it is needed for the contradiction.

    One that is the same in all futures, or needed in all of them, is said of none.
    """
    left_out: set[tuple[Demand, str]] = set()
    for demand in conflict:
        for future in elastic.futures_of(demand):
            if elastic.cheapest(firm=conflict, exempt=left_out | {(demand, future)}) is None:
                left_out.add((demand, future))
    told: list[Demand] = []
    for demand in conflict:
        futures = elastic.futures_of(demand)
        needed = [future for future in futures if (demand, future) not in left_out]
        told += [demand] if needed == futures else [replace(demand, future=future) for future in needed]
    return tuple(dict.fromkeys(told))


def _colliding(elastic: ElasticProblem, demand: Demand, given_up: frozenset[Demand]) -> list[Demand]:
    """Demands that leave no way out if all of them are firm: what would give way instead joins them.

    There are none if others that were given up could have given way further, in the place of the demand.
    """
    firm = [demand]
    while (way := elastic.cheapest(firm=firm, free=given_up)) is not None:
        if not way.amounts:
            return []
        firm.extend(way.amounts)
    return firm


def _smallest(elastic: ElasticProblem, firm: list[Demand]) -> frozenset[Demand]:
    """Without what is not needed for the contradiction (deletion filter, Chinneck and Dravnieks 1991)."""
    needed = list(firm)
    for demand in firm[1:] + firm[:1]:
        fewer = [one for one in needed if one != demand]
        # nothing firm is no contradiction, for there is a way out
        if fewer and elastic.cheapest(firm=fewer) is None:
            needed = fewer
    return frozenset(needed)
