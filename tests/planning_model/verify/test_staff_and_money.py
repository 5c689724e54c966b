"""Staff and money."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from planning_model.verify import verify
from tests.planning_model.verify.expecting import Place, expect
from tests.planning_model.verify.valley import P1, P2, changed, edited, frames, instance, plan, table, with_row

CB, FC = "centre · municipal · new", "centre · private · new"


@pytest.mark.parametrize(
    ("sheet", "where", "values", "violations"),
    [
        (
            "LabourPools",
            {"profession": "chn"},
            {"available": 4.5},
            {("labour_pool", "state · chn", P1): 0.5, ("labour_pool", "state · chn", P2): 0.5},
        ),
        (
            "LabourPools",
            {"group": "north"},
            {"available": 8.5},
            {("labour_pool", "area · north · gp", P1): 0.5, ("labour_pool", "area · north · gp", P2): 0.5},
        ),
        # districts cut across areas: the lower one holds 10 seats, later 10.25
        (
            "LabourPools",
            {"group": "north"},
            {"grouping": "district", "group": "lower", "available": 10},
            {("labour_pool", "district · lower · gp", P2): 0.25},
        ),
        ("LabourPools", {"profession": "chn"}, {"recruitable": 1.5}, {("recruitable", "state · chn", P1): 0.5}),
        (
            "PotRules",
            {"match_pot": "town"},
            {"match_share": 1.2},
            {
                ("pot_match", f"land · town · {CB} · setup", P1): 0.72 - 0.6,
                ("pot_match", f"land · town · {FC} · setup", P1): 0.6 - 0.5,
            },
        ),
        ("PotRules", {"pot": "fund"}, {"max_share": 0.4}, {
            ("pot_share", f"fund · {CB} · running", P1): 0.43 - 0.4 * 0.86,
            ("pot_share", f"fund · {CB} · running", P2): 0.72 - 0.4 * 1.44,
        }),
        ("PotRules", {"pot": "fund"}, {"category": "staff"}, {
            ("pot_eligible", f"fund · {CB} · running", P1): 0.43,
            ("pot_eligible", f"fund · {CB} · running", P2): 0.72,
        }),
        ("Pots", {"pot": "land"}, {"budget": 0.9}, {("pot_budget", "land", P1): 1.87 - 1.8}),
        ("Pots", {"pot": "fund"}, {"period": P1}, {("pot_budget", "fund", P2): 0.72}),
    ],
)  # fmt: skip
def test_data_that_forbid_the_plan(
    sheet: str, where: dict[str, Any], values: dict[str, Any], violations: dict[Place, float]
) -> None:
    expect(instance(edited(sheet, where, **values)), plan(), violations)


@pytest.mark.parametrize(
    ("sheet", "where", "values", "where_it_shows", "amount"),
    [
        ("Types", {"type": "hub"}, {"setup_cost": 2_100_000}, ("hub · new · setup", P2), 0.1),
        ("Types", {"type": "hub"}, {"yearly_cost": 210_000}, ("hub · new · running", P2), 0.03),
        ("Sites", {"site": "fc"}, {"extra_setup_cost": 300_000}, (f"{FC} · setup", P1), 0.3),
        ("LabourPools", {"profession": "chn"}, {"recruit_cost": 10_000, "period": P1}, ("recruiting", P2), 0.005),
    ],
)
def test_prices_of_the_workbook_are_paid(
    sheet: str, where: dict[str, Any], values: dict[str, Any], where_it_shows: tuple[str, str], amount: float
) -> None:
    consequences = {"goal_value"}
    if sheet == "LabourPools":  # without a pool in the second period nobody can be recruited in it
        consequences |= {"recruitable"}
    found = {("cost_covered", *where_it_shows): amount}
    expect(instance(edited(sheet, where, **values)), plan(), found, also=consequences)


def test_the_price_of_a_resource_is_paid_for_what_is_added_alone() -> None:
    dearer = instance(edited("Resources", {"resource": "seat"}, investment=110_000, running_cost=51_000))
    violations = {
        ("cost_covered", f"{CB} · investment", P1): 5 * 0.01,
        ("cost_covered", f"{FC} · investment", P1): 2 * 0.01,
        ("cost_covered", f"{CB} · investment", P2): 0.01,
        ("cost_covered", f"{FC} · investment", P2): 0.25 * 0.01,
        ("cost_covered", f"{CB} · running", P1): 2 * 5 * 0.001,
        ("cost_covered", f"{FC} · running", P1): 2 * 2 * 0.001,
        ("cost_covered", f"{CB} · running", P2): 3 * 6 * 0.001,
        ("cost_covered", f"{FC} · running", P2): 3 * 2.25 * 0.001,
    }
    expect(dearer, plan(), violations, also={"goal_value"})


def test_staff_recruited_earlier_is_still_there() -> None:
    later = changed(plan(), "recruits", {"period": P1}, fte=1.5)
    later = changed(later, "recruits", {"period": P2}, fte=1.0)
    expect(instance(), later, {("labour_pool", "state · chn", P1): 0.5}, also={"cost_covered", "goal_value"})


def test_staff_recruited_earlier_may_have_left() -> None:
    """Six nurses of the first period, one of them recruited; seven and a half of the second, of whom 1.5 are there."""
    leaving = instance(edited("LabourPools", {"profession": "chn"}, retention=0.5))
    expect(leaving, plan(), {("labour_pool", "state · chn", P2): 1.0})


def test_sites_of_team_types_raise_what_can_be_recruited() -> None:
    """Two centres run in each period; with 0.5 less to recruit the first period lacks nothing at 0.25 a centre."""
    fewer = edited("LabourPools", {"profession": "chn"}, recruitable=1.5, team_uplift=0.25)
    teams = edited("Types", {"type": "centre"}, is_team="yes")
    assert verify(instance({**fewer, **teams}), plan()) == []
    little = edited("LabourPools", {"profession": "chn"}, recruitable=1.5, team_uplift=0.2)
    expect(instance({**little, **teams}), plan(), {("recruitable", "state · chn", P1): 0.1})


def test_nobody_is_recruited_where_there_is_no_pool() -> None:
    broken = with_row(plan(), "recruits", "state", "", "gp", P1, 1.0)
    expect(instance(), broken, {("recruitable", "state · gp", P1): 1.0})


@pytest.mark.parametrize(("paid", "amount"), [(0.9, 0.04), (1.0, 0.06), (0.0, 0.94)])
def test_every_cost_is_paid_neither_less_nor_more(paid: float, amount: float) -> None:
    broken = changed(plan(), "funding", {"category": "staff", "carrier": "private", "period": P1}, amount=paid)
    expect(instance(), broken, {("cost_covered", f"{FC} · staff", P1): amount})


def test_only_attributes_that_pot_rules_mention_are_told_apart() -> None:
    broken = changed(plan(), "funding", {"category": "staff", "carrier": "private", "period": P1}, legal_basis="§ 1")
    violations = {
        ("cost_covered", f"{FC} · staff", P1): 0.94,
        ("cost_covered", f"{FC} · § 1 · staff", P1): 0.94,
    }
    expect(instance(), broken, violations)


def test_a_pot_pays_only_for_what_its_rules_match() -> None:
    broken = changed(plan(), "funding", {"category": "setup", "type": "hub"}, pot="land")
    expect(instance(), broken, {("pot_eligible", "land · hub · new · setup", P2): 2.0})


def test_what_is_added_where_nothing_else_changes_is_a_cost_of_existing_sites() -> None:
    more = changed(plan(), "modules", {"site": "pa", "period": P1}, units=4.25, added=0.25)
    more = changed(more, "modules", {"site": "pa", "period": P2}, units=3.25, added=0.25)
    violations = {
        ("cost_covered", "practice · existing · investment", P1): 0.25 * 0.1,
        ("cost_covered", "practice · existing · running", P1): 2 * 0.25 * 0.05,
        ("cost_covered", "practice · existing · running", P2): 3 * 0.25 * 0.05,
        ("cost_covered", "practice · existing · staff", P1): 2 * 0.25 * 0.16,
        ("cost_covered", "practice · existing · staff", P2): 3 * 0.25 * 0.16,
    }
    expect(instance(), more, violations, also={"labour_pool", "rule_achieved", "rule_shortfall", "goal_value"})


def test_recruiting_belongs_to_no_type() -> None:
    broken = changed(plan(), "funding", {"category": "recruiting", "period": P1}, pot="fund")
    rules = table("pot type category carrier origin max_share match_pot match_share", ("fund", "centre", *[None] * 6))
    widened = instance({"PotRules": pd.concat([frames()["PotRules"], rules])})
    expect(widened, broken, {("pot_eligible", "fund · recruiting", P1): 0.02})


def test_the_highest_matching_share_counts() -> None:
    rules = table("pot category max_share", ("fund", "running", 0.2), ("fund", None, 0.45))
    low = instance({"PotRules": pd.concat([frames()["PotRules"], rules])})
    assert verify(low, plan()) == []


def test_a_pot_pays_its_largest_share_at_most() -> None:
    broken = changed(plan(), "funding", {"pot": "fund", "period": P1}, amount=0.5)
    broken = changed(
        broken, "funding", {"pot": "town", "category": "running", "carrier": "municipal", "period": P1}, amount=0.36
    )
    expect(instance(), broken, {("pot_share", f"fund · {CB} · running", P1): 0.07})
