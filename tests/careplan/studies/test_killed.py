"""Workers and whole studies are killed in the middle: nothing is lost, and nothing is solved twice."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from careplan.studies import claims
from careplan.studies.pool import WorkerPool
from careplan.studies.result import StudyResult
from careplan.studies.running import StudyProgress
from careplan.studies.study import Study
from tests.careplan.conftest import environment
from tests.careplan.studies.here import Here
from tests.planning_model.worlds import hamlet, instance_of

SCRIPT = """
import sys
from tests.careplan.studies.test_killed import study
study().run(sys.argv[1])
"""
HOW_IT_WENT = ["source", "seconds"]
VALUES = [0.5, 0.8, 1.1]


def study() -> Study:
    return Study(instance_of(hamlet())).vary("Pots", {"pot": "fund"}, "budget", multiply=VALUES)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    return study().run(tmp_path_factory.mktemp("expected"), Here())


def same_tables(result: StudyResult, expected: StudyResult) -> None:
    for name, frame in expected.frames().items():
        left, right = (one.drop(columns=HOW_IT_WENT, errors="ignore") for one in (result.frames()[name], frame))
        pd.testing.assert_frame_equal(left, right, rtol=1e-6)


def test_a_killed_worker_costs_nothing_but_time(expected: StudyResult, tmp_path: Path) -> None:
    pool = WorkerPool(2)
    killed: list[int] = []

    def kill_one(news: StudyProgress) -> None:
        if news.done >= 1 and not killed:
            killed.append(pool.pids[0])
            psutil.Process(killed[0]).kill()

    try:
        result = study().run(tmp_path, pool, kill_one)
    finally:
        pool.shutdown(cancel_futures=True)
    assert killed
    assert len(result.solved) == len(set(result.keys)) == len(VALUES)
    same_tables(result, expected)


def test_a_killed_study_goes_on_where_it_was(
    expected: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path)], env=environment())
    runs = tmp_path / "runs"
    deadline = time.monotonic() + 300
    while not list(runs.glob("*/run.json")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.kill()
    process.wait()
    done = {path: path.stat().st_mtime_ns for path in runs.glob("*/run.json")}
    assert 1 <= len(done) < len(VALUES)
    monkeypatch.setattr(claims, "STALE", 3.0)
    here = Here()
    result = study().run(tmp_path, here)
    assert here.calls == len(result.solved) == len(VALUES) - len(done)
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert list((tmp_path / "claims").iterdir()) == []
    same_tables(result, expected)


def test_two_programs_at_one_study_share_the_work(expected: StudyResult, tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path)], env=environment())
    while not list(tmp_path.glob("claims/*.claim")):
        assert other.poll() is None
        time.sleep(0.05)
    here = Here()
    result = study().run(tmp_path, here)
    assert other.wait(timeout=300) == 0
    assert here.calls < len(VALUES)
    assert result.complete
    same_tables(result, expected)
