"""Capacity: kept, added, minimum and maximum."""

from __future__ import annotations

from typing import Any

import pytest

from planning_model.verify import verify
from tests.planning_model.verify.expecting import Place, expect
from tests.planning_model.verify.valley import P1, P2, changed, edited, instance, plan, table, with_row, without

COST = {"cost_covered", "goal_value"}


@pytest.mark.parametrize(
    ("sheet", "where", "values", "violations"),
    [
        ("Existing", {"site": "pa", "period": P2}, {"units": 2.5}, {("kept_within_existing", "pa · seat", P2): 0.5}),
        (
            "Resources",
            {"resource": "nurse"},
            {"step": 0.4},
            {
                ("added_in_steps", "fc · nurse", P1): 0.2,  # 3 lies between 2.8 and 3.2
                ("added_in_steps", "fc · nurse", P2): 0.2,
                ("added_in_steps", "pc · nurse", P2): 0.1,
            },
        ),
        (
            "TypeResources",
            {"type": "centre", "resource": "nurse"},
            {"minimum": 3.5},
            {("units_minimum", "fc · nurse", P1): 0.5, ("units_minimum", "fc · nurse", P2): 0.5},
        ),
        (
            "TypeResources",
            {"type": "centre", "resource": "seat"},
            {"maximum": 5},
            {("units_maximum", "cb · seat", P2): 1.0},
        ),
        # what a site has today is no licence for the type it is converted to
        (
            "TypeResources",
            {"type": "hub", "resource": "seat"},
            {"maximum": 1.5},
            {("units_maximum", "pc · seat", P2): 0.5},
        ),
    ],
)
def test_data_that_forbid_the_plan(
    sheet: str, where: dict[str, Any], values: dict[str, Any], violations: dict[Place, float]
) -> None:
    expect(instance(edited(sheet, where, **values)), plan(), violations)


@pytest.mark.parametrize(
    ("limit", "violations"),
    [
        (("cb", "nurse", None, 3.5), {("units_maximum", "cb · nurse", period): 0.5 for period in (P1, P2)}),
        (("fc", "nurse", 3.25, None), {("units_minimum", "fc · nurse", period): 0.25 for period in (P1, P2)}),
        # a limit of the site stands instead of the type's, in either direction
        (("fc", "nurse", 0.5, 5), {}),
        (("pc", "nurse", 0.75, None), {("units_minimum", "pc · nurse", P2): 0.25}),
        # what stands today is never too much
        (("pa", "seat", None, 3.5), {}),
    ],
)
def test_limits_of_a_site(limit: tuple[Any, ...], violations: dict[Place, float]) -> None:
    expect(instance({"SiteLimits": table("site resource minimum maximum", limit)}), plan(), violations)


@pytest.mark.parametrize("limit", [{"minimum": 3.5}, {"maximum": 3}])
def test_neither_minimum_nor_maximum_touches_what_stands_today(limit: dict[str, float]) -> None:
    assert verify(instance(edited("TypeResources", {"type": "practice"}, **limit)), plan()) == []


def test_a_site_of_today_keeps_at_least_its_minimum_as_far_as_it_stands() -> None:
    needy = instance(edited("TypeResources", {"type": "practice"}, minimum=1.5))
    less = changed(plan(), "modules", {"site": "oc"}, units=0.5, kept=0.5)
    consequences = {"capacity", "rule_achieved", "kept_stays"}
    expect(needy, less, {("units_minimum", "oc · seat", P1): 0.5}, also=consequences)


def test_units_are_kept_and_added() -> None:
    broken = changed(plan(), "modules", {"site": "pa", "period": P1}, kept=3.5)
    expect(instance(), broken, {("units_sum", "pa · seat", P1): 0.5}, also={*COST, "kept_stays"})


def test_a_site_that_goes_on_keeps_what_stands() -> None:
    broken = changed(plan(), "modules", {"site": "oc"}, units=0.5, kept=0.5)
    consequences = {"capacity", "rule_achieved"}
    expect(instance(), broken, {("kept_stays", "oc · seat", P1): 0.5}, also=consequences)


def test_what_was_given_up_does_not_come_back() -> None:
    stays = instance(
        {**edited("Existing", {"site": "pa"}, units=4), **edited("LabourPools", {"group": "north"}, available=11)}
    )
    broken = changed(plan(), "modules", {"site": "pa", "period": P1}, units=3.8, kept=3.8)
    broken = changed(broken, "modules", {"site": "pa", "period": P2}, units=4.0, kept=4.0)
    consequences = {"rule_achieved", "rule_shortfall", "goal_value", "kept_stays"}
    expect(stays, broken, {("kept_never_rises", "pa · seat", P2): 0.2}, also=consequences)


def test_what_is_missing_in_between_was_given_up() -> None:
    broken = without(plan(), "modules", site="pa", period=P1)
    consequences = {"capacity", "rule_achieved", "rule_shortfall", "goal_value", "kept_stays"}
    expect(instance(), broken, {("kept_never_rises", "pa · seat", P2): 3.0}, also=consequences)


def test_what_was_added_stays() -> None:
    broken = changed(plan(), "modules", {"site": "fc", "resource": "nurse", "period": P2}, units=2.5, added=2.5)
    expect(instance(), broken, {("added_never_falls", "fc · nurse", P2): 0.5}, also=COST)


def test_capacity_stands_at_open_sites_only() -> None:
    broken = with_row(plan(), "modules", "oc", "practice", "seat", P2, 0.5, 0.5, 0.0)
    expect(instance(), broken, {("units_at_open_sites", "oc · seat", P2): 0.5}, also={"rule_achieved"})


def test_a_row_without_units_at_a_closed_site_does_no_harm() -> None:
    assert verify(instance(), with_row(plan(), "modules", "oc", "practice", "seat", P2, 0.0, 0.0, 0.0)) == []


def test_an_obligatory_resource_that_has_no_row_is_missed() -> None:
    broken = without(plan(), "modules", site="pc", resource="nurse")
    expect(instance(), broken, {("units_minimum", "pc · nurse", P2): 0.5}, also=COST)


def test_a_type_holds_only_what_is_listed_for_it() -> None:
    broken = with_row(plan(), "modules", "oc", "practice", "nurse", P1, 0.5, 0.0, 0.5)
    consequences = {*COST, "labour_pool", "rule_achieved", "rule_shortfall"}
    expect(
        instance(),
        broken,
        {("units_maximum", "oc · nurse", P1): 0.5},
        also=consequences - {"rule_achieved", "rule_shortfall"},
    )
