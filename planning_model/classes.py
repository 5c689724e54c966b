"""Funding classes: sites whose pot rules are the same are paid for together.

Aggregation over a class is exact as long as the rules speak of eligibility and shares. A class is told apart by those
attributes, and those groups of places, only that some pot or rule mentions. A site that may take money by a rule that
excludes another pot is a class of its own: whether it takes it is a choice for the site as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from functools import cached_property
from typing import Any

from instances.complete import PLACE_GROUPS
from planning_model.entities import SiteData
from planning_model.names import Site, Type, records
from planning_model.parameters import Parameters
from planning_model.rules import STATE

ATTRIBUTES = ("type", "carrier", "origin", "legal_basis")
CATEGORIES = ("setup", "closing", "investment", "running", "staff", "recruiting")


@dataclass(frozen=True, order=True, repr=False)
class FundingClass:
    """The attributes of a class, the groups its sites lie in, and its site; empty where nothing tells them apart."""

    type: str = ""
    carrier: str = ""
    origin: str = ""
    legal_basis: str = ""
    area: str = ""
    district: str = ""
    rescue_area: str = ""
    care_region: str = ""
    labour_market: str = ""
    site: str = ""

    def __repr__(self) -> str:
        """As it stands in the names of variables: the attributes, and what else tells it apart."""
        values = astuple(self)
        return ",".join([*values[: len(ATTRIBUTES)], *filter(None, values[len(ATTRIBUTES) :])])

    def lies_in(self, grouping: str, group: str) -> bool:
        """Whether the sites of the class lie in the group."""
        return grouping == STATE or getattr(self, grouping) == group


@dataclass(frozen=True)
class Pot:
    """One pot: its region, the type that has to run there while it pays, and whether its money stays."""

    pot: str
    grouping: str
    group: str
    needs_type: str
    carry_over: bool


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
        self.parameters = parameters
        self.rows = list(enumerate(records(parameters.tables["PotRules"])))
        self.pots = {
            row.pot: Pot(row.pot, row.grouping, row.group, row.needs_type, row.carry_over)
            for row in records(parameters.tables["Pots"])
        }
        self._classes: dict[tuple[Site, Type], FundingClass] = {}

    @cached_property
    def _told_apart(self) -> tuple[bool, ...]:
        return tuple(any(getattr(row, attribute) for _, row in self.rows) for attribute in ATTRIBUTES)

    @cached_property
    def _groups_named(self) -> set[tuple[str, str]]:
        speakers = [*self.pots.values(), *(row for _, row in self.rows)]
        return {(speaker.grouping, speaker.group) for speaker in speakers}

    @cached_property
    def _ruled(self) -> set[str]:
        return {row.pot for _, row in self.rows}

    @cached_property
    def _on_their_own(self) -> set[Site]:
        """Sites that may take money by a rule that excludes another pot."""
        rows = [row for _, row in self.rows if row.excludes_pot]
        return {
            site.site
            for site in self.parameters.sites.values()
            if any(_fits(row, self._shared_class(site, kind)) for row in rows for kind in site.types)
        }

    def class_of(self, site: SiteData, kind: Type) -> FundingClass:
        """The class of a site while it runs as ``kind``."""
        if (site.site, kind) not in self._classes:
            shared = self._shared_class(site, kind)
            alone = site.site in self._on_their_own
            self._classes[site.site, kind] = replace(shared, site=site.site) if alone else shared
        return self._classes[site.site, kind]

    def class_of_pool(self, grouping: str, group: str) -> FundingClass:
        """The class of recruiting for a labour pool: it belongs to no site, but to the pool's group."""
        return FundingClass(**self._groups({grouping: group}))

    def largest_share(self, pot: str, category: str, funding_class: FundingClass) -> float:
        """The largest share the pot may pay; 0 outside its region and where no rule of the pot matches."""
        if not funding_class.lies_in(self.pots[pot].grouping, self.pots[pot].group):
            return 0.0
        if pot not in self._ruled:
            return 1.0
        return max((float(row.max_share) for _, row in self._of(pot, category, funding_class)), default=0.0)

    def free_share(self, pot: str, category: str, funding_class: FundingClass, other: str) -> float:
        """The largest share the pot may pay by rules that do not exclude the ``other`` pot."""
        rows = self._of(pot, category, funding_class)
        return max((float(row.max_share) for _, row in rows if row.excludes_pot != other), default=0.0)

    def smallest_share(self, pot: str, category: str, funding_class: FundingClass) -> float:
        """The share the pot has to pay at least."""
        if not self.largest_share(pot, category, funding_class):
            return 0.0
        return max((float(row.min_share) for _, row in self._of(pot, category, funding_class)), default=0.0)

    def exclusions(self, category: str, funding_class: FundingClass) -> set[tuple[str, str]]:
        """(pot, excluded pot) of the rules that concern this class and category."""
        rows = self._matching(category, funding_class)
        return {(row.pot, row.excludes_pot) for _, row in rows if row.excludes_pot}

    def matches(self, category: str, funding_class: FundingClass) -> list[Match]:
        """The matching rules that concern this class and category."""
        return [
            Match(number, row.pot, row.match_pot, row.match_share)
            for number, row in self._matching(category, funding_class)
            if row.match_pot
        ]

    def _shared_class(self, site: SiteData, kind: Type) -> FundingClass:
        values = (kind, site.carrier, site.origin(kind), site.legal_basis)
        told = (value if told else "" for value, told in zip(values, self._told_apart, strict=True))
        return FundingClass(*told, **self._groups(dict(site.groups)))

    def _groups(self, groups: dict[str, str]) -> dict[str, str]:
        """The groups that some pot or rule names."""
        return {name: groups[name] for name in PLACE_GROUPS if (name, groups.get(name)) in self._groups_named}

    def _of(self, pot: str, category: str, funding_class: FundingClass) -> Iterator[tuple[int, Any]]:
        return ((number, row) for number, row in self._matching(category, funding_class) if row.pot == pot)

    def _matching(self, category: str, funding_class: FundingClass) -> list[tuple[int, Any]]:
        return [
            (number, row) for number, row in self.rows if row.category in ("", category) and _fits(row, funding_class)
        ]


def _fits(row: Any, funding_class: FundingClass) -> bool:
    """Whether a rule speaks of the class."""
    if not funding_class.lies_in(row.grouping, row.group):
        return False
    return all(getattr(row, name) in ("", getattr(funding_class, name)) for name in ATTRIBUTES)
