r"""Staffing: what sites need of a short staff market.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``recruit[q,t]``           staff recruited in pool q (grouping, group, profession) in t
:math:`f_{rp}`             posts of profession p per unit of resource r
:math:`\bar{p}_{qt}`       staff available without recruiting, net of retirements
========================== =========================================================================
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Resource, records
from planning_model.sets import Context


def add_staffing(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds recruiting and the limit of every labour pool."""
    parameters = context.parameters
    pools = {
        (row.grouping, row.group, row.profession, row.period): row for row in records(parameters.tables["LabourPools"])
    }
    posts: dict[str, dict[Resource, float]] = defaultdict(dict)
    for row in records(parameters.tables["Staffing"]):
        posts[row.profession][row.resource] = row.fte
    model.POOLS = pyo.Set(dimen=4, initialize=list(pools))
    model.recruit = pyo.Var(
        pyo.Set(dimen=4, initialize=[index for index, row in pools.items() if row.recruitable > 0]),
        bounds=lambda _, *index: (0, pools[index].recruitable),
    )

    @model.Constraint(model.POOLS)
    def staff_limit(m: pyo.ConcreteModel, grouping: str, group: str, profession: str, t: Period) -> Expr:
        r"""Sites need no more staff than the region has and has recruited so far.

        $$ \sum_{j \in J_g} \sum_{k,r} f_{rp}\, \mathrm{modules}_{jkrt}
           \le \bar{p}_{qt} + \sum_{\tau \le t} \mathrm{recruit}_{q\tau} $$

        ∀ labour pools q = (grouping, group g, profession p), periods t
        Unit: FTE
        Source: workbook, sheets Staffing and LabourPools
        """
        need = [
            posts[profession][r] * m.modules[j, k, r, t]
            for j in context.groups.sites(grouping, group)
            for k, r in context.capacities_of.get((j, t), [])
            if posts[profession].get(r, 0.0) > 0
        ]
        if not need:
            return pyo.Constraint.Skip
        so_far = parameters.periods[: parameters.periods.index(t) + 1]
        indices = [(grouping, group, profession, earlier) for earlier in so_far]
        recruited = sum(m.recruit[index] for index in indices if index in m.recruit)
        return sum(need) <= pools[grouping, group, profession, t].available + recruited
