"""Residual value: what was built and bought and still stands at the end, each by the years of its life that are left.

A set-up or a step of capacity counts where the site still runs as the type it was paid for. It loses its value in a
straight line from the first year of the period in which it was paid, and counts at the discount factor of the year
after the plan. Without a lifetime nothing is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planning_model.verify.costs import EUR_IN_A_MILLION, setting_up

if TYPE_CHECKING:
    from planning_model.verify.case import Case


def residual_value(case: Case) -> float:
    """Million EUR at present value."""
    settings = case.instance.settings
    last = case.periods.iloc[-1]
    end = int(last["first_year"]) + int(last["years"])
    rows = pd.concat([_set_up(case), _capacity(case)], ignore_index=True)
    at_the_end = case.states.loc[case.states["period"] == last["period"], ["site", "type"]]
    rows = rows.merge(at_the_end, on=["site", "type"])
    left = (1.0 - (end - rows["first_year"]) / rows["lifetime"]).fillna(0.0).clip(lower=0.0)
    factor = (1.0 + settings.discount_rate) ** (settings.base_year - end)
    return float((rows["euros"] * left).sum()) * factor / EUR_IN_A_MILLION


def _set_up(case: Case) -> pd.DataFrame:
    lifetime = case.table("Types").set_index("type")["lifetime"]
    rows = case.running_sites
    rows = rows[rows["type"] != rows["before"]]
    euros = setting_up(rows)
    return rows[["site", "type", "first_year"]].assign(lifetime=rows["type"].map(lifetime), euros=euros)


def _capacity(case: Case) -> pd.DataFrame:
    lifetime = case.table("Resources").set_index("resource")["lifetime"]
    rows = case.bought
    return rows[["site", "type", "first_year", "euros"]].assign(lifetime=rows["resource"].map(lifetime))
