r"""Backup cover: residents who keep a site within reach when one closes for a day.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``twice[g,i,t]``           place i has two offering sites within the minutes of rule g
``offers[j,s,t]``          site j really offers s
``shortfall``              what a soft rule misses
:math:`n_{it}`             residents of place i, thousand
:math:`J_{im}`             sites within m minutes of place i
========================== =========================================================================

``twice`` is binary, since of a share one site alone would give a place half.
"""

from __future__ import annotations

import pyomo.environ as pyo

from planning_model.constraints.access import share_of_residents, sites_within
from planning_model.names import Expr, Period, Place, Site
from planning_model.sets import Context

ENOUGH = 2


def add_backup(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds who has two sites to go to, and the targets on it."""
    parameters = context.parameters
    rules = context.rules_of("backup_share")
    near = {
        (rule, place, period): sites
        for rule, group, period in rules
        for place, sites in _sites_near(model, context, rule, group, period).items()
        if parameters.residents[period][place] > 0
    }
    model.TWICE = pyo.Set(dimen=3, initialize=list(near))
    model.twice = pyo.Var(model.TWICE, domain=pyo.Binary)

    @model.Constraint(model.TWICE)
    def twice_needs_two(m: pyo.ConcreteModel, rule: str, i: Place, t: Period) -> Expr:
        r"""A place has backup cover only with two sites that offer the service within the minutes.

        $$ 2\, \mathrm{twice}_{it} \le \sum_{j \in J_{im}} \mathrm{offers}_{jst} $$

        ∀ rules of kind backup_share, places i with residents, periods t
        Unit: sites
        Source: Hogan and ReVelle (1986), backup coverage; workbook, sheet Rules
        """
        service = next(scoped.service for (name, _), scoped in context.rules.items() if name == rule)
        return ENOUGH * m.twice[rule, i, t] <= sum(m.offers[j, service, t] for j in near[rule, i, t])

    @model.Constraint(rules)
    def backup_share(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""At least a share of the residents has the service twice within the minutes.

        $$ \sum_{i \in I_g} n_{it}\, \mathrm{twice}_{it} + \mathrm{short} \ge \alpha \sum_{i \in I_g} n_{it} $$

        ∀ rules of kind backup_share, their groups g, periods t
        Unit: 1,000 residents
        Source: workbook, sheet Rules
        """
        return share_of_residents(m, context, m.twice, rule, group, t)


def _sites_near(
    model: pyo.ConcreteModel, context: Context, rule: str, group: str, period: Period
) -> dict[Place, list[Site]]:
    """For each place of the group the sites within the rule's minutes that can offer its service."""
    scoped = context.rules[rule, group]
    near = sites_within(context.parameters.instance.travel, scoped.minutes)
    return {
        place: [site for site in near.get(place, []) if (site, scoped.service, period) in model.OFFERS]
        for place in scoped.places
    }
