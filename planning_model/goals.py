r"""Goals: what the plan keeps small, each measure an expression of its own.

All measures are scaled so that one unit of the weighted sum is *one thousand equivalent residents unserved*; goals of
one priority form one level, and levels are solved one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pyomo.environ as pyo

from planning_model.constraints.funding import ONE_OFF
from planning_model.constraints.residual import residual_value
from planning_model.constraints.revenue import covered
from planning_model.names import Expr, lookup, records
from planning_model.parameters import THOUSAND
from planning_model.sets import Context

MEASURE_OF_SHORTFALLS = "shortfalls"


@dataclass(frozen=True)
class GoalLevel:
    """All goals of one priority, as one expression in thousand equivalent residents unserved."""

    priority: int
    expression: Expr
    tolerance: float


def add_goals(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds one expression for every measure that some goal uses, in the measure's own unit."""
    used = list(dict.fromkeys(context.parameters.tables["Goals"]["measure"]))
    model.measure = pyo.Expression(used, rule=lambda m, name: _MEASURES[name](m, context))


def levels(model: pyo.ConcreteModel, context: Context) -> list[GoalLevel]:
    """The levels in the order they are solved."""
    goals = context.parameters.tables["Goals"]
    by_priority: dict[int, list[Expr]] = defaultdict(list)
    for row in records(goals):
        by_priority[int(row.priority)].append(row.weight / THOUSAND * model.measure[row.measure])
    tolerance = goals.groupby("priority")["tolerance"].max()
    return [
        GoalLevel(priority, sum(by_priority[priority]), float(tolerance[priority])) for priority in sorted(by_priority)
    ]


def tie_breaker(model: pyo.ConcreteModel) -> Expr:
    """Between plans that are equal otherwise: keep what stands, recruit nobody without need, and use what is earned."""
    return sum(model.recruit.values()) - sum(model.kept.values()) - sum(covered(model).values())


def _unmet_need(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""Unmet need, every service by its weight.

    $$ \sum_t \omega_t \sum_{i,s} w_s\, d_{ist}\, \mathrm{unmet}_{ist} $$

    ∀ over all places i, services s; periods t weighted by their share of all years
    Unit: equivalent residents unserved
    Source: workbook, sheet Services (weight of unmet need)
    """
    parameters = context.parameters
    weight = lookup(parameters.tables["Services"], "service", "unmet_weight")
    return THOUSAND * sum(
        parameters.weight[t] * weight[s] * amount * m.unmet[i, s, t] for (i, s, t), amount in parameters.demand.items()
    )


def _shortfalls(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""What soft rules miss, every rule by its weight.

    $$ \sum_t \omega_t \sum_{g} w_g\, \mathrm{short}_{gt} $$

    ∀ over all soft rules and their groups g; periods t weighted by their share of all years
    Unit: equivalent residents unserved
    Source: workbook, sheet Rules (weight)
    """
    weight = context.parameters.weight
    return sum(
        weight[t] * context.rules[rule, group].weight * _unit(context, rule, group) * m.short[rule, group, t]
        for rule, group, t in m.SOFT
    )


def _unit(context: Context, rule: str, group: str) -> float:
    """Access rules count in thousands, all others in single units."""
    return THOUSAND if context.rules[rule, group].kind in ("reach_share", "served_share") else 1.0


def _travel_minutes(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""Minutes driven; unmet need counts as the minutes that the settings say.

    $$ \sum_t \omega_t \sum_{i,s} d_{ist}
       \Bigl( \sum_j m_{ij}\, \mathrm{flow}_{ijst} + \bar{m}\, \mathrm{unmet}_{ist} \Bigr) $$

    ∀ over all places i, services s; periods t weighted by their share of all years
    Unit: equivalent residents × minutes
    Source: workbook, sheet Settings (minutes of unmet need)
    """
    parameters = context.parameters
    penalty = parameters.settings.unmet_minutes
    driven = sum(
        parameters.weight[t] * parameters.demand[i, s, t] * minutes * m.flow[i, j, s, t]
        for (i, s, t), sites in context.sites_for.items()
        for j, minutes in sites
    )
    unserved = sum(parameters.weight[t] * amount * m.unmet[i, s, t] for (i, s, t), amount in parameters.demand.items())
    return THOUSAND * (driven + penalty * unserved)


def _longest_minutes(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""Travel time of the place that has the longest, averaged over the periods.

    $$ \sum_t \omega_t\, \mathrm{longest}_t $$

    ∀ over periods t weighted by their share of all years
    Unit: minutes
    Source: Hakimi 1964 (p-centre); workbook, sheet Settings (minutes of unmet need)
    """
    return sum(context.parameters.weight[t] * m.longest[t] for t in context.parameters.periods)


def _public_cost(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""Present value of every cost additional to today, less the revenue that covers it and what is left at the end.

    $$ \sum_{t,q} \Bigl( \gamma_t \sum_{c\ \mathrm{once}} C_{cqt}
       + \bar{\gamma}_t \sum_{c\ \mathrm{yearly}} C_{cqt} \Bigr)
       - \gamma \Bigl( \sum_{j,k,r,t} \rho_{rt}\, i_r\, \mathrm{stands}_{jkrt}
       + \sum_{j,k,t} \rho_{kt}\, s_{jk}\, \mathrm{lasts}_{jkt} \Bigr) $$

    ∀ over all classes q; one-off cost at the factor of the period's first year, yearly cost at the mean of its years;
    residual value as in the family of that name
    Unit: million EUR
    Source: workbook, sheet Settings (discount rate)
    """
    parameters = context.parameters
    factor = {
        t: (parameters.discount(parameters.first_year[t]), parameters.mean_discount(t)) for t in parameters.periods
    }
    paid = sum(factor[index[-1]][0 if index[0] in ONE_OFF else 1] * m.cost[index] for index in m.COSTS)
    return paid - residual_value(m)


def _open_sites(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""Sites newly opened, as they stand in the last period.

    $$ \sum_{j\ \mathrm{new}} \sum_k \mathrm{open}_{jkT} $$

    ∀ over all sites j that do not stand today
    Unit: sites
    Source: definition
    """
    parameters = context.parameters
    last = parameters.periods[-1]
    return sum(m.open[j, k, t] for j, k, t in m.OPENINGS if t == last and not parameters.sites[j].exists)


def _changes(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""Changes to today: sites newly opened, and sites of today that do not go on as what they are.

    $$ \sum_{j\ \mathrm{new}} \sum_k \mathrm{open}_{jkT} + \sum_{j\ \mathrm{existing}} (1 - \mathrm{open}_{jk_jT}) $$

    ∀ over all sites j; k_j is the present type
    Unit: changes
    Source: definition
    """
    parameters = context.parameters
    last = parameters.periods[-1]
    given_up = sum(
        1 - m.open[name, site.present, last] for name, site in parameters.sites.items() if site.present is not None
    )
    return _open_sites(m, context) + given_up


def _worst_area(m: pyo.ConcreteModel, context: Context) -> Expr:
    r"""The worst area's share of unmet need, averaged over the periods.

    $$ \sum_t \omega_t\, \mathrm{worst}_t $$

    ∀ over periods t weighted by their share of all years
    Unit: share unserved
    Source: definition
    """
    return sum(context.parameters.weight[t] * m.worst_area[t] for t in context.parameters.periods)


_MEASURES: dict[str, Callable[[pyo.ConcreteModel, Context], Expr]] = {
    "unmet_need": _unmet_need,
    MEASURE_OF_SHORTFALLS: _shortfalls,
    "travel_minutes": _travel_minutes,
    "longest_minutes": _longest_minutes,
    "public_cost": _public_cost,
    "open_sites": _open_sites,
    "changes": _changes,
    "worst_area": _worst_area,
}
