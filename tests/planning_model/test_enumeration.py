"""Small random districts, solved by brute force and by the model: the same optimum.

The brute force (:mod:`tests.planning_model.enumeration`) was written from the words of the catalogue, without the
model.
"""

from __future__ import annotations

import pytest

from careplan.errors import InfeasibleError
from instances.instance import Instance
from tests.planning_model.districts import district, wild_district
from tests.planning_model.enumeration import optimum
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import instance_of

EXACT = 1e-6


def assert_same_optimum(instance: Instance) -> None:
    """The model's optimum, at its last priority, is that of the enumeration."""
    expected = optimum(instance)
    assert expected is not None
    assert expected.choices > 1
    assert plan_of(instance).objective == pytest.approx(expected.values[-1], rel=EXACT)


@pytest.mark.parametrize("seed", [0, 1])
def test_eight_openings_of_one_size(seed: int) -> None:
    assert_same_optimum(instance_of(district(seed, 8)))


@pytest.mark.parametrize("seed", [0, 1])
def test_openings_of_several_sizes(seed: int) -> None:
    assert_same_optimum(instance_of(district(seed, 3, sizes=True)))


@pytest.mark.parametrize("seed", [0, 1])
def test_openings_over_two_periods(seed: int) -> None:
    assert_same_optimum(instance_of(district(seed, 3, periods=2)))


@pytest.mark.parametrize("seed", range(12))
def test_anything_goes(seed: int) -> None:
    """Wild districts: where there is a plan the model finds as good a one, and none where there is none."""
    instance = instance_of(wild_district(seed, 3))
    expected = optimum(instance)
    if expected is None:
        with pytest.raises(InfeasibleError):
            plan_of(instance)
    else:
        assert plan_of(instance).objective == pytest.approx(expected.values[-1], rel=EXACT, abs=1e-4)


@pytest.mark.slow
def test_twelve_openings_of_one_size() -> None:
    assert_same_optimum(instance_of(district(0, 12)))
