r"""Composition: what a site of a type must have and may have.

========================== ==================================================================
symbol                     meaning
========================== ==================================================================
:math:`a_{jkr}, b_{jkr}`   smallest and largest amount of resource r at j in type k: the type's, or what is said of
                           the site
========================== ==================================================================

A minimum above 0 makes a resource obligatory. At sites of today neither retirements nor rounding force anyone out: the
minimum falls with what still stands, and what stands today is never above the maximum. Where one plan is for several
futures, both hold for what the site has, and not for what is staffed: less may be staffed than the minimum.
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.constraints.capacity import idle
from planning_model.names import Expr, Period, Resource, Site, Type
from planning_model.sets import Context


def add_composition(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the smallest and largest amount of every resource at an open site."""
    parameters = context.parameters

    @model.Constraint(model.CAPACITIES)
    def at_least(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""An open site has at least the minimum.

        $$ \mathrm{modules}_{jkrt} + \mathrm{idle}_{jkrt} \ge a_{jkr}\, \mathrm{open}_{jkt} $$

        ∀ sites j, types k, resources r with a minimum, periods t
        Unit: units of the resource
        Source: workbook, sheets TypeResources and SiteLimits
        """
        smallest = parameters.smallest(parameters.sites[j], k, r, t)
        if smallest <= 0:
            return pyo.Constraint.Skip
        return m.modules[j, k, r, t] + idle(m, context, j, k, r, t) >= smallest * m.open[j, k, t]

    @model.Constraint(model.CAPACITIES)
    def at_most(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""A site has at most the maximum, and nothing of a type it does not run as.

        $$ \mathrm{modules}_{jkrt} + \mathrm{idle}_{jkrt} \le b_{jkr}\, \mathrm{open}_{jkt} $$

        ∀ sites j, types k, resources r, periods t
        Unit: units of the resource
        Source: workbook, sheets TypeResources and SiteLimits
        """
        largest = parameters.largest(parameters.sites[j], k, r)
        return m.modules[j, k, r, t] + idle(m, context, j, k, r, t) <= largest * m.open[j, k, t]
