"""Assignment and workload in linopy, which comes with the extra ``benchmarks``."""

from __future__ import annotations

from typing import Any

import highspy
import linopy
import pandas as pd

from benchmarks.submodel import Tables


def linopy_submodel(tables: Tables) -> highspy.Highs:
    """The model in linopy's sparse form, handed to HiGHS without names."""
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


def _weighted(work: Any, entries: pd.DataFrame) -> Any:
    """One term for each entry: its factor times its work."""
    return work.sel(work=entries["work"].to_xarray()) * entries["factor"].to_xarray()
