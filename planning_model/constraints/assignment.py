r"""Assignment: every place's demand goes to sites within reach, or is unmet.

========================== ===============================================================
symbol                     meaning
========================== ===============================================================
``flow[i,j,s,t]``          share of place i's demand for service s that goes to site j
``unmet[i,s,t]``           share not served
:math:`J_{ist}`            sites that can offer s within the widest limit that concerns s
========================== ===============================================================

The assignment is computed; patients choose their doctor freely.
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Place, Service
from planning_model.sets import Context


def add_assignment(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the balance of every place's demand."""

    @model.Constraint(model.DEMANDS)
    def demand_met(m: pyo.ConcreteModel, i: Place, s: Service, t: Period) -> Expr:
        r"""The whole demand of a place is assigned or unmet.

        $$ \sum_{j \in J_{ist}} \mathrm{flow}_{ijst} + \mathrm{unmet}_{ist} = 1 $$

        ∀ places i, services s, periods t with demand
        Unit: share of the place's demand
        Source: definition
        """
        sites = context.sites_for.get((i, s, t), [])
        return sum(m.flow[i, j, s, t] for j, _ in sites) + m.unmet[i, s, t] == 1
