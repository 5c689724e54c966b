from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planning_model.structure import Role
from solvers import sequence
from solvers.options import SolveOptions
from solvers.problem import Level, MatrixProblem
from solvers.result import Progress, SolveResult, Stage, Status
from solvers.sequence import choose_method, overall, solve
from solvers.watch import Watch
from tests.solvers.cases import NEVER, by_brute_force, endless, knapsack


def solved(problem: MatrixProblem, seconds: float = 30.0, **options: Any) -> SolveResult:
    return solve(problem, SolveOptions(**options), Watch.lasting(seconds))


def two_goals(tolerance_abs: float = 0.0, tolerance_rel: float = 0.0, **changes: Any) -> MatrixProblem:
    """Serve at least 4 by x (cost 1, harm 3 each) and y (cost 2, harm 1 each), both whole, at most 10.

    The least cost is 4 (x = 4, y = 0) with harm 12. For one more unit of cost one x can become a y: harm 10.
    """
    cheap = Level("cost", np.array([1.0, 2.0]), 0.0, tolerance_abs, tolerance_rel)
    harm = Level("harm", np.array([3.0, 1.0]), offset=100.0)
    return MatrixProblem.of([[1.0, 1.0]], (4, NEVER), (0, 10), cheap, harm, **({"integer": True} | changes))


@pytest.mark.parametrize("integer", [True, False])
@pytest.mark.parametrize(
    ("tolerances", "plan"),
    [((0.0, 0.0), [4, 0]), ((1.0, 0.0), [3, 1]), ((0.0, 0.5), [2, 2]), ((1.0, 0.5), [2, 2]), ((4.0, 0.0), [0, 4])],
)
def test_levels_follow_each_other_within_their_tolerance(
    tolerances: tuple[float, float], plan: list[int], integer: bool
) -> None:
    result = solved(two_goals(*tolerances, integer=integer))
    assert result.x is not None
    np.testing.assert_allclose(result.x, plan, atol=1e-6)
    cost, harm = result.levels
    assert (cost.best, cost.bound) == pytest.approx((4.0, 4.0), abs=1e-6)
    assert cost.value == pytest.approx(plan[0] + 2 * plan[1], abs=1e-6)
    assert harm.value == pytest.approx(100 + 3 * plan[0] + plan[1], abs=1e-6)
    assert result.is_proven_optimal
    assert result.gap == 0.0


def test_a_tolerance_that_the_next_level_does_not_need_is_given_back() -> None:
    """Level two only counts z; the first level's tolerance would let x be anything up to 5."""
    problem = MatrixProblem.of(
        [[1.0, 1.0]],
        (1, NEVER),
        (0, 10),
        Level("cost", np.array([1.0, 0.0]), tolerance_abs=5.0),
        Level("z", np.array([0.0, 1.0])),
    )
    result = solved(replace(problem, col_lower=np.array([0.0, 1.0])))
    assert result.x is not None
    np.testing.assert_allclose(result.x, [0.0, 1.0], atol=1e-6)


def test_the_final_plan_has_whole_integers_and_clean_rows() -> None:
    result = solved(endless(), gap=0.9)
    assert result.x is not None
    whole = result.x[endless().integer]
    np.testing.assert_array_equal(whole, np.round(whole))
    assert endless().violation(result.x) <= 1e-9


def test_the_polish_makes_the_best_of_fixed_integers() -> None:
    """With the plan of a poor start and no time to search, only the polish can move the flows."""
    problem = endless()
    everything_open = replace(problem, col_lower=np.where(problem.integer, 1.0, problem.col_lower))
    best = solved(everything_open)
    poor = solved(replace(everything_open, levels=(Level("worst", -problem.level.cost),)))
    assert best.x is not None
    assert poor.x is not None
    result = solved(replace(problem, start=poor.x), seconds=0.0)
    assert result.status is Status.TIME_LIMIT
    assert result.x is not None
    assert problem.level.value(result.x) == pytest.approx(problem.level.value(best.x))
    assert problem.level.value(result.x) < problem.level.value(poor.x)


@pytest.mark.parametrize("method", ["auto", "highs", "dive"])
def test_every_method_solves_knapsacks(method: str) -> None:
    result = solved(knapsack(2), method=method)
    assert result.is_proven_optimal
    assert result.levels[0].value == pytest.approx(by_brute_force(knapsack(2)))
    assert result.method == ("highs" if method == "auto" else method)


@pytest.mark.parametrize("method", ["highs", "dive"])
@pytest.mark.parametrize("presolve", [True, False])
def test_verdicts_come_without_a_plan(method: str, presolve: bool) -> None:
    level = Level("gain", np.array([-1.0, 0.0]))
    infeasible = MatrixProblem.of([[2.0, 2.0]], (3, 3), (0, 1), level, integer=True)
    unbounded = MatrixProblem.of([[1.0, -1.0]], (0, 0), (0, NEVER), level, integer=True)
    for problem, status in ((infeasible, Status.INFEASIBLE), (unbounded, Status.UNBOUNDED)):
        result = solved(problem, method=method, presolve=presolve)
        assert result.status is status
        assert not result.has_plan
        assert not result.is_proven_optimal
        assert result.levels[0].value is None


def test_a_plan_of_the_first_level_survives_a_second_that_is_unbounded() -> None:
    problem = MatrixProblem.of(
        [[1.0, 0.0]], (1, NEVER), (0, NEVER), Level("cost", np.array([1.0, 0.0])), Level("gain", np.array([0.0, -1.0]))
    )
    result = solved(problem)
    assert result.status is Status.UNBOUNDED
    assert result.x is not None
    assert result.x[0] == pytest.approx(1.0)


def test_a_problem_without_columns_is_solved_by_its_constants() -> None:
    empty = MatrixProblem.of(np.zeros((0, 0)), (0, 0), (0, 0), Level("none", np.zeros(0), offset=2.0))
    result = solved(empty)
    assert result.is_proven_optimal
    assert (result.levels[0].value, result.levels[0].bound) == (2.0, 2.0)
    contradiction = MatrixProblem.of(np.zeros((1, 0)), (1, 2), (0, 0), Level("none", np.zeros(0)))
    assert solved(contradiction).status is Status.INFEASIBLE


def test_time_is_shared_so_that_every_level_gets_some() -> None:
    problem = endless()
    other = Level("flows", problem.level.cost * (1 - problem.integer))
    result = solved(replace(problem, levels=(problem.level, other)), seconds=5.0)
    assert [level.name for level in result.levels] == ["cost", "flows"]
    assert result.has_plan
    assert not result.is_proven_optimal
    assert all(level.bound is not None for level in result.levels)


def test_a_cancel_keeps_the_plan() -> None:
    cancel = threading.Event()
    stages = []

    def tell(progress: Progress) -> None:
        stages.append(progress.stage)
        if progress.best is not None:
            cancel.set()

    watch = replace(Watch.lasting(30), cancel=cancel, tell=tell)
    zero = Level("zero", np.zeros(endless().integer.size))
    result = solve(replace(endless(), levels=(endless().level, zero)), SolveOptions(), watch)
    assert result.status is Status.CANCELLED
    assert result.x is not None
    assert endless().violation(result.x) <= 1e-6
    assert stages[-1] is Stage.POLISH
    assert watch.remaining > 0


def test_small_problems_go_to_highs_and_large_ones_with_sites_to_the_dive(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_method(endless(), SolveOptions()) == "highs"
    monkeypatch.setattr(sequence, "MANY_COLUMNS", 4000)
    monkeypatch.setattr(sequence, "MANY_INTEGERS", endless().integer.size + 1)
    assert choose_method(endless(), SolveOptions()) == "highs"
    monkeypatch.setattr(sequence, "MANY_INTEGERS", 30)
    assert choose_method(endless(), SolveOptions()) == "dive"
    assert choose_method(endless(), SolveOptions(method="highs")) == "highs"
    nothing_declared = replace(endless(), role=np.full(endless().integer.size, Role.OTHER, dtype=np.int8))
    assert choose_method(nothing_declared, SolveOptions()) == "highs"
    linear = replace(endless(), integer=np.zeros_like(endless().integer))
    assert choose_method(linear, SolveOptions(method="dive")) == "linear"


@pytest.mark.parametrize(
    ("levels", "whole"),
    [
        ([Status.OPTIMAL, Status.OPTIMAL], Status.OPTIMAL),
        ([Status.OPTIMAL, Status.GAP_REACHED], Status.GAP_REACHED),
        ([Status.TIME_LIMIT, Status.OPTIMAL], Status.TIME_LIMIT),
        ([Status.GAP_REACHED, Status.CANCELLED], Status.CANCELLED),
        ([Status.OPTIMAL, Status.UNBOUNDED], Status.UNBOUNDED),
        ([Status.NO_PLAN], Status.NO_PLAN),
        ([Status.INFEASIBLE], Status.INFEASIBLE),
    ],
)
def test_a_run_claims_no_more_than_its_weakest_level(levels: list[Status], whole: Status) -> None:
    assert overall(levels) is whole
