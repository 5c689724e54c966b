"""Column by column: raw cells become texts and floats, and those that cannot are refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Field, Sheet
from instances.checks.cells import NUMERIC, Fault, Reader, Reading, is_blank, reader_of
from instances.checks.table import SETTINGS_BY_NAME, Mask, Table, as_found
from instances.checks.wording import shown
from instances.findings import Finding, Severity
from instances.raw import RawTable, Unreadable


def typed(raw: RawTable) -> tuple[Table, list[Finding]]:
    """``raw`` with a typed column for every field of its sheet, and an error for every cell that is refused."""
    sheet = SHEETS_BY_KEY[raw.sheet]
    raw = _without_empty_rows(raw, sheet)
    if not len(raw.frame):
        return Table(
            sheet, raw, _no_rows(sheet.key).copy(), {name: np.zeros(0, dtype=bool) for name in sheet.by_name}
        ), []
    columns: dict[str, ExtensionArray | NDArray[np.float64]] = {}
    refused: dict[str, Mask] = {}
    findings: list[Finding] = []
    for field in sheet.fields:
        cells = _cells(raw, field.name)
        if field.name not in raw.frame and field.required:  # reported as missing
            cells = [Unreadable.REPORTED] * len(raw.frame)
        readings = _readings(cells, reader_of(field))
        if sheet.key == "Settings" and field.name == "value":
            readings = _settings(columns["parameter"], cells)
        columns[field.name], refused[field.name] = _column(field, readings)
        if refused[field.name].any():
            findings += _faults(raw, field, readings)
    frame = pd.DataFrame(columns, index=range(len(raw.frame)))
    return Table(sheet, raw, frame, refused), findings


@cache
def _no_rows(sheet: str) -> pd.DataFrame:
    return pd.DataFrame({field.name: _column(field, [])[0] for field in SHEETS_BY_KEY[sheet].fields}, index=range(0))


def _without_empty_rows(raw: RawTable, sheet: Sheet) -> RawTable:
    filled = np.zeros(len(raw.frame), dtype=bool)
    for name in sheet.by_name:
        cells = _cells(raw, name)
        filled |= np.fromiter((not is_blank(cell) for cell in cells), bool, len(cells))
        if filled.all():
            return raw
    return raw.take(np.flatnonzero(filled))


def _cells(raw: RawTable, column: str) -> list[Any]:
    return list(raw.frame[column]) if column in raw.frame else [None] * len(raw.frame)


def _readings(cells: Sequence[Any], read: Reader) -> list[Reading]:
    """Every cell read; texts repeat a lot and are read once."""
    texts = {cell: read(cell) for cell in {cell for cell in cells if type(cell) is str}}
    return [texts[cell] if type(cell) is str else read(cell) for cell in cells]


def _settings(parameters: Iterable[str], cells: Sequence[Any]) -> list[Reading]:
    """The values of the settings sheet: each row has the kind of its parameter, and is kept as text."""
    readings: list[Reading] = []
    for parameter, cell in zip(parameters, cells, strict=True):
        setting = SETTINGS_BY_NAME.get(parameter)
        reading = reader_of(setting)(cell) if setting else ""
        if isinstance(reading, Fault) and setting:
            values = {"column": setting.label, "value": shown(cell, setting), **reading.values}
            reading = reading._replace(values=values)
        if isinstance(reading, float):
            reading = "" if reading != reading else repr(reading)
        readings.append(reading)
    return readings


def _column(field: Field, readings: Sequence[Reading]) -> tuple[ExtensionArray | NDArray[np.float64], Mask]:
    refused = np.fromiter((isinstance(reading, Fault | Unreadable) for reading in readings), bool, len(readings))
    missing: str | float = float("nan") if field.kind in NUMERIC else ""
    values = [missing if isinstance(reading, Fault | Unreadable) else reading for reading in readings]
    return np.array(values, dtype="float64") if field.kind in NUMERIC else pd.array(values, dtype="str"), refused


def _faults(raw: RawTable, field: Field, readings: Sequence[Reading]) -> list[Finding]:
    cells = _cells(raw, field.name)
    return [
        _finding(raw, field, position, cells[position], reading)
        for position, reading in enumerate(readings)
        if isinstance(reading, Fault)
    ]


def _finding(raw: RawTable, field: Field, position: int, cell: Any, fault: Fault) -> Finding:
    return Finding(
        Severity.ERROR,
        fault.message,
        fault.remedy,
        raw.sheet,
        field.name,
        raw.cell(position, field.name),
        as_found(cell),
        {"column": field.label, "value": shown(cell, field) if cell is not None else "", **fault.values},
    )
