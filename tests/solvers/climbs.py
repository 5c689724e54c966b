"""Problems to climb on, all single moves between openings, and what each costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import optimize, sparse

from solvers.climb import Climb, Move
from solvers.decomposition.blocks import Blocks
from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem, as_matrix
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.search import Search
from solvers.twins import Twins
from solvers.watch import Watch
from tests.solvers.cases import NEVER, facility_location

SITES, KINDS, CUSTOMERS = 5, 2, 15


def with_kinds(seed: int, *, obligatory: int = 1, **changes: Any) -> MatrixProblem:
    """Facility location with two kinds of each site, of which one may be chosen; at the first few sites, one must."""
    problem = facility_location(SITES * KINDS, CUSTOMERS, seed, room=4.0)
    choose = sparse.hstack(
        [
            sparse.kron(sparse.eye_array(SITES), np.ones((1, KINDS))),
            sparse.csr_array((SITES, SITES * KINDS * CUSTOMERS)),
        ]
    )
    return replace(
        problem,
        matrix=as_matrix(sparse.vstack([problem.matrix, choose])),
        row_lower=np.append(problem.row_lower, np.where(np.arange(SITES) < obligatory, 1.0, -NEVER)),
        row_upper=np.append(problem.row_upper, np.ones(SITES)),
        block=problem.block // KINDS,
        **changes,
    )


def cheap(problem: MatrixProblem, share: float) -> MatrixProblem:
    """Openings cost a share of what they did, so that more of them pay."""
    cost = np.where(problem.integer, share, 1.0) * problem.level.cost
    return replace(problem, levels=(replace(problem.level, cost=cost),))


# where openings are cheap the climb opens more, else it closes what is too much
PROBLEMS = [
    *(facility_location(9, 20, seed, room=3.0) for seed in range(2)),
    *(with_kinds(seed) for seed in range(2)),
    *(cheap(facility_location(9, 20, seed, room=3.0), 0.02) for seed in range(2)),
    *(cheap(with_kinds(seed), 0.02) for seed in range(2)),
]


def cost_of(problem: MatrixProblem, opened: FloatArray) -> float:
    """What the LP costs with openings (sites,) fixed, by another way to a solver; infinite if it has no solution."""
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[: len(opened)] = upper[: len(opened)] = opened
    rows = optimize.LinearConstraint(problem.matrix, problem.row_lower, problem.row_upper)
    found = optimize.milp(problem.level.cost, bounds=optimize.Bounds(lower, upper), constraints=rows)
    return float(found.fun) + problem.level.offset if found.success else np.inf


def random_openings(problem: MatrixProblem, seed: int) -> FloatArray:
    """Openings (sites,) that leave a solution, hardly more than it takes, and at even seeds three more."""
    random = np.random.default_rng(seed)
    blocks = problem.block[problem.openings]
    opened, more = np.zeros(len(blocks)), 0 if seed % 2 else 3
    for site in random.permutation(np.unique(blocks)):
        if np.isfinite(cost_of(problem, opened)):
            more -= 1
        if more < 0:
            break
        opened[random.choice(np.flatnonzero(blocks == site))] = 1.0
    return opened


def all_moves(problem: MatrixProblem, opened: FloatArray) -> dict[Move, FloatArray]:
    """Every opening, closing and change of kind, and the openings (sites,) after it."""
    moves: dict[Move, FloatArray] = {}
    blocks = problem.block[: len(opened)]
    for site in np.unique(blocks):
        members = np.flatnonzero(blocks == site).tolist()
        running = next((member for member in members if opened[member]), None)
        for opens in [None, *members]:
            if opens != running:
                after = opened.copy()
                after[members] = 0.0
                if opens is not None:
                    after[opens] = 1.0
                moves[Move(opens, running)] = after
    return moves


def all_swaps(problem: MatrixProblem, opened: FloatArray) -> dict[Move, FloatArray]:
    """Every opening at a site where nothing runs in the place of one at another site, and the openings after it."""
    moves: dict[Move, FloatArray] = {}
    blocks = problem.block[: len(opened)]
    running = set(blocks[opened > 0])
    for closes in np.flatnonzero(opened).tolist():
        for opens in (column for column, site in enumerate(blocks) if site not in running):
            after = opened.copy()
            after[[closes, opens]] = 0.0, 1.0
            moves[Move(opens, closes)] = after
    return moves


@contextmanager
def climbing_from(
    problem: MatrixProblem, opened: FloatArray, *, seed: int = 0, **watching: Any
) -> Iterator[tuple[Climb, Relaxation]]:
    """A climb and its relaxation, with these openings (sites,) to begin with."""
    search = Search(problem, SolveOptions(seed=seed), replace(Watch.lasting(60), **watching))
    with Relaxation(problem, search.options, search.watch) as relaxation:
        sites = np.arange(len(opened))
        relaxation.bound_columns(sites, opened, opened)
        assert relaxation.solve() is Status.OPTIMAL
        with Twins.of(relaxation) as twins:
            yield Climb(search, twins, Blocks(problem)), relaxation


def opened_in(relaxation: Relaxation) -> FloatArray:
    """The openings (sites,), which are fixed, and as the problem allows them."""
    openings = relaxation.problem.openings
    np.testing.assert_array_equal(relaxation.col_lower[openings], relaxation.col_upper[openings])
    np.testing.assert_allclose(relaxation.x[openings], relaxation.col_lower[openings], atol=1e-9)
    assert relaxation.problem.violation(relaxation.x) <= 1e-6
    return relaxation.col_lower[openings].copy()
