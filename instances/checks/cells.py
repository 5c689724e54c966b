"""One cell at a time: what it means in its column, or why it is refused."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from instances.catalogue.fields import Field, Kind
from instances.checks.numerals import number_in, number_in_date
from instances.checks.wording import both, close_match, number_text, number_to_type, plain
from instances.i18n import N_
from instances.raw import Unreadable
from instances.workbook.cells import ERROR_TEXTS

NUMERIC = (Kind.NUMBER, Kind.INTEGER, Kind.SHARE)
LONGEST_KEY = 100
LONGEST_TEXT = 32_000  # a cell of Excel takes 32,767
LARGEST_SAFE_INTEGER = 10**15  # Excel keeps 15 digits

YES_WORDS = ("yes", "ja", "true", "wahr", "1", "x", "y", "j", "✓", "✔")
NO_WORDS = ("no", "nein", "false", "falsch", "0", "n", "-")
_BLANKS = " \t\n\r\v\f\xa0\u2007\u202f\u200b\ufeff"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")


class Fault(NamedTuple):
    """Why a cell is refused: the templates of its finding and what fills them."""

    message: str
    remedy: str
    values: dict[str, Any]


Reading = str | float | Fault | Unreadable
"""The typed value, or why there is none."""
Reader = Callable[[Any], Reading]


def is_blank(cell: Any) -> bool:
    """Whether the cell is empty, or looks it."""
    return cell is None or (isinstance(cell, str) and not cell.strip(_BLANKS))


def reader_of(field: Field) -> Reader:
    """The function that reads cells of ``field``; ``None`` and blanks are read as the kind's empty value."""
    if field.kind in NUMERIC:
        return lambda cell: _read(cell, field, _number)
    if field.kind is Kind.FLAG:
        return _choice_reader(field, {**dict.fromkeys(YES_WORDS, "yes"), **dict.fromkeys(NO_WORDS, "no")})
    if field.kind is Kind.CHOICE:
        words = {word: choice.key for choice in field.choices for word in (*choice.label, choice.key)}
        return _choice_reader(field, words)
    return lambda cell: _read(cell, field, _text)


def _read(cell: Any, field: Field, read: Callable[[Any, Field], Reading]) -> Reading:
    """What is the same in every column: blanks, faults the reader saw, errors of Excel; then ``read``."""
    if isinstance(cell, Unreadable):
        return cell
    if isinstance(cell, str):
        cell = cell.strip(_BLANKS)
    if cell is None or cell == "":
        return _empty(field)
    if isinstance(cell, str):
        if cell.upper() in ERROR_TEXTS:
            return Fault(
                N_("{column}: the cell shows the Excel error {value}."),
                N_("Mend the formula, or type the value itself."),
                {},
            )
        if cell.startswith("=") and field.kind is not Kind.TEXT:
            return Fault(
                N_("{column}: the cell holds a formula as text."),
                N_("Type the value itself, or set the cell format to General and enter the formula again."),
                {},
            )
    return read(cell, field)


def number_fault(cell: Any, field: Field) -> Fault | None:
    """Why ``cell`` is no number to calculate with in a column of numbers, whole or not."""
    reading = _read(cell, replace(field, kind=Kind.NUMBER), _number)
    return reading if isinstance(reading, Fault) else None


def _empty(field: Field) -> Reading:
    if field.required:
        return Fault(N_("{column}: the cell is empty."), N_("Fill it in: {meaning}"), {"meaning": field.description})
    return math.nan if field.kind in NUMERIC else ""


def _number(cell: Any, field: Field) -> Reading:
    if isinstance(cell, bool):
        return Fault(N_("{column}: {value} is a yes/no value, not a number."), *_enter_a_number(field))
    if isinstance(cell, int | float):
        return _finite(cell, field)
    if isinstance(cell, str):
        return _number_as_text(cell, field)
    if isinstance(cell, date):
        return Fault(
            N_("{column}: {value} is a date; Excel has made a date of what was typed."),
            N_("Format the cell as a number and type it again; you probably meant {suggestion}."),
            {"suggestion": number_to_type(number_in_date(cell))},
        )
    if isinstance(cell, time | timedelta):
        return Fault(
            N_("{column}: {value} is a time of day; Excel has made a time of what was typed."),
            N_("Format the cell as a number and type it again."),
            {},
        )
    return Fault(N_("{column}: “{value}” is not a number."), *_enter_a_number(field))


def _finite(cell: float, field: Field) -> Reading:
    try:
        value = float(cell)
    except OverflowError:  # an integer beyond every float
        value = math.inf
    if not math.isfinite(value):
        return Fault(N_("{column}: the number is infinite or too large."), *_enter_a_number(field))
    if field.kind is Kind.INTEGER and not value.is_integer():
        return Fault(
            N_("{column}: {value} is not a whole number."),
            N_("Enter a whole number, such as {suggestion}."),
            {"suggestion": number_to_type(round(value))},
        )
    return value


def _number_as_text(cell: str, field: Field) -> Fault:
    meant = number_in(cell)
    if meant is None or not math.isfinite(meant):
        return Fault(N_("{column}: “{value}” is not a number."), *_enter_a_number(field))
    return Fault(
        N_("{column}: “{value}” is text, not a number."),
        N_("Format the cell as a number and type {suggestion} (no unit, no digit grouping)."),
        {"suggestion": number_to_type(meant, percent=field.kind is Kind.SHARE)},
    )


def _enter_a_number(field: Field) -> tuple[str, dict[str, Any]]:
    if field.unit.de:
        return N_("Enter a number; the unit is {unit}."), {"unit": field.unit}
    return N_("Enter a number."), {}


def _text(cell: Any, field: Field) -> Reading:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | date):
        return _not_a_text(field)
    if isinstance(cell, int | float):
        return _number_as_key(cell, field)
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}" if field.kind is Kind.TEXT else _not_a_text(field)
    if not cell.isascii():
        cell = unicodedata.normalize("NFC", cell)
    return _free_text(cell) if field.kind is Kind.TEXT else _keys(cell, field)


def _not_a_text(field: Field) -> Fault:
    return Fault(
        N_("{column}: {value} is a date, a time or a yes/no value; a name is expected."),
        N_("Format the cell as text and type the name again."),
        {},
    )


def _number_as_key(cell: float, field: Field) -> Reading:
    if not abs(cell) < LARGEST_SAFE_INTEGER:  # infinities and NaN too
        return Fault(
            N_("{column}: the number {value} is too long; Excel keeps 15 digits only."),
            N_("Format the cell as text and type it again."),
            {},
        )
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def _free_text(cell: str) -> Reading:
    if _CONTROL.search(cell):
        return _invisible()
    return _too_long(LONGEST_TEXT) if len(cell) > LONGEST_TEXT else cell


def _keys(cell: str, field: Field) -> Reading:
    """One key, or several joined by ``", "``; blanks inside a key are single."""
    parts = re.split(r"[,;\n]", cell) if field.kind in (Kind.REFS, Kind.LIST) else [cell]
    keys = list(dict.fromkeys(key for part in parts if (key := " ".join(part.split()))))
    if any(_INVISIBLE.search(key) for key in keys):
        return _invisible()
    return _too_long(LONGEST_KEY) if any(len(key) > LONGEST_KEY for key in keys) else ", ".join(keys)


def _invisible() -> Fault:
    return Fault(
        N_("{column}: “{value}” holds invisible control characters."),
        N_("Empty the cell and type the text again."),
        {},
    )


def _too_long(most: int) -> Fault:
    return Fault(
        N_("{column}: the text is longer than {most} characters."), N_("Shorten the text."), {"most": number_text(most)}
    )


def _choice_reader(field: Field, words: dict[str, str]) -> Reader:
    """Reads one of a closed list, in either language, in any case."""
    known = {plain(word) or word: key for word, key in words.items()}
    names = [choice.label.de for choice in field.choices] + [choice.label.en for choice in field.choices]
    options = both(choice.label for choice in field.choices)

    def choose(cell: Any, field: Field) -> Reading:
        word = f"{cell:g}" if isinstance(cell, float) else str(cell)
        key = known.get(plain(word) or word)
        if key is not None:
            return key
        match = close_match(word, names)
        remedy = N_("Did you mean “{match}”? Possible: {options}.") if match else N_("Choose one of: {options}.")
        values = {"match": match, "options": options}
        return Fault(N_("{column}: “{value}” is not in the list."), remedy, values)

    return lambda cell: _read(cell, field, choose)
