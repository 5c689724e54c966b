"""A typed sheet that still knows its cells, and all sheets together: what every check works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from string import ascii_uppercase
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_float_dtype

from instances.catalogue import SETTINGS
from instances.catalogue.fields import Sheet
from instances.checks.wording import number_to_type, shown
from instances.defaults import default_table
from instances.findings import Finding, Severity
from instances.i18n import Language, Text
from instances.raw import RawTable, Unreadable

Mask = NDArray[np.bool_]

SETTINGS_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True)
class Table:
    """One sheet: ``frame`` typed (texts and floats), ``refused`` by column, true where a cell already carries an error.

    A refused cell is empty in ``frame``; checks that ask for emptiness use :meth:`empty`, so that nothing is
    reported twice. Rows of ``frame``, ``refused`` and ``raw`` correspond.
    """

    sheet: Sheet
    raw: RawTable
    frame: pd.DataFrame
    refused: Mapping[str, Mask]

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, column: str) -> pd.Series:
        return self.frame[column]

    def text(self, column: str) -> NDArray[np.object_]:
        """A text column as an array of ``str``; empty cells are ``""``."""
        return self.frame[column].to_numpy(dtype=object)

    def number(self, column: str) -> NDArray[np.float64]:
        """A number column as an array; empty cells are ``NaN``."""
        return self.frame[column].to_numpy(dtype=np.float64)

    def has(self, column: str) -> Mask:
        """Where a cell holds an accepted value."""
        if is_float_dtype(self.frame[column]):
            return ~np.isnan(self.number(column))
        return np.asarray(self.text(column) != "", dtype=bool)

    def empty(self, column: str) -> Mask:
        """Where a cell is empty in the user's file."""
        return ~self.has(column) & ~self.refused_in(column)

    def refused_in(self, *columns: str) -> Mask:
        """Where one of ``columns`` already carries an error."""
        return np.asarray(np.logical_or.reduce([self.refused[column] for column in columns]), dtype=bool)

    @property
    def is_sound(self) -> bool:
        """Whether no cell carries an error."""
        return not any(bad.any() for bad in self.refused.values())

    def error(self, column: str, where: Mask, message: str, remedy: str, /, **values: Any) -> list[Finding]:
        """An error for every row of ``where``, at its cell in ``column``.

        ``values`` fill the templates beside ``{column}`` (its label) and ``{value}`` (the cell): one value for all
        rows, or a list or array with one for each row of the table.
        """
        return self._findings(Severity.ERROR, column, where, message, remedy, values)

    def warning(self, column: str, where: Mask, message: str, remedy: str, /, **values: Any) -> list[Finding]:
        """A warning for every row of ``where``; see :meth:`error`."""
        return self._findings(Severity.WARNING, column, where, message, remedy, values)

    def note(self, message: str, remedy: str, /, **values: Any) -> Finding:
        """A warning about the sheet as a whole."""
        return Finding(Severity.WARNING, message, remedy, self.sheet.key, values=values)

    def without(self, errors: Iterable[Finding]) -> Table:
        """The table with the cells of ``errors`` refused and emptied, so that later checks do not build on them."""
        frame, refused = self.frame.copy(), dict(self.refused)
        for column, found in groupby(sorted(errors, key=_column_of), key=_column_of):
            rows = [int(error.cell.lstrip(ascii_uppercase)) for error in found]
            where = np.isin(self.raw.rows, rows)
            refused[column] = refused[column] | where
            frame[column] = frame[column].mask(where, np.nan if is_float_dtype(frame[column]) else "")
        return replace(self, frame=frame, refused=refused)

    def _findings(
        self, severity: Severity, column: str, where: Mask, message: str, remedy: str, values: Mapping[str, Any]
    ) -> list[Finding]:
        field = self.sheet.by_name[column]
        cells = self.raw.frame.get(column)
        found = []
        for position in np.flatnonzero(where):
            value = None if cells is None or isinstance(cells.iloc[position], Unreadable) else cells.iloc[position]
            own = {name: _of_row(given, position) for name, given in values.items()}
            fill = {"column": field.label, "value": "" if value is None else shown(value, field), **own}
            address = self.raw.cell(int(position), column)
            found.append(Finding(severity, message, remedy, self.sheet.key, column, address, as_found(value), fill))
        return found


def _column_of(finding: Finding) -> str:
    return finding.column


def as_found(value: Any) -> str:
    """The cell's value for :attr:`Finding.found`."""
    if value is None:
        return ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = number_to_type(value) if is_number else shown(value)
    return text.en if isinstance(text, Text) else text


def _of_row(given: Any, position: np.intp) -> Any:
    return given[position] if isinstance(given, list | np.ndarray) else given


@dataclass(frozen=True)
class Tables:
    """Every sheet of the catalogue, typed; sheets that were not given are empty."""

    by_sheet: Mapping[str, Table]
    language: Language

    def __getitem__(self, sheet: str) -> Table:
        return self.by_sheet[sheet]

    def effective(self, sheet: str) -> pd.DataFrame:
        """The rows that will count: those given, or the default rows where the sheet is empty."""
        table = self.by_sheet[sheet]
        if len(table) or not table.sheet.has_defaults:
            return table.frame
        return default_table(sheet, self.language)

    def without(self, findings: Iterable[Finding]) -> Tables:
        """The tables with every cell that carries an error refused and emptied."""
        errors = [found for found in findings if found.severity is Severity.ERROR and found.column and found.cell]
        changed = {
            sheet: self.by_sheet[sheet].without(error for error in errors if error.sheet == sheet)
            for sheet in {error.sheet for error in errors}
        }
        return replace(self, by_sheet={**self.by_sheet, **changed})

    def setting(self, name: str) -> Any:
        """A setting as given (number or text), else its default."""
        settings = self.by_sheet["Settings"].frame
        given = settings.loc[settings["parameter"] == name, "value"]
        text = str(given.iloc[0]) if len(given) else ""
        field = SETTINGS_BY_NAME[name]
        if text == "":
            return field.default
        return text if isinstance(field.default, str) else float(text)
