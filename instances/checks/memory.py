"""What the checks remember of a workbook, for another of which most sheets are the same.

A sheet that has not changed is not read again, and a check is not asked again where all sheets that it looked at are
those of the time before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from instances.checks.table import Table, Tables
from instances.checks.types import typed
from instances.findings import Finding
from instances.i18n import Language
from instances.raw import RawTable, raw_table

Check = Callable[[Tables], list[Finding]]


@dataclass(frozen=True)
class _Answer:
    """What a check found, and the sheets that it looked at."""

    language: Language
    looked_at: Mapping[str, Table]
    findings: list[Finding]

    def holds_for(self, tables: Tables) -> bool:
        return self.language == tables.language and all(
            tables.by_sheet[sheet] is table for sheet, table in self.looked_at.items()
        )


class Memory:
    """The sheets that came last, as they came in and as they were read, and what each check said of them."""

    def __init__(self) -> None:
        self._came: dict[str, tuple[pd.DataFrame, RawTable]] = {}
        self._read: dict[str, tuple[RawTable, tuple[Table, list[Finding]]]] = {}
        self._said: dict[Check, _Answer] = {}

    def raw_tables(self, frames: Mapping[str, pd.DataFrame]) -> dict[str, RawTable]:
        """DataFrames by sheet as they come in by the door."""
        return {sheet: self._raw(sheet, frame) for sheet, frame in frames.items()}

    def typed(self, raw: RawTable) -> tuple[Table, list[Finding]]:
        """See :func:`instances.checks.types.typed`."""
        known = self._read.get(raw.sheet)
        if known is None or known[0] is not raw:
            known = self._read[raw.sheet] = raw, typed(raw)
        return known[1]

    def ask(self, check: Check, tables: Tables) -> list[Finding]:
        """What the check finds in the tables."""
        answer = self._said.get(check)
        if answer is None or not answer.holds_for(tables):
            watched = _Watched(tables.by_sheet)
            findings = check(replace(tables, by_sheet=watched))
            answer = self._said[check] = _Answer(tables.language, watched.looked_at, findings)
        return answer.findings

    def _raw(self, sheet: str, frame: pd.DataFrame) -> RawTable:
        known = self._came.get(sheet)
        if known is None or not frame.equals(known[0]):
            known = self._came[sheet] = frame, raw_table(sheet, frame)
        return known[1]


class _Watched(Mapping[str, Table]):
    """Tables by sheet that remember which of them were looked at."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self.looked_at: dict[str, Table] = {}

    def __getitem__(self, sheet: str) -> Table:
        return self.looked_at.setdefault(sheet, self._tables[sheet])

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
