"""Scenarios and studies of a workbook that has been changed: those that still fit it."""

from __future__ import annotations

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY, VARIANTS
from instances.catalogue.fields import Kind
from instances.checks import check_tables
from instances.findings import Finding, Severity
from instances.i18n import N_, Text
from instances.instance import Instance
from instances.raw import FIRST_ROW, raw_tables

LEFT_OUT = N_("“{name}” is left out of this workbook, which it no longer fits: {fault}")
ENTER_AGAIN = N_("If you need it, enter it again as it fits the changed workbook.")


def with_variants(changed: Instance, workbook: Instance) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """What was given for the ``changed`` instance, with the scenarios and studies of the workbook it was made from.

    One that speaks of rows that are no longer there is left out as a whole, and so is what is based on it: the findings
    say which, and why.
    """
    frames = {**changed.given, **{sheet.key: workbook.given[sheet.key] for sheet in VARIANTS}}
    left_out: list[Finding] = []
    while faults := _first_faults(frames, changed):
        left_out += [_said(finding, name) for (_, name), finding in faults.items()]
        for key, name in faults:
            frames[key] = frames[key][frames[key][_name_of(key)] != name]
    return frames, left_out


def _first_faults(frames: dict[str, pd.DataFrame], instance: Instance) -> dict[tuple[str, str], Finding]:
    """The first error of every scenario or study that has one, by sheet and name."""
    _, findings = check_tables(raw_tables(frames), instance.language)
    keys = [sheet.key for sheet in VARIANTS]
    faults: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.sheet in keys:
            row = int(finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - FIRST_ROW
            name = str(frames[finding.sheet][_name_of(finding.sheet)].iloc[row])
            faults.setdefault((finding.sheet, name), finding)
    return faults


def _name_of(key: str) -> str:
    """The column that names the scenarios or studies of a sheet."""
    return next(field.name for field in SHEETS_BY_KEY[key].fields if field.kind is Kind.KEY)


def _said(finding: Finding, name: str) -> Finding:
    fault = Text(finding.text("de"), finding.text("en"))
    return Finding(Severity.WARNING, LEFT_OUT, ENTER_AGAIN, finding.sheet, values={"name": name, "fault": fault})
