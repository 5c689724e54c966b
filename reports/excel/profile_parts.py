"""The small tables of a region's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from instances.i18n import N_
from reports.excel import look
from reports.excel.book import Book
from reports.excel.cells import put
from reports.metrics.column import Form

HEAD_HEIGHT = 14.0

Headings = dict[str, tuple[str, Form]]

PART_COLUMNS: dict[str, Headings] = {
    "figures": {"name": ("", Form.TEXT), "today": (N_("today"), Form.BY_ROW), "plan": (N_("plan"), Form.BY_ROW)},
    "access": {
        "service": (N_("Service"), Form.TEXT),
        "minutes_before": (N_("min. today"), Form.ONE),
        "minutes_after": (N_("min. plan"), Form.ONE),
        "within_before": (N_("reach today"), Form.SHARE),
        "within_after": (N_("reach plan"), Form.SHARE),
    },
    "sites": {
        "site": (N_("Site"), Form.TEXT),
        "type": (N_("Type"), Form.TEXT),
        "change": (N_("Change"), Form.TEXT),
        "opens": (N_("from year"), Form.YEAR),
        "latest_start": (N_("decide by"), Form.YEAR),
        "assigned": (N_("Assigned"), Form.WHOLE),
    },
    "unmet": {
        "place": (N_("Place"), Form.TEXT),
        "service": (N_("Service"), Form.TEXT),
        "unmet": (N_("Unserved"), Form.WHOLE),
        "unmet_share": (N_("Share"), Form.SHARE),
    },
}


@dataclass(frozen=True)
class Part:
    """A heading, the kind of list below it, its rows, and how many of them are shown at most."""

    heading: str
    kind: str
    rows: pd.DataFrame
    most: int = 30


def write_part(book: Book, sheet: Worksheet, part: Part, row: int, column: int) -> int:
    """Heading, column headings, rows; returns the next free row."""
    _ = book.translate
    columns = PART_COLUMNS[part.kind]
    put(sheet, row, column, part.heading, font=look.HEADING)
    row += 1
    for offset, (heading, form) in enumerate(columns.values()):
        alignment = look.HEAD_NUMBER if look.stands_right(form) else look.HEAD_TEXT
        text = _(heading) if heading else ""
        put(sheet, row, column + offset, text, font=look.NOTE, alignment=alignment, border=look.BELOW_HEADING)
    sheet.row_dimensions[row].height = HEAD_HEIGHT
    row += 1
    if part.rows.empty:
        put(sheet, row, column, _("none"), font=look.NOTE)
        return row + 1
    shown = part.rows.head(part.most)
    for record in shown.to_dict("records"):
        _write_row(book, sheet, columns, record, row, column)
        row += 1
    if len(part.rows) > part.most:
        put(sheet, row, column, _("and {count} more").format(count=len(part.rows) - part.most), font=look.NOTE)
        row += 1
    return row


def _write_row(book: Book, sheet: Worksheet, columns: Headings, record: dict[Any, Any], row: int, column: int) -> None:
    for offset, (name, (_heading, form)) in enumerate(columns.items()):
        form = record["form"] if form is Form.BY_ROW else form
        put(
            sheet,
            row,
            column + offset,
            record[name],
            alignment=look.NUMBER_CELL if look.stands_right(form) else look.SMALL_TEXT,
            number_format=look.number_format(form, book.language),
            border=look.BELOW,
        )
