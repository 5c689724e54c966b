"""Assignment and workload by themselves, in Pyomo with the families of the planning model, and as tables for linopy.

Both models have the same rows, columns and coefficients. linopy gets its index sets as tables of row numbers, which is
what it is quickest with; Pyomo gets the look-ups that its families read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
import pyomo.environ as pyo

from planning_model.constraints.assignment import add_assignment
from planning_model.constraints.cooperation import add_cooperation
from planning_model.constraints.workload import add_workload
from planning_model.entities import Production
from planning_model.names import Period, Site, Type
from planning_model.sets import Context, add_sets
from planning_model.variables import add_variables


def pyomo_submodel(context: Context) -> pyo.ConcreteModel:
    """The families of the planning model; keeps the unmet demand small."""
    model = pyo.ConcreteModel(name="assignment and workload")
    for add_family in (add_sets, add_variables, add_assignment, add_cooperation, add_workload):
        add_family(model, context)
    demand = context.parameters.demand
    model.total_unmet = pyo.Objective(expr=sum(amount * model.unmet[index] for index, amount in demand.items()))
    return model


@dataclass(frozen=True)
class Tables:
    """The same index sets as tables; the variables are numbered as the tables' rows."""

    demands: pd.DataFrame
    """amount, thousand equivalent residents; a row for each place, service, period."""
    flows: pd.DataFrame
    """demand (row number), offer (row number), amount."""
    works: pd.DataFrame
    """offer: the site, service and period that the work is done for."""
    capacities: int
    """Number of capacities that somebody works with."""
    uses: pd.DataFrame
    """capacity, work, factor: units of the capacity that a unit of the work takes."""
    delegations: pd.DataFrame
    """row, work, factor: coefficients of the limits of delegation."""


def tables_of(context: Context) -> Tables:
    """The index sets of a planning model as tables."""
    demand = context.parameters.demand
    number_of_demand = {index: number for number, index in enumerate(demand)}
    number_of_offer = {index: number for number, index in enumerate(context.places_for)}
    flows = [
        (number_of_demand[i, s, t], number_of_offer[j, s, t], demand[i, s, t])
        for (i, s, t), sites in context.sites_for.items()
        for j, _ in sites
    ]
    works = [
        Work(j, t, kind, production, offer)
        for (j, s, t), offer in number_of_offer.items()
        for kind, production in context.productions[j, s, t]
    ]
    uses = pd.DataFrame(_uses(context, works), columns=["capacity", "work", "factor"])
    uses["capacity"], capacities = pd.factorize(uses["capacity"])
    return Tables(
        demands=pd.DataFrame({"amount": demand.values()}).rename_axis("demand"),
        flows=pd.DataFrame(flows, columns=["demand", "offer", "amount"]).rename_axis("flow"),
        works=pd.DataFrame({"offer": [work.offer for work in works]}).rename_axis("work"),
        capacities=len(capacities),
        uses=uses.rename_axis("use"),
        delegations=pd.DataFrame(_delegations(works), columns=["row", "work", "factor"]).rename_axis("entry"),
    )


class Work(NamedTuple):
    """Something a resource can do at a site in a period for one of the site's offers."""

    site: Site
    period: Period
    type: Type
    production: Production
    offer: int


def _uses(context: Context, works: list[Work]) -> Iterator[tuple[tuple[str, ...], int, float]]:
    """Capacity, work and what it takes: of the resource that works, and of the one that supervises."""
    of_type = {
        (kind, row.resource, row.service): row for kind, rows in context.parameters.production.items() for row in rows
    }
    for number, (site, period, kind, row, _) in enumerate(works):
        yield (site, kind, row.resource, period), number, row.units_per_thousand
        if row.supervised_by and row.supervision > 0:
            supervisor = of_type.get((kind, row.supervised_by, row.service), row)
            yield (site, kind, row.supervised_by, period), number, row.supervision * supervisor.units_per_thousand


def _delegations(works: list[Work]) -> Iterator[tuple[int, int, float]]:
    """The rows ``work - largest share of all work for the offer in this type <= 0``, where the share is below 1."""
    together = defaultdict[tuple[int, Type], list[int]](list)
    for number, work in enumerate(works):
        together[work.offer, work.type].append(number)
    for row, work in enumerate(works):
        share = work.production.max_share
        for number in together[work.offer, work.type] if share < 1 else ():
            if factor := float(number == row) - share:
                yield row, number, factor
