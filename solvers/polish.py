"""The last step: integers fixed and the LP solved once more, so that stored values are clean."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Progress, Stage, Status
from solvers.search import FEASIBLE
from solvers.watch import Watch

# Seconds that the polish gets even if the search has used up its time or was cancelled.
LEAST_SECONDS = 5.0
# A goal that is to keep its value may lose this share of it to rounding.
HOLD = 1e-9
# Tried in this order: a plan that used HiGHS's own tolerance may not satisfy a sharper one.
TOLERANCES = (1e-9, 1e-7)


def polish(
    problem: MatrixProblem, caps: Mapping[int, float], plan: FloatArray, options: SolveOptions, watch: Watch
) -> FloatArray:
    """The plan (columns,) with the same integers and the best of the rest; the plan itself where that fails.

    ``caps`` holds what each level that was searched may cost. The last of them comes first; then the earlier ones, in
    their order, take back whatever of their tolerance it did not need; then the levels that only break ties.
    """
    lasting = replace(watch, cancel=threading.Event(), deadline=max(watch.deadline, time.monotonic() + LEAST_SECONDS))
    fixed = _with_integers_fixed(problem, plan)
    limits = dict(caps)
    *earlier, last = caps
    tie_breakers = [index for index, level in enumerate(problem.levels) if not level.in_search]
    for index in (last, *earlier, *tie_breakers):
        level = problem.levels[index]
        watch.tell(Progress(Stage.POLISH, watch.elapsed, None, level.value(plan), None, level.name))
        better = _best_rest(fixed.at(index, limits, None), options, lasting)
        if better is not None:
            plan = better
            limits[index] = level.value(plan) + HOLD * max(1.0, abs(level.value(plan)))
    watch.save(plan)
    return plan


def _with_integers_fixed(problem: MatrixProblem, plan: FloatArray) -> MatrixProblem:
    whole = problem.rounded(plan)
    return replace(
        problem,
        col_lower=np.where(problem.integer, whole, problem.col_lower),
        col_upper=np.where(problem.integer, whole, problem.col_upper),
    )


def _best_rest(problem: MatrixProblem, options: SolveOptions, watch: Watch) -> FloatArray | None:
    """The LP's solution; None if there is none within the time."""
    for tolerance in TOLERANCES:
        with Relaxation(problem, options, watch) as relaxation:
            relaxation.set_tolerance(tolerance)
            if relaxation.solve() is Status.OPTIMAL:
                plan = problem.rounded(relaxation.x)
                return plan if problem.violation(plan) <= FEASIBLE else None
    return None
