"""HiGHS on a mixed-integer problem: the hand-off, progress, cancel, limits and statuses."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus

from solvers.errors import SolverFailed
from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem
from solvers.result import NOTHING, Stage, Status
from solvers.search import Search

# So far below a bound that there is, as a share of it, HiGHS's cuts would take too long to come back to it.
HOPELESS = 0.01
ROW_WISE = 2
MINIMISE = 1


@dataclass(frozen=True, eq=False)
class Part:
    """A restriction of the problem: tighter column bounds, a limit of nodes and of seconds, the gap to stop at."""

    col_lower: FloatArray
    col_upper: FloatArray
    seconds: float
    max_nodes: int
    gap: float

    def of(self, problem: MatrixProblem) -> MatrixProblem:
        """The problem, restricted."""
        return replace(problem, col_lower=self.col_lower, col_upper=self.col_upper)


def solve_whole(search: Search) -> Status:
    """Plain HiGHS on the whole problem: plans and bounds go to ``search``.

    Infeasible and unbounded are verdicts, so presolve's word alone is not taken for them, nor for a plan that turns
    out to break a row: HiGHS solves again without it, unless nobody asks to confirm what it says.
    """
    options = search.options
    status = _attempt(search, None, Stage.SEARCH, presolve=options.presolve)
    doubtful = status in (Status.INFEASIBLE, Status.UNBOUNDED) or (status is Status.OPTIMAL and search.best is None)
    if doubtful and options.presolve and options.confirm and not search.watch.stopped:
        status = _attempt(search, None, Stage.SEARCH, presolve=False)
    if status is Status.OPTIMAL and search.best is None and options.confirm:
        raise SolverFailed("HiGHS returned a plan that breaks the model, with and without presolve")
    contradicted = status is Status.INFEASIBLE and search.best is not None
    if status in (Status.INFEASIBLE, Status.UNBOUNDED) and not search.watch.stopped and not contradicted:
        return status
    return search.status


def solve_part(search: Search, part: Part, stage: Stage) -> Status:
    """HiGHS on a part, begun at the best plan: every plan is one of the whole problem, the bound is not.

    Returns OPTIMAL if the part is solved to its gap, INFEASIBLE if it has no plan, else TIME_LIMIT.
    """
    try:
        status = _attempt(search, part, stage, presolve=search.options.presolve)
    except SolverFailed:
        # a plan at hand is worth more than a part that HiGHS cannot solve
        if search.best is None:
            raise
        return Status.TIME_LIMIT
    return status if status in (Status.OPTIMAL, Status.INFEASIBLE) else Status.TIME_LIMIT


def solve_beside(search: Search, problem: MatrixProblem, stopped: Callable[[], bool]) -> None:
    """HiGHS on the whole problem, with rows that every plan keeps, beside another search; both have their results.

    It gives up where its relaxation is far below the bound there is. Where it fails, all stays as it is.
    """
    with loaded(problem) as highs:
        _set_limits(highs, search, None, search.options.presolve)
        _listen_beside(highs, search, stopped)
        _set_start(highs, search, whole=True)
        with suppress(SolverFailed):
            _believe_bound(highs, search, run(highs))


class Limits(NamedTuple):
    """When HiGHS may end: within an absolute gap, after so many seconds, or when it is told."""

    gap_abs: float
    seconds: float
    stopped: Callable[[], bool]


def solve_apart(problem: MatrixProblem, options: SolveOptions, limits: Limits) -> tuple[float, FloatArray | None]:
    """HiGHS on a problem of its own: a bound, −inf if it has none, and the best solution, if it has any.

    Where it fails, nothing is known.
    """
    with loaded(problem) as highs:
        _set_options(highs, options)
        set_option(highs, "mip_abs_gap", limits.gap_abs)
        set_option(highs, "mip_rel_gap", 0.0)
        set_option(highs, "time_limit", limits.seconds)
        _stop_when(highs, limits.stopped)
        with suppress(SolverFailed):
            status = run(highs)
            if status not in _WITHOUT_PLAN:
                info = highs.getInfo()
                found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
                return info.mip_dual_bound, np.array(highs.getSolution().col_value) if found else None
        return -math.inf, None


@contextmanager
def loaded(problem: MatrixProblem, *, integer: bool = True) -> Iterator[highspy.Highs]:
    """A new HiGHS that holds the problem's first level, or its relaxation; SolverFailed if it refuses the matrix."""
    highs = highspy.Highs()
    try:
        set_option(highs, "log_to_console", False)
        pass_model(highs, problem, integer=integer)
        yield highs
    finally:
        # the callbacks hold the solver and the solver the callbacks: without this its memory stays for ever
        highs.disableCallbacks()
        highs.clear()


def set_option(highs: highspy.Highs, name: str, value: bool | int | float | str) -> None:
    """Set an option of HiGHS; raises SolverFailed if it does not take the value."""
    if highs.setOptionValue(name, value) != HighsStatus.kOk:
        raise SolverFailed(f"HiGHS does not accept {value!r} for its option {name}")


def run(highs: highspy.Highs) -> HighsModelStatus:
    """Let HiGHS solve what it holds; raises SolverFailed if it reports an error instead of an answer."""
    outcome = highs.run()
    status = highs.getModelStatus()
    if outcome == HighsStatus.kError or status in _FAILURES:
        raise SolverFailed(f"HiGHS failed: {highs.modelStatusToString(status)}")
    return status


_FAILURES = (
    HighsModelStatus.kLoadError,
    HighsModelStatus.kModelError,
    HighsModelStatus.kPresolveError,
    HighsModelStatus.kSolveError,
    HighsModelStatus.kPostsolveError,
    HighsModelStatus.kMemoryLimit,
)

_WITHOUT_PLAN = (HighsModelStatus.kInfeasible, HighsModelStatus.kUnboundedOrInfeasible)

_VERDICTS = {
    HighsModelStatus.kOptimal: Status.OPTIMAL,
    HighsModelStatus.kModelEmpty: Status.OPTIMAL,
    HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    HighsModelStatus.kUnbounded: Status.UNBOUNDED,
    # which of the two is decided by the solve without presolve
    HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
}


def verdict(status: HighsModelStatus) -> Status:
    """HiGHS's answer in our terms; any way of stopping early is TIME_LIMIT."""
    return _VERDICTS.get(status, Status.TIME_LIMIT)


def pass_model(highs: highspy.Highs, problem: MatrixProblem, *, integer: bool) -> None:
    """Give HiGHS the problem's first level, or its relaxation; SolverFailed if it refuses the matrix."""
    rows, columns = problem.matrix.shape
    level = problem.level
    status = highs.passModel(
        columns,
        rows,
        problem.matrix.nnz,
        ROW_WISE,
        MINIMISE,
        level.offset,
        level.cost,
        problem.col_lower,
        problem.col_upper,
        problem.row_lower,
        problem.row_upper,
        problem.matrix.indptr[:-1].astype(np.int32),
        problem.matrix.indices.astype(np.int32),
        problem.matrix.data,
        (problem.integer if integer else np.zeros_like(problem.integer)).astype(np.int32),
    )
    if status == HighsStatus.kError:
        raise SolverFailed("HiGHS refused the matrix")


def _attempt(search: Search, part: Part | None, stage: Stage, *, presolve: bool) -> Status:
    """One run of HiGHS. The bound counts for the search only if the run is on the whole problem."""
    with loaded(search.problem if part is None else part.of(search.problem)) as highs:
        _set_limits(highs, search, part, presolve)
        _listen(highs, search, stage, whole=part is None)
        _set_start(highs, search, whole=part is None)
        status = run(highs)
        if highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            search.offer(np.array(highs.getSolution().col_value), stage)
        if part is None:
            _believe_bound(highs, search, status)
        search.report(stage)
        return verdict(status)


def _believe_bound(highs: highspy.Highs, search: Search, status: HighsModelStatus) -> None:
    if status not in _WITHOUT_PLAN:
        search.raise_bound(known(highs.getInfo().mip_dual_bound))


def _set_limits(highs: highspy.Highs, search: Search, part: Part | None, presolve: bool) -> None:
    options = search.options
    seconds = search.watch.remaining if part is None else min(part.seconds, search.watch.remaining)
    _set_options(highs, replace(options, presolve=presolve))
    set_option(highs, "mip_abs_gap", NOTHING)
    set_option(highs, "mip_rel_gap", options.gap if part is None else part.gap)
    if math.isfinite(seconds):
        set_option(highs, "time_limit", seconds)
    if part is not None:
        set_option(highs, "mip_max_nodes", part.max_nodes)


def _set_options(highs: highspy.Highs, options: SolveOptions) -> None:
    set_option(highs, "presolve", "choose" if options.presolve else "off")
    set_option(highs, "random_seed", options.seed)
    set_option(highs, "threads", options.threads)
    set_option(highs, "mip_feasibility_tolerance", options.mip_feasibility_tolerance)


def _set_start(highs: highspy.Highs, search: Search, *, whole: bool) -> None:
    """Begin at the integers of the best plan, or at those that the start knows; HiGHS completes them itself.

    A start that is no plan may contradict a part's bounds.
    """
    start = search.problem.start if search.best is None and whole else search.best
    if start is None:
        return
    known_integers = np.flatnonzero(search.problem.integer & ~np.isnan(start)).astype(np.int32)
    if known_integers.size:
        highs.setSolution(known_integers.size, known_integers, np.round(start[known_integers]))


def _listen(highs: highspy.Highs, search: Search, stage: Stage, *, whole: bool) -> None:
    """Stop when the watch says so, or a part has led to the gap of the whole; pass on plans and bounds as they come."""

    def improved(event: highspy.HighsCallbackEvent) -> None:
        search.offer(np.array(event.data_out.mip_solution), stage)

    def logged(event: highspy.HighsCallbackEvent) -> None:
        if whole:
            search.raise_bound(known(event.data_out.mip_dual_bound))
        search.report(stage)

    _stop_when(highs, lambda: search.watch.stopped if whole else search.done)
    highs.cbMipImprovingSolution.subscribe(improved)
    highs.cbMipLogging.subscribe(logged)


def _listen_beside(highs: highspy.Highs, search: Search, stopped: Callable[[], bool]) -> None:
    hopeless, logs = threading.Event(), list[float]()

    def improved(event: highspy.HighsCallbackEvent) -> None:
        search.offer(np.array(event.data_out.mip_solution), Stage.SEARCH)

    def logged(event: highspy.HighsCallbackEvent) -> None:
        before, bound = search.bound, known(event.data_out.mip_dual_bound)
        if bound is None:
            return
        search.raise_bound(bound)
        # the first number that it logs is from before its relaxation
        logs.append(bound)
        if before is not None and logs[0] < bound < before - HOPELESS * abs(before):
            hopeless.set()

    _stop_when(highs, lambda: stopped() or hopeless.is_set())
    highs.cbMipImprovingSolution.subscribe(improved)
    highs.cbMipLogging.subscribe(logged)


def _stop_when(highs: highspy.Highs, stopped: Callable[[], bool]) -> None:
    def interrupt(event: highspy.HighsCallbackEvent) -> None:
        if stopped():
            event.interrupt()

    highs.cbMipInterrupt.subscribe(interrupt)
    highs.cbSimplexInterrupt.subscribe(interrupt)
    highs.cbIpmInterrupt.subscribe(interrupt)


def known(value: float) -> float | None:
    """HiGHS says ±inf while it knows nothing."""
    return value if math.isfinite(value) else None
