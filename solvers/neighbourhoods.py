"""Large-neighbourhood search: sites that compete for the same demand are decided anew, the others stay as they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from planning_model.structure import Role
from solvers.highs import Part, solve_part, solve_whole
from solvers.problem import FloatArray, MatrixProblem
from solvers.result import Stage, Status
from solvers.search import Search

# Sites in the first neighbourhood; it grows when nothing is left to find in its size and shrinks when it takes long.
FIRST_SIZE, SMALLEST = 12, 4
GROWTH, SHRINKAGE = 1.3, 0.8
# Limits of one neighbourhood: nodes first, so that equal seeds give equal plans; the share of time is a safety net.
NODES, TIME_SHARE, LEAST_SECONDS = 300, 0.1, 2.0
# The gap a neighbourhood stops at, as a share of the gap that was asked for.
PART_GAP = 0.05
# A row that touches more than this share of the sites (a budget, a staff pool) makes no neighbours of them.
WIDE_ROW = 0.34


class Neighbourhoods:
    """Draws groups of sites, by preference such as share rows of the problem, with ``likely`` columns (columns,)."""

    def __init__(self, problem: MatrixProblem, seed: int, likely: NDArray[np.bool_] | bool = True) -> None:
        self.count = int(problem.block.max(initial=-1)) + 1
        self._random = np.random.default_rng(seed)
        self._nearness = _nearness(problem, self.count, likely)

    def near(self, some: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of some sites and of others (some, others) share rows; all do where no sites share any."""
        if self._nearness.nnz <= self.count:
            return np.ones((len(some), len(others)), dtype=np.bool_)
        shared: NDArray[np.float64] = self._nearness[some][:, others].toarray()
        return shared > 0

    def draw(self, size: int) -> NDArray[np.intp]:
        """``size`` sites around one drawn at random, the nearest most likely."""
        centre = int(self._random.integers(self.count))
        near = self._nearness[[centre], :].toarray().ravel()
        score = near * self._random.random(self.count) + 1e-9 * self._random.random(self.count)
        score[centre] = np.inf
        return np.argsort(-score, kind="stable")[:size]


def improve(search: Search, guess: FloatArray) -> Status:
    """Solve neighbourhoods until the gap is reached, the time is over, or the whole problem has been solved.

    While there is no plan, the openings outside stay at ``guess`` (columns,; rounded) and all else is free.
    """
    neighbourhoods = Neighbourhoods(search.problem, search.options.seed)
    size = float(FIRST_SIZE)
    while not search.done:
        if size >= neighbourhoods.count:
            return solve_whole(search)
        before = search.value
        status = solve_part(search, _part(search, neighbourhoods.draw(int(size)), guess), Stage.IMPROVE)
        if status is Status.TIME_LIMIT and search.best is not None:
            size = max(SMALLEST, SHRINKAGE * size)
        elif search.value == before:
            size *= GROWTH
    return search.status


def _part(search: Search, sites: NDArray[np.intp], guess: FloatArray) -> Part:
    """The problem with everything that is whole fixed outside the ``sites``."""
    problem = search.problem
    outside = problem.integer & (problem.block >= 0) & ~np.isin(problem.block, sites)
    if search.best is None:
        outside &= (problem.role == Role.OPENING) & ~np.isnan(guess)
    kept = problem.rounded(guess if search.best is None else search.best)
    return Part(
        np.where(outside, kept, problem.col_lower),
        np.where(outside, kept, problem.col_upper),
        seconds=max(LEAST_SECONDS, TIME_SHARE * search.watch.remaining),
        max_nodes=NODES,
        gap=PART_GAP * search.options.gap,
    )


def _nearness(
    problem: MatrixProblem, count: int, likely: NDArray[np.bool_] | bool
) -> sparse.csr_array[np.float64, tuple[int, int]]:
    """How many rows two sites share: (sites, sites)."""
    entries = problem.matrix.tocoo()
    blocks = np.where(likely, problem.block, -1)[entries.col]
    inside = blocks >= 0
    shape = (problem.matrix.shape[0], count)
    touches = sparse.csr_array((np.ones(inside.sum()), (entries.row[inside], blocks[inside])), shape=shape)
    touches.data[:] = 1.0
    narrow = np.diff(touches.indptr) <= max(2.0, WIDE_ROW * count)
    touches = touches[np.flatnonzero(narrow)]
    return sparse.csr_array(touches.T @ touches)
