"""What the decomposition does for the search: advice on openings, and a bound that grows beside it on a second core."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from solvers.decomposition.ascent import Ascent
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.districts import Decision, Districts
from solvers.decomposition.linking import Links
from solvers.decomposition.oracle import Oracle
from solvers.highs import Limits, solve_beside
from solvers.problem import Columns, FloatArray
from solvers.proof import Prices
from solvers.result import Stage
from solvers.search import Search
from solvers.watch import Watch

# Below this share of recognised amounts the bound would be hardly better than that of the relaxation.
RECOGNISED = 0.5
# Answers of the oracle before the dive, after each of its rounds, and between two publications of the bound.
BEFORE, EACH_ROUND, AT_ONCE = 600, 10, 50
# The dive is followed again once so much of what was left to decide is left.
AGAIN = 0.75
# An opening this near to 0 or 1 in the mean is taken for decided before the LP has been asked.
SETTLED = 0.02
# The climb is slow when so many publications together raise the bound by less than the first share, and over below the
# second. HiGHS's cuts prove more than a slow climb, but its relaxation takes time, and more the more columns there are:
# of a state it is where the climb was after 20 s, and 1 % further after 50 s; of two periods not after 200 s.
LATELY, SLOW, OVER = 10, 2e-3, 1e-5
CUTS_SECONDS, CUTS_GROWTH = 8.3e-12, 2.5
# Columns tempt a site that would use them if it had so many times its capacity.
TEMPTING = 1.5
# What the first climb may take of the time left.
TIME_SHARE = 0.25
# Deciding the districts takes so many seconds a column, and this share of it brings most of what there is to gain, for
# small ones come first. It is done anew where the climb has risen by a share.
DISTRICTS_SECONDS, HASTE, ANEW = 4e-4, 0.25, 1e-3
# What may be missed of the bound, and much more where they are decided to begin with; what that may take of the time
# left. A district may take so many times its part of the time.
DISTRICTS_GAP, ROUGHLY, DISTRICTS_TIME, FAIR, CORES = 1e-3, 5e-3, 0.4, 3.0, 2


Stopped: TypeAlias = Callable[[], bool]
Step: TypeAlias = Callable[[Stopped], None]


class Advice:
    """Two climbs on the same blocks: one proves, the other follows the dive and says what a good plan opens.

    It begins at those of the ``prices`` that prove most: a relaxation's duals, or the best of a problem like this one.
    """

    def __init__(self, search: Search, blocks: Blocks, *prices: Prices, answers: int = BEFORE) -> None:
        self._search = search
        oracle = Oracle(blocks)
        oracle.fix(search.problem.col_lower, search.problem.col_upper)
        self._proof = Ascent(oracle, *prices)
        self._lately = deque([-np.inf], maxlen=LATELY + 1)
        self._is_busy, self._had_cuts, self._decided_at = False, False, -np.inf
        self._may_prove = threading.Event()
        self._may_prove.set()
        self._publish()
        begun = search.watch.slot(TIME_SHARE * search.watch.remaining)
        for _ in range(answers // AT_ONCE):
            if begun.stopped or search.proven or self._proof.exhausted:
                break
            self._prove(lambda: begun.stopped)
            search.report(Stage.BOUND)
        self._followed = self._proof.copy()
        self._undecided = blocks.openings.size
        self._decided = np.full(search.problem.matrix.shape[1], np.nan)

    @property
    def mean(self) -> FloatArray:
        """What the relaxed problem opens and does (columns,), whole sites and all, within the bounds last followed."""
        return self._followed.mean

    @property
    def estimate(self) -> FloatArray:
        """What the relaxed problem opens and does (columns,) at the best prices so far, whatever has been fixed."""
        return self._proof.mean

    def settled(self) -> tuple[Columns, FloatArray]:
        """Openings that are as good as decided, and at what: by their districts, or else by the mean."""
        openings = self._followed.oracle.blocks.openings
        decided = self._decided[openings]
        opened: FloatArray = np.where(np.isnan(decided), self.mean[openings], decided)
        sure = np.minimum(opened, 1.0 - opened) <= SETTLED
        return openings[sure], np.round(opened[sure])

    def likely(self) -> NDArray[np.bool_]:
        """The columns (columns,) that a good plan may use: those of recent answers, and those that tempt a site.

        A site that a later move opens needs the latter. Columns that are not up to the units are likely all.
        """
        likely = self._followed.oracle.tempting(self._proof.prices, TEMPTING) | (self.mean > 0)
        items = self._followed.oracle.blocks.items.column
        others = np.ones(likely.size, dtype=np.bool_)
        others[items[items < likely.size]] = False
        return likely | others

    def follow(self, col_lower: FloatArray, col_upper: FloatArray, row_duals: FloatArray) -> None:
        """Look again at what is left to decide within the column bounds (columns,), if that has become much less."""
        openings = self._followed.oracle.blocks.openings
        undecided = int(np.count_nonzero(col_lower[openings] < col_upper[openings]))
        if undecided > AGAIN * self._undecided:
            return
        self._undecided = undecided
        self._followed.oracle.fix(col_lower, col_upper)
        self._followed.restart(row_duals)
        self._followed.climb(EACH_ROUND, lambda: self._search.watch.stopped)

    @contextmanager
    def proving(self) -> Iterator[None]:
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
            self._may_prove.clear()
        try:
            yield free
        finally:
            self._may_prove.set()

    def _next_step(self) -> Step | None:
        """How to prove more; None where nothing is left to try."""
        if self._rise < SLOW and (further := self._further) is not None:
            return further
        return None if self._proof.exhausted or self._rise < OVER else self._climb

    @property
    def _further(self) -> Step | None:
        """What proves more than a slow climb and will be over in time: the districts, and HiGHS's cuts once.

        Cuts prove more where there is time for one of them alone.
        """
        columns, left = self._search.problem.matrix.shape[1], self._search.watch.remaining
        of_districts, of_cuts = DISTRICTS_SECONDS * columns, CUTS_SECONDS * columns**CUTS_GROWTH
        cuts = not self._had_cuts and left > of_cuts
        has_risen = self._proof.value > self._decided_at + ANEW * max(1.0, abs(self._proof.value))
        if has_risen and left > (of_districts + of_cuts if cuts else HASTE * of_districts):
            return self._prove_by_districts
        return self._prove_by_cuts if cuts else None

    @property
    def _rise(self) -> float:
        """What the last publications brought, as a share of the bound."""
        return (self._proof.value - self._lately[0]) / max(1.0, abs(self._proof.value))

    def decide_districts(self) -> None:
        """Let HiGHS decide the districts on both cores, while the bound has no thread; what they open is settled."""
        watch = self._search.watch.slot(DISTRICTS_TIME * self._search.watch.remaining)
        for _ in self._decisions(watch, ROUGHLY, CORES, lambda: watch.stopped or self._search.proven):
            self._search.report(Stage.BOUND)

    def _prove_by_districts(self, stopped: Stopped) -> None:
        """Let HiGHS decide the districts at the best prices."""
        with self._busy():
            for _ in self._decisions(self._search.watch, DISTRICTS_GAP, 1, stopped):
                pass

    def _decisions(self, watch: Watch, gap: float, at_once: int, stopped: Stopped) -> Iterator[Decision]:
        """Decide the districts, which all together may miss this ``gap``; the bound rises with each of them."""
        oracle, prices, search = self._proof.oracle, self._proof.prices, self._search
        answer = oracle(prices)
        districts = Districts(search.problem, oracle.blocks, answer)
        numbers, costs, bound = districts.numbers, districts.costs(answer), answer.value
        self._decided_at = self._proof.value if numbers else np.inf
        gap_abs = gap * max(1.0, abs(bound)) / max(1, len(numbers))

        def decided(place: int) -> Decision:
            seconds = FAIR * at_once * watch.remaining / (len(numbers) - place)
            return districts.decided(numbers[place], prices, search.options, Limits(gap_abs, seconds, stopped))

        with ThreadPoolExecutor(at_once) as pool:
            for number, decision in zip(numbers, pool.map(decided, range(len(numbers))), strict=True):
                bound += max(0.0, decision.bound - costs[number])
                search.raise_bound(bound)
                self._decided[decision.columns] = decision.x
                yield decision

    def _prove_by_cuts(self, stopped: Stopped) -> None:
        """Let HiGHS go on, with the rows that the mean of the answers says are worth their place."""
        links = Links(self._proof.oracle.blocks)
        self._had_cuts = True
        with self._busy():
            solve_beside(self._search, links.added(self._search.problem, links.binding(self.estimate)), stopped)

    @contextmanager
    def _busy(self) -> Iterator[None]:
        self._is_busy = True
        try:
            yield
        finally:
            self._is_busy = False

    def _climb(self, stopped: Stopped) -> None:
        self._may_prove.wait()
        self._prove(stopped)

    def _prove(self, stopped: Stopped) -> None:
        self._proof.climb(AT_ONCE, stopped)
        self._publish()

    def _publish(self) -> None:
        self._lately.append(self._proof.value)
        self._search.raise_bound(self._proof.certified())
        self._search.prices = self._proof.best_prices


def understood(blocks: Blocks) -> bool:
    """Whether enough of a problem is recognised for advice on it."""
    return blocks.recognised >= RECOGNISED
