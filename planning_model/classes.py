"""Funding classes: sites whose pot rules are the same are paid for together.

Aggregation over a class is exact as long as the rules speak of eligibility and shares. A class is told apart by those
attributes only that some pot rule mentions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from planning_model.names import Type, records
from planning_model.parameters import Parameters, SiteData

ATTRIBUTES = ("type", "carrier", "origin", "legal_basis")
CATEGORIES = ("setup", "closing", "investment", "running", "staff", "recruiting")


class FundingClass(NamedTuple):
    """The attributes of a class; empty where no rule tells them apart."""

    type: str = ""
    carrier: str = ""
    origin: str = ""
    legal_basis: str = ""


@dataclass(frozen=True)
class Match:
    """For every € of ``pot`` in this class and category, ``partner`` pays at least ``share`` €."""

    number: int
    pot: str
    partner: str
    share: float


class PotRules:
    """Who may pay for what, up to which share."""

    def __init__(self, parameters: Parameters) -> None:
        self.rows = list(enumerate(records(parameters.tables["PotRules"])))
        self.pots = list(dict.fromkeys(parameters.tables["Pots"]["pot"]))

    @cached_property
    def _told_apart(self) -> tuple[bool, ...]:
        return tuple(any(getattr(row, attribute) for _, row in self.rows) for attribute in ATTRIBUTES)

    @cached_property
    def _ruled(self) -> set[str]:
        return {row.pot for _, row in self.rows}

    def class_of(self, site: SiteData, kind: Type) -> FundingClass:
        """The class of a site while it runs as ``kind``."""
        values = (kind, site.carrier, site.origin(kind), site.legal_basis)
        return FundingClass(*(value if told else "" for value, told in zip(values, self._told_apart, strict=True)))

    def largest_share(self, pot: str, category: str, funding_class: FundingClass) -> float:
        """The largest share the pot may pay; 0 where no rule of the pot matches."""
        if pot not in self._ruled:
            return 1.0
        rows = self._matching(category, funding_class)
        return max((float(row.max_share) for _, row in rows if row.pot == pot), default=0.0)

    def matches(self, category: str, funding_class: FundingClass) -> list[Match]:
        """The matching rules that concern this class and category."""
        return [
            Match(number, row.pot, row.match_pot, row.match_share)
            for number, row in self._matching(category, funding_class)
            if row.match_pot
        ]

    def _matching(self, category: str, funding_class: FundingClass) -> list[tuple[int, Any]]:
        wanted = {"category": category, **funding_class._asdict()}
        return [
            (number, row)
            for number, row in self.rows
            if all(getattr(row, name) in ("", value) for name, value in wanted.items())
        ]
