r"""Workload: what is assigned to a site is worked there, within its capacity and the limits of delegation.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``work[j,k,r,s,t]``        what resource r produces of s at j while j runs as k
``remote``, ``guided``     what partners do and supervise for a site (see cooperation)
:math:`q_{s's}`            quantity of part s in service s'
:math:`d_{ist}`            demand, 1,000 equivalent residents
:math:`u_{krs}`            units of r that 1,000 equivalent residents of s take
:math:`\delta_{krs}`       largest share of r in the site's service (delegation)
:math:`\rho_{krs}`         supervision: work of the supervising resource per unit of delegated work
========================== =========================================================================

One capacity serves all services of its resource: a community health nurse's hours go to nursing and to delegated GP
work, counted once.
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from planning_model.constraints.cooperation import asked, for_partners, remote_work
from planning_model.entities import Production
from planning_model.names import Expr, Period, Resource, Service, Site, Type
from planning_model.sets import Context

Users = dict[tuple[Type, Resource], list[tuple[Resource, Service, float]]]


def add_workload(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the workload of every site, the capacity of every resource, and the limits of delegation."""
    parameters = context.parameters
    users = users_of_capacity(context)

    @model.Constraint(model.SERVED)
    def workload(m: pyo.ConcreteModel, j: Site, s: Service, t: Period) -> Expr:
        r"""What is assigned to a site is produced by its resources, or by its partners for it.

        $$ \sum_{s'} q_{s's} \sum_{i} d_{is't}\, \mathrm{flow}_{ijs't}
           = \sum_{k,r} \mathrm{work}_{jkrst} + \sum_{j',k,r} \mathrm{remote}_{jj'krst} $$

        ∀ sites j, parts s, periods t; s' are the services that s is a part of (a simple service is its own)
        Unit: 1,000 equivalent residents
        Source: definition
        """
        own = sum(m.work[j, k, p.resource, s, t] for k, p in context.productions[j, s, t])
        return asked(m, context, j, s, t) == own + remote_work(m, context, j, s, t)

    @model.Constraint(model.CAPACITIES)
    def capacity(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""Own work, supervision and work for partners stay within the capacity.

        $$ \sum_{s} u_{krs}\, \mathrm{work}_{jkrst}
           + \sum_{r',s} u_{krs}\, \rho_{kr's}\, \mathrm{work}_{jkr'st}
           + \sum_{j',s} u_{krs}\, (\mathrm{remote}_{j'jkrst} + \mathrm{guided}_{j'jkrst})
           \le \mathrm{modules}_{jkrt} $$

        ∀ sites j, types k, resources r of linear capacity, periods t; r' are the resources that r supervises
        Unit: units of the resource
        Source: workbook, sheet Production
        """
        terms = [] if r in parameters.pools else load(m, context, users, j, k, r, t)
        return sum(terms) <= m.modules[j, k, r, t] if terms else pyo.Constraint.Skip

    @model.Constraint(model.PRODUCTIONS)
    def delegation(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, s: Service, t: Period) -> Expr:
        r"""Delegated work is at most its share of the site's service.

        $$ \mathrm{work}_{jkrst} \le \delta_{krs}
           \Bigl( \sum_{r'} \mathrm{work}_{jkr'st} + \sum_{j',k',r'} \mathrm{remote}_{jj'k'r'st} \Bigr) $$

        ∀ sites j, types k, resources r with a largest share below 1, services s, periods t
        Unit: 1,000 equivalent residents
        Source: § 28(1) SGB V; workbook, sheet Production
        """
        rows = [p for kind, p in context.productions[j, s, t] if kind == k]
        share = next(p.max_share for p in rows if p.resource == r)
        if share >= 1:
            return pyo.Constraint.Skip
        served = sum(m.work[j, k, p.resource, s, t] for p in rows) + remote_work(m, context, j, s, t)
        return m.work[j, k, r, s, t] <= share * served


def load(m: pyo.ConcreteModel, context: Context, users: Users, j: Site, k: Type, r: Resource, t: Period) -> list[Expr]:
    """Own work, supervision and work for partners, in units of r that are busy with it; empty where there is none."""
    own = [
        factor * m.work[j, k, worker, s, t]
        for worker, s, factor in users[k, r]
        if (j, k, worker, s, t) in m.PRODUCTIONS
    ]
    return own + for_partners(m, context, j, k, r, t)


def users_of_capacity(context: Context) -> Users:
    """For each type and resource: who uses its capacity, as (worker, service, units per 1,000 eq. residents)."""
    users: Users = defaultdict(list)
    for kind, rows in context.parameters.production.items():
        has = context.parameters.limits[kind]
        by_key = {(row.resource, row.service): row for row in rows}
        for row in rows:
            users[kind, row.resource].append((row.resource, row.service, row.units_per_thousand))
            if row.supervised_by is not None and row.supervised_by in has and row.supervision > 0:
                own = by_key.get((row.supervised_by, row.service), row)
                users[kind, row.supervised_by].append(_supervised(row, own))
    return users


def _supervised(row: Production, own: Production) -> tuple[Resource, Service, float]:
    """Supervision by the type's own resource; where it has none, partners supervise (:mod:`cooperation`)."""
    return row.resource, row.service, row.supervision * own.units_per_thousand
