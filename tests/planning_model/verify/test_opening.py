"""Which sites may be open when, and as what."""

from __future__ import annotations

from typing import Any

import pytest

from planning_model.verify.case import Case
from planning_model.verify.opening import begins_once, closed_for_good
from tests.planning_model.verify.expecting import Place, expect
from tests.planning_model.verify.valley import P1, P2, changed, edited, instance, plan

# without the hard rule that asks for a centre in every area, which such data could never fulfil
LENIENT = edited("Rules", {"rule": "a_centre_each"}, strictness="soft", weight=0)


@pytest.mark.parametrize(
    ("sheet", "where", "values", "violations"),
    [
        (
            "Sites",
            {"site": "cb"},
            {"allowed_types": "hub"},
            {("allowed_type", "cb", P1): 1, ("allowed_type", "cb", P2): 1},
        ),
        ("Sites", {"site": "oc"}, {"may_close": "no"}, {("existing_stays", "oc", P2): 1}),
        (
            "Sites",
            {"site": "pc"},
            {"may_convert": "no"},
            {("type_change", "pc", P2): 1, ("allowed_type", "pc", P2): 1},
        ),
        (
            "Types",
            {"type": "centre"},
            {"lead_time": 3},
            {("earliest_opening", "cb", P1): 1, ("earliest_opening", "fc", P1): 1},
        ),
        ("Types", {"type": "hub"}, {"lead_time": 5.5}, {("earliest_opening", "pc", P2): 1.5}),
        ("Sites", {"site": "cb"}, {"earliest_year": 2030}, {("earliest_opening", "cb", P1): 2}),
        ("Sites", {"site": "xa"}, {"status": "fixed"}, {("fixed_opens", "xa", P1): 1, ("fixed_opens", "xa", P2): 1}),
        ("Sites", {"site": "xa"}, {"status": "fixed", "allowed_types": "hub"}, {("fixed_opens", "xa", P2): 1}),
        ("Sites", {"site": "xa"}, {"status": "fixed", "earliest_year": 2029}, {("fixed_opens", "xa", P2): 1}),
    ],
)
def test_data_that_forbid_the_plan(
    sheet: str, where: dict[str, Any], values: dict[str, Any], violations: dict[Place, float]
) -> None:
    expect(instance({**edited(sheet, where, **values), **LENIENT}), plan(), violations)


def test_an_excluded_site_stays_closed() -> None:
    excluded = instance({**edited("Sites", {"site": "cb"}, status="excluded"), **LENIENT})
    violations = {("excluded_site", "cb", P1): 1.0, ("excluded_site", "cb", P2): 1.0}
    # an excluded site has no travel times either, so nobody can go there
    consequences = {"flow_within_reach", "gp_served", "rule_achieved", "rule_shortfall", "goal_value"}
    expect(excluded, plan(), violations, also=consequences)


def test_a_site_that_opened_closes_only_where_it_may() -> None:
    opened = instance(edited("Sites", {"site": "oc"}, status="candidate", allowed_types="practice"))
    moved = changed(plan(), "sites", {"site": "oc", "period": P1}, change="new")
    moved = changed(moved, "sites", {"site": "oc", "period": P2}, change="none")
    # closing again is no change to today, so one change fewer is counted than the plan says
    expect(opened, moved, {("goal_value", "changes", ""): 1.0})
    stays = instance(edited("Sites", {"site": "oc"}, status="candidate", allowed_types="practice", may_close="no"))
    expect(stays, moved, {("stays_open", "oc", P2): 1.0, ("goal_value", "changes", ""): 1.0})


def test_a_candidate_does_not_change_its_type() -> None:
    turned = changed(plan(), "sites", {"site": "cb", "period": P2}, type="hub")
    consequences = {"units_at_open_sites", "work_by_producer", "units_minimum", "cost_covered", "goal_value"}
    consequences |= {"a_centre_each", "rule_achieved", "rule_shortfall", "pot_share"}
    broken = {("type_change", "cb", P2): 1.0, ("begins_once", "cb", P2): 1.0}
    expect(instance(), turned, broken, also=consequences)


@pytest.mark.parametrize(
    ("site", "types", "again"),
    [
        ("oc", ("", "practice"), True),
        ("oc", ("practice", ""), False),
        ("pc", ("hub", "practice"), True),
        ("pc", ("hub", "hub"), False),
        ("cb", ("centre", "hub"), True),
        ("cb", ("", "hub"), False),
    ],
)
def test_a_site_begins_a_new_type_at_most_once(site: str, types: tuple[str, str], *, again: bool) -> None:
    moved = plan()
    for period, kind in zip((P1, P2), types, strict=True):
        moved = changed(moved, "sites", {"site": site, "period": period}, type=kind)
    found = [(one.where, one.period) for one in begins_once(Case(instance(), moved))]
    assert found == ([(site, P2)] if again else [])


@pytest.mark.parametrize(
    ("site", "types", "reopened"),
    [("pc", ("", "hub"), True), ("pc", ("", ""), False), ("pc", ("hub", ""), False), ("cb", ("", "centre"), False)],
)
def test_a_site_of_today_that_has_closed_stays_closed(site: str, types: tuple[str, str], *, reopened: bool) -> None:
    moved = plan()
    for period, kind in zip((P1, P2), types, strict=True):
        moved = changed(moved, "sites", {"site": site, "period": period}, type=kind)
    found = [(one.where, one.period) for one in closed_for_good(Case(instance(), moved))]
    assert found == ([(site, P2)] if reopened else [])


@pytest.mark.parametrize(
    ("site", "period", "change"),
    [("pc", P2, "none"), ("oc", P2, "none"), ("cb", P1, "converted"), ("xa", P1, "closed")],
)
def test_the_change_is_what_has_changed(site: str, period: str, change: str) -> None:
    broken = changed(plan(), "sites", {"site": site, "period": period}, change=change)
    expect(instance(), broken, {("change_column", site, period): 1.0})
