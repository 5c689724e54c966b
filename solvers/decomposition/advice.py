"""What the decomposition advises the search on openings, beside the bound that it raises."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solvers.decomposition.blocks import Blocks
from solvers.decomposition.bound import Bound
from solvers.problem import Columns, FloatArray
from solvers.proof import Prices
from solvers.result import Stage
from solvers.search import Search

# Below this share of recognised amounts the bound would be hardly better than that of the relaxation.
RECOGNISED = 0.5
# Answers of the oracle before the dive, and after each of its rounds.
BEFORE, EACH_ROUND = 600, 10
# The dive is followed again once so much of what was left to decide is left.
AGAIN = 0.75
# An opening this near to 0 or 1 in the mean is taken for decided before the LP has been asked.
SETTLED = 0.02
# Columns tempt a site that would use them if it had so many times its capacity.
TEMPTING = 1.5


class Advice:
    """Two climbs on the same blocks: one proves, the other follows the dive and says what a good plan opens.

    It begins at those of the ``prices`` that prove most: a relaxation's duals, or the best of a problem like this one.
    """

    def __init__(self, search: Search, blocks: Blocks, *prices: Prices, answers: int = BEFORE) -> None:
        self._search = search
        self.bound = Bound(search, blocks, *prices)
        self.bound.begin(answers)
        self._followed = self.bound.climb.copy()
        self._undecided = blocks.openings.size
        self._decided = np.full(search.problem.matrix.shape[1], np.nan)

    @property
    def mean(self) -> FloatArray:
        """What the relaxed problem opens and does (columns,), whole sites and all, within the bounds last followed."""
        return self._followed.mean

    @property
    def estimate(self) -> FloatArray:
        """What the relaxed problem opens and does (columns,) at the best prices so far, whatever has been fixed."""
        return self.bound.climb.mean

    def decide_districts(self) -> None:
        """Let HiGHS decide districts of sites; what they open is settled."""
        for decision in self.bound.decisions():
            self._decided[decision.columns] = decision.x
            self._search.report(Stage.BOUND)

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
        likely = self._followed.oracle.tempting(self.bound.climb.prices, TEMPTING) | (self.mean > 0)
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


def understood(blocks: Blocks) -> bool:
    """Whether enough of a problem is recognised for advice on it."""
    return blocks.recognised >= RECOGNISED
