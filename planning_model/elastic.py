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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyomo.environ as pyo
from pyomo.core.base.constraint import ConstraintData

from instances.catalogue.relaxing import PRICE_OF_POST, PRICE_OF_POT, PRICE_OF_STATUS
from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.catalogue.staff_and_money import LABOUR_POOLS
from instances.futures import Future, futures_of, moved_by_one
from instances.instance import Instance
from instances.overrides import Override
from planning_model.build import BuiltModel
from planning_model.constraints.access import KINDS_OF_OFFERS
from planning_model.constraints.supply import SeatsNeeded
from planning_model.futures import build_for
from planning_model.names import Expr, Period, Site, records
from planning_model.parameters import MILLION, THOUSAND
from planning_model.rules import ScopedRule

CAP_ON_SEATS, LEGAL_BASIS = "supply_cap", "resource_legal_basis"
COUNTS = ("count_min", "count_max")
IN_THOUSANDS = (*KINDS_OF_OFFERS, "served_share")
"""Kinds of rules whose rows count thousands of residents."""
POOL = LABOUR_POOLS.identity[:3]
"""What names a labour pool: grouping, group, profession."""

Slack = tuple[ConstraintData, float]
"""A row, and how much of it one unit of its demand stands for."""


@dataclass(frozen=True)
class Demand:
    """Something that was asked for and may give way.

    ``key`` names it within its sheet: (rule, group), (pot,), (grouping, group, profession) or (site,); ``kind`` is that
    of a rule, or the status of a site. ``price`` is in million EUR for each unit. ``whole``: it gives way in whole
    units. ``lines`` tell what the number in the workbook becomes: the largest of a + b · amount where it ``rises``,
    else the smallest; there are none where the workbook says no number. ``future``: it is what one future says of it;
    empty for the workbook itself.
    """

    sheet: str
    key: tuple[str, ...]
    kind: str
    price: float
    whole: bool = False
    rises: bool = field(default=True, compare=False)
    lines: tuple[tuple[float, float], ...] = field(default=(), compare=False)
    future: str = ""

    @property
    def decided_before(self) -> bool:
        """Whether it speaks of nothing but what all futures share."""
        kind = RULE_KINDS_BY_KEY.get(self.kind)
        return self.sheet == "Sites" or self.kind in COUNTS or (kind is not None and kind.forbids)

    def after(self, amount: float) -> float:
        """What the workbook must say for so many units to give way; of pots and pools, by how much more."""
        values = [constant + slope * amount for constant, slope in self.lines]
        return max(values) if self.rises else min(values)


@dataclass(frozen=True)
class ElasticModel:
    """The model in which demands give way; ``model.gives`` counts by how much, demand by demand.

    ``model.exempt`` counts by how much one of them, by its number, gives way in one of several futures alone: free of
    charge, for no workbook can say so. It is fixed where there is nothing to tell apart.
    """

    model: pyo.ConcreteModel
    demands: tuple[Demand, ...]
    price: Expr


Slacks = dict[Demand, dict[str, list[Slack]]]
"""The rows of each demand by future."""


def build_elastic(instance: Instance) -> ElasticModel:
    """The elastic model of an instance, with all its futures."""
    obliged, excluded = _obliged(instance), _freed(instance, "excluded")
    built = build_for(instance, [*obliged.values(), *excluded.values()])
    plans, model = built.plans, built.model
    futures = _futures(instance)
    slack: Slacks = {}
    slack |= _rules(plans)
    slack |= _pots(plans, instance, futures)
    slack |= _pools(plans, instance, futures)
    slack |= _statuses(next(iter(plans)), built.expected, instance, [*obliged, *excluded])
    demands = tuple(slack)
    model.gives = pyo.Var(range(len(demands)), domain=pyo.NonNegativeReals)
    model.exempt = pyo.Var(
        [(number, name) for number, one in enumerate(demands) for name in slack[one]], bounds=(0, None)
    )
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


# ----------------------------------------------------------------------------------------- pots, pools and statuses

Moved = Mapping[tuple[str, ...], float]
"""By how much one more moves a row of a sheet, by what names the row."""


def _pots(plans: Mapping[str, BuiltModel], instance: Instance, futures: Mapping[str, Future]) -> Slacks:
    """A million EUR a year more in every period that a row of the sheet speaks of."""
    given = _Given(instance, futures, "Pots", "budget")
    table = next(iter(plans.values())).context.parameters.tables["Pots"]
    slack: Slacks = {}
    for pot, rows in table.groupby("pot", sort=False):
        demand = Demand("Pots", (str(pot),), "", _price(rows["relax_price"], PRICE_OF_POT), lines=((0.0, 1.0),))
        slack |= given.demands(demand, ("pot",), plans, _rows_of_pot)
    return slack


def _rows_of_pot(built: BuiltModel, key: tuple[str, ...], moved: Moved) -> list[Slack]:
    parameters, model = built.context.parameters, built.model
    table = parameters.tables["Pots"]
    carried_over = bool(table.loc[table["pot"] == key[0], "carry_over"].any())
    million = {t: parameters.years[t] * _moved_in(moved, key, t) for t in parameters.periods}
    factors = {t: sum(million[u] for u in _still_there(parameters.periods, t, carried_over)) for t in million}
    return [
        (component[*key, t], factor)
        for component in (model.pot_budget, model.pot_needs_site)
        for t, factor in factors.items()
        if factor and (*key, t) in component
    ]


def _still_there(periods: list[Period], t: Period, carried_over: bool) -> list[Period]:
    return periods[: periods.index(t) + 1] if carried_over else [t]


def _pools(plans: Mapping[str, BuiltModel], instance: Instance, futures: Mapping[str, Future]) -> Slacks:
    """A post more in every period that the pool has a row for."""
    table = next(iter(plans.values())).context.parameters.tables["LabourPools"]
    slack: Slacks = {}
    if table.empty:
        return slack
    given = _Given(instance, futures, "LabourPools", "available")
    for key, rows in table.groupby(list(POOL), sort=False):
        price = _price(rows["relax_price"], PRICE_OF_POST) / MILLION
        demand = Demand("LabourPools", tuple(map(str, key)), "", price, lines=((0.0, 1.0),))
        slack |= given.demands(demand, POOL, plans, _rows_of_pool)
    return slack


def _rows_of_pool(built: BuiltModel, key: tuple[str, ...], moved: Moved) -> list[Slack]:
    limits = built.model.staff_limit
    factors = {t: _moved_in(moved, key, t) for t in built.context.parameters.periods}
    return [(limits[*key, t], factor) for t, factor in factors.items() if factor and (*key, t) in limits]


def _moved_in(moved: Moved, key: tuple[str, ...], t: Period) -> float:
    """In a period: by its own row, or by that of all periods."""
    return moved.get((*key, t), moved.get((*key, ""), 0.0))


class _Given:
    """An amount that the workbook gives, and that a future may give otherwise."""

    def __init__(self, instance: Instance, futures: Mapping[str, Future], sheet: str, column: str) -> None:
        self._futures = futures
        self._sheet = sheet
        self._moved = {name: moved_by_one(instance, one, sheet, column) for name, one in futures.items()}
        self._alone = {name: moved_by_one(instance, one, sheet, column, after=True) for name, one in futures.items()}

    def demands(
        self,
        demand: Demand,
        columns: tuple[str, ...],
        plans: Mapping[str, BuiltModel],
        rows_of: Callable[[BuiltModel, tuple[str, ...], Moved], list[Slack]],
    ) -> Slacks:
        """The demand in the workbook, and in each future that says something of it; its key is that of ``columns``."""
        where = dict(zip(columns, demand.key, strict=True))
        slack = {demand: {name: rows_of(built, demand.key, self._moved[name]) for name, built in plans.items()}}
        for name, future in self._futures.items():
            if future.changes_row(self._sheet, where):
                slack[replace(demand, future=name)] = {name: rows_of(plans[name], demand.key, self._alone[name])}
        return {one: rows for one, rows in slack.items() if any(rows.values())}


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
        price = _price(table.loc[[site], "relax_price"], PRICE_OF_STATUS) / MILLION
        demand = Demand("Sites", (site,), str(table.loc[site, "status"]), price, whole=True)
        slack.setdefault(demand, {}).setdefault(expected, []).append((row, 1.0))
    return slack


def _price(said: Iterator[float], default: float) -> float:
    """The largest price that the rows say, or the default."""
    return max((price for price in said if not math.isnan(price)), default=default)
