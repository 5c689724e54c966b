from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from planning_model.structure import Role
from solvers import dive
from solvers.decomposition.advice import Advice
from solvers.dive import _batch, _surest, fix_openings
from solvers.neighbourhoods import Neighbourhoods
from solvers.problem import Columns, FloatArray, Level, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Progress, Stage, Status
from solvers.search import Search
from tests.solvers.cases import facility_location, relaxed

# openings that the LP halves: the first two exclude each other, three of the four must be open
THREE_OF_FOUR = MatrixProblem.of(
    [[1, 1, 0, 0], [1, 1, 1, 1]],
    ([0, 3], [1, 4]),
    (0, 1),
    Level("cost", np.array([1.0, 1.1, 3.0, 3.0])),
    integer=True,
    role=Role.OPENING,
    block=np.arange(4),
)


def _with_offset(problem: MatrixProblem, offset: float) -> MatrixProblem:
    return replace(problem, levels=(replace(problem.level, offset=offset),))


class Oracle:
    """Advice that knows what it wants and notes what it is told."""

    def __init__(self, mean: list[float] | FloatArray) -> None:
        self.mean = np.array(mean)
        self.told: list[tuple[FloatArray, FloatArray, FloatArray]] = []

    def follow(self, lower: FloatArray, upper: FloatArray, prices: FloatArray) -> None:
        self.told.append((lower.copy(), upper.copy(), prices.copy()))


def dived(relaxation: Relaxation, advice: Oracle | None, search: Search) -> list[float]:
    """The openings after the dive, nan where one is left to decide."""
    fix_openings(search, relaxation, cast("Advice | None", advice))
    openings = search.problem.openings
    decided = relaxation.col_lower == relaxation.col_upper
    return np.where(decided, relaxation.col_lower, np.nan)[openings].tolist()


def test_openings_are_binary_columns_of_that_role() -> None:
    problem = MatrixProblem.of(
        np.zeros((1, 5)),
        (0, 0),
        ([0, 0, -1, 0, 0], [1, 2, 1, 1, 1]),
        Level("none", np.zeros(5)),
        integer=[True, True, True, False, True],
        role=[Role.OPENING] * 4 + [Role.MODULE],
    )
    assert problem.openings.tolist() == [0]


@pytest.mark.parametrize(("share", "many"), [(0.0, 0), (0.2, 0), (0.2, 1000), (2.0, 0)])
def test_columns_of_closed_sites_are_left_out_meanwhile_and_nothing_else_comes_of_it(
    share: float, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each LP of the dive what is looked at covers all that may still be used."""
    problem = facility_location(20, 40, 1, room=4.0)
    flows, fewest = ~problem.integer, problem.matrix.shape[1]
    monkeypatch.setattr(dive, "UNUSED", share)
    monkeypatch.setattr(dive, "MANY_UNUSED", many)
    with relaxed(problem) as (search, relaxation):
        accept = relaxation.accept

        def watched(*how: Any) -> bool:
            nonlocal fewest
            possible = flows & ~problem.of_closed_sites(relaxation.col_upper)
            assert relaxation.looked_at[possible].all()
            fewest = min(fewest, np.count_nonzero(relaxation.looked_at))
            return accept(*how)

        monkeypatch.setattr(relaxation, "accept", watched)
        fix_openings(search, relaxation, None)
        assert relaxation.looked_at.all()
        value = relaxation.value
        relaxation.forget()
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(value)
    assert (fewest < problem.matrix.shape[1]) == (share < 1 and many == 0)


def test_a_site_is_closed_once_none_of_its_openings_may_open() -> None:
    """Two types at the first site, one at the second; a column of no site is never at a closed one."""
    problem = MatrixProblem.of(
        np.zeros((1, 6)),
        (0, 0),
        (0, 1),
        Level("none", np.zeros(6)),
        integer=[True, True, True, False, False, False],
        role=[Role.OPENING] * 3 + [Role.OTHER] * 3,
        block=[0, 0, 1, 0, 1, -1],
    )
    with relaxed(problem) as (_, relaxation):
        for closed, expected in (([0], []), ([0, 1], [0, 1, 3]), ([2], [0, 1, 2, 3, 4])):
            relaxation.bound_columns(np.array(closed), np.zeros(len(closed)), np.zeros(len(closed)))
            assert np.flatnonzero(problem.of_closed_sites(relaxation.col_upper)).tolist() == expected


def test_an_opening_that_is_dear_is_first_tried_the_other_way_and_only_then_at_any_price() -> None:
    """What costs less than the limit one way need not be known to the cent the other way."""
    with relaxed(THREE_OF_FOUR) as (search, relaxation):
        limits: list[float] = []
        accept = relaxation.accept

        def noted(columns: Columns, lower: FloatArray, upper: FloatArray, below: float = np.inf) -> bool:
            limits.append(below)
            return accept(columns, lower, upper, below)

        relaxation.accept = noted  # type: ignore[method-assign]
        # of the first two one must stay closed, which costs nothing; the advice opens the dearer of them
        opened = dived(relaxation, Oracle([0.0, 0.9, 1.0, 1.0]), search)
    assert opened.count(1.0) == 3
    assert np.isfinite(limits).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_dive_fixes_all_openings_and_keeps_a_solution(seed: int) -> None:
    news: list[Progress] = []
    problem = facility_location(20, 40, seed, room=3.0)
    with relaxed(problem, tell=news.append) as (search, relaxation):
        free = relaxation.value
        opened = dived(relaxation, None, search)
        assert set(opened) == {0.0, 1.0}
        assert problem.violation(relaxation.x) <= 1e-6
        assert free < relaxation.value
    assert {item.stage for item in news} == {Stage.DIVE}
    assert 1 < len(news) < 20


def test_a_round_without_a_solution_is_taken_back() -> None:
    with relaxed(THREE_OF_FOUR) as (search, relaxation):
        relaxation.x = np.array([0.9, 0.8, 0.7, 0.6])
        assert dived(relaxation, None, search) == [1, 0, 1, 1]


def test_what_cannot_go_one_way_goes_the_other() -> None:
    """The advice is sure that the last stays closed, and that the second opens rather than the first."""
    with relaxed(_with_offset(THREE_OF_FOUR, 1e4)) as (search, relaxation):
        advice = Oracle([0.4, 0.7, 0.5, 0.0])
        assert dived(relaxation, advice, search) == [0, 1, 1, 1]


def test_advice_that_is_dear_is_doubted() -> None:
    """To open the second rather than the first is dear, unless there are far larger costs elsewhere."""
    sure_of_the_second = [0.04, 0.98, 0.9, 0.8]
    for offset, opened in ((0.0, [1, 0, 1, 1]), (1e4, [0, 1, 1, 1])):
        with relaxed(_with_offset(THREE_OF_FOUR, offset)) as (search, relaxation):
            assert dived(relaxation, Oracle(sure_of_the_second), search) == opened


def test_advice_is_taken_and_told_of_every_round() -> None:
    problem = _with_offset(facility_location(20, 40, seed=1, room=8.0), 1e7)
    wanted = np.random.default_rng(1).random(problem.integer.size)
    advice = Oracle(wanted)
    with relaxed(problem) as (search, relaxation):
        assert dived(relaxation, advice, search) == np.round(wanted[:20]).tolist()
        last = relaxation.col_lower, relaxation.col_upper, relaxation.prices
        for told, now in zip(advice.told[-1], last, strict=True):
            np.testing.assert_array_equal(told, now)
    decided = [int((lower == upper)[:20].sum()) for lower, upper, _ in advice.told]
    # a quarter of what is left in each round: of 20, of 15, of 12, …
    assert decided[:3] == [5, 8, 11]
    assert decided == sorted(set(decided))


def test_what_can_go_neither_way_is_left_to_others() -> None:
    """Three sites of two seats, three seats wanted: with one open and one closed the third is half open for ever."""
    problem = MatrixProblem.of(
        [[2.0, 2.0, 2.0]],
        (3, 3),
        (0, 1),
        Level("cost", np.array([1.0, 2.0, 3.0])),
        integer=True,
        role=Role.OPENING,
    )
    with relaxed(problem) as (search, relaxation):
        np.testing.assert_array_equal(np.sort(dived(relaxation, None, search)), [0, 1, np.nan])
        np.testing.assert_allclose(np.sort(relaxation.x), [0, 0.5, 1])


def test_a_cancel_ends_the_dive_after_its_round() -> None:
    cancel, news = threading.Event(), []

    def tell(progress: Progress) -> None:
        news.append(progress)
        cancel.set()

    with relaxed(facility_location(20, 40, 1, room=3.0), cancel=cancel, tell=tell) as (search, relaxation):
        assert np.isnan(dived(relaxation, None, search)).any()
    assert len(news) == 1


def test_the_surest_are_those_nearest_to_whole() -> None:
    values, free = np.array([0.5, 0.1, 0.99, 0.3, 0.6, 0.8, 0.45, 0.52]), np.arange(10, 18)
    columns, fixed = _surest(values, free, 1.0)
    assert dict(zip(columns.tolist(), fixed.tolist(), strict=True)) == {12: 1.0, 11: 0.0}
    columns, fixed = _surest(values, free, 0.01)
    assert (columns.tolist(), fixed.tolist()) == ([12], [1.0])
    columns, fixed = _surest(np.array([0.0, 1.0, 1.0, 0.001, 0.5]), np.arange(5), 1.0)
    assert dict(zip(columns.tolist(), fixed.tolist(), strict=True)) == {0: 0.0, 1: 1.0, 2: 1.0, 3: 0.0}


def test_neighbours_are_drawn_by_seed_and_share_rows() -> None:
    """Three customers, each with four sites that can serve it; the budget row makes no neighbours."""
    serves = np.vstack([np.kron(np.eye(3), np.ones(4)), np.ones(12)])
    problem = MatrixProblem.of(serves, (0, 1), (0, 1), Level("cost", np.ones(12)), integer=True, block=np.arange(12))
    neighbours = Neighbourhoods(problem, seed=3)
    draws = [set(neighbours.draw(4).tolist()) for _ in range(20)]
    assert {frozenset(draw) for draw in draws} == {frozenset(range(i, i + 4)) for i in (0, 4, 8)}
    same = Neighbourhoods(problem, seed=3)
    assert draws == [set(same.draw(4).tolist()) for _ in range(20)]


def test_one_round_raises_the_largest_and_drops_the_smallest() -> None:
    values = np.array([0.0, 0.995, 0.1, 0.6, 0.02, 0.0, 0.3, 0.0, 0.0, 0.0])
    free = np.arange(10, 20)
    columns, fixed = _batch(values, free, 1.0)
    assert dict(zip(columns.tolist(), fixed.tolist(), strict=True)) == {11: 1.0, 13: 1.0, 19: 0.0}
    columns, fixed = _batch(values, free, 0.01)
    assert (columns.tolist(), fixed.tolist()) == ([11], [1.0])
    columns, fixed = _batch(np.zeros(10), free, 1.0)
    assert (columns.tolist(), fixed.tolist()) == (free.tolist(), [0.0] * 10)
