"""Looking up numbers by key."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def numbers(keys: pd.Series, table: pd.Series | Mapping[str, float]) -> pd.Series:
    """The number of every key in ``table`` (NaN where it has none).

    A column without a row stays one of numbers, which ``Series.map`` alone would turn into one of objects.
    """
    found: pd.Series = keys.map(table).astype("float64")
    return found
