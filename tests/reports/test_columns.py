"""The table of columns: complete, in two languages, and readable as headings."""

from __future__ import annotations

import pandas as pd
import pytest

from instances.i18n import LANGUAGES, Language
from reports.labels import Labels
from reports.metrics import METRICS, Facts
from reports.metrics.column import Form
from reports.metrics.columns import BY_RESOURCE, COLUMNS
from reports.readable import readable


def test_every_column_is_described_and_none_is_left_over() -> None:
    used = {"units" if name == BY_RESOURCE else name for metric in METRICS.values() for name in metric.columns}
    assert used == COLUMNS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_a_heading_and_a_meaning(language: Language) -> None:
    for column in COLUMNS.values():
        assert column.label.in_(language), column.name
        assert column.description.in_(language).endswith("."), column.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_of_a_table_differ(facts: Facts, language: Language) -> None:
    labels = Labels(facts.instance, language)
    for key, metric in METRICS.items():
        headings = readable(metric, facts.once(metric.of), labels).headings(labels.language)
        assert len({heading.lower() for heading in headings}) == len(headings), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_readers_see_labels_and_numbers(facts: Facts, language: Language) -> None:
    labels = Labels(facts.instance, language)
    for key, metric in METRICS.items():
        table = readable(metric, facts.once(metric.of), labels)
        for column in table.columns:
            values = table.values[column.name]
            expected = float if column.is_number else str
            assert all(isinstance(value, expected | int) for value in values.tolist()), (key, column.name)


def test_keys_become_labels(facts: Facts) -> None:
    labels = Labels(facts.instance, "de")
    sites = readable(METRICS["sites"], facts.once(METRICS["sites"].of), labels)
    assert list(sites.values.iloc[0][["site", "type", "change", "area"]]) == [
        "Zentrum Bergen",
        "Zentrum",
        "eröffnet",
        "Unteres Tal",
    ]
    assert "Sitz (Sitze)" in sites.headings(labels.language)
    figures = readable(METRICS["kpis"], facts.once(METRICS["kpis"].of), labels)
    opened = figures.values[figures.values["figure"] == "Standorte, die eröffnen"]
    assert list(opened["subject"]) == ["Zentrum"]
    access = readable(METRICS["access"], facts.once(METRICS["access"].of), labels)
    assert list(access.values["group"].iloc[:2]) == ["Tal", "Tal"]


def test_money_shows_closing_and_what_is_carried_over_only_where_there_is_some(facts: Facts) -> None:
    metric, table = METRICS["funding"], facts.once(METRICS["funding"].of)
    always = ["pot", "period", "setup", "investment", "running", "staff", "recruiting", "total", "budget", "used"]
    assert metric.columns_of(table) == always
    assert metric.columns_of(table.iloc[:0]) == always
    some = [False] * (len(table) - 1) + [True]
    closed = table.assign(closing=table["closing"].where(~pd.Series(some), 0.3))
    assert set(metric.columns_of(closed)) - set(always) == {"closing"}
    carried = table.assign(carried_in=table["carried_in"].where(~pd.Series(some), 0.1))
    assert set(metric.columns_of(carried)) - set(always) == {"carried_in"}


def test_the_form_of_a_row_follows_its_kind(facts: Facts) -> None:
    labels = Labels(facts.instance, "en")
    rules = readable(METRICS["rules"], facts.once(METRICS["rules"].of), labels)
    target = next(column for column in rules.columns if column.name == "target")
    assert target.form is Form.BY_ROW
    assert rules.form(target, 0) is Form.SHARE
