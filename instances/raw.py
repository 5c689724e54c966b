"""A sheet as it was given: Python objects under stable column names, with the address of every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from openpyxl.utils import get_column_letter

from instances.catalogue import SETTINGS, SHEETS_BY_KEY
from instances.catalogue.fields import Kind

FIRST_ROW = 2


class Unreadable(Enum):
    """What stands in a raw table where a cell has no value of its own."""

    REPORTED = "reported"
    """The reader has already reported what is wrong with the cell; nothing more is said about it."""


@dataclass(frozen=True)
class RawTable:
    """One sheet before any check.

    ``sheet`` is the stable key (for a sheet the catalogue does not know, its title), ``title`` what the user's file
    calls it. ``frame`` has object columns under stable names, with ``None`` where a cell is empty; headings that the
    catalogue does not know stay as they are. ``rows`` holds the Excel row of each row, ``letters`` the Excel column
    letter of each column.
    """

    sheet: str
    title: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]
    letters: dict[str, str]
    heading_row: int = 1

    @classmethod
    def from_frame(cls, sheet: str, frame: pd.DataFrame) -> RawTable:
        """``frame`` as if it stood in a workbook: headings in row 1, columns in the order of the catalogue."""
        if frame.columns.has_duplicates:
            frame = frame.loc[:, ~frame.columns.duplicated()]
        known = SHEETS_BY_KEY[sheet].by_name if sheet in SHEETS_BY_KEY else {}
        order = [*(name for name in known if name in frame), *(name for name in frame if name not in known)]
        columns = {str(name): _plain_objects(frame[name]) for name in order}
        positions = {name: position for position, name in enumerate(known, start=1)}
        letters = {name: get_column_letter(positions.setdefault(name, len(positions) + 1)) for name in columns}
        rows = np.arange(FIRST_ROW, FIRST_ROW + len(frame), dtype=np.int64)
        return cls(sheet, sheet, pd.DataFrame(columns, index=range(len(frame)), dtype=object), rows, letters)

    def cell(self, position: int, column: str) -> str:
        """The address of a cell, such as ``D17``; where the file lacks the column, that of the row's first cell."""
        letter = self.letters.get(column) or min(self.letters.values(), key=_column_order, default="A")
        return f"{letter}{self.rows[position]}"

    def heading(self, column: str) -> str:
        """The address of a column's heading; empty where the file lacks the column."""
        letter = self.letters.get(column)
        return f"{letter}{self.heading_row}" if letter else ""

    def take(self, positions: NDArray[Any]) -> RawTable:
        """The rows at ``positions`` (or where a mask is true), with their addresses."""
        frame = self.frame.iloc[positions].reset_index(drop=True)
        return replace(self, frame=frame, rows=self.rows[positions])


def _plain_objects(column: pd.Series) -> NDArray[np.object_]:
    """The cells as plain Python objects, ``None`` where pandas says that a value is missing."""
    values = np.empty(len(column), dtype=object)
    for position, value in enumerate(column.to_numpy(dtype=object)):
        values[position] = _plain(value)
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    missing = value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)
    return None if missing else value


def _column_order(letter: str) -> tuple[int, str]:
    return len(letter), letter


def raw_tables(frames: Mapping[str, pd.DataFrame]) -> dict[str, RawTable]:
    """DataFrames by sheet as they come in by the door."""
    return {key: raw_table(key, frame) for key, frame in frames.items()}


def raw_table(sheet: str, frame: pd.DataFrame) -> RawTable:
    """One DataFrame as it comes in by the door."""
    return RawTable.from_frame(sheet, _with_numbers(frame) if sheet == "Settings" else frame)


def _with_numbers(settings: pd.DataFrame) -> pd.DataFrame:
    """Settings as they stand in ``Instance.given``, where all values are text, with their numbers as numbers again."""
    numeric = {setting.name for setting in SETTINGS if setting.kind in (Kind.NUMBER, Kind.INTEGER, Kind.SHARE)}
    numbers = pd.to_numeric(settings["value"], errors="coerce")
    is_number = settings["parameter"].isin(numeric) & numbers.notna()
    return settings.assign(value=settings["value"].astype(object).where(~is_number, numbers))
