"""What is worth doing at given prices, in every unit at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solvers.problem import Columns, FloatArray


@dataclass(frozen=True)
class Offers:
    """The things worth doing, best first within each unit.

    ``item``, ``unit``, ``size`` (units of capacity) and ``ratio`` (cost of a unit of capacity, negative) are of
    (offers,); ``sizes`` and ``costs`` (offers + 1,) sum them up from 0 over all units. Those of a unit stand from
    ``first`` until before ``last`` (units,).
    """

    item: Columns
    unit: Columns
    size: FloatArray
    ratio: FloatArray
    sizes: FloatArray
    costs: FloatArray
    first: Columns
    last: Columns

    def in_all(self, units: Columns) -> FloatArray:
        """Size of everything worth doing."""
        return self.sizes[self.last[units]] - self.sizes[self.first[units]]

    def dearer_than(self, price: FloatArray) -> FloatArray:
        """Size of what pays more than ``price`` (units,) for each unit of capacity."""
        counted = np.where(self.ratio < -price[self.unit], self.size, 0.0)
        of_units: FloatArray = np.bincount(self.unit, weights=counted, minlength=len(price)).astype(np.float64)
        return of_units

    def cost(self, units: Columns, used: FloatArray) -> FloatArray:
        """Cost (negative) of the best that fits into ``used`` capacity of each of ``units``."""
        if not self.item.size:
            return np.zeros(len(units))
        first, last = self.first[units], self.last[units]
        target = self.sizes[first] + used
        at = np.clip(np.searchsorted(self.sizes, target, side="left") - 1, first, np.maximum(last - 1, first))
        at = np.minimum(at, len(self.item) - 1)
        part = np.clip((target - self.sizes[at]) / self.size[at], 0.0, 1.0)
        value = self.costs[at] - self.costs[first] + part * (self.costs[at + 1] - self.costs[at])
        return np.where(last > first, value, 0.0)
