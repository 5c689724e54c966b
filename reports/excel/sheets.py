"""The two layouts of a sheet of tables: one table with frozen headings, or several below each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.excel.book import Book, break_before, column_width, write_title
from reports.excel.charts import Picture, drawn, place
from reports.excel.tables import Placed, reserve_widths, right_of_intro, table_at, write_intro, write_table

FIRST_TABLE = 2
SPACE = 2
LONG_TABLE = 30
CM_PER_CHARACTER = 0.187
CM_PER_ROW = 0.46
WIDEST_PAGE = 36.0  # cm that still print legibly on one landscape page
PAPER_WIDTH, PAPER_HEIGHT = 27.2, 15.5  # cm within the margins of A4 landscape, less taller headings

B = TypeVar("B", bound=Book)
Draw = Callable[[B, Placed], Picture]
"""Says which picture belongs beside a table."""


class Corner(NamedTuple):
    """The last row and column that something covers."""

    row: int
    column: int


def single_table(book: B, title: str, key: str, draw: Draw[B] | None = None) -> Worksheet:
    """A sheet of one table, its headings frozen and repeated in print; its chart prints on a page of its own."""
    sheet = book.sheet(title)
    write_title(sheet, title)
    reserve_widths(book, sheet, key)
    placed = table_at(book, sheet, key, write_intro(book, sheet, key, FIRST_TABLE, heading=False))
    write_table(book, key, placed)
    sheet.freeze_panes = f"B{placed.first}"
    sheet.print_title_rows = f"{placed.head}:{placed.head}"
    areas = [_area(1, 1, Corner(placed.end, right_of_intro(book, sheet, key)))]
    if draw is not None and placed.rows > 0:
        picture, column = draw(book, placed), placed.right + 2
        place(drawn(picture), picture, placed.head, column)
        areas.append(_area(placed.head, column, _corner(sheet, picture, placed.head, column)))
    sheet.print_area = ",".join(areas)
    return sheet


def stacked_tables(book: B, title: str, parts: list[tuple[str, Draw[B] | None]]) -> Worksheet:
    """A sheet of several tables below each other, each with its chart beside it, or above where it is too wide."""
    sheet = book.sheet(title)
    write_title(sheet, title)
    for key, _ in parts:
        reserve_widths(book, sheet, key)
    row, right = FIRST_TABLE + 1, 1
    extents = []
    for key, draw in parts:
        placed, corner = _write_part(book, sheet, key, draw, row)
        extents.append((row, corner.row))
        row, right = corner.row + 1 + SPACE, max(right, corner.column, right_of_intro(book, sheet, key))
    _break_pages(sheet, extents, right)
    sheet.freeze_panes = "A2"
    if placed.rows > LONG_TABLE:  # programs repeat headings on the pages after the one that shows them
        sheet.print_title_rows = f"{placed.head}:{placed.head}"
    sheet.print_area = _area(1, 1, Corner(row - SPACE, right))
    return sheet


def _write_part(book: B, sheet: Worksheet, key: str, draw: Draw[B] | None, row: int) -> tuple[Placed, Corner]:
    """A table with its chart; returns where it stands and the last row and column that both cover."""
    row = write_intro(book, sheet, key, row)
    placed = table_at(book, sheet, key, row)
    if draw is None or placed.rows == 0:
        write_table(book, key, placed)
        return placed, Corner(placed.end, placed.right)
    picture = draw(book, placed)
    beside = _fits_beside(sheet, placed, picture)
    start = Corner(row, placed.right + 2 if beside else 1)
    corner = _corner(sheet, picture, *start)
    if not beside:
        placed = table_at(book, sheet, key, corner.row + SPACE)
        picture = draw(book, placed)
    write_table(book, key, placed)
    place(drawn(picture), picture, *start)
    return placed, Corner(max(placed.end, corner.row), max(placed.right, corner.column))


def _fits_beside(sheet: Worksheet, placed: Placed, picture: Picture) -> bool:
    table = sum(_width(sheet, column) for column in range(1, placed.right + 2))
    return table + picture.width <= WIDEST_PAGE


def _break_pages(sheet: Worksheet, extents: list[tuple[int, int]], right: int) -> None:
    """Start a new page before a part that would otherwise be torn; longer ones run on by themselves."""
    width = sum(_width(sheet, column) for column in range(1, right + 1))
    rows_of_page = int(PAPER_HEIGHT * max(width / PAPER_WIDTH, 1.0) / CM_PER_ROW)
    top = 1
    for first, last in extents:
        if last - top >= rows_of_page and first > FIRST_TABLE + 1:
            break_before(sheet, first)
            top = first


def _corner(sheet: Worksheet, picture: Picture, row: int, column: int) -> Corner:
    """The last row and column that a chart covers which starts at that cell."""
    covered = _width(sheet, column)
    while covered < picture.width:
        column += 1
        covered += _width(sheet, column)
    return Corner(row + int(picture.height / CM_PER_ROW) + 1, column)


def _width(sheet: Worksheet, column: int) -> float:
    """Width of a column in cm."""
    return CM_PER_CHARACTER * column_width(sheet, column)


def _area(row: int, column: int, corner: Corner) -> str:
    return f"{get_column_letter(column)}{row}:{get_column_letter(corner.column)}{corner.row}"
