"""The instance: an immutable set of validated tables, and what follows from them alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instances.catalogue import SHEETS
from instances.checks import check_tables
from instances.checks.hosts import out_of_reach
from instances.checks.memory import Memory
from instances.checks.reach import reach_findings
from instances.complete import Settings, complete
from instances.demand import demand_of
from instances.findings import Finding, Severity, WorkbookError
from instances.futures import unsound_futures
from instances.i18n import Language
from instances.overrides import Override
from instances.raw import RawTable, raw_tables
from instances.travel import travel_times
from instances.workbook.reader import read_tables

if TYPE_CHECKING:
    from instances.scenarios import Scenario


@dataclass(frozen=True)
class WorkbookFile:
    """The workbook an instance was read from, byte for byte: it may change on disk while a plan is made."""

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """Hash of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, eq=False)
class Variant:
    """What makes an instance another than the workbook: the workbook itself, and every change as it was applied.

    ``owners`` names the scenario of each override. ``changes``: scenario, sheet, row (its identity, as a filter says
    it), column, before, after, all as text.
    """

    base: Instance
    scenario: str
    owners: tuple[str, ...]
    overrides: tuple[Override, ...]
    changes: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Instance:
    """Everything the planner said, validated and completed.

    ``given`` holds the tables as they were given (typed, empty cells empty); ``tables`` the same with every default
    filled and every reference resolved (see :mod:`instances.complete`). Both are keyed by the catalogue's sheet keys.
    Two instances are equal when what was given is equal. ``variant`` says what a scenario has changed; None where the
    instance is the workbook as it is.
    """

    given: Mapping[str, pd.DataFrame]
    tables: Mapping[str, pd.DataFrame]
    settings: Settings
    defaults_used: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    source: WorkbookFile | None = None
    variant: Variant | None = None

    @classmethod
    def from_frames(cls, frames: Mapping[str, pd.DataFrame], language: Language = "de") -> Instance:
        """An instance from DataFrames keyed by sheet; raises :class:`WorkbookError` with every finding at once.

        Sheets and columns that are left out are empty, as in a workbook.
        """
        unknown = [name for name in frames if name not in {sheet.key for sheet in SHEETS}]
        if unknown:
            raise KeyError(f"no such sheet: {', '.join(unknown)}")
        return from_raw_tables(raw_tables(frames), [], language)

    def scenario(self, which: str | Scenario) -> Instance:
        """The instance as a scenario makes it: one of its workbook, by its name, or any other.

        Raises :class:`OverrideError` where there is none of this name or a change fits no row, and
        :class:`WorkbookError` where the result is no workbook.
        """
        from instances.scenarios import apply, scenario_named  # which makes instances

        return apply(self, scenario_named(self, which) if isinstance(which, str) else which)[0]

    @cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """Everything that is doubtful, from the door (``findings``) and by who reaches whom."""
        places, sites, travel = self.tables["Places"], self.tables["Sites"], self.travel
        unreached = reach_findings(travel, places, sites, self.tables["Services"])
        return (*self.findings, *unreached, *out_of_reach(sites, self.tables["Types"], travel))

    @property
    def language(self) -> Language:
        """The language of labels and reports that the workbook asks for."""
        return self.settings.language

    @cached_property
    def reach_limits(self) -> pd.Series:
        """Minutes within which pairs of place and site matter, by service: its limit or the widest rule on it."""
        services = self.tables["Services"].set_index("service")["limit_minutes"]
        widest = self.tables["Rules"].groupby("service")["minutes"].max()
        return services.combine(widest.reindex(services.index), max).where(
            widest.reindex(services.index).notna(), services
        )

    @cached_property
    def travel(self) -> pd.DataFrame:
        """place, site, minutes, source of every pair within the widest limit of any service or way to a host."""
        sites = self.tables["Sites"]
        to_host = float(self.tables["Types"]["host_minutes"].max())
        return travel_times(
            self.tables["Places"],
            sites[sites["types"].map(len) > 0],
            self.tables["TravelTimes"],
            self.tables["Roads"],
            self.settings,
            float(np.fmax(self.reach_limits.max(), to_host)),
        )

    @cached_property
    def demand(self) -> pd.DataFrame:
        """place, service, period, amount in the service's unit per year; zero demand has no row."""
        return demand_of(self.tables, self.settings)

    @cached_property
    def memory(self) -> Memory:
        """What the checks remember of its variants, which share most of their sheets."""
        return Memory()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything that was given."""
        digest = hashlib.sha256()
        for key in sorted(self.given):
            digest.update(key.encode())
            digest.update(self.given[key].to_csv(index=False, lineterminator="\n").encode())
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Instance):
            return NotImplemented
        return self.settings == other.settings and all(
            self.given[sheet.key].equals(other.given[sheet.key]) for sheet in SHEETS
        )

    def __hash__(self) -> int:
        return hash(self.fingerprint)


def read_workbook(path: str | Path, language: Language = "de") -> Instance:
    """The instance in the workbook at ``path``; raises :class:`WorkbookError` with every finding at once.

    ``language`` is that of default labels where the workbook does not say one.
    """
    path = Path(path)
    raw, findings = read_tables(path)
    return from_raw_tables(raw, findings, language, WorkbookFile(path.name, path.read_bytes()))


def from_raw_tables(
    raw: Mapping[str, RawTable],
    findings: list[Finding],
    language: Language,
    source: WorkbookFile | None = None,
    variant: Variant | None = None,
    memory: Memory | None = None,
) -> Instance:
    """Check, complete and wrap; the one way into an :class:`Instance`. ``memory`` is that of an instance like it."""
    given, more = check_tables(raw, language, memory)
    findings = [*findings, *more]
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise WorkbookError(findings)
    tables, settings, used = complete(given, language)
    instance = Instance(
        MappingProxyType(given), MappingProxyType(tables), settings, used, tuple(findings), source, variant
    )
    unsound = unsound_futures(instance)
    if unsound:
        raise WorkbookError([*findings, *unsound])
    return instance
