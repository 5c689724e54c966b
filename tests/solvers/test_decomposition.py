"""The bound by sites: never above the optimum, whatever the prices and however the rows look."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from planning_model.structure import Role
from solvers import large_scale
from solvers.decomposition import bound as bound_module
from solvers.decomposition import kernel
from solvers.decomposition.advice import RECOGNISED, Advice
from solvers.decomposition.ascent import Ascent, starting_prices
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.oracle import Oracle
from solvers.decomposition.probing import without_impossible
from solvers.decomposition.reach import largest_values
from solvers.large_scale import search_by_stages
from solvers.options import SolveOptions
from solvers.problem import Columns, FloatArray, Level, MatrixProblem
from solvers.proof import Prices
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.cases import NEVER
from tests.solvers.decomposed import EXACT, ROUNDING, SECONDS, WORLDS, Case, advice_on, case, wait_until, with_entry

every_world = pytest.mark.parametrize("name", WORLDS)
exact_worlds = pytest.mark.parametrize("name", EXACT)


@every_world
def test_no_prices_prove_more_than_the_optimum(name: str) -> None:
    of = case(name)
    ascent = of.ascent()
    ascent.climb(100, lambda: False)
    bounds = [of.bound(prices) for prices in (ascent.prices, *of.random_prices(12))]
    assert max(bounds) <= of.optimum + of.slack
    assert ascent.certified() == bounds[0] == max(bounds)


@every_world
def test_what_the_oracle_remembers_changes_nothing(name: str) -> None:
    of = case(name)
    for prices in (of.ascent().prices, *of.random_prices(12)):
        fresh = Oracle(of.blocks)(prices).value
        assert of.bound(prices) == pytest.approx(fresh, rel=1e-9, abs=1e-9)


@every_world
def test_no_number_of_steps_is_better_than_the_chosen_one(name: str) -> None:
    of = case(name)
    units = of.oracle._units
    for prices in (of.ascent().prices, *of.random_prices(6)):
        at = of.oracle._unit_prices(prices, reduced := of.oracle._reduced(prices))
        offers = of.oracle._offers(reduced, at)
        for unit in np.flatnonzero(np.diff(units.first_size) == 0).tolist():
            numbers = np.arange(units.fewest[unit], units.most_steps[unit] + 1)
            costs = [kernel._with_steps(units, at, offers, unit, number)[3] for number in numbers]
            for guess in (0.0, numbers[-1], numbers[len(numbers) // 2]):
                best = kernel._best_steps(units, at, offers, unit, guess)
                assert costs[int(best - numbers[0])] <= min(costs) + 1e-9 * max(1.0, abs(min(costs)))


@every_world
def test_with_openings_fixed_the_bound_holds_for_what_is_left(name: str) -> None:
    """Those of the optimal plan, so that a plan is left; and closed, the oracle opens nothing."""
    of = case(name)
    openings = of.blocks.openings
    fixed = of.plan[openings].round()
    lower, upper = of.problem.col_lower.copy(), of.problem.col_upper.copy()
    lower[openings] = upper[openings] = fixed
    oracle = Oracle(of.blocks)
    oracle.fix(lower, upper)
    for prices in (of.ascent().prices, *of.random_prices(3)):
        answer = oracle(prices)
        assert of.bound(prices) - of.slack <= answer.value <= of.optimum + of.slack
        np.testing.assert_array_equal(answer.x[openings], fixed)


@exact_worlds
def test_where_all_is_recognised_the_bound_is_no_weaker_than_the_relaxation(name: str) -> None:
    of = case(name)
    assert of.blocks.recognised == 1
    value, duals = of.relaxation
    assert of.bound(starting_prices(of.oracle, Prices.of_rows(duals))) >= value - of.slack
    ascent = of.ascent()
    ascent.climb(100, lambda: False)
    assert ascent.certified() >= value - of.slack


def test_whole_sites_prove_more_than_the_relaxation() -> None:
    """What the decomposition is for: in most worlds with integers that matter it closes a part of the gap."""
    better = 0
    for name in EXACT:
        of = case(name)
        ascent = of.ascent()
        ascent.climb(100, lambda: False)
        better += ascent.certified() > of.relaxation[0] + 1e-3 * abs(of.optimum)
    assert better >= len(EXACT) / 3


def test_only_shared_work_makes_the_bound_weaker() -> None:
    """Work that takes the time of two units, and is none of a delegate's, counts in one of them alone."""
    for name in WORLDS:
        blocks = case(name).blocks
        users = Counter(work for unit in blocks.units for work in unit.consumers)
        delegated = {delegate.work for _, delegate in blocks.delegates}
        shared = any(count > 1 and work not in delegated for work, count in users.items())
        assert (name in EXACT) == (blocks.recognised == 1 and not shared), name


@exact_worlds
def test_the_answer_keeps_the_rows_of_the_blocks(name: str) -> None:
    """All rows that are not priced hold, once copies take the place of their originals where they stand in for them."""
    of = case(name)
    copies = of.blocks.copies
    kept = np.setdiff1d(np.arange(len(of.problem.row_lower)), of.blocks.coupling)
    for prices in (of.ascent().prices, *of.random_prices(6)):
        answer = of.oracle(prices)
        activity = of.problem.matrix @ answer.x
        for column, rows, value in zip(copies.column, copies.rows, answer.copies, strict=True):
            activity[rows] += of.problem.matrix[rows][:, [column]].toarray()[:, 0] * (value - answer.x[column])
        assert (activity >= of.problem.row_lower - ROUNDING)[kept].all()
        assert (activity <= of.problem.row_upper + ROUNDING)[kept].all()
        whole = answer.x[of.problem.integer & (of.problem.role == Role.OPENING)]
        np.testing.assert_array_equal(whole, whole.round())


@every_world
def test_bounds_that_rows_imply_cut_no_plan_off(name: str) -> None:
    of = case(name)
    assert (largest_values(of.problem) >= of.plan - ROUNDING).all()


def test_bounds_are_read_off_rows() -> None:
    """x + 2 y <= 10 and z - x <= 1: x is at most 10, y 5 and z 11; nothing limits w but another w."""
    problem = MatrixProblem.of(
        [[1, 2, 0, 0, 0], [-1, 0, 1, 0, 0], [0, 0, 0, 1, -1]],
        (-NEVER, [10, 1, 0]),
        (0, NEVER),
        Level("cost", np.zeros(5)),
    )
    np.testing.assert_allclose(largest_values(problem), [10, 5, 11, NEVER, NEVER])


@every_world
def test_nothing_that_the_optimal_plan_opens_is_called_impossible(name: str) -> None:
    of = case(name)
    assert (without_impossible(of.blocks).col_upper >= of.plan - ROUNDING).all()


@pytest.mark.parametrize(("cap", "closed"), [(27.0, True), (28.0, False)])
def test_a_centre_that_does_not_fit_beside_what_is_kept_is_closed(cap: float, closed: bool) -> None:
    problem = crowded(cap)
    upper = without_impossible(Blocks(problem)).col_upper
    expected = problem.col_upper.copy()
    if closed:
        expected[4] = 0.0
    np.testing.assert_array_equal(upper, expected)


def crowded(cap: float) -> MatrixProblem:
    """A row of practices with 25 seats that stay, and a centre of 3 to 6 seats, for no more than ``cap`` together.

    Columns: opening, amount, kept and steps of the practices; opening, amount and steps of the centre.
    """
    return MatrixProblem.of(
        [
            [1, 0, 0, 0, 0, 0, 0],
            [-30, 1, 0, 0, 0, 0, 0],
            [0, 1, -1, -1, 0, 0, 0],
            [0, 0, 0, 0, -6, 1, 0],
            [0, 0, 0, 0, 3, -1, 0],
            [0, 0, 0, 0, 0, 1, -1],
            [0, 1, 0, 0, 0, 1, 0],
        ],
        ([1, -NEVER, 0, -NEVER, -NEVER, 0, -NEVER], [1, 0, 0, 0, 0, 0, cap]),
        ([0, 0, 25, 0, 0, 0, 0], [1, 30, 25, 5, 1, 6, 6]),
        Level("cost", np.array([0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0])),
        integer=[1, 0, 0, 1, 1, 0, 1],
        role=[Role.OPENING, Role.AMOUNT, Role.OTHER, Role.MODULE, Role.OPENING, Role.AMOUNT, Role.MODULE],
        block=[0, 0, 0, 0, 1, 1, 1],
    )


def test_a_unit_that_no_number_of_steps_fits_does_not_stop_the_search() -> None:
    """25 seats stay, and the practices may have 24: they cannot open, but the centre can."""
    problem = with_entry(crowded(60.0), 1, 0, -24.0)
    of = Case(replace(problem, row_lower=problem.row_lower - [1, 0, 0, 0, 0, 0, 0]))
    assert len(of.blocks.units) == 1
    assert of.bound(np.zeros(of.oracle.rows)) == pytest.approx(-1.0)


def test_a_menu_of_sizes_that_are_all_too_small_is_no_unit() -> None:
    """More than the largest size is obligatory, so that the site cannot open; the other rows of it are priced."""
    problem = case("infirmary").problem
    unit = next(unit for unit in case("infirmary").blocks.units if unit.menu and unit.least > 0)
    row = next(row for row in unit.rows if problem.matrix[row, unit.owner] > 0)
    factor = 1.0 + max(size.amount for size in unit.menu)
    of = Case(with_entry(problem, row, unit.owner, factor * abs(problem.matrix[row, unit.amount])))
    assert len(of.blocks.units) == len(case("infirmary").blocks.units) - 1
    assert of.bound(of.ascent().prices) <= of.optimum + of.slack


def test_a_problem_without_roles_is_not_recognised_and_solved_all_the_same() -> None:
    of = case("random 1")
    problem = replace(of.problem, role=np.zeros_like(of.problem.role))
    blocks = Blocks(problem)
    assert blocks.recognised == 0
    assert len(blocks.coupling) == len(problem.row_lower)
    assert Oracle(blocks)(of.relaxation[1]).value == pytest.approx(of.relaxation[0], rel=1e-6)
    search = Search(problem, SolveOptions(gap=0.0), Watch.lasting(SECONDS))
    assert search_by_stages(search) is Status.OPTIMAL
    assert search.value == pytest.approx(of.optimum, rel=1e-6)


def test_a_dive_with_advice_finds_the_optimum_and_never_a_bound_above_it() -> None:
    of = case("random 2")
    assert of.blocks.recognised >= RECOGNISED
    search = Search(of.problem, SolveOptions(gap=0.0), Watch.lasting(SECONDS))
    assert search_by_stages(search) is Status.OPTIMAL
    assert search.value == pytest.approx(of.optimum, rel=1e-6)
    assert search.bound is not None
    assert search.bound <= of.optimum + of.slack


def roughly(search: Search, relaxation: Relaxation, *, race: bool) -> tuple[Status, bool]:
    """Prices a thousandth off, as if they had been estimated."""
    assert race
    assert relaxation.solve() is Status.OPTIMAL
    relaxation.prices = relaxation.prices * 1.001
    relaxation.forget()
    return Status.OPTIMAL, True


@pytest.mark.parametrize(("too_sure", "told_why"), [(False, True), (True, True), (True, False)])
def test_a_search_on_estimated_prices_ends_at_the_same_optimum(
    too_sure: bool, told_why: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what the advice is sure of leaves no solution: what is in the way is opened again, or all is free."""
    of = case("random 2")
    everything_closed = of.blocks.openings, np.zeros(of.blocks.openings.size)
    monkeypatch.setattr(large_scale, "_first_prices", roughly)
    if too_sure:
        monkeypatch.setattr(Advice, "settled", lambda _: everything_closed)
    if not told_why:
        monkeypatch.setattr(large_scale, "give_way", lambda relaxation, reluctance: None)
    settled: list[bool] = []
    settle = large_scale._settle

    def noted(relaxation: Relaxation, columns: Columns, values: FloatArray) -> bool:
        settled.append(settle(relaxation, columns, values))
        return settled[-1]

    monkeypatch.setattr(large_scale, "_settle", noted)
    search = Search(of.problem, SolveOptions(gap=0.0), Watch.lasting(SECONDS))
    assert search_by_stages(search) is Status.OPTIMAL
    assert search.value == pytest.approx(of.optimum, rel=1e-6)
    assert settled == [told_why]


@pytest.mark.parametrize(
    ("slow", "seconds", "handed_over"),
    [(np.inf, 0.0, True), (np.inf, 1e6, False), (-np.inf, 0.0, False)],
    ids=["slow and time enough", "slow and too late", "still fast"],
)
def test_cuts_take_over_where_the_climb_is_slow_and_time_is_left(
    slow: float, seconds: float, handed_over: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rising(monkeypatch, slow, seconds)
    proved: list[bool] = []
    monkeypatch.setattr(bound_module, "solve_beside", lambda _search, _problem, stopped: proved.append(stopped()))
    advice = advice_on(case("random 2"))
    climbed = count_climbs(monkeypatch)
    with advice.bound.rising():
        wait_until(lambda: bool(proved) or len(climbed) >= 5 or not is_rising())
    assert proved == ([False] if handed_over else [])


def test_a_climb_that_brings_nothing_more_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bound_module, "OVER", np.inf)
    advice = advice_on(case("random 2"))
    climbed = count_climbs(monkeypatch)
    with advice.bound.rising():
        wait_until(lambda: not is_rising())
        assert not is_rising()
    assert not climbed


@pytest.mark.parametrize(
    ("slow", "cuts", "left"),
    [(np.inf, 1e6, True), (-np.inf, 1e6, False), (np.inf, 0.0, False)],
    ids=["slow", "still fast", "time for cuts"],
)
def test_a_slow_climb_leaves_its_core_to_the_search_for_plans(
    slow: float, cuts: float, left: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rising(monkeypatch, slow, cuts)
    monkeypatch.setattr(bound_module, "solve_beside", lambda _search, _problem, stopped: wait_until(stopped))
    advice = advice_on(case("random 2"))
    climbed = count_climbs(monkeypatch)
    with advice.bound.rising():
        wait_until(lambda: bool(climbed) or cuts == 0)
        with advice.bound.pausing() as free:
            assert free == left
            begun = len(climbed)
            if free:
                time.sleep(0.1)
                assert len(climbed) <= begun + 1
            else:
                wait_until(lambda: len(climbed) > begun + 1 or cuts == 0)
                assert len(climbed) > begun + 1 or cuts == 0
        wait_until(lambda: len(climbed) > begun + 1 or cuts == 0)
        assert len(climbed) > begun + 1 or cuts == 0


def test_the_climb_goes_on_where_highs_has_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    rising(monkeypatch, np.inf, 0.0)
    given_up: list[int] = []
    monkeypatch.setattr(bound_module, "solve_beside", lambda *_: given_up.append(len(climbed)))
    advice = advice_on(case("random 2"))
    climbed = count_climbs(monkeypatch)
    with advice.bound.rising():
        wait_until(lambda: bool(given_up) and len(climbed) >= given_up[0] + 2)
        with advice.bound.pausing() as free:
            assert free
    assert len(given_up) == 1
    assert len(climbed) >= given_up[0] + 2


def rising(monkeypatch: pytest.MonkeyPatch, slow: float, cuts_seconds: float) -> None:
    """A bound that is never over, slow below so much, and so many seconds a column that HiGHS's cuts need."""
    monkeypatch.setattr(bound_module, "SLOW", slow)
    monkeypatch.setattr(bound_module, "CUTS_SECONDS", cuts_seconds)
    monkeypatch.setattr(bound_module, "OVER", -np.inf)


def count_climbs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    climbed: list[int] = []
    climb = Ascent.climb

    def counted(ascent: Ascent, answers: int, stopped: Callable[[], bool]) -> None:
        climbed.append(answers)
        climb(ascent, answers, stopped)

    monkeypatch.setattr(Ascent, "climb", counted)
    return climbed


def is_rising() -> bool:
    return any(thread.name == "bound" for thread in threading.enumerate())


def test_equal_problems_have_equal_bounds() -> None:
    def climbed() -> tuple[float, FloatArray, FloatArray]:
        of = case("random 0")
        ascent = Ascent(Oracle(Blocks(of.problem)), Prices.of_rows(of.relaxation[1]))
        ascent.climb(60, lambda: False)
        return ascent.certified(), ascent.prices, ascent.mean

    for once, again in zip(climbed(), climbed(), strict=True):
        np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("name", EXACT)
def test_what_tempts_holds_all_that_an_answer_does_and_no_more_than_the_units_offer(name: str) -> None:
    of = case(name)
    oracle = Oracle(of.blocks)
    prices = starting_prices(oracle, Prices.of_rows(of.relaxation[1]))
    done = oracle(prices).x
    items = of.blocks.items.column
    items = np.unique(items[items < done.size])
    tempting = oracle.tempting(prices, 1.5)
    used = items[done[items] > 1e-9]
    assert tempting[used].all()
    assert oracle.tempting(prices, 1.0).sum() <= tempting.sum() <= oracle.tempting(prices, 9.0).sum()
