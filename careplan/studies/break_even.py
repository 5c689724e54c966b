"""Where a figure crosses a target: bisection, every step of it a run of the same store."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

from careplan.studies.factors import Factor
from careplan.studies.pool import executor_or_pool
from careplan.studies.result import StudyResult
from careplan.studies.running import StudyCallback
from careplan.studies.study import Study


@dataclass(frozen=True)
class BreakEven:
    """The figure crosses its target between ``low`` and ``high``; ``result`` holds every run that was made."""

    low: float
    high: float
    result: StudyResult


def break_even(
    study: Study,
    metric: str,
    target: float,
    tolerance: float,
    folder: str | Path | None = None,
    executor: Executor | None = None,
    progress: StudyCallback | None = None,
    cancel: threading.Event | None = None,
) -> BreakEven:
    """Where the study's one factor, between its lowest and highest value, takes ``metric`` across ``target``.

    ``tolerance`` is in the unit of the factor's values. Figures go in steps, so that what is found is a crossing
    between two runs, not a root. Raises ValueError where both ends lie on the same side, or one has no plan.
    """
    (factor,) = study.factors
    keeps = None
    if folder is None:
        keeps = tempfile.TemporaryDirectory(prefix="careplan-study-", ignore_cleanup_errors=True)
    where = Path(keeps.name if keeps else folder or ".")
    cancel = cancel or threading.Event()
    with executor_or_pool(executor) as pool:

        def result_at(*values: float) -> StudyResult:
            return _at(study, factor, values).run(where, pool, progress, cancel)

        found = _crossing(factor, metric, target, tolerance, result_at, cancel)
    return replace(found, result=replace(found.result, keeps=keeps))


def _crossing(
    factor: Factor,
    metric: str,
    target: float,
    tolerance: float,
    result_at: Callable[..., StudyResult],
    cancel: threading.Event,
) -> BreakEven:
    """Bisection by the results at values of the factor."""

    def is_beyond(value: float) -> bool:
        reached = result_at(value).runs
        if metric not in reached or reached[metric].isna().any():
            raise ValueError(
                f"{factor.name} = {value}: no plan has the figure {metric!r}; it is {reached['status'][0]}"
            )
        return bool(reached[metric].iloc[0] > target)

    low, high = factor.low, factor.high
    tried = [low, high]
    beyond = is_beyond(low)
    if beyond == is_beyond(high):
        raise ValueError(f"{metric} does not cross {target} between {factor.name} = {low} and {high}")
    while high - low > tolerance and not cancel.is_set():
        middle = (low + high) / 2
        tried.append(middle)
        low, high = (middle, high) if is_beyond(middle) == beyond else (low, middle)
    return BreakEven(low, high, result_at(*sorted(tried)))


def _at(study: Study, factor: Factor, values: tuple[float, ...]) -> Study:
    return replace(study, factors=(replace(factor, values=values),), design="grid")
