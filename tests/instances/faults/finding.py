"""What every finding must be: at its place, with a message and a remedy in both languages."""

from __future__ import annotations

from functools import cache
from string import Formatter

from babel.messages.pofile import read_po

from instances.findings import Finding
from instances.i18n import LOCALE_DIR, Text
from tests.instances.faults.faults import Fault


@cache
def german() -> dict[str, str]:
    """The German messages, merged or still in parts."""
    found: dict[str, str] = {}
    for path in [*LOCALE_DIR.glob("de/LC_MESSAGES/*.po"), *LOCALE_DIR.glob("de/parts/checks.po")]:
        with path.open("rb") as file:
            found |= {str(m.id): str(m.string) for m in read_po(file, locale="de") if m.id and m.string}
    return found


def assert_well_formed(finding: Finding) -> None:
    """Message and remedy are sentences in English and German, and every placeholder is filled."""
    shown = {name: value.de if isinstance(value, Text) else value for name, value in finding.values.items()}
    for template in (finding.message, finding.remedy):
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        assert names <= {*finding.values, "found"}
        translated = german()[template].format(found=finding.found, **shown)
        assert translated.strip() == translated != ""
    assert finding.text("en").endswith(".")
    assert finding.advice("en").endswith((".", "?"))


def assert_the_one_finding(fault: Fault, findings: list[Finding]) -> None:
    """The fault is found, at its cell, and nothing else is."""
    assert len(findings) == 1, [finding.line("en") for finding in findings]
    [finding] = findings
    assert_well_formed(finding)
    assert fault.word in f"{finding.text('en')} {finding.advice('en')}"
    where = (finding.severity, finding.sheet, finding.column, finding.cell)
    assert where == (fault.severity, fault.sheet, fault.column, fault.cell)
