"""How exactly a plan has to agree with what is recomputed; stated here and nowhere else."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE = 1e-6
"""Relative to the larger of the two values compared, and never less than this part of the quantity's own ``scale``."""

Floats = NDArray[np.float64]


def excess(value: ArrayLike, limit: ArrayLike, scale: ArrayLike = 1.0) -> Floats:
    """By how much ``value`` lies above ``limit``; 0 where it does not, or only within the tolerance.

    ``scale`` is the size of one unit that matters (a seat, a million euro, the year's work of one seat). What is not a
    number stays so, and hence never counts as 0.
    """
    value, limit = np.asarray(value, dtype=float), np.asarray(limit, dtype=float)
    return _beyond(value - limit, value, limit, np.asarray(scale, dtype=float))


def difference(one: ArrayLike, other: ArrayLike, scale: ArrayLike = 1.0) -> Floats:
    """The distance of two values; 0 where it lies within the tolerance (``scale`` as in :func:`excess`)."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return _beyond(np.abs(one - other), one, other, np.asarray(scale, dtype=float))


def _beyond(amount: Floats, one: Floats, other: Floats, scale: Floats) -> Floats:
    slack = TOLERANCE * np.maximum(np.maximum(np.abs(one), np.abs(other)), scale)
    # written so that NaN, which compares as false, is kept
    return np.asarray(np.where(amount <= slack, 0.0, amount), dtype=np.float64)
