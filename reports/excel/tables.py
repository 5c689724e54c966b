"""Writing a metric as an Excel table: headings with explanations, number formats, widths, filters."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pandas as pd
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ListObject
from openpyxl.worksheet.worksheet import Worksheet

from instances.i18n import Language
from reports.excel import look
from reports.excel.book import Book, column_width, set_widths
from reports.excel.cells import put, put_across, set_value
from reports.metrics.column import BILINGUAL, Column, Form
from reports.readable import Table

LINE_HEIGHT = 12.5
WIDEST_TEXT, WIDEST_SENTENCE = 40, 60
WIDEST_NUMBER = 18
MOST_HEAD_LINES = 3
NARROWEST_DESCRIPTION = 110
LETTER = 0.86  # width of a mean letter, in characters of Excel, which are digits
NARROWEST_TEXT = 9
FILTER_BUTTON = 3
AUTHOR = "careplan"
TYPICAL, MANY_ROWS = 0.98, 50  # in long tables the few longest texts are wrapped


@dataclass(frozen=True)
class Placed:
    """Where a table stands: the row of its headings, its first and last row of values, its columns by name."""

    sheet: Worksheet
    head: int
    first: int
    last: int
    columns: dict[str, int]

    @property
    def right(self) -> int:
        """The rightmost column."""
        return max(self.columns.values())

    @property
    def rows(self) -> int:
        """Number of rows of values."""
        return self.last - self.first + 1

    @property
    def end(self) -> int:
        """The last row that is written; an empty table says so in one."""
        return max(self.last, self.first)


def reserve_widths(book: Book, sheet: Worksheet, key: str) -> None:
    """Make the columns wide enough for the metric ``key``."""
    table = book.table(key)
    set_widths(sheet, dict(enumerate(column_widths(table.columns, table.values, book.language), start=1)))


def table_at(book: Book, sheet: Worksheet, key: str, head: int) -> Placed:
    """Where the metric ``key`` stands if its headings stand in row ``head``."""
    table = book.table(key)
    names = {column.name: position for position, column in enumerate(table.columns, start=1)}
    return Placed(sheet, head, head + 1, head + len(table.values), names)


def write_intro(book: Book, sheet: Worksheet, key: str, row: int, *, heading: bool = True) -> int:
    """Heading and description of a table; returns the next row.

    ``heading=False`` leaves out the heading where the sheet's title says the same.
    """
    table = book.table(key)
    if heading:
        put(sheet, row, 1, table.title.in_(book.language), font=look.HEADING)
        row += 1
    _write_description(sheet, row, table.description.in_(book.language), right_of_intro(book, sheet, key))
    return row + 1


def right_of_intro(book: Book, sheet: Worksheet, key: str) -> int:
    """The last column that the description covers: as wide as the table, or a fair width where that is narrow."""
    across, columns = 0, len(book.table(key).columns)
    while across < columns or _covered(sheet, across) < NARROWEST_DESCRIPTION:
        across += 1
    return across


def _covered(sheet: Worksheet, columns: int) -> float:
    """Width of the first columns, in characters."""
    return sum(column_width(sheet, column) for column in range(1, columns + 1))


def write_table(book: Book, key: str, placed: Placed) -> None:
    """Write the headings and values of the metric ``key``; the widths must be reserved."""
    table, sheet = book.table(key), placed.sheet
    book.tables.append((sheet.title, table))
    widths = [column_width(sheet, column) for column in range(1, len(table.columns) + 1)]
    _write_headings(book, table.columns, placed, widths)
    _write_values(book, table, placed)
    _set_heights(table, placed, widths)
    if table.values.empty:
        _ = book.translate
        put(sheet, placed.first, 1, _("none"), font=look.NOTE, alignment=look.TEXT_CELL)
    elif _are_unique(table.headings(book.language)):
        _make_list_object(sheet, placed, f"{key}_{len(book.tables)}")


def _write_description(sheet: Worksheet, row: int, text: str, across: int) -> None:
    """One merged cell, high enough for its lines."""
    put_across(sheet, row, 1, across, text, font=look.NOTE, alignment=look.WRAPPED)
    lines = len(textwrap.wrap(text, int(_covered(sheet, across))))
    sheet.row_dimensions[row].height = LINE_HEIGHT * lines + 3


def column_widths(columns: Sequence[Column], values: pd.DataFrame, language: Language) -> list[float]:
    """Widths in characters: the longest word of the heading and what most values need."""
    widths = []
    for column in columns:
        words = max(len(word) for word in column.heading(language).replace("-", " ").split(" "))
        if look.is_number(column.form):
            width = min(max(look.WIDTHS.get(column.form, 11), words + FILTER_BUTTON), WIDEST_NUMBER)
            while _lines_of(column.heading(language), width) > MOST_HEAD_LINES and width < WIDEST_NUMBER:
                width += 1
            widths.append(float(width))
            continue
        widest = WIDEST_SENTENCE if column.refers == BILINGUAL else WIDEST_TEXT
        lengths = values[column.name].map(len)
        longest = float(lengths.quantile(TYPICAL if len(lengths) > MANY_ROWS else 1.0)) if len(lengths) else 0.0
        widths.append(min(max(longest + 2.5, NARROWEST_TEXT, words + FILTER_BUTTON), widest))
    return widths


def _lines_of(heading: str, width: float) -> int:
    return len(textwrap.wrap(heading, max(int(width) - 2, 4)))


def _write_headings(book: Book, columns: Sequence[Column], placed: Placed, widths: Sequence[float]) -> None:
    lines = 1
    for column, width in zip(columns, widths, strict=True):
        heading = column.heading(book.language)
        cell = put(
            placed.sheet,
            placed.head,
            placed.columns[column.name],
            heading,
            font=look.TABLE_HEAD,
            fill=look.TABLE_HEAD_FILL,
            alignment=look.HEAD_NUMBER if look.stands_right(column.form) else look.HEAD_TEXT,
        )
        comment = Comment(column.description.in_(book.language), AUTHOR)
        comment.width, comment.height = 320, 90
        cell.comment = comment
        lines = max(lines, _lines_of(heading, width))
    placed.sheet.row_dimensions[placed.head].height = LINE_HEIGHT * lines + 5


def _write_values(book: Book, table: Table, placed: Placed) -> None:
    """Cell by cell with one style a column, copied from a first cell: state-size tables have 100,000 cells."""
    sheet = placed.sheet
    for column in table.columns:
        where = placed.columns[column.name]
        by_row = column.form is Form.BY_ROW
        forms = table.forms if by_row else repeat(column.form)
        styles: dict[Form, Cell] = {}
        for row, (value, form) in enumerate(zip(table.values[column.name].tolist(), forms, strict=False), placed.first):
            cell = sheet.cell(row, where)
            assert isinstance(cell, Cell)
            set_value(cell, value)
            if form not in styles:
                styles[form] = _styled(cell, form, book.language, signed=column.signed)
            else:
                cell._style = styles[form]._style  # type: ignore[attr-defined]


def _set_heights(table: Table, placed: Placed, widths: Sequence[float]) -> None:
    """Rows whose text needs several lines get room for them: not every program does that when it opens a file."""
    lines = np.ones(len(table.values))
    for column, width in zip(table.columns, widths, strict=True):
        if not look.is_number(column.form):
            lengths = table.values[column.name].map(len).to_numpy(dtype=float)
            lines = np.maximum(lines, np.ceil(lengths * LETTER / (width - 1.0)))
    for row in np.flatnonzero(lines > 1).tolist():
        placed.sheet.row_dimensions[placed.first + row].height = LINE_HEIGHT * float(lines[row]) + 2


def _styled(cell: Cell, form: Form, language: Language, *, signed: bool) -> Cell:
    cell.font = look.BODY
    cell.border = look.BELOW
    cell.alignment = _alignment(form)
    cell.number_format = look.number_format(form, language, signed=signed)
    return cell


def _alignment(form: Form) -> Alignment:
    if look.stands_right(form):
        return look.NUMBER_CELL
    return look.YEAR_CELL if form is Form.YEAR else look.TEXT_CELL


def _are_unique(headings: Sequence[str]) -> bool:
    """Whether Excel takes them as the headings of a table: it asks to repair a file where two are the same."""
    return len({heading.casefold() for heading in headings}) == len(headings)


def _make_list_object(sheet: Worksheet, placed: Placed, name: str) -> None:
    last = f"{get_column_letter(placed.right)}{placed.last}"
    sheet.add_table(ListObject(displayName=name, ref=f"A{placed.head}:{last}"))
