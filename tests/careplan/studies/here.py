"""Runs solved in this process, one after the other: starting programs takes longer than most of these solves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

from tests.planning_model.solving import _run_here

T = TypeVar("T")


class Here(Executor):
    """Calls at once; ``calls`` counts."""

    workers = 1

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        self.calls += 1
        future: Future[T] = Future()
        try:
            with patch("careplan.pipeline.run", _run_here):
                future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  as an executor does
            future.set_exception(error)
        return future


@contextmanager
def searching_here() -> Iterator[None]:
    """Searches for alternatives in this process."""
    with patch("careplan.studies.alternatives.run", _run_here):
        yield
