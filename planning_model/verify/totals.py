"""Adding up."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def added_up(rows: pd.DataFrame, keys: Sequence[str], **columns: str) -> pd.DataFrame:
    """The sums of columns for every combination of ``keys``, in their order; ``new="old"`` gives them new names.

    The verifier adds up many small tables: the named aggregations of pandas say the same, but take three times as long.
    """
    sums = rows.groupby(list(keys), as_index=False)[list(columns.values())].sum()
    return sums.set_axis([*keys, *columns], axis=1)
