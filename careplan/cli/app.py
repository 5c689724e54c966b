"""The verbs of the command line: each reads its arguments, calls the pipeline, and prints."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from careplan.cli.outcome import ExitCode, guarded

app = typer.Typer(
    name="careplan",
    help="Plan where care goes: an Excel workbook in, a verified plan and its report out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Lang(StrEnum):
    """Languages the program speaks."""

    de = "de"
    en = "en"


class Level(StrEnum):
    """How much of the workbook a template shows."""

    basic = "basic"
    full = "full"


LangOption = Annotated[Lang, typer.Option("--lang", help="Language of messages and reports.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
OutOption = Annotated[Path, typer.Option("-o", "--out", help="Folder for the result.")]
TimeOption = Annotated[float | None, typer.Option("--time-limit", min=1, help="Longest solving time in seconds.")]
GapOption = Annotated[float | None, typer.Option("--gap", min=0, max=1, help="Stop at this proven gap, e.g. 0.005.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the search.")]
ScenarioOption = Annotated[
    str, typer.Option("--scenario", help="Plan for a scenario of the workbook.", show_default=False)
]
WorkbookArgument = Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook.", show_default=False)]
FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="A plan folder.", show_default=False)]

FoldersArgument = Annotated[
    list[Path],
    typer.Argument(metavar="DIR DIR...", help="Plan folders, the first as yardstick.", show_default=False),
]


def _version(*, show: bool) -> None:
    if show:
        from careplan.provenance import version_of

        typer.echo(f"careplan {version_of('careplan')}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Plan where care goes: an Excel workbook in, a verified plan and its report out.

    Exit codes: 0 a plan (also one that was stopped early) · 1 bad input · 2 usage · 3 infeasible · 4 stopped without a
    plan · 5 internal · 6 verification failed.
    """
    _version(show=version)


@app.command()
def demo(
    out: OutOption = Path("careplan-demo"),
    lang: LangOption = Lang.de,
    time_limit: TimeOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Plan a whole state from the workbook that comes with the program."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.demo(out, lang.value, time_limit, as_json=as_json)


@app.command()
def template(
    file: WorkbookArgument,
    level: Annotated[Level, typer.Option("--level", help="basic: required sheets; full: all sheets.")] = Level.basic,
    lang: LangOption = Lang.de,
) -> None:
    """Write an empty, explained workbook with drop-downs and units."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.template(file, level.value, lang.value)


@app.command()
def check(
    file: WorkbookArgument,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", metavar="OUT.xlsx", help="Mark the findings in a copy.")
    ] = None,
    lang: LangOption = Lang.de,
    *,
    as_json: JsonOption = False,
) -> None:
    """List every finding with sheet, cell, value, what was expected, and how to mend it."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.check(file, annotate, lang.value, as_json=as_json)


@app.command()
def baseline(file: WorkbookArgument, lang: LangOption = Lang.de, *, as_json: JsonOption = False) -> None:
    """Today as the data say it: supply ratio, reach and load of each area."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.baseline(file, lang.value, as_json=as_json)


@app.command()
def plan(
    file: WorkbookArgument,
    out: OutOption = Path("careplan-plan"),
    time_limit: TimeOption = None,
    gap: GapOption = None,
    seed: SeedOption = 0,
    scenario: ScenarioOption = "",
    lang: LangOption = Lang.de,
    *,
    as_json: JsonOption = False,
) -> None:
    """Read, evaluate today, solve, verify, and write the plan folder with its report."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.plan(file, out, lang.value, verbs.options(time_limit, gap, seed), scenario, as_json=as_json)


@app.command()
def study(
    file: WorkbookArgument,
    name: Annotated[str, typer.Option("--study", help="One study by its name; without it all.")] = "",
    rows: Annotated[
        Path | None, typer.Option("--file", metavar="STUDY.yaml", help="Studies and scenarios in a file.")
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the studies.")] = Path("careplan-study"),
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Runs solved side by side.")] = None,
    scheduler: Annotated[str, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask cluster.")] = "",
    time_limit: TimeOption = None,
    gap: GapOption = None,
    seed: SeedOption = 0,
    lang: LangOption = Lang.de,
) -> None:
    """Many runs for one question: sensitivity, scenarios, trade-offs, alternatives; goes on where it was stopped."""
    with guarded(lang.value):
        from careplan.cli.study import Where
        from careplan.cli.study import study as run_study

        run_study(file, name, rows, out, (time_limit, gap, seed), Where(workers, scheduler), lang.value)


@app.command()
def verify(folder: FolderArgument, lang: LangOption = Lang.de, *, as_json: JsonOption = False) -> None:
    """Check a saved plan again against its workbook."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.verify(folder, lang.value, as_json=as_json)


@app.command()
def compare(
    folders: FoldersArgument,
    out: OutOption = Path("careplan-comparison"),
    lang: LangOption = Lang.de,
    *,
    as_json: JsonOption = False,
) -> None:
    """Put saved plans of the same places side by side: what differs, who gains, who loses."""
    with guarded(lang.value):
        from careplan.cli import comparing

        comparing.compare(folders, out, lang.value, as_json=as_json)


@app.command()
def explain(
    folder: FolderArgument,
    time_limit: TimeOption = None,
    gap: GapOption = None,
    lang: LangOption = Lang.de,
) -> None:
    """Say what binds a saved plan, what more of it is worth, and why each site is open or closed."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.explain(folder, lang.value, time_limit, gap)


@app.command()
def report(folder: FolderArgument, lang: LangOption = Lang.de) -> None:
    """Write the report of a saved plan again, for instance in the other language."""
    with guarded(lang.value):
        from careplan.cli import verbs

        verbs.report(folder, lang.value)


def run() -> None:
    """The entry point: German umlauts on any console, one line instead of a traceback, the right exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(ExitCode.STOPPED)
