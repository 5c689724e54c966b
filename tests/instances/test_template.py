"""The template holds what the catalogue says, empty or with marked defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from instances.catalogue import README_LABEL, SETTINGS, SHEETS, SHEETS_BY_KEY, sheet_label
from instances.catalogue.fields import STATUS_LABELS, Kind
from instances.defaults import default_sources, default_table
from instances.i18n import LANGUAGES, Language
from instances.workbook.headings import heading, key_of
from instances.workbook.table_sheet import ROOM
from instances.workbook.template import write_template
from instances.workbook.writer import Level

LEVELS: tuple[Level, ...] = ("basic", "full")
CASES = [(level, language) for level in LEVELS for language in LANGUAGES]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Level, Language], Workbook]:
    folder = tmp_path_factory.mktemp("templates")
    for level, language in CASES:
        write_template(folder / f"{level}_{language}.xlsx", level, language)
    return {case: load_workbook(folder / f"{case[0]}_{case[1]}.xlsx") for case in CASES}


Templates = dict[tuple[Level, Language], Workbook]


@pytest.mark.parametrize(("level", "language"), CASES)
def test_sheets_and_columns_are_those_of_the_level(level: Level, language: Language, templates: Templates) -> None:
    workbook = templates[level, language]
    entries = [sheet for sheet in SHEETS if level == "full" or sheet.basic]
    assert workbook.sheetnames == [README_LABEL.in_(language), *(sheet.label.in_(language) for sheet in entries)]
    for entry in entries:
        fields = [field for field in entry.fields if level == "full" or field.basic]
        assert [cell.value for cell in workbook[entry.label.in_(language)][1]] == [
            heading(field, language) for field in fields
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_basic_template_has_no_rows_but_the_settings(language: Language, templates: Templates) -> None:
    workbook = templates["basic", language]
    for entry in SHEETS:
        if entry.basic and entry.key != "Settings":
            rows = workbook[entry.label.in_(language)].iter_rows(min_row=2, values_only=True)
            assert [row for row in rows if any(value is not None for value in row)] == []


@pytest.mark.parametrize(("level", "language"), CASES)
def test_only_the_language_is_set(level: Level, language: Language, templates: Templates) -> None:
    sheet = templates[level, language][sheet_label("Settings", language)]
    given = {label.value: value.value for label, value in sheet.iter_rows(min_row=2, max_col=2) if value.value}
    setting = next(setting for setting in SETTINGS if setting.name == "language")
    name = next(choice.label.in_(language) for choice in setting.choices if choice.key == language)
    assert given == {setting.label.in_(language): name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_default_rows_are_there_and_marked_with_their_sources(language: Language, templates: Templates) -> None:
    workbook = templates["full", language]
    marked = 0
    for entry in SHEETS:
        defaults = default_table(entry.key, language)
        sheet = workbook[entry.label.in_(language)]
        assert sheet.max_row == len(SETTINGS) + 1 if entry.key == "Settings" else len(defaults) + 1
        for row, (status, citation) in enumerate(default_sources(entry.key) if len(defaults) else [], start=2):
            note = sheet.cell(row, 1).comment
            assert note is not None
            assert STATUS_LABELS[status].in_(language) in note.text
            assert citation.in_(language) in note.text
            cells = [cell for cell in sheet[row] if cell.value is not None]
            assert {(cell.font.i, cell.font.color.rgb[2:]) for cell in cells} == {(True, "6B6B6B")}
            marked += 1
    assert marked > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_default_rows_hold_the_values_of_the_defaults(language: Language, templates: Templates) -> None:
    sheet = templates["full", language][sheet_label("Production", language)]
    defaults = default_table("Production", language)
    names = [field.name for field in SHEETS_BY_KEY["Production"].fields]
    rows = [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row["productivity"] for row in rows] == defaults["productivity"].tolist()
    assert [row["resource"] for row in rows] == defaults["resource"].tolist()
    assert [row["type"] or "" for row in rows] == defaults["type"].tolist()
    assert [row["source"] or "" for row in rows] == defaults["source"].tolist()


@pytest.mark.parametrize(("level", "language"), CASES)
def test_drop_downs_reach_five_thousand_rows(level: Level, language: Language, templates: Templates) -> None:
    sheet = templates[level, language][sheet_label("Places", language)]
    [rule] = [rule for rule in sheet.data_validations.dataValidation if rule.formula1 == "keys_Areas"]
    [area] = rule.sqref.ranges
    assert (area.min_row, area.max_row) == (2, 1 + ROOM)
    assert area.min_col == area.max_col == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_basic_template_lists_the_keys_of_the_sheets_it_leaves_out(
    language: Language, templates: Templates
) -> None:
    workbook = templates["basic", language]
    readme = workbook[README_LABEL.in_(language)]
    for target in ("Types", "Resources"):
        name = workbook.defined_names[f"keys_{target}"].attr_text
        area = name.split("<>")[0].rsplit("!", 1)[1].replace("$", "")
        assert README_LABEL.in_(language) in name
        keys = default_table(target, language)[key_of(SHEETS_BY_KEY[target]).name].tolist()
        assert [cell.value for [cell] in readme[area]] == keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_without_any_list_has_no_drop_down(language: Language, templates: Templates) -> None:
    # periods have no default rows: they follow from the base year
    workbook = templates["basic", language]
    formulas = {
        rule.formula1
        for sheet in workbook.worksheets
        for rule in sheet.data_validations.dataValidation
        if rule.formula1
    }
    lists = {formula for formula in formulas if formula.startswith("keys_")}
    assert lists == set(workbook.defined_names) & lists
    assert "keys_Periods" not in lists
    assert "keys_Places" in lists


def test_examples_stand_in_comments(templates: Templates) -> None:
    sheet = templates["basic", "de"]["Orte"]
    for cell, field in zip(sheet[1], [field for field in SHEETS_BY_KEY["Places"].fields if field.basic], strict=True):
        if field.kind is Kind.KEY:
            assert "07232296" in cell.comment.text
        if field.name == "lat":
            assert "50,21" in cell.comment.text


def test_the_file_says_which_schema_and_language_it_has(templates: Templates) -> None:
    for (_, language), workbook in templates.items():
        assert workbook.properties.language == language
        assert workbook.properties.version == "1"


def test_levels_are_named_in_the_default_call(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    workbook = load_workbook(tmp_path / "t.xlsx")
    assert workbook.sheetnames[0] == "Lesen"
    assert "Straßen" not in workbook.sheetnames
