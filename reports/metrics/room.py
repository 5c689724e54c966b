"""What the plan leaves over: whether its money and staff would do for one more site."""

from __future__ import annotations

import pandas as pd

from reports.metrics.costs import EUR_PER_MILLION
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.money import funding
from reports.metrics.staff import staff

ROUNDING = 1e-6


def unaffordable_types(facts: Facts) -> set[str]:
    """Types whose smallest site costs more, in every period, than all pots together have left in it."""
    pots = facts.once(funding)
    left = pots["free"].groupby(pots["period"]).sum()
    types = facts.instance.tables["Types"].set_index("type")
    yearly, once = _smallest_site(facts)
    by_year, at_once = types["yearly_cost"] + yearly, types["setup_cost"] + once
    too_much = pd.DataFrame(
        {
            period: (at_once + float(facts.years[period]) * by_year) / EUR_PER_MILLION > float(left[period]) + ROUNDING
            for period in facts.periods
        }
    )
    return set(too_much.index[too_much.all(axis=1)])


def understaffed_types(facts: Facts, sites: pd.Series) -> pd.DataFrame:
    """Site × type: some pool of the site lacks, in the last period, the staff of the smallest site of the type."""
    pools = facts.once(staff)
    pools = pools[(pools["period"] == facts.last) & pools["available"].notna()]
    left = pools.assign(left=pools["free"] + (pools["recruitable"] - pools["recruited"]).clip(lower=0.0))
    needed = _smallest_staff(facts)
    lacking = pd.DataFrame(False, index=sites.index, columns=list(facts.instance.tables["Types"]["type"]))
    for pool in left[["grouping", "group", "profession", "left"]].to_dict("records"):
        inside = facts.group_of(str(pool["grouping"]), sites, "Sites") == pool["group"]
        fte = needed[needed["profession"] == pool["profession"]]
        lacking.loc[inside, list(fte.loc[fte["fte"] > pool["left"] + ROUNDING, "type"])] = True
    return lacking


def _smallest_site(facts: Facts) -> tuple[pd.Series, pd.Series]:
    """By type: yearly cost and investment of the capacity that a site of the type must have, EUR."""
    resources = facts.instance.tables["Resources"].set_index("resource")
    salaries = facts.instance.tables["Professions"].set_index("profession")["staff_cost"]
    staffing = facts.instance.tables["Staffing"]
    wages = (staffing["fte"] * numbers(staffing["profession"], salaries)).groupby(staffing["resource"]).sum()
    rows = facts.instance.tables["TypeResources"]
    running = numbers(rows["resource"], resources["running_cost"]) + numbers(rows["resource"], wages).fillna(0.0)
    types = facts.instance.tables["Types"]["type"]
    yearly = (rows["minimum"] * running).groupby(rows["type"]).sum().reindex(types, fill_value=0.0)
    once = rows["minimum"] * numbers(rows["resource"], resources["investment"])
    return yearly, once.groupby(rows["type"]).sum().reindex(types, fill_value=0.0)


def _smallest_staff(facts: Facts) -> pd.DataFrame:
    """type, profession, fte of the capacity that a site of the type must have."""
    rows = facts.instance.tables["TypeResources"].merge(facts.instance.tables["Staffing"], on="resource")
    fte = (rows["minimum"] * rows["fte"]).groupby([rows["type"], rows["profession"]]).sum()
    return fte.rename("fte").reset_index()
