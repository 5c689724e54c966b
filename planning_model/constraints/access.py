r"""Access: targets on who has care within so many minutes, with capacity behind it.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``reach[g,i,t]``           place i has an offering site within the minutes of rule g
``shortfall``              what a soft rule misses
:math:`n_{it}`             residents of place i, thousand
:math:`d_{ist}`            demand, 1,000 equivalent residents
:math:`J_{im}`             sites within m minutes of place i
========================== =========================================================================
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import pyomo.environ as pyo

from planning_model.names import Expr, Period, Place, Service, Site, records
from planning_model.parameters import THOUSAND
from planning_model.sets import Context

KINDS_OF_OFFERS = ("reach_share", "backup_share")
"""Rules that ask which sites offer a service."""


def add_access(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds reach, and the two kinds of access target."""
    reach_rules = context.rules_of("reach_share")
    _add_reach(model, context, reach_rules)
    _add_targets(model, context, reach_rules)


def _add_reach(model: pyo.ConcreteModel, context: Context, rules: list[tuple[str, str, Period]]) -> None:
    parameters = context.parameters
    # The same place may be asked about by several rules; a rule's name and the place tell them apart.
    model.REACHES = pyo.Set(
        dimen=3,
        initialize=[
            (rule, place, period)
            for rule, group, period in rules
            for place in context.rules[rule, group].places
            if parameters.residents[period][place] > 0
        ],
    )
    model.reach = pyo.Var(model.REACHES, bounds=(0, 1))
    near = {rule: _sites_within(context, rule) for rule in dict.fromkeys(rule for rule, _, _ in rules)}

    @model.Constraint(model.REACHES)
    def reach_needs_offer(m: pyo.ConcreteModel, rule: str, i: Place, t: Period) -> Expr:
        r"""A place is reached only by a site that offers the service within the minutes.

        $$ \mathrm{reach}_{it} \le \sum_{j \in J_{im}} \mathrm{offers}_{jst} $$

        ∀ rules of kind reach_share, places i with residents, periods t
        Unit: share of the place's residents
        Source: workbook, sheet Rules
        """
        service, sites = near[rule]
        return m.reach[rule, i, t] <= sum(
            m.offers[j, service, t] for j in sites.get(i, []) if (j, service, t) in m.OFFERS
        )


def share_of_residents(
    m: pyo.ConcreteModel, context: Context, counts: pyo.Var, rule: str, group: str, t: Period
) -> Expr:
    """At least the rule's share of the group's residents counts, as far as the shortfall does not make up for it."""
    scoped = context.rules[rule, group]
    of_place = context.parameters.residents[t]
    residents = {i: of_place[i] / THOUSAND for i in scoped.places if (rule, i, t) in counts}
    if not residents:
        return pyo.Constraint.Skip
    counted = sum(number * counts[rule, i, t] for i, number in residents.items())
    return counted + m.shortfall[rule, group, t] >= scoped.value * sum(residents.values())


def _sites_within(context: Context, rule: str) -> tuple[Service, dict[Place, list[Site]]]:
    """The service of the rule, and for each place the sites within its minutes."""
    scoped = next(scoped for (name, _), scoped in context.rules.items() if name == rule)
    travel = context.parameters.instance.travel
    return scoped.service, sites_within(travel, scoped.minutes)


def sites_within(travel: pd.DataFrame, minutes: float) -> dict[Place, list[Site]]:
    """For each place the sites within so many minutes."""
    near: dict[Place, list[Site]] = defaultdict(list)
    for row in records(travel.loc[travel["minutes"] <= minutes, ["place", "site"]]):
        near[row.place].append(row.site)
    return near


def _add_targets(model: pyo.ConcreteModel, context: Context, reach_rules: list[tuple[str, str, Period]]) -> None:
    parameters = context.parameters

    @model.Constraint(reach_rules)
    def reach_share(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""At least a share of the residents has the service within the minutes.

        $$ \sum_{i \in I_g} n_{it}\, \mathrm{reach}_{it} + \mathrm{short} \ge \alpha \sum_{i \in I_g} n_{it} $$

        ∀ rules of kind reach_share, their groups g, periods t
        Unit: 1,000 residents
        Source: workbook, sheet Rules
        """
        return share_of_residents(m, context, m.reach, rule, group, t)

    @model.Constraint(context.rules_of("served_share"))
    def served_share(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""At least a share of the demand is served within the minutes.

        $$ \sum_{i \in I_g} \sum_{j \in J_{im}} d_{ist}\, \mathrm{flow}_{ijst} + \mathrm{short}
           \ge \alpha \sum_{i \in I_g} d_{ist} $$

        ∀ rules of kind served_share, their groups g, periods t
        Unit: 1,000 equivalent residents
        Source: workbook, sheet Rules
        """
        scoped = context.rules[rule, group]
        s = scoped.service
        demand = {i: parameters.demand[i, s, t] for i in scoped.places if (i, s, t) in parameters.demand}
        if not demand:
            return pyo.Constraint.Skip
        served = sum(
            amount * m.flow[i, j, s, t]
            for i, amount in demand.items()
            for j, minutes in context.sites_for.get((i, s, t), [])
            if minutes <= scoped.minutes
        )
        return served + m.shortfall[rule, group, t] >= scoped.value * sum(demand.values())
