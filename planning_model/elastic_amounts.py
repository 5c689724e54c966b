"""Pots and labour pools as demands: amounts that the workbook gives, and that one of its futures may give otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from instances.catalogue.relaxing import PRICE_OF_POST, PRICE_OF_POT
from instances.catalogue.staff_and_money import LABOUR_POOLS
from instances.futures import Future, Moved, moved_by_one, moved_in
from instances.instance import Instance
from planning_model.build import BuiltModel
from planning_model.demands import Demand, Slack, Slacks, price_of
from planning_model.names import Period
from planning_model.parameters import MILLION

POOL = LABOUR_POOLS.identity[:3]
"""What names a labour pool: grouping, group, profession."""


def pots(plans: Mapping[str, BuiltModel], instance: Instance, futures: Mapping[str, Future]) -> Slacks:
    """A million EUR a year more in every period that a row of the sheet speaks of."""
    given = _Given(instance, futures, "Pots", "budget")
    table = next(iter(plans.values())).context.parameters.tables["Pots"]
    slack: Slacks = {}
    for pot, rows in table.groupby("pot", sort=False):
        demand = Demand("Pots", (str(pot),), "", price_of(rows["relax_price"], PRICE_OF_POT), lines=((0.0, 1.0),))
        slack |= given.demands(demand, ("pot",), plans, _rows_of_pot)
    return slack


def _rows_of_pot(built: BuiltModel, key: tuple[str, ...], moved: Moved) -> list[Slack]:
    parameters, model = built.context.parameters, built.model
    table = parameters.tables["Pots"]
    carried_over = bool(table.loc[table["pot"] == key[0], "carry_over"].any())
    million = {t: parameters.years[t] * moved_in(moved, key, t) for t in parameters.periods}
    factors = {t: sum(million[u] for u in _still_there(parameters.periods, t, carried_over)) for t in million}
    return [
        (component[*key, t], factor)
        for component in (model.pot_budget, model.pot_needs_site)
        for t, factor in factors.items()
        if factor and (*key, t) in component
    ]


def _still_there(periods: list[Period], t: Period, carried_over: bool) -> list[Period]:
    return periods[: periods.index(t) + 1] if carried_over else [t]


def pools(plans: Mapping[str, BuiltModel], instance: Instance, futures: Mapping[str, Future]) -> Slacks:
    """A post more in every period that the pool has a row for."""
    table = next(iter(plans.values())).context.parameters.tables["LabourPools"]
    slack: Slacks = {}
    if table.empty:
        return slack
    given = _Given(instance, futures, "LabourPools", "available")
    for key, rows in table.groupby(list(POOL), sort=False):
        price = price_of(rows["relax_price"], PRICE_OF_POST) / MILLION
        demand = Demand("LabourPools", tuple(map(str, key)), "", price, lines=((0.0, 1.0),))
        slack |= given.demands(demand, POOL, plans, _rows_of_pool)
    return slack


def _rows_of_pool(built: BuiltModel, key: tuple[str, ...], moved: Moved) -> list[Slack]:
    limits = built.model.staff_limit
    factors = {t: moved_in(moved, key, t) for t in built.context.parameters.periods}
    return [(limits[*key, t], factor) for t, factor in factors.items() if factor and (*key, t) in limits]


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
