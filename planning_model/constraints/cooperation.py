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

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Resource, Service, Site, Type
from planning_model.partners import WORK, links_of, needs_guide
from planning_model.sets import Context


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
    model.REMOTES = pyo.Set(dimen=6, initialize=context.partners.remotes)
    model.remote = pyo.Var(model.REMOTES, domain=pyo.NonNegativeReals)
    model.GUIDES = pyo.Set(dimen=6, initialize=context.partners.guides)
    model.guided = pyo.Var(model.GUIDES, domain=pyo.NonNegativeReals)
    _add_contracts(model, context)
    _add_limits(model, context)
    _add_work_from_afar(model, context)


def asked(m: pyo.ConcreteModel, context: Context, j: Site, s: Service, t: Period, *, of_partners: bool = False) -> Expr:
    """What the people who come to j ask of part s, 1,000 equivalent residents; or how much of it partners may do."""
    demand = context.parameters.demand
    return sum(
        (part.linked_share if of_partners else 1.0) * part.factor * demand[i, service, t] * m.flow[i, j, service, t]
        for service, part in context.callers[j, s, t]
        for i in context.places_for[j, service, t]
    )


def remote_work(m: pyo.ConcreteModel, context: Context, j: Site, s: Service, t: Period) -> Expr:
    """What all partners do of part s for j."""
    return sum(m.remote[index] for index in context.partners.remotes_of.get((j, s, t), []))


def for_partners(
    m: pyo.ConcreteModel, context: Context, j: Site, k: Type, r: Resource, t: Period, only: Site | None = None
) -> list[Expr]:
    """Units of r that the partner j gives to others, term by term: to all, or to one only."""
    units = {row.service: row.units_per_thousand for row in context.parameters.production[k] if row.resource == r}
    return [
        units[index[4]] * (m.remote if task == WORK else m.guided)[index]
        for task, index in context.partners.given_by.get((j, k, r, t), [])
        if only in (None, index[0])
    ]


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
        links = [m.link[j, k, link.partner, t] for link in links_of(context, j) if (j, k, link.partner, t) in m.LINKS]
        return sum(links) >= int(parameters.type_table[k]["links_needed"]) * m.open[j, k, t]


def _add_limits(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    pairs = sorted({(*index[:4], index[5]) for index in (*context.partners.remotes, *context.partners.guides)})

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
        given = sum(for_partners(m, context, partner, k, r, t, only=j))
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
    @model.Constraint(list(context.partners.remotes_of))
    def linked_share(m: pyo.ConcreteModel, j: Site, s: Service, t: Period) -> Expr:
        r"""Partners do at most their share of a part.

        $$ \sum_{j',k,r} \mathrm{remote}_{jj'krst}
           \le \sum_{s'} \lambda_{s's}\, q_{s's} \sum_i d_{is't}\, \mathrm{flow}_{ijs't} $$

        ∀ sites j with links, parts s, periods t
        Unit: 1,000 equivalent residents
        Source: workbook, sheet Pathways (linked share)
        """
        return remote_work(m, context, j, s, t) <= asked(m, context, j, s, t, of_partners=True)

    @model.Constraint(context.partners.watched)
    def guided_work(m: pyo.ConcreteModel, j: Site, r: Resource, s: Service, t: Period) -> Expr:
        r"""Delegated work at a site without the supervising resource is supervised by partners.

        $$ \sum_{j',k} \mathrm{guided}_{jj'krst} = \sum_{k,r'} \rho_{kr's}\, \mathrm{work}_{jkr'st} $$

        ∀ sites j with types that lack the supervising resource r, parts s, periods t
        Unit: 1,000 equivalent residents
        Source: § 28(1) SGB V; workbook, sheet Production
        """
        given = [m.guided[index] for index in context.partners.guides_of.get((j, r, s, t), [])]
        return sum(given) == sum(
            row.supervision * m.work[j, k, row.resource, s, t]
            for k, row in context.productions[j, s, t]
            if row.supervised_by == r and needs_guide(context, k, r)
        )
