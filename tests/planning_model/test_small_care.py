"""Need, work and the goals that measure them: each feature in a village whose optimum follows by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.planning_model.solving import goal, plan_of
from tests.planning_model.worlds import Frames, table, village, with_cells, with_rows

NO_CENTRE = with_cells(village()["Sites"], "new", status="excluded")
TWO_PERIODS = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))


def alone(**sheets: pd.DataFrame) -> Frames:
    """The village without the centre: its one seat serves 1,000 of 2,000 residents."""
    return village() | {"Sites": NO_CENTRE} | sheets


def with_nurse(max_share: float, supervision: float = 0.0) -> Frames:
    """The practice alone, with a nurse beside the doctor to whom part of the work may be delegated."""
    return alone(
        Resources=with_rows(village()["Resources"], {"resource": "nurse", "unit": "FTE", "step": 1.0}),
        Production=table(
            "resource service productivity max_share supervision supervised_by",
            ("seat", "gp", 1000.0, None, None, None),
            ("nurse", "gp", 1000.0, max_share, supervision, "seat"),
        ),
        TypeResources=with_rows(
            village()["TypeResources"], {"type": "practice", "resource": "nurse", "minimum": 0.0, "maximum": 1.0}
        ),
        Existing=table("site resource units", ("doc", "seat", 1.0), ("doc", "nurse", 1.0)),
    )


# ---------------------------------------------------------------------------------------------------------- work


@pytest.mark.parametrize(("share", "served"), [(0.0, 1000), (0.2, 1250), (0.5, 2000)])
def test_delegation_is_a_share_of_all_that_the_site_serves(share: float, served: float) -> None:
    plan = plan_of(with_nurse(share))
    assert goal(plan) == pytest.approx(2000 - served)
    work = plan.work.groupby("resource")["amount"].sum()
    assert work.get("nurse", 0.0) == pytest.approx(served - 1000)


def test_supervision_takes_time_of_the_doctor() -> None:
    """Of each contact 0.8 are the doctor's own, and a tenth of the nurse's 0.2 comes on top."""
    assert goal(plan_of(with_nurse(0.2, 0.1))) == pytest.approx(2000 - 1000 / 0.82)


def test_production_of_the_type_goes_before_that_of_all() -> None:
    faster = with_rows(
        village()["Production"], {"type": "practice", "resource": "seat", "service": "gp", "productivity": 1500.0}
    )
    assert goal(plan_of(alone(Production=faster))) == pytest.approx(500)
    others = faster.replace("practice", "centre")
    assert goal(plan_of(alone(Production=others))) == pytest.approx(1000)


def test_capacity_is_shared_by_services() -> None:
    """One seat for 2,000 contacts of one service and 500 hours of another that take it twice as long."""
    services = with_rows(
        village()["Services"],
        {
            "service": "help",
            "unit": "hours",
            **dict.fromkeys(("rate_0_17", "rate_18_64", "rate_65_74", "rate_75_plus"), 0.25),
            "limit_minutes": 30.0,
            "unmet_weight": 3.0,
        },
    )
    world = alone(
        Services=services,
        Production=with_rows(village()["Production"], {"resource": "seat", "service": "help", "productivity": 500.0}),
    )
    plan = plan_of(world)
    # a seat-year: 1,000 heads of gp at weight 1, or 500 hours = 2,000 heads of help at weight 3, which is all there is
    assert goal(plan) == pytest.approx(2000)
    assert plan.work.set_index("service")["amount"].to_dict() == pytest.approx({"help": 500.0})


# ---------------------------------------------------------------------------------------------------------- need


def test_explicit_demand_replaces_the_rates() -> None:
    """1,500 contacts of 2,000 residents: a contact is 4/3 of a head, and 500 contacts stay unserved."""
    demand = table("place service amount", ("there", "gp", 500.0))
    assert goal(plan_of(alone(Demand=demand))) == pytest.approx(500 * 4 / 3)


def test_growth_counts_from_the_base_year() -> None:
    """2 · 1,000 · 1.1² residents in 2028."""
    world = alone(
        Periods=table("period first_year years", ("t1", 2028, 1)),
        Places=village()["Places"].assign(growth=0.1),
    )
    assert goal(plan_of(world)) == pytest.approx(2 * 1210 - 1000)


def test_equivalent_residents_are_heads_of_the_first_period() -> None:
    """Need grows by a tenth a year: 1,200 of 2,200 unserved in 2027, 1,420 of 2,420 in the two years from 2028 on."""
    world = alone(Periods=TWO_PERIODS, Places=village()["Places"].assign(growth=0.1))
    assert goal(plan_of(world)) == pytest.approx(1200 / 3 + 1420 * 2 / 3)


def test_need_that_begins_later_counts_in_heads_of_its_first_period() -> None:
    """Nobody needs anything in the first of three years, then 1,500 contacts: 0.75 a head, 1,000 of them served."""
    rows = (("here", "t1", 0.0), ("there", "t1", 0.0), ("here", "t2", 1000.0), ("there", "t2", 500.0))
    demand = table("place service period amount", *((place, "gp", when, amount) for place, when, amount in rows))
    assert goal(plan_of(alone(Periods=TWO_PERIODS, Demand=demand))) == pytest.approx(500 / 0.75 * 2 / 3)


def test_deprivation_shifts_need_but_does_not_raise_it() -> None:
    """1 ± 0.5 · 0.5: of what the practice cannot reach, three quarters are needed where deprivation is low."""
    near = table("place site minutes", ("here", "doc", 5.0), ("there", "new", 5.0))
    places = village()["Places"].assign(deprivation=[1.0, 0.0])
    services = village()["Services"].assign(deprivation_effect=0.5)
    plan = plan_of(alone(Places=places, Services=services, TravelTimes=near))
    assert goal(plan) == pytest.approx(750 + 250)
    assert plan.unmet.set_index("place")["share"].to_dict() == pytest.approx({"here": 250 / 1250, "there": 1.0})


def test_weights_of_services_count_in_unmet_need() -> None:
    services = village()["Services"].assign(unmet_weight=2.5)
    assert goal(plan_of(alone(Services=services))) == pytest.approx(2500)


# -------------------------------------------------------------------------------------------------------- travel


def test_nobody_is_assigned_beyond_the_limit() -> None:
    """The practice has room for all, but only its own place is near enough."""
    world = alone(
        Existing=table("site resource units", ("doc", "seat", 2.0)),
        TypeResources=with_cells(village()["TypeResources"], "practice", maximum=2.0),
    )
    assert goal(plan_of(world)) == pytest.approx(0)
    near = village()["Services"].assign(limit_minutes=19.0)
    assert goal(plan_of(world | {"Services": near})) == pytest.approx(1000)
    wide = table(
        "rule kind service grouping minutes value strictness weight",
        ("wide", "served_share", "gp", "state", 20.0, 0.0, "soft", 0.0),
    )
    assert goal(plan_of(world | {"Services": near, "Rules": wide})) == pytest.approx(0)


def test_travel_counts_minutes_and_unmet_need_as_such() -> None:
    """1,000 at 5 minutes with the practice; the others at 5 with the centre, or at 90 without anybody."""
    goals = table("goal measure weight", ("unmet", "unmet_need", 100.0), ("way", "travel_minutes", 1.0))
    assert goal(plan_of(village() | {"Goals": goals}), "way") == pytest.approx(10_000)
    assert goal(plan_of(alone(Goals=goals)), "way") == pytest.approx(5_000 + 90_000)
    longer = table("parameter value", ("base_year", 2026), ("unmet_minutes", 50.0))
    assert goal(plan_of(alone(Goals=goals, Settings=longer)), "way") == pytest.approx(5_000 + 50_000)


def test_the_nearest_are_served_where_travel_counts() -> None:
    goals = table("goal measure weight", ("unmet", "unmet_need", 100.0), ("way", "travel_minutes", 1.0))
    plan = plan_of(alone(Goals=goals))
    assert plan.flows[["place", "site"]].to_numpy().tolist() == [["here", "doc"]]
    assert plan.unmet["place"].tolist() == ["there"]


# --------------------------------------------------------------------------------------------------------- goals


def test_worst_area_is_made_even() -> None:
    """1,000 seats' worth for 2,000 residents here and 1,000 there: a third each is served, two thirds are not."""
    world = alone(
        Areas=table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
        Places=with_cells(with_cells(village()["Places"], "there", area="B"), "here", residents=2000),
        Goals=table("goal measure weight", ("unmet", "unmet_need", 1.0), ("worst", "worst_area", 1000.0)),
    )
    plan = plan_of(world)
    assert goal(plan, "worst") == pytest.approx(2 / 3)
    assert plan.unmet["share"].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert plan.objective == pytest.approx(2000 + 1000 * 2 / 3)


def test_periods_count_by_their_years() -> None:
    """The seat retires by half after the first of three years."""
    existing = table("site resource period units", ("doc", "seat", "", 1.0), ("doc", "seat", "t2", 0.5))
    pool = table(
        "grouping group profession period available",
        ("state", "", "doctor", "t1", 1.0),
        ("state", "", "doctor", "t2", 0.5),
    )
    plan = plan_of(alone(Periods=TWO_PERIODS, Existing=existing, LabourPools=pool))
    assert goal(plan) == pytest.approx(1000 / 3 + 1500 * 2 / 3)


def test_new_sites_and_changes_are_counted() -> None:
    """The centre opens and the practice becomes another: one new site, two changes."""
    world = village() | {
        "Sites": with_cells(village()["Sites"], "doc", may_convert="yes", allowed_types="centre"),
        "Places": village()["Places"].assign(residents=[2000, 1000]),
        "TypeResources": with_cells(village()["TypeResources"], "centre", minimum=1.0, maximum=2.0),
        "Rules": table(
            "rule kind type grouping value strictness", ("two", "count_min", "centre", "state", 2.0, "hard")
        ),
        "Goals": table(
            "goal measure weight", ("unmet", "unmet_need", 1.0), ("sites", "open_sites", 1.0), ("new", "changes", 1.0)
        ),
    }
    plan = plan_of(world)
    assert (goal(plan, "unmet"), goal(plan, "sites"), goal(plan, "new")) == pytest.approx((0, 1, 2))


LEVELS = "goal measure priority weight tolerance"


@pytest.mark.parametrize(("tolerance", "sites"), [(0.0, 1), (0.05, 1), (0.1, 0)])
def test_later_priorities_may_worsen_earlier_ones_by_the_tolerance(tolerance: float, sites: int) -> None:
    """Without the centre 1,100 are unserved instead of 1,000: a tenth more."""
    world = village() | {
        "Places": village()["Places"].assign(residents=[2000, 100]),
        "TravelTimes": table("place site minutes", ("here", "doc", 5.0), ("there", "new", 5.0)),
        "Goals": table(LEVELS, ("unmet", "unmet_need", 1, 1.0, tolerance), ("sites", "open_sites", 2, 1.0, 0.0)),
    }
    plan = plan_of(world)
    assert goal(plan, "sites") == sites
    assert goal(plan) == pytest.approx(1000 if sites else 1100)
    assert plan.levels["priority"].tolist() == [1, 2]


def test_smaller_priorities_come_first_whatever_the_weights() -> None:
    """First as few sites as possible, then unmet need; and the other way round."""
    first_sites = table(LEVELS, ("unmet", "unmet_need", 2, 1000.0, 0.0), ("sites", "open_sites", 1, 1.0, 0.0))
    assert goal(plan_of(village() | {"Goals": first_sites})) == pytest.approx(1000)
    first_unmet = table(LEVELS, ("unmet", "unmet_need", 1, 1.0, 0.0), ("sites", "open_sites", 2, 1e6, 0.0))
    assert goal(plan_of(village() | {"Goals": first_unmet})) == pytest.approx(0)
