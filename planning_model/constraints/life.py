r"""Life: what has begun runs for some time."""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.constraints.opening import starts
from planning_model.names import Expr, Period, Site, Type
from planning_model.sets import Context


def add_life(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the minimum life of sites that may close."""
    parameters = context.parameters

    def young(k: Type, t: Period) -> list[Period]:
        """Earlier periods of which a beginning is younger than the type's minimum life in t."""
        oldest = parameters.first_year[t] - parameters.type_table[k]["minimum_life"]
        earlier = parameters.periods[: parameters.periods.index(t)]
        return [period for period in earlier if parameters.first_year[period] > oldest]

    @model.Constraint(model.LATER_OPENINGS)
    def lives_on(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""A site that has begun to run as a type does so for the type's minimum life.

        $$ \mathrm{open}_{jkt} \ge \sum_{\tau < t,\; y_\tau + \lambda_k > y_t} \mathrm{start}_{jk\tau} $$

        ∀ sites j that may close, types k with a minimum life of λ years, periods t; y is their first year
        Unit: sites
        Source: workbook, sheet Types (minimum life)
        """
        if not parameters.sites[j].may_close or parameters.sites[j].present == k:
            return pyo.Constraint.Skip
        begun = [
            starts(m, context, j, k, period) for period in young(k, t) if k in context.types_of.get((j, period), [])
        ]
        return m.open[j, k, t] >= sum(begun) if begun else pyo.Constraint.Skip
