"""Many solves in a row that belong to one question, under one limit of time and one cancel."""

from __future__ import annotations

import threading
from dataclasses import replace

from solvers import sequence
from solvers.errors import OutOfTimeError
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.process import BEAT
from solvers.result import SolveResult, Status
from solvers.watch import Watch

# One solve takes at most this share of the time that is left, so that the next ones have some.
SHARE = 0.4
# The gap at which any plan is good enough.
ANY_PLAN = 1e12


class Questions:
    """Solves in this process, for starting another takes longer than a small question, and by HiGHS alone.

    Questions speak of few columns, so that HiGHS's presolve leaves little of a large problem: a minute for a state,
    where the search by stages has no answer after four. Ctrl-C, and ``cancel``, end what is running and all that would
    follow.
    """

    def __init__(self, options: SolveOptions, cancel: threading.Event | None = None) -> None:
        self._options = options
        self._cancel = cancel or threading.Event()
        self._watch = replace(Watch.lasting(options.time_limit), cancel=self._cancel)

    def solve(self, problem: MatrixProblem) -> SolveResult:
        """The best solution, as far as there is time."""
        return self._solve(problem, replace(self._options, gap=0.0))

    def has_plan(self, problem: MatrixProblem) -> bool:
        """Whether there is a solution; the first one ends the search. Raises OutOfTimeError where nobody knows."""
        result = self._solve(problem, replace(self._options, gap=ANY_PLAN))
        if result.x is None and result.status is not Status.INFEASIBLE:
            raise OutOfTimeError
        return result.x is not None

    def _solve(self, problem: MatrixProblem, options: SolveOptions) -> SolveResult:
        """In a thread, so that Ctrl-C is heard while HiGHS is at work."""
        options = replace(options, time_limit=SHARE * self._watch.remaining, method="highs")
        results: list[SolveResult] = []
        failures: list[Exception] = []
        watch = replace(Watch.lasting(options.time_limit), cancel=self._cancel)

        def solve() -> None:
            try:
                results.append(sequence.solve(problem, options, watch))
            except Exception as failure:  # noqa: BLE001  raised where somebody hears it
                failures.append(failure)

        thread = threading.Thread(target=solve, name="question", daemon=True)
        thread.start()
        while thread.is_alive():
            try:
                thread.join(BEAT)
            except KeyboardInterrupt:
                self._cancel.set()
        if failures:
            raise failures[0]
        return results[0]
