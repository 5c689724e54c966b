r"""Longest: the travel time of the place that has the longest, where a goal asks for it.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``longest[t]``             minutes of the place and service with the most
:math:`m_{ij}`             minutes from place i to site j
:math:`\bar{m}`            minutes that unmet need counts
========================== =========================================================================

The minutes of a place are the mean over its own demand. Where the place may not be split (a single site, or the closest
with nothing unmet) that is the way that everybody there has. Where it may be split, one long way of a few weighs as
little as they are few: the single longest way of anybody would need a binary for every pair.
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Place, Service
from planning_model.sets import Context


def add_longest(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the longest minutes, if a goal measures them."""
    parameters = context.parameters
    if "longest_minutes" not in set(parameters.tables["Goals"]["measure"]):
        return
    unmet_minutes = parameters.settings.unmet_minutes
    model.longest = pyo.Var(parameters.periods, domain=pyo.NonNegativeReals)

    @model.Constraint(model.DEMANDS)
    def longest_bound(m: pyo.ConcreteModel, i: Place, s: Service, t: Period) -> Expr:
        r"""No place has longer ways than the longest.

        $$ \sum_j m_{ij}\, \mathrm{flow}_{ijst} + \bar{m}\, \mathrm{unmet}_{ist} \le \mathrm{longest}_t $$

        ∀ places i, services s, periods t with demand
        Unit: minutes
        Source: workbook, sheet Goals (measure longest_minutes), sheet Settings (minutes of unmet need)
        """
        driven = sum(minutes * m.flow[i, j, s, t] for j, minutes in context.sites_for.get((i, s, t), []))
        return driven + unmet_minutes * m.unmet[i, s, t] <= m.longest[t]
