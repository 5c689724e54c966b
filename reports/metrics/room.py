"""What the plan leaves over: whether its money and staff would do for one more site."""

from __future__ import annotations

import pandas as pd

from reports.metrics.costs import EUR_PER_MILLION
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.money import funding
from reports.metrics.staff import staff

ROUNDING = 1e-6


def limits(facts: Facts) -> pd.DataFrame:
    """site, type, resource, minimum, maximum of every site and type it may run as: its own, else the type's."""
    ways = facts.instance.tables["Sites"][["site", "types"]].explode("types").rename(columns={"types": "type"})
    rows = ways.dropna(subset="type").merge(facts.instance.tables["TypeResources"], on="type")
    own = facts.instance.tables["SiteLimits"][["site", "resource", "minimum", "maximum"]]
    rows = rows.merge(own, on=["site", "resource"], how="left", suffixes=("_type", ""))
    rows["minimum"] = rows["minimum"].fillna(rows["minimum_type"])
    rows["maximum"] = rows["maximum"].fillna(rows["maximum_type"])
    return rows[["site", "type", "resource", "minimum", "maximum"]]


def unaffordable_types(facts: Facts, sites: pd.Series) -> pd.DataFrame:
    """Site × type: its smallest size costs more, in every period, than all pots together have left in it."""
    pots = facts.once(funding)
    left = pots["free"].groupby(pots["period"]).sum()
    yearly, once = _smallest_cost(facts, sites)
    too_dear = ~_none(facts, sites)
    for period in facts.periods:
        million = (once + float(facts.years[period]) * yearly) / EUR_PER_MILLION
        too_dear &= million > float(left[period]) + ROUNDING
    return too_dear


def understaffed_types(facts: Facts, sites: pd.Series) -> pd.DataFrame:
    """Site × type: some pool of the site lacks, in the last period, the staff of the smallest size."""
    pools = facts.once(staff)
    pools = pools[(pools["period"] == facts.last) & pools["available"].notna()]
    left = pools.assign(left=pools["free"] + (pools["recruitable"] - pools["recruited"]).clip(lower=0.0))
    needed = _smallest_staff(facts)
    lacking = _none(facts, sites)
    for pool in left[["grouping", "group", "profession", "left"]].to_dict("records"):
        inside = facts.group_of(str(pool["grouping"]), sites, "Sites") == pool["group"]
        fte = _by_type(facts, sites, needed.loc[needed["profession"] == pool["profession"], ["site", "type", "fte"]])
        lacking |= (fte > pool["left"] + ROUNDING).mul(inside, axis=0)
    return lacking


def types_with_doctors(facts: Facts, sites: pd.Series) -> pd.DataFrame:
    """Site × type: even the smallest size has doctors who count."""
    factor = facts.instance.tables["Resources"].set_index("resource")["counting_factor"]
    rows = facts.once(limits)
    counted = rows["minimum"] * numbers(rows["resource"], factor)
    return _by_type(facts, sites, rows[["site", "type"]].assign(counted=counted)) > 0


def _smallest_cost(facts: Facts, sites: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Site × type: yearly cost and one-off cost of the smallest size, EUR."""
    tables = facts.instance.tables
    resources, types = tables["Resources"].set_index("resource"), tables["Types"].set_index("type")
    salaries = tables["Professions"].set_index("profession")["staff_cost"]
    staffing = tables["Staffing"]
    wages = (staffing["fte"] * numbers(staffing["profession"], salaries)).groupby(staffing["resource"]).sum()
    rows = facts.once(limits)
    running = numbers(rows["resource"], resources["running_cost"]) + numbers(rows["resource"], wages).fillna(0.0)
    yearly = _by_type(facts, sites, rows[["site", "type"]].assign(euros=rows["minimum"] * running))
    bought = rows["minimum"] * numbers(rows["resource"], resources["investment"])
    once = _by_type(facts, sites, rows[["site", "type"]].assign(euros=bought))
    return yearly + types["yearly_cost"], once + types["setup_cost"]


def _smallest_staff(facts: Facts) -> pd.DataFrame:
    """site, type, profession, fte of the capacity that a site must have as the type."""
    rows = facts.once(limits).merge(facts.instance.tables["Staffing"], on="resource")
    fte = (rows["minimum"] * rows["fte"]).groupby([rows["site"], rows["type"], rows["profession"]]).sum()
    return fte.rename("fte").reset_index()


def _by_type(facts: Facts, sites: pd.Series, rows: pd.DataFrame) -> pd.DataFrame:
    """Site × type: sums of the last column of ``rows`` (site, type, a number); 0 where nothing is said."""
    sums = rows.groupby(["site", "type"])[rows.columns[-1]].sum().unstack("type")
    wide = sums.reindex(index=sites, columns=facts.instance.tables["Types"]["type"]).fillna(0.0)
    return wide.set_axis(sites.index)


def _none(facts: Facts, sites: pd.Series) -> pd.DataFrame:
    """Site × type, all false."""
    return pd.DataFrame(False, index=sites.index, columns=list(facts.instance.tables["Types"]["type"]))
