"""Claims: who is solving what, so that several programs may work on one study and nothing is solved twice.

A claim is a file that exists. Whoever holds it touches it again and again; one that nobody has touched for long belongs
to a program that is gone, and may be taken over. Files and their times are all there is to it, so that it works on any
system and over a network drive.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

# Seconds between two touches, and after how many without one a claim is stale.
BEAT, STALE = 2.0, 30.0


class Claims:
    """The claims of this program in a folder; use as a context manager, at whose end they are given back."""

    def __init__(self, folder: Path, beat: float | None = None, stale: float | None = None) -> None:
        self._folder = folder
        self._beat = BEAT if beat is None else beat
        self._stale = STALE if stale is None else stale
        self._me = uuid.uuid4().hex
        self._held: set[str] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._heart = threading.Thread(target=self._keep_alive, name="claims", daemon=True)

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._heart.join()
        for key in list(self._held):
            self.give_back(key)
        self._clock.unlink(missing_ok=True)

    def take(self, key: str) -> bool:
        """Take the claim, if nobody holds it who is alive."""
        path = self._path(key)
        mine = self._create(path) or (self._is_stale(path) and self._take_over(path))
        if mine:
            with self._lock:
                self._held.add(key)
        return mine

    def give_back(self, key: str) -> None:
        """Whoever wants it may have it now."""
        with self._lock:
            self._held.discard(key)
        _remove(self._path(key))

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.claim"

    @property
    def _clock(self) -> Path:
        return self._folder / f"{self._me}.clock"

    def _create(self, path: Path) -> bool:
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(self._me)
        except OSError:  # it exists; on Windows also while another is removing it
            return False
        return True

    def _is_stale(self, path: Path) -> bool:
        """By the clock of the drive, not of this machine."""
        self._clock.touch()
        try:
            return self._clock.stat().st_mtime - path.stat().st_mtime > self._stale
        except OSError:
            return False

    def _take_over(self, path: Path) -> bool:
        """Of several that try, one succeeds: who guards the claim looks once more and writes over it.

        It is there all the while. Were it removed and made anew, a third could come in between.
        """
        guard = path.with_suffix(".guard")
        if not self._create(guard):
            if self._is_stale(guard):  # whoever made it died over it; the next attempt finds none
                _remove(guard)
            return False
        try:
            stale = self._is_stale(path)
            if stale:
                path.write_text(self._me, encoding="utf-8")
            return stale
        except OSError:  # on Windows while another reads it
            return False
        finally:
            _remove(guard)

    def _keep_alive(self) -> None:
        while not self._ended.wait(self._beat):
            with self._lock:
                held = list(self._held)
            for key in held:
                with contextlib.suppress(OSError):
                    self._path(key).touch()


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
