from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

from solvers import climb as climbing
from solvers.climb import WORTH, Climb, Move
from solvers.decomposition.blocks import Blocks
from solvers.dive import dive_again
from solvers.options import SolveOptions
from solvers.problem import FloatArray, as_matrix
from solvers.relaxation import Relaxation
from solvers.result import Stage, Status
from solvers.search import Search
from solvers.twins import Twins
from solvers.watch import Watch
from tests.solvers.cases import facility_location
from tests.solvers.climbs import (
    KINDS,
    PROBLEMS,
    SITES,
    all_moves,
    all_swaps,
    cheap,
    climbing_from,
    cost_of,
    opened_in,
    random_openings,
    with_kinds,
)


@pytest.fixture
def moves_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No neighbourhood is dived anew, however often that is asked for."""
    monkeypatch.setattr(climbing, "dive_again", lambda *_, **__: False)
    monkeypatch.setattr(climbing, "MOVES", 5)
    monkeypatch.setattr(climbing, "IDLE", 1)


@pytest.mark.usefixtures("moves_alone")
@pytest.mark.parametrize("number", range(len(PROBLEMS)))
def test_at_the_top_no_move_saves_anything(number: int) -> None:
    problem = PROBLEMS[number]
    for start in range(3):
        with climbing_from(problem, random_openings(problem, start)) as (climb, relaxation):
            before = relaxation.value
            climb.go_on(climb.search.watch)
            assert climb.exhausted
            opened = opened_in(relaxation)
            assert relaxation.value <= before
            assert relaxation.value == pytest.approx(cost_of(problem, opened))
            moves = all_moves(problem, opened) | all_swaps(problem, opened)
            neighbours = [cost_of(problem, after) for after in moves.values()]
            assert min(neighbours) >= relaxation.value - 2 * WORTH * relaxation.value


@pytest.mark.usefixtures("moves_alone")
def test_moves_go_both_ways() -> None:
    """Some problems end with more openings than they began with, some with fewer, some with others."""
    changes = set()
    for problem in PROBLEMS:
        for start in range(2):
            opened = random_openings(problem, start)
            with climbing_from(problem, opened) as (climb, relaxation):
                climb.go_on(climb.search.watch)
                changes.add(np.sign((opened_in(relaxation) - opened).sum()))
    assert changes >= {-1.0, 1.0}


@pytest.mark.usefixtures("moves_alone")
def test_a_climb_ends_where_it_is_low_enough() -> None:
    problem = facility_location(9, 20, seed=1, room=6.0)
    with climbing_from(problem, np.ones(9)) as (climb, relaxation):
        highest = relaxation.value
        climb.go_on(climb.search.watch)
        lowest = relaxation.value
    enough = (highest + lowest) / 2.0
    with climbing_from(problem, np.ones(9)) as (climb, relaxation):
        climb.go_on(climb.search.watch, lambda: enough)
        assert lowest < relaxation.value <= enough


@pytest.mark.usefixtures("moves_alone")
def test_a_climb_ends_where_the_bound_has_come_near_enough_meanwhile() -> None:
    """Another thread may raise it, or find a better plan."""
    problem = facility_location(9, 20, seed=1, room=6.0)
    with climbing_from(problem, np.ones(9)) as (climb, relaxation):
        highest, search = relaxation.value, climb.search
        search.value, search.bound = 2.0 * highest, 0.0

        def prove() -> float:
            search.bound = search.value
            return -np.inf

        climb.go_on(search.watch, prove)
        assert relaxation.value == highest


@pytest.mark.usefixtures("moves_alone")
def test_from_all_open_the_climb_closes_what_is_too_much() -> None:
    problem = facility_location(9, 20, seed=1, room=6.0)
    with climbing_from(problem, np.ones(9)) as (climb, relaxation):
        climb.go_on(climb.search.watch)
        assert 0 < opened_in(relaxation).sum() < 9


@pytest.mark.parametrize("number", range(len(PROBLEMS)))
def test_dives_into_neighbourhoods_reach_what_single_moves_do_not(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "IDLE", 5)
    problem = PROBLEMS[number]
    with climbing_from(problem, random_openings(problem, 7)) as (climb, relaxation):
        climb.go_on(climb.search.watch)
        assert climb.exhausted
        opened = opened_in(relaxation)
        neighbours = [cost_of(problem, after) for after in all_moves(problem, opened).values()]
        assert min(neighbours) >= relaxation.value - 2 * WORTH * relaxation.value


@pytest.mark.parametrize("number", range(len(PROBLEMS)))
def test_a_hope_is_the_most_that_a_move_can_save(number: int) -> None:
    problem = PROBLEMS[number]
    hopeless = 0
    for start in range(3):
        with climbing_from(problem, random_openings(problem, start)) as (climb, relaxation):
            hopes = climb._hopes() | climb._swaps()
            opened = opened_in(relaxation)
            possible = all_moves(problem, opened) | all_swaps(problem, opened)
            assert set(hopes) <= set(possible)
            for move, after in possible.items():
                saved = relaxation.value - cost_of(problem, after)
                assert saved <= hopes.get(move, WORTH * relaxation.value) + 1e-6 * relaxation.value
            hopeless += len(possible) - len(hopes)
    assert hopeless > 0


def test_groups_are_kept_at_every_step() -> None:
    problem = with_kinds(4, obligatory=3)
    steps: list[FloatArray] = []

    def tell(_news: object) -> None:
        steps.append(relaxation.x[: SITES * KINDS].reshape(SITES, KINDS).sum(axis=1))

    with climbing_from(problem, random_openings(problem, 0), tell=tell) as (climb, relaxation):
        climb.go_on(climb.search.watch)
    assert len(np.unique(steps, axis=0)) > 1
    assert (np.array(steps) <= 1 + 1e-9).all()
    assert (np.array(steps)[:, :3] >= 1 - 1e-9).all()


def test_a_site_that_must_open_has_no_move_that_closes_it() -> None:
    """Although all of them are dear."""
    problem = cheap(with_kinds(1, obligatory=2), 20.0)
    with climbing_from(problem, np.tile([1.0, 0.0], SITES)) as (climb, _):
        closed = {move.closes for move in climb._hopes() if move.opens is None}
        assert closed == {4, 6, 8}
        assert any(move.closes == 0 for move in climb._hopes())


def test_openings_that_are_decided_stay() -> None:
    """The dearest site stays open and the cheapest closed; a third, whose kind is fixed, takes no other."""
    problem = with_kinds(3, obligatory=0)
    everything = random_openings(problem, 0)
    stays, other = np.flatnonzero(everything)[0], np.flatnonzero(everything == 0)[-1]
    cost = problem.level.cost.copy()
    cost[stays], cost[other] = 1e5, -1e5
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[stays], upper[other] = 1.0, 0.0
    fixed = replace(problem, levels=(replace(problem.level, cost=cost),), col_lower=lower, col_upper=upper)
    with climbing_from(fixed, everything) as (climb, relaxation):
        for move in climb._hopes():
            assert not {stays, other} & set(move.columns.tolist())
        climb.go_on(climb.search.watch)
        opened = opened_in(relaxation)
        assert (opened[stays], opened[other]) == (1.0, 0.0)
        assert not np.array_equal(opened, everything)


def test_where_everything_is_decided_nothing_is_left_to_try() -> None:
    problem = facility_location(6, 15, seed=2)
    opened = random_openings(problem, 0)
    bounds = np.where(problem.integer, 1.0, 0.0) * np.append(opened, np.zeros(6 * 15))
    fixed = replace(
        problem,
        col_lower=np.where(problem.integer, bounds, problem.col_lower),
        col_upper=np.where(problem.integer, bounds, problem.col_upper),
    )
    with climbing_from(fixed, opened) as (climb, relaxation):
        assert not climb.exhausted
        climb.go_on(climb.search.watch)
        assert climb.exhausted
        np.testing.assert_array_equal(opened_in(relaxation), opened)


def test_a_climb_goes_on_where_it_was_interrupted() -> None:
    """Each go has time for one step; all together they come as far as one that is left alone."""
    problem = PROBLEMS[1]
    start = random_openings(problem, 2)
    with climbing_from(problem, start) as (climb, relaxation):
        climb.go_on(climb.search.watch)
        at_once = relaxation.value
    over = threading.Event()
    with climbing_from(problem, start, tell=lambda _: over.set()) as (climb, relaxation):
        goes = 0
        while not climb.exhausted:
            over.clear()
            climb.go_on(replace(climb.search.watch, cancel=over))
            goes += 1
        assert relaxation.value == pytest.approx(at_once)
    assert goes > climbing.IDLE / 2  # dives are made two at a time


def test_no_time_no_moves() -> None:
    problem = PROBLEMS[0]
    news: list[object] = []
    start = random_openings(problem, 2)
    with climbing_from(problem, start, tell=news.append) as (climb, relaxation):
        assert climb._hopes()
        climb.go_on(climb.search.watch.slot(0.0))
        assert not climb._make_one(climb.search.watch.slot(0.0))
        np.testing.assert_array_equal(opened_in(relaxation), start)
        assert not climb.exhausted
    assert not news


def test_a_cancel_during_the_moves_is_no_top(monkeypatch: pytest.MonkeyPatch) -> None:
    """Moves that were never tried may still save something."""
    cancel = threading.Event()
    problem = PROBLEMS[0]

    def in_vain(self: Climb, move: Move) -> bool:
        cancel.set()
        return False

    with climbing_from(problem, random_openings(problem, 2), cancel=cancel) as (climb, _):
        monkeypatch.setattr(Climb, "_saving", lambda climb, move: lambda _: in_vain(climb, move))
        climb.go_on(climb.search.watch)
        assert not climb.exhausted
        assert (climb._all_tried, climb._idle) == (False, 0)
        assert sum(climb._failures.values()) == 2  # tried at the same time


def test_moves_that_failed_are_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "MOVES", 1000)
    problem = PROBLEMS[0]
    tried: list[Move] = []

    def in_vain(self: Climb, move: Move) -> bool:
        tried.append(move)
        return False

    with climbing_from(problem, random_openings(problem, 2)) as (climb, _):
        hopes = climb._hopes() | climb._swaps()
        monkeypatch.setattr(Climb, "_saving", lambda climb, move: lambda _: in_vain(climb, move))
        first = max(hopes, key=lambda move: hopes[move])
        climb._failures[first] = 1
        assert not climb._make_one(climb.search.watch)
    assert set(tried) == set(hopes)
    assert len(tried) == len(hopes)
    assert tried[-1] == first
    values = [hopes[move] for move in tried[:-1]]
    assert values == sorted(values, reverse=True)


def test_what_was_in_vain_is_tried_again_only_after_something_else_has_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = PROBLEMS[0]
    with climbing_from(problem, random_openings(problem, 2)) as (climb, _):
        monkeypatch.setattr(Climb, "_saving", lambda *_: lambda _relaxation: False)
        moves = climb._promising()
        while climb._promising():
            assert not climb._make_one(climb.search.watch)
        assert climb._all_tried
        assert climb._in_vain == set(moves)
        climb._begin_anew()
        assert climb._promising()
        assert not climb._all_tried


def test_what_the_advice_opens_is_tried_first() -> None:
    """Its estimate says by how much; what it does not open is the first to close."""
    problem = PROBLEMS[0]
    opened = random_openings(problem, 2)
    estimate = np.zeros(problem.matrix.shape[1])
    estimate[: len(opened)] = np.random.default_rng(5).random(len(opened))
    with climbing_from(problem, opened) as (climb, relaxation):
        advised = Climb(climb.search, Twins(relaxation), climb._blocks, SimpleNamespace(estimate=estimate))
        moves = advised._promising()
        assert set(moves) == set(climb._promising())
        liked = [sum(estimate[move.columns] * np.where(move.values > 0, 1.0, -1.0)) for move in moves]
        assert liked == sorted(liked, reverse=True)
        assert liked[0] > 0 > liked[-1]


def test_sites_far_from_each_other_do_not_swap() -> None:
    """Four regions whose customers cannot go to the others' sites."""
    region = facility_location(4, 10, seed=2)
    names = ("row_lower", "row_upper", "col_lower", "col_upper", "integer", "role")
    problem = replace(
        region,
        **{name: np.tile(getattr(region, name), 4) for name in names},
        matrix=as_matrix(sparse.block_diag([region.matrix] * 4)),
        block=np.concatenate([region.block + 4 * number for number in range(4)]),
        levels=(replace(region.level, cost=np.tile(region.level.cost, 4)),),
    )
    openings = problem.openings
    regions = dict(zip(openings.tolist(), np.repeat(range(4), 4).tolist(), strict=True))
    opened = np.tile(random_openings(region, 1), 4)
    search = Search(problem, SolveOptions(), Watch.lasting(60))
    with Relaxation(problem, search.options, search.watch) as relaxation:
        relaxation.bound_columns(openings, opened, opened)
        assert relaxation.solve() is Status.OPTIMAL
        swaps = Climb(search, Twins(relaxation), Blocks(problem))._swaps()
        assert swaps
        assert all(regions[move.opens] == regions[move.closes] for move in swaps)


def test_equal_seeds_give_equal_openings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small neighbourhoods, so that it matters which are drawn."""
    monkeypatch.setattr(climbing, "SITES", 4)
    problem = facility_location(16, 30, seed=5, room=5.0)
    ends = []
    for seed in (3, 3, 4):
        with climbing_from(problem, random_openings(problem, 1), seed=seed) as (climb, relaxation):
            drawn: list[list[int]] = []
            draw = climb._neighbourhoods.draw
            monkeypatch.setattr(
                climb._neighbourhoods,
                "draw",
                lambda size, draw=draw, to=drawn: to.append(draw(size).tolist()) or to[-1],
            )
            climb.go_on(climb.search.watch)
            ends.append((drawn, opened_in(relaxation).tolist(), relaxation.value))
    assert ends[0] == ends[1]
    assert ends[0][0] != ends[2][0]


# ---------------------------------------------------------------------------------------------------- diving anew


def state(relaxation: Relaxation) -> tuple[list[float], ...]:
    parts = relaxation.col_lower, relaxation.col_upper, relaxation.x, relaxation.prices
    return tuple(part.tolist() for part in parts)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_dive_that_does_not_save_enough_leaves_all_as_it_was(share: float) -> None:
    """From nothing, over what the LP reaches before its openings are fixed, to what hardly any openings cost less."""
    problem = facility_location(9, 20, seed=1, room=6.0)
    with climbing_from(problem, random_openings(problem, 0)) as (climb, relaxation):
        climb.go_on(climb.search.watch)
        before, value = state(relaxation), relaxation.value
        with Relaxation(problem, climb.search.options, climb.search.watch) as free:
            assert free.solve() is Status.OPTIMAL
            assert free.value < value * (1 - WORTH)
            below = share * value + (1 - share) * free.value
        assert not dive_again(climb.search, relaxation, problem.openings, below)
        assert state(relaxation) == before
        # HiGHS knows the same bounds
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(value)


def test_a_dive_that_is_cancelled_leaves_all_as_it_was() -> None:
    cancel = threading.Event()
    problem = facility_location(9, 20, seed=1, room=6.0)
    with climbing_from(problem, np.ones(9), cancel=cancel, tell=lambda _: cancel.set()) as (climb, relaxation):
        before = state(relaxation)
        assert not dive_again(climb.search, relaxation, problem.openings, np.inf)
        assert cancel.is_set()
        assert state(relaxation) == before


def test_a_dive_decides_its_own_openings_alone() -> None:
    problem = facility_location(9, 20, seed=1, room=6.0)
    stages: list[Stage] = []
    with climbing_from(problem, np.ones(9), tell=lambda news: stages.append(news.stage)) as (climb, relaxation):
        value = relaxation.value
        assert dive_again(climb.search, relaxation, np.arange(6), value)
        assert relaxation.value < value
        opened = opened_in(relaxation)
        assert relaxation.value == pytest.approx(cost_of(problem, opened))
        assert opened[6:].tolist() == [1, 1, 1]
        assert opened.sum() < 9
    assert set(stages) == {Stage.CLIMB}
