"""Pots that carry over, belong to a region, exclude each other or bear a share: each in a village.

Opening the centre costs 1 million EUR once; with it both places are served, without it 1,000 residents are not.
"""

from __future__ import annotations

import pandas as pd
import pytest

from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, table, village, with_cells, with_rows

ALL, NONE = 0, 1000
"""Residents who stay unserved with the centre and without it."""

THREE_YEARS = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1), ("t3", 2029, 1))
TWO_AREAS = {
    "Areas": table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
    "Places": with_cells(village()["Places"], "there", area="B"),
}


def unmet(**sheets: pd.DataFrame) -> float:
    return goal(plan_of(village() | sheets))


def paid(plan: Plan, *by: str) -> dict[object, float]:
    """Million EUR by some columns of the funding table."""
    return dict(plan.funding.groupby(list(by) if len(by) > 1 else by[0])["amount"].sum())


# ------------------------------------------------------------------------------------------------------- carry-over


@pytest.mark.parametrize(("carry_over", "budget", "expected"), [
    ("", 0.5, NONE),
    ("yes", 0.5, NONE * 1 / 3),  # enough in the second of three years
    ("yes", 0.4, NONE * 2 / 3),  # in the third
    ("yes", 0.3, NONE),
])  # fmt: skip
def test_money_is_carried_over_where_a_pot_does_so(carry_over: str, budget: float, expected: float) -> None:
    pots = table("pot budget carry_over", ("fund", budget, carry_over))
    assert unmet(Periods=THREE_YEARS, Pots=pots) == pytest.approx(expected)


def test_money_is_not_spent_before_it_is_there() -> None:
    """The third year's money is enough, but it comes in the third year."""
    pots = table("pot period budget carry_over", ("fund", "", 0.0, "yes"), ("fund", "t3", 1.0, ""))
    assert unmet(Periods=THREE_YEARS, Pots=pots) == pytest.approx(NONE * 2 / 3)


def test_what_has_been_spent_is_not_carried_over() -> None:
    """1.2 million in the first two years set up the centre, so that its 0.2 a year are not there in the third."""
    world = {
        "Periods": THREE_YEARS,
        "Types": with_cells(village()["Types"], "centre", yearly_cost=200_000.0),
        "Pots": table("pot period budget carry_over", ("fund", "", 0.6, "yes"), ("fund", "t3", 0.1, "")),
    }
    assert unmet(**world) == pytest.approx(NONE * 2 / 3)


def test_a_period_that_a_pot_says_nothing_about_has_no_money() -> None:
    pots = table("pot period budget", ("fund", "t3", 1.0))
    assert unmet(Periods=THREE_YEARS, Pots=pots) == pytest.approx(NONE * 2 / 3)
    assert unmet(Periods=THREE_YEARS, Pots=table("pot period budget", ("fund", "t1", 1.0))) == pytest.approx(ALL)


# ---------------------------------------------------------------------------------------------------- pots of a region


@pytest.mark.parametrize(("group", "expected"), [("A", NONE), ("B", ALL)])
def test_pot_of_a_region_pays_for_its_sites_alone(group: str, expected: float) -> None:
    """The centre lies in B."""
    pots = table("pot budget grouping group", ("region", 9.0, "area", group))
    assert unmet(**TWO_AREAS, Pots=pots) == pytest.approx(expected)


@pytest.mark.parametrize(("group", "expected"), [("A", NONE), ("B", ALL)])
def test_rule_of_a_region_speaks_of_its_sites_alone(group: str, expected: float) -> None:
    rules = table("pot grouping group", ("fund", "area", group))
    assert unmet(**TWO_AREAS, PotRules=rules) == pytest.approx(expected)


@pytest.mark.parametrize(("group", "expected"), [("A", NONE), ("B", ALL)])
def test_pot_of_a_region_pays_for_recruiting_there(group: str, expected: float) -> None:
    pool = table(
        "grouping group profession available recruitable recruit_cost", ("area", "B", "doctor", 0.0, 1.0, 500_000.0)
    )
    pots = table("pot budget grouping group", ("fund", 1.0, "", ""), ("region", 9.0, "area", group))
    rules = table("pot category", ("region", "recruiting"))
    assert unmet(**TWO_AREAS, LabourPools=pool, Pots=pots, PotRules=rules) == pytest.approx(expected)


def regional_budget(unit: str, *, in_area: str = "B") -> Frames:
    """The money of area B, merged over all costs, which waits for a management unit at 0.2 million EUR a year."""
    world = village() | TWO_AREAS
    place = {"A": "here", "B": "there"}[in_area]
    return world | {
        "Types": with_rows(world["Types"], {"type": "unit", "setup_cost": 0.0, "yearly_cost": 200_000.0}),
        "Sites": with_rows(
            world["Sites"], {"site": "office", "place": place, "status": "candidate", "allowed_types": "unit"}
        ),
        "Pots": table("pot budget grouping group needs_type", ("region", 1.2, "area", "B", unit)),
    }


def test_regional_budget_pays_while_its_management_unit_runs() -> None:
    without = plan_of(regional_budget("") | {"Sites": village()["Sites"]})
    assert (goal(without), open_sites(without)) == (pytest.approx(ALL), {"doc": "practice", "new": "centre"})
    plan = plan_of(regional_budget("unit"))
    assert (goal(plan), open_sites(plan)["office"]) == (pytest.approx(ALL), "unit")
    assert paid(plan, "category") == pytest.approx({"setup": 1.0, "running": 0.2})


def test_management_unit_has_to_run_in_the_region_and_is_paid_for() -> None:
    assert goal(plan_of(regional_budget("unit", in_area="A"))) == pytest.approx(NONE)
    world = regional_budget("unit")
    assert goal(plan_of(world | {"Pots": world["Pots"].assign(budget=1.1)})) == pytest.approx(NONE)


# ------------------------------------------------------------------------------------------- shares and exclusions


def two_centres(**cells: pd.DataFrame) -> Frames:
    """A second centre may open at the first place, whose practice stands empty; each serves 1,000 for 1 million."""
    more = {"site": "rgz", "place": "here", "status": "candidate", "allowed_types": "centre", "carrier": "hospital"}
    travel = with_rows(
        village()["TravelTimes"],
        {"place": "here", "site": "rgz", "minutes": 5.0},
        {"place": "there", "site": "rgz", "minutes": 20.0},
    )
    return village() | {
        "Sites": with_rows(village()["Sites"], more),
        "Existing": table("site resource units", ("doc", "seat", 0.0)),
        "TypeResources": with_cells(village()["TypeResources"], "practice", maximum=0.0),
        "TravelTimes": travel,
        **cells,
    }


@pytest.mark.parametrize(("share", "town", "expected"), [(0.0, 0.0, ALL), (0.1, 0.0, NONE), (0.1, 0.1, ALL)])
def test_carrier_bears_its_own_share(share: float, town: float, expected: float) -> None:
    pots = table("pot budget", ("fund", 9.0), ("town", town), ("idle", 1.0))
    rules = table("pot type min_share", ("town", "centre", share), ("idle", "practice", 0.0))
    plan = plan_of(village() | {"Pots": pots, "PotRules": rules})
    assert goal(plan) == pytest.approx(expected)
    if expected == ALL:
        assert paid(plan, "pot").get("town", 0.0) >= share - 1e-9


@pytest.mark.parametrize(
    ("land", "town", "expected"), [(0.25, 0.25, ALL), (0.24, 0.25, NONE), (0.5, 0.0, ALL), (0.25, 0.24, NONE)]
)
def test_transformation_fund_pays_half_and_the_land_half_of_the_rest(land: float, town: float, expected: float) -> None:
    """§ 12b KHG: at most half from the fund, and of the other half at least half from the Land; the rest is unpaid for
    unless the town pays it.
    """
    world = {
        "Pots": table("pot budget carry_over", ("tf", 0.5, "yes"), ("land", land, ""), ("town", town, "")),
        "PotRules": table("pot max_share match_pot match_share", ("tf", 0.5, "land", 0.5)),
    }
    plan = plan_of(village() | world)
    without = plan_of(village() | world | {"Pots": world["Pots"].iloc[1:], "PotRules": table("pot", ("land",))})
    assert goal(plan) == pytest.approx(expected)
    assert goal(without) == pytest.approx(ALL if land + town >= 1 else NONE)


GRANT = table("pot carrier max_share excludes_pot", ("rgz_grant", "hospital", 0.9, "land"), ("land", "", 1.0, ""))


def test_grant_for_a_regional_centre_excludes_other_money_of_the_land() -> None:
    """NKHVO: up to 90 %; the rest is not the Land's to pay at this site, but at the other."""
    pots = table("pot budget", ("rgz_grant", 0.9), ("land", 1.1), ("own", 0.0))
    assert goal(plan_of(two_centres(Pots=pots, PotRules=GRANT.assign(excludes_pot="")))) == pytest.approx(ALL)
    assert goal(plan_of(two_centres(Pots=pots, PotRules=GRANT))) == pytest.approx(NONE)
    with_own = plan_of(two_centres(Pots=pots.assign(budget=[0.9, 1.1, 0.1]), PotRules=GRANT))
    assert goal(with_own) == pytest.approx(ALL)
    by_site = with_own.funding.set_index(["site", "pot"])["amount"].to_dict()
    assert by_site == pytest.approx({("rgz", "rgz_grant"): 0.9, ("rgz", "own"): 0.1, ("", "land"): 1.0})


def test_site_may_do_without_the_grant() -> None:
    """The Land has enough for both sites."""
    pots = table("pot budget", ("rgz_grant", 0.9), ("land", 2.0))
    plan = plan_of(two_centres(Pots=pots, PotRules=GRANT))
    assert goal(plan) == pytest.approx(ALL)
    assert paid(plan, "pot") == pytest.approx({"land": 2.0})


def test_exclusion_holds_for_the_site_in_every_period_and_category() -> None:
    """The grant pays the set-up; the yearly cost of later years is then not the Land's either."""
    world = two_centres(
        Periods=table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1)),
        Types=with_cells(village()["Types"], "centre", yearly_cost=10_000.0),
        Pots=table("pot period budget", ("rgz_grant", "t1", 1.01), ("land", "", 1.02)),
        PotRules=table(
            "pot category carrier excludes_pot", ("rgz_grant", "", "hospital", "land"), ("land", "", "", "")
        ),
    )
    assert goal(plan_of(world | {"PotRules": table("pot carrier", ("rgz_grant", "hospital"))})) == pytest.approx(ALL)
    assert goal(plan_of(world)) > NONE / 4


def test_money_by_another_rule_of_the_pot_excludes_nothing() -> None:
    """Half may come without the exclusion: the pot pays half of each centre, the Land the other half."""
    pots = table("pot budget", ("rgz_grant", 1.0), ("land", 1.0))
    rules = with_rows(GRANT, {"pot": "rgz_grant", "max_share": 0.5})
    plan = plan_of(two_centres(Pots=pots, PotRules=rules))
    assert goal(plan) == pytest.approx(ALL)
    assert paid(plan, "pot") == pytest.approx({"rgz_grant": 1.0, "land": 1.0})
