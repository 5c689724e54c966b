r"""Revenue: what sites earn lowers what pots have to pay for running them.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``covered[j,k,c,t]``       running or staff cost (category c) of site j as type k that its revenue covers
:math:`a_k`                lump sums of type k
:math:`a_{ks}`             amounts per unit of s that the site's own resources work
:math:`a'_{ks}`            amounts per resident assigned to the site for s
:math:`G_{jkct}`           cost of category c of site j as type k, before revenue
========================== =========================================================================

Residents are assigned to a site whatever it runs as; they count for the type that has a cost to cover, the one it runs
as. Subsidy is cost less revenue, and never below 0: what a site earns above its cost helps no other. Sites that go on
as what they are today earn what they earn today, which is no part of the plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Service, Site, Type, records
from planning_model.parameters import MILLION, THOUSAND, Parameters
from planning_model.sets import Context

COVERED = ("running", "staff")

SiteCosts = Mapping[tuple[str, Site, Type, Period], list[Expr]]
"""Terms of the cost of a category, site, type and period, in million EUR."""


@dataclass
class Rates:
    """What a type earns in a year: million EUR a site, and per thousand equivalent residents worked for or served."""

    lump: float = 0.0
    worked: dict[Service, float] = field(default_factory=lambda: defaultdict(float))
    served: dict[Service, float] = field(default_factory=lambda: defaultdict(float))


def add_revenue(model: pyo.ConcreteModel, context: Context, costs: SiteCosts) -> None:
    """Adds what revenue covers, limited by what is earned and by what running the site costs."""
    rates = _rates(context.parameters)
    sites = context.parameters.sites
    earning = [
        (j, k, c, t)
        for c, j, k, t in costs
        if c in COVERED and k in rates and sites[j].origin(k) == "new" and costs[c, j, k, t]
    ]
    if not earning:
        return
    model.covered = pyo.Var(earning, domain=pyo.NonNegativeReals)

    @model.Constraint(list(dict.fromkeys((j, k, t) for j, k, _, t in earning)))
    def revenue_earned(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""No more is covered by revenue than the site earns.

        $$ \sum_c \mathrm{covered}_{jkct} \le
           Y_t \Bigl( a_k\, \mathrm{open}_{jkt} + \sum_{r,s} a_{ks}\, \mathrm{work}_{jkrst}
           + \sum_{i,s} a'_{ks}\, d_{ist}\, \mathrm{flow}_{ijst} \Bigr) $$

        ∀ sites j and types k that earn and are not what the site is today, periods t
        Unit: million EUR within the period
        Source: workbook, sheet Revenue
        """
        worked = [
            amount * m.work[j, k, production.resource, s, t]
            for s, amount in rates[k].worked.items()
            for kind, production in context.productions.get((j, s, t), [])
            if (j, kind, production.resource, s, t) in m.PRODUCTIONS and kind == k
        ]
        served = [
            amount * context.parameters.demand[i, s, t] * m.flow[i, j, s, t]
            for s, amount in rates[k].served.items()
            for i in context.places_for.get((j, s, t), [])
        ]
        earned = rates[k].lump * m.open[j, k, t] + sum(worked) + sum(served)
        used = sum(m.covered[j, k, c, t] for c in COVERED if (j, k, c, t) in m.covered)
        return used <= context.parameters.years[t] * earned

    @model.Constraint(earning)
    def revenue_within_cost(m: pyo.ConcreteModel, j: Site, k: Type, c: str, t: Period) -> Expr:
        r"""Revenue covers no more than the cost of the site itself.

        $$ \mathrm{covered}_{jkct} \le G_{jkct} $$

        ∀ sites j and types k that earn, categories c of running cost, periods t
        Unit: million EUR within the period
        Source: definition (subsidy = cost − revenue ≥ 0)
        """
        return m.covered[j, k, c, t] <= sum(costs[c, j, k, t])


def covered(m: pyo.ConcreteModel) -> Mapping[tuple[Site, Type, str, Period], Expr]:
    """What revenue covers, by site, type, category and period; nothing without revenue."""
    return m.covered if hasattr(m, "covered") else {}


def _rates(parameters: Parameters) -> dict[Type, Rates]:
    rates: dict[Type, Rates] = defaultdict(Rates)
    for row in records(parameters.tables["Revenue"]):
        for kind in [Type(row.type)] if row.type else parameters.type_table:
            if row.basis == "site":
                rates[kind].lump += row.amount / MILLION
            elif row.basis == "unit" and row.service in parameters.produces[kind]:
                units = THOUSAND * parameters.per_resident_of_part[row.service]
                rates[kind].worked[row.service] += row.amount * units / MILLION
            elif row.basis == "resident":
                rates[kind].served[row.service] += row.amount * THOUSAND / MILLION
    return rates
