"""What a contradiction is, and how its numbers are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from instances.checks.wording import number_text
from instances.findings import Finding, Severity
from instances.i18n import Text

Demand = tuple[str, ...]
"""What may give way: ``("Rules", rule, group)`` (group ``""``: the whole state), ``("Pots", pot)``,
``("LabourPools", grouping, group, profession)``, ``("Sites", site)`` of a site that must run, or must not."""

# By so much, as a share of what is compared, a demand may be missed: sums of decimals are never exact.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Contradiction:
    """Demands that no plan can keep together, whatever else gives way.

    ``finding`` says it in words. ``possible`` bounds what any plan can reach of the value of the first demand's rule:
    the most of a target, floor or smallest number, the least of a largest number; None where no single rule's value is
    at stake. ``places`` are those that stand in the way of an access target, the largest first.
    """

    finding: Finding
    demands: tuple[Demand, ...]
    possible: float | None = None
    places: tuple[str, ...] = ()


def impossible(sheet: str, column: str, message: str, remedy: str, values: Mapping[str, Any]) -> Finding:
    """The finding of a contradiction; its templates are marked where they are written."""
    return Finding(Severity.ERROR, message, remedy, sheet, column, values=values)


def exceeds(demanded: float, possible: float) -> bool:
    """Whether more is demanded than is possible, by more than rounding."""
    return demanded > possible + TOLERANCE * max(1.0, abs(possible))


def at_most(value: float, decimals: int = 2, *, percent: bool = False) -> Text:
    """A limit to be read, rounded down: what is said to be possible is."""
    return _rounded(math.floor, value, decimals, percent=percent)


def at_least(value: float, decimals: int = 2, *, percent: bool = False) -> Text:
    """A need to be read, rounded up."""
    return _rounded(math.ceil, value, decimals, percent=percent)


def _rounded(function: Callable[[float], int], value: float, decimals: int, *, percent: bool) -> Text:
    factor = 10 ** (decimals + (2 if percent else 0))
    nearest = round(value * factor)
    is_noise = abs(value * factor - nearest) <= TOLERANCE * max(1.0, abs(nearest))
    return number_text((nearest if is_noise else function(value * factor)) / factor, percent=percent)


def smallest_excess(pieces: Iterable[tuple[Demand, float]], limit: float) -> list[Demand]:
    """As few of the demands as add up to more than the limit, the largest first; none where all together do not."""
    total, taken = 0.0, []
    for demand, amount in sorted(pieces, key=lambda piece: -piece[1]):
        total += amount
        taken.append(demand)
        if exceeds(total, limit):
            return taken
    return []
