"""Staff: what the capacity needs is there or recruited, and no more is recruited than can be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.groups import GROUP_COLUMNS, group_of
from planning_model.verify.tolerance import excess
from planning_model.verify.totals import added_up
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

POOL = ["grouping", "group", "profession"]
FTE = N_("FTE")


def labour_pool(case: Case) -> list[Violation]:
    """In every labour pool the staff needed is available or has been recruited up to then."""
    if case.table("LabourPools").empty:
        return []
    rows = case.table("LabourPools")[[*POOL, "period", "available"]]
    rows = rows.merge(_need(case), on=[*POOL, "period"], how="left").fillna({"need": 0.0})
    rows = rows.merge(_recruited(case), on=[*POOL, "period"], how="left").fillna({"recruited": 0.0})
    rows["there"] = rows["available"] + rows["recruited"]
    rows["amount"] = excess(rows["need"], rows["there"])
    message = N_("{need} posts are needed, {there} are there")
    return violations("labour_pool", rows, message, FTE, tuple(POOL))


def recruitable(case: Case) -> list[Violation]:
    """No more is recruited than the pool can gain, with what team sites add; nothing where there is no pool."""
    if case.plan.recruits.empty:
        return []
    pools = case.table("LabourPools")[[*POOL, "period", "recruitable", "team_uplift"]]
    rows = case.plan.recruits.merge(pools, on=[*POOL, "period"], how="left")
    rows = rows.merge(_teams(case), on=["grouping", "group", "period"], how="left").fillna(
        {"recruitable": 0.0, "team_uplift": 0.0, "teams": 0.0}
    )
    rows["most"] = rows["recruitable"] + rows["team_uplift"] * rows["teams"]
    rows["amount"] = excess(rows["fte"], rows["most"])
    message = N_("{fte} posts are recruited, {most} can be")
    return violations("recruitable", rows, message, FTE, tuple(POOL))


def _teams(case: Case) -> pd.DataFrame:
    """grouping, group, period, teams: how many sites run as a team type."""
    attract = case.table("Types").set_index("type")["is_team"]
    sites = case.plan.sites.merge(case.table("Sites")[["site", *GROUP_COLUMNS]], on="site")
    sites = sites[sites["type"].map(attract).eq(True)]
    parts = [
        sites.assign(grouping=grouping, group=group_of(sites, grouping))
        for grouping in case.table("LabourPools")["grouping"].unique()
    ]
    if not parts:
        return pd.DataFrame(columns=["grouping", "group", "period", "teams"])
    return added_up(pd.concat(parts).assign(teams=1), ["grouping", "group", "period"], teams="teams")


def _need(case: Case) -> pd.DataFrame:
    """grouping, group, profession, period, need (FTE), for every grouping that a pool speaks of."""
    posts = case.plan.modules.merge(case.table("Staffing"), on="resource")
    posts = posts.merge(case.table("Sites")[["site", *GROUP_COLUMNS]], on="site")
    posts["need"] = posts["units"] * posts["fte"]
    parts = [
        posts.assign(grouping=grouping, group=group_of(posts, grouping))
        for grouping in case.table("LabourPools")["grouping"].unique()
    ]
    if not parts:
        return pd.DataFrame(columns=[*POOL, "period", "need"])
    return added_up(pd.concat(parts), [*POOL, "period"], need="need")


def _recruited(case: Case) -> pd.DataFrame:
    """grouping, group, profession, period, recruited: of all recruited up to then those who have stayed."""
    order = case.periods[["period", "position"]]
    hired = case.plan.recruits.merge(order, on="period").rename(columns={"position": "hired_in"})
    later = hired.drop(columns="period").merge(order, how="cross")
    later = later[later["hired_in"] <= later["position"]]
    later["stayed"] = later["fte"] * _staying(case, later)
    return added_up(later, [*POOL, "period"], recruited="stayed")


def _staying(case: Case, hired: pd.DataFrame) -> list[float]:
    """The share of every row that is still there: each period after the first keeps its retention of the rest."""
    table = case.table("LabourPools").merge(case.periods[["period", "position"]], on="period")
    keeps = table.set_index([*POOL, "position"])["retention"].to_dict()
    return [
        math.prod(keeps.get((*pool, period), 1.0) for period in range(since + 1, until + 1))
        for *pool, since, until in hired[[*POOL, "hired_in", "position"]].itertuples(index=False)
    ]
