"""What the checks find, and the errors that carry it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import partial
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
        return _filled(template, {"found": self.found, **self.values}, language)


def _filled(template: str, values: Mapping[str, Any], language: Language) -> str:
    shown = {name: _shown(value, language) for name, value in values.items()}
    return translator(language)(template).format(**shown)


def _shown(value: Any, language: Language) -> Any:
    if isinstance(value, Text):
        return value.in_(language)
    return value.text(language) if isinstance(value, CareplanError) else value


class CareplanError(Exception):
    """Every error of this program that a user can meet."""

    def text(self, language: Language) -> str:
        """The error in the language asked for, as far as it knows two; ``str()`` is the English."""
        return str(self)


class WordedError(CareplanError):
    """An error that can be said in both languages.

    ``template`` says what happened, ``remedy`` how to mend it; both are English templates (marked with ``N_``) that
    are filled from ``values`` when shown. A kind of error that always says the same has its template in its class.
    """

    template = ""

    def __init__(self, template: str = "", remedy: str = "", /, **values: Any) -> None:
        self.template = template or self.template
        self.remedy = remedy
        self.values = values
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """What happened and how to mend it."""
        return " ".join(_filled(part, self.values, language) for part in (self.template, self.remedy) if part)

    def lines(self, language: Language) -> tuple[str, ...]:
        """What else is to be said, line by line."""
        return ()

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.template, self.remedy, **self.values), ()


def suggestion(word: str, known: Iterable[str]) -> tuple[str, str]:
    """The remedy for a word that is not ``known``, and its ``{names}``: those that are close, or what there is."""
    names = [str(name) for name in known]
    if close := get_close_matches(word, names, n=3):
        return N_("Did you mean {names}?"), ", ".join(close)
    return N_("There is: {names}.") if names else N_("There is none."), ", ".join(names)


class WorkbookError(CareplanError):
    """The input is refused; ``findings`` holds every error and warning at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """Every finding, a line each."""
        return "\n".join(finding.line(language) for finding in self.findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.findings,))
