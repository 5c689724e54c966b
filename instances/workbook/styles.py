"""How a workbook looks: colours, number formats, widths, print layout. No text and no data."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from math import ceil

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue.columns import EUR, EUR_PER_YEAR, MILLION_EUR_PER_YEAR, RESIDENTS
from instances.catalogue.fields import Field, Kind
from instances.i18n import Text

AUTHOR = "careplan"
FONT_NAME = "Calibri"

NAVY, BLUE_TINT, GREEN_TINT, GREEN_INK = "1F3864", "D9E2F3", "E2EFDA", "375623"
GREY_INK, RULE_GREY = "6B6B6B", "BFBFBF"
RED_TINT, AMBER_TINT = "FFC7CE", "FFEB9C"

TAB_COLOURS = {
    "general": "7F7F7F",
    "places": "548235",
    "care": "2F75B5",
    "sites": "C65911",
    "money": "BF8F00",
    "rules": "7030A0",
}
GROUPS = {
    "general": ("Settings", "Periods"),
    "places": ("Areas", "Places", "Demand", "TravelTimes", "Roads"),
    "care": ("Services", "Pathways", "Resources", "Production", "Types", "TypeResources", "Sizes", "Links"),
    "sites": ("Sites", "Existing", "SiteLimits", "Consents"),
    "money": ("Pots", "PotRules", "Revenue", "Professions", "Staffing", "LabourPools"),
    "rules": ("Rules", "Goals", "Futures", "Scenarios", "Studies"),
}

TEXT_FORMAT = "@"  # keeps leading zeros, and keeps "=..." from becoming a formula when edited
WHOLE_FORMAT = "0"  # years carry no thousands separator
SHARE_FORMAT = "0.0## %"
# thousands separators for large numbers, every digit for small ones; a fixed pattern would hide 0.053 or show "12,"
PLAIN_FORMAT = "[>=1000]#,##0;General"
UNIT_FORMATS = {
    EUR: "#,##0",
    EUR_PER_YEAR: "#,##0",
    RESIDENTS: "#,##0",
    MILLION_EUR_PER_YEAR: "#,##0.00##",
    Text("m", "m"): "#,##0",
    Text("Grad", "degrees"): "0.0000##",
}
TEXT_KINDS = (Kind.KEY, Kind.REF, Kind.REFS, Kind.LIST, Kind.TEXT, Kind.FLAG, Kind.CHOICE)


class Role(Enum):
    """What a column asks of the planner; colour and lettering of its heading say so, and the legend explains it."""

    REQUIRED = "required"
    DEFAULTED = "defaulted"
    OPTIONAL = "optional"


HEADING_FILLS = {
    Role.REQUIRED: PatternFill("solid", fgColor=NAVY),
    Role.DEFAULTED: PatternFill("solid", fgColor=GREEN_TINT),
    Role.OPTIONAL: PatternFill("solid", fgColor=BLUE_TINT),
}
# lettering differs as well, for those who cannot tell the colours apart
HEADING_FONTS = {
    Role.REQUIRED: Font(name=FONT_NAME, size=11, bold=True, color="FFFFFF"),
    Role.DEFAULTED: Font(name=FONT_NAME, size=11, italic=True, color=GREEN_INK),
    Role.OPTIONAL: Font(name=FONT_NAME, size=11, color=NAVY),
}
HEADING_ALIGNMENT = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
TEXT_ALIGNMENT = Alignment(horizontal="left", indent=1)  # off the number in the column before
ROW_BORDER = Border(bottom=Side("thin", color=RULE_GREY))
HEADING_BORDER = Border(bottom=Side("thin", color=NAVY), right=Side("thin", color="FFFFFF"))
SUPPLIED_FONT = Font(name=FONT_NAME, size=11, italic=True, color=GREY_INK)
PLAIN_FONT = Font(name=FONT_NAME, size=11)
LINK_FONT = Font(name=FONT_NAME, size=11, color="0563C1", underline="single")

WIDEST, NARROWEST = 60.0, 11.0
# where nothing is written yet
WIDTHS = {"label": 28.0, "source": 44.0}
KEY_WIDTH = 17.0
FILTER_BUTTON = 3  # characters that the button of the filter covers
HEADING_LINES = 3
LINE_HEIGHT = 15.0
LONGEST_HEADER = 200  # Excel allows 255 characters, codes included


def role_of(field: Field) -> Role:
    """Whether a column must be filled, is filled by a default where it is empty, or may stay empty."""
    if field.required:
        return Role.REQUIRED
    return Role.OPTIONAL if field.default is None or field.default == "" else Role.DEFAULTED


def number_format(field: Field) -> str:
    """The Excel number format of a column."""
    if field.kind in TEXT_KINDS:
        return TEXT_FORMAT
    if field.kind is Kind.INTEGER:
        return WHOLE_FORMAT
    if field.kind is Kind.SHARE:
        return SHARE_FORMAT
    return UNIT_FORMATS.get(field.unit, PLAIN_FORMAT)


def tab_colour(sheet: str) -> str:
    """The colour of the tab of a catalogue sheet, by what it is about."""
    return next(TAB_COLOURS[group] for group, members in GROUPS.items() if sheet in members)


def column_width(field: Field, heading: str, longest_value: int) -> float:
    """Characters: wide enough for the values and for the heading on at most ``HEADING_LINES`` lines."""
    longest_word = max(len(word) for word in heading.split()) + FILTER_BUTTON
    share_of_heading = ceil(len(heading) / HEADING_LINES) + FILTER_BUTTON
    least = WIDTHS.get(field.name, KEY_WIDTH if field.kind in (Kind.KEY, Kind.REF) else NARROWEST)
    return min(WIDEST, max(least, longest_word, share_of_heading, longest_value + 3.0))


def heading_height(headings: Sequence[str], widths: Sequence[float]) -> float:
    """Points: room for the heading that takes most lines."""
    lines = max(ceil(len(text) / (width - FILTER_BUTTON)) for text, width in zip(headings, widths, strict=True))
    return LINE_HEIGHT * (min(lines, HEADING_LINES) + 1)


def comment(text: str, author: str = AUTHOR) -> Comment:
    """A comment whose box is large enough for its text."""
    lines = sum(1 + len(line) // 52 for line in text.split("\n"))
    return Comment(text, author, width=360, height=20 + 19 * lines)


def lay_out_for_print(sheet: Worksheet, *, note: str = "", repeat_first_row: bool = True) -> None:
    """A4 landscape, as wide as the page; sheet name and page number in the footer, ``note`` in the header."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.gridLines = True
    if repeat_first_row:
        sheet.print_title_rows = "1:1"
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None  # a sheet is made with both
    assert footer is not None
    if note:
        header.left.text = " ".join(note[:LONGEST_HEADER].split()).replace("&", "&&")
    footer.left.text = "&A"
    footer.right.text = "&P / &N"
