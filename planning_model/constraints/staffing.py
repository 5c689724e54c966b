r"""Staffing: what sites need of a short staff market.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``recruit[q,t]``           staff recruited in pool q (grouping, group, profession) in t
:math:`f_{rp}`             posts of profession p per unit of resource r
:math:`\bar{p}_{qt}`       staff available without recruiting, net of retirements
:math:`\bar{r}_{qt}`       staff that can be recruited, and :math:`u_{qt}` more for each site of a team type
:math:`s_{qt}`             share of those recruited earlier who stay into t
========================== =========================================================================
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Resource, Site, Type, records
from planning_model.sets import Context

Pools = dict[tuple[str, ...], Any]
"""Rows of the sheet LabourPools by grouping, group, profession, period."""


def add_staffing(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds recruiting and the limit of every labour pool."""
    parameters = context.parameters
    pools: Pools = {
        (row.grouping, row.group, row.profession, row.period): row for row in records(parameters.tables["LabourPools"])
    }
    posts: dict[str, dict[Resource, float]] = defaultdict(dict)
    for row in records(parameters.tables["Staffing"]):
        posts[row.profession][row.resource] = row.fte
    teams = {index: _team_sites(context, index) if row.team_uplift > 0 else [] for index, row in pools.items()}
    model.POOLS = pyo.Set(dimen=4, initialize=list(pools))
    model.recruit = pyo.Var(
        pyo.Set(dimen=4, initialize=[index for index, row in pools.items() if row.recruitable > 0 or teams[index]]),
        bounds=lambda _, *index: (0, pools[index].recruitable + pools[index].team_uplift * len(teams[index])),
    )

    @model.Constraint([index for index in pools if teams[index]])
    def recruitable(m: pyo.ConcreteModel, *index: str) -> Expr:
        r"""No more is recruited than can be; sites where teams work attract more.

        $$ \mathrm{recruit}_{qt} \le \bar{r}_{qt}
           + u_{qt} \sum_{j \in J_g} \sum_{k\ \mathrm{team}} \mathrm{open}_{jkt} $$

        ∀ labour pools q = (grouping, group g, profession p) with an uplift by teams, periods t
        Unit: FTE
        Source: workbook, sheets LabourPools and Types (team type)
        """
        attracted = pools[index].team_uplift * sum(m.open[opening] for opening in teams[index])
        return m.recruit[index] <= pools[index].recruitable + attracted

    @model.Constraint(model.POOLS)
    def staff_limit(m: pyo.ConcreteModel, grouping: str, group: str, profession: str, t: Period) -> Expr:
        r"""Sites need no more staff than the region has and has recruited so far.

        $$ \sum_{j \in J_g} \sum_{k,r} f_{rp}\, \mathrm{modules}_{jkrt}
           \le \bar{p}_{qt} + \sum_{\tau \le t} \Bigl( \prod_{\tau < \upsilon \le t} s_{q\upsilon} \Bigr)
           \mathrm{recruit}_{q\tau} $$

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
        pool = (grouping, group, profession, t)
        return sum(need) <= pools[pool].available + _still_there(m, context, pools, pool)


def _still_there(m: pyo.ConcreteModel, context: Context, pools: Pools, index: tuple[str, ...]) -> Expr:
    """Of all who were recruited up to and within the period those who have stayed until then."""
    *pool, t = index
    periods = context.parameters.periods
    staying, stayed = 1.0, []
    for earlier in reversed(periods[: periods.index(Period(t)) + 1]):
        if (*pool, earlier) in m.recruit:
            stayed.append(staying * m.recruit[*pool, earlier])
        staying *= pools[*pool, earlier].retention if (*pool, earlier) in pools else 1.0
    return sum(reversed(stayed))


def _team_sites(context: Context, pool: tuple[str, ...]) -> list[tuple[Site, Type, Period]]:
    """The openings of the pool's group and period as a type that attracts staff."""
    grouping, group, _, t = pool
    return [
        (j, k, Period(t))
        for j in context.groups.sites(grouping, group)
        for k in context.types_of.get((j, Period(t)), [])
        if context.parameters.type_table[k]["is_team"]
    ]
