from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from solvers.options import SolveOptions
from solvers.problem import FloatArray
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.twins import Try, Twins
from solvers.watch import Watch
from tests.solvers.climbs import PROBLEMS, cost_of, random_openings

PROBLEM = PROBLEMS[0]
OPENED = random_openings(PROBLEM, 2)
SITES = np.arange(len(OPENED))


@pytest.fixture
def twins() -> Iterator[Twins]:
    with (
        Relaxation(PROBLEM, SolveOptions(), Watch.lasting(60)) as relaxation,
        Twins.of(relaxation) as twins,
    ):
        relaxation.bound_columns(SITES, OPENED, OPENED)
        assert relaxation.solve() is Status.OPTIMAL
        twins.pair()
        yield twins


def flipped(site: int) -> FloatArray:
    return np.where(site == SITES, 1 - OPENED, OPENED)


def flip(site: int, below: float = np.inf) -> Try:
    column, value = np.array([site]), 1 - OPENED[[site]]
    return lambda relaxation: relaxation.accept(column, value, value, below)


def possible_flips() -> list[int]:
    return [site for site in SITES.tolist() if np.isfinite(cost_of(PROBLEM, flipped(site)))]


def test_both_go_on_from_the_better_of_two(twins: Twins) -> None:
    some, other = possible_flips()[:2]
    costs = {site: cost_of(PROBLEM, flipped(site)) for site in (some, other)}
    better = min(costs, key=lambda site: costs[site])
    for order in ((some, other), (other, some)):
        assert twins.try_each([flip(site) for site in order]) == [True, True]
        assert twins.first.value == pytest.approx(costs[better])
        np.testing.assert_array_equal(twins.first.col_lower[SITES], flipped(better))
        twins.first.bound_columns(SITES, OPENED, OPENED)
        twins.pair()


def test_what_one_alone_finds_counts_for_both(twins: Twins) -> None:
    site = possible_flips()[0]
    never = flip(site, below=-np.inf)
    assert twins.try_each([never, flip(site)]) == [False, True]
    assert twins.first.value == pytest.approx(cost_of(PROBLEM, flipped(site)))
    # the way back from there, on each of them
    back = np.array([site]), OPENED[[site]]
    for attempt in (0, 1):
        tries: list[Try] = [never, never]
        tries[attempt] = lambda relaxation: relaxation.accept(back[0], back[1], back[1])
        assert twins.try_each(tries)[attempt]
        assert twins.first.value == pytest.approx(cost_of(PROBLEM, OPENED))
        assert twins.try_each([flip(site)]) == [True]
        twins.pair()


def test_nothing_changes_where_neither_saves(twins: Twins) -> None:
    before = twins.first.x
    assert twins.try_each([flip(site, below=-np.inf) for site in possible_flips()[:2]]) == [False, False]
    assert twins.first.x is before
    np.testing.assert_array_equal(twins.first.col_lower[SITES], OPENED)


def test_a_failure_on_the_other_core_is_heard(twins: Twins) -> None:
    def fail(_relaxation: Relaxation) -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        twins.try_each([flip(possible_flips()[0]), fail])


def test_the_second_looks_at_the_columns_that_the_first_looks_at(twins: Twins) -> None:
    used = twins.first.x > 0
    twins.first.narrow(used)
    twins.pair()
    site = possible_flips()[0]
    narrow = [cost_seen(twins, site, place) for place in (0, 1)]
    assert narrow[0] == pytest.approx(narrow[1])
    assert twins.first.widen(~used)
    twins.pair()
    assert cost_seen(twins, site, 1) == pytest.approx(cost_of(PROBLEM, flipped(site)))


def cost_seen(twins: Twins, site: int, place: int) -> float:
    """What the first (0) or the second (1) takes a flip to cost; all is as before afterwards."""
    seen = [np.inf]

    def look(relaxation: Relaxation) -> bool:
        column, before = np.array([site]), OPENED[[site]]
        if relaxation.accept(column, 1 - before, 1 - before):
            seen[0] = relaxation.value
            assert relaxation.accept(column, before, before)
        return False

    tries: list[Try] = [lambda _: False, lambda _: False]
    tries[place] = look
    twins.try_each(tries)
    return seen[0]
