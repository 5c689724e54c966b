"""Prices of a very large LP by a first-order method, beside the simplex method that is solving it."""

from __future__ import annotations

import threading

import numpy as np

from solvers.errors import SolverFailed
from solvers.highs import loaded, run, set_option, verdict
from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem
from solvers.result import Status

# What the rough solution may break, relative to the whole: the bound of the decomposition is no worse for it.
ROUGHLY = 1e-3


class Estimate:
    """HiGHS's PDLP on a problem's relaxation, in a thread of its own, for at most so many seconds.

    ``prices`` (rows,) are near enough to the LP's duals to begin with; None while there are none, and if it fails.
    HiGHS cannot be interrupted meanwhile, so nobody waits for the thread: it ends by itself, or with the process.
    """

    def __init__(self, problem: MatrixProblem, options: SolveOptions, seconds: float) -> None:
        self.prices: FloatArray | None = None
        self._problem = problem
        self._options = options
        self._seconds = seconds
        threading.Thread(target=self._solve, name="estimate", daemon=True).start()

    @property
    def found(self) -> bool:
        """Whether there are prices."""
        return self.prices is not None

    def _solve(self) -> None:
        try:
            with loaded(self._problem, integer=False) as highs:
                set_option(highs, "output_flag", False)  # this method writes to the console whatever its log may do
                set_option(highs, "solver", "pdlp")
                set_option(highs, "threads", self._options.threads)
                set_option(highs, "presolve", "choose" if self._options.presolve else "off")
                set_option(highs, "kkt_tolerance", ROUGHLY)
                set_option(highs, "time_limit", self._seconds)
                if verdict(run(highs)) is Status.OPTIMAL:
                    self.prices = np.array(highs.getSolution().row_dual)
        except SolverFailed:
            return  # the simplex method goes on without it
