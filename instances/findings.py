"""What the checks find, and the errors that carry it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from instances.i18n import N_, Language, Text, translator


class Severity(StrEnum):
    """Errors are refused; warnings are reported and the run goes on."""

    ERROR = "error"
    WARNING = "warning"


SEVERITY_LABELS = {Severity.ERROR: N_("error"), Severity.WARNING: N_("warning")}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or doubtful in the input.

    ``message`` and ``remedy`` are English templates (marked with ``N_``) filled from ``values`` when shown, so
    that the same finding can be read in German and in English. ``sheet`` and ``column`` are stable catalogue
    names; ``cell`` is the address in the user's file (``D17``), empty where the finding has none.
    """

    severity: Severity
    message: str
    remedy: str
    sheet: str = ""
    column: str = ""
    cell: str = ""
    found: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """What was found and what was expected."""
        return self._fill(self.message, language)

    def advice(self, language: Language) -> str:
        """How to mend it."""
        return self._fill(self.remedy, language)

    def where(self, language: Language) -> str:
        """``Orte!D17`` as the user sees it, or the sheet alone."""
        from instances.catalogue import sheet_label

        if not self.sheet:
            return ""
        label = sheet_label(self.sheet, language)
        return f"{label}!{self.cell}" if self.cell else label

    def line(self, language: Language) -> str:
        """The whole finding on one line."""
        label = translator(language)(SEVERITY_LABELS[self.severity])
        parts = [self.where(language), self.text(language), self.advice(language)]
        return f"{label}: " + " – ".join(part for part in parts if part)

    def _fill(self, template: str, language: Language) -> str:
        shown = {name: _shown(value, language) for name, value in self.values.items()}
        return translator(language)(template).format(found=self.found, **shown)


def _shown(value: Any, language: Language) -> Any:
    return value.in_(language) if isinstance(value, Text) else value


class CareplanError(Exception):
    """Every error of this program that a user can meet."""


class WorkbookError(CareplanError):
    """The input is refused; ``findings`` holds every error and warning at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.line("en") for finding in self.findings))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.findings,))
