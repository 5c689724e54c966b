"""The studies of a workbook's sheet, or of a file: what each runs, and the frames that come of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from careplan.pipeline import PlanOptions
from careplan.studies.alternatives import alternatives
from careplan.studies.factors import Factor
from careplan.studies.pareto import pareto
from careplan.studies.regret import robustness
from careplan.studies.result import StudyResult
from careplan.studies.running import StudyCallback
from careplan.studies.runs import USUAL
from careplan.studies.study import Study
from careplan.studies.tornado import curve, tornado
from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.studies import OF_SCENARIOS, SAMPLES
from instances.checks.filters import column_named, names_said, numbers_said, where_of
from instances.findings import WordedError, suggestion
from instances.i18n import N_
from instances.instance import Instance
from instances.rows_file import with_rows_of
from instances.scenarios import scenarios_of

WITHIN, STEPS, PLANS = 0.01, 5, 5


class UnknownStudyError(WordedError):
    """A study that the sheet does not name; the message says what there is."""


@dataclass(frozen=True)
class NamedStudy:
    """A study as the sheet says it: its name, its kind, and its rows."""

    name: str
    kind: str
    instance: Instance
    rows: tuple[Any, ...]
    options: PlanOptions = USUAL

    def with_options(self, time_limit: float | None, gap: float | None, seed: int) -> NamedStudy:
        """The same study with other limits of each run."""
        return replace(self, options=PlanOptions(time_limit, gap, seed, explain=False))

    @property
    def study(self) -> Study:
        """The runs it begins with: of all kinds that vary something, or compare scenarios."""
        study = Study(self.instance, options_of_search=self.options, name=self.name)
        if self.kind in OF_SCENARIOS:
            named = names_said(self._first.values) or [scenario.name for scenario in scenarios_of(self.instance)]
            return study.scenarios(named)
        study = replace(study, factors=tuple(_factor(row) for row in self.rows))
        if self.kind == "one_way":
            return study.one_way()
        if self.kind in SAMPLES:
            return study.sample(int(self._first.steps), self.kind)  # type: ignore[arg-type]
        return study

    def run(
        self,
        folder: str | Path | None = None,
        executor: Executor | None = None,
        progress: StudyCallback | None = None,
        cancel: threading.Event | None = None,
    ) -> tuple[StudyResult, Mapping[str, pd.DataFrame]]:
        """Solve it; returns the runs and every frame by name, those of each study and those of its kind."""
        how = (folder, executor, progress, cancel)
        first = self._first
        steps = None if np.isnan(first.steps) else int(first.steps)
        if self.kind == "pareto":
            goals = names_said(first.values)
            result, found = pareto(self.instance, goals, steps or STEPS, self.options, *how)
            return result, {**result.frames(), "frontier": found}
        if self.kind == "alternatives":
            (within,) = numbers_said(first.values)[:1] or [WITHIN]
            like = alternatives(self.instance, within, steps or PLANS, self.options, *how)
            return like.result, {**like.result.frames(), "alternatives": like.sites}
        if self.kind == "robustness":
            result, found = robustness(self.study, *how)
            return result, {**result.frames(), "regret": found}
        result = self.study.run(*how)
        return result, {**result.frames(), **self._derived(result)}

    def _derived(self, result: StudyResult) -> dict[str, pd.DataFrame]:
        if self.kind == "one_way":
            return {"tornado": tornado(result, "objective")}
        if self.kind == "grid" and len(self.rows) == 1:
            return {"curve": curve(result, result.factors[0], "objective")}
        return {}

    @property
    def _first(self) -> Any:
        return self.rows[0]


def studies_of(instance: Instance, file: str | Path | None = None) -> dict[str, NamedStudy]:
    """The studies by name: of the workbook's sheet, or of a YAML file, whose rows go through the same door."""
    if file is not None:
        instance = with_rows_of(instance, Path(file))
    table = instance.given["Studies"]
    found = {}
    for name in dict.fromkeys(table["study"]):
        rows = table[table["study"] == name]
        kind = next(kind for kind in rows["kind"] if kind)
        found[name] = NamedStudy(name, kind, instance, tuple(rows.itertuples(index=False)))
    return found


def study_named(studies: Mapping[str, NamedStudy], name: str) -> NamedStudy:
    """The study of this name; raises :class:`UnknownStudyError`."""
    if name in studies:
        return studies[name]
    remedy, names = suggestion(name, studies)
    raise UnknownStudyError(N_("There is no study “{name}”."), remedy, name=name, names=names)


def _factor(row: Any) -> Factor:
    sheet = SHEETS_BY_KEY[row.sheet]
    column = column_named(sheet, row.column)
    assert column is not None  # checked at the door
    where = where_of(sheet, row.filter)
    words = " ".join([row.sheet, *where.values(), column.name])
    return Factor(words, row.sheet, where, column.name, row.action, _values(row))


def _values(row: Any) -> tuple[float, ...]:
    if row.values:
        return tuple(numbers_said(row.values))
    steps = 2 if np.isnan(row.steps) else max(2, int(row.steps))
    return tuple(round(float(value), 9) for value in np.linspace(row.low, row.high, steps))
