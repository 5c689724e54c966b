"""Stopping, killing, and scripts without a guard: nothing is lost and every end is a clear one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

import careplan
from benchmarks.scale.cases import Case
from careplan.progress import PlanProgress
from tests.careplan.conftest import environment
from tests.planning_model.worlds import table

# so large that it is searched by stages, and not proven within minutes
REGION = Case("RP", 100, 0.5, "trial", 1, 1, 60.0, 0.0, places=500)
# so that there is a bound seconds before there is any plan
SERVED = table(
    "rule kind service grouping minutes value strictness",
    ("served", "served_share", "gp_care", "area", 30, 0.25, "hard"),
)


@pytest.fixture(scope="module")
def region() -> careplan.Instance:
    return careplan.Instance.from_frames(REGION.frames)


def test_script_without_guard_works(workbook: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import careplan\n"
        f"instance = careplan.read_workbook({str(workbook)!r})\n"
        "print(careplan.solve(instance).status)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("optimal", "gap_reached")


def test_cancel_keeps_the_best_plan_verified(region: careplan.Instance) -> None:
    cancel = threading.Event()

    def stop_at_first_plan(news: PlanProgress) -> None:
        if news.best is not None:
            cancel.set()

    plan = careplan.solve(region, time_limit=300, gap=0, progress=stop_at_first_plan, cancel=cancel)
    assert plan.status == "cancelled"
    assert careplan.verify(region, plan) == []


def _start(folder: Path, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "careplan", *command, "-o", str(folder)],
        cwd=folder.parent,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _lines_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if wanted in line:
            return lines
    raise AssertionError("".join(lines))


@pytest.mark.skipif(os.name == "nt", reason="a test cannot send Ctrl-C to one process on Windows")
def test_an_interrupted_plan_is_the_best_so_far_verified_and_reported(
    tmp_path: Path, region: careplan.Instance
) -> None:
    careplan.write_workbook(region, tmp_path / "region.xlsx")
    process = _start(tmp_path / "plan", "plan", "region.xlsx", "--gap", "0", "--time-limit", "300")
    _lines_until(process, "bester Plan")
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert (tmp_path / "plan" / "plan.xlsx").is_file()
    assert careplan.load_plan(tmp_path / "plan").status == "cancelled"
    assert output


def test_killed_solver_gives_one_clear_line_and_exit_code_five(tmp_path: Path) -> None:
    region = careplan.Instance.from_frames(REGION.frames | {"Rules": SERVED})
    careplan.write_workbook(region, tmp_path / "region.xlsx")
    process = _start(tmp_path / "plan", "plan", "region.xlsx", "--gap", "0", "--time-limit", "300")
    *_, line = _lines_until(process, "Schranke")
    assert "bester Plan" not in line
    _solver_of(process.pid).kill()
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 5
    assert "Traceback" not in errors
    assert not (tmp_path / "plan" / "plan.json").exists()


def _solver_of(pid: int) -> psutil.Process:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in psutil.Process(pid).children(recursive=True):
            if "solvers.worker" in " ".join(child.cmdline()):
                return child
        time.sleep(0.1)
    raise AssertionError("no solver process")
