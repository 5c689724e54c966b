"""Who can do what for whom: the index sets of cooperation and the look-ups between them, built once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from planning_model.entities import Link
from planning_model.names import Period, Resource, Service, Site, Type
from planning_model.plan import TASKS

if TYPE_CHECKING:
    from planning_model.sets import Context

WORK, SUPERVISION = TASKS

Remote = tuple[Site, Site, Type, Resource, Service, Period]
"""A site, its partner, the partner's type and resource, the part, and the period."""


class Partners:
    """What partners can do for sites, and what they can supervise there."""

    def __init__(self, context: Context) -> None:
        self.remotes = list(remotes(context))
        self.guides = list(guides(context))
        self.watched = list(watched(context))

    @cached_property
    def remotes_of(self) -> dict[tuple[Site, Service, Period], list[Remote]]:
        """By site, part and period: what can be done for the site."""
        found: dict[tuple[Site, Service, Period], list[Remote]] = defaultdict(list)
        for index in self.remotes:
            found[index[0], index[4], index[5]].append(index)
        return dict(found)

    @cached_property
    def guides_of(self) -> dict[tuple[Site, Resource, Service, Period], list[Remote]]:
        """By site, supervising resource, part and period: who can supervise there."""
        found: dict[tuple[Site, Resource, Service, Period], list[Remote]] = defaultdict(list)
        for index in self.guides:
            found[index[0], index[3], index[4], index[5]].append(index)
        return dict(found)

    @cached_property
    def given_by(self) -> dict[tuple[Site, Type, Resource, Period], list[tuple[str, Remote]]]:
        """By partner, its type and resource, and period: everything it can give, with the task."""
        found: dict[tuple[Site, Type, Resource, Period], list[tuple[str, Remote]]] = defaultdict(list)
        for task, indices in ((WORK, self.remotes), (SUPERVISION, self.guides)):
            for index in indices:
                found[index[1], index[2], index[3], index[5]].append((task, index))
        return dict(found)


def remotes(context: Context) -> Iterator[Remote]:
    """Parts that partners may do for a site."""
    for (site, part, period), callers in context.callers.items():
        if any(component.linked_share > 0 for _, component in callers):
            yield from _able_partners(context, site, part, period)


def guides(context: Context) -> Iterator[Remote]:
    """Supervision of part s from afar, where some type of the site lacks the supervisor."""
    for (site, part, period), rows in context.productions.items():
        if (site, part, period) in context.callers:
            missing = {row.supervised_by for kind, row in rows if needs_guide(context, kind, row.supervised_by)}
            for index in _able_partners(context, site, part, period):
                if index[3] in missing:
                    yield index


def watched(context: Context) -> Iterator[tuple[Site, Resource, Service, Period]]:
    """Sites where work on part s takes time of a supervisor r whom a type of theirs lacks."""
    for (site, part, period), rows in context.productions.items():
        if (site, part, period) in context.callers:
            taking_time = [(kind, row.supervised_by) for kind, row in rows if row.supervision > 0]
            lacking = [supervisor for kind, supervisor in taking_time if needs_guide(context, kind, supervisor)]
            # in the order of the workbook, not of a set: the same workbook gives the same rows
            yield from ((site, supervisor, part, period) for supervisor in dict.fromkeys(lacking) if supervisor)


def needs_guide(context: Context, kind: Type, supervisor: Resource | None) -> bool:
    """Whether the type lacks the resource that supervises."""
    return supervisor is not None and supervisor not in context.parameters.limits[kind]


def _able_partners(context: Context, site: Site, part: Service, period: Period) -> Iterator[Remote]:
    """Partners, in each of their types, with each resource that may do the part alone."""
    for link in links_of(context, site):
        for kind, row in context.productions.get((link.partner, part, period), []):
            if row.max_share >= 1 and row.supervised_by is None:
                yield site, link.partner, kind, row.resource, part, period


def links_of(context: Context, site: Site) -> list[Link]:
    """Who may work for the site."""
    return [link for link in context.parameters.links if link.site == site]
