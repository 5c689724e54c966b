"""Futures change what nobody decides, in rows that exist; one is as expected, and their probabilities add up."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Field, Sheet
from instances.catalogue.futures import UNCERTAIN
from instances.checks.cells import NUMERIC
from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import both, close_match, number_text, plain
from instances.findings import Finding
from instances.i18n import N_, Text

CHANGE = ("sheet", "column", "action", "value")
PERIOD_OF_RETIREMENTS = "period"
ROUNDING = 1e-6


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


def changes_half_said(tables: Tables) -> list[Finding]:
    """A change that lacks one of its parts."""
    rows = tables["Futures"]
    some = np.logical_or.reduce([rows.has(name) for name in (*CHANGE, "filter")])
    return [
        finding
        for name in CHANGE
        for finding in rows.error(
            name,
            some & rows.empty(name),
            N_("{column}: the cell is empty, but the row changes something."),
            N_("Fill in sheet, column, action and value, or leave them all empty: then nothing is changed."),
        )
    ]


def columns_known_before(tables: Tables) -> list[Finding]:
    """Columns that the sheet does not have, and those that cannot differ between futures."""
    rows = tables["Futures"]
    sheets = rows.text("sheet")
    meant = [_field(sheet, word) for sheet, word in zip(sheets, rows.text("column"), strict=True)]
    asked = rows.has("sheet") & rows.has("column")
    unknown = asked & np.array([field is None for field in meant], dtype=bool)
    fixed = np.array(
        [field is not None and field.name not in UNCERTAIN[sheet] for sheet, field in zip(sheets, meant, strict=True)],
        dtype=bool,
    )
    texts = {"sheet": [_label(sheet) for sheet in sheets], "possible": [_possible(sheet) for sheet in sheets]}
    return [
        *rows.error(
            "column",
            unknown,
            N_("{column}: the sheet “{sheet}” has no column “{value}”."),
            N_("Columns that may differ between futures: {possible}."),
            **texts,
        ),
        *rows.error(
            "column",
            fixed,
            N_("{column}: “{value}” is known or decided before it is known which future comes."),
            N_("Columns of the sheet “{sheet}” that may differ between futures: {possible}."),
            **texts,
        ),
    ]


def rows_that_fit(tables: Tables) -> list[Finding]:
    """Conditions that cannot be read, or that no row meets; and stock without a period, which is that of today."""
    rows = tables["Futures"]
    faults = [_fault(tables, row) if row.sheet else None for row in rows.frame.itertuples(index=False)]
    found: list[Finding] = []
    for position, fault in enumerate(faults):
        if fault is not None:
            here = np.zeros(len(rows), dtype=bool)
            here[position] = True
            message, remedy, values = fault
            found += rows.error("filter", here, message, remedy, **values)
    return found


def _fault(tables: Tables, row: Any) -> tuple[str, str, dict[str, Any]] | None:
    table = tables.effective(row.sheet)
    fits = np.ones(len(table), dtype=bool)
    home = {"sheet": _label(row.sheet)}
    if not len(table):
        nothing = N_("{column}: the sheet “{sheet}” has no rows."), N_("Fill in the sheet first."), home
        return None if tables[row.sheet].sheet.required else nothing  # a required sheet is reported as such
    named = []
    for word, value in conditions(row.filter):
        field = column_named(SHEETS_BY_KEY[row.sheet], word)
        if field is None or field.kind in NUMERIC or not value:
            remedy = N_("Write column = value, with columns that hold names, such as: {columns}.")
            message = N_("{column}: “{word}” is no condition on the sheet “{sheet}”.")
            return message, remedy, {**home, "word": word, "columns": _names(row.sheet)}
        fits &= (table[field.name] == key_of(field, value)).to_numpy(dtype=bool)
        named.append(field.name)
        if not fits.any():
            return _no_row(table[field.name], value, home)
    if row.sheet == "Existing" and PERIOD_OF_RETIREMENTS not in named:
        message = N_("{column}: what stands today is known; only what still stands in a later period may differ.")
        period = SHEETS_BY_KEY["Existing"].by_name[PERIOD_OF_RETIREMENTS].label
        return message, N_("Add a condition on the column “{period}”."), {"period": period}
    return None


def _no_row(column: pd.Series, value: str, home: dict[str, Text]) -> tuple[str, str, dict[str, Any]]:
    match = close_match(value, [str(known) for known in column.unique() if known])
    message = N_("{column}: no row of the sheet “{sheet}” meets the condition “{word}”.")
    remedy = N_("Did you mean “{match}”?") if match and match != value else N_("Correct the condition.")
    return message, remedy, {**home, "word": value, "match": match}


def nothing_as_expected(tables: Tables) -> list[Finding]:
    """Futures that all change something: then the workbook itself would never come."""
    rows = tables["Futures"]
    if not len(rows) or rows.refused_in("future", "sheet").any():
        return []
    changed = pd.Series(rows.text("sheet") != "").groupby(rows.text("future")).any()
    return rows.error(
        "future",
        _first(rows) & bool(changed.all()),
        N_("{column}: every future changes something, so that none is as the workbook says."),
        N_("Add a future of which only the name and the probability are filled in, such as “as expected”."),
    )


def probabilities(tables: Tables) -> list[Finding]:
    """Probabilities of one future that differ, of some futures only, or that do not add up to 1."""
    rows = tables["Futures"]
    if not rows.has("probability").any() or rows.refused_in("future", "probability").any():
        return []
    given = pd.Series(rows.number("probability"))
    futures = rows.text("future")
    first = given.groupby(futures).transform("first")
    found = rows.error(
        "probability",
        rows.has("probability") & (given != first).to_numpy(),
        N_("{column}: {value} differs from what another row says of the same future."),
        N_("Enter the probability once, or the same in all rows of the future."),
    )
    found += rows.error(
        "probability",
        first.isna().to_numpy() & ~pd.Series(futures).duplicated().to_numpy(),
        N_("{column}: the cell is empty, but other futures have a probability."),
        N_("Enter one for every future, or for none: then all are equally likely."),
    )
    total = float(given.groupby(futures).first().sum())
    if not found and abs(total - 1.0) > ROUNDING:
        found = rows.error(
            "probability",
            _first(rows),
            N_("{column}: the probabilities of the futures add up to {total}."),
            N_("They must add up to 100 %; leave all of them empty if all futures are equally likely."),
            total=number_text(total, percent=True),
        )
    return found


def _first(rows: Table) -> Mask:
    return np.asarray(np.arange(len(rows)) == 0)


def _field(sheet: str, word: str) -> Field | None:
    return column_named(SHEETS_BY_KEY[sheet], word) if sheet and word else None


def _label(sheet: str) -> Text:
    return SHEETS_BY_KEY[sheet].label if sheet else Text("", "")


def _names(sheet: str) -> Text:
    """The columns of a sheet that tell its rows apart."""
    names = SHEETS_BY_KEY[sheet].identity
    return both(field.label for field in SHEETS_BY_KEY[sheet].fields if field.name in names)


def _possible(sheet: str) -> Text:
    return both(SHEETS_BY_KEY[sheet].by_name[name].label for name in UNCERTAIN.get(sheet, ()))
