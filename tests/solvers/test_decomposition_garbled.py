"""Problems that look otherwise than the planning model's: what is not understood is priced, and the bound holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planning_model.structure import Role
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.probing import without_impossible
from solvers.decomposition.reach import largest_values
from solvers.highs import solve_whole
from solvers.options import SolveOptions
from solvers.problem import FloatArray, Level, MatrixProblem
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.cases import NEVER
from tests.solvers.decomposed import ROUNDING, SECONDS, Case, case, with_entry

# Problems with one garbled row that are tried for each kind of it.
GARBLED = 6


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
