"""The plan folder: everything a report needs, and the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from instances.i18n import Language
from instances.instance import Instance, read_workbook
from instances.scenarios import RECORD, as_records, from_records
from instances.workbook.writer import write_workbook
from planning_model.plan import Plan, PlanFolderError, load_plan
from reports.excel.report import write_report as write_excel_report

WORKBOOK = "workbook.xlsx"
OVERRIDES = "overrides.json"


def write_plan_folder(instance: Instance, plan: Plan, folder: Path, language: Language) -> Path:
    """Write workbook, overrides, ``plan.json``, tables and ``plan.xlsx`` into ``folder``; returns the report's path.

    The workbook is the one before any scenario; the overrides say what the scenario changed in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    base = instance.variant.base if instance.variant else instance
    if base.source:
        (folder / WORKBOOK).write_bytes(base.source.content)
    else:
        write_workbook(base, folder / WORKBOOK)
    text = json.dumps(as_records(instance), indent=2, ensure_ascii=False)
    (folder / OVERRIDES).write_text(text + "\n", encoding="utf-8")
    plan.save(folder)
    return write_excel_report(instance, plan, folder, language)


def read_plan_folder(folder: Path, language: Language) -> tuple[Instance, Plan]:
    """The instance and the plan saved in ``folder``; raises :class:`PlanFolderError` or :class:`WorkbookError`.

    What a scenario changed is changed again. ``language`` is that of supplied labels where the workbook does not say
    one.
    """
    plan = load_plan(folder)
    instance = read_workbook(folder / WORKBOOK, language)
    records = _overrides_in(folder / OVERRIDES)
    return from_records(instance, records) if records else instance, plan


def _overrides_in(path: Path) -> list[dict[str, Any]]:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlanFolderError(f"{path}: {error}") from error
    if not isinstance(records, list) or not all(isinstance(one, dict) and one.keys() == RECORD for one in records):
        raise PlanFolderError(f"{path}: not a list of overrides written by careplan")
    return records
