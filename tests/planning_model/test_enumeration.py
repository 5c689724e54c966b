"""Small random districts, solved by brute force and by the model: the same optimum.

The brute force (:mod:`tests.planning_model.enumeration`) was written from the words of the catalogue, without the
model.
"""

from __future__ import annotations

import pytest

from instances.instance import Instance
from tests.planning_model.enumeration import optimum
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import district, instance_of

EXACT = 1e-6

EIGHT = (0, 1)
SIZES = (0,)
PERIODS = (0,)


def assert_same_optimum(instance: Instance) -> None:
    """The model's optimum is that of the enumeration."""
    expected = optimum(instance)
    assert expected is not None
    assert expected.choices > 1
    assert plan_of(instance).objective == pytest.approx(expected.value, rel=EXACT)


@pytest.mark.parametrize("seed", EIGHT)
def test_eight_openings_of_one_size(seed: int) -> None:
    assert_same_optimum(instance_of(district(seed, 8)))
