"""Local search on openings: a site opens, closes or changes its type, and the LP tells what that saves.

Steps and sizes are continuous meanwhile, so that a move is one LP, warm from the last: some hundredths of a second for
a state. The reduced cost of an opening is the most that its move can save (the LP's cost is convex in it); moves
without such hope are not tried. Where no single move saves, the sites of a neighbourhood are dived anew, all at once.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from solvers.decomposition.blocks import Blocks
from solvers.dive import dive_again
from solvers.neighbourhoods import Neighbourhoods
from solvers.problem import Columns, FloatArray
from solvers.relaxation import Relaxation
from solvers.result import Stage
from solvers.search import Search
from solvers.watch import Watch

# A move that saves less than this share of the cost is not worth the next one's effort.
WORTH = 1e-6
# Sites of a neighbourhood that is dived anew, and how many in a row may be in vain.
SITES, IDLE = 25, 40


class Move(NamedTuple):
    """Openings of one group that change: the one that opens, if any, and the one that closes, if any."""

    opens: int | None
    closes: int | None

    @property
    def columns(self) -> Columns:
        """The columns that change."""
        return np.array([column for column in self if column is not None], dtype=np.intp)

    @property
    def values(self) -> FloatArray:
        """What they change to."""
        return np.array([value for column, value in zip(self, (1.0, 0.0), strict=True) if column is not None])


class Climb:
    """The moves on a relaxation whose openings are all fixed."""

    def __init__(self, search: Search, relaxation: Relaxation, blocks: Blocks) -> None:
        self.search = search
        self.relaxation = relaxation
        self._at_top, self._idle = False, 0
        self._blocks = blocks
        self._neighbourhoods = Neighbourhoods(search.problem, search.options.seed)
        self._failures: Counter[Move] = Counter()

    def go_on(self, watch: Watch) -> None:
        """Make moves while one saves, then dive again, and so on while there is time."""
        while not (self.exhausted or watch.stopped):
            if not self._at_top:
                self._at_top = not self._make_one(watch) and not watch.stopped
            elif self._dive_again():
                self._at_top, self._idle = False, 0
            else:
                self._idle += 1
            self.search.report(Stage.CLIMB)

    @property
    def exhausted(self) -> bool:
        """Neither a move nor one of many neighbourhoods saved anything."""
        return self._idle >= IDLE

    def _dive_again(self) -> bool:
        problem, openings = self.search.problem, self._blocks.openings
        free = openings[problem.col_lower[openings] < problem.col_upper[openings]]
        near = free[np.isin(problem.block[free], self._neighbourhoods.draw(SITES))]
        return near.size > 0 and dive_again(self.search, self.relaxation, near, self._worth_it)

    @property
    def _worth_it(self) -> float:
        """What a better solution costs at most."""
        return self.relaxation.value - WORTH * max(1.0, abs(self.relaxation.value))

    def _make_one(self, watch: Watch) -> bool:
        """Try moves, those that have failed least first and then those that may save most, until one saves."""
        hopes = self._hopes()
        for move in sorted(hopes, key=lambda move: (self._failures[move], -hopes[move])):
            if watch.stopped:
                return False
            if self._saves(move):
                return True
            self._failures[move] += 1
        return False

    def _saves(self, move: Move) -> bool:
        return self.relaxation.accept(move.columns, move.values, move.values, self._worth_it)

    def _hopes(self) -> dict[Move, float]:
        """Every move, with the most that it can save, where that is anything."""
        problem, openings = self.search.problem, self._blocks.openings
        reduced = self.relaxation.reduced_costs()
        free = problem.col_lower < problem.col_upper
        opened = self.relaxation.x > 0.5
        hopes: dict[Move, float] = {}
        for group, members in enumerate(np.split(openings, self._ends())):
            running = next((column for column in members.tolist() if opened[column]), None)
            if running is not None and not free[running]:
                continue
            closing = 0.0 if running is None else float(reduced[running])
            if running is not None and not self._blocks.must_open[group]:
                hopes[Move(None, running)] = closing
            for column in members.tolist():
                if free[column] and column != running:
                    hopes[Move(column, running)] = closing - float(reduced[column])
        least = WORTH * max(1.0, abs(self.relaxation.value))
        return {move: hope for move, hope in hopes.items() if hope > least}

    def _ends(self) -> Columns:
        return np.flatnonzero(np.diff(self._blocks.group_of)) + 1
