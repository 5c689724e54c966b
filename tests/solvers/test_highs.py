from __future__ import annotations

import threading
import weakref
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
import pytest

from solvers import highs
from solvers.errors import SolverFailed
from solvers.highs import Part, loaded, solve_beside, solve_part, solve_whole
from solvers.options import SolveOptions
from solvers.problem import Level, MatrixProblem
from solvers.result import Progress, Stage, Status
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.cases import NEVER, by_brute_force, by_scipy, endless, facility_location, knapsack


def search_of(problem: MatrixProblem, seconds: float = 30.0, **options: Any) -> Search:
    return Search(problem, SolveOptions(**options), Watch.lasting(seconds))


@pytest.mark.parametrize("presolve", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_knapsacks_match_brute_force(seed: int, presolve: bool) -> None:
    search = search_of(knapsack(seed), presolve=presolve)
    assert solve_whole(search) is Status.OPTIMAL
    assert search.value == pytest.approx(by_brute_force(search.problem))
    assert search.gap == 0.0


@pytest.mark.parametrize("presolve", [True, False])
def test_facility_location_matches_scipy(presolve: bool) -> None:
    search = search_of(facility_location(8, 20, seed=3), presolve=presolve)
    assert solve_whole(search) is Status.OPTIMAL
    assert search.value == pytest.approx(by_scipy(search.problem), rel=1e-6)
    assert search.best is not None
    assert search.problem.violation(search.best) <= 1e-6


@pytest.mark.parametrize("presolve", [True, False])
def test_infeasible_is_said_with_and_without_presolve(presolve: bool) -> None:
    problem = MatrixProblem.of([[2.0, 2.0]], (3, 3), (0, 1), Level("any", np.ones(2)), integer=True)
    search = search_of(problem, presolve=presolve)
    assert solve_whole(search) is Status.INFEASIBLE
    assert search.best is None


def test_unbounded_is_not_mistaken_for_infeasible() -> None:
    problem = MatrixProblem.of([[1.0, -1.0]], (0, 0), (0, NEVER), Level("gain", np.array([-1.0, 0.0])), integer=True)
    assert solve_whole(search_of(problem)) is Status.UNBOUNDED


def fails_with_presolve(monkeypatch: pytest.MonkeyPatch, verdict: Status) -> list[bool]:
    """HiGHS's presolve seems broken: it leads to this verdict and no plan."""
    attempts: list[bool] = []
    attempt = highs._attempt

    def broken(search: Search, part: Part | None, stage: Stage, *, presolve: bool) -> Status:
        attempts.append(presolve)
        return verdict if presolve else attempt(search, part, stage, presolve=presolve)

    monkeypatch.setattr(highs, "_attempt", broken)
    return attempts


@pytest.mark.parametrize("wrong", [Status.INFEASIBLE, Status.UNBOUNDED, Status.OPTIMAL])
def test_presolve_alone_is_not_believed(monkeypatch: pytest.MonkeyPatch, wrong: Status) -> None:
    attempts = fails_with_presolve(monkeypatch, wrong)
    search = search_of(knapsack(1))
    assert solve_whole(search) is Status.OPTIMAL
    assert search.value == pytest.approx(by_brute_force(search.problem))
    assert attempts == [True, False]


def test_a_plan_that_breaks_the_model_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MatrixProblem, "violation", lambda self, x: 1.0)
    search = search_of(knapsack(1))
    with pytest.raises(SolverFailed, match="breaks the model"):
        solve_whole(search)
    assert search.best is None


def test_the_gap_asked_for_is_enough() -> None:
    search = search_of(endless(), gap=0.9)
    assert solve_whole(search) is Status.GAP_REACHED
    assert search.gap is not None
    assert 0 < search.gap <= 0.9
    assert search.watch.remaining > 0


def test_the_time_limit_ends_the_search_with_a_plan() -> None:
    search = search_of(endless(), seconds=4.0)
    assert solve_whole(search) is Status.TIME_LIMIT
    assert search.best is not None
    assert search.gap is not None
    assert search.gap > 0


def test_without_time_there_is_no_plan_and_no_claim() -> None:
    search = search_of(endless(), seconds=0.0)
    assert solve_whole(search) is Status.NO_PLAN
    assert (search.best, search.gap) == (None, None)


def test_progress_has_no_infinite_numbers_and_a_cancel_keeps_the_plan() -> None:
    news: list[Progress] = []
    cancel = threading.Event()

    def tell(progress: Progress) -> None:
        news.append(progress)
        if progress.gap is not None and progress.gap < 0.9:
            cancel.set()

    search = Search(endless(), SolveOptions(), replace(Watch.lasting(30), cancel=cancel, tell=tell))
    assert solve_whole(search) is Status.CANCELLED
    assert search.best is not None
    assert search.watch.remaining > 0
    assert news[0].bound is None
    assert news[-1].best == search.value
    assert all(
        np.isfinite(number) for item in news for number in (item.bound, item.best, item.gap) if number is not None
    )
    assert [item.seconds for item in news] == sorted(item.seconds for item in news)


@pytest.mark.parametrize("known", [8, 3])
def test_a_start_is_taken_up_even_if_only_part_of_it_is_known(known: int) -> None:
    problem = facility_location(8, 20, seed=3)
    solved = search_of(problem)
    solve_whole(solved)
    assert solved.best is not None
    start = np.full(problem.integer.size, np.nan)
    start[:known] = solved.best[:known]
    search = search_of(replace(problem, start=start))
    values: list[float | None] = []
    search.watch = replace(search.watch, tell=lambda progress: values.append(progress.best))
    solve_whole(search)
    first = next(value for value in values if value is not None)
    if known == 8:
        assert first == pytest.approx(solved.value)
    assert search.value == pytest.approx(solved.value)


def test_the_bound_of_a_part_is_no_bound_of_the_whole() -> None:
    problem = facility_location(8, 20, seed=3)
    everywhere = replace(problem, col_lower=np.where(problem.integer, 1.0, problem.col_lower))
    search = search_of(problem)
    part = Part(everywhere.col_lower, problem.col_upper, seconds=10, max_nodes=1000, gap=0.0)
    assert solve_part(search, part, Stage.MODULES) is Status.OPTIMAL
    assert search.bound is None
    assert search.value == pytest.approx(by_scipy(everywhere))
    assert search.value > by_scipy(problem)


def test_a_search_beside_another_has_bound_and_plan_in_common_with_it() -> None:
    search = search_of(facility_location(12, 40, seed=4))
    solve_beside(search, search.problem, lambda: False)
    optimum = by_scipy(search.problem)
    assert (search.bound, search.value) == pytest.approx((optimum, optimum), rel=1e-6)


def test_a_search_beside_another_can_be_stopped() -> None:
    search = search_of(facility_location(40, 400, seed=1))
    solve_beside(search, search.problem, lambda: True)
    assert search.best is None
    assert search.watch.elapsed < search.watch.remaining


@pytest.mark.parametrize(("known", "given_up"), [(0.5, False), (0.999, True)])
def test_a_search_beside_another_gives_up_where_it_knows_much_less(known: float, given_up: bool) -> None:
    """The relaxation, and the cuts of the root, say much less than the optimum, if that is known already."""
    problem = facility_location(20, 100, seed=1)
    search = search_of(problem)
    assert solve_whole(search) is Status.OPTIMAL
    assert search.value is not None
    beside = search_of(problem)
    beside.raise_bound(known * search.value)
    solve_beside(beside, problem, lambda: False)
    assert beside.bound == pytest.approx(known * search.value if given_up else search.value, rel=1e-6)


def test_a_failure_of_a_search_beside_another_leaves_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_highs: highspy.Highs) -> None:
        raise SolverFailed("HiGHS failed")

    monkeypatch.setattr(highs, "run", fail)
    search = search_of(facility_location(8, 20, seed=3))
    search.raise_bound(1.0)
    solve_beside(search, search.problem, lambda: False)
    assert search.bound == 1.0


def test_an_unknown_option_is_an_error() -> None:
    with loaded(knapsack(0)) as solver, pytest.raises(SolverFailed, match="presolve"):
        highs.set_option(solver, "presolve", "sometimes")


def test_a_matrix_that_highs_refuses_is_an_error() -> None:
    broken = replace(knapsack(0), row_lower=np.array([np.inf]))
    with pytest.raises(SolverFailed), loaded(broken) as solver:
        highs.run(solver)


def test_a_solver_is_freed_after_use() -> None:
    with loaded(knapsack(0)) as solver:
        solver.run()
    assert isinstance(solver, highspy.Highs)
    gone = weakref.ref(solver)
    del solver
    assert gone() is None
