"""One plan for several futures, through the stations of the pipeline: each future alone, then all of them together."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from careplan.errors import NoPlanError, VerificationError
from careplan.pipeline import (
    NO_COMMON_PLAN,
    NONE_ALONE,
    NoPlanAtAllError,
    Run,
    bounds_of,
    require_plan,
    solve_form,
    standard_form,
)
from careplan.provenance import provenance_of
from instances.futures import in_each_future, probabilities_of
from instances.instance import Instance
from planning_model.build import STRUCTURE, BuiltModel
from planning_model.extract import extract, level_row, reset
from planning_model.futures import (
    ByPriority,
    FuturesModel,
    Levels,
    build_futures,
    combined,
    decided_as_in,
    levels_over_futures,
    rows_of_futures,
)
from planning_model.names import records
from planning_model.plan import Plan, as_frame
from planning_model.verify import verify
from reports.baseline import baseline
from solvers.errors import InfeasibleAtBuild
from solvers.options import SolveOptions
from solvers.problem import FloatArray
from solvers.result import SolveResult
from solvers.standard_form import Goal, StandardForm, compile_model

# Of the time, what goes into the best plans for each future alone, and into the one for the expected in the others.
SHARE_ALONE, SHARE_UNPREPARED = 0.3, 0.1


@dataclass(frozen=True)
class _Known:
    """The best plan for each future alone, and the plan for the expected one in the others where it is possible."""

    alone: Mapping[str, Levels]
    unprepared: Mapping[str, Levels]


def plan_for_futures(instance: Instance, options: SolveOptions, clock: Run, cancel: threading.Event | None) -> Plan:
    """The verified plan for all futures of an instance; raises as :func:`careplan.pipeline.plan_once` does."""
    instances = in_each_future(instance)
    with clock.stage("baseline"):
        today = {name: baseline(one) for name, one in instances.items()}
    with clock.stage("build"):
        model = build_futures(instances, probabilities_of(instance))
    with clock.stage("futures"):
        alone = _each_alone(model, options, cancel)
        unprepared = _in_other_futures(model, alone, options, cancel)
    with clock.stage("solve"):
        form = _form_from(model, instance, _best_alone(alone), from_values=len(unprepared) == len(instances))
        left = replace(options, time_limit=_time_left(options, clock))
        result = solve_form(form, left, clock, cancel)
    try:
        x = require_plan(result)
    except NoPlanAtAllError:
        raise NoPlanAtAllError(NO_COMMON_PLAN) from None
    with clock.stage("verify"):
        plans = {name: one.with_baseline(today[name]) for name, one in _plans(model, form, x, result).items()}
        plan = _as_one(model, instance, plans, _Known(alone, unprepared), result)
        broken = verify(instance, plan)
    if broken:
        raise VerificationError(broken)
    return plan.with_provenance(provenance_of(instance, left, result, clock.seconds))


def _time_left(options: SolveOptions, clock: Run) -> float:
    """What the futures have left, and never less than their share: starting the solver takes time too."""
    share = 1.0 - SHARE_ALONE - SHARE_UNPREPARED
    return max(options.time_limit - clock.seconds["futures"], share * options.time_limit)


def _each_alone(model: FuturesModel, options: SolveOptions, cancel: threading.Event | None) -> dict[str, Levels]:
    """The levels of the best plan for each future alone; the variables of each model hold its plan."""
    each = replace(options, time_limit=SHARE_ALONE * options.time_limit / len(model.plans))
    found = {}
    for name, plan in model.plans.items():
        try:
            found[name] = _levels_of_best(plan, each, cancel)
        except (InfeasibleAtBuild, NoPlanAtAllError):
            raise NoPlanAtAllError(NONE_ALONE, future=name) from None
    return found


def _in_other_futures(
    model: FuturesModel, alone: Mapping[str, Levels], options: SolveOptions, cancel: threading.Event | None
) -> dict[str, Levels]:
    """The levels that the plan made for the future as expected comes to in each; those where it is possible."""
    expected, *others = model.plans
    found = {expected: alone[expected]}
    each = replace(options, time_limit=SHARE_UNPREPARED * options.time_limit / max(1, len(others)))
    for name in others:
        with (
            decided_as_in(model.plans[name], model.expected),
            suppress(InfeasibleAtBuild, NoPlanAtAllError, NoPlanError),
        ):
            found[name] = _levels_of_best(model.plans[name], each, cancel)
    return found


def _levels_of_best(plan: BuiltModel, options: SolveOptions, cancel: threading.Event | None) -> Levels:
    form = standard_form(plan)
    result = solve_form(form, options, Run(None), cancel)
    x = require_plan(result)
    reset(plan)
    form.load(x)
    return extract(plan, result.status.value, bounds_of(plan, result), {}).levels


def _best_alone(alone: Mapping[str, Levels]) -> ByPriority:
    return {(int(row.priority), name): row.objective for name, levels in alone.items() for row in records(levels)}


def _form_from(model: FuturesModel, instance: Instance, best: ByPriority, *, from_values: bool) -> StandardForm:
    try:
        return form_for_all(model, instance, best, from_values=from_values)
    except InfeasibleAtBuild:
        raise NoPlanAtAllError(NO_COMMON_PLAN) from None


def form_for_all(
    model: FuturesModel, instance: Instance, best: ByPriority, *, from_values: bool = False
) -> StandardForm:
    """All futures as one problem; raises :class:`InfeasibleAtBuild`.

    ``best`` is what the best plan for each future alone comes to. Among plans that are equal by the goal over futures
    the best on average counts.
    """
    settings = instance.settings
    levels = levels_over_futures(model, settings.futures_goal, settings.futures_cvar_share, best)
    goals = [Goal(str(level.priority), level.expression, tolerance_rel=level.tolerance) for level in levels]
    if settings.futures_goal != "expected":
        goals += [Goal(f"{level.priority} on average", model.mean(level.priority)) for level in levels]
    goals.append(Goal("ties", sum(plan.tie_breaker for plan in model.plans.values()), in_search=False))
    return compile_model(model.model, STRUCTURE, goals, from_values=from_values)


def _plans(model: FuturesModel, form: StandardForm, x: FloatArray, result: SolveResult) -> dict[str, Plan]:
    """The plan in every future; what each comes to alone has no bound."""
    for plan in model.plans.values():
        reset(plan)
    form.load(x)
    return {
        name: extract(plan, result.status.value, [None] * len(plan.levels), {}) for name, plan in model.plans.items()
    }


def _as_one(
    model: FuturesModel, instance: Instance, plans: Mapping[str, Plan], known: _Known, result: SolveResult
) -> Plan:
    """The plan as it is in the future that is as expected, with what it comes to in all of them."""
    settings = instance.settings
    in_each = {name: plan.levels for name, plan in plans.items()}
    futures = as_frame("futures", rows_of_futures(model.probabilities, in_each, known.alone, known.unprepared))
    measured = "regret_low" if settings.futures_goal == "regret" else "objective"
    levels = []
    for level, bound in zip(model.expected.levels, bounds_of(model.expected, result), strict=True):
        rows = futures[futures["priority"] == level.priority]
        values = dict(zip(rows["future"], rows[measured], strict=True))
        objective = combined(settings.futures_goal, settings.futures_cvar_share, model.probabilities, values)
        levels.append(level_row(level.priority, objective, bound))
    _, objective, bound, gap = levels[-1]
    expected, *others = plans
    shown = replace(plans[expected], objective=objective, bound=bound, gap=gap, levels=as_frame("levels", levels))
    return shown.with_futures(futures, {name: plans[name] for name in others})
