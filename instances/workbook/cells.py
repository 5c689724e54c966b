"""The cells of a workbook as they stand, with their addresses, and everything about them that a check wants to know.

Nothing is interpreted here: no types, no keys, no defaults. Row 1 of a sheet holds its headings.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from pandas import DataFrame, Index

from instances.findings import WorkbookError
from instances.workbook import refusals
from instances.workbook.guard import check_workbook
from instances.workbook.refusals import Refused
from instances.workbook.sheet_scan import SheetFacts

HEADING_ROW = 1
NumberedRow = tuple[int, tuple[Any, ...]]

ERROR_TEXTS = frozenset({
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!",
    "#BLOCKED!", "#UNKNOWN!", "#WERT!", "#BEZUG!", "#ZAHL!", "#NV", "#ÜBERLAUF!", "#KALK!", "#FELD!", "#BLOCKIERT!",
    "#UNBEKANNT!",
})  # fmt: skip
"""Error values as Excel stores them (always English), and in German, as they arrive when pasted as text."""


@dataclass(frozen=True)
class SheetCells:
    """One sheet.

    ``frame`` holds the raw Python values (numbers, texts, booleans, dates, ``None``) as objects, one column for each
    column of the sheet under its letter and one row for each row that is not empty; its index is the row number in
    the file. ``headings`` gives what stands in row 1, by letter. Columns that are empty throughout are left out.
    """

    title: str
    headings: Mapping[str, Any]
    frame: DataFrame
    errors: Mapping[str, str]
    """Excel error values (#N/A, #NV, …) below the headings, by address."""
    uncalculated: Mapping[str, str]
    """Formulas by address that have no value, or none that is up to date; their cells read as ``None`` or stale."""
    merged: tuple[str, ...]
    """Merged ranges, ``A4:B5``."""
    hidden_rows: tuple[int, ...]
    """Numbers of hidden rows that have content."""
    hidden_columns: tuple[str, ...]
    """Letters of hidden columns that have content."""
    hidden: bool
    """Whether the sheet itself is hidden."""

    @property
    def rows(self) -> NDArray[np.int64]:
        """The row number in the file for each row of ``frame``."""
        return np.asarray(self.frame.index, dtype=np.int64)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letter in the file for each column of ``frame``."""
        return tuple(self.frame.columns)


def address(row: int, column: int) -> str:
    """The address of a cell, ``D17`` for row 17, column 4; both count from 1."""
    return f"{get_column_letter(column)}{row}"


def read_cells(path: Path, wanted: Callable[[str], bool] | None = None) -> dict[str, SheetCells]:
    """Read the worksheets of ``path`` whose title is ``wanted`` (``None``: all), by title, in their order.

    The file passes the guard first, and what is read are the very bytes that were checked. Raises ``WorkbookError``.
    """
    checked = check_workbook(path)
    chosen = [facts for facts in checked.sheets if wanted is None or wanted(facts.title)]
    try:
        rows = _read_rows(checked.content, chosen)
    except Exception as error:  # what passes the guard and breaks the parser is damaged, however it does
        refused = Refused(refusals.DAMAGED, detail=f"{type(error).__name__}: {error}")
        raise WorkbookError([refused.finding(path.name)]) from error
    return {facts.title: _sheet_cells(facts, rows[facts.title]) for facts in chosen}


def _read_rows(content: bytes, chosen: list[SheetFacts]) -> dict[str, list[NumberedRow]]:
    """The filled rows of the chosen sheets, by title."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # styles and extensions that openpyxl does not know
        with closing(load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)) as workbook:
            return {facts.title: list(_filled_rows(facts, workbook[facts.title])) for facts in chosen}


def _filled_rows(facts: SheetFacts, sheet: Any) -> Iterator[NumberedRow]:
    """Rows that show anything; the dimensions that a sheet states are often wrong or missing, so ours are used."""
    if not facts.last_row:
        return
    rows = sheet.iter_rows(max_row=facts.last_row, max_col=facts.last_column, values_only=True)
    for number, row in enumerate(rows, start=1):
        if any(value is not None and not (isinstance(value, str) and not value.strip()) for value in row):
            yield number, row


def _sheet_cells(facts: SheetFacts, rows: list[NumberedRow]) -> SheetCells:
    table = _table(facts, rows)
    has_headings = HEADING_ROW in table.index
    frame = table.drop(index=HEADING_ROW, errors="ignore")
    return SheetCells(
        title=facts.title,
        headings={letter: table.at[HEADING_ROW, letter] if has_headings else None for letter in table.columns},
        frame=frame,
        errors=_errors(frame),
        uncalculated=facts.uncalculated,
        merged=tuple(facts.merged),
        hidden_rows=tuple(table.index.intersection(facts.hidden_rows)),
        hidden_columns=tuple(letter for letter in _hidden_letters(facts) if letter in table.columns),
        hidden=facts.hidden,
    )


def _table(facts: SheetFacts, rows: list[NumberedRow]) -> DataFrame:
    """All rows and columns that are not empty, the headings among them."""
    table = DataFrame(
        [values for _, values in rows],
        index=Index([number for number, _ in rows], dtype=np.int64, name="row"),
        columns=Index([get_column_letter(column) for column in range(1, facts.last_column + 1)], dtype=object),
        dtype=object,
    )
    return table.loc[:, table.notna().any(axis="index")]


def _errors(frame: DataFrame) -> dict[str, str]:
    found = {}
    for letter, column in frame.items():
        wrong = column[column.isin(ERROR_TEXTS)]
        found.update({f"{letter}{row}": text for row, text in wrong.items()})
    return found


def _hidden_letters(facts: SheetFacts) -> Iterator[str]:
    for first, last in facts.hidden_columns:
        for column in range(max(first, 1), min(last, facts.last_column) + 1):
            yield get_column_letter(column)
