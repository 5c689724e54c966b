"""Demand, recomputed from residents by age group, and compared with the demand the instance states.

    demand = residents in the period · Σ over age groups of (share · rate) · need factor

An explicit demand replaces it. The need factor shifts demand towards deprived places and keeps its total in the first
period. *Equivalent residents* (heads) are demand divided by the state's mean demand per resident in the first period
that has any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify.groups import GROUP_COLUMNS
from planning_model.verify.tolerance import difference
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

SHARE, RATE = "share_", "rate_"
SMALLEST_NEED = 0.1
KEYS = ["place", "service", "period"]


def residents(case: Case) -> pd.DataFrame:
    """place, period, residents, and the groups of the place."""
    places = case.table("Places")[["place", "residents", "growth", *GROUP_COLUMNS]]
    both = places.merge(case.periods, how="cross")
    elapsed = both["first_year"] - case.instance.settings.base_year
    both["residents"] = both["residents"] * np.power(1.0 + both["growth"], elapsed)
    return both[["place", "period", "residents", *GROUP_COLUMNS]]


def demand(case: Case) -> pd.DataFrame:
    """place, service, period, amount (service units per year), heads, unmet_weight; rows with demand only."""
    computed = case.need_by_age.merge(_need(case), on=["place", "service"])
    computed["amount"] = computed["plain"] * computed["need"]
    explicit = case.table("Demand").set_index(KEYS)["amount"]
    amount = _moved(case, explicit.combine_first(computed.set_index(KEYS)["amount"]))
    table = amount.rename("amount").reset_index()
    table["heads"] = table["amount"] / table["service"].map(_per_head(case, table))
    table["unmet_weight"] = table["service"].map(case.table("Services").set_index("service")["unmet_weight"])
    return table[table["amount"] > 0].reset_index(drop=True)


def demand_stated(case: Case) -> list[Violation]:
    """The demand the plan was made for is the demand that follows from the workbook."""
    stated = case.instance.demand.rename(columns={"amount": "stated"})
    both = case.demand.merge(stated, on=KEYS, how="outer").fillna({"amount": 0.0, "stated": 0.0})
    rows = both.rename(columns={"amount": "wanted"})
    rows["amount"] = difference(rows["stated"], rows["wanted"])
    message = N_("the demand was taken as {stated} instead of {wanted}")
    return violations("demand", rows, message, N_("service units per year"), ("place", "service"))


def _moved(case: Case, amount: pd.Series[float]) -> pd.Series[float]:
    """The demand after pathways took over a share of their parts, one occasion for every so many units replaced."""
    pathways, changed = case.table("Pathways"), [amount]
    columns = ["service", "component", "moved_share", "replaced"]
    moving = pathways.loc[pathways["moved_share"] > 0, columns]
    for service, component, share, replaced in moving.itertuples(index=False, name=None):
        taken: pd.Series[float] = share * amount[amount.index.get_level_values("service") == component]
        changed += [-taken, taken.rename(index={component: service}, level="service") / replaced]
    return pd.concat(changed).groupby(level=KEYS, sort=False).sum()


def by_age(case: Case) -> pd.DataFrame:
    """place, service, period, plain: demand without the need factor."""
    places, services = case.table("Places"), case.table("Services")
    ages = [name.removeprefix(RATE) for name in services.columns if name.startswith(RATE)]
    shares = places.set_index("place")[[SHARE + age for age in ages]].set_axis(ages, axis=1)
    rates = services.set_index("service")[[RATE + age for age in ages]].set_axis(ages, axis=1)
    per_resident = (shares @ rates.T).stack().reset_index().set_axis(["place", "service", "per_resident"], axis=1)
    table = per_resident.merge(case.residents[["place", "period", "residents"]], on="place")
    table["plain"] = table["per_resident"] * table["residents"]
    return table[[*KEYS, "plain"]]


def _need(case: Case) -> pd.DataFrame:
    """place, service, need: the factor by which deprivation shifts demand."""
    places = case.table("Places")[["place", "residents", "deprivation"]]
    known = places.dropna(subset="deprivation")
    people = known["residents"].sum()
    mean = (known["deprivation"] * known["residents"]).sum() / people if people > 0 else 0.0
    table = places.merge(case.table("Services")[["service", "deprivation_effect"]], how="cross")
    table["need"] = 1.0 + table["deprivation_effect"] * (table["deprivation"].fillna(mean) - mean)
    table["need"] = table["need"].clip(lower=SMALLEST_NEED)
    plain = case.need_by_age
    plain = plain[plain["period"] == _first(case)]
    table = table.merge(plain[["place", "service", "plain"]], on=["place", "service"])
    table["shifted"] = table["plain"] * table["need"]
    totals = table.groupby("service")[["plain", "shifted"]].sum()
    scale = (totals["plain"] / totals["shifted"]).where(totals["shifted"] > 0, 1.0)
    return table[["place", "service"]].assign(need=table["need"] * table["service"].map(scale))


def _per_head(case: Case, table: pd.DataFrame) -> pd.Series[float]:
    """Mean demand per resident of the state, by service, in the first period in which somebody needs it."""
    people = case.residents.groupby("period")["residents"].sum()
    sums = table.groupby(["service", "period"], as_index=False)["amount"].sum()
    ordered = sums.merge(case.periods[["period", "position"]], on="period").sort_values("position")
    first = ordered.drop_duplicates("service").set_index("service")
    per_head: pd.Series[float] = first["amount"] / first["period"].map(people).replace(0.0, 1.0)
    return per_head


def _first(case: Case) -> str:
    return str(case.periods["period"].iloc[0])
