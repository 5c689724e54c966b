"""What came of a study, in tidy frames; readable at any time, also while it is being worked on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from careplan.studies.solve import PENDING, WITHOUT_PLAN, Outcome
from careplan.studies.store import Store
from instances.i18n import Text
from planning_model.plan import Plan, load_plan

EQUIVALENTS = Text("gleichwertige Unversorgte", "equivalent residents unserved")
SECONDS = Text("Sekunden", "seconds")
OF_SEARCH = ("status", "source", "gap", "objective", "bound", "seconds")
"""Columns of ``runs`` that say how a run was solved; behind them one column for each figure."""


@dataclass(frozen=True)
class StudyResult:
    """The runs of a study, in their order, and what is known of each.

    ``description`` holds the kind of study, its name, factors and runs (labels and key); ``solved`` the keys of those
    that were solved for this result, and not before.
    """

    store: Store
    description: Mapping[str, Any]
    solved: frozenset[str] = frozenset()
    keeps: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False, compare=False)

    @property
    def factors(self) -> list[str]:
        """The names of what was varied."""
        return [factor["name"] for factor in self.description["factors"]]

    @property
    def keys(self) -> list[str]:
        """The key of each run."""
        return [run["key"] for run in self.description["runs"]]

    @property
    def complete(self) -> bool:
        """Whether every run has a result."""
        return PENDING not in set(self.runs["status"])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run: run, key, a column for each factor, :data:`OF_SEARCH`, and a column for each figure.

        Objective, bound and gap are those of the first priority. ``source``: ``stored`` before, or, for this result,
        ``solved`` from nothing, ``reused`` what another run had found, or ``implied`` by it. ``attrs["units"]`` holds
        the unit of each column that has one, in both languages, ``attrs["factors"]`` and ``attrs["metrics"]`` which
        columns are what.
        """
        outcomes = {key: self.store.outcome(key) for key in self.keys}
        rows = [
            {
                "run": number,
                "key": run["key"],
                **run["labels"],
                **self._search(run["key"]),
                **_values(outcomes[run["key"]]),
            }
            for number, run in enumerate(self.description["runs"], start=1)
        ]
        frame = pd.DataFrame(rows, columns=self._columns(outcomes))
        figures = [name for name in frame if name not in ("run", "key", *self.factors, *OF_SEARCH)]
        frame.attrs["units"] = self._units(outcomes)
        frame.attrs |= {"study": self.description["study"], "factors": self.factors, "metrics": ["objective", *figures]}
        frame.attrs["names"] = self.description.get("names", {})
        return frame

    @cached_property
    def sites(self) -> pd.DataFrame:
        """run, site, period, type of every site in the plan of a run; the type of one that is closed is empty."""
        parts = [plan.sites.assign(run=number) for number, plan in self.plans()]
        columns = ["run", "site", "period", "type"]
        return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """run, scenario, sheet, row, column, before, after: what was changed in the workbook for each run."""
        columns = ["run", "scenario", "sheet", "row", "column", "before", "after"]
        parts = [plan.variant.assign(run=number) for number, plan in self.plans()]
        return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)

    def plan(self, run: int) -> Plan:
        """The plan of a run by its number; raises KeyError where it has none."""
        row = self.runs.set_index("run").loc[run]
        if row["status"] in WITHOUT_PLAN:
            raise KeyError(f"run {run} has no plan: {row['status']}")
        return load_plan(self.store.of(str(row["key"])))

    def plans(self) -> Iterator[tuple[int, Plan]]:
        """Number and plan of every run that has one."""
        for run, status in zip(self.runs["run"], self.runs["status"], strict=True):
            if status not in WITHOUT_PLAN:
                yield int(run), self.plan(int(run))

    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames that every study has, by name."""
        return {"runs": self.runs, "sites": self.sites, "changes": self.changes}

    def _search(self, key: str) -> dict[str, Any]:
        summary = self.store.summary(key)
        if summary is None:
            return {"status": PENDING, "source": ""}
        known = {name: summary[name] for name in ("status", "gap", "objective", "bound", "seconds")}
        return {**known, "source": summary.get("source", "solved") if key in self.solved else "stored"}

    def _columns(self, outcomes: Mapping[str, Outcome | None]) -> list[str]:
        figures = [name for outcome in outcomes.values() if outcome for name in outcome.figures]
        return list(dict.fromkeys(["run", "key", *self.factors, *OF_SEARCH, *figures]))

    def _units(self, outcomes: Mapping[str, Outcome | None]) -> dict[str, Text]:
        units = {"objective": EQUIVALENTS, "bound": EQUIVALENTS, "seconds": SECONDS}
        for outcome in outcomes.values():
            units |= {name: figure.unit for name, figure in outcome.figures.items()} if outcome else {}
        return {name: unit for name, unit in units.items() if unit.en}


def load_study(folder: str | Path) -> StudyResult:
    """What is known of the study in ``folder``, whether it is finished or not; raises :class:`StudyFolderError`."""
    store = Store(Path(folder))
    return StudyResult(store, store.description())


def _values(outcome: Outcome | None) -> dict[str, float]:
    return {name: figure.value for name, figure in outcome.figures.items()} if outcome else {}
