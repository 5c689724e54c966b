"""The feasibility phase: the integers of an LP made whole, batch by batch, each followed by the LP.

What is decided by yes or no comes first (an opening, the size of a ward, a link): counts bend to what it leaves over,
not the other way round. Where a value can be rounded neither up nor down, the LP's proof that there is no solution
names the decisions that stand in the way (`conflict`), and those are taken back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.problem import FloatArray
from solvers.relaxation import Relaxation
from solvers.result import Stage, Status
from solvers.search import Search

Columns = NDArray[np.intp]

# HiGHS takes a value this near to a whole number for whole.
WHOLE = 1e-6
# One round decides this share of the fractional values of a kind.
SHARE = 0.25
# So many proofs are listened to before the rounding is given up.
CONFLICTS = 300


class Rounding:
    """The rounds on one relaxation; its column bounds tell what has been decided."""

    def __init__(self, search: Search, relaxation: Relaxation) -> None:
        self.search = search
        self.relaxation = relaxation
        problem = search.problem
        self._integer = problem.integer
        self._yes_or_no = problem.integer & (problem.col_lower >= 0) & (problem.col_upper <= 1)
        self._taken_back: NDArray[np.int64] = np.zeros(problem.integer.size, dtype=np.int64)

    def finish(self) -> bool:
        """Decide until the LP's solution is a plan and offer it; False if the way ends before that."""
        while not self.search.watch.stopped:
            doubtful = self._doubtful()
            if not doubtful.size:
                self.search.offer(self.relaxation.x, Stage.MODULES)
                return self.search.best is not None
            if not self._decide(doubtful):
                return False
            self.search.report(Stage.MODULES)
        return False

    def _doubtful(self) -> Columns:
        """The fractional columns of the kind that comes first, the nearest to whole first."""
        x = self.relaxation.x
        doubt = np.abs(x - np.round(x))
        fractional = self._integer & (doubt > WHOLE)
        kind = fractional & self._yes_or_no
        columns = np.flatnonzero(kind if kind.any() else fractional)
        return columns[np.argsort(doubt[columns], kind="stable")]

    def _decide(self, doubtful: Columns) -> bool:
        """Round a batch of columns, or at least the surest of them, some way."""
        x = self.relaxation.x
        batch = doubtful[: max(1, int(SHARE * doubtful.size))]
        surest = doubtful[:1]
        nearest = np.round(x[surest])
        opposite = np.where(nearest > x[surest], nearest - 1, nearest + 1)
        return (
            (batch.size > 1 and self._fits(batch, np.round(x[batch])))
            or self._fits(surest, nearest)
            or self._fits(surest, opposite)
            or self._give_way(surest, nearest)
        )

    def _fits(self, columns: Columns, values: FloatArray) -> bool:
        """Fix columns and solve the LP again; if there is no solution, they get back their bounds."""
        relaxation = self.relaxation
        lower, upper = relaxation.col_lower[columns], relaxation.col_upper[columns]
        relaxation.bound_columns(columns, values, values)
        if relaxation.solve() is Status.OPTIMAL:
            return True
        relaxation.bound_columns(columns, lower, upper)
        return False

    def _give_way(self, columns: Columns, values: FloatArray) -> bool:
        """Fix columns all the same, and take back what stands in the way until the LP has a solution."""
        self.relaxation.bound_columns(columns, values, values)
        self._taken_back[columns] += 1
        while not self.search.watch.stopped and self._taken_back.sum() < CONFLICTS:
            status = self.relaxation.solve()
            if status is not Status.INFEASIBLE or not self._take_back():
                return status is Status.OPTIMAL
        return False

    def _take_back(self) -> bool:
        """Give columns their own bounds again until a proof is void; those first that were not yet given them.

        False if the LP has no solution whatever the integers are.
        """
        found = conflict(self.relaxation)
        if found is None:
            return False
        relief = np.where(self._integer, found.relief(self.relaxation), 0.0)
        order = np.argsort(-relief / (1.0 + self._taken_back) ** 2, kind="stable")
        enough = np.searchsorted(np.cumsum(relief[order]), found.missing) + 1
        columns = order[:enough][relief[order[:enough]] > 0]
        upwards = found.pull[columns] > 0
        problem, relaxation = self.search.problem, self.relaxation
        lower = np.where(upwards, relaxation.col_lower[columns], problem.col_lower[columns])
        upper = np.where(upwards, problem.col_upper[columns], relaxation.col_upper[columns])
        relaxation.bound_columns(columns, lower, upper)
        self._taken_back[columns] += 1
        return columns.size > 0
