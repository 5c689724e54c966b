"""What is odd about the cells of a sheet, whatever they hold: formulas without value, merged cells, hidden parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.cell import coordinate_from_string

from instances.catalogue.fields import Sheet
from instances.checks.wording import listed, shortened
from instances.findings import Finding, Severity
from instances.i18n import N_
from instances.raw import RawTable, Unreadable
from instances.workbook.cells import SheetCells
from instances.workbook.sheet_scan import EXCEL_COLUMNS, EXCEL_ROWS

Columns = Mapping[str, NDArray[np.object_]]
"""The cells of each column; those of which nothing more is to be said are overwritten here."""


def oddities(sheet: Sheet, cells: SheetCells, table: RawTable) -> tuple[RawTable, list[Finding]]:
    """Findings about the cells, and the table with those cells marked of which nothing more is to be said."""
    columns = {str(name): table.frame[name].to_numpy(dtype=object, copy=True) for name in table.frame}
    findings = [
        *_uncalculated(sheet, cells, table, columns),
        *_merged(sheet, cells, table, columns),
        *_hidden(sheet, cells, table),
    ]
    return replace(table, frame=pd.DataFrame(columns, index=table.frame.index, dtype=object)), findings


def _uncalculated(sheet: Sheet, cells: SheetCells, table: RawTable, columns: Columns) -> Iterator[Finding]:
    names = _names_by_letter(sheet, table)
    positions = {int(row): position for position, row in enumerate(table.rows)} if cells.uncalculated else {}
    for address, formula in cells.uncalculated.items():
        letter, row = coordinate_from_string(address)
        if letter not in names or row not in positions:
            continue
        field = sheet.by_name[names[letter]]
        columns[field.name][positions[row]] = Unreadable.REPORTED
        yield Finding(
            Severity.ERROR,
            N_("{column}: the formula {formula} has never been calculated."),
            N_("Open the workbook in Excel, wait until it has calculated, and save it; or type the value."),
            sheet.key,
            field.name,
            address,
            shortened(formula),
            {"column": field.label, "formula": shortened(formula)},
        )


class _Range(NamedTuple):
    """Columns and rows of a range, counted from 1, both ends included."""

    left: int
    top: int
    right: int
    bottom: int


def _merged(sheet: Sheet, cells: SheetCells, table: RawTable, columns: Columns) -> Iterator[Finding]:
    """Merged ranges that touch the table. All but the first of their cells are empty, which says nothing."""
    names = {column_index_from_string(letter): name for letter, name in _names_by_letter(sheet, table).items()}
    last_row = int(table.rows.max(initial=1))
    for reference in cells.merged:
        merged = _boundaries(reference)
        touched = [names[column] for column in sorted(names) if merged.left <= column <= merged.right]
        if not touched or merged.top > last_row:
            continue
        inside = slice(np.searchsorted(table.rows, merged.top), np.searchsorted(table.rows, merged.bottom, "right"))
        for name in touched:
            part = columns[name][inside]
            part[[cell is None for cell in part]] = Unreadable.REPORTED
        yield Finding(
            Severity.ERROR,
            N_("The cells {range} are merged; only the first of them has a value."),
            N_("Unmerge them (Home, Merge & Center) and fill in every cell."),
            sheet.key,
            touched[0],
            reference.split(":")[0],
            values={"range": reference},
        )


def _boundaries(reference: str) -> _Range:
    """A range such as ``A4:B5``; one that cannot be read touches nothing."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except ValueError:
        return _Range(0, 0, 0, 0)
    return _Range(left or 1, top or 1, right or EXCEL_COLUMNS, bottom or EXCEL_ROWS)


def _hidden(sheet: Sheet, cells: SheetCells, table: RawTable) -> Iterator[Finding]:
    if cells.hidden:
        yield _hidden_finding(sheet, N_("The sheet is hidden, but is read."), "")
    rows = sorted(set(cells.hidden_rows) & set(table.rows.tolist()))
    if rows:
        message = N_("Hidden rows are read: {list}.")
        yield _hidden_finding(sheet, message, f"A{rows[0]}", list=listed(_spans(rows)))
    names = _names_by_letter(sheet, table)
    columns = [letter for letter in cells.hidden_columns if letter in names]
    if columns:
        message = N_("Hidden columns are read: {list}.")
        yield _hidden_finding(sheet, message, f"{columns[0]}1", list=listed(columns))


def _hidden_finding(sheet: Sheet, message: str, cell: str, **values: object) -> Finding:
    remedy = N_("Show them and check whether they are meant to count; delete what is not.")
    return Finding(Severity.WARNING, message, remedy, sheet.key, cell=cell, values=values)


def _names_by_letter(sheet: Sheet, table: RawTable) -> dict[str, str]:
    return {letter: name for name, letter in table.letters.items() if name in sheet.by_name}


def _spans(rows: Iterable[int]) -> list[str]:
    """``3–5`` for 3, 4, 5."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return [f"{first}–{last}" if last > first else str(first) for first, last in spans]
