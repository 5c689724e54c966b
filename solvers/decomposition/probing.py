"""Openings that no plan can have: what they are obliged to hold does not fit into a row beside what is there anyway.

A cap of 27 seats where 25 are kept has no room for a centre with at least three. The relaxation opens nine tenths of
it, and so does every bound; so we look first.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solvers.decomposition.blocks import Blocks
from solvers.problem import FloatArray, Matrix, MatrixProblem

# A row is broken for certain if it is by more than this, relative to max(1, |right side|).
CERTAIN = 1e-6


def without_impossible(blocks: Blocks) -> MatrixProblem:
    """The problem with every opening closed that breaks a row by what it must hold."""
    problem = blocks.problem
    obliged = _obliged(blocks)
    least = _least_values(blocks, obliged)
    closed = _breaks(blocks, problem.matrix, problem.row_upper, least, obliged)
    closed |= _breaks(blocks, -problem.matrix, -problem.row_lower, least, obliged)
    upper = problem.col_upper.copy()
    upper[closed] = np.maximum(problem.col_lower[closed], 0.0)
    return replace(problem, col_upper=upper)


def _obliged(blocks: Blocks) -> FloatArray:
    """The least of each column (columns,) that its own opening asks for; 0 where none does."""
    least = np.zeros(blocks.problem.matrix.shape[1])
    for unit in blocks.units:
        least[unit.amount] = max(unit.least, unit.kept_least)
    return least


def _least_values(blocks: Blocks, obliged: FloatArray) -> FloatArray:
    """The least value of every column (columns,): what openings that must be chosen are obliged to hold counts."""
    least = blocks.problem.col_lower.copy()
    alone = np.bincount(blocks.group_of, minlength=len(blocks.must_open))[blocks.group_of] == 1
    certain = set(blocks.openings[alone & blocks.must_open[blocks.group_of]].tolist())
    for unit in blocks.units:
        if unit.owner in certain:
            least[unit.amount] = max(least[unit.amount], obliged[unit.amount])
    return least


def _breaks(blocks: Blocks, matrix: Matrix, right: FloatArray, least: FloatArray, obliged: FloatArray) -> np.ndarray:
    """Openings (columns,) for which the least that a row ``matrix @ x <= right`` comes to is too much."""
    rows = len(right)
    row = np.repeat(np.arange(rows), np.diff(matrix.indptr))
    factor, column = matrix.data, matrix.indices
    with np.errstate(invalid="ignore"):
        value = np.where(factor > 0, factor * least[column], factor * blocks.upper[column])
    value = np.where(np.isnan(value), 0.0, value)
    total = np.bincount(row, weights=value, minlength=rows)
    more = np.where(factor > 0, factor * np.maximum(0.0, obliged[column] - least[column]), 0.0)
    owner = np.full(matrix.shape[1], -1, dtype=np.intp)
    for unit in blocks.units:
        owner[unit.amount] = unit.owner
    counts = (more > 0) & (owner[column] >= 0) & np.isfinite(right)[row] & np.isfinite(total)[row]
    pairs = np.unique(np.stack([row[counts], owner[column[counts]]]), axis=1, return_inverse=True)
    needed = np.bincount(pairs[1].ravel(), weights=more[counts], minlength=pairs[0].shape[1])
    room = right[pairs[0][0]] - total[pairs[0][0]]
    broken = needed > room + CERTAIN * np.maximum(1.0, np.abs(right[pairs[0][0]]))
    found = np.zeros(matrix.shape[1], dtype=bool)
    found[pairs[0][1][broken]] = True
    return found
