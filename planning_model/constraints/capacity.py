r"""Capacity over time: what stands today and stays, and what is added in whole steps.

========================== ===============================================================
symbol                     meaning
========================== ===============================================================
``kept[j,k,r,t]``          capacity of today that stays while j runs as k
``added[j,k,r,t]``         steps added in t
``modules[j,k,r,t]``       capacity in t
``idle[j,k,r,t]``          what was added and stands idle; only where one plan is for several futures
:math:`e_{jrt}`            what retirements leave of today's capacity
:math:`\sigma_r`           step of the resource
========================== ===============================================================
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Resource, Site, Type
from planning_model.sets import Context


def steps_so_far(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, r: Resource, t: Period) -> Expr:
    """Steps added up to and including t."""
    periods = context.parameters.periods
    return sum(
        m.added[j, k, r, earlier] for earlier in periods[: periods.index(t) + 1] if (j, k, r, earlier) in m.CAPACITIES
    )


def built_up(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, r: Resource, t: Period) -> Expr:
    """What is kept and what was added so far, without what stands idle."""
    kept = m.kept[j, k, r, t] if (j, k, r, t) in m.STANDING else 0
    steps = steps_so_far(m, context, j, k, r, t)
    return kept + context.parameters.resource_table[r]["step"] * steps - idle(m, context, j, k, r, t)


def idle(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, r: Resource, t: Period) -> Expr:
    """What stands idle, where that may be."""
    return m.idle[j, k, r, t] if context.may_stand_idle else 0


def add_capacity(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the balance of capacity and the limits of what is kept and of what stands idle."""
    _add_idle(model, context)
    _add_balance(model, context)
    _add_kept(model, context)


def may_leave(context: Context, site: Site) -> bool:
    """Whether the site may give up what was built up: by closing or by becoming another type."""
    data = context.parameters.sites[site]
    return data.may_close or data.may_convert


def may_have_left(context: Context, site: Site, period: Period) -> bool:
    """Whether something that was built up in an earlier period may have been given up by now."""
    return may_leave(context, site) and period != context.parameters.periods[0]


def _add_idle(model: pyo.ConcreteModel, context: Context) -> None:
    if not context.may_stand_idle:
        return
    model.idle = pyo.Var(model.CAPACITIES, domain=pyo.NonNegativeReals)

    @model.Constraint(model.CAPACITIES)
    def idle_added(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""Only what the plan has added stands idle where staff cannot be found.

        $$ \mathrm{idle}_{jkrt} \le \sigma_r \sum_{\tau \le t} \mathrm{added}_{jkr\tau} $$

        ∀ sites j, types k, resources r, periods t, where one plan is for several futures
        Unit: units of the resource
        Source: definition (what is built is decided before it is known which future comes, what is staffed afterwards)
        """
        step = context.parameters.resource_table[r]["step"]
        return m.idle[j, k, r, t] <= step * steps_so_far(m, context, j, k, r, t)


def _add_balance(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters

    @model.Constraint(model.CAPACITIES)
    def capacity_balance(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""Capacity is what stays of today's and all that was added; at sites that may close or convert at most that.

        $$ \mathrm{modules}_{jkrt} = \mathrm{kept}_{jkrt} + \sigma_r \sum_{\tau \le t} \mathrm{added}_{jkr\tau}
           - \mathrm{idle}_{jkrt} $$

        ∀ sites j, types k, resources r, periods t; idle only where one plan is for several futures
        Unit: units of the resource
        Source: definition
        """
        total = built_up(m, context, j, k, r, t)
        return m.modules[j, k, r, t] <= total if may_have_left(context, j, t) else m.modules[j, k, r, t] == total

    @model.Constraint([index for index in model.CAPACITIES if may_have_left(context, index[0], index[-1])])
    def capacity_remains(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""What was built up is lost only when the site closes or becomes another type.

        $$ \mathrm{modules}_{jkrt} \ge \mathrm{kept}_{jkrt} + \sigma_r \sum_{\tau \le t} \mathrm{added}_{jkr\tau}
           - b_{jkr} (1 - \mathrm{open}_{jkt}) $$

        ∀ sites j that may close or convert, types k, resources r, periods t after the first
        Unit: units of the resource
        Source: workbook, sheet Sites (may close, may convert)
        """
        most = parameters.largest(parameters.sites[j], k, r)
        return m.modules[j, k, r, t] >= built_up(m, context, j, k, r, t) - most * (1 - m.open[j, k, t])

    @model.Constraint([index for index in model.CAPACITIES if may_have_left(context, index[0], index[-1])])
    def added_open(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""Nothing is built for a type that the site does not run as.

        $$ \mathrm{added}_{jkrt} \le \lfloor b_{jkr} / \sigma_r \rfloor\, \mathrm{open}_{jkt} $$

        ∀ sites j that may close or convert, types k, resources r, periods t after the first
        Unit: steps
        Source: definition
        """
        return m.added[j, k, r, t] <= m.added[j, k, r, t].ub * m.open[j, k, t]


def _add_kept(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    shared = [
        (site, resource, period)
        for (site, period), pairs in context.capacities_of.items()
        for resource in dict.fromkeys(resource for _, resource in pairs)
        if parameters.standing(site, resource, period) > 0
    ]

    def kept_in(m: pyo.ConcreteModel, j: Site, r: Resource, t: Period) -> list[Expr]:
        return [m.kept[j, k, r, t] for k in context.types_of.get((j, t), []) if (j, k, r, t) in m.STANDING]

    @model.Constraint([index for index in model.STANDING if may_leave(context, index[0])])
    def kept_open(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""Capacity is kept only in the type the site runs as.

        $$ \mathrm{kept}_{jkrt} \le e_{jrt}\, \mathrm{open}_{jkt} $$

        ∀ sites j that may close or convert, types k, resources r, periods t
        Unit: units of the resource
        Source: definition
        """
        return m.kept[j, k, r, t] <= parameters.standing(j, r, t) * m.open[j, k, t]

    @model.Constraint(shared)
    def kept_limit(m: pyo.ConcreteModel, j: Site, r: Resource, t: Period) -> Expr:
        r"""No more is kept than retirements leave.

        $$ \sum_k \mathrm{kept}_{jkrt} \le e_{jrt} $$

        ∀ sites j that may run as several types, resources r, periods t
        Unit: units of the resource
        Source: workbook, sheet Existing
        """
        kept = kept_in(m, j, r, t)
        return sum(kept) <= parameters.standing(j, r, t) if len(kept) > 1 else pyo.Constraint.Skip

    @model.Constraint([index for index in model.STANDING if parameters.sites[index[0]].present == index[1]])
    def kept_stays(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""A site that goes on as what it is keeps all that retirements leave: nobody is forced out.

        $$ \mathrm{kept}_{jkrt} \ge \min_{\tau \le t} e_{jr\tau}\, \mathrm{open}_{jkt} $$

        ∀ sites j of today, their present type k, resources r, periods t
        Unit: units of the resource
        Source: workbook, sheet Existing; closing and converting need leave on the sheet Sites
        """
        lasting = parameters.lasting(j, r, t)
        return m.kept[j, k, r, t] >= lasting * m.open[j, k, t] if lasting > 0 else pyo.Constraint.Skip

    @model.Constraint(shared)
    def kept_declines(m: pyo.ConcreteModel, j: Site, r: Resource, t: Period) -> Expr:
        r"""What was given up does not come back by itself.

        $$ \sum_k \mathrm{kept}_{jkrt} \le \sum_k \mathrm{kept}_{jkr,t-1} $$

        ∀ sites j, resources r, periods t after the first
        Unit: units of the resource
        Source: definition
        """
        position = parameters.periods.index(t)
        if position == 0:
            return pyo.Constraint.Skip
        return sum(kept_in(m, j, r, t)) <= sum(kept_in(m, j, r, parameters.periods[position - 1]))
