r"""Goals: what the plan keeps small, each measure an expression of its own.

All measures are scaled so that one unit of the weighted sum is *one thousand equivalent residents unserved*; goals of one priority
form one level, and levels are solved one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pyomo.environ as pyo

from planning_model.constraints.funding import ONE_OFF
from planning_model.parameters import THOUSAND
from planning_model.sets import Context


MEASURE_OF_SHORTFALLS = "shortfalls"


@dataclass(frozen=True)
class GoalLevel:
    """All goals of one priority, as one expression in thousand equivalent residents unserved."""

    priority: int
    expression: object
    tolerance: float


def add_goals(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds one expression for every measure that some goal uses, in the measure's own unit."""
    used = list(dict.fromkeys(context.parameters.tables["Goals"]["measure"]))
    model.measure = pyo.Expression(used, rule=lambda m, name: _MEASURES[name](m, context))


def levels(model: pyo.ConcreteModel, context: Context) -> list[GoalLevel]:
    """The levels in the order they are solved."""
    goals = context.parameters.tables["Goals"]
    by_priority: dict[int, list[object]] = defaultdict(list)
    for row in goals.itertuples():
        by_priority[int(row.priority)].append(row.weight / THOUSAND * model.measure[row.measure])
    tolerance = goals.groupby("priority")["tolerance"].max()
    return [
        GoalLevel(priority, sum(by_priority[priority]), float(tolerance[priority])) for priority in sorted(by_priority)
    ]


def _unmet_need(m: pyo.ConcreteModel, context: Context) -> object:
    parameters = context.parameters
    weight = dict(parameters.tables["Services"][["service", "unmet_weight"]].itertuples(index=False))
    return THOUSAND * sum(
        parameters.weight[t] * weight[s] * amount * m.unmet[i, s, t] for (i, s, t), amount in parameters.demand.items()
    )


def _shortfalls(m: pyo.ConcreteModel, context: Context) -> object:
    weight = context.parameters.weight
    return sum(
        weight[t] * context.rules[rule, group].weight * _unit(context, rule, group) * m.short[rule, group, t]
        for rule, group, t in m.SOFT
    )


def _unit(context: Context, rule: str, group: str) -> float:
    """Access rules count in thousands, all others in single units."""
    return THOUSAND if context.rules[rule, group].kind in ("reach_share", "served_share") else 1.0


def _travel_minutes(m: pyo.ConcreteModel, context: Context) -> object:
    parameters = context.parameters
    penalty = parameters.settings.unmet_minutes
    driven = sum(
        parameters.weight[t] * parameters.demand[i, s, t] * minutes * m.flow[i, j, s, t]
        for (i, s, t), sites in context.sites_for.items()
        for j, minutes in sites
    )
    unserved = sum(parameters.weight[t] * amount * m.unmet[i, s, t] for (i, s, t), amount in parameters.demand.items())
    return THOUSAND * (driven + penalty * unserved)


def _public_cost(m: pyo.ConcreteModel, context: Context) -> object:
    parameters = context.parameters
    factor = {
        t: (parameters.discount(parameters.first_year[t]), parameters.mean_discount(t)) for t in parameters.periods
    }
    return sum(factor[index[-1]][0 if index[0] in ONE_OFF else 1] * m.cost[index] for index in m.COSTS)


def _open_sites(m: pyo.ConcreteModel, context: Context) -> object:
    parameters = context.parameters
    last = parameters.periods[-1]
    return sum(m.open[j, k, t] for j, k, t in m.OPENINGS if t == last and not parameters.sites[j].exists)


def _changes(m: pyo.ConcreteModel, context: Context) -> object:
    parameters = context.parameters
    last = parameters.periods[-1]
    given_up = sum(
        1 - m.open[name, site.present, last] for name, site in parameters.sites.items() if site.present is not None
    )
    return _open_sites(m, context) + given_up


def _worst_area(m: pyo.ConcreteModel, context: Context) -> object:
    return sum(context.parameters.weight[t] * m.worst_area[t] for t in context.parameters.periods)


_MEASURES: dict[str, Callable[[pyo.ConcreteModel, Context], object]] = {
    "unmet_need": _unmet_need,
    MEASURE_OF_SHORTFALLS: _shortfalls,
    "travel_minutes": _travel_minutes,
    "public_cost": _public_cost,
    "open_sites": _open_sites,
    "changes": _changes,
    "worst_area": _worst_area,
}
