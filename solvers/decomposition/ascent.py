r"""The Lagrangian bound by the volume algorithm (Barahona and Anbil, Mathematical Programming 87, 2000).

Prices :math:`\pi` of the coupling rows climb along the mean :math:`\bar x` of the blocks' answers; the mean is itself
an estimate of the relaxed problem's solution, whole sites and all, and says which sites a good plan opens. The step of
each row is scaled by its price at the start over the size of its own subgradients, for rows speak of residents, euros
and posts.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from math import sqrt

import numpy as np

from solvers.decomposition.oracle import BANNED, Answer, Oracle
from solvers.problem import FloatArray
from solvers.proof import Prices

# The step: its first length, what it grows and shrinks by, and after how many answers without progress.
FIRST_STEP, GROWTH, SHRINKAGE, PATIENCE = 0.2, 1.1, 0.66, 20
# The target lies this share above the best bound: one below the optimum would stall.
TARGET = 0.01
# Weight of a new answer in the mean at most: at first, and at last. It falls with the square root of the step.
FIRST_WEIGHT, LAST_WEIGHT = 0.2, 0.01
# Share of the middle price below which rows are scaled alike, and what keeps a scale finite.
FLOOR, TINY = 0.1, 1e-4
# How fast the size of the subgradients is learned anew.
LEARNING = 0.05
# A step this short gets nowhere any more.
SHORTEST_STEP = 1e-5


class Ascent:
    """Climbs the Lagrangian dual. ``value`` is the best bound, ``mean`` (columns,) the mean answer."""

    def __init__(self, oracle: Oracle, *prices: Prices) -> None:
        self.oracle = oracle
        self._begun_at = max(prices, key=lambda some: oracle(_usable(oracle, some)).value) if prices[1:] else prices[0]
        self.lower, self.upper = _limits(oracle, starting_prices(oracle, self._begun_at))
        self.prices = _usable(oracle, self._begun_at)
        answer = oracle(self.prices)
        self.value, self.mean, self._copies = answer.value, answer.x, answer.copies
        self._scale = np.abs(self.prices)
        positive = self._scale[self._scale > 0]
        self._floor = FLOOR * float(np.median(positive)) if positive.size else 1.0
        self._squares = self._subgradient(answer.x, answer.copies) ** 2
        self._step, self._failures = FIRST_STEP, 0

    @property
    def exhausted(self) -> bool:
        """Whether steps get nowhere: they have become too short, or a column without end pays at held prices."""
        return self._step < SHORTEST_STEP or self.value <= -BANNED / 2.0

    def copy(self) -> Ascent:
        """Another climb from here, on an oracle of its own."""
        other = copy(self)
        other.oracle = self.oracle.copy()
        return other

    @property
    def best_prices(self) -> Prices:
        """The prices of ``value``, for another problem: of its own rows, of all others those it began at."""
        rows, copies = self._begun_at.rows.copy(), self.oracle.blocks.copies
        rows[self.oracle.blocks.coupling] = self.prices[: self.oracle.rows]
        return Prices(rows, copies.column, copies.row, self.prices[self.oracle.rows :])

    def certified(self) -> float:
        """The bound at the best prices once more, with rounding taken off."""
        return self.oracle(self.prices).value

    def climb(self, answers: int, stopped: Callable[[], bool]) -> None:
        """Ask the oracle so many times, or until ``stopped``."""
        for _ in range(answers):
            if stopped():
                return
            self._climb()

    def restart(self, row_duals: FloatArray) -> None:
        """Go on after openings were fixed: from the prices so far or from these row duals, whichever proves more."""
        duals = np.clip(starting_prices(self.oracle, Prices.of_rows(row_duals)), self.lower, self.upper)
        candidates = [(self.oracle(prices), prices) for prices in (self.prices, duals)]
        answer, self.prices = max(candidates, key=lambda candidate: candidate[0].value)
        self.value = answer.value
        self.mean = (self.mean + answer.x) / 2.0
        self._copies = (self._copies + answer.copies) / 2.0
        self._step, self._failures = FIRST_STEP, 0

    def _climb(self) -> None:
        uphill = self._uphill()
        scale = np.maximum(self._scale, self._floor) / np.sqrt(self._squares + TINY)
        steepness = max(float(scale @ uphill**2), TINY**2)
        length = self._step * TARGET * max(abs(self.value), TINY) / steepness
        prices = np.clip(self.prices + length * scale * uphill, self.lower, self.upper)
        answer = self.oracle(prices)
        fresh = self._subgradient(answer.x, answer.copies)
        self._squares = self._squares + LEARNING * (fresh**2 - self._squares)
        self._blend(answer, self._weight(scale, uphill, fresh))
        if answer.value > self.value:
            self.value, self.prices, self._failures = answer.value, prices, 0
            if float(scale @ (uphill * fresh)) > 0:
                self._step *= GROWTH
            return
        self._failures += 1
        if self._failures >= PATIENCE:
            self._step, self._failures = self._step * SHRINKAGE, 0

    def _blend(self, answer: Answer, weight: float) -> None:
        self.mean = self.mean + weight * (answer.x - self.mean)
        self._copies = self._copies + weight * (answer.copies - self._copies)

    def _weight(self, scale: FloatArray, mean: FloatArray, fresh: FloatArray) -> float:
        """The weight that makes the mean fit the rows best, within limits that fall with the step."""
        most = min(max(FIRST_WEIGHT * sqrt(self._step / FIRST_STEP), LAST_WEIGHT), FIRST_WEIGHT)
        change = fresh - mean
        length = float(scale @ change**2)
        best = -float(scale @ (mean * change)) / length if length > 0 else 0.0
        return float(min(max(best, most / 10.0), most))

    def _subgradient(self, x: FloatArray, copies: FloatArray) -> FloatArray:
        """What each coupling row lacks, on the side its price is on, and each copy."""
        oracle = self.oracle
        activity = oracle.blocks.matrix @ x
        below, above = oracle.row_lower - activity, oracle.row_upper - activity
        lower_counts = np.isfinite(oracle.row_lower) & (
            ~np.isfinite(oracle.row_upper) | (self.prices[: oracle.rows] > 0)
        )
        return np.concatenate([np.where(lower_counts, below, above), copies - x[oracle.copied]])

    def _uphill(self) -> FloatArray:
        """The mean answer's subgradient without what the limits of the prices forbid."""
        direction = self._subgradient(self.mean, self._copies)
        stuck = ((self.prices <= self.lower) & (direction < 0)) | ((self.prices >= self.upper) & (direction > 0))
        return np.where(stuck, 0.0, direction)


def starting_prices(oracle: Oracle, prices: Prices) -> FloatArray:
    """The oracle's prices from those of the rows of the whole problem, such as the duals of a relaxation.

    A copy of which nothing is known costs what the rows it stands in say.
    """
    blocks = oracle.blocks
    of_copies = np.asarray(blocks.copies.factors @ prices.rows)
    known = {(column, row): price for column, row, price in zip(*prices[1:], strict=True)}
    for number, key in enumerate(zip(blocks.copies.column, blocks.copies.row, strict=True)):
        of_copies[number] = known.get(key, of_copies[number])
    return np.concatenate([prices.rows[blocks.coupling], of_copies])


def _usable(oracle: Oracle, prices: Prices) -> FloatArray:
    """The starting prices within their limits."""
    start = starting_prices(oracle, prices)
    return np.clip(start, *_limits(oracle, start))


def _limits(oracle: Oracle, start: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What prices may be (prices,): of the sign that the sides of their rows ask for.

    A column without end may not pay: one that stands in a single row limits its price, one that stands in several
    keeps their prices at the ``start``.
    """
    lower = np.where(np.isfinite(oracle.row_upper), -np.inf, 0.0)
    upper = np.where(np.isfinite(oracle.row_lower), np.inf, 0.0)
    unbounded = _unbounded(oracle)
    for column, rows, factors in unbounded:
        if len(rows) == 1:
            limit = oracle.blocks.problem.level.cost[column] / factors[0]
            if factors[0] > 0:
                upper[rows[0]] = min(upper[rows[0]], limit)
            else:
                lower[rows[0]] = max(lower[rows[0]], limit)
    for _, rows, _ in unbounded:
        if len(rows) > 1:
            lower[rows] = upper[rows] = start[rows]
    free = np.full(len(oracle.copied), np.inf)
    return np.concatenate([lower, -free]), np.concatenate([upper, free])


def _unbounded(oracle: Oracle) -> list[tuple[int, np.ndarray, FloatArray]]:
    """Columns that stand alone and may grow without end, with their coupling rows and factors."""
    blocks = oracle.blocks
    columns = blocks.matrix.tocsc()
    found = []
    for column in blocks.loose[~np.isfinite(blocks.upper[blocks.loose])].tolist():
        part = slice(columns.indptr[column], columns.indptr[column + 1])
        found.append((column, columns.indices[part], columns.data[part]))
    return found
