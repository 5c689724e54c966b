r"""The elastic model: every demand of the workbook may give way, at a price. What gives way tells why there is no plan.

A demand is one thing that somebody has asked for and could ask less of: a hard rule in one group, the budget of a pot,
a labour pool, the status of a site. Its rows get one slack variable, in the unit of the row:

$$ a^\top x + \mathrm{gives}_d \ge b, \qquad a^\top x - \mathrm{gives}_d \le b, \qquad
   \min \sum_d \pi_d\, \mathrm{gives}_d $$

What is no demand (travel, assignment, capacity, what a type consists of, which pot may pay for what) never gives way.
Source: Chinneck (2008), Feasibility and Infeasibility in Optimization, elastic programming.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyomo.environ as pyo
from pyomo.core.base.constraint import ConstraintData

from instances.catalogue.relaxing import PRICE_OF_POST, PRICE_OF_POT, PRICE_OF_STATUS
from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.instance import Instance
from instances.overrides import Override, overridden
from planning_model.build import BuiltModel, build
from planning_model.constraints.access import KINDS_OF_OFFERS
from planning_model.constraints.supply import SeatsNeeded
from planning_model.names import Expr, Period, Site, records
from planning_model.parameters import MILLION, THOUSAND
from planning_model.rules import ScopedRule

CAP_ON_SEATS, LEGAL_BASIS = "supply_cap", "resource_legal_basis"
COUNTS = ("count_min", "count_max")
IN_THOUSANDS = (*KINDS_OF_OFFERS, "served_share")
"""Kinds of rules whose rows count thousands of residents."""

Slack = tuple[ConstraintData, float]
"""A row, and how much of it one unit of its demand stands for."""


@dataclass(frozen=True)
class Demand:
    """Something that was asked for and may give way.

    ``key`` names it within its sheet: (rule, group), (pot,), (grouping, group, profession) or (site,); ``kind`` is that
    of a rule, or the status of a site. ``price`` is in million EUR for each unit. ``whole``: it gives way in whole
    units. ``lines`` tell what the number in the workbook becomes: the largest of a + b · amount where it ``rises``,
    else the smallest; there are none where the workbook says no number.
    """

    sheet: str
    key: tuple[str, ...]
    kind: str
    price: float
    whole: bool = False
    rises: bool = field(default=True, compare=False)
    lines: tuple[tuple[float, float], ...] = field(default=(), compare=False)

    def after(self, amount: float) -> float:
        """What the workbook must say for so many units to give way; of pots and pools, by how much more."""
        values = [constant + slope * amount for constant, slope in self.lines]
        return max(values) if self.rises else min(values)


@dataclass(frozen=True)
class ElasticModel:
    """The model in which demands give way; ``built.model.gives`` counts by how much, demand by demand."""

    built: BuiltModel
    demands: tuple[Demand, ...]
    price: Expr


def build_elastic(instance: Instance) -> ElasticModel:
    """The elastic model of an instance."""
    obliged, excluded = _obliged(instance), _freed(instance, "excluded")
    built = build(overridden(instance, [*obliged.values(), *excluded.values()]))
    model = built.model
    slack: dict[Demand, list[Slack]] = {}
    slack |= _rules(built)
    slack |= _pots(built, instance)
    slack |= _pools(built)
    slack |= _statuses(built, instance, [*obliged, *excluded])
    demands = tuple(slack)
    model.gives = pyo.Var(range(len(demands)), domain=pyo.NonNegativeReals)
    for number, demand in enumerate(demands):
        if demand.whole:
            model.gives[number].domain = pyo.NonNegativeIntegers
        for row, factor in slack[demand]:
            _loosen(row, factor * model.gives[number])
    price = sum(demand.price * model.gives[number] for number, demand in enumerate(demands))
    return ElasticModel(built, demands, price)


def _loosen(row: ConstraintData, slack: Expr) -> None:
    if row.has_lb():
        row.set_value((row.lower, row.body + slack, None))
    else:
        row.set_value((None, row.body - slack, row.upper))


# --------------------------------------------------------------------------------------------------------------- rules


def _rules(built: BuiltModel) -> dict[Demand, list[Slack]]:
    slack = {}
    prices = {row.rule: row.relax_price for row in records(built.context.parameters.tables["Rules"])}
    for (rule, group), scoped in built.context.rules.items():
        rows = _rows_of(built, scoped) if scoped.hard else {}
        if rows:
            kind = RULE_KINDS_BY_KEY[scoped.kind]
            euro = kind.relax_price if math.isnan(prices[rule]) else prices[rule]
            unit = THOUSAND if scoped.kind in IN_THOUSANDS else 1.0
            whole = scoped.kind in COUNTS or (kind.forbids and scoped.kind != LEGAL_BASIS)
            base = _base(scoped, rows)
            lines = _lines(built, scoped, rows, base)
            demand = Demand("Rules", (rule, group), scoped.kind, euro * unit / MILLION, whole, not kind.at_least, lines)
            slack[demand] = [(row, base[t] / max(base.values())) for t, row in rows.items()]
    return slack


def _rows_of(built: BuiltModel, scoped: ScopedRule) -> dict[Period, ConstraintData]:
    """The rows of a rule by period, without those that ask for nothing."""
    names = {LEGAL_BASIS: "added_on_legal_basis"}
    name = names.get(scoped.kind, "founded" if RULE_KINDS_BY_KEY[scoped.kind].forbids else scoped.kind)
    rows = built.model.component(name)
    found = {t: rows[index] for t in built.model.T if (index := (scoped.rule, scoped.group, t)) in rows}
    return {t: row for t, row in found.items() if not (row.has_lb() and pyo.value(row.lower) <= 0)}


def _base(scoped: ScopedRule, rows: dict[Period, ConstraintData]) -> dict[Period, float]:
    """What a floor's value counts for in the row of each period: residents, demand, or seats needed; 1 elsewhere."""
    return {t: pyo.value(row.lower) / scoped.value if row.has_lb() else 1.0 for t, row in rows.items()}


def _lines(
    built: BuiltModel, scoped: ScopedRule, rows: dict[Period, ConstraintData], base: dict[Period, float]
) -> tuple[tuple[float, float], ...]:
    kind = RULE_KINDS_BY_KEY[scoped.kind]
    if kind.forbids:
        return ()
    if scoped.kind == CAP_ON_SEATS:
        return tuple(_lines_of_cap(SeatsNeeded(built.context), scoped, list(rows)))
    return ((scoped.value, (-1.0 if kind.at_least else 1.0) / max(base.values())),)


def _lines_of_cap(seats: SeatsNeeded, scoped: ScopedRule, periods: list[Period]) -> Iterator[tuple[float, float]]:
    """A group that has more than its cap today may keep that, and only from there on does a higher cap help."""
    for t in periods:
        needed = seats.of(scoped, t)
        if needed > 0:
            yield max(scoped.value, seats.today(scoped) / needed), 1.0 / needed


# ----------------------------------------------------------------------------------------- pots, pools and statuses


def _pots(built: BuiltModel, instance: Instance) -> dict[Demand, list[Slack]]:
    """A million EUR a year more in every period that a row of the sheet speaks of."""
    parameters, model = built.context.parameters, built.model
    given = instance.given["Pots"]
    slack = {}
    for pot, rows in parameters.tables["Pots"].groupby("pot", sort=False):
        said, carried_over = set(given.loc[given["pot"] == pot, "period"]), bool(rows["carry_over"].any())
        years = {t: parameters.years[t] if said & {t, ""} else 0 for t in parameters.periods}
        factors = {t: sum(years[u] for u in _still_there(parameters.periods, t, carried_over)) for t in years}
        found = [
            (component[pot, t], float(factor))
            for component in (model.pot_budget, model.pot_needs_site)
            for t, factor in factors.items()
            if factor and (pot, t) in component
        ]
        if found:
            price = _price(rows["relax_price"], PRICE_OF_POT)
            slack[Demand("Pots", (str(pot),), "", price, lines=((0.0, 1.0),))] = found
    return slack


def _still_there(periods: list[Period], t: Period, carried_over: bool) -> list[Period]:
    return periods[: periods.index(t) + 1] if carried_over else [t]


def _pools(built: BuiltModel) -> dict[Demand, list[Slack]]:
    """A post more in every period that the pool has a row for."""
    slack, limits = {}, built.model.staff_limit
    table = built.context.parameters.tables["LabourPools"]
    for key, rows in table.groupby(["grouping", "group", "profession"], sort=False):
        found = [(limits[index], 1.0) for t in rows["period"] if (index := (*key, t)) in limits]
        if found:
            price = _price(rows["relax_price"], PRICE_OF_POST) / MILLION
            slack[Demand("LabourPools", tuple(map(str, key)), "", price, lines=((0.0, 1.0),))] = found
    return slack


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


def _statuses(built: BuiltModel, instance: Instance, sites: list[str]) -> dict[Demand, list[Slack]]:
    """Adds the rows that hold sites to their status: all of them are free in the model."""
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
    slack: dict[Demand, list[Slack]] = {}
    for (site, _), row in zip(running, model.held_to_status.values(), strict=True):
        price = _price(table.loc[[site], "relax_price"], PRICE_OF_STATUS) / MILLION
        slack.setdefault(Demand("Sites", (site,), str(table.loc[site, "status"]), price, whole=True), []).append(
            (row, 1.0)
        )
    return slack


def _price(said: Iterator[float], default: float) -> float:
    """The largest price that the rows say, or the default."""
    return max((price for price in said if not math.isnan(price)), default=default)
