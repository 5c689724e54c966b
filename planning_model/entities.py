"""What the parameters of the model are made of: sites, what they produce, and who works for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from planning_model.names import Resource, Service, Site, Type


@dataclass(frozen=True)
class Production:
    """How one resource produces one service in one type.

    ``units_per_thousand``: units of the resource that a thousand equivalent residents of the service take;
    ``max_share``: largest share of the resource in a site's service; ``supervision``: work of ``supervised_by`` for
    each unit.
    """

    resource: Resource
    service: Service
    units_per_thousand: float
    max_share: float
    supervision: float
    supervised_by: Resource | None


class Host(NamedTuple):
    """Another site that may carry one, while it runs as the type."""

    site: Site
    type: Type
    same_house: bool


@dataclass(frozen=True)
class Component:
    """A part that a service consists of; a simple service has one, itself.

    ``factor``: thousand equivalent residents of the part per thousand equivalent residents of the service;
    ``linked_share``: largest share of it that linked sites may do.
    """

    part: Service
    factor: float
    linked_share: float


@dataclass(frozen=True)
class Link:
    """``partner`` may work for ``site``; ``yearly_cost`` in EUR while the link is used."""

    site: Site
    partner: Site
    yearly_cost: float


@dataclass(frozen=True)
class SiteData:
    """One site: what it is today and what the plan may do with it."""

    site: Site
    status: str
    types: tuple[Type, ...]
    present: Type | None
    outside: bool
    may_close: bool
    may_convert: bool
    carrier: str
    legal_basis: str
    earliest_year: float
    extra_setup_cost: float
    groups: Mapping[str, str]

    @property
    def exists(self) -> bool:
        """Whether the site stands today."""
        return self.status == "existing"

    def origin(self, kind: Type) -> str:
        """``existing`` where the site goes on as what it is, ``new`` otherwise."""
        return "existing" if self.exists and kind == self.present else "new"
