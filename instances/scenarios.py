"""Scenarios: named variants of the whole workbook, from its own sheet, from a file, or from Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.checks.filters import override_of
from instances.findings import suggestion
from instances.i18n import N_
from instances.instance import Instance, Variant, from_raw_tables
from instances.overrides import NUMERIC, Override, OverrideError, Step, stepwise
from instances.rows_file import with_rows_of

CHANGES = ("scenario", "sheet", "row", "column", "before", "after")
RECORD = {"scenario", "sheet", "where", "column", "action", "value"}
"""What is stored of an override."""


@dataclass(frozen=True)
class Scenario:
    """A named variant: what it changes, after what the scenario it is based on changes."""

    name: str
    changes: tuple[Override, ...] = ()
    based_on: Scenario | None = None

    @property
    def lineage(self) -> tuple[Scenario, ...]:
        """What the scenario is made of, in the order in which it applies."""
        return (*(self.based_on.lineage if self.based_on else ()), self)

    @property
    def overrides(self) -> tuple[Override, ...]:
        """Every change, those of the scenario it is based on first."""
        return tuple(change for one in self.lineage for change in one.changes)


def scenarios_of(instance: Instance) -> tuple[Scenario, ...]:
    """The scenarios of the workbook's sheet, in its order."""
    rows = instance.given["Scenarios"]
    names = list(dict.fromkeys(rows["scenario"]))
    based = rows[rows["based_on"] != ""].drop_duplicates("scenario")
    bases = dict(zip(based["scenario"], based["based_on"], strict=True))
    made: dict[str, Scenario] = {}

    def make(name: str) -> Scenario:
        if name not in made:
            changing = rows[(rows["scenario"] == name) & (rows["sheet"] != "")]
            changes = tuple(override_of(row) for row in changing.itertuples(index=False))
            made[name] = Scenario(name, changes, make(bases[name]) if name in bases else None)
        return made[name]

    return tuple(make(name) for name in names)


def read_scenarios(path: str | Path, instance: Instance) -> tuple[Scenario, ...]:
    """The scenarios in a YAML file, which says the rows of the sheet in the same words, below ``scenarios``.

    They are checked as the sheet of ``instance`` would be; raises :class:`WorkbookError` with every finding, and
    :class:`RowsFileError` where the file cannot be read. Where the file has none, they are those of the workbook.
    """
    return scenarios_of(with_rows_of(instance, Path(path)))


def scenario_named(instance: Instance, name: str) -> Scenario:
    """The scenario of this name; raises :class:`OverrideError` with the names there are."""
    known = {scenario.name: scenario for scenario in scenarios_of(instance)}
    if name in known:
        return known[name]
    remedy, names = suggestion(name, known)
    raise OverrideError(N_("There is no scenario “{name}”."), remedy, name=name, names=names)


def apply(instance: Instance, scenario: Scenario) -> tuple[Instance, pd.DataFrame]:
    """The instance as the scenario makes it, and every change old → new (columns :data:`CHANGES`, all text).

    The changed instance keeps both, and the workbook that it was made from. Raises :class:`OverrideError` where a
    change fits no row, and :class:`WorkbookError` where the result is no workbook.
    """
    owners = [one.name for one in scenario.lineage for _ in one.changes]
    return varied(instance, scenario.overrides, scenario.name, owners)


def varied(
    instance: Instance, overrides: Iterable[Override], name: str = "", owners: Iterable[str] | None = None
) -> tuple[Instance, pd.DataFrame]:
    """The instance with the overrides, as a variant of its workbook; see :func:`apply`.

    ``owners`` names the scenario that each override belongs to; without it all belong to ``name``.
    """
    overrides = tuple(overrides)
    owners = tuple(owners or [name] * len(overrides))
    frames, steps = stepwise(instance, overrides)
    log = pd.DataFrame(list(_log(steps, owners)), columns=list(CHANGES)).astype("str")
    variant = Variant(instance, name, owners, overrides, log)
    if instance.variant is not None:
        variant = _after(instance.variant, variant)
    raw, memory = instance.memory.raw_tables(frames), instance.memory
    return from_raw_tables(raw, [], instance.language, instance.source, variant, memory), log


def _after(first: Variant, then: Variant) -> Variant:
    """One variant after the other, as a variant of the workbook."""
    return Variant(
        first.base,
        ", ".join(filter(None, [first.scenario, then.scenario])),
        (*first.owners, *then.owners),
        (*first.overrides, *then.overrides),
        pd.concat([first.changes, then.changes], ignore_index=True),
    )


def row_words(sheet: str, row: Any) -> str:
    """What names a row, as a filter says it; columns that are empty are left out."""
    named = [(column, row[column]) for column in SHEETS_BY_KEY[sheet].identity or _names_of(sheet)]
    return "; ".join(f"{column} = {value}" for column, value in named if value not in ("", None) and value == value)


def _names_of(sheet: str) -> tuple[str, ...]:
    """Of a sheet whose rows have no name: its columns of text."""
    return tuple(field.name for field in SHEETS_BY_KEY[sheet].fields if field.kind.value in ("key", "ref", "choice"))


def _log(steps: Iterable[Step], owners: Iterable[str]) -> Iterator[tuple[str, ...]]:
    for step, owner in zip(steps, owners, strict=True):
        override = step.override
        for row, before, after in zip(step.rows.to_dict("records"), step.before, step.after, strict=True):
            named = row_words(override.sheet, row)
            yield owner, override.sheet, named, override.column, _text(before, override), _text(after, override)


def _text(value: Any, override: Override) -> str:
    """A cell as text; what was empty shows the default that counted."""
    if value is None or value == "" or value != value:
        value = "" if override.field.default is None else override.field.default
    return f"{float(value):.12g}" if override.field.kind in NUMERIC and value != "" else str(value)


def as_records(instance: Instance) -> list[dict[str, Any]]:
    """The overrides of a variant as plain data, as they are stored beside its workbook."""
    variant = instance.variant
    if variant is None:
        return []
    return [
        {"scenario": owner, **asdict(override), "where": dict(override.where)}
        for owner, override in zip(variant.owners, variant.overrides, strict=True)
    ]


def from_records(instance: Instance, records: list[dict[str, Any]]) -> Instance:
    """The variant of a workbook that :func:`as_records` has stored."""
    owners = [record["scenario"] for record in records]
    overrides = [Override(**{name: record[name] for name in RECORD - {"scenario"}}) for record in records]
    return varied(instance, overrides, owners[-1], owners)[0]
