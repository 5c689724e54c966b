"""Demands: what somebody has asked for and could ask less of. What all other parts of an explanation speak of."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyomo.core.base.constraint import ConstraintData

from instances.catalogue.rules import RULE_KINDS_BY_KEY
from planning_model.constraints.access import KINDS_OF_OFFERS

COUNTS = ("count_min", "count_max")
IN_THOUSANDS = (*KINDS_OF_OFFERS, "served_share")
"""Kinds of rules whose rows count thousands of residents."""

Slack = tuple[ConstraintData, float]
"""A row, and how much of it one unit of its demand stands for."""


@dataclass(frozen=True)
class Demand:
    """Something that was asked for and may give way.

    ``key`` names it within its sheet: (rule, group), (pot,), (grouping, group, profession) or (site,); ``kind`` is that
    of a rule, or the status of a site. ``price`` is in million EUR for each unit. ``whole``: it gives way in whole
    units. ``lines`` tell what the number in the workbook becomes: the largest of a + b · amount where it ``rises``,
    else the smallest; there are none where the workbook says no number. ``future``: it is what one future says of it;
    empty for the workbook itself.
    """

    sheet: str
    key: tuple[str, ...]
    kind: str
    price: float
    whole: bool = False
    rises: bool = field(default=True, compare=False)
    lines: tuple[tuple[float, float], ...] = field(default=(), compare=False)
    future: str = ""

    @property
    def decided_before(self) -> bool:
        """Whether it speaks of nothing but what all futures share."""
        kind = RULE_KINDS_BY_KEY.get(self.kind)
        return self.sheet == "Sites" or self.kind in COUNTS or (kind is not None and kind.forbids)

    def after(self, amount: float) -> float:
        """What the workbook must say for so many units to give way; of pots and pools, by how much more."""
        values = [constant + slope * amount for constant, slope in self.lines]
        return max(values) if self.rises else min(values)


Slacks = dict[Demand, dict[str, list[Slack]]]
"""The rows of each demand by future."""


def price_of(said: Iterable[float], default: float) -> float:
    """The largest price that the rows of a demand say, or the default."""
    return max((price for price in said if not math.isnan(price)), default=default)
