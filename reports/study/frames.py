"""The frames of a study, with the names and units that came with them.

| frame | one row is | columns |
| --- | --- | --- |
| ``runs`` | a run | run, key, a column a factor, status, source, gap, objective, bound, seconds, a column a metric |
| ``sites`` | run × site × period | type ("" closed) |
| ``changes`` | a changed cell of a run | run, sheet, row, column, before, after |
| ``tornado`` | a factor | factor, low, high, at_low, base, at_high, spread; attrs ``metric`` |
| ``frontier`` | a trade-off | point, a column a goal, ``bound <goal>`` where proven; attrs ``goals`` |
| ``curve`` | a value of a factor | the factor, the metric, ``bound``; attrs ``factor``, ``metric`` |
| ``regret`` | plan × scenario | regret, regret_high where proven; infinite where the plan is not possible |
| ``alternatives`` | a site | class, open_in, of, proven_without, proven_with; attrs ``within`` |

``attrs`` of any of them may hold ``units`` (column → text), ``labels`` (column → text) and ``names`` (column → {key →
text}: of sites, types, factors, runs, services, pots …), where a text is one for both languages, a ``Text``, or {"de",
"en"}. Those of ``runs`` say which columns are ``factors`` and ``metrics``, and may hold the title of the ``study`` and
a ``data_note``. A run without a name is called by its number and its factors; all else that is missing by its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, nan
from typing import Any

import pandas as pd

from instances.i18n import Language, Text, translator
from reports.metrics.column import Column, Form
from reports.metrics.figures import FIGURES_BY_KEY
from reports.numbers import NO_BREAK, number
from reports.study.columns import COLUMNS

MONEY = ("Mio. €", "million €")
WHOLE = "100 %"
LARGE, MIDDLE = 100.0, 10.0
GOAL, GOAL_OF = "objective", "goal"
MOST_FACTORS, DECIMALS = 3, 3  # in the name of a run
PROVEN = "bound "
"""Columns ``bound <goal>`` of a frontier hold what is proven about that goal."""


@dataclass(frozen=True, eq=False)
class StudyFrames:
    """The frames by name, read in one language."""

    frames: Mapping[str, pd.DataFrame]
    language: Language

    def has(self, key: str) -> bool:
        """Whether that frame was given and has rows."""
        return key in self.frames and len(self.frames[key]) > 0

    def __getitem__(self, key: str) -> pd.DataFrame:
        return self.frames[key]

    @property
    def factors(self) -> list[str]:
        """The columns of the runs that were varied."""
        return list(self._said("factors"))

    @property
    def metrics(self) -> list[str]:
        """The columns of the runs that were measured and are not the same in all of them."""
        runs = self.frames.get("runs", pd.DataFrame())
        return [name for name in self._said("metrics") if name in runs and name != GOAL and runs[name].nunique() > 1]

    @property
    def measures(self) -> list[str]:
        """The goal value, where it differs, and the metrics."""
        runs = self.frames.get("runs", pd.DataFrame())
        return [*([GOAL] if GOAL in runs and runs[GOAL].nunique() > 1 else []), *self.metrics]

    def label(self, column: str) -> str:
        """What a column is called; a key figure also where nobody said it, with what it speaks of."""
        if column in self._labels:
            return self._text(self._labels[column])
        if column in COLUMNS:
            return COLUMNS[column].label.in_(self.language)
        figure, _, subject = column.partition(" ")
        if figure == GOAL_OF:
            return translator(self.language)("Goal: {name}").format(name=self.anything(subject))
        if figure not in FIGURES_BY_KEY or self.anything(column) != column:
            return self.anything(column)
        label = FIGURES_BY_KEY[figure].label.in_(self.language)
        return f"{label}: {self.anything(subject)}" if subject else label

    def unit(self, column: str) -> str:
        """The unit of a column; empty where there is none. Of a share (``100 % …``), what it is a share of."""
        return self._said_unit(column).removeprefix(WHOLE).strip()

    def named(self, column: str, key: str) -> str:
        """What a key in that column is called."""
        names = self._names.get(column, {})
        if key in names:
            return self._text(names[key])
        if column == "run":
            return self._run_names.get(key, key)
        return key or translator(self.language)("as the workbook says")

    def anything(self, key: str) -> str:
        """What a key is called, whatever it names."""
        return next((self._text(names[key]) for names in self._names.values() if key in names), key)

    def form(self, column: str, values: pd.Series) -> Form:
        """How numbers of that column are shown: by their unit and size."""
        unit, known = self.unit(column), values.replace([inf, -inf], nan).dropna()
        if unit.startswith(MONEY):
            return Form.MONEY
        if self._said_unit(column).startswith(WHOLE):
            return Form.SHARE
        if known.empty or bool((known == known.round()).all()):
            return Form.WHOLE
        if not unit and known.between(0.0, 1.0).all():
            return Form.SHARE
        largest = float(known.abs().max())
        return Form.WHOLE if largest >= LARGE else Form.ONE if largest >= MIDDLE else Form.TWO

    def column(self, name: str, values: pd.Series, measured: str = "") -> Column:
        """The column as readers see it; ``measured`` is the one whose unit and form its numbers have."""
        like = measured or name
        if name in COLUMNS:
            known = COLUMNS[name]
            form = self.form(like, values) if known.form is Form.BY_ROW else known.form
            return replace(known, form=form, unit=self._same(self.unit(like)) if self.unit(like) else known.unit)
        label = self.label(name)
        form = self.form(like, values) if pd.api.types.is_numeric_dtype(values) else Form.TEXT
        return Column(name, self._same(label), self._same(f"{label}."), form, self._same(self.unit(like)))

    def _said_unit(self, column: str) -> str:
        return self._text(self._units.get(column, "")).replace(NO_BREAK, " ")

    def _same(self, text: str) -> Text:
        return Text(text, text)

    def _text(self, said: Any) -> str:
        """A text, or one of two by the language."""
        if isinstance(said, Text):
            return said.in_(self.language)
        return str(said[self.language]) if isinstance(said, Mapping) else str(said)

    def _said(self, what: str) -> list[str]:
        return list(self.frames["runs"].attrs.get(what, [])) if "runs" in self.frames else []

    def _joint(self, what: str) -> dict[str, Any]:
        joint: dict[str, Any] = {}
        for frame in self.frames.values():
            joint |= frame.attrs.get(what, {})
        return joint

    @cached_property
    def _run_names(self) -> dict[str, str]:
        """Number and factors of every run, where these are few."""
        runs, factors = self.frames.get("runs", pd.DataFrame()), self.factors
        if not 0 < len(factors) <= MOST_FACTORS:
            return {}
        rows = runs[["run", *factors]].itertuples(index=False)
        return {str(run): f"{run} ({' · '.join(map(self.level, values))})" for run, *values in rows}

    def level(self, value: object) -> str:
        """A value of a factor, as short as can be; a dash where the factor changes nothing."""
        if isinstance(value, str):
            return value or self.named("", "")
        level = float(str(value))
        needed = next((decimals for decimals in range(DECIMALS) if round(level, decimals) == level), DECIMALS)
        return number(level, self.language, needed)

    @cached_property
    def _labels(self) -> dict[str, Any]:
        return self._joint("labels")

    @cached_property
    def _units(self) -> dict[str, Any]:
        return self._joint("units")

    @cached_property
    def _names(self) -> dict[str, Any]:
        return self._joint("names")
