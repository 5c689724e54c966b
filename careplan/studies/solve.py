"""Solving one run, wherever it is solved."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from careplan.errors import InfeasibleError, NoPlanError, SolverError, VerificationError, WorkbookError
from careplan.pipeline import Source, plan_after
from careplan.studies.metrics import Figure, figures_of
from careplan.studies.runs import Run
from instances.i18n import Language
from instances.instance import Instance
from planning_model.plan import Plan
from solvers.precedent import Precedent

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
    """One run as it travels: its options hold its time limit, for nobody can stop it from afar.

    ``precedent`` is what a run like it has left, if there is one.
    """

    base: Base
    run: Run
    precedent: Precedent | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of a run. ``status`` is that of its plan, or one of :data:`WITHOUT_PLAN` with the ``reason``.

    ``source`` says how it came about (see :class:`careplan.pipeline.Planned`), ``precedent`` is what it leaves.
    """

    status: str
    plan: Plan | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    seconds: float = 0.0
    reason: str = ""
    source: Source = "solved"
    precedent: Precedent | None = None


def solve_job(job: Job) -> Outcome:
    """Solve a run that has travelled; that there is no plan is a result like any other."""
    begun = time.perf_counter()
    instance = job.run.of(_instance_of(job.base))
    try:
        planned = plan_after(job.precedent, instance, job.run.options)
    except InfeasibleError:
        return Outcome(INFEASIBLE, seconds=time.perf_counter() - begun)
    except NoPlanError as error:
        return Outcome(NO_PLAN, seconds=time.perf_counter() - begun, reason=str(error))
    except (SolverError, VerificationError, WorkbookError) as error:
        return Outcome(FAILED, seconds=time.perf_counter() - begun, reason=str(error).splitlines()[0])
    plan, precedent = planned.plan, planned.precedent
    figures = figures_of(instance, plan)
    seconds = time.perf_counter() - begun
    return Outcome(plan.status, plan, figures, seconds, source=planned.source, precedent=precedent)


@lru_cache(maxsize=1)
def _instance_of(base: Base) -> Instance:
    """All runs of a study change the same workbook, which is checked once by each who solves."""
    return Instance.from_frames(base.frames, base.language)
