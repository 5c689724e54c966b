"""What a run told while it worked, and when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from careplan.progress import PlanProgress

MARKS = (10, 30, 60, 120, 300, 600, 1200, 1800, 3600)
STATIONS = ("check", "baseline", "build", "solve", "verify")
HAND_OFF, SEARCH = "hand_off", "search"
NAMES = {"solve": HAND_OFF}


@dataclass
class Diary:
    """The progress callback of one run: it writes everything down. All seconds count from where the run begins."""

    begun: float = field(default_factory=time.perf_counter)
    news: list[PlanProgress] = field(default_factory=list)
    ended: float | None = None

    def __call__(self, progress: PlanProgress) -> None:
        """One piece of news."""
        self.news.append(progress)

    def close(self) -> None:
        """The run is over."""
        self.ended = time.perf_counter() - self.begun

    @property
    def first_bound(self) -> float | None:
        """The first bound that was told: where the search goes by stages, that of the LP relaxation."""
        return next((one.bound for one in self.news if one.bound is not None), None)

    @property
    def last_bound(self) -> float | None:
        """The last bound that was told."""
        return next((one.bound for one in reversed(self.news) if one.bound is not None), None)

    @property
    def first_plan(self) -> float | None:
        """Seconds to the first plan."""
        return next((round(one.seconds, 2) for one in self.news if one.best is not None), None)

    def gaps(self, limit: float) -> dict[str, float | None]:
        """The gap after 10, 30, 60 … seconds, of the priority that was searched last; none where there was no plan.

        Where a search ended sooner, its gap stays.
        """
        levels = [one.level for one in self.news if one.gap is not None]
        known = [one for one in self.news if one.gap is not None and one.level == levels[-1]]
        return {
            str(mark): next((one.gap for one in reversed(known) if one.seconds <= mark), None)
            for mark in MARKS
            if mark <= limit
        }

    def phases(self) -> dict[str, float]:
        """Seconds of each phase of the run. The hand-off ends with the solver's first word, where the search begins."""
        return {name: round(end - start, 3) for (name, start), (_, end) in pairwise(self._starts())}

    def _starts(self) -> Iterator[tuple[str, float]]:
        searching = False
        for one in self.news:
            if one.stage in STATIONS:
                yield NAMES.get(one.stage, one.stage), one.seconds
            elif not searching:
                searching = True
                yield SEARCH, one.seconds
        if self.ended is not None:
            yield "", self.ended
