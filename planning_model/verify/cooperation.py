"""Cooperation: who works for whom, under which contracts, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.tolerance import excess
from planning_model.verify.totals import added_up
from planning_model.verify.violation import Violation, violations
from planning_model.verify.work import SERVICE_UNITS, TASK, has_supervisor

if TYPE_CHECKING:
    from planning_model.verify.case import Case

CONTRACT = ["site", "partner", "period"]
LINKS = N_("links")
UNITS = N_("units")


def link_known(case: Case) -> list[Violation]:
    """A link is one that the workbook lists."""
    if case.plan.links.empty:
        return []
    known = case.table("Links")[["site", "partner"]].assign(known=1.0)
    rows = case.plan.links.merge(known, on=["site", "partner"], how="left")
    rows["amount"] = rows["known"].isna().astype(float)
    message = N_("the workbook knows no such link")
    return violations("link_known", rows, message, LINKS, ("site", "partner"))


def link_of_open_sites(case: Case) -> list[Violation]:
    """Both ends of a link are open."""
    if case.plan.links.empty:
        return []
    state = case.states[["site", "period", "type"]]
    of_partner = state.rename(columns={"site": "partner", "type": "type_of_partner"})
    rows = case.plan.links.merge(state, on=["site", "period"]).merge(of_partner, on=["partner", "period"])
    rows["amount"] = ((rows["type"] == "") | (rows["type_of_partner"] == "")).astype(float)
    message = N_("one of the two is closed")
    return violations("link_of_open_sites", rows, message, LINKS, ("site", "partner"))


def links_needed(case: Case) -> list[Violation]:
    """A type that lives on cooperation has the links it needs."""
    needed = case.table("Types").loc[case.table("Types")["links_needed"] > 0, ["type", "links_needed"]]
    if needed.empty:
        return []
    count = case.plan.links.groupby(["site", "period"], as_index=False).size().rename(columns={"size": "links"})
    rows = case.states[["site", "period", "type"]].merge(needed, on="type").merge(count, how="left")
    rows = rows.fillna({"links": 0.0})
    rows["amount"] = (rows["links_needed"] - rows["links"]).clip(lower=0.0)
    message = N_("as {type} the site needs {links_needed} links, it has {links}")
    return violations("links_needed", rows, message, LINKS, ("site",))


def remote_under_contract(case: Case) -> list[Violation]:
    """Nobody works for a site without a link, or as what it does not run as."""
    if case.plan.remote.empty:
        return []
    links = case.plan.links.assign(linked=1.0)
    running = case.states[["site", "period", "type"]].rename(columns={"site": "partner", "type": "running"})
    rows = case.plan.remote.merge(links, on=CONTRACT, how="left").merge(running, on=["partner", "period"])
    proper = rows["linked"].notna() & (rows["type"] == rows["running"])
    rows["amount"] = rows["amount"].where(~proper, 0.0)
    message = N_("work is done for the site without a link")
    return violations("remote_under_contract", rows, message, SERVICE_UNITS, ("site", "partner", "service"))


def remote_share(case: Case) -> list[Violation]:
    """Partners do at most their share of a part."""
    if case.plan.remote.empty:
        return []
    rows = case.remote_work.merge(case.asked, on=TASK, how="left").fillna({"linked_most": 0.0})
    rows["amount"] = excess(rows["remote"], rows["linked_most"])
    message = N_("partners do {remote}, their share is at most {linked_most}")
    return violations("remote_share", rows, message, SERVICE_UNITS, ("site", "service"))


def share_for_partners(case: Case) -> list[Violation]:
    """A partner keeps most of its time for its own patients."""
    if case.plan.remote.empty:
        return []
    slot = ["site", "resource", "period"]
    load = added_up(case.load_for_partners, slot, load="load")
    units = added_up(case.plan.modules, slot, units="units")
    rows = load.merge(units, on=slot, how="left").fillna({"units": 0.0})
    rows = rows.merge(case.table("Resources")[["resource", "partner_share"]], on="resource")
    rows["most"] = rows["partner_share"] * rows["units"]
    rows["amount"] = excess(rows["load"], rows["most"])
    message = N_("{load} units work for partners, at most {most} may")
    return violations("share_for_partners", rows, message, UNITS, ("site", "resource"))


def supervised_from_afar(case: Case) -> list[Violation]:
    """Delegated work at a site whose type lacks the supervisor is supervised by partners."""
    slot = ["site", "resource", "service", "period"]
    rows = case.plan.work.merge(case.production, on=["type", "resource", "service"])
    rows = rows[(rows["supervision"] > 0) & (rows["supervised_by"] != "")]
    if rows.empty and case.plan.remote.empty:
        return []
    rows = rows[~has_supervisor(case, rows)]
    rows = rows.assign(needed=rows["supervision"] * rows["amount"], resource=rows["supervised_by"])
    needed = added_up(rows, slot, needed="needed")
    given = case.plan.remote[case.plan.remote["task"] == "supervision"]
    given = added_up(given, slot, given="amount")
    both = pd.merge(needed, given, on=slot, how="outer").fillna({"needed": 0.0, "given": 0.0})
    both["amount"] = excess(both["needed"], both["given"])
    message = N_("{needed} must be supervised by partners, {given} is")
    return violations("supervised_from_afar", both, message, SERVICE_UNITS, ("site", "resource", "service"))
