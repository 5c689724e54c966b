"""``careplan study`` as a user calls it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import careplan
from tests.careplan.conftest import Cli
from tests.planning_model.worlds import hamlet, instance_of, table

COLUMNS = "study kind sheet filter column action values low high steps"
ROWS = [
    ("Geld: wie viel?", "one_way", "Pots", "pot = fund", "budget", "multiply", "", 0.5, 1.5, None),
    ("gut", "alternatives", "", "", "", "", "0.05", None, None, 1),
]
FILE = """
scenarios:
  - {scenario: less, sheet: Pots, column: budget, action: multiply, value: 0.8}
studies:
  - {study: both, kind: scenarios}
"""


@pytest.fixture
def workbook(tmp_path: Path) -> str:
    frames = hamlet() | {"Studies": table(COLUMNS, *ROWS)}
    careplan.write_workbook(instance_of(frames), tmp_path / "hamlet.xlsx")
    return "hamlet.xlsx"


def test_every_study_of_the_sheet_goes_to_its_folder_and_is_not_solved_again(
    program: Cli, cli: Cli, workbook: str, tmp_path: Path
) -> None:
    done = program("study", workbook, "-o", "out", "--workers", 1, "--lang", "de")
    assert done.returncode == 0, done.stderr
    assert "3 von 3 Rechnungen fertig, davon 3 eben" in done.stdout
    assert "3 von 3" in done.stderr
    folder = tmp_path / "out" / "Geld_ wie viel_"
    assert {path.name for path in folder.iterdir()} >= {
        "study.json",
        "workbook.xlsx",
        "runs.csv",
        "tornado.csv",
        "runs",
    }
    runs = pd.read_csv(folder / "runs.csv")
    assert runs["Pots fund budget"].tolist() == [1.0, 0.5, 1.5]
    sites = pd.read_csv(tmp_path / "out" / "gut" / "alternatives.csv")
    assert set(sites["class"]) <= {"must-have", "toss-up", "never", "unknown"}
    again = cli("study", workbook, "-o", "out", "--study", "Geld: wie viel?", "--lang", "de")
    assert "3 von 3 Rechnungen fertig, davon 0 eben" in again.stdout
    assert careplan.load_study(folder).complete


def test_a_file_of_rows_stands_in_for_the_sheets(cli: Cli, workbook: str, tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(FILE, encoding="utf-8")
    done = cli("study", workbook, "--file", "study.yaml", "-o", "out", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert pd.read_csv(tmp_path / "out" / "both" / "runs.csv")["scenario"].tolist() == ["–", "less"]


def test_what_cannot_be_done_is_said(cli: Cli, workbook: str, tmp_path: Path) -> None:
    unknown = cli("study", workbook, "--study", "gutt")
    assert unknown.returncode == 1
    assert "gut" in unknown.stderr
    careplan.write_workbook(instance_of(hamlet()), tmp_path / "plain.xlsx")
    nothing = cli("study", "plain.xlsx", "--lang", "en")
    assert nothing.returncode == 1
    assert "names no study" in nothing.stderr
