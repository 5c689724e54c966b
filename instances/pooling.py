"""Pools: resources whose units stand in for each other, so that a large unit takes more of each than a small one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from instances.erlang import largest_load

LINEAR = "linear"
MOST_SIZES = 60
"""Sizes that a menu made of steps may have; more of them are listed by the planner, who knows which make sense."""

# An amount that misses a whole number by no more than this is that number.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Pool:
    """How a pooled resource is planned; ``sizes`` are those listed on the sheet Sizes, empty where none are.

    ``rule`` is one of `instances.erlang`, ``target`` the probability of being turned away or of having to wait,
    ``peak_factor`` the load of the planned peak over the mean one, ``hours`` the opening hours of a year.
    """

    rule: str
    target: float
    peak_factor: float
    hours: float
    step: float
    sizes: tuple[int, ...]

    def menu(self, smallest: float, largest: float, lasting: float, *, stood: bool) -> list[int]:
        """The sizes that a site may have between the smallest and largest amount of its type.

        Where something stood today (``stood``), it may leave amounts that are on no menu, also fractions after
        retirements: there what has lasted so far is a size too, and without a list every whole number is.
        """
        step = 1 if stood else max(1, round(self.step))
        choice = {*self.sizes} or {*range(step, math.floor(largest + ROUNDING) + 1, step)}
        if stood:
            choice.add(math.floor(lasting + ROUNDING))
        return sorted(size for size in choice if max(1.0, smallest - ROUNDING) <= size <= largest + ROUNDING)

    def size_of(self, units: float, lasting: float) -> int:
        """The largest size that so many units fill, at a site where ``lasting`` units still stand."""
        whole = math.floor(units + ROUNDING)
        if not self.sizes:
            return whole
        stands = math.floor(lasting + ROUNDING)
        return max((size for size in (*self.sizes, stands) if size <= whole), default=0)

    def takes(self, size: int) -> float:
        """Offered load (Erlang, in the planned peak) that a unit of this size takes at the target."""
        return largest_load(self.rule, size, self.target)

    def usable(self, units: float, lasting: float) -> float:
        """Units' worth of work that so many units take in the mean of the year."""
        return self.takes(self.size_of(units, lasting)) / self.peak_factor


def pools(tables: Mapping[str, pd.DataFrame]) -> dict[str, Pool]:
    """Every pooled resource of the completed tables."""
    listed = tables["Sizes"].groupby("resource")["units"].apply(lambda units: tuple(int(size) for size in units))
    rows = tables["Resources"]
    return {
        str(row["resource"]): Pool(
            rule=str(row["capacity_rule"]),
            target=float(row["target"]),
            peak_factor=float(row["peak_factor"]),
            hours=float(row["opening_hours"]),
            step=float(row["step"]),
            sizes=tuple(sorted(listed.get(row["resource"], ()))),
        )
        for row in rows[rows["capacity_rule"] != LINEAR].to_dict("records")
    }
