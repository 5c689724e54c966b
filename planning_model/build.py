"""The model is this list, read from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass

import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC

from instances.instance import Instance
from planning_model.constraints.access import add_access
from planning_model.constraints.assignment import add_assignment
from planning_model.constraints.backup import add_backup
from planning_model.constraints.capacity import add_capacity
from planning_model.constraints.choice import add_choice
from planning_model.constraints.composition import add_composition
from planning_model.constraints.cooperation import add_cooperation
from planning_model.constraints.equity import add_equity
from planning_model.constraints.founding import add_founding
from planning_model.constraints.functional import add_functional
from planning_model.constraints.funding import add_funding
from planning_model.constraints.hosts import add_hosts
from planning_model.constraints.life import add_life
from planning_model.constraints.longest import add_longest
from planning_model.constraints.offers import add_offers
from planning_model.constraints.opening import add_opening
from planning_model.constraints.pooling import add_pooling
from planning_model.constraints.residual import add_residual
from planning_model.constraints.shortfall import add_shortfall
from planning_model.constraints.staffing import add_staffing
from planning_model.constraints.supply import add_supply
from planning_model.constraints.workload import add_workload
from planning_model.goals import GoalLevel, add_goals, levels, tie_breaker
from planning_model.names import Expr
from planning_model.parameters import Parameters
from planning_model.sets import Context, add_sets, context_of
from planning_model.structure import Declared, Role, Structure
from planning_model.variables import add_variables

FAMILIES = (
    add_sets,
    add_variables,
    add_shortfall,
    add_opening,
    add_founding,
    add_hosts,
    add_life,
    add_capacity,
    add_composition,
    add_offers,
    add_assignment,
    add_cooperation,
    add_choice,
    add_workload,
    add_pooling,
    add_access,
    add_backup,
    add_supply,
    add_functional,
    add_staffing,
    add_funding,
    add_residual,
    add_equity,
    add_longest,
    add_goals,
)

STRUCTURE = Structure(
    {
        "open": Declared(Role.OPENING, 0),
        "start": Declared(Role.OTHER, 0),
        "saves": Declared(Role.OTHER, 0),
        "added": Declared(Role.MODULE, 0),
        "idle": Declared(Role.OTHER, 0),
        "kept": Declared(Role.OTHER, 0),
        "modules": Declared(Role.AMOUNT, 0),
        "size": Declared(Role.MODULE, 0),
        "spare": Declared(Role.OTHER, 0),
        "flow": Declared(Role.FLOW, 1),
        "work": Declared(Role.WORK, 0),
        "offers": Declared(Role.OTHER, 0),
        "stocked": Declared(Role.OTHER, 0),
        "covered": Declared(Role.OTHER, 0),
        "stands": Declared(Role.OTHER, 0),
        "lasts": Declared(Role.OTHER, 0),
        "link": Declared(Role.OTHER, 0),
    }
)


@dataclass(frozen=True)
class BuiltModel:
    """The Pyomo model (or block), what it was built from, its levels in the order they are solved, what breaks ties."""

    model: pyo.ConcreteModel
    context: Context
    levels: list[GoalLevel]
    tie_breaker: Expr


def build(instance: Instance) -> BuiltModel:
    """The planning model of an instance."""
    with PauseGC():  # which would look through millions of expressions, none of them garbage
        return build_in(pyo.ConcreteModel(name="careplan"), context_of(Parameters(instance)))


def build_in(model: pyo.ConcreteModel, context: Context) -> BuiltModel:
    """The planning model inside an empty model or block."""
    for add_family in FAMILIES:
        add_family(model, context)
    return BuiltModel(model, context, levels(model, context), tie_breaker(model, context))
