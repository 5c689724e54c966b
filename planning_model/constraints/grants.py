r"""Grants: what a pot must pay at least, and pots that exclude each other at a site.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``takes[f,f',j]``          site j takes money from pot f by a rule that excludes pot f'
:math:`\alpha_{fcq}`       smallest share of pot f
:math:`\beta_{fcq}`        largest share of pot f
:math:`\beta^{f'}_{fcq}`   largest share of pot f by rules that do not exclude f'
:math:`\bar{C}_{cqt}`      the most that the site can cost, from its types and their largest capacity
========================== =========================================================================
"""

from __future__ import annotations

from collections.abc import Mapping

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from planning_model.classes import FundingClass, PotRules
from planning_model.names import Expr, Period
from planning_model.sets import Context

Shares = Mapping[tuple[str, str, FundingClass], float]


def add_grants(model: pyo.ConcreteModel, context: Context, rules: PotRules, shares: Shares) -> None:
    """Adds smallest shares and exclusions."""
    _add_smallest_shares(model, rules)
    _add_exclusions(model, context, rules, shares)


def _add_smallest_shares(model: pyo.ConcreteModel, rules: PotRules) -> None:
    least = {(f, c, q, t): rules.smallest_share(f, c, q) for f, c, q, t in model.PAYMENTS}

    @model.Constraint([index for index, share in least.items() if share > 0])
    def pot_least(m: pyo.ConcreteModel, f: str, c: str, q: FundingClass, t: Period) -> Expr:
        r"""A pot bears at least its smallest share.

        $$ \mathrm{pay}_{fcqt} \ge \alpha_{fcq}\, C_{cqt} $$

        ∀ pots f with a smallest share, categories c, classes q, periods t
        Unit: million EUR within the period
        Source: workbook, sheet PotRules (own share of the carrier)
        """
        return m.pay[f, c, q, t] >= least[f, c, q, t] * m.cost[c, q, t]


def _add_exclusions(model: pyo.ConcreteModel, context: Context, rules: PotRules, shares: Shares) -> None:
    pairs = {(f, other, q.site) for c, q, _ in model.COSTS if q.site for f, other in rules.exclusions(c, q)}
    if not pairs:
        return
    model.takes = pyo.Var(sorted(pairs), domain=pyo.Binary)
    most = {key: _most(context, model.cost[key]) for key in model.COSTS if key[1].site}
    grants = {
        (f, other, c, q, t): free
        for f, other, site in sorted(pairs)
        for c, q, t in most
        if q.site == site and (f, c, q, t) in model.PAYMENTS
        if (free := rules.free_share(f, c, q, other)) < shares[f, c, q]
    }

    @model.Constraint(list(grants))
    def grant_taken(m: pyo.ConcreteModel, f: str, other: str, c: str, q: FundingClass, t: Period) -> Expr:
        r"""By a rule that excludes another pot money flows only to a site that takes it.

        $$ \mathrm{pay}_{fcqt} \le \beta^{f'}_{fcq}\, C_{cqt}
           + (\beta_{fcq} - \beta^{f'}_{fcq})\, \bar{C}_{cqt}\, \mathrm{takes}_{ff'j} $$

        ∀ pots f, pots f' that a rule of f excludes, classes q of a single site j, categories c, periods t
        Unit: million EUR within the period
        Source: workbook, sheet PotRules (e.g. NKHVO: the grant for an RGZ excludes other money of the Land)
        """
        free = grants[f, other, c, q, t]
        bound = (shares[f, c, q] - free) * most[c, q, t] * m.takes[f, other, q.site]
        return m.pay[f, c, q, t] <= free * m.cost[c, q, t] + bound

    excluded = [
        (f, other, c, q, t)
        for f, other, site in sorted(pairs)
        for c, q, t in most
        if q.site == site and (other, c, q, t) in model.PAYMENTS
    ]

    @model.Constraint(excluded)
    def grant_excludes(m: pyo.ConcreteModel, f: str, other: str, c: str, q: FundingClass, t: Period) -> Expr:
        r"""A site that takes the one money takes none of the other, in the whole plan.

        $$ \mathrm{pay}_{f'cqt} \le \beta_{f'cq}\, \bar{C}_{cqt}\, (1 - \mathrm{takes}_{ff'j}) $$

        ∀ pots f, pots f' that a rule of f excludes, classes q of a single site j, categories c, periods t
        Unit: million EUR within the period
        Source: workbook, sheet PotRules (e.g. NKHVO: the grant for an RGZ excludes other money of the Land)
        """
        return m.pay[other, c, q, t] <= shares[other, c, q] * most[c, q, t] * (1 - m.takes[f, other, q.site])


def _most(context: Context, cost: Expr) -> float:
    """The largest value of a cost that is linear in bounded decisions."""
    linear = generate_standard_repn(cost)
    ends = zip(linear.linear_coefs, linear.linear_vars, strict=True)
    return float(linear.constant + sum(factor * _end(context, var) for factor, var in ends if factor > 0))


def _end(context: Context, var: Expr) -> float:
    if var.ub is not None:
        return float(var.ub)
    j, k, r, _ = var.index()  # modules have no bound of their own: the type's maximum limits them
    return context.parameters.largest(context.parameters.sites[j], k, r)
