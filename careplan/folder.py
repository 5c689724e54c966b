"""The plan folder: everything a report needs, and the report."""

from __future__ import annotations

import json
from pathlib import Path

from instances.i18n import Language
from instances.instance import Instance, read_workbook
from instances.workbook.writer import write_workbook
from planning_model.plan import Plan, load_plan
from reports.excel.report import write_report as write_excel_report

WORKBOOK = "workbook.xlsx"
OVERRIDES = "overrides.json"


def write_plan_folder(instance: Instance, plan: Plan, folder: Path, language: Language) -> Path:
    """Write workbook, overrides, ``plan.json``, tables and ``plan.xlsx`` into ``folder``; returns the report's path."""
    folder.mkdir(parents=True, exist_ok=True)
    if instance.source:
        (folder / WORKBOOK).write_bytes(instance.source.content)
    else:
        write_workbook(instance, folder / WORKBOOK)
    (folder / OVERRIDES).write_text(json.dumps([]) + "\n", encoding="utf-8")
    plan.save(folder)
    return write_excel_report(instance, plan, folder, language)


def read_plan_folder(folder: Path, language: Language) -> tuple[Instance, Plan]:
    """The instance and the plan saved in ``folder``; raises :class:`PlanFolderError` or :class:`WorkbookError`.

    ``language`` is that of supplied labels where the workbook does not say one.
    """
    plan = load_plan(folder)
    return read_workbook(folder / WORKBOOK, language), plan
