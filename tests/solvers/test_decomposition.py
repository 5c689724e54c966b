"""The bound by sites: never above the optimum, whatever the prices and however the rows look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import pytest

from careplan.pipeline import _standard_form
from planning_model.build import build
from planning_model.structure import Role
from solvers.decomposition.advice import RECOGNISED
from solvers.decomposition.ascent import Ascent, starting_prices
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.oracle import Oracle
from solvers.decomposition.probing import without_impossible
from solvers.decomposition.reach import largest_values
from solvers.dive import dive
from solvers.highs import solve_whole
from solvers.options import SolveOptions
from solvers.problem import FloatArray, Level, MatrixProblem, as_matrix
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.planning_model import worlds
from tests.planning_model.districts import changing_district, district, wild_district
from tests.planning_model.worlds import Frames, instance_of, random_world
from tests.solvers.cases import NEVER

SECONDS = 60.0
ROUNDING = 1e-6
# Problems with one garbled row that are tried for each kind of it.
GARBLED = 6

WORLDS: dict[str, Callable[[], Frames]] = {
    "hamlet": worlds.hamlet,
    "funded hamlet": worlds.funded_hamlet,
    "choosy village": worlds.choosy_village,
    "borough": worlds.borough,
    "infirmary": worlds.infirmary,
    "fairest village": worlds.fairest_village,
    "nursing village": worlds.nursing_village,
    **{f"random {seed}": lambda seed=seed: random_world(seed, 4) for seed in (0, 1, 2, 3, 5)},
    **{f"district {seed}": lambda seed=seed: district(seed, 5) for seed in (0, 2)},
    **{f"sizes {seed}": lambda seed=seed: district(seed, 4, sizes=True) for seed in (0, 3)},
    "two periods": lambda: district(3, 3, periods=2),
    **{f"changing {seed}": lambda seed=seed: changing_district(seed) for seed in (1, 11)},
    **{f"wild {seed}": lambda seed=seed: wild_district(seed, 3) for seed in (1, 4, 5)},
    "wild, two periods": lambda: wild_district(0, 2, periods=2),
}
# Every amount is recognised, and no work takes the time of two units but for delegates.
EXACT = [name for name in WORLDS if not name.startswith(("changing", "wild"))]
every_world = pytest.mark.parametrize("name", WORLDS)
exact_worlds = pytest.mark.parametrize("name", EXACT)


@dataclass(frozen=True)
class Case:
    """A problem with all that is to be compared."""

    problem: MatrixProblem

    @cached_property
    def blocks(self) -> Blocks:
        return Blocks(self.problem)

    @cached_property
    def oracle(self) -> Oracle:
        return Oracle(self.blocks)

    @cached_property
    def relaxation(self) -> tuple[float, FloatArray]:
        """Value and row duals of the LP."""
        with Relaxation(self.problem, SolveOptions(), Watch.lasting(SECONDS)) as relaxation:
            assert relaxation.solve(confirm=True) is Status.OPTIMAL
            return relaxation.value, relaxation.prices

    @cached_property
    def plan(self) -> FloatArray:
        """An optimal plan."""
        search = Search(self.problem, SolveOptions(gap=0.0, presolve=False), Watch.lasting(SECONDS))
        assert solve_whole(search) is Status.OPTIMAL
        assert search.best is not None
        return search.best

    @cached_property
    def optimum(self) -> float:
        return self.problem.level.value(self.plan)

    @cached_property
    def slack(self) -> float:
        """What rounding may add to the optimum."""
        return ROUNDING * max(1.0, abs(self.optimum))

    def ascent(self) -> Ascent:
        return Ascent(self.oracle, self.relaxation[1])

    def random_prices(self, count: int) -> list[FloatArray]:
        """Prices around those of the LP and far from them, within the limits of the ascent."""
        random = np.random.default_rng(count)
        ascent = self.ascent()
        size = np.abs(ascent.prices) + np.abs(ascent.prices).mean()
        drawn = [
            random.choice([0, 0.5, 1, 2, -1], len(size)) * ascent.prices
            + random.choice([0, 0.1, 1], len(size)) * random.normal(0, size)
            for _ in range(count)
        ]
        return [np.clip(prices, ascent.lower, ascent.upper) for prices in drawn]

    def bound(self, prices: FloatArray) -> float:
        return self.oracle(prices, thorough=True).value


@cache
def case(name: str) -> Case:
    return Case(_standard_form(build(instance_of(WORLDS[name]()))).problem.at(0, {}, None))


@every_world
def test_no_prices_prove_more_than_the_optimum(name: str) -> None:
    of = case(name)
    ascent = of.ascent()
    ascent.climb(100, lambda: False)
    bounds = [of.bound(prices) for prices in (ascent.prices, *of.random_prices(12))]
    assert max(bounds) <= of.optimum + of.slack
    assert ascent.certified() == bounds[0] == max(bounds)


@every_world
def test_the_quick_answer_is_the_thorough_one(name: str) -> None:
    of = case(name)
    for prices in (of.ascent().prices, *of.random_prices(12)):
        quick, thorough = of.oracle(prices).value, of.bound(prices)
        assert quick == pytest.approx(thorough, rel=1e-9, abs=1e-9)


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
        answer = oracle(prices, thorough=True)
        assert of.bound(prices) - of.slack <= answer.value <= of.optimum + of.slack
        np.testing.assert_array_equal(answer.x[openings], fixed)


@exact_worlds
def test_where_all_is_recognised_the_bound_is_no_weaker_than_the_relaxation(name: str) -> None:
    of = case(name)
    assert of.blocks.recognised == 1
    value, duals = of.relaxation
    assert of.bound(starting_prices(of.oracle, duals)) >= value - of.slack
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
    assert len(of.blocks.units) == 2
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
    assert Oracle(blocks)(of.relaxation[1], thorough=True).value == pytest.approx(of.relaxation[0], rel=1e-6)
    search = Search(problem, SolveOptions(gap=0.0), Watch.lasting(SECONDS))
    assert dive(search) is Status.OPTIMAL
    assert search.value == pytest.approx(of.optimum, rel=1e-6)


def test_a_dive_with_advice_finds_the_optimum_and_never_a_bound_above_it() -> None:
    of = case("random 2")
    assert of.blocks.recognised >= RECOGNISED
    search = Search(of.problem, SolveOptions(gap=0.0), Watch.lasting(SECONDS))
    assert dive(search) is Status.OPTIMAL
    assert search.value == pytest.approx(of.optimum, rel=1e-6)
    assert search.bound is not None
    assert search.bound <= of.optimum + of.slack


def foreign_column(problem: MatrixProblem, random: np.random.Generator) -> MatrixProblem:
    """In a row of one site, a column of another."""
    row = random.choice(rows_of_sites(problem))
    column = random.choice(np.flatnonzero(problem.block != problem.block[problem.matrix[[row]].indices[0]]))
    return with_entry(problem, row, column, random.choice([-1.0, 0.5, 2.0]))


def own_column(problem: MatrixProblem, random: np.random.Generator) -> MatrixProblem:
    """In a row of one site, a column of its own that has no business there."""
    row = random.choice(rows_of_sites(problem))
    column = random.choice(np.flatnonzero(problem.block == problem.block[problem.matrix[[row]].indices[0]]))
    return with_entry(problem, row, column, random.choice([-1.0, 0.5, 2.0]))


def other_coefficient(problem: MatrixProblem, random: np.random.Generator) -> MatrixProblem:
    """In a row of one site, a coefficient halved, doubled, or of the other sign."""
    row = random.choice(rows_of_sites(problem))
    column = random.choice(problem.matrix[[row]].indices)
    return with_entry(problem, row, column, problem.matrix[row, column] * random.choice([-1.0, 0.5, 2.0]))


def exchanged_column(problem: MatrixProblem, random: np.random.Generator) -> MatrixProblem:
    """In a row of one site, a column that stands in for another of the same role."""
    row = random.choice(rows_of_sites(problem))
    old = random.choice(problem.matrix[[row]].indices)
    same = (problem.role == problem.role[old]) & (problem.block == problem.block[old])
    new = random.choice(np.flatnonzero(same))
    return with_entry(with_entry(problem, row, old, 0.0), row, new, problem.matrix[row, old])


def other_sense(problem: MatrixProblem, random: np.random.Generator) -> MatrixProblem:
    """A row of one site that is an equation now, or none any more."""
    row = random.choice(rows_of_sites(problem))
    lower, upper = problem.row_lower.copy(), problem.row_upper.copy()
    if lower[row] == upper[row]:
        lower[row] = -NEVER
    else:
        lower[row] = upper[row] = lower[row] if np.isfinite(lower[row]) else upper[row]
    return replace(problem, row_lower=lower, row_upper=upper)


def rows_of_sites(problem: MatrixProblem) -> FloatArray:
    table = problem.matrix.toarray() != 0
    blocks = [set(problem.block[row].tolist()) for row in table]
    return np.array([number for number, found in enumerate(blocks) if len(found) == 1 and -1 not in found])


def with_entry(problem: MatrixProblem, row: int, column: int, value: float) -> MatrixProblem:
    matrix = problem.matrix.toarray()
    matrix[row, column] = value
    return replace(problem, matrix=as_matrix(matrix))


GARBLES = [foreign_column, own_column, other_coefficient, exchanged_column, other_sense]


@pytest.mark.parametrize("garble", GARBLES)
@pytest.mark.parametrize("name", ["nursing village", "infirmary", "borough", "random 1"])
def test_what_garbled_rows_mean_is_never_guessed(
    name: str, garble: Callable[[MatrixProblem, np.random.Generator], MatrixProblem]
) -> None:
    """Rows that are no more what they were are priced, or their unit is left out: the bound stays below the optimum."""
    random = np.random.default_rng(7)
    solvable = 0
    for _ in range(GARBLED):
        of = Case(garble(case(name).problem, random))
        search = Search(of.problem, SolveOptions(gap=0.0, presolve=False), Watch.lasting(SECONDS))
        if solve_whole(search) is not Status.OPTIMAL:
            continue
        solvable += 1
        assert search.value is not None
        slack = ROUNDING * max(1.0, abs(search.value))
        for prices in (of.ascent().prices, *of.random_prices(3)):
            assert of.bound(prices) <= search.value + slack
        assert (largest_values(of.problem) >= search.best - ROUNDING).all()
        closed = without_impossible(of.blocks)
        again = Search(closed, SolveOptions(gap=0.0, presolve=False), Watch.lasting(SECONDS))
        assert solve_whole(again) is Status.OPTIMAL
        assert again.value == pytest.approx(search.value, rel=1e-6, abs=1e-6)
    assert solvable


def shared(column: str) -> MatrixProblem:
    """Two amounts of one site, 3 to 6 each, that have their steps, what is kept, or their menu in common, for 1.

    Columns: opening, two amounts, what they share, and a second size for 2 or steps for 2.
    """
    limits = [[1, 0, 0, 0, 0, 0], [-6, 1, 0, 0, 0, 0], [-6, 0, 1, 0, 0, 0], [3, -1, 0, 0, 0, 0], [3, 0, -1, 0, 0, 0]]
    rows = {
        "steps": [[0, 1, 0, -1, 0, 0], [0, 0, 1, -1, 0, 0], [0, 0, 0, 0, 1, 1]],
        "kept": [[0, 1, 0, -1, -1, 0], [0, 0, 1, -1, 0, -1], [0, 0, 0, 0, 0, 0]],
        "menu": [[0, 1, 0, -3, -6, 0], [0, 0, 1, -3, -6, 0], [-1, 0, 0, 1, 1, 0]],
    }
    last = -NEVER if column == "menu" else 0.0
    most = {"steps": 6, "kept": 5, "menu": 1}[column]
    role = Role.OTHER if column == "kept" else Role.MODULE
    return MatrixProblem.of(
        limits + rows[column],
        ([1, -NEVER, -NEVER, -NEVER, -NEVER, 0, 0, last], [1, 0, 0, 0, 0, 0, 0, 0]),
        ([0, 0, 0, 3 if column == "kept" else 0, 0, 0], [1, 6, 6, most, most, most]),
        Level("cost", np.array([0.0, 0.0, 0.0, 1.0, 2.0, 2.0])),
        integer=[1, 0, 0, 1, 1, 1],
        role=[Role.OPENING, Role.AMOUNT, Role.AMOUNT, role, Role.MODULE, Role.MODULE],
        block=0,
    )


@pytest.mark.parametrize("column", ["steps", "kept", "menu"])
def test_what_two_amounts_share_is_paid_once(column: str) -> None:
    of = Case(shared(column))
    assert len(of.blocks.units) == 1
    for prices in (of.ascent().prices, *of.random_prices(6)):
        assert of.bound(prices) <= of.optimum + of.slack


def small_site(**changes: Any) -> MatrixProblem:
    """A site with one unit of up to 6 steps; half a flow takes one of work. Opening, amount, steps, work, two flows."""
    return MatrixProblem.of(
        [[-6, 1, 0, 0, 0, 0], [0, 1, -1, 0, 0, 0], [0, -1, 0, 1, 0, 0], [0, 0, 0, -1, 2, 0], [0, 0, 0, 0, 1, -1]],
        ([-NEVER, 0, -NEVER, 0, 0], 0),
        (changes.pop("lower", 0), [1, 6, 6, 6, 5, 5]),
        Level("cost", np.array([1.0, 0.0, 0.1, 0.0, -1.0, 0.0])),
        integer=changes.pop("integer", [1, 0, 1, 0, 0, 0]),
        role=[Role.OPENING, Role.AMOUNT, Role.MODULE, Role.WORK, Role.FLOW, Role.FLOW],
        block=0,
    )


def test_a_whole_site_is_recognised() -> None:
    blocks = Blocks(small_site())
    assert (blocks.recognised, len(blocks.services)) == (1, 1)
    np.testing.assert_array_equal(blocks.coupling, [4])


@pytest.mark.parametrize(
    ("changes", "units", "services"),
    [
        ({"lower": [0, -1, 0, 0, 0, 0]}, 0, 0),
        ({"lower": [0, 0, -2, 0, 0, 0]}, 0, 0),
        ({"lower": [0, 0, 0, -3, 0, 0]}, 1, 0),
        ({"lower": [0, 0, 0, 0, -3, 0]}, 1, 0),
        ({"integer": [0, 0, 1, 0, 0, 0]}, 0, 0),
        ({"integer": [1, 0, 0, 0, 0, 0]}, 0, 0),
    ],
)
def test_columns_that_their_bounds_belie_are_not_recognised(changes: Any, units: int, services: int) -> None:
    """Below zero, or fractions where something is counted: a closed site would not be empty, or steps not whole."""
    of = Case(small_site(**changes))
    assert (len(of.blocks.units), len(of.blocks.services)) == (units, services)
    for prices in (of.ascent().prices, *of.random_prices(6)):
        assert of.bound(prices) <= of.optimum + of.slack


def test_work_that_two_services_count_is_paid_once() -> None:
    """Both flows pay, and come from the same work, which costs more than either."""
    site = with_entry(with_entry(with_entry(small_site(), 4, 4, 0.0), 4, 5, 2.0), 4, 3, -1.0)
    of = Case(replace(site, levels=(Level("cost", np.array([1.0, 0.0, 0.1, 0.8, -1.0, -1.0])),)))
    assert len(of.blocks.services) == 1
    for prices in (of.ascent().prices, *of.random_prices(6)):
        assert of.bound(prices) <= of.optimum + of.slack


def test_a_capacity_row_with_a_foreign_column_is_priced() -> None:
    """It is no row of the site any more; its unit stays, with nothing that it limits."""
    of = case("infirmary")
    units = [unit for unit in of.blocks.units if unit.consumers]
    row = next(
        row
        for row in units[0].rows
        if (of.problem.role[of.problem.matrix[[row]].indices] == Role.WORK).any() and row not in of.blocks.coupling
    )
    foreign = int(np.flatnonzero(of.problem.block != of.problem.block[units[0].amount])[0])
    garbled = Blocks(with_entry(of.problem, row, foreign, 1.0))
    assert row in garbled.coupling
    assert sum(bool(unit.consumers) for unit in garbled.units) == len(units) - 1


def test_an_amount_without_a_limit_is_no_unit() -> None:
    """A foreign column in the row of the most that an open site may have."""
    of = case("random 0")
    unit = of.blocks.units[0]
    foreign = int(np.flatnonzero(of.problem.block != of.problem.block[unit.amount])[0])
    garbled = of.problem
    for row in unit.rows:
        if unit.owner in garbled.matrix[[row]].indices:
            garbled = with_entry(garbled, row, foreign, 1.0)
    blocks = Blocks(garbled)
    assert blocks.recognised < of.blocks.recognised
    assert unit.amount not in [other.amount for other in blocks.units]


def test_equal_problems_have_equal_bounds() -> None:
    def climbed() -> tuple[float, FloatArray, FloatArray]:
        of = case("random 0")
        ascent = Ascent(Oracle(Blocks(of.problem)), of.relaxation[1])
        ascent.climb(60, lambda: False)
        return ascent.certified(), ascent.prices, ascent.mean

    for once, again in zip(climbed(), climbed(), strict=True):
        np.testing.assert_array_equal(once, again)
