"""Time, cancel and news: what a running search asks of its surroundings and tells them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from solvers.problem import FloatArray
from solvers.result import Progress


def _ignore(_news: Progress | FloatArray) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Watch:
    """A deadline and a cancel flag to be looked at often; ``tell`` takes progress, ``save`` each better plan.

    ``started`` and ``deadline`` are readings of ``time.monotonic()``.
    """

    started: float
    deadline: float
    cancel: threading.Event = field(default_factory=threading.Event)
    tell: Callable[[Progress], None] = _ignore
    save: Callable[[FloatArray], None] = _ignore

    @classmethod
    def lasting(cls, seconds: float) -> Watch:
        """A watch that starts now, with nobody listening."""
        now = time.monotonic()
        return cls(now, now + seconds)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, self.deadline - time.monotonic())

    @property
    def cancelled(self) -> bool:
        """The user asked to stop."""
        return self.cancel.is_set()

    @property
    def stopped(self) -> bool:
        """Whatever runs must end now."""
        return self.cancel.is_set() or time.monotonic() >= self.deadline

    def slot(self, seconds: float) -> Watch:
        """The same watch with a deadline at most ``seconds`` from now."""
        return replace(self, deadline=min(self.deadline, time.monotonic() + seconds))
