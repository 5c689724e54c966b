"""Wards and bays whose units stand in for each other: how full they are, who is turned away, who waits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from instances.erlang import ERLANG_B, ERLANG_C, turned_away, waits
from instances.i18n import Text
from instances.pooling import Pool, pools
from reports.metrics.capacity import with_standing
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric

MINUTES_OF_AN_HOUR = 60.0
UNIT = ["site", "resource", "period"]
Formula = Callable[[int, float], float]


def occupancy(facts: Facts) -> pd.DataFrame:
    """Every pooled unit in every period, the last period first, by service; everything in the planned peak."""
    known = pools(facts.instance.tables)
    modules = facts.plan.modules[facts.plan.modules["resource"].isin(known)].rename(columns={"period": "moment"})
    units = with_standing(modules, facts.instance.tables).rename(columns={"moment": "period"})
    rows = units.merge(_work(facts), on=UNIT, how="left").fillna({"service": "", "amount": 0.0, "busy": 0.0})
    pool = [known[name] for name in rows["resource"]]
    busy = rows.groupby(UNIT)["busy"].transform("sum")
    size = [one.size_of(*pair) for one, pair in zip(pool, rows[["units", "lasting"]].to_numpy(), strict=True)]
    load = busy * np.array([one.peak_factor for one in pool], dtype=float)
    cases = rows.groupby(UNIT)["amount"].transform("sum")
    hours = np.array([one.hours for one in pool], dtype=float) * busy / cases.where(cases > 0)
    blocked = _likely(turned_away, ERLANG_B, pool, size, load)
    waiting = _likely(waits, ERLANG_C, pool, size, load)
    table = rows.assign(
        service_unit=rows["service"],
        pool_size=np.array(size, dtype=float),
        offered_load=load,
        pool_use=load * (1.0 - blocked.fillna(0.0)) / rows["units"],
        pool_target=[one.target for one in pool],
        turned_share=blocked,
        turned_away=blocked * rows["amount"],
        waiting_share=waiting,
        waiting_minutes=MINUTES_OF_AN_HOUR * waiting * hours / (np.array(size) - load),
    )
    order = numbers(table["period"], {period: -place for place, period in enumerate(facts.periods)})
    return table.assign(order=order).sort_values(["order", "site", "resource"], kind="stable", ignore_index=True)


def _work(facts: Facts) -> pd.DataFrame:
    """site, resource, period, service, amount, busy (units always at work), for own patients and those of partners."""
    for_partners = facts.plan.remote.assign(site=facts.plan.remote["partner"])
    work = pd.concat([facts.plan.work, for_partners], ignore_index=True)
    work = work.merge(facts.production, on=["type", "resource", "service"])
    work["busy"] = work["amount"] / work["productivity"]
    return work.groupby([*UNIT, "service"], as_index=False).agg(amount=("amount", "sum"), busy=("busy", "sum"))


def _likely(formula: Formula, rule: str, pool: list[Pool], size: list[int], load: pd.Series) -> pd.Series:
    """What the formula gives where it is the rule; NaN elsewhere."""
    found = [
        formula(units, erlang) if one.rule == rule else np.nan
        for one, units, erlang in zip(pool, size, load, strict=True)
    ]
    return pd.Series(found, index=load.index, dtype="float64")


POOLING_METRICS = (
    Metric(
        "occupancy",
        Text("Auslastung von Stationen", "Occupancy of units"),
        Text(
            "Stationen, deren Einheiten sich vertreten, in der Zeit, für die geplant wird (Spitzenfaktor). Was "
            "abgewiesen wird oder wartet, zählt im Plan als versorgt.",
            "Units that stand in for each other, in the time that is planned for (peak factor). What is turned away or "
            "waits counts as served in the plan.",
        ),
        (
            "site",
            "type",
            "resource",
            "period",
            "units",
            "pool_size",
            "service",
            "service_unit",
            "offered_load",
            "pool_use",
            "pool_target",
            "turned_share",
            "turned_away",
            "waiting_share",
            "waiting_minutes",
        ),
        occupancy,
    ),
)
