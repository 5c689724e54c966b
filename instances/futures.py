"""Futures: what may come otherwise than the workbook says, each as a change of what was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from instances.checks import check_tables
from instances.checks.filters import override_of
from instances.findings import Finding, Severity
from instances.i18n import N_, Text
from instances.overrides import Override, changed
from instances.raw import raw_tables

if TYPE_CHECKING:
    from instances.instance import Instance


@dataclass(frozen=True)
class Future:
    """One future: its name, its probability, and what is different in it; without changes it is as expected."""

    name: str
    probability: float
    changes: tuple[Override, ...]


def futures_of(instance: Instance) -> tuple[Future, ...]:
    """The futures of a workbook, the first that is as expected before all others; none where the sheet is empty."""
    rows = instance.given["Futures"]
    names = list(dict.fromkeys(rows["future"]))
    said = rows.groupby("future")["probability"].first()
    probability = said.fillna(1.0 / max(1, len(names)))
    futures = [
        Future(name, float(probability[name]), tuple(override_of(row) for row in _changing(rows, name)))
        for name in names
    ]
    expected = next((future for future in futures if not future.changes), None)
    return tuple(sorted(futures, key=lambda future: future is not expected))


def in_future(instance: Instance, future: Future) -> Instance:
    """The workbook as it would be if this future came, and no other could."""
    return type(instance).from_frames(_frames_in(instance, future), instance.language)


def unsound_futures(instance: Instance) -> list[Finding]:
    """Every error of a workbook as changed by one of its futures."""
    found: list[Finding] = []
    for future in futures_of(instance):
        if future.changes:
            _, findings = check_tables(raw_tables(_frames_in(instance, future)), instance.language)
            found += [_in(future, finding) for finding in findings if finding.severity is Severity.ERROR]
    return found


def _frames_in(instance: Instance, future: Future) -> dict[str, pd.DataFrame]:
    frames = changed(instance, future.changes)
    return frames | {"Futures": frames["Futures"].iloc[:0]}


def _changing(rows: pd.DataFrame, name: str) -> list[Any]:
    return list(rows[(rows["future"] == name) & (rows["sheet"] != "")].itertuples(index=False))


def _in(future: Future, finding: Finding) -> Finding:
    message = N_("In the future “{future}” the workbook is not sound: {fault}")
    fault = Text(finding.line("de"), finding.line("en"))
    remedy = N_("Correct the change, or change what belongs to it as well.")
    return Finding(Severity.ERROR, message, remedy, "Futures", values={"future": future.name, "fault": fault})
