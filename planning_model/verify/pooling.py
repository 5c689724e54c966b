"""Pooled capacity: units have a size that may be, and turn away, or let wait, no more than they may.

Probabilities come from the Poisson distribution, not from the recursion that the model uses: with n units and an
offered load of a Erlang, B = P(X = n) / P(X ≤ n) are turned away (X Poisson with mean a), and n·B / (n − a·(1 − B))
wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import gammaln, pdtr, xlogy

from instances.i18n import N_
from planning_model.verify.tolerance import TOLERANCE, difference, excess
from planning_model.verify.totals import added_up
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

SLOT = ["site", "resource", "period"]
HERE = ("site", "resource")
WAITING = "erlang_c"
LINEAR = "linear"


def pooled(case: Case) -> pd.DataFrame:
    """The rows of the sheet Resources whose units stand in for each other."""
    rows = case.table("Resources")[["resource", "capacity_rule", "target", "peak_factor"]]
    return rows[rows["capacity_rule"] != LINEAR]


def pool_size(case: Case) -> list[Violation]:
    """A unit where nothing stands today has one of the sizes listed, or any whole number where none are.

    One that stands idle altogether has none; whether it may is checked where units are added up.
    """
    rows = case.plan.modules.query("units > 0").merge(pooled(case), on="resource")
    if rows.empty:
        return []
    stood = case.table("Existing").query("units > 0")[["site", "resource"]].drop_duplicates().assign(stood=1.0)
    rows = rows.merge(stood, on=["site", "resource"], how="left")
    nearest = [
        _nearest(units, _listed(case, name)) for units, name in zip(rows["units"], rows["resource"], strict=True)
    ]
    rows["amount"] = np.where(rows["stood"].isna(), difference(rows["units"], nearest), 0.0)
    message = N_("{units} units are none of the sizes that a unit may have")
    return violations("pool_size", rows, message, N_("units"), HERE)


def pool_load(case: Case) -> list[Violation]:
    """In the planned peak no more are turned away, or wait, than the target."""
    load = case.load.merge(pooled(case), on="resource")
    if load.empty:
        return []
    units = added_up(case.plan.modules, SLOT, units="units")
    rows = load.merge(units, on=SLOT, how="left").merge(_lasting(case), on=SLOT, how="left")
    rows = rows.fillna({"units": 0.0, "lasting": 0.0})
    rows["erlang"] = rows["peak_factor"] * rows["load"]
    rows["size"] = [
        _usable(units, lasting, _listed(case, name))
        for units, lasting, name in zip(rows["units"], rows["lasting"], rows["resource"], strict=True)
    ]
    rows["likely"] = [
        probability(rule, int(size), erlang)
        for rule, size, erlang in zip(rows["capacity_rule"], rows["size"], rows["erlang"], strict=True)
    ]
    rows["amount"] = np.where(rows["erlang"] > TOLERANCE, excess(rows["likely"], rows["target"]), 0.0)
    message = N_("{erlang} Erlang are too much for a unit of {size}: {likely} are turned away or wait, {target} may")
    return violations("pool_load", rows, message, N_("share turned away or waiting"), HERE)


def probability(rule: str, size: int, erlang: float) -> float:
    """How likely it is to be turned away, or to wait, at an offered load."""
    if size < 1:
        return 1.0
    exactly = np.exp(xlogy(size, erlang) - gammaln(size + 1) - erlang)
    blocked = float(exactly / pdtr(size, erlang))
    if rule != WAITING:
        return blocked
    return 1.0 if erlang >= size else size * blocked / (size - erlang * (1.0 - blocked))


def _listed(case: Case, resource: str) -> list[float]:
    sizes = case.table("Sizes")
    return list(sizes.loc[sizes["resource"] == resource, "units"])


def _nearest(units: float, listed: list[float]) -> float:
    return min(listed, key=lambda size: abs(size - units)) if listed else float(np.round(units))


def _usable(units: float, lasting: float, listed: list[float]) -> float:
    """The largest size that the units fill; what has stood until now is a size of its own."""
    whole = np.floor(units + TOLERANCE)
    sizes = [*listed, np.floor(lasting + TOLERANCE)] if listed else [whole]
    return float(max((size for size in sizes if size <= whole), default=0.0))


def _lasting(case: Case) -> pd.DataFrame:
    """site, resource, period, lasting: what has stood in every period so far."""
    rows = case.table("Existing").merge(case.periods[["period", "position"]], on="period").sort_values("position")
    rows["lasting"] = rows.groupby(["site", "resource"])["units"].cummin()
    return rows[[*SLOT, "lasting"]]
