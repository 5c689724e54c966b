"""From a Pyomo model to the matrices that the solvers work on, and back to its variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.common.modeling import unique_component_name
from pyomo.core.base.constraint import ConstraintData
from pyomo.core.base.var import VarData
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler, LinearStandardFormInfo

from planning_model.structure import Structure
from solvers.errors import InfeasibleAtBuild
from solvers.problem import FloatArray, Level, Matrix, MatrixProblem, as_matrix

# By so much may a row of constants miss its bound, relative to max(1, |bound|): sums of decimals are never exact.
ROUNDING = 1e-9

# How Pyomo marks which side of a row it wrote; an equation has both.
UPPER, LOWER = 1, -1


@dataclass(frozen=True)
class Goal:
    """A level of the model: a linear Pyomo expression to be minimised, or an Objective in its own sense.

    The tolerances are what later levels may worsen it by: the larger of the two, ``tolerance_rel`` as a share. With
    ``in_search`` false the goal only chooses, at the very end, between plans that are equal on all others.
    """

    name: str
    expression: Any
    tolerance_abs: float = 0.0
    tolerance_rel: float = 0.0
    in_search: bool = True


class RowNames(Sequence[str]):
    """The name of the Pyomo constraint behind each row of the matrix; names are made when asked for."""

    def __init__(self, constraints: Sequence[ConstraintData]) -> None:
        self._constraints = constraints

    def __len__(self) -> int:
        return len(self._constraints)

    def __getitem__(self, row: Any) -> Any:
        found = self._constraints[row]
        return [constraint.name for constraint in found] if isinstance(row, slice) else found.name


@dataclass(frozen=True)
class StandardForm:
    """The problem, the Pyomo variable of each column and the constraint of each row.

    Variables that no row and no goal mentions, or that are fixed, have no column. ``model`` is kept for the names: its
    parts know it no more once nobody else does.
    """

    model: pyo.ConcreteModel
    problem: MatrixProblem
    columns: list[VarData]
    constraints: list[ConstraintData]

    @property
    def rows(self) -> RowNames:
        """The name of each row."""
        return RowNames(self.constraints)

    @cached_property
    def row_keys(self) -> tuple[str, ...]:
        """What tells each row from all others, in other models as well; far quicker than Pyomo's names."""
        return _keys(self.constraints)

    @cached_property
    def column_keys(self) -> tuple[str, ...]:
        """What tells each column from all others, in other models as well."""
        return _keys(self.columns)

    def rows_of(self, component: str, block: pyo.Block | None = None) -> dict[Any, int]:
        """The rows of the constraint of this name in the block, or model, by index; those left out have none."""
        return _by_index(self.constraints, (block or self.model).component(component))

    def columns_of(self, component: str, block: pyo.Block | None = None) -> dict[Any, int]:
        """The columns of the variable of this name in the block, or model, by index."""
        return _by_index(self.columns, (block or self.model).component(component))

    def load(self, x: FloatArray) -> None:
        """Give the Pyomo variables the column values ``x`` (columns,)."""
        for variable, value in zip(self.columns, x.tolist(), strict=True):
            variable.set_value(value, skip_validation=True)


def _keys(entries: Sequence[ConstraintData] | Sequence[VarData]) -> tuple[str, ...]:
    names = {id(component): component.name for component in _components(entries)}
    return tuple(f"{names[id(entry.parent_component())]}{entry.index()!r}" for entry in entries)


def _by_index(entries: Sequence[ConstraintData] | Sequence[VarData], component: Any) -> dict[Any, int]:
    return {entry.index(): position for position, entry in enumerate(entries) if entry.parent_component() is component}


def compile_model(
    model: pyo.ConcreteModel, structure: Structure, goals: Sequence[Goal], *, from_values: bool = False
) -> StandardForm:
    """The active constraints of a linear model with its goals, in their order; other objectives are left out.

    ``from_values``: the present values of the variables are the plan to start from, complete or not. Raises
    InfeasibleAtBuild if a row of constants contradicts itself or a variable's bounds cross; what Pyomo finds not to
    be linear raises its own errors.
    """
    with _only_goals(model, goals):
        form = _compiled(model)
    columns: list[VarData] = form.columns
    levels = tuple(
        Level(goal.name, cost, float(offset), goal.tolerance_abs, goal.tolerance_rel, goal.in_search)
        for goal, cost, offset in zip(goals, form.c.toarray(), form.c_offset, strict=True)
    )
    matrix, row_lower, row_upper, constraints = _rows(form)
    col_lower, col_upper = _column_bounds(columns)
    role, block = _roles(columns, structure)
    problem = MatrixProblem(
        matrix,
        row_lower,
        row_upper,
        col_lower,
        col_upper,
        np.array([not variable.is_continuous() for variable in columns], dtype=bool),
        role,
        block,
        levels,
        _values(columns) if from_values else None,
    )
    return StandardForm(model, problem, columns, constraints)


@contextmanager
def _only_goals(model: pyo.ConcreteModel, goals: Sequence[Goal]) -> Iterator[None]:
    """For a while, the goals are the model's only active objectives, all to be minimised."""
    own = list(model.component_data_objects(pyo.Objective, active=True))
    name = unique_component_name(model, "goals_to_compile")
    listed = pyo.ObjectiveList()
    model.add_component(name, listed)
    try:
        for objective in own:
            objective.deactivate()
        for goal in goals:
            listed.add(_to_minimise(goal.expression))
        yield
    finally:
        model.del_component(listed)
        for objective in own:
            objective.activate()


def _to_minimise(expression: Any) -> Any:
    sense = getattr(expression, "sense", pyo.minimize)
    plain = getattr(expression, "expr", expression) if hasattr(expression, "sense") else expression
    return -plain if sense == pyo.maximize else plain


def _compiled(model: pyo.ConcreteModel) -> LinearStandardFormInfo:
    """Pyomo's standard form. Rows of constants that miss their bound by rounding alone are left out."""
    left_out: list[ConstraintData] = []
    try:
        while True:
            try:
                return LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
            except InfeasibleConstraintException as error:
                left_out.append(_missed_by_rounding(model, str(error)))
                left_out[-1].deactivate()
    finally:
        for constraint in left_out:
            constraint.activate()


def _missed_by_rounding(model: pyo.ConcreteModel, message: str) -> ConstraintData:
    """The constraint that Pyomo names in its message; raises InfeasibleAtBuild if it really contradicts itself."""
    named = re.search(r"constraint, '(.*)'$", message, re.DOTALL)
    active = model.component_data_objects(pyo.Constraint, active=True)
    found = next((constraint for constraint in active if named and constraint.name == named.group(1)), None)
    if found is None:
        raise InfeasibleAtBuild(named.group(1) if named else message)
    if _misses(pyo.value(found.body), found.lb, found.ub):
        raise InfeasibleAtBuild(found.name)
    return found


def _misses(value: float, lower: float | None, upper: float | None) -> bool:
    below = lower is not None and value < lower - ROUNDING * max(1.0, abs(lower))
    return below or (upper is not None and value > upper + ROUNDING * max(1.0, abs(upper)))


def _rows(form: LinearStandardFormInfo) -> tuple[Matrix, FloatArray, FloatArray, list[ConstraintData]]:
    """One row a constraint: Pyomo writes a range as two rows, the upper side first."""
    kinds = np.array([row.bound_type for row in form.rows], dtype=np.int8)
    right = np.asarray(form.rhs, dtype=np.float64)
    lower = np.where(kinds == UPPER, -np.inf, right)
    upper = np.where(kinds == LOWER, np.inf, right)
    second = np.array(
        [i > 0 and row.constraint is form.rows[i - 1].constraint for i, row in enumerate(form.rows)], dtype=bool
    )
    lower[:-1][second[1:]] = lower[1:][second[1:]]
    kept = np.flatnonzero(~second)
    matrix = as_matrix(form.A.tocsr()[kept])
    constraints = [form.rows[i].constraint for i in kept]
    _check_empty_rows(matrix, lower[kept], upper[kept], constraints)
    return matrix, lower[kept], upper[kept], constraints


def _check_empty_rows(
    matrix: Matrix, lower: FloatArray, upper: FloatArray, constraints: Sequence[ConstraintData]
) -> None:
    for row in np.flatnonzero(np.diff(matrix.indptr) == 0).tolist():
        if _misses(0.0, lower[row], upper[row]):
            raise InfeasibleAtBuild(constraints[row].name)


def _column_bounds(columns: Sequence[VarData]) -> tuple[FloatArray, FloatArray]:
    bounds = [variable.bounds for variable in columns]
    lower = np.array([-np.inf if low is None else low for low, _ in bounds], dtype=np.float64)
    upper = np.array([np.inf if high is None else high for _, high in bounds], dtype=np.float64)
    for column in np.flatnonzero(lower > upper).tolist():
        raise InfeasibleAtBuild(columns[column].name)
    return lower, upper


def _roles(columns: Sequence[VarData], structure: Structure) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """Role and site number of each column; sites are numbered as they appear."""
    declared = {id(component): structure.of(component.local_name) for component in _components(columns)}
    sites: dict[Any, int] = {}
    role = np.zeros(len(columns), dtype=np.int8)
    block = np.full(len(columns), -1, dtype=np.int32)
    for column, variable in enumerate(columns):
        role[column], position = declared[id(variable.parent_component())]
        if position is not None:
            index = variable.index()
            site = index[position] if isinstance(index, tuple) else index
            block[column] = sites.setdefault(site, len(sites))
    return role, block


def _components(entries: Sequence[ConstraintData] | Sequence[VarData]) -> list[Any]:
    return list({id(component): component for component in (e.parent_component() for e in entries)}.values())


def _values(columns: Sequence[VarData]) -> FloatArray:
    return np.array([np.nan if variable.value is None else variable.value for variable in columns], dtype=np.float64)
