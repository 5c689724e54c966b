"""From the cells of a workbook to raw tables: which sheet is meant, and which column.

Titles and headings are understood in German and English, whatever their case, blanks and hyphens; a heading may carry
its unit in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from instances.catalogue import README_LABEL, SHEETS, SHEETS_BY_KEY
from instances.catalogue.fields import Field, Sheet
from instances.checks.wording import plain, shortened
from instances.findings import Finding, Severity
from instances.i18n import N_
from instances.raw import RawTable
from instances.workbook.annotate import CHECK_LABEL
from instances.workbook.cells import HEADING_ROW, SheetCells, read_cells
from instances.workbook.oddities import oddities

LAST_ROW_OF_HEADINGS = 20  # further down nobody looks for headings
LEAST_HEADINGS = 2
_UNIT = re.compile(r"[\[(]([^\[\]()]*)[\])]\s*$")
_SCALES = {
    "thousand": re.compile(r"tsd|tausend|thousand|t€|teur|k€|1[.,' ]?000"),
    "million": re.compile(r"mio|million|m€"),
    "billion": re.compile(r"mrd|milliard|billion"),
    "hour": re.compile(r"stunde|std|hour|\bh\b"),
}
_KEYS_BY_TITLE = {plain(name): sheet.key for sheet in SHEETS for name in (*sheet.label, sheet.key)}


def read_tables(path: Path) -> tuple[dict[str, RawTable], list[Finding]]:
    """The sheets of the workbook at ``path`` by stable key, and what is wrong with them as sheets.

    Sheets that the catalogue does not know are empty tables under their titles. The Readme, the list of findings of an
    earlier check and sheets whose title begins with ``_`` are passed over. Raises ``WorkbookError`` for a file that
    cannot be read at all.
    """
    return tables_from_cells(read_cells(path, wanted=_is_input))


def tables_from_cells(cells: Mapping[str, SheetCells]) -> tuple[dict[str, RawTable], list[Finding]]:
    """The same from the cells of the sheets by title."""
    tables: dict[str, RawTable] = {}
    findings: list[Finding] = []
    for title, sheet_cells in cells.items():
        key = _KEYS_BY_TITLE.get(plain(title))
        if key is None:
            tables[title] = _unknown(title)
        elif key in tables:
            findings.append(_second_sheet(key, tables[key].title, title))
        else:
            tables[key], found = _table(SHEETS_BY_KEY[key], sheet_cells)
            findings += found
    return tables, findings


def _is_input(title: str) -> bool:
    ours = {plain(name) for name in (*README_LABEL, *CHECK_LABEL)}
    return not title.startswith("_") and plain(title) not in ours


def _unknown(title: str) -> RawTable:
    return RawTable(title, title, pd.DataFrame(), np.empty(0, dtype=np.int64), {})


def _second_sheet(key: str, first: str, second: str) -> Finding:
    return Finding(
        Severity.ERROR,
        N_("The sheets “{first}” and “{second}” are both taken for this sheet."),
        N_("Keep one of them; a title that begins with _ marks a sheet of your own."),
        key,
        values={"first": first, "second": second},
    )


@dataclass(frozen=True)
class _Headings:
    """The row with the headings, and what stands in it by column letter."""

    row: int
    by_letter: Mapping[str, Any]


def _table(sheet: Sheet, cells: SheetCells) -> tuple[RawTable, list[Finding]]:
    headings = _headings(sheet, cells)
    letters, findings = _columns(sheet, headings)
    if headings.row != HEADING_ROW:
        findings.append(_headings_too_low(sheet, headings.row))
    rows = np.asarray(cells.rows[cells.rows > headings.row], dtype=np.int64)
    below = cells.frame.loc[rows]
    columns = {name: pd.Series(list(below[letter]), dtype=object) for name, letter in letters.items()}
    frame = pd.DataFrame(columns, index=range(len(rows)))
    table = RawTable(sheet.key, cells.title, frame, rows, letters, headings.row)
    table, found = oddities(sheet, cells, table)
    return table, findings + found


def _headings(sheet: Sheet, cells: SheetCells) -> _Headings:
    """The headings in row 1, or in the first row further down that looks like headings."""
    first = _Headings(HEADING_ROW, cells.headings)
    if _known(sheet, first):
        return first
    for row in cells.rows[cells.rows <= LAST_ROW_OF_HEADINGS]:
        lower = _Headings(int(row), cells.frame.loc[row].to_dict())
        if _known(sheet, lower) >= LEAST_HEADINGS:
            return lower
    return first


def _known(sheet: Sheet, headings: _Headings) -> int:
    return sum(_field(sheet, heading) is not None for heading in headings.by_letter.values())


def _field(sheet: Sheet, heading: Any) -> Field | None:
    """The field a heading means, with or without a unit behind it."""
    if not isinstance(heading, str):
        return None
    names = {plain(name): field for field in sheet.fields for name in (field.name, *field.label)}
    return names.get(plain(heading)) or names.get(plain(_UNIT.sub("", heading)))


def _columns(sheet: Sheet, headings: _Headings) -> tuple[dict[str, str], list[Finding]]:
    """Column letters by stable name, or by heading where the catalogue does not know it."""
    letters: dict[str, str] = {}
    findings: list[Finding] = []
    for letter, heading in headings.by_letter.items():
        cell = f"{letter}{headings.row}"
        text = "" if heading is None else str(heading).strip()
        field = _field(sheet, heading)
        name = field.name if field else text
        if not text:
            findings.append(_no_heading(sheet, cell, letter))
        elif name in letters:
            findings += _second_column(sheet, field, cell, text, f"{letters[name]}{headings.row}")
        else:
            letters[name] = letter
            findings += _other_unit(sheet, field, cell, text) if field else ()
    return letters, findings


def _headings_too_low(sheet: Sheet, row: int) -> Finding:
    return Finding(
        Severity.ERROR,
        N_("The headings stand in row {row}; they must stand in row 1."),
        N_("Delete the rows above the headings."),
        sheet.key,
        cell=f"A{row}",
        values={"row": row},
    )


def _no_heading(sheet: Sheet, cell: str, letter: str) -> Finding:
    return Finding(
        Severity.WARNING,
        N_("Column {letter} has no heading; it is passed over."),
        N_("Nothing to do if it holds notes; otherwise write a heading."),
        sheet.key,
        cell=cell,
        values={"letter": letter},
    )


def _second_column(sheet: Sheet, field: Field | None, cell: str, heading: str, first: str) -> Iterator[Finding]:
    if field:
        yield Finding(
            Severity.ERROR,
            N_("The column “{column}” stands here a second time; first in {first}."),
            N_("Delete one of the two columns, or give it another heading."),
            sheet.key,
            field.name,
            cell,
            shortened(heading),
            {"column": field.label, "first": first},
        )


def _other_unit(sheet: Sheet, field: Field, cell: str, heading: str) -> Iterator[Finding]:
    """A heading that says thousands where millions are meant, or hours where minutes are."""
    unit = _UNIT.search(heading)
    if unit and unit.group(1).strip() and _scale(unit.group(1)) != _scale(field.unit.en):
        yield Finding(
            Severity.WARNING,
            N_("{column}: the heading gives the unit “{unit}”, but the figures are taken to be in {expected}."),
            N_("Convert the figures and correct the heading."),
            sheet.key,
            field.name,
            cell,
            shortened(heading),
            {"column": field.label, "unit": shortened(unit.group(1)), "expected": field.unit},
        )


def _scale(unit: str) -> str:
    return next((name for name, words in _SCALES.items() if words.search(unit.casefold())), "")
