"""Planning rules expanded: one row of the workbook may speak of every group of a grouping for itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from instances.complete import PLACE_GROUPS
from planning_model.names import Place, Resource, Service, Site, Type, records
from planning_model.parameters import Parameters

STATE = "state"


@dataclass(frozen=True)
class ScopedRule:
    """One rule in one group; ``group`` is empty for the whole state.

    ``value`` is the share or number asked for (NaN for kinds without one), ``words`` what the parameter lists;
    ``weight`` counts equivalent residents per missing unit.
    """

    rule: str
    kind: str
    grouping: str
    group: str
    places: tuple[Place, ...]
    sites: tuple[Site, ...]
    service: Service
    type: Type | None
    minutes: float
    value: float
    hard: bool
    weight: float
    resource: Resource | None
    words: tuple[str, ...]


class Groups:
    """Which places and sites belong to each group of each grouping."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters

    @cached_property
    def _places(self) -> dict[tuple[str, str], list[Place]]:
        table = self.parameters.tables["Places"]
        members: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for grouping in PLACE_GROUPS:
            for place, group in zip(table["place"], table[grouping], strict=True):
                if group:
                    members[grouping, group].append(place)
        members[STATE, ""] = list(table.loc[~table["outside"], "place"])
        return members

    @cached_property
    def _sites(self) -> dict[tuple[str, str], list[Site]]:
        members: dict[tuple[str, str], list[Site]] = defaultdict(list)
        for site in self.parameters.sites.values():
            if not site.outside:
                members[STATE, ""].append(site.site)
            for grouping, group in site.groups.items():
                members[grouping, group].append(site.site)
        return members

    def places(self, grouping: str, group: str) -> tuple[Place, ...]:
        """Members of the group, in the order of the places sheet."""
        return tuple(self._places.get((grouping, group), ()))

    def sites(self, grouping: str, group: str) -> tuple[Site, ...]:
        """Sites whose place belongs to the group."""
        return tuple(self._sites.get((grouping, group), ()))

    def named(self, grouping: str, group: str) -> list[str]:
        """The group itself, or every group with residents where none is named."""
        if grouping == STATE or group:
            return [group]
        residents = self.parameters.residents[self.parameters.periods[0]]
        return [
            member
            for (kind, member), places in self._places.items()
            if kind == grouping and any(residents[place] > 0 for place in places)
        ]


def scoped_rules(parameters: Parameters, groups: Groups) -> dict[tuple[str, str], ScopedRule]:
    """Every rule in every group it speaks of, by (rule, group)."""
    scoped = {}
    for row in records(parameters.tables["Rules"]):
        for group in groups.named(row.grouping, row.group):
            scoped[row.rule, group] = ScopedRule(
                rule=row.rule,
                kind=row.kind,
                grouping=row.grouping,
                group=group,
                places=groups.places(row.grouping, group),
                sites=groups.sites(row.grouping, group),
                service=Service(row.service),
                type=Type(row.type) if row.type else None,
                minutes=row.minutes,
                value=row.value,
                hard=row.strictness == "hard",
                weight=row.weight,
                resource=Resource(row.resource) if row.resource else None,
                words=row.words,
            )
    return scoped
