"""Who is served where: every need is assigned or unmet, and only to open sites in reach that can serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.production import capable
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.totals import added_up
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

NEED = ["place", "service", "period"]
SHARE = N_("share of the demand")
TRIP = ("place", "site", "service")


def assignment(case: Case) -> list[Violation]:
    """All shares of a place's demand, with what is unmet, add up to one."""
    given = pd.concat([case.plan.flows, case.plan.unmet])[[*NEED, "share"]]
    total = added_up(given, NEED, share="share")
    rows = case.demand[NEED].merge(total, on=NEED, how="left").fillna({"share": 0.0})
    rows["amount"] = difference(rows["share"], 1.0)
    message = N_("the shares of the demand add up to {share} instead of 1")
    return violations("assignment", rows, message, SHARE, ("place", "service"))


def flow_without_demand(case: Case) -> list[Violation]:
    """Nothing is assigned or unmet where nobody needs anything."""
    given = pd.concat([case.plan.flows, case.plan.unmet])[[*NEED, "share"]]
    rows = given.merge(case.demand[[*NEED, "heads"]], on=NEED, how="left")
    rows["amount"] = rows["share"].where(rows["heads"].isna(), 0.0)
    message = N_("there is no demand, yet a share of {share} is planned")
    return violations("flow_without_demand", rows, message, SHARE, ("place", "service"))


def flow_to_open_site(case: Case) -> list[Violation]:
    """Nobody is assigned to a closed site."""
    rows = case.trips.merge(case.states[["site", "period", "type"]], on=["site", "period"])
    rows["amount"] = rows["share"].where(rows["type"] == "", 0.0)
    message = N_("a share of {share} of the demand goes to a closed site")
    return violations("flow_to_open_site", rows, message, SHARE, TRIP)


def flow_to_producer(case: Case) -> list[Violation]:
    """Nobody is assigned to a site whose type cannot produce the service, all parts of it that no partner can do."""
    running = case.states.loc[case.states["type"] != "", ["site", "period", "type"]]
    able = capable(case).rename(columns={"service": "component"}).assign(able=1.0)
    parts = case.table("Pathways")[["service", "component", "quantity", "linked_share"]]
    rows = case.trips.merge(running, on=["site", "period"]).merge(parts[parts["quantity"] > 0], on="service")
    rows = rows.merge(able, on=["site", "type", "component"], how="left")
    lacking = rows["able"].isna() & (rows["linked_share"] < 1)
    rows["amount"] = rows["share"].where(lacking, 0.0)
    message = N_("a share of {share} of the demand goes to a site that as {type} has no such service")
    return violations("flow_to_producer", rows, message, SHARE, TRIP)


def flow_within_reach(case: Case) -> list[Violation]:
    """Nobody is assigned further away than the service's limit, or the widest rule on the service."""
    rows = case.trips.assign(limit=case.trips["service"].map(reach_limits(case)))
    too_far = rows["minutes"].isna() | (excess(rows["minutes"], rows["limit"]) > 0)
    rows["amount"] = rows["share"].where(too_far, 0.0)
    rows["shown"] = rows["minutes"].map("{:g}".format).where(rows["minutes"].notna(), "–")
    message = N_("a share of {share} goes {shown} minutes far, {limit} are the limit")
    return violations("flow_within_reach", rows, message, SHARE, TRIP)


def reach_limits(case: Case) -> pd.Series[float]:
    """Minutes up to which a service may be assigned, by service."""
    own = case.table("Services")[["service", "limit_minutes"]].rename(columns={"limit_minutes": "minutes"})
    ruled = case.table("Rules")[["service", "minutes"]]
    both = pd.concat([own, ruled[ruled["service"].isin(own["service"])]])
    return both.groupby("service")["minutes"].max()
