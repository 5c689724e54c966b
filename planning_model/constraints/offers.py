r"""Offers: which site really offers a service, where a rule on reach or the assignment to the closest site asks.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``offers[j,s,t]``          site j really offers s: open, with modules that produce it
``stocked[j,r,t]``         site j has enough of r for an offer; only where one plan is for several futures
:math:`\eta_{jkr}`         least amount of r that counts as an offer (a step, or what stands if less)
:math:`b_{jkr}`            largest amount of r at j
========================== =========================================================================

What is added comes in whole steps, so that amounts of several resources may be summed up. Where some of it may stand
idle, a bit of each would pass for an offer, and every resource has to be enough by itself.
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.constraints.access import KINDS_OF_OFFERS
from planning_model.names import Expr, Period, Resource, Service, Site
from planning_model.sets import Context


def add_offers(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds what sites offer, for the services that somebody asks about."""
    of_reach = {scoped.service for scoped in context.rules.values() if scoped.kind in KINDS_OF_OFFERS}
    of_closest = {s for i, s, t in model.DEMANDS if context.parameters.assignment(i, s, t) == "closest"}
    asked = of_reach | of_closest
    model.OFFERS = pyo.Set(dimen=3, initialize=[index for index in offerings(context) if index[1] in asked])
    model.offers = pyo.Var(model.OFFERS, domain=pyo.Binary)
    if context.may_stand_idle:
        _add_stocked(model, context, of_reach)

    @model.Constraint(
        [(j, s, part, t) for j, s, t in model.OFFERS if s in of_reach for part in context.parameters.parts_on_site(s)]
    )
    def offers_with_modules(m: pyo.ConcreteModel, j: Site, s: Service, part: Service, t: Period) -> Expr:
        r"""A site offers a service only with capacity that produces it, all parts of it that partners cannot do alone.

        $$ \mathrm{offers}_{jst} \le \sum_{k,r} \mathrm{modules}_{jkrt} / \eta_{jkr} $$

        with :math:`\sum_r \mathrm{stocked}_{jrt}` on the right where one plan is for several futures.

        ∀ sites j, services s of a rule on reach or backup, parts of s (r produces the part in k), periods t
        Unit: sites
        Source: planning-rules finding: capacity binds, not the nearest sign on a door
        """
        if context.may_stand_idle:
            return m.offers[j, s, t] <= sum(m.stocked[j, r, t] for r in _makers(context, (j, part, t)))
        return m.offers[j, s, t] <= sum(
            m.modules[j, k, p.resource, t] / least_offer(context, j, p.resource, t)
            for k, p in context.productions[j, part, t]
        )

    @model.Constraint(
        [(*index, r) for index in model.OFFERS if index[1] in of_closest for r in _makers(context, index)]
    )
    def offers_what_it_has(m: pyo.ConcreteModel, j: Site, s: Service, t: Period, r: Resource) -> Expr:
        r"""A site with capacity that produces a service offers it, whether the plan likes it or not.

        $$ \sum_k \mathrm{modules}_{jkrt} \le \max_k b_{jkr}\, \mathrm{offers}_{jst} $$

        ∀ sites j, services s that go to the closest site, periods t, resources r that produce s at j
        Unit: units of the resource
        Source: definition of an offer; without this row nobody would have to go to the closest site
        """
        kinds = [k for k, p in context.productions[j, s, t] if p.resource == r]
        most = max(context.parameters.largest(context.parameters.sites[j], k, r) for k in kinds)
        return sum(m.modules[j, k, r, t] for k in kinds) <= most * m.offers[j, s, t]


def _add_stocked(model: pyo.ConcreteModel, context: Context, services: set[Service]) -> None:
    parts = [(j, part, t) for j, s, t in model.OFFERS if s in services for part in context.parameters.parts_on_site(s)]
    stocked = dict.fromkeys((j, r, t) for j, part, t in parts for r in _makers(context, (j, part, t)))
    model.stocked = pyo.Var(list(stocked), domain=pyo.Binary)

    @model.Constraint(list(stocked))
    def stocked_with_modules(m: pyo.ConcreteModel, j: Site, r: Resource, t: Period) -> Expr:
        r"""A resource that makes an offer is there in the least amount that counts as one.

        $$ \eta_{jkr}\, \mathrm{stocked}_{jrt} \le \sum_k \mathrm{modules}_{jkrt} $$

        ∀ sites j, resources r that produce a part of a service of a rule on reach or backup, periods t, where one plan
        is for several futures
        Unit: units of the resource
        Source: definition of an offer
        """
        there = sum(m.modules[j, k, r, t] for k in context.types_of[j, t] if (j, k, r, t) in m.CAPACITIES)
        return least_offer(context, j, r, t) * m.stocked[j, r, t] <= there


def _makers(context: Context, index: tuple[Site, Service, Period]) -> list[Resource]:
    """The resources that produce the service at the site."""
    return list(dict.fromkeys(production.resource for _, production in context.productions[index]))


def offerings(context: Context) -> list[tuple[Site, Service, Period]]:
    """(j, s, t) of every site that could offer the service: all parts of it that partners cannot do alone."""
    return [
        (site, service, period)
        for site, period in context.types_of
        for service in context.parameters.services
        if all((site, part, period) in context.productions for part in context.parameters.parts_on_site(service))
    ]


def least_offer(context: Context, site: Site, resource: Resource, period: Period) -> float:
    """Units of the resource that count as an offer: a step, or what stands if that is less."""
    parameters = context.parameters
    step = float(parameters.resource_table[resource]["step"])
    standing = parameters.standing(site, resource, period)
    return min(step, standing) if standing > 0 else step
