"""The LP relaxation, kept warm between changes of column bounds, and bounds that hold whatever the LP did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType

import highspy
import numpy as np
from highspy import HighsModelStatus
from numpy.typing import NDArray

from solvers.decomposition.reach import largest_values
from solvers.errors import SolverFailed
from solvers.held import Basis, Held
from solvers.highs import known, loaded, run, set_option, verdict
from solvers.options import SolveOptions
from solvers.problem import Columns, FloatArray, MatrixProblem
from solvers.result import Stage, Status
from solvers.search import FEASIBLE, Search
from solvers.watch import Watch

# Columns that nobody looked at are worth a look if they may save this share of the cost together: every look costs the
# dual simplex method what it has learned, a second or more. (The primal one is faster as a rule, and took 70 s once.)
WORTH_A_LOOK = 1e-3
# A reduced cost of this size has no sign: HiGHS calls it dual feasible.
NO_SIGN = 1e-7


def never() -> bool:
    """Nothing to stop for."""
    return False


class Relaxation:
    """A problem's first level without integrality. Use it in a ``with`` statement.

    After `solve` returned OPTIMAL, ``x`` (columns,) is the LP's solution, ``prices`` (rows,) are its duals, and
    ``value`` is what it costs.
    """

    def __init__(self, problem: MatrixProblem, options: SolveOptions, watch: Watch) -> None:
        self.problem = problem
        self.options = options
        self.watch = watch
        self.col_lower = problem.col_lower.copy()
        self.col_upper = problem.col_upper.copy()
        self.x: FloatArray = np.full(problem.matrix.shape[1], np.nan)
        self.prices: FloatArray = np.zeros(problem.matrix.shape[0])
        self._stopped: Callable[[], bool] = lambda: self.watch.stopped
        self._loading = loaded(problem, integer=False)

    def __enter__(self) -> Relaxation:
        self._highs = self._loading.__enter__()
        self._held = Held(self.problem, self._highs)
        set_option(self._highs, "threads", self.options.threads)
        set_option(self._highs, "random_seed", self.options.seed)
        set_option(self._highs, "presolve", "choose" if self.options.presolve else "off")
        self._highs.cbSimplexInterrupt.subscribe(self._interrupt)
        self._highs.cbIpmInterrupt.subscribe(self._interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loading.__exit__(kind, error, trace)

    @property
    def value(self) -> float:
        """What the LP's solution costs."""
        return self.problem.level.value(self.x)

    def set_tolerance(self, tolerance: float) -> None:
        """How far a row may be broken."""
        set_option(self._highs, "primal_feasibility_tolerance", tolerance)

    def bound_columns(self, columns: Columns, lower: FloatArray, upper: FloatArray) -> None:
        """Give some columns other bounds; the next solve starts from the last basis."""
        self.col_lower[columns], self.col_upper[columns] = lower, upper
        self._held.bound(columns, lower, upper)

    def narrow(self, likely: NDArray[np.bool_]) -> None:
        """Look at these columns (columns,) alone, at integers and at what the last solution uses.

        All others stay at their lower bounds until they are asked for, or `solve` finds that they pay.
        """
        self._held.narrow(likely | (self.col_lower != 0), self.col_lower, self.col_upper)

    @contextmanager
    def without(self, unused: NDArray[np.bool_]) -> Iterator[None]:
        """Look at these columns (columns,) no more for as long as a ``with`` block lasts, unless they turn out to pay.

        What was looked at before is looked at again after it, whatever has been narrowed away meanwhile.
        """
        looked_at = self.looked_at
        if unused.any():
            self.narrow(looked_at & ~unused)
        try:
            yield
        finally:
            self.widen(looked_at)

    def widen(self, wanted: NDArray[np.bool_]) -> bool:
        """Look at these columns (columns,) as well; False if all that have any room are looked at already."""
        columns = np.flatnonzero(wanted & self._held.absent & (self.col_lower < self.col_upper))
        if columns.size:
            self._held.widen(columns, self.col_lower[columns], self.col_upper[columns])
        return columns.size > 0

    def match(self, other: Relaxation) -> None:
        """Be in the state of another relaxation of the same problem, without solving anything."""
        self.col_lower, self.col_upper = other.col_lower.copy(), other.col_upper.copy()
        if np.array_equal(self.looked_at, other.looked_at):
            self._held.bound(np.arange(len(self.col_lower)), self.col_lower, self.col_upper)
        else:
            self._held.match(other._held, self.col_lower, self.col_upper)
        self.x, self.prices = other.x, other.prices

    @property
    def looked_at(self) -> NDArray[np.bool_]:
        """The columns (columns,) that were not narrowed away, or have been asked for since."""
        return ~self._held.absent

    @property
    def reach(self) -> tuple[FloatArray, FloatArray]:
        """What the columns (columns,) are held to: their bounds, and the lower one alone where nobody looks."""
        return self.col_lower, np.where(self._held.absent, self.col_lower, self.col_upper)

    def solve(self, *, confirm: bool = False, unless: Callable[[], bool] = never) -> Status:
        """OPTIMAL, INFEASIBLE, UNBOUNDED, or TIME_LIMIT for any early stop.

        ``confirm``: solve again from nothing and without presolve before saying that there is no solution. ``unless``:
        stop early once this is so. Columns that were narrowed away and turn out to pay are looked at from then on.
        """
        self._stopped = lambda: self.watch.stopped or unless()
        try:
            status = self._solve_held(np.inf, confirm=confirm)
            return self.complete() if status is Status.OPTIMAL else status
        finally:
            self._stopped = lambda: self.watch.stopped

    def complete(self) -> Status:
        """After a solution was found: look at the columns that would pay, and solve again, while there are any."""
        status = Status.OPTIMAL
        while status is Status.OPTIMAL and self.widen(self._paying()):
            status = self._solve_held(np.inf)
        return status

    def _paying(self) -> NDArray[np.bool_]:
        """Which columns (columns,) that nobody looks at would pay, if together they may save anything worth it.

        Σ saved is the most they can save, by weak duality.
        """
        absent = self._held.absent
        if not absent.any():
            return absent
        saved = np.where(absent, -self.reduced_costs() * np.where(np.isfinite(self.largest), self.largest, 1.0), 0.0)
        paying = saved > NO_SIGN
        return paying & (float(saved[paying].sum()) > WORTH_A_LOOK * max(1.0, abs(self.value)))

    @cached_property
    def largest(self) -> FloatArray:
        """How large the columns (columns,) can become; inf where no row says."""
        return largest_values(self.problem)

    def _solve_held(self, below: float, *, confirm: bool = False) -> Status:
        set_option(self._highs, "objective_bound", below)
        status = self._run()
        doubtful = status is Status.TIME_LIMIT and not self._too_dear
        if status is not Status.OPTIMAL and not self._stopped() and (confirm or doubtful):
            self._highs.clearSolver()
            set_option(self._highs, "presolve", "off")
            status = self._run()
        if status is Status.OPTIMAL:
            solution = self._highs.getSolution()
            self.x = self._held.spread(np.array(solution.col_value), self.col_lower)
            self.prices = np.array(solution.row_dual)
        return status

    def forget(self) -> None:
        """Solve from nothing the next time, which may be faster than from a basis far away, for it allows presolve."""
        self._highs.clearSolver()

    @property
    def basis(self) -> Basis | None:
        """Where the last solve ended, if it came to a basis."""
        return self._held.basis

    def begin_at(self, basis: Basis) -> None:
        """Begin the next solve where another has ended, whatever came since."""
        self._held.begin_at(basis)

    def restart(self, lower: FloatArray, upper: FloatArray) -> Status:
        """Give all columns other bounds and solve again."""
        self.bound_columns(np.arange(len(lower)), lower, upper)
        return self.solve()

    def accept(self, columns: Columns, lower: FloatArray, upper: FloatArray, below: float = np.inf) -> bool:
        """Give columns other bounds if the LP then has a solution that costs less than ``below``; else all stays."""
        x, prices = self.x, self.prices
        before = self.col_lower[columns], self.col_upper[columns]
        self.bound_columns(columns, lower, upper)
        if self._solve_uninterrupted(below) is Status.OPTIMAL and self.value < below:
            return True
        self.x, self.prices = x, prices
        self.bound_columns(columns, *before)
        return False

    def _solve_uninterrupted(self, below: float) -> Status:
        """`solve` without asking for a cancel or looking at other columns, which is for short, warm LPs.

        Being asked at every iteration slows them by a quarter while the other thread holds the interpreter. HiGHS keeps
        the time by its own clock, which runs on from one LP to the next.
        """
        self._highs.disableCallbacks()
        set_option(self._highs, "time_limit", self._highs.getRunTime() + self.watch.remaining)
        try:
            return self._solve_held(below)
        finally:
            set_option(self._highs, "time_limit", np.inf)
            self._highs.enableCallbacks()

    def reduced_costs(self) -> FloatArray:
        """What one more of each column (columns,) costs at the prices."""
        return _reduced_costs(self.problem, self.prices)

    def bound(self) -> float | None:
        """A lower bound on every plan within the present column bounds, from the LP's duals, finished or not.

        By weak duality any row prices give one. Only reduced costs below HiGHS's tolerance on columns without a bound
        are taken for zero.
        """
        solution = self._highs.getSolution()
        prices = np.array(solution.row_dual) if solution.dual_valid else np.zeros(len(self.problem.row_lower))
        bound = weak_duality(self.problem, prices, self.col_lower, self.col_upper)
        finished = self._highs.getModelStatus() == HighsModelStatus.kOptimal
        return known(self.value if finished and not np.isfinite(bound) else bound)

    def ray(self) -> FloatArray | None:
        """Row prices (rows,) that prove that there is no solution, after `solve` returned INFEASIBLE, if HiGHS has any.

        They may have the wrong sign, all of them.
        """
        _, found, prices = self._highs.getDualRay()  # type: ignore[attr-defined]  # not in the package's stubs
        return np.array(prices) if found else None

    @property
    def _too_dear(self) -> bool:
        return self._highs.getModelStatus() == HighsModelStatus.kObjectiveBound

    def _run(self) -> Status:
        return verdict(run(self._highs))

    def _interrupt(self, event: highspy.HighsCallbackEvent) -> None:
        # said either way, for HiGHS remembers an interrupt from one run to the next
        event.interrupt(self._stopped())


def weak_duality(problem: MatrixProblem, prices: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """What every plan within the column bounds costs at least, by the row prices (rows,); −inf if they prove nothing.

    min c·x  ≥  Σ_r price_r·(the row's bound on the price's side) + Σ_j reduced_j·(the column's bound on its side)
    """
    usable = np.where(prices > 0, np.isfinite(problem.row_lower), np.isfinite(problem.row_upper))
    prices = np.where(usable, prices, 0.0)
    reduced = _reduced_costs(problem, prices)
    return (
        problem.level.offset
        + _cheapest(prices, problem.row_lower, problem.row_upper)
        + _cheapest(np.where(_has_no_sign(reduced, lower, upper), 0.0, reduced), lower, upper)
    )


def _reduced_costs(problem: MatrixProblem, prices: FloatArray) -> FloatArray:
    earned: FloatArray = np.asarray(problem.matrix.T @ prices)
    return problem.level.cost - earned


def _cheapest(price: FloatArray, lower: FloatArray, upper: FloatArray) -> float:
    """Σ min(price·lower, price·upper), where a price of zero costs nothing even without a bound."""
    side = np.where(price > 0, lower, np.where(price < 0, upper, 0.0))
    return float(price @ side)


def _has_no_sign(reduced: FloatArray, lower: FloatArray, upper: FloatArray) -> NDArray[np.bool_]:
    unlimited = np.where(reduced > 0, ~np.isfinite(lower), ~np.isfinite(upper))
    return unlimited & (np.abs(reduced) <= NO_SIGN)


def solve_linear(search: Search) -> Status:
    """Solve a problem without integers."""
    if not search.problem.integer.size and search.problem.violation(np.zeros(0)) > FEASIBLE:
        # HiGHS calls a problem without columns empty, whatever its rows say
        return Status.INFEASIBLE
    with Relaxation(search.problem, search.options, search.watch) as relaxation:
        status = relaxation.solve(confirm=True)
        if status is Status.OPTIMAL and not search.offer(relaxation.x, Stage.RELAXATION) and search.best is None:
            raise SolverFailed("HiGHS returned a plan that breaks the model")
        if status is Status.UNBOUNDED or (status is Status.INFEASIBLE and search.best is None):
            return status
        search.raise_bound(relaxation.bound())
    search.report(Stage.RELAXATION)
    return search.status
