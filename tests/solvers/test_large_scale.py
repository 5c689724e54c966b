from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planning_model.structure import Role
from solvers import large_scale, neighbourhoods
from solvers.errors import SolverFailed
from solvers.highs import Part
from solvers.large_scale import search_by_stages
from solvers.options import SolveOptions
from solvers.problem import FloatArray, Level, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Progress, Stage, Status
from solvers.rounding import Rounding
from solvers.search import Search
from solvers.twins import Twins
from solvers.watch import Watch
from tests.solvers.cases import NEVER, by_scipy, endless, facility_location, relaxed
from tests.solvers.tight import TightProblem


def searched(problem: MatrixProblem, seconds: float = 30.0, **options: Any) -> Search:
    search = Search(problem, SolveOptions(**options), Watch.lasting(seconds))
    search_by_stages(search)
    return search


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_small_problem_is_solved_to_proof(seed: int) -> None:
    problem = facility_location(8, 20, seed)
    search = searched(problem)
    assert search.status is Status.OPTIMAL
    assert search.value == pytest.approx(by_scipy(problem), rel=1e-6)


def test_a_medium_problem_gets_a_plan_near_a_valid_bound() -> None:
    problem = facility_location(40, 400, seed=1)
    search = searched(problem, gap=0.03)
    assert search.status is Status.GAP_REACHED
    assert search.best is not None
    assert problem.violation(search.best) <= 1e-6
    assert search.gap is not None
    assert 0 < search.gap <= 0.03
    assert search.bound is not None


def test_the_bound_never_exceeds_the_optimum() -> None:
    problem = facility_location(12, 40, seed=4)
    optimum = by_scipy(problem)
    bounds: list[float] = []
    search = Search(
        problem,
        SolveOptions(),
        replace(Watch.lasting(30), tell=lambda news: bounds.append(-NEVER if news.bound is None else news.bound)),
    )
    search_by_stages(search)
    assert len(set(bounds)) > 1
    assert max(bounds) <= optimum * (1 + 1e-9)


def test_equal_seeds_give_equal_plans() -> None:
    problem = facility_location(30, 120, seed=1)
    once, again = searched(problem, gap=0.025, seed=5), searched(problem, gap=0.025, seed=5)
    assert once.status is again.status is Status.GAP_REACHED
    np.testing.assert_array_equal(once.best, again.best)


def test_a_dive_into_a_dead_end_is_mended_by_neighbourhoods() -> None:
    """Whatever the LP says, the openings must match a parity that it cannot see."""
    sites = 30
    weights = np.concatenate([np.full(sites, 2.0), [-2.0], [1.0]])
    cost = np.concatenate([np.linspace(1, 2, sites), [0.0, 0.0]])
    problem = MatrixProblem.of(
        np.vstack([weights, np.concatenate([np.ones(sites), [0, 0]])]),
        ([1.0, 7.0], [1.0, NEVER]),
        (0, np.concatenate([np.ones(sites), [20, 1]])),
        Level("cost", cost),
        integer=True,
        role=np.concatenate([np.full(sites, Role.OPENING), [Role.OTHER, Role.OTHER]]),
        block=np.concatenate([np.arange(sites), [-1, -1]]),
    )
    search = searched(problem)
    assert search.status is Status.OPTIMAL
    assert search.value == pytest.approx(by_scipy(problem))


def test_no_plan_is_invented_for_an_infeasible_problem() -> None:
    """Two sites of half a unit each for three halves: the LP is infeasible; as integers, one unit is as well."""
    level = Level("cost", np.ones(2))
    of_lp = MatrixProblem.of([[0.5, 0.5]], (1.5, 2), (0, 1), level, integer=True, role=1, block=np.arange(2))
    of_integers = MatrixProblem.of([[2.0, 2.0]], (3, 3), (0, 1), level, integer=True, role=1, block=np.arange(2))
    for problem in (of_lp, of_integers):
        search = Search(problem, SolveOptions(), Watch.lasting(30))
        assert search_by_stages(search) is Status.INFEASIBLE
        assert search.best is None


@pytest.mark.parametrize("stage", [Stage.RELAXATION, Stage.DIVE, Stage.MODULES, Stage.CLIMB, Stage.IMPROVE])
def test_a_cancel_is_obeyed_at_every_stage(stage: Stage) -> None:
    cancel = threading.Event()
    seen: list[Stage] = []

    def tell(news: Progress) -> None:
        seen.append(news.stage)
        if news.stage is stage:
            cancel.set()

    problem = facility_location(100, 80, seed=1, room=30.0)
    search = Search(problem, SolveOptions(), replace(Watch.lasting(60), cancel=cancel, tell=tell))
    assert search_by_stages(search) is Status.CANCELLED
    assert seen[-1] is stage
    assert (search.best is None) == (stage in (Stage.RELAXATION, Stage.DIVE))
    assert search.watch.remaining > 0


def test_the_time_limit_is_obeyed() -> None:
    search = searched(endless(), seconds=4.0)
    assert search.status is Status.TIME_LIMIT
    assert search.best is not None
    assert search.watch.elapsed < 30


def test_a_part_that_fails_does_not_lose_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    from solvers import highs

    attempt = highs._attempt

    def failing(search: Search, part: Part | None, stage: Stage, *, presolve: bool) -> Status:
        if stage is Stage.IMPROVE:
            raise SolverFailed("numerical trouble")
        return attempt(search, part, stage, presolve=presolve)

    monkeypatch.setattr(highs, "_attempt", failing)
    search = searched(endless(), seconds=4.0)
    assert search.status is Status.TIME_LIMIT
    assert search.best is not None


def test_a_known_plan_is_improved_and_never_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = facility_location(40, 200, seed=6)
    plan = searched(problem, gap=0.5).best
    search = searched(replace(problem, start=plan), seconds=0.0)
    np.testing.assert_allclose(search.best, plan)
    monkeypatch.setattr(Relaxation, "solve", lambda self, **_: Status.TIME_LIMIT)
    monkeypatch.setattr(neighbourhoods, "FIRST_SIZE", 6)
    improved = searched(replace(problem, start=plan), seconds=4.0)
    assert improved.bound == 0.0  # what prices of zero prove
    assert improved.value is not None
    assert plan is not None
    assert improved.value < problem.level.value(plan)


def test_a_start_that_knows_the_openings_is_completed_first() -> None:
    problem = facility_location(40, 200, seed=6)
    start = np.where(problem.integer, 1.0, np.nan)
    before_the_lp: list[float | None] = []

    def tell(news: Progress) -> None:
        if news.stage is Stage.RELAXATION and news.bound is None:
            before_the_lp.append(news.best)

    search = Search(replace(problem, start=start), SolveOptions(gap=0.5), replace(Watch.lasting(30), tell=tell))
    search_by_stages(search)
    everything_open = replace(problem, col_lower=np.where(problem.integer, 1.0, problem.col_lower))
    assert before_the_lp == [pytest.approx(by_scipy(everything_open), rel=1e-6)]


# ----------------------------------------------------------------------------------------------- from stage to stage


@pytest.fixture
def no_neighbourhoods(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search ends before its last stage."""
    monkeypatch.setattr(large_scale, "improve", lambda search, guess: search.status)


@pytest.mark.usefixtures("no_neighbourhoods")
def test_bad_openings_of_the_dive_are_mended_by_the_climb(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = facility_location(10, 30, seed=2, room=4.0)

    def open_all(search: Search, relaxation: Relaxation, advice: object) -> None:
        sites = search.problem.openings
        assert relaxation.accept(sites, np.ones(sites.size), np.ones(sites.size))

    monkeypatch.setattr(large_scale, "fix_openings", open_all)
    values: list[float] = []
    watch = replace(Watch.lasting(30), save=lambda plan: values.append(problem.level.value(plan)))
    search = Search(problem, SolveOptions(), watch)
    search_by_stages(search)
    everything_open = replace(problem, col_lower=np.where(problem.integer, 1.0, problem.col_lower))
    assert values[0] == pytest.approx(by_scipy(everything_open), rel=1e-6)
    assert search.value == pytest.approx(by_scipy(problem), rel=1e-6)


@pytest.mark.usefixtures("no_neighbourhoods")
def test_each_turn_of_the_climb_begins_where_the_last_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at what the rounding has made of it, nor at the first plan."""
    begun: list[FloatArray] = []
    sites = np.arange(10)

    class OneSiteATurn:
        def __init__(self, _search: Search, twins: Twins, *_: object) -> None:
            self.relaxation = twins.first

        @property
        def exhausted(self) -> bool:
            return len(begun) == 3

        def go_on(self, _watch: Watch, _enough: object) -> None:
            begun.append(self.relaxation.col_lower[sites].copy())
            for site in np.flatnonzero(begun[-1]):
                if self.relaxation.accept(np.array([site]), np.zeros(1), np.zeros(1), self.relaxation.value):
                    break

    def open_all(search: Search, relaxation: Relaxation, advice: object) -> None:
        assert relaxation.accept(sites, np.ones(10), np.ones(10))

    monkeypatch.setattr(large_scale, "fix_openings", open_all)
    monkeypatch.setattr(large_scale, "Climb", OneSiteATurn)
    searched(facility_location(10, 30, seed=2, room=4.0))
    assert [opened.sum() for opened in begun] == [10, 9, 8]


class Recorder:
    """Notes the parts that HiGHS is to solve, and solves those that it may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, refuse: int = 0) -> None:
        self.parts: list[Part] = []
        self._refuse, self._solve = refuse, large_scale.solve_part
        monkeypatch.setattr(large_scale, "solve_part", self)

    def __call__(self, search: Search, part: Part, stage: Stage) -> Status:
        self.parts.append(replace(part, col_lower=part.col_lower.copy()))
        return Status.TIME_LIMIT if len(self.parts) <= self._refuse else self._solve(search, part, stage)


@pytest.mark.usefixtures("no_neighbourhoods")
def test_where_the_rounding_ends_in_vain_highs_sizes_the_openings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rounding, "finish", lambda *_, **__: False)
    problem = TightProblem(3).problem
    recorder = Recorder(monkeypatch)
    search = searched(problem)
    (part,) = recorder.parts
    sites = problem.openings
    np.testing.assert_array_equal(part.col_lower[sites], part.col_upper[sites])
    assert search.best is not None
    np.testing.assert_array_equal(search.best[sites], part.col_lower[sites])


@pytest.mark.usefixtures("no_neighbourhoods")
def test_where_highs_finds_nothing_either_sites_may_close_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rounding, "finish", lambda *_, **__: False)
    problem = TightProblem(3).problem
    recorder = Recorder(monkeypatch, refuse=1)
    searched(problem)
    dived, closing = recorder.parts
    sites = problem.openings
    np.testing.assert_array_equal(closing.col_upper, dived.col_upper)
    np.testing.assert_array_equal(closing.col_lower[sites], problem.col_lower[sites])
    assert dived.col_lower[sites].sum() > 0
    assert closing.seconds == pytest.approx(dived.seconds, rel=0.2)


@pytest.mark.usefixtures("no_neighbourhoods")
def test_with_a_plan_at_hand_highs_gets_less_time_and_the_best_openings(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = TightProblem(3).problem
    recorder = Recorder(monkeypatch)
    saved: list[FloatArray] = []
    search = Search(problem, SolveOptions(), replace(Watch.lasting(30), save=saved.append))
    search_by_stages(search)
    sites = problem.openings
    assert recorder.parts
    assert any(np.array_equal(recorder.parts[-1].col_lower[sites], plan[sites]) for plan in saved)
    for part in recorder.parts:
        np.testing.assert_array_equal(part.col_lower[sites], part.col_upper[sites])
        assert part.seconds <= large_scale.MODULE_TIME * 30


def test_where_an_opening_is_in_the_way_its_whole_site_is_free_again() -> None:
    """Of three sites that open in just one of three types, one is told to open in none."""
    openings, sites, types = np.arange(9), 3, 3
    problem = MatrixProblem.of(
        np.kron(np.eye(sites), np.ones(types)),
        (1, 1),
        (0, 1),
        Level("none", np.ones(openings.size)),
        integer=True,
        role=Role.OPENING,
        block=openings // types,
    )
    told = np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    with relaxed(problem) as (_, relaxation):
        assert large_scale._settle(relaxation, openings, told)
        free = relaxation.col_lower < relaxation.col_upper
        np.testing.assert_array_equal(free, openings // types == 1)
        np.testing.assert_array_equal(relaxation.x[~free], told[~free])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_tight_problems_get_a_plan_near_a_valid_bound(seed: int) -> None:
    problem = TightProblem(seed).problem
    search = searched(problem, gap=0.01)
    assert search.status in (Status.OPTIMAL, Status.GAP_REACHED)
    assert search.best is not None
    assert problem.violation(search.best) <= 1e-6
    optimum = by_scipy(problem)
    assert search.bound is not None
    assert search.bound <= optimum * (1 + 1e-6)
    assert search.value == pytest.approx(optimum, rel=0.0101)


@pytest.mark.parametrize("verdict", [Status.INFEASIBLE, Status.UNBOUNDED])
def test_a_known_plan_is_believed_more_than_the_lp(verdict: Status, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = facility_location(8, 20, seed=1)
    plan = searched(problem, gap=0.5).best
    monkeypatch.setattr(Relaxation, "solve", lambda self, **_: verdict)
    assert searched(replace(problem, start=plan)).value == pytest.approx(by_scipy(problem), rel=1e-6)
    nothing_known = Search(problem, SolveOptions(), Watch.lasting(30))
    assert search_by_stages(nothing_known) is verdict


def test_amounts_that_are_dear_and_that_nobody_uses_are_left_out_when_sizes_are_decided() -> None:
    problem = facility_location(12, 40, seed=2, room=4.0)
    search = Search(problem, SolveOptions(), Watch.lasting(30))
    with Relaxation(problem, search.options, search.watch) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        lower, upper = large_scale._likely(search, relaxation)
        left_out = np.flatnonzero((upper == 0.0) & (problem.col_upper > 0.0))
        assert 0 < left_out.size < upper.size
        assert not problem.integer[left_out].any()
        assert relaxation.x[left_out].max() <= 1e-6
        assert relaxation.reduced_costs()[left_out].min() > 0.0
        np.testing.assert_array_equal(lower, relaxation.col_lower)
        search.best = np.where(problem.integer, 1.0, 0.0)
        search.best[left_out[0]] = 0.5
        assert large_scale._likely(search, relaxation)[1][left_out[0]] > 0.0
