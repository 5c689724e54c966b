"""The command line as a user calls it: what it prints, what it leaves, how it exits."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import careplan
from tests.careplan.conftest import Cli
from tests.planning_model.worlds import hamlet, instance_of, table


@pytest.fixture
def plan_folder(planned: Path, tmp_path: Path) -> Path:
    return shutil.copytree(planned, tmp_path / "plan")


def test_help_names_every_verb(program: Cli) -> None:
    done = program("--help")
    assert done.returncode == 0
    for verb in ("demo", "template", "check", "baseline", "plan", "verify", "compare", "study", "explain", "report"):
        assert verb in done.stdout


def test_usage_error_is_two(program: Cli) -> None:
    assert program("plan").returncode == 2
    assert program("nonsense").returncode == 2


def test_plan_leaves_its_folder(plan_folder: Path, workbook: Path) -> None:
    assert (plan_folder / "workbook.xlsx").read_bytes() == workbook.read_bytes()
    assert {path.name for path in plan_folder.iterdir()} >= {"plan.json", "plan.xlsx", "tables", "overrides.json"}
    summary = json.loads((plan_folder / "plan.json").read_text(encoding="utf-8"))
    assert summary["status"] in ("optimal", "gap_reached")


def test_plan_prints_one_screen_in_german(planning: subprocess.CompletedProcess[str]) -> None:
    assert 5 < len(planning.stdout.splitlines()) <= 24
    assert "Mio.\N{NO-BREAK SPACE}€" in planning.stdout


def test_json_is_the_only_thing_on_stdout(program: Cli, workbook: Path, tmp_path: Path) -> None:
    done = program("plan", workbook, "-o", tmp_path / "plan", "--json")
    summary = json.loads(done.stdout)
    assert summary["status"] in ("optimal", "gap_reached")
    assert summary["gap"] <= 0.001
    assert done.stderr


def test_demo_plans_a_workbook_that_comes_with_the_program(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The small one; that of a state takes minutes."""
    monkeypatch.setattr("careplan.cli.verbs.DEMO", "eifel_small.xlsx")
    done = cli("demo", "-o", "demo", "--time-limit", 3)
    assert done.returncode == 0, done.stderr
    assert "Bericht: demo" in done.stderr
    assert (tmp_path / "demo" / "plan.xlsx").is_file()


def test_verify_accepts_the_plan_and_names_what_is_broken(plan_folder: Path, cli: Cli) -> None:
    assert cli("verify", plan_folder).returncode == 0
    modules = pd.read_csv(plan_folder / "tables" / "modules.csv")
    modules.loc[0, ["units", "added"]] += 0.5
    modules.to_csv(plan_folder / "tables" / "modules.csv", index=False)
    broken = cli("verify", plan_folder, "--lang", "de")
    assert broken.returncode == 6
    assert broken.stderr


def test_report_is_made_again_from_the_folder_alone(plan_folder: Path, cli: Cli) -> None:
    before = _cells(plan_folder / "plan.xlsx")
    (plan_folder / "plan.xlsx").unlink()
    assert cli("report", plan_folder, "--lang", "de").returncode == 0
    assert _cells(plan_folder / "plan.xlsx") == before


def test_explain_fills_the_plan_folder_and_its_report(plan_folder: Path, cli: Cli) -> None:
    done = cli("explain", plan_folder, "--time-limit", 8, "--lang", "de")
    assert done.returncode == 0, done.stderr
    assert "neu gerechnet" in done.stdout
    assert "1 von" in done.stderr
    binding = pd.read_csv(plan_folder / "tables" / "binding.csv")
    assert set(binding["sheet"]) == {"Pots", "LabourPools", "Rules"}
    assert binding["low"].notna().any()
    assert {"Engpässe", "Warum"} <= set(openpyxl.load_workbook(plan_folder / "plan.xlsx", read_only=True).sheetnames)


def _cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_damaged_plan_folder_is_bad_input(plan_folder: Path, program: Cli) -> None:
    shutil.rmtree(plan_folder / "tables")
    done = program("verify", plan_folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("level", "lang", "title"), [("basic", "de", "Orte"), ("full", "en", "Places")])
def test_template(cli: Cli, tmp_path: Path, level: str, lang: str, title: str) -> None:
    path = tmp_path / "vorlage.xlsx"
    assert cli("template", path, "--level", level, "--lang", lang).returncode == 0
    assert title in openpyxl.load_workbook(path).sheetnames
    again = cli("template", path)
    assert again.returncode == 1, "an existing file is never overwritten"


def test_check_lists_findings_and_annotates(cli: Cli, workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Orte"]
    column = next(cell.column for cell in sheet[1] if str(cell.value).startswith("Einwohner"))
    sheet.cell(row=2, column=column).value = -5
    broken = tmp_path / "broken.xlsx"
    book.save(broken)
    done = cli("check", broken, "--annotate", tmp_path / "marked.xlsx", "--json")
    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    errors = [finding for finding in findings if finding["severity"] == "error"]
    assert [(finding["sheet"], finding["cell"]) for finding in errors] == [
        ("Places", sheet.cell(row=2, column=column).coordinate)
    ]
    assert (tmp_path / "marked.xlsx").is_file()
    refused = cli("plan", broken, "--lang", "de")
    assert refused.returncode == 1
    assert "Orte!" in refused.stderr


def test_check_of_a_good_workbook_is_zero(cli: Cli, workbook: Path) -> None:
    assert cli("check", workbook).returncode == 0


def test_missing_file_is_bad_input(program: Cli, tmp_path: Path) -> None:
    done = program("plan", tmp_path / "nothing.xlsx")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_baseline_prints_every_area(cli: Cli, workbook: Path) -> None:
    frames = json.loads(cli("baseline", workbook, "--json").stdout)
    assert [row["area"] for row in frames["areas"]] == ["A"]
    # 1.5 + 0.75 seats for 3,000 residents at 1,000 residents a seat
    assert frames["areas"][0]["supply_ratio"] == pytest.approx(0.75)


def test_infeasible_is_three_and_says_what_collides_and_what_would_help(program: Cli, tmp_path: Path) -> None:
    frames = hamlet()
    rules = frames["Rules"].set_index("rule")
    rules.loc["served", "value"] = 1.0
    rules.loc["served", "minutes"] = 1.0
    frames["Rules"] = rules.reset_index()
    path = tmp_path / "impossible.xlsx"
    careplan.write_workbook(instance_of(frames), path)
    done = program("plan", path, "-o", tmp_path / "out")
    assert done.returncode == 3
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"kein-plan.txt", "ausweg-1.xlsx"}
    said = [line.strip() for line in done.stderr.splitlines()]
    (named,) = (line for line in said if line.startswith("– served. "))
    assert said[said.index(named) - 1] == "Diese Vorgabe ist nicht einzuhalten, auch wenn alle anderen nachgeben:"
    assert any(line.startswith("Ausweg 1 (erprobt: ") for line in said)
    assert any(line.startswith("– served (Land): 0,0") for line in said)


def test_a_scenario_is_planned_and_made_again_from_the_folder(cli: Cli, tmp_path: Path) -> None:
    columns = "scenario based_on sheet filter column action value"
    rows = table(columns, ("ohne", "", "Sites", "site = new", "status", "set", "excluded"))
    careplan.write_workbook(instance_of(hamlet() | {"Scenarios": rows}), tmp_path / "hamlet.xlsx")
    done = cli("plan", "hamlet.xlsx", "-o", "plan", "--scenario", "ohne", "--lang", "en")
    assert done.returncode == 0, done.stderr
    plan = careplan.load_plan(tmp_path / "plan")
    assert plan.provenance["scenario"] == "ohne"
    assert plan.variant[["row", "before", "after"]].to_numpy().tolist() == [["site = new", "candidate", "excluded"]]
    assert (tmp_path / "plan" / "workbook.xlsx").read_bytes() == (tmp_path / "hamlet.xlsx").read_bytes()
    assert cli("verify", "plan").returncode == 0
    assert cli("report", "plan").returncode == 0
    unknown = cli("plan", "hamlet.xlsx", "--scenario", "onhe")
    assert unknown.returncode == 1
    assert "ohne" in unknown.stderr
