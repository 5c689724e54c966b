"""Every metric of a plan by name, in the order of the report; every writer iterates this one dictionary."""

from __future__ import annotations

import pandas as pd

from instances.instance import Instance
from planning_model.plan import Plan
from reports.metrics.access import ACCESS_METRICS
from reports.metrics.areas import AREA_METRICS
from reports.metrics.candidates import CANDIDATE_METRICS
from reports.metrics.choice import CHOICE_METRICS
from reports.metrics.closures import CLOSURE_METRICS
from reports.metrics.cooperation import COOPERATION_METRICS
from reports.metrics.explanation import EXPLANATION_METRICS
from reports.metrics.facts import Facts
from reports.metrics.futures import FUTURE_METRICS
from reports.metrics.kpis import KPI_METRICS
from reports.metrics.metric import Metric
from reports.metrics.money import MONEY_METRICS
from reports.metrics.need import NEED_METRICS
from reports.metrics.pooling import POOLING_METRICS
from reports.metrics.revenue import REVENUE_METRICS
from reports.metrics.rules import RULE_METRICS
from reports.metrics.sites import SITE_METRICS
from reports.metrics.sources import SOURCE_METRICS
from reports.metrics.staff import STAFF_METRICS
from reports.metrics.today import TODAY_METRICS

METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        *KPI_METRICS,
        *TODAY_METRICS,
        *SITE_METRICS,
        *CLOSURE_METRICS,
        *POOLING_METRICS,
        *COOPERATION_METRICS,
        *STAFF_METRICS,
        *MONEY_METRICS,
        *REVENUE_METRICS,
        *AREA_METRICS,
        *ACCESS_METRICS,
        *NEED_METRICS,
        *CHOICE_METRICS,
        *RULE_METRICS,
        *CANDIDATE_METRICS,
        *EXPLANATION_METRICS,
        *FUTURE_METRICS,
        *SOURCE_METRICS,
    )
}


def all_metrics(instance: Instance, plan: Plan) -> dict[str, pd.DataFrame]:
    """Every metric of the plan; what several of them need is computed once."""
    facts = Facts(instance, plan)
    return {key: facts.once(metric.of) for key, metric in METRICS.items()}


__all__ = ["METRICS", "Facts", "Metric", "all_metrics"]
