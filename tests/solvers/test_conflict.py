from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from scipy import optimize

from solvers.conflict import Conflict, conflict, give_way
from solvers.options import SolveOptions
from solvers.problem import FloatArray, Level, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.watch import Watch
from tests.solvers.cases import NEVER

ROUNDING = 1e-9

# two counts of at most seven in all, and an amount: 3, 1 and 1 for each fill up to ten
SEATS = MatrixProblem.of(
    [[1.0, 1.0, 0.0], [3.0, 1.0, 1.0]],
    ([-NEVER, 10.0], [7.0, NEVER]),
    ([0, 0, 0], [4, 6, 2.5]),
    Level("cost", np.array([2.0, 1.0, 5.0])),
    integer=[True, True, False],
)


@contextmanager
def tightened(
    problem: MatrixProblem, lower: FloatArray | list[float], upper: FloatArray | list[float], *, presolve: bool = True
) -> Iterator[Relaxation]:
    """The problem's relaxation, solved first as it is, then in vain within other bounds."""
    with Relaxation(problem, SolveOptions(presolve=presolve), Watch.lasting(30)) as relaxation:
        relaxation.solve()
        assert relaxation.restart(np.array(lower, dtype=float), np.array(upper, dtype=float)) is Status.INFEASIBLE
        yield relaxation


def has_solution(problem: MatrixProblem, lower: FloatArray, upper: FloatArray) -> bool:
    """By another solver."""
    rows = optimize.LinearConstraint(problem.matrix, problem.row_lower, problem.row_upper)
    return bool(optimize.milp(problem.level.cost, bounds=optimize.Bounds(lower, upper), constraints=rows).success)


def most(pull: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """The largest pull·x in the box."""
    sides = zip(pull, lower, upper, strict=True)
    return sum(factor * (high if factor > 0 else low) for factor, low, high in sides if factor)


def check_proof(relaxation: Relaxation, found: Conflict) -> None:
    """The pull is a sum of rows; what they demand together is more than the box holds, by what is missing."""
    problem, ray = relaxation.problem, relaxation.ray()
    assert ray is not None
    prices = np.where(np.abs(ray) > ROUNDING * np.abs(ray).max(), ray, 0.0)
    prices *= np.sign((problem.matrix.T @ prices) @ found.pull)
    np.testing.assert_allclose(problem.matrix.T @ prices, found.pull, atol=1e-6 * np.abs(found.pull).max())
    # finite only if each price is on a side where its row has a bound: whoever keeps the rows then keeps their sum
    demanded = -most(-prices, problem.row_lower, problem.row_upper)
    assert np.isfinite(demanded)
    assert found.missing > 0
    assert found.missing == pytest.approx(demanded - most(found.pull, relaxation.col_lower, relaxation.col_upper))


@pytest.mark.parametrize("presolve", [True, False])
def test_a_conflict_by_hand(presolve: bool) -> None:
    """With one of the first and three of the second at most 3 + 3 + 2.5 are reached: 1.5 are missing to ten."""
    with tightened(SEATS, [0, 0, 0], [1, 3, 2.5], presolve=presolve) as relaxation:
        found = conflict(relaxation)
        assert found is not None
        check_proof(relaxation, found)
        unit = found.pull[2]
        np.testing.assert_allclose(found.pull / unit, [3, 1, 1])
        assert found.missing / unit == pytest.approx(1.5)
        # three more of the first would bring 9, three more of the second 3: more than is missing does not count
        np.testing.assert_allclose(found.relief(relaxation) / unit, [1.5, 1.5, 0])


def test_relief_is_no_more_than_the_bounds_give_back() -> None:
    """None of the first and six of the second: one of the first is room for three, and the second has no more room."""
    with tightened(SEATS, [0, 0, 0], [0, 6, 2.5]) as relaxation:
        found = conflict(relaxation)
        assert found is not None
        np.testing.assert_allclose(found.relief(relaxation) / found.missing, [1, 0, 0])
    with tightened(SEATS, [0, 0, 0], [0, 0, 2.5]) as relaxation:
        found = conflict(relaxation)
        assert found is not None
        # 7.5 are missing: the second could bring six
        np.testing.assert_allclose(found.relief(relaxation) / found.missing, [1, 0.8, 0])


def test_what_is_too_much_is_relieved_downwards() -> None:
    """Four of the first and five of the second are nine, where seven are allowed."""
    with tightened(SEATS, [4, 5, 0], [4, 6, 2.5]) as relaxation:
        found = conflict(relaxation)
        assert found is not None
        check_proof(relaxation, found)
        assert found.pull[0] == pytest.approx(found.pull[1])
        assert found.pull[0] < 0
        np.testing.assert_allclose(found.relief(relaxation) / found.missing, [1, 1, 0])


def random_problem(seed: int) -> MatrixProblem:
    """Counts, choices, amounts and one column without any bound, in rows of all kinds around a point."""
    random = np.random.default_rng(seed)
    integers, amounts, rows = 8, 5, 9
    columns = integers + amounts + 1
    matrix = random.integers(-3, 4, (rows, columns)) * (random.random((rows, columns)) < 0.6)
    upper = np.concatenate([random.integers(1, 6, integers), np.full(amounts, 2.0), [NEVER]])
    lower = np.concatenate([np.zeros(integers + amounts), [-NEVER]])
    inside = np.concatenate([random.integers(0, upper[:integers] + 1), random.uniform(0, 2, amounts), [0.0]])
    activity, kind = matrix @ inside, random.integers(0, 4, rows)
    return MatrixProblem.of(
        matrix,
        (np.where(kind == 0, -NEVER, activity - (kind == 3)), np.where(kind == 1, NEVER, activity + (kind == 3))),
        (lower, upper),
        Level("cost", np.append(random.normal(size=columns - 1), 0.0)),
        integer=np.arange(columns) < integers,
    )


@contextmanager
def too_tight(seed: int) -> Iterator[Relaxation]:
    """A random problem, its integers fixed one after the other at random until there is no solution."""
    random = np.random.default_rng(seed)
    problem = random_problem(seed)
    lower, upper = problem.col_lower.copy(), problem.col_upper.copy()
    assert has_solution(problem, lower, upper)
    for column in random.permutation(np.flatnonzero(problem.integer)):
        lower[column] = upper[column] = random.choice([0.0, upper[column]])
        if not has_solution(problem, lower, upper):
            break
    with tightened(problem, lower, upper) as relaxation:
        yield relaxation


@pytest.mark.parametrize("seed", range(24))
def test_random_conflicts_are_proofs_and_their_relief_is_all_there_is(seed: int) -> None:
    with too_tight(seed) as relaxation:
        found = conflict(relaxation)
        assert found is not None
        check_proof(relaxation, found)
        problem, relief = relaxation.problem, found.relief(relaxation)
        assert relief.max() > 0
        assert not relief[~problem.integer].any()
        # whoever is no relief is none: not even all of them together
        idle = relief == 0
        lower = np.where(idle, problem.col_lower, relaxation.col_lower)
        upper = np.where(idle, problem.col_upper, relaxation.col_upper)
        assert not has_solution(problem, lower, upper)
        for column in np.flatnonzero(relief).tolist():
            lower, upper = relaxation.col_lower.copy(), relaxation.col_upper.copy()
            lower[column], upper[column] = problem.col_lower[column], problem.col_upper[column]
            left = found.missing + most(found.pull, relaxation.col_lower, relaxation.col_upper)
            left -= most(found.pull, lower, upper)
            assert max(left, 0.0) == pytest.approx(found.missing - relief[column], abs=ROUNDING)


@pytest.mark.parametrize("factor", [-1.0, 1e-4, -1e5])
def test_the_sign_and_size_of_the_ray_do_not_matter(factor: float, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(6):
        with too_tight(seed) as relaxation:
            found, ray = conflict(relaxation), relaxation.ray()
            assert found is not None
            assert ray is not None
            monkeypatch.setattr(relaxation, "ray", lambda ray=ray: factor * ray)
            again = conflict(relaxation)
            assert again is not None
            np.testing.assert_allclose(again.pull, abs(factor) * found.pull)
            assert again.missing == pytest.approx(abs(factor) * found.missing)


@pytest.mark.parametrize("rounding", [1e-12, 1e-6])
def test_rounding_in_a_ray_is_no_price(rounding: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row has no lower bound: a price on that side, however small, would prove nothing."""
    with tightened(SEATS, [0, 0, 0], [1, 3, 2.5]) as relaxation:
        monkeypatch.setattr(relaxation, "ray", lambda: np.array([rounding, 1.0]))
        found = conflict(relaxation)
        assert found is not None
        assert found.missing == pytest.approx(1.5)


@pytest.mark.parametrize("ray", [[0.0, 0.0], [1.0, 0.0], [-1.0, 0.1], None])
def test_what_proves_nothing_is_no_conflict(ray: list[float] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    with tightened(SEATS, [0, 0, 0], [1, 3, 2.5]) as relaxation:
        monkeypatch.setattr(relaxation, "ray", lambda: None if ray is None else np.array(ray))
        assert conflict(relaxation) is None


def test_where_there_is_a_solution_there_is_no_conflict() -> None:
    with Relaxation(SEATS, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        assert conflict(relaxation) is None


def test_no_integer_relieves_rows_that_contradict_each_other() -> None:
    """Three of the amount are needed and two may be had, whatever the counts are."""
    problem = MatrixProblem.of(
        [[0.0, 1.0], [1.0, 1.0]],
        ([3.0, -NEVER], [NEVER, 8.0]),
        (0, [5, 2]),
        Level("cost", np.ones(2)),
        integer=[True, False],
    )
    with tightened(problem, [2, 0], [2, 2]) as relaxation:
        found = conflict(relaxation)
        assert found is not None
        check_proof(relaxation, found)
        assert found.missing / found.pull[1] == pytest.approx(1.0)
        np.testing.assert_array_equal(found.relief(relaxation), 0.0)


# -------------------------------------------------------------------------------------------------- what gives way


def test_what_gives_way_returns_to_the_side_of_its_pull_alone() -> None:
    """2x + y = 2, x at 0 and y at 1 of 3: y may have more now, not less."""
    problem = MatrixProblem.of([[2.0, 1.0]], (2, 2), (0, [1, 3]), Level("cost", np.array([1.0, 0.0])), integer=True)
    with tightened(problem, [0, 1], [0, 1]) as relaxation:
        freed = give_way(relaxation, np.array([4.0, 1.0]))
        assert freed is not None
        assert freed.tolist() == [1]
        assert (relaxation.col_lower.tolist(), relaxation.col_upper.tolist()) == ([0.0, 1.0], [0.0, 3.0])
        assert relaxation.solve() is Status.OPTIMAL


def test_what_nobody_looks_at_gives_way_first() -> None:
    """Without the amount two and four counts do not fill up to ten; it comes back before a count does."""
    with Relaxation(SEATS, SolveOptions(), Watch.lasting(30)) as relaxation:
        relaxation.narrow(np.zeros(3, dtype=np.bool_))
        fixed = np.array([2.0, 2.0])
        relaxation.bound_columns(np.array([0, 1]), fixed, fixed)
        assert relaxation.solve() is Status.INFEASIBLE
        freed = give_way(relaxation, np.ones(3))
        assert freed is not None
        assert not freed.size
        assert relaxation.solve() is Status.OPTIMAL
        np.testing.assert_allclose(relaxation.x, [2.0, 2.0, 2.0])


def test_nothing_gives_way_where_rows_contradict_each_other() -> None:
    problem = MatrixProblem.of(
        [[0.0, 1.0], [1.0, 1.0]], ([3.0, -NEVER], [NEVER, 8.0]), (0, [5, 2]), Level("cost", np.ones(2))
    )
    with Relaxation(problem, SolveOptions(), Watch.lasting(30)) as relaxation:
        assert relaxation.solve() is Status.INFEASIBLE
        assert give_way(relaxation, np.ones(2)) is None
