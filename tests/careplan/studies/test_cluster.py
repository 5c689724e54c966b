"""A Dask cluster of two worker programs solves a study; one of them is killed in the middle, and nothing is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from careplan.cli.study import NoDaskError, Where, executor_for
from careplan.studies.running import StudyProgress
from careplan.studies.solve import FAILED
from tests.careplan.studies.here import Here
from tests.careplan.studies.test_killed import VALUES, same_tables, study


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Two worker programs of one thread each, which are spoken to over TCP."""
    from distributed import LocalCluster  # takes a second, which the quick tests need not wait for

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="tcp://127.0.0.1", dashboard_address=None, silence_logs=False
    ) as running:
        yield running


@pytest.mark.slow
def test_a_killed_worker_of_a_cluster_costs_nothing_but_time(cluster: Any, tmp_path: Path) -> None:
    workers = [worker.pid for worker in cluster.workers.values()]
    killed: list[int] = []

    def kill_one(news: StudyProgress) -> None:
        if news.done >= 1 and not killed:
            killed.append(workers[0])
            psutil.Process(killed[0]).kill()

    with executor_for(Where(scheduler=cluster.scheduler_address)) as executor:
        result = study().run(tmp_path / "cluster", executor, kill_one)
    assert killed
    assert FAILED not in set(result.runs["status"])
    assert len(result.solved) == len(set(result.keys)) == len(VALUES)
    same_tables(result, study().run(tmp_path / "here", Here()))


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoDaskError, match=r"careplan\[dask\]"), executor_for(Where(scheduler="tcp://nowhere:1")):
        pass
