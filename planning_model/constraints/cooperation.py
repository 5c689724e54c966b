r"""Cooperation: sites that work for each other, so that one institution can answer for a whole treatment occasion.

==================================== =============================================================================
symbol                               meaning
==================================== =============================================================================
``link[j,k,j',t]``                   site j, running as k, has a contract with partner j'
``remote[j,j',k,r,s,t]``             what resource r of partner j' (of type k) does of part s for the patients of j
``guided[j,j',k,r,s,t]``             supervision by r of partner j', as work of its own
:math:`\lambda_{s's}`                largest share of part s in service s' that partners may do
:math:`q_{s's}, d_{ist}`             quantity of part s in service s', demand
:math:`\varphi_r`                    largest share of a resource that works for partners
:math:`b_{kr}, u_{krs}, \rho_{krs}`  largest amount of r, units of r per 1,000 equivalent residents, supervision
:math:`n_k`                          links that type k needs
==================================== =============================================================================

Telemedicine is the case of a simple service, part of itself. What a partner does is done by a resource that may do it
alone: delegated work is not handed on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyomo.environ as pyo

from planning_model.entities import Link
from planning_model.names import Expr, Period, Resource, Service, Site, Type
from planning_model.sets import Context

Remote = tuple[Site, Site, Type, Resource, Service, Period]


def add_cooperation(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds links, what is done and supervised over them, and their limits."""
    parameters = context.parameters
    model.LINKS = pyo.Set(
        dimen=4,
        initialize=[
            (link.site, kind, link.partner, period)
            for link in parameters.links
            for period in parameters.periods
            for kind in context.types_of.get((link.site, period), [])
            if context.types_of.get((link.partner, period))
        ],
    )
    model.link = pyo.Var(model.LINKS, domain=pyo.Binary)
    model.REMOTES = pyo.Set(dimen=6, initialize=list(_remotes(context)))
    model.remote = pyo.Var(model.REMOTES, domain=pyo.NonNegativeReals)
    model.GUIDES = pyo.Set(dimen=6, initialize=list(_guides(context)))
    model.guided = pyo.Var(model.GUIDES, domain=pyo.NonNegativeReals)
    _index_by_site(model)
    _add_contracts(model, context)
    _add_limits(model, context)
    _add_work_from_afar(model, context)


def asked(m: pyo.ConcreteModel, context: Context, j: Site, s: Service, t: Period) -> Expr:
    """What the people who come to j ask of part s, 1,000 equivalent residents."""
    demand = context.parameters.demand
    return sum(
        part.factor * demand[i, service, t] * m.flow[i, j, service, t]
        for service, part in context.callers[j, s, t]
        for i in context.places_for[j, service, t]
    )


def remote_work(m: pyo.ConcreteModel, j: Site, s: Service, t: Period) -> Expr:
    """What all partners do of part s for j."""
    return sum(m.remote[index] for index in m.remotes_of.get((j, s, t), []))


def for_partners(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, r: Resource, t: Period) -> list[Expr]:
    """Units of r that the partner j gives to all others, term by term."""
    units = {row.service: row.units_per_thousand for row in context.parameters.production[k] if row.resource == r}
    given = m.given_by.get((j, k, r, t), [])
    return [units[index[4]] * variable[index] for variable, index in given]


def _remotes(context: Context) -> Iterator[Remote]:
    for (site, part, period), callers in context.callers.items():
        if any(component.linked_share > 0 for _, component in callers):
            yield from _able_partners(context, site, part, period)


def _guides(context: Context) -> Iterator[Remote]:
    """Supervision of part s from afar, where some type of the site lacks the supervisor."""
    for (site, part, period), rows in context.productions.items():
        if (site, part, period) in context.callers:
            missing = {row.supervised_by for kind, row in rows if _needs_guide(context, kind, row.supervised_by)}
            for index in _able_partners(context, site, part, period):
                if index[3] in missing:
                    yield index


def _watched(context: Context) -> Iterator[tuple[Site, Resource, Service, Period]]:
    """Sites where work on part s takes time of a supervisor r whom a type of theirs lacks."""
    for (site, part, period), rows in context.productions.items():
        if (site, part, period) in context.callers:
            watched = [(kind, row.supervised_by) for kind, row in rows if row.supervision > 0]
            lacking = {supervisor for kind, supervisor in watched if _needs_guide(context, kind, supervisor)}
            yield from ((site, supervisor, part, period) for supervisor in lacking if supervisor is not None)


def _needs_guide(context: Context, kind: Type, supervisor: Resource | None) -> bool:
    return supervisor is not None and supervisor not in context.parameters.limits[kind]


def _able_partners(context: Context, site: Site, part: Service, period: Period) -> Iterator[Remote]:
    """Partners, in each of their types, with each resource that may do the part alone."""
    for link in _links_of(context, site):
        for kind, row in context.productions.get((link.partner, part, period), []):
            if row.max_share >= 1 and row.supervised_by is None:
                yield site, link.partner, kind, row.resource, part, period


def _links_of(context: Context, site: Site) -> list[Link]:
    return [link for link in context.parameters.links if link.site == site]


def _index_by_site(model: pyo.ConcreteModel) -> None:
    """Look-ups from a site to what is done for it, and to what it does for others."""
    model.remotes_of = defaultdict(list)
    model.guides_of = defaultdict(list)
    model.given_by = defaultdict(list)
    for index in model.REMOTES:
        site, partner, kind, resource, part, period = index
        model.remotes_of[site, part, period].append(index)
        model.given_by[partner, kind, resource, period].append((model.remote, index))
    for index in model.GUIDES:
        site, partner, kind, resource, part, period = index
        model.guides_of[site, resource, part, period].append(index)
        model.given_by[partner, kind, resource, period].append((model.guided, index))


def _add_contracts(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters

    @model.Constraint(model.LINKS)
    def link_open(m: pyo.ConcreteModel, j: Site, k: Type, partner: Site, t: Period) -> Expr:
        r"""Only a site that runs has a contract.

        $$ \mathrm{link}_{jkj't} \le \mathrm{open}_{jkt} $$

        ∀ links of sites j, types k, partners j', periods t
        Unit: links
        Source: definition
        """
        return m.link[j, k, partner, t] <= m.open[j, k, t]

    @model.Constraint(model.LINKS)
    def partner_open(m: pyo.ConcreteModel, j: Site, k: Type, partner: Site, t: Period) -> Expr:
        r"""Only a partner that runs has a contract.

        $$ \mathrm{link}_{jkj't} \le \sum_{k'} \mathrm{open}_{j'k't} $$

        ∀ links of sites j, types k, partners j', periods t
        Unit: links
        Source: definition
        """
        return m.link[j, k, partner, t] <= sum(m.open[partner, kind, t] for kind in context.types_of[partner, t])

    @model.Constraint(
        [index for index in model.OPENINGS if parameters.type_table[index[1]]["links_needed"] > 0],
    )
    def links_needed(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""A type that lives on cooperation has the links it needs.

        $$ \sum_{j'} \mathrm{link}_{jkj't} \ge n_k\, \mathrm{open}_{jkt} $$

        ∀ sites j, types k that need links, periods t
        Unit: links
        Source: workbook, sheet Types (links needed); BMC position on integrated primary care centres
        """
        links = [m.link[j, k, link.partner, t] for link in _links_of(context, j) if (j, k, link.partner, t) in m.LINKS]
        return sum(links) >= int(parameters.type_table[k]["links_needed"]) * m.open[j, k, t]


def _add_limits(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    pairs = sorted({(*index[:4], index[5]) for variable in (model.remote, model.guided) for index in variable})

    def most_for_partners(j: Site, k: Type, r: Resource) -> float:
        share = float(parameters.resource_table[r]["partner_share"])
        return share * parameters.largest(parameters.sites[j], k, r)

    @model.Constraint(pairs)
    def remote_linked(m: pyo.ConcreteModel, j: Site, partner: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""Nobody works for a site without a contract.

        $$ \sum_s u_{krs} (\mathrm{remote}_{jj'krst} + \mathrm{guided}_{jj'krst})
           \le \varphi_r\, b_{kr} \sum_{k'} \mathrm{link}_{jk'j't} $$

        ∀ links of sites j to partners j', their types k, resources r, periods t
        Unit: units of the resource
        Source: definition; the factor is the most that the partner may give
        """
        units = {row.service: row.units_per_thousand for row in parameters.production[k] if row.resource == r}
        given = sum(
            units[index[4]] * variable[index] for variable, index in m.given_by[partner, k, r, t] if index[0] == j
        )
        links = sum(m.link[j, kind, partner, t] for kind in context.types_of[j, t])
        return given <= most_for_partners(partner, k, r) * links

    @model.Constraint(sorted({index[1:] for index in pairs}))
    def partner_share(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""A partner keeps most of its time for its own patients.

        $$ \sum_{j',s} u_{krs} (\mathrm{remote}_{j'jkrst} + \mathrm{guided}_{j'jkrst})
           \le \varphi_r\, \mathrm{modules}_{jkrt} $$

        ∀ partners j, types k, resources r, periods t
        Unit: units of the resource
        Source: workbook, sheet Resources (share for partners)
        """
        share = float(parameters.resource_table[r]["partner_share"])
        return sum(for_partners(m, context, j, k, r, t)) <= share * m.modules[j, k, r, t]


def _add_work_from_afar(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters

    @model.Constraint(list(model.remotes_of))
    def linked_share(m: pyo.ConcreteModel, j: Site, s: Service, t: Period) -> Expr:
        r"""Partners do at most their share of a part.

        $$ \sum_{j',k,r} \mathrm{remote}_{jj'krst}
           \le \sum_{s'} \lambda_{s's}\, q_{s's} \sum_i d_{is't}\, \mathrm{flow}_{ijs't} $$

        ∀ sites j with links, parts s, periods t
        Unit: 1,000 equivalent residents
        Source: workbook, sheet Pathways (linked share)
        """
        handed_on = sum(
            part.linked_share * part.factor * parameters.demand[i, service, t] * m.flow[i, j, service, t]
            for service, part in context.callers[j, s, t]
            for i in context.places_for[j, service, t]
        )
        return remote_work(m, j, s, t) <= handed_on

    @model.Constraint(list(_watched(context)))
    def guided_work(m: pyo.ConcreteModel, j: Site, r: Resource, s: Service, t: Period) -> Expr:
        r"""Delegated work at a site without the supervising resource is supervised by partners.

        $$ \sum_{j',k} \mathrm{guided}_{jj'krst} = \sum_{k,r'} \rho_{kr's}\, \mathrm{work}_{jkr'st} $$

        ∀ sites j with types that lack the supervising resource r, parts s, periods t
        Unit: 1,000 equivalent residents
        Source: § 28(1) SGB V; workbook, sheet Production
        """
        given = [m.guided[index] for index in m.guides_of.get((j, r, s, t), [])]
        return sum(given) == sum(
            row.supervision * m.work[j, k, row.resource, s, t]
            for k, row in context.productions[j, s, t]
            if row.supervised_by == r and _needs_guide(context, k, r)
        )
