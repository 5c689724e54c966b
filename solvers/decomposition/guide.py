"""What the decomposition does for the search: a bound that grows while others look for plans, and advice on openings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from solvers.decomposition.ascent import Ascent
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.oracle import Oracle
from solvers.problem import FloatArray
from solvers.result import Stage
from solvers.search import Search

# Below this share of recognised amounts the bound would be hardly better than that of the relaxation.
RECOGNISED = 0.5
# Answers of the oracle before the dive, after each of its rounds, and between two looks at the bound.
BEFORE, EACH_ROUND, AT_ONCE = 300, 20, 50
# What the first climb may take of the time left.
TIME_SHARE = 0.15


class Guide:
    """Two climbs on the same blocks: one proves, the other follows the dive and says which sites to open."""

    def __init__(self, search: Search, blocks: Blocks, row_duals: FloatArray) -> None:
        self._search = search
        oracle = Oracle(blocks)
        oracle.fix(search.problem.col_lower, search.problem.col_upper)
        self._proof = Ascent(oracle, row_duals)
        begun = search.watch.slot(TIME_SHARE * search.watch.remaining)
        for _ in range(BEFORE // AT_ONCE):
            self._climb(lambda: begun.stopped)
        self._advice = self._proof.copy()

    @property
    def mean(self) -> FloatArray:
        """The relaxed problem's solution (columns,) as the climb that follows the dive sees it."""
        return self._advice.mean

    def follow(self, col_lower: FloatArray, col_upper: FloatArray, row_duals: FloatArray) -> None:
        """Look again at what is left to decide within the column bounds (columns,)."""
        self._advice.oracle.fix(col_lower, col_upper)
        self._advice.restart(row_duals)
        self._advice.climb(EACH_ROUND, lambda: self._search.watch.stopped)

    @contextmanager
    def proving(self) -> Iterator[None]:
        """Raise the bound on a second core for the length of a ``with`` block."""
        ended = threading.Event()
        failures: list[BaseException] = []

        def prove() -> None:
            try:
                while not (ended.is_set() or self._search.done or self._proof.exhausted):
                    self._climb(lambda: ended.is_set() or self._search.watch.stopped)
            except BaseException as failure:  # told to the search, which would otherwise never know
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

    def _climb(self, stopped: Callable[[], bool]) -> None:
        self._proof.climb(AT_ONCE, stopped)
        self._search.raise_bound(self._proof.certified())
        self._search.report(Stage.BOUND)


def guide_of(search: Search, blocks: Blocks, row_duals: FloatArray) -> Guide | None:
    """A guide, if enough of the problem is recognised."""
    return Guide(search, blocks, row_duals) if blocks.recognised >= RECOGNISED else None
