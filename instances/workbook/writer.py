"""Writes tables as a workbook in one language, explained and with drop-downs, which reads back to the same tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from instances.catalogue import SETTINGS, SHEETS, SHEETS_BY_KEY
from instances.catalogue.fields import Field, Kind, Sheet
from instances.catalogue.settings import SETTINGS_SHEET
from instances.defaults import default_table
from instances.i18n import Language, translator
from instances.workbook.headings import key_of
from instances.workbook.readme_sheet import SCHEMA_VERSION, About, write_readme_sheet
from instances.workbook.settings_sheet import setting_cells, write_settings_sheet
from instances.workbook.styles import AUTHOR
from instances.workbook.table_sheet import Cells, Content, table_cells, write_table_sheet
from instances.workbook.validations import key_list

if TYPE_CHECKING:
    from instances.instance import Instance

Level = Literal["basic", "full"]


def write_workbook(instance: Instance, path: str | Path, language: Language | None = None) -> None:
    """Write what was given for ``instance`` as a workbook; read again, it gives an equal instance."""
    write_tables(instance.given, Path(path), language or instance.language)


def write_tables(
    tables: Mapping[str, pd.DataFrame], path: Path, language: Language = "de", level: Level = "full", note: str = ""
) -> None:
    """Write ``tables`` as a workbook: stable sheet keys and columns, the units and types of ``Instance.given``.

    Sheets and columns that are left out are written empty. Level ``basic`` leaves out the sheets and columns that are
    both beyond the basic level and empty. ``note`` is printed on every page; it is the settings' note on the data
    unless given. Raises ``KeyError`` for a sheet or column that the catalogue does not know.
    """
    _refuse_unknown(tables)
    contents = [
        Content(sheet, fields_of(sheet, level, rows), rows)
        for sheet in SHEETS
        for rows in [complete_columns(sheet, tables.get(sheet.key))]
        if level == "full" or sheet.basic or len(rows)
    ]
    write_contents(contents, path, language, level, note)


def write_contents(
    contents: Sequence[Content], path: Path, language: Language, level: Level = "full", note: str = ""
) -> None:
    """Write sheets that have been put together already; the first sheet explains them."""
    about = _about(contents, language, level, note)
    present = {content.sheet.key for content in contents}
    supplied_keys = _supplied_keys(contents, language)
    listed = {*present, *supplied_keys}
    # before the workbook is begun, so that a refusal leaves nothing half written
    cells = [_cells(content, language) for content in contents]
    # a write-only workbook streams its rows: 120,000 of them in seconds, in little memory
    workbook = Workbook(write_only=True)
    _describe(workbook, about)
    names = write_readme_sheet(workbook, about, contents, supplied_keys)
    names += [_own_key_list(content, language) for content in contents if _has_key(content.sheet)]
    for name in names:
        workbook.defined_names[name.name] = name
    for content, columns in zip(contents, cells, strict=True):
        if content.sheet is SETTINGS_SHEET:
            write_settings_sheet(workbook, content, columns, language, about.note)
        else:
            write_table_sheet(workbook, content, columns, language, listed, about.note)
    workbook.save(path)


def complete_columns(sheet: Sheet, rows: pd.DataFrame | None) -> pd.DataFrame:
    """``rows`` with every column of the sheet, in the catalogue's order."""
    return pd.DataFrame(columns=list(sheet.by_name)) if rows is None else rows.reindex(columns=list(sheet.by_name))


def fields_of(sheet: Sheet, level: Level, rows: pd.DataFrame) -> tuple[Field, ...]:
    """The columns to write: those of the level, and every other that holds something."""
    return tuple(
        field for field in sheet.fields if level == "full" or field.basic or _holds_something(rows[field.name])
    )


def _holds_something(column: pd.Series) -> bool:
    return bool((column.notna() & (column != "")).any())


def _cells(content: Content, language: Language) -> Cells:
    return (setting_cells if content.sheet is SETTINGS_SHEET else table_cells)(content, language)


def _has_key(sheet: Sheet) -> bool:
    return any(field.kind is Kind.KEY for field in sheet.fields)


def _own_key_list(content: Content, language: Language) -> DefinedName:
    letter = get_column_letter(content.fields.index(key_of(content.sheet)) + 1)
    return key_list(content.sheet.key, content.sheet.label.in_(language), letter, 2, content.last_row)


def _supplied_keys(contents: Sequence[Content], language: Language) -> dict[str, pd.DataFrame]:
    """Default rows of the sheets that are referred to but not written themselves."""
    present = {content.sheet.key for content in contents}
    targets = {field.target: None for content in contents for field in content.fields if field.target}
    tables = {target: default_table(target, language) for target in targets if target not in present}
    return {target: rows for target, rows in tables.items() if len(rows)}


def _about(contents: Sequence[Content], language: Language, level: Level, note: str) -> About:
    given = {setting.name: str(setting.default or "") for setting in SETTINGS}
    for content in contents:
        if content.sheet is SETTINGS_SHEET:
            pairs = zip(content.rows["parameter"], content.rows["value"], strict=True)
            given |= {parameter: str(value) for parameter, value in pairs if value and value == value}
    return About(language, level, note or given["data_note"], given["state"], given["legal_status_date"])


def _describe(workbook: Workbook, about: About) -> None:
    """What the file's own properties say; the schema version stands there for programs."""
    _ = translator(about.language)
    workbook.properties.creator = AUTHOR
    workbook.properties.title = " – ".join(filter(None, [_("Regional care planning: input workbook"), about.state]))
    workbook.properties.language = about.language
    workbook.properties.version = SCHEMA_VERSION


def _refuse_unknown(tables: Mapping[str, pd.DataFrame]) -> None:
    """What is not in the catalogue would be lost in silence."""
    unknown = [key for key in tables if key not in SHEETS_BY_KEY]
    unknown += [
        f"{key}.{column}"
        for key, rows in tables.items()
        if key in SHEETS_BY_KEY
        for column in rows.columns
        if column not in SHEETS_BY_KEY[key].by_name
    ]
    if unknown:
        raise KeyError(f"not in the catalogue: {', '.join(unknown)}")
