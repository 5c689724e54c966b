"""The columns that say what is changed: a sheet, its rows, a column, and what happens to the value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from instances.catalogue.columns import choice
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.i18n import Text

ACTIONS = (
    Choice("set", Text("ersetzen durch", "set to")),
    Choice("add", Text("dazuzählen", "add")),
    Choice("multiply", Text("malnehmen mit", "multiply by")),
)


def changed_sheet(description: Text, sheets: Iterable[Sheet], example: str) -> Field:
    """On which sheet something is changed."""
    choices = tuple(Choice(sheet.key, sheet.label) for sheet in sheets)
    return choice("sheet", Text("Blatt", "Sheet"), description, choices, example=example)


def changed_rows(example: str) -> Field:
    """Which rows of the sheet are changed."""
    return Field(
        "filter",
        Kind.TEXT,
        Text("Zeilen", "Rows"),
        Text(
            "Welche Zeilen des Blattes: Spalte = Wert, mehrere durch Semikolon getrennt. Leer: alle Zeilen.",
            "Which rows of the sheet: column = value, several separated by semicolons. Empty: all rows.",
        ),
        example=example,
    )


def changed_column(example: str) -> Field:
    """Which column is changed."""
    return Field(
        "column",
        Kind.TEXT,
        Text("Spalte", "Column"),
        Text("Welche Spalte des Blattes.", "Which column of the sheet."),
        example=example,
    )


def action() -> Field:
    """What happens to the value."""
    description = Text("Was mit dem Wert geschieht.", "What happens to the value.")
    return choice("action", Text("Änderung", "Action"), description, ACTIONS, example="multiply")


def note(**rest: Any) -> Field:
    """A free remark."""
    return Field("note", Kind.TEXT, Text("Anmerkung", "Note"), Text("Frei.", "Free."), **rest)
