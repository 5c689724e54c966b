"""A pool of worker programs on this machine that survives the death of any of them.

The executors of the standard library and of pebble start their workers through multiprocessing, which runs the caller's
script again unless it is guarded; that of the standard library gives up all that is left when one worker is killed
(measured: 16 of 20 tasks). Here each slot has a program of its own, as the solver has. What a killed program was at is
given to a new one.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from solvers.process import environment

T = TypeVar("T")
ATTEMPTS = 3
SIZE = struct.Struct(">Q")
# On Windows: Ctrl-C is not passed on, and no console window opens.
APART: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)


class WorkerDiedError(Exception):
    """A worker program ended while it was at a task."""


@dataclass(frozen=True)
class _Task:
    future: Future[Any]
    content: bytes


class WorkerPool(Executor):
    """Worker programs that start when there is something to do; tasks and results are pickled.

    A task whose worker dies is tried again, :data:`ATTEMPTS` times in all; then its future raises WorkerDiedError.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or usual_workers()
        self._tasks: queue.Queue[_Task | None] = queue.Queue()
        self._slots = [_Slot(self._tasks) for _ in range(self.workers)]

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a worker call a function of a module."""
        future: Future[T] = Future()
        self._tasks.put(_Task(future, pickle.dumps((fn, args, kwargs))))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End when all is done; with ``cancel_futures`` at once, and what is being done is lost."""
        if cancel_futures:
            with contextlib.suppress(queue.Empty):
                while (task := self._tasks.get_nowait()) is None or task.future.cancel():
                    pass
            for slot in self._slots:
                slot.kill()
        for _ in self._slots:
            self._tasks.put(None)
        if wait:
            for slot in self._slots:
                slot.thread.join()

    @property
    def pids(self) -> list[int]:
        """The process ids of the worker programs that run now."""
        return [slot.pid for slot in self._slots if slot.pid is not None]


@contextmanager
def executor_or_pool(executor: Executor | None, workers: int | None = None) -> Iterator[Executor]:
    """The executor if there is one; else a pool of our own, which is ended at once, whatever it is at.

    What solves in several rounds holds it through all of them: a worker program takes seconds to start.
    """
    if executor is not None:
        yield executor
        return
    pool = WorkerPool(workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def usual_workers() -> int:
    """So many that each may use two cores, one for its plans and one for its bound."""
    return max(1, (os.cpu_count() or 1) // 2)


class _Slot:
    """One worker program at a time, and the thread that hands it tasks."""

    def __init__(self, tasks: queue.Queue[_Task | None]) -> None:
        self._tasks = tasks
        self._program: _Program | None = None
        self._killed = False
        self.thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self.thread.start()

    @property
    def pid(self) -> int | None:
        program = self._program
        return None if program is None else program.pid

    def kill(self) -> None:
        self._killed = True
        if self._program is not None:
            self._program.kill()

    def _work(self) -> None:
        while not self._killed and (task := self._tasks.get()) is not None:
            if task.future.set_running_or_notify_cancel():
                self._do(task)
        if self._program is not None:
            self._program.end()

    def _do(self, task: _Task) -> None:
        for _ in range(ATTEMPTS):
            if self._killed:
                break
            if self._program is None:
                self._program = _Program()
                if self._killed:  # while it was being started
                    self._program.kill()
            try:
                succeeded, value = self._program.ask(task.content)
            except (OSError, EOFError):
                self._program.end()
                self._program = None
                continue
            if succeeded:
                task.future.set_result(value)
            else:
                task.future.set_exception(value)
            return
        task.future.set_exception(WorkerDiedError(f"{ATTEMPTS} worker programs ended while they were at it"))


class _Program:
    """A worker program, spoken to by its pipes."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "careplan.studies.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            # Ctrl-C is the caller's business
            start_new_session=True,
            creationflags=APART,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, content: bytes) -> tuple[bool, Any]:
        """What the program answers; raises OSError or EOFError where it dies."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        write_message(self._process.stdin, content)
        answer: tuple[bool, Any] = pickle.loads(read_message(self._process.stdout))
        return answer

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """A program whose input ends is done."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.kill()
        self._process.wait()


def write_message(pipe: Any, content: bytes) -> None:
    """One message: its length, then what it is."""
    pipe.write(SIZE.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def read_message(pipe: Any) -> bytes:
    """The next message; raises EOFError where there is none any more."""
    (length,) = SIZE.unpack(_exactly(pipe, SIZE.size))
    return _exactly(pipe, length)


def _exactly(pipe: Any, length: int) -> bytes:
    content = b""
    while len(content) < length:
        part = pipe.read(length - len(content))
        if not part:
            raise EOFError
        content += part
    return content
