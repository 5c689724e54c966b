"""The workbook being written: its language, its tables, and sheets with header, footer and print layout."""

from __future__ import annotations

import re
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break, RowBreak
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from instances.i18n import Language, translator
from reports.excel import look
from reports.excel.cells import put
from reports.readable import Table

A4 = 9
LONGEST_HEADER, LONGEST_PART = 190, 70  # Excel takes 255 characters for all three parts together
LONGEST_TITLE = 31  # Excel's limit for the name of a sheet
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
STANDARD_WIDTH = 10.0  # characters
ROW_HEIGHT = 13.0  # points
MARGIN = 0.5  # inches
MARGIN_WITH_TEXT = 0.75


@dataclass(frozen=True)
class Edges:
    """What stands on every printed page: what it is about, how far it is proven, what it was made from."""

    about: str
    status: str = ""
    origin: str = ""


class Book(ABC):
    """A workbook in one language; what its tables are, those say who make one."""

    def __init__(self, language: Language, edges: Edges) -> None:
        self.language: Language = language
        self.edges = edges
        self.translate: Callable[[str], str] = translator(language)
        self.tables: list[tuple[str, Table]] = []
        """Every table written so far with the title of its sheet, for the legend."""
        self.workbook = Workbook()
        normal = self.workbook._named_styles["Normal"]  # type: ignore[attr-defined]
        normal.font = look.font()
        del self.workbook[self.workbook.sheetnames[0]]
        self._made: dict[str, Table] = {}

    def table(self, key: str) -> Table:
        """A table as readers see it; made at the first call."""
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    @abstractmethod
    def _make(self, key: str) -> Table:
        """The table with that key."""

    def save(self, path: Path) -> Path:
        """Write the workbook to ``path`` (its folder is created where missing) and return it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.workbook.save(path)
        return path

    def sheet(self, title: str, *, portrait: bool = False) -> Worksheet:
        """A new sheet that prints on A4, one page wide, with status and origin in the footer."""
        sheet: Worksheet = self.workbook.create_sheet(NOT_IN_TITLES.sub(" ", title)[:LONGEST_TITLE])
        sheet.sheet_view.showGridLines = False
        sheet.sheet_format.defaultColWidth = STANDARD_WIDTH
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW_HEIGHT, True
        page = sheet.page_setup
        page.paperSize = A4
        page.orientation = "portrait" if portrait else "landscape"
        page.fitToWidth, page.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.left = margins.right = MARGIN
        margins.top = margins.bottom = MARGIN_WITH_TEXT
        margins.header = margins.footer = 0.3
        self._header_and_footer(sheet)
        return sheet

    def _header_and_footer(self, sheet: Worksheet) -> None:
        _write_edge(sheet.oddHeader, _plain(self.edges.about, LONGEST_HEADER), "", "&A")
        pages = self.translate("Page {page} of {pages}").format(page="&P", pages="&N")
        _write_edge(sheet.oddFooter, _plain(self.edges.status), pages, _plain(self.edges.origin))


def write_title(sheet: Worksheet, title: str) -> None:
    """The title of a sheet in its first row."""
    put(sheet, 1, 1, title, font=look.TITLE)
    sheet.row_dimensions[1].height = 24


def set_widths(sheet: Worksheet, widths: dict[int, float]) -> None:
    """Widths of columns in characters; a column keeps the largest that was asked for."""
    for column, width in widths.items():
        letter = get_column_letter(column)
        known = column_width(sheet, column) if letter in sheet.column_dimensions else 0.0
        sheet.column_dimensions[letter].width = max(width, known)


def column_width(sheet: Worksheet, column: int) -> float:
    """The width of a column in characters."""
    letter = get_column_letter(column)
    return float(sheet.column_dimensions[letter].width) if letter in sheet.column_dimensions else STANDARD_WIDTH


def break_before(sheet: Worksheet, row: int) -> None:
    """Start a new printed page with ``row``."""
    if not isinstance(sheet.row_breaks, RowBreak):
        sheet.row_breaks = RowBreak()
    sheet.row_breaks.append(Break(id=row - 1))


def _write_edge(edge: HeaderFooterItem | None, left: str, centre: str, right: str) -> None:
    """The three parts of a header or footer."""
    assert edge is not None
    for part, text in ((edge.left, left), (edge.center, centre), (edge.right, right)):
        part.text, part.size = text, 7


def _plain(text: str, longest: int = LONGEST_PART) -> str:
    """Text for a header or footer, where ``&`` starts a code."""
    return textwrap.shorten(text, longest, placeholder=" …").replace("&", "&&")
