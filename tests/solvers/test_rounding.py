from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from solvers import rounding
from solvers.dive import fix_openings
from solvers.options import SolveOptions
from solvers.problem import Columns, FloatArray, Level, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.rounding import Rounding
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.cases import NEVER, by_scipy, relaxed
from tests.solvers.tight import TightProblem


def check_plan(search: Search) -> FloatArray:
    assert search.best is not None
    assert search.problem.violation(search.best) <= 1e-6
    return search.best


def counts(matrix: Any, rows: Any, columns: Any, cost: list[float], **given: Any) -> MatrixProblem:
    return MatrixProblem.of(matrix, rows, columns, Level("cost", np.array(cost)), **({"integer": True} | given))


# ------------------------------------------------------------------------------------------ problems with hidden plans


@pytest.mark.parametrize("seed", range(40))
def test_tight_problems_get_a_plan_in_the_openings_of_the_dive(seed: int) -> None:
    tight = TightProblem(seed, sites=8 + 4 * (seed % 4))
    assert tight.problem.violation(tight.hidden) <= 1e-9
    with relaxed(tight.problem) as (search, relaxation):
        fix_openings(search, relaxation, None)
        assert Rounding(search, relaxation).finish()
        check_plan(search)


def test_openings_that_have_a_plan_are_kept() -> None:
    """Nearly always: what stands in the way of a size may be an opening as well."""
    kept = 0
    for seed in range(40):
        tight = TightProblem(seed, sites=8 + 4 * (seed % 4))
        with relaxed(tight.problem) as (search, relaxation):
            openings = tight.opening.ravel()
            relaxation.bound_columns(openings, tight.hidden[openings], tight.hidden[openings])
            assert relaxation.solve() is Status.OPTIMAL
            assert Rounding(search, relaxation).finish()
            kept += np.array_equal(check_plan(search)[openings], tight.hidden[openings])
    assert kept >= 30


def test_afterwards_the_lp_without_the_decisions_is_there_at_once() -> None:
    """It begins at the basis it had before; from where the rounding ended there is a way to go."""
    tight = TightProblem(3, sites=20)
    with relaxed(tight.problem) as (search, relaxation):
        fix_openings(search, relaxation, None)
        bounds, before = (relaxation.col_lower.copy(), relaxation.col_upper.copy()), relaxation.value
        Rounding(search, relaxation).finish()
        assert relaxation.value > before
        assert relaxation.restart(*bounds) is Status.OPTIMAL
        assert relaxation.value == pytest.approx(before)
        assert relaxation._highs.getInfo().simplex_iteration_count == 0


def test_nothing_is_as_tight_as_openings_left_to_the_lp(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a dive many ways are wrong; conflicts find a plan all the same."""
    conflicts = 0
    found = rounding.give_way

    def counted(relaxation: Relaxation, reluctance: FloatArray) -> Any:
        nonlocal conflicts
        conflicts += 1
        return found(relaxation, reluctance)

    monkeypatch.setattr(rounding, "give_way", counted)
    for seed in range(30):
        tight = TightProblem(seed, sites=8)
        with relaxed(tight.problem) as (search, relaxation):
            assert Rounding(search, relaxation).finish()
            check_plan(search)
    assert conflicts > 30


@pytest.mark.parametrize(("seed", "sites"), [(57, 8), (34, 12)])
def test_conflicts_do_not_lead_round_in_a_circle(seed: int, sites: int) -> None:
    """Here the nearest whole number is forced, taken back and forced again for ever, if it is always the nearest."""
    with relaxed(TightProblem(seed, sites, slack=0.002).problem) as (search, relaxation):
        assert Rounding(search, relaxation).finish()
        check_plan(search)


# ------------------------------------------------------------------------------------------------- one step at a time


# eight counts that the LP sets to 0.4: a whole one costs 1 instead of 0.4, none costs 4
DEAR_TO_DROP = counts(
    np.hstack([np.eye(8), np.eye(8)]),
    (0.4, NEVER),
    (0, [2.0] * 8 + [1.0] * 8),
    [1.0] * 8 + [10.0] * 8,
    integer=[True] * 8 + [False] * 8,
)
# no three even numbers make seven, which the LP does not see
ODD = counts([[2.0, 2.0, 2.0]], (7, 7), (0, 3), [1.0, 1.1, 1.2])


def test_where_neither_way_is_open_others_give_way() -> None:
    """2x + y = 2: while y stays at 1 the binary x can be neither 0 nor 1."""
    problem = counts([[2.0, 1.0]], (2, 2), (0, [1, 2]), [1.0, 0.0])
    with relaxed(problem) as (search, relaxation):
        relaxation.bound_columns(np.array([1]), np.ones(1), np.ones(1))
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.x.tolist() == [0.5, 1.0]
        rounds = Rounding(search, relaxation)
        assert rounds.finish()
        assert check_plan(search).tolist() == [0.0, 2.0]
        assert rounds._taken_back.tolist() == [1, 1]


@pytest.mark.parametrize("conflicts", [5, rounding.CONFLICTS])
def test_integers_without_a_plan_are_given_up(conflicts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding, "CONFLICTS", conflicts)
    with relaxed(ODD) as (search, relaxation):
        rounds = Rounding(search, relaxation)
        assert not rounds.finish()
        assert search.best is None
        # one more for the last decision, and as many as one conflict takes back at once
        assert conflicts <= rounds._taken_back.sum() <= conflicts + 3


def test_an_lp_without_solution_whatever_the_integers_are_is_given_up() -> None:
    problem = counts([[1.0, 1.0], [0.0, 1.0]], ([-NEVER, 2.0], [3.0, NEVER]), (0, [5, 1]), [1.0, 1.0])
    search = Search(problem, SolveOptions(), Watch.lasting(30))
    with Relaxation(problem, search.options, search.watch) as relaxation:
        assert relaxation.solve() is Status.INFEASIBLE
        rounds = Rounding(search, relaxation)
        assert not rounds.finish()
        assert not rounds._give_way(np.array([0]), np.array([1.0]))


def test_a_conflict_that_nobody_can_name_ends_the_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding, "give_way", lambda relaxation, reluctance: None)
    with relaxed(ODD) as (search, relaxation):
        rounds = Rounding(search, relaxation)
        assert not rounds.finish()
        assert rounds._taken_back.sum() == 1


def test_choices_come_before_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = 0
    decide = Rounding._decide

    def watched(self: Rounding, doubtful: Columns) -> bool:
        nonlocal mixed
        fractional = self._integer & (self._doubt() > rounding.WHOLE)
        choices = fractional & (self.search.problem.col_upper == 1)
        if choices.any():
            mixed += fractional.sum() > choices.sum()
            assert choices[doubtful].all()
        doubt = self._doubt()[doubtful]
        assert (np.diff(doubt) >= 0).all()
        return decide(self, doubtful)

    monkeypatch.setattr(Rounding, "_decide", watched)
    for seed in range(5):
        with relaxed(TightProblem(seed).problem) as (search, relaxation):
            assert Rounding(search, relaxation).finish()
    assert mixed > 5


def test_what_takes_most_of_a_pool_is_decided_before_the_small_change() -> None:
    """A ward step takes ten of a pool of money, a seat one: what the ward leaves over, seats can fill."""
    problem = counts(
        [[10.0, 1.0, 1.0], [1, 0, 0], [0, 1, 0], [0, 0, 1]],
        (-NEVER, [26.0, 3.0, 3.4, 3.4]),
        (0, 5),
        [-30.0, -2.0, -2.0],
    )
    with relaxed(problem) as (search, relaxation):
        np.testing.assert_allclose(relaxation.x, [2.6, 0.0, 0.0], atol=1e-9)
        relaxation.bound_columns(np.array([1, 2]), np.full(2, 1.9), np.full(2, 3.4))
        assert relaxation.solve() is Status.OPTIMAL
        np.testing.assert_allclose(relaxation.x, [2.22, 1.9, 1.9])
        assert Rounding(search, relaxation)._doubtful().tolist() == [0]


def test_a_count_that_nothing_fits_waits_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, the nearest to whole, can be neither 3 nor 4; the second costs next to nothing."""
    problem = counts([[1.0, 0], [0, 1.0]], ([3.9, 0.7], [3.9, 5]), (0, [5, 5]), [0.001, 0.001])
    tried: list[tuple[int, float, float]] = []
    with relaxed(problem) as (search, relaxation):
        accept = relaxation.accept

        def noted(columns: Columns, lower: FloatArray, upper: FloatArray, below: float = np.inf) -> bool:
            tried.extend((int(column), float(value), below) for column, value in zip(columns, lower, strict=True))
            return accept(columns, lower, upper, below)

        monkeypatch.setattr(relaxation, "accept", noted)
        rounds = Rounding(search, relaxation)
        assert rounds._decide(rounds._doubtful())
    assert [(column, value) for column, value, _ in tried] == [(0, 4.0), (0, 3.0), (1, 1.0)]
    assert np.isfinite([below for *_, below in tried]).all()


def test_a_batch_that_costs_much_is_not_taken() -> None:
    with relaxed(DEAR_TO_DROP) as (search, relaxation):
        assert relaxation.value == pytest.approx(8 * 0.4)
        assert Rounding(search, relaxation).finish()
        assert search.value == pytest.approx(by_scipy(DEAR_TO_DROP))


def test_what_costs_nothing_is_decided_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where money is no object, a quarter of the eight goes first."""
    sizes: list[int] = []
    accept = Relaxation.accept

    def counted(self: Relaxation, columns: Columns, *bounds: Any) -> bool:
        sizes.append(columns.size)
        return accept(self, columns, *bounds)

    monkeypatch.setattr(Relaxation, "accept", counted)
    with relaxed(replace(DEAR_TO_DROP, levels=(Level("cost", np.zeros(16)),))) as (search, relaxation):
        relaxation.x = np.repeat([0.4, 0.0], 8)
        assert Rounding(search, relaxation).finish()
        check_plan(search)
    assert sizes[0] == 2


def test_a_pool_that_wanders_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """One count is always fractional; each that is decided hands the rest of the pool on to the next."""
    random = np.random.default_rng(1)
    weights, values = random.uniform(1, 2, 60), random.uniform(1, 2, 60)
    problem = counts([weights], (-NEVER, 0.5 * weights.sum()), (0, 2), list(-values))

    def rounds(patience: int) -> int:
        monkeypatch.setattr(rounding, "PATIENCE", patience)
        news: list[object] = []
        with relaxed(problem, tell=news.append) as (search, relaxation):
            assert Rounding(search, relaxation).finish()
            check_plan(search)
        return len(news)

    assert rounds(2) < rounds(1000)


@pytest.mark.parametrize("spare", [0.0, 1.0])
def test_nearly_whole_is_not_whole_where_a_unit_is_worth_thousands(spare: float) -> None:
    """The LP opens half a millionth of a site for 0.005 of demand: rounded off, nobody would serve it."""
    problem = MatrixProblem.of(
        [[-1e4, 1.0, 0.0], [0.0, 1.0, 1.0]],
        ([-NEVER, 0.005], [0.0, NEVER]),
        (0, [1.0, 1.0, spare]),
        Level("cost", np.array([1.0, 0.0, 10.0])),
        integer=[True, False, False],
    )
    with relaxed(problem) as (search, relaxation):
        assert 0 < relaxation.x[0] < rounding.WHOLE
        assert Rounding(search, relaxation).finish()
        check_plan(search)
        assert search.value == pytest.approx(0.05 if spare else 1.0)


def test_what_exceeds_its_bounds_by_rounding_is_whole() -> None:
    with relaxed(ODD) as (search, relaxation):
        relaxation.x = np.array([-1e-8, 3 + 1e-8, 0.0])
        assert not Rounding(search, relaxation)._doubtful().size


# ---------------------------------------------------------------------------------------------------- when to stop


def test_it_stops_where_the_lp_costs_as_much_as_the_best_plan() -> None:
    best = np.repeat([1.0, 0.0], 8)
    decided = []
    for start in (None, best):
        with relaxed(replace(DEAR_TO_DROP, start=start)) as (search, relaxation):
            assert Rounding(search, relaxation).finish() == (start is None)
            assert search.value == pytest.approx(8.0)
            decided.append(np.count_nonzero(relaxation.col_lower == relaxation.col_upper))
    with relaxed(replace(DEAR_TO_DROP, start=best)) as (search, relaxation):
        openings = np.arange(8)
        relaxation.bound_columns(openings, np.full(8, 2.0), np.full(8, 2.0))
        assert relaxation.solve() is Status.OPTIMAL
        assert not Rounding(search, relaxation).finish()
        np.testing.assert_array_equal(search.best, best)


def test_a_rounding_anew_ends_in_a_plan_of_its_own_whatever_the_best_one_is() -> None:
    """A best plan that costs less than the LP ends every rounding at once, but not the one without regard to it."""
    problem = counts([[1, 0], [0, 1]], ([2.0, 2.85], [5, 5]), (0, 5), [1.0, 1.0])
    for anew in (True, False):
        with relaxed(problem) as (search, relaxation):
            search.best, search.value = np.array([2.0, 2.0]), 1.0
            assert Rounding(search, relaxation).finish(anew=anew) == anew
            whole = np.array_equal(relaxation.x, np.round(relaxation.x))
            assert whole == anew


@pytest.mark.parametrize("useful", [False, True])
def test_the_plan_is_offered_before_other_columns_undo_it_and_again_with_what_they_save(useful: bool) -> None:
    """One step of capacity serves the demand of one; half a step would do beside a flow that nobody looked at.

    That flow turns the step into a half of one, which no rounding makes a better plan; a second one saves on what the
    step leaves unserved.
    """
    level = Level("cost", np.array([100.0, 1.0, 1000.0, 1.0, 1.0, 1000.0]))
    rows = [[-1.0, 1, 0, 0, 0, 0], [0, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]]
    ends = ([-NEVER, 1.0, 1.0], [0.0, 1.0, 1.0])
    upper = [1.0, 1.0, 1.0, 0.5, float(useful), 1.0]
    problem = MatrixProblem.of(rows, ends, (0, upper), level, integer=np.arange(6) == 0)
    search = Search(problem, SolveOptions(), Watch.lasting(30))
    with Relaxation(problem, search.options, search.watch) as relaxation:
        relaxation.narrow(np.array([True, True, True, False, False, True]))
        assert relaxation._solve_held(np.inf) is Status.OPTIMAL
        assert relaxation.x.tolist() == [1.0, 1.0, 0.0, 0.0, 0.0, 1.0]
        assert Rounding(search, relaxation).finish()
    assert search.value == pytest.approx(102.0 if useful else 1101.0)


def three_steps(pool: float) -> MatrixProblem:
    """The LP says 2.85, 2.85 and 2.3 steps."""
    rows = ([0, 2.85, 2.85, 2.3], [pool, 5, 5, 5])
    return counts([[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], rows, (0, 5), [1.0, 1.0, 1.0])


def decisions(search: Search, relaxation: Relaxation, **how: bool) -> list[tuple[list[int], list[float]]]:
    """What a rounding decides where all steps up are the best plan, in its order."""
    search.best, search.value = np.array([3.0, 3.0, 4.0]), 10.0
    made: list[tuple[list[int], list[float]]] = []
    accept = relaxation.accept

    def noted(columns: Columns, lower: FloatArray, upper: FloatArray, below: float = np.inf) -> bool:
        made.append((columns.tolist(), lower.tolist()))
        return accept(columns, lower, upper, below)

    relaxation.accept = noted  # type: ignore[method-assign]
    Rounding(search, relaxation).finish(**how)
    return made


@pytest.mark.parametrize("pool", [9.0, 8.0])
def test_what_the_best_plan_has_is_kept_where_the_lp_agrees_and_a_better_plan_may_follow(pool: float) -> None:
    """All up is the plan, or 8 of 9 where the pool holds no more."""
    with relaxed(three_steps(pool)) as (search, relaxation):
        assert decisions(search, relaxation)[0] == ([0, 1], [3.0, 3.0])
        assert (search.value < 10.0) == (pool == 9.0)


def test_a_plan_that_is_not_to_be_kept_decides_nothing() -> None:
    with relaxed(three_steps(9.0)) as (search, relaxation):
        assert decisions(search, relaxation, keeping=False)[0] == ([0], [3.0])
        assert search.value == pytest.approx(9.0)


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_a_cancel_is_obeyed_after_every_round(rounds: int) -> None:
    cancel, news = threading.Event(), []

    def tell(progress: object) -> None:
        news.append(progress)
        if len(news) == rounds:
            cancel.set()

    with relaxed(DEAR_TO_DROP, cancel=cancel, tell=tell) as (search, relaxation):
        if not rounds:
            cancel.set()
        assert not Rounding(search, relaxation).finish()
        assert (len(news), search.best) == (rounds, None)


def test_a_cancel_is_obeyed_between_two_conflicts(monkeypatch: pytest.MonkeyPatch) -> None:
    cancel, found = threading.Event(), rounding.give_way
    conflicts = 0

    def cancelling(relaxation: Relaxation, reluctance: FloatArray) -> Any:
        nonlocal conflicts
        conflicts += 1
        cancel.set()
        return found(relaxation, reluctance)

    monkeypatch.setattr(rounding, "give_way", cancelling)
    with relaxed(ODD, cancel=cancel) as (search, relaxation):
        assert not Rounding(search, relaxation).finish()
    assert conflicts == 1
