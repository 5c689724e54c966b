"""What ``careplan compare`` does."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from careplan.cli.live import LiveProgress
from careplan.cli.outcome import ExitCode, say
from careplan.comparing import comparison_of, names_of
from careplan.progress import PlanProgress
from instances.i18n import N_, Language, translator
from reports.comparison.summary import comparison_dict, comparison_lines
from reports.excel.comparison import write_comparison


def compare(folders: list[Path], out: Path, language: Language, *, as_json: bool) -> None:
    """Write the comparison's workbook, print one screen."""
    _ = translator(language)
    if len({folder.resolve() for folder in folders}) < max(len(folders), 2):
        say(_(N_("A comparison needs two different plan folders or more.")))
        raise typer.Exit(ExitCode.USAGE)
    with LiveProgress(language) as live:
        live(PlanProgress("read", 0.0))
        comparison = comparison_of(names_of(folders), language)
        live(PlanProgress("report", live.seconds))
        path = write_comparison(comparison, out, language)
    if as_json:
        typer.echo(json.dumps(comparison_dict(comparison), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        typer.echo("\n".join(comparison_lines(comparison, language)))
    say(_(N_("Report: {file}")).format(file=path))
