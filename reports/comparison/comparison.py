"""The plans that are compared, each with the facts of its own instance."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

import pandas as pd

from instances.i18n import Language
from reports.labels import Labels
from reports.metrics import Facts

PLAN = "plan:"
"""Columns ``plan:<name>`` hold what each plan says."""

DIFFERENCE = "difference:"
"""Columns ``difference:<name>`` hold that plan minus the first."""

TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans by name, in order; the first is what the others are compared with. All fit together (see ``fit``)."""

    plans: Mapping[str, Facts]

    def once(self, table: Callable[[Comparison], pd.DataFrame]) -> pd.DataFrame:
        """What ``table`` computes from these plans; computed at the first call."""
        if table not in self._tables:
            self._tables[table] = table(self)
        return self._tables[table]

    @cached_property
    def _tables(self) -> dict[Callable[[Comparison], pd.DataFrame], pd.DataFrame]:
        return {}

    @property
    def names(self) -> list[str]:
        """The names of the plans."""
        return list(self.plans)

    @property
    def first(self) -> Facts:
        """The plan that the others are compared with."""
        return next(iter(self.plans.values()))

    @property
    def others(self) -> dict[str, Facts]:
        """The plans after the first."""
        return {name: self.plans[name] for name in self.names[1:]}

    def beside(self, tables: Mapping[str, pd.DataFrame], keys: list[str], value: str) -> pd.DataFrame:
        """The numbers in column ``value`` of one table a plan, side by side, with their differences.

        Rows are told apart by ``keys``; where a plan has no such row its number is missing. The rows of the first
        plan come first, in its order.
        """
        parts = [tables[name][[*keys, value]].rename(columns={value: PLAN + name}) for name in self.names]
        return self.with_differences(reduce(lambda left, right: _joined(left, right, keys), parts))

    def with_differences(self, wide: pd.DataFrame) -> pd.DataFrame:
        """The same with each plan minus the first; what is less than the solver's tolerance is no difference."""
        base = wide[PLAN + self.names[0]]
        apart = {DIFFERENCE + name: wide[PLAN + name] - base for name in self.names[1:]}
        least = TOLERANCE * base.abs().clip(lower=1.0)
        return wide.assign(**{name: column.mask(column.abs() < least, 0.0) for name, column in apart.items()})


class JointLabels(Labels):
    """The labels of all instances; where they differ, those of the first."""

    def __init__(self, comparison: Comparison, language: Language) -> None:
        super().__init__(comparison.first.instance, language)
        self._others = [Labels(facts.instance, language) for facts in comparison.others.values()]

    def all_of(self, sheet: str) -> Mapping[str, str]:
        """Key → label of every row of ``sheet`` in any of the instances."""
        return ChainMap(dict(super().all_of(sheet)), *(dict(labels.all_of(sheet)) for labels in self._others))


def _joined(left: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """An outer join that keeps the order of the left rows and puts new ones behind them."""
    both = left.merge(right, on=keys, how="left")
    known = pd.MultiIndex.from_frame(left[keys])
    new = right[~pd.MultiIndex.from_frame(right[keys]).isin(known)]
    return pd.concat([both, new], ignore_index=True) if len(new) else both
