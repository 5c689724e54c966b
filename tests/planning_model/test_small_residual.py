"""What is left at the end of the plan, in a village where opening the centre costs 1 million EUR."""

from __future__ import annotations

import pandas as pd
import pytest

from reports.metrics import Facts
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.verify.expecting import expect
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells

TWO_YEARS = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1))


def lasting(years: float | None, **sheets: pd.DataFrame) -> Frames:
    """The village with a lifetime of what is set up, and public cost as a goal."""
    return village() | {
        "Types": with_cells(village()["Types"], "centre", lifetime=years),
        "Goals": table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0)),
        **sheets,
    }


@pytest.mark.parametrize(("years", "left"), [(None, 0.0), (1.0, 0.0), (4.0, 0.75), (10.0, 0.9)])
def test_what_is_left_of_a_set_up_lowers_the_public_cost(years: float | None, left: float) -> None:
    world = instance_of(lasting(years))
    plan = plan_of(world)
    assert goal(plan, "cost") == pytest.approx(1.0 - left)
    assert plan.funding["amount"].sum() == pytest.approx(1.0)
    assert Facts(world, plan).residual_value == pytest.approx(left)


def test_residual_value_is_discounted_from_the_end() -> None:
    """Opened in 2027, ten years of life, the plan ends with 2029: seven years are left in 2030."""
    world = lasting(
        10.0,
        Settings=table("parameter value", ("base_year", 2026), ("discount_rate", 0.1)),
        Periods=table("period first_year years", ("t1", 2027, 3)),
    )
    assert goal(plan_of(world), "cost") == pytest.approx(1.0 / 1.1 - 0.7 * 1.1**-4)


def test_capacity_is_worth_what_its_period_leaves() -> None:
    """Half a seat in each of two years, for 200,000 EUR a seat that lasts four years."""
    seat = table("resource unit step investment lifetime", ("seat", "seats", 0.5, 200_000.0, 4.0))
    pool = table(
        "grouping group profession available recruitable period",
        ("state", "", "doctor", 1.5, 0.0, "t1"),
        ("state", "", "doctor", 2.0, 0.0, "t2"),
    )
    world = instance_of(lasting(None, Resources=seat, Periods=TWO_YEARS, LabourPools=pool))
    plan = plan_of(world)
    assert goal(plan, "cost") == pytest.approx(1.0 + 0.2 - 0.1 * 2 / 4 - 0.1 * 3 / 4)
    assert Facts(world, plan).residual_value == pytest.approx(0.125)


@pytest.mark.parametrize(("later", "left"), [(0.0, 0.0), (0.1, 0.8)])
def test_nothing_is_left_of_a_site_that_closes(later: float, left: float) -> None:
    """0.1 million a year to run; without money in the second year the centre closes again."""
    world = instance_of(
        lasting(
            10.0,
            Types=with_cells(village()["Types"], "centre", lifetime=10.0, yearly_cost=100_000.0),
            Sites=with_cells(village()["Sites"], "new", may_close="yes"),
            Periods=TWO_YEARS,
            Pots=table("pot period budget", ("fund", "t1", 1.1), ("fund", "t2", later)),
        )
    )
    plan = plan_of(world)
    assert ("new" in open_sites(plan, "t2")) == (left > 0)
    assert goal(plan, "cost") == pytest.approx(1.1 + later - left)
    assert Facts(world, plan).residual_value == pytest.approx(left)


def test_what_stands_is_counted_in_full_although_a_later_goal_does_not_ask() -> None:
    """Public cost comes first and may worsen by half; afterwards nothing holds its value up."""
    world = lasting(
        10.0,
        Types=with_cells(village()["Types"], "centre", lifetime=10.0, yearly_cost=100_000.0),
        Sites=with_cells(village()["Sites"], "new", may_close="yes", status="fixed"),
        Periods=TWO_YEARS,
        Goals=table(
            "goal measure weight priority tolerance",
            ("cost", "public_cost", 1.0, 1, 0.5),
            ("unmet", "unmet_need", 1.0, 2, 0.0),
        ),
    )
    assert goal(plan_of(world), "cost") == pytest.approx(1.2 - 0.8)


def test_verifier_counts_what_is_left() -> None:
    plan = plan_of(lasting(10.0))
    expect(instance_of(lasting(5.0)), plan, {("goal_value", "cost", ""): 0.1})
