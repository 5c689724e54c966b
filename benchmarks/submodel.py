"""Assignment and workload by themselves, in Pyomo with the families of the planning model, and in linopy.

Both have the same rows, columns and coefficients. linopy gets its index sets as tables of row numbers, which is what
it is quickest with; Pyomo gets the look-ups that its families read.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import pandas as pd
import pyomo.environ as pyo

from planning_model.constraints.assignment import add_assignment
from planning_model.constraints.workload import add_workload
from planning_model.parameters import Production
from planning_model.sets import Context, add_sets
from planning_model.variables import add_variables


def pyomo_submodel(context: Context) -> pyo.ConcreteModel:
    """The families of the planning model; keeps the unmet demand small."""
    model = pyo.ConcreteModel(name="assignment and workload")
    for add_family in (add_sets, add_variables, add_assignment, add_workload):
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


def linopy_submodel(tables: Tables) -> highspy.Highs:
    """The model in linopy's sparse form, handed to HiGHS without names."""
    import linopy

    with linopy.options as options:
        options(semantics="v1")
        model = linopy.Model(sparse=True)
        flow = model.add_variables(0, 1, coords=[tables.flows.index], name="flow")
        unmet = model.add_variables(0, 1, coords=[tables.demands.index], name="unmet")
        work = model.add_variables(0, coords=[tables.works.index], name="work")
        modules = model.add_variables(0, coords=[pd.RangeIndex(tables.capacities, name="capacity")], name="modules")

        assigned = (1 * flow).groupby(tables.flows["demand"]).sum()
        model.add_constraints(assigned.add(1 * unmet, join="outer") == 1, name="demand_met")

        arriving = (tables.flows["amount"] * flow).groupby(tables.flows["offer"]).sum()
        produced = (1 * work).groupby(tables.works["offer"]).sum()
        model.add_constraints(arriving - produced == 0, name="workload")

        used = _weighted(work, tables.uses).groupby(tables.uses["capacity"]).sum()
        model.add_constraints(used - modules <= 0, name="capacity")

        excess = _weighted(work, tables.delegations).groupby(tables.delegations["row"]).sum()
        model.add_constraints(excess <= 0, name="delegation")

        model.add_objective((tables.demands["amount"] * unmet).sum())
        return linopy.io.to_highspy(model, set_names=False)
