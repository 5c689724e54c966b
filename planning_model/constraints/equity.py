r"""Equity: the worst area's unmet need, where a goal asks for it.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``worst_area[t]``          largest share of unmet need among the areas
:math:`w_s`                weight of unmet need of service s
:math:`d_{ist}`            demand, 1,000 equivalent residents
========================== =========================================================================
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from planning_model.names import Expr, Period, lookup
from planning_model.sets import Context


def add_equity(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the worst area, if a goal measures it."""
    parameters = context.parameters
    if "worst_area" not in set(parameters.tables["Goals"]["measure"]):
        return
    area_of = lookup(parameters.tables["Places"], "place", "area")
    weight = lookup(parameters.tables["Services"], "service", "unmet_weight")
    needs: dict[tuple[str, Period], list[tuple[str, str, float]]] = defaultdict(list)
    for (place, service, period), amount in parameters.demand.items():
        needs[area_of[place], period].append((place, service, weight[service] * amount))
    model.worst_area = pyo.Var(parameters.periods, bounds=(0, 1))

    @model.Constraint([key for key, rows in needs.items() if sum(amount for *_, amount in rows) > 0])
    def worst_area_bound(m: pyo.ConcreteModel, area: str, t: Period) -> Expr:
        r"""No area has a larger share of unmet need than the worst.

        $$ \sum_{i \in I_a} \sum_s w_s\, d_{ist}\, \mathrm{unmet}_{ist}
           \le \mathrm{worst}_t \sum_{i \in I_a} \sum_s w_s\, d_{ist} $$

        ∀ areas a with demand, periods t
        Unit: 1,000 equivalent residents
        Source: workbook, sheet Goals (measure worst_area)
        """
        rows = needs[area, t]
        unmet = sum(amount * m.unmet[i, s, t] for i, s, amount in rows)
        return unmet <= m.worst_area[t] * sum(amount for *_, amount in rows)
