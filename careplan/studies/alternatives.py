"""Alternatives: plans almost as good as the best that differ as much as possible, and what no such plan can miss.

"Almost as good" is by the goals of the first priority. Each alternative is searched for among the plans within the
limit as the one whose openings differ from all before in as many places as possible; none is found twice. Its openings
are then planned with like any other run, and verified.
"""

from __future__ import annotations

import threading
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from careplan.errors import FuturesWithGivenError, InfeasibleError
from careplan.explain.trial import NO_PLAN, UNKNOWN, Answer, FirstPriority, answer_in
from careplan.pipeline import NoPlanAtAllError, PlanOptions, require_plan
from careplan.studies.result import EQUIVALENTS, StudyResult
from careplan.studies.running import StudyCallback
from careplan.studies.runs import USUAL, Run
from careplan.studies.study import run_all
from instances.futures import futures_of
from instances.instance import Instance
from planning_model.entities import SiteData
from planning_model.given import Given
from planning_model.names import Site
from planning_model.parameters import THOUSAND
from solvers.errors import InfeasibleAtBuild
from solvers.problem import CAP_SLACK, Level, MatrixProblem, as_matrix
from solvers.process import run
from solvers.result import Status

MUST, TOSS_UP, NEVER, OPEN = "must-have", "toss-up", "never", "unknown"
VERDICTS = ("site", "class", "open_in", "of", "limit", "proven_without", "proven_with")
LABEL = "alternative"


@dataclass(frozen=True)
class Alternatives:
    """``result``: the runs, label ``alternative`` 0 for the best plan. ``sites``: a verdict on each site.

    ``limit`` is what the goals of the first priority may come to; ``exhausted`` says that no other choice of openings
    lies within it.
    """

    result: StudyResult
    sites: pd.DataFrame
    limit: float
    exhausted: bool


def alternatives(
    instance: Instance,
    within: float = 0.01,
    count: int = 5,
    options: PlanOptions = USUAL,
    folder: str | Path | None = None,
    executor: Executor | None = None,
    progress: StudyCallback | None = None,
    cancel: threading.Event | None = None,
) -> Alternatives:
    """Up to ``count`` plans beside the best whose goals are at most the share ``within`` above it.

    ``sites`` has :data:`VERDICTS`. A site is a must-have where no plan without it can be within the limit: the bound
    of the plans without it, ``proven_without`` in equivalent residents unserved, lies beyond. It is never open where
    the bound of the plans with it, ``proven_with``, lies beyond the limit. It is a toss-up where there are plans with
    and without it, and unknown where time ran out. Every search may take the time limit of the options.
    """
    if len(futures_of(instance)) > 1:
        raise FuturesWithGivenError
    try:
        search = _Search(instance, within, options, cancel or threading.Event())
    except (InfeasibleAtBuild, NoPlanAtAllError):
        raise InfeasibleError from None
    exhausted = not search.find(count)
    verdicts = search.verdicts()
    verdicts.attrs["within"] = within
    runs = [
        Run({LABEL: float(number)}, options=replace(options, given=Given(openings=openings)))
        for number, openings in enumerate(search.openings)
    ]
    description = {"study": "", "kind": "alternatives", "factors": [{"name": LABEL, "values": [], "neutral": None}]}
    result = run_all(instance, runs, description, folder, executor, progress, cancel)
    return Alternatives(result, verdicts, search.limit, exhausted)


class _Search:
    """The model of the first priority, the best plan, and those found within the limit, as column values."""

    def __init__(self, instance: Instance, within: float, options: PlanOptions, cancel: threading.Event) -> None:
        self._model = FirstPriority(instance)
        self._options = options.for_solver(instance)
        self._cancel = cancel
        best = run(self.problem, self._options, None, cancel)
        self.plans = [require_plan(best)]
        value = self.problem.level.value(self.plans[0])
        self._cap = value + within * abs(value)

    @property
    def problem(self) -> MatrixProblem:
        return self._model.problem

    @property
    def limit(self) -> float:
        """In equivalent residents unserved."""
        return self._cap * THOUSAND

    @cached_property
    def columns(self) -> dict[tuple[Site, str, str], int]:
        """The column of each opening: site, type, period."""
        return dict(self._model.expected.columns_of("open"))

    @property
    def openings(self) -> list[tuple[tuple[str, str, str], ...]]:
        """Site, period and type of what is open in each plan."""
        return [
            tuple(sorted((site, t, kind) for (site, kind, t), column in self.columns.items() if plan[column] > 0.5))
            for plan in self.plans
        ]

    def find(self, count: int) -> bool:
        """Look for so many more plans; False where it is proven that there are no more."""
        while len(self.plans) <= count and not self._cancel.is_set():
            result = run(self._unlike_all(), replace(self._options, gap=0.0), None, self._cancel)
            if result.status is Status.CANCELLED:
                self._cancel.set()
            if result.x is None:
                return result.status is not Status.INFEASIBLE
            self.plans.append(result.x)
        return True

    def _unlike_all(self) -> MatrixProblem:
        """Within the limit, unlike each plan in at least one opening, and unlike all of them in as many as possible."""
        columns = np.array([*self.columns.values()], dtype=np.intp)
        known = np.round(np.array([plan[columns] for plan in self.plans]))
        cost = np.zeros(len(self.problem.col_lower))
        cost[columns] = (2 * known - 1).sum(axis=0)
        rows = [sparse.csr_array(self.problem.level.cost[np.newaxis, :])]
        lower, upper = [-np.inf], [self._cap + CAP_SLACK * max(1.0, abs(self._cap)) - self.problem.level.offset]
        for plan in known:
            row = np.zeros(len(cost))
            row[columns] = 1 - 2 * plan
            rows.append(sparse.csr_array(row[np.newaxis, :]))
            lower.append(1.0 - plan.sum())
            upper.append(np.inf)
        return _with_rows(self.problem, rows, lower, upper, Level("unlike", cost))

    def verdicts(self) -> pd.DataFrame:
        """A verdict on every site that the plan may open or close as it likes."""
        known = self._model.expected.context.parameters.sites
        sites = dict.fromkeys(site for site, _, _ in self.columns)
        rows = [self._verdict(site) for site in sites if _is_free(known[site])]
        frame = pd.DataFrame(rows, columns=list(VERDICTS))
        frame.attrs["units"] = dict.fromkeys(VERDICTS[4:], EQUIVALENTS)
        return frame

    def _verdict(self, site: Site) -> tuple[str, str, int, int, float, float, float]:
        columns = [column for (name, _, _), column in self.columns.items() if name == site]
        open_in = sum(bool((plan[columns] > 0.5).any()) for plan in self.plans)
        known = len(self.plans)
        without = with_it = UNKNOWN
        if open_in == known:
            without = self._answer(self._without(columns))
        elif open_in == 0:
            with_it = self._answer(self._with(columns))
        verdict = TOSS_UP if 0 < open_in < known else self._judged(without, with_it, always=open_in == known)
        bounds = (_told(without), _told(with_it))
        return site, verdict, open_in, known, self.limit, *bounds

    def _judged(self, without: Answer, with_it: Answer, *, always: bool) -> str:
        other = without if always else with_it
        if other.bound > self.limit + CAP_SLACK * max(1.0, abs(self.limit)):
            return MUST if always else NEVER
        return TOSS_UP if other.objective <= self.limit + CAP_SLACK * max(1.0, abs(self.limit)) else OPEN

    def _without(self, columns: list[int]) -> MatrixProblem:
        upper = self.problem.col_upper.copy()
        upper[columns] = 0.0
        return replace(self.problem, col_upper=upper)

    def _with(self, columns: list[int]) -> MatrixProblem:
        row = np.zeros(len(self.problem.col_lower))
        row[columns] = 1.0
        return _with_rows(self.problem, [sparse.csr_array(row[np.newaxis, :])], [1.0], [np.inf], self.problem.level)

    def _answer(self, problem: MatrixProblem) -> Answer:
        if self._cancel.is_set():
            return UNKNOWN
        if (problem.col_lower > problem.col_upper).any():
            return NO_PLAN
        return answer_in(run(problem, self._options, None, self._cancel))


def _is_free(site: SiteData) -> bool:
    return not site.outside and site.status != "fixed" and (site.may_close or not site.exists)


def _told(answer: Answer) -> float:
    """NaN where nothing was asked or is known."""
    return np.nan if answer.bound == -np.inf else answer.bound


def _with_rows(
    problem: MatrixProblem, rows: list[sparse.csr_array], lower: list[float], upper: list[float], level: Level
) -> MatrixProblem:
    return replace(
        problem,
        matrix=as_matrix(sparse.vstack([problem.matrix, *rows])),
        row_lower=np.concatenate([problem.row_lower, lower]),
        row_upper=np.concatenate([problem.row_upper, upper]),
        levels=(level,),
        start=None,
    )
