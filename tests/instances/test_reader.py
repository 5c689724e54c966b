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
from tests.instances.faults.faults import Fault, warning
from tests.instances.faults.files import ChangeOfFile, findings_of, write
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
            sheet.title = sheet.title.upper().replace("-", " ")

    # sheets in the order of the catalogue, so that each heading finds its field
    frames = {sheet.key: good_frames()[sheet.key] for sheet in SHEETS}
    expected, _ = check_tables(raw_tables(frames), "de")
    given = given_in(write(tmp_path / "scribbled.xlsx", frames, "de", scribble))
    assert given["Pots"].equals(expected["Pots"])
    assert given["TypeResources"].equals(expected["TypeResources"])


@pytest.mark.parametrize(
    "text", ["Einwohner (Personen)", "Einwohner [Personen]", "residents", "Residents", "EIN-WOHNER"]
)
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


def do(title: str, change: Callable[[Worksheet], object]) -> ChangeOfFile:
    return lambda workbook: change(workbook[title])


def put(title: str, address: str, value: object) -> ChangeOfFile:
    return do(title, lambda sheet: sheet[address].__setattr__("value", value))


def hide_rows(sheet: Worksheet) -> None:
    for row in (3, 4, 6):
        sheet.row_dimensions[row].hidden = True


def titled(old: str, new: str) -> ChangeOfFile:
    return do(old, lambda sheet: setattr(sheet, "title", new))


FILE_FAULTS: list[tuple[Fault, ChangeOfFile]] = [
    (fault, change)
    for fault, change in [
        (Fault("formula", good_frames, "Places", "residents", "L4", "never been calculated"), put("Orte", "L4", "=L3*2")),
        (Fault("formula in a key", good_frames, "Goals", "goal", "A2", "=1+1"), put("Ziele", "A2", "=1+1")),
        (Fault("merged", good_frames, "Places", "label", "B3", "B3:B4"), do("Orte", lambda s: s.merge_cells("B3:B4"))),
        (Fault("merged keys", good_frames, "Existing", "resource", "D2", "D2:D3"),
         do("Bestand", lambda s: s.merge_cells("D2:D3"))),
        (Fault("title above", good_frames, "Places", "", "A3", "row 3"), do("Orte", lambda s: s.insert_rows(1, amount=2))),
        (Fault("heading twice", good_frames, "Places", "residents", "S1", "first in L1"), put("Orte", "S1", "Einwohner")),
        (Fault("sheet twice", good_frames, "Places", "", "", "“Orte” and “Places”"),
         lambda workbook: workbook.create_sheet("Places")),
        (Fault("misspelt sheet", good_frames, "Places", "", "", "“Ortee”"), titled("Orte", "Ortee")),
        (Fault("misspelt column", good_frames, "Places", "residents", "", "“Einwohnr”"), put("Orte", "L1", "Einwohnr")),
        (Fault("no headings", good_frames, "Goals", "", "", "row 1"), do("Ziele", lambda s: s.delete_rows(1))),
        (warning("hidden rows", good_frames, "Places", "", "A3", "3–4, 6"), do("Orte", hide_rows)),
        (warning("hidden column", good_frames, "Places", "", "L1", "L"),
         do("Orte", lambda s: setattr(s.column_dimensions["L"], "hidden", True))),
        (warning("hidden sheet", good_frames, "Places", "", "", "hidden"),
         do("Orte", lambda s: setattr(s, "sheet_state", "hidden"))),
        (warning("no heading", good_frames, "Places", "", "S1", "Column S"), put("Orte", "S4", "nachfragen")),
        (warning("own column", good_frames, "Places", "", "S1", "“Notiz”"), put("Orte", "S1", "Notiz")),
        (warning("in thousands", good_frames, "Types", "setup_cost", "C1", "Tsd. €"),
         put("Einrichtungstypen", "C1", "Gründungskosten [Tsd. €]")),
        (warning("in hours", good_frames, "TravelTimes", "minutes", "C1", "Std."), put("Fahrzeiten", "C1", "Fahrzeit (Std.)")),
        (warning("own sheet", good_frames, "", "", "", "Notizen"), lambda workbook: workbook.create_sheet("Notizen")),
    ]
]  # fmt: skip


@pytest.mark.parametrize(("fault", "change"), FILE_FAULTS, ids=lambda value: getattr(value, "name", ""))
def test_fault_of_a_file_is_found(fault: Fault, change: ChangeOfFile, tmp_path: Path) -> None:
    found = findings_of(write(tmp_path / "fault.xlsx", good_frames(), "de", change))
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    # a misspelt name is found twice: what is there is unknown, and what should be there is missing
    assert_the_one_finding(fault, errors if fault.severity is Severity.ERROR else found)


def test_a_frame_is_a_workbook_without_a_file() -> None:
    table = RawTable.from_frame("Pots", pd.DataFrame({"budget": [1, None], "pot": ["a", "b"], "note": ["", "x"]}))
    assert list(table.frame) == ["pot", "budget", "note"]
    assert (table.cell(1, "budget"), table.cell(0, "note"), table.cell(0, "period")) == ("D3", "E2", "A2")
    assert table.frame["budget"].tolist() == [1.0, None]
