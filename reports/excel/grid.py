"""The grid of the first page: two halves of six equal columns with a gap between, and headed lists in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from instances.i18n import Language
from reports.excel import look
from reports.excel.cells import put_across
from reports.metrics.column import Form

HALF = 6
LEFT_HALF, RIGHT_HALF = 1, HALF + 2
COLUMNS = 2 * HALF + 1
WIDTHS = dict.fromkeys(range(1, COLUMNS + 1), 18.0) | {HALF + 1: 3.0}
ROW_HEIGHT, HEAD_HEIGHT = 14.0, 26.0  # points
LETTERS = 18  # of a heading that fit in one column

RIGHT = Alignment(horizontal="right", vertical="center")
LEFT = Alignment(horizontal="left", vertical="center", shrink_to_fit=True)
INDENTED = Alignment(horizontal="left", vertical="center", indent=1, shrink_to_fit=True)


@dataclass(frozen=True)
class Part:
    """One column of a list: its heading, how many columns of the grid it takes, its form and unit."""

    heading: str
    span: int
    form: Form = Form.TEXT

    @property
    def is_number(self) -> bool:
        """Whether values stand at the right; years read better at the left."""
        return look.stands_right(self.form)


def write_heading(sheet: Worksheet, row: int, column: int, text: str, span: int = HALF) -> int:
    """The heading of a block; returns the next row."""
    put_across(sheet, row, column, column + span - 1, text, font=look.HEADING, border=look.BELOW_HEADING)
    raise_row(sheet, row, 18.0)
    return row + 1


def write_list(
    sheet: Worksheet, row: int, column: int, parts: Sequence[Part], rows: Sequence[Sequence[Any]], language: Language
) -> int:
    """Column headings and rows; returns the next row."""
    at = column
    for part in parts:
        number = part.is_number
        alignment = Alignment(
            horizontal="right" if number else "left",
            vertical="bottom",
            wrap_text=True,
            indent=0 if number or at == column else 1,
        )
        put_across(
            sheet, row, at, at + part.span - 1, part.heading, font=look.font(8, colour=look.MUTED), alignment=alignment
        )
        at += part.span
    two_lines = any(len(part.heading) > LETTERS * part.span for part in parts)
    raise_row(sheet, row, HEAD_HEIGHT if two_lines else ROW_HEIGHT)
    for values in rows:
        row += 1
        at = column
        for part, value in zip(parts, values, strict=True):
            put_across(
                sheet,
                row,
                at,
                at + part.span - 1,
                value,
                alignment=RIGHT if part.is_number else LEFT if at == column else INDENTED,
                number_format=look.number_format(part.form, language),
                border=look.BELOW,
            )
            at += part.span
        raise_row(sheet, row, ROW_HEIGHT)
    return row + 1


def write_lines(sheet: Worksheet, row: int, column: int, lines: Sequence[str], span: int = HALF) -> int:
    """Plain lines of text; returns the next row."""
    for line in lines:
        put_across(sheet, row, column, column + span - 1, line, alignment=LEFT)
        raise_row(sheet, row, ROW_HEIGHT)
        row += 1
    return row


def raise_row(sheet: Worksheet, row: int, height: float) -> None:
    """Make a row at least so high: both halves of the page share their rows."""
    dimension = sheet.row_dimensions[row]
    dimension.height = max(height, dimension.height or 0.0)


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word with an ellipsis where it is too long for its place."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1].rstrip()
    return cut.rsplit(" ", 1)[0].rstrip(",;:–-") + " …" if " " in cut else cut + "…"
