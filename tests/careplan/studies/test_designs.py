"""Which points a study tries."""

from __future__ import annotations

import numpy as np
import pytest

from careplan.studies.designs import grid, one_way, sample
from careplan.studies.factors import Factor

BUDGET = Factor("budget", "Pots", {"pot": "land"}, "budget", "multiply", (0.8, 1.0, 1.2))
STAFF = Factor("staff", "LabourPools", {}, "available", "add", (-1.0, 2.0))
RATE = Factor("rate", "Settings", {"parameter": "discount_rate"}, "value", "set", (0.01, 0.05))


def test_a_grid_has_every_value_with_every_other() -> None:
    points = grid([BUDGET, STAFF])
    assert len(points) == len(set(points)) == 6
    assert {point[0] for point in points} == {0.8, 1.0, 1.2}


def test_one_way_leaves_all_others_as_the_workbook_says() -> None:
    base, *points = one_way([BUDGET, STAFF, RATE])
    assert base[:2] == (1.0, 0.0)
    assert np.isnan(base[2])
    assert [point[0] for point in points[:3]] == [0.8, 1.0, 1.2]
    assert all(point[1] == 0.0 and np.isnan(point[2]) for point in points[:3])
    assert [point[1] for point in points[3:5]] == [-1.0, 2.0]
    assert [point[2] for point in points[5:]] == [0.01, 0.05]
    assert RATE.at(base[2]) == BUDGET.at(1.0) == ()


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_a_sample_lies_between_low_and_high_and_is_the_same_again(method: str) -> None:
    points = sample([BUDGET, STAFF], 16, method, seed=3)  # type: ignore[arg-type]
    values = np.array(points)
    assert values.shape == (16, 2)
    assert ((values >= [0.8, -1.0]) & (values <= [1.2, 2.0])).all()
    # both designs have one point in each sixteenth of every factor
    strata = np.floor((values - [0.8, -1.0]) / [0.4, 3.0] * 16).astype(int)
    assert all(sorted(column) == list(range(16)) for column in strata.T)
    assert sample([BUDGET, STAFF], 16, method, seed=3) == points  # type: ignore[arg-type]
    assert sample([BUDGET, STAFF], 16, method, seed=4) != points  # type: ignore[arg-type]


def test_what_no_sample_can_be_is_refused() -> None:
    with pytest.raises(ValueError, match="power of two, such as 32"):
        sample([BUDGET], 20, "sobol", seed=0)
    with pytest.raises(ValueError, match="needs a factor"):
        sample([], 4, "lhs", seed=0)
    with pytest.raises(ValueError, match="two different values"):
        sample([Factor("one", "Pots", {}, "budget", "add", (1.0,))], 4, "lhs", seed=0)
