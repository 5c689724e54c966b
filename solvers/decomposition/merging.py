r"""Columns that stand in one row alone, merged: what they cost together is a convex function of what they add up to.

$$ f(t) = \min \Bigl\{ \sum_j c_j x_j : \sum_j a_j x_j = t,\; 0 \le x_j \le u_j \Bigr\}, \qquad a_j > 0 $$

is piecewise linear; its slopes are the ratios :math:`c_j / a_j` in ascending order. Neighbouring pieces become one
where the chord is hardly above them. Pieces that only cost something become one with the smallest of their slopes,
which is too cheap and so on the safe side. Half of the columns of a state's districts go this way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from solvers.problem import Columns, FloatArray, MatrixProblem, as_matrix


class Merged(NamedTuple):
    """A smaller problem: the ``kept`` columns of the other first, then one for each piece.

    ``row`` (pieces,) is where each piece stands, with a coefficient of 1, ``pays`` (pieces,) whether it earns anything.
    The problem costs at most ``loss`` more than the one it is made of.
    """

    problem: MatrixProblem
    kept: Columns
    row: Columns
    pays: NDArray[np.bool_]
    loss: float


def merge(problem: MatrixProblem, tolerance: float) -> Merged:
    """Merge the columns that stand in one row alone; the chords of each row may be so much above its function."""
    row = _only_rows(problem)
    parts = [_pieces(problem, number, columns, tolerance) for number, columns in _by_row(row)]
    rows = np.concatenate([part.row for part in parts]) if parts else np.zeros(0, dtype=np.intp)
    cost = np.concatenate([part.cost for part in parts]) if parts else np.zeros(0)
    most = np.concatenate([part.most for part in parts]) if parts else np.zeros(0)
    kept = np.flatnonzero(row < 0)
    rest, pieces = problem.of_columns(kept), len(rows)
    stands = sparse.csr_array((np.ones(pieces), (rows, np.arange(pieces))), shape=(problem.matrix.shape[0], pieces))
    smaller = replace(
        rest,
        matrix=as_matrix(sparse.hstack([rest.matrix, stands])),
        col_lower=np.append(rest.col_lower, np.zeros(pieces)),
        col_upper=np.append(rest.col_upper, most),
        integer=np.append(rest.integer, np.zeros(pieces, dtype=np.bool_)),
        role=np.append(rest.role, np.zeros(pieces, dtype=np.int8)),
        block=np.append(rest.block, np.full(pieces, -1, dtype=np.int32)),
        levels=(replace(rest.level, cost=np.append(rest.level.cost, cost)),),
        start=None,
    )
    return Merged(smaller, kept, rows, cost < 0, sum(part.loss for part in parts))


class _Pieces(NamedTuple):
    """The pieces of one row: where they stand, what they cost for each unit of the row, and how much of it they are."""

    row: Columns
    cost: FloatArray
    most: FloatArray
    loss: float


def _only_rows(problem: MatrixProblem) -> Columns:
    """The row (columns,) of each column that may be merged; −1 for all others."""
    columns = problem.matrix.tocsc()
    counts = np.diff(columns.indptr)
    single = np.flatnonzero((counts == 1) & ~problem.integer & (problem.col_lower == 0) & (problem.col_upper < np.inf))
    place = columns.indptr[single]
    single, place = single[columns.data[place] > 0], place[columns.data[place] > 0]
    row = np.full(len(counts), -1, dtype=np.intp)
    row[single] = columns.indices[place]
    return row


def _by_row(row: Columns) -> Iterator[tuple[int, Columns]]:
    """Every row with columns to merge, and these."""
    columns = np.flatnonzero(row >= 0)
    columns = columns[np.argsort(row[columns], kind="stable")]
    numbers, first = np.unique(row[columns], return_index=True)
    yield from zip(numbers.tolist(), np.split(columns, first[1:]), strict=True) if columns.size else ()


def _pieces(problem: MatrixProblem, number: int, columns: Columns, tolerance: float) -> _Pieces:
    columns = columns[problem.col_upper[columns] > 0]
    size = problem.matrix[[number]][:, columns].toarray().ravel() * problem.col_upper[columns]
    cost = problem.level.cost[columns] * problem.col_upper[columns]
    order = np.argsort(cost / size, kind="stable")
    size, cost = size[order], cost[order]
    paying = int(np.count_nonzero(cost < 0))
    firsts, loss = _chords(_sums(size[:paying]), _sums(cost[:paying]), tolerance)
    most = np.add.reduceat(size[:paying], firsts) if firsts else np.zeros(0)
    slope = np.add.reduceat(cost[:paying], firsts) / most if firsts else np.zeros(0)
    if paying < len(size):
        most = np.append(most, size[paying:].sum())
        slope = np.append(slope, cost[paying] / size[paying])
    return _Pieces(np.full(len(most), number, dtype=np.intp), slope, most, loss)


def _sums(values: FloatArray) -> FloatArray:
    return np.append(0.0, np.cumsum(values))


def _chords(at: FloatArray, value: FloatArray, tolerance: float) -> tuple[list[int], float]:
    """Where the chords of a convex function begin that takes ``value`` ``at`` its bends, and how far they are above it.

    Each goes as far as it may.
    """
    firsts, loss, begin, last = list[int](), 0.0, 0, len(at) - 1
    while begin < last:
        firsts.append(begin)
        end, above = begin + 1, 0.0
        while end < last and (higher := _above(at[begin : end + 2], value[begin : end + 2])) <= tolerance:
            end, above = end + 1, higher
        begin, loss = end, max(loss, above)
    return firsts, loss


def _above(at: FloatArray, value: FloatArray) -> float:
    """How far the chord of a convex function is above it at most."""
    chord = value[0] + (value[-1] - value[0]) / (at[-1] - at[0]) * (at - at[0])
    return float((chord - value).max())
