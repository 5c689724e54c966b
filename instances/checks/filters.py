"""What the sheets of futures, scenarios and studies say of rows and columns: one way to read it."""

from __future__ import annotations

import re
from typing import Any

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Field, Kind, Sheet
from instances.checks.cells import YES_WORDS
from instances.checks.numerals import number_in
from instances.checks.wording import plain
from instances.overrides import NUMERIC, Override, field_of


def column_named(sheet: Sheet, word: str) -> Field | None:
    """The column that a planner calls so: by its name or its label in either language."""
    wanted = plain(word)
    return next((field for field in sheet.fields if wanted in map(plain, (field.name, *field.label))), None)


def conditions(text: str) -> list[tuple[str, str]]:
    """The pairs of column and value in a text such as ``profession = gp; period = 2027-2031``.

    A part without a sign of equality stands as a column with the value ``""``.
    """
    parts = [part.partition("=") for part in re.split(r"[;\n]", text) if part.strip()]
    return [(column.strip(), value.strip()) for column, _, value in parts]


def key_of(field: Field, value: str) -> str:
    """What a value is stored as: entries of a drop-down by their keys."""
    wanted = plain(value)
    return next((entry.key for entry in field.choices if wanted in map(plain, (entry.key, *entry.label))), value)


def where_of(sheet: Sheet, text: str) -> dict[str, str]:
    """The conditions of a filter by the names of their columns; the door refuses those that name none."""
    named = [(column_named(sheet, word), value) for word, value in conditions(text)]
    return {field.name: key_of(field, value) for field, value in named if field is not None}


def override_of(row: Any) -> Override:
    """The change that a row of futures or scenarios speaks of; the row has passed the door."""
    sheet = SHEETS_BY_KEY[row.sheet]
    column = column_named(sheet, row.column)
    assert column is not None
    where = where_of(sheet, row.filter)
    value = value_of(field_of(row.sheet, column.name, where), row.value)
    return Override(row.sheet, where, column.name, row.action, value)


def value_of(field: Field, value: str | float) -> str | float:
    """The value for a column, as it is stored: a number where the column holds numbers."""
    if field.kind in NUMERIC:
        return number_said(value)
    if field.kind is Kind.FLAG:
        return "yes" if plain(str(value)) in map(plain, YES_WORDS) else "no"
    return key_of(field, str(value))


def number_said(value: str | float) -> float:
    """The number in a cell of text, with a decimal point or a decimal comma; NaN where there is none."""
    try:
        return float(value)
    except ValueError:
        found = number_in(str(value))
        return float("nan") if found is None else found


def numbers_said(text: str) -> list[float]:
    """The numbers in a list such as ``0,8; 1; 1,2``; NaN for what is none."""
    return [number_said(part.strip()) for part in text.split(";") if part.strip()]


def names_said(text: str) -> list[str]:
    """The names in a list such as ``cost; unmet``."""
    return [part.strip() for part in text.split(";") if part.strip()]
