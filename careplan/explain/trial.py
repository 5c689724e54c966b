"""Trials: the plan's model with something changed, solved again by the goals of the first priority.

By the first priority alone: a later one is solved within what the earlier ones reach. More of something lets those
reach more, and may so make the later one worse; neither its sign nor an interval could be promised.
"""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from careplan.errors import WorkbookError
from careplan.futures import form_for_all
from careplan.pipeline import standard_form
from careplan.progress import PlanProgress, ProgressCallback
from instances.futures import Future, futures_of, moved_by_one, moved_in
from instances.instance import Instance
from instances.overrides import Override, overridden
from planning_model.build import BuiltModel
from planning_model.futures import ByPriority, build_for
from planning_model.names import Period, records
from planning_model.parameters import THOUSAND
from planning_model.plan import Plan
from solvers.errors import InfeasibleAtBuild
from solvers.errors import SolverError as SolverFailure
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.process import run
from solvers.result import SolveResult, Status
from solvers.standard_form import StandardForm
from solvers.watch import Watch

Interval = tuple[float, float]


@dataclass(frozen=True)
class Answer:
    """What is known of the least value of the first priority: ``bound`` ≤ it ≤ ``objective``.

    In equivalent residents unserved. Both are inf where there is no plan at all.
    """

    bound: float = -math.inf
    objective: float = math.inf

    @property
    def doubt(self) -> float:
        """By how much the plan may be worse than the best one."""
        return self.objective - self.bound


# Differences of two solves below this are their rounding.
ROUNDING = 1e-5
NO_PLAN, UNKNOWN = Answer(math.inf, math.inf), Answer()
NOT_SOLVED: Interval = (math.nan, math.nan)
NO_FUTURE = Future("", 1.0, ())


def answer_of(plan: Plan) -> Answer:
    """What the plan itself says of its first priority.

    A later priority may have worsened its value by the tolerance; it still is the value of a plan.
    """
    first = plan.levels.sort_values("priority").iloc[0]
    return Answer(-math.inf if math.isnan(first["bound"]) else float(first["bound"]), float(first["objective"]))


def best_of(plan: Plan) -> ByPriority:
    """What the best plan for each future alone comes to by each priority, as the plan says it."""
    return {(int(row.priority), row.future): row.best for row in records(plan.futures)}


def difference(poorer: Answer, richer: Answer) -> Interval:
    r"""By how much the least value v of the poorer case exceeds that of the richer one, v′; NaN while one is unknown.

    Every plan of the poorer case is one of the richer, so that v′ ≤ v. With b ≤ v ≤ o and b′ ≤ v′ ≤ o′

    $$ \max(0,\, b - o') \le v - v' \le o - b' $$

    One more of something makes the plan's own case the poorer; one less, or a site that is set, makes it the richer.
    """
    if UNKNOWN in (poorer, richer):
        return NOT_SOLVED
    low, high = poorer.bound - richer.objective, poorer.objective - richer.bound
    low = low if low > ROUNDING else 0.0
    return low, max(low, high if high > ROUNDING else 0.0)


@dataclass(frozen=True)
class Change:
    """What is different in a trial: cells of the workbook, or the bounds of rows where no cell says it."""

    overrides: tuple[Override, ...] = ()
    rows: Mapping[int, tuple[float, float]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.overrides or self.rows)


class InFuture:
    """One future in the model of all; the only one has no name."""

    def __init__(self, future: Future, instance: Instance, built: BuiltModel, form: StandardForm) -> None:
        self.name = future.name
        self.context = built.context
        self.rows_of = cache(partial(form.rows_of, block=built.model))
        self.columns_of = cache(partial(form.columns_of, block=built.model))
        self._moved = cache(partial(moved_by_one, instance, future))

    def moved_by_one(self, sheet: str, column: str, key: tuple[str, ...], period: Period) -> float:
        """By how much an amount is another in this future where the workbook has one more of it; 0 of other periods."""
        return moved_in(self._moved(sheet, column), key, period)


class FirstPriority:
    """The model of an instance with the goals of the first priority alone, in thousand equivalent residents.

    Of several futures it holds all, one after the other, with their goals combined by the goal over futures. ``best``
    is what the best plan for each future alone comes to by each priority, from which regret is measured; it stays so
    in all trials.
    """

    def __init__(self, instance: Instance, best: ByPriority | None = None) -> None:
        built = build_for(instance)
        several = len(built.plans) > 1
        form = form_for_all(built, instance, best or {}) if several else standard_form(built.expected)
        futures = futures_of(instance) if several else [NO_FUTURE]
        self.instance = instance
        self.problem = form.problem.at(0, {}, None)
        self.futures = [InFuture(one, instance, built.plans[one.name], form) for one in futures]
        self._best = best

    @property
    def expected(self) -> InFuture:
        """The future that is as expected, and the only one where there are no others."""
        return self.futures[0]

    def columns_of(self, component: str) -> dict[Any, list[int]]:
        """The columns of a variable by its index, one for each future that has it."""
        columns: dict[Any, list[int]] = defaultdict(list)
        for future in self.futures:
            for index, column in future.columns_of(component).items():
                columns[index].append(column)
        return columns

    def moved(self, rows: Mapping[int, float]) -> Change:
        """The change that moves the bounds of rows by so much."""
        lower, upper = self.problem.row_lower, self.problem.row_upper
        return Change(rows={row: (lower[row] + by, upper[row] + by) for row, by in rows.items() if by})

    def overridden(self, overrides: Iterable[Override]) -> FirstPriority:
        """The model with cells of the workbook changed; raises :class:`InfeasibleAtBuild` or :class:`WorkbookError`."""
        return FirstPriority(overridden(self.instance, overrides), self._best)

    def changed(self, change: Change) -> MatrixProblem:
        """The problem with the change; raises :class:`InfeasibleAtBuild` or :class:`WorkbookError`."""
        if change.overrides:
            return self.overridden(change.overrides).problem
        lower, upper = self.problem.row_lower.copy(), self.problem.row_upper.copy()
        for row, bounds in change.rows.items():
            lower[row], upper[row] = bounds
        return replace(self.problem, row_lower=lower, row_upper=upper)


class Trials:
    """Trials one after the other within a common time; ``usual`` is how many seconds a plan takes."""

    def __init__(
        self,
        options: SolveOptions,
        usual: float,
        progress: ProgressCallback | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self._options = options
        self._usual = usual
        self._progress = progress
        self._cancel = cancel or threading.Event()
        self._interrupted = False
        self._begun = time.monotonic()

    @property
    def remaining(self) -> float:
        """Seconds that are left for all trials."""
        return max(0.0, self._begun + self._options.time_limit - time.monotonic())

    @property
    def stopped(self) -> bool:
        """No further trial is to begin."""
        return self._interrupted or self._cancel.is_set() or self.remaining <= 0

    def watch(self, share: float) -> Watch:
        """The deadline of what may take this share of the time."""
        return Watch(self._begun, self._begun + share * self._options.time_limit, self._cancel)

    def tell(self, stage: str, done: int = 0, of: int = 0) -> None:
        """Say what is being done."""
        if self._progress is not None:
            self._progress(PlanProgress(stage, time.monotonic() - self._begun, done=done, of=of))

    def worth_it(self, estimate: float, plan: Answer, share: float) -> bool:
        """Whether a trial is likely to say more than the estimate does, or takes no more than ``share`` seconds.

        What is worth less than the plan's own doubt disappears in it, and the interval says nothing.
        """
        return self._usual <= share or (math.isfinite(estimate) and estimate >= plan.doubt)

    def answer(self, model: FirstPriority, change: Change, share: float) -> Answer:
        """The answer of one trial, which may take its ``share`` of the seconds, or as long as plans usually take.

        Half a trial tells nothing. Ctrl-C ends it and all others.
        """
        try:
            problem = model.changed(change)
            seconds = min(self.remaining, max(share, self._usual))
            result = run(problem, replace(self._options, time_limit=seconds), None, self._cancel)
        except InfeasibleAtBuild:
            return NO_PLAN
        except (WorkbookError, SolverFailure):
            return UNKNOWN
        except KeyboardInterrupt:
            self._interrupted = True
            return UNKNOWN
        self._interrupted |= result.status is Status.CANCELLED
        return answer_in(result)


def answer_in(result: SolveResult) -> Answer:
    """What a search by the goals of the first priority has found out."""
    if result.status is Status.INFEASIBLE:
        return NO_PLAN
    if not result.levels:
        return UNKNOWN
    level = result.levels[0]
    bound = -math.inf if level.bound is None else level.bound * THOUSAND
    return Answer(bound, math.inf if level.best is None else level.best * THOUSAND)
