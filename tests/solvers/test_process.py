"""The worker process: answers, limits, Ctrl-C, crashes. No test here relies on a `__main__` guard or on the folder."""

from __future__ import annotations

import _thread
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solvers import process
from solvers.errors import SolverCrashed
from solvers.options import SolveOptions
from solvers.problem import Level, MatrixProblem
from solvers.process import run
from solvers.result import Progress, Stage, Status
from tests.solvers.cases import by_brute_force, endless, knapsack

ROOT = Path(__file__).parents[2]


def test_a_solve_in_a_process_of_its_own() -> None:
    news: list[Progress] = []
    result = run(knapsack(1), progress=news.append)
    assert result.is_proven_optimal
    assert result.x is not None
    assert knapsack(1).violation(result.x) == 0.0
    assert result.levels[0].value == pytest.approx(by_brute_force(knapsack(1)))
    assert result.levels[0].bound == pytest.approx(result.levels[0].value)
    assert result.method == "highs"
    assert {type(item.stage) for item in news} == {Stage}
    assert news[-1].stage is Stage.POLISH
    assert [item.seconds for item in news] == sorted(item.seconds for item in news)


def test_an_infeasible_problem_is_an_answer_and_no_error() -> None:
    problem = MatrixProblem.of([[2.0, 2.0]], (3, 3), (0, 1), Level("any", np.ones(2)), integer=True)
    result = run(problem)
    assert result.status is Status.INFEASIBLE
    assert (result.has_plan, result.gap) == (False, None)


def test_the_time_limit_is_kept_with_a_plan() -> None:
    result = run(endless(), SolveOptions(time_limit=6.0))
    assert result.status is Status.TIME_LIMIT
    assert result.x is not None
    assert endless().violation(result.x) <= 1e-6
    assert result.gap is not None
    assert result.gap > 0


def test_a_cancel_keeps_the_best_plan() -> None:
    cancel = threading.Event()

    def stop_at_a_plan(news: Progress) -> None:
        if news.best is not None:
            cancel.set()

    result = run(endless(), SolveOptions(time_limit=300), stop_at_a_plan, cancel)
    assert result.status is Status.CANCELLED
    assert result.x is not None
    assert endless().violation(result.x) <= 1e-6
    assert result.method == "highs"


def test_a_cancel_before_the_start_ends_without_a_plan() -> None:
    cancel = threading.Event()
    cancel.set()
    result = run(endless(), SolveOptions(time_limit=300), cancel=cancel)
    assert result.status is Status.CANCELLED
    assert not result.is_proven_optimal


def test_ctrl_c_keeps_the_best_plan() -> None:
    pressed = []

    def press(news: Progress) -> None:
        if news.best is not None and not pressed:
            pressed.append(True)
            _thread.interrupt_main()

    result = run(endless(), SolveOptions(time_limit=300), press)
    assert pressed
    assert result.status is Status.CANCELLED
    assert result.has_plan


def test_what_the_progress_callback_raises_ends_the_solve() -> None:
    def burst(news: Progress) -> None:
        raise LookupError(news.stage)

    before = threading.active_count()
    with pytest.raises(LookupError):
        run(endless(), SolveOptions(time_limit=300), burst)
    assert threading.active_count() == before


# --------------------------------------------------------------------------- workers that do not behave


def pretend(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another program stands in for the worker; it has read its ``request``."""
    head = "import json, os, sys, time, numpy\nrequest = json.loads(sys.stdin.readline())\n"
    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", head + textwrap.dedent(program)])


SAVES_A_PLAN = """
news = dict(stage="search", seconds=1.0, bound=-90.0, best=-50.0, gap=0.8, level="value")
numpy.save(request["plan"], numpy.eye(10)[0])
print(json.dumps({"progress": news}), flush=True)
"""


def test_an_overshooting_worker_is_killed_and_its_plan_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, SAVES_A_PLAN + "time.sleep(600)")
    result = run(knapsack(1), SolveOptions(time_limit=3.0, grace=0.5))
    assert result.status is Status.TIME_LIMIT
    assert result.x is not None
    assert result.x.tolist() == np.eye(10)[0].tolist()
    (level,) = result.levels
    assert (level.best, level.bound) == (-50.0, -90.0)
    assert level.gap == pytest.approx(0.8)
    assert level.value == knapsack(1).level.value(result.x)


def test_an_overshooting_worker_without_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "time.sleep(600)")
    result = run(knapsack(1), SolveOptions(time_limit=0.2, grace=0.2))
    assert (result.status, result.has_plan, result.levels) == (Status.NO_PLAN, False, ())


def test_a_worker_that_ignores_a_cancel_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, SAVES_A_PLAN + "time.sleep(600)")
    cancel = threading.Event()
    result = run(knapsack(1), SolveOptions(time_limit=300, grace=0.5), lambda news: cancel.set(), cancel)
    assert result.status is Status.CANCELLED
    assert result.has_plan


def test_a_second_ctrl_c_kills(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, SAVES_A_PLAN + SAVES_A_PLAN + "time.sleep(600)")
    result = run(knapsack(1), SolveOptions(time_limit=300, grace=300), lambda news: _thread.interrupt_main())
    assert result.status is Status.CANCELLED
    assert result.has_plan


def test_a_worker_that_dies_is_an_error_with_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "for i in range(99): print('line', i, file=sys.stderr, flush=True)\nos._exit(7)")
    with pytest.raises(SolverCrashed, match="exit code 7") as crash:
        run(knapsack(1))
    assert crash.value.exit_code == 7
    assert crash.value.last_words.splitlines() == [f"line {i}" for i in range(79, 99)]


def test_a_worker_that_dies_leaves_the_plan_it_had_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, SAVES_A_PLAN + "os._exit(7)")
    result = run(knapsack(1))
    assert (result.status, result.levels[0].bound) == (Status.CRASHED, -90.0)
    assert result.x is not None
    assert result.x.tolist() == np.eye(10)[0].tolist()


def test_a_worker_that_cannot_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", "import no_such_module"])
    with pytest.raises(SolverCrashed, match="no_such_module"):
        run(knapsack(1))


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """The worker processes, in the order of their birth."""
    born: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen

    def remembered(*args: Any, **named: Any) -> subprocess.Popen[str]:
        born.append(popen(*args, **named))
        return born[-1]

    monkeypatch.setattr(process.subprocess, "Popen", remembered)
    return born


def test_a_worker_killed_before_it_has_a_plan_is_an_error(
    children: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, "time.sleep(600)")

    def kill() -> None:
        while not children:
            time.sleep(0.05)
        children[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(SolverCrashed) as crash:
        run(knapsack(1))
    killer.join()
    assert crash.value.exit_code == children[0].returncode != 0


@pytest.mark.parametrize("cancels", [False, True])
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(1, 50))])
def test_stopped_at_any_moment_the_best_plan_is_there(
    seed: int, cancels: bool, children: list[subprocess.Popen[str]]
) -> None:
    """After it was told of, each plan can be had: the search is killed, or cancelled, some time after the first."""
    told: list[float] = []
    cancel, stopping = threading.Event(), threading.Event()
    delay = 2.0 * float(np.random.default_rng(seed).random())

    def stop() -> None:
        time.sleep(delay)
        if cancels:
            cancel.set()
        else:
            children[0].kill()

    def listen(news: Progress) -> None:
        if news.best is not None and news.stage is not Stage.POLISH:
            told.append(news.best)
            if not stopping.is_set():
                stopping.set()
                threading.Thread(target=stop).start()

    result = run(endless(), SolveOptions(time_limit=300, method="dive", seed=seed), listen, cancel)
    assert result.status is (Status.CANCELLED if cancels else Status.CRASHED)
    assert result.x is not None
    assert endless().violation(result.x) <= 1e-6
    (level,) = result.levels
    assert level.value is not None
    assert level.value <= told[-1] + 1e-6
    assert level.bound is not None
    assert level.bound <= level.value


def test_what_prints_in_the_worker_does_not_disturb(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "chatter.py").write_text(
        "import os, sys\nfrom solvers import sequence, worker\nsolve = sequence.solve\n"
        "def noisy(*args):\n    os.write(1, b'{noise}\\n')\n    print('noise')\n    return solve(*args)\n"
        "sequence.solve = noisy\nsys.exit(worker.main())\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(process, "command", lambda: [sys.executable, str(tmp_path / "chatter.py")])
    assert run(knapsack(1)).is_proven_optimal


def test_the_worker_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os\nfrom solvers import process\nfrom solvers.options import SolveOptions\n"
        "from tests.solvers.cases import endless\npopen = process.subprocess.Popen\n"
        "def told(*args, **named):\n    child = popen(*args, **named)\n    print(child.pid, flush=True)\n"
        "    return child\n"
        "process.subprocess.Popen = told\n"
        "process.run(endless(), SolveOptions(time_limit=300), lambda news: os._exit(3))\n",
        encoding="utf-8",
    )
    parent = subprocess.run(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=process.environment(), check=False
    )
    assert parent.returncode == 3
    deadline = time.monotonic() + 20
    while _is_alive(int(parent.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(int(parent.stdout))


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        listed = subprocess.run(["tasklist", "/fi", f"pid eq {pid}"], capture_output=True, text=True, check=True)
        return str(pid) in listed.stdout
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # an orphan that ended may still be listed until it is collected
    state = Path(f"/proc/{pid}/stat")
    return not (state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")


def test_three_lines_without_a_guard_in_a_folder_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "solvers.py").write_text("raise ImportError('the wrong module')", encoding="utf-8")
    (tmp_path / "numpy.py").write_text("raise ImportError('the wrong module')", encoding="utf-8")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "script.py").write_text(
        "from solvers.process import run\nfrom tests.solvers.cases import knapsack\nprint(run(knapsack(1)).status)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(folder / "script.py")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("optimal", "", 0)
