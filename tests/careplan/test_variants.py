"""``check`` tries the scenarios and studies of a workbook: what could not be made is told at the row that says it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import careplan
from careplan.variants import unsound_variants
from instances.findings import Finding
from tests.careplan.conftest import Cli
from tests.planning_model.worlds import hamlet, instance_of, table

SCENARIOS = "scenario based_on sheet filter column action value"
STUDIES = "study kind sheet filter column action values low high steps"
LESS = ("less", "", "Pots", "pot = land", "budget", "multiply", 0.8)
DEBT = ("debt", "", "Pots", "pot = fund", "budget", "add", -100.0)
BUDGET = ("money", "grid", "Pots", "pot = fund", "budget", "add", "-90; -100; 0; 1", None, None, None)
STAFF = ("money", "grid", "LabourPools", "profession = doctor", "available", "multiply", "0.9; 1", None, None, None)
GOOD = ("good", "alternatives", "", "", "", "", "0.05", None, None, 1)


def findings_in(folder: Path, scenarios: list[tuple[object, ...]], studies: list[tuple[object, ...]]) -> list[Finding]:
    frames = hamlet() | {"Scenarios": table(SCENARIOS, *scenarios), "Studies": table(STUDIES, *studies)}
    instance = instance_of(frames)
    careplan.write_workbook(instance, folder / "hamlet.xlsx")
    return unsound_variants(instance, folder / "hamlet.xlsx")


def standing_at(folder: Path, finding: Finding) -> object:
    book = openpyxl.load_workbook(folder / "hamlet.xlsx", read_only=True)
    return book[finding.where("de").split("!")[0]][finding.cell].value


def test_what_can_be_made_is_not_told(tmp_path: Path) -> None:
    assert findings_in(tmp_path, [LESS], [STAFF, GOOD]) == []


def test_a_scenario_is_told_at_its_row(tmp_path: Path) -> None:
    (found,) = findings_in(tmp_path, [LESS, DEBT], [])
    assert (found.sheet, found.column, found.found) == ("Scenarios", "scenario", "debt")
    assert standing_at(tmp_path, found) == "debt"
    assert "In the scenario “debt” the workbook is not sound: error: Pots!" in found.line("en")
    assert "less than 0" in found.line("en")
    assert "Im Szenario „debt“ stimmt die Arbeitsmappe nicht: Fehler: Finanzierungsquellen!" in found.line("de")


def test_empty_rows_do_not_move_what_is_told(tmp_path: Path) -> None:
    (found,) = findings_in(tmp_path, [LESS, DEBT], [])
    book = openpyxl.load_workbook(tmp_path / "hamlet.xlsx")
    sheet = book[found.where("de").split("!")[0]]
    named = sheet[found.cell]
    below = sheet.cell(row=named.row + 2, column=named.column)
    for cell in sheet[named.row]:
        sheet.cell(row=below.row, column=cell.column).value = cell.value
        cell.value = None
    book.save(tmp_path / "hamlet.xlsx")
    assert [finding.cell for finding in careplan.check(tmp_path / "hamlet.xlsx") if finding.found] == [below.coordinate]


def test_of_the_rows_of_a_scenario_that_is_told_which_changes_the_sheet_at_fault(tmp_path: Path) -> None:
    first = ("debt", "", "LabourPools", "profession = doctor", "available", "multiply", 2.0)
    (alone,) = findings_in(tmp_path, [DEBT], [])
    (found,) = findings_in(tmp_path, [LESS, first, DEBT], [])
    assert int(found.cell[1:]) == int(alone.cell[1:]) + 2


def test_a_change_that_fits_no_row_after_another_is_told_in_both_languages(tmp_path: Path) -> None:
    moved = [
        ("b", "", "Sites", "site = new", "status", "set", "excluded"),
        ("c", "b", "Sites", "status = candidate", "status", "set", "excluded"),
    ]
    (found,) = findings_in(tmp_path, moved, [])
    assert found.found == "c"
    assert "there is no row with status = candidate" in found.line("en")
    assert "Eine Zeile mit status = candidate gibt es nicht" in found.line("de")


def test_of_the_runs_of_a_study_those_that_cannot_be_made_are_counted(tmp_path: Path) -> None:
    by_value = findings_in(tmp_path, [], [BUDGET, STAFF])
    assert {found.sheet for found in by_value} == {"Studies"}
    assert {standing_at(tmp_path, found) for found in by_value} == {"money"}
    assert "In 2 of the 8 runs of the study “money”" in by_value[0].line("en")
    assert "Pots fund budget = -90.0, LabourPools doctor available = 0.9" in by_value[0].line("en")
    assert "In 2 der 8 Rechnungen der Studie „money“" in by_value[0].line("de")


@pytest.mark.parametrize("language", ["de", "en"])
def test_check_refuses_what_could_not_be_planned(cli: Cli, tmp_path: Path, language: str) -> None:
    findings_in(tmp_path, [DEBT], [])
    done = cli("check", "hamlet.xlsx", "--lang", language)
    assert done.returncode == 1
    assert ("Szenario „debt“" if language == "de" else "scenario “debt”") in done.stderr
    assert careplan.check(tmp_path / "hamlet.xlsx")[-1].found == "debt"
