"""Solving one run, wherever it is solved."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from careplan.errors import InfeasibleError, NoPlanError, SolverError, VerificationError, WorkbookError
from careplan.pipeline import PlanOptions, plan_once
from careplan.progress import ProgressCallback
from careplan.studies.metrics import Figure, figures_of
from careplan.studies.runs import Run
from instances.i18n import Language
from instances.instance import Instance
from planning_model.plan import Plan

INFEASIBLE, NO_PLAN, FAILED, PENDING = "infeasible", "no_plan", "failed", "pending"
WITHOUT_PLAN = (INFEASIBLE, NO_PLAN, FAILED, PENDING)
"""Statuses of runs without a plan: none exists, none was found, it could not be solved, nobody has solved it yet."""


@dataclass(frozen=True)
class Base:
    """The workbook of a study as it travels to whoever solves its runs."""

    fingerprint: str
    frames: Mapping[str, pd.DataFrame]
    language: Language

    @classmethod
    def of(cls, instance: Instance) -> Base:
        """The workbook of this instance."""
        return cls(instance.fingerprint, dict(instance.given), instance.language)

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Base) and self.fingerprint == other.fingerprint


@dataclass(frozen=True)
class Job:
    """One run as it travels: its options hold its time limit, for nobody can stop it from afar."""

    base: Base
    run: Run


@dataclass(frozen=True)
class Outcome:
    """What came of a run. ``status`` is that of its plan, or one of :data:`WITHOUT_PLAN` with the ``reason``."""

    status: str
    plan: Plan | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    seconds: float = 0.0
    reason: str = ""


def solve_run(
    instance: Instance,
    options: PlanOptions,
    progress: ProgressCallback | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """The verified plan of one run; raises as :func:`careplan.pipeline.plan_once` does."""
    return plan_once(instance, options, progress, cancel)


def solve_job(job: Job) -> Outcome:
    """Solve a run that has travelled; that there is no plan is a result like any other."""
    begun = time.perf_counter()
    instance = job.run.of(_instance_of(job.base))
    try:
        plan = solve_run(instance, job.run.options)
    except InfeasibleError:
        return Outcome(INFEASIBLE, seconds=time.perf_counter() - begun)
    except NoPlanError as error:
        return Outcome(NO_PLAN, seconds=time.perf_counter() - begun, reason=str(error))
    except (SolverError, VerificationError, WorkbookError) as error:
        return Outcome(FAILED, seconds=time.perf_counter() - begun, reason=str(error).splitlines()[0])
    return Outcome(plan.status, plan, figures_of(instance, plan), time.perf_counter() - begun)


@lru_cache(maxsize=1)
def _instance_of(base: Base) -> Instance:
    """All runs of a study change the same workbook, which is checked once by each who solves."""
    return Instance.from_frames(base.frames, base.language)
