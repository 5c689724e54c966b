"""A small linear program, written down row by row and solved by SciPy."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

INFEASIBLE = 2
Terms = Iterable[tuple[int, float]]


@dataclass
class LinearProgram:
    """Columns and rows in the order in which they were added; it minimises."""

    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    triples: list[tuple[int, int, float]] = field(default_factory=list)

    def column(self, low: float = 0.0, high: float = math.inf, cost: float = 0.0, *, whole: bool = False) -> int:
        """A new variable."""
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, terms: Terms, low: float = -math.inf, high: float = math.inf) -> None:
        """low ≤ Σ coefficient · variable ≤ high."""
        number = len(self.row_low)
        self.row_low.append(low)
        self.row_high.append(high)
        self.triples += [(number, column, value) for column, value in terms]

    def minimum(self) -> float | None:
        """The least cost; None where there is no solution."""
        if not self.cost:
            return 0.0 if all(low <= 0 <= high for low, high in zip(self.row_low, self.row_high, strict=True)) else None
        rows, columns, values = zip(*self.triples, strict=True)
        matrix = csr_array((values, (rows, columns)), shape=(len(self.row_low), len(self.cost)))
        result = milp(
            np.array(self.cost),
            integrality=np.array(self.whole, dtype=int),
            bounds=Bounds(np.array(self.low), np.array(self.high)),
            constraints=LinearConstraint(matrix, np.array(self.row_low), np.array(self.row_high)),
            options={"mip_rel_gap": 0.0},
        )
        if result.status == INFEASIBLE:
            return None
        assert result.status == 0, result.message
        return float(result.fun)
