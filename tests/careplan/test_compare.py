"""Comparing saved plans: by the command line, from Python, and what is said where plans do not fit."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from openpyxl import load_workbook

import careplan
from careplan.comparing import names_of
from careplan.folder import read_plan_folder
from instances.overrides import Override, overridden
from tests.careplan.conftest import Cli
from tests.planning_model.worlds import hamlet, instance_of, table


@pytest.fixture(scope="session")
def poorer(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan for the same hamlet with half the money."""
    instance, _ = read_plan_folder(planned, "en")
    less = overridden(instance, [Override("Pots", {"pot": "fund"}, "budget", "multiply", 0.5)])
    folder = tmp_path_factory.mktemp("poorer") / "plan"
    careplan.write_report(less, careplan.solve(less, time_limit=30), folder, lang="en")
    return folder


def test_compare_prints_one_screen_and_leaves_a_workbook(cli: Cli, planned: Path, poorer: Path, tmp_path: Path) -> None:
    done = cli("compare", planned, poorer, "-o", tmp_path / "beside", "--lang", "de")
    assert done.returncode == 0, done.stderr
    assert 8 < len(done.stdout.splitlines()) <= 24
    assert "Pläne im Vergleich" in done.stdout
    book = load_workbook(tmp_path / "beside" / "comparison.xlsx")
    assert "Auf einen Blick" in book.sheetnames
    assert "comparison.xlsx" in done.stderr


def test_json_is_the_only_thing_on_stdout(cli: Cli, planned: Path, poorer: Path, tmp_path: Path) -> None:
    done = cli("compare", planned, poorer, "-o", tmp_path / "beside", "--json", "--lang", "en")
    told = json.loads(done.stdout)
    assert [plan["status"] for plan in told["plans"]] == ["optimal", "optimal"] or told["plans"][0]["gap"] <= 0.001
    given = [row for row in told["tables"]["inputs"] if row["sheet_en"] == "Pots"]
    assert len(given) == 1


def test_python_gives_the_same_frames_from_plans_and_from_folders(planned: Path, poorer: Path) -> None:
    held = {"a": read_plan_folder(planned, "de"), "b": read_plan_folder(poorer, "de")}
    from_plans, from_folders = careplan.compare(held), careplan.compare({"a": planned, "b": str(poorer)})
    assert from_plans.keys() == from_folders.keys()
    for key, frame in from_plans.items():
        assert frame.equals(from_folders[key]), key
    paid = from_plans["payers"]
    assert paid["difference:b"].tolist() == pytest.approx((paid["plan:b"] - paid["plan:a"]).tolist(), abs=1e-4)


def test_the_workbook_from_python_is_in_the_language_asked_for(planned: Path, poorer: Path, tmp_path: Path) -> None:
    path = careplan.write_comparison({"a": planned, "b": poorer}, tmp_path, lang="en")
    assert load_workbook(path, read_only=True).sheetnames[0] == "At a glance"


def test_plans_of_other_periods_are_refused_by_name(cli: Cli, planned: Path, tmp_path: Path) -> None:
    periods = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 3))
    longer = instance_of(hamlet() | {"Periods": periods})
    folder = tmp_path / "longer"
    careplan.write_report(longer, careplan.solve(longer, time_limit=30), folder)
    done = cli("compare", planned, folder, "--lang", "de")
    assert done.returncode == 1
    assert "„longer“ hat die Zeiträume t1 (2027–2027), t2 (2028–2030)" in done.stderr
    with pytest.raises(careplan.UnlikePlansError) as caught:
        careplan.compare({"a": planned, "b": folder})
    assert pickle.loads(pickle.dumps(caught.value)).lines("en") == caught.value.lines("en")


def test_one_plan_is_no_comparison(cli: Cli, planned: Path) -> None:
    assert cli("compare", planned).returncode == 2
    assert cli("compare", planned, planned).returncode == 2
    with pytest.raises(ValueError, match="two plans"):
        careplan.compare({"a": planned})
    with pytest.raises(ValueError, match="upper and lower case"):
        careplan.compare({"a": planned, "A": planned})


def test_folders_are_told_apart_by_as_much_of_their_path_as_needed() -> None:
    one, two = Path("north") / "plan", Path("south") / "plan"
    assert names_of([one, two]) == {"north/plan": one.resolve(), "south/plan": two.resolve()}
    assert list(names_of([one, Path("other")])) == ["plan", "other"]
    assert list(names_of([Path("a") / "Plan", Path("b") / "plan"])) == ["a/Plan", "b/plan"]
