"""Gives the planner's own workbook back with the findings marked in it and listed on a first sheet."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue import SHEETS
from instances.checks.wording import plain
from instances.findings import SEVERITY_LABELS, CareplanError, Finding, Severity
from instances.i18n import Language, Text, translator
from instances.workbook import styles
from instances.workbook.guard import check_workbook
from instances.workbook.values import plain_text, put

CHECK_LABEL = Text("Prüfergebnis", "Check result")
FILLS = {
    Severity.ERROR: PatternFill("solid", fgColor=styles.RED_TINT),
    Severity.WARNING: PatternFill("solid", fgColor=styles.AMBER_TINT),
}
SIGN = "▶ careplan"  # begins what we add to a comment, so that the next check can take it out again
MOST_COMMENTS = 2_000  # Excel grows slow beyond; cells without a comment are still coloured and listed
MOST_LISTED = 10_000
WIDTHS = (6.0, 11.0, 24.0, 10.0, 28.0, 70.0, 70.0)
HEADING_ROW = 6


@dataclass(frozen=True)
class _Mark:
    """A finding and where it stands in this workbook; ``title`` is empty where the sheet is missing."""

    finding: Finding
    title: str
    cell: str


def annotate(source: Path, findings: Iterable[Finding], target: Path, language: Language) -> None:
    """Write a copy of the workbook ``source`` to ``target`` with every finding marked.

    Cells are filled (red: error, amber: warning) and commented with message and remedy; a first sheet lists all
    findings with links. Marks of an earlier check are taken out. Raises ``WorkbookError`` for a file that is not safe
    to open, ``CareplanError`` where ``target`` is the file itself.
    """
    if target.exists() and target.samefile(source):
        message = translator(language)("The checked copy needs a name of its own; “{name}” is the workbook itself.")
        raise CareplanError(message.format(name=target.name))
    workbook = _open(check_workbook(source).content)
    _take_out_earlier_marks(workbook)
    marks = _placed(findings, workbook)
    _mark_cells(workbook, marks, language)
    _add_list(workbook, marks, language)
    workbook.save(target)


def _open(content: bytes) -> Workbook:
    with warnings.catch_warnings():
        # openpyxl names what it cannot keep in English and for programmers; the first sheet says it for planners
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(BytesIO(content), rich_text=True)


def _take_out_earlier_marks(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        if sheet.title in CHECK_LABEL:
            workbook.remove(sheet)
    for cell in _commented_cells(workbook):
        assert cell.comment is not None
        own, sign, _ = cell.comment.text.partition(SIGN)
        # openpyxl forgets how large the boxes were
        cell.comment = styles.comment(own.rstrip(), cell.comment.author) if own.strip() else None
        if sign and _colour(cell) in (styles.RED_TINT, styles.AMBER_TINT):
            cell.fill = PatternFill()


def _colour(cell: Cell) -> str:
    """The fill without its first two digits: they tell transparency, and Excel writes them otherwise than openpyxl."""
    return str(cell.fill.fgColor.rgb)[2:] if cell.fill.fill_type == "solid" else ""


def _commented_cells(workbook: Workbook) -> Iterator[Cell]:
    for sheet in workbook.worksheets:
        # the cells that exist; iterating over rows would make all those between them
        yield from [cell for cell in list(sheet._cells.values()) if isinstance(cell, Cell) and cell.comment]


def _placed(findings: Iterable[Finding], workbook: Workbook) -> list[_Mark]:
    """Errors first, otherwise in the order found."""
    titles = sheet_titles(workbook.sheetnames)
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    return [_Mark(finding, titles.get(finding.sheet, ""), finding.cell) for finding in ordered]


def sheet_titles(titles: Iterable[str]) -> dict[str, str]:
    """The title that each sheet has in a user's workbook, by stable key and by the title itself."""
    titles = list(titles)
    by_name = {plain(title): title for title in reversed(titles)}  # the first of two counts
    found = {title: title for title in titles}
    for sheet in SHEETS:
        for name in (*sheet.label, sheet.key):
            if plain(name) in by_name:
                found[sheet.key] = by_name[plain(name)]
    return found


def _mark_cells(workbook: Workbook, marks: Sequence[_Mark], language: Language) -> None:
    by_cell: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for mark in marks:
        if mark.title and mark.cell:
            by_cell[mark.title, mark.cell].append(mark.finding)
    for number, ((title, address), findings) in enumerate(by_cell.items()):
        cell = _cell(workbook[title], address)
        # errors come first, so the first finding decides the colour
        cell.fill = FILLS[findings[0].severity]
        if number < MOST_COMMENTS:
            _add_to_comment(cell, findings, language)


def _cell(sheet: Worksheet, address: str) -> Cell:
    """The cell at an address, the first one of a range, or the one that shows a merged range."""
    column, row, *_ = range_boundaries(address)
    cell = sheet.cell(row or 1, column or 1)
    if isinstance(cell, MergedCell):
        merged = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(merged.min_row, merged.min_col)
    assert isinstance(cell, Cell)
    return cell


def _add_to_comment(cell: Cell, findings: Sequence[Finding], language: Language) -> None:
    _ = translator(language)
    texts = []
    for finding in findings:
        label = _(SEVERITY_LABELS[finding.severity])
        texts.append("\n".join(filter(None, [f"{SIGN} – {label}:", finding.text(language), finding.advice(language)])))
    own = [cell.comment.text] if cell.comment else []
    author = cell.comment.author if cell.comment else styles.AUTHOR
    cell.comment = styles.comment("\n\n".join([*own, *texts]), author)


def _add_list(workbook: Workbook, marks: Sequence[_Mark], language: Language) -> None:
    _ = translator(language)
    sheet = workbook.create_sheet(CHECK_LABEL.in_(language), 0)
    sheet.sheet_properties.tabColor = styles.RED_TINT if marks else styles.GREEN_TINT
    styles.lay_out_for_print(sheet)
    sheet.print_options.gridLines = False
    sheet.row_dimensions[1].height = 27
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row, line in enumerate(_introduction(marks, language), start=1):
        _put(sheet, row, 1, line, Font(name=styles.FONT_NAME, size=18 if row == 1 else 11, bold=row <= 2))
    headings = [_("No."), _("Severity"), _("Sheet"), _("Cell"), _("Found"), _("Finding"), _("What to do")]
    for column, label in enumerate(headings, start=1):
        cell = _put(sheet, HEADING_ROW, column, label, styles.HEADING_FONTS[styles.Role.REQUIRED])
        cell.fill, cell.alignment = styles.HEADING_FILLS[styles.Role.REQUIRED], styles.HEADING_ALIGNMENT
    for number, mark in enumerate(marks[:MOST_LISTED], start=1):
        _list_finding(sheet, HEADING_ROW + number, number, mark, language)
    if len(marks) > MOST_LISTED:
        more = _("{count} more findings are not listed here.").format(count=len(marks) - MOST_LISTED)
        _put(sheet, HEADING_ROW + MOST_LISTED + 1, 1, more, styles.PLAIN_FONT)
    sheet.freeze_panes = f"A{HEADING_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:G{HEADING_ROW + max(1, min(len(marks), MOST_LISTED))}"
    _show_first(workbook)


def _introduction(marks: Sequence[_Mark], language: Language) -> list[str]:
    _ = translator(language)
    errors = sum(mark.finding.severity is Severity.ERROR for mark in marks)
    return [
        CHECK_LABEL.in_(language),
        _("Errors: {errors}. Warnings: {warnings}.").format(errors=errors, warnings=len(marks) - errors),
        _("Red cells hold errors, amber cells warnings; their comments say what to do. Check again when done."),
        _("Text boxes, pictures and some formats of the original may be missing in this copy; all values are kept."),
    ]


def _list_finding(sheet: Worksheet, row: int, number: int, mark: _Mark, language: Language) -> None:
    finding = mark.finding
    sheet.cell(row, 1, number).font = styles.PLAIN_FONT
    severity = _put(sheet, row, 2, translator(language)(SEVERITY_LABELS[finding.severity]), styles.PLAIN_FONT)
    severity.fill = FILLS[finding.severity]
    _put(sheet, row, 3, mark.title or finding.where(language), styles.PLAIN_FONT)
    where = _put(sheet, row, 4, mark.cell, styles.PLAIN_FONT)
    if mark.title:
        link = where if mark.cell else sheet.cell(row, 3)
        location = f"{quote_sheetname(mark.title)}!{mark.cell or 'A1'}"
        link.hyperlink = Hyperlink(ref=link.coordinate, location=location)
        link.font = styles.LINK_FONT
    _put(sheet, row, 5, finding.found, styles.PLAIN_FONT)
    _put(sheet, row, 6, finding.text(language), styles.PLAIN_FONT)
    _put(sheet, row, 7, finding.advice(language), styles.PLAIN_FONT)
    for column in range(1, 8):
        sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
        sheet.cell(row, column).border = styles.ROW_BORDER


def _put(sheet: Worksheet, row: int, column: int, text: str, font: Font) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    put(cell, plain_text(text), is_text=True)
    cell.font, cell.number_format = font, styles.TEXT_FORMAT
    return cell


def _show_first(workbook: Workbook) -> None:
    """Open on the first sheet, and with no other selected: Excel would write into all selected sheets at once."""
    workbook.active = 0
    for number, sheet in enumerate(workbook.worksheets):
        sheet.sheet_view.tabSelected = number == 0
