"""Writing cells: text stays text, numbers keep their format, and each style is made once."""

from __future__ import annotations

import math
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from reports.excel import look

LONGEST_TEXT = 32_767  # Excel's limit


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    *,
    font: Font = look.BODY,
    alignment: Alignment | None = None,
    number_format: str = "",
    fill: PatternFill | None = None,
    border: Border | None = None,
) -> Cell:
    """Write one cell. Text is never taken for a formula, whatever it starts with; a missing number stays empty."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    set_value(cell, value)
    cell.font = font
    if alignment is not None:
        cell.alignment = alignment
    if number_format:
        cell.number_format = number_format
    if fill is not None:
        cell.fill = fill
    if border is not None:
        cell.border = border
    return cell


def set_value(cell: Cell, value: Any) -> None:
    """The value alone; see :func:`put`."""
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST_TEXT]
        if text:
            cell.value = text
            cell.data_type = "s"
    elif not is_missing(value):
        cell.value = value


def is_missing(value: Any) -> bool:
    """None and not-a-number."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def put_across(sheet: Worksheet, row: int, first: int, last: int, value: Any, *, rows: int = 1, **style: Any) -> Cell:
    """Write one cell and merge it over the columns up to ``last`` and over ``rows`` rows."""
    for across in range(first, last + 1):
        for down in range(rows):
            if style.get("fill") is not None or style.get("border") is not None:
                put(sheet, row + down, across, None, fill=style.get("fill"), border=style.get("border"))
    cell = put(sheet, row, first, value, **style)
    if last > first or rows > 1:
        sheet.merge_cells(start_row=row, end_row=row + rows - 1, start_column=first, end_column=last)
    return cell


def link_to(cell: Cell, sheet_title: str, address: str = "A1") -> None:
    """Make ``cell`` a link to a place in this workbook."""
    quoted = sheet_title.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
    cell.font = look.LINK
