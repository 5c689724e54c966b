"""SCIP on a matrix, by way of an MPS file; needs the package pyscipopt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pyscipopt import SCIP_EVENTTYPE, Model

from solvers.highs import loaded
from solvers.options import SolveOptions
from solvers.polish import polish
from solvers.problem import FloatArray, MatrixProblem
from solvers.result import LevelResult, Progress, SolveResult, Stage, Status, relative_gap
from solvers.watch import Watch

EVENTS = [SCIP_EVENTTYPE.BESTSOLFOUND, SCIP_EVENTTYPE.DUALBOUNDIMPROVED]
STATUSES = {"optimal": Status.OPTIMAL, "infeasible": Status.INFEASIBLE, "unbounded": Status.UNBOUNDED}


def run(
    problem: MatrixProblem,
    options: SolveOptions | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> SolveResult:
    """Solve in this process, by SCIP's own settings; the plan is polished as ours are. Reading the file counts as time.

    Raises ValueError for several priorities, which SCIP does not know.
    """
    options = options or SolveOptions()
    watch = Watch.lasting(options.time_limit)
    if sum(level.in_search for level in problem.levels) > 1:
        raise ValueError("SCIP alone solves one priority; this workbook has several")
    model = _read(problem)

    def tell(best: float | None, bound: float | None) -> None:
        if progress is not None:
            gap = relative_gap(best, bound)
            progress(Progress(Stage.SEARCH, watch.elapsed, bound, best, gap, problem.level.name))

    def hear(*_event: object) -> None:
        # before the first LP, SCIP's bound is what the objective's columns allow
        bound = _known(model, model.getDualbound()) if model.getNLPs() else None
        tell(_known(model, model.getPrimalbound()), bound)
        if cancel is not None and cancel.is_set():
            model.interruptSolve()

    tell(None, None)
    model.attachEventHandlerCallback(hear, EVENTS)
    _set_limits(model, options, watch)
    model.optimize()
    hear()
    return _result(model, problem, options, watch)


def _read(problem: MatrixProblem) -> Model:
    with TemporaryDirectory() as folder:
        path = str(Path(folder, "problem.mps"))
        with loaded(problem) as highs:
            highs.writeModel(path)
        model = Model()
        model.hideOutput()
        model.readProblem(path)
    return model


def _set_limits(model: Model, options: SolveOptions, watch: Watch) -> None:
    model.setParam("limits/time", watch.remaining)
    model.setParam("limits/gap", options.gap)  # SCIP divides by the bound: at most a little stricter than ours
    model.setParam("randomization/randomseedshift", options.seed)


def _result(model: Model, problem: MatrixProblem, options: SolveOptions, watch: Watch) -> SolveResult:
    plan = None if model.getNSols() == 0 else _columns(model, problem)
    if plan is not None:
        plan = polish(problem, {0: problem.level.cap(problem.level.value(plan))}, plan, options, watch)
    value = None if plan is None else problem.level.value(plan)
    status = STATUSES.get(model.getStatus(), Status.NO_PLAN if plan is None else Status.TIME_LIMIT)
    bound = _known(model, model.getDualbound())
    level = LevelResult(problem.level.name, status, value, value, bound, watch.elapsed)
    return SolveResult(status, plan, (level,), watch.elapsed, "scip")


def _columns(model: Model, problem: MatrixProblem) -> FloatArray:
    """The best plan (columns,); HiGHS names the columns of its files c0, c1, …, and leaves none out."""
    best = model.getBestSol()
    values = {variable.name: model.getSolVal(best, variable) for variable in model.getVars()}
    return problem.rounded(np.array([values[f"c{number}"] for number in range(problem.matrix.shape[1])]))


def _known(model: Model, value: float) -> float | None:
    """SCIP says ±1e20 while it knows nothing."""
    return None if model.isInfinity(abs(value)) else value
