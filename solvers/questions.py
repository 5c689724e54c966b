"""Many solves in a row that belong to one question, under one limit of time and one cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable
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
# The gap of the best solution of a problem with so many columns: the rest of the proof takes as long as all before it.
MANY_COLUMNS, NEARLY = 100_000, 0.02


class Questions:
    """Solves in this process, for starting another takes longer than a small question, and by HiGHS alone.

    Questions speak of few columns, so that HiGHS's presolve leaves little of a large problem: a minute for a state,
    where the search by stages has no answer after four. Ctrl-C, and ``cancel``, end what is running and all that would
    follow. While a question is at work, ``tell`` gets its number again and again.
    """

    def __init__(
        self,
        options: SolveOptions,
        cancel: threading.Event | None = None,
        tell: Callable[[int], None] = lambda number: None,
    ) -> None:
        self._options = options
        self._tell = tell
        self._asked = 0
        self._cancel = cancel or threading.Event()
        self._watch = replace(Watch.lasting(options.time_limit), cancel=self._cancel)

    def solve(self, problem: MatrixProblem) -> SolveResult:
        """The best solution, as far as there is time; of a very large problem one that is nearly the best."""
        gap = NEARLY if len(problem.col_lower) >= MANY_COLUMNS else 0.0
        return self._solve(problem, replace(self._options, gap=gap))

    def has_plan(self, problem: MatrixProblem, *, confirm: bool = True) -> bool:
        """Whether there is a solution; the first one ends the search. Raises OutOfTimeError where nobody knows.

        Without ``confirm`` one attempt is enough to say that there is none.
        """
        result = self._solve(problem, replace(self._options, gap=ANY_PLAN, confirm=confirm))
        if result.x is None and confirm and result.status is not Status.INFEASIBLE:
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
        self._asked += 1
        thread.start()
        # once at least: a small question may have its answer before anybody looks
        at_work = True
        while at_work:
            try:
                self._tell(self._asked)
                thread.join(BEAT)
            except KeyboardInterrupt:
                self._cancel.set()
            at_work = thread.is_alive()
        if failures:
            raise failures[0]
        return results[0]
