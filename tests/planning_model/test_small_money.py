"""Staff and money: each feature in a village whose optimum follows by hand.

Opening the centre costs 1 million EUR once; with it both places are served, without it 1,000 residents are not.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.planning_model.solving import goal, open_sites, plan_of, units
from tests.planning_model.worlds import Frames, table, village, with_cells

ALL, HALF, NONE = 0, 500, 1000
"""Residents who stay unserved when the centre has a whole seat, half a seat, or is not there."""

TWO_PERIODS = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))
UNMET_AND_COST = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0))
TWO_AREAS = {
    "Areas": table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
    "Places": with_cells(village()["Places"], "there", area="B"),
}


def unmet(**sheets: pd.DataFrame) -> float:
    return goal(plan_of(village() | sheets))


def pools(*rows: tuple[object, ...]) -> pd.DataFrame:
    return table("grouping group profession available recruitable recruit_cost", *rows)


# --------------------------------------------------------------------------------------------------------- staff


def test_profession_without_a_pool_is_not_limited() -> None:
    assert unmet(LabourPools=pools(("state", "", "nobody", 0.0, 0.0, 0.0)), **NOBODY) == pytest.approx(ALL)


NOBODY = {"Professions": table("profession", ("doctor",), ("nobody",))}


def test_no_more_is_recruited_than_makes_a_whole_step() -> None:
    """0.7 doctors could be had, but only half a seat more can be filled with them."""
    world = {"LabourPools": pools(("state", "", "doctor", 1.0, 0.7, 10_000.0)), "Goals": UNMET_AND_COST}
    plan = plan_of(village() | world)
    assert goal(plan) == pytest.approx(HALF)
    assert (units(plan, "doc"), units(plan, "new")) == pytest.approx((1.0, 0.5))
    assert plan.recruits.drop(columns="fte").to_numpy().tolist() == [["state", "", "doctor", "t1"]]
    assert plan.recruits["fte"].tolist() == pytest.approx([0.5])


def test_pool_helps_its_own_group_only() -> None:
    nobody_there = pools(("area", "A", "doctor", 5.0, 0.0, 0.0), ("area", "B", "doctor", 0.0, 0.0, 0.0))
    assert unmet(**TWO_AREAS, LabourPools=nobody_there) == pytest.approx(NONE)
    one_there = pools(("area", "A", "doctor", 1.0, 0.0, 0.0), ("area", "B", "doctor", 1.0, 0.0, 0.0))
    assert unmet(**TWO_AREAS, LabourPools=one_there) == pytest.approx(ALL)


def test_overlapping_pools_all_limit() -> None:
    """Enough doctors in the area, but not in the state as a whole."""
    both = pools(("area", "B", "doctor", 1.0, 0.0, 0.0), ("state", "", "doctor", 1.5, 0.0, 0.0))
    assert unmet(**TWO_AREAS, LabourPools=both) == pytest.approx(HALF)


def test_recruits_stay_in_later_periods() -> None:
    """Half a doctor a period: 500 residents unserved in the first of three years, none afterwards."""
    pool = pools(("state", "", "doctor", 1.0, 0.5, 0.0))
    assert unmet(Periods=TWO_PERIODS, LabourPools=pool) == pytest.approx(500 / 3)


@pytest.mark.parametrize(("retention", "expected"), [(None, ALL), (1.0, ALL), (0.5, HALF), (0.0, NONE)])
def test_who_was_recruited_earlier_may_have_left(retention: float | None, expected: float) -> None:
    """A doctor more in the first period, half of a doctor later: no more is built than can be staffed to the end."""
    periods = table("period first_year years", ("t1", 2027, 2), ("t2", 2029, 1))
    pool = table(
        "grouping group profession period available recruitable retention",
        ("state", "", "doctor", "t1", 1.0, 1.0, 0.0),
        ("state", "", "doctor", "t2", 1.0, 0.0, retention),
    )
    assert unmet(Periods=periods, LabourPools=pool) == pytest.approx(expected)


def test_retention_counts_for_every_period_since() -> None:
    """Two doctors recruited in the first year, of whom one and then a half stay: enough for half a seat."""
    periods = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1), ("t3", 2029, 1))
    pool = table(
        "grouping group profession period available recruitable retention",
        ("state", "", "doctor", "", 1.0, 0.0, 0.5),
        ("state", "", "doctor", "t1", 1.0, 2.0, 0.5),
    )
    assert unmet(Periods=periods, LabourPools=pool) == pytest.approx(HALF)


@pytest.mark.parametrize(
    ("is_team", "uplift", "expected"), [("yes", 1.0, ALL), ("yes", 0.5, HALF), ("", 1.0, NONE), ("yes", 0.0, NONE)]
)
def test_sites_of_teams_attract_staff(is_team: str, uplift: float, expected: float) -> None:
    """Nobody can be recruited but for a centre that runs."""
    pool = pools(("state", "", "doctor", 1.0, 0.0, 0.0)).assign(team_uplift=uplift)
    types = with_cells(village()["Types"], "centre", is_team=is_team)
    assert unmet(LabourPools=pool, Types=types) == pytest.approx(expected)


def test_teams_attract_in_their_own_group_only() -> None:
    pool = pools(("area", "A", "doctor", 1.0, 0.0, 0.0), ("area", "B", "doctor", 0.0, 0.0, 0.0))
    types = with_cells(village()["Types"], "centre", is_team="yes")
    assert unmet(**TWO_AREAS, Types=types, LabourPools=pool.assign(team_uplift=[1.0, 0.0])) == pytest.approx(NONE)
    assert unmet(**TWO_AREAS, Types=types, LabourPools=pool.assign(team_uplift=[0.0, 1.0])) == pytest.approx(ALL)


def test_every_profession_of_a_unit_is_needed() -> None:
    """Two assistants a seat, three in all: one seat and a half."""
    world = {
        "Professions": table("profession", ("doctor",), ("assistant",)),
        "Staffing": table("resource profession fte", ("seat", "doctor", 1.0), ("seat", "assistant", 2.0)),
        "LabourPools": pools(("state", "", "assistant", 3.0, 0.0, 0.0)),
    }
    assert unmet(**world) == pytest.approx(HALF)


def test_recruiting_is_paid_by_pots() -> None:
    """A million a doctor; half a million is left beside the set-up."""
    pool = pools(("state", "", "doctor", 1.0, 1.0, 1_000_000.0))
    plan = plan_of(village() | {"LabourPools": pool, "Pots": table("pot budget", ("fund", 1.5))})
    assert goal(plan) == pytest.approx(HALF)
    assert plan.funding.set_index("category")["amount"].to_dict() == pytest.approx({"setup": 1.0, "recruiting": 0.5})


# ------------------------------------------------------------------------------------------------------- budgets


@pytest.mark.parametrize(("budget", "expected"), [(0.99, NONE), (1.0, ALL)])
def test_budget_limits_what_opens(budget: float, expected: float) -> None:
    assert unmet(Pots=table("pot budget", ("fund", budget))) == pytest.approx(expected)


@pytest.mark.parametrize(("budget", "expected"), [(0.59, NONE), (0.6, ALL)])
def test_budget_and_yearly_cost_count_for_every_year(budget: float, expected: float) -> None:
    """Two years: 1 million once and 0.1 a year."""
    world = {
        "Periods": table("period first_year years", ("t1", 2027, 2)),
        "Types": with_cells(village()["Types"], "centre", yearly_cost=100_000.0),
        "Pots": table("pot budget", ("fund", budget)),
    }
    assert unmet(**world) == pytest.approx(expected)


def test_money_is_not_carried_over() -> None:
    periods = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1))
    assert unmet(Periods=periods, Pots=table("pot budget", ("fund", 0.9))) == pytest.approx(NONE)
    later = table("pot period budget", ("fund", "", 0.9), ("fund", "t2", 1.0))
    assert unmet(Periods=periods, Pots=later) == pytest.approx(NONE / 2)


def test_pots_pay_together() -> None:
    plan = plan_of(village() | {"Pots": table("pot budget", ("fund", 0.6), ("land", 0.4))})
    assert goal(plan) == pytest.approx(ALL)
    assert plan.funding.set_index("pot")["amount"].to_dict() == pytest.approx({"fund": 0.6, "land": 0.4})


def test_what_exists_costs_nothing_more() -> None:
    """Practice and seat are dear, but they are there today."""
    world = village() | {
        "Types": table("type yearly_cost setup_cost", ("practice", 5e6, 5e6), ("centre", 0.0, 1e6)),
        "Resources": table(
            "resource unit step investment running_cost counting_factor", ("seat", "seats", 0.5, 5e6, 5e6, 1.0)
        ),
        "Professions": table("profession staff_cost", ("doctor", 500_000.0)),
        "Pots": table("pot budget", ("fund", 0.01)),
        "Goals": UNMET_AND_COST,
    }
    plan = plan_of(world)
    assert (goal(plan), goal(plan, "cost")) == pytest.approx((NONE, 0))
    assert plan.funding.empty


def test_public_cost_is_a_present_value() -> None:
    """One-off cost is discounted to the first year, yearly cost by the mean of its years."""
    world = village() | {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.1)),
        "Periods": table("period first_year years", ("t1", 2028, 2)),
        "Types": table("type setup_cost yearly_cost", ("practice", 0.0, 0.0), ("centre", 1_000_000.0, 50_000.0)),
        "Resources": table("resource unit step investment running_cost", ("seat", "seats", 0.5, 200_000.0, 100_000.0)),
        "Professions": table("profession staff_cost", ("doctor", 300_000.0)),
        "Sites": with_cells(village()["Sites"], "new", extra_setup_cost=500_000.0),
        "LabourPools": pools(("state", "", "doctor", 1.0, 1.0, 50_000.0)),
        "Goals": UNMET_AND_COST,
    }
    plan = plan_of(world)
    once = 1.0 + 0.5 + 0.2 + 0.05
    yearly = 0.05 + 0.1 + 0.3
    assert goal(plan, "cost") == pytest.approx(once * 1.1**-2 + yearly * (1.1**-2 + 1.1**-3))
    assert plan.funding["amount"].sum() == pytest.approx(once + 2 * yearly)


# ------------------------------------------------------------------------------------------------- rules of pots


def sites_of(**cells: object) -> pd.DataFrame:
    return with_cells(village()["Sites"], "new", **cells)


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("category", "setup", ALL),
        ("category", "investment", NONE),
        ("type", "centre", ALL),
        ("type", "practice", NONE),
        ("carrier", "municipal", ALL),
        ("carrier", "private", NONE),
        ("origin", "new", ALL),
        ("origin", "existing", NONE),
        ("legal_basis", "115g", ALL),
        ("legal_basis", "95", NONE),
    ],
)
def test_pot_pays_only_what_its_rules_name(attribute: str, value: str, expected: float) -> None:
    world = {
        "Sites": sites_of(carrier="municipal", legal_basis="115g"),
        "PotRules": table(f"pot {attribute}", ("fund", value)),
    }
    assert unmet(**world) == pytest.approx(expected)


def test_pot_without_a_rule_pays_for_everything() -> None:
    rules = table("pot category", ("land", "investment"))
    assert unmet(Pots=table("pot budget", ("fund", 1.0), ("land", 9.0)), PotRules=rules) == pytest.approx(ALL)
    assert unmet(Pots=table("pot budget", ("fund", 0.9), ("land", 9.0)), PotRules=rules) == pytest.approx(NONE)


@pytest.mark.parametrize(("town", "expected"), [(0.4, ALL), (0.39, NONE)])
def test_largest_share_leaves_the_rest_to_others(town: float, expected: float) -> None:
    """Of two rules that match, the higher share counts: 60 %."""
    world = {
        "Pots": table("pot budget", ("fund", 9.0), ("town", town)),
        "PotRules": table("pot category max_share", ("fund", "setup", 0.6), ("fund", "", 0.5)),
    }
    assert unmet(**world) == pytest.approx(expected)


@pytest.mark.parametrize(("town", "expected"), [(0.2, ALL), (0.19, NONE)])
def test_matching_needs_the_other_pot(town: float, expected: float) -> None:
    """A quarter of a euro from the town for each of the fund: 0.8 and 0.2 million."""
    world = {
        "Pots": table("pot budget", ("fund", 9.0), ("town", town)),
        "PotRules": table("pot match_pot match_share", ("fund", "town", 0.25)),
    }
    assert unmet(**world) == pytest.approx(expected)


def test_pot_cannot_pay_where_the_matching_one_may_not() -> None:
    """The town has money enough, but pays for investment only."""
    world = {
        "Pots": table("pot budget", ("fund", 9.0), ("town", 9.0)),
        "PotRules": table(
            "pot category match_pot match_share", ("fund", "", "town", 0.25), ("town", "investment", "", None)
        ),
    }
    assert unmet(**world) == pytest.approx(NONE)


def test_matching_holds_within_every_category() -> None:
    """Set-up 1 million and investment 1 million: the town must match both, not just one of them."""
    dear = table("resource unit step investment counting_factor", ("seat", "seats", 1.0, 1_000_000.0, 1.0))
    world = {
        "Resources": dear,
        "Pots": table("pot budget", ("fund", 1.6), ("town", 0.4), ("other", 0.0)),
        "PotRules": table(
            "pot category match_pot match_share", ("fund", "", "town", 0.25), ("town", "setup", "", None)
        ),
    }
    assert unmet(**world) == pytest.approx(NONE)
    assert unmet(**world | {"PotRules": table("pot match_pot match_share", ("fund", "town", 0.25))}) == pytest.approx(
        ALL
    )


def test_converted_site_is_paid_for_like_a_new_one() -> None:
    """Yearly cost and set-up fall due, and money for new sites may be used."""
    sites = with_cells(
        with_cells(village()["Sites"], "new", status="excluded"), "doc", may_convert="yes", allowed_types="centre"
    )
    world: Frames = village() | {
        "Sites": sites,
        "TypeResources": with_cells(village()["TypeResources"], "centre", maximum=2.0),
        "Types": with_cells(village()["Types"], "centre", yearly_cost=100_000.0),
        "PotRules": table("pot origin", ("fund", "new")),
    }
    plan = plan_of(world)
    assert open_sites(plan) == {"doc": "centre"}
    assert plan.funding.groupby("category")["amount"].sum().to_dict() == pytest.approx({"setup": 1.0, "running": 0.1})
    assert set(plan.funding["origin"]) == {"new"}
