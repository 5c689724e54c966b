"""The decisions, with their bounds; names are those of the formulation.

=================================== ================================================= ===================
variable                            meaning                                           unit
=================================== ================================================= ===================
``open[j,k,t]``                     site j runs as type k                             0/1
``start[j,k,t]``                    j begins to run as k (later periods)              0…1
``kept[j,k,r,t]``                   capacity of today that stays                      resource units
``added[j,k,r,t]``                  steps of capacity added in t                      whole steps
``modules[j,k,r,t]``                capacity                                          resource units
``flow[i,j,s,t]``                   share of i's demand for s that goes to j; 0 or 1  0…1
                                    where it may not be split
``unmet[i,s,t]``                    share not served                                  0…1
``work[j,k,r,s,t]``                 what r produces at j                              1,000 eq. residents
=================================== ================================================= ===================

The variables of access, staffing and funding stand beside their constraints: each of those families owns its whole
slice.
"""

from __future__ import annotations

import math

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Place, Resource, Service, Site, Type
from planning_model.sets import Context

# A maximum that is a whole number of steps must not lose one to rounding.
ROUNDING = 1e-9


def add_variables(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the decisions on sites, capacity, assignment and work."""
    parameters = context.parameters
    model.open = pyo.Var(model.OPENINGS, domain=pyo.Binary)
    model.LATER_OPENINGS = pyo.Set(
        dimen=3, initialize=[index for index in model.OPENINGS if index[2] != parameters.periods[0]]
    )
    model.start = pyo.Var(model.LATER_OPENINGS, bounds=(0, 1))

    def largest_kept(_: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> tuple[float, float]:
        return 0.0, parameters.standing(j, r, t)

    def largest_added(_: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> tuple[int, int]:
        if parameters.sites[j].outside:
            return 0, 0
        limit = parameters.largest(parameters.sites[j], k, r)
        return 0, math.floor(limit / parameters.resource_table[r]["step"] + ROUNDING)

    def flow_domain(_: pyo.ConcreteModel, i: Place, j: Site, s: Service, t: Period) -> Expr:
        return pyo.Binary if parameters.assignment(i, s, t) == "single" else pyo.Reals

    model.kept = pyo.Var(model.STANDING, bounds=largest_kept)
    model.added = pyo.Var(model.CAPACITIES, domain=pyo.NonNegativeIntegers, bounds=largest_added)
    model.modules = pyo.Var(model.CAPACITIES, domain=pyo.NonNegativeReals)
    model.flow = pyo.Var(model.FLOWS, domain=flow_domain, bounds=(0, 1))
    model.unmet = pyo.Var(model.DEMANDS, bounds=(0, 1))
    model.work = pyo.Var(model.PRODUCTIONS, domain=pyo.NonNegativeReals)
