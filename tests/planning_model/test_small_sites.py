"""What sites may be, when, and how large: each feature in a village whose optimum follows by hand.

Without anything special both places of the village are served: unmet need 0 with the centre ``new``, 1,000 without it.
"""

from __future__ import annotations

import pandas as pd
import pytest

from careplan.errors import InfeasibleError
from tests.planning_model.solving import goal, open_sites, plan_of, units
from tests.planning_model.worlds import Frames, table, village, with_cells, with_rows

TWO_PERIODS = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))


def village_with(**sheets: pd.DataFrame) -> Frames:
    return village() | sheets


def sites_with(key: str, **cells: object) -> pd.DataFrame:
    return with_cells(village()["Sites"], key, **cells)


def sizes_with(key: str, **cells: object) -> pd.DataFrame:
    return with_cells(village()["TypeResources"], key, **cells)


def test_candidate_opens_where_it_is_needed() -> None:
    plan = plan_of(village())
    assert open_sites(plan) == {"doc": "practice", "new": "centre"}
    assert plan.sites.set_index("site")["change"].to_dict() == {"doc": "none", "new": "new"}
    assert (goal(plan, "unmet"), goal(plan, "sites"), plan.objective) == pytest.approx((0, 1, 1))


def test_candidate_stays_closed_where_nobody_needs_it() -> None:
    nobody = with_cells(village()["Places"], "there", residents=0)
    assert open_sites(plan_of(village_with(Places=nobody))) == {"doc": "practice"}


def test_fixed_site_opens_although_nobody_needs_it() -> None:
    nobody = with_cells(village()["Places"], "there", residents=0)
    plan = plan_of(village_with(Places=nobody, Sites=sites_with("new", status="fixed")))
    assert open_sites(plan) == {"doc": "practice", "new": "centre"}


def test_excluded_site_stays_closed_although_needed() -> None:
    plan = plan_of(village_with(Sites=sites_with("new", status="excluded")))
    assert open_sites(plan) == {"doc": "practice"}
    assert goal(plan) == pytest.approx(1000)


# ------------------------------------------------------------------------------------------ closing and converting

ONE_DOCTOR = table("grouping group profession available", ("state", "", "doctor", 1.0))
FEW_HERE = with_cells(village()["Places"], "here", residents=400)


@pytest.mark.parametrize(("may_close", "unmet", "change"), [("yes", 400, "closed"), ("", 1000, "none")])
def test_site_closes_only_where_it_may(may_close: str, unmet: float, change: str) -> None:
    """The only doctor is needed more at the other place, which the practice is too far away to serve."""
    world = village_with(
        Places=FEW_HERE,
        LabourPools=ONE_DOCTOR,
        Sites=sites_with("doc", may_close=may_close),
        TravelTimes=table("place site minutes", ("here", "doc", 5.0), ("there", "new", 5.0)),
    )
    plan = plan_of(world)
    assert goal(plan) == pytest.approx(unmet)
    assert plan.sites.set_index("site").loc["doc", "change"] == change


def test_nobody_is_forced_out_of_a_site_that_goes_on() -> None:
    """The practice needs no minimum, but its doctor stays as long as it is open, though needed more elsewhere."""
    world = village_with(
        Places=FEW_HERE,
        LabourPools=ONE_DOCTOR,
        TravelTimes=table("place site minutes", ("here", "doc", 5.0), ("there", "new", 5.0)),
    )
    plan = plan_of(world)
    assert units(plan, "doc") == pytest.approx(1)
    assert goal(plan) == pytest.approx(1000)


@pytest.mark.parametrize(("may_convert", "unmet", "change"), [("yes", 0, "converted"), ("", 1000, "none")])
def test_site_converts_only_where_it_may(may_convert: str, unmet: float, change: str) -> None:
    """As a centre the practice could have a second seat beside the one it keeps; a new seat costs a little."""
    sites = with_cells(sites_with("new", status="excluded"), "doc", may_convert=may_convert, allowed_types="centre")
    seats = village()["Resources"].assign(investment=1000.0)
    goals = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0))
    world = village_with(Sites=sites, Resources=seats, Goals=goals, TypeResources=sizes_with("centre", maximum=2.0))
    plan = plan_of(world)
    assert goal(plan) == pytest.approx(unmet)
    assert plan.sites.set_index("site").loc["doc", "change"] == change
    if may_convert:
        row = plan.modules.set_index("site").loc["doc"]
        assert (row["type"], row["kept"], row["added"]) == ("centre", pytest.approx(1), pytest.approx(1))
        paid = plan.funding.set_index("category")["amount"].to_dict()
        assert paid == pytest.approx({"setup": 1.0, "investment": 0.001})


def test_one_site_runs_as_one_type() -> None:
    """The small type is free and the large one is not: the site may be either, but not both."""
    world = village_with(
        Types=with_rows(village()["Types"], {"type": "branch", "setup_cost": 0.0}),
        TypeResources=with_rows(
            sizes_with("centre", minimum=1.0), {"type": "branch", "resource": "seat", "minimum": 0, "maximum": 0.5}
        ),
        Sites=sites_with("new", allowed_types="centre, branch"),
    )
    assert open_sites(plan_of(world))["new"] == "centre"
    poor = world | {"Pots": table("pot budget", ("fund", 0.9))}
    plan = plan_of(poor)
    assert open_sites(plan)["new"] == "branch"
    assert goal(plan) == pytest.approx(500)


# --------------------------------------------------------------------------------------------------------- sizes


@pytest.mark.parametrize(("minimum", "unmet"), [(0.5, 500), (1.0, 1000)])
def test_minimum_keeps_a_site_closed_that_cannot_be_staffed(minimum: float, unmet: float) -> None:
    """Half a doctor is left over."""
    sizes = sizes_with("centre", minimum=minimum)
    pool = table("grouping group profession available", ("state", "", "doctor", 1.5))
    assert goal(plan_of(village_with(TypeResources=sizes, LabourPools=pool))) == pytest.approx(unmet)


@pytest.mark.parametrize(("maximum", "unmet"), [(0.5, 500), (0.9, 500), (1.0, 0)])
def test_maximum_limits_a_site_in_whole_steps(maximum: float, unmet: float) -> None:
    assert goal(plan_of(village_with(TypeResources=sizes_with("centre", maximum=maximum)))) == pytest.approx(unmet)


def test_minimum_makes_a_second_resource_obligatory() -> None:
    """A nurse that nobody needs costs more than there is."""
    world = village_with(
        Resources=with_rows(
            village()["Resources"], {"resource": "nurse", "unit": "FTE", "step": 1.0, "investment": 9_500_000.0}
        ),
        TypeResources=with_rows(
            village()["TypeResources"], {"type": "centre", "resource": "nurse", "minimum": 1.0, "maximum": 1.0}
        ),
    )
    assert goal(plan_of(world)) == pytest.approx(1000)
    optional = with_rows(village()["TypeResources"], {"type": "centre", "resource": "nurse", "maximum": 1.0})
    assert goal(plan_of(world | {"TypeResources": optional})) == pytest.approx(0)


def test_site_of_today_may_stay_below_its_minimum_and_above_its_maximum() -> None:
    """Half a seat where one is asked for; and two seats where one is the most, all of which may go on."""
    small = village_with(
        TypeResources=sizes_with("practice", minimum=1.0),
        Existing=table("site resource units", ("doc", "seat", 0.5)),
        LabourPools=table("grouping group profession available", ("state", "", "doctor", 0.5)),
    )
    assert goal(plan_of(small)) == pytest.approx(1500)
    large = village_with(Existing=table("site resource units", ("doc", "seat", 2.0)))
    plan = plan_of(large)
    assert goal(plan) == pytest.approx(0)
    assert units(plan, "doc") == pytest.approx(2)


# ---------------------------------------------------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("lead_time", "earliest_year", "unmet"),
    [(1.0, None, 0), (2.0, None, 1000 / 3), (1.0, 2028, 1000 / 3), (2.0, 2027, 1000 / 3), (3.0, None, 1000)],
)
def test_nothing_opens_before_its_time(lead_time: float, earliest_year: int | None, unmet: float) -> None:
    """Counted from 2026; the first period has one year of three, and what misses both stays closed."""
    world = village_with(
        Periods=TWO_PERIODS,
        Types=with_cells(village()["Types"], "centre", lead_time=lead_time),
        Sites=sites_with("new", earliest_year=earliest_year),
    )
    plan = plan_of(world)
    assert goal(plan) == pytest.approx(unmet)
    assert ("new" in open_sites(plan, "t1")) == (unmet == 0)
    assert ("new" in open_sites(plan, "t2")) == (unmet < 1000)


def test_fixed_site_opens_as_soon_as_it_can() -> None:
    world = village_with(
        Periods=TWO_PERIODS,
        Places=with_cells(village()["Places"], "there", residents=0),
        Types=with_cells(village()["Types"], "centre", lead_time=2.0),
        Sites=sites_with("new", status="fixed"),
    )
    plan = plan_of(world)
    assert open_sites(plan, "t1") == {"doc": "practice"}
    assert open_sites(plan, "t2") == {"doc": "practice", "new": "centre"}


def test_retirement_is_met_by_an_opening_in_that_period() -> None:
    """The doctor goes after the first period, and a chair is too dear to replace; the centre opens when needed."""
    chair = {"resource": "chair", "unit": "chairs", "step": 0.5, "investment": 50_000_000.0}
    world = village_with(
        Periods=TWO_PERIODS,
        Places=with_cells(village()["Places"], "there", residents=0),
        Types=with_cells(village()["Types"], "centre", yearly_cost=100_000.0),
        Resources=with_rows(village()["Resources"], chair),
        Production=with_rows(village()["Production"], {"resource": "chair", "service": "gp", "productivity": 1000.0}),
        TypeResources=table(
            "type resource minimum maximum", ("practice", "chair", 0.0, 1.0), ("centre", "seat", 0.5, 1.0)
        ),
        Existing=table("site resource period units", ("doc", "chair", "", 1.0), ("doc", "chair", "t2", 0.0)),
        Goals=table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0)),
    )
    plan = plan_of(world)
    assert (units(plan, "doc", "chair", "t1"), units(plan, "new", period="t1")) == pytest.approx((1, 0))
    assert (units(plan, "doc", "chair", "t2"), units(plan, "new", period="t2")) == pytest.approx((0, 1))
    assert (goal(plan), goal(plan, "cost")) == pytest.approx((0, 1.2))
    without = plan_of(world | {"Sites": sites_with("new", status="excluded")})
    assert goal(without) == pytest.approx(1000 * 2 / 3)


def test_opened_site_stays_open_and_keeps_its_size() -> None:
    """The need moves away after the first period; what was opened for it stays, and only its set-up is paid once."""
    world = village_with(
        Periods=TWO_PERIODS,
        Demand=table("place service period amount", ("there", "gp", "t2", 0.0)),
    )
    plan = plan_of(world)
    assert open_sites(plan, "t2") == {"doc": "practice", "new": "centre"}
    assert units(plan, "new", period="t2") == units(plan, "new", period="t1") == pytest.approx(1)
    assert plan.funding["amount"].sum() == pytest.approx(1)


def test_growing_costs_only_what_is_added() -> None:
    """Half a seat in the first period, a whole one in the second: each half is invested in once and paid for yearly."""
    world = village_with(
        Periods=TWO_PERIODS,
        Demand=table("place service period amount", ("there", "gp", "t1", 500.0)),
        Resources=table(
            "resource unit step counting_factor investment running_cost", ("seat", "seats", 0.5, 1.0, 2e6, 1e6)
        ),
        Goals=table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0)),
    )
    plan = plan_of(world)
    costs = plan.funding.groupby(["category", "period"])["amount"].sum().to_dict()
    expected = {
        ("setup", "t1"): 1.0,
        ("investment", "t1"): 1.0,
        ("running", "t1"): 0.5,
        ("investment", "t2"): 1.0,
        ("running", "t2"): 2.0,
    }
    assert costs == pytest.approx(expected)
    assert goal(plan) == pytest.approx(0)


def test_site_that_was_extended_may_still_be_converted() -> None:
    """Half a seat at once, and another half later as a centre: 500 are unserved in the first of three years alone."""
    sites = with_cells(sites_with("new", status="excluded"), "doc", may_convert="yes", allowed_types="centre")
    world = village_with(
        Periods=TWO_PERIODS,
        Sites=sites,
        Types=with_cells(village()["Types"], "centre", lead_time=2.0),
        TypeResources=with_cells(sizes_with("centre", maximum=2.0), "practice", maximum=1.5),
    )
    assert goal(plan_of(world)) == pytest.approx(500 / 3)


def test_converted_site_buys_anew_what_it_had_been_extended_by() -> None:
    """What was built up for the practice is lost with it: half a seat for two million each, then a whole one."""
    sites = with_cells(sites_with("new", status="excluded"), "doc", may_convert="yes", allowed_types="centre")
    world = village_with(
        Periods=TWO_PERIODS,
        Sites=sites,
        Types=with_cells(village()["Types"], "centre", lead_time=2.0),
        TypeResources=with_cells(sizes_with("centre", maximum=2.0), "practice", maximum=1.5),
        Resources=village()["Resources"].assign(investment=2_000_000.0),
        Goals=table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0)),
    )
    plan = plan_of(world)
    assert goal(plan) == pytest.approx(500 / 3)
    assert plan.funding.set_index(["category", "period"])["amount"].to_dict() == pytest.approx(
        {("investment", "t1"): 1.0, ("setup", "t2"): 1.0, ("investment", "t2"): 2.0}
    )


def test_site_that_was_extended_may_still_close() -> None:
    """Half a seat more while 1,500 need it here; then all need is there, and the doctors are more than the minimum."""
    world = village_with(
        Periods=TWO_PERIODS,
        Demand=table(
            "place service period amount",
            ("here", "gp", "t1", 1500.0),
            ("there", "gp", "t1", 0.0),
            ("here", "gp", "t2", 0.0),
            ("there", "gp", "t2", 1000.0),
        ),
        Sites=with_cells(sites_with("new", earliest_year=2028), "doc", may_close="yes"),
        TypeResources=sizes_with("practice", minimum=1.0, maximum=1.5),
        LabourPools=table("grouping group profession available", ("state", "", "doctor", 1.5)),
        TravelTimes=table("place site minutes", ("here", "doc", 5.0), ("there", "new", 5.0)),
    )
    assert goal(plan_of(world)) == pytest.approx(0, abs=1e-6)


def test_nothing_is_built_for_a_type_before_the_site_runs_as_it() -> None:
    """Money for seats comes a period before the money to convert, when there is no centre yet that could use it."""
    sites = with_cells(sites_with("new", status="excluded"), "doc", may_convert="yes", allowed_types="centre")
    world = village_with(
        Periods=table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1), ("t3", 2029, 1)),
        Sites=sites,
        TypeResources=sizes_with("centre", maximum=2.0),
        Resources=village()["Resources"].assign(investment=1_000_000.0),
        Pots=table(
            "pot period budget", ("seats", "", 0.0), ("seats", "t2", 1.0), ("set-up", "", 0.0), ("set-up", "t3", 1.0)
        ),
        PotRules=table("pot category", ("seats", "investment"), ("set-up", "setup")),
    )
    assert goal(plan_of(world)) == pytest.approx(1000)


def test_what_was_given_up_costs_nothing_more() -> None:
    """A seat more is paid for as long as the practice stands, which closes when all need is there."""
    world = village_with(
        Periods=TWO_PERIODS,
        Demand=table(
            "place service period amount",
            ("here", "gp", "t1", 2000.0),
            ("there", "gp", "t1", 0.0),
            ("here", "gp", "t2", 0.0),
            ("there", "gp", "t2", 1000.0),
        ),
        Resources=village()["Resources"].assign(running_cost=1000.0, investment=2000.0),
        Professions=table("profession staff_cost", ("doctor", 5000.0)),
        Sites=with_cells(sites_with("new", earliest_year=2028), "doc", may_close="yes"),
        TypeResources=sizes_with("practice", maximum=2.0),
        LabourPools=table("grouping group profession available", ("state", "", "doctor", 2.0)),
        TravelTimes=table("place site minutes", ("here", "doc", 5.0), ("there", "new", 5.0)),
        Goals=table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 10.0)),
    )
    plan = plan_of(world)
    assert goal(plan) == pytest.approx(0, abs=1e-6)
    assert goal(plan, "cost") == pytest.approx(0.008 + (1.0 + 0.002 + 2 * 0.006))


def test_numbers_of_sites_that_contradict_leave_no_plan() -> None:
    """A hard rule asks for two centres, another for at most two sites, and the practice must stay."""
    rules = table(
        "rule kind type grouping value strictness",
        ("two", "count_min", "centre", "state", 2.0, "hard"),
        ("few", "count_max", "", "state", 2.0, "hard"),
    )
    sites = with_rows(
        village()["Sites"], {"site": "more", "place": "there", "status": "candidate", "allowed_types": "centre"}
    )
    with pytest.raises(InfeasibleError):
        plan_of(village_with(Rules=rules, Sites=sites))
