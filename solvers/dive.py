"""The search for large models: a dive on the openings, then HiGHS on parts of the problem.

1. Openings that fit nowhere are closed, and the LP relaxation gives a first bound.
2. Round by round the surest openings are fixed, and the LP is solved again from its last basis; a round that leaves no
   solution is taken back. The decomposition by sites says which are sure, if it understands enough of the problem, and
   in a second dive the LP itself; the better of the two counts.
3. With the openings fixed, HiGHS decides the other integers; if there is no such plan, sites may close again.
4. While time remains, HiGHS searches one neighbourhood of sites after the other (`solvers.neighbourhoods`), and the
   bound of the decomposition rises on the second core.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from math import ceil
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from planning_model.structure import Role
from solvers.decomposition.advice import Advice, advice_on
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.probing import without_impossible
from solvers.highs import Part, solve_part
from solvers.neighbourhoods import improve
from solvers.problem import FloatArray, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Stage, Status
from solvers.rounding import Rounding
from solvers.search import Search

Columns = NDArray[np.intp]
Choose: TypeAlias = Callable[[Columns, float], tuple[Columns, FloatArray]]

# One round drops this share of the openings still free, and raises this share of those the LP still wants to open:
# measured against the free ones, it would open far too many where many candidates compete for one budget.
DROPPED, RAISED = 0.15, 0.07
# This close to 0 or 1 an opening is as good as decided.
NEARLY = 0.01
# With advice, one round decides at least this share of the openings still free.
SURE = 0.25
# What the modules may take of the time left, with a plan at hand and without one, and the gap they stop at as a share
# of the gap that was asked for.
MODULE_TIME, FIRST_PLAN_TIME, MODULE_GAP = 0.3, 0.5, 0.25
MODULE_NODES = 2_000


def dive(search: Search) -> Status:
    """Search until the gap is reached, the time is over or the user stops it. Plans and bounds go to ``search``."""
    if search.best is None and search.problem.start is not None:
        _complete_start(search, search.problem.start)
    search.report(Stage.RELAXATION)
    blocks = Blocks(search.problem)
    search.problem = without_impossible(blocks)
    with Relaxation(search.problem, search.options, search.watch) as relaxation:
        status = relaxation.solve(confirm=True)
        if status in (Status.INFEASIBLE, Status.UNBOUNDED) and search.best is None:
            return status
        search.raise_bound(relaxation.bound())
        search.report(Stage.RELAXATION)
        advice = advice_on(search, blocks, relaxation.prices) if status is Status.OPTIMAL else None
        if status is Status.OPTIMAL:
            _open_by_the_better(search, relaxation, advice)
        with nullcontext() if advice is None else advice.proving():
            _decide_rest(search, relaxation)
            return improve(search, relaxation.x)


def _complete_start(search: Search, start: FloatArray) -> None:
    """Make a plan of a start (columns,) that knows some of the integers."""
    problem = search.problem
    known = problem.integer & ~np.isnan(start)
    kept = problem.rounded(start)
    _size(search, np.where(known, kept, problem.col_lower), np.where(known, kept, problem.col_upper))


def _decide_rest(search: Search, relaxation: Relaxation) -> None:
    """Size what the dive has opened: first somehow, then well."""
    opened = relaxation.col_lower.copy(), relaxation.col_upper.copy()
    if Rounding(search, relaxation).finish() and search.best is not None:
        openings = _openings(search.problem)
        for bounds in opened:
            bounds[openings] = search.best[openings]
    _size(search, *opened)


def _size(search: Search, col_lower: FloatArray, col_upper: FloatArray) -> None:
    """Let HiGHS decide what the bounds (columns,) leave open."""
    if not search.done:
        share = FIRST_PLAN_TIME if search.best is None else MODULE_TIME
        seconds = share * search.watch.remaining
        part = Part(col_lower, col_upper, seconds, MODULE_NODES, MODULE_GAP * search.options.gap)
        solve_part(search, part, Stage.MODULES)


def _open_by_the_better(search: Search, relaxation: Relaxation, advice: Advice | None) -> None:
    """Fix the openings by the advice and once more by the relaxation alone; what costs less stays.

    Where much hangs on sizes in whole steps the advice is far better; where one budget is short to the euro, it may not
    be.
    """
    openings = _openings(search.problem)
    advised, cost = None, np.inf
    if advice is not None:
        _fix_openings(
            search,
            relaxation,
            lambda free, boldness: _surest(advice.mean[free], free, boldness),
            lambda: advice.follow(relaxation.col_lower, relaxation.col_upper, relaxation.prices),
        )
        advised, cost = relaxation.col_lower[openings], _cost_of_openings(relaxation, openings)
        relaxation.bound_columns(openings, search.problem.col_lower[openings], search.problem.col_upper[openings])
        relaxation.solve()
    _fix_openings(search, relaxation, lambda free, boldness: _batch(relaxation.x[free], free, boldness), lambda: None)
    if advised is not None and cost < _cost_of_openings(relaxation, openings):
        relaxation.bound_columns(openings, advised, advised)
        relaxation.solve()


def _cost_of_openings(relaxation: Relaxation, openings: Columns) -> float:
    """What the relaxation costs with these openings; inf while some are not decided."""
    decided = np.array_equal(relaxation.col_lower[openings], relaxation.col_upper[openings])
    return relaxation.value if decided else np.inf


def _fix_openings(search: Search, relaxation: Relaxation, choose: Choose, fixed: Callable[[], None]) -> None:
    """Fix every opening in the relaxation, one batch a round, and call ``fixed`` after each.

    ``choose`` gets the columns still free and the boldness, and names the batch: columns, and 0 or 1 for each.
    """
    openings = _openings(search.problem)
    boldness = 1.0
    while not search.done:
        free = openings[relaxation.col_lower[openings] < relaxation.col_upper[openings]]
        if not free.size:
            break
        columns, values = choose(free, boldness)
        if _fits(relaxation, columns, values):
            boldness = min(1.0, 2 * boldness)
        elif columns.size > 1:
            boldness /= 4
            continue
        elif not _fits(relaxation, columns, 1.0 - values):
            # neither way is open: an earlier round was wrong, and the neighbourhoods must mend it
            break
        fixed()
        search.report(Stage.DIVE)


def _surest(values: FloatArray, free: Columns, boldness: float) -> tuple[Columns, FloatArray]:
    """The columns nearest to 0 or 1, of those that are ``free``, and what they are nearest to; never none."""
    doubt = np.minimum(values, 1.0 - values)
    count = max(SURE * free.size, float(np.count_nonzero(doubt <= NEARLY)))
    picked = np.argsort(doubt, kind="stable")[: max(1, int(boldness * count))]
    return free[picked], np.where(values[picked] >= 0.5, 1.0, 0.0)


def _openings(problem: MatrixProblem) -> Columns:
    binary = problem.integer & (problem.col_lower >= 0) & (problem.col_upper <= 1)
    return np.flatnonzero(binary & (problem.role == Role.OPENING))


def _batch(values: FloatArray, free: Columns, boldness: float) -> tuple[Columns, FloatArray]:
    """Columns to fix now, of those that are ``free``, and at what; never none, and only one if not bold at all."""
    order = np.argsort(-values, kind="stable")
    decided = np.count_nonzero(values >= 1 - NEARLY)
    undecided = np.count_nonzero(values > NEARLY)
    raised = min(undecided, ceil(boldness * (decided + RAISED * values.sum())))
    dropped = min(free.size - raised, int(boldness * DROPPED * free.size))
    if not undecided:
        dropped = max(1, int(boldness * free.size))
    columns = free[np.concatenate([order[:raised], order[free.size - dropped :]])]
    return columns, np.repeat([1.0, 0.0], [raised, dropped])


def _fits(relaxation: Relaxation, columns: Columns, values: FloatArray) -> bool:
    """Fix openings and solve the LP again; if there is no solution, they are set free as before."""
    relaxation.bound_columns(columns, values, values)
    if relaxation.solve() is Status.OPTIMAL:
        return True
    relaxation.bound_columns(columns, np.zeros(columns.size), np.ones(columns.size))
    return False
