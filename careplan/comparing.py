"""Several saved or held plans, made ready to stand side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from careplan.errors import UnlikePlansError
from careplan.folder import read_plan_folder
from instances.i18n import Language
from instances.instance import Instance
from planning_model.plan import Plan
from reports.comparison.comparison import Comparison
from reports.comparison.fit import misfits
from reports.metrics import Facts

PlanOrFolder = tuple[Instance, Plan] | str | Path
"""A plan with the instance it was made for, or the folder in which both were saved."""


def comparison_of(plans: Mapping[str, PlanOrFolder], language: Language = "de") -> Comparison:
    """The plans by name; raises :class:`UnlikePlansError` where they do not fit together.

    ``language`` is that of supplied labels where a workbook does not say one.
    """
    if len({name.casefold() for name in plans}) < max(len(plans), 2):
        raise ValueError("a comparison needs two plans or more, whose names differ by more than upper and lower case")
    read = {name: _read(plan, language) for name, plan in plans.items()}
    unlike = misfits({name: instance for name, (instance, _) in read.items()})
    if unlike:
        raise UnlikePlansError(unlike)
    return Comparison({name: Facts(instance, plan) for name, (instance, plan) in read.items()})


def names_of(folders: Sequence[Path]) -> dict[str, Path]:
    """Different folders by their names, with as many of the folders above as tell them apart."""
    resolved = [folder.resolve() for folder in folders]
    parts = 1
    most = max(len(folder.parts) for folder in resolved)
    while parts < most and len({_tail(folder, parts).casefold() for folder in resolved}) < len(folders):
        parts += 1
    return {_tail(folder, parts): folder for folder in resolved}


def _tail(folder: Path, parts: int) -> str:
    return "/".join(folder.parts[-parts:])


def _read(plan: PlanOrFolder, language: Language) -> tuple[Instance, Plan]:
    return plan if isinstance(plan, tuple) else read_plan_folder(Path(plan), language)
