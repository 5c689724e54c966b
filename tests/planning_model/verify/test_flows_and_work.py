"""Who goes where, and who does the work."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from planning_model.verify import verify
from tests.planning_model.verify.expecting import Place, expect
from tests.planning_model.verify.valley import (
    P1,
    P2,
    changed,
    edited,
    frames,
    instance,
    plan,
    table,
    with_row,
    without,
)

NURSE_GP = {"resource": "nurse", "service": "gp"}
CENTRE_SEAT = {"type": "centre", "resource": "seat"}


@pytest.mark.parametrize(
    ("sheet", "where", "values", "violations"),
    [
        (
            "Services",
            {"service": "nursing"},
            {"limit_minutes": 14},
            {("flow_within_reach", "a · cb · nursing", period): 0.5 for period in (P1, P2)},
        ),
        # 29,000 contacts and a tenth of 2,000 supervised ones
        ("Production", CENTRE_SEAT, {"productivity": 5800}, {("capacity", "cb · seat", P1): 29_200 / 5800 - 5}),
        ("Production", NURSE_GP, {"supervision": 1.0}, {("capacity", "cb · seat", P1): 31_000 / 6000 - 5}),
        # a nurse's time is there once, for both services
        (
            "Production",
            {"service": "nursing"},
            {"productivity": 900},
            {("capacity", "cb · nurse", period): 3500 / 900 + 2000 / 4000 - 4 for period in (P1, P2)},
        ),
        (
            "Production",
            NURSE_GP,
            {"max_share": 0.05},
            {("delegation", "cb · nurse · gp", P1): 2000 - 1550, ("delegation", "cb · nurse · gp", P2): 2000 - 1750},
        ),
    ],
)
def test_data_that_forbid_the_plan(
    sheet: str, where: dict[str, Any], values: dict[str, Any], violations: dict[Place, float]
) -> None:
    expect(instance(edited(sheet, where, **values)), plan(), violations)


def test_the_row_of_a_type_replaces_the_row_for_all_types() -> None:
    production = frames()["Production"]
    general = instance({"Production": production[production["type"].isna()]})
    violations = {
        ("capacity", "cb · seat", P1): 29_200 / 5000 - 5,
        ("capacity", "cb · seat", P2): 33_200 / 5000 - 6,
        ("capacity", "fc · seat", P2): 12_500 / 5000 - 2.25,
    }
    expect(general, plan(), violations)


def test_shares_add_up_to_one() -> None:
    broken = without(plan(), "unmet", place="c")
    expect(instance(), broken, {("assignment", "c · gp", P2): 0.1}, also={"goal_value"})


def test_a_place_that_is_forgotten_is_named() -> None:
    broken = without(without(plan(), "flows", place="a", service="nursing"), "unmet", place="a")
    violations = {("assignment", "a · nursing", period): 1.0 for period in (P1, P2)}
    expect(instance(), broken, violations, also={"work_equals_demand", "goal_value"})


def test_no_share_is_above_one() -> None:
    broken = changed(plan(), "flows", {"place": "b", "service": "gp", "period": P2}, share=1.2)
    violations = {
        ("share_range", "b · cb · gp", P2): 0.2,
        ("assignment", "b · gp", P2): 0.2,
        ("work_equals_demand", "cb · gp", P2): 4000.0,
    }
    expect(instance(), broken, violations, also={"goal_value", "rule_achieved"})


def test_nothing_is_assigned_where_nobody_lives() -> None:
    empty = table("place area residents lat lon", ("d", "south", 0, 50.2, 7.0))
    ghost = instance({"Places": pd.concat([frames()["Places"], empty])})
    assert verify(ghost, plan()) == []
    broken = with_row(plan(), "flows", "d", "pc", "gp", P1, 0.5)
    expect(ghost, broken, {("flow_without_demand", "d · gp", P1): 0.5})


def test_nobody_is_assigned_to_a_closed_site() -> None:
    broken = with_row(without(plan(), "unmet", place="c"), "flows", "c", "oc", "gp", P2, 0.1)
    violations = {("flow_to_open_site", "c · oc · gp", P2): 0.1, ("work_equals_demand", "oc · gp", P2): 2500.0}
    expect(instance(), broken, violations, also={"goal_value", "rule_achieved"})


def test_nobody_is_assigned_to_a_site_that_cannot_serve() -> None:
    broken = changed(plan(), "flows", {"site": "fc", "service": "nursing", "period": P1}, share=0.5)
    broken = with_row(broken, "flows", "c", "pc", "nursing", P1, 0.5)
    violations = {
        ("flow_to_producer", "c · pc · nursing", P1): 0.5,
        ("work_equals_demand", "pc · nursing", P1): 1250.0,
        ("work_equals_demand", "fc · nursing", P1): 1250.0,
    }
    expect(instance(), broken, violations, also={"goal_value"})


def test_nobody_is_assigned_where_there_is_no_way() -> None:
    times = frames()["TravelTimes"]
    cut = instance({"TravelTimes": times[(times["place"] != "b") | (times["site"] != "pa")]})
    violations = {("flow_within_reach", "b · pa · gp", P1): 0.2}
    expect(cut, plan(), violations, also={"goal_value", "rule_achieved"})


def test_a_rule_widens_the_limit_of_its_service() -> None:
    wide = table(
        "rule kind service grouping minutes value strictness",
        ("wide", "served_share", "nursing", "state", 15, 0.0, "soft"),
    )
    widened = {
        **edited("Services", {"service": "nursing"}, limit_minutes=14),
        "Rules": pd.concat([frames()["Rules"], wide]),
    }
    # 3,000 + 4,000 + 5,000 of 15,000 heads
    reported = with_row(plan(), "rules", "wide", "", P1, 0.0, 0.8, 0.0)
    reported = with_row(reported, "rules", "wide", "", P2, 0.0, 0.8, 0.0)
    assert verify(instance(widened), reported) == []


def test_the_work_is_the_demand_assigned() -> None:
    broken = changed(plan(), "work", {"site": "fc", "resource": "seat", "period": P1}, amount=11_000.0)
    expect(instance(), broken, {("work_equals_demand", "fc · gp", P1): 1000.0})


def test_work_that_nobody_asked_for_is_named() -> None:
    broken = with_row(plan(), "work", "pc", "hub", "nurse", "nursing", P2, 10.0)
    expect(instance(), broken, {("work_equals_demand", "pc · nursing", P2): 10.0})


def test_work_belongs_to_the_type_the_site_runs_as() -> None:
    broken = changed(plan(), "work", {"site": "pa", "period": P1}, type="centre")
    expect(instance(), broken, {("work_by_producer", "pa · seat · gp", P1): 19_000.0})


def test_only_resources_that_produce_a_service_work_for_it() -> None:
    broken = with_row(plan(), "work", "pa", "practice", "seat", "nursing", P1, 100.0)
    violations = {
        ("work_by_producer", "pa · seat · nursing", P1): 100.0,
        ("work_equals_demand", "pa · nursing", P1): 100.0,
    }
    expect(instance(), broken, violations)


def test_work_without_any_capacity_is_named() -> None:
    broken = without(plan(), "modules", site="fc", resource="seat", period=P1)
    consequences = {"units_minimum", "cost_covered", "goal_value", "rule_achieved"}
    expect(instance(), broken, {("capacity", "fc · seat", P1): 10_000 / 6000}, also=consequences)
