"""What is left of what the plan builds and buys, in value, at its end."""

from __future__ import annotations

import pandas as pd

from instances.instance import Instance
from planning_model.plan import Plan
from reports.metrics.costs import EUR_PER_MILLION, investments, set_up
from reports.metrics.lookup import numbers


def residual_value(instance: Instance, plan: Plan, periods: list[str]) -> float:
    """Million EUR at present value: straight line over the lifetime, at sites that still run as the same type."""
    table = instance.tables["Periods"].set_index("period")
    end = int(table["first_year"].iloc[-1] + table["years"].iloc[-1])
    paid = pd.concat([_set_up(instance, plan, periods), _investments(instance, plan, periods)], ignore_index=True)
    last = plan.sites.loc[plan.sites["period"] == periods[-1], ["site", "type"]]
    rows = paid.merge(last, on=["site", "type"])
    age = end - numbers(rows["period"], table["first_year"])
    left = (1.0 - age / rows["lifetime"]).fillna(0.0).clip(lower=0.0)
    factor = (1.0 + instance.settings.discount_rate) ** (instance.settings.base_year - end)
    return float((rows["amount"] * left).sum()) * factor / EUR_PER_MILLION


def _set_up(instance: Instance, plan: Plan, periods: list[str]) -> pd.DataFrame:
    """site, type, period, amount (EUR), lifetime of every opening and conversion."""
    rows = set_up(instance, plan, periods)
    lifetime = instance.tables["Types"].set_index("type")["lifetime"]
    return rows.assign(lifetime=numbers(rows["type"], lifetime))[["site", "type", "period", "amount", "lifetime"]]


def _investments(instance: Instance, plan: Plan, periods: list[str]) -> pd.DataFrame:
    """The same of added capacity, by the type of the site then."""
    rows = investments(instance, plan, periods)
    lifetime = instance.tables["Resources"].set_index("resource")["lifetime"]
    return rows.assign(lifetime=numbers(rows["resource"], lifetime))[["site", "type", "period", "amount", "lifetime"]]
