"""The state of the search at one level: the best plan, the proven bound, and when to stop."""

from __future__ import annotations

import math
import threading

from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem
from solvers.proof import Prices
from solvers.result import PROVEN, Progress, Stage, Status, relative_gap
from solvers.watch import Watch

# HiGHS promises 1e-6 on each row; what it maps back through presolve may be a little worse. Polishing cleans that up.
FEASIBLE = 1e-5
# Anything less is rounding and no better plan.
BETTER = 1e-9


class Search:
    """One level under search. Methods offer it plans and bounds; it believes neither more than it can check.

    ``prices`` are those that have proved most so far; ``implied`` says that the start was proven good enough before
    anything was searched.
    """

    def __init__(self, problem: MatrixProblem, options: SolveOptions, watch: Watch) -> None:
        self.problem = problem
        self.options = options
        self.watch = watch
        self.best: FloatArray | None = None
        self.value: float | None = None
        self.bound: float | None = None
        self._one_at_a_time = threading.RLock()
        proof = problem.level.proof
        self.prices: Prices | None = proof.prices if proof else None
        if problem.start is not None:
            self.offer(problem.start, Stage.SEARCH)
        if proof is not None:
            self.raise_bound(proof.bound)
        self.implied = False

    @property
    def gap(self) -> float | None:
        """The proven gap so far; None while there is no plan or no bound."""
        return relative_gap(self.value, self.bound)

    @property
    def proven(self) -> bool:
        """The gap that was asked for is reached."""
        gap = self.gap
        return gap is not None and gap <= self.options.gap + PROVEN

    @property
    def done(self) -> bool:
        """Nothing more is to be done: proven, cancelled or out of time."""
        return self.proven or self.watch.stopped

    @property
    def status(self) -> Status:
        """What may be said of this level if the search ends now."""
        gap = self.gap
        if gap is not None and gap <= PROVEN:
            return Status.OPTIMAL
        if self.proven:
            return Status.GAP_REACHED
        if self.watch.cancelled:
            return Status.CANCELLED
        return Status.NO_PLAN if self.best is None else Status.TIME_LIMIT

    def offer(self, x: FloatArray, stage: Stage) -> bool:
        """Take ``x`` (columns,) as the best plan if it is complete, satisfies every row, and is better.

        May be called from several threads.
        """
        plan = self.problem.rounded(x)
        value = self.problem.level.value(plan)
        if not self._is_better(value) or not self.problem.violation(plan) <= FEASIBLE:
            return False
        with self._one_at_a_time:
            # another thread may have had a better one meanwhile
            if not self._is_better(value):
                return False
            self.best, self.value = plan, value
            self.watch.save(plan)
            self.report(stage)
        return True

    def _is_better(self, value: float) -> bool:
        """Whether a plan of this value would be better than the best; NaN is none."""
        return not math.isnan(value) and (self.value is None or value < self.value - BETTER * max(1.0, abs(value)))

    def raise_bound(self, bound: float | None) -> None:
        """No plan of the whole problem is better than ``bound``. May be called from several threads."""
        if bound is None or not math.isfinite(bound):
            return
        with self._one_at_a_time:
            if self.bound is None or bound > self.bound:
                self.bound = bound

    def report(self, stage: Stage) -> None:
        """Tell where the search stands; one at a time, for whoever listens hears one voice."""
        watch = self.watch
        with self._one_at_a_time:
            watch.tell(Progress(stage, watch.elapsed, self.bound, self.value, self.gap, self.problem.level.name))
