"""The index sets, sparse and built once: only members that can matter exist.

======================= ======================================================================
``OPENINGS``            (j, k, t): site j may run as type k in period t
``CAPACITIES``          (j, k, r, t): and type k has resource r
``STANDING``            (j, k, r, t): and units of r still stand at j
``PRODUCTIONS``         (j, k, r, s, t): and r works on part s in type k
``FLOWS``               (i, j, s, t): demand of place i for s can go to j
``DEMANDS``             (i, s, t): place i needs service s
``SERVED``              (j, s, t): part s can be asked of site j, since somebody can come
======================= ======================================================================

A service consists of parts (:class:`Component`); a simple service has one part, itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

import pyomo.environ as pyo

from planning_model.entities import Component, Production
from planning_model.names import Period, Place, Resource, Service, Site, Type, records
from planning_model.parameters import Parameters
from planning_model.partners import Partners
from planning_model.rules import Groups, ScopedRule, scoped_rules


@dataclass(frozen=True)
class Context:
    """What every constraint family reads: parameters, scoped rules and the look-ups between the sets."""

    parameters: Parameters
    groups: Groups
    rules: dict[tuple[str, str], ScopedRule]
    types_of: dict[tuple[Site, Period], list[Type]] = field(default_factory=lambda: defaultdict(list))
    capacities_of: dict[tuple[Site, Period], list[tuple[Type, Resource]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    productions: dict[tuple[Site, Service, Period], list[tuple[Type, Production]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    sites_for: dict[tuple[Place, Service, Period], list[tuple[Site, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    places_for: dict[tuple[Site, Service, Period], list[Place]] = field(default_factory=lambda: defaultdict(list))
    callers: dict[tuple[Site, Service, Period], list[tuple[Service, Component]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Who asks for a part at a site: the services that people come for."""
    may_stand_idle: bool = False
    """Whether added capacity may stand idle: where one plan is for several futures, staff may be short in some."""

    @cached_property
    def partners(self) -> Partners:
        """Who can do what for whom."""
        return Partners(self)

    def rules_of(self, *kinds: str) -> list[tuple[str, str, Period]]:
        """(rule, group, period) of every scoped rule of these kinds."""
        return [
            (rule, group, period)
            for (rule, group), scoped in self.rules.items()
            if scoped.kind in kinds
            for period in self.parameters.periods
        ]


def context_of(parameters: Parameters, *, may_stand_idle: bool = False) -> Context:
    """The look-ups of an instance."""
    groups = Groups(parameters)
    context = Context(parameters, groups, scoped_rules(parameters, groups), may_stand_idle=may_stand_idle)
    for site in parameters.sites.values():
        for period in parameters.periods:
            for kind in site.types:
                if parameters.may_run(site, kind, period):
                    _add_type(context, site.site, kind, period)
    _add_pairs(context)
    return context


def _add_type(context: Context, site: Site, kind: Type, period: Period) -> None:
    context.types_of[site, period].append(kind)
    for resource in context.parameters.limits.get(kind, {}):
        context.capacities_of[site, period].append((kind, resource))
    for production in context.parameters.production[kind]:
        if _is_supervised(context.parameters, site, kind, production):
            context.productions[site, production.service, period].append((kind, production))


def _is_supervised(parameters: Parameters, site: Site, kind: Type, production: Production) -> bool:
    """Delegated work needs its supervisor in the same type, or at a partner; without one it cannot be done there."""
    supervisor = production.supervised_by
    return supervisor is None or any(
        supervisor in parameters.limits.get(able, {}) for able in (kind, *parameters.types_of_partners(site))
    )


def _add_pairs(context: Context) -> None:
    demand, pairs = context.parameters.demand, context.parameters.pairs
    leads = {
        (site, service, period)
        for site, period in context.types_of
        for service in context.parameters.services
        if _can_lead(context, site, service, period)
    }
    for row in records(pairs[["place", "site", "service", "minutes"]]):
        for period in context.parameters.periods:
            if (row.place, row.service, period) in demand and (row.site, row.service, period) in leads:
                context.sites_for[row.place, row.service, period].append((row.site, row.minutes))
                context.places_for[row.site, row.service, period].append(row.place)
    for site, service, period in context.places_for:
        for component in context.parameters.parts[service]:
            context.callers[site, component.part, period].append((service, component))


def _can_lead(context: Context, site: Site, service: Service, period: Period) -> bool:
    """Whether some type of the site can answer for the service: work on its parts, or have them done by partners."""
    has_partners = bool(context.parameters.types_of_partners(site))
    return any(
        all(
            any(able == kind for able, _ in context.productions.get((site, component.part, period), []))
            or (has_partners and component.linked_share >= 1)
            for component in context.parameters.parts[service]
        )
        for kind in context.types_of[site, period]
    )


def add_sets(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds every index set; see the module's table."""
    parameters = context.parameters
    openings = [(site, kind, period) for (site, period), kinds in context.types_of.items() for kind in kinds]
    capacities = [
        (site, kind, resource, period)
        for (site, period), pairs in context.capacities_of.items()
        for kind, resource in pairs
    ]
    model.T = pyo.Set(initialize=parameters.periods, ordered=True)
    model.OPENINGS = pyo.Set(dimen=3, initialize=openings)
    model.CAPACITIES = pyo.Set(dimen=4, initialize=capacities)
    model.STANDING = pyo.Set(
        dimen=4,
        initialize=[index for index in capacities if parameters.standing(index[0], index[2], index[3]) > 0],
    )
    model.PRODUCTIONS = pyo.Set(
        dimen=5,
        initialize=[
            (site, kind, production.resource, service, period)
            for (site, service, period), rows in context.productions.items()
            if (site, service, period) in context.callers
            for kind, production in rows
        ],
    )
    model.SERVED = pyo.Set(dimen=3, initialize=list(context.callers))
    model.DEMANDS = pyo.Set(dimen=3, initialize=list(parameters.demand))
    model.FLOWS = pyo.Set(
        dimen=4,
        initialize=[
            (place, site, service, period)
            for (place, service, period), sites in context.sites_for.items()
            for site, _ in sites
        ],
    )
