"""The figures of a run that studies compare: the key figures of its plan, and the value of every goal."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from instances.catalogue.measures import MEASURES_BY_KEY
from instances.i18n import Text
from instances.instance import Instance
from planning_model.plan import Plan
from reports.metrics.facts import Facts
from reports.metrics.kpis import kpis

# What is said of the search stands in columns of its own.
OF_THE_SEARCH = ("goal_value", "goal_bound", "gap_units", "gap_share")


@dataclass(frozen=True)
class Figure:
    """One figure: its value, and its unit in both languages."""

    value: float
    unit: Text


def figures_of(instance: Instance, plan: Plan) -> dict[str, Figure]:
    """The figures by name: ``goal`` and its key, or the key figure and what it speaks of, as in ``unmet gp_care``."""
    goals = instance.tables["Goals"].set_index("goal")["measure"]
    figures = {
        f"goal {row['goal']}": Figure(float(row["value"]), MEASURES_BY_KEY[goals[row["goal"]]].unit)
        for row in plan.goals.to_dict("records")
    }
    for row in kpis(Facts(instance, plan)).to_dict("records"):
        if row["figure"] not in OF_THE_SEARCH and pd.notna(row["after"]):
            unit = Text(str(row["unit_de"]), str(row["unit_en"]))
            figures[f"{row['figure']} {row['subject']}".strip()] = Figure(float(row["after"]), unit)
    return figures
