"""The caller's side of the worker: a solve that can crash, overshoot or be interrupted without harm to the caller."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from solvers.errors import SolverCrashed
from solvers.messages import CANCEL, Request, read_progress, read_result, request_line
from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem
from solvers.proof import Proof, unpack
from solvers.result import LevelResult, Progress, SolveResult, Stage, Status

# How often the caller looks at its clock, its cancel flag and Ctrl-C, in seconds.
BEAT = 0.1
LAST_LINES = 20


def run(
    problem: MatrixProblem,
    options: SolveOptions | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
) -> SolveResult:
    """Solve in a process of its own and wait for the result; ``progress`` is called in the caller's thread.

    Ctrl-C and ``cancel`` stop the search and return its best plan; a second Ctrl-C, or ``options.grace`` seconds
    without an answer, kill the process and return the best plan that it had saved. So does a process that ends by
    itself; if it had none, SolverCrashed is raised. Whatever ``progress`` raises ends the solve.
    """
    options = options or SolveOptions()
    with (
        tempfile.TemporaryDirectory(prefix="careplan-", ignore_cleanup_errors=True) as folder,
        _Worker(problem, options, Path(folder)) as worker,
    ):
        while not worker.ended:
            try:
                worker.beat(progress, cancel)
            except KeyboardInterrupt:
                worker.interrupt()
        return worker.result()


def command() -> list[str]:
    """The worker program; ``-P`` keeps files in the caller's folder from standing in for our modules."""
    return [sys.executable, "-P", "-m", "solvers.worker"]


def environment() -> dict[str, str]:
    """The caller's environment, in which this very package is found, installed or not.

    Vectors are too short for numpy's own threads to pay: they would wait for work on the core of the other half of the
    search, and make it two and a half times slower.
    """
    here = str(Path(__file__).resolve().parents[1])
    alone = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    return {
        **alone,
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")])),
    }


class _Worker:
    """One worker process and what is known of it."""

    def __init__(self, problem: MatrixProblem, options: SolveOptions, folder: Path) -> None:
        self._problem = problem
        self._options = options
        self._folder = folder
        self._started = time.time()
        self._kill_at = time.monotonic() + options.time_limit + options.grace
        self._cancelled = self._interrupted = self._killed = False
        self._summary: dict[str, Any] | None = None
        self._news: dict[str, Progress] = {}
        self._untold: queue.Queue[Progress] = queue.Queue()

    def __enter__(self) -> _Worker:
        problem_file = self._folder / "problem.npz"
        self._problem.save(problem_file)
        with (self._folder / "errors.txt").open("wb") as errors:
            self._process = subprocess.Popen(
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment(),
                encoding="utf-8",
                **_apart_from_ctrl_c(),
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._send(
            request_line(
                Request(str(problem_file), str(self._plan_file), str(self._proofs_file), self._started, self._options)
            )
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    @property
    def _plan_file(self) -> Path:
        return self._folder / "plan.npy"

    @property
    def _proofs_file(self) -> Path:
        return self._folder / "proofs.npz"

    @property
    def ended(self) -> bool:
        """The worker has closed its output, and everything it said has been passed on."""
        return not self._reader.is_alive() and self._untold.empty()

    def beat(self, progress: Callable[[Progress], None] | None, cancel: threading.Event | None) -> None:
        """Pass on one piece of news, or wait a little for it; see to cancel and the time."""
        if cancel is not None and cancel.is_set():
            self.cancel()
        if time.monotonic() >= self._kill_at:
            self._kill()
        with contextlib.suppress(queue.Empty):
            news = self._untold.get(timeout=BEAT)
            if progress is not None:
                progress(news)

    def cancel(self) -> None:
        """Ask the worker to stop and to hand over its best plan."""
        if not self._cancelled:
            self._cancelled = True
            self._kill_at = min(self._kill_at, time.monotonic() + self._options.grace)
            self._send(CANCEL)

    def interrupt(self) -> None:
        """Ctrl-C: cancel; the second time, kill."""
        if self._interrupted:
            self._kill()
        self._interrupted = True
        self.cancel()

    def result(self) -> SolveResult:
        """What the worker answered, or what it left behind when it was killed."""
        if self._summary is not None:
            return read_result(self._summary, self._plan(), self._proofs())
        exit_code, plan = self._exit_code(), self._plan()
        if plan is None and not self._killed:
            raise SolverCrashed(exit_code, self._last_words())
        return self._rescued(plan)

    def _kill(self) -> None:
        self._killed = True
        self._process.kill()

    def _send(self, line: str) -> None:
        """A worker that is gone cannot be told; its end is noticed elsewhere."""
        pipe = self._process.stdin
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.write(line + "\n")
                pipe.flush()

    def _read(self) -> None:
        """Read until the worker closes its output; here, as Ctrl-C never interrupts this thread."""
        for line in self._process.stdout or ():
            message = json.loads(line)
            news = read_progress(message)
            if news is None:
                self._summary = message
                continue
            if news.stage is not Stage.POLISH:
                self._news[news.level] = news
            self._untold.put(news)

    def _exit_code(self) -> int:
        try:
            return self._process.wait(timeout=self._options.grace)
        except subprocess.TimeoutExpired:
            self._kill()
            return self._process.wait()

    def _plan(self) -> FloatArray | None:
        return np.load(self._plan_file, allow_pickle=False) if self._plan_file.exists() else None

    def _proofs(self) -> tuple[Proof | None, ...]:
        with np.load(self._proofs_file, allow_pickle=False) as stored:
            return unpack(dict(stored), len(self._problem.levels))

    def _last_words(self) -> str:
        text = (self._folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-LAST_LINES:])

    def _rescued(self, plan: FloatArray | None) -> SolveResult:
        """The best plan that a dead worker had saved, with the bounds it had told."""
        status = self._status_of_the_dead(plan)
        levels = []
        before = 0.0
        for level in self._problem.levels:
            news = self._news.get(level.name)
            if news is not None:
                value = None if plan is None else level.value(plan)
                levels.append(LevelResult(level.name, status, value, news.best, news.bound, news.seconds - before))
                before = news.seconds
        return SolveResult(status, plan, tuple(levels), time.time() - self._started, "killed")

    def _status_of_the_dead(self, plan: FloatArray | None) -> Status:
        if not self._killed:
            return Status.CRASHED
        if self._cancelled:
            return Status.CANCELLED
        return Status.NO_PLAN if plan is None else Status.TIME_LIMIT


def _apart_from_ctrl_c() -> dict[str, Any]:
    """What keeps a Ctrl-C on the terminal away from the worker: its meaning is the caller's business."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
