r"""The elastic model: every demand of the workbook may give way, at a price. What gives way tells why there is no plan.

A demand is one thing that somebody has asked for and could ask less of: a hard rule in one group, the budget of a pot,
a labour pool, the status of a site. Its rows get one slack variable, in the unit of the row:

$$ a^\top x + \mathrm{gives}_d \ge b, \qquad a^\top x - \mathrm{gives}_d \le b, \qquad
   \min \sum_d \pi_d\, \mathrm{gives}_d $$

What is no demand (travel, assignment, capacity, what a type consists of, which pot may pay for what) never gives way.
Of several futures a rule and a status give way in all of them alike, for the workbook says them once. A pot and a pool
give way in the workbook, from which the futures start; and in a future alone, where that says something of them.
Source: Chinneck (2008), Feasibility and Infeasibility in Optimization, elastic programming.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyomo.environ as pyo
from pyomo.core.base.constraint import ConstraintData

from instances.catalogue.relaxing import PRICE_OF_STATUS
from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.futures import Future, futures_of
from instances.instance import Instance
from instances.overrides import Override
from planning_model.build import BuiltModel
from planning_model.constraints.supply import SeatsNeeded
from planning_model.demands import COUNTS, IN_THOUSANDS, Demand, Slacks, price_of
from planning_model.elastic_amounts import pools, pots
from planning_model.futures import build_for
from planning_model.names import Expr, Period, Site, records
from planning_model.parameters import MILLION, THOUSAND
from planning_model.rules import ScopedRule

CAP_ON_SEATS, LEGAL_BASIS = "supply_cap", "resource_legal_basis"


@dataclass(frozen=True)
class ElasticModel:
    """The model in which demands give way; ``model.gives`` counts by how much, demand by demand.

    ``model.exempt`` counts by how much one of them, by its number, gives way in one of several futures alone: free of
    charge, for no workbook can say so. It is fixed where there is nothing to tell apart.
    """

    model: pyo.ConcreteModel
    demands: tuple[Demand, ...]
    price: Expr


def build_elastic(instance: Instance) -> ElasticModel:
    """The elastic model of an instance, with all its futures."""
    obliged, excluded = _obliged(instance), _freed(instance, "excluded")
    built = build_for(instance, [*obliged.values(), *excluded.values()])
    plans, model = built.plans, built.model
    futures = _futures(instance)
    slack: Slacks = {}
    slack |= _rules(plans)
    slack |= pots(plans, instance, futures)
    slack |= pools(plans, instance, futures)
    slack |= _statuses(next(iter(plans)), built.expected, instance, [*obliged, *excluded])
    demands = tuple(slack)
    model.gives = pyo.Var(range(len(demands)), domain=pyo.NonNegativeReals)
    there = [(number, name) for number, demand in enumerate(demands) for name in slack[demand]]
    model.exempt = pyo.Var(there, domain=pyo.NonNegativeReals)
    for number, demand in enumerate(demands):
        if demand.whole:
            model.gives[number].domain = pyo.NonNegativeIntegers
        for name, rows in slack[demand].items():
            if len(plans) == 1 or demand.future or demand.decided_before:
                model.exempt[number, name].fix(0.0)
            for row, factor in rows:
                _loosen(row, factor * (model.gives[number] + model.exempt[number, name]))
    price = sum(demand.price * model.gives[number] for number, demand in enumerate(demands))
    return ElasticModel(model, demands, price)


def _futures(instance: Instance) -> dict[str, Future]:
    """The futures by name as the model has them: one without a name where there are not several."""
    futures = futures_of(instance)
    return {future.name: future for future in futures} if len(futures) > 1 else {"": Future("", 1.0, ())}


def _loosen(row: ConstraintData, slack: Expr) -> None:
    if row.has_lb():
        row.set_value((row.lower, row.body + slack, None))
    else:
        row.set_value((None, row.body - slack, row.upper))


# --------------------------------------------------------------------------------------------------------------- rules

RowsOfRule = Mapping[tuple[str, Period], ConstraintData]
"""The rows of a rule in a group by future and period."""


def _rules(plans: Mapping[str, BuiltModel]) -> Slacks:
    slack: Slacks = {}
    expected = next(iter(plans.values())).context
    prices = {row.rule: row.relax_price for row in records(expected.parameters.tables["Rules"])}
    for (rule, group), scoped in expected.rules.items():
        rows = _rows_of(plans, scoped) if scoped.hard else {}
        if rows:
            kind = RULE_KINDS_BY_KEY[scoped.kind]
            euro = kind.relax_price if math.isnan(prices[rule]) else prices[rule]
            unit = THOUSAND if scoped.kind in IN_THOUSANDS else 1.0
            whole = scoped.kind in COUNTS or (kind.forbids and scoped.kind != LEGAL_BASIS)
            base = _base(scoped, rows)
            lines = _lines(plans, scoped, rows, base)
            demand = Demand("Rules", (rule, group), scoped.kind, euro * unit / MILLION, whole, not kind.at_least, lines)
            of_rule = slack.setdefault(demand, {})
            for at, row in rows.items():
                of_rule.setdefault(at[0], []).append((row, base[at] / max(base.values())))
    return slack


def _rows_of(plans: Mapping[str, BuiltModel], scoped: ScopedRule) -> RowsOfRule:
    """The rows of a rule, without those that ask for nothing."""
    names = {LEGAL_BASIS: "added_on_legal_basis"}
    name = names.get(scoped.kind, "founded" if RULE_KINDS_BY_KEY[scoped.kind].forbids else scoped.kind)
    found = {
        (future, t): rows[index]
        for future, built in plans.items()
        for rows in [built.model.component(name)]
        for t in built.model.T
        if (index := (scoped.rule, scoped.group, t)) in rows
    }
    return {at: row for at, row in found.items() if not (row.has_lb() and pyo.value(row.lower) <= 0)}


def _base(scoped: ScopedRule, rows: RowsOfRule) -> dict[tuple[str, Period], float]:
    """What a floor's value counts for in each row: residents, demand, or seats needed; 1 elsewhere."""
    return {at: pyo.value(row.lower) / scoped.value if row.has_lb() else 1.0 for at, row in rows.items()}


def _lines(
    plans: Mapping[str, BuiltModel], scoped: ScopedRule, rows: RowsOfRule, base: Mapping[tuple[str, Period], float]
) -> tuple[tuple[float, float], ...]:
    kind = RULE_KINDS_BY_KEY[scoped.kind]
    if kind.forbids:
        return ()
    if scoped.kind == CAP_ON_SEATS:
        return tuple(_lines_of_cap(plans, scoped, rows))
    return ((scoped.value, (-1.0 if kind.at_least else 1.0) / max(base.values())),)


def _lines_of_cap(
    plans: Mapping[str, BuiltModel], scoped: ScopedRule, rows: RowsOfRule
) -> Iterator[tuple[float, float]]:
    """A group that has more than its cap today may keep that, and only from there on does a higher cap help."""
    for future, t in rows:
        seats = SeatsNeeded(plans[future].context)
        needed = seats.of(scoped, t)
        if needed > 0:
            yield max(scoped.value, seats.today(scoped) / needed), 1.0 / needed


# ------------------------------------------------------------------------------------------------------------ statuses


def _obliged(instance: Instance) -> dict[str, Override]:
    """By site of the sheet that must run, the override that lets it go."""
    sites = instance.given["Sites"]
    kept = sites.loc[(sites["status"] == "existing") & (sites["may_close"] != "yes"), "site"]
    return _freed(instance, "fixed") | {site: free_status(site, "existing") for site in kept}


def _freed(instance: Instance, status: str) -> dict[str, Override]:
    """By site of the status, the override that makes it a candidate, where it has what a candidate needs."""
    sites, standing = instance.given["Sites"], instance.given["Existing"]
    able = (sites["status"] == status) & (sites["allowed_types"] != "") & ~sites["site"].isin(standing["site"])
    return {site: free_status(site, status) for site in sites.loc[able, "site"]}


def free_status(site: str, status: str) -> Override:
    """What lets a site do otherwise than its status says."""
    if status == "existing":
        return Override("Sites", {"site": site}, "may_close", "set", "yes")
    return Override("Sites", {"site": site}, "status", "set", "candidate")


def _statuses(expected: str, built: BuiltModel, instance: Instance, sites: list[str]) -> Slacks:
    """Adds the rows that hold sites to their status: all of them are free in the model, and alike in all futures."""
    model, table = built.model, instance.given["Sites"].set_index("site")
    running = {
        (site, t): sum(model.open[site, k, t] for k in built.context.types_of[Site(site), t])
        for site in sites
        for t in model.T
        if (site, t) in built.context.types_of
    }

    def held(_: pyo.ConcreteModel, site: str, t: Period) -> Expr:
        excluded = table.loc[site, "status"] == "excluded"
        return running[site, t] <= 0 if excluded else running[site, t] >= 1

    model.held_to_status = pyo.Constraint(list(running), rule=held)
    slack: Slacks = {}
    for (site, _), row in zip(running, model.held_to_status.values(), strict=True):
        price = price_of(table.loc[[site], "relax_price"], PRICE_OF_STATUS) / MILLION
        demand = Demand("Sites", (site,), str(table.loc[site, "status"]), price, whole=True)
        slack.setdefault(demand, {}).setdefault(expected, []).append((row, 1.0))
    return slack
