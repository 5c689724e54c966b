"""The one table of every column a metric may have: it drives headings, number formats, comments and the legend."""

from __future__ import annotations

from dataclasses import replace

from instances.i18n import Text
from reports.metrics.column import Column
from reports.metrics.columns.access import ACCESS
from reports.metrics.columns.care import CARE
from reports.metrics.columns.cooperation import COOPERATION
from reports.metrics.columns.explanation import EXPLANATION
from reports.metrics.columns.futures import FUTURES
from reports.metrics.columns.judgement import JUDGEMENT
from reports.metrics.columns.keys import KEYS
from reports.metrics.columns.load import LOAD
from reports.metrics.columns.money import MONEY
from reports.metrics.columns.pooling import POOLING

COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (*KEYS, *CARE, *LOAD, *POOLING, *COOPERATION, *ACCESS, *MONEY, *JUDGEMENT, *EXPLANATION, *FUTURES)
}

BY_RESOURCE = "units:"
"""Columns ``units:<resource>`` hold the capacity of one resource each."""


def resource_column(resource: str, label: str, unit: str) -> Column:
    """The column of one resource's capacity."""
    return replace(COLUMNS["units"], name=f"{BY_RESOURCE}{resource}", label=Text(label, label), unit=Text(unit, unit))


__all__ = ["BY_RESOURCE", "COLUMNS", "resource_column"]
