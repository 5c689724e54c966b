r"""Composition: what a site of a type must have and may have.

========================== ==================================================================
symbol                     meaning
========================== ==================================================================
:math:`a_{jkr}, b_{jkr}`   smallest and largest amount of resource r at j in type k: the type's, or what is said of
                           the site; of a pooled resource, no less than the first size on the menu
========================== ==================================================================

A minimum above 0 makes a resource obligatory. At sites of today neither retirements nor rounding force anyone out: the
minimum falls with what still stands, and what stands today is never above the maximum.
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.constraints.pooling import has_stood, menu_of
from planning_model.names import Expr, Period, Resource, Site, Type
from planning_model.sets import Context


def add_composition(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the smallest and largest amount of every resource at an open site."""
    parameters = context.parameters

    @model.Constraint(model.CAPACITIES)
    def at_least(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""An open site has at least the minimum.

        $$ \mathrm{modules}_{jkrt} \ge a_{jkr}\, \mathrm{open}_{jkt} $$

        ∀ sites j, types k, resources r with a minimum, periods t
        Unit: units of the resource
        Source: workbook, sheets TypeResources and SiteLimits
        """
        smallest = _smallest(context, j, k, r, t)
        return m.modules[j, k, r, t] >= smallest * m.open[j, k, t] if smallest > 0 else pyo.Constraint.Skip

    @model.Constraint(model.CAPACITIES)
    def at_most(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""A site has at most the maximum, and nothing of a type it does not run as.

        $$ \mathrm{modules}_{jkrt} \le b_{jkr}\, \mathrm{open}_{jkt} $$

        ∀ sites j, types k, resources r, periods t
        Unit: units of the resource
        Source: workbook, sheets TypeResources and SiteLimits
        """
        return m.modules[j, k, r, t] <= parameters.largest(parameters.sites[j], k, r) * m.open[j, k, t]


def _smallest(context: Context, site: Site, kind: Type, resource: Resource, period: Period) -> float:
    """The minimum; what is built of a pooled resource has a size of the menu, and no less than the first will do."""
    smallest = context.parameters.smallest(context.parameters.sites[site], kind, resource, period)
    if smallest == 0 or resource not in context.parameters.pools or has_stood(context, site, resource):
        return smallest
    return max([smallest, *menu_of(context, site, kind, resource, period)[:1]])
