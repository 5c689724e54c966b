"""Every check of a plan, in the order in which its findings are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from instances.instance import Instance
from planning_model.plan import Plan
from planning_model.verify import (
    capacity,
    choice,
    cooperation,
    demand,
    flows,
    frames,
    funding,
    futures,
    goals,
    hosts,
    opening,
    pooling,
    revenue,
    rules,
    staff,
    travel,
    work,
)
from planning_model.verify.case import Case
from planning_model.verify.violation import Violation

Check = Callable[[Case], list[Violation]]

FRAME_CHECKS: tuple[Check, ...] = (
    frames.frame_keys,
    frames.frame_numbers,
    frames.frame_duplicates,
    frames.one_type_per_site,
    frames.sites_complete,
)

CHECKS: tuple[Check, ...] = (
    demand.demand_stated,
    travel.travel_time,
    opening.allowed_type,
    opening.excluded_site,
    opening.existing_stays,
    opening.stays_open,
    opening.type_change,
    opening.begins_once,
    opening.closed_for_good,
    opening.earliest_opening,
    opening.fixed_opens,
    opening.minimum_life,
    opening.change_column,
    hosts.hosted,
    capacity.units_sum,
    capacity.kept_within_existing,
    capacity.kept_stays,
    capacity.kept_never_rises,
    capacity.added_never_falls,
    capacity.added_in_steps,
    capacity.units_at_open_sites,
    capacity.units_minimum,
    capacity.units_maximum,
    capacity.outside_as_it_is,
    frames.share_range,
    flows.assignment,
    flows.flow_without_demand,
    flows.flow_to_open_site,
    flows.flow_to_producer,
    flows.flow_within_reach,
    choice.single_site,
    choice.closest_site,
    work.work_by_producer,
    work.work_equals_demand,
    work.capacity,
    work.delegation,
    cooperation.link_known,
    cooperation.link_of_open_sites,
    cooperation.links_needed,
    cooperation.remote_under_contract,
    cooperation.remote_share,
    cooperation.share_for_partners,
    cooperation.supervised_from_afar,
    pooling.pool_size,
    pooling.pool_load,
    staff.labour_pool,
    staff.recruitable,
    revenue.revenue_earned,
    revenue.revenue_within_cost,
    funding.cost_covered,
    funding.pot_eligible,
    funding.pot_region,
    funding.pot_share,
    funding.pot_least,
    funding.pot_match,
    funding.pot_excludes,
    funding.pot_budget,
    funding.pot_needs_site,
    rules.hard_rules,
    rules.rule_rows,
    rules.rule_target,
    rules.rule_achieved,
    rules.rule_shortfall,
    goals.goal_rows,
    goals.goal_value,
    futures.future_rows,
    futures.future_plans,
    futures.future_objective,
    futures.one_plan,
    futures.future_regret,
    goals.level_rows,
    goals.level_objective,
    goals.level_bound,
    goals.level_gap,
    goals.plan_summary,
)


def verify(instance: Instance, plan: Plan) -> list[Violation]:
    """Everything in which ``plan`` breaks a rule of ``instance`` or contradicts itself; empty for a good plan.

    Recomputed from the resolved input tables and the plan's stored tables alone, with the relative tolerance of
    :data:`planning_model.verify.tolerance.TOLERANCE`. Tables that are not well-formed are all that is reported
    where there are any, since nothing can be computed from them. Whether the plan is the best one is another claim,
    for which its bound stands. A plan for several futures is checked in each of them.
    """
    case = Case(instance, plan)
    cases = {"": case, **case.in_futures}
    return _in_each(cases, _malformed) or _in_each(cases, lambda one: _all(CHECKS, one))


def _malformed(case: Case) -> list[Violation]:
    return frames.frame_columns(case) or _all(FRAME_CHECKS, case)


def _in_each(cases: Mapping[str, Case], checked: Check) -> list[Violation]:
    """What is found in each future, with its name in front of where it is."""
    return [violation.within(future) for future, case in cases.items() for violation in checked(case)]


def _all(checks: tuple[Check, ...], case: Case) -> list[Violation]:
    return [violation for check in checks for violation in check(case)]
