"""What sites earn by the plan, and how much of it takes the place of money from pots."""

from __future__ import annotations

import pandas as pd

from instances.i18n import Text
from reports.metrics.costs import EUR_PER_MILLION
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric

RUN = ["site", "type", "period"]
LINE = ["type", "service", "payer", "period"]


def revenues(facts: Facts) -> pd.DataFrame:
    """Million EUR within the period by type, service, payer; ``covered`` is shared out as it is earned at each site."""
    earned = pd.concat([_lump_sums(facts), _for_services(facts)], ignore_index=True)
    earned["earned"] *= numbers(earned["period"], facts.years) / EUR_PER_MILLION
    at_site = earned.groupby(RUN)["earned"].transform("sum")
    used = facts.plan.revenues.groupby(RUN, as_index=False).agg(used=("amount", "sum"))
    earned["used"] = earned[RUN].merge(used, on=RUN, how="left")["used"].fillna(0.0).to_numpy()
    earned["covered"] = (earned["used"] * earned["earned"] / at_site).fillna(0.0)
    return earned.groupby(LINE, as_index=False, sort=False)[["earned", "covered"]].sum()


def _lump_sums(facts: Facts) -> pd.DataFrame:
    """site, type, period, service (none), payer, earned (EUR a year)."""
    rows = _of_every_type(facts)
    rows = rows[rows["basis"] == "site"].assign(service="", earned=rows["amount"])
    return rows.merge(_new_sites(facts), on="type")[[*RUN, "service", "payer", "earned"]]


def _for_services(facts: Facts) -> pd.DataFrame:
    """The same for what a site works and whom it answers for."""
    units = facts.plan.work.groupby([*RUN, "service"], as_index=False, sort=False).agg(number=("amount", "sum"))
    served = facts.plan.flows.merge(facts.need, on=["place", "service", "period"])
    served = served.assign(number=served["share"] * served["equivalents"])
    served = served.groupby(["site", "service", "period"], as_index=False, sort=False).agg(number=("number", "sum"))
    served = served.merge(facts.plan.sites[RUN], on=["site", "period"])
    paid = pd.concat([units.assign(basis="unit"), served.assign(basis="resident")], ignore_index=True)
    rows = _of_every_type(facts).merge(paid.merge(_new_sites(facts), on=RUN), on=["type", "service", "basis"])
    return rows.assign(earned=rows["amount"] * rows["number"])[[*RUN, "service", "payer", "earned"]]


def _new_sites(facts: Facts) -> pd.DataFrame:
    """site, type, period of sites that do not go on as what they are today."""
    rows = facts.plan.sites
    return rows.loc[(rows["type"] != "") & (rows["change"] != "none"), RUN]


def _of_every_type(facts: Facts) -> pd.DataFrame:
    rows = facts.instance.tables["Revenue"]
    types = facts.instance.tables["Types"][["type"]]
    general = rows[rows["type"] == ""].drop(columns="type").merge(types, how="cross")
    return pd.concat([rows[rows["type"] != ""], general], ignore_index=True)


REVENUE_METRICS = (
    Metric(
        "revenues",
        Text("Erlöse", "Revenue"),
        Text(
            "Was Standorte einnehmen, die nicht weiterlaufen, wie sie heute sind, und was davon an die Stelle von Geld "
            "der Quellen tritt; im jeweiligen Zeitraum, nicht abgezinst.",
            "What sites earn that do not go on as what they are today, and what of it takes the place of money from "
            "pots; within the period, undiscounted.",
        ),
        ("type", "service", "payer", "period", "earned", "covered"),
        revenues,
    ),
)
