"""Revenue: nothing is covered that is not earned, and nobody is paid more than running the site costs.

A site earns from the day it is no longer what it is today: a lump sum a year, an amount for each unit of a service that
its own resources work, an amount for each equivalent resident who is assigned to it. All rows that fit add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.costs import EUR_IN_A_MILLION
from planning_model.verify.tolerance import excess
from planning_model.verify.totals import added_up
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

MILLION_EUR = N_("million €")
RUN = ["site", "type", "period"]


def revenue_earned(case: Case) -> list[Violation]:
    """What revenue covers at a site in a period is within what the site earns as the type it runs as."""
    if case.plan.revenues.empty:
        return []
    used = added_up(case.plan.revenues, RUN, used="amount")
    rows = used.merge(_earned(case), on=RUN, how="left").fillna({"earned": 0.0})
    rows["amount"] = excess(rows["used"], rows["earned"])
    message = N_("revenue covers {used} million €, but {earned} are earned")
    return violations("revenue_earned", rows, message, MILLION_EUR, ("site", "type"))


def revenue_within_cost(case: Case) -> list[Violation]:
    """Revenue covers running cost and staff of its own site, and no more than these cost."""
    if case.plan.revenues.empty:
        return []
    keys = ["site", "category", "period"]
    cost = case.site_costs[case.site_costs["category"].isin(("running", "staff"))]
    cost = added_up(cost, keys, cost="amount")
    rows = case.plan.revenues.rename(columns={"amount": "used"}).merge(cost, on=keys, how="left").fillna({"cost": 0.0})
    rows["cost"] /= EUR_IN_A_MILLION
    rows["amount"] = excess(rows["used"], rows["cost"])
    message = N_("revenue covers {used} million €, but the cost is {cost}")
    return violations("revenue_within_cost", rows, message, MILLION_EUR, ("site", "category"))


def _earned(case: Case) -> pd.DataFrame:
    """site, type, period, earned (million EUR within the period)."""
    new = case.running_sites
    new = new[new["origin"] == "new"][[*RUN, "years"]]
    parts = [new.merge(_lump_sums(case), on="type"), new.merge(_for_services(case), on=RUN)]
    rows = pd.concat([part[[*RUN, "years", "euros"]] for part in parts], ignore_index=True)
    rows["earned"] = rows["euros"] * rows["years"] / EUR_IN_A_MILLION
    return added_up(rows, RUN, earned="earned")


def _lump_sums(case: Case) -> pd.DataFrame:
    """type, euros (a year) of every sum that is paid for a site as such."""
    rows = _of_every_type(case)
    rows = rows[rows["basis"] == "site"]
    return rows.rename(columns={"amount": "euros"})[["type", "euros"]]


def _for_services(case: Case) -> pd.DataFrame:
    """site, type, period, euros (a year) of every amount for what the site works or whom it answers for."""
    units = added_up(case.plan.work, [*RUN, "service"], number="amount")
    trips = case.trips.assign(heads=case.trips["share"] * case.trips["heads"])
    residents = added_up(trips, ["site", "service", "period"], number="heads")
    residents = residents.merge(case.plan.sites[RUN], on=["site", "period"])
    paid = pd.concat([units.assign(basis="unit"), residents.assign(basis="resident")], ignore_index=True)
    rows = _of_every_type(case).merge(paid, on=["type", "service", "basis"])
    return rows.assign(euros=rows["amount"] * rows["number"])[[*RUN, "euros"]]


def _of_every_type(case: Case) -> pd.DataFrame:
    """The rows of the sheet, those without a type repeated for all."""
    rows = case.table("Revenue")
    general = rows[rows["type"] == ""].drop(columns="type").merge(case.table("Types")[["type"]], how="cross")
    return pd.concat([rows[rows["type"] != ""], general], ignore_index=True)
