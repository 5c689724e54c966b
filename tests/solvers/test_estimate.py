from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import highspy
import numpy as np
import pytest

from solvers import estimate as estimate_module
from solvers import large_scale
from solvers.errors import SolverFailed
from solvers.estimate import Estimate
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.relaxation import Relaxation, weak_duality
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.cases import by_scipy, facility_location

SECONDS = 20.0


def awaited(condition: Callable[[], bool], seconds: float = SECONDS) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def relaxed(problem: MatrixProblem) -> MatrixProblem:
    return replace(problem, integer=np.zeros_like(problem.integer))


def test_prices_lie_near_the_duals(capfd: pytest.CaptureFixture[str]) -> None:
    problem = facility_location(20, 60, seed=3)
    estimate = Estimate(problem, SolveOptions(), SECONDS)
    assert awaited(lambda: estimate.found)
    assert estimate.prices is not None
    bound = weak_duality(problem, estimate.prices, problem.col_lower, problem.col_upper)
    optimum = by_scipy(relaxed(problem))
    assert 0.98 * optimum < bound < optimum * (1 - 1e-9)
    assert capfd.readouterr() == ("", "")


def test_without_a_solution_there_are_no_prices() -> None:
    problem = facility_location(20, 60, seed=3)
    nobody = replace(problem, col_upper=np.zeros_like(problem.col_upper))
    assert not awaited(lambda: Estimate(nobody, SolveOptions(), SECONDS).found, seconds=1.0)


def test_a_failure_stays_in_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[highspy.Highs] = []

    def failing(highs: highspy.Highs) -> None:
        tried.append(highs)
        raise SolverFailed("numerical trouble")

    monkeypatch.setattr(estimate_module, "run", failing)
    estimate = Estimate(facility_location(8, 20, seed=3), SolveOptions(), SECONDS)
    assert awaited(lambda: bool(tried))
    assert not awaited(lambda: estimate.found, seconds=0.2)


# ----------------------------------------------------------------------------------------------------------- the race


class Sleeper:
    """Never finds anything."""

    prices = None
    found = False

    def __init__(self, *_: object) -> None: ...


class Winner(Estimate):
    """Has found prices before anybody else begins."""

    def __init__(self, problem: MatrixProblem, options: SolveOptions, seconds: float) -> None:
        super().__init__(problem, options, seconds)
        assert awaited(lambda: self.found)


@pytest.mark.parametrize(("runner", "wins"), [(Sleeper, False), (Winner, True)])
def test_the_first_to_end_wins(runner: type, wins: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = facility_location(60, 200, seed=3)
    monkeypatch.setattr(large_scale, "MANY_COLUMNS", 0)
    monkeypatch.setattr(large_scale, "Estimate", runner)
    search = Search(problem, SolveOptions(), Watch.lasting(60))
    optimum = by_scipy(relaxed(problem))
    with Relaxation(problem, search.options, search.watch) as relaxation:
        assert large_scale._first_prices(search, relaxation, race=True) == (Status.OPTIMAL, wins)
        bound = weak_duality(problem, relaxation.prices, problem.col_lower, problem.col_upper)
        assert (bound == pytest.approx(optimum, rel=1e-9)) == (not wins)
        # the simplex method begins anew, and nobody stops it any more
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(optimum, rel=1e-9)
    assert search.bound is None or search.bound <= optimum * (1 + 1e-9)


@pytest.mark.parametrize(("race", "many"), [(False, 0), (True, 10**9)])
def test_nobody_races_on_small_problems_or_without_use_for_prices(
    race: bool, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(large_scale, "MANY_COLUMNS", many)
    monkeypatch.setattr(large_scale, "Estimate", nobody)
    search = Search(facility_location(8, 20, seed=3), SolveOptions(), Watch.lasting(60))
    with Relaxation(search.problem, search.options, search.watch) as relaxation:
        assert large_scale._first_prices(search, relaxation, race=race) == (Status.OPTIMAL, False)


def test_a_problem_without_solution_is_told_by_the_simplex_method(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = facility_location(20, 60, seed=3)
    nobody = replace(problem, col_upper=np.zeros_like(problem.col_upper))
    monkeypatch.setattr(large_scale, "MANY_COLUMNS", 0)
    search = Search(nobody, SolveOptions(), Watch.lasting(60))
    with Relaxation(nobody, search.options, search.watch) as relaxation:
        assert large_scale._first_prices(search, relaxation, race=True) == (Status.INFEASIBLE, False)
