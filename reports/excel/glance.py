"""Sheet 1: the plan on one printed page, and beside it the list of sheets."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from reports.excel import look
from reports.excel.book import set_widths
from reports.excel.cells import put_across
from reports.excel.glance_blocks import (
    write_assumed,
    write_binding,
    write_decisions,
    write_effects,
    write_openings,
    write_payers,
)
from reports.excel.glance_tiles import write_tiles
from reports.excel.grid import COLUMNS, LEFT_HALF, RIGHT_HALF, WIDTHS
from reports.excel.plan_book import PlanBook
from reports.numbers import moment
from reports.words import COURT_NOTES, futures_words, gap_words, status_words

TILES_ROW = 5
BLOCKS_ROW = 10


def write_glance(book: PlanBook) -> Worksheet:
    """Title, status, key figures, what opens, who pays, what it brings, what binds, what was assumed."""
    _ = book.translate
    sheet = book.sheet(_("At a glance"))
    set_widths(sheet, WIDTHS)
    sheet.page_setup.fitToHeight = 1
    _write_head(book, sheet)
    write_tiles(book, sheet, TILES_ROW)
    left = write_openings(book, sheet, BLOCKS_ROW, LEFT_HALF)
    right = write_payers(book, sheet, BLOCKS_ROW, RIGHT_HALF)
    row = max(left, right) + 1
    left = write_effects(book, sheet, row, LEFT_HALF)
    right = write_binding(book, sheet, row, RIGHT_HALF)
    row = max(left, right) + 1
    left = write_decisions(book, sheet, row, LEFT_HALF)
    right = write_assumed(book, sheet, row, RIGHT_HALF)
    last = _write_notes(book, sheet, max(left, right) + 1)
    sheet.print_area = f"A1:{sheet.cell(last, COLUMNS).coordinate}"
    return sheet


def _write_head(book: PlanBook, sheet: Worksheet) -> None:
    _ = book.translate
    facts, language = book.facts, book.language
    state = facts.instance.settings.state
    title = _("Care plan {state}").format(state=state) if state else _("Care plan")
    put_across(sheet, 1, 1, COLUMNS, title, font=look.font(20, bold=True, colour=look.DARK))
    sheet.row_dimensions[1].height = 30
    about = facts.plan.provenance
    options = about.get("options") or {}
    parts = [
        f"{facts.first_year[facts.periods[0]]}–{facts.first_year[facts.last] + facts.years[facts.last] - 1}",
        str(about.get("workbook", "")),
        _("scenario {name}").format(name=options["scenario"]) if options.get("scenario") else "",
        moment(str(about.get("created", "")), language),
    ]
    put_across(sheet, 2, 1, COLUMNS, "  ·  ".join(part for part in parts if part), font=look.NOTE)
    status = f"{status_words(facts.plan, language)}. {gap_words(facts.plan, language)}"
    put_across(sheet, 3, 1, COLUMNS, status, font=look.font(10, bold=True), alignment=look.WRAPPED)
    sheet.row_dimensions[3].height = 28


def _write_notes(book: PlanBook, sheet: Worksheet, row: int) -> int:
    """What the figures are not; the note on the data."""
    notes = [futures_words(book.facts.plan, book.language), *map(book.translate, COURT_NOTES)]
    if book.facts.instance.settings.data_note:
        notes.append(book.facts.instance.settings.data_note)
    put_across(
        sheet,
        row,
        1,
        COLUMNS,
        " ".join(filter(None, notes)),
        font=look.font(8, colour=look.MUTED),
        alignment=look.WRAPPED,
    )
    sheet.row_dimensions[row].height = 36
    return row
