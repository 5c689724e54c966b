"""Small plans explained in this process, and the optimum with something changed, by brute force."""

from __future__ import annotations

import threading
from functools import cache
from unittest.mock import patch

import pandas as pd

from careplan.explain.explanation import explanation
from careplan.pipeline import PlanOptions
from careplan.progress import ProgressCallback
from instances.instance import Instance
from instances.overrides import Override, overridden
from planning_model.plan import Plan
from tests.planning_model.enumeration import optimum
from tests.planning_model.solving import _run_here, plan_of
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells, with_rows

NO_PLAN = float("inf")


def explained(
    world: Frames | Instance,
    plan: Plan | None = None,
    time_limit: float = 60.0,
    progress: ProgressCallback | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """The best plan of a small world, or the plan given, with its explanation."""
    instance = world if isinstance(world, Instance) else instance_of(world)
    made = plan or _planned(instance)
    with patch("careplan.explain.trial.run", _run_here):
        return explanation(instance, made, PlanOptions(time_limit, 0.0), progress, cancel)


@cache
def _planned(instance: Instance) -> Plan:
    """The best plan; the verifier, which takes longer than the solver here, has its tests elsewhere."""
    with patch("careplan.pipeline.verify", return_value=[]):
        return plan_of(instance)


def least(world: Frames | Instance, *changes: Override) -> float:
    """The least value of the first priority with the workbook changed, by brute force; inf where there is no plan."""
    instance = world if isinstance(world, Instance) else instance_of(world)
    found = optimum(overridden(instance, changes))
    return found.values[0] if found else NO_PLAN


def row_of(frame: pd.DataFrame, **keys: str) -> pd.Series:
    """The one row of a frame with these keys."""
    fits = frame[(frame[list(keys)] == list(keys.values())).all(axis=1)]
    assert len(fits) == 1, fits
    return fits.iloc[0]


def stepwise_village(**cells: object) -> Frames:
    """The village where the centre costs 0.5 million EUR and 1 million a seat, and sells in halves; 1 million is there.

    So it opens with half a seat, and 500 residents there stay unserved.
    """
    return village() | {
        "Types": with_cells(village()["Types"], "centre", setup_cost=500_000.0),
        "Resources": table("resource unit step counting_factor investment", ("seat", "seats", 0.5, 1.0, 1_000_000.0)),
        "Pots": table("pot budget", ("fund", 1.0)),
        **cells,
    }


def another_site(place: str, **cells: object) -> pd.DataFrame:
    """The sites of the village and a candidate ``other``."""
    other = {"site": "other", "place": place, "status": "candidate", "allowed_types": "centre"}
    return with_rows(village()["Sites"], {**other, **cells})
