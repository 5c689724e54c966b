r"""Revenue: what sites earn lowers what pots have to pay for running them.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``covered[j,k,c,t]``       running or staff cost (category c) of site j as type k that its revenue covers
:math:`a_k`                lump sums of type k
:math:`a_{ks}`             amounts per resident served with s; amounts per unit are turned into such
:math:`G_{jkct}`           cost of category c of site j as type k, before revenue
========================== =========================================================================

Subsidy is cost less revenue, and never below 0: what a site earns above its cost helps no other. Sites that go on as
what they are today earn what they earn today, which is no part of the plan.
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
    """What a type earns in a year: million EUR a site, and million EUR per thousand residents served."""

    lump: float = 0.0
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
           Y_t \Bigl( a_k\, \mathrm{open}_{jkt} + \sum_{r,s} a_{ks}\, \mathrm{work}_{jkrst} \Bigr) $$

        ∀ sites j and types k that earn and are not what the site is today, periods t
        Unit: million EUR within the period
        Source: workbook, sheet Revenue
        """
        worked = [
            rates[k].served[s] * m.work[j, k, production.resource, s, t]
            for s in rates[k].served
            for kind, production in context.productions.get((j, s, t), [])
            if kind == k and (j, s, t) in context.places_for
        ]
        earned = rates[k].lump * m.open[j, k, t] + sum(worked)
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
            elif row.service in parameters.produces[kind]:
                units = parameters.per_resident[row.service] if row.basis == "unit" else 1.0
                rates[kind].served[row.service] += row.amount * units * THOUSAND / MILLION
    return rates
