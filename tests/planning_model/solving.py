"""Plans for the tests of the model: proven optimal, and checked by the verifier."""

from __future__ import annotations

import threading
from typing import Any
from unittest.mock import patch

from careplan.pipeline import PlanOptions, plan_once
from instances.instance import Instance
from planning_model.plan import Plan
from solvers import sequence
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.result import SolveResult
from solvers.watch import Watch
from tests.planning_model.worlds import Frames, instance_of

SECONDS = 120.0


def plan_of(world: Frames | Instance, *, explain: bool = False) -> Plan:
    """The optimal plan of a small world; the pipeline raises where the verifier finds anything broken.

    Solved in this process, for starting one takes longer than most of these solves.
    """
    instance = world if isinstance(world, Instance) else instance_of(world)
    with patch("careplan.pipeline.run", _run_here):
        plan = plan_once(instance, PlanOptions(time_limit=SECONDS, gap=0.0, explain=explain))
    assert plan.status == "optimal"
    return plan


def _run_here(
    problem: MatrixProblem, options: SolveOptions, _tell: Any, _cancel: threading.Event | None
) -> SolveResult:
    return sequence.solve(problem, options, Watch.lasting(options.time_limit))


def goal(plan: Plan, key: str = "unmet") -> float:
    """The value of a goal."""
    return float(plan.goals.set_index("goal").loc[key, "value"])


def open_sites(plan: Plan, period: str = "t1") -> dict[str, str]:
    """The type of every site that is open in the period."""
    rows = plan.sites[(plan.sites["period"] == period) & (plan.sites["type"] != "")]
    return dict(zip(rows["site"], rows["type"], strict=True))


def units(plan: Plan, site: str, resource: str = "seat", period: str = "t1") -> float:
    """Capacity of a site; 0 where there is none."""
    rows = plan.modules.query("site == @site and resource == @resource and period == @period")
    return float(rows["units"].sum())
