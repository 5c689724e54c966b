"""Columns of one row, merged: never dearer than they are but for the loss that is told."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.decomposition.merging import merge
from solvers.problem import Level, MatrixProblem
from tests.solvers.cases import by_scipy

SEEDS = range(12)


def shops(seed: int, sites: int = 3, customers: int = 30) -> MatrixProblem:
    """Sites open and serve: an opening each, then the flows, of which some cost more than they earn."""
    random = np.random.default_rng(seed)
    flows = sites * customers
    matrix = np.zeros((sites, sites + flows))
    for site in range(sites):
        matrix[site, site] = -random.uniform(5, 20)
        matrix[site, sites + site * customers : sites + (site + 1) * customers] = random.uniform(0.5, 3, customers)
    return MatrixProblem.of(
        matrix,
        (np.where(random.random(sites) < 0.3, -4.0, -np.inf), 0.0),
        (0, np.append(np.ones(sites), random.uniform(0, 2, flows).round(1))),
        Level("cost", np.append(random.uniform(1, 8, sites), random.normal(-0.3, 1, flows))),
        integer=np.arange(sites + flows) < sites,
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("tolerance", [0.0, 0.05, 5.0])
def test_a_merged_problem_is_hardly_dearer(seed: int, tolerance: float) -> None:
    problem = shops(seed)
    merged = merge(problem, tolerance)
    assert 0 <= merged.loss <= 3 * tolerance
    assert by_scipy(merged.problem) - merged.loss <= by_scipy(problem) + 1e-7


@pytest.mark.parametrize("seed", SEEDS)
def test_what_pays_keeps_its_price_where_nothing_may_be_lost(seed: int) -> None:
    """Without rows that ask for more than pays, only what pays is ever done."""
    problem = shops(seed)
    problem.row_lower[:] = -np.inf
    assert by_scipy(merge(problem, 1e-9).problem) == pytest.approx(by_scipy(problem), abs=1e-6)


def test_the_more_may_be_lost_the_fewer_columns_are_left() -> None:
    problem = shops(0)
    sizes = [merge(problem, tolerance).problem.matrix.shape[1] for tolerance in (0.0, 0.01, 0.1, 5.0)]
    assert problem.matrix.shape[1] > sizes[0] > sizes[1] > sizes[2] > sizes[3] >= 3 + 3


def test_what_stands_in_several_rows_or_is_whole_is_kept() -> None:
    problem = shops(1)
    merged = merge(problem, 0.1)
    assert merged.kept.tolist() == [0, 1, 2]
    assert merged.problem.integer.tolist() == [True] * 3 + [False] * len(merged.row)
    shared = problem.matrix.toarray()
    shared[:, 5] = 1.0
    both = MatrixProblem.of(shared, (-np.inf, 0.0), (0, problem.col_upper), problem.level, integer=problem.integer)
    assert 5 in merge(both, 0.1).kept


def test_a_problem_without_such_columns_stays_as_it_is() -> None:
    problem = MatrixProblem.of([[1.0, 1.0], [1.0, 2.0]], (-np.inf, 3.0), (0, 1), Level("cost", np.array([-1.0, -1.0])))
    merged = merge(problem, 1.0)
    assert merged.problem.matrix.shape == (2, 2)
    assert merged.loss == 0
    assert by_scipy(merged.problem) == by_scipy(problem)
