"""One catalogue sheet of a workbook: headings, rows, drop-downs, table, print layout."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue.fields import Field, Kind, Sheet, Source
from instances.catalogue.rules import RULE_KINDS, RULES
from instances.i18n import Language
from instances.workbook import styles
from instances.workbook.headings import default_note, explanation, heading
from instances.workbook.validations import validation
from instances.workbook.values import put, written_values

ROOM = 5000  # rows below the last one that have drop-downs and bounds as well
SAMPLE = 500  # rows that are looked at to find a column's width


@dataclass(frozen=True)
class Content:
    """What is written on one sheet. ``supplied`` holds a source for each row where the rows are defaults."""

    sheet: Sheet
    fields: tuple[Field, ...]
    rows: pd.DataFrame
    supplied: tuple[Source, ...] = ()

    @property
    def last_row(self) -> int:
        """The last Excel row with drop-downs and bounds."""
        return len(self.rows) + 1 + ROOM


Cells = list[list[str | None]]
"""What is written, column by column: see :func:`instances.workbook.values.written_values`."""


def table_cells(content: Content, language: Language) -> Cells:
    """The cells of a sheet; raises ``ValueError`` for what no cell can hold."""
    return [written_values(content.rows[field.name], field, language) for field in content.fields]


def write_table_sheet(
    workbook: Workbook, content: Content, cells: Cells, language: Language, listed: Collection[str], note: str
) -> None:
    """Append a sheet to a write-only workbook. ``listed`` names the sheets whose keys have a drop-down list."""
    sheet = new_sheet(workbook, content.sheet.label.in_(language))
    columns = [
        _Column(sheet, field, values, content, language) for field, values in zip(content.fields, cells, strict=True)
    ]
    lay_out(sheet, content.sheet.key, content.fields, [column.width for column in columns], language, note)
    if content.supplied:
        columns[0].notes = [default_note(source, language) for source in content.supplied]
    for row in range(len(content.rows)):
        sheet.append([column.cell(row) for column in columns])
    for letter, field in zip(_letters(content.fields), content.fields, strict=True):
        rule = validation(field, language, listed)
        if rule is not None:
            rule.add(f"{letter}2:{letter}{content.last_row}")
            sheet.data_validations.append(rule)
    if content.sheet is RULES:
        _show_shares(sheet, content, language)
    add_table(sheet, content.sheet.key, content.fields, len(content.rows), language)


def _show_shares(sheet: Worksheet, content: Content, language: Language) -> None:
    """Values of rules show as percentages where the kind of the rule means a share."""
    letters = dict(zip((field.name for field in content.fields), _letters(content.fields), strict=True))
    kind, value = letters["kind"], letters["value"]
    shares = ",".join(f'${kind}2="{rule.label.in_(language)}"' for rule in RULE_KINDS if rule.share)
    look = DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode=styles.SHARE_FORMAT))
    condition = Rule(type="expression", formula=[f"OR({shares})"], dxf=look)
    sheet.conditional_formatting.add(f"{value}2:{value}{content.last_row}", condition)


class _Column:
    """One column while it is written. The same cell object serves all its rows: making cells is what takes time."""

    def __init__(
        self,
        sheet: Worksheet,
        field: Field,
        values: list[str | None],
        content: Content,
        language: Language,
    ) -> None:
        self.values = values
        self.notes: Sequence[str] = ()
        self.is_text = field.kind in styles.TEXT_KINDS
        self.template = WriteOnlyCell(sheet)
        self.template.number_format = styles.number_format(field)
        self.template.font = styles.SUPPLIED_FONT if content.supplied else styles.PLAIN_FONT
        if self.is_text:
            self.template.alignment = styles.TEXT_ALIGNMENT
        longest = max((len(value) for value in values[:SAMPLE] if value), default=0)
        self.width = styles.column_width(field, heading(field, language), longest if self.is_text else 0)

    def cell(self, row: int) -> Cell | None:
        """The cell of a row, valid until the next one is asked for; ``None`` where it is empty."""
        if self.values[row] is None and not self.notes:
            return None
        put(self.template, self.values[row], is_text=self.is_text)
        if self.notes:
            self.template.comment = styles.comment(self.notes[row])
        return self.template


def new_sheet(workbook: Workbook, title: str) -> Worksheet:
    """A new sheet of a write-only workbook, which offers all that is used of a plain one here."""
    return cast(Worksheet, workbook.create_sheet(title))


def lay_out(
    sheet: Worksheet,
    key: str,
    fields: Sequence[Field],
    widths: Sequence[float],
    language: Language,
    note: str,
) -> None:
    """All that a write-only sheet must know before its first row, and the row of headings itself."""
    sheet.sheet_properties.tabColor = styles.tab_colour(key)
    styles.lay_out_for_print(sheet, note=note)
    leading = [field.kind is Kind.KEY or field.name == "label" for field in fields]
    sheet.freeze_panes = f"{get_column_letter(leading.index(False) + 1)}2"
    for letter, field, width in zip(_letters(fields), fields, widths, strict=True):
        dimension = sheet.column_dimensions[letter]
        dimension.width = width
        # for the rows that are still empty
        dimension.number_format = styles.number_format(field)
        if field.kind in styles.TEXT_KINDS:
            dimension.alignment = styles.TEXT_ALIGNMENT
    headings = [heading(field, language) for field in fields]
    sheet.row_dimensions[1].height = styles.heading_height(headings, widths)
    sheet.append([_heading_cell(sheet, field, language) for field in fields])


def add_table(sheet: Worksheet, key: str, fields: Sequence[Field], rows: int, language: Language) -> None:
    """Make the rows an Excel table with filter buttons; it grows as rows are added below."""
    # Excel wants at least one row below the headings, even an empty one
    area = f"A1:{get_column_letter(len(fields))}{max(rows, 1) + 1}"
    table = Table(displayName=f"table_{key}", ref=area, autoFilter=AutoFilter(ref=area))
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    # a write-only sheet no longer knows its headings
    table.tableColumns = [
        TableColumn(id=number, name=heading(field, language)) for number, field in enumerate(fields, start=1)
    ]
    sheet.tables.add(table)


def _heading_cell(sheet: Worksheet, field: Field, language: Language) -> Cell:
    cell = WriteOnlyCell(sheet, heading(field, language))
    role = styles.role_of(field)
    cell.fill, cell.font = styles.HEADING_FILLS[role], styles.HEADING_FONTS[role]
    cell.alignment, cell.border = styles.HEADING_ALIGNMENT, styles.HEADING_BORDER
    cell.number_format = styles.TEXT_FORMAT
    cell.comment = styles.comment(explanation(field, language))
    return cell


def _letters(fields: Sequence[Field]) -> list[str]:
    return [get_column_letter(number) for number in range(1, len(fields) + 1)]
