"""Optimisation for regional care planning: a workbook in, a verified plan and its report out.

    import careplan

    instance = careplan.read_workbook("rlp.xlsx")
    plan = careplan.solve(instance, time_limit=60)
    careplan.write_report(instance, plan, "out")

Everything listed in ``__all__`` is public; everything else is internal. Names are loaded on first use, so that
importing the package, and asking the command line for help, stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from careplan.api import (
        baseline,
        check,
        compare,
        explain_plan,
        solve,
        verify,
        write_comparison,
        write_report,
        write_template,
    )
    from careplan.errors import (
        CareplanError,
        InfeasibleError,
        NoPlanError,
        SolverError,
        UnlikePlansError,
        VerificationError,
        WorkbookError,
    )
    from careplan.studies.alternatives import alternatives
    from careplan.studies.break_even import break_even
    from careplan.studies.pareto import pareto
    from careplan.studies.regret import robustness
    from careplan.studies.result import StudyResult, load_study
    from careplan.studies.sheet import studies_of
    from careplan.studies.study import Study
    from careplan.studies.tornado import curve, tornado
    from instances.instance import Instance, read_workbook
    from instances.overrides import Override
    from instances.scenarios import Scenario, read_scenarios
    from instances.workbook.writer import write_workbook
    from planning_model.plan import Plan, load_plan

_HOMES = {
    "CareplanError": "careplan.errors",
    "InfeasibleError": "careplan.errors",
    "Instance": "instances.instance",
    "NoPlanError": "careplan.errors",
    "Override": "instances.overrides",
    "Plan": "planning_model.plan",
    "Scenario": "instances.scenarios",
    "SolverError": "careplan.errors",
    "UnlikePlansError": "careplan.errors",
    "Study": "careplan.studies.study",
    "StudyResult": "careplan.studies.result",
    "VerificationError": "careplan.errors",
    "WorkbookError": "careplan.errors",
    "alternatives": "careplan.studies.alternatives",
    "baseline": "careplan.api",
    "break_even": "careplan.studies.break_even",
    "check": "careplan.api",
    "compare": "careplan.api",
    "curve": "careplan.studies.tornado",
    "explain_plan": "careplan.api",
    "load_plan": "planning_model.plan",
    "load_study": "careplan.studies.result",
    "pareto": "careplan.studies.pareto",
    "read_scenarios": "instances.scenarios",
    "read_workbook": "instances.instance",
    "robustness": "careplan.studies.regret",
    "solve": "careplan.api",
    "studies_of": "careplan.studies.sheet",
    "tornado": "careplan.studies.tornado",
    "verify": "careplan.api",
    "write_comparison": "careplan.api",
    "write_report": "careplan.api",
    "write_template": "careplan.api",
    "write_workbook": "instances.workbook.writer",
}

__all__ = [
    "CareplanError",
    "InfeasibleError",
    "Instance",
    "NoPlanError",
    "Override",
    "Plan",
    "Scenario",
    "SolverError",
    "Study",
    "StudyResult",
    "UnlikePlansError",
    "VerificationError",
    "WorkbookError",
    "alternatives",
    "baseline",
    "break_even",
    "check",
    "compare",
    "curve",
    "explain_plan",
    "load_plan",
    "load_study",
    "pareto",
    "read_scenarios",
    "read_workbook",
    "robustness",
    "solve",
    "studies_of",
    "tornado",
    "verify",
    "write_comparison",
    "write_report",
    "write_template",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'careplan' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
