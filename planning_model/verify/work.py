"""Work: what is assigned to a site is done there, by capacity that stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

TASK = ["site", "service", "period"]
SLOT = ["site", "resource", "period"]
SERVICE_UNITS = N_("service units per year")


def work_by_producer(case: Case) -> list[Violation]:
    """Work is done only by resources that produce the service, under the type the site runs as."""
    running = case.states[["site", "period", "type"]].rename(columns={"type": "running"})
    rows = _with_production(case).merge(running, on=["site", "period"])
    proper = rows["productivity"].notna() & (rows["type"] == rows["running"])
    rows["amount"] = rows["amount"].where(~proper, 0.0)
    message = N_("the resource cannot do this work here as {type}")
    return violations("work_by_producer", rows, message, SERVICE_UNITS, ("site", "resource", "service"))


def work_equals_demand(case: Case) -> list[Violation]:
    """The work at a site is the demand assigned to it."""
    trips = case.trips.assign(assigned=case.trips["share"] * case.trips["amount"])
    assigned = trips.groupby(TASK, as_index=False).agg(assigned=("assigned", "sum"))
    done = case.plan.work.groupby(TASK, as_index=False).agg(done=("amount", "sum"))
    rows = assigned.merge(done, on=TASK, how="outer").fillna({"assigned": 0.0, "done": 0.0})
    rows["amount"] = difference(rows["assigned"], rows["done"], _work_of_a_unit(case, rows["service"]))
    message = N_("{assigned} are assigned to the site, but {done} are done")
    return violations("work_equals_demand", rows, message, SERVICE_UNITS, ("site", "service"))


def capacity(case: Case) -> list[Violation]:
    """All work of a resource of linear capacity, and the supervision it gives, fits its units."""
    units = case.plan.modules.groupby(SLOT, as_index=False).agg(units=("units", "sum"))
    rows = load(case).merge(units, on=SLOT, how="left").fillna({"units": 0.0})
    rules = case.table("Resources").set_index("resource")["capacity_rule"]
    rows = rows[rows["resource"].map(rules) == "linear"]
    rows["amount"] = excess(rows["load"], rows["units"])
    message = N_("the work needs {load} units, there are {units}")
    return violations("capacity", rows, message, N_("units"), ("site", "resource"))


def load(case: Case) -> pd.DataFrame:
    """site, resource, period, load: units that are busy with work and supervision all the time."""
    rows = _with_production(case).dropna(subset="productivity")
    own = rows[SLOT].assign(load=rows["amount"] / rows["productivity"])
    both = pd.concat([own, _supervision(case, rows)])
    return both.groupby(SLOT, as_index=False).agg(load=("load", "sum"))


def delegation(case: Case) -> list[Violation]:
    """No resource does more than its largest share of a site's work for a service."""
    rows = _with_production(case).dropna(subset="productivity")
    rows["total"] = rows.groupby(TASK)["amount"].transform("sum")
    rows = rows.rename(columns={"amount": "done"})
    rows["most"] = rows["max_share"] * rows["total"]
    rows["amount"] = excess(rows["done"], rows["most"], _work_of_a_unit(case, rows["service"]))
    message = N_("the resource does {done}, more than its share of {most}")
    return violations("delegation", rows, message, SERVICE_UNITS, ("site", "resource", "service"))


def _with_production(case: Case) -> pd.DataFrame:
    return case.plan.work.merge(case.production, on=["type", "resource", "service"], how="left")


def _supervision(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    """site, resource, period, load: units that supervising resources spend on the work of others.

    A supervisor that does not produce the service itself can never spend enough: its load is infinite.
    """
    rows = rows[(rows["supervision"] > 0) & (rows["supervised_by"] != "") & (rows["amount"] > 0)]
    own = case.production[["type", "resource", "service", "productivity"]]
    own = own.rename(columns={"resource": "supervised_by", "productivity": "of_supervisor"})
    rows = rows.merge(own, on=["type", "supervised_by", "service"], how="left")
    load = (rows["supervision"] * rows["amount"] / rows["of_supervisor"]).fillna(np.inf)
    return rows[["site", "period"]].assign(resource=rows["supervised_by"], load=load)


def _work_of_a_unit(case: Case, service: pd.Series[Any]) -> pd.Series[float]:
    """The most that one unit of any resource does in a year: the scale of a site's work."""
    return service.map(case.production.groupby("service")["productivity"].max()).fillna(1.0)
