"""What a metric is: one table of the report, computed from an instance and a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from instances.i18n import Text
from instances.instance import Instance
from planning_model.plan import Plan
from reports.metrics.columns import BY_RESOURCE
from reports.metrics.facts import Facts


@dataclass(frozen=True)
class Metric:
    """A table of the report. Its frame holds stable keys and numbers; readers see labels (``reports.readable``).

    ``columns`` are shown in this order; ``units:`` stands for one column a resource. Those named in
    ``where_used`` are shown only where some row has an amount. The frame may hold helpers beside them (``form``,
    ``subject_sheet``, texts in two languages).
    """

    key: str
    label: Text
    description: Text
    columns: tuple[str, ...]
    of: Callable[[Facts], pd.DataFrame]
    where_used: tuple[str, ...] = ()

    def __call__(self, instance: Instance, plan: Plan) -> pd.DataFrame:
        """The table for one instance and plan."""
        return self.of(Facts(instance, plan))

    def columns_of(self, frame: pd.DataFrame) -> list[str]:
        """The columns to show, with those of the resources that occur in ``frame``."""
        shown: list[str] = []
        for name in self.columns:
            if name in self.where_used and not frame[name].any():
                continue
            shown += (
                [other for other in frame.columns if other.startswith(BY_RESOURCE)] if name == BY_RESOURCE else [name]
            )
        return shown
