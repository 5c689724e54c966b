"""Futures change what nobody decides, in rows that exist; one is as expected, and their probabilities add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.futures import UNCERTAIN
from instances.checks.changes import Fault, Rows, change_half_said, faults_at, field_meant, label_of, rows_meant
from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import both, number_text
from instances.findings import Finding
from instances.i18n import N_, Text

PERIOD_OF_RETIREMENTS = "period"
ROUNDING = 1e-6


def changes_half_said(tables: Tables) -> list[Finding]:
    """A change that lacks one of its parts."""
    return change_half_said(tables["Futures"])


def columns_known_before(tables: Tables) -> list[Finding]:
    """Columns that the sheet does not have, and those that cannot differ between futures."""
    rows = tables["Futures"]
    sheets = rows.text("sheet")
    meant = [field_meant(sheet, word) for sheet, word in zip(sheets, rows.text("column"), strict=True)]
    asked = rows.has("sheet") & rows.has("column")
    unknown = asked & np.array([field is None for field in meant], dtype=bool)
    fixed = np.array(
        [field is not None and field.name not in UNCERTAIN[sheet] for sheet, field in zip(sheets, meant, strict=True)],
        dtype=bool,
    )
    texts = {"sheet": [label_of(sheet) for sheet in sheets], "possible": [_possible(sheet) for sheet in sheets]}
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
    return faults_at(rows, "filter", faults)


def _fault(tables: Tables, row: Any) -> Fault | None:
    meant = rows_meant(tables, row)
    if not isinstance(meant, Rows):
        return meant
    if row.sheet == "Existing" and PERIOD_OF_RETIREMENTS not in meant.named:
        message = N_("{column}: what stands today is known; only what still stands in a later period may differ.")
        period = SHEETS_BY_KEY["Existing"].by_name[PERIOD_OF_RETIREMENTS].label
        return Fault(message, N_("Add a condition on the column “{period}”."), {"period": period})
    return None


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


def _possible(sheet: str) -> Text:
    return both(SHEETS_BY_KEY[sheet].by_name[name].label for name in UNCERTAIN.get(sheet, ()))
