r"""Equity: the worst area, the residents who are worst off, and deprived places, each where a goal asks for it.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``worst_area[t]``          largest share of unmet need among the areas
``line[t]``                minutes beyond which somebody is among the worst-off
``excess[i,s,t]``          minutes of place i for s beyond that line
``quintile_gap[t]``        share unserved in the most deprived fifth beyond that in the least deprived
:math:`w_s`                weight of unmet need of service s
:math:`d_{ist}`            demand, 1,000 equivalent residents
:math:`\mu_{ist}`          minutes of place i for s: :math:`\sum_j m_{ij}\, \mathrm{flow} + \bar m\, \mathrm{unmet}`
:math:`I_5, I_1`           places of the most and of the least deprived fifth of residents
========================== =========================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyomo.environ as pyo

from instances.deprivation import LEAST_DEPRIVED, MOST_DEPRIVED
from planning_model.names import Expr, Period, Place, Service, lookup
from planning_model.sets import Context

Needs = list[tuple[Place, Service, float]]


def add_equity(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds what the goals measure of it, and nothing else."""
    measured = set(context.parameters.tables["Goals"]["measure"])
    if "worst_area" in measured:
        _add_worst_area(model, context)
    if "cvar_minutes" in measured:
        _add_worst_off(model, context)
    if "quintile_gap" in measured:
        _add_quintile_gap(model, context)


def _add_worst_area(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    needs = _needs(context, lookup(parameters.tables["Places"], "place", "area"))
    model.worst_area = pyo.Var(parameters.periods, bounds=(0, 1))

    @model.Constraint([key for key, rows in needs.items() if _total(rows) > 0])
    def worst_area_bound(m: pyo.ConcreteModel, area: str, t: Period) -> Expr:
        r"""No area has a larger share of unmet need than the worst.

        $$ \sum_{i \in I_a} \sum_s w_s\, d_{ist}\, \mathrm{unmet}_{ist}
           \le \mathrm{worst}_t \sum_{i \in I_a} \sum_s w_s\, d_{ist} $$

        ∀ areas a with demand, periods t
        Unit: 1,000 equivalent residents
        Source: workbook, sheet Goals (measure worst_area)
        """
        return _unmet(m, needs[area, t], t) <= m.worst_area[t] * _total(needs[area, t])


def _add_worst_off(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    farthest = max((minutes for sites in context.sites_for.values() for _, minutes in sites), default=0.0)
    most = max(farthest, parameters.settings.unmet_minutes)
    model.line = pyo.Var(parameters.periods, bounds=(0, most))
    model.excess = pyo.Var(model.DEMANDS, bounds=(0, most))

    @model.Constraint(model.DEMANDS)
    def excess_beyond_line(m: pyo.ConcreteModel, i: Place, s: Service, t: Period) -> Expr:
        r"""What a place travels for a service, beyond the line of the worst-off.

        $$ \mathrm{excess}_{ist} \ge \sum_j m_{ij}\, \mathrm{flow}_{ijst} + \bar{m}\, \mathrm{unmet}_{ist}
           - \mathrm{line}_t $$

        ∀ places i, services s, periods t
        Unit: minutes
        Source: Rockafellar and Uryasev (2000), conditional value at risk
        """
        return m.excess[i, s, t] >= minutes_of(m, context, i, s, t) - m.line[t]


def minutes_of(m: pyo.ConcreteModel, context: Context, i: Place, s: Service, t: Period) -> Expr:
    """Mean minutes of a place for a service; unmet need counts as the minutes that the settings say."""
    driven = sum(minutes * m.flow[i, j, s, t] for j, minutes in context.sites_for.get((i, s, t), []))
    return driven + context.parameters.settings.unmet_minutes * m.unmet[i, s, t]


def _add_quintile_gap(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    needs = _needs(context, parameters.fifth)
    model.quintile_gap = pyo.Var(parameters.periods, bounds=(0, 1))

    @model.Constraint(parameters.periods)
    def quintile_gap_bound(m: pyo.ConcreteModel, t: Period) -> Expr:
        r"""The most deprived fifth lacks, as a share of its need, more than the least deprived by the gap.

        $$ \frac{\sum_{i \in I_5} \sum_s w_s\, d_{ist}\, \mathrm{unmet}_{ist}}{\sum_{i \in I_5} \sum_s w_s\, d_{ist}}
           - \frac{\sum_{i \in I_1} \sum_s w_s\, d_{ist}\, \mathrm{unmet}_{ist}}
                  {\sum_{i \in I_1} \sum_s w_s\, d_{ist}} \le \mathrm{gap}_t $$

        ∀ periods t
        Unit: share of the need
        Source: workbook, sheet Goals (measure quintile_gap)
        """
        least, most = needs.get((LEAST_DEPRIVED, t), []), needs.get((MOST_DEPRIVED, t), [])
        if _total(least) <= 0 or _total(most) <= 0:
            return pyo.Constraint.Skip
        return _unmet(m, most, t) / _total(most) - _unmet(m, least, t) / _total(least) <= m.quintile_gap[t]


def _needs(context: Context, group_of: dict[Place, str] | dict[Place, int]) -> dict[tuple[str | int, Period], Needs]:
    """Weighted need by group of places and period."""
    weight = lookup(context.parameters.tables["Services"], "service", "unmet_weight")
    needs: dict[tuple[str | int, Period], Needs] = defaultdict(list)
    for (place, service, period), amount in context.parameters.demand.items():
        needs[group_of[place], period].append((place, service, weight[service] * amount))
    return needs


def _total(rows: Iterable[tuple[Place, Service, float]]) -> float:
    return sum(amount for *_, amount in rows)


def _unmet(m: pyo.ConcreteModel, rows: Needs, t: Period) -> Expr:
    return sum(amount * m.unmet[i, s, t] for i, s, amount in rows)
