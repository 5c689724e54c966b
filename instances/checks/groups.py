"""Which places, and which sites, belong to which group of a grouping."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from instances.checks.table import Mask, Table, Tables
from instances.complete import DIGITS_OF_DISTRICT, LENGTH_OF_AGS, PLACE_GROUPS

STATE = "state"
GROUPED_SHEETS = ("LabourPools", "Rules", "Pots", "PotRules")
ONE_GROUP_EACH = ("LabourPools", "Pots", "PotRules")
"""Sheets whose rows speak of one group; where none is named, of the whole state."""


def district_of(places: pd.DataFrame) -> pd.Series:
    """The district of each place: as given, else the first five digits of an official key."""
    official = places["place"].str.fullmatch(rf"\d{{{LENGTH_OF_AGS},12}}")
    return places["district"].where((places["district"] != "") | ~official, places["place"].str[:DIGITS_OF_DISTRICT])


def place_groups(tables: Tables) -> pd.DataFrame:
    """For each place (the index, without repeats): its group in every grouping, ``""`` where unknown or the state."""
    places = tables["Places"].frame
    groups = places[["place", *PLACE_GROUPS]].assign(district=district_of(places), **{STATE: ""})
    return groups[groups["place"] != ""].drop_duplicates("place").set_index("place")


def groups_of(tables: Tables, places: pd.Series | NDArray[np.object_]) -> pd.DataFrame:
    """For each entry of ``places``: its group in every grouping; ``""`` where the place is unknown."""
    return place_groups(tables).reindex(np.asarray(places, dtype=object)).fillna("").reset_index(drop=True)


def lookup(keys: pd.Series, values: pd.Series) -> pd.Series:
    """For each of ``keys`` the text at that label of ``values``; ``""`` where there is none."""
    return values.reindex(keys.to_numpy(dtype=object)).fillna("").set_axis(keys.index)


def members(tables: Tables, grouping: str) -> list[str]:
    """The groups of a grouping; for areas those of their own sheet."""
    if grouping == "area":
        return [area for area in tables["Areas"].text("area") if area]
    return [group for group in place_groups(tables)[grouping].unique() if group]


def grouping_of(table: Table) -> NDArray[np.object_]:
    """The grouping of each row; where it is empty, its default."""
    default = table.sheet.by_name["grouping"].default
    return np.where(table.empty("grouping"), default, table.text("grouping"))


def in_grouping(table: Table, grouping: str) -> Mask:
    """Where a row speaks of ``grouping``."""
    return np.asarray(grouping_of(table) == grouping, dtype=bool)
