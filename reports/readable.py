"""From the stable keys of a metric to what a reader sees: labels, headings, units, number forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from instances.catalogue.fields import YES
from instances.i18n import Language, Text
from reports.labels import Labels
from reports.metrics.column import AS_GROUP, AS_NAMED, BILINGUAL, Column, Form
from reports.metrics.columns import BY_RESOURCE, COLUMNS, resource_column
from reports.metrics.metric import Metric


@dataclass(frozen=True)
class Table:
    """A table as a reader sees it: ``values`` has the names of ``columns``; texts are labels, numbers numbers.

    ``forms`` holds the form of every row for columns whose form differs by row.
    """

    title: Text
    description: Text
    columns: tuple[Column, ...]
    values: pd.DataFrame
    forms: tuple[Form, ...] = ()

    def form(self, column: Column, row: int) -> Form:
        """How the value of ``column`` in that row is shown."""
        return self.forms[row] if column.form is Form.BY_ROW else column.form

    def headings(self, language: Language) -> list[str]:
        """Labels with units, in the order of the columns."""
        return [column.heading(language) for column in self.columns]


def readable(metric: Metric, frame: pd.DataFrame, labels: Labels) -> Table:
    """The table that readers see of ``frame``, computed by ``metric``."""
    columns = tuple(column_named(name, labels) for name in metric.columns_of(frame))
    return shown(metric.label, metric.description, columns, frame, labels)


def shown(title: Text, description: Text, columns: tuple[Column, ...], frame: pd.DataFrame, labels: Labels) -> Table:
    """The table that readers see of these columns of ``frame``."""
    values = {column.name: _shown(column, frame, labels) for column in columns}
    forms = tuple(Form(form) for form in frame["form"]) if "form" in frame else ()
    return Table(title, description, columns, pd.DataFrame(values, index=frame.index).reset_index(drop=True), forms)


def column_named(name: str, labels: Labels) -> Column:
    """The column with that name; ``units:<resource>`` is that of one resource."""
    if not name.startswith(BY_RESOURCE):
        return COLUMNS[name]
    resource = name.removeprefix(BY_RESOURCE)
    return resource_column(resource, labels.of("Resources", resource), labels.of("Resources.unit", resource))


def _shown(column: Column, frame: pd.DataFrame, labels: Labels) -> pd.Series:
    if column.refers == BILINGUAL:
        return frame[f"{column.name}_{labels.language}"]
    values = frame[column.name]
    if column.choices:
        return values.map(
            {choice.key: choice.label.in_(labels.language) for choice in column.choices} | {"": ""}
        ).fillna("")
    if column.form is Form.FLAG:
        return values.map({True: YES.label.in_(labels.language), False: ""})
    if column.refers == AS_GROUP:
        return _by_row(frame["grouping"], values, labels.group)
    if column.refers == AS_NAMED:
        return _by_row(frame["subject_sheet"], values, labels.of)
    return labels.series(column.refers, values) if column.refers else values


def _by_row(kinds: pd.Series, keys: pd.Series, label: Callable[[str, str], str]) -> pd.Series:
    known = {pair: label(*pair) for pair in set(zip(kinds, keys, strict=True))}
    return pd.Series([known[pair] for pair in zip(kinds, keys, strict=True)], index=keys.index, dtype="str")
