"""Small problems with known answers, and one that HiGHS cannot finish within a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from scipy import optimize, sparse

from planning_model.structure import Role
from solvers.options import SolveOptions
from solvers.problem import FloatArray, Level, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch

NEVER = np.inf


def knapsack(seed: int, items: int = 10) -> MatrixProblem:
    """Take the most valuable items that fit: minimise minus their value."""
    random = np.random.default_rng(seed)
    weights, values = random.integers(3, 20, items), random.integers(3, 20, items)
    return MatrixProblem.of(
        weights[np.newaxis, :],
        (-NEVER, weights.sum() // 2),
        (0, 1),
        Level("value", -values.astype(float)),
        integer=True,
    )


def facility_location(sites: int, customers: int, seed: int, room: float = 1.4, **changes: Any) -> MatrixProblem:
    """Capacitated facility location: columns are the sites' openings, then the flows, site by site.

    All sites together could serve ``room`` times the demand; the more room, the weaker the LP.
    """
    random = np.random.default_rng(seed)
    distance = np.hypot(*(random.random((2, sites, 1)) - random.random((2, 1, customers))))
    demand = random.integers(5, 36, customers).astype(float)
    capacity = random.uniform(0.6, 1.4, sites) * room * demand.sum() / sites
    fixed = random.uniform(0, 90, sites) + random.uniform(100, 110, sites) * np.sqrt(capacity)
    served = sparse.hstack([sparse.csr_array((customers, sites)), sparse.hstack([sparse.eye_array(customers)] * sites)])
    load = sparse.hstack([-sparse.diags_array(capacity), sparse.kron(sparse.eye_array(sites), demand[np.newaxis, :])])
    opening = np.arange(sites + sites * customers) < sites
    given = {
        "integer": opening,
        "role": np.where(opening, Role.OPENING, Role.OTHER),
        "block": np.concatenate([np.arange(sites), np.repeat(np.arange(sites), customers)]),
    }
    return MatrixProblem.of(
        sparse.vstack([served, load]),
        (np.repeat([1.0, -NEVER], [customers, sites]), np.repeat([1.0, 0.0], [customers, sites])),
        (0, 1),
        Level("cost", np.concatenate([fixed, (10 * distance * demand).ravel()])),
        **(given | changes),
    )


def endless() -> MatrixProblem:
    """Takes HiGHS minutes to prove, with a first plan in a fraction of a second."""
    return facility_location(200, 100, seed=1, room=30.0)


@contextmanager
def relaxed(problem: MatrixProblem, **watching: Any) -> Iterator[tuple[Search, Relaxation]]:
    """A search, and its relaxation after the first LP."""
    search = Search(problem, SolveOptions(), replace(Watch.lasting(30), **watching))
    with Relaxation(problem, search.options, search.watch) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        yield search, relaxation


def by_scipy(problem: MatrixProblem) -> float:
    """The optimum by another way to a solver."""
    found = optimize.milp(
        problem.level.cost,
        integrality=problem.integer.astype(int),
        bounds=optimize.Bounds(problem.col_lower, problem.col_upper),
        constraints=optimize.LinearConstraint(problem.matrix, problem.row_lower, problem.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    assert found.success
    return float(found.fun) + problem.level.offset


def by_brute_force(problem: MatrixProblem) -> float:
    """The optimum of a problem of binaries alone, by trying them all."""
    plans = (np.array(bits, dtype=float) for bits in product((0, 1), repeat=problem.integer.size))
    return min(problem.level.value(plan) for plan in plans if problem.violation(plan) <= 1e-9)


def openings(problem: MatrixProblem, x: FloatArray) -> list[int]:
    return np.flatnonzero(x[problem.role == Role.OPENING] > 0.5).tolist()
