"""What the plan costs beyond today, by funding class, category and period, in million euros, less revenue.

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

from instances.complete import PLACE_GROUPS
from planning_model.verify.groups import within
from planning_model.verify.hosts import with_host_in_the_house
from planning_model.verify.opening import EXISTING
from planning_model.verify.totals import added_up

if TYPE_CHECKING:
    from planning_model.verify.case import Case

MENTIONED = ["type", "carrier", "origin", "legal_basis"]
ATTRIBUTES = [*MENTIONED, *PLACE_GROUPS, "site"]
PAYMENT = [*ATTRIBUTES, "category", "period"]
ONE_OFF = ("setup", "closing", "investment", "recruiting")
EUR_IN_A_MILLION = 1e6


def costs(case: Case) -> pd.DataFrame:
    """The columns of PAYMENT and amount (million EUR within the period, above 0).

    A site that goes on as what it is today is of the origin ``existing``, any other ``new``, also if converted.
    Attributes that no pot rule mentions are empty, and so are groups that no pot or rule names, and the site unless
    it is paid for by itself. Recruiting has no attributes but the group of its labour pool.
    """
    parts = [case.site_costs]
    parts += [] if case.plan.revenues.empty else [_covered(case)]
    parts += [] if case.plan.recruits.empty else [_recruiting(case)]
    rows = _told_apart(case, pd.concat(parts, ignore_index=True))
    total = added_up(rows, PAYMENT, amount="amount")
    total["amount"] /= EUR_IN_A_MILLION
    return total[total["amount"] > 0].reset_index(drop=True)


def site_costs(case: Case) -> pd.DataFrame:
    """The columns of PAYMENT, nothing left empty, and amount (EUR within the period): cost before revenue."""
    running = case.running_sites
    by_site = [_setup(running), _closing(case), _fixed(case, running), _investment(case)]
    by_site += _by_module(case, running)
    by_site += [] if case.plan.links.empty else [_links(case, running)]
    return pd.concat(by_site, ignore_index=True)


def running_sites(case: Case) -> pd.DataFrame:
    """Every open site in every period, with its columns, its type's prices and its origin."""
    running = case.states[case.states["type"] != ""].merge(_prices(case), on="type")
    return running.assign(origin=np.where(running["type"] == running["today"], "existing", "new"))


def own_projects(case: Case) -> set[str]:
    """The sites that may take money by a rule that excludes another pot: each is paid for by itself."""
    rules = case.table("PotRules")
    rules = rules[rules["excludes_pot"] != ""].rename(columns=lambda name: f"asked_{name}")
    if rules.empty:
        return set()
    sites = case.table("Sites")
    ways = sites.explode("types").rename(columns={"types": "type"}).dropna(subset="type")
    goes_on = (ways["status"] == "existing") & (ways["type"] == ways["present_type"])
    ways = ways.assign(origin=np.where(goes_on, "existing", "new"))
    return set(concerned(ways.merge(rules, how="cross"))["site"])


def concerned(pairs: pd.DataFrame) -> pd.DataFrame:
    """Of costs beside rules (``asked_…``) those where the rule speaks of the cost; what is left empty matches all."""
    fits = within(pairs, pairs["asked_grouping"], pairs["asked_group"])
    for name in MENTIONED:
        fits &= (pairs[f"asked_{name}"] == "") | (pairs[f"asked_{name}"] == pairs[name])
    return pairs[fits]


def _told_apart(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with only those attributes that matter to some pot or rule."""
    pots, rules = case.table("Pots"), case.table("PotRules")
    rows = rows.copy()
    for attribute in MENTIONED:
        if not (rules[attribute] != "").any():
            rows[attribute] = ""
    for grouping in PLACE_GROUPS:
        named = {name for table in (pots, rules) for name in table.loc[table["grouping"] == grouping, "group"]}
        rows[grouping] = rows[grouping].where(rows[grouping].isin(named), "")
    rows["site"] = rows["site"].where(rows["site"].isin(own_projects(case)), "")
    return rows


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
    return _part(rows, "setup", setting_up(rows))


def setting_up(rows: pd.DataFrame) -> pd.Series[float]:
    """EUR for beginning to run as the type; a site of today pays for conversion, where that cost is given."""
    converted = (rows["status"] == EXISTING) & rows["conversion_cost"].notna()
    return rows["conversion_cost"].where(converted, rows["setup_cost"]) + rows["extra_setup_cost"]


def _closing(case: Case) -> pd.DataFrame:
    rows = case.states[(case.states["before"] != "") & (case.states["type"] != case.states["before"])]
    rows = rows.assign(type=rows["before"], origin=np.where(rows["before"] == rows["today"], "existing", "new"))
    return _part(rows, "closing", rows["type"].map(case.table("Types").set_index("type")["closing_cost"]))


def _fixed(case: Case, running: pd.DataFrame) -> pd.DataFrame:
    rows = running[running["type"] != running["today"]]
    saving = rows["host_saving"].where(with_host_in_the_house(case, rows), 0.0)
    return _part(rows, "running", (rows["yearly_cost"] - saving) * rows["years"])


def bought(case: Case) -> pd.DataFrame:
    """Every running site, resource and period with ``euros``, the price of the capacity that is bought then."""
    price = case.table("Resources").set_index("resource")["investment"]
    rows = case.added.merge(case.running_sites, on=["site", "period"], suffixes=("_added", ""))
    owned = rows["before_added"].where(rows["type"] == rows["before"], 0.0)
    return rows.assign(euros=(rows["added"] - owned).clip(lower=0.0) * rows["resource"].map(price))


def _investment(case: Case) -> pd.DataFrame:
    return _part(case.bought, "investment", case.bought["euros"])


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
    groups = {name: rows["group"].where(rows["grouping"] == name, "") for name in PLACE_GROUPS}
    rows = rows.assign(**dict.fromkeys(ATTRIBUTES, "")).assign(**groups)
    return _part(rows, "recruiting", rows["fte"] * rows["recruit_cost"])


def _covered(case: Case) -> pd.DataFrame:
    """What revenue takes off the costs."""
    rows = case.plan.revenues.drop(columns="type").merge(case.running_sites, on=["site", "period"])
    return rows[[*PAYMENT, "amount"]].assign(amount=-EUR_IN_A_MILLION * rows["amount"])


def _part(rows: pd.DataFrame, category: str, euros: pd.Series[float]) -> pd.DataFrame:
    kept = rows[[*ATTRIBUTES, "period"]]
    return kept.assign(category=category, amount=euros)


def _prices(case: Case) -> pd.DataFrame:
    return case.table("Types")[["type", "setup_cost", "conversion_cost", "yearly_cost", "host_saving"]]
