"""The first page of a study: what it found, in words."""

from __future__ import annotations

import textwrap

from openpyxl.worksheet.worksheet import Worksheet

from reports.excel import look
from reports.excel.book import Book, set_widths
from reports.excel.cells import put, put_across
from reports.excel.grid import write_heading
from reports.study.findings import findings
from reports.study.frames import StudyFrames
from reports.words import COURT_NOTES

COLUMNS, WIDTH = 5, 20.0  # one column as wide as the page would not be scaled to it
LETTERS = 108  # that fit on one line
LINE = 14.0


def write_findings(book: Book, study: StudyFrames) -> Worksheet:
    """One heading for each kind of result, and its sentences."""
    _ = book.translate
    sheet = book.sheet(_("What the study found"), portrait=True)
    set_widths(sheet, dict.fromkeys(range(1, COLUMNS + 1), WIDTH))
    put(sheet, 1, 1, book.edges.about or _("Study"), font=look.font(20, bold=True, colour=look.DARK))
    sheet.row_dimensions[1].height = 30
    row = 3
    for finding in findings(study):
        row = write_heading(sheet, row, 1, finding.heading, COLUMNS)
        for sentence in finding.sentences:
            _write_text(sheet, row, sentence)
            row += 1
        row += 1
    put_across(sheet, row, 1, COLUMNS, _(COURT_NOTES[0]), font=look.font(8, colour=look.MUTED))
    sheet.print_area = f"A1:{sheet.cell(row, COLUMNS).coordinate}"
    return sheet


def _write_text(sheet: Worksheet, row: int, text: str) -> None:
    put_across(sheet, row, 1, COLUMNS, text, font=look.font(10), alignment=look.WRAPPED)
    sheet.row_dimensions[row].height = LINE * len(textwrap.wrap(text, LETTERS)) + 2
