"""What a study varies: one column in some rows of a sheet, and the values it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from instances.i18n import N_
from instances.overrides import Action, Override, OverrideError

NEUTRAL: Mapping[Action, float] = {"multiply": 1.0, "add": 0.0, "set": float("nan")}
"""The value with which an action leaves everything as the workbook says."""


@dataclass(frozen=True)
class Factor:
    """One quantity and its values, in the unit of the column (of ``multiply``: the factors)."""

    name: str
    sheet: str
    where: Mapping[str, str]
    column: str
    action: Action
    values: tuple[float, ...]

    @property
    def low(self) -> float:
        """The smallest value."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest value."""
        return max(self.values)

    @property
    def neutral(self) -> float:
        """The value that changes nothing; NaN where the factor sets its cells."""
        return NEUTRAL[self.action]

    def at(self, value: float) -> tuple[Override, ...]:
        """What the workbook is changed by for the factor to have this value."""
        if np.isnan(value) or value == self.neutral:
            return ()
        return (Override(self.sheet, self.where, self.column, self.action, value),)


def factor_of(
    sheet: str,
    where: Mapping[str, str],
    column: str,
    values: Mapping[Action, Sequence[float] | None],
    name: str = "",
) -> Factor:
    """A factor from what the caller said; exactly one action has values. Raises :class:`OverrideError`."""
    said = [(action, given) for action, given in values.items() if given is not None]
    if len(said) != 1 or not len(said[0][1]):
        message = N_("{sheet}, {column}: give values for one of multiply, add and set.")
        raise OverrideError(message, sheet=sheet, column=column)
    ((action, given),) = said
    Override(sheet, where, column, action, float(given[0]))  # which knows the catalogue
    words = " ".join([sheet, *map(str, where.values()), column])
    return Factor(name or words, sheet, dict(where), column, action, tuple(float(value) for value in given))
