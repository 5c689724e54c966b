"""What the plan costs beyond today, by funding class, category and period, in million euros.

Kept capacity is free. Setting up is paid once, in the period in which a site begins to run as a type (a site of today
pays for conversion, where that cost is given), and closing in the one in which it no longer does. Capacity is paid
once, in the period in which it is added, and anew by a site that becomes another type: what was added is lost with the
type. Sites that are not what they are today pay their fixed yearly cost, less what they save beside a host in the same
house, added capacity its running cost and its staff, for every year of the period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planning_model.verify.capacity import over_time
from planning_model.verify.hosts import with_host_in_the_house
from planning_model.verify.opening import EXISTING

if TYPE_CHECKING:
    from planning_model.verify.case import Case

ATTRIBUTES = ["type", "carrier", "origin", "legal_basis"]
PAYMENT = [*ATTRIBUTES, "category", "period"]
ONE_OFF = ("setup", "closing", "investment", "recruiting")
EUR_IN_A_MILLION = 1e6


def costs(case: Case) -> pd.DataFrame:
    """type, carrier, origin, legal_basis, category, period, amount (million EUR within the period, above 0).

    A site that goes on as what it is today is of the origin ``existing``, any other ``new``, also if converted.
    Attributes that no pot rule mentions are empty, and all are empty for recruiting.
    """
    running = case.states[case.states["type"] != ""].merge(_prices(case), on="type")
    running["origin"] = np.where(running["type"] == running["today"], "existing", "new")
    by_site = [_setup(running), _closing(case), _fixed(case, running), _investment(case, running)]
    by_site += [*_by_module(case, running), _links(case, running)]
    rows = pd.concat([*by_site, _recruiting(case)], ignore_index=True)
    for attribute in ATTRIBUTES:
        if not (case.table("PotRules")[attribute] != "").any():
            rows[attribute] = ""
    total = rows.groupby(PAYMENT, as_index=False).agg(amount=("amount", "sum"))
    total["amount"] /= EUR_IN_A_MILLION
    return total[total["amount"] > 0].reset_index(drop=True)


def discount_factors(case: Case) -> pd.DataFrame:
    """period, one_off (factor of the first year), yearly (mean factor of its years)."""
    settings = case.instance.settings
    rows = []
    for period, first, years in case.periods[["period", "first_year", "years"]].itertuples(index=False):
        factors = [(1.0 + settings.discount_rate) ** (settings.base_year - first - year) for year in range(years)]
        rows.append((period, factors[0], sum(factors) / years))
    return pd.DataFrame(rows, columns=["period", "one_off", "yearly"])


def _setup(running: pd.DataFrame) -> pd.DataFrame:
    rows = running[running["type"] != running["before"]]
    converted = (rows["status"] == EXISTING) & rows["conversion_cost"].notna()
    once = rows["conversion_cost"].where(converted, rows["setup_cost"])
    return _part(rows, "setup", once + rows["extra_setup_cost"])


def _closing(case: Case) -> pd.DataFrame:
    rows = case.states[(case.states["before"] != "") & (case.states["type"] != case.states["before"])]
    rows = rows.assign(type=rows["before"], origin=np.where(rows["before"] == rows["today"], "existing", "new"))
    return _part(rows, "closing", rows["type"].map(case.table("Types").set_index("type")["closing_cost"]))


def _fixed(case: Case, running: pd.DataFrame) -> pd.DataFrame:
    rows = running[running["type"] != running["today"]]
    saving = rows["host_saving"].where(with_host_in_the_house(case, rows), 0.0)
    return _part(rows, "running", (rows["yearly_cost"] - saving) * rows["years"])


def _investment(case: Case, running: pd.DataFrame) -> pd.DataFrame:
    price = case.table("Resources").set_index("resource")["investment"]
    rows = over_time(case, "added").merge(running, on=["site", "period"], suffixes=("_added", ""))
    owned = rows["before_added"].where(rows["type"] == rows["before"], 0.0)
    bought = (rows["added"] - owned).clip(lower=0.0)
    return _part(rows, "investment", bought * rows["resource"].map(price))


def _by_module(case: Case, running: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    staffing = case.table("Staffing").merge(case.table("Professions"), on="profession")
    per_unit = (staffing["fte"] * staffing["staff_cost"]).groupby(staffing["resource"]).sum()
    rows = case.plan.modules.drop(columns="type").merge(running, on=["site", "period"])
    added = (rows["units"] - rows["kept"]) * rows["years"]
    running_cost = rows["resource"].map(case.table("Resources").set_index("resource")["running_cost"])
    staff_cost = rows["resource"].map(per_unit).fillna(0.0)
    return _part(rows, "running", added * running_cost), _part(rows, "staff", added * staff_cost)


def _links(case: Case, running: pd.DataFrame) -> pd.DataFrame:
    prices = case.table("Links")[["site", "partner", "yearly_cost"]].rename(columns={"yearly_cost": "of_link"})
    rows = case.plan.links.merge(prices, on=["site", "partner"]).merge(running, on=["site", "period"])
    return _part(rows, "running", rows["of_link"] * rows["years"])


def _recruiting(case: Case) -> pd.DataFrame:
    keys = ["grouping", "group", "profession", "period"]
    prices = case.table("LabourPools")[[*keys, "recruit_cost"]]
    rows = case.plan.recruits.merge(prices, on=keys)
    rows = rows.assign(**dict.fromkeys(ATTRIBUTES, ""))
    return _part(rows, "recruiting", rows["fte"] * rows["recruit_cost"])


def _part(rows: pd.DataFrame, category: str, euros: pd.Series[float]) -> pd.DataFrame:
    kept = rows[[*ATTRIBUTES, "period"]]
    return kept.assign(category=category, amount=euros)


def _prices(case: Case) -> pd.DataFrame:
    return case.table("Types")[["type", "setup_cost", "conversion_cost", "yearly_cost", "host_saving"]]
