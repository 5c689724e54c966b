"""The settings sheet: one parameter a row, each with a type, bounds and default of its own."""

from __future__ import annotations

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue import SETTINGS
from instances.catalogue.fields import Field
from instances.i18n import Language
from instances.workbook import styles
from instances.workbook.headings import explanation
from instances.workbook.table_sheet import Cells, Content, add_table, lay_out, new_sheet
from instances.workbook.validations import validation, with_hint
from instances.workbook.values import put, written_values

WIDTHS = (36.0, 44.0)


def setting_cells(content: Content, language: Language) -> Cells:
    """Names and values of all parameters, given or not; raises ``ValueError`` for what no cell can hold."""
    given = dict(zip(content.rows["parameter"], content.rows["value"], strict=True))
    names: list[str | None] = [setting.label.in_(language) for setting in SETTINGS]
    values = []
    for setting in SETTINGS:
        values += written_values(pd.Series([given.get(setting.name) or None]), setting, language)
    return [names, values]


def write_settings_sheet(workbook: Workbook, content: Content, cells: Cells, language: Language, note: str) -> None:
    """Append the sheet to a write-only workbook: every parameter, given or not.

    What is not given stays empty, so that it reads back as not given; its default stands in the cell's comment and
    shows as a hint when the cell is selected.
    """
    sheet = new_sheet(workbook, content.sheet.label.in_(language))
    lay_out(sheet, content.sheet.key, content.fields, WIDTHS, language, note)
    for setting, name, value in zip(SETTINGS, *cells, strict=True):
        sheet.append([_name_cell(sheet, name), _value_cell(sheet, setting, value, language)])
    last = len(SETTINGS) + 1
    names = DataValidation(type="list", formula1=f"$A$2:$A${last}", allow_blank=True, sqref=f"A2:A{last}")
    sheet.data_validations.append(names)
    for row, setting in enumerate(SETTINGS, start=2):
        rule = with_hint(validation(setting, language, ()), setting, language)
        rule.add(f"B{row}")
        sheet.data_validations.append(rule)
    add_table(sheet, content.sheet.key, content.fields, len(SETTINGS), language)


def _name_cell(sheet: Worksheet, name: str | None) -> Cell:
    cell = WriteOnlyCell(sheet, name)
    cell.number_format, cell.font, cell.alignment = styles.TEXT_FORMAT, styles.PLAIN_FONT, styles.TEXT_ALIGNMENT
    return cell


def _value_cell(sheet: Worksheet, setting: Field, value: str | None, language: Language) -> Cell:
    cell = WriteOnlyCell(sheet)
    put(cell, value, is_text=setting.kind in styles.TEXT_KINDS)
    cell.number_format = styles.number_format(setting)
    cell.font, cell.alignment = styles.PLAIN_FONT, styles.TEXT_ALIGNMENT
    cell.comment = styles.comment(explanation(setting, language))
    return cell
