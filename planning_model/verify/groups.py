"""Groups of places and sites: the partitions that rules and labour pools speak of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from instances.complete import PLACE_GROUPS

GROUP_COLUMNS = ["outside", *PLACE_GROUPS]
STATE = "state"
BEYOND = "outside"


def group_of(rows: pd.DataFrame, grouping: str) -> pd.Series[Any]:
    """The group of every place or site in ``grouping``; the state is one group without a name.

    What lies outside belongs to no group, and to the state neither.
    """
    if grouping != STATE:
        return rows[grouping]
    return pd.Series(np.where(rows["outside"].astype(bool), BEYOND, ""), index=rows.index, dtype="str")


def within(rows: pd.DataFrame, grouping: pd.Series[Any], group: pd.Series[Any]) -> pd.Series[bool]:
    """Whether every row, with its groups in columns, lies in the group that is named for it; all lie in the state."""
    inside = grouping == STATE
    for name in PLACE_GROUPS:
        inside |= (grouping == name) & (rows[name] == group)
    return inside
