from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solvers import highs, sequence
from solvers.errors import OutOfTimeError, SolverFailed
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.questions import Questions
from solvers.result import SolveResult, Status
from tests.solvers.cases import by_scipy, endless, facility_location, knapsack


def test_answers_are_optimal_whatever_gap_the_caller_would_take() -> None:
    problem = facility_location(12, 30, seed=2)
    result = Questions(SolveOptions(time_limit=60, gap=0.5)).solve(problem)
    assert result.status is Status.OPTIMAL
    assert result.levels[0].value == pytest.approx(by_scipy(problem))


def test_any_plan_is_an_answer_to_whether_there_is_one() -> None:
    questions = Questions(SolveOptions(time_limit=60))
    problem = endless()
    assert questions.has_plan(problem)
    assert not questions.has_plan(replace(problem, col_upper=np.zeros_like(problem.col_upper)))


def test_no_answer_in_time_is_neither_yes_nor_no() -> None:
    with pytest.raises(OutOfTimeError):
        Questions(SolveOptions(time_limit=0.0)).has_plan(endless())


def test_the_caller_hears_which_question_is_at_work() -> None:
    told: list[int] = []
    questions = Questions(SolveOptions(time_limit=60), tell=told.append)
    for _ in range(2):
        questions.solve(knapsack(1))
    assert (told[0], told[-1], set(told)) == (1, 2, {1, 2})


def test_the_caller_hears_of_a_question_that_has_its_answer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    start, told = threading.Thread.start, list[int]()

    def start_and_end(self: threading.Thread) -> None:
        start(self)
        self.join()

    monkeypatch.setattr(threading.Thread, "start", start_and_end)
    Questions(SolveOptions(time_limit=60), tell=told.append).solve(knapsack(1))
    assert told == [1]


def test_that_there_is_no_plan_is_confirmed_unless_nobody_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[bool] = []
    attempt = highs._attempt

    def counted(*arguments: Any, presolve: bool) -> Status:
        attempts.append(presolve)
        return attempt(*arguments, presolve=presolve)

    monkeypatch.setattr(highs, "_attempt", counted)
    problem = knapsack(1)
    impossible = replace(problem, row_upper=problem.row_upper - 1e6)
    assert not Questions(SolveOptions(time_limit=60)).has_plan(impossible)
    assert attempts == [True, False]
    assert not Questions(SolveOptions(time_limit=60)).has_plan(impossible, confirm=False)
    assert attempts == [True, False, True]


def test_a_cancel_ends_this_question_and_those_that_follow() -> None:
    cancel = threading.Event()
    questions = Questions(SolveOptions(time_limit=600), cancel)
    threading.Timer(1.0, cancel.set).start()
    assert questions.solve(endless()).status is Status.CANCELLED
    assert questions.solve(facility_location(40, 200, seed=6)).status in (Status.CANCELLED, Status.NO_PLAN)


def test_ctrl_c_is_a_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = threading.Event()
    join, interrupts = threading.Thread.join, iter([True])

    def interrupted(self: threading.Thread, timeout: float | None = None) -> None:
        if self.name == "question" and next(interrupts, False):
            raise KeyboardInterrupt
        join(self, timeout)

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    assert Questions(SolveOptions(time_limit=600), cancel).solve(endless()).status is Status.CANCELLED
    assert cancel.is_set()


def test_all_questions_share_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []

    def noted(problem: MatrixProblem, options: SolveOptions, watch: Any) -> SolveResult:
        limits.append(options.time_limit)
        return SolveResult(Status.OPTIMAL, None, (), 0.0, "highs")

    monkeypatch.setattr(sequence, "solve", noted)
    questions = Questions(SolveOptions(time_limit=100))
    questions.solve(knapsack(1))
    questions._watch = questions._watch.slot(50)
    questions.solve(knapsack(1))
    assert 39 < limits[0] <= 40
    assert 19 < limits[1] <= 20


def test_highs_answers_alone_however_large_the_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence, "MANY_COLUMNS", 0)
    monkeypatch.setattr(sequence, "MANY_INTEGERS", 0)
    assert Questions(SolveOptions(time_limit=60)).solve(facility_location(12, 30, seed=2)).method == "highs"


def test_a_failure_is_raised_where_somebody_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> SolveResult:
        raise SolverFailed("numerical trouble")

    monkeypatch.setattr(sequence, "solve", failing)
    with pytest.raises(SolverFailed, match="numerical trouble"):
        Questions(SolveOptions()).solve(knapsack(1))
