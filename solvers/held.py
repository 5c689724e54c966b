"""The columns of a problem that an LP in HiGHS holds: all of them, or those alone that are likely to be used.

A state has a hundred thousand flows, and a plan uses one in five. Columns that are not held stay at their lower bounds.
"""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from solvers.highs import pass_model
from solvers.problem import Columns, FloatArray, MatrixProblem

_BASIC = highspy.HighsBasisStatus.kBasic


class Held:
    """Which columns of the problem HiGHS holds, and as which of its own. At first all, in their order."""

    def __init__(self, problem: MatrixProblem, highs: highspy.Highs) -> None:
        self._problem = problem
        self._highs = highs
        self.columns: Columns = np.arange(problem.matrix.shape[1])
        self._place = self.columns.copy()

    @property
    def absent(self) -> NDArray[np.bool_]:
        """Whether each column (columns,) is not held."""
        return self._place < 0

    def bound(self, columns: Columns, lower: FloatArray, upper: FloatArray) -> None:
        """Give those of the columns that are held other bounds (columns named,)."""
        held = self._place[columns] >= 0
        place = self._place[columns[held]].astype(np.int32)
        self._highs.changeColsBounds(place.size, place, lower[held], upper[held])

    def spread(self, values: FloatArray, lower: FloatArray) -> FloatArray:
        """The values of all columns, of HiGHS's own: the others are at their ``lower`` bounds (columns,)."""
        x = lower.copy()
        x[self.columns] = values
        return x

    def narrow(self, kept: NDArray[np.bool_], lower: FloatArray, upper: FloatArray) -> None:
        """Hold no other columns than these (columns,), integers, and what the last basis uses; it stays the basis."""
        # HiGHS's own objects change under the hand as soon as it gets another model
        basis = self._highs.getBasis()
        valid, of_columns, of_rows = basis.valid, list(basis.col_status), list(basis.row_status)
        used = np.array([status == _BASIC for status in of_columns]) if valid else np.zeros(kept.size, dtype=np.bool_)
        self.columns = np.flatnonzero(kept | used | self._problem.integer)
        self._place = np.full(kept.size, -1)
        self._place[self.columns] = np.arange(self.columns.size)
        pass_model(self._highs, self._problem.of_columns(self.columns), integer=False)
        self.bound(self.columns, lower[self.columns], upper[self.columns])
        if valid:
            known = highspy.HighsBasis()
            known.col_status = [of_columns[column] for column in self.columns.tolist()]
            known.row_status, known.valid = of_rows, True
            self._highs.setBasis(known)

    def widen(self, columns: Columns, lower: FloatArray, upper: FloatArray) -> None:
        """Hold these columns as well, with bounds (columns named,); the last basis stays."""
        part = self._problem.matrix[:, columns].tocsc()
        cost = self._problem.level.cost[columns]
        starts, rows = part.indptr[:-1].astype(np.int32), part.indices.astype(np.int32)
        self._highs.addCols(columns.size, cost, lower, upper, part.nnz, starts, rows, part.data)
        self._place[columns] = self.columns.size + np.arange(columns.size)
        self.columns = np.concatenate([self.columns, columns])
