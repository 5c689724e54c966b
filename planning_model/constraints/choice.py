r"""Choice: how much the plan may choose where the people of a place go.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``offers[j,s,t]``          site j really offers s
:math:`m_{ij}`             minutes from place i to site j
:math:`J_{ist}`            sites that can offer s within the widest limit that concerns s
========================== =========================================================================

Where a service asks for a single site, ``flow`` is 0 or 1 and needs no row: what is left of the place is all of it.
Places above a number of residents may be exempt from either rule.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Place, Service, Site
from planning_model.sets import Context


def add_choice(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the way to the closest site."""

    @model.Constraint(list(_choices(context)))
    def closest_first(m: pyo.ConcreteModel, i: Place, j: Site, s: Service, t: Period) -> Expr:
        r"""Nobody goes further than to the closest site that offers the service; equally close ones share.

        $$ \sum_{j' \in J_{ist}:\, m_{ij'} > m_{ij}} \mathrm{flow}_{ij'st} + \mathrm{offers}_{jst} \le 1 $$

        ∀ places i that are not exempt, sites j in reach with others further away, services s that go to the closest
        site, periods t
        Unit: share of the place's demand
        Source: workbook, sheet Services (assignment); Wagner and Falkson 1975
        """
        further = sum(m.flow[i, other, s, t] for other in _further(context, i, j, s, t))
        return further + m.offers[j, s, t] <= 1


def _choices(context: Context) -> Iterator[tuple[Place, Site, Service, Period]]:
    """(place, site, service, period) where the place must not pass by the site, but could."""
    for (i, s, t), sites in context.sites_for.items():
        if context.parameters.assignment(i, s, t) == "closest":
            farthest = max(minutes for _, minutes in sites)
            yield from ((i, j, s, t) for j, minutes in sites if minutes < farthest)


def _further(context: Context, i: Place, j: Site, s: Service, t: Period) -> list[Site]:
    sites = context.sites_for[i, s, t]
    here = dict(sites)[j]
    return [other for other, minutes in sites if minutes > here]
