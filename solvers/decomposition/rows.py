"""The rows of a problem one by one, as the recognition of blocks reads them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from planning_model.structure import Role
from solvers.problem import Columns, FloatArray, MatrixProblem


class Row(NamedTuple):
    """One row as ``coefficients @ x[columns] <= right``, or ``==`` for an equation."""

    columns: Columns
    coefficients: FloatArray
    right: float
    equation: bool

    def coefficient(self, column: int) -> float:
        """The coefficient of a column of the row."""
        return float(self.coefficients[self.columns == column][0])

    def others(self, column: int) -> tuple[Columns, FloatArray]:
        """Columns and coefficients without one of them."""
        rest = self.columns != column
        return self.columns[rest], self.coefficients[rest]


class Rows:
    """Access to single rows, to the rows of a column, and to the block of a row."""

    def __init__(self, problem: MatrixProblem) -> None:
        self.role = _sound_roles(problem)
        self._problem = problem
        self._by_row = problem.matrix
        self._by_column = sparse.csc_array(problem.matrix)
        self.block = _blocks_of_rows(problem)
        """The block that all columns of a row belong to; −1 where there is none or several."""

    def __len__(self) -> int:
        return len(self._problem.row_lower)

    def of(self, column: int) -> list[int]:
        """The rows that hold a column."""
        part = slice(self._by_column.indptr[column], self._by_column.indptr[column + 1])
        found: list[int] = self._by_column.indices[part].tolist()
        return found

    def local(self, column: int) -> list[int]:
        """The rows that hold a column and lie in its block."""
        return [row for row in self.of(column) if self.block[row] >= 0]

    def __getitem__(self, row: int) -> Row | None:
        """The row, if it is an equation or bounded on one side only."""
        part = slice(self._by_row.indptr[row], self._by_row.indptr[row + 1])
        columns, coefficients = self._by_row.indices[part].astype(np.intp), self._by_row.data[part]
        lower, upper = float(self._problem.row_lower[row]), float(self._problem.row_upper[row])
        if lower == upper:
            return Row(columns, coefficients, upper, True)
        if np.isneginf(lower) and np.isfinite(upper):
            return Row(columns, coefficients, upper, False)
        if np.isposinf(upper) and np.isfinite(lower):
            return Row(columns, -coefficients, -lower, False)
        return None


def _sound_roles(problem: MatrixProblem) -> NDArray[np.int8]:
    """Roles (columns,) that bounds do not belie: in blocks nothing is below 0, and steps and openings are whole."""
    binary = problem.integer & (problem.col_upper <= 1)
    sound = problem.col_lower >= 0
    sound &= (problem.role != Role.MODULE) | problem.integer
    sound &= (problem.role != Role.OPENING) | binary
    return np.where(sound, problem.role, Role.OTHER).astype(np.int8)


def _blocks_of_rows(problem: MatrixProblem) -> NDArray[np.intp]:
    lengths = np.diff(problem.matrix.indptr)
    blocks = problem.block[problem.matrix.indices].astype(np.intp)
    found = np.full(len(lengths), -1, dtype=np.intp)
    filled = np.flatnonzero(lengths)
    starts = problem.matrix.indptr[filled]
    least, most = np.minimum.reduceat(blocks, starts), np.maximum.reduceat(blocks, starts)
    found[filled] = np.where(least == most, least, -1)
    return found
