r"""Residual value: what the plan has built and bought is still worth at its end.

============================= ======================================================================
symbol                        meaning
============================= ======================================================================
``stands[j,k,r,t]``           steps of r added at j in t that still stand at the end
``lasts[j,k,t]``              j began to run as k in t and still does at the end
:math:`\rho_{rt}, \rho_{kt}`  share of its price that what was bought in t is still worth at the end:
                              straight line over the lifetime, nothing where none is given
:math:`i_r, s_{jk}`           price of a step of r, and of setting up j as k
:math:`\gamma`                discount factor of the year after the plan
============================= ======================================================================

Only a goal of public cost looks at it. Where a site may neither close nor convert, what was added stands: no variable.
"""

from __future__ import annotations

import math

import pyomo.environ as pyo

from planning_model.constraints.capacity import may_leave
from planning_model.constraints.opening import starts
from planning_model.names import Expr, Period, Resource, Site, Type
from planning_model.parameters import MILLION, Parameters
from planning_model.sets import Context


def add_residual(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the residual value at the end of the plan, in million EUR at present value."""
    parameters = context.parameters
    bought, set_up = _worth_of_steps(model, context), _worth_of_set_up(model, context)
    if "public_cost" not in set(parameters.tables["Goals"]["measure"]) or not (bought or set_up):
        return
    _add_standing(model, context, [*bought], [*set_up])
    value = sum(worth * _standing(model, "stands", index, model.added[index]) for index, worth in bought.items())
    value += sum(
        worth * _standing(model, "lasts", index, starts(model, context, *index)) for index, worth in set_up.items()
    )
    model.residual_value = pyo.Expression(expr=parameters.discount(_end(parameters)) * value)


def residual_value(m: pyo.ConcreteModel) -> Expr:
    """The residual value, million EUR at present value; 0 where no lifetime is given."""
    return m.residual_value if hasattr(m, "residual_value") else 0.0


def settle(m: pyo.ConcreteModel, context: Context) -> None:
    """Whatever still stands does so in full: its variables take the largest value the solved plan allows."""
    if not hasattr(m, "residual_value"):
        return
    last = context.parameters.periods[-1]
    for (j, k, r, t), data in m.stands.items():
        data.set_value(pyo.value(m.added[j, k, r, t]) if pyo.value(m.open[j, k, last]) > 0.5 else 0.0)
    for (j, k, t), data in m.lasts.items():
        data.set_value(min(pyo.value(starts(m, context, j, k, t)), pyo.value(m.open[j, k, last])))


def _add_standing(
    model: pyo.ConcreteModel,
    context: Context,
    bought: list[tuple[Site, Type, Resource, Period]],
    set_up: list[tuple[Site, Type, Period]],
) -> None:
    last = context.parameters.periods[-1]

    def may_be_gone(index: tuple[str, ...]) -> bool:
        return may_leave(context, Site(index[0])) and index[-1] != last and (*index[:2], last) in model.OPENINGS

    model.stands = pyo.Var([index for index in bought if may_be_gone(index)], domain=pyo.NonNegativeReals)
    model.lasts = pyo.Var([index for index in set_up if may_be_gone(index)], domain=pyo.NonNegativeReals)

    @model.Constraint(model.stands.index_set())
    def stands_if_added(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""Only what was added stands at the end.

        $$ \mathrm{stands}_{jkrt} \le \mathrm{added}_{jkrt} $$

        ∀ sites j that may close or convert, types k, resources r with a lifetime, periods t before the last
        Unit: whole steps
        Source: definition
        """
        return m.stands[j, k, r, t] <= m.added[j, k, r, t]

    @model.Constraint(model.stands.index_set())
    def stands_if_open(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
        r"""What was added is lost when the site closes or becomes another type.

        $$ \mathrm{stands}_{jkrt} \le \bar{a}_{jkr}\, \mathrm{open}_{jkT} $$

        ∀ sites j that may close or convert, types k, resources r with a lifetime, periods t before the last
        Unit: whole steps
        Source: definition
        """
        return m.stands[j, k, r, t] <= m.added[j, k, r, t].ub * m.open[j, k, last]

    @model.Constraint(model.lasts.index_set())
    def lasts_if_begun(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""Only what was set up stands at the end.

        $$ \mathrm{lasts}_{jkt} \le \mathrm{start}_{jkt} $$

        ∀ sites j that may close or convert, types k with a lifetime, periods t before the last
        Unit: sites
        Source: definition
        """
        return m.lasts[j, k, t] <= starts(m, context, j, k, t)

    @model.Constraint(model.lasts.index_set())
    def lasts_if_open(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""What was set up is lost when the site closes or becomes another type.

        $$ \mathrm{lasts}_{jkt} \le \mathrm{open}_{jkT} $$

        ∀ sites j that may close or convert, types k with a lifetime, periods t before the last
        Unit: sites
        Source: definition
        """
        return m.lasts[j, k, t] <= m.open[j, k, last]


def _standing(m: pyo.ConcreteModel, name: str, index: tuple[str, ...], built: Expr) -> Expr:
    """What still stands of what was built: its variable, all of it, or nothing where the type cannot last."""
    variable = getattr(m, name)
    if index in variable:
        return variable[index]
    last = m.T.last()
    return built if (*index[:2], last) in m.OPENINGS else 0.0


def _worth_of_steps(model: pyo.ConcreteModel, context: Context) -> dict[tuple[Site, Type, Resource, Period], float]:
    """Million EUR at the end for each step of a resource that was bought in t; only what is worth something."""
    table = context.parameters.resource_table
    worth = {
        (j, k, r, t): _share_left(context.parameters, table[r]["lifetime"], t)
        * (table[r]["investment"] * table[r]["step"] / MILLION)
        for j, k, r, t in model.CAPACITIES
        if not math.isnan(table[r]["lifetime"])
    }
    return {index: value for index, value in worth.items() if value > 0}


def _worth_of_set_up(model: pyo.ConcreteModel, context: Context) -> dict[tuple[Site, Type, Period], float]:
    """The same for setting up a site as a type."""
    parameters = context.parameters
    worth = {
        (j, k, t): _share_left(parameters, parameters.type_table[k]["lifetime"], t)
        * (parameters.setup_cost(parameters.sites[j], k) / MILLION)
        for j, k, t in model.OPENINGS
        if not math.isnan(parameters.type_table[k]["lifetime"]) and parameters.sites[j].origin(k) == "new"
    }
    return {index: value for index, value in worth.items() if value > 0}


def _share_left(parameters: Parameters, lifetime: float, t: Period) -> float:
    return max(0.0, 1.0 - (_end(parameters) - parameters.first_year[t]) / lifetime)


def _end(parameters: Parameters) -> int:
    """The calendar year after the plan."""
    last = parameters.periods[-1]
    return parameters.first_year[last] + parameters.years[last]
