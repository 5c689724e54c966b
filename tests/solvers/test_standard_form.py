from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyomo.environ as pyo
import pytest

from planning_model.structure import Declared, Role, Structure
from solvers.errors import InfeasibleAtBuild
from solvers.options import SolveOptions
from solvers.sequence import solve
from solvers.standard_form import Goal, compile_model
from solvers.watch import Watch

STRUCTURE = Structure(
    {"open": Declared(Role.OPENING, 0), "modules": Declared(Role.MODULE, 0), "flow": Declared(Role.OTHER, 1)}
)


@pytest.fixture
def model() -> pyo.ConcreteModel:
    """Two sites, two places; rows of every kind."""
    m = pyo.ConcreteModel()
    m.J = pyo.Set(initialize=["Süd", "Nord"])
    m.I = pyo.Set(initialize=["a, b", "c'd"])
    m.open = pyo.Var(m.J, ["hub"], domain=pyo.Binary)
    m.modules = pyo.Var(m.J, domain=pyo.NonNegativeIntegers, bounds=(0, 9))
    m.flow = pyo.Var(m.I, m.J, bounds=(0, 1))
    m.budget = pyo.Var(bounds=(None, 50))
    m.nowhere = pyo.Var()

    @m.Constraint(m.I)
    def served(m: pyo.ConcreteModel, i: str) -> object:
        return sum(m.flow[i, j] for j in m.J) == 1

    @m.Constraint(m.J)
    def capacity(m: pyo.ConcreteModel, j: str) -> object:
        return 7 * m.flow["a, b", j] + 4 * m.flow["c'd", j] <= 3 * m.modules[j] + 2

    @m.Constraint(m.J)
    def size(m: pyo.ConcreteModel, j: str) -> object:
        return m.modules[j] - 9 * m.open[j, "hub"] <= 0

    m.total = pyo.Constraint(expr=(1, sum(m.modules[j] for j in m.J) + 0.5, 6))
    m.least = pyo.Constraint(expr=m.budget >= 2 * m.modules["Süd"] + 3 * m.modules["Nord"] - 4)
    m.off = pyo.Constraint(expr=m.budget <= -100)
    m.off.deactivate()
    m.own = pyo.Objective(expr=m.nowhere)
    return m


def cost(m: pyo.ConcreteModel) -> object:
    return m.budget + 5 * sum(m.open[j, "hub"] for j in m.J) + 11


def random_points(m: pyo.ConcreteModel) -> Iterator[None]:
    random = np.random.default_rng(1)
    for _ in range(20):
        for variable in m.component_data_objects(pyo.Var):
            if not variable.fixed:
                variable.set_value(float(random.normal(0, 5)), skip_validation=True)
        yield


@pytest.mark.parametrize("fixed", [False, True])
def test_rows_and_goals_agree_with_pyomo_at_random_points(model: pyo.ConcreteModel, fixed: bool) -> None:
    if fixed:
        model.modules["Nord"].fix(2)
        model.flow["a, b", "Süd"].fix(0.25)
    form = compile_model(model, STRUCTURE, [Goal("cost", cost(model)), Goal("flow", model.flow["c'd", "Süd"] * 3)])
    problem = form.problem
    constraints = {c.name: c for c in model.component_data_objects(pyo.Constraint, active=True)}
    assert sorted(form.rows) == sorted(constraints)
    for _ in random_points(model):
        x = np.array([variable.value for variable in form.columns])
        for name, activity, low, high in zip(
            form.rows, problem.matrix @ x, problem.row_lower, problem.row_upper, strict=True
        ):
            c = constraints[name]
            assert activity - low == pytest.approx(np.inf if c.lower is None else pyo.value(c.body - c.lower))
            assert high - activity == pytest.approx(np.inf if c.upper is None else pyo.value(c.upper - c.body))
        assert problem.levels[0].value(x) == pytest.approx(pyo.value(cost(model)))
        assert problem.levels[1].value(x) == pytest.approx(3 * model.flow["c'd", "Süd"].value)


def test_columns_have_bounds_kinds_roles_and_sites(model: pyo.ConcreteModel) -> None:
    form = compile_model(model, STRUCTURE, [Goal("cost", cost(model))])
    problem = form.problem
    described = {
        variable.name: (
            problem.col_lower[i],
            problem.col_upper[i],
            bool(problem.integer[i]),
            Role(problem.role[i]),
        )
        for i, variable in enumerate(form.columns)
    }
    assert described["open[Süd,hub]"] == (0, 1, True, Role.OPENING)
    assert described["modules[Nord]"] == (0, 9, True, Role.MODULE)
    assert described[model.flow["a, b", "Süd"].name] == (0, 1, False, Role.OTHER)
    assert described["budget"] == (-np.inf, 50, False, Role.OTHER)
    assert "nowhere" not in described
    blocks: dict[str, set[int]] = {"Süd": set(), "Nord": set(), "": set()}
    for variable, block in zip(form.columns, problem.block.tolist(), strict=True):
        blocks[next(site for site in blocks if site in variable.name)].add(block)
    assert blocks[""] == {-1}
    assert sorted([blocks["Süd"], blocks["Nord"]], key=min) == [{0}, {1}]


def test_a_range_is_one_row(model: pyo.ConcreteModel) -> None:
    form = compile_model(model, STRUCTURE, [Goal("cost", cost(model))])
    row = form.rows.index("total")
    assert list(form.rows).count("total") == 1
    assert (form.problem.row_lower[row], form.problem.row_upper[row]) == (0.5, 5.5)
    assert form.rows[row : row + 1] == [form.constraints[row].name] == ["total"]


def test_a_maximised_objective_is_turned(model: pyo.ConcreteModel) -> None:
    model.best = pyo.Objective(expr=2 * model.budget + 7, sense=pyo.maximize)
    model.worst = pyo.Objective(expr=3 * model.budget - 1, sense=pyo.minimize)
    form = compile_model(model, STRUCTURE, [Goal("best", model.best, 0.5, 0.25), Goal("worst", model.worst)])
    column = [variable.name for variable in form.columns].index("budget")
    best, worst = form.problem.levels
    assert (best.cost[column], best.offset, best.tolerance_abs, best.tolerance_rel) == (-2, -7, 0.5, 0.25)
    assert (worst.cost[column], worst.offset) == (3, -1)


def test_the_model_is_left_as_it_was(model: pyo.ConcreteModel) -> None:
    model.later = pyo.Objective(expr=0)
    model.later.deactivate()
    before = {c.name: c.active for c in model.component_data_objects((pyo.Objective, pyo.Constraint))}
    compile_model(model, STRUCTURE, [Goal("cost", cost(model)), Goal("constant", 4.0)])
    assert {c.name: c.active for c in model.component_data_objects((pyo.Objective, pyo.Constraint))} == before


def test_solved_values_return_to_the_variables(model: pyo.ConcreteModel) -> None:
    form = compile_model(model, STRUCTURE, [Goal("cost", cost(model))])
    result = solve(form.problem, SolveOptions(), Watch.lasting(30))
    assert result.x is not None
    form.load(result.x)
    assert all(
        pyo.value(c.slack()) >= -1e-6 for c in model.component_data_objects(pyo.Constraint, active=True) if c.has_ub()
    )
    assert result.levels[0].value == pytest.approx(pyo.value(cost(model)))
    # three modules at Süd serve all 11 units: 6 − 4 of budget, one opening, 11 of constants
    assert result.levels[0].value == pytest.approx(18)


def test_present_values_make_the_start(model: pyo.ConcreteModel) -> None:
    model.modules["Süd"].set_value(3)
    form = compile_model(model, STRUCTURE, [Goal("cost", cost(model))], from_values=True)
    assert form.problem.start is not None
    known = {v.name: value for v, value in zip(form.columns, form.problem.start, strict=True) if not np.isnan(value)}
    assert known == {"modules[Süd]": 3}
    assert compile_model(model, STRUCTURE, [Goal("cost", cost(model))]).problem.start is None


def test_a_row_of_constants_that_contradicts_itself_is_named(model: pyo.ConcreteModel) -> None:
    model.flow["c'd", :].fix(0)
    with pytest.raises(InfeasibleAtBuild) as infeasible:
        compile_model(model, STRUCTURE, [Goal("cost", cost(model))])
    assert infeasible.value.name == model.served["c'd"].name
    assert model.own.active


def test_a_row_of_constants_that_rounding_breaks_is_left_out(model: pyo.ConcreteModel) -> None:
    model.flow["c'd", "Süd"].fix(0.1 + 0.2)
    model.flow["c'd", "Nord"].fix(0.7 - 1e-16)
    model.flow["a, b", "Süd"].fix(0.9)
    model.flow["a, b", "Nord"].fix(0.1 + 1e-12)
    form = compile_model(model, STRUCTURE, [Goal("cost", cost(model))])
    assert not any(name.startswith("served") for name in form.rows)
    assert all(c.active for c in model.served.values())


def test_crossed_bounds_are_named(model: pyo.ConcreteModel) -> None:
    model.modules["Nord"].setlb(10)
    with pytest.raises(InfeasibleAtBuild, match=r"modules\[Nord\]"):
        compile_model(model, STRUCTURE, [Goal("cost", cost(model))])


def test_a_model_of_constants_has_no_columns(model: pyo.ConcreteModel) -> None:
    constants = pyo.ConcreteModel()
    constants.x = pyo.Var(bounds=(0, 5))
    constants.x.fix(2)
    constants.row = pyo.Constraint(expr=constants.x <= 3)
    form = compile_model(constants, STRUCTURE, [Goal("cost", 4 * constants.x)])
    result = solve(form.problem, SolveOptions(), Watch.lasting(30))
    assert result.is_proven_optimal
    assert result.levels[0].value == 8.0


def test_what_is_not_linear_is_refused(model: pyo.ConcreteModel) -> None:
    with pytest.raises(Exception, match="nonlinear"):
        compile_model(model, STRUCTURE, [Goal("cost", model.budget**2)])
    assert model.own.active
    assert len(list(model.component_data_objects(pyo.Objective))) == 1
