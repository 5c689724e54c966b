"""Who works for whom: the links that the plan uses, and what is done over them."""

from __future__ import annotations

import pandas as pd

from instances.i18n import Text
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric

CONTRACT = ["site", "partner", "period"]


def cooperation(facts: Facts) -> pd.DataFrame:
    """Every link in use with what is worked over it, the last period first; a link without work has one row as well."""
    done = facts.plan.remote.drop(columns="type").rename(columns={"amount": "remote_work"})
    rows = facts.plan.links.merge(done, on=CONTRACT, how="left")
    texts = ["resource", "service", "task"]
    rows = rows.fillna({**dict.fromkeys(texts, ""), "remote_work": 0.0})
    order = numbers(rows["period"], {period: -place for place, period in enumerate(facts.periods)})
    table = rows.assign(order=order, service_unit=rows["service"])
    return table.sort_values(["order", "site", "partner"], kind="stable", ignore_index=True)


COOPERATION_METRICS = (
    Metric(
        "cooperation",
        Text("Kooperationen", "Cooperation"),
        Text(
            "Wer für wessen Patienten arbeitet. Ohne Leistung: ein Vertrag, den der Typ braucht.",
            "Who works for whose patients. Without a service: a contract that the type needs.",
        ),
        ("site", "partner", "period", "resource", "service", "task", "remote_work", "service_unit"),
        cooperation,
    ),
)
