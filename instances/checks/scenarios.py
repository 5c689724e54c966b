"""Scenarios change cells that exist, each once, and are based on scenarios that exist."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Field
from instances.checks import cells
from instances.checks.changes import Fault, Rows, change_half_said, faults_at, field_meant, label_of, only, rows_meant
from instances.checks.filters import number_said, where_of
from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import both, close_match, listed
from instances.findings import Finding
from instances.i18n import N_
from instances.overrides import NUMERIC, field_of

# in whatever order they are made, they come to the same
COMMUTE = ("add", "multiply")


def changes_half_said(tables: Tables) -> list[Finding]:
    """A change that lacks one of its parts."""
    return change_half_said(tables["Scenarios"])


def columns_that_change(tables: Tables) -> list[Finding]:
    """Columns that the sheet does not have, those that name its rows, and arithmetic with what is no number."""
    rows = tables["Scenarios"]
    return faults_at(rows, "column", [column_fault(row) for row in _rows(rows)])


def column_fault(row: Any) -> Fault | None:
    """What is wrong with the column of a change."""
    if not row.sheet or not row.column:
        return None
    sheet, field = SHEETS_BY_KEY[row.sheet], field_meant(row.sheet, row.column)
    values = {"sheet": sheet.label, "possible": both(one.label for one in sheet.fields)}
    if field is None:
        words = [word for one in sheet.fields for word in (one.name, *one.label)]
        match = close_match(row.column, words)
        remedy = N_("Did you mean “{match}”?") if match else N_("Columns of the sheet: {possible}.")
        return Fault(N_("{column}: the sheet “{sheet}” has no column “{value}”."), remedy, {**values, "match": match})
    if field.name in sheet.identity:
        remedy = N_("Change another column; new rows belong on the sheet itself.")
        return Fault(N_("{column}: “{value}” names the rows of the sheet “{sheet}” and cannot change."), remedy, values)
    return None


def rows_that_fit(tables: Tables) -> list[Finding]:
    """Conditions that cannot be read, or that no row meets."""
    rows = tables["Scenarios"]
    meant = [rows_meant(tables, row) if row.sheet else None for row in _rows(rows)]
    return faults_at(rows, "filter", [one if isinstance(one, Fault) else None for one in meant])


def values_that_suit(tables: Tables) -> list[Finding]:
    """Values that the column cannot hold."""
    rows = tables["Scenarios"]
    return faults_at(rows, "value", [_value_fault(tables, row) for row in _rows(rows)])


def _value_fault(tables: Tables, row: Any) -> Fault | None:
    field = _field(tables, row)
    if field is None or not row.value or not row.action:
        return None
    if row.action != "set" and field.kind not in NUMERIC:
        message = N_("{column}: “{value}” cannot be counted on, for the column “{changed}” holds no numbers.")
        return Fault(message, N_("Choose the action that sets the value."), {"changed": field.label})
    value = number_said(row.value) if field.kind in NUMERIC else row.value
    if value != value:
        value = row.value
    reading = cells.reader_of(field)(value) if row.action == "set" else cells.number_fault(value, field)
    return Fault(reading.message, reading.remedy, reading.values) if isinstance(reading, cells.Fault) else None


def _field(tables: Tables, row: Any) -> Field | None:
    """What the row changes, where it says so without a fault."""
    if not row.sheet or column_fault(row) is not None or not isinstance(rows_meant(tables, row), Rows):
        return None
    column = field_meant(row.sheet, row.column)
    return None if column is None else field_of(row.sheet, column.name, where_of(SHEETS_BY_KEY[row.sheet], row.filter))


def cells_changed_twice(tables: Tables) -> list[Finding]:
    """Two changes of one scenario to the same cell, where it matters which comes first."""
    rows = tables["Scenarios"]
    known: dict[tuple[str, str, str], list[tuple[str, Mask]]] = defaultdict(list)
    faults: list[Fault | None] = []
    for row in _rows(rows):
        meant, column = rows_meant(tables, row) if row.sheet else None, field_meant(row.sheet, row.column)
        if not isinstance(meant, Rows) or column is None or not row.action:
            faults.append(None)
            continue
        others = known[row.scenario, row.sheet, column.name]
        meets = [action for action, fits in others if (fits & meant.fits).any()]
        faults.append(
            _conflict(row) if any(action != row.action or action not in COMMUTE for action in meets) else None
        )
        others.append((row.action, meant.fits))
    return faults_at(rows, "column", faults)


def _conflict(row: Any) -> Fault:
    message = N_("{column}: a row above changes the same cells of the sheet “{sheet}” in the scenario “{scenario}”.")
    remedy = N_("Make one row of both, or let a second scenario be based on the first.")
    return Fault(message, remedy, {"sheet": label_of(row.sheet), "scenario": row.scenario})


def bases(tables: Tables) -> list[Finding]:
    """Scenarios that are based on none that exists, on two, or on themselves in the end."""
    rows = tables["Scenarios"]
    named = list(dict.fromkeys(rows.text("scenario")))
    first: dict[str, str] = {}
    found: list[Finding] = []
    for position, row in enumerate(_rows(rows)):
        base = row.based_on
        if not base:
            continue
        fault = _base_fault(row.scenario, base, named, first)
        first.setdefault(row.scenario, base)
        if fault is not None:
            found += rows.error("based_on", only(rows, position), fault.message, fault.remedy, **fault.values)
    return found


def _base_fault(scenario: str, base: str, named: list[str], first: dict[str, str]) -> Fault | None:
    if base not in named:
        match = close_match(base, named)
        remedy = N_("Did you mean “{match}”?") if match else N_("Scenarios: {names}.")
        return Fault(N_("{column}: there is no scenario “{value}”."), remedy, {"match": match, "names": listed(named)})
    if first.get(scenario, base) != base:
        message = N_("{column}: “{value}” differs from what another row says of the same scenario.")
        return Fault(message, N_("Enter it once, or the same in all rows of the scenario."), {})
    chain = [base]
    while chain[-1] in first and first[chain[-1]] not in chain:
        chain.append(first[chain[-1]])
    if scenario in chain:
        message = N_("{column}: the scenario “{scenario}” is based on itself: {chain}.")
        values = {"scenario": scenario, "chain": " → ".join([scenario, *chain])}
        return Fault(message, N_("Leave the cell empty in one of them."), values)
    return None


def _rows(rows: Table) -> list[Any]:
    return list(rows.frame.itertuples(index=False))
