"""The worker program of a pool: ``python -m careplan.studies.worker``.

Tasks come in on standard input and results go out on standard output, each a pickled message. When the input ends the
caller is gone, and so is the program, whatever it is at.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from typing import IO

from careplan.studies.pool import read_message, write_message


def main() -> int:
    """Do one task after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints goes to the error stream, not between the messages
    tasks: queue.Queue[bytes] = queue.Queue()
    inbox = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115  for as long as the program lives
    threading.Thread(target=_listen, args=(inbox, tasks), daemon=True).start()
    while True:
        write_message(output, _answer(tasks.get()))


def _listen(inbox: IO[bytes], tasks: queue.Queue[bytes]) -> None:
    try:
        while True:
            tasks.put(read_message(inbox))
    except EOFError:
        os._exit(0)


def _answer(content: bytes) -> bytes:
    try:
        fn, args, kwargs = pickle.loads(content)
        return pickle.dumps((True, fn(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001  raised where somebody hears it
        return _failure(error)


def _failure(error: Exception) -> bytes:
    try:
        content = pickle.dumps((False, error))
        pickle.loads(content)
    except Exception:  # noqa: BLE001  an error that cannot travel is told by its words
        return pickle.dumps((False, RuntimeError(repr(error))))
    return content


if __name__ == "__main__":
    sys.exit(main())
