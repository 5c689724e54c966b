"""A short way to write a table down by hand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from instances.defaults import default_table

Frames = dict[str, pd.DataFrame]


def table(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    """One row a tuple; ``columns`` are separated by blanks, ``None`` is an empty cell."""
    return pd.DataFrame(list(rows), columns=columns.split())


def supplied(sheet: str, types: Collection[str]) -> pd.DataFrame:
    """The default rows of Types or TypeResources about these care models."""
    rows = default_table(sheet, "de")
    return rows[rows["type"].isin(types)].reset_index(drop=True)


def with_cells(frame: pd.DataFrame, key: str, column: str = "", **cells: Any) -> pd.DataFrame:
    """``frame`` with other cells in the rows whose ``column`` (the first, if none is named) is ``key``."""
    changed = frame.copy()
    rows = changed[column or frame.columns[0]] == key
    for name, value in cells.items():
        changed.loc[rows, name] = value
    return changed
