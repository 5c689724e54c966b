"""What a solve says: while it runs (`Progress`) and at its end (`SolveResult`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from solvers.proof import Proof

# Differences below this are rounding, in whatever unit the goal has.
NOTHING = 1e-7
# A plan counts as proven optimal when no better one can exist by more than this share.
PROVEN = 1e-6


class Status(StrEnum):
    """How a solve ended. Whether there is a plan is a question of its own: see `SolveResult.has_plan`."""

    OPTIMAL = "optimal"
    """A plan, proven optimal on every level."""
    GAP_REACHED = "gap_reached"
    """A plan, proven to lie within the gap that was asked for on every level."""
    TIME_LIMIT = "time_limit"
    """A plan; the time was over before the gap was reached."""
    CANCELLED = "cancelled"
    """Stopped by the user, with or without a plan."""
    CRASHED = "crashed"
    """A plan; the solver's process ended by itself before it had finished."""
    NO_PLAN = "no_plan"
    """The time was over: no plan found, and none ruled out."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"


class Stage(StrEnum):
    """What the search is doing."""

    RELAXATION = "relaxation"
    BOUND = "bound"
    DIVE = "dive"
    CLIMB = "climb"
    MODULES = "modules"
    IMPROVE = "improve"
    SEARCH = "search"
    POLISH = "polish"


def relative_gap(plan: float | None, bound: float | None) -> float | None:
    """(plan − bound) / |plan|: at most this share could a better plan save; None while either is unknown."""
    if plan is None or bound is None:
        return None
    difference = plan - bound
    if difference <= NOTHING:
        return 0.0
    return difference / abs(plan) if plan else float("inf")


@dataclass(frozen=True)
class Progress:
    """One piece of news: seconds since the start, the proven bound and the best plan's value of the level."""

    stage: Stage
    seconds: float
    bound: float | None
    best: float | None
    gap: float | None
    level: str


@dataclass(frozen=True)
class LevelResult:
    """How well one level was solved, in the sense of minimising (a maximised goal appears with its sign turned).

    ``value`` is that of the final plan. ``best`` is what the level itself reached: the final plan may be worse by the
    tolerance that the level grants to later ones. ``bound`` holds for plans that keep the earlier levels' values.
    """

    name: str
    status: Status
    value: float | None
    best: float | None
    bound: float | None
    seconds: float

    @property
    def gap(self) -> float | None:
        """The proven gap of what the level itself reached."""
        return relative_gap(self.best, self.bound)


@dataclass(frozen=True, eq=False)
class SolveResult:
    """The end of a solve: ``x`` holds the plan's column values (None: no plan), ``levels`` those that were begun.

    ``proofs`` has one for each of these. ``implied``: ``x`` is the start, proven good enough before anything was
    searched.
    """

    status: Status
    x: NDArray[np.float64] | None
    levels: tuple[LevelResult, ...]
    seconds: float
    method: str
    proofs: tuple[Proof | None, ...] = ()
    implied: bool = False

    @property
    def has_plan(self) -> bool:
        """There is a plan that satisfies every row, however good."""
        return self.x is not None

    @property
    def is_proven_optimal(self) -> bool:
        """There is a plan, and no better one exists on any level."""
        return self.status is Status.OPTIMAL

    @property
    def gap(self) -> float | None:
        """The largest gap of any level; None while one of them has no bound or no plan."""
        gaps = [level.gap for level in self.levels]
        known = [gap for gap in gaps if gap is not None]
        return max(known) if known and len(known) == len(gaps) else None
