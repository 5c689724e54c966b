from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

import solvers.relaxation as relaxation_module
from solvers.errors import SolverFailed
from solvers.options import SolveOptions
from solvers.problem import Columns, FloatArray, Level, MatrixProblem
from solvers.relaxation import Relaxation, solve_linear, weak_duality
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.cases import NEVER, by_scipy, facility_location


def relaxed(problem: MatrixProblem) -> MatrixProblem:
    return replace(problem, integer=np.zeros_like(problem.integer))


def test_a_linear_problem_is_solved_and_proven() -> None:
    search = Search(relaxed(facility_location(8, 20, seed=3)), SolveOptions(), Watch.lasting(30))
    assert solve_linear(search) is Status.OPTIMAL
    assert search.value == pytest.approx(by_scipy(search.problem))


@pytest.mark.parametrize("presolve", [True, False])
def test_verdicts_on_linear_problems(presolve: bool) -> None:
    options = SolveOptions(presolve=presolve)
    level = Level("gain", np.array([-1.0, 0.0]))
    infeasible = MatrixProblem.of([[1.0, 1.0]], (3, 3), (0, 1), level)
    unbounded = MatrixProblem.of([[1.0, -1.0]], (0, 0), (0, NEVER), level)
    assert solve_linear(Search(infeasible, options, Watch.lasting(9))) is Status.INFEASIBLE
    assert solve_linear(Search(unbounded, options, Watch.lasting(9))) is Status.UNBOUNDED


def test_a_solution_that_breaks_the_model_is_no_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = relaxed(facility_location(8, 20, seed=3))

    def nobody_served(self: Relaxation, *, confirm: bool) -> Status:
        self.x = np.zeros(problem.matrix.shape[1])
        return Status.OPTIMAL

    monkeypatch.setattr(Relaxation, "solve", nobody_served)
    with pytest.raises(SolverFailed, match="breaks the model"):
        solve_linear(Search(problem, SolveOptions(), Watch.lasting(30)))


def test_any_prices_give_a_bound_below_the_optimum() -> None:
    problem = replace(facility_location(6, 12, seed=5), levels=(facility_location(6, 12, seed=5).level,))
    optimum = by_scipy(relaxed(problem))
    random = np.random.default_rng(0)
    bounds = [
        weak_duality(problem, random.normal(0, size, len(problem.row_lower)), problem.col_lower, problem.col_upper)
        for size in (0.0, 1.0, 30.0, 300.0)
        for _ in range(20)
    ]
    assert max(bounds) <= optimum
    assert min(bounds) > -np.inf


def test_the_optimal_prices_give_the_optimum() -> None:
    problem = relaxed(facility_location(6, 12, seed=5))
    found = optimize.linprog(
        problem.level.cost,
        A_ub=problem.matrix[12:],
        b_ub=problem.row_upper[12:],
        A_eq=problem.matrix[:12],
        b_eq=problem.row_lower[:12],
        bounds=(0, 1),
    )
    prices = np.concatenate([found.eqlin.marginals, found.ineqlin.marginals])
    assert weak_duality(problem, prices, problem.col_lower, problem.col_upper) == pytest.approx(found.fun)


@pytest.mark.parametrize(("upper", "bound"), [(NEVER, -np.inf), (10.0, -5.0)])
def test_prices_that_prove_nothing(upper: float, bound: float) -> None:
    problem = MatrixProblem.of([[1.0]], (-NEVER, 4), (0, upper), Level("gain", np.array([-0.5])))
    assert weak_duality(problem, np.zeros(1), problem.col_lower, problem.col_upper) == bound
    # a price on the side where the row has no bound is no price
    assert weak_duality(problem, np.ones(1), problem.col_lower, problem.col_upper) == bound
    assert weak_duality(problem, np.array([-0.5]), problem.col_lower, problem.col_upper) == -2.0


def test_the_offset_counts_in_the_bound() -> None:
    problem = MatrixProblem.of([[1.0]], (2, NEVER), (0, 9), Level("cost", np.array([3.0]), offset=100.0))
    with Relaxation(problem, SolveOptions(), Watch.lasting(9)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        assert (relaxation.value, relaxation.bound()) == (106.0, 106.0)


def test_bounds_can_be_changed_and_taken_back() -> None:
    problem = facility_location(8, 20, seed=3)
    sites = np.arange(8)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        free = relaxation.value
        relaxation.bound_columns(sites, np.zeros(8), np.zeros(8))
        assert relaxation.solve() is Status.INFEASIBLE
        relaxation.bound_columns(sites, np.ones(8), np.ones(8))
        assert relaxation.solve() is Status.OPTIMAL
        everything_open = replace(relaxed(problem), col_lower=relaxation.col_lower)
        assert relaxation.value == pytest.approx(by_scipy(everything_open))
        assert relaxation.bound() == pytest.approx(relaxation.value)
        relaxation.bound_columns(sites, np.zeros(8), np.ones(8))
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(free)


def test_an_lp_that_is_stopped_claims_no_more_than_it_knows() -> None:
    problem = relaxed(facility_location(40, 400, seed=1))
    with Relaxation(problem, SolveOptions(), Watch.lasting(0)) as relaxation:
        assert relaxation.solve() is Status.TIME_LIMIT
        bound = relaxation.bound()
    assert bound is None or bound <= by_scipy(problem)


# ------------------------------------------------------------------------------------------------------- trying bounds


SITES = 20


def priced(offset: float, discount: float) -> MatrixProblem:
    """Facility location whose goal begins at ``offset``, each column ``discount`` cheaper, below nothing even."""
    problem = facility_location(SITES, 60, seed=3)
    return replace(problem, levels=(Level("cost", problem.level.cost - discount, offset=offset),))


def within(problem: MatrixProblem, columns: Columns, values: FloatArray) -> float:
    """What the LP costs with some columns fixed, by another solver; infinite without a solution."""
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    lower[columns] = upper[columns] = values
    rows = optimize.LinearConstraint(problem.matrix, problem.row_lower, problem.row_upper)
    found = optimize.milp(problem.level.cost, bounds=optimize.Bounds(lower, upper), constraints=rows)
    return float(found.fun) + problem.level.offset if found.success else np.inf


def state(relaxation: Relaxation) -> tuple[list[float], ...]:
    parts = relaxation.col_lower, relaxation.col_upper, relaxation.x, relaxation.prices
    return tuple(part.tolist() for part in parts)


@contextmanager
def solved(problem: MatrixProblem, watch: Watch | None = None) -> Iterator[Relaxation]:
    with Relaxation(problem, SolveOptions(), watch or Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        yield relaxation


@pytest.mark.parametrize("offset", [0.0, 1000.0, -1e5])
@pytest.mark.parametrize("discount", [0.0, 500.0])
def test_bounds_are_accepted_if_and_only_if_the_solution_costs_less(
    offset: float, discount: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether HiGHS stops at the cut-off or goes on to the end, with whatever the goal begins."""
    problem = priced(offset, discount)
    random = np.random.default_rng(0)
    seen: Counter[str] = Counter()
    run = Relaxation._run

    def watched(self: Relaxation) -> Status:
        status = run(self)
        seen["too dear" if self._too_dear else status] += 1
        return status

    monkeypatch.setattr(Relaxation, "_run", watched)
    with solved(problem) as relaxation:
        before, cheapest = state(relaxation), relaxation.value
        for _ in range(30):
            columns = random.choice(SITES, 3, replace=False)
            values = random.choice([0.0, 0.0, 1.0], 3)
            cost, below = within(problem, columns, values), cheapest + random.choice([10, 300, 1000, NEVER])
            assert relaxation.accept(columns, values, values, below) == (cost < below)
            if cost < below:
                assert relaxation.value == pytest.approx(cost)
                assert relaxation.restart(problem.col_lower, problem.col_upper) is Status.OPTIMAL
                relaxation.x, relaxation.prices = np.array(before[2]), np.array(before[3])
            assert state(relaxation) == before
    assert seen["too dear"] > 3
    assert seen[Status.OPTIMAL] > 10


def test_what_has_no_solution_is_not_accepted_and_what_was_stays() -> None:
    problem = facility_location(8, 20, seed=3)
    sites = np.arange(8)
    with solved(problem) as relaxation:
        before, value = state(relaxation), relaxation.value
        assert not relaxation.accept(sites, np.zeros(8), np.zeros(8))
        assert state(relaxation) == before
        # HiGHS knows it too
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(value)
        assert relaxation.accept(sites, np.ones(8), np.ones(8))
        assert (relaxation.col_lower[:8].tolist(), relaxation.col_upper[:8].tolist()) == ([1.0] * 8, [1.0] * 8)


@pytest.mark.parametrize("offset", [0.0, 7.0, -7.0])
def test_costing_as_much_is_not_costing_less(offset: float) -> None:
    """One binary at three, one at minus two."""
    problem = MatrixProblem.of([[1.0, 1.0]], (1, 2), (0, 1), Level("cost", np.array([3.0, -2.0]), offset=offset))
    with solved(problem) as relaxation:
        assert relaxation.value == offset - 2
        first = np.array([0])
        assert not relaxation.accept(first, np.ones(1), np.ones(1), below=offset + 1)
        assert relaxation.accept(first, np.ones(1), np.ones(1), below=offset + 1.001)


def test_what_is_too_dear_is_not_solved_twice_and_leaves_no_cut_off_behind() -> None:
    problem = priced(1000.0, 0.0)
    with solved(problem) as relaxation:
        before, cheapest = state(relaxation), relaxation.value
        columns, ones = np.arange(SITES), np.ones(SITES)
        runs = []
        run, relaxation._run = relaxation._run, lambda: runs.append(run()) or runs[-1]  # type: ignore[func-returns-value, method-assign]
        assert not relaxation.accept(columns, ones, ones, below=cheapest + 1)
        assert runs == [Status.TIME_LIMIT]
        assert state(relaxation) == before
        relaxation.bound_columns(columns, ones, ones)
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(within(problem, columns, ones))


def test_a_solve_stops_for_what_it_is_told_and_only_that_once() -> None:
    problem = facility_location(60, 200, seed=3)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve(confirm=True, unless=lambda: True) is Status.TIME_LIMIT
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(by_scipy(relaxed(problem)), rel=1e-9)


def test_a_stop_that_nobody_asked_for_is_tried_again() -> None:
    with solved(facility_location(8, 20, seed=3)) as relaxation:
        relaxation.bound_columns(np.arange(8), np.ones(8), np.ones(8))
        stops = iter([Status.TIME_LIMIT])
        run, relaxation._run = relaxation._run, lambda: next(stops, None) or run()  # type: ignore[method-assign]
        assert relaxation.solve() is Status.OPTIMAL
        assert next(stops, None) is None


def test_warm_trials_do_not_ask_the_watch_but_all_else_does() -> None:
    cancel = threading.Event()
    problem = facility_location(8, 20, seed=3)
    sites = np.arange(8)
    with solved(problem, replace(Watch.lasting(30), cancel=cancel)) as relaxation:
        cancel.set()
        assert relaxation.accept(sites, np.ones(8), np.ones(8))
        assert relaxation.value == pytest.approx(within(problem, sites, np.ones(8)))
        assert relaxation.restart(problem.col_lower, problem.col_upper) is Status.TIME_LIMIT


def test_a_warm_trial_ends_with_the_time_and_then_all_stays() -> None:
    sites = np.arange(8)
    with solved(facility_location(8, 20, seed=3)) as relaxation:
        before, in_time = state(relaxation), relaxation.watch
        relaxation.watch = Watch.lasting(0)
        assert not relaxation.accept(sites, np.ones(8), np.ones(8))
        assert state(relaxation) == before
        relaxation.watch = in_time
        assert relaxation.accept(sites, np.ones(8), np.ones(8))


def test_the_ray_proves_that_there_is_no_solution() -> None:
    """Without its four largest sites the demand is too much for the others."""
    problem = facility_location(8, 20, seed=3)
    largest = np.argsort(problem.matrix[20:, :8].diagonal())[:4]
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.ray() is None
        relaxation.bound_columns(largest, np.zeros(4), np.zeros(4))
        assert relaxation.solve() is Status.INFEASIBLE
        ray = relaxation.ray()
        assert ray is not None
        proofs = [
            weak_duality(
                replace(problem, levels=(Level("nothing", np.zeros_like(problem.level.cost)),)),
                sign * ray,
                relaxation.col_lower,
                relaxation.col_upper,
            )
            for sign in (1.0, -1.0)
        ]
    # where nothing costs anything, no plan can cost more than nothing
    assert max(proofs) > 0
    assert min(proofs) <= 0


# ------------------------------------------------------------------------------------------------ narrowed relaxations


def narrowed_case(seed: int) -> tuple[MatrixProblem, np.ndarray]:
    """A problem, and a third of its columns drawn at random."""
    problem = facility_location(8, 20, seed=seed)
    return problem, np.random.default_rng(seed).random(problem.matrix.shape[1]) < 1 / 3


@pytest.mark.parametrize("solved_before", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_a_narrowed_relaxation_ends_at_the_optimum_of_the_whole(
    seed: int, solved_before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, likely = narrowed_case(seed)
    monkeypatch.setattr(relaxation_module, "WORTH_A_LOOK", 0.0)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        if solved_before:
            assert relaxation.solve() is Status.OPTIMAL
        relaxation.narrow(likely)
        _, reach = relaxation.reach
        assert np.count_nonzero(reach < relaxation.col_upper) > 10
        if relaxation.solve() is Status.INFEASIBLE:
            assert relaxation.widen(np.ones(likely.size, dtype=np.bool_))
            assert relaxation.solve() is Status.OPTIMAL
        assert relaxation.value == pytest.approx(by_scipy(relaxed(problem)))
        assert problem.level.value(relaxation.x) == pytest.approx(relaxation.value)
        assert relaxed(problem).violation(relaxation.x) <= 1e-6


def test_what_a_solution_uses_stays_when_its_relaxation_is_narrowed() -> None:
    problem, _ = narrowed_case(1)
    nothing = np.zeros(problem.matrix.shape[1], dtype=np.bool_)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        x, value = relaxation.x, relaxation.value
        relaxation.narrow(nothing)
        assert relaxation.solve() is Status.OPTIMAL
        assert relaxation._highs.getInfo().simplex_iteration_count <= 2  # from nothing: dozens
        assert relaxation.value == pytest.approx(value)
        np.testing.assert_allclose(relaxation.x, x, atol=1e-9)


def test_bounds_hold_for_columns_that_nobody_looks_at_once_they_are_looked_at() -> None:
    problem, _ = narrowed_case(2)
    flows = np.flatnonzero(~problem.integer)
    nothing = np.zeros(problem.matrix.shape[1], dtype=np.bool_)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        relaxation.narrow(nothing)
        half = np.full(flows.size, 0.5)
        relaxation.bound_columns(flows, np.zeros(flows.size), half)
        assert relaxation.widen(~nothing)
        assert not relaxation.widen(~nothing)
        assert relaxation.solve() is Status.OPTIMAL
        upper = problem.col_upper.copy()
        upper[flows] = 0.5
        assert relaxation.value == pytest.approx(by_scipy(relaxed(replace(problem, col_upper=upper))))


def test_a_few_columns_that_pay_little_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, likely = narrowed_case(3)
    monkeypatch.setattr(relaxation_module, "WORTH_A_LOOK", np.inf)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        relaxation.narrow(likely)
        opened = np.flatnonzero(problem.integer)
        relaxation.bound_columns(opened, np.ones(opened.size), np.ones(opened.size))
        assert relaxation.solve() is Status.OPTIMAL
        narrow = relaxation.value
        monkeypatch.setattr(relaxation_module, "WORTH_A_LOOK", 0.0)
        assert relaxation.complete() is Status.OPTIMAL
        assert relaxation.value < narrow


@pytest.mark.parametrize("failing", [False, True])
def test_columns_are_done_without_for_a_while_and_then_looked_at_again(failing: bool) -> None:
    problem, likely = narrowed_case(1)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        relaxation.narrow(likely)
        before, value = relaxation.looked_at, relaxation.value
        unused = before & (relaxation.x == 0)
        with suppress(KeyError), relaxation.without(unused):
            assert np.count_nonzero(relaxation.looked_at) < np.count_nonzero(before) - 10
            relaxation.narrow(np.zeros(before.size, dtype=np.bool_))
            if failing:
                raise KeyError
        np.testing.assert_array_equal(relaxation.looked_at, before)
        assert relaxation._solve_held(np.inf) is Status.OPTIMAL
        assert relaxation.value == pytest.approx(value)


def test_nothing_is_passed_anew_where_nothing_is_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, likely = narrowed_case(1)
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        monkeypatch.setattr(relaxation, "narrow", lambda likely: pytest.fail("the model was passed anew"))
        with relaxation.without(np.zeros(likely.size, dtype=np.bool_)):
            pass
