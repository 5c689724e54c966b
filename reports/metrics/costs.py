"""What each site costs in addition to today, from the instance's unit costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.complete import Settings
from instances.instance import Instance
from planning_model.plan import Plan
from reports.metrics.lookup import numbers

EUR_PER_MILLION = 1e6
FIXED = ["setup_cost", "conversion_cost", "yearly_cost", "host_types", "host_saving"]
WANTED = ["site", "period", "category", "amount"]
EVERY_YEAR = ("running", "staff", "revenue")
"""What a site costs in every year of a period, with what its revenue takes off."""


def discount_factors(periods: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """By period: factor of a one-off cost (first year) and of an even one (mean over its years)."""
    growth = 1.0 + settings.discount_rate

    def factor(year: int) -> float:
        return float(growth ** -(year - settings.base_year))

    rows = {
        period: {
            "one_off": factor(first),
            "running": sum(factor(year) for year in range(first, first + years)) / years,
        }
        for period, first, years in periods[["period", "first_year", "years"]].itertuples(index=False)
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def site_costs(instance: Instance, plan: Plan, periods: list[str]) -> pd.DataFrame:
    """site, period, category, amount in million EUR within the period; the category ``revenue`` is below 0."""
    years = instance.tables["Periods"].set_index("period")["years"]
    parts = [
        set_up(instance, plan, periods),
        _closings(instance, plan, periods),
        _yearly(instance, plan, years),
        investments(instance, plan, periods),
        *_costs_of_capacity(instance, plan, years),
        _links(instance, plan, years),
        plan.revenues.assign(category="revenue", amount=-EUR_PER_MILLION * plan.revenues["amount"]),
    ]
    rows = pd.concat(parts, ignore_index=True)
    total = rows.groupby(["site", "period", "category"], sort=False)["amount"].sum() / EUR_PER_MILLION
    return total[total != 0].reset_index()


def set_up(instance: Instance, plan: Plan, periods: list[str]) -> pd.DataFrame:
    """site, type, period, category, amount (EUR): paid once, in the first period a site runs as its type.

    A site of today that becomes another type pays for its conversion instead, where that cost is given.
    """
    rows = _begun(_running(instance, plan))
    order = rows["period"].map({period: position for position, period in enumerate(periods)})
    first = rows.assign(order=order).sort_values("order", kind="stable").drop_duplicates(["site", "type"])
    converted = (first["status"] == "existing") & first["conversion_cost"].notna()
    once = first["conversion_cost"].where(converted, first["setup_cost"])
    paid = first.assign(category="setup", amount=once + first["extra_setup_cost"])
    return paid[["site", "type", "period", "category", "amount"]]


def _yearly(instance: Instance, plan: Plan, years: pd.Series) -> pd.DataFrame:
    """The type's yearly cost, as long as a site runs so, less what it saves beside a host in its house."""
    running = _running(instance, plan)
    rows = _begun(running)
    cost = rows["yearly_cost"] - rows["host_saving"].where(_beside_host(rows, running), 0.0)
    return rows.assign(category="running", amount=cost.to_numpy() * years[rows["period"]].to_numpy())[WANTED]


def _running(instance: Instance, plan: Plan) -> pd.DataFrame:
    """Every open site in every period, with its type's fixed cost."""
    sites = instance.tables["Sites"].set_index("site")
    rows = plan.sites[plan.sites["type"] != ""].merge(instance.tables["Types"][["type", *FIXED]], on="type")
    return rows.merge(sites[["status", "present_type", "extra_setup_cost", "house"]], left_on="site", right_index=True)


def _begun(running: pd.DataFrame) -> pd.DataFrame:
    """Those that do not go on as what they are today."""
    return running[(running["status"] != "existing") | (running["present_type"] != running["type"])]


def _beside_host(guests: pd.DataFrame, running: pd.DataFrame) -> pd.Series:
    """For each guest: whether another site in the same house runs as one of its host types."""
    housed = guests[guests["house"] != ""].reset_index()
    beside = housed.merge(running, on=["house", "period"], suffixes=("", "_host"))
    pairs = zip(beside["type_host"], beside["host_types"], strict=True)
    carries = np.array([kind in hosts.split(", ") for kind, hosts in pairs], dtype=bool)
    beside = beside[carries & (beside["site"] != beside["site_host"])]
    return pd.Series(guests.index.isin(beside["index"]), index=guests.index)


def _closings(instance: Instance, plan: Plan, periods: list[str]) -> pd.DataFrame:
    """Paid once, in the first period in which a site no longer runs as what it ran as before."""
    sites = instance.tables["Sites"].set_index("site")
    price = instance.tables["Types"].set_index("type")["closing_cost"]
    types = plan.sites.pivot(index="site", columns="period", values="type")[periods]
    today = sites["present_type"].where(sites["status"] == "existing", "").reindex(types.index)
    before = types.shift(axis=1)
    before[periods[0]] = today
    rows = pd.DataFrame({"type": types.stack(), "before": before.stack()}).reset_index()
    rows = rows[(rows["before"] != "") & (rows["type"] != rows["before"])]
    return rows.assign(category="closing", amount=numbers(rows["before"], price))[WANTED]


def investments(instance: Instance, plan: Plan, periods: list[str]) -> pd.DataFrame:
    """site, type, resource, period, units, category, amount (EUR): paid on what a period adds to the periods before.

    A site that becomes another type pays anew, for what was added is lost with the type.
    """
    price = instance.tables["Resources"].set_index("resource")["investment"]
    keys = ["site", "type", "resource"]
    added = plan.modules.groupby([*keys, "period"])["added"].sum().unstack("period", fill_value=0)
    added = added.reindex(columns=periods, fill_value=0)
    new = added.diff(axis=1).fillna(added).clip(lower=0.0)
    rows = new.reset_index().melt(keys, var_name="period", value_name="units")
    return rows.assign(category="investment", amount=rows["units"] * numbers(rows["resource"], price))


def _links(instance: Instance, plan: Plan, years: pd.Series) -> pd.DataFrame:
    """What the links in use cost every year; the site pays, not the partner."""
    prices = instance.tables["Links"][["site", "partner", "yearly_cost"]]
    rows = plan.links.merge(prices, on=["site", "partner"])
    return rows.assign(category="running", amount=rows["yearly_cost"] * rows["period"].map(years))[WANTED]


def _costs_of_capacity(instance: Instance, plan: Plan, years: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Running cost and staff of capacity beyond what is kept of today."""
    tables = instance.tables
    running = tables["Resources"].set_index("resource")["running_cost"]
    salaries = tables["Staffing"].merge(tables["Professions"][["profession", "staff_cost"]], on="profession")
    staff = (salaries["fte"] * salaries["staff_cost"]).groupby(salaries["resource"]).sum()
    rows = plan.modules
    new = (rows["units"] - rows["kept"]).to_numpy() * years[rows["period"]].to_numpy()
    return (
        rows.assign(category="running", amount=new * numbers(rows["resource"], running)),
        rows.assign(category="staff", amount=new * numbers(rows["resource"], staff).fillna(0.0)),
    )
