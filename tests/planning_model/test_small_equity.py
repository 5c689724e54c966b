"""Equity as a goal: each measure in a village whose optimum follows by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from instances.deprivation import fifths, weights
from planning_model.verify import verify
from tests.planning_model.solving import goal, plan_of
from tests.planning_model.worlds import Frames, fair_village, instance_of, table, village, with_cells


def alone(*goals: tuple[str, str, float], **settings: float) -> Frames:
    """The practice alone: its seat serves half of the need, wherever it may come from."""
    base = village()
    given = {"base_year": 2026, **settings}
    return base | {
        "Settings": table("parameter value", *given.items()),
        "Sites": with_cells(base["Sites"], "new", status="excluded"),
        "Places": base["Places"].assign(deprivation=[0.2, 0.9]),
        "Goals": table("goal measure weight", *goals),
    }


def test_the_worst_off_are_made_even() -> None:
    """Where f are served here and 1 - f there, both have the same minutes: 5 f + 90 (1 - f) = 20 (1 - f) + 90 f."""
    plan = plan_of(alone(("worst", "cvar_minutes", 100.0), cvar_share=0.5))
    assert goal(plan, "worst") == pytest.approx(90 - 85 * 70 / 155)


def test_if_all_are_the_worst_off_the_near_are_served_first() -> None:
    plan = plan_of(alone(("worst", "cvar_minutes", 100.0), cvar_share=1.0))
    assert goal(plan, "worst") == pytest.approx((1000 * 5 + 1000 * 90) / 2000)


def test_the_worst_off_need_not_be_one_place() -> None:
    """Three quarters: all of those who wait at home (90), and half as many of those who travel 5 minutes."""
    plan = plan_of(
        alone(
            ("unmet", "unmet_need", 1.0),
            ("way", "travel_minutes", 0.01),
            ("worst", "cvar_minutes", 0.0),
            cvar_share=0.75,
        )
    )
    assert goal(plan, "worst") == pytest.approx((1000 * 90 + 500 * 5) / 1500)


def test_deprived_places_count_more() -> None:
    """Both places lack the same, but the seat goes where a person counts three times."""
    plan = plan_of(alone(("deprived", "deprived_unmet", 1.0), deprivation_weight=3.0))
    assert plan.unmet.query("share > 1e-6")["place"].tolist() == ["here"]
    assert goal(plan, "deprived") == pytest.approx(weights(pd.Series([2]), 3.0)[0] * 1000)


def test_the_gap_between_fifths_is_closed_and_not_reversed() -> None:
    near = plan_of(fair_village(0.0))
    assert near.unmet.set_index("place")["share"].to_dict() == pytest.approx({"midway": 0.5, "there": 1.0}, abs=1e-4)
    assert goal(near, "gap") == pytest.approx(1.0, abs=1e-4)
    fair = plan_of(fair_village(10_000.0))
    assert goal(fair, "gap") == pytest.approx(0.0, abs=1e-4)
    assert goal(fair, "unmet") == pytest.approx(goal(near, "unmet"))


def test_fifths_hold_as_many_residents_each() -> None:
    places = pd.DataFrame({"deprivation": [0.9, 0.1, None, 0.5], "residents": [1000, 1000, 700, 3000]})
    assert fifths(places).tolist() == [5, 1, 0, 3]
    assert weights(fifths(places), 3.0).tolist() == [3.0, 1.0, 2.0, 2.0]
    assert fifths(places.assign(deprivation=float("nan"))).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("measure", ["cvar_minutes", "deprived_unmet", "quintile_gap"])
def test_the_verifier_recomputes_the_measure(measure: str) -> None:
    instance = instance_of(fair_village(1.0, measure))
    plan = plan_of(instance)
    wrong = plan.goals.assign(value=plan.goals["value"].where(plan.goals["goal"] != "gap", 1.25))
    found = {one.rule: one.where for one in verify(instance, replace(plan, goals=wrong))}
    assert found["goal_value"] == "gap"


@pytest.mark.parametrize("measure", ["worst_area", "cvar_minutes", "quintile_gap"])
def test_a_goal_without_weight_is_told_as_it_is(measure: str) -> None:
    """The pipeline raises where the verifier finds another value."""
    assert goal(plan_of(fair_village(0.0, measure)), "gap") > 0.3
