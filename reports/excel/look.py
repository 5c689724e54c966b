"""How the report looks: colours, fonts, number formats, in one place."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from instances.i18n import Language
from reports.metrics.column import Form

FONT = "Arial"  # metric-compatible fonts exist on every system
SIZE = 9

INK = "1F2933"
MUTED = "5F6C7B"
DARK = "1B3A57"
ACCENT = "1F6F8B"
PALE = "E8EFF4"
LINE = "CBD5DE"
WARN = "B4430F"
# told apart in print and by colour-blind readers: they differ in lightness
SERIES = ("9DB4C8", "1B3A57", "D98E04", "4C9F70", "8A5A83", "5F6C7B")


def font(
    size: float = SIZE, *, bold: bool = False, colour: str = INK, italic: bool = False, link: bool = False
) -> Font:
    """The report's font in some size and weight."""
    return Font(name=FONT, size=size, bold=bold, italic=italic, color=colour, underline="single" if link else None)


def fill(colour: str) -> PatternFill:
    """A plain background."""
    return PatternFill("solid", start_color=colour, end_color=colour)


TITLE = font(16, bold=True, colour=DARK)
HEADING = font(11, bold=True, colour=DARK)
NOTE = font(SIZE, colour=MUTED)
BODY = font()
STRONG = font(bold=True)
LINK = font(colour=ACCENT, link=True)
TABLE_HEAD = font(bold=True, colour="FFFFFF")
TABLE_HEAD_FILL = fill(DARK)
TILE_FILL = fill(PALE)
BELOW = Border(bottom=Side(style="hair", color=LINE))
BELOW_HEADING = Border(bottom=Side(style="thin", color=ACCENT))

WRAPPED = Alignment(wrap_text=True, vertical="top")
TEXT_CELL = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
NUMBER_CELL = Alignment(vertical="top", horizontal="right")
YEAR_CELL = Alignment(horizontal="left", vertical="top", indent=1)
SMALL_TEXT = Alignment(horizontal="left", vertical="top", indent=1, shrink_to_fit=True)
HEAD_TEXT = Alignment(horizontal="left", wrap_text=True, vertical="center", indent=1)
HEAD_NUMBER = Alignment(wrap_text=True, vertical="center", horizontal="right")

_TWO = '#,##0.00;-#,##0.00;"–"'  # nothing at all is a dash: tables of units and money are mostly empty
_FORMATS = {
    Form.TEXT: "@",
    Form.FLAG: "@",
    Form.WHOLE: "#,##0",
    Form.ONE: "#,##0.0",
    Form.TWO: _TWO,
    Form.MONEY: _TWO,
    Form.YEAR: "0",
}
_SHARES = {"de": "0.0\\ %", "en": "0.0%"}
WIDTHS = {Form.WHOLE: 11, Form.ONE: 10, Form.TWO: 10, Form.MONEY: 10, Form.SHARE: 10, Form.YEAR: 7, Form.FLAG: 9}


def number_format(form: Form, language: Language, unit: str = "", *, signed: bool = False) -> str:
    """Excel's format of a form; the reader's own Excel sets the separators. Where it is ``signed``, 0 is a dash."""
    shown = _SHARES[language] if form is Form.SHARE else _FORMATS[form]
    plain = shown.split(";")[0]
    if signed and is_number(form):
        return f'+{plain};-{plain};"–"'
    return f'{plain}" {unit}"' if unit else shown


def stands_right(form: Form) -> bool:
    """Whether values of this form stand at the right of their column; years read better at the left."""
    return is_number(form) and form is not Form.YEAR


def is_number(form: Form) -> bool:
    """Whether cells of this form hold numbers."""
    return form not in (Form.TEXT, Form.FLAG)
