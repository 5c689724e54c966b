"""What a run reports while it works, in the planner's unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from instances.i18n import N_, Text

STAGES = {
    "read": N_("reading the workbook"),
    "baseline": N_("evaluating today"),
    "check": N_("looking for contradictions"),
    "build": N_("building the model"),
    "solve": N_("starting the solver"),
    "futures": N_("planning for every future by itself"),
    "relaxation": N_("first bound"),
    "bound": N_("proving the bound"),
    "dive": N_("choosing sites"),
    "climb": N_("improving the choice of sites"),
    "modules": N_("sizing sites"),
    "improve": N_("improving the plan"),
    "search": N_("searching"),
    "polish": N_("finishing the plan"),
    "local": N_("valuing at the plan's openings"),
    "trial": N_("solving again with one thing changed"),
    "verify": N_("checking the plan independently"),
    "report": N_("writing the report"),
    "explain": N_("looking for what stands in the way"),
}

GOAL_UNIT = Text("gleichwertige Unversorgte", "equivalent residents unserved")


@dataclass(frozen=True)
class PlanProgress:
    """One piece of news from a run.

    ``stage`` is a key of :data:`STAGES`; ``seconds`` since the run began; ``bound`` and ``best`` in equivalent
    residents unserved (None while unknown); ``gap`` = (best − bound) / |best|; ``level`` is the priority being solved;
    ``done`` is the number of the trial or question, where several (``of``; 0 while nobody knows) are made.
    """

    stage: str
    seconds: float
    bound: float | None = None
    best: float | None = None
    gap: float | None = None
    level: str = ""
    done: int = 0
    of: int = 0


ProgressCallback = Callable[[PlanProgress], None]
