"""The first sheet of a workbook: what it is, how to fill it, and what the colours mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from instances.catalogue import (
    INPUTS,
    MEASURES,
    README_LABEL,
    RULE_KINDS,
    SETTINGS,
    SHEETS,
    SHEETS_BY_KEY,
    VARIANTS,
    sheet_label,
)
from instances.i18n import Language, Text, translator
from instances.workbook import styles
from instances.workbook.headings import cited, default_with_unit, key_of
from instances.workbook.table_sheet import Content, new_sheet
from instances.workbook.validations import choice_list, key_list
from instances.workbook.values import plain_text, put

SCHEMA_VERSION = "1"
LANGUAGE_NAMES = Text("Deutsch", "English")
WIDTHS = {"A": 26.0, "B": 86.0, "C": 36.0, "D": 34.0, "E": 9.0}

TITLE_FONT = Font(name=styles.FONT_NAME, size=18, bold=True, color=styles.NAVY)
SECTION_FONT = Font(name=styles.FONT_NAME, size=13, bold=True, color=styles.NAVY)
BOLD_FONT = Font(name=styles.FONT_NAME, size=11, bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")


@dataclass(frozen=True)
class About:
    """What the first sheet says about the workbook as a whole."""

    language: Language
    level: str
    note: str
    state: str
    legal_status_date: str


def write_readme_sheet(
    workbook: Workbook, about: About, contents: Sequence[Content], supplied_keys: Mapping[str, pd.DataFrame]
) -> list[DefinedName]:
    """Append the sheet to a write-only workbook.

    ``supplied_keys`` holds the rows that exist without a sheet of their own in this workbook; their keys are listed
    here. Returns the names of those lists, for the drop-downs.
    """
    page = _Page(workbook, about.language, about.note)
    _write_facts(page, about)
    _write_steps(page, about)
    _write_sheets(page, contents)
    _write_legend(page)
    names = [_write_keys(page, sheet, rows) for sheet, rows in supplied_keys.items()]
    if any(content.sheet.key in ("Rules", "Goals") for content in contents):
        names += [_write_rule_kinds(page), _write_measures(page)]
    if any(content.sheet in VARIANTS for content in contents):
        names.append(_write_sheets_that_vary(page))
    _write_settings(page)
    return names


class _Page:
    """The sheet while it is written, row by row."""

    def __init__(self, workbook: Workbook, language: Language, note: str) -> None:
        self.language = language
        self.title = README_LABEL.in_(language)
        self.sheet = new_sheet(workbook, self.title)
        self.row = 0
        for letter, width in WIDTHS.items():
            self.sheet.column_dimensions[letter].width = width
        self.sheet.sheet_properties.tabColor = styles.NAVY
        self.sheet.sheet_view.showGridLines = False
        styles.lay_out_for_print(self.sheet, note=note, repeat_first_row=False)
        self.sheet.print_options.gridLines = False

    def cell(self, text: str, font: Font = styles.PLAIN_FONT, fill: PatternFill | None = None) -> Cell:
        """A cell of text for the next row."""
        cell = WriteOnlyCell(self.sheet)
        put(cell, plain_text(text), is_text=True)
        cell.font, cell.alignment = font, WRAPPED
        if fill is not None:
            cell.fill = fill
        return cell

    def write(self, *cells: Cell | str) -> None:
        """Write a row whose height fits its text."""
        self.row += 1
        row = [self.cell(cell) if isinstance(cell, str) else cell for cell in cells]
        lines = max(
            (ceil(len(str(cell.value or "")) / width) for cell, width in zip(row, WIDTHS.values(), strict=False)),
            default=1,
        )
        self.sheet.row_dimensions[self.row].height = styles.LINE_HEIGHT * max(1, lines)
        self.sheet.append(row)

    def section(self, title: str) -> None:
        """A heading with an empty line above it."""
        self.write()
        self.row += 1
        self.sheet.row_dimensions[self.row].height = 21
        self.sheet.append([self._unwrapped(title, SECTION_FONT)])

    def headings(self, *labels: str) -> None:
        """The headings of a list."""
        fill = styles.HEADING_FILLS[styles.Role.OPTIONAL]
        self.write(*(self.cell(label, BOLD_FONT, fill) for label in labels))

    def big_title(self, title: str) -> None:
        """The title of the workbook."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = 27
        self.sheet.append([self._unwrapped(title, TITLE_FONT)])

    def _unwrapped(self, text: str, font: Font) -> Cell:
        cell = self.cell(text, font)
        cell.alignment = Alignment(vertical="center")
        return cell


def _write_facts(page: _Page, about: About) -> None:
    _ = translator(page.language)
    page.big_title(_("Regional care planning: input workbook"))
    purpose = _(
        "This workbook holds everything the program needs to plan care sites: places and their need, sites of today "
        "and possible ones, what care costs and who pays, and the rules the plan must keep."
    )
    facts = {
        _("Purpose"): purpose,
        _("State"): about.state,
        _("Language"): LANGUAGE_NAMES.in_(page.language),
        _("Legal status"): about.legal_status_date,
        _("Version of the schema"): SCHEMA_VERSION,
        _("Note on the data"): about.note,
    }
    for label, text in facts.items():
        if text:
            page.write(page.cell(label, BOLD_FONT), text)


def _write_steps(page: _Page, about: About) -> None:
    _ = translator(page.language)
    page.section(_("How to fill it"))
    required = ", ".join(sheet_label(sheet.key, page.language) for sheet in SHEETS if sheet.required)
    steps = [
        _("Begin with the required sheets: {sheets}. What stays empty elsewhere takes a default.").format(
            sheets=required
        ),
        _("Point at a heading to read what it means, what is allowed and what holds if a cell is empty."),
        _("Enter or paste rows directly below the headings. Paste values only, and do not rename headings."),
        _("Keys link the sheets: spell a key the same way wherever it occurs. Drop-downs offer those entered so far."),
        _("Official municipality keys are text (07232296); the cells are formatted so that leading zeros stay."),
        _("Enter shares as 95 % or 0.95, unit costs in €, budgets in million € per year."),
        _("Seats are given per area, place or facility, never per doctor."),
        _("Before planning, check the workbook: careplan check FILE.xlsx lists all that is missing or doubtful."),
    ]
    if about.level == "basic":
        steps.append(
            _("This is the short form. careplan template FILE.xlsx --level full writes every sheet and column.")
        )
    for number, step in enumerate(steps, start=1):
        page.write(page.cell(_("Step {number}").format(number=number), BOLD_FONT), step)


def _write_sheets(page: _Page, contents: Sequence[Content]) -> None:
    _ = translator(page.language)
    page.section(_("The sheets"))
    page.headings(_("Sheet"), _("Content"), _("One row is"), _("To be filled?"), _("Rows"))
    for content in contents:
        sheet = content.sheet
        title = sheet.label.in_(page.language)
        link = page.cell(title, styles.LINK_FONT)
        link.hyperlink = Hyperlink(ref="A1", location=f"{quote_sheetname(title)}!A1", display=title)
        link.font = styles.LINK_FONT
        description, row = sheet.description.in_(page.language), sheet.row.in_(page.language)
        page.write(link, description, row, _asked_for(content, page.language), str(len(content.rows)))


def _asked_for(content: Content, language: Language) -> str:
    _ = translator(language)
    if content.sheet.required:
        return _("required")
    if content.supplied:
        return _("supplied defaults: please check")
    if content.sheet.has_defaults or content.sheet.key == "Settings":
        return _("optional; defaults hold if empty")
    return _("optional")


def _write_legend(page: _Page) -> None:
    _ = translator(page.language)
    page.section(_("Colours"))
    meanings = {
        styles.Role.REQUIRED: (_("Required"), _("Every row needs a value in this column.")),
        styles.Role.DEFAULTED: (
            _("With default"),
            _("If a cell is empty, the default in the heading's comment holds."),
        ),
        styles.Role.OPTIONAL: (_("Optional"), _("A cell may stay empty; the heading's comment says what that means.")),
    }
    for role, (label, meaning) in meanings.items():
        page.write(page.cell(label, styles.HEADING_FONTS[role], styles.HEADING_FILLS[role]), meaning)
    page.write(
        page.cell(_("Grey italics"), styles.SUPPLIED_FONT),
        _("A supplied row, with its source. Most are assumptions: check them before you rely on them."),
    )


def _write_keys(page: _Page, key: str, rows: pd.DataFrame) -> DefinedName:
    _ = translator(page.language)
    sheet = SHEETS_BY_KEY[key]
    page.section(_("Supplied keys: {sheet}").format(sheet=sheet.label.in_(page.language)))
    page.headings(key_of(sheet).label.in_(page.language), _("Meaning"))
    first = page.row + 1
    for row in rows.to_dict("records"):
        page.write(str(row[key_of(sheet).name]), str(row.get("label", "")))
    return key_list(key, page.title, "A", first, page.row)


def _write_rule_kinds(page: _Page) -> DefinedName:
    _ = translator(page.language)
    fields = SHEETS_BY_KEY["Rules"].by_name
    page.section(_("Kinds of planning rule"))
    page.headings(_("Kind"), _("What the rule says"), _("Columns it needs"))
    named = ("service", "type", "resource", "minutes", "value", "parameter")
    columns = {name: f"[{fields[name].label.in_(page.language)}]" for name in named}
    scope = f"[{fields['group'].label.in_(page.language)}]"
    first = page.row + 1
    for kind in RULE_KINDS:
        needs = [columns[name].strip("[]") for name in kind.parameters]
        sentence = kind.sentence.in_(page.language).format(scope=scope, **columns)
        page.write(kind.label.in_(page.language), sentence, ", ".join(needs))
    return choice_list(fields["kind"], page.title, "A", first, page.row)


def _write_settings(page: _Page) -> None:
    _ = translator(page.language)
    page.section(_("Settings and their defaults"))
    page.headings(_("Setting"), _("Meaning"), _("Default"), _("Source"))
    for setting in SETTINGS:
        default = default_with_unit(setting, page.language)
        source = cited(setting.source, page.language) if default else ""
        label, meaning = setting.label.in_(page.language), setting.description.in_(page.language)
        page.write(label, meaning, default or _("none"), source)


def _write_sheets_that_vary(page: _Page) -> DefinedName:
    _ = translator(page.language)
    page.section(_("Sheets that scenarios and studies may change"))
    page.headings(_("Sheet"), _("One row a"))
    first = page.row + 1
    for sheet in INPUTS:
        page.write(sheet.label.in_(page.language), sheet.row.in_(page.language))
    return choice_list(VARIANTS[0].by_name["sheet"], page.title, "A", first, page.row)


def _write_measures(page: _Page) -> DefinedName:
    _ = translator(page.language)
    page.section(_("What goals can measure"))
    page.headings(_("Measure"), _("Unit"))
    first = page.row + 1
    for measure in MEASURES:
        page.write(measure.label.in_(page.language), measure.unit.in_(page.language))
    return choice_list(SHEETS_BY_KEY["Goals"].by_name["measure"], page.title, "A", first, page.row)
