"""Plans with one mistake each: the verifier names it, for every check there is and every kind of rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from instances.catalogue.rules import RULE_KINDS
from planning_model.plan import Plan, as_frame
from planning_model.verify import verify
from planning_model.verify.case import Case
from planning_model.verify.checks import CHECKS, FRAME_CHECKS, Check
from planning_model.verify.frames import frame_columns
from planning_model.verify.rules import hard_rules
from planning_model.verify.violation import Violation
from tests.planning_model.verify.county import FIRST, LAST, county_instance, county_plan
from tests.planning_model.verify.valley import changed, with_row, without

Mutation = Callable[[Plan], Plan]
NOWHERE = ("",) * 10
"""A cost that no attribute tells apart: type, carrier, origin, legal basis, five groups, site."""
NEW = {"site": "new"}
EARLY, LATE = {"period": FIRST}, {"period": LAST}
OF_DOC, OF_WARD = {"site": "doc", "resource": "seat"}, {"site": "ward", "resource": "bed"}
STAYS = {"service": "stay", "place": "here"}


def cells(frame: str, where: dict[str, Any], **values: Any) -> Mutation:
    """Other values in some rows."""
    return lambda plan: changed(plan, frame, where, **values)


def lost(frame: str, where: dict[str, Any]) -> Mutation:
    """Some rows are missing."""
    return lambda plan: without(plan, frame, **where)


def more(frame: str, *row: Any) -> Mutation:
    """A row too many."""
    return lambda plan: with_row(plan, frame, *row)


def times(frame: str, factor: float, *columns: str) -> Mutation:
    """All numbers of some columns of a frame are wrong by a factor."""

    def mutate(plan: Plan) -> Plan:
        rows = getattr(plan, frame)
        return replace(plan, **{frame: rows.assign(**{column: rows[column] * factor for column in columns})})

    return mutate


def empty(frame: str) -> Mutation:
    """Nothing is left of a frame."""
    return lambda plan: replace(plan, **{frame: as_frame(frame, [])})


def as_type(site: str, kind: str, period: str = FIRST) -> Mutation:
    """A site runs as something else in a period; empty: it is closed."""
    return cells("sites", {"site": site, "period": period}, type=kind)


def twice(plan: Plan) -> Plan:
    """Every row of the flows stands there twice."""
    return replace(plan, flows=pd.concat([plan.flows, plan.flows], ignore_index=True))


def nobody_has_two(plan: Plan) -> Plan:
    """The doctor alone is left, and the ward without a seat."""
    for site in ("new", "sure"):
        plan = changed(plan, "sites", {"site": site}, type="")
    return without(plan, "modules", site="ward", resource="seat")


def no_seats(plan: Plan) -> Plan:
    """All seats are gone, and the work in them."""
    return without(without(plan, "modules", resource="seat"), "work", service="gp")


RULES: dict[str, Mutation] = {
    "reach_share": nobody_has_two,
    "backup_share": nobody_has_two,
    "served_share": empty("flows"),
    "supply_floor": no_seats,
    "supply_cap": times("modules", 3.0, "units", "added"),
    "functional_floor": no_seats,
    "count_min": as_type("new", ""),
    "count_max": as_type("bad", "centre"),
    "founding_need": as_type("bad", "centre"),
    "founding_deprivation": as_type("bad", "centre"),
    "founding_rurality": as_type("bad", "centre"),
    "founding_carrier": as_type("bad", "centre"),
    "founding_legal_basis": as_type("bad", "centre"),
    "resource_legal_basis": more("modules", "bad", "centre", "nurse", FIRST, 1, 0, 1),
    "consent": as_type("bad", "centre"),
}
"""For each kind, a plan in which the hard rule of the same name does not hold."""

FRAMES: dict[str, Mutation] = {
    "frame_columns": lambda plan: replace(plan, flows=plan.flows.drop(columns="share")),
    "frame_keys": cells("flows", {"site": "doc"}, site="nowhere"),
    "frame_numbers": cells("flows", {"site": "doc"}, share=np.nan),
    "frame_duplicates": twice,
    "one_type_per_site": more("sites", "doc", FIRST, "clinic", "none"),
    "sites_complete": lost("sites", {"site": "doc", **EARLY}),
}

SITES: dict[str, Mutation] = {
    "allowed_type": as_type("doc", "hospital"),
    "excluded_site": as_type("gone", "centre"),
    "existing_stays": as_type("doc", ""),
    "stays_open": as_type("new", "", LAST),
    "type_change": as_type("new", "clinic", LAST),
    "begins_once": as_type("new", "clinic", LAST),
    "closed_for_good": as_type("doc", ""),
    "earliest_opening": as_type("bad", "clinic"),
    "fixed_opens": as_type("sure", ""),
    "minimum_life": as_type("new", "", LAST),
    "change_column": cells("sites", NEW, change="none"),
    "hosted": as_type("bad", "centre"),
}

CAPACITY: dict[str, Mutation] = {
    "units_sum": cells("modules", OF_DOC, units=1.5),
    "kept_within_existing": cells("modules", OF_DOC, kept=1.5, units=1.5),
    "kept_stays": cells("modules", OF_DOC, kept=0.5, units=0.5),
    "kept_never_rises": cells("modules", OF_DOC | EARLY, kept=0.5, units=0.5),
    "added_never_falls": cells("modules", NEW | LATE, added=0, units=0),
    "added_in_steps": cells("modules", OF_DOC, added=0.2, units=1.2),
    "units_at_open_sites": as_type("new", ""),
    "units_minimum": lost("modules", NEW),
    "units_maximum": cells("modules", OF_DOC, added=2, units=3),
    "outside_as_it_is": cells("modules", {"site": "abroad"}, added=0.5, units=0.75),
    "pool_size": more("modules", "new", "centre", "bed", FIRST, 2.5, 0, 2.5),
    "pool_load": cells("modules", OF_WARD, kept=4, units=4, added=0),
}

FLOWS: dict[str, Mutation] = {
    "share_range": times("flows", 2.0, "share"),
    "assignment": times("flows", 0.5, "share"),
    "flow_without_demand": more("flows", "here", "new", "lung", FIRST, 1.0),
    "flow_to_open_site": as_type("new", ""),
    "flow_to_producer": cells("flows", STAYS, site="new"),
    "flow_within_reach": cells("flows", STAYS, site="abroad"),
    "single_site": lambda plan: with_row(
        changed(plan, "flows", {"service": "advice", "place": "there"}, share=0.5),
        *("flows", "there", "sure", "advice", FIRST, 0.5),
    ),
    "closest_site": lambda plan: with_row(
        with_row(plan, "modules", "doc", "practice", "bed", FIRST, 4, 0, 4), "work", *WORK_IN_BED
    ),
    "work_by_producer": more("work", "doc", "practice", "bed", "gp", FIRST, 10),
    "work_equals_demand": times("work", 0.5, "amount"),
    "capacity": times("work", 3.0, "amount"),
    "delegation": cells("work", {"site": "new", "resource": "nurse", "service": "gp"}, amount=900),
}
WORK_IN_BED = ("doc", "practice", "bed", "stay", FIRST, 1.0)

COOPERATION: dict[str, Mutation] = {
    "link_known": cells("links", {"site": "sure"}, partner="abroad"),
    "link_of_open_sites": as_type("sure", ""),
    "links_needed": empty("links"),
    "remote_under_contract": empty("links"),
    "remote_share": times("remote", 3.0, "amount"),
    "share_for_partners": times("remote", 3.0, "amount"),
    "supervised_from_afar": more("work", "sure", "post", "nurse", "gp", LAST, 100),
}

MONEY: dict[str, Mutation] = {
    "labour_pool": lambda plan: changed(empty("recruits")(plan), "modules", NEW | {"resource": "nurse"}, units=2),
    "recruitable": times("recruits", 5.0, "fte"),
    "revenue_earned": times("revenues", 5.0, "amount"),
    "revenue_within_cost": cells("revenues", {}, category="running", amount=0.5),
    "cost_covered": times("funding", 0.5, "amount"),
    "pot_eligible": cells("funding", {"category": "setup"}, pot="region"),
    "pot_region": cells("funding", {"category": "recruiting"}, pot="region"),
    "pot_share": cells("funding", {"category": "setup"}, pot="land"),
    "pot_least": cells("funding", {"category": "staff"}, pot="region"),
    "pot_match": cells("funding", {"category": "setup"}, pot="land"),
    "pot_excludes": lambda plan: changed(
        changed(plan, "funding", {"category": "setup"}, pot="land"), "funding", {"category": "staff"}, pot="region"
    ),
    "pot_budget": times("funding", 20.0, "amount"),
    "pot_needs_site": lambda plan: changed(
        as_type("sure", "")(plan), "funding", {"category": "staff", "site": "new"}, pot="region"
    ),
}

RESULTS: dict[str, Mutation] = {
    "rule_rows": lost("rules", {"rule": "count_max"}),
    "rule_target": cells("rules", {"rule": "count_max"}, target=9.0),
    "rule_achieved": cells("rules", {"rule": "count_max"}, achieved=0.0),
    "rule_shortfall": cells("rules", {"rule": "count_max"}, shortfall=1.0),
    "goal_rows": lost("goals", {"goal": "far"}),
    "goal_value": times("goals", 2.0, "value"),
    "level_rows": lost("levels", {"priority": 1}),
    "level_objective": times("levels", 2.0, "objective"),
    "level_bound": cells("levels", {"priority": 2}, bound=1e6),
    "level_gap": cells("levels", {"priority": 2}, gap=0.5),
    "plan_summary": lambda plan: replace(plan, objective=0.5 * plan.objective),
}

CHECK_OF = {check.__name__: check for check in (frame_columns, *FRAME_CHECKS, *CHECKS)}
MUTATIONS = RULES | FRAMES | SITES | CAPACITY | FLOWS | COOPERATION | MONEY | RESULTS


def test_the_plan_of_the_county_is_good() -> None:
    assert verify(county_instance(), county_plan()) == []


def found_by(check: Check, plan: Plan) -> list[Violation]:
    """What the verifier finds by one check; the tables are well-formed, or it would find nothing else."""
    case = Case(county_instance(), plan)
    assert frame_columns(case) == []
    assert [violation for first in FRAME_CHECKS for violation in first(case)] == []
    return check(case)


@pytest.mark.parametrize("rule", FRAMES)
def test_tables_that_are_not_well_formed_are_named(rule: str) -> None:
    assert rule in {one.rule for one in verify(county_instance(), FRAMES[rule](county_plan()))}


@pytest.mark.parametrize("rule", sorted(MUTATIONS.keys() - FRAMES.keys()))
def test_a_mistake_is_named(rule: str) -> None:
    check = hard_rules if rule in RULES else CHECK_OF[rule]
    found = found_by(check, MUTATIONS[rule](county_plan()))
    assert rule in {one.rule for one in found}, [one.line("en") for one in found]
    assert all(one.line("de") and one.unit for one in found)


OF_THE_INSTANCE = {"demand_stated": "demand", "travel_time": "travel_time"}
"""Checks of what the model was given rather than of the plan, and the names of what they find."""

OF_SEVERAL_FUTURES = {"future_rows", "future_plans", "future_objective", "future_regret", "one_plan"}
"""Checks with nothing to do in the county, where there is one future: their mistakes stand in ``test_futures``."""


@pytest.mark.parametrize(
    ("rule", "table", "column"), [("demand", "demand", "amount"), ("travel_time", "travel", "minutes")]
)
def test_a_plan_made_for_other_data_is_found_out(rule: str, table: str, column: str) -> None:
    forged = replace(county_instance())
    rows = getattr(forged, table)
    vars(forged)[table] = rows.assign(**{column: rows[column] * 1.5})  # in place of what the instance would compute
    assert rule in {one.rule for one in verify(forged, county_plan())}


def test_no_kind_of_rule_and_no_check_is_without_its_mistake() -> None:
    """Whoever adds a kind or a check adds a mistake here."""
    assert RULES.keys() == {kind.key for kind in RULE_KINDS}
    named = (MUTATIONS.keys() - RULES.keys()) | OF_THE_INSTANCE.keys() | {hard_rules.__name__} | OF_SEVERAL_FUTURES
    assert named == CHECK_OF.keys()
