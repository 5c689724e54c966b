"""Explanations for tests, found in this process and with time enough."""

from __future__ import annotations

from careplan.explain.infeasible import Explanation, explain_infeasible
from instances.instance import Instance
from planning_model.demands import Demand
from solvers.options import SolveOptions
from solvers.questions import Questions

SECONDS = 120.0


def explained(instance: Instance) -> Explanation:
    questions = Questions(SolveOptions(time_limit=SECONDS))
    return explain_infeasible(instance, questions.solve, questions.has_plan)


def named(demand: Demand) -> tuple[str, ...]:
    return (demand.sheet, *demand.key)
