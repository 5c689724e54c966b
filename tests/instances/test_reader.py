"""From a file to tables: titles and headings as planners write them, and what is odd about a sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue import SHEETS
from instances.checks import check_tables
from instances.checks.wording import plain
from instances.findings import Severity
from instances.i18n import LANGUAGES, Language
from instances.raw import RawTable
from instances.workbook.headings import heading
from instances.workbook.reader import read_tables
from tests.instances.faults.base import good_frames, raw_tables
from tests.instances.faults.faults import Change, Fault, warning
from tests.instances.faults.files import findings_of, write
from tests.instances.faults.finding import assert_the_one_finding


def given_in(path: Path) -> dict[str, pd.DataFrame]:
    tables, findings = read_tables(path)
    given, more = check_tables(tables, "de")
    assert [finding.line("en") for finding in [*findings, *more]] == []
    return given


def rename(sheet: Worksheet, name: Callable[[str], str]) -> None:
    for cell in sheet[1]:
        cell.value = name(str(cell.value))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_reads_as_its_frames(language: Language, tmp_path: Path) -> None:
    expected, _ = check_tables(raw_tables(good_frames()), "de")
    given = given_in(write(tmp_path / "good.xlsx", good_frames(), language))
    assert list(given) == list(expected)
    for key in expected:
        pd.testing.assert_frame_equal(given[key], expected[key])


def test_headings_with_units_cases_and_blanks(tmp_path: Path) -> None:
    def scribble(workbook: Workbook) -> None:
        for sheet, entry in zip(workbook.worksheets, SHEETS, strict=False):
            names = {field.label.de: heading(field, "de") for field in entry.fields}
            rename(sheet, lambda text, names=names: f"  {names.get(text, text).upper()}\n")
            title, sheet.title = sheet.title, "other"  # openpyxl takes titles that differ in case for the same
            sheet.title = title.upper().replace("-", " ")

    # sheets in the order of the catalogue, so that each heading finds its field
    frames = {sheet.key: good_frames()[sheet.key] for sheet in SHEETS}
    expected, _ = check_tables(raw_tables(frames), "de")
    given = given_in(write(tmp_path / "scribbled.xlsx", frames, "de", scribble))
    assert given["Pots"].equals(expected["Pots"])
    assert given["TypeResources"].equals(expected["TypeResources"])


@pytest.mark.parametrize("text", ["Einwohner (Personen)", "Einwohner [Personen]", "residents", "EIN-WOHNER"])
def test_one_column_has_many_names(text: str, tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Orte"]["L1"] = text

    assert len(given_in(write(tmp_path / "named.xlsx", good_frames(), "de", change))["Places"]) == 8


def test_no_two_columns_and_no_two_sheets_share_a_name() -> None:
    titles = [plain(title) for sheet in SHEETS for title in {sheet.key, *sheet.label}]
    assert len({*titles}) == len({(plain(t), s.key) for s in SHEETS for t in (s.key, *s.label)})
    for sheet in SHEETS:
        names = {(plain(name), field.name) for field in sheet.fields for name in (field.name, *field.label)}
        assert len({name for name, _ in names}) == len(names), sheet.key


def test_sheets_that_are_no_input_are_passed_over(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        for title in ("Lesen", "_Notizen", "Prüfergebnis"):
            workbook.create_sheet(title)["A1"] = "etwas"

    given_in(write(tmp_path / "more.xlsx", good_frames(), "de", change))


def test_empty_rows_and_columns_do_not_matter(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Orte"].insert_rows(4, amount=3)
        workbook["Orte"].insert_cols(2, amount=2)
        workbook["Orte"]["A5"] = " \xa0 "

    path = write(tmp_path / "gaps.xlsx", good_frames(), "de", change)
    assert len(given_in(path)["Places"]) == 8
    table = read_tables(path)[0]["Places"]
    assert table.cell(len(table.frame) - 1, "residents") == "N12"


def test_a_sheet_with_headings_only_is_empty(tmp_path: Path) -> None:
    frames = good_frames()
    frames["Demand"] = frames["Demand"].iloc[:0]
    assert len(given_in(write(tmp_path / "empty.xlsx", frames))["Demand"]) == 0


def on(title: str, change: Callable[[Worksheet], object]) -> Change:
    return lambda workbook: change(workbook[title])


def typed(title: str, address: str, value: object) -> Change:
    return on(title, lambda sheet: setattr(sheet[address], "value", value))


def setting(title: str, name: str, value: object) -> Change:
    return on(title, lambda sheet: setattr(sheet, name, value))


def hide_rows(sheet: Worksheet) -> None:
    for row in (3, 4, 6):
        sheet.row_dimensions[row].hidden = True


def hide_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["L"].hidden = True


FILE_FAULTS = [
    Fault("formula", typed("Orte", "L4", "=L3*2"), "Places", "residents", "L4", "never been calculated"),
    Fault("formula in a key", typed("Ziele", "A2", "=1+1"), "Goals", "goal", "A2", "=1+1"),
    Fault("merged", on("Orte", lambda sheet: sheet.merge_cells("B3:B4")), "Places", "label", "B3", "B3:B4"),
    Fault("merged keys", on("Bestand", lambda s: s.merge_cells("D2:D3")), "Existing", "resource", "D2", "D2:D3"),
    Fault("title above", on("Orte", lambda sheet: sheet.insert_rows(1, amount=2)), "Places", "", "A3", "row 3"),
    Fault("heading twice", typed("Orte", "S1", "Einwohner"), "Places", "residents", "S1", "first in L1"),
    Fault("sheet twice", lambda workbook: workbook.create_sheet("Places"), "Places", "", "", "“Orte” and “Places”"),
    Fault("misspelt sheet", setting("Orte", "title", "Ortee"), "Places", "", "", "“Ortee”"),
    Fault("misspelt column", typed("Orte", "L1", "Einwohnr"), "Places", "residents", "", "“Einwohnr”"),
    Fault("no headings", on("Ziele", lambda sheet: sheet.delete_rows(1)), "Goals", "", "", "row 1"),
    warning("hidden rows", on("Orte", hide_rows), "Places", "", "A3", "3–4, 6"),
    warning("hidden column", on("Orte", hide_column), "Places", "", "L1", "L"),
    warning("hidden sheet", setting("Orte", "sheet_state", "hidden"), "Places", "", "", "hidden"),
    warning("no heading", typed("Orte", "T4", "nachfragen"), "Places", "", "T1", "Column T"),
    warning("own column", typed("Orte", "S1", "Notiz"), "Places", "", "S1", "“Notiz”"),
    warning("in thousands", typed("Einrichtungstypen", "C1", "Gründungskosten [Tsd. €]"),
            "Types", "setup_cost", "C1", "Tsd. €"),
    warning("in hours", typed("Fahrzeiten", "C1", "Fahrzeit (Std.)"), "TravelTimes", "minutes", "C1", "Std."),
    warning("own sheet", lambda workbook: workbook.create_sheet("Notizen"), "", "", "", "Notizen"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FILE_FAULTS, ids=lambda fault: fault.name)
def test_fault_of_a_file_is_found(fault: Fault, tmp_path: Path) -> None:
    found = findings_of(write(tmp_path / "fault.xlsx", good_frames(), "de", fault.change))
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    # a misspelt name is found twice: what is there is unknown, and what should be there is missing
    assert_the_one_finding(fault, errors if fault.severity is Severity.ERROR else found)


def test_a_frame_is_a_workbook_without_a_file() -> None:
    table = RawTable.from_frame("Pots", pd.DataFrame({"budget": [1, None], "pot": ["a", "b"], "note": ["", "x"]}))
    assert list(table.frame) == ["pot", "budget", "note"]
    assert (table.cell(1, "budget"), table.cell(0, "note"), table.cell(0, "period")) == ("D3", "J2", "A2")
    assert table.frame["budget"].tolist() == [1.0, None]
