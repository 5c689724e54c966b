"""The longest minutes in the valley, whose plan splits places and leaves some unserved."""

from __future__ import annotations

import pandas as pd
import pytest

from planning_model.plan import as_frame
from planning_model.verify import verify
from planning_model.verify.case import Case
from planning_model.verify.goals import MEASURES
from tests.planning_model.verify.valley import frames, instance, plan, table, with_row

LONGEST = table("goal measure priority weight", ("longest", "longest_minutes", 2, 0.0))


def test_the_mean_of_the_place_with_the_longest_ways_counts() -> None:
    """Half of a is nursed 15 minutes away, the other half not at all (90): 52.5 in both periods."""
    assert MEASURES["longest_minutes"](Case(instance(), plan())) == pytest.approx(52.5)


@pytest.mark.parametrize(("value", "found"), [(52.5, set()), (15.0, {"goal_value"})])
def test_a_wrong_value_is_named(value: float, found: set[str]) -> None:
    with_goal = instance({"Goals": pd.concat([frames()["Goals"], LONGEST])})
    told = with_row(plan(), "goals", *as_frame("goals", [("longest", 2, value, 0.0)]).iloc[0])
    assert {one.rule for one in verify(with_goal, told)} == found
