"""What a type can produce, with which resource; and which sites really offer a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planning_model.verify.tolerance import TOLERANCE
from planning_model.verify.work import has_supervisor

if TYPE_CHECKING:
    from planning_model.verify.case import Case


def by_type(case: Case) -> pd.DataFrame:
    """The production rows of every type; a row for the type itself replaces the row for all types."""
    rows = case.table("Production").drop(columns="source")
    general = rows[rows["type"] == ""].drop(columns="type").merge(case.table("Types")[["type"]], how="cross")
    both = pd.concat([rows[rows["type"] != ""], general], ignore_index=True)
    return both.drop_duplicates(["type", "resource", "service"], keep="first").reset_index(drop=True)


def capable(case: Case) -> pd.DataFrame:
    """site, type, service: the site could produce the service as this type.

    A site may hold the resources that its types may hold there, a site of today in its present type also what it has.
    """
    existing = case.table("Existing")
    listed = case.limits.loc[case.limits["maximum"] > 0, ["site", "type", "resource"]]
    listed = listed.merge(case.states[["site", "type"]].drop_duplicates(), on=["site", "type"])
    today = case.states[["site", "today"]].drop_duplicates().rename(columns={"today": "type"})
    held = existing.loc[existing["units"] > 0, ["site", "resource"]].merge(today, on="site")
    able = pd.concat([listed, held]).merge(case.production, on=["type", "resource"])
    return able[["site", "type", "service"]].drop_duplicates()


def offers(case: Case) -> pd.DataFrame:
    """site, service, period of every site that is open with what the service takes.

    That is at least one step (or all there is, if less) of a resource that produces it, not of one that works under
    supervision where nobody could supervise; of a service with several parts, every part that partners cannot do alone.
    """
    rows = case.modules
    there_is = rows["existing"].where(rows["existing"] > 0, rows["step"])
    enough = rows["units"] >= rows["step"].combine(there_is, min) * (1.0 - TOLERANCE)
    at_work = rows[enough & (rows["units"] > 0) & (rows["type"] == rows["running"])]
    able = at_work.merge(case.production[["type", "resource", "service", "supervised_by"]], on=["type", "resource"])
    able = (
        able.loc[_supervised(case, able), ["site", "service", "period"]]
        .drop_duplicates()
        .rename(columns={"service": "component"})
    )
    parts = case.table("Pathways")
    parts = parts.loc[(parts["quantity"] > 0) & (parts["linked_share"] < 1), ["service", "component"]]
    number = parts.groupby("service")["component"].transform("count")
    have = parts.assign(number=number).merge(able, on="component")
    groups = have.groupby(["site", "service", "period", "number"], as_index=False).size()
    return groups.loc[groups["size"] == groups["number"], ["site", "service", "period"]].reset_index(drop=True)


def _supervised(case: Case, rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether work can be done: it needs no supervision, or the running type or a partner of the site has who gives it.

    A partner has it if it may run as a type that does.
    """
    partners = case.table("Links")[["site", "partner"]].merge(
        case.table("Sites")[["site", "types"]].explode("types").set_axis(["partner", "type"], axis=1), on="partner"
    )
    pairs = rows[["site", "supervised_by"]].merge(partners, on="site")
    able = pairs[has_supervisor(case, pairs)].set_index(["site", "supervised_by"]).index
    afar = rows.set_index(["site", "supervised_by"]).index.isin(able)
    return (rows["supervised_by"] == "") | has_supervisor(case, rows) | afar
