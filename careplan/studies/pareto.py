"""Trade-offs: what one goal costs the others, by the ε-constraint method.

Each point is a run: the first goal is made as small as it gets while every other may come to at most so much, and then
the others as small as they get without worsening it. So no point that is found is dominated by a plan that exists, as
far as each run is solved; what still is, by gaps, is left out.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from careplan.pipeline import PlanOptions
from careplan.studies.pool import executor_or_pool
from careplan.studies.result import StudyResult
from careplan.studies.running import StudyCallback
from careplan.studies.runs import USUAL, Run
from careplan.studies.study import run_all
from instances.instance import Instance
from instances.overrides import Override
from planning_model.given import Given

# Values that differ by less than this share are the same.
SAME = 1e-6
FIRST = "first goal"


def pareto(
    instance: Instance,
    goals: Sequence[str],
    steps: int = 5,
    options: PlanOptions = USUAL,
    folder: str | Path | None = None,
    executor: Executor | None = None,
    progress: StudyCallback | None = None,
    cancel: threading.Event | None = None,
) -> tuple[StudyResult, pd.DataFrame]:
    """The frontier of two or three goals of the sheet of goals, whatever its weights and priorities; other goals rest.

    ``steps`` values of each goal but the first, from the best to what it comes to where the others are at their best.
    Returns the runs and :func:`frontier`. Raises ValueError for goals that are not there.
    """
    _require(instance, goals)
    table = instance.tables["Goals"]
    weights = {str(goal): float(weight) or 1.0 for goal, weight in zip(table["goal"], table["weight"], strict=True)}
    measures = dict(zip(table["goal"], table["measure"], strict=True))
    corners = [_run(weights, measures, [goal, *(one for one in goals if one != goal)], {}, options) for goal in goals]
    labels = [FIRST, *(f"{goal} at most" for goal in goals)]
    factors: list[dict[str, Any]] = [{"name": name, "values": [], "neutral": None} for name in labels]
    description = {"study": "", "kind": "pareto", "goals": list(goals), "weights": weights, "factors": factors}
    cancel = cancel or threading.Event()  # Ctrl-C ends both rounds
    with executor_or_pool(executor) as pool:
        first = run_all(instance, corners, description, folder, pool, progress, cancel)
        every = product(*_steps(first, goals[1:], steps))
        inner = [_run(weights, measures, goals, dict(zip(goals[1:], most, strict=True)), options) for most in every]
        where = folder if folder is not None else first.store.folder
        both = run_all(instance, [*corners, *inner], description, where, pool, progress, cancel)
    result = replace(both, solved=both.solved | first.solved, keeps=first.keeps)
    return result, frontier(result, goals)


def frontier(result: StudyResult, goals: Sequence[str]) -> pd.DataFrame:
    """The points that no other dominates, by the first goal.

    point, run, a column for each goal in its own unit, ``bound`` of the first, gap = (value − bound) / |value|: no plan
    within the point's limits has less of the first goal than the bound.
    """
    weight = result.description["weights"][goals[0]]
    first = set(result.runs.loc[result.runs[FIRST] == goals[0], "run"])
    rows = []
    for run, plan in result.plans():
        if run in first:
            values = plan.goals.set_index("goal")["value"]
            level = plan.levels.sort_values("priority").iloc[0]
            reached = [float(values[goal]) for goal in goals]
            rows.append((run, *reached, float(level["bound"]) / weight, float(level["gap"])))
    points = pd.DataFrame(rows, columns=["run", *goals, f"bound {goals[0]}", "gap"])
    frame = points[_undominated(points[list(goals)].to_numpy(dtype=float))].sort_values(list(goals), ignore_index=True)
    frame.insert(0, "point", range(1, len(frame) + 1))
    units = result.runs.attrs["units"]
    frame.attrs["goals"] = list(goals)
    frame.attrs["units"] = {goal: units[f"goal {goal}"] for goal in goals if f"goal {goal}" in units}
    return frame


def _require(instance: Instance, goals: Sequence[str]) -> None:
    known = list(instance.tables["Goals"]["goal"])
    unknown = [goal for goal in goals if goal not in known]
    if unknown or not 2 <= len(set(goals)) == len(goals) <= 3:
        raise ValueError(f"name two or three different goals of {', '.join(known)}, not {', '.join(goals)}")


def _run(
    weights: Mapping[str, float],
    measures: Mapping[str, str],
    goals: Sequence[str],
    most: Mapping[str, float],
    options: PlanOptions,
) -> Run:
    """One goal after the other in this order, and each at most so much; all others are only reported."""
    changes = []
    for goal, weight in weights.items():
        place = goals.index(goal) + 1 if goal in goals else 1
        asked = {"priority": place, "weight": weight if goal in goals else 0.0, "tolerance": 0.0}
        changes += [Override("Goals", {"goal": goal}, column, "set", float(value)) for column, value in asked.items()]
    limits = tuple((measures[goal], value) for goal, value in most.items())
    labels: dict[str, float | str] = {FIRST: goals[0], **{f"{goal} at most": value for goal, value in most.items()}}
    return Run(labels, tuple(changes), replace(options, given=Given(at_most=limits)))


def _steps(corners: StudyResult, goals: Sequence[str], steps: int) -> list[list[float]]:
    """The most that each goal may come to: from its best to its worst where others are at their best."""
    found = []
    for goal in goals:
        name = f"goal {goal}"
        values = corners.runs[name].dropna() if name in corners.runs else pd.Series(dtype=float)
        found.append([float(most) for most in np.linspace(values.min(), values.max(), steps)] if len(values) else [])
    return found


def _undominated(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows no other row betters in one column without losing in another; of equal rows the first."""
    close = SAME * np.maximum(1.0, np.abs(values).max(axis=0, initial=0.0))
    kept = np.ones(len(values), dtype=bool)
    for position, row in enumerate(values):
        others = values[kept & (np.arange(len(values)) != position)]
        no_worse = (others <= row + close).all(axis=1)
        better = (others < row - close).any(axis=1)
        earlier = (np.abs(values[:position][kept[:position]] - row) <= close).all(axis=1)
        kept[position] = not (no_worse & better).any() and not earlier.any()
    return kept
