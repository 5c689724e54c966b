"""Studies say what they vary, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.studies import OF_FACTORS, OF_SCENARIOS, SAMPLES
from instances.checks.changes import Fault, faults_at, field_meant, half_said, rows_meant
from instances.checks.filters import names_said, numbers_said, where_of
from instances.checks.scenarios import column_fault
from instances.checks.table import Table, Tables
from instances.checks.wording import close_match, listed
from instances.findings import Finding
from instances.i18n import N_
from instances.overrides import NUMERIC, field_of

FACTOR = ("sheet", "column", "action")
GOALS_OF_A_TRADE_OFF = (2, 3)


def kinds(tables: Tables) -> list[Finding]:
    """Studies without a kind, or with two."""
    rows = tables["Studies"]
    if not len(rows) or rows.refused_in("study", "kind").any():
        return []
    said = pd.Series(rows.text("kind")).where(rows.has("kind"))
    studies = rows.text("study")
    first = said.groupby(studies).transform("first")
    found = rows.error(
        "kind",
        first.isna().to_numpy() & ~pd.Series(studies).duplicated().to_numpy(),
        N_("{column}: nothing says what kind of study this is."),
        N_("Choose a kind in one of its rows."),
    )
    return found + rows.error(
        "kind",
        said.notna().to_numpy() & (said != first).to_numpy(),
        N_("{column}: “{value}” differs from what another row says of the same study."),
        N_("Enter it once, or the same in all rows of the study."),
    )


def factors_half_said(tables: Tables) -> list[Finding]:
    """Factors that lack their sheet, column, action or values."""
    rows = tables["Studies"]
    some = np.isin(kinds_of(rows), OF_FACTORS)
    found = half_said(rows, FACTOR, some, N_("Fill in sheet, column and action: they say what the study varies."))
    unsaid = some & rows.empty("values") & (rows.empty("low") | rows.empty("high"))
    message = N_("{column}: nothing says which values the study tries.")
    found += rows.error("values", unsaid, message, N_("Enter values, or low and high."))
    inverted = some & rows.has("low") & rows.has("high") & ~(rows.number("low") < rows.number("high"))
    message = N_("{column}: {value} is not below the high value.")
    return found + rows.error("low", inverted, message, N_("Enter the smaller value as low."))


def factors_that_fit(tables: Tables) -> list[Finding]:
    """Columns, rows and values that cannot be varied."""
    rows = tables["Studies"]
    each = list(rows.frame.itertuples(index=False))
    meant = [rows_meant(tables, row) if row.sheet else None for row in each]
    return [
        *faults_at(rows, "column", [_column_fault(row) for row in each]),
        *faults_at(rows, "filter", [one if isinstance(one, Fault) else None for one in meant]),
        *faults_at(rows, "values", _value_faults(tables, rows, each)),
        *faults_at(rows, "steps", _step_faults(rows, each)),
    ]


def _column_fault(row: Any) -> Fault | None:
    fault = column_fault(row)
    column = field_meant(row.sheet, row.column)
    if fault is not None or column is None:
        return fault
    if field_of(row.sheet, column.name, where_of(SHEETS_BY_KEY[row.sheet], row.filter)).kind in NUMERIC:
        return None
    message = N_("{column}: “{value}” holds no numbers and cannot be varied.")
    return Fault(message, N_("Choose a column of numbers; use scenarios for everything else."), {})


def _value_faults(tables: Tables, rows: Table, each: Iterable[Any]) -> list[Fault | None]:
    scenarios, goals = _names(tables, "Scenarios", "scenario"), _names(tables, "Goals", "goal")
    faults: list[Fault | None] = []
    for kind, row in zip(kinds_of(rows), each, strict=True):
        if kind in OF_SCENARIOS and scenarios is not None:
            faults.append(_unknown_name(row.values, scenarios, N_("{column}: there is no scenario “{word}”.")))
        elif kind == "pareto" and goals is not None:
            faults.append(_goals_fault(row.values, goals))
        else:
            faults.append(_not_numbers(row.values) if kind in (*OF_FACTORS, "alternatives") else None)
    return faults


def _names(tables: Tables, sheet: str, column: str) -> list[str] | None:
    """What a study may name; None where one of the names is not known, which is reported as such."""
    if tables[sheet].refused_in(column).any():
        return None
    return list(dict.fromkeys(tables.effective(sheet)[column]))


def _goals_fault(text: str, goals: list[str]) -> Fault | None:
    few, many = GOALS_OF_A_TRADE_OFF
    if not few <= len(names_said(text)) <= many:
        message = N_("{column}: “{value}” names {number} goals; a trade-off is between two or three.")
        return Fault(message, N_("Goals: {names}."), {"number": len(names_said(text)), "names": listed(goals)})
    return _unknown_name(text, goals, N_("{column}: there is no goal “{word}”."))


def _unknown_name(text: str, known: list[str], message: str) -> Fault | None:
    word = next((name for name in names_said(text) if name not in known), None)
    if word is None:
        return None
    match = close_match(word, known)
    choice = N_("There are: {names}.") if known else N_("The workbook has none.")
    remedy = N_("Did you mean “{match}”?") if match else choice
    return Fault(message, remedy, {"word": word, "match": match, "names": listed(known)})


def _not_numbers(text: str) -> Fault | None:
    if all(number == number for number in numbers_said(text)):
        return None
    message = N_("{column}: “{value}” is no list of numbers.")
    return Fault(message, N_("Separate numbers by semicolons, such as 0.8; 1; 1.2."), {})


def _step_faults(rows: Table, each: Iterable[Any]) -> list[Fault | None]:
    """A sample needs a number; Sobol's a power of two."""
    seen: set[str] = set()
    faults: list[Fault | None] = []
    for kind, row in zip(kinds_of(rows), each, strict=True):
        fault = None
        if kind in SAMPLES and row.study not in seen:
            fault = _sample_fault(kind, row.steps)
        seen.add(row.study)
        faults.append(fault)
    return faults


def _sample_fault(kind: str, steps: float) -> Fault | None:
    if steps != steps:
        return Fault(N_("{column}: nothing says how many runs the sample has."), N_("Enter a number."), {})
    if kind == "sobol" and int(steps) & (int(steps) - 1):
        message = N_("{column}: {value} is not a power of two, which a Sobol sample needs.")
        return Fault(message, N_("Enter 16, 32, 64 or 128, for instance."), {})
    return None


def kinds_of(rows: Table) -> list[str]:
    """The kind of each row's study; empty where none is said."""
    studies, said = rows.text("study"), rows.text("kind")
    known = dict(reversed([(study, kind) for study, kind in zip(studies, said, strict=True) if kind]))
    return [known.get(study, "") for study in studies]
