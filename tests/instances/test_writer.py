"""What the writer puts into a workbook is there, is text where it is text, and comes back digit by digit."""

from __future__ import annotations

import math
import re
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue import README_LABEL, RULE_KINDS, SETTINGS, SHEETS, SHEETS_BY_KEY, sheet_label
from instances.catalogue.fields import Field, Kind, Sheet
from instances.checks import check_tables
from instances.i18n import LANGUAGES, Language
from instances.instance import Instance, read_workbook
from instances.workbook import styles
from instances.workbook.headings import heading, key_of
from instances.workbook.reader import read_tables
from instances.workbook.table_sheet import ROOM, Content
from instances.workbook.validations import LONGEST_LIST
from instances.workbook.values import LONGEST_TEXT, plain_text
from instances.workbook.writer import Level, write_contents, write_tables
from tests.instances.faults.base import good_frames, raw_tables
from tests.planning_model.verify.county import county

TABLES = {
    "Settings": pd.DataFrame(
        {"parameter": ["state", "discount_rate", "data_note"], "value": ["Testland", "0.0225", "R&D, synthetisch"]}
    ),
    "Areas": pd.DataFrame({"area": ["MB-1", "MB-2"], "official_supply_ratio": [0.584, math.nan]}),
    "Places": pd.DataFrame(
        {
            "place": ["07232296", "=1+1", "#N/A"],
            "label": ["Prüm", "+49", ""],
            "area": ["MB-1", "MB-1", "MB-2"],
            "residents": [5600.0, 0.1 + 0.2, math.nan],
            "deprivation": [math.nan, 1 / 3, 1.0],
        }
    ),
    "Sites": pd.DataFrame(
        {
            "site": ["KH", "IGZ"],
            "place": ["07232296", "=1+1"],
            "status": ["existing", "candidate"],
            "present_type": ["hospital", ""],
            "allowed_types": ["", "pvz, igz"],
            "may_close": ["no", "yes"],
            "earliest_year": [math.nan, 2029.0],
        }
    ),
}


def write(path: Path, language: Language = "de", level: Level = "full") -> Workbook:
    write_tables(TABLES, path, language, level)
    return load_workbook(path)


@pytest.fixture(scope="module", params=LANGUAGES)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workbook, Language]:
    return write(tmp_path_factory.mktemp("written") / "w.xlsx", request.param), request.param


def column(sheet: Worksheet, field: Field, language: Language) -> str:
    """The letter of a column, by its heading."""
    return next(cell.column_letter for cell in sheet[1] if cell.value == heading(field, language))


def rule_at(sheet: Worksheet, address: str) -> DataValidation | None:
    return next((rule for rule in sheet.data_validations.dataValidation if address in rule.sqref), None)


def sheet_of(workbook: Workbook, key: str, language: Language) -> Worksheet:
    sheet = workbook[sheet_label(key, language)]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_the_sheets_are_those_of_the_catalogue_in_its_order(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    assert workbook.sheetnames == [README_LABEL.in_(language), *(sheet.label.in_(language) for sheet in SHEETS)]


def test_every_heading_is_a_catalogue_label_and_explained(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    for entry in SHEETS:
        sheet = sheet_of(workbook, entry.key, language)
        assert [cell.value for cell in sheet[1]] == [heading(field, language) for field in entry.fields]
        for cell, field in zip(sheet[1], entry.fields, strict=True):
            assert cell.comment is not None
            assert field.description.in_(language) in cell.comment.text


@pytest.mark.parametrize(
    ("sheet", "column", "expected"),
    [
        ("Pots", "budget", "Budget [Mio. € je Jahr]"),
        ("Places", "residents", "Einwohner"),
        ("Periods", "years", "Jahre"),
        ("Places", "label", "Bezeichnung"),
    ],
)
def test_a_heading_names_the_unit_unless_that_repeats_the_label(sheet: str, column: str, expected: str) -> None:
    assert heading(SHEETS_BY_KEY[sheet].by_name[column], "de") == expected


def test_values_come_back_with_labels_for_stable_keys(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Sites", language)
    fields = SHEETS_BY_KEY["Sites"].by_name
    shown = {name: [sheet[f"{column(sheet, fields[name], language)}{row}"].value for row in (2, 3)] for name in fields}
    words = {"de": ("Bestand", "Kandidat", "nein", "ja"), "en": ("existing", "candidate", "no", "yes")}[language]
    assert shown["status"] == list(words[:2])
    assert shown["may_close"] == list(words[2:])
    assert shown["allowed_types"] == [None, "pvz, igz"]
    assert shown["earliest_year"] == [None, 2029]
    assert shown["carrier"] == [None, None]


def test_text_that_looks_like_a_formula_or_an_error_stays_text(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Places", language)
    keys = [sheet[f"A{row}"] for row in (2, 3, 4)]
    assert [(cell.value, cell.data_type) for cell in keys] == [("07232296", "s"), ("=1+1", "s"), ("#N/A", "s")]
    assert {cell.number_format for cell in keys} == {"@"}
    assert sheet["B3"].data_type == "s"


def test_no_cell_of_a_written_workbook_is_a_formula(tmp_path: Path) -> None:
    write(tmp_path / "w.xlsx")
    with ZipFile(tmp_path / "w.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(SHEETS) + 1
    # <f> may stand in validations and conditional formats, never in cells
    assert [sheet for sheet in sheets if re.search(rb"<c [^>]*>\s*<f>", sheet)] == []


def test_numbers_keep_all_their_digits(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Places", language)
    residents = column(sheet, SHEETS_BY_KEY["Places"].by_name["residents"], language)
    assert [sheet[f"{residents}{row}"].value for row in (2, 3, 4)] == [5600, 0.1 + 0.2, None]


def test_settings_show_every_parameter_and_only_given_values(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Settings", language)
    assert [cell.value for cell in sheet["A"][1:]] == [setting.label.in_(language) for setting in SETTINGS]
    values = {setting.name: sheet.cell(row, 2) for row, setting in enumerate(SETTINGS, start=2)}
    assert {name: cell.value for name, cell in values.items() if cell.value is not None} == {
        "state": "Testland",
        "discount_rate": 0.0225,
        "data_note": "R&D, synthetisch",
    }
    assert "%" in values["discount_rate"].number_format
    assert values["general_ratio"].comment is not None
    assert ("1.633" if language == "de" else "1,633") in values["general_ratio"].comment.text
    hint = rule_at(sheet, values["general_ratio"].coordinate)
    assert hint is not None
    assert hint.promptTitle
    assert (hint.type, hint.formula1, hint.formula2) == ("decimal", "500", "5000")


def test_every_reference_and_choice_has_a_drop_down(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    tested = 0
    for entry in SHEETS:
        sheet = sheet_of(workbook, entry.key, language)
        for field in entry.fields:
            rule = rule_at(sheet, f"{column(sheet, field, language)}2")
            if field.kind in (Kind.REF, Kind.REFS):
                assert rule is not None
                assert rule.type == "list"
                assert rule.formula1 == f"keys_{field.target}"
                assert rule.formula1 in workbook.defined_names
                # several keys in one cell are no entry of the list
                assert rule.showErrorMessage == (field.kind is Kind.REF)
            elif field.kind in (Kind.FLAG, Kind.CHOICE):
                assert rule is not None
                assert rule.type == "list"
                if entry.key != "Settings":
                    labels = ",".join(choice.label.in_(language) for choice in field.choices)
                    in_place = f'"{labels}"'
                    if len(in_place) <= LONGEST_LIST:
                        assert rule.formula1 == in_place
                    else:
                        assert rule.formula1 in workbook.defined_names
                    assert rule.errorStyle == "stop"
            else:
                continue
            tested += 1
    assert tested > 40


def test_every_number_has_its_bounds(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    tested = 0
    for entry in SHEETS:
        sheet = sheet_of(workbook, entry.key, language)
        for field in entry.fields:
            if field.kind not in (Kind.NUMBER, Kind.SHARE, Kind.INTEGER):
                continue
            rule = rule_at(sheet, f"{column(sheet, field, language)}2")
            assert rule is not None
            assert rule.type == ("whole" if field.kind is Kind.INTEGER else "decimal")
            assert field.minimum is None or float(rule.formula1) == field.minimum
            assert field.maximum is None or float(rule.formula2) == field.maximum
            assert rule.errorStyle in (None, "stop")
            assert rule.showErrorMessage
            tested += 1
    assert tested > 40


def test_texts_of_validations_are_as_short_as_excel_wants_them(written: tuple[Workbook, Language]) -> None:
    workbook, _ = written
    rules = [rule for sheet in workbook.worksheets for rule in sheet.data_validations.dataValidation]
    assert len(rules) > 80
    for rule in rules:
        assert len(rule.errorTitle or "") <= 32
        assert len(rule.promptTitle or "") <= 32
        assert len(rule.error or "") <= 255
        assert len(rule.prompt or "") <= 255
        assert len(rule.formula1 or "") <= 255


def test_drop_downs_reach_beyond_the_rows_that_are_there(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Places", language)
    area = column(sheet, SHEETS_BY_KEY["Places"].by_name["area"], language)
    rows = len(TABLES["Places"])
    assert rule_at(sheet, f"{area}{rows + 1 + ROOM}") is not None
    keys = workbook.defined_names["keys_Places"].attr_text
    assert f"$A$2:$A${rows + 1 + ROOM}" in keys


def test_tables_have_unique_valid_names_and_the_headings_of_their_sheets(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    names = []
    for entry in SHEETS:
        sheet = sheet_of(workbook, entry.key, language)
        [table] = sheet.tables.values()
        first, last = table.ref.split(":")
        assert first == "A1"
        assert sheet[last].row >= 2  # Excel wants a row below the headings
        assert sheet[last].column == len(entry.fields)
        assert table.autoFilter.ref == table.ref
        headings = [column.name for column in table.tableColumns]
        assert headings == [heading(field, language) for field in entry.fields]
        assert len({name.lower() for name in headings}) == len(headings)
        names.append(table.displayName)
    assert len(set(names)) == len(SHEETS)
    assert not set(names) & set(workbook.defined_names)
    # letters and underscores only can be no cell address
    assert [name for name in names if not re.fullmatch(r"table_[A-Za-z]+", name)] == []


def test_print_layout_and_frozen_heading(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    for entry in SHEETS:
        sheet = sheet_of(workbook, entry.key, language)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter.left.text == "&A"
        assert sheet.freeze_panes.endswith("2")
        assert sheet.sheet_properties.tabColor.rgb.endswith(styles.tab_colour(entry.key))
        assert sheet.oddHeader.left.text == "R&&D, synthetisch"
    assert sheet_of(workbook, "Places", language).freeze_panes == "C2"
    assert sheet_of(workbook, "Existing", language).freeze_panes == "A2"


def test_headings_differ_by_what_they_ask_for(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Places", language)
    fields = SHEETS_BY_KEY["Places"].by_name
    looks = {}
    for name in ("residents", "growth", "label"):
        cell = sheet[f"{column(sheet, fields[name], language)}1"]
        looks[name] = (cell.fill.fgColor.rgb[2:], cell.font.b, cell.font.i)
    assert looks == {
        "residents": (styles.NAVY, True, False),
        "growth": (styles.GREEN_TINT, False, True),
        "label": (styles.BLUE_TINT, False, False),
    }


def test_rows_below_the_last_keep_leading_zeros_too(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Places", language)
    assert sheet.column_dimensions["A"].number_format == "@"


def test_the_first_sheet_links_every_other(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = workbook[README_LABEL.in_(language)]
    links = {cell.value: cell.hyperlink.location for [cell] in sheet["A1:A60"] if cell.hyperlink}
    assert list(links) == [entry.label.in_(language) for entry in SHEETS]
    for title, location in links.items():
        assert location.replace("'", "") == f"{title}!A1"
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Testland", "02.04.2025", "R&D, synthetisch"} <= texts


def test_rule_values_show_as_percentages_where_the_kind_is_a_share(written: tuple[Workbook, Language]) -> None:
    workbook, language = written
    sheet = sheet_of(workbook, "Rules", language)
    [(area, [rule])] = [(str(area.sqref), area.rules) for area in sheet.conditional_formatting]
    fields = SHEETS_BY_KEY["Rules"].by_name
    assert area.startswith(f"{column(sheet, fields['value'], language)}2:")
    assert f"${column(sheet, fields['kind'], language)}2=" in rule.formula[0]
    assert rule.formula[0].count("=") == sum(kind.share for kind in RULE_KINDS)
    assert rule.dxf.numFmt.formatCode == styles.SHARE_FORMAT


def test_basic_level_leaves_out_what_is_empty_and_never_what_is_given(tmp_path: Path) -> None:
    workbook = write(tmp_path / "basic.xlsx", level="basic")
    places = sheet_of(workbook, "Places", "de")
    headings = {cell.value for cell in places[1]}
    fields = SHEETS_BY_KEY["Places"].by_name
    assert "Straßen" not in workbook.sheetnames
    assert heading(fields["easting"], "de") not in headings
    assert heading(fields["deprivation"], "de") in headings  # beyond the basic level, but given


def test_a_note_of_its_own_is_printed_instead_of_the_settings_note(tmp_path: Path) -> None:
    write_tables(TABLES, tmp_path / "w.xlsx", note="Demo\ndaten")
    assert load_workbook(tmp_path / "w.xlsx")["Orte"].oddHeader.left.text == "Demo daten"


@pytest.mark.parametrize(
    "tables", [{"Clinics": pd.DataFrame()}, {"Places": pd.DataFrame({"place": ["a"], "inhabitants": [1.0]})}]
)
def test_what_the_catalogue_does_not_know_is_refused(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"Clinics|Places\.inhabitants"):
        write_tables(tables, tmp_path / "w.xlsx")


@pytest.mark.parametrize(
    "places",
    [
        pd.DataFrame({"place": ["x" * (LONGEST_TEXT + 1)]}),
        pd.DataFrame({"place": ["a"], "residents": [math.inf]}),
    ],
)
def test_what_no_cell_can_hold_is_refused_rather_than_cut(places: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cell"):
        write_tables({"Places": places}, tmp_path / "w.xlsx")


def text_of(field: Field) -> st.SearchStrategy[str]:
    if field.choices:
        return st.sampled_from(["", *(choice.key for choice in field.choices)])
    return st.text(max_size=12) | st.sampled_from(
        ["=1+1", "+1", "@A1", "#N/A", "007", " a ", "1,5", "TRUE", "ja", "\r\n"]
    )


@st.composite
def frames(draw: st.DrawFn) -> tuple[Sheet, pd.DataFrame]:
    """Any sheet with up to three rows of anything its columns may hold."""
    sheet = draw(st.sampled_from([sheet for sheet in SHEETS if sheet.key != "Settings"]))
    rows = draw(st.integers(0, 3))
    numbers = st.floats(allow_infinity=False, allow_subnormal=True)
    columns = {
        field.name: pd.Series(
            draw(st.lists(text_of(field) if text else numbers, min_size=rows, max_size=rows)),
            dtype="object" if text else "float64",
        )
        for field in sheet.fields
        for text in [field.kind in styles.TEXT_KINDS]
    }
    return sheet, pd.DataFrame(columns)


def as_read(value: object, field: Field, language: Language) -> object:
    """What a cell is to hold."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    labels = {choice.key: choice.label.in_(language) for choice in field.choices}
    return plain_text(labels.get(str(value), value))


AWKWARD = pd.DataFrame({"place": ["\ud800=", "\ufffe"], "site": ["=\x00", "_x0041_"], "minutes": [5e-324, -0.0]})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=frames(), language=st.sampled_from(LANGUAGES))
@example(drawn=(SHEETS_BY_KEY["TravelTimes"], AWKWARD), language="de")
def test_any_frame_comes_back_cell_by_cell(
    drawn: tuple[Sheet, pd.DataFrame], language: Language, tmp_path: Path
) -> None:
    entry, frame = drawn
    write_contents([Content(entry, entry.fields, frame)], tmp_path / "any.xlsx", language)
    sheet = sheet_of(load_workbook(tmp_path / "any.xlsx"), entry.key, language)
    for place, field in enumerate(entry.fields, start=1):
        cells = [sheet.cell(row, place) for row in range(2, len(frame) + 2)]
        assert [cell.value for cell in cells] == [as_read(value, field, language) for value in frame[field.name]]
        wanted = "s" if field.kind in styles.TEXT_KINDS else "n"
        assert {cell.data_type for cell in cells if cell.value is not None} <= {wanted}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_written_workbook_is_read_without_findings_as_the_same_tables(language: Language, tmp_path: Path) -> None:
    given_tables, _ = check_tables(raw_tables(good_frames()), "de")
    write_tables(given_tables, tmp_path / "w.xlsx", language)
    raw, findings = read_tables(tmp_path / "w.xlsx")
    read, more = check_tables(raw, language)
    assert [finding.line("en") for finding in [*findings, *more]] == []
    assert sum(len(rows) > 0 for rows in given_tables.values()) > 15
    for sheet, rows in given_tables.items():
        pd.testing.assert_frame_equal(read[sheet], rows, check_exact=True, obj=sheet)


SHEETS_OF_FEATURES = ("Pathways", "Links", "Consents", "SiteLimits", "Sizes", "Revenue", "Demand", "PotRules")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["basic", "full"])
def test_a_written_workbook_reads_back_to_the_identical_instance(
    language: Language, level: Level, tmp_path: Path
) -> None:
    chosen = pd.DataFrame([("base_year", 2026), ("language", language)], columns=["parameter", "value"])
    sizes = pd.DataFrame({"resource": ["bed", "bed"], "units": [8.0, 12.0]})
    instance = Instance.from_frames(county() | {"Settings": chosen, "Sizes": sizes}, language)
    assert all(len(instance.given[sheet]) for sheet in SHEETS_OF_FEATURES)
    write_tables(instance.given, tmp_path / "w.xlsx", language, level)
    read = read_workbook(tmp_path / "w.xlsx")
    assert read == instance
    assert read.fingerprint == instance.fingerprint
    for sheet, rows in instance.tables.items():
        pd.testing.assert_frame_equal(read.tables[sheet], rows, check_exact=True, obj=sheet)


def test_every_sheet_belongs_to_one_group_of_tabs() -> None:
    members = [key for group in styles.GROUPS.values() for key in group]
    assert sorted(members) == sorted(SHEETS_BY_KEY)
    assert styles.GROUPS.keys() == styles.TAB_COLOURS.keys()


def test_every_sheet_that_is_referred_to_has_one_key_column() -> None:
    targets = {field.target for sheet in SHEETS for field in sheet.fields if field.target}
    assert "Places" in targets
    for target in targets:
        sheet = SHEETS_BY_KEY[target]
        assert [field for field in sheet.fields if field.kind is Kind.KEY] == [key_of(sheet)]
