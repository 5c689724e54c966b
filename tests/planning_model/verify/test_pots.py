"""Pots that carry over, belong to a region, exclude each other or bear a share: good plans broken by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning_model.plan import as_frame
from planning_model.verify import verify
from tests.planning_model.solving import plan_of
from tests.planning_model.test_small_pots import GRANT, regional_budget, two_centres
from tests.planning_model.verify.expecting import expect
from tests.planning_model.verify.valley import P1, P2, changed, edited, instance, plan
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells


def test_what_earlier_periods_left_over_may_be_paid() -> None:
    """0.46 million in the first period, of which 0.43 are paid; 0.69 in the second, where 0.72 are."""
    tight = edited("Pots", {"pot": "fund"}, budget=0.23)
    expect(instance(tight), plan(), {("pot_budget", "fund", P2): 0.03})
    assert verify(instance(edited("Pots", {"pot": "fund"}, budget=0.23, carry_over="yes")), plan()) == []


def test_money_of_later_periods_may_not_be_paid_before() -> None:
    late = edited("Pots", {"pot": "land"}, budget=0.9, carry_over="yes")
    expect(instance(late), plan(), {("pot_budget", "land", P1): 0.07})


@pytest.mark.parametrize(("sheet", "rule"), [("Pots", "pot_region"), ("PotRules", "pot_eligible")])
def test_a_pot_or_rule_of_a_region_is_not_for_others(sheet: str, rule: str) -> None:
    """The centre lies in B; the plan is one that B pays for, and the workbook names A."""

    def world(group: str) -> Frames:
        pots = {"Pots": table("pot budget", ("fund", 10.0)), "PotRules": table("pot", ("fund",))}
        areas = {
            "Areas": table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
            "Places": with_cells(village()["Places"], "there", area="B"),
        }
        return village() | areas | pots | {sheet: pots[sheet].assign(grouping="area", group=group)}

    good = plan_of(world("B"))
    assert set(good.funding["area"]) == {"B"}
    broken = changed(good, "funding", {"pot": "fund"}, area="")
    expect(instance_of(world("A")), broken, {(rule, "fund · setup", "t1"): 1.0})


def test_regional_budget_without_its_management_unit() -> None:
    good = plan_of(regional_budget("unit"))
    closed = changed(good, "sites", {"site": "office"}, type="", change="none")
    broken = changed(closed, "funding", {"category": "running"}, amount=0.0)
    found = {("pot_needs_site", "region", "t1"): 1.0}
    expect(instance_of(regional_budget("unit")), broken, found, also={"goal_value", "rule_achieved"})


def test_the_carrier_bears_less_than_its_share() -> None:
    world = village() | {
        "Pots": table("pot budget", ("fund", 9.0), ("town", 9.0)),
        "PotRules": table("pot category min_share", ("town", "setup", 0.25)),
    }
    nowhere = ("",) * 10
    rows = [("fund", "setup", *nowhere, "t1", 0.8), ("town", "setup", *nowhere, "t1", 0.2)]
    broken = replace(plan_of(world), funding=as_frame("funding", rows))
    expect(instance_of(world), broken, {("pot_least", "town · setup", "t1"): 0.05})


def test_a_site_takes_a_grant_and_the_money_it_excludes() -> None:
    world = two_centres(Pots=table("pot budget", ("rgz_grant", 0.9), ("land", 9.0), ("own", 0.1)), PotRules=GRANT)
    good = plan_of(world | {"Pots": world["Pots"].assign(budget=[0.9, 1.0, 0.1])})
    broken = changed(good, "funding", {"pot": "own"}, pot="land")
    found = {("pot_excludes", "rgz_grant · land · rgz", ""): 0.1}
    expect(instance_of(world), broken, found)
