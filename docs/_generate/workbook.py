"""The reference of the workbook, made from the field catalogue: every sheet and column in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from docs._generate.markdown import code, table
from instances.catalogue import MEASURES, RULE_KINDS, SETTINGS, SHEETS
from instances.catalogue.fields import STATUS_LABELS, Field, Kind, Sheet, Status
from instances.defaults import default_sources, default_table
from instances.i18n import Text

INTRODUCTION = """# The workbook

Sheets and columns are found by their English or their German heading; the keys in `this type` address them in Python.
An empty cell is refused, gets a default, or stays empty, as its row here says. Every default that a run used is listed
in its report with its source.
"""
HOLDS = {
    Kind.KEY: "key",
    Kind.LIST: "words, separated by commas",
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.INTEGER: "whole number",
    Kind.SHARE: "share",
    Kind.FLAG: "yes / no",
}
LONGEST_LIST = 12
COLUMN_HEADINGS = ("Column", "English", "Deutsch", "Holds", "Empty cell", "Meaning")


def page() -> str:
    """The whole page in Markdown."""
    parts = [INTRODUCTION, "## Sheets\n", table(("Sheet", "English", "Deutsch", "One row is"), _contents())]
    for sheet in SHEETS:
        parts.append(section(sheet))
        if sheet.key == "Settings":
            parts += ["### The settings\n", table(COLUMN_HEADINGS, map(column, SETTINGS))]
        if sheet.key == "Rules":
            parts += ["### Kinds of rules\n", table(("Kind", "English", "Deutsch", "Says", "Unit"), _rule_kinds())]
        if sheet.key == "Goals":
            parts += ["### Measures\n", table(("Measure", "English", "Deutsch", "Unit"), _measures())]
        if sheet.has_defaults and not (rows := default_table(sheet.key, "en")).empty:
            parts.append(default_rows(rows, default_sources(sheet.key)))
    return "\n".join(parts)


def section(sheet: Sheet) -> str:
    """What one sheet is for, how its rows are told apart, and its columns."""
    facts = [sheet.description.en]
    if sheet.identity:
        facts.append(f"A row is named by {', '.join(map(code, sheet.identity))}.")
    if sheet.required:
        facts.append("The sheet is required.")
    heading = f"## {sheet.label.en} · {sheet.label.de}\n"
    return "\n".join([heading, " ".join(facts) + "\n", table(COLUMN_HEADINGS, map(column, sheet.fields))])


def column(field: Field) -> tuple[str, ...]:
    """One row of a sheet's table, in the order of ``COLUMN_HEADINGS``."""
    return (code(field.name), field.label.en, field.label.de, holds(field), when_empty(field), field.description.en)


def holds(field: Field) -> str:
    """What a cell may hold: kind or list of choices, unit, bounds."""
    match field.kind:
        case Kind.REF:
            what = f"key of {code(field.target)}"
        case Kind.REFS:
            what = f"keys of {code(field.target)}, separated by commas"
        case Kind.CHOICE if len(field.choices) > LONGEST_LIST:
            what = "a name from the list below"
        case Kind.CHOICE:
            what = "one of " + ", ".join(f"{choice.label.en} ({choice.label.de})" for choice in field.choices)
        case kind:
            what = HOLDS[kind]
    unit = "" if field.unit.en == "%" else field.unit.en
    return ", ".join(part for part in (what, unit, bounds(field)) if part)


def bounds(field: Field) -> str:
    """The smallest and the largest value that is accepted; shares in percent, as the workbook shows them."""
    suffix = " %" if field.kind is Kind.SHARE else ""
    lower, upper = (
        "" if bound is None else number(bound * 100 if suffix else bound) + suffix
        for bound in (field.minimum, field.maximum)
    )
    if lower and upper:
        return f"{lower} to {upper}"
    return f"at least {lower}" if lower else f"at most {upper}" if upper else ""


def when_empty(field: Field) -> str:
    """What becomes of an empty cell, and where its default comes from."""
    if field.required:
        return "refused"
    if field.default in (None, ""):
        return "stays empty"
    return f"{shown(field)} ({source(field.source.status, field.source.citation)})"


def shown(field: Field) -> str:
    """The default as a reader writes it."""
    if field.choices:
        key = field.default if field.kind is Kind.CHOICE else ("yes" if field.default else "no")
        return next(choice.label.en for choice in field.choices if choice.key == key)
    if field.kind is Kind.SHARE:
        return number(field.default * 100) + " %"
    if isinstance(field.default, int | float):
        return number(field.default) if field.unit.en else str(field.default)
    return str(field.default)


def source(status: Status, citation: Text) -> str:
    """``law: § 11(4) BPL-RL``, or the status alone."""
    return ": ".join(part for part in (STATUS_LABELS[status].en, citation.en) if part)


def number(value: float) -> str:
    """A figure without needless digits: 1633, 0.25, 5,000,000."""
    return f"{value:,.10g}" if abs(value) >= 10_000 else f"{value:.10g}"


def default_rows(rows: pd.DataFrame, sources: Iterable[tuple[Status, Text]]) -> str:
    """The rows that fill an empty sheet, one line each, without the columns that are empty in all of them."""
    filled = [name for name in rows if name != "source" and rows[name].replace("", None).notna().any()]
    lines = (
        (*(_default_cell(value) for value in row), source(*origin))
        for row, origin in zip(rows[filled].itertuples(index=False), sources, strict=True)
    )
    words = "These rows stand in for a sheet that is left empty.\n"
    return "\n".join(["### Supplied rows\n", words, table((*map(code, filled), "Source"), lines)])


def _default_cell(value: object) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else number(value)
    return str(value)


def _contents() -> Iterator[tuple[str, ...]]:
    for sheet in SHEETS:
        yield code(sheet.key), sheet.label.en, sheet.label.de, sheet.row.en


def _rule_kinds() -> Iterator[tuple[str, ...]]:
    for kind in RULE_KINDS:
        yield code(kind.key), kind.label.en, kind.label.de, kind.sentence.en, kind.unit.en


def _measures() -> Iterator[tuple[str, ...]]:
    for measure in MEASURES:
        yield code(measure.key), measure.label.en, measure.label.de, measure.unit.en
