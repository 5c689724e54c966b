"""Futures: what may come otherwise than the workbook says, each as a change of what was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Field
from instances.checks import check_tables
from instances.checks.filters import override_of
from instances.findings import Finding, Severity
from instances.i18n import N_, Language, Text
from instances.overrides import Override, changed, overridden, without_variants
from instances.raw import raw_tables

if TYPE_CHECKING:
    from instances.instance import Instance


Moved = Mapping[tuple[str, ...], float]
"""By how much one more moves a row of a sheet, by what names the row."""


@dataclass(frozen=True)
class Future:
    """One future: its name, its probability, and what is different in it; without changes it is as expected."""

    name: str
    probability: float
    changes: tuple[Override, ...]

    def changes_row(self, sheet: str, where: Mapping[str, str]) -> bool:
        """Whether something differs in rows of the sheet that hold these values."""
        return any(
            one.sheet == sheet and all(one.where.get(column, value) == value for column, value in where.items())
            for one in self.changes
        )


def futures_of(instance: Instance) -> tuple[Future, ...]:
    """The futures of a workbook, the first that is as expected before all others; none where the sheet is empty."""
    rows = instance.given["Futures"]
    names = list(dict.fromkeys(rows["future"]))
    said = rows.groupby("future")["probability"].first()
    probability = said.fillna(1.0 / max(1, len(names)))
    futures = [
        Future(name, float(probability[name]), tuple(override_of(row) for row in _changing(rows, name)))
        for name in names
    ]
    expected = next((future for future in futures if not future.changes), None)
    return tuple(sorted(futures, key=lambda future: future is not expected))


def probabilities_of(instance: Instance) -> dict[str, float]:
    """The probability of each future."""
    return {future.name: future.probability for future in futures_of(instance)}


def in_future(instance: Instance, future: Future) -> Instance:
    """The workbook as it would be if this future came, and no other could."""
    return type(instance).from_frames(_frames_in(instance, future), instance.language)


def in_each_future(instance: Instance, before: Iterable[Override] = ()) -> dict[str, Instance]:
    """The workbook as each of its futures has it, by name, after the changes ``before`` of the workbook itself.

    Where there are not several futures it is the workbook, and has no name.
    """
    futures = futures_of(instance)
    if len(futures) < 2:
        return {"": overridden(instance, before)}
    expected, *others = futures
    before = tuple(before)
    changed_before = [replace(future, changes=(*before, *future.changes)) for future in others]
    return {expected.name: overridden(instance, before)} | {
        future.name: in_future(instance, future) for future in changed_before
    }


def moved_by_one(instance: Instance, future: Future, sheet: str, column: str, *, after: bool = False) -> Moved:
    """By how much one more in every row of a column of numbers moves that row as it is in the future.

    By the columns that name a row. With ``after`` the one more is a change of the future, and comes after its others.
    """

    def cells(amount: float) -> pd.Series:
        more = Override(sheet, {}, column, "add", amount)
        frames = changed(instance, (*future.changes, more) if after else (more, *future.changes))
        return frames[sheet].set_index(list(SHEETS_BY_KEY[sheet].identity))[column].astype(float)

    moved = cells(1.0) - cells(0.0)
    return dict(zip(moved.index.tolist(), moved.tolist(), strict=True))


def moved_in(moved: Moved, key: tuple[str, ...], period: str) -> float:
    """By how much one more moves an amount in a period: by its own row, or by that of all periods."""
    return moved.get((*key, period), moved.get((*key, ""), 0.0))


def addition(future: str, sheet: str, where: Mapping[str, str], column: str, language: Language) -> dict[str, str]:
    """The row that adds to a column in one future, without its value, in the words of the planner."""
    fields = SHEETS_BY_KEY[sheet].by_name
    said = [_condition(fields[name], value, language) for name, value in where.items() if value]
    return {
        "future": future,
        "sheet": sheet,
        "filter": "; ".join(said),
        "column": fields[column].label.in_(language),
        "action": "add",
    }


def with_additions(instance: Instance, rows: Iterable[Mapping[str, str]]) -> Instance:
    """The instance with these rows of futures, which add nothing yet, where it has not got them already."""
    frames = without_variants(instance.given)
    known = frames["Futures"].to_dict("records")
    new = [{**row, "value": 0.0} for row in rows if not any(row.items() <= other.items() for other in known)]
    frames["Futures"] = pd.DataFrame([*known, *new], columns=frames["Futures"].columns)
    return type(instance).from_frames(frames, instance.language)


def _condition(field: Field, value: str, language: Language) -> str:
    word = next((choice.label.in_(language) for choice in field.choices if choice.key == value), value)
    return f"{field.label.in_(language)} = {word}"


def unsound_futures(instance: Instance) -> list[Finding]:
    """Every error of a workbook as changed by one of its futures."""
    found: list[Finding] = []
    for future in futures_of(instance):
        if future.changes:
            _, findings = check_tables(raw_tables(_frames_in(instance, future)), instance.language)
            found += [_in(future, finding) for finding in findings if finding.severity is Severity.ERROR]
    return found


def _frames_in(instance: Instance, future: Future) -> dict[str, pd.DataFrame]:
    frames = changed(instance, future.changes)
    return frames | {"Futures": frames["Futures"].iloc[:0]}


def _changing(rows: pd.DataFrame, name: str) -> list[Any]:
    return list(rows[(rows["future"] == name) & (rows["sheet"] != "")].itertuples(index=False))


def _in(future: Future, finding: Finding) -> Finding:
    message = N_("In the future “{future}” the workbook is not sound: {fault}")
    fault = Text(finding.line("de"), finding.line("en"))
    remedy = N_("Correct the change, or change what belongs to it as well.")
    return Finding(Severity.ERROR, message, remedy, "Futures", values={"future": future.name, "fault": fault})
