"""What futures, scenarios and studies have in common: changes that are said in full and fit some row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Field
from instances.checks.filters import column_named, conditions, key_of
from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import both, close_match
from instances.findings import Finding
from instances.i18n import N_, Text
from instances.overrides import NUMERIC, every_setting

CHANGE = ("sheet", "column", "action", "value")
"""The parts of a change; a filter may be left out."""


class Fault(NamedTuple):
    """What is wrong with a cell: the templates of its finding and what fills them."""

    message: str
    remedy: str
    values: dict[str, Any]


class Rows(NamedTuple):
    """What a filter speaks of: the rows of its sheet as they count, and which of them it fits."""

    table: pd.DataFrame
    fits: Mask
    named: tuple[str, ...]


def change_half_said(rows: Table) -> list[Finding]:
    """A change of a future or a scenario that lacks one of its parts."""
    some = np.logical_or.reduce([rows.has(name) for name in (*CHANGE, "filter")])
    remedy = N_("Fill in sheet, column, action and value, or leave them all empty: then nothing is changed.")
    return half_said(rows, CHANGE, some, remedy)


def half_said(rows: Table, parts: Sequence[str], some: Mask, remedy: str) -> list[Finding]:
    """A change (``some``: where a row speaks of one) that lacks one of its ``parts``."""
    message = N_("{column}: the cell is empty, but the row changes something.")
    return [finding for name in parts for finding in rows.error(name, some & rows.empty(name), message, remedy)]


def faults_at(rows: Table, column: str, faults: Sequence[Fault | None]) -> list[Finding]:
    """An error for every row that has a fault, at its cell in ``column``."""
    found: list[Finding] = []
    for position, fault in enumerate(faults):
        if fault is not None:
            found += rows.error(column, only(rows, position), fault.message, fault.remedy, **fault.values)
    return found


def only(rows: Table, position: int) -> Mask:
    """True in one row alone."""
    return np.asarray(np.arange(len(rows)) == position)


def rows_meant(tables: Tables, row: Any) -> Rows | Fault | None:
    """The rows that a row's ``sheet`` and ``filter`` speak of, or what is wrong; None where something else is said."""
    table = every_setting(tables["Settings"].frame) if row.sheet == "Settings" else tables.effective(row.sheet)
    fits = np.ones(len(table), dtype=bool)
    home = {"sheet": label_of(row.sheet)}
    if not len(table):
        if tables[row.sheet].sheet.required:  # which is reported as such
            return None
        return Fault(N_("{column}: the sheet “{sheet}” has no rows."), N_("Fill in the sheet first."), home)
    named = []
    for word, value in conditions(row.filter):
        field = column_named(SHEETS_BY_KEY[row.sheet], word)
        if field is None or field.kind in NUMERIC or not value:
            remedy = N_("Write column = value, with columns that hold names, such as: {columns}.")
            message = N_("{column}: “{word}” is no condition on the sheet “{sheet}”.")
            return Fault(message, remedy, {**home, "word": word, "columns": _names(row.sheet)})
        fits &= (table[field.name] == key_of(field, value)).to_numpy(dtype=bool)
        named.append(field.name)
        if not fits.any():
            return _no_row(table[field.name], value, home)
    return Rows(table, fits, tuple(named))


def _no_row(column: pd.Series, value: str, home: dict[str, Text]) -> Fault:
    match = close_match(value, [str(known) for known in column.unique() if known])
    message = N_("{column}: no row of the sheet “{sheet}” meets the condition “{word}”.")
    remedy = N_("Did you mean “{match}”?") if match and match != value else N_("Correct the condition.")
    return Fault(message, remedy, {**home, "word": value, "match": match})


def field_meant(sheet: str, word: str) -> Field | None:
    """The column that a row speaks of."""
    return column_named(SHEETS_BY_KEY[sheet], word) if sheet and word else None


def label_of(sheet: str) -> Text:
    """What the sheet is called."""
    return SHEETS_BY_KEY[sheet].label if sheet else Text("", "")


def _names(sheet: str) -> Text:
    """The columns of a sheet that tell its rows apart."""
    names = SHEETS_BY_KEY[sheet].identity
    return both(field.label for field in SHEETS_BY_KEY[sheet].fields if field.name in names)
