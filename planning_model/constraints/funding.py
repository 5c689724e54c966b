r"""Funding: every cost additional to today is paid, by pots that may, up to what they have.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``pay[f,c,q,t]``           money of pot f for category c of funding class q in period t
:math:`C_{cqt}`            cost of category c of class q in period t, incremental to today
:math:`B_{ft}`             budget of pot f per year
:math:`Y_t`                years of the period
:math:`\beta_{fcq}`        largest share of pot f
:math:`\mu`                matching money per unit of the pot's own
========================== =========================================================================

Kept capacity is cost-neutral. Set-up, closing and investment are paid once, running and staff cost in every year of
the period. A site of today that becomes another type pays for converting instead of set-up, where that cost is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyomo.environ as pyo

from planning_model.classes import CATEGORIES, FundingClass, PotRules
from planning_model.constraints.hosts import saved
from planning_model.constraints.opening import may_stop, starts, stops
from planning_model.names import Expr, Period, Resource, Site, Type, lookup, records
from planning_model.parameters import MILLION
from planning_model.sets import Context

ONE_OFF = ("setup", "closing", "investment", "recruiting")

CostKey = tuple[str, FundingClass, Period]


def add_funding(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds cost by class, payments, budgets, shares and matching."""
    rules = PotRules(context.parameters)
    costs = _collect(model, context, rules)
    model.COSTS = pyo.Set(dimen=6, initialize=[(c, *q, t) for c, q, t in costs])
    model.cost = pyo.Expression(model.COSTS, rule=lambda _, c, *rest: costs[c, FundingClass(*rest[:4]), rest[4]])
    shares = {
        (pot, c, q): share for c, q, _ in costs for pot in rules.pots if (share := rules.largest_share(pot, c, q)) > 0
    }
    model.PAYMENTS = pyo.Set(
        dimen=7, initialize=[(pot, c, *q, t) for c, q, t in costs for pot in rules.pots if (pot, c, q) in shares]
    )
    model.pay = pyo.Var(model.PAYMENTS, domain=pyo.NonNegativeReals)
    _add_payments(model, context, rules, shares)
    _add_matching(model, rules)


def _add_payments(
    model: pyo.ConcreteModel, context: Context, rules: PotRules, shares: dict[tuple[str, str, FundingClass], float]
) -> None:
    parameters = context.parameters
    budgets = {(row.pot, row.period): row.budget for row in records(parameters.tables["Pots"])}

    @model.Constraint(model.COSTS)
    def cost_paid(m: pyo.ConcreteModel, c: str, *q_and_t: str) -> Expr:
        r"""Every cost is paid in full.

        $$ \sum_f \mathrm{pay}_{fcqt} = C_{cqt} $$

        ∀ cost categories c, funding classes q, periods t
        Unit: million EUR within the period
        Source: definition (no unfunded plan)
        """
        return sum(m.pay[f, c, *q_and_t] for f in rules.pots if (f, c, *q_and_t) in m.PAYMENTS) == m.cost[c, *q_and_t]

    @model.Constraint(list(budgets))
    def pot_budget(m: pyo.ConcreteModel, f: str, t: Period) -> Expr:
        r"""No pot pays more than it has.

        $$ \sum_{c,q} \mathrm{pay}_{fcqt} \le Y_t\, B_{ft} $$

        ∀ pots f, periods t
        Unit: million EUR within the period
        Source: workbook, sheet Pots
        """
        paid = [m.pay[index] for index in m.PAYMENTS if index[0] == f and index[-1] == t]
        return sum(paid) <= parameters.years[t] * budgets[f, t] if paid else pyo.Constraint.Skip

    @model.Constraint(model.PAYMENTS)
    def pot_share(m: pyo.ConcreteModel, f: str, c: str, *q_and_t: str) -> Expr:
        r"""A pot pays at most its share.

        $$ \mathrm{pay}_{fcqt} \le \beta_{fcq}\, C_{cqt} $$

        ∀ pots f with a largest share below 1, categories c, classes q, periods t
        Unit: million EUR within the period
        Source: workbook, sheet PotRules (e.g. § 12b KHG: at most half from the Transformationsfonds)
        """
        share = shares[f, c, FundingClass(*q_and_t[:4])]
        return m.pay[f, c, *q_and_t] <= share * m.cost[c, *q_and_t] if share < 1 else pyo.Constraint.Skip


def _add_matching(model: pyo.ConcreteModel, rules: PotRules) -> None:
    matches = [
        (match.number, match.pot, match.partner, match.share, c, *q, t)
        for c, *rest in model.COSTS
        for q, t in [(FundingClass(*rest[:4]), rest[4])]
        for match in rules.matches(c, q)
        if (match.pot, c, *q, t) in model.PAYMENTS
    ]
    match_share = {(number, *rest): share for number, _, _, share, *rest in matches}
    pots_of = {(number, *rest): (pot, partner) for number, pot, partner, _, *rest in matches}

    @model.Constraint(list(match_share))
    def pot_match(m: pyo.ConcreteModel, number: int, c: str, *q_and_t: str) -> Expr:
        r"""For every euro of one pot another pays at least so much.

        $$ \mathrm{pay}_{f'cqt} \ge \mu\, \mathrm{pay}_{fcqt} $$

        ∀ matching rules (pot f, partner f'), categories c, classes q, periods t
        Unit: million EUR within the period
        Source: workbook, sheet PotRules (e.g. § 12b KHG: the Land pays at least half of the rest)
        """
        pot, partner = pots_of[number, c, *q_and_t]
        by_partner = m.pay[partner, c, *q_and_t] if (partner, c, *q_and_t) in m.PAYMENTS else 0
        return by_partner >= match_share[number, c, *q_and_t] * m.pay[pot, c, *q_and_t]


def _collect(model: pyo.ConcreteModel, context: Context, rules: PotRules) -> dict[CostKey, Expr]:
    """Cost of every category, class and period in million EUR, as sums of the terms below."""
    terms: dict[CostKey, list[Expr]] = defaultdict(list)
    for category, funding_class, period, term in _terms(model, context, rules):
        terms[category, funding_class, period].append(term)
    order = {category: position for position, category in enumerate(CATEGORIES)}
    return {key: sum(terms[key]) for key in sorted(terms, key=lambda key: (order[key[0]], key[1], key[2]))}


def _terms(m: pyo.ConcreteModel, context: Context, rules: PotRules) -> Iterator[tuple[str, FundingClass, Period, Expr]]:
    parameters = context.parameters
    for j, k, t in m.OPENINGS:
        site = parameters.sites[j]
        row = parameters.type_table[k]
        funding_class = rules.class_of(site, k)
        if row["closing_cost"] > 0 and may_stop(context, j, k, t):
            yield "closing", funding_class, t, row["closing_cost"] / MILLION * stops(m, context, j, k, t)
        if site.origin(k) == "existing":
            continue
        setup = parameters.setup_cost(site, k) / MILLION
        yearly = row["yearly_cost"] / MILLION
        if setup > 0:
            yield "setup", funding_class, t, setup * starts(m, context, j, k, t)
        if yearly > 0:
            fixed = yearly * m.open[j, k, t] - saved(m, context, j, k, t) / MILLION
            yield "running", funding_class, t, parameters.years[t] * fixed
    posts = _staff_cost_per_unit(context)
    for j, k, r, t in m.CAPACITIES:
        resource = parameters.resource_table[r]
        funding_class = rules.class_of(parameters.sites[j], k)
        invest = resource["investment"] * resource["step"] / MILLION
        if invest > 0:
            yield "investment", funding_class, t, invest * m.added[j, k, r, t]
        new = _new_units(m, j, k, r, t)
        if resource["running_cost"] > 0:
            yield "running", funding_class, t, parameters.years[t] * resource["running_cost"] / MILLION * new
        if posts.get(r, 0.0) > 0:
            yield "staff", funding_class, t, parameters.years[t] * posts[r] * new
    yield from _link_costs(m, context, rules)
    yield from _recruiting(m, context)


def _link_costs(
    m: pyo.ConcreteModel, context: Context, rules: PotRules
) -> Iterator[tuple[str, FundingClass, Period, Expr]]:
    parameters = context.parameters
    costs = {(link.site, link.partner): link.yearly_cost / MILLION for link in parameters.links}
    for j, k, partner, t in m.LINKS:
        if costs[j, partner] > 0:
            yearly = parameters.years[t] * costs[j, partner]
            yield "running", rules.class_of(parameters.sites[j], k), t, yearly * m.link[j, k, partner, t]


def _new_units(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
    kept = m.kept[j, k, r, t] if (j, k, r, t) in m.STANDING else 0
    return m.modules[j, k, r, t] - kept


def _recruiting(m: pyo.ConcreteModel, context: Context) -> Iterator[tuple[str, FundingClass, Period, Expr]]:
    for row in records(context.parameters.tables["LabourPools"]):
        index = (row.grouping, row.group, row.profession, row.period)
        if row.recruit_cost > 0 and index in m.recruit:
            yield "recruiting", FundingClass(), row.period, row.recruit_cost / MILLION * m.recruit[index]


def _staff_cost_per_unit(context: Context) -> dict[Resource, float]:
    """Million EUR per year for the staff of one unit of each resource."""
    salary = lookup(context.parameters.tables["Professions"], "profession", "staff_cost")
    cost: dict[Resource, float] = defaultdict(float)
    for row in records(context.parameters.tables["Staffing"]):
        cost[row.resource] += row.fte * salary[row.profession] / MILLION
    return cost
