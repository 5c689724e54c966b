"""A small workbook on disk, and the command line as a user calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

import careplan
from careplan.cli import main
from tests.planning_model.worlds import hamlet, instance_of

PROJECT = Path(__file__).parents[2]
Cli = Callable[..., subprocess.CompletedProcess[str]]


def environment() -> dict[str, str]:
    """The environment of a user's shell in which this checkout is what ``careplan`` means."""
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8"}


@pytest.fixture(scope="session")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "hamlet.xlsx"
    careplan.write_workbook(instance_of(hamlet()), path)
    return path


def careplan_cli(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Call the command line in ``folder``, as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "careplan", *map(str, arguments)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def careplan_here(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Call the command line in ``folder``, within this process: to start one takes longer than most verbs."""
    command = ["careplan", *map(str, arguments)]
    out, errors = StringIO(), StringIO()
    with (
        chdir(folder),
        patch.object(sys, "argv", command),
        redirect_stdout(out),
        redirect_stderr(errors),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return subprocess.CompletedProcess(command, int(ended.value.code or 0), out.getvalue(), errors.getvalue())


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command line within this process."""
    return partial(careplan_here, tmp_path)


@pytest.fixture
def program(tmp_path: Path) -> Cli:
    """The command line as a program of its own, for where that makes a difference."""
    return partial(careplan_cli, tmp_path)


@pytest.fixture(scope="session")
def planning(workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """``careplan plan`` for the workbook, into the folder ``plan`` where it ran."""
    folder = tmp_path_factory.mktemp("planned")
    done = careplan_cli(folder, "plan", workbook, "-o", folder / "plan", "--lang", "de")
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="session")
def planned(planning: subprocess.CompletedProcess[str]) -> Path:
    """A plan folder as the command line leaves it; copy it before changing anything."""
    return Path(planning.args[planning.args.index("-o") + 1])
