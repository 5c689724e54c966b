"""The most memory that a program and its workers took."""

from __future__ import annotations

import sys
import threading
from importlib.util import find_spec
from types import TracebackType

MEGABYTE = 1e6
BEAT = 0.1  # seconds between two looks
BYTES_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


class PeakMemory:
    """Use it in a ``with`` statement; ``megabytes`` afterwards, None where nothing can tell.

    With psutil it is the most that this process and its children held together at one moment, looked at ten times a
    second. Without it, it is what the operating system remembers: the most of this process plus the most of any
    child, which need not have been at the same time. Windows remembers nothing of children, so it needs psutil.
    """

    def __init__(self) -> None:
        self.megabytes: float | None = None
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True) if find_spec("psutil") else None

    def __enter__(self) -> PeakMemory:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        most = self._remembered() if self._thread is None else self._most
        self.megabytes = None if most is None else round(most / MEGABYTE, 1)

    def _look(self) -> None:
        import psutil

        here = psutil.Process()
        while True:
            held = 0
            for process in (here, *here.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:  # it ended between the two questions
                    continue
            self._most = max(self._most, held)
            if self._over.wait(BEAT):
                return

    @staticmethod
    def _remembered() -> int | None:
        if sys.platform == "win32":
            return None
        import resource

        kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) * BYTES_OF_MAXRSS
