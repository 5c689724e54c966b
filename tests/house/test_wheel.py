"""The wheel holds the five packages with all their data, and runs where nothing else of the project is."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.house.project import PACKAGES, ROOT, name_of

DEVELOPERS_ONLY = {".po", ".pyc", ".nbc", ".nbi"}


def run(*command: object, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def for_developers(name: str) -> bool:
    return Path(name).suffix in DEVELOPERS_ONLY or name == "instances/locale/messages.py"


def test_top_level_names_are_the_five_packages(names: set[str]) -> None:
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)


def test_everything_in_the_packages_is_inside(names: set[str]) -> None:
    files = {path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()}
    shipped = {name_of(path) for path in files if not for_developers(name_of(path))}
    assert shipped - names == set()


@pytest.mark.parametrize(
    "pattern", ["instances/examples/*.xlsx", "instances/defaults/*.csv", "instances/locale/de/LC_MESSAGES/careplan.mo"]
)
def test_examples_defaults_and_translations_are_inside(names: set[str], pattern: str) -> None:
    assert [name for name in names if Path(name).match(pattern)] != []


def test_nothing_for_developers_is_inside(names: set[str]) -> None:
    assert [name for name in names if for_developers(name)] == []


@pytest.mark.slow
def test_an_example_is_planned_from_the_wheel_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    """The small one: that the demo runs from an installation is seen wherever the README's first command is."""
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    run("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", installed, wheel, cwd=empty)
    where = run("-c", "import careplan; print(careplan.__file__)", cwd=empty, PYTHONPATH=str(installed))
    assert Path(where.strip()).is_relative_to(installed)
    example = installed / "instances" / "examples" / "eifel_small.xlsx"
    run("-m", "careplan", "plan", example, "-o", "plan", "--gap", "0.1", cwd=empty, PYTHONPATH=str(installed))
    assert (empty / "plan" / "plan.json").exists()
    assert (empty / "plan" / "plan.xlsx").exists()
    for language, sheet in (("de", "Orte"), ("en", "Places")):
        template = empty / f"template-{language}.xlsx"
        run("-m", "careplan", "template", template, "--lang", language, cwd=empty, PYTHONPATH=str(installed))
        assert sheet in openpyxl.load_workbook(template).sheetnames
