"""The public functions: data in, plan out."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pandas as pd

from careplan.comparing import PlanOrFolder, comparison_of
from careplan.errors import VerificationError
from careplan.folder import write_plan_folder
from careplan.progress import ProgressCallback
from careplan.variants import unsound_variants
from instances.findings import Finding, WorkbookError
from instances.i18n import Language, as_language
from instances.instance import Instance, read_workbook
from instances.workbook.template import write_template as _write_template
from planning_model.plan import Plan
from planning_model.verify import Violation
from planning_model.verify import verify as _verify
from reports.baseline import baseline as _baseline
from reports.comparison.tables import all_frames
from reports.excel.comparison import write_comparison as _write_comparison


def check(path: str | Path, language: Language = "de") -> tuple[Finding, ...]:
    """Every finding in the workbook at ``path``: errors and warnings, none raised.

    Where the workbook is sound, every scenario and every run of its studies is tried as well: one that makes no sound
    workbook is an error. ``language`` is that of default labels where the workbook does not say one.
    """
    try:
        instance = read_workbook(path, language)
    except WorkbookError as error:
        return error.findings
    return (*instance.warnings, *unsound_variants(instance, Path(path)))


def baseline(instance: Instance) -> dict[str, pd.DataFrame]:
    """Today as the data say it: frames ``areas`` (supply ratio), ``reach`` and ``load``.

    Columns and units stand in :data:`planning_model.plan.BASELINE`.
    """
    return _baseline(instance)


def solve(
    instance: Instance,
    *,
    time_limit: float | None = None,
    gap: float | None = None,
    seed: int = 0,
    progress: ProgressCallback | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """The best plan found within ``time_limit`` seconds or proven to lie within the relative ``gap``.

    Without limits those of the workbook's settings hold. The solver runs as a process of its own, so this works in a
    script without a main guard, in a notebook, and on Windows; setting ``cancel`` or pressing Ctrl-C keeps the best
    plan so far. Every plan returned has passed the independent check. Raises :class:`InfeasibleError`,
    :class:`NoPlanError`, :class:`SolverError`, :class:`VerificationError`.
    """
    # the model's library takes a second to load, which only planning has to wait for
    from careplan.pipeline import PlanOptions, plan_once

    return plan_once(instance, PlanOptions(time_limit, gap, seed), progress, cancel)


def explain_plan(
    instance: Instance,
    plan: Plan,
    *,
    time_limit: float | None = None,
    gap: float | None = None,
    seed: int = 0,
    progress: ProgressCallback | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """The same plan with the frames ``binding`` (what one more of each scarce thing is worth) and ``why`` (each site).

    Solves the instance again and again with one thing changed, each to the relative ``gap``, for ``time_limit``
    seconds in all; without limits those of the workbook's settings hold. What the time does not suffice for, and what
    is left when ``cancel`` is set or Ctrl-C pressed, has the local value alone. Columns and units stand in
    :data:`planning_model.plan.EXPLANATION`. Of a plan for several futures one more is one more in each of them, and
    the goal over futures counts. Raises :class:`VerificationError` if it is no plan of the instance.
    """
    from careplan.explain.explanation import explanation
    from careplan.pipeline import PlanOptions

    violations = _verify(instance, plan)
    if violations:
        raise VerificationError(violations)
    return explanation(instance, plan, PlanOptions(time_limit, gap, seed), progress, cancel)


def verify(instance: Instance, plan: Plan) -> list[Violation]:
    """Every rule that the plan breaks, with the amount, re-computed from the instance and the plan's tables alone."""
    return _verify(instance, plan)


def write_report(instance: Instance, plan: Plan, folder: str | Path, lang: str | None = None) -> Path:
    """Write the plan folder (workbook, ``plan.json``, tables) with ``plan.xlsx``; returns the report's path.

    ``lang`` is ``de`` or ``en``; without it the workbook's own language.
    """
    return write_plan_folder(instance, plan, Path(folder), as_language(lang or instance.language))


def compare(plans: Mapping[str, PlanOrFolder]) -> dict[str, pd.DataFrame]:
    """Two or more plans of the same places and periods side by side, by the names given; the first is the yardstick.

    A plan comes with its instance, or as a plan folder. The frames (key figures, sites, money, staff, who gains and
    who loses) are those of :data:`reports.comparison.tables.COMPARED`: columns ``plan:<name>`` hold each plan's value
    and ``difference:<name>`` that plan minus the first. Raises :class:`UnlikePlansError` where plans do not fit.
    """
    return all_frames(comparison_of(plans))


def write_comparison(plans: Mapping[str, PlanOrFolder], folder: str | Path, lang: str | None = None) -> Path:
    """Write the comparison of these plans (see :func:`compare`) as ``comparison.xlsx``; returns its path.

    ``lang`` is ``de`` or ``en``; without it the first workbook's own language.
    """
    comparison = comparison_of(plans)
    return _write_comparison(comparison, folder, as_language(lang or comparison.first.instance.language))


def write_template(path: str | Path, level: Literal["basic", "full"] = "basic", lang: Language = "de") -> None:
    """Write an empty, explained workbook: the required sheets only, or all of them with the default rows."""
    _write_template(Path(path), level, lang)
