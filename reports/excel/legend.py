"""The legend: every heading of the report with its meaning, from the table of columns."""

from __future__ import annotations

from instances.i18n import N_
from reports.excel import look
from reports.excel.book import Book, set_widths, write_title
from reports.excel.cells import link_to, put

HEADINGS = (N_("Sheet"), N_("Table"), N_("Heading"), N_("Meaning"))
WIDTHS = {1: 24.0, 2: 34.0, 3: 34.0, 4: 110.0}
HEAD_ROW = 3


def write_legend(book: Book) -> None:
    """A sheet with one row for each heading of each table written so far."""
    _ = book.translate
    sheet = book.sheet(_("Legend"))
    write_title(sheet, sheet.title)
    set_widths(sheet, WIDTHS)
    for column, heading in enumerate(HEADINGS, start=1):
        put(sheet, HEAD_ROW, column, book.translate(heading), font=look.TABLE_HEAD, fill=look.TABLE_HEAD_FILL)
    row = HEAD_ROW
    for title, table in book.tables:
        name = table.metric.label.in_(book.language)
        for position, column in enumerate(table.columns):
            row += 1
            first = position == 0
            link_to(put(sheet, row, 1, title), title) if first else None
            put(sheet, row, 2, name if first else None, font=look.STRONG)
            put(sheet, row, 3, column.heading(book.language), alignment=look.WRAPPED)
            put(sheet, row, 4, column.description.in_(book.language), alignment=look.WRAPPED)
            for number in WIDTHS:
                sheet.cell(row, number).border = look.BELOW
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 1)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
