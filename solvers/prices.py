"""The LP at a plan: some columns are held as they are there, all others are free, and integers may be fractions."""

from __future__ import annotations

import math
from types import TracebackType
from typing import Self

from solvers.options import SolveOptions
from solvers.problem import Columns, FloatArray, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.watch import Watch


class AtPlan:
    """The first level of a problem with the columns ``held`` at ``values`` (held,). Use it in a ``with`` statement.

    ``prices`` (rows,) say by how much the goal rises, at first, for one more on the bound of each row; None if there is
    no such solution, or no time for it. ``value`` is the goal then, else NaN.
    """

    def __init__(self, problem: MatrixProblem, held: Columns, values: FloatArray, watch: Watch) -> None:
        self._relaxation = Relaxation(problem, SolveOptions(), watch)
        self._held, self._values = held, values
        self.prices: FloatArray | None = None
        self.value = math.nan

    def __enter__(self) -> Self:
        self._relaxation.__enter__()
        self._relaxation.bound_columns(self._held, self._values, self._values)
        if self._relaxation.solve() is Status.OPTIMAL:
            self.prices, self.value = self._relaxation.prices, self._relaxation.value
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._relaxation.__exit__(kind, error, trace)

    def cost(self, columns: Columns, values: FloatArray) -> float:
        """By how much the goal rises if some of the held columns have other values; inf where there is no solution.

        NaN if there is no time to know.
        """
        relaxation = self._relaxation
        if self.prices is None or relaxation.watch.stopped:
            return math.nan
        before = relaxation.col_lower[columns]
        relaxation.bound_columns(columns, values, values)
        status = relaxation.solve()
        relaxation.bound_columns(columns, before, before)
        if status is Status.OPTIMAL:
            return relaxation.value - self.value
        return math.inf if status is Status.INFEASIBLE else math.nan
