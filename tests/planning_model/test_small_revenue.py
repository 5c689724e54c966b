"""Revenue in a village: the centre costs 200,000 EUR a year to run and 100,000 a year for its doctor, and earns."""

from __future__ import annotations

import pandas as pd
import pytest

from planning_model.plan import Plan
from tests.planning_model.solving import goal, plan_of
from tests.planning_model.verify.expecting import expect
from tests.planning_model.verify.valley import changed, with_row
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells, with_rows

ALL, NONE = 0, 1000
UNMET_AND_COST = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0))


def costly(**sheets: pd.DataFrame) -> Frames:
    """Nothing to set up, 0.3 million EUR a year to run."""
    return village() | {
        "Types": with_cells(village()["Types"], "centre", setup_cost=0.0, yearly_cost=200_000.0),
        "Professions": table("profession staff_cost", ("doctor", 100_000.0)),
        "Goals": UNMET_AND_COST,
        **sheets,
    }


def revenue(*rows: tuple[object, ...]) -> pd.DataFrame:
    return table("type service basis amount", *rows)


def covered(plan: Plan) -> float:
    return float(plan.revenues["amount"].sum())


@pytest.mark.parametrize(
    ("rows", "subsidy"),
    [
        ([], 0.3),
        ([("centre", "", "site", 120_000.0)], 0.18),
        ([("practice", "", "site", 120_000.0)], 0.3),
        ([("", "gp", "unit", 50.0)], 0.25),  # 1,000 contacts
        ([("centre", "gp", "resident", 60.0)], 0.24),  # 1,000 residents
        ([("", "gp", "unit", 50.0), ("centre", "gp", "resident", 60.0), ("centre", "", "site", 90_000.0)], 0.1),
        ([("centre", "", "site", 900_000.0)], 0.0),  # what is above the cost stays with the site
    ],
)
def test_subsidy_is_cost_less_revenue_and_never_below_nothing(rows: list[tuple[object, ...]], subsidy: float) -> None:
    plan = plan_of(costly(Revenue=revenue(*rows)))
    assert goal(plan) == pytest.approx(ALL)
    assert goal(plan, "cost") == pytest.approx(subsidy)
    assert plan.funding["amount"].sum() == pytest.approx(subsidy)
    assert covered(plan) == pytest.approx(0.3 - subsidy)


@pytest.mark.parametrize(("amount", "expected"), [(0.0, NONE), (250_000.0, ALL)])
def test_what_revenue_covers_no_pot_need_pay(amount: float, expected: float) -> None:
    poor = costly(Pots=table("pot budget", ("fund", 0.05)), Revenue=revenue(("centre", "", "site", amount)))
    assert goal(plan_of(poor)) == pytest.approx(expected)


def test_units_are_counted_in_the_unit_of_the_service() -> None:
    """Four contacts a resident and year: 10 EUR a contact are 40 a resident."""
    services = village()["Services"].assign(**{f"rate_{age}": 4.0 for age in ("0_17", "18_64", "65_74", "75_plus")})
    world = {
        "Services": services,
        "Production": table("resource service productivity", ("seat", "gp", 4000.0)),
        "Revenue": revenue(("", "gp", "unit", 10.0)),
    }
    assert covered(plan_of(costly(**world))) == pytest.approx(0.04)


def test_revenue_is_earned_in_every_year_of_a_period() -> None:
    world = costly(
        Periods=table("period first_year years", ("t1", 2027, 3)), Revenue=revenue(("centre", "", "site", 100_000.0))
    )
    assert covered(plan_of(world)) == pytest.approx(0.3)


def test_revenue_does_not_pay_for_setting_up() -> None:
    world = costly(
        Types=with_cells(village()["Types"], "centre", setup_cost=1_000_000.0),
        Revenue=revenue(("centre", "", "site", 900_000.0)),
    )
    assert plan_of(world).funding.set_index("category")["amount"].to_dict() == pytest.approx({"setup": 1.0})


def two_sites() -> Frames:
    """The practice becomes a centre too; it earns little, the other one much."""
    world = costly(
        Sites=with_cells(
            with_cells(village()["Sites"], "doc", allowed_types="busy", may_convert="yes"), "new", status="fixed"
        ),
        Rules=table("rule kind type value strictness", ("busy", "count_min", "busy", 1.0, "hard")),
        Revenue=revenue(("centre", "", "site", 900_000.0)),
    )
    world["Types"] = with_rows(world["Types"], {"type": "busy", "setup_cost": 0.0, "yearly_cost": 70_000.0})
    limits = with_rows(world["TypeResources"], {"type": "busy", "resource": "seat", "minimum": 0.5, "maximum": 1.0})
    return world | {"TypeResources": limits}


def test_what_one_site_earns_helps_no_other() -> None:
    plan = plan_of(two_sites())
    assert goal(plan, "cost") == pytest.approx(0.07)
    assert set(plan.revenues["site"]) == {"new"}


def test_revenue_is_used_although_no_goal_asks_for_it() -> None:
    world = costly(
        Goals=table("goal measure weight", ("unmet", "unmet_need", 1.0)),
        Revenue=revenue(("centre", "", "site", 120_000.0)),
    )
    assert covered(plan_of(world)) == pytest.approx(0.12)


def test_site_that_goes_on_as_it_is_earns_nothing_new() -> None:
    """The practice adds half a seat; what it earns today is no part of the plan."""
    world = costly(
        Existing=table("site resource units", ("doc", "seat", 0.5)),
        Revenue=revenue(("practice", "", "site", 100_000.0), ("practice", "gp", "unit", 50.0)),
    )
    plan = plan_of(world)
    assert plan.revenues.empty
    assert goal(plan, "cost") == pytest.approx(0.35)


def test_verifier_finds_what_is_not_earned() -> None:
    good = plan_of(costly(Revenue=revenue(("centre", "", "site", 120_000.0))))
    less = instance_of(costly(Revenue=revenue(("centre", "", "site", 100_000.0))))
    expect(less, good, {("revenue_earned", "new · centre", "t1"): 0.02})


def test_verifier_finds_revenue_above_the_cost() -> None:
    world = instance_of(costly(Revenue=revenue(("centre", "", "site", 900_000.0))))
    broken = changed(plan_of(world), "revenues", {"category": "staff"}, amount=0.15)
    expect(world, broken, {("revenue_within_cost", "new · staff", "t1"): 0.05})
    nowhere = with_row(plan_of(world), "revenues", "doc", "practice", "staff", "t1", 0.01)
    found = {("revenue_within_cost", "doc · staff", "t1"): 0.01, ("revenue_earned", "doc · practice", "t1"): 0.01}
    expect(world, nowhere, found)
