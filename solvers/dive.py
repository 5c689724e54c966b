"""The dive: openings are fixed round by round, the surest first, and the LP is solved again from its last basis."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import TypeAlias

import numpy as np

from solvers.decomposition.advice import Advice
from solvers.problem import Columns, FloatArray
from solvers.relaxation import Relaxation
from solvers.result import Stage
from solvers.search import Search

Choose: TypeAlias = Callable[[Columns, float], tuple[Columns, FloatArray]]

# One round drops this share of the openings still free, and raises this share of those the LP still wants to open:
# measured against the free ones, it would open far too many where many candidates compete for one budget.
DROPPED, RAISED = 0.15, 0.07
# This close to 0 or 1 an opening is as good as decided.
NEARLY = 0.01
# Advice that costs more than this share of the whole is doubted.
DEAR = 5e-3
# With advice, one round decides at least this share of the openings still free.
SURE = 0.25
# Columns of sites that have been closed are left out once they are this share of all, and so many: the simplex method
# loses its weights by it, which costs more than fewer columns save.
UNUSED, MANY_UNUSED = 0.5, 50_000


def fix_openings(search: Search, relaxation: Relaxation, advice: Advice | None) -> None:
    """Fix every opening in the relaxation, as far as that leaves a solution: by the advice, or by what the LP opens."""

    def by_advice(free: Columns, boldness: float) -> tuple[Columns, FloatArray]:
        return (
            _batch(relaxation.x[free], free, boldness) if advice is None else _surest(advice.mean[free], free, boldness)
        )

    def look_again() -> None:
        if advice is not None:
            advice.follow(relaxation.col_lower, relaxation.col_upper, relaxation.prices)
        _leave_out_closed_sites(relaxation)
        search.report(Stage.DIVE)

    # the LP's own choice is never cheap where few sites open, but what the advice is sure of should be
    dear = np.inf if advice is None else DEAR
    with relaxation.without(relaxation.problem.of_closed_sites(relaxation.col_upper)):
        _fix(search, relaxation, search.problem.openings, by_advice, look_again, dear=dear)


def _leave_out_closed_sites(relaxation: Relaxation) -> None:
    """Look at their columns no more, once there are so many that LPs without them are worth passing the model anew."""
    looked_at, integer = relaxation.looked_at, relaxation.problem.integer
    unused = relaxation.problem.of_closed_sites(relaxation.col_upper) & looked_at & ~integer
    if np.count_nonzero(unused) > max(MANY_UNUSED, UNUSED * np.count_nonzero(looked_at)):
        relaxation.narrow(looked_at & ~unused)


def dive_again(search: Search, relaxation: Relaxation, openings: Columns, below: float) -> bool:
    """Free some openings and fix them anew by what the LP opens, if that costs less than ``below``; else all stays."""

    def by_relaxation(free: Columns, boldness: float) -> tuple[Columns, FloatArray]:
        return _batch(relaxation.x[free], free, boldness)

    problem = search.problem
    before, x, prices = relaxation.col_lower[openings], relaxation.x, relaxation.prices
    if not relaxation.accept(openings, problem.col_lower[openings], problem.col_upper[openings], below):
        return False
    if _fix(search, relaxation, openings, by_relaxation, lambda: search.report(Stage.CLIMB), below):
        return True
    relaxation.bound_columns(openings, before, before)
    relaxation.x, relaxation.prices = x, prices
    return False


def _fix(
    search: Search,
    relaxation: Relaxation,
    openings: Columns,
    choose: Choose,
    fixed: Callable[[], None],
    below: float = np.inf,
    dear: float = np.inf,
) -> bool:
    """Fix one batch of openings a round, and call ``fixed`` after each; False if some cannot be fixed ``below`` a cost.

    ``choose`` gets the columns still free and the boldness, and names the batch: columns, and 0 or 1 for each. A batch
    that raises the cost by more than the share ``dear`` is made smaller; one column so dear goes the cheaper way.
    """
    boldness = 1.0
    while not search.done:
        free = openings[relaxation.col_lower[openings] < relaxation.col_upper[openings]]
        if not free.size:
            return True
        columns, values = choose(free, boldness)
        limit = min(below, relaxation.value + dear * max(1.0, abs(relaxation.value)))
        if relaxation.accept(columns, values, values, limit):
            boldness = min(1.0, 2 * boldness)
        elif columns.size > 1:
            boldness /= 4
            continue
        elif not _other_way(relaxation, columns, values, limit, below):
            # neither way is open: an earlier round was wrong, and who called must mend it
            return False
        fixed()
    return False


def _other_way(relaxation: Relaxation, column: Columns, value: FloatArray, limit: float, below: float) -> bool:
    """Fix one column (1,) at the opposite of a value (1,) that was not below a limit, if that is.

    Else the cheaper way is taken; False if neither is ``below``. That is asked last: an LP without a limit, or with a
    far one, takes many times as long.
    """
    opposite = 1.0 - value
    if relaxation.accept(column, opposite, opposite, limit):
        return True
    if limit >= below:
        return False
    fits = relaxation.accept(column, value, value, below)
    return relaxation.accept(column, opposite, opposite, relaxation.value if fits else below) or fits


def _surest(values: FloatArray, free: Columns, boldness: float) -> tuple[Columns, FloatArray]:
    """The columns nearest to 0 or 1, of those that are ``free``, and what they are nearest to; never none."""
    doubt = np.minimum(values, 1.0 - values)
    count = max(SURE * free.size, float(np.count_nonzero(doubt <= NEARLY)))
    picked = np.argsort(doubt, kind="stable")[: max(1, int(boldness * count))]
    return free[picked], np.where(values[picked] >= 0.5, 1.0, 0.0)


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
