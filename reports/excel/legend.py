"""The legend: every heading of the report with its meaning, from the table of columns."""

from __future__ import annotations

from instances.i18n import N_
from reports.excel import look
from reports.excel.book import Book, set_widths, write_title
from reports.excel.cells import put
from reports.excel.tables import LINE_HEIGHT

HEADINGS = (N_("Heading"), N_("Meaning"), N_("Sheets"))
WIDTHS = {1: 40.0, 2: 110.0, 3: 50.0}
HEAD_ROW = 3
LETTERS = {2: 118, 3: 54}  # that fit on one line of a column


def write_legend(book: Book) -> None:
    """A sheet with one row for each heading of the tables written so far."""
    _ = book.translate
    sheet = book.sheet(_("Legend"))
    write_title(sheet, sheet.title)
    put(sheet, 2, 1, _("What the headings of the tables mean."), font=look.NOTE)
    set_widths(sheet, WIDTHS)
    for column, heading in enumerate(HEADINGS, start=1):
        put(
            sheet,
            HEAD_ROW,
            column,
            _(heading),
            font=look.TABLE_HEAD,
            fill=look.TABLE_HEAD_FILL,
            alignment=look.HEAD_TEXT,
        )
    for row, texts in enumerate(_rows(book), start=HEAD_ROW + 1):
        for column, text in enumerate(texts, start=1):
            font = look.STRONG if column == 1 else look.BODY
            put(sheet, row, column, text, font=font, alignment=look.TEXT_CELL, border=look.BELOW)
        lines = max(-(-len(texts[column - 1]) // letters) for column, letters in LETTERS.items())
        sheet.row_dimensions[row].height = LINE_HEIGHT * lines + 3
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def _rows(book: Book) -> list[tuple[str, str, str]]:
    """Heading, meaning, the sheets it stands on; in the order of the report."""
    sheets: dict[tuple[str, str], list[str]] = {}
    for title, table in book.tables:
        for column in table.columns:
            key = (column.heading(book.language), column.description.in_(book.language))
            listed = sheets.setdefault(key, [])
            if title not in listed:
                listed.append(title)
    return [(heading, meaning, ", ".join(titles)) for (heading, meaning), titles in sheets.items()]
