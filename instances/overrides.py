"""Overrides: named changes of what was given, before anything is checked or completed.

An override speaks of the workbook as its reader does: a sheet, the rows that a filter fits, a column, and what happens
to it. What is changed goes through the same door as a workbook, so that a change cannot make an instance that no
workbook could have made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from instances.catalogue import SETTINGS, SHEETS_BY_KEY, VARIANTS
from instances.catalogue.fields import Field, Kind
from instances.defaults import default_table
from instances.findings import WordedError, suggestion
from instances.i18n import N_

if TYPE_CHECKING:
    from instances.instance import Instance

Action = Literal["set", "add", "multiply"]
NUMERIC = (Kind.NUMBER, Kind.INTEGER, Kind.SHARE)
SETTINGS_BY_NAME = {setting.name: setting for setting in SETTINGS}


class OverrideError(WordedError):
    """An override that fits nothing in the workbook; the message says what there is instead."""


@dataclass(frozen=True)
class Override:
    """One change: in the rows of ``sheet`` where every column of ``where`` holds its value, ``column`` is changed.

    An empty cell counts as its default. ``value`` is in the unit of the column; shares are 0.95. A setting is the
    column ``value`` of the row with its ``parameter``.
    """

    sheet: str
    where: Mapping[str, str]
    column: str
    action: Action
    value: Any

    def __post_init__(self) -> None:
        sheet = SHEETS_BY_KEY.get(self.sheet)
        if sheet is None:
            remedy, names = suggestion(self.sheet, SHEETS_BY_KEY)
            raise OverrideError(N_("There is no sheet “{sheet}”."), remedy, sheet=self.sheet, names=names)
        for name in (*self.where, self.column):
            if name not in sheet.by_name:
                message = N_("{sheet}: there is no column “{column}”.")
                remedy, names = suggestion(name, sheet.by_name)
                raise OverrideError(message, remedy, sheet=self.sheet, column=name, names=names)
        if self.action != "set" and self.field.kind not in NUMERIC:
            message = N_("{sheet}, {column}: only numbers can be added to or multiplied.")
            raise OverrideError(message, sheet=self.sheet, column=self.column)

    @property
    def field(self) -> Field:
        """What is changed."""
        return field_of(self.sheet, self.column, self.where)


@dataclass(frozen=True)
class Step:
    """One override as it was applied: the rows that it fitted, and a column before and after, by their positions."""

    override: Override
    rows: pd.DataFrame
    before: list[Any]
    after: list[Any]


def overridden(instance: Instance, overrides: Iterable[Override]) -> Instance:
    """The instance with the overrides, one after the other.

    Raises :class:`OverrideError` where one fits no row, and :class:`WorkbookError` where the result is no workbook.
    """
    overrides = list(overrides)
    return instance if not overrides else type(instance).from_frames(changed(instance, overrides), instance.language)


def changed(instance: Instance, overrides: Iterable[Override]) -> dict[str, pd.DataFrame]:
    """What was given, sheet by sheet, with the overrides; raises :class:`OverrideError`."""
    return stepwise(instance, overrides)[0]


def stepwise(instance: Instance, overrides: Iterable[Override]) -> tuple[dict[str, pd.DataFrame], list[Step]]:
    """What was given with the overrides, and what each of them did; raises :class:`OverrideError`.

    What is changed is a variant itself, and has none: its sheets of scenarios and studies are empty.
    """
    frames = without_variants(instance.given)
    steps = []
    for override in overrides:
        table = rows_of(instance, frames, override.sheet)
        fits = _fitting(table, override)
        before = table.loc[fits, override.column].tolist()
        after = [_new_value(override, value) for value in before]
        frames[override.sheet] = table.astype({override.column: object})
        frames[override.sheet].loc[fits, override.column] = after
        steps.append(Step(override, table[fits], before, after))
    return frames, steps


def without_variants(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The sheets that a plan depends on; those of variants are empty."""
    return {**frames, **{sheet.key: frames[sheet.key].iloc[:0] for sheet in VARIANTS}}


def field_of(sheet: str, column: str, where: Mapping[str, str]) -> Field:
    """What the cells of a column hold; a setting is what its parameter says."""
    if sheet == "Settings" and column == "value" and where.get("parameter") in SETTINGS_BY_NAME:
        return SETTINGS_BY_NAME[where["parameter"]]
    return SHEETS_BY_KEY[sheet].by_name[column]


def with_own_rows(instance: Instance, rules: Mapping[str, Iterable[str]]) -> Instance:
    """The instance with a row for each of the groups instead of the row of a rule that speaks of every group.

    ``rules``: rule → its groups. The new rows are called as :func:`own_row` says.
    """
    table = rows_of(instance, instance.given, "Rules")
    rows = []
    for row in table.to_dict("records"):
        for group in rules.get(row["rule"], [""]):
            own = {"rule": own_row(row["rule"], group), "group": group, "label": f"{row['label']} {group}".strip()}
            rows.append(row | own if group else row)
    written = pd.DataFrame(rows, columns=table.columns).astype(table.dtypes.to_dict())
    return type(instance).from_frames(without_variants(instance.given) | {"Rules": written}, instance.language)


def own_row(rule: str, group: str) -> str:
    """What the row of a rule is called that speaks of one of its groups alone."""
    return f"{rule} {group}"


def rows_of(instance: Instance, frames: Mapping[str, pd.DataFrame], sheet: str) -> pd.DataFrame:
    """The rows of a sheet as given; where it was left empty, the default rows that stand in for them."""
    given = frames[sheet]
    if sheet == "Settings":
        return every_setting(given)
    if len(given) or not SHEETS_BY_KEY[sheet].has_defaults:
        return given
    defaults = default_table(sheet, instance.language)
    # of the default rows those alone that speak of what there is
    identity = list(SHEETS_BY_KEY[sheet].identity)
    used = pd.MultiIndex.from_frame(instance.tables[sheet][identity])
    return defaults[pd.MultiIndex.from_frame(defaults[identity]).isin(used)].reset_index(drop=True)


def every_setting(given: pd.DataFrame) -> pd.DataFrame:
    """The settings with a row for every parameter, given or not."""
    said = dict(zip(given["parameter"], given["value"], strict=True))
    return pd.DataFrame(
        {"parameter": list(SETTINGS_BY_NAME), "value": [said.get(name, "") for name in SETTINGS_BY_NAME]}, dtype="str"
    )


def _fitting(table: pd.DataFrame, override: Override) -> pd.Series:
    fits = pd.Series(True, index=table.index)
    for column, wanted in override.where.items():
        fits &= table[column] == wanted
    if not fits.any():
        raise _no_row(table, override)
    return fits


def _new_value(override: Override, before: Any) -> Any:
    if override.action == "set":
        return override.value
    number = override.field.default if _is_empty(before) else float(before)
    if number is None:
        message = N_("{sheet}, {column}: the cell is empty and has no default.")
        raise OverrideError(message, sheet=override.sheet, column=override.column)
    return number + override.value if override.action == "add" else number * override.value


def _is_empty(cell: Any) -> bool:
    return bool(pd.isna(cell)) or cell == ""


def _no_row(table: pd.DataFrame, override: Override) -> OverrideError:
    conditions = ", ".join(f"{column} = {value}" for column, value in override.where.items())
    names = next(filter(None, (_close(table, column, value) for column, value in override.where.items())), "")
    remedy = N_("Did you mean {names}?") if names else ""
    message = N_("{sheet}: there is no row with {conditions}.") if conditions else N_("{sheet}: there is no row.")
    return OverrideError(message, remedy, sheet=override.sheet, conditions=conditions, names=names)


def _close(table: pd.DataFrame, column: str, value: Any) -> str:
    """What stands in the column and is close to the value; empty where the value itself stands there."""
    close = get_close_matches(str(value), [str(known) for known in table[column].unique()], n=3)
    return f"{column} = {', '.join(close)}" if close and str(value) not in close else ""
