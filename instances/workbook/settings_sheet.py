"""The settings sheet: one parameter a row, each with a type, bounds and default of its own."""

from __future__ import annotations

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue import SETTINGS
from instances.catalogue.fields import Field
from instances.i18n import Language
from instances.workbook import styles
from instances.workbook.headings import explanation
from instances.workbook.table_sheet import Content, add_table, lay_out, new_sheet
from instances.workbook.validations import validation, with_hint
from instances.workbook.values import put, written_values

WIDTHS = (36.0, 44.0)


def write_settings_sheet(workbook: Workbook, content: Content, language: Language, note: str) -> None:
    """Append the sheet to a write-only workbook: every parameter, given or not.

    What is not given stays empty, so that it reads back as not given; its default stands in the cell's comment and
    shows as a hint when the cell is selected.
    """
    sheet = new_sheet(workbook, content.sheet.label.in_(language))
    lay_out(sheet, content.sheet.key, content.fields, WIDTHS, language, note)
    given = dict(zip(content.rows["parameter"], content.rows["value"], strict=True))
    for setting in SETTINGS:
        name = _cell(sheet, setting.label.in_(language), styles.TEXT_FORMAT, is_text=True)
        sheet.append([name, _value_cell(sheet, setting, given.get(setting.name), language)])
    last = len(SETTINGS) + 1
    names = DataValidation(type="list", formula1=f"$A$2:$A${last}", allow_blank=True, sqref=f"A2:A{last}")
    sheet.data_validations.append(names)
    for row, setting in enumerate(SETTINGS, start=2):
        rule = with_hint(validation(setting, language, ()), setting, language)
        rule.add(f"B{row}")
        sheet.data_validations.append(rule)
    add_table(sheet, content.sheet.key, content.fields, len(SETTINGS), language)


def _value_cell(sheet: Worksheet, setting: Field, value: object, language: Language) -> Cell:
    [text] = written_values(pd.Series([None if value == "" else value]), setting, language)
    cell = _cell(sheet, text, styles.number_format(setting), is_text=setting.kind in styles.TEXT_KINDS)
    cell.alignment = Alignment(horizontal="left")
    cell.comment = styles.comment(explanation(setting, language))
    return cell


def _cell(sheet: Worksheet, text: str | None, number_format: str, *, is_text: bool) -> Cell:
    cell = WriteOnlyCell(sheet)
    put(cell, text, is_text=is_text)
    cell.number_format, cell.font = number_format, styles.PLAIN_FONT
    return cell
