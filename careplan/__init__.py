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
    "VerificationError": "careplan.errors",
    "WorkbookError": "careplan.errors",
    "baseline": "careplan.api",
    "check": "careplan.api",
    "compare": "careplan.api",
    "explain_plan": "careplan.api",
    "load_plan": "planning_model.plan",
    "read_scenarios": "instances.scenarios",
    "read_workbook": "instances.instance",
    "solve": "careplan.api",
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
    "UnlikePlansError",
    "VerificationError",
    "WorkbookError",
    "baseline",
    "check",
    "compare",
    "explain_plan",
    "load_plan",
    "read_scenarios",
    "read_workbook",
    "solve",
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
