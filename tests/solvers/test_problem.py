from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from solvers.problem import Level, MatrixProblem
from tests.solvers.cases import facility_location


def two_columns(**changes: object) -> MatrixProblem:
    problem = MatrixProblem.of(
        [[1.0, 1.0], [1.0, 0.0]], ([-np.inf, 1.0], [100.0, np.inf]), (0, [50, 60]), Level("first", np.array([1.0, 2.0]))
    )
    return replace(problem, **changes)


@pytest.mark.parametrize("start", [None, np.array([np.nan, 2.5])])
def test_a_saved_problem_is_read_back_unchanged(tmp_path: Path, start: np.ndarray | None) -> None:
    problem = two_columns(
        levels=(Level("Ünversorgte", np.array([1.0, 0.0]), 3.0, 0.1, 0.2), Level("cost", np.array([0.0, 1.0]))),
        start=start,
    )
    problem.save(tmp_path / "problem.npz")
    read = MatrixProblem.load(tmp_path / "problem.npz")
    assert (read.matrix != problem.matrix).nnz == 0
    for name in ("row_lower", "row_upper", "col_lower", "col_upper", "integer", "role", "block"):
        np.testing.assert_array_equal(getattr(read, name), getattr(problem, name))
        assert getattr(read, name).dtype == getattr(problem, name).dtype
    for found, level in zip(read.levels, problem.levels, strict=True):
        assert vars(found) | {"cost": found.cost.tolist()} == vars(level) | {"cost": level.cost.tolist()}
    if start is None:
        assert read.start is None
    else:
        np.testing.assert_array_equal(read.start, start)


def test_arrays_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        two_columns(col_upper=np.ones(3))
    with pytest.raises(ValueError, match="2 rows"):
        two_columns(row_upper=np.ones(1))
    with pytest.raises(ValueError, match="2 columns"):
        two_columns(levels=(Level("first", np.ones(5)),))


def test_levels_need_names_of_their_own() -> None:
    level = Level("same", np.ones(2))
    with pytest.raises(ValueError, match="name"):
        two_columns(levels=(level, level))
    with pytest.raises(ValueError, match="level"):
        two_columns(levels=())


@pytest.mark.parametrize(
    ("x", "violation"),
    [
        ([10, 20], 0.0),
        ([50, 60], 0.1),  # 110 on a row of at most 100
        ([0, 0], 1.0),  # 0 on a row of at least 1
        ([1, 66], 0.1),  # above the column's 60
        ([1, -0.5], 0.5),  # below the column's 0
    ],
)
def test_violation_is_relative_to_the_bound(x: list[float], violation: float) -> None:
    assert two_columns().violation(np.array(x, dtype=float)) == pytest.approx(violation)


def test_violation_counts_broken_integers() -> None:
    assert two_columns(integer=np.array([True, False])).violation(np.array([2.25, 1.5])) == pytest.approx(0.25)


def test_rounding_moves_into_the_bounds() -> None:
    rounded = two_columns(integer=np.array([True, False])).rounded(np.array([2.9999999, -1e-9]))
    assert rounded.tolist() == [3.0, 0.0]


@pytest.mark.parametrize(("value", "cap"), [(100.0, 110.0), (-100.0, -90.0), (1.0, 1.5)])
def test_a_level_grants_the_larger_of_its_tolerances(value: float, cap: float) -> None:
    level = Level("goal", np.ones(1), tolerance_abs=0.5, tolerance_rel=0.1)
    assert level.cap(value) == pytest.approx(cap)


def test_one_level_alone_keeps_the_others_as_rows() -> None:
    first, second = Level("first", np.array([1.0, 1.0]), offset=5.0), Level("second", np.array([0.0, 3.0]))
    problem = two_columns(levels=(first, second)).at(1, {0: 25.0}, None)
    assert problem.level.name == "second"
    assert problem.matrix.toarray()[-1].tolist() == [1.0, 1.0]
    assert problem.row_upper[-1] == 20.0
    assert problem.row_lower[-1] == -np.inf


def test_without_rows_or_columns_nothing_is_violated() -> None:
    empty = MatrixProblem.of(np.zeros((0, 0)), (0, 0), (0, 0), Level("none", np.zeros(0), offset=2.0))
    assert empty.violation(np.zeros(0)) == 0.0
    assert facility_location(2, 3, 0).matrix.shape == (5, 8)
