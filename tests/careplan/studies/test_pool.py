"""Worker programs die, and nothing is lost by it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from careplan.studies.pool import WorkerDiedError, WorkerPool

# what workers do has to stand in a module that they find
NAP = time.sleep


def test_results_come_back_and_errors_are_raised_where_somebody_hears_them() -> None:
    with WorkerPool(1) as pool:
        assert pool.submit(max, 3, 5).result(timeout=60) == 5
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result(timeout=60)
        assert pool.submit(len, "abc").result(timeout=60) == 3


def test_what_a_killed_worker_was_at_is_done_by_another(tmp_path: Path) -> None:
    with WorkerPool(2) as pool:
        naps = [pool.submit(NAP, 1.0) for _ in range(2)]
        later = [pool.submit(os.getpid) for _ in range(6)]
        _wait_for(lambda: len(pool.pids) == 2)
        time.sleep(0.3)
        killed = pool.pids[0]
        psutil.Process(killed).kill()
        assert [nap.result(timeout=60) for nap in naps] == [None, None]
        assert killed not in {future.result(timeout=60) for future in later}


def test_what_kills_every_worker_is_given_up_and_nothing_else() -> None:
    with WorkerPool(1) as pool:
        deadly = pool.submit(os._exit, 3)
        harmless = pool.submit(len, "abc")
        with pytest.raises(WorkerDiedError, match="3 worker programs"):
            deadly.result(timeout=60)
        assert harmless.result(timeout=60) == 3


def test_a_pool_that_is_ended_leaves_no_worker_behind() -> None:
    pool = WorkerPool(1)
    going, waiting = pool.submit(NAP, 60.0), pool.submit(NAP, 60.0)
    _wait_for(lambda: bool(pool.pids))
    worker = psutil.Process(pool.pids[0])
    begun = time.monotonic()
    pool.shutdown(cancel_futures=True)
    assert time.monotonic() - begun < 30
    assert waiting.cancelled()
    assert isinstance(going.exception(timeout=5), WorkerDiedError)
    _wait_for(lambda: not worker.is_running())


@pytest.mark.skipif(os.name == "nt", reason="a test cannot send Ctrl-C to one process on Windows")
def test_a_worker_does_not_hear_ctrl_c() -> None:
    with WorkerPool(1) as pool:
        assert pool.submit(len, "a").result(timeout=60) == 1
        psutil.Process(pool.pids[0]).send_signal(signal.SIGINT)
        assert pool.submit(len, "ab").result(timeout=60) == 2


def _wait_for(condition: object) -> None:
    deadline = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
