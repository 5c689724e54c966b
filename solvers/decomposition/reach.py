"""How large a column can become: bounds that follow from the rows where the problem states none."""

from __future__ import annotations

import numpy as np

from solvers.problem import FloatArray, Matrix, MatrixProblem

ROUNDS = 4
# What rounding may take from a bound, relative to it.
MARGIN = 1e-9


def largest_values(problem: MatrixProblem) -> FloatArray:
    """Upper bounds (columns,) that every solution keeps; still inf where no row implies one."""
    upper = problem.col_upper.copy()
    above, below = _as_at_most(problem)
    for _ in range(ROUNDS):
        if np.isfinite(upper).all():
            break
        tightened = np.minimum(_implied(above, problem, upper), _implied(below, problem, upper))
        unbounded = ~np.isfinite(upper)
        upper[unbounded] = tightened[unbounded]
    return upper


def _as_at_most(problem: MatrixProblem) -> tuple[tuple[Matrix, FloatArray], tuple[Matrix, FloatArray]]:
    return (problem.matrix, problem.row_upper), (-problem.matrix, -problem.row_lower)


def _implied(side: tuple[Matrix, FloatArray], problem: MatrixProblem, upper: FloatArray) -> FloatArray:
    """What ``matrix @ x <= right`` implies for each column, by the least that the other columns of a row come to."""
    matrix, right = side
    row = np.repeat(np.arange(len(right)), np.diff(matrix.indptr))
    factor, column = matrix.data, matrix.indices
    with np.errstate(invalid="ignore"):
        least = np.where(factor > 0, factor * problem.col_lower[column], factor * upper[column])
    known = np.isfinite(least)
    of_row = np.bincount(row, weights=np.where(known, least, 0.0), minlength=len(right))
    unknown = np.bincount(row, weights=~known, minlength=len(right))
    useful = (factor > 0) & np.isfinite(right)[row] & (unknown[row] == 0) & known
    room = right[row[useful]] - of_row[row[useful]] + least[useful]
    value = room / factor[useful]
    found = np.full(len(upper), np.inf)
    np.minimum.at(found, column[useful], value + MARGIN * np.maximum(1.0, np.abs(value)))
    bounds: FloatArray = np.maximum(found, problem.col_lower)
    return bounds
