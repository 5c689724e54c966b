r"""The inner loops of the oracle, compiled: for every unit what pays best, how many steps, what size.

A unit with capacity :math:`L` does the things that pay best for each unit of capacity first, so that what it earns is
a concave function of :math:`L`, known from one sort. More capacity than its steps give may be bought along two slopes:
what may be kept of today's, and what a delegate takes over.

Every function releases the interpreter's lock, so that a climb of the bound leaves the other core to the search. They
are compiled once and then stored beside this file, or in the user's cache folder.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from solvers.decomposition.units import ROUNDING
from solvers.problem import Columns, FloatArray

# So many moves an item are less work than sorting.
MOVES = 12


class UnitArrays(NamedTuple):
    """The units, by number: columns (−1: none) and limits as in `solvers.decomposition.units.Unit`.

    ``first`` (units + 1,) is where the items of a unit begin, ``first_size`` (units + 1,) where its menu does.
    ``stretch`` is what a step of capacity stands for if the delegate does all it may; ``spared`` the capacity that one
    of its units of work spares.
    """

    first: Columns
    first_size: Columns
    least: FloatArray
    most: FloatArray
    step: FloatArray
    fewest: FloatArray
    most_steps: FloatArray
    kept_least: FloatArray
    kept_most: FloatArray
    stretch: FloatArray
    spared: FloatArray


class UnitPrices(NamedTuple):
    """What the prices make of the units, by number.

    ``step`` is the cost of a step, ``keeping`` that of a unit of what is kept, ``amount`` that of a unit of a chosen
    size; ``delegation`` what capacity costs by way of a delegate, inf where there is none; ``mixes`` whether delegating
    pays in itself, so that all that may be is, and ``gain`` what that earns (negative) for each unit of the service.
    """

    step: FloatArray
    keeping: FloatArray
    amount: FloatArray
    delegation: FloatArray
    mixes: NDArray[np.bool_]
    gain: FloatArray


class Offers(NamedTuple):
    """The things worth doing, best first within each unit, from where the unit's items begin: ``number`` (units,) each.

    ``item``, ``ratio`` (cost of a unit of capacity, negative), ``size`` and ``cost`` are of (items,), the last two
    summed up from the first of the unit on. What is not worth doing follows after those.
    """

    number: Columns
    item: Columns
    ratio: FloatArray
    size: FloatArray
    cost: FloatArray


class Choices(NamedTuple):
    """The cheapest way to run each unit: steps or size, kept and used capacity, what the delegate does, the cost."""

    steps: FloatArray
    kept: FloatArray
    used: FloatArray
    delegated: FloatArray
    cost: FloatArray


@njit(cache=True, nogil=True)
def offers_of(
    order: Columns,
    first: Columns,
    size: FloatArray,
    most: FloatArray,
    demand: FloatArray,
    cost: FloatArray,
    gain: FloatArray,
) -> Offers:  # pragma: no cover  (compiled)
    """What is worth doing of every unit's items, at the ``cost`` of each and the ``gain`` of its unit's service.

    ``order`` (items,) holds each unit's items in the order they had last, and gets that of today: prices change little
    from one answer to the next, so that moving each to its place beats sorting anew.
    """
    units, items = len(first) - 1, len(cost)
    count, ratio = np.zeros(units, np.intp), np.empty(items)
    sizes, costs = np.empty(items), np.empty(items)
    for unit in range(units):
        begin, end = first[unit], first[unit + 1]
        moves = 0
        for at in range(begin, end):
            item = order[at]
            each = (cost[item] + demand[item] * gain[unit]) / size[item] if most[item] > 0.0 else 0.0
            to = at
            while to > begin and ratio[to - 1] > each:
                ratio[to], order[to] = ratio[to - 1], order[to - 1]
                to -= 1
            ratio[to], order[to] = each, item
            moves += at - to
            if moves > MOVES * (end - begin):
                for later in range(at + 1, end):
                    item = order[later]
                    ratio[later] = (cost[item] + demand[item] * gain[unit]) / size[item] if most[item] > 0.0 else 0.0
                anew = begin + np.argsort(ratio[begin:end])
                order[begin:end], ratio[begin:end] = order[anew], ratio[anew]
                break
        all_sizes, all_costs = 0.0, 0.0
        for at in range(begin, end):
            if ratio[at] >= 0.0:
                break
            part = size[order[at]] * most[order[at]]
            all_sizes += part
            all_costs += ratio[at] * part
            sizes[at], costs[at] = all_sizes, all_costs
            count[unit] += 1
    return Offers(count, order, ratio, sizes, costs)


@njit(cache=True, nogil=True)
def _dearer_than(offers: Offers, begin: int, end: int, price: float) -> float:  # pragma: no cover  (compiled)
    """Size of what pays more than ``price`` for each unit of capacity."""
    low, high = begin, end
    while low < high:
        middle = (low + high) >> 1
        if offers.ratio[middle] < -price:
            low = middle + 1
        else:
            high = middle
    found: float = offers.size[low - 1] if low > begin else 0.0
    return found


@njit(cache=True, nogil=True)
def _earned(offers: Offers, begin: int, end: int, used: float) -> float:  # pragma: no cover  (compiled)
    """Cost (negative) of the best that fits into so much capacity."""
    low, high = begin, end
    while low < high:
        middle = (low + high) >> 1
        if offers.size[middle] < used:
            low = middle + 1
        else:
            high = middle
    whole: float = offers.cost[low - 1] if low > begin else 0.0
    before: float = offers.size[low - 1] if low > begin else 0.0
    return whole + (offers.ratio[low] * (used - before) if low < end else 0.0)


@njit(cache=True, nogil=True)
def _with_steps(
    units: UnitArrays, prices: UnitPrices, offers: Offers, unit: int, steps: float
) -> tuple[float, float, float, float]:  # pragma: no cover  (compiled)
    """The best that a unit can do with so many steps: kept and used capacity, delegated work, and the cost."""
    begin = units.first[unit]
    end = begin + offers.number[unit]
    built = units.step[unit] * steps
    most = min(units.kept_most[unit], units.most[unit] - built)
    least = min(max(units.kept_least[unit], units.least[unit] - built), most)
    keeping, mixes = prices.keeping[unit], prices.mixes[unit]
    stretch = units.stretch[unit] if mixes else 1.0
    kept = most if keeping < 0.0 else least
    free = (built + kept) * stretch
    more_kept = 0.0 if keeping < 0.0 else (most - least) * stretch
    more_delegated = 0.0 if mixes else (units.stretch[unit] - 1.0) * (built + most)
    kept_price, helped_price = max(keeping, 0.0) / stretch, prices.delegation[unit]
    kept_first = kept_price <= helped_price
    if kept_first:
        price_1, room_1, price_2, room_2 = kept_price, more_kept, helped_price, more_delegated
    else:
        price_1, room_1, price_2, room_2 = helped_price, more_delegated, kept_price, more_kept
    used = max(free, min(_dearer_than(offers, begin, end, price_1), free + room_1))
    if price_2 < np.inf:
        used = max(used, min(_dearer_than(offers, begin, end, price_2), free + room_1 + room_2))
    used = min(used, offers.size[end - 1] if end > begin else 0.0)
    bought_1 = min(max(used - free, 0.0), room_1)
    bought_2 = min(max(used - free - room_1, 0.0), room_2)
    cost = _earned(offers, begin, end, used) + prices.step[unit] * steps + keeping * kept
    cost += bought_1 * price_1 if bought_1 > 0.0 else 0.0
    cost += bought_2 * price_2 if bought_2 > 0.0 else 0.0
    more, helped = (bought_1, bought_2) if kept_first else (bought_2, bought_1)
    return kept + more / stretch, used, helped / units.spared[unit], cost


@njit(cache=True, nogil=True)
def _best_steps(
    units: UnitArrays, prices: UnitPrices, offers: Offers, unit: int, guess: float
) -> float:  # pragma: no cover  (compiled)
    """The number of steps that costs least: costs are convex in it, so a walk from any guess finds it."""
    fewest, most = units.fewest[unit], units.most_steps[unit]
    best: float = min(max(guess, fewest), most)
    least = _with_steps(units, prices, offers, unit, best)[3]
    stride, turned = 1.0, False
    while True:
        number = best + stride
        cost = _with_steps(units, prices, offers, unit, number)[3] if fewest <= number <= most else np.inf
        if cost < least:
            # farther at a time while it goes downhill; what was passed over is looked at on the way back
            best, least, turned = number, cost, False
            stride *= 2.0
        elif abs(stride) > 1.0:
            stride, turned = -np.sign(stride), False
        elif not turned:
            stride, turned = -stride, True
        else:
            break
    return best


@njit(cache=True, nogil=True)
def choices_of(
    units: UnitArrays,
    prices: UnitPrices,
    offers: Offers,
    size_amount: FloatArray,
    size_load: FloatArray,
    size_price: FloatArray,
    guess: FloatArray,
) -> Choices:  # pragma: no cover  (compiled)
    """The cheapest way to run each unit; ``size_*`` (sizes,) are the menus one after the other.

    ``guess`` (units,) are numbers of steps to begin at, such as the last.
    """
    count = len(units.first) - 1
    steps, kept, used = np.zeros(count), np.zeros(count), np.zeros(count)
    delegated, cost = np.zeros(count), np.zeros(count)
    for unit in range(count):
        if units.first_size[unit] == units.first_size[unit + 1]:
            steps[unit] = _best_steps(units, prices, offers, unit, guess[unit])
            kept[unit], used[unit], delegated[unit], cost[unit] = _with_steps(units, prices, offers, unit, steps[unit])
            continue
        begin = units.first[unit]
        end = begin + offers.number[unit]
        everything = offers.size[end - 1] if end > begin else 0.0
        cost[unit] = 0.0 if units.least[unit] <= 0.0 else np.inf
        for at in range(units.first_size[unit], units.first_size[unit + 1]):
            amount = size_amount[at]
            if amount < units.least[unit] - ROUNDING or amount > units.most[unit] + ROUNDING:
                continue
            load = min(size_load[at], everything)
            each = _earned(offers, begin, end, load) + size_price[at] + amount * prices.amount[unit]
            if each < cost[unit]:
                cost[unit], steps[unit], used[unit] = each, amount, load
    return Choices(steps, kept, used, delegated, cost)


@njit(cache=True, nogil=True)
def unfold(
    x: FloatArray,
    runs: NDArray[np.bool_],
    first: Columns,
    offers: Offers,
    used: FloatArray,
    column: Columns,
    work: Columns,
    demand: FloatArray,
    size: FloatArray,
) -> FloatArray:  # pragma: no cover  (compiled)
    """Write what running units do into ``x``; returns what each has produced of its service."""
    produced = np.zeros(len(runs))
    for unit in range(len(runs)):
        left = used[unit] if runs[unit] else 0.0
        before = 0.0
        for at in range(first[unit], first[unit] + offers.number[unit]):
            if left <= before:
                break
            item = offers.item[at]
            amount = (min(left, offers.size[at]) - before) / size[item]
            before = offers.size[at]
            x[column[item]] += amount
            produced[unit] += amount * demand[item]
            if work[item] >= 0:
                x[work[item]] += amount * demand[item]
    return produced
