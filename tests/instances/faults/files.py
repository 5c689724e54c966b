"""The tables as a real workbook, as a planner would have typed it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from instances.catalogue import SHEETS_BY_KEY, sheet_label
from instances.checks import check_tables
from instances.findings import Finding
from instances.i18n import Language
from instances.workbook.reader import read_tables
from tests.instances.faults.base import Frames
from tests.instances.faults.faults import Change


def write(path: Path, frames: Frames, language: Language = "de", change: Change | None = None) -> Path:
    """Write ``frames`` with titles and headings in ``language``; ``change`` has the last word."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for key, frame in frames.items():
        sheet = workbook.create_sheet(sheet_label(key, language))
        fields = SHEETS_BY_KEY[key].by_name if key in SHEETS_BY_KEY else {}
        sheet.append([fields[name].label.in_(language) if name in fields else name for name in frame])
        for row in frame.itertuples(index=False):
            sheet.append(list(row))
    if change:
        change(workbook)
    workbook.save(path)
    return path


def findings_of(path: Path) -> list[Finding]:
    """Everything that is found in the workbook at ``path``."""
    tables, findings = read_tables(path)
    return [*findings, *check_tables(tables, "de")[1]]
