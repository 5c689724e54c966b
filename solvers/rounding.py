"""The feasibility phase: the integers of an LP made whole, batch by batch, each followed by the LP.

What is decided by yes or no comes first (an opening, the size of a ward, a link), then counts, the weightiest first:
what is smaller bends to what the larger leaves over, not the other way round. What the LP has nearly as the best plan
has it is kept at once. Where a value can be rounded neither up nor down, the LP's proof that there is no solution names
the decisions that stand in the way (`conflict`), and those are taken back. Meanwhile columns of closed sites are left
out: of 1,000 sites three in four columns, and LPs take a third of the time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.conflict import give_way
from solvers.problem import Columns, FloatArray
from solvers.relaxation import Relaxation
from solvers.result import Stage, Status
from solvers.search import FEASIBLE, Search

# HiGHS takes a value this near to a whole number for whole.
WHOLE = 1e-6
# One round decides at most this share of the fractional values of a kind, and fewer if that costs more than this share.
# HiGHS sizes what comes of it: at a fifth of this a state with a budget of 80 % took 18 s instead of 7, for 1 of 1,188,
# and HiGHS saves 8 in that time.
SHARE, DEAR = 0.25, 1e-3
# Counts of which one weighs at least this share of the weightiest fractional one come before the rest: the last step
# of an emergency department, with no money left and all else decided, cost half a per cent of a plan of 1,000 sites.
WEIGHTY = 0.25
# After so many rounds that left as many fractional values as before, those that are whole are fixed as well.
PATIENCE = 4
# Where a value is dear to round either way, so many others are tried first: what an LP costs that is dear, or that it
# has no solution, takes it up to a hundred times as long to say.
SEVERAL = 5
# A value this near to that of the best plan is taken from there.
NEAR = 0.2
# So many decisions are taken back before the rounding is given up: of 240 tight problems one needed 458, most none.
CONFLICTS = 1_000


class Rounding:
    """The rounds on one relaxation; its column bounds tell what has been decided."""

    def __init__(self, search: Search, relaxation: Relaxation) -> None:
        self.search = search
        self.relaxation = relaxation
        problem = search.problem
        self._integer = problem.integer
        self._yes_or_no = problem.integer & (problem.col_lower >= 0) & (problem.col_upper <= 1)
        self._boldness = 1.0
        self._random = np.random.default_rng(search.options.seed)
        self._taken_back: NDArray[np.int64] = np.zeros(problem.integer.size, dtype=np.int64)

    def finish(self, *, anew: bool = False, keeping: bool = True) -> bool:
        """Decide until the LP's solution is a plan and offer it; False if the way ends before that.

        It ends where the LP alone costs as much as the best plan so far. ``keeping``: what the LP has nearly as that
        plan has it is decided first. ``anew``: without regard to that plan. The relaxation's next solve begins where
        its last had ended before: without the decisions it is back there at once.
        """
        relaxation = self.relaxation
        begun_at = relaxation.basis
        try:
            with relaxation.without(relaxation.problem.of_closed_sites(relaxation.col_upper)):
                return self._finish(anew=anew, keeping=keeping)
        finally:
            if begun_at is not None:
                relaxation.begin_at(begun_at)

    def _finish(self, *, anew: bool, keeping: bool) -> bool:
        fewest, idle = self._integer.size, 0
        limit = np.inf if anew or self.search.value is None else self.search.value
        if keeping and not anew:
            self._keep(limit)
        while not self.search.watch.stopped and self.relaxation.value < limit:
            doubtful = self._doubtful()
            if not doubtful.size:
                self._offer()
                return True
            fewest, idle = min(fewest, doubtful.size), 0 if doubtful.size < fewest else idle + 1
            if idle > PATIENCE and self._settle():
                idle = 0
            elif not self._decide(doubtful):
                return False
            self.search.report(Stage.MODULES)
        return False

    def _offer(self) -> None:
        """Offer the plan; and once more with the columns that pay, which could have undone an integer before."""
        relaxation, integers = self.relaxation, np.flatnonzero(self._integer)
        self.search.offer(relaxation.x, Stage.MODULES)
        if self._fix(integers, np.round(self._x[integers])) and relaxation.complete() is Status.OPTIMAL:
            self.search.offer(relaxation.x, Stage.MODULES)

    def _keep(self, limit: float) -> None:
        """Begin with what the best plan, or the start, has wherever the LP is near to that, if that may be better.

        What HiGHS has once decided well is not decided anew; what a rounding decided is no better than another.
        """
        best, relaxation = self.search.best, self.relaxation
        plan = self.search.problem.start if best is None else best
        if plan is None:
            return
        free = self._integer & (relaxation.col_lower < relaxation.col_upper)
        same = np.flatnonzero(free & (np.abs(self._x - plan) <= NEAR))
        if same.size:
            self._fix(same, np.round(plan[same]), limit)

    def _doubtful(self) -> Columns:
        """The fractional columns of the kind that comes first, the nearest to whole first."""
        doubt = self._doubt()
        fractional = self._integer & (doubt > WHOLE)
        if not fractional.any() and not self._whole_enough():
            fractional = self._integer & (doubt > 0)
        kind = fractional & self._yes_or_no
        columns = np.flatnonzero(kind) if kind.any() else self._weighty(np.flatnonzero(fractional))
        return columns[np.argsort(doubt[columns], kind="stable")]

    def _weighty(self, columns: Columns) -> Columns:
        """Those of the columns of which one weighs about as much as of any: the others can fill what it leaves over.

        It weighs what it takes and gives at the LP's prices: Σ_r |price_r · factor_r|.
        """
        weight: FloatArray = np.asarray(abs(self.search.problem.matrix.T) @ np.abs(self.relaxation.prices))[columns]
        first: Columns = columns[weight >= WEIGHTY * weight.max(initial=0.0)]
        return first

    def _whole_enough(self) -> bool:
        """The last bit can be rounded off without breaking a row: where an opening is worth thousands, it is not."""
        problem = self.search.problem
        return problem.violation(problem.rounded(self.relaxation.x)) <= FEASIBLE

    @property
    def _x(self) -> FloatArray:
        """The LP's solution without what HiGHS lets a column exceed its bounds by."""
        return np.clip(self.relaxation.x, self.relaxation.col_lower, self.relaxation.col_upper)

    def _doubt(self) -> FloatArray:
        return np.abs(self._x - np.round(self._x))

    @property
    def _dear(self) -> float:
        """What a round may cost without being looked at twice."""
        return self.relaxation.value + DEAR * max(1.0, abs(self.relaxation.value))

    def _decide(self, doubtful: Columns) -> bool:
        """Round as many columns as are neither dear nor impossible together, or the surest alone."""
        while (size := int(self._boldness * SHARE * doubtful.size)) > 1:
            if self._fix(doubtful[:size], np.round(self._x[doubtful[:size]]), self._dear):
                self._boldness = min(1.0, 2 * self._boldness)
                return True
            self._boldness /= 4
        self._boldness = min(1.0, 2 * self._boldness)
        return any(map(self._decide_cheaply, doubtful[:SEVERAL, np.newaxis])) or self._decide_dearly(doubtful[:1])

    def _decide_cheaply(self, column: Columns) -> bool:
        """Round one column (1,), the nearer way if that is not dear, else the other."""
        dear = self._dear
        return any(self._fix(column, way, dear) for way in self._ways(column))

    def _decide_dearly(self, column: Columns) -> bool:
        """Round one column (1,) the way that costs less, or else let others give way."""
        x = self._x
        nearest, opposite = self._ways(column)
        fits = self._fix(column, nearest)
        if self._fix(column, opposite, self.relaxation.value if fits else np.inf) or fits:
            return True
        # what did not last goes the other way now and then: the same way every time may lead round in a circle
        drawn = np.floor(x[column] + self._random.random())
        return self._give_way(column, np.where(self._taken_back[column] > 0, drawn, nearest))

    def _ways(self, column: Columns) -> tuple[FloatArray, FloatArray]:
        """The whole numbers on both sides of one column's value (1,), the nearer first."""
        x = self._x[column]
        nearest = np.round(x)
        return nearest, np.where(nearest > x, nearest - 1, nearest + 1)

    def _settle(self) -> bool:
        """Fix all that is whole: what is left of a pool would else wander from one column to the next."""
        relaxation = self.relaxation
        free = self._integer & (relaxation.col_lower < relaxation.col_upper)
        whole = np.flatnonzero(free & (self._doubt() <= WHOLE))
        return whole.size > 0 and self._fix(whole, np.round(self._x[whole]), self._dear)

    def _fix(self, columns: Columns, values: FloatArray, below: float = np.inf) -> bool:
        return self.relaxation.accept(columns, values, values, below)

    def _give_way(self, columns: Columns, values: FloatArray) -> bool:
        """Fix columns all the same, and take back what stands in the way until the LP has a solution."""
        self.relaxation.bound_columns(columns, values, values)
        self._taken_back[columns] += 1
        while not self.search.watch.stopped and self._taken_back.sum() < CONFLICTS:
            status = self.relaxation.solve()
            if status is not Status.INFEASIBLE:
                return status is Status.OPTIMAL
            freed = give_way(self.relaxation, np.square(1.0 + self._taken_back, dtype=np.float64))
            if freed is None:
                return False
            self._taken_back[freed] += 1
        return False
