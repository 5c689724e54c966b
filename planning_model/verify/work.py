"""Work: what is assigned to a site is done there, by capacity that stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.totals import added_up
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

TASK = ["site", "service", "period"]
SLOT = ["site", "resource", "period"]
SERVICE_UNITS = N_("service units per year")


def work_by_producer(case: Case) -> list[Violation]:
    """Work is done only by resources that produce the service, under the type the site runs as."""
    running = case.states[["site", "period", "type"]].rename(columns={"type": "running"})
    rows = case.done.merge(running, on=["site", "period"])
    proper = rows["productivity"].notna() & (rows["type"] == rows["running"])
    rows["amount"] = rows["amount"].where(~proper, 0.0)
    message = N_("the resource cannot do this work here as {type}")
    return violations("work_by_producer", rows, message, SERVICE_UNITS, ("site", "resource", "service"))


def work_equals_demand(case: Case) -> list[Violation]:
    """The work at a site, and of its partners for it, is what the demand assigned to it consists of."""
    done = added_up(case.plan.work, TASK, done="amount")
    rows = case.asked.merge(done, on=TASK, how="outer").merge(case.remote_work, on=TASK, how="outer")
    rows = rows.fillna({"assigned": 0.0, "done": 0.0, "remote": 0.0})
    rows["done"] += rows["remote"]
    rows["amount"] = difference(rows["assigned"], rows["done"], _work_of_a_unit(case, rows["service"]))
    message = N_("{assigned} are assigned to the site, but {done} are done")
    return violations("work_equals_demand", rows, message, SERVICE_UNITS, ("site", "service"))


def asked(case: Case) -> pd.DataFrame:
    """site, service, period, assigned, linked_most: what the demand assigned to a site asks, part by part.

    ``linked_most`` is how much of it partners may do. Service units per year.
    """
    parts = case.table("Pathways")[["service", "component", "quantity", "linked_share"]]
    trips = case.trips.merge(parts, on="service")
    trips["service"] = trips["component"]
    trips["assigned"] = trips["share"] * trips["amount"] * trips["quantity"]
    trips["linked_most"] = trips["assigned"] * trips["linked_share"]
    trips = trips[trips["quantity"] > 0]
    return added_up(trips, TASK, assigned="assigned", linked_most="linked_most")


def remote_work(case: Case) -> pd.DataFrame:
    """site, service, period, remote: what partners work for the site's patients."""
    rows = case.plan.remote[case.plan.remote["task"] == "work"]
    return added_up(rows, TASK, remote="amount")


def capacity(case: Case) -> list[Violation]:
    """All work of a resource of linear capacity, the supervision it gives and its work for partners, fit its units."""
    units = added_up(case.plan.modules, SLOT, units="units")
    rows = case.load.merge(units, on=SLOT, how="left").fillna({"units": 0.0})
    rules = case.table("Resources").set_index("resource")["capacity_rule"]
    rows = rows[rows["resource"].map(rules) == "linear"]
    rows["amount"] = excess(rows["load"], rows["units"])
    message = N_("the work needs {load} units, there are {units}")
    return violations("capacity", rows, message, N_("units"), ("site", "resource"))


def load(case: Case) -> pd.DataFrame:
    """site, resource, period, load: units busy all the time with work, supervision and work for partners."""
    rows = case.done.dropna(subset="productivity")
    own = rows[SLOT].assign(load=rows["amount"] / rows["productivity"])
    both = pd.concat([own, _supervision(case, rows), case.load_for_partners[[*SLOT, "load"]]])
    return added_up(both, SLOT, load="load")


def load_for_partners(case: Case) -> pd.DataFrame:
    """Site (who works), for_site, type, resource, service, period, load: units spent on the patients of others.

    What a resource cannot do, or may not do alone, is no load it could bear: it counts as infinite.
    """
    rows = case.plan.remote.rename(columns={"site": "for_site", "partner": "site"})
    rows = rows.merge(case.production, on=["type", "resource", "service"], how="left")
    alone = (rows["max_share"] >= 1) & (rows["supervised_by"] == "")
    rows["load"] = (rows["amount"] / rows["productivity"]).where(alone, np.inf)
    return rows[["site", "for_site", "type", "resource", "service", "period", "load"]]


def delegation(case: Case) -> list[Violation]:
    """No resource does more than its largest share of a site's work for a service."""
    rows = case.done.dropna(subset="productivity")
    rows = rows.merge(case.remote_work, on=TASK, how="left").fillna({"remote": 0.0})
    rows["total"] = rows.groupby(TASK)["amount"].transform("sum") + rows["remote"]
    rows = rows.rename(columns={"amount": "done"})
    rows["most"] = rows["max_share"] * rows["total"]
    rows["amount"] = excess(rows["done"], rows["most"], _work_of_a_unit(case, rows["service"]))
    message = N_("the resource does {done}, more than its share of {most}")
    return violations("delegation", rows, message, SERVICE_UNITS, ("site", "resource", "service"))


def _supervision(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    """site, resource, period, load: units that supervising resources spend on the work of others.

    A supervisor that does not produce the service itself can never spend enough: its load is infinite. Types without
    the supervising resource are supervised by partners.
    """
    rows = rows[(rows["supervision"] > 0) & (rows["supervised_by"] != "") & (rows["amount"] > 0)]
    rows = rows[has_supervisor(case, rows)]
    own = case.production[["type", "resource", "service", "productivity"]]
    own = own.rename(columns={"resource": "supervised_by", "productivity": "of_supervisor"})
    rows = rows.merge(own, on=["type", "supervised_by", "service"], how="left")
    load = (rows["supervision"] * rows["amount"] / rows["of_supervisor"]).fillna(np.inf)
    return rows[["site", "period"]].assign(resource=rows["supervised_by"], load=load)


def has_supervisor(case: Case, rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether the type of the row holds the resource that supervises the row's work."""
    held = case.table("TypeResources")[["type", "resource"]].drop_duplicates().assign(held=True)
    held = held.rename(columns={"resource": "supervised_by"})
    found = rows[["type", "supervised_by"]].merge(held, on=["type", "supervised_by"], how="left")
    return pd.Series(found["held"].notna().to_numpy(), index=rows.index)


def _work_of_a_unit(case: Case, service: pd.Series[Any]) -> pd.Series[float]:
    """The most that one unit of any resource does in a year: the scale of a site's work."""
    return service.map(case.production.groupby("service")["productivity"].max()).fillna(1.0)
