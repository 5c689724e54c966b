"""Numbers that did not arrive as numbers: text, and dates that Excel made of them."""

from __future__ import annotations

import re
from datetime import date, datetime

_NUMERAL = re.compile(r"^([+\-−]?)([\d.,'’\s]*\d)\s*(%?)[^\d]{0,20}$")
_GROUPED_BY_DOTS = re.compile(r"^[1-9]\d{0,2}(\.\d{3})+$")
_GROUPED_BY_COMMAS = re.compile(r"^\d{1,3}(,\d{3}){2,}$")
_FIRST_DAY_OF_EXCEL = date(1899, 12, 30)
_FIRST_PLAUSIBLE_YEAR = 1930


def number_in(text: str) -> float | None:
    """The number that ``text`` most likely means, read as a German planner writes it; ``None`` if it means none.

    ``1.234,50`` is 1234.5, ``12,5`` is 12.5, ``1.234`` is 1234 and ``95 %`` is 0.95; a unit behind the number is
    passed over.
    """
    found = _NUMERAL.match(text.strip()[:100])
    if not found:
        return None
    sign, digits, percent = found.groups()
    try:
        value = float(_with_point(re.sub(r"['’\s]", "", digits)))
    except ValueError:
        return None
    value = value / 100 if percent else value
    return -value if sign in ("-", "−") else value


def number_in_date(moment: date) -> float:
    """The number that Excel most likely turned into ``moment``.

    ``1.5`` becomes the first of May of this year; a plain 5 in a cell formatted as date becomes the fifth of January
    1900.
    """
    day = moment.date() if isinstance(moment, datetime) else moment
    if day.year < _FIRST_PLAUSIBLE_YEAR:
        return float((day - _FIRST_DAY_OF_EXCEL).days)
    return float(f"{day.day}.{day.month}")


def _with_point(digits: str) -> str:
    """``digits`` without grouping and with a decimal point."""
    if "," in digits and "." in digits:
        decimal = max(",.", key=digits.rfind)
        grouping = "." if decimal == "," else ","
        return digits.replace(grouping, "").replace(decimal, ".")
    if _GROUPED_BY_DOTS.match(digits):
        return digits.replace(".", "")
    if _GROUPED_BY_COMMAS.match(digits):
        return digits.replace(",", "")
    return digits.replace(",", ".")
