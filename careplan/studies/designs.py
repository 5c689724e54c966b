"""Which combinations of values a study tries; a combination is one value for every factor, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Literal

from scipy.stats import qmc

from careplan.studies.factors import Factor

Point = tuple[float, ...]
Design = Literal["grid", "one_way", "lhs", "sobol"]
# Values are rounded to so many decimals, so that the same sample gives the same runs everywhere.
DECIMALS = 9


def grid(factors: Sequence[Factor]) -> list[Point]:
    """Every value with every other."""
    return list(product(*(factor.values for factor in factors)))


def one_way(factors: Sequence[Factor]) -> list[Point]:
    """Nothing changed, then each factor by itself at each of its values."""
    base = tuple(factor.neutral for factor in factors)
    points = [base]
    for position, factor in enumerate(factors):
        points += [(*base[:position], value, *base[position + 1 :]) for value in factor.values]
    return points


def sample(factors: Sequence[Factor], n: int, method: Literal["lhs", "sobol"], seed: int) -> list[Point]:
    """So many points between the lowest and the highest values. Raises ValueError for what Sobol's points cannot be."""
    if not factors:
        raise ValueError("a sample needs a factor")
    if any(factor.low == factor.high for factor in factors):
        raise ValueError("a sample needs two different values of every factor: its low and its high")
    if method == "sobol" and (n < 1 or n & (n - 1)):
        raise ValueError(f"a Sobol sample needs a power of two, such as {1 << max(1, n).bit_length()}, not {n}")
    kind = qmc.LatinHypercube if method == "lhs" else qmc.Sobol
    unit = kind(len(factors), rng=seed).random(n)
    scaled = qmc.scale(unit, [factor.low for factor in factors], [factor.high for factor in factors])
    return [tuple(round(float(value), DECIMALS) for value in row) for row in scaled]
