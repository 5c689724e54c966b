"""The columns of a problem that an LP in HiGHS holds: all of them, or those alone that are likely to be used.

A state has a hundred thousand flows, and a plan uses one in five. Columns that are not held stay at their lower bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from solvers.highs import pass_model
from solvers.problem import Columns, FloatArray, MatrixProblem

_AT_LOWER = highspy.HighsBasisStatus.kLower


class Basis(NamedTuple):
    """The status of some columns of the problem, and of all its rows; other columns are at their lower bounds."""

    columns: Columns
    of_columns: Sequence[highspy.HighsBasisStatus]
    of_rows: Sequence[highspy.HighsBasisStatus]


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
        basis = self.basis
        used = np.zeros(self._place.size, dtype=np.bool_)
        if basis is not None:
            used[basis.columns] = [status != _AT_LOWER for status in basis.of_columns]
        self._take(np.flatnonzero(kept | used | self._problem.integer), basis, lower, upper)

    def match(self, other: Held, lower: FloatArray, upper: FloatArray) -> None:
        """Hold the columns that another holds, with its basis and these bounds (columns,)."""
        self._take(other.columns.copy(), other.basis, lower, upper)

    @property
    def basis(self) -> Basis | None:
        """The last basis, if there is one."""
        # HiGHS's own objects change under the hand as soon as it gets another model
        last = self._highs.getBasis()
        return Basis(self.columns, list(last.col_status), list(last.row_status)) if last.valid else None

    def begin_at(self, basis: Basis) -> None:
        """Begin the next solve at a basis."""
        status = dict(zip(basis.columns.tolist(), basis.of_columns, strict=True))
        given = highspy.HighsBasis()
        given.col_status = [status.get(column, _AT_LOWER) for column in self.columns.tolist()]
        given.row_status, given.valid = list(basis.of_rows), True
        self._highs.setBasis(given)

    def _take(self, columns: Columns, basis: Basis | None, lower: FloatArray, upper: FloatArray) -> None:
        """Hold these columns, with a basis."""
        self.columns = columns
        self._place = np.full(self._place.size, -1)
        self._place[columns] = np.arange(columns.size)
        pass_model(self._highs, self._problem.of_columns(columns), integer=False)
        self.bound(columns, lower[columns], upper[columns])
        if basis is not None:
            self.begin_at(basis)

    def widen(self, columns: Columns, lower: FloatArray, upper: FloatArray) -> None:
        """Hold these columns as well, with bounds (columns named,); the last basis stays."""
        part = self._problem.matrix[:, columns].tocsc()
        cost = self._problem.level.cost[columns]
        starts, rows = part.indptr[:-1].astype(np.int32), part.indices.astype(np.int32)
        self._highs.addCols(columns.size, cost, lower, upper, part.nnz, starts, rows, part.data)
        self._place[columns] = self.columns.size + np.arange(columns.size)
        self.columns = np.concatenate([self.columns, columns])
