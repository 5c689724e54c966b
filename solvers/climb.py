"""Local search on openings: a site opens, closes, changes its type or takes another's place; the LP tells the saving.

Steps and sizes are continuous meanwhile, so that a move is one LP, warm from the last: some hundredths of a second for
a state. The reduced costs of openings are the most that a move can save (the LP's cost is convex in them); moves
without such hope are not tried. What the mean of the bound's answers opens is tried to open first, what it does not, to
close. After moves in vain the sites of a neighbourhood are dived anew, all at once. While the bound hardly rises, its
core tries every other move (`solvers.twins`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

import numpy as np

from solvers.decomposition.advice import Advice
from solvers.decomposition.blocks import Blocks
from solvers.dive import dive_again
from solvers.neighbourhoods import Neighbourhoods
from solvers.problem import Columns, FloatArray
from solvers.result import Stage
from solvers.search import Search
from solvers.twins import Try, Twins
from solvers.watch import Watch

# A move that saves less than this share of the cost is not worth the next one's effort.
WORTH = 1e-6
# Moves between two dives into a neighbourhood, the sites of one, and how many dives in a row may be in vain.
MOVES, SITES, IDLE = 60, 25, 40


class Move(NamedTuple):
    """Openings that change: the one that opens, if any, and the one that closes, if any."""

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

    def __init__(self, search: Search, twins: Twins, blocks: Blocks, advice: Advice | None = None) -> None:
        self.search = search
        self.relaxation = twins.first
        self._twins = twins
        self._at_once = 1
        self._idle = 0
        self._blocks = blocks
        self._advice = advice
        self._neighbourhoods = Neighbourhoods(search.problem, search.options.seed, self.relaxation.looked_at)
        self._failures: Counter[Move] = Counter()
        self._in_vain: set[Move] = set()
        self._all_tried = False

    def go_on(self, watch: Watch, enough: Callable[[], float] = lambda: -np.inf) -> None:
        """Make moves, dive again where some have been in vain, and so on while there is time and it is not enough.

        It is where the LP's value is as low as ``enough`` says, which may rise with the bound.
        """
        with nullcontext(True) if self._advice is None else self._advice.bound.pausing() as has_both_cores:
            self._at_once = 2 if has_both_cores else 1
            if has_both_cores:
                self._twins.pair()
            while not (self.exhausted or watch.stopped or self.search.done or self.relaxation.value <= enough()):
                if self._make_one(watch):
                    self._begin_anew()
                elif not (watch.stopped or self.search.done):
                    if self._dive_again():
                        self._begin_anew()
                    else:
                        self._idle += self._at_once
                self.search.report(Stage.CLIMB)

    @property
    def exhausted(self) -> bool:
        """Neither a move nor one of many neighbourhoods saved anything."""
        return self._all_tried and self._idle >= IDLE

    def _begin_anew(self) -> None:
        self._idle, self._all_tried = 0, False
        self._in_vain.clear()

    def _dive_again(self) -> bool:
        """Dive into as many neighbourhoods as are tried at once."""
        drawn = [near for _ in range(self._at_once) if (near := self._near()).size]
        dive = partial(dive_again, self.search, below=self._worth_it)
        return any(self._twins.try_each([partial(dive, openings=near) for near in drawn]))

    def _near(self) -> Columns:
        """The openings of a neighbourhood that may change."""
        problem, openings = self.search.problem, self._blocks.openings
        free = openings[problem.col_lower[openings] < problem.col_upper[openings]]
        return free[np.isin(problem.block[free], self._neighbourhoods.draw(SITES))]

    @property
    def _worth_it(self) -> float:
        """What a better solution costs at most."""
        return self.relaxation.value - self._least

    @property
    def _least(self) -> float:
        """What a move saves at least, if it is worth its effort."""
        return WORTH * max(1.0, abs(self.relaxation.value))

    def _make_one(self, watch: Watch) -> bool:
        """Try moves that have not been in vain since the last that saved something, until one saves."""
        moves = self._promising()
        for begin in range(0, min(MOVES, len(moves)), self._at_once):
            if watch.stopped or self.search.done:
                return False
            tried = moves[begin : begin + self._at_once]
            saved = self._twins.try_each([self._saving(move) for move in tried])
            for move, has_saved in zip(tried, saved, strict=True):
                if not has_saved:
                    self._failures[move] += 1
                    self._in_vain.add(move)
            if any(saved):
                return True
        self._all_tried = len(moves) <= MOVES
        return False

    def _promising(self) -> list[Move]:
        """Moves that may save anything: those first that have failed least, then those that the advice likes best.

        Without advice, then those that may save most.
        """
        hopes = {move: hope for move, hope in (self._hopes() | self._swaps()).items() if move not in self._in_vain}
        liked = hopes if self._advice is None else self._liked(list(hopes), self._advice.estimate)
        return sorted(hopes, key=lambda move: (self._failures[move], -liked[move]))

    def _liked(self, moves: list[Move], estimate: FloatArray) -> dict[Move, float]:
        """By how much the estimate (columns,) opens what the moves open, and not what they close."""
        opened: list[float] = np.append(estimate, 0.0).tolist()
        nothing = len(opened) - 1
        return {
            move: opened[nothing if move.opens is None else move.opens]
            - opened[nothing if move.closes is None else move.closes]
            for move in moves
        }

    def _saving(self, move: Move) -> Try:
        below = self._worth_it
        return lambda relaxation: relaxation.accept(move.columns, move.values, move.values, below)

    def _hopes(self) -> dict[Move, float]:
        """Every move of one site, with the most that it can save, where that is anything."""
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
        least = self._least
        return {move: hope for move, hope in hopes.items() if hope > least}

    def _swaps(self) -> dict[Move, float]:
        """Every move by which an opening takes the place of one at a site nearby, as in `_hopes`."""
        problem, openings, groups = self.search.problem, self._blocks.openings, self._blocks.group_of
        reduced = self.relaxation.reduced_costs()
        free = problem.col_lower[openings] < problem.col_upper[openings]
        opened = self.relaxation.x[openings] > 0.5
        running = np.isin(groups, groups[opened])
        closes = openings[free & opened & ~self._blocks.must_open[groups]]
        opens = openings[free & ~running]
        hopes = reduced[closes][:, np.newaxis] - reduced[opens]
        near = self._neighbourhoods.near(problem.block[closes], problem.block[opens])
        pairs = zip(*np.nonzero(near & (hopes > self._least)), strict=True)
        return {Move(int(opens[j]), int(closes[i])): float(hopes[i, j]) for i, j in pairs}

    def _ends(self) -> Columns:
        return np.flatnonzero(np.diff(self._blocks.group_of)) + 1
