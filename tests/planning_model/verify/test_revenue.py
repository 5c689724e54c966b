"""What sites earn, and what is left of what they bought, in the county."""

from __future__ import annotations

import pytest

from planning_model.plan import as_frame
from planning_model.verify.case import Case
from planning_model.verify.costs import bought
from planning_model.verify.residual import residual_value
from planning_model.verify.revenue import revenue_earned, revenue_within_cost
from tests.planning_model.verify.county import FIRST, LAST, county, county_instance, county_plan
from tests.planning_model.verify.valley import changed, without
from tests.planning_model.worlds import instance_of, table, with_cells

CONTACTS = 469.178082 + 308.219178
"""By seat and nurse of the centre ``new``; what the ward does for it earns nothing there."""
RESIDENTS = 987.3973


def spending(*rows: tuple[object, ...]) -> Case:
    """The county, where revenue pays so much."""
    plan = county_plan()
    return Case(county_instance(), type(plan)(**{**vars(plan), "revenues": as_frame("revenues", list(rows))}))


@pytest.mark.parametrize(
    ("site", "period", "sources", "euros"),
    [
        ("new", FIRST, [("centre", "", "site", 30_000.0)], 30_000.0),
        ("new", LAST, [("centre", "", "site", 30_000.0)], 60_000.0),
        ("new", FIRST, [("", "", "site", 30_000.0)], 30_000.0),
        ("new", FIRST, [("post", "", "site", 30_000.0)], 0.0),
        ("new", FIRST, [("", "gp", "unit", 5.0)], 5 * CONTACTS),
        ("new", LAST, [("centre", "gp", "unit", 5.0)], 10 * CONTACTS),
        ("new", FIRST, [("", "advice", "unit", 5.0)], 800.0),
        ("new", FIRST, [("centre", "gp", "resident", 5.0)], 5 * RESIDENTS),
        (
            "new",
            FIRST,
            [("centre", "", "site", 1e4), ("", "", "site", 2e4), ("", "gp", "unit", 5.0)],
            3e4 + 5 * CONTACTS,
        ),
        ("doc", FIRST, [("", "", "site", 30_000.0), ("", "gp", "unit", 5.0)], 0.0),
    ],
)
def test_a_site_earns_by_every_row_that_fits(
    site: str, period: str, sources: list[tuple[object, ...]], euros: float
) -> None:
    """What is used beyond that is a violation; a site that goes on as it is today earns nothing new."""
    world = instance_of(county() | {"Revenue": table("type service basis amount", *sources)})
    kind = {"new": "centre", "doc": "practice"}[site]
    plan = spending((site, kind, "staff", period, 1.0)).plan
    [found] = revenue_earned(Case(world, plan))
    assert (found.where, found.period) == (f"{site} · {kind}", period)
    assert found.amount == pytest.approx(1.0 - euros / 1e6, rel=1e-6)


def test_both_categories_together_are_within_what_is_earned() -> None:
    both = spending(("new", "centre", "staff", FIRST, 0.02), ("new", "centre", "running", FIRST, 0.02))
    [found] = revenue_earned(both)
    assert found.amount == pytest.approx(0.04 - 0.03 - 5 * CONTACTS / 1e6, rel=1e-5)


@pytest.mark.parametrize(
    ("category", "used", "beyond"),
    [
        ("staff", 0.1, 0.0),
        ("staff", 0.12, 0.02),
        ("running", 0.075, 0.0),
        ("running", 0.08, 0.005),
        ("setup", 0.1, 0.1),
    ],
)
def test_revenue_covers_running_cost_and_staff_of_its_site_alone(category: str, used: float, beyond: float) -> None:
    found = revenue_within_cost(spending(("new", "centre", category, FIRST, used)))
    assert [(one.where, one.amount) for one in found] == (
        [(f"new · {category}", pytest.approx(beyond))] if beyond else []
    )


# ---------------------------------------------------------------------------------------------- residual value

END = 1.02**-4
"""The plan ends with 2029; its value counts as in 2030."""


def lasting(**resources: float) -> Case:
    """The county, where centres last ten years, and resources as given."""
    frames = county()
    kinds = with_cells(frames["Types"], "centre", lifetime=10.0)
    table_ = frames["Resources"]
    for name, years in resources.items():
        table_ = with_cells(table_, name, lifetime=years)
    return Case(instance_of(frames | {"Types": kinds, "Resources": table_}), county_plan())


@pytest.mark.parametrize(
    ("resources", "euros"),
    [
        ({}, 0.7 * 500_000),
        ({"nurse": 5.0}, 0.7 * 500_000 + 2 * 0.4 * 10_000),
        ({"nurse": 5.0, "seat": 2.0}, 0.7 * 500_000 + 2 * 0.4 * 10_000),
        ({"seat": 6.0}, 0.7 * 500_000 + 0.5 * 50_000),
    ],
)
def test_what_is_left_after_three_years(resources: dict[str, float], euros: float) -> None:
    """A set-up of 500,000, half a seat of 100,000 and two nurses of 10,000; the post has no lifetime."""
    assert residual_value(lasting(**resources)) == pytest.approx(euros * END / 1e6)


def test_nothing_is_left_of_what_has_closed() -> None:
    case = lasting(nurse=5.0)
    closed = changed(case.plan, "sites", {"site": "new", "period": LAST}, type="")
    assert residual_value(Case(case.instance, closed)) == pytest.approx(0.4 * 10_000 * END / 1e6)


def test_all_that_is_added_after_a_period_without_capacity_is_bought_then() -> None:
    """Half a seat of 100,000 and two nurses of 10,000; the bed costs nothing."""
    case = Case(county_instance(), without(county_plan(), "modules", period=FIRST))
    rows = bought(case)
    assert rows.groupby("period")["euros"].sum().to_dict() == pytest.approx({FIRST: 0.0, LAST: 70_000.0})
