"""Fifths of the residents by the deprivation of the place they live in."""

from __future__ import annotations

import pandas as pd

FIFTHS = 5
LEAST_DEPRIVED, MIDDLE, MOST_DEPRIVED = 1, 3, FIFTHS


def fifths(places: pd.DataFrame) -> pd.Series:
    """The fifth of every row of the sheet Places, 1 the least deprived, 0 where no deprivation is given.

    Places stand in the order of their deprivation, and each belongs to the fifth in which the middle of its residents
    of the base year lies. Sizes of places differ, so fifths hold about, not exactly, the same number of residents.
    """
    ranked = places.loc[places["deprivation"].notna(), ["deprivation", "residents"]].sort_values("deprivation")
    total = float(ranked["residents"].sum())
    if total == 0:
        return pd.Series(0, index=places.index, dtype="int64")
    middle = (ranked["residents"].cumsum() - ranked["residents"] / 2) / total
    fifth = (middle * FIFTHS // 1 + 1).clip(upper=FIFTHS)
    return fifth.reindex(places.index).fillna(0).astype("int64")


def weights(fifth: pd.Series, most: float) -> pd.Series:
    """How much unmet need counts by fifth: 1 in the least deprived, ``most`` in the most, evenly in between.

    Where no deprivation is given, a place counts as the middle.
    """
    known = fifth.where(fifth > 0, MIDDLE)
    return 1.0 + (most - 1.0) * (known - LEAST_DEPRIVED) / (MOST_DEPRIVED - LEAST_DEPRIVED)
