"""Numbers within the bounds of the catalogue, with the unit that was probably meant where they are not."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from instances.catalogue import SHEETS
from instances.catalogue.fields import Field, Kind
from instances.checks.cells import NUMERIC
from instances.checks.table import SETTINGS_BY_NAME, Mask, Table, Tables
from instances.checks.wording import number_text, number_to_type, shown
from instances.findings import Finding
from instances.i18n import N_

ZONE_PREFIX = 32_000_000  # UTM eastings are often written with their zone in front


def bounds(tables: Tables) -> list[Finding]:
    """Values below the minimum or above the maximum of their column."""
    return [
        finding
        for sheet in SHEETS
        for field in sheet.fields
        if field.kind in NUMERIC
        for finding in _column(tables[sheet.key], field)
    ]


def settings_bounds(tables: Tables) -> list[Finding]:
    """The same for the settings, each with its own bounds."""
    table = tables["Settings"]
    found: list[Finding] = []
    for position, (name, text) in enumerate(zip(table["parameter"], table["value"], strict=True)):
        setting = SETTINGS_BY_NAME.get(name)
        if setting and setting.kind in NUMERIC and text:
            value = np.full(len(table), np.nan)
            value[position] = float(text)
            found += _out_of_bounds(table, "value", setting, value)
    return found


def _column(table: Table, field: Field) -> list[Finding]:
    return _out_of_bounds(table, field.name, field, table.number(field.name))


def _out_of_bounds(table: Table, column: str, field: Field, values: NDArray[np.float64]) -> list[Finding]:
    low = -np.inf if field.minimum is None else field.minimum
    high = np.inf if field.maximum is None else field.maximum
    wrong = (values < low) | (values > high)
    if not wrong.any():
        return []
    found: list[Finding] = []
    if field.name == "residents":
        negative = wrong & (values < 0)
        found += table.error(
            column, negative, N_("{column}: {value} people cannot live anywhere."), N_("Enter 0 or a positive number.")
        )
        wrong &= ~negative
    for where, message, remedy, meant in _guesses(field, values, wrong, low, high):
        found += _errors(table, column, field, values, wrong & where, message, remedy, meant)
        wrong &= ~where
    below, above = N_("{column}: {value} is less than {low}."), N_("{column}: {value} is more than {high}.")
    remedy, more = _enter_allowed(field)
    found += _errors(table, column, field, values, wrong & (values < low), below, remedy, values, **more)
    found += _errors(table, column, field, values, wrong & (values > high), above, remedy, values, **more)
    return found


def _enter_allowed(field: Field) -> tuple[str, dict[str, Any]]:
    if field.maximum is None:
        return N_("Enter a value of at least {low}."), {}
    if field.minimum is None:
        return N_("Enter a value of at most {high}."), {}
    if field.unit.de and field.kind is not Kind.SHARE:
        return N_("Enter a value from {low} to {high}; the unit is {unit}."), {"unit": field.unit}
    return N_("Enter a value from {low} to {high}."), {}


Guess = tuple[Mask, str, str, NDArray[np.float64]]


def _guesses(field: Field, values: NDArray[np.float64], wrong: Mask, low: float, high: float) -> list[Guess]:
    """What was probably meant by values that are out of bounds: where, the two texts, the value meant."""
    guesses: list[Guess] = []

    def guess(message: str, remedy: str, meant: NDArray[np.float64]) -> None:
        guesses.append((wrong & (meant >= low) & (meant <= high), message, remedy, meant))

    if field.kind is Kind.SHARE:
        guess(
            N_("{column}: {value} is outside {low} to {high}."),
            N_("Did you mean {meant}? Type the percent sign as well, or the share as a number between 0 and 1."),
            values / 100,
        )
    if field.name == "easting":
        guess(
            N_("{column}: {value} begins with the number of the UTM zone."),
            N_("Leave out the leading 32: {meant}."),
            values - ZONE_PREFIX,
        )
    if field.unit.en.startswith("million €"):
        guess(
            N_("{column}: {value} is more than {high}; it looks like an amount in €."),
            N_("The column is in million € per year; did you mean {meant}?"),
            values / 1e6,
        )
    return guesses


def _errors(
    table: Table,
    column: str,
    field: Field,
    values: NDArray[np.float64],
    where: Mask,
    message: str,
    remedy: str,
    meant: NDArray[np.float64],
    **more: Any,
) -> list[Finding]:
    if not where.any():
        return []
    percent = field.kind is Kind.SHARE
    return table.error(
        column,
        where,
        message,
        remedy,
        column=field.label,
        value=[number_text(value, percent=percent) for value in values],
        meant=[number_to_type(value, percent=percent) for value in meant],
        low="" if field.minimum is None else shown(field.minimum, field),
        high="" if field.maximum is None else shown(field.maximum, field),
        **more,
    )
