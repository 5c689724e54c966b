r"""Funding: every cost additional to today is paid, by pots that may, up to what they have.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
``pay[f,c,q,t]``           money of pot f for category c of funding class q in period t
:math:`C_{cqt}`            cost of category c of class q in period t, incremental to today, less revenue
:math:`B_{ft}`             budget of pot f per year
:math:`\tau_{ft}`          first period whose money is still there in t: t itself unless the pot carries over
:math:`Y_t`                years of the period
:math:`\beta_{fcq}`        largest share of pot f
:math:`\mu`                matching money per unit of the pot's own
========================== =========================================================================

A pot of a region pays for the sites of that region alone; no payment exists for others. Kept capacity is cost-neutral.
Set-up, closing and investment are paid once, running and staff cost in every year of the period. A site of today that
becomes another type pays for converting instead of set-up, where that cost is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyomo.environ as pyo

from planning_model.classes import CATEGORIES, FundingClass, PotRules
from planning_model.constraints.grants import Shares, add_grants
from planning_model.constraints.hosts import saved
from planning_model.constraints.opening import may_stop, starts, stops
from planning_model.constraints.revenue import SiteCosts, add_revenue, covered
from planning_model.names import Expr, Period, Resource, Site, Type, lookup, records
from planning_model.parameters import MILLION
from planning_model.sets import Context

ONE_OFF = ("setup", "closing", "investment", "recruiting")

CostKey = tuple[str, FundingClass, Period]
CostTerm = tuple[str, Site, Type, Period, Expr]


def add_funding(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds revenue, cost by class, payments, budgets, shares, matching and grants."""
    rules = PotRules(context.parameters)
    of_sites = _costs_of_sites(model, context)
    add_revenue(model, context, of_sites)
    costs = _collect(model, context, rules, of_sites)
    model.COSTS = pyo.Set(dimen=3, initialize=list(costs))
    model.cost = pyo.Expression(model.COSTS, rule=lambda _, *key: costs[key])
    shares = {
        (pot, c, q): share for c, q, _ in costs for pot in rules.pots if (share := rules.largest_share(pot, c, q)) > 0
    }
    model.PAYMENTS = pyo.Set(
        dimen=4, initialize=[(pot, c, q, t) for c, q, t in costs for pot in rules.pots if (pot, c, q) in shares]
    )
    model.pay = pyo.Var(model.PAYMENTS, domain=pyo.NonNegativeReals)
    _add_payments(model, rules, shares)
    _add_budgets(model, context, rules)
    _add_matching(model, rules)
    add_grants(model, context, rules, shares)


def _add_payments(model: pyo.ConcreteModel, rules: PotRules, shares: Shares) -> None:
    def paid_by_all(m: pyo.ConcreteModel, c: str, q: FundingClass, t: Period) -> Expr:
        return sum(m.pay[f, c, q, t] for f in rules.pots if (f, c, q, t) in m.PAYMENTS)

    @model.Constraint(model.COSTS)
    def cost_paid(m: pyo.ConcreteModel, c: str, q: FundingClass, t: Period) -> Expr:
        r"""Every cost is paid in full.

        $$ \sum_f \mathrm{pay}_{fcqt} = C_{cqt} $$

        ∀ cost categories c, funding classes q, periods t
        Unit: million EUR within the period
        Source: definition (no unfunded plan)
        """
        return paid_by_all(m, c, q, t) == m.cost[c, q, t]

    @model.Constraint(model.PAYMENTS)
    def pot_share(m: pyo.ConcreteModel, f: str, c: str, q: FundingClass, t: Period) -> Expr:
        r"""A pot pays at most its share of what all pots pay, which is the cost.

        $$ \mathrm{pay}_{fcqt} \le \beta_{fcq} \sum_{f'} \mathrm{pay}_{f'cqt} $$

        ∀ pots f with a largest share below 1, categories c, classes q, periods t
        Unit: million EUR within the period
        Source: workbook, sheet PotRules (e.g. § 12b KHG: at most half from the Transformationsfonds)
        """
        share = shares[f, c, q]
        return m.pay[f, c, q, t] <= share * paid_by_all(m, c, q, t) if share < 1 else pyo.Constraint.Skip


def _add_budgets(model: pyo.ConcreteModel, context: Context, rules: PotRules) -> None:
    parameters = context.parameters
    money = {
        (row.pot, row.period): parameters.years[row.period] * row.budget for row in records(parameters.tables["Pots"])
    }

    def still_there(f: str, t: Period) -> list[Period]:
        """The periods whose money may be spent in t."""
        return parameters.periods[: parameters.periods.index(t) + 1] if rules.pots[f].carry_over else [t]

    def paid(m: pyo.ConcreteModel, f: str, periods: list[Period]) -> list[Expr]:
        return [m.pay[index] for index in m.PAYMENTS if index[0] == f and index[-1] in periods]

    @model.Constraint(list(money))
    def pot_budget(m: pyo.ConcreteModel, f: str, t: Period) -> Expr:
        r"""No pot pays more than it has; where money is carried over, no more than it has had so far.

        $$ \sum_{t'=\tau_{ft}}^{t} \sum_{c,q} \mathrm{pay}_{fcqt'} \le \sum_{t'=\tau_{ft}}^{t} Y_{t'}\, B_{ft'} $$

        ∀ pots f, periods t
        Unit: million EUR within the period
        Source: workbook, sheet Pots (e.g. § 12b KHG: what is not called up of the Transformationsfonds remains)
        """
        periods = still_there(f, t)
        payments = paid(m, f, periods)
        return sum(payments) <= sum(money[f, u] for u in periods) if payments else pyo.Constraint.Skip

    @model.Constraint([(f, t) for f, t in money if rules.pots[f].needs_type])
    def pot_needs_site(m: pyo.ConcreteModel, f: str, t: Period) -> Expr:
        r"""A regional budget pays only while its management unit runs in the region.

        $$ \sum_{c,q} \mathrm{pay}_{fcqt} \le \Bigl( \sum_{t'=\tau_{ft}}^{t} Y_{t'}\, B_{ft'} \Bigr)
           \sum_{j \in J_f} \mathrm{open}_{jk_f t} $$

        ∀ pots f that need a site of type :math:`k_f` in their region, periods t
        Unit: million EUR within the period
        Source: workbook, sheet Pots
        """
        pot = rules.pots[f]
        units = [(j, pot.needs_type, t) for j in context.groups.sites(pot.grouping, pot.group)]
        running = sum(m.open[index] for index in units if index in m.OPENINGS)
        payments = paid(m, f, [t])
        most = sum(money[f, u] for u in still_there(f, t))
        return sum(payments) <= most * running if payments else pyo.Constraint.Skip


def _add_matching(model: pyo.ConcreteModel, rules: PotRules) -> None:
    matches = {
        (match.number, c, q, t): match
        for c, q, t in model.COSTS
        for match in rules.matches(c, q)
        if (match.pot, c, q, t) in model.PAYMENTS
    }

    @model.Constraint(list(matches))
    def pot_match(m: pyo.ConcreteModel, number: int, c: str, q: FundingClass, t: Period) -> Expr:
        r"""For every euro of one pot another pays at least so much.

        $$ \mathrm{pay}_{f'cqt} \ge \mu\, \mathrm{pay}_{fcqt} $$

        ∀ matching rules (pot f, partner f'), categories c, classes q, periods t
        Unit: million EUR within the period
        Source: workbook, sheet PotRules (e.g. § 12b KHG: the Land pays at least half of the rest)
        """
        match = matches[number, c, q, t]
        by_partner = m.pay[match.partner, c, q, t] if (match.partner, c, q, t) in m.PAYMENTS else 0
        return by_partner >= match.share * m.pay[match.pot, c, q, t]


def _collect(model: pyo.ConcreteModel, context: Context, rules: PotRules, of_sites: SiteCosts) -> dict[CostKey, Expr]:
    """Cost of every category, class and period in million EUR: what is left of it after revenue."""
    terms: dict[CostKey, list[Expr]] = defaultdict(list)
    sites = context.parameters.sites
    for (category, j, k, t), parts in of_sites.items():
        terms[category, rules.class_of(sites[j], k), t] += parts
    for (j, k, category, t), part in covered(model).items():
        terms[category, rules.class_of(sites[j], k), t].append(-part)
    for funding_class, t, part in _recruiting(model, context, rules):
        terms["recruiting", funding_class, t].append(part)
    order = {category: position for position, category in enumerate(CATEGORIES)}
    return {key: sum(terms[key]) for key in sorted(terms, key=lambda key: (order[key[0]], key[1], key[2]))}


def _costs_of_sites(model: pyo.ConcreteModel, context: Context) -> SiteCosts:
    """The terms below by category, site, type and period."""
    terms: dict[tuple[str, Site, Type, Period], list[Expr]] = defaultdict(list)
    for category, j, k, t, term in _terms(model, context):
        terms[category, j, k, t].append(term)
    return terms


def _terms(m: pyo.ConcreteModel, context: Context) -> Iterator[CostTerm]:
    parameters = context.parameters
    for j, k, t in m.OPENINGS:
        site = parameters.sites[j]
        row = parameters.type_table[k]
        if row["closing_cost"] > 0 and may_stop(context, j, k, t):
            yield "closing", j, k, t, row["closing_cost"] / MILLION * stops(m, context, j, k, t)
        if site.origin(k) == "existing":
            continue
        setup = parameters.setup_cost(site, k) / MILLION
        yearly = row["yearly_cost"] / MILLION
        if setup > 0:
            yield "setup", j, k, t, setup * starts(m, context, j, k, t)
        if yearly > 0:
            fixed = yearly * m.open[j, k, t] - saved(m, context, j, k, t) / MILLION
            yield "running", j, k, t, parameters.years[t] * fixed
    posts = _staff_cost_per_unit(context)
    for j, k, r, t in m.CAPACITIES:
        resource = parameters.resource_table[r]
        invest = resource["investment"] * resource["step"] / MILLION
        if invest > 0:
            yield "investment", j, k, t, invest * m.added[j, k, r, t]
        new = _new_units(m, j, k, r, t)
        if resource["running_cost"] > 0:
            yield "running", j, k, t, parameters.years[t] * resource["running_cost"] / MILLION * new
        if posts.get(r, 0.0) > 0:
            yield "staff", j, k, t, parameters.years[t] * posts[r] * new
    yield from _link_costs(m, context)


def _link_costs(m: pyo.ConcreteModel, context: Context) -> Iterator[CostTerm]:
    parameters = context.parameters
    costs = {(link.site, link.partner): link.yearly_cost / MILLION for link in parameters.links}
    for j, k, partner, t in m.LINKS:
        if costs[j, partner] > 0:
            yearly = parameters.years[t] * costs[j, partner]
            yield "running", j, k, t, yearly * m.link[j, k, partner, t]


def _new_units(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
    kept = m.kept[j, k, r, t] if (j, k, r, t) in m.STANDING else 0
    return m.modules[j, k, r, t] - kept


def _recruiting(m: pyo.ConcreteModel, context: Context, rules: PotRules) -> Iterator[tuple[FundingClass, Period, Expr]]:
    for row in records(context.parameters.tables["LabourPools"]):
        index = (row.grouping, row.group, row.profession, row.period)
        if row.recruit_cost > 0 and index in m.recruit:
            funding_class = rules.class_of_pool(row.grouping, row.group)
            yield funding_class, row.period, row.recruit_cost / MILLION * m.recruit[index]


def _staff_cost_per_unit(context: Context) -> dict[Resource, float]:
    """Million EUR per year for the staff of one unit of each resource."""
    salary = lookup(context.parameters.tables["Professions"], "profession", "staff_cost")
    cost: dict[Resource, float] = defaultdict(float)
    for row in records(context.parameters.tables["Staffing"]):
        cost[row.resource] += row.fte * salary[row.profession] / MILLION
    return cost
