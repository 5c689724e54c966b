"""A whole solve: the levels one after the other, each from the plan of the one before, then the polish."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solvers.highs import solve_whole
from solvers.options import SolveOptions
from solvers.polish import polish
from solvers.problem import FloatArray, MatrixProblem
from solvers.proof import Proof
from solvers.relaxation import solve_linear
from solvers.result import PROVEN, LevelResult, SolveResult, Status, relative_gap
from solvers.search import FEASIBLE, Search
from solvers.watch import Watch

# Beyond both, HiGHS alone still stands at the root node when the time is over.
MANY_COLUMNS, MANY_INTEGERS = 30_000, 100
# What is kept back for the polish: so many seconds a column, but no more than this share of the time.
POLISH_SECONDS, POLISH_SHARE = 3e-5, 0.1


def _search_by_stages(search: Search) -> Status:
    # compiled code takes half a second to import, which small problems need not wait for
    from solvers.large_scale import search_by_stages

    return search_by_stages(search)


_VERDICTS = (Status.INFEASIBLE, Status.UNBOUNDED)
_METHODS: dict[str, Callable[[Search], Status]] = {
    "linear": solve_linear,
    "highs": solve_whole,
    "dive": _search_by_stages,
}


@dataclass(frozen=True)
class _Done:
    """A level that has been searched, and how it ended."""

    search: Search
    status: Status
    seconds: float
    caps: tuple[float, ...]

    @property
    def proof(self) -> Proof:
        """What this search leaves to that of a problem like it."""
        bound, best = self.search.bound, self.search.value
        return Proof(
            -np.inf if bound is None else bound, np.inf if best is None else best, self.caps, self.search.prices
        )


def solve(problem: MatrixProblem, options: SolveOptions, watch: Watch) -> SolveResult:
    """Minimise the levels in their order; never raises for want of a plan, only `SolverFailed` if HiGHS fails."""
    method = choose_method(problem, options)
    if (known := _implied(problem, options, watch, method)) is not None:
        return known
    kept_back = min(POLISH_SECONDS * problem.matrix.shape[1], POLISH_SHARE * watch.remaining)
    searching = watch.slot(watch.remaining - kept_back)
    done: list[_Done] = []
    caps: dict[int, float] = {}
    plan: FloatArray | None = None
    searched = [index for index, level in enumerate(problem.levels) if level.in_search]
    for index in searched:
        begun = watch.elapsed
        slot = _slot(searching, len(searched) - len(done))
        search = Search(problem.at(index, caps, problem.start if plan is None else plan), options, slot)
        status = search.status if search.done else _METHODS[method](search)
        done.append(_Done(search, status, watch.elapsed - begun, tuple(caps.values())))
        if status in _VERDICTS or search.best is None or search.value is None:
            break
        plan = search.best
        caps[index] = problem.levels[index].cap(search.value)
    implied = all(entry.search.implied for entry in done)
    if plan is not None and not implied:
        plan = polish(problem, caps, plan, options, watch)
    levels = tuple(_level_result(entry, plan) for entry in done)
    proofs = tuple(entry.proof for entry in done)
    return SolveResult(overall([entry.status for entry in done]), plan, levels, watch.elapsed, method, proofs, implied)


def _implied(problem: MatrixProblem, options: SolveOptions, watch: Watch, method: str) -> SolveResult | None:
    """The start, if it is a plan and proven good enough by what a problem with no fewer plans has left.

    Its first levels may lie above what they reached there by what they grant to later ones; so may those of any plan.
    """
    levels = [level for level in problem.levels if level.in_search]
    proofs = [level.proof for level in levels]
    if problem.start is None or not problem.violation(plan := problem.rounded(problem.start)) <= FEASIBLE:
        return None
    results = []
    for level, proof in zip(levels, proofs, strict=True):
        gap = None if proof is None else relative_gap(proof.best, proof.bound)
        if proof is None or gap is None or not gap <= options.gap + PROVEN:
            return None
        if level.value(plan) > level.cap(proof.best):  # moved inside its bounds it costs more than it did
            return None
        status = Status.OPTIMAL if gap <= PROVEN else Status.GAP_REACHED
        results.append(LevelResult(level.name, status, level.value(plan), proof.best, proof.bound, 0.0))
    watch.save(plan)
    status = overall([result.status for result in results])
    return SolveResult(status, plan, tuple(results), watch.elapsed, method, tuple(proofs), implied=True)


def choose_method(problem: MatrixProblem, options: SolveOptions) -> str:
    """``linear``, ``highs`` or ``dive``, by what the problem is and what was asked for."""
    integers = int(problem.integer.sum())
    if not integers:
        return "linear"
    if options.method != "auto":
        return options.method
    has_sites = bool(np.any(problem.role > 0)) and bool(np.any(problem.block >= 0))
    large = problem.matrix.shape[1] >= MANY_COLUMNS and integers >= MANY_INTEGERS
    return "dive" if large and has_sites else "highs"


def overall(statuses: Sequence[Status]) -> Status:
    """The status of a run from those of its levels: the first verdict or stop, else the weakest proof."""
    for status in (*_VERDICTS, Status.NO_PLAN, Status.CANCELLED, Status.TIME_LIMIT, Status.GAP_REACHED):
        if status in statuses:
            return status
    return Status.OPTIMAL


def _slot(watch: Watch, left: int) -> Watch:
    """The time of the next of ``left`` levels: twice the share of a later one, as all of those build on it."""
    return watch.slot(watch.remaining * 2 / (left + 1)) if math.isfinite(watch.remaining) else watch


def _level_result(entry: _Done, plan: FloatArray | None) -> LevelResult:
    """``best`` never lies above the final plan's value, which the polish may have lowered."""
    search = entry.search
    level = search.problem.level
    value = None if plan is None else level.value(plan)
    best = search.value if value is None or search.value is None else min(value, search.value)
    return LevelResult(level.name, entry.status, value, best, search.bound, entry.seconds)
