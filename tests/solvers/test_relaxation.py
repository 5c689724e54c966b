from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from solvers.options import SolveOptions
from solvers.problem import Level, MatrixProblem
from solvers.relaxation import Relaxation, solve_linear, weak_duality
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.cases import NEVER, by_scipy, facility_location


def relaxed(problem: MatrixProblem) -> MatrixProblem:
    return replace(problem, integer=np.zeros_like(problem.integer))


def test_a_linear_problem_is_solved_and_proven() -> None:
    search = Search(relaxed(facility_location(8, 20, seed=3)), SolveOptions(), Watch.lasting(30))
    assert solve_linear(search) is Status.OPTIMAL
    assert search.value == pytest.approx(by_scipy(search.problem))


@pytest.mark.parametrize("presolve", [True, False])
def test_verdicts_on_linear_problems(presolve: bool) -> None:
    options = SolveOptions(presolve=presolve)
    level = Level("gain", np.array([-1.0, 0.0]))
    infeasible = MatrixProblem.of([[1.0, 1.0]], (3, 3), (0, 1), level)
    unbounded = MatrixProblem.of([[1.0, -1.0]], (0, 0), (0, NEVER), level)
    assert solve_linear(Search(infeasible, options, Watch.lasting(9))) is Status.INFEASIBLE
    assert solve_linear(Search(unbounded, options, Watch.lasting(9))) is Status.UNBOUNDED


def test_any_prices_give_a_bound_below_the_optimum() -> None:
    problem = replace(facility_location(6, 12, seed=5), levels=(facility_location(6, 12, seed=5).level,))
    optimum = by_scipy(relaxed(problem))
    random = np.random.default_rng(0)
    bounds = [
        weak_duality(problem, random.normal(0, size, len(problem.row_lower)), problem.col_lower, problem.col_upper)
        for size in (0.0, 1.0, 30.0, 300.0)
        for _ in range(20)
    ]
    assert max(bounds) <= optimum
    assert min(bounds) > -np.inf


def test_the_optimal_prices_give_the_optimum() -> None:
    problem = relaxed(facility_location(6, 12, seed=5))
    found = optimize.linprog(
        problem.level.cost,
        A_ub=problem.matrix[12:],
        b_ub=problem.row_upper[12:],
        A_eq=problem.matrix[:12],
        b_eq=problem.row_lower[:12],
        bounds=(0, 1),
    )
    prices = np.concatenate([found.eqlin.marginals, found.ineqlin.marginals])
    assert weak_duality(problem, prices, problem.col_lower, problem.col_upper) == pytest.approx(found.fun)


@pytest.mark.parametrize(("upper", "bound"), [(NEVER, -np.inf), (10.0, -5.0)])
def test_prices_that_prove_nothing(upper: float, bound: float) -> None:
    problem = MatrixProblem.of([[1.0]], (-NEVER, 4), (0, upper), Level("gain", np.array([-0.5])))
    assert weak_duality(problem, np.zeros(1), problem.col_lower, problem.col_upper) == bound
    # a price on the side where the row has no bound is no price
    assert weak_duality(problem, np.ones(1), problem.col_lower, problem.col_upper) == bound
    assert weak_duality(problem, np.array([-0.5]), problem.col_lower, problem.col_upper) == -2.0


def test_the_offset_counts_in_the_bound() -> None:
    problem = MatrixProblem.of([[1.0]], (2, NEVER), (0, 9), Level("cost", np.array([3.0]), offset=100.0))
    with Relaxation(problem, SolveOptions(), Watch.lasting(9)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        assert (relaxation.value, relaxation.bound()) == (106.0, 106.0)


def test_bounds_can_be_changed_and_taken_back() -> None:
    problem = facility_location(8, 20, seed=3)
    sites = np.arange(8)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        free = relaxation.value
        relaxation.bound_columns(sites, np.zeros(8), np.zeros(8))
        assert relaxation.solve() is Status.INFEASIBLE
        relaxation.bound_columns(sites, np.ones(8), np.ones(8))
        assert relaxation.solve() is Status.OPTIMAL
        everything_open = replace(relaxed(problem), col_lower=relaxation.col_lower)
        assert relaxation.value == pytest.approx(by_scipy(everything_open))
        assert relaxation.bound() == pytest.approx(relaxation.value)
        relaxation.bound_columns(sites, np.zeros(8), np.ones(8))
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(free)


def test_an_lp_that_is_stopped_claims_no_more_than_it_knows() -> None:
    problem = relaxed(facility_location(40, 400, seed=1))
    with Relaxation(problem, SolveOptions(), Watch.lasting(0)) as relaxation:
        assert relaxation.solve() is Status.TIME_LIMIT
        bound = relaxation.bound()
    assert bound is None or bound <= by_scipy(problem)
