"""The first page of a comparison: the plans, their key figures, the sites that differ, who gains and who loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from reports.comparison.headlines import ComparedHeadlines
from reports.excel import look
from reports.excel.book import Book, set_widths
from reports.excel.cells import put, put_across
from reports.excel.charts import Picture, drawn, place
from reports.excel.grid import shortened
from reports.excel.tables import Placed
from reports.metrics.column import Form
from reports.words import COURT_NOTES

NAME, NUMBER, UNIT = 50.0, 16.0, 26.0  # widths in characters
LETTERS = 15  # of a plan's name that fit above its numbers
MOST_ROWS = 12
LINE = 13.0
CHART_COLUMNS = 9  # of standard width


def write_glance(book: Book, told: ComparedHeadlines) -> Worksheet:
    """One printed page."""
    _ = book.translate
    sheet = book.sheet(_("At a glance"))
    sheet.page_setup.fitToHeight = 1
    columns = _columns(told)
    set_widths(sheet, {1: NAME} | dict.fromkeys(range(2, columns + 1), NUMBER))
    set_widths(sheet, {columns: UNIT})
    row = _write_head(sheet, told, columns)
    start, row = row, _write_figures(book, sheet, told, row) + 1
    _draw_unserved(book, sheet, told, start)
    for block in _blocks(book, told):
        row = _write_block(book, sheet, told, row, block)
    row = _write_gains(book, sheet, told, row) + 1
    notes = " ".join(filter(None, (told.caution, *map(_, COURT_NOTES))))
    put_across(sheet, row, 1, columns, notes, font=look.font(8, colour=look.MUTED), alignment=look.WRAPPED)
    sheet.row_dimensions[row].height = 4 * LINE
    sheet.print_area = f"A1:{sheet.cell(row, columns + 1 + CHART_COLUMNS).coordinate}"
    return sheet


def _columns(told: ComparedHeadlines) -> int:
    """As many as the key figures need, and no fewer than the gains."""
    plans = len(told.comparison.names)
    return max(1 + 2 * plans, 5)


def _write_head(sheet: Worksheet, told: ComparedHeadlines, columns: int) -> int:
    put_across(sheet, 1, 1, columns, told.title, font=look.font(20, bold=True, colour=look.DARK))
    sheet.row_dimensions[1].height = 30
    for row, (name, standing) in enumerate(told.standings, start=2):
        put(sheet, row, 1, name, font=look.font(10, bold=True))
        put_across(sheet, row, 2, columns, standing, font=look.font(10))
    return len(told.standings) + 3


def _draw_unserved(book: Book, sheet: Worksheet, told: ComparedHeadlines, head: int) -> None:
    """Who stays unserved in each plan, beside the key figures that hold it."""
    _ = book.translate
    rows = [head + 1 + position for position, figure in enumerate(told.figures) if figure.service]
    columns = {"service": 1} | {name: column for column, name in enumerate(told.comparison.names, start=2)}
    placed = Placed(sheet, head, rows[0], rows[-1], columns)
    title, axis = _("Unserved in the last period"), _("equivalent residents")
    picture = Picture(placed, "service", told.comparison.names, title, axis, horizontal=True, width=16, height=11.0)
    place(drawn(picture), picture, head, _columns(told) + 2)


def _write_figures(book: Book, sheet: Worksheet, told: ComparedHeadlines, row: int) -> int:
    """One row a figure: every plan, the differences to the first, the unit."""
    _ = book.translate
    names = told.comparison.names
    others = [_("Difference")] if len(names) == 2 else [f"{_('Difference')} {name}" for name in names[1:]]
    row = _write_heads(sheet, row, _("Key figures in the last period"), [*names, *others, _("Unit")])
    for figure in told.figures:
        put(sheet, row, 1, figure.name, border=look.BELOW)
        for column, value in enumerate((*figure.values, *figure.changes), start=2):
            signed = column > 1 + len(figure.values)
            shown = look.number_format(figure.form, book.language, signed=signed)
            font = look.STRONG if signed else look.BODY
            put(
                sheet, row, column, value, font=font, number_format=shown, alignment=look.NUMBER_CELL, border=look.BELOW
            )
        put(sheet, row, 2 * len(names) + 1, figure.unit, font=look.NOTE, alignment=look.TEXT_CELL, border=look.BELOW)
        row += 1
    return row


@dataclass(frozen=True)
class Block:
    """Rows of texts, one a plan; what is said where there are none; the sheet that has all of them."""

    title: str
    rows: Sequence[tuple[str, ...]]
    alike: str
    sheet: str


def _blocks(book: Book, told: ComparedHeadlines) -> tuple[Block, Block]:
    """What the workbooks and what the plans say differently."""
    _ = book.translate
    same_inputs, same_sites = _("The workbooks say the same."), _("All plans open, convert and close the same sites.")
    return (
        Block(_("Inputs that differ"), told.differing_inputs, same_inputs, _("Inputs")),
        Block(_("Sites that differ"), told.differing_sites, same_sites, _("Sites")),
    )


def _write_block(book: Book, sheet: Worksheet, told: ComparedHeadlines, row: int, block: Block) -> int:
    """What is not the same in all plans; returns the row of the next block."""
    _ = book.translate
    columns, names = _columns(told), told.comparison.names
    spans = _spans(2, columns, len(names))
    put(sheet, row, 1, block.title, font=look.HEADING, border=look.BELOW_HEADING)
    for name, (first, last) in zip(names, spans, strict=True):
        put_across(sheet, row, first, last, name, font=look.NOTE, alignment=look.HEAD_TEXT, border=look.BELOW_HEADING)
    sheet.row_dimensions[row].height = 18
    row += 1
    if not block.rows:
        put_across(sheet, row, 1, columns, block.alike)
        return row + 2
    for what, *texts in block.rows[:MOST_ROWS]:
        put(sheet, row, 1, what, border=look.BELOW, alignment=look.WRAPPED)
        for text, (first, last) in zip(texts, spans, strict=True):
            put_across(sheet, row, first, last, text, alignment=look.TEXT_CELL, border=look.BELOW)
        letters = int(NUMBER * (spans[-1][1] - spans[-1][0] + 1))
        lines = max(-(-len(what) // int(NAME)), *(-(-len(text) // letters) for text in texts))
        sheet.row_dimensions[row].height = LINE * lines + 1
        row += 1
    rest = len(block.rows) - MOST_ROWS
    if rest > 0:
        text = _("and {count} more: see “{sheet}”").format(count=rest, sheet=block.sheet)
        put_across(sheet, row, 1, columns, text, font=look.NOTE)
        row += 1
    return row + 1


def _write_gains(book: Book, sheet: Worksheet, told: ComparedHeadlines, row: int) -> int:
    """Residents who come nearer or farther and need served more or less, by other plan and service."""
    _ = book.translate
    heads = [_("Offer nearer"), _("Offer farther"), _("Served in addition"), _("No longer served")]
    several = len(told.comparison.others) > 1
    for name in told.comparison.others:
        title = _("Gains and losses: “{name}”").format(name=name) if several else _("Who gains, who loses")
        row = _write_heads(sheet, row, title, heads)
        for gain in (gain for gain in told.gains if gain.compared == name):
            put(sheet, row, 1, gain.service, border=look.BELOW)
            whole = look.number_format(Form.WHOLE, book.language)
            for column, value in enumerate(gain[2:], start=2):
                put(sheet, row, column, value, number_format=whole, alignment=look.NUMBER_CELL, border=look.BELOW)
            row += 1
    text = _("Residents whose nearest offer comes nearer or moves away; need in equivalent residents.")
    put_across(sheet, row, 1, _columns(told), text, font=look.NOTE)
    return row + 1


def _write_heads(sheet: Worksheet, row: int, title: str, heads: list[str]) -> int:
    put(sheet, row, 1, title, font=look.HEADING, border=look.BELOW_HEADING)
    for column, head in enumerate(heads, start=2):
        alignment = look.HEAD_NUMBER
        put(
            sheet,
            row,
            column,
            shortened(head, 2 * LETTERS),
            font=look.NOTE,
            alignment=alignment,
            border=look.BELOW_HEADING,
        )
    sheet.row_dimensions[row].height = 26 if any(len(head) > LETTERS for head in heads) else 18
    return row + 1


def _spans(first: int, last: int, parts: int) -> list[tuple[int, int]]:
    """The columns from ``first`` to ``last`` in so many runs, the first ones longer where they do not come out even."""
    size, rest = divmod(last - first + 1, parts)
    spans, start = [], first
    for part in range(parts):
        end = start + size - 1 + (part < rest)
        spans.append((start, end))
        start = end + 1
    return spans
