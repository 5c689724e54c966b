"""What the verb ``study`` does: every study that was asked for, one after the other, each into a folder of its own."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import typer
from rich.console import Console

from careplan.cli.outcome import ExitCode, say, say_findings
from careplan.errors import WordedError
from careplan.studies.pool import executor_or_pool
from careplan.studies.running import StudyProgress
from careplan.studies.sheet import NamedStudy, studies_of, study_named
from instances.i18n import N_, Language, translator
from instances.instance import read_workbook
from reports.excel.study import write_study

TABLES = "{name}.csv"
REPORT = "study.xlsx"
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True)
class Where:
    """Who solves: so many worker programs here, or a Dask cluster at an address."""

    workers: int | None = None
    scheduler: str = ""


class NoDaskError(WordedError):
    """There is no Dask to reach a scheduler with."""

    template = N_("A scheduler is reached through Dask, which is not installed: pip install “careplan[dask]”")


def study(
    file: Path,
    name: str,
    rows: Path | None,
    out: Path,
    limits: tuple[float | None, float | None, int],
    where: Where,
    language: Language,
) -> None:
    """Run the studies of a workbook, or those of a file of rows; all of them unless one is named."""
    _ = translator(language)
    instance = read_workbook(file, language)
    say_findings(instance.warnings, language)
    known = studies_of(instance, rows)
    chosen = [study_named(known, name)] if name else list(known.values())
    if not chosen:
        say(_(N_("The workbook names no study: fill in the sheet “Studies”, or give a file of studies.")))
        raise typer.Exit(ExitCode.BAD_INPUT)
    cancel = threading.Event()
    with executor_for(where) as executor:
        for one in chosen:
            _run(one.with_options(*limits), out / NOT_IN_NAMES.sub("_", one.name), executor, cancel, language)
            if cancel.is_set():
                break


def _run(one: NamedStudy, folder: Path, executor: Executor, cancel: threading.Event, language: Language) -> None:
    _ = translator(language)
    live = StudyLive(one.name, language)
    result, frames = one.run(folder, executor, live, cancel)
    write_frames(frames, folder)
    counts = result.runs["status"].value_counts()
    text = N_("{study}: {done} of {all} runs done, {solved} of them now; results: {folder}")
    done = int(counts.sum() - counts.get("pending", 0))
    typer.echo(
        _(text).format(study=one.name, done=done, all=len(result.runs), solved=len(result.solved), folder=folder)
    )
    for status, words in WITHOUT_PLAN.items():
        if counts.get(status, 0):
            typer.echo("  " + _(words).format(number=int(counts[status])))
    if not result.complete:
        cancel.set()
        say(_(N_("Stopped; the same command goes on from here.")))
    say(_(N_("Report: {file}")).format(file=write_study(frames, folder / REPORT, language)))


WITHOUT_PLAN = {
    "infeasible": N_("{number} without any plan: their rules cannot all be held"),
    "no_plan": N_("{number} in which no plan was found in time"),
    "failed": N_("{number} failed; the same command tries them again"),
}


def write_frames(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Each frame as a table of text, beside the runs."""
    for name, frame in frames.items():
        frame.to_csv(folder / TABLES.format(name=name), index=False, encoding="utf-8", lineterminator="\n")


class StudyLive:
    """The progress of a study on stderr: a line that is replaced on a terminal, a line for each run otherwise."""

    def __init__(self, name: str, language: Language) -> None:
        self._name = name
        self._translate = translator(language)
        self._console = Console(stderr=True, highlight=False)

    def __call__(self, news: StudyProgress) -> None:
        """Show how far the study is."""
        parts = [self._name, self._translate(N_("{number} of {all}")).format(number=news.done, all=news.of)]
        if news.stored:
            parts.append(self._translate(N_("{number} from before")).format(number=news.stored))
        if news.remaining:
            minutes, seconds = divmod(round(news.remaining), 60)
            parts.append(
                self._translate(N_("about {minutes}:{seconds:02d} min left")).format(minutes=minutes, seconds=seconds)
            )
        is_last = news.done == news.of
        self._console.print(
            " · ".join(parts), end="\r" if self._console.is_terminal and not is_last else "\n", soft_wrap=True
        )


def executor_for(where: Where) -> AbstractContextManager[Executor]:
    """The executor that was asked for; it serves all studies."""
    return _cluster(where.scheduler) if where.scheduler else executor_or_pool(None, where.workers)


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    """The workers of a Dask cluster; what a worker that is lost was at is given to another."""
    try:
        from distributed import Client
    except ImportError:
        raise NoDaskError from None
    with Client(address) as client, client.get_executor(retries=2, pure=False) as executor:  # type: ignore[no-untyped-call]
        yield executor
