"""Running a study: what is not in the store yet is claimed, solved by an executor, and stored at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace

from careplan.errors import CareplanError, WordedError
from careplan.studies.claims import Claims
from careplan.studies.neighbours import Neighbours
from careplan.studies.pool import WorkerDiedError, executor_or_pool
from careplan.studies.runs import Prepared, Run
from careplan.studies.solve import FAILED, Base, Job, Outcome, solve_job
from careplan.studies.store import Store
from instances.i18n import N_
from instances.instance import Instance

# How often cancel, Ctrl-C and the results of other programs are looked at, in seconds.
BEAT = 0.2
# So many runs at a time are given to an executor that does not say how many it can do.
AT_ONCE = 64


@dataclass(frozen=True)
class StudyProgress:
    """One piece of news from a study: runs that are ``done`` ``of`` all, and how many of those were there before.

    ``seconds`` since it began; ``remaining`` seconds, as the runs so far let expect (None while none has been solved).
    """

    done: int
    of: int
    stored: int
    seconds: float
    remaining: float | None = None


StudyCallback = Callable[[StudyProgress], None]


class InvalidRunError(WordedError):
    """A run whose changes make no workbook; says which."""

    template = N_("The run with {values} cannot be made: {fault}")


def prepared(instance: Instance, runs: Iterable[Run]) -> list[Prepared]:
    """All runs through the door, before anything is solved; raises :class:`InvalidRunError`."""
    through = []
    for run in runs:
        try:
            through.append(Prepared.of(run, instance))
        except CareplanError as error:
            raise InvalidRunError(values=run.words, fault=error) from error
    return through


def solve_all(
    instance: Instance,
    runs: Iterable[Prepared],
    store: Store,
    executor: Executor | None = None,
    progress: StudyCallback | None = None,
    cancel: threading.Event | None = None,
    claims: Claims | None = None,
) -> set[str]:
    """Have every run in the store; returns the keys of those that were solved here.

    ``cancel`` and Ctrl-C end it; what was solved until then is kept.
    """
    todo = _Todo(instance, runs, store, progress, cancel or threading.Event())
    if todo.waiting:
        with claims or Claims(store.claims) as held, executor_or_pool(executor) as pool:
            try:
                todo.work(pool, int(getattr(pool, "workers", AT_ONCE)), held)
            except KeyboardInterrupt:
                todo.cancel.set()
            todo.leave()
    return todo.solved


class _Todo:
    """What is left to do, and what is being done."""

    def __init__(
        self,
        instance: Instance,
        runs: Iterable[Prepared],
        store: Store,
        progress: StudyCallback | None,
        cancel: threading.Event,
    ) -> None:
        self._base = Base.of(instance)
        self._runs = {one.key: one for one in runs}
        self._neighbours = Neighbours({key: one.run for key, one in self._runs.items()})
        self._store = store
        self._progress = progress
        self.cancel = cancel
        self.waiting = [key for key in self._runs if not store.has(key)]
        self._stored = len(self._runs) - len(self.waiting)
        self._elsewhere = 0
        self.solved: set[str] = set()
        self._going: dict[Future[Outcome], str] = {}
        self._begun = time.monotonic()
        self._tell()

    def work(self, pool: Executor, at_once: int, claims: Claims) -> None:
        """Until everything is done, by us or by others, or somebody cancels."""
        while (self.waiting or self._going) and not self.cancel.is_set():
            self._begin(pool, at_once, claims)
            if self._going:
                done, _ = wait(self._going, timeout=BEAT, return_when=FIRST_COMPLETED)
                for future in done:
                    self._end(future, claims)
            else:  # others are at all that is left
                self.cancel.wait(BEAT)

    def leave(self) -> None:
        """What is going on is not waited for."""
        for future in self._going:
            future.cancel()

    def _begin(self, pool: Executor, at_once: int, claims: Claims) -> None:
        for key in list(self.waiting):
            if len(self._going) >= at_once:
                return
            if self._is_stored(key):
                continue
            if claims.take(key):
                if self._is_stored(key):  # in the meantime
                    claims.give_back(key)
                    continue
                self.waiting.remove(key)
                self._going[pool.submit(solve_job, self._job(key))] = key

    def _job(self, key: str) -> Job:
        """The run as it travels, with what the nearest run has left that is finished by now, here or elsewhere."""
        finished = (other for other in self._runs if other != key and self._store.has_precedent(other))
        nearest = self._neighbours.nearest(key, finished)
        return Job(self._base, self._runs[key].run, None if nearest is None else self._store.precedent(nearest))

    def _is_stored(self, key: str) -> bool:
        if not self._store.has(key):
            return False
        self.waiting.remove(key)
        self._elsewhere += 1
        self._tell()
        return True

    def _end(self, future: Future[Outcome], claims: Claims) -> None:
        key = self._going.pop(future)
        prepared = self._runs[key]
        self._store.save(key, prepared.records, _at_home(_outcome(future), prepared.origin))
        claims.give_back(key)
        self.solved.add(key)
        self._tell()

    def _tell(self) -> None:
        if self._progress is None:
            return
        seconds = time.monotonic() - self._begun
        left = len(self.waiting) + len(self._going)
        remaining = seconds / len(self.solved) * left if self.solved else None
        done = len(self._runs) - left
        self._progress(StudyProgress(done, len(self._runs), self._stored + self._elsewhere, seconds, remaining))


def _outcome(future: Future[Outcome]) -> Outcome:
    """What came of it; an executor that could not do it says why."""
    try:
        return future.result()
    except WorkerDiedError as error:
        return Outcome(FAILED, reason=str(error))
    except Exception as error:  # noqa: BLE001  one run that fails is no reason to lose the others
        return Outcome(FAILED, reason=f"{type(error).__name__}: {error}".splitlines()[0])


def _at_home(outcome: Outcome, origin: Mapping[str, str]) -> Outcome:
    """The workbook stayed at home: its name and hash belong into the plan."""
    if outcome.plan is None:
        return outcome
    provenance = {**outcome.plan.provenance, **origin}
    return replace(outcome, plan=outcome.plan.with_provenance(provenance))
