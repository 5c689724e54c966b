"""Relaxations in the same state, one on each core: two moves are tried at a time, and both go on from the better."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeAlias

from solvers.relaxation import Relaxation

Try: TypeAlias = Callable[[Relaxation], bool]
"""What may be done with a relaxation; True if that is worth it, else the relaxation is as before."""


class Twins:
    """A relaxation, and at most one other that is held to the same state.

    The second is made when it is asked for, and solves in a thread of its own; HiGHS does not hold the interpreter.
    """

    def __init__(self, first: Relaxation) -> None:
        self.first = first
        self._second: Relaxation | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="twin")

    @classmethod
    @contextmanager
    def of(cls, relaxation: Relaxation) -> Iterator[Twins]:
        """Twins for as long as a ``with`` block lasts."""
        twins = cls(relaxation)
        try:
            yield twins
        finally:
            twins._pool.shutdown()
            if twins._second is not None:
                twins._second.__exit__(None, None, None)

    def pair(self) -> None:
        """Bring the second relaxation to the state of the first."""
        if self._second is None:
            self._second = Relaxation(self.first.problem, self.first.options, self.first.watch).__enter__()
        self._second.match(self.first)

    def try_each(self, tries: Sequence[Try]) -> list[bool]:
        """What came of at most two tries at the same time; both go on from the cheaper of those that were worth it.

        A single one is tried on the first relaxation, which need not be paired for that.
        """
        first, second = self.first, self._second
        if len(tries) < 2 or second is None:
            return [attempt(first) for attempt in tries]
        answer = self._pool.submit(tries[1], second)
        saved = [tries[0](first), answer.result()]
        if any(saved):
            first_is_better = saved[0] and not (saved[1] and second.value < first.value)
            better, other = (first, second) if first_is_better else (second, first)
            other.match(better)
        return saved
