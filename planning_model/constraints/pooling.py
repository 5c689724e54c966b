r"""Pooled capacity: beds and bays that stand in for each other, so that a large unit takes more of each.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``size[j,k,r,n,t]``        the unit of resource r at site j has n units (beds, bays)
``spare[j,k,r,t]``         units of today beyond the size, such as fractions after retirements
:math:`L_{jkrt}`           work and supervision of r in units that are always busy, see ``capacity``
:math:`\pi_r`              peak factor: load of the planned peak over the mean one
:math:`A_r(n)`             largest offered load (Erlang) that n units take at the target
:math:`N_{jkrt}`           sizes on the menu
========================== =========================================================================

The load is the offered one, :math:`\pi_r L_{jkrt}` Erlang: mean number of units that would be busy in the planned peak
if there were always one free. :math:`A_r(n)` is the load at which Erlang's formula gives just the target: 25 beds that
may turn away 5 % take 19.99 Erlang, of which 18.99 are carried. A plan counts as served what it sends to a unit; the
part that is turned away or waits, at most the target, is reported for every site.

What is built has one of the sizes. What stands today may have any: rounding and retirements force nobody out, so a site
where something stood may hold units beyond its size (``spare``), which then take no load.
"""

from __future__ import annotations

import math

import pyomo.environ as pyo

from instances.complete import TODAY
from planning_model.constraints.workload import load, users_of_capacity
from planning_model.names import Expr, Period, Resource, Site, Type
from planning_model.sets import Context


def add_pooling(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the sizes of pooled resources, and what a unit of each size takes."""
    parameters = context.parameters
    pools = parameters.pools
    users = users_of_capacity(context)
    menus = {index: menu_of(context, *index) for index in model.CAPACITIES if index[2] in pools}
    model.POOLED = pyo.Set(dimen=4, initialize=list(menus))
    model.SIZES = pyo.Set(dimen=5, initialize=[(j, k, r, n, t) for (j, k, r, t), menu in menus.items() for n in menu])
    model.size = pyo.Var(model.SIZES, domain=pyo.Binary)
    model.SPARES = pyo.Set(dimen=4, initialize=[index for index in menus if has_stood(context, index[0], index[2])])
    model.spare = pyo.Var(model.SPARES, domain=pyo.NonNegativeReals)

    @model.Constraint(model.POOLED)
    def one_size(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""A unit has one size, and none at a site that does not run as the type.

        $$ \sum_{n \in N_{jkrt}} \mathrm{size}_{jkrnt} \le \mathrm{open}_{jkt} $$

        with = where the type must have the resource and nothing stands today, nor may stand idle: then there is no
        other way to have any.

        ∀ sites j, types k, pooled resources r, periods t
        Unit: units of beds or bays
        Source: definition
        """
        sizes = [m.size[j, k, r, n, t] for n in menus[j, k, r, t]]
        if not sizes:
            return pyo.Constraint.Skip
        needed = parameters.smallest(parameters.sites[j], k, r, t) > 0 and not has_stood(context, j, r)
        must = needed and not context.may_stand_idle
        return sum(sizes) == m.open[j, k, t] if must else sum(sizes) <= m.open[j, k, t]

    @model.Constraint(model.POOLED)
    def size_of_unit(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""The capacity is a size of the menu; where something stands today, what is beyond the size is spare.

        $$ \mathrm{modules}_{jkrt} = \sum_{n \in N_{jkrt}} n\, \mathrm{size}_{jkrnt} + \mathrm{spare}_{jkrt} $$

        ∀ sites j, types k, pooled resources r, periods t; spare only where something stands today
        Unit: units of the resource
        Source: workbook, sheet Sizes
        """
        spare = m.spare[j, k, r, t] if (j, k, r, t) in m.SPARES else 0
        return m.modules[j, k, r, t] == sum(n * m.size[j, k, r, n, t] for n in menus[j, k, r, t]) + spare

    @model.Constraint(model.POOLED)
    def pool_load(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""The load of the planned peak is no more than a unit of this size takes at the target.

        $$ \pi_r\, L_{jkrt} \le \sum_{n \in N_{jkrt}} A_r(n)\, \mathrm{size}_{jkrnt} $$

        ∀ sites j, types k, pooled resources r, periods t
        Unit: Erlang
        Source: Erlang's B and C formula; workbook, sheet Resources (target, peak factor)
        """
        terms = load(m, context, users, j, k, r, t)
        if not terms:
            return pyo.Constraint.Skip
        pool = pools[r]
        return pool.peak_factor * sum(terms) <= sum(pool.takes(n) * m.size[j, k, r, n, t] for n in menus[j, k, r, t])


def menu_of(context: Context, site: Site, kind: Type, resource: Resource, period: Period) -> list[int]:
    """The sizes that a unit of a pooled resource may have, in ascending order."""
    parameters = context.parameters
    data, stood = parameters.sites[site], has_stood(context, site, resource)
    lasting = parameters.lasting(site, resource, period)
    if data.exists and kind == data.present:
        smallest = float(math.floor(lasting))  # all that has lasted stays
    else:
        smallest = 0.0 if stood else parameters.smallest(data, kind, resource, period)
    largest = parameters.largest(data, kind, resource)
    return parameters.pools[resource].menu(smallest, largest, lasting, stood=stood)


def has_stood(context: Context, site: Site, resource: Resource) -> bool:
    """Whether the site has something of the resource today, or is to have without the plan."""
    parameters = context.parameters
    return any(parameters.standing(site, resource, moment) > 0 for moment in (TODAY, *parameters.periods))
