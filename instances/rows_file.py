"""Scenarios and studies in a YAML file: the rows of their sheets, in the same words, through the same door."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from instances.catalogue import VARIANTS
from instances.findings import WordedError, suggestion
from instances.i18n import N_
from instances.instance import Instance, from_raw_tables
from instances.raw import raw_tables

SHEETS = {sheet.key.lower(): sheet for sheet in VARIANTS}


class RowsFileError(WordedError):
    """A file of scenarios or studies that cannot be read; the message says where and what was expected."""


def with_rows_of(instance: Instance, path: Path) -> Instance:
    """The instance with the scenarios and studies of a file; a list that the file lacks is that of the workbook.

    Raises :class:`RowsFileError` for what is no such file, and :class:`WorkbookError` with every finding in its rows.
    """
    tables = raw_tables({**instance.given, **read_rows(path)})
    return from_raw_tables(tables, [], instance.language, instance.source)


def read_rows(path: Path) -> dict[str, pd.DataFrame]:
    """The rows in a file by sheet key, not checked any further; raises :class:`RowsFileError`."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RowsFileError(N_("{file} cannot be read: {fault}"), file=path, fault=str(error)) from error
    if not isinstance(content, dict):
        raise RowsFileError(N_("{file}: it should hold lists named {names}."), file=path, names=", ".join(SHEETS))
    for name in content:
        _require(name, SHEETS, N_("{file}: there is no list “{word}”."), file=path)
    return {SHEETS[name].key: _frame(path, name, rows) for name, rows in content.items()}


def _frame(path: Path, name: str, rows: Any) -> pd.DataFrame:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        message = N_("{file}, {list}: it should be a list of rows, each with a name and a value for every cell.")
        raise RowsFileError(message, file=path, list=name)
    known = SHEETS[name].by_name
    for number, row in enumerate(rows, start=1):
        for word in row:
            message = N_("{file}, {list}, row {number}: there is no column “{word}”.")
            _require(word, known, message, file=path, list=name, number=number)
    cells = [[_cell(row.get(column)) for column in known] for row in rows]
    return pd.DataFrame(cells, columns=list(known), dtype=object)


def _cell(value: Any) -> Any:
    """A list stands for what a cell says with semicolons, and yes and no for the words."""
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{column} = {_cell(part)}" for column, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _require(word: Any, known: Collection[str], message: str, **values: Any) -> None:
    if word not in known:
        remedy, names = suggestion(str(word), known)
        raise RowsFileError(message, remedy, word=word, names=names, **values)
