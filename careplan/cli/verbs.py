"""What the verbs do, each in a few lines over the pipeline, which is loaded where something is planned."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from careplan.api import baseline as baseline_of
from careplan.api import check as findings_in
from careplan.api import explain_plan
from careplan.api import verify as violations_of
from careplan.cli.live import LiveProgress
from careplan.cli.outcome import ExitCode, say, say_findings
from careplan.errors import InfeasibleError
from careplan.folder import read_plan_folder, write_plan_folder
from careplan.progress import PlanProgress
from instances.findings import Finding, Severity
from instances.i18n import N_, Language, translator
from instances.instance import Instance, read_workbook
from instances.workbook.annotate import annotate as annotate_workbook
from instances.workbook.template import write_template
from planning_model.plan import Plan
from reports.excel.report import write_report as write_excel_report
from reports.summary import explanation_lines, summary_dict, summary_lines
from reports.today import today_lines

if TYPE_CHECKING:
    from careplan.pipeline import PlanOptions

DEMO = "rheinland-pfalz.xlsx"


def options(time_limit: float | None, gap: float | None, seed: int) -> PlanOptions:
    """The run's options as the command line gave them."""
    from careplan.pipeline import PlanOptions

    return PlanOptions(time_limit, gap, seed)


def demo(out: Path, language: Language, time_limit: float | None, *, as_json: bool) -> None:
    """Plan the shipped state."""
    with as_file(files("instances") / "examples" / DEMO) as workbook:
        plan(workbook, out, language, options(time_limit, None, 0), as_json=as_json)


def template(file: Path, level: Literal["basic", "full"], language: Language) -> None:
    """Write the template, unless the file is there already."""
    _ = translator(language)
    if file.exists():
        say(_(N_("{file} exists already and is left as it is. Please choose another name.")).format(file=file))
        raise typer.Exit(ExitCode.BAD_INPUT)
    write_template(file, level, language)
    typer.echo(_(N_("Template written: {file}")).format(file=file))


def check(file: Path, annotated: Path | None, language: Language, *, as_json: bool) -> None:
    """Print the findings; exit code 1 when there is an error among them."""
    findings = findings_in(file, language)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if annotated is not None:
        annotate_workbook(file, findings, annotated, language)
    if as_json:
        _print_json({"findings": [_as_json(finding, language) for finding in findings]})
    else:
        say_findings(findings, language)
        _ = translator(language)
        counts = _(N_("{errors} errors, {warnings} warnings.")).format(errors=errors, warnings=len(findings) - errors)
        typer.echo(counts)
        if annotated is not None:
            typer.echo(_(N_("Marked copy: {file}")).format(file=annotated))
    if errors:
        raise typer.Exit(ExitCode.BAD_INPUT)


def baseline(file: Path, language: Language, *, as_json: bool) -> None:
    """Print the status quo."""
    instance = _read(file, language)
    frames = baseline_of(instance)
    if as_json:
        _print_json({name: json.loads(frame.to_json(orient="records")) for name, frame in frames.items()})
    else:
        typer.echo("\n".join(today_lines(instance, frames, language)))


def plan(file: Path, out: Path, language: Language, chosen: PlanOptions, scenario: str = "", *, as_json: bool) -> None:
    """Make the plan, write its folder, print one screen."""
    from careplan.pipeline import plan_once

    with LiveProgress(language) as live:
        live(PlanProgress("read", 0.0))
        instance = _read(file, language)
        if scenario:
            instance = instance.scenario(scenario)
        live.about(instance)
        try:
            made = plan_once(instance, chosen, live)
        except InfeasibleError as error:
            _leave_explanation(instance, error, out, language)
            raise
        live(PlanProgress("report", live.seconds))
        report_path = write_plan_folder(instance, made, out, language)
    _print_plan(instance, made, language, as_json=as_json)
    say(translator(language)(N_("Report: {file}")).format(file=report_path))


def _leave_explanation(instance: Instance, error: InfeasibleError, out: Path, language: Language) -> None:
    """Write why there is no plan, and workbooks that have one, to the folder that was meant for the plan."""
    from careplan.explain.folder import write_explanation

    if error.explanation is not None:
        for path in write_explanation(instance, error.explanation, error.lines(language), out, language):
            say(translator(language)(N_("Written: {file}")).format(file=path))


def verify(folder: Path, language: Language, *, as_json: bool) -> None:
    """Check a saved plan; exit code 6 when it breaks a rule."""
    instance, saved = read_plan_folder(folder, language)
    broken = violations_of(instance, saved)
    if as_json:
        _print_json({"violations": [violation.line(language) for violation in broken]})
    elif broken:
        for violation in broken:
            say(violation.line(language))
    else:
        typer.echo(translator(language)(N_("The plan holds every rule of its workbook.")))
    if broken:
        raise typer.Exit(ExitCode.VERIFICATION)


def explain(folder: Path, language: Language, time_limit: float | None, gap: float | None) -> None:
    """Fill the frames that explain a saved plan, and write its report again; what Ctrl-C leaves is written too."""
    _ = translator(language)
    with LiveProgress(language) as live:
        live(PlanProgress("read", 0.0))
        instance, saved = read_plan_folder(folder, language)
        live.about(instance)
        try:
            explained = explain_plan(instance, saved, time_limit=time_limit, gap=gap, progress=live)
        except KeyboardInterrupt:
            say(_(N_("Stopped before anything was computed; the plan folder is as it was.")))
            raise typer.Exit(ExitCode.STOPPED) from None
        live(PlanProgress("report", live.seconds))
        explained.save(folder)
        path = write_excel_report(instance, explained, folder, language)
    typer.echo("".join(f"{line}\n" for line in explanation_lines(instance, explained, language)), nl=False)
    solved = sum(int((frame["method"] == "resolved").sum()) for frame in (explained.binding, explained.why))
    rows = len(explained.binding) + len(explained.why)
    text = N_("{solved} of {rows} rows were solved again; the others are estimated, or not scarce.")
    typer.echo(_(text).format(solved=solved, rows=rows))
    say(_(N_("Report: {file}")).format(file=path))


def report(folder: Path, language: Language) -> None:
    """Write the report of a saved plan again."""
    instance, saved = read_plan_folder(folder, language)
    path = write_excel_report(instance, saved, folder, language)
    typer.echo(translator(language)(N_("Report: {file}")).format(file=path))


def _read(file: Path, language: Language) -> Instance:
    instance = read_workbook(file, language)
    say_findings(instance.warnings, language)
    return instance


def _as_json(finding: Finding, language: Language) -> dict[str, str]:
    return {
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "column": finding.column,
        "cell": finding.cell,
        "found": finding.found,
        "message": finding.text(language),
        "remedy": finding.advice(language),
    }


def _print_plan(instance: Instance, made: Plan, language: Language, *, as_json: bool) -> None:
    if as_json:
        _print_json(summary_dict(instance, made))
    else:
        typer.echo("\n".join(summary_lines(instance, made, language)))


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
