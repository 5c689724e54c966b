"""The worker program (``python -m solvers.worker``): one solve in a process of its own.

The first line on standard input is the request; later ones may say ``cancel``. Progress and result go to standard
output, one JSON object a line. Each better plan is written to a file, so that it outlives the process.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from io import RawIOBase
from pathlib import Path
from typing import TextIO, cast

import numpy as np

from solvers import sequence
from solvers.messages import CANCEL, Request, progress_line, read_request, result_line
from solvers.problem import FloatArray, MatrixProblem
from solvers.proof import pack
from solvers.result import Progress
from solvers.watch import Watch


def main() -> int:
    """Run one solve; the exit code is 0 if a result was written."""
    # Ctrl-C reaches the whole process group; the parent decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = _private_output()
    # unbuffered: a thread that waits in a buffered reader would hang the interpreter's exit
    inbox = cast("RawIOBase", open(0, "rb", buffering=0, closefd=False))  # noqa: SIM115
    request = read_request(inbox.readline())
    cancel = threading.Event()
    threading.Thread(target=_obey, args=(inbox, cancel), daemon=True).start()

    problem = MatrixProblem.load(Path(request.problem))
    watch = _watch(request, cancel, output)
    result = sequence.solve(problem, request.options, watch)
    np.savez(request.proofs, **pack(result.proofs))
    print(result_line(result), file=output, flush=True)
    return 0


def _private_output() -> TextIO:
    """The real standard output, for messages alone: whatever else prints ends up in the error stream."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return output


def _obey(inbox: RawIOBase, cancel: threading.Event) -> None:
    """Wait for ``cancel``; when the input ends, the parent is gone and nobody needs the result."""
    while line := inbox.readline():
        if line.strip() == CANCEL.encode():
            cancel.set()
    os._exit(1)


def _watch(request: Request, cancel: threading.Event, output: TextIO) -> Watch:
    """The clock started when the parent asked, so starting this process counts."""

    def tell(progress: Progress) -> None:
        print(progress_line(progress), file=output, flush=True)

    def save(plan: FloatArray) -> None:
        write_plan(Path(request.plan), plan)

    started = time.monotonic() - max(0.0, time.time() - request.started)
    return Watch(started, started + request.options.time_limit, cancel, tell, save)


def write_plan(path: Path, plan: FloatArray) -> None:
    """Replace the plan file in one step: a reader finds the old plan or the new one, never half of it."""
    fresh = path.with_suffix(".new.npy")
    np.save(fresh, plan, allow_pickle=False)
    fresh.replace(path)


if __name__ == "__main__":
    sys.exit(main())
