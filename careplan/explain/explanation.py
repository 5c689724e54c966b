"""The explanation of a plan that there is: what binds it, and why its sites are where they are."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np

from careplan.explain.binding import Value, by_prices, solved_again
from careplan.explain.scarce import Thing, things
from careplan.explain.trial import FirstPriority, Trials, answer_of, best_of
from careplan.explain.why import Obstacles, Question, Questions, answered
from careplan.pipeline import PlanOptions
from careplan.progress import ProgressCallback
from instances.instance import Instance
from planning_model.names import records
from planning_model.parameters import THOUSAND
from planning_model.plan import Plan, as_frame
from solvers.prices import AtPlan
from solvers.watch import Watch

# The parts of the time for local values, and then for what binds; the sites have the rest, and what these leave.
FOR_LOCAL, FOR_BINDING = 0.3, 0.5


def explanation(
    instance: Instance,
    plan: Plan,
    options: PlanOptions,
    progress: ProgressCallback | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """The plan with its frames ``binding`` and ``why``; see :func:`careplan.explain_plan`."""
    trials = Trials(options.for_solver(instance), _usual_seconds(plan), progress, cancel)
    trials.tell("build")
    model = FirstPriority(instance, best_of(plan))
    trials.tell("local")
    with _at_plan(model, plan, trials.watch(FOR_LOCAL)) as at_plan:
        local = [Value(thing, _local(model, plan, thing, at_plan, trials)) for thing in things(model, plan)]
        questions = list(_told(Questions(model, plan, at_plan), trials))
    known = answer_of(plan)
    bound_by = solved_again(model, local, known, trials, FOR_BINDING * trials.remaining)
    obstacles = Obstacles(model, bound_by)
    reasons = [obstacles.named(question) for question in answered(model, questions, known, trials)]
    return plan.with_explanation(
        as_frame("binding", [value.row for value in bound_by]), as_frame("why", [reason.row for reason in reasons])
    )


def _local(model: FirstPriority, plan: Plan, thing: Thing, at_plan: AtPlan, trials: Trials) -> float:
    """What one more is worth at the plan: by the prices, or by the LP with the workbook changed."""
    watch = trials.watch(FOR_LOCAL)
    if thing.rows or watch.stopped or not (thing.more.overrides and thing.is_scarce):
        return by_prices(thing, at_plan.prices)
    with _at_plan(model.overridden(thing.more.overrides), plan, watch) as richer:
        return max(0.0, THOUSAND * (at_plan.value - richer.value))


def _told(questions: Questions, trials: Trials) -> Iterator[Question]:
    for done, question in enumerate(questions, start=1):
        trials.tell("local", done, len(questions))
        yield question


def _usual_seconds(plan: Plan) -> float:
    return float(plan.provenance.get("seconds", {}).get("solve", 0.0))


def _at_plan(model: FirstPriority, plan: Plan, watch: Watch) -> AtPlan:
    """The LP in which openings are as in the plan."""
    runs = {(row.site, row.type, row.period) for row in records(plan.sites)}
    held = {
        column: float(opening in runs) for opening, columns in model.columns_of("open").items() for column in columns
    }
    return AtPlan(model.problem, np.array([*held], dtype=np.intp), np.array([*held.values()]), watch)
