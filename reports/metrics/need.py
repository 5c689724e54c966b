"""Unmet need: what the plan leaves unserved, and what today's capacity could serve at best."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from instances.complete import TODAY
from instances.i18n import Text
from reports.metrics.capacity import capacities
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric

LARGEST_FLOW = 2**30  # the flow is computed in whole numbers, rounded so that never too little is served
ALMOST_NOTHING = 5e-5


def unmet(facts: Facts) -> pd.DataFrame:
    """Every place, service and period with unmet need, the most first."""
    rows = facts.unmet[facts.unmet["unmet_share"] > ALMOST_NOTHING]
    home = facts.instance.tables["Places"].set_index("place")[["area", "district"]]
    table = rows.merge(home, left_on="place", right_index=True)
    order = table["period"].map({period: position for position, period in enumerate(facts.periods)})
    return table.assign(order=order).sort_values(
        ["order", "unmet"], ascending=[False, False], kind="stable", ignore_index=True
    )


def unmet_services(facts: Facts) -> pd.DataFrame:
    """By service: unserved today and without the plan (at least), and with the plan in its last period."""
    with_plan = (
        facts.unmet[facts.unmet["period"] == facts.last].groupby("service")[["demand_equivalents", "unmet"]].sum()
    )
    first = facts.need[facts.need["period"] == facts.periods[0]]
    today = _unserved_at_least(facts, facts.capacities[facts.capacities["moment"] == TODAY], facts.periods[0])
    without = _unserved_at_least(facts, _capacity_without_plan(facts), facts.last)
    services = facts.instance.tables["Services"]["service"]
    table = with_plan.reindex(services).assign(
        unmet_today=today,
        unmet_without=without,
        unmet_plan=lambda frame: frame["unmet"],
        share_today=today / first.groupby("service")["equivalents"].sum(),
        share_plan=lambda frame: frame["unmet"] / frame["demand_equivalents"],
    )
    return table[table["demand_equivalents"] > 0].rename_axis("service").reset_index()


def _capacity_without_plan(facts: Facts) -> pd.DataFrame:
    """Capacity of what still stands in the last period if nothing is done."""
    rows = facts.instance.tables["Existing"]
    rows = rows[(rows["period"] == facts.last) & (rows["units"] > 0)].rename(columns={"period": "moment"})
    rows = rows.assign(type=rows["site"].map(facts.sites["type_today"]))
    return capacities(rows[rows["type"] != ""], facts.production, facts.instance.tables)


def _unserved_at_least(facts: Facts, capacity: pd.DataFrame, period: str) -> pd.Series:
    """Equivalent residents by service that no assignment within the travel limit could serve.

    Each service is a flow from places through pairs in reach to sites; what the largest flow leaves is a lower
    bound, since capacity that several services share is counted in full for each.
    """
    need = facts.need[facts.need["period"] == period]
    limits = facts.instance.reach_limits
    travel = facts.instance.travel
    left = {}
    for service, rows in need.groupby("service", sort=False):
        own = capacity[capacity["service"] == service]
        pairs = travel[travel["minutes"] <= float(limits[service])]
        served = largest_flow(
            rows.set_index("place")["amount"], own.set_index("site")["capacity"], pairs["place"], pairs["site"]
        )
        total = float(rows["amount"].sum())
        left[service] = float(rows["equivalents"].sum()) * max(total - served, 0.0) / total
    return pd.Series(left, dtype="float64").where(lambda amount: amount >= 0.5, 0.0)


def largest_flow(demand: pd.Series, capacity: pd.Series, place: pd.Series, site: pd.Series) -> float:
    """The most of ``demand`` (by place) that ``capacity`` (by site) can serve over the pairs place–site."""
    start, end = demand.index.get_indexer(pd.Index(place)), capacity.index.get_indexer(pd.Index(site))
    known = (start >= 0) & (end >= 0)
    if not known.any():
        return 0.0
    scale = LARGEST_FLOW / float(demand.sum())
    amounts = np.floor(demand.to_numpy() * scale).astype(np.int32)
    limits = np.ceil(np.minimum(capacity.to_numpy() * scale, LARGEST_FLOW)).astype(np.int32)
    source, sink = 0, 1 + len(demand) + len(capacity)
    places, sites = 1 + start[known], 1 + len(demand) + end[known]
    rows = np.concatenate([np.full(len(demand), source), places, 1 + len(demand) + np.arange(len(capacity))])
    columns = np.concatenate([1 + np.arange(len(demand)), sites, np.full(len(capacity), sink)])
    data = np.concatenate([amounts, amounts[start[known]], limits])
    graph = coo_array((data, (rows, columns)), shape=(sink + 1, sink + 1)).tocsr()
    return float(maximum_flow(graph, source, sink).flow_value) / scale


NEED_METRICS = (
    Metric(
        "unmet_services",
        Text("Unversorgter Bedarf nach Leistungen", "Unmet need by service"),
        Text(
            "In gleichwertigen Einwohnern. „Mindestens“: was auch bei bester Verteilung der Einwohner unversorgt "
            "bleibt.",
            "In equivalent residents. “At least”: what stays unserved however residents are distributed.",
        ),
        ("service", "demand_equivalents", "unmet_today", "unmet_without", "unmet_plan", "share_today", "share_plan"),
        unmet_services,
    ),
    Metric(
        "unmet",
        Text("Unversorgter Bedarf nach Orten", "Unmet need by place"),
        Text(
            "Bedarf, den der Plan keinem Standort zuordnet; der letzte Zeitraum zuerst.",
            "Demand that the plan assigns to no site; the last period first.",
        ),
        ("place", "area", "district", "service", "period", "demand_equivalents", "unmet_share", "unmet"),
        unmet,
    ),
)
