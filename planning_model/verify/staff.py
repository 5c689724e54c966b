"""Staff: what the capacity needs is there or recruited, and no more is recruited than can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.groups import group_of
from planning_model.verify.tolerance import excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

POOL = ["grouping", "group", "profession"]
FTE = N_("FTE")


def labour_pool(case: Case) -> list[Violation]:
    """In every labour pool the staff needed is available or has been recruited up to then."""
    rows = case.table("LabourPools")[[*POOL, "period", "available"]]
    rows = rows.merge(_need(case), on=[*POOL, "period"], how="left").fillna({"need": 0.0})
    rows = rows.merge(_recruited(case), on=[*POOL, "period"], how="left").fillna({"recruited": 0.0})
    rows["there"] = rows["available"] + rows["recruited"]
    rows["amount"] = excess(rows["need"], rows["there"])
    message = N_("{need} posts are needed, {there} are there")
    return violations("labour_pool", rows, message, FTE, tuple(POOL))


def recruitable(case: Case) -> list[Violation]:
    """No more is recruited than the pool can gain; nothing where there is no pool."""
    pools = case.table("LabourPools")[[*POOL, "period", "recruitable"]]
    rows = case.plan.recruits.merge(pools, on=[*POOL, "period"], how="left").fillna({"recruitable": 0.0})
    rows["amount"] = excess(rows["fte"], rows["recruitable"])
    message = N_("{fte} posts are recruited, {recruitable} can be")
    return violations("recruitable", rows, message, FTE, tuple(POOL))


def _need(case: Case) -> pd.DataFrame:
    """grouping, group, profession, period, need (FTE), for every grouping that a pool speaks of."""
    posts = case.plan.modules.merge(case.table("Staffing"), on="resource").merge(case.table("Sites"), on="site")
    posts["need"] = posts["units"] * posts["fte"]
    parts = [
        posts.assign(grouping=grouping, group=group_of(posts, grouping))
        for grouping in case.table("LabourPools")["grouping"].unique()
    ]
    if not parts:
        return pd.DataFrame(columns=[*POOL, "period", "need"])
    return pd.concat(parts).groupby([*POOL, "period"], as_index=False).agg(need=("need", "sum"))


def _recruited(case: Case) -> pd.DataFrame:
    """grouping, group, profession, period, recruited: all that has been recruited up to and within the period."""
    order = case.periods[["period", "position"]]
    hired = case.plan.recruits.merge(order, on="period").rename(columns={"position": "hired_in"})
    later = hired.drop(columns="period").merge(order, how="cross")
    later = later[later["hired_in"] <= later["position"]]
    return later.groupby([*POOL, "period"], as_index=False).agg(recruited=("fte", "sum"))
