"""Groups of places and sites: the partitions that rules and labour pools speak of."""

from __future__ import annotations

from typing import Any

import pandas as pd

STATE = "state"
BEYOND = "outside"


def group_of(rows: pd.DataFrame, grouping: str) -> pd.Series[Any]:
    """The group of every place or site in ``grouping``; the state is one group without a name.

    What lies outside belongs to no group, and to the state neither.
    """
    if grouping != STATE:
        return rows[grouping]
    return pd.Series("", index=rows.index, dtype="str").where(~rows["outside"].astype(bool), BEYOND)
