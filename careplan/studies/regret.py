"""Robustness: what the sites of the plan for one scenario achieve in every other."""

from __future__ import annotations

import math
import threading
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from careplan.studies.pool import executor_or_pool
from careplan.studies.result import EQUIVALENTS, StudyResult
from careplan.studies.running import StudyCallback
from careplan.studies.runs import Run
from careplan.studies.study import Study, run_all
from planning_model.given import Given
from planning_model.plan import Plan

Openings = tuple[tuple[str, str, str], ...]
REGRET = ("plan", "scenario", "status", "objective", "best", "bound", "regret", "regret_high")
# Differences below this are the solver's rounding, as a share.
ROUNDING = 1e-6


def openings_of(plan: Plan) -> Openings:
    """Site, period and type of every site that is open."""
    rows = plan.sites[plan.sites["type"] != ""]
    return tuple(sorted(zip(rows["site"], rows["period"], rows["type"], strict=True)))


def robustness(
    study: Study,
    folder: str | Path | None = None,
    executor: Executor | None = None,
    progress: StudyCallback | None = None,
    cancel: threading.Event | None = None,
) -> tuple[StudyResult, pd.DataFrame]:
    """The plan of each scenario of the study, and what its sites achieve in every other scenario.

    First the scenarios are solved, then each with the openings of each plan held; sizes, staff, money and who goes
    where are decided anew. Returns the runs of both (labels ``scenario`` and ``plan``), and :func:`regret`.
    """
    description = {**study.description, "kind": "robustness"}
    description["factors"] = [*description["factors"], {"name": "plan", "values": [], "neutral": None}]
    cancel = cancel or threading.Event()  # Ctrl-C ends both rounds
    with executor_or_pool(executor) as pool:
        first = study.run(folder, pool, progress, cancel)
        where = folder if folder is not None else first.store.folder
        both = run_all(study.instance, _across(study, first), description, where, pool, progress, cancel)
    result = replace(both, solved=both.solved | first.solved, keeps=first.keeps)
    return result, regret(result)


def _across(study: Study, first: StudyResult) -> list[Run]:
    """The runs of the study, and each of them with the openings of every other's plan."""
    made = [replace(run, labels={**run.labels, "plan": run.labels["scenario"]}) for run in study.runs]
    opened = {str(made[number - 1].labels["plan"]): openings_of(plan) for number, plan in first.plans()}
    tried = [_tried(run, name, openings) for name, openings in opened.items() for run in study.runs]
    return [*made, *(run for run in tried if run.labels["plan"] != run.labels["scenario"])]


def _tried(run: Run, name: str, openings: Openings) -> Run:
    options = replace(run.options, given=Given(openings=openings))
    return replace(run, labels={**run.labels, "plan": name}, options=options)


def regret(result: StudyResult) -> pd.DataFrame:
    """plan, scenario, status, objective, best, bound, regret, regret_high: one row a plan and scenario.

    In equivalent residents unserved, by the goals of the first priority. ``best`` is the best plan known for the
    scenario and ``bound`` what no plan for it can be better than: what is given up lies between ``regret``, objective −
    best, and ``regret_high``, objective − bound. Infinite where the plan's sites are not possible in the scenario.
    """
    values = _first_levels(result)
    known: dict[str, list[float]] = {}
    for row, level in values:
        known.setdefault(row["scenario"], []).append(level["objective"])
    bounds = {row["scenario"]: level["bound"] for row, level in values if row["scenario"] == row["plan"]}
    rows = []
    for row, level in values:
        best = min(known[row["scenario"]])
        bound = min(best, bounds.get(row["scenario"], -math.inf))
        low, high = level["objective"] - best, level["objective"] - bound
        rows.append((row["plan"], row["scenario"], row["status"], level["objective"], best, bound, low, high))
    frame = pd.DataFrame(rows, columns=list(REGRET))
    frame.attrs["units"] = dict.fromkeys(REGRET[3:], EQUIVALENTS)
    return frame


def worst_regrets(table: pd.DataFrame) -> pd.DataFrame:
    """plan, worst_low, worst_high, mean_low, impossible: how robust each plan is, the most robust first.

    ``impossible`` counts the scenarios in which its sites are not possible; they count as infinite in the worst.
    """
    possible = table[table["regret"] < math.inf]
    frame = table.groupby("plan", sort=False).agg(worst_low=("regret", "max"), worst_high=("regret_high", "max"))
    frame["mean_low"] = possible.groupby("plan")["regret"].mean()
    frame["impossible"] = len(table["scenario"].unique()) - possible.groupby("plan").size().reindex(
        frame.index, fill_value=0
    )
    ordered = frame.sort_values(["impossible", "worst_low", "mean_low"], kind="stable")
    return ordered.reset_index()


def _first_levels(result: StudyResult) -> list[tuple[dict[Any, Any], dict[str, float]]]:
    """Each run with objective and bound of its first priority; infinite where it is infeasible."""
    plans = dict(result.plans())
    found: list[tuple[dict[Any, Any], dict[str, float]]] = []
    for row in result.runs.to_dict("records"):
        if row["status"] == "infeasible":
            found.append((row, {"objective": math.inf, "bound": math.inf}))
        elif row["run"] in plans:
            first = plans[row["run"]].levels.sort_values("priority").iloc[0]
            bound = -math.inf if math.isnan(first["bound"]) else float(first["bound"])
            found.append((row, {"objective": float(first["objective"]), "bound": bound}))
    return found
