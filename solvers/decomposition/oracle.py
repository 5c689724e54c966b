"""The oracle: what every block does at given prices; its loops over the units are in `solvers.decomposition.kernel`."""

from __future__ import annotations

from copy import copy
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solvers.decomposition.blocks import Blocks
from solvers.decomposition.kernel import Choices, Offers, UnitArrays, UnitPrices, choices_of, offers_of, unfold
from solvers.decomposition.units import ROUNDING, Unit
from solvers.problem import Columns, FloatArray

# A price that no opening pays.
BANNED = 1e12
# Rounding of a sum, relative to the sum of its absolute terms; generous, so that the bound stays on the safe side.
SUM_ROUNDING = 1e-11


class Answer(NamedTuple):
    """The bound at the prices, a solution of the blocks (columns,), the values of the copies, and what the bound is of.

    It is the sum of what is said of groups, of columns that stand alone, and of coupling rows, and the goal's offset.
    """

    value: float
    x: FloatArray
    copies: FloatArray
    of_groups: FloatArray
    of_loose: FloatArray
    of_rows: FloatArray


class Oracle:
    """Prices the blocks of a problem. ``prices`` are those of the coupling rows, then those of the copies.

    It remembers what paid best and how many steps were best, and begins there the next time.
    """

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        problem = blocks.problem
        self.rows = len(blocks.coupling)
        self.row_lower = problem.row_lower[blocks.coupling]
        self.row_upper = problem.row_upper[blocks.coupling]
        self._transposed = blocks.matrix.T.tocsr()
        self.fix(problem.col_lower, problem.col_upper)
        self._set_units()
        self._set_delegates()
        self._order, self._last = np.arange(len(blocks.items.column)), np.zeros(len(blocks.units))

    def copy(self) -> Oracle:
        """Another oracle on the same blocks, with fixings and a memory of its own."""
        other = copy(self)
        other._order = self._order.copy()
        return other

    def fix(self, col_lower: FloatArray, col_upper: FloatArray) -> None:
        """Take openings for open or closed where the column bounds (columns,) say so."""
        openings = self.blocks.openings
        self._opened, self._banned = col_lower[openings] > 0.5, col_upper[openings] < 0.5

    def _set_units(self) -> None:
        units = self.blocks.units
        self._owner = np.array([unit.owner for unit in units], dtype=np.intp)
        self._amount = np.array([unit.amount for unit in units], dtype=np.intp)
        self._kept = np.array([unit.kept for unit in units], dtype=np.intp)
        self._steps = np.array([unit.steps for unit in units], dtype=np.intp)
        sizes = [size for unit in units for size in unit.menu]
        self._size_unit = np.repeat(np.arange(len(units)), [len(unit.menu) for unit in units])
        self._size_column = np.array([size.column for size in sizes], dtype=np.intp)
        self._size_amount = np.array([size.amount for size in sizes], dtype=np.float64)
        self._size_load = np.array([size.load for size in sizes], dtype=np.float64)
        numbers = np.arange(len(units) + 1)
        self._units = UnitArrays(
            first=np.searchsorted(self.blocks.items.unit, numbers),
            first_size=np.searchsorted(self._size_unit, numbers),
            least=_of_units(units, "least"),
            most=_of_units(units, "most"),
            step=np.array([unit.step or 1.0 for unit in units]),
            fewest=_of_units(units, "fewest_steps"),
            most_steps=_of_units(units, "most_steps"),
            kept_least=_of_units(units, "kept_least"),
            kept_most=_of_units(units, "kept_most"),
            stretch=np.ones(len(units)),
            spared=np.ones(len(units)),
        )

    def _set_delegates(self) -> None:
        count = len(self.blocks.units)
        self.copied = self.blocks.copies.column
        self._helped = np.array([unit for unit, _ in self.blocks.delegates], dtype=np.intp)
        self._copy = np.full(count, -1, dtype=np.intp)
        self._copy[self._helped] = np.arange(len(self._helped))
        self._work = np.full(count, -1, dtype=np.intp)
        self._share, own, taken = np.zeros(count), np.zeros(count), np.ones(count)
        for service in self.blocks.services:
            self._work[service.unit] = service.work
            if service.delegate is not None:
                self._share[service.unit] = service.delegate.ratio / (1.0 + service.delegate.ratio)
                taken[service.unit], own[service.unit] = service.units, service.delegate.own_units
        spared = taken - own
        stretch = np.where(self._copy >= 0, taken / (taken - self._share * spared), 1.0)
        self._units = self._units._replace(stretch=stretch, spared=np.maximum(spared, ROUNDING))

    def __call__(self, prices: FloatArray) -> Answer:
        """The best of every block at these prices."""
        reduced = self._reduced(prices)
        of_units, offers, best = self._ask_units(prices, reduced)
        worth = reduced + np.bincount(self._owner, weights=best.cost, minlength=len(reduced))
        chosen, of_groups = self._choose(worth[self.blocks.openings])
        loose, of_loose = self._loose(reduced)
        of_rows = self._row_terms(prices)
        terms = np.concatenate([of_groups, of_loose, of_rows])
        value = float(terms.sum()) + self.blocks.problem.level.offset
        safe = value - SUM_ROUNDING * float(np.abs(terms).sum())
        x = np.zeros(len(reduced))
        x[self.blocks.loose] = loose
        x[chosen] = 1.0
        self._unfold(x, offers, best, of_units.mixes)
        own = len(x) - len(self.copied)
        return Answer(safe, x[:own], x[own:], of_groups, of_loose, of_rows)

    def tempting(self, prices: FloatArray, times: float) -> NDArray[np.bool_]:
        """What would be done (columns,) at these prices, were all sites open, with so many times the best capacity."""
        reduced = self._reduced(prices)
        _, offers, best = self._ask_units(prices, reduced)
        x, all_run = np.zeros(len(reduced)), np.ones(len(self._owner), dtype=np.bool_)
        self._do(x, all_run, offers, times * best.used)
        own = len(x) - len(self.copied)
        np.maximum.at(x, self.copied, x[own:])
        return x[:own] > 0

    def _ask_units(self, prices: FloatArray, reduced: FloatArray) -> tuple[UnitPrices, Offers, Choices]:
        """What the prices make of the units, what is worth doing there, and the best way to run each."""
        of_units = self._unit_prices(prices, reduced)
        offers = self._offers(reduced, of_units)
        size_price = reduced[self._size_column]
        best = choices_of(self._units, of_units, offers, self._size_amount, self._size_load, size_price, self._last)
        self._last = best.steps
        return of_units, offers, best

    def _reduced(self, prices: FloatArray) -> FloatArray:
        """Reduced costs of the columns, then of the copies."""
        reduced = self.blocks.problem.level.cost - self._transposed @ prices[: self.rows]
        np.subtract.at(reduced, self.copied, prices[self.rows :])
        return np.concatenate([reduced, prices[self.rows :]])

    def _row_terms(self, prices: FloatArray) -> FloatArray:
        price = prices[: self.rows]
        side = np.where(price > 0, self.row_lower, np.where(price < 0, self.row_upper, 0.0))
        return price * side

    def _unit_prices(self, prices: FloatArray, reduced: FloatArray) -> UnitPrices:
        amount = reduced[self._amount]
        helped = self._copy >= 0
        extra = np.zeros(len(self._copy))
        extra[helped] = prices[self.rows :][self._copy[helped]] - reduced[self._work[helped]]
        mixes = extra < 0
        return UnitPrices(
            step=amount * self._units.step + np.where(self._steps >= 0, reduced[self._steps], 0.0),
            keeping=amount + np.where(self._kept >= 0, reduced[self._kept], 0.0),
            amount=amount,
            delegation=np.where(helped & ~mixes, extra / self._units.spared, np.inf),
            mixes=mixes,
            gain=np.where(mixes, self._share * extra, 0.0),
        )

    def _offers(self, reduced: FloatArray, of_units: UnitPrices) -> Offers:
        items = self.blocks.items
        cost = reduced[items.column] + np.where(items.work >= 0, items.demand * reduced[items.work], 0.0)
        produced = np.where(items.work >= 0, items.demand, 0.0)
        return offers_of(self._order, self._units.first, items.size, items.most, produced, cost, of_units.gain)

    def _choose(self, worth: FloatArray) -> tuple[Columns, FloatArray]:
        """The openings chosen, at most one a group, and what each group costs."""
        blocks = self.blocks
        if not len(worth):
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        # the ranks alone: a sum with a price like this would round off what the bound is about
        rank = np.where(self._banned, BANNED, np.where(self._opened, -BANNED, worth))
        order = np.lexsort((rank, blocks.group_of))
        first = order[np.searchsorted(blocks.group_of, np.arange(len(blocks.must_open)))]
        best = worth[first]
        chosen = (blocks.must_open | self._opened[first] | (best < 0)) & ~self._banned[first]
        return blocks.openings[first[chosen]], np.where(chosen, best, 0.0)

    def _loose(self, reduced: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The columns that stand alone, each at its better end, and what they cost."""
        loose = self.blocks.loose
        price = reduced[loose]
        lower, upper = self.blocks.problem.col_lower[loose], self.blocks.upper[loose]
        value = np.where(price < 0, np.where(np.isfinite(upper), upper, lower), lower)
        lost = (price < 0) & ~np.isfinite(upper)
        # a price below nothing for a column without end proves nothing, unless it is rounding
        return value, np.where(lost, np.where(price < -ROUNDING, -BANNED, 0.0), price * value)

    def _unfold(self, x: FloatArray, offers: Offers, best: Choices, mixes: NDArray[np.bool_]) -> None:
        """Write what the units of open sites do into ``x``, which holds the columns and then the copies."""
        runs = x[self._owner] > 0.5
        x[self._amount] = np.where(runs, self._units.step * best.steps + best.kept, 0.0)
        for columns, value in ((self._kept, best.kept), (self._steps, best.steps)):
            there = columns >= 0
            x[columns[there]] = np.where(runs, value, 0.0)[there]
        picked = np.abs(best.steps[self._size_unit] - self._size_amount) < ROUNDING
        x[self._size_column] = runs[self._size_unit] & picked
        produced = self._do(x, runs, offers, best.used)
        delegated = np.where(runs, np.where(mixes, self._share * produced, best.delegated), 0.0)
        np.subtract.at(x, self._work[self._helped], delegated[self._helped])
        own = len(x) - len(self.copied)
        x[own : own + len(self._helped)] = delegated[self._helped]

    def _do(self, x: FloatArray, runs: NDArray[np.bool_], offers: Offers, used: FloatArray) -> FloatArray:
        """Write what running units do with what they use of their capacity into ``x``; what each has produced."""
        items = self.blocks.items
        return unfold(x, runs, self._units.first, offers, used, items.column, items.work, items.demand, items.size)


def _of_units(units: list[Unit], name: str) -> FloatArray:
    return np.array([getattr(unit, name) for unit in units], dtype=np.float64)
