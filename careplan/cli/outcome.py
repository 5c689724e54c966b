"""How a verb ends: exit codes, and one clear message for every error."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING

import typer

from instances.i18n import N_, Language, translator

if TYPE_CHECKING:
    from instances.findings import Finding

# More findings of one kind than this are counted, not listed; --annotate and --json show all.
FINDINGS_SHOWN = 12


class ExitCode(IntEnum):
    """What the caller's script can tell apart."""

    OK = 0
    BAD_INPUT = 1
    USAGE = 2
    INFEASIBLE = 3
    STOPPED = 4
    INTERNAL = 5
    VERIFICATION = 6


@contextmanager
def guarded(language: Language) -> Iterator[None]:
    """Turn every error into its message on stderr and its exit code."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        say(translator(language)(N_("Stopped before there was a plan.")))
        raise typer.Exit(ExitCode.STOPPED) from None
    except Exception as error:
        raise typer.Exit(_explain(error, language)) from error


def say(text: str) -> None:
    """One line on stderr."""
    typer.echo(text, err=True)


def _explain(error: Exception, language: Language) -> ExitCode:
    from careplan.errors import (
        CareplanError,
        InfeasibleError,
        NoPlanError,
        SolverError,
        VerificationError,
        WordedError,
        WorkbookError,
    )

    _ = translator(language)
    match error:
        case WorkbookError():
            say_findings(error.findings, language)
            return ExitCode.BAD_INPUT
        case VerificationError():
            say(error.text(language))
            for violation in error.violations[:FINDINGS_SHOWN]:
                say(f"  - {violation.line(language)}")
            return ExitCode.VERIFICATION
        case WordedError():
            say(error.text(language))
            for line in error.lines(language):
                say(f"  {line}")
            codes = (
                (InfeasibleError, ExitCode.INFEASIBLE),
                (NoPlanError, ExitCode.STOPPED),
                (SolverError, ExitCode.INTERNAL),
            )
            return next((code for kind, code in codes if isinstance(error, kind)), ExitCode.BAD_INPUT)
        case CareplanError() | OSError():
            say(str(error))
            return ExitCode.BAD_INPUT
        case _:
            say(_(N_("Internal error: {error}. Set CAREPLAN_DEBUG=1 for details.")).format(error=repr(error)))
            if os.environ.get("CAREPLAN_DEBUG"):
                traceback.print_exception(error, file=sys.stderr)
            return ExitCode.INTERNAL


def say_findings(findings: tuple[Finding, ...], language: Language) -> None:
    """The findings on stderr, errors first; of many alike the first few and a count."""
    from instances.findings import Severity

    _ = translator(language)
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    shown: dict[tuple[str, str, str], int] = {}
    for finding in ordered:
        kind = (finding.sheet, finding.column, finding.message)
        shown[kind] = shown.get(kind, 0) + 1
        if shown[kind] <= FINDINGS_SHOWN:
            say(finding.line(language))
    more = sum(max(0, number - FINDINGS_SHOWN) for number in shown.values())
    if more:
        say(_(N_("… and {number} more of the same kinds.")).format(number=more))
