"""Whether a workbook has a plan at all, by solves in this process and without a goal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from instances.instance import Instance
from planning_model.build import STRUCTURE, build
from solvers import sequence
from solvers.errors import InfeasibleAtBuild
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.result import Status
from solvers.standard_form import Goal, compile_model
from solvers.watch import Watch

SECONDS = 30.0
NOTHING = Goal("nothing", 0.0)


def has_plan(instance: Instance) -> bool:
    """Whether all demands of the workbook can be kept."""
    try:
        problem = problem_of(instance)
    except InfeasibleAtBuild:
        return False
    return is_feasible(problem)


def problem_of(instance: Instance) -> MatrixProblem:
    """The constraints of the model."""
    return compile_model(build(instance).model, STRUCTURE, [NOTHING]).problem


def is_feasible(problem: MatrixProblem) -> bool:
    """Whether the problem has a solution; one of the two is proven."""
    status = sequence.solve(problem, SolveOptions(), Watch.lasting(SECONDS)).status
    assert status in (Status.OPTIMAL, Status.INFEASIBLE)
    return status is Status.OPTIMAL


def linear(problem: MatrixProblem) -> MatrixProblem:
    """The relaxation, in which sites, steps and choices come in parts."""
    return replace(problem, integer=np.zeros_like(problem.integer))
