"""The planner's rules and goals, and what the plan says about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from planning_model.plan import Plan
from planning_model.verify import verify
from planning_model.verify.case import Case
from tests.planning_model.verify.expecting import Place, expect
from tests.planning_model.verify.valley import (
    FIRST_LEVEL,
    P1,
    P2,
    SECOND_LEVEL,
    changed,
    edited,
    frames,
    instance,
    plan,
    table,
    with_row,
    without,
)


@pytest.mark.parametrize(
    ("where", "values", "violations", "also"),
    [
        ({"rule": "gp_served"}, {"value": 0.98}, {("gp_served", "", P2): 200.0}, {"rule_target", "rule_shortfall"}),
        # four fifths of b are served within ten minutes, half of a
        (
            {"rule": "gp_served"},
            {"minutes": 10},
            {("gp_served", "", P1): 13_500 - 11_200, ("gp_served", "", P2): 13_500 - 11_500},
            {"rule_achieved", "rule_shortfall"},
        ),
        (
            {"rule": "nursing_reach"},
            {"strictness": "hard"},
            {("nursing_reach", "north", P1): 5000.0, ("nursing_reach", "north", P2): 5000.0},
            {"goal_value"},
        ),
        (
            {"rule": "floor"},
            {"strictness": "hard"},
            {("floor", "north", P1): 0.5, ("floor", "north", P2): 0.5},
            {"goal_value"},
        ),
        (
            {"rule": "cap"},
            {"value": 0.8},
            {("cap", "north", P1): 1.0, ("cap", "north", P2): 1.0},
            {"rule_target", "rule_shortfall"},
        ),
        (
            {"rule": "a_centre_each"},
            {"type": "hub"},
            {
                ("a_centre_each", "north", P1): 1.0,
                ("a_centre_each", "north", P2): 1.0,
                ("a_centre_each", "south", P1): 1.0,
            },
            {"rule_achieved", "rule_shortfall"},
        ),
        (
            {"rule": "few_centres"},
            {"value": 1},
            {("few_centres", "", P1): 1.0, ("few_centres", "", P2): 1.0},
            {"rule_target", "rule_shortfall"},
        ),
        # five sites are open in 2028, four in 2030
        (
            {"rule": "few_centres"},
            {"type": None, "value": 4},
            {("few_centres", "", P1): 1.0},
            {"rule_target", "rule_achieved", "rule_shortfall"},
        ),
    ],
)
def test_hard_rules_hold(
    where: dict[str, Any], values: dict[str, Any], violations: dict[Place, float], also: set[str]
) -> None:
    expect(instance(edited("Rules", where, **values)), plan(), violations, also)


def test_a_hard_rule_that_is_honestly_reported_is_broken_all_the_same() -> None:
    harder = instance(edited("Rules", {"rule": "gp_served"}, value=0.98))
    honest = changed(plan(), "rules", {"rule": "gp_served"}, target=0.98)
    honest = changed(honest, "rules", {"rule": "gp_served", "period": P2}, shortfall=200.0)
    expect(harder, honest, {("gp_served", "", P2): 200.0})


def test_exempt_seats_lie_above_the_cap() -> None:
    fewer = instance(edited("Areas", {"area": "south"}, exempt_seats=1))
    # three seats of today are more than 1.1 times the 2.5 needed
    violations = {("cap", "south", P1): 5 - 4.0, ("cap", "south", P2): 0.25}
    expect(fewer, plan(), violations, also={"rule_shortfall"})


def test_a_rule_for_the_state_counts_all_areas_together() -> None:
    one = instance(edited("Rules", {"rule": "floor"}, grouping="state", value=1.2))
    told = without(plan(), "rules", rule="floor")
    for period, seats in ((P1, 14), (P2, 13.25)):  # of 12.5 needed, 15 asked for
        told = with_row(told, "rules", "floor", "", period, 1.2, seats / 12.5, 15 - seats)
    # 0.4 · 1 + 0.6 · 1.75 seats instead of half a one, 100 each
    expect(one, told, {("goal_value", "rules", ""): 500 + 145 - 550})


def test_a_rule_may_speak_of_one_group() -> None:
    one = instance(edited("Rules", {"rule": "nursing_reach"}, group="south"))
    told = without(plan(), "rules", rule="nursing_reach", group="north")
    expect(one, told, {("goal_value", "rules", ""): 500.0})


@pytest.mark.parametrize(
    ("limit", "reached"),
    [
        (4.9, {P1: 0.0, P2: 0.0}),
        (5.0, {P1: 0.0, P2: 1.0}),  # the hub has half a post from 2030 on
        (6.0, {P1: 1.0, P2: 1.0}),
    ],
)
def test_reach_counts_sites_that_offer_the_service(limit: float, reached: dict[str, float]) -> None:
    near = instance(edited("Rules", {"rule": "nursing_reach"}, group="south", minutes=limit))
    told = without(plan(), "rules", rule="nursing_reach", group="north")
    for period, share in reached.items():
        shortfall = (0.9 - share) * 5000 if share < 0.9 else 0.0
        told = changed(told, "rules", {"rule": "nursing_reach", "period": period}, achieved=share, shortfall=shortfall)
    assert "rule_achieved" not in {one.rule for one in verify(near, told)}
    assert "rule_shortfall" not in {one.rule for one in verify(near, told)}


@pytest.mark.parametrize(
    ("sheet", "values", "offers"),
    [
        ("Resources", {"step": 0.25}, False),
        ("Resources", {"step": 0.1}, True),
        # the same little is an offer where no more stands today
        ("Existing", {"units": 0.2}, True),
    ],
)
def test_less_than_a_step_is_no_offer_unless_it_is_all_there_is(
    sheet: str, values: dict[str, float], *, offers: bool
) -> None:
    where = {"resource": "seat"} if sheet == "Resources" else {"site": "oc"}
    reach = table(
        "rule kind service grouping group minutes value strictness weight",
        ("seven", "reach_share", "gp", "area", "south", 7, 1.0, "soft", 0.0),
    )
    # only oc, with a fifth of a seat until it closes, is as near as that
    times = table("place site minutes", ("a", "pa", 5), ("c", "oc", 7), ("c", "pc", 8), ("c", "fc", 8))
    sheets = {"TravelTimes": times, "Rules": pd.concat([frames()["Rules"], reach]), **edited(sheet, where, **values)}
    little = changed(plan(), "modules", {"site": "oc"}, units=0.2, kept=0.2)
    reached = Case(instance(sheets), little).outcomes.set_index(["rule", "period"]).loc["seven", "achieved"]
    assert list(reached) == [float(offers), 0.0]


@pytest.mark.parametrize(
    ("broken", "violations", "also"),
    [
        (without(plan(), "rules", rule="gp_served", period=P1), {("rule_rows", "gp_served", P1): 1}, set()),
        (with_row(plan(), "rules", "floor", "", P1, 0.95, 1.0, 0.0), {("rule_rows", "floor", P1): 1}, set()),
        (
            changed(plan(), "rules", {"rule": "few_centres", "period": P1}, target=3.0),
            {("rule_target", "few_centres", P1): 1},
            set(),
        ),
        (
            changed(plan(), "rules", {"rule": "gp_served", "period": P1}, achieved=0.9),
            {("rule_achieved", "gp_served", P1): 0.1},
            set(),
        ),
        (
            changed(plan(), "rules", {"rule": "floor", "group": "north", "period": P1}, shortfall=0.4),
            {("rule_shortfall", "floor · north", P1): 0.1},
            set(),
        ),
        (
            changed(plan(), "rules", {"rule": "floor", "group": "south", "period": P1}, shortfall=0.3),
            {("rule_shortfall", "floor · south", P1): 0.3},
            set(),
        ),
        (without(plan(), "goals", goal="sites"), {("goal_rows", "sites", ""): 1}, {"level_objective"}),
        (changed(plan(), "goals", {"goal": "sites"}, weight=2.0), {("goal_rows", "sites", ""): 1}, {"level_objective"}),
        (
            changed(plan(), "goals", {"goal": "sites"}, priority=1.0),
            {("goal_rows", "sites", ""): 1},
            {"level_objective"},
        ),
        (without(plan(), "levels", priority=1.0), {("level_rows", "1", ""): 1}, set()),
        (with_row(plan(), "levels", 0.5, 0.0, 0.0, 0.0), {("level_rows", "0.5", ""): 1}, set()),
        (
            changed(plan(), "levels", {"priority": 1.0}, objective=FIRST_LEVEL + 1, gap=1 / (FIRST_LEVEL + 1)),
            {("level_objective", "1", ""): 1},
            set(),
        ),
        (
            changed(plan(), "levels", {"priority": 1.0}, bound=FIRST_LEVEL + 1, gap=-1 / FIRST_LEVEL),
            {("level_bound", "1", ""): 1},
            set(),
        ),
        (changed(plan(), "levels", {"priority": 1.0}, gap=0.02), {("level_gap", "1", ""): 0.02}, set()),
        (replace(plan(), objective=SECOND_LEVEL + 3), {("plan_summary", "objective", ""): 3}, set()),
        (replace(plan(), bound=0.0), {("plan_summary", "bound", ""): 0.99 * SECOND_LEVEL}, set()),
        (replace(plan(), gap=0.0), {("plan_summary", "gap", ""): 0.01}, set()),
    ],
)
def test_what_the_plan_says_of_itself_is_true(broken: Plan, violations: dict[Place, float], also: set[str]) -> None:
    expect(instance(), broken, violations, also)


@pytest.mark.parametrize("goal", list(plan().goals["goal"]))
def test_every_goal_is_recomputed(goal: str) -> None:
    broken = changed(plan(), "goals", {"goal": goal}, value=lambda value: value * 1.01)
    value = float(plan().goals.set_index("goal").loc[goal, "value"])
    expect(instance(), broken, {("goal_value", goal, ""): 0.01 * value}, also={"level_objective"})


def test_without_a_bound_there_is_no_gap() -> None:
    unproven = changed(plan(), "levels", {"priority": 2.0}, bound=float("nan"), gap=float("nan"))
    assert verify(instance(), replace(unproven, bound=None, gap=None)) == []
    broken = replace(changed(unproven, "levels", {"priority": 2.0}, gap=0.0), bound=None, gap=0.0)
    found = verify(instance(), broken)
    assert [(one.rule, one.where) for one in found] == [("level_gap", "2")]


def test_unmet_need_travels_as_long_as_the_settings_say() -> None:
    settings = table("parameter value", ("base_year", 2026), ("discount_rate", 0.02), ("unmet_minutes", 100))
    # ten minutes more for 3,000 heads, and for 500 more in 2030
    expect(instance({"Settings": settings}), plan(), {("goal_value", "minutes", ""): 10 * (3000 + 0.6 * 500)})


def test_a_weight_of_a_service_counts_for_its_unmet_need() -> None:
    heavier = instance(edited("Services", {"service": "nursing"}, unmet_weight=1.0))
    # the north then misses 3,000 of 20,000 weighted heads instead of 1,500 of 15,000
    violations = {("goal_value", "unmet", ""): 1500.0, ("goal_value", "worst", ""): 0.15 - 0.1}
    expect(heavier, plan(), violations)


def test_the_discount_rate_counts() -> None:
    free = table("parameter value", ("base_year", 2026), ("discount_rate", 0.0), ("unmet_minutes", 90))
    nominal = 2.99 + 4.32 + 2.135 + 7.9725
    stated = float(plan().goals.set_index("goal").loc["cost", "value"])
    expect(instance({"Settings": free}), plan(), {("goal_value", "cost", ""): nominal - stated})
