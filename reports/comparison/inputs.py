"""What the workbooks say differently: every changed cell; many of one column are put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import NamedTuple

import pandas as pd

from instances.catalogue import SETTINGS, SHEETS, sheet_label
from instances.catalogue.fields import Field, Kind, Sheet
from instances.i18n import LANGUAGES, N_, Language, translator
from reports.comparison.comparison import PLAN, Comparison, JointLabels
from reports.labels import Labels
from reports.metrics.sources import row_names, worded_value
from reports.numbers import number

MOST_CELLS = 12
NUMERIC = (Kind.NUMBER, Kind.INTEGER, Kind.SHARE)
EMPTY, THERE, NOT_THERE = N_("(empty)"), N_("(row there)"), N_("(no such row)")
ROWS, MEAN = N_("{count} rows"), N_("{value} on average")

Words = Callable[[Language], str]
Tables = Mapping[str, pd.DataFrame]


class Differing(NamedTuple):
    """One thing that the workbooks say differently: where, and what each of them says."""

    sheet: Sheet
    field: Field | None
    item: Words
    said: Mapping[str, Words]


def inputs(comparison: Comparison) -> pd.DataFrame:
    """Sheet, item and column of what is given differently, and what each workbook says, in words of both languages."""
    labels = {language: JointLabels(comparison, language) for language in LANGUAGES}
    found = [differing for sheet in SHEETS for differing in _of_sheet(comparison, sheet, labels)]
    table = pd.DataFrame(index=range(len(found)))
    for language in LANGUAGES:
        table[f"sheet_{language}"] = [sheet_label(one.sheet.key, language) for one in found]
        table[f"item_{language}"] = [one.item(language) for one in found]
        table[f"column_{language}"] = [one.field.label.in_(language) if one.field else "" for one in found]
        for name in comparison.names:
            table[f"{PLAN}{name}_{language}"] = [one.said[name](language) for one in found]
    return table.astype("str")


def _of_sheet(comparison: Comparison, sheet: Sheet, labels: Mapping[Language, Labels]) -> Iterator[Differing]:
    tables = {name: facts.instance.given[sheet.key] for name, facts in comparison.plans.items()}
    base, *others = tables.values()
    if all(base.equals(other) for other in others):
        return
    keys = list(sheet.identity)
    if not keys or any(table.duplicated(keys).any() for table in tables.values()):
        counts = {name: _phrase(ROWS, count=len(table)) for name, table in tables.items()}
        yield Differing(sheet, None, _phrase(N_("(other rows)")), counts)
        return
    indexed = {name: table.set_index(pd.MultiIndex.from_frame(table[keys])) for name, table in tables.items()}
    yield from _other_rows(sheet, indexed, labels)
    common = reduce(pd.MultiIndex.intersection, (table.index for table in indexed.values()))
    for field in sheet.fields:
        if field.name not in keys:
            yield from _other_cells(sheet, field, {name: rows.loc[common] for name, rows in indexed.items()}, labels)


def _other_rows(sheet: Sheet, tables: Tables, labels: Mapping[Language, Labels]) -> Iterator[Differing]:
    """Rows that not every workbook has."""
    everything = pd.concat(list(tables.values()))
    rows = everything[~everything.index.duplicated()]
    everywhere = pd.Series(True, index=rows.index)
    for table in tables.values():
        everywhere &= rows.index.isin(table.index)
    rows = rows[~everywhere]
    if len(rows) > MOST_CELLS:
        counts = {name: _phrase(ROWS, count=int(table.index.isin(rows.index).sum())) for name, table in tables.items()}
        yield Differing(sheet, None, _phrase(N_("(rows that not all have)")), counts)
        return
    names = _names(sheet, rows, labels)
    for position, key in enumerate(rows.index):
        said = {name: _phrase(THERE if key in table.index else NOT_THERE) for name, table in tables.items()}
        yield Differing(sheet, None, names(position), said)


def _other_cells(sheet: Sheet, field: Field, tables: Tables, labels: Mapping[Language, Labels]) -> Iterator[Differing]:
    """Cells of this column in the rows that every workbook has."""
    texts = pd.DataFrame({name: table[field.name].map(_text) for name, table in tables.items()})
    differ = texts.ne(texts.iloc[:, 0], axis=0).any(axis=1)
    rows, texts = next(iter(tables.values()))[differ], texts[differ]
    if len(rows) > MOST_CELLS:
        said = {name: _mean(field, table.loc[differ, field.name]) for name, table in tables.items()}
        yield Differing(sheet, field, _phrase(ROWS, count=len(rows)), said)
        return
    names = _names(sheet, rows, labels)
    fields = [SETTINGS_BY_NAME[name] for name in rows["parameter"]] if sheet.key == "Settings" else [field] * len(rows)
    for position, own in enumerate(fields):
        yield Differing(
            sheet, field, names(position), {name: _value(own, texts[name].iloc[position]) for name in tables}
        )


def _names(sheet: Sheet, rows: pd.DataFrame, labels: Mapping[Language, Labels]) -> Callable[[int], Words]:
    """What the rows are called, by their position."""
    if sheet.key == "Settings":
        fields = [SETTINGS_BY_NAME[name] for name in rows["parameter"]]
        return lambda position: fields[position].label.in_
    named = {language: _in_full(sheet, rows, row_names(sheet.key, rows, labels[language])) for language in LANGUAGES}
    return lambda position: lambda language: str(named[language][position])


def _in_full(sheet: Sheet, rows: pd.DataFrame, names: pd.Series) -> list[str]:
    """Labels with what else tells rows apart, such as the period."""
    rest = sheet.identity[1:] if "label" in rows else ()
    parts = zip(names, *(rows[name].map(_text) for name in rest), strict=True)
    return [" × ".join(filter(None, row)) for row in parts]


def _value(field: Field, text: str) -> Words:
    return lambda language: worded_value(field, text, language) if text else translator(language)(EMPTY)


def _mean(field: Field, values: pd.Series) -> Words:
    """Of many numbers their mean; of many texts how many they are."""
    if field.kind not in NUMERIC or values.isna().all():
        return _phrase(ROWS, count=int((values.map(_text) != "").sum()))
    mean = float(values.mean())
    return lambda language: translator(language)(MEAN).format(value=number(mean, language, 2))


def _phrase(message: str, **values: object) -> Words:
    return lambda language: translator(language)(message).format(**values)


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)


SETTINGS_BY_NAME = {setting.name: setting for setting in SETTINGS}
