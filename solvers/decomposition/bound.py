"""The bound of the decomposition: a climb of prices that goes on beside the search, and what takes over from it.

A climb is fast at first and then hardly rises. Districts that HiGHS decides whole prove more from there on, and so do
HiGHS's cuts on the whole problem.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np

from solvers.decomposition.ascent import Ascent
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.districts import Decision, Districts
from solvers.decomposition.linking import Links
from solvers.decomposition.oracle import Oracle
from solvers.highs import Limits, solve_beside
from solvers.proof import Prices
from solvers.result import Stage
from solvers.search import Search
from solvers.watch import Watch

# Answers of the oracle between two publications, and what the first climb may take of the time left.
AT_ONCE, TIME_SHARE = 50, 0.25
# The climb is slow when so many publications together raise the bound by less than the first share, and over below the
# second. HiGHS's cuts prove more than a slow climb, but its relaxation takes time, and more the more columns there are:
# of a state it is where the climb was after 20 s, and 1 % further after 50 s; of two periods not after 200 s.
LATELY, SLOW, OVER = 10, 2e-3, 1e-5
CUTS_SECONDS, CUTS_GROWTH = 8.3e-12, 2.5
# Deciding the districts takes so many seconds a column, and this share of it brings most of what there is to gain, for
# small ones come first. It is done anew where the climb has risen by a share.
DISTRICTS_SECONDS, HASTE, ANEW = 4e-4, 0.25, 1e-3
# What may be missed of the bound, and much more where they are decided to begin with; what that may take of the time
# left. A district may take so many times its part of the time.
DISTRICTS_GAP, ROUGHLY, DISTRICTS_TIME, FAIR, CORES = 1e-3, 5e-3, 0.3, 3.0, 2

Stopped: TypeAlias = Callable[[], bool]
Step: TypeAlias = Callable[[Stopped], None]


class Bound:
    """A climb of the best prices, and what proves more than it; all goes to the search.

    It begins at those of the ``prices`` that prove most.
    """

    def __init__(self, search: Search, blocks: Blocks, *prices: Prices) -> None:
        self._search = search
        oracle = Oracle(blocks)
        oracle.fix(search.problem.col_lower, search.problem.col_upper)
        self.climb = Ascent(oracle, *prices)
        self._lately = deque([-np.inf], maxlen=LATELY + 1)
        self._is_busy, self._had_cuts, self._decided_at = False, False, -np.inf
        self._may_climb = threading.Event()
        self._may_climb.set()
        self._publish()

    def begin(self, answers: int) -> None:
        """Climb by so many answers of the oracle, or for a share of the time left."""
        begun = self._search.watch.slot(TIME_SHARE * self._search.watch.remaining)
        for _ in range(answers // AT_ONCE):
            if begun.stopped or self._search.proven or self.climb.exhausted:
                break
            self._climb_on(lambda: begun.stopped)
            self._search.report(Stage.BOUND)

    @contextmanager
    def rising(self) -> Iterator[None]:
        """Raise the bound in a thread of its own while a ``with`` block lasts; its failure is raised at the end."""
        ended = threading.Event()
        failures: list[Exception] = []

        def stopped() -> bool:
            return ended.is_set() or self._search.done

        def prove() -> None:
            try:
                while not stopped() and (step := self._next_step()) is not None:
                    step(stopped)
            except Exception as failure:  # noqa: BLE001  raised where somebody hears it
                failures.append(failure)

        thread = threading.Thread(target=prove, name="bound", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
        if failures:
            raise failures[0]

    @contextmanager
    def pausing(self) -> Iterator[bool]:
        """Let the thread rest for a ``with`` block if the bound hardly rises; whether its core is free then."""
        free = self._rise < SLOW and not self._is_busy and self._further is None
        if free:
            self._may_climb.clear()
        try:
            yield free
        finally:
            self._may_climb.set()

    def _next_step(self) -> Step | None:
        """How to prove more; None where nothing is left to try."""
        if self._rise < SLOW and (further := self._further) is not None:
            return further
        return None if self.climb.exhausted or self._rise < OVER else self._climb_when_free

    @property
    def _further(self) -> Step | None:
        """What proves more than a slow climb and will be over in time: the districts, and HiGHS's cuts once.

        Cuts prove more where there is time for one of them alone.
        """
        columns, left = self._search.problem.matrix.shape[1], self._search.watch.remaining
        of_districts, of_cuts = DISTRICTS_SECONDS * columns, CUTS_SECONDS * columns**CUTS_GROWTH
        cuts = not self._had_cuts and left > of_cuts
        has_risen = self.climb.value > self._decided_at + ANEW * max(1.0, abs(self.climb.value))
        if has_risen and left > (of_districts + of_cuts if cuts else HASTE * of_districts):
            return self._prove_by_districts
        return self._prove_by_cuts if cuts else None

    @property
    def _rise(self) -> float:
        """What the last publications brought, as a share of the bound."""
        return (self.climb.value - self._lately[0]) / max(1.0, abs(self.climb.value))

    def decisions(self) -> Iterator[Decision]:
        """Let HiGHS decide the districts roughly, on both cores; before the bound has a thread."""
        watch = self._search.watch.slot(DISTRICTS_TIME * self._search.watch.remaining)
        yield from self._decisions(watch, ROUGHLY, CORES, lambda: watch.stopped or self._search.proven)

    def _prove_by_districts(self, stopped: Stopped) -> None:
        """Let HiGHS decide the districts at the best prices."""
        with self._busy():
            for _ in self._decisions(self._search.watch, DISTRICTS_GAP, 1, stopped):
                pass

    def _decisions(self, watch: Watch, gap: float, at_once: int, stopped: Stopped) -> Iterator[Decision]:
        """Decide the districts, which all together may miss this ``gap``; the bound rises with each of them."""
        oracle, prices, search = self.climb.oracle, self.climb.prices, self._search
        answer = oracle(prices)
        districts = Districts(search.problem, oracle.blocks, answer)
        numbers, costs, bound = districts.numbers, districts.costs(answer), answer.value
        self._decided_at = self.climb.value if numbers else np.inf
        gap_abs = gap * max(1.0, abs(bound)) / max(1, len(numbers))

        def decided(place: int) -> Decision:
            seconds = FAIR * at_once * watch.remaining / (len(numbers) - place)
            return districts.decided(numbers[place], prices, search.options, Limits(gap_abs, seconds, stopped))

        with ThreadPoolExecutor(at_once) as pool:
            for number, decision in zip(numbers, pool.map(decided, range(len(numbers))), strict=True):
                bound += max(0.0, decision.bound - costs[number])
                search.raise_bound(bound)
                yield decision

    def _prove_by_cuts(self, stopped: Stopped) -> None:
        """Let HiGHS go on, with the rows that the mean of the answers says are worth their place."""
        links = Links(self.climb.oracle.blocks)
        self._had_cuts = True
        with self._busy():
            solve_beside(self._search, links.added(self._search.problem, links.binding(self.climb.mean)), stopped)

    @contextmanager
    def _busy(self) -> Iterator[None]:
        self._is_busy = True
        try:
            yield
        finally:
            self._is_busy = False

    def _climb_when_free(self, stopped: Stopped) -> None:
        self._may_climb.wait()
        self._climb_on(stopped)

    def _climb_on(self, stopped: Stopped) -> None:
        self.climb.climb(AT_ONCE, stopped)
        self._publish()

    def _publish(self) -> None:
        self._lately.append(self.climb.value)
        self._search.raise_bound(self.climb.certified())
        self._search.prices = self.climb.best_prices
