r"""The oracle: what every block does at given prices, all units at once.

A unit with capacity :math:`L` does the things that pay best for each unit of capacity first, so that what it earns is
a concave function of :math:`L`, known from one sort. Capacity comes in steps; more of it may be bought along a second
and a third slope: what may be kept of today's, and what a delegate takes over. A linear programme in one direction is
convex in it, so the best number of steps is next to the best fraction; a menu of sizes is tried out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solvers.decomposition.blocks import Blocks
from solvers.decomposition.offers import Offers
from solvers.decomposition.units import ROUNDING
from solvers.problem import Columns, FloatArray

# A price that no opening pays.
BANNED = 1e12
# Rounding of a sum, relative to the sum of its absolute terms; generous, so that the bound stays on the safe side.
SUM_ROUNDING = 1e-11


class Answer(NamedTuple):
    """The bound at the prices, a solution of the blocks (columns,), and the values of the copies."""

    value: float
    x: FloatArray
    copies: FloatArray


class _Priced(NamedTuple):
    """What the prices make of columns and units.

    ``reduced`` are the reduced costs (columns and copies,). By unit: ``step`` is the cost of a step; ``delegation``
    what capacity costs by way of a delegate, inf where there is none; ``mixes`` whether delegating pays in itself, so
    that all that may be is, and ``gain`` what that earns (negative) for each unit of the service.
    """

    reduced: FloatArray
    step: FloatArray
    delegation: FloatArray
    mixes: NDArray[np.bool_]
    gain: FloatArray


class _Choice(NamedTuple):
    """Ways to run units, one a row: steps, kept and used capacity, what the delegate does, and the cost."""

    unit: Columns
    steps: FloatArray
    kept: FloatArray
    used: FloatArray
    delegated: FloatArray
    cost: FloatArray


class Oracle:
    """Prices the blocks of a problem. ``prices`` are those of the coupling rows, then those of the copies."""

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
        self._step = np.array([unit.step or 1.0 for unit in units])
        self._least = np.array([unit.least for unit in units])
        self._most = np.array([unit.most for unit in units])
        self._kept_least = np.array([unit.kept_least for unit in units])
        self._kept_most = np.array([unit.kept_most for unit in units])
        self._menu_unit = np.array([k for k, unit in enumerate(units) for _ in range(len(unit.menu))], dtype=np.intp)
        self._menu_column = np.array([size.column for unit in units for size in unit.menu], dtype=np.intp)
        self._menu_amount = np.array([size.amount for unit in units for size in unit.menu])
        self._menu_load = np.array([size.load for unit in units for size in unit.menu])
        self._by_menu = np.array([bool(unit.menu) for unit in units], dtype=bool)
        self._fewest = np.array([unit.fewest_steps for unit in units], dtype=np.float64)
        self._most_steps = np.array([unit.most_steps for unit in units], dtype=np.float64)

    def _set_delegates(self) -> None:
        count = len(self.blocks.units)
        self.copied = self.blocks.copies.column
        self._helped = np.array([unit for unit, _ in self.blocks.delegates], dtype=np.intp)
        self._copy = np.full(count, -1, dtype=np.intp)
        self._copy[self._helped] = np.arange(len(self._helped))
        self._work = np.full(count, -1, dtype=np.intp)
        self._share, self._units, self._own = np.zeros(count), np.ones(count), np.zeros(count)
        for service in self.blocks.services:
            self._work[service.unit] = service.work
            if service.delegate is not None:
                self._share[service.unit] = service.delegate.ratio / (1.0 + service.delegate.ratio)
                self._units[service.unit], self._own[service.unit] = service.units, service.delegate.own_units
        saved = self._share * (self._units - self._own)
        self._stretch = np.where(self._copy >= 0, self._units / (self._units - saved), 1.0)

    def __call__(self, prices: FloatArray, *, thorough: bool = False) -> Answer:
        """The best of every block at these prices; ``thorough`` tries every number of steps, as a bound must."""
        priced = self._priced(prices)
        reduced = priced.reduced
        offers = self._offers(priced)
        best = self._best(offers, priced, thorough=thorough)
        worth = reduced + np.bincount(self._owner, weights=best.cost, minlength=len(reduced))
        chosen, of_groups = self._choose(worth[self.blocks.openings])
        loose, of_loose = self._loose(reduced)
        terms = np.concatenate([of_groups, of_loose, self._row_terms(prices)])
        value = float(terms.sum()) + self.blocks.problem.level.offset
        safe = value - SUM_ROUNDING * float(np.abs(terms).sum())
        x = np.zeros(len(reduced))
        x[self.blocks.loose] = loose
        x[chosen] = 1.0
        self._unfold(x, offers, best, priced.mixes)
        own = len(x) - len(self.copied)
        return Answer(safe, x[:own], x[own:])

    def _reduced(self, prices: FloatArray) -> FloatArray:
        """Reduced costs of the columns, then of the copies."""
        reduced = self.blocks.problem.level.cost - self._transposed @ prices[: self.rows]
        np.subtract.at(reduced, self.copied, prices[self.rows :])
        return np.concatenate([reduced, prices[self.rows :]])

    def _row_terms(self, prices: FloatArray) -> FloatArray:
        price = prices[: self.rows]
        side = np.where(price > 0, self.row_lower, np.where(price < 0, self.row_upper, 0.0))
        return price * side

    def _priced(self, prices: FloatArray) -> _Priced:
        reduced = self._reduced(prices)
        step = reduced[self._amount] * self._step + np.where(self._steps >= 0, reduced[self._steps], 0.0)
        helped = self._copy >= 0
        extra = np.zeros(len(self._copy))
        extra[helped] = prices[self.rows :][self._copy[helped]] - reduced[self._work[helped]]
        mixes = extra < 0
        delegation = np.where(helped & ~mixes, extra / np.where(helped, self._units - self._own, 1.0), np.inf)
        return _Priced(reduced, step, delegation, mixes, np.where(mixes, self._share * extra, 0.0))

    def _offers(self, priced: _Priced) -> Offers:
        items = self.blocks.items
        produced = np.where(items.work >= 0, priced.reduced[items.work] + priced.gain[items.unit], 0.0)
        cost = priced.reduced[items.column] + items.demand * produced
        worth = np.flatnonzero((cost < 0) & (items.most > 0))
        ratio = cost[worth] / items.size[worth]
        unit = items.unit[worth]
        order = np.argsort(unit * (float(np.ptp(ratio)) + 1.0 if len(ratio) else 1.0) + ratio, kind="stable")
        worth, unit, ratio = worth[order], unit[order], ratio[order]
        size = items.size[worth] * items.most[worth]
        counts = np.bincount(unit, minlength=len(self._copy))
        last = np.cumsum(counts)
        return Offers(
            worth,
            unit,
            size,
            ratio,
            np.concatenate([[0.0], np.cumsum(size)]),
            np.concatenate([[0.0], np.cumsum(cost[worth] * items.most[worth])]),
            last - counts,
            last,
        )

    def _best(self, offers: Offers, priced: _Priced, *, thorough: bool) -> _Choice:
        """The cheapest way to run each unit."""
        units, steps = self._every_number() if thorough else self._likely_numbers(offers, priced)
        tried = self._run(units, steps, offers, priced), self._from_menu(offers, priced.reduced)
        every = [np.concatenate(parts) for parts in zip(*tried, strict=True)]
        order = np.lexsort((every[-1], every[0]))
        _, first = np.unique(every[0][order], return_index=True)
        return _Choice(*(part[order[first]] for part in every))

    def _likely_numbers(self, offers: Offers, priced: _Priced) -> tuple[Columns, FloatArray]:
        """Numbers of steps next to the best fraction, for the units that grow in steps.

        There capacity fits what pays for a step, alone or with what a delegate adds to it, or kept and built together
        reach a limit.
        """
        price = priced.step / self._step
        of_delegate = np.where(np.isinf(priced.delegation), 0.0, priced.delegation)
        with_delegate = (price + (self._stretch - 1.0) * of_delegate) / self._stretch
        needs = offers.dearer_than(price), offers.dearer_than(with_delegate) / self._stretch
        best = [need - kept for need in needs for kept in (self._kept_least, self._kept_most)]
        best += [self._least - self._kept_least, self._most - self._kept_most]
        whole = np.floor(np.array(best) / self._step + ROUNDING)
        tried = np.concatenate([[self._fewest, self._most_steps], whole, whole + 1.0])
        steps = np.clip(tried, self._fewest, self._most_steps)
        plain = np.flatnonzero(~self._by_menu)
        return np.tile(plain, len(tried)), steps[:, plain].ravel()

    def _every_number(self) -> tuple[Columns, FloatArray]:
        """Every number of steps, for the units that grow in steps."""
        plain = np.flatnonzero(~self._by_menu)
        counts = (self._most_steps - self._fewest + 1.0).astype(np.intp)[plain]
        units = np.repeat(plain, counts)
        number = np.arange(len(units)) - np.repeat(np.cumsum(counts) - counts, counts)
        return units, self._fewest[units] + number

    def _run(self, units: Columns, steps: FloatArray, offers: Offers, priced: _Priced) -> _Choice:
        """The best that units can do with so many steps."""
        built = self._step[units] * steps
        most = np.minimum(self._kept_most[units], self._most[units] - built)
        least = np.minimum(np.maximum(self._kept_least[units], self._least[units] - built), most)
        reduced, mixes = priced.reduced, priced.mixes[units]
        keeping = (reduced[self._amount] + np.where(self._kept >= 0, reduced[self._kept], 0.0))[units]
        kept = np.where(keeping < 0, most, least)
        stretch = np.where(mixes, self._stretch[units], 1.0)
        free = (built + kept) * stretch
        more_kept = np.where(keeping < 0, 0.0, (most - least) * stretch)
        more_delegated = np.where(mixes, 0.0, (self._stretch[units] - 1.0) * (built + most))
        kept_price, helped_price = np.maximum(keeping, 0.0) / stretch, priced.delegation[units]
        kept_first = kept_price <= helped_price
        first, second = np.minimum(kept_price, helped_price), np.maximum(kept_price, helped_price)
        room = np.where(kept_first, more_kept, more_delegated), np.where(kept_first, more_delegated, more_kept)
        all_slopes = np.zeros((2, len(self._copy)))
        all_slopes[0][units], all_slopes[1][units] = first, second
        pays = offers.dearer_than(all_slopes[0])[units], offers.dearer_than(all_slopes[1])[units]
        used = np.maximum(free, np.minimum(pays[0], free + room[0]))
        used = np.maximum(used, np.minimum(pays[1], free + room[0] + room[1]))
        used = np.minimum(used, offers.in_all(units))
        bought = np.clip(used - free, 0.0, room[0]), np.clip(used - free - room[0], 0.0, room[1])
        cost = offers.cost(units, used) + priced.step[units] * steps + keeping * kept
        cost += bought[0] * np.where(np.isfinite(first), first, 0.0)
        cost += bought[1] * np.where(np.isfinite(second), second, 0.0)
        more = np.where(kept_first, bought[0], bought[1]) / stretch
        helped = np.where(kept_first, bought[1], bought[0]) / np.maximum(self._units - self._own, ROUNDING)[units]
        return _Choice(units, steps, kept + more, used, helped, cost)

    def _from_menu(self, offers: Offers, reduced: FloatArray) -> _Choice:
        """Every size on a menu, and none where nothing is obligatory."""
        none = np.flatnonzero(self._by_menu & (self._least <= 0))
        units = np.concatenate([self._menu_unit, none])
        amount = np.concatenate([self._menu_amount, np.zeros(len(none))])
        load = np.concatenate([self._menu_load, np.zeros(len(none))])
        own = np.concatenate([reduced[self._menu_column], np.zeros(len(none))])
        allowed = (amount >= self._least[units] - ROUNDING) & (amount <= self._most[units] + ROUNDING)
        units, amount, load, own = units[allowed], amount[allowed], load[allowed], own[allowed]
        used = np.minimum(load, offers.in_all(units))
        cost = offers.cost(units, used) + own + amount * reduced[self._amount][units]
        nothing = np.zeros(len(units))
        return _Choice(units, amount, nothing, used, nothing, cost)

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

    def _unfold(self, x: FloatArray, offers: Offers, best: _Choice, mixes: NDArray[np.bool_]) -> None:
        """Write what the units of open sites do into ``x``, which holds the columns and then the copies."""
        items = self.blocks.items
        runs = x[self._owner] > 0.5
        x[self._amount] = np.where(runs, self._step * best.steps + best.kept, 0.0)
        for columns, value in ((self._kept, best.kept), (self._steps, best.steps)):
            there = columns >= 0
            x[columns[there]] = np.where(runs, value, 0.0)[there]
        if len(self._menu_column):
            picked = runs[self._menu_unit] & (np.abs(best.steps[self._menu_unit] - self._menu_amount) < ROUNDING)
            x[self._menu_column] = picked
        used = np.where(runs, best.used, 0.0)
        before = offers.sizes[:-1] - offers.sizes[offers.first[offers.unit]]
        done = np.flatnonzero(before < used[offers.unit])
        item, unit = offers.item[done], offers.unit[done]
        amount = np.minimum((used[unit] - before[done]) / offers.size[done], 1.0) * items.most[item]
        produced = amount * items.demand[item]
        flows = items.work[item] >= 0
        x += np.bincount(items.column[item], weights=amount, minlength=len(x))
        x += np.bincount(items.work[item][flows], weights=produced[flows], minlength=len(x))
        of_unit = np.bincount(unit, weights=produced, minlength=len(runs))
        delegated = np.where(runs, np.where(mixes, self._share * of_unit, best.delegated), 0.0)
        np.subtract.at(x, self._work[self._helped], delegated[self._helped])
        own = len(x) - len(self.copied)
        x[own : own + len(self._helped)] = delegated[self._helped]
