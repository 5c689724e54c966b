"""From the solved model to the plan: tidy frames, in the planner's units."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

import pyomo.environ as pyo

from planning_model.build import BuiltModel
from planning_model.constraints.capacity import steps_so_far
from planning_model.constraints.residual import settle
from planning_model.constraints.revenue import covered
from planning_model.goals import MEASURE_OF_LONGEST, MEASURE_OF_SHORTFALLS
from planning_model.names import records
from planning_model.outcome import Outcome
from planning_model.parameters import THOUSAND
from planning_model.plan import TASKS, Plan, as_frame

# Smaller shares and amounts are rounding noise of the solver, far below the verifier's tolerance.
NOISE = 1e-9

# A goal that counts people and is smaller is met: the solver's tolerance is no unmet need.
NOTHING = 1e-5
OF_PEOPLE = ("unmet_need", MEASURE_OF_SHORTFALLS, "travel_minutes", "deprived_unmet")

Rows = list[tuple[Any, ...]]


def reset(built: BuiltModel) -> None:
    """Put every free variable at 0: the solver gives values only to those that some row or goal mentions."""
    for variable in built.model.component_data_objects(pyo.Var):
        if not variable.fixed:
            variable.set_value(0.0, skip_validation=True)


def extract(built: BuiltModel, status: str, bounds: Sequence[float | None], provenance: Mapping[str, Any]) -> Plan:
    """The plan that the values of the model's variables describe.

    ``bounds`` holds the proven bound of every level, in the model's unit (thousand equivalent residents).
    """
    settle(built.model, built.context)
    outcome = Outcome(built.model, built.context)
    goals = _goals(built, outcome)
    levels = _levels(built, goals, bounds)
    return Plan(
        status=status,
        objective=levels[-1][1],
        bound=levels[-1][2],
        gap=levels[-1][3],
        sites=as_frame("sites", _sites(built)),
        modules=as_frame("modules", _modules(built)),
        flows=as_frame("flows", _positive(built.model.flow)),
        unmet=as_frame("unmet", _positive(built.model.unmet)),
        work=as_frame("work", _work(built)),
        links=as_frame("links", _links(built)),
        remote=as_frame("remote", _remote(built)),
        funding=as_frame("funding", _funding(built)),
        revenues=as_frame("revenues", _revenues(built)),
        recruits=as_frame("recruits", _recruits(built)),
        rules=as_frame("rules", outcome.rule_rows),
        goals=as_frame("goals", goals),
        levels=as_frame("levels", levels),
        provenance=dict(provenance),
    )


def _sites(built: BuiltModel) -> Rows:
    parameters = built.context.parameters
    rows: Rows = []
    for name, site in parameters.sites.items():
        for period in parameters.periods:
            running = [k for k in built.context.types_of.get((name, period), []) if _is_open(built, name, k, period)]
            kind = running[0] if running else ""
            rows.append((name, period, kind, _change(site.present or "", kind)))
    closed = set(parameters.tables["Sites"]["site"]) - set(parameters.sites)
    rows += [(name, period, "", "none") for name in sorted(closed) for period in parameters.periods]
    return rows


def _is_open(built: BuiltModel, site: str, kind: str, period: str) -> bool:
    return bool(pyo.value(built.model.open[site, kind, period]) > 0.5)


def _change(today: str, planned: str) -> str:
    if today == planned:
        return "none"
    if not today:
        return "new"
    return "converted" if planned else "closed"


def _modules(built: BuiltModel) -> Rows:
    m, context = built.model, built.context
    rows: Rows = []
    for j, k, r, t in m.CAPACITIES:
        if not _is_open(built, j, k, t):
            continue
        kept = max(0.0, pyo.value(m.kept[j, k, r, t])) if (j, k, r, t) in m.STANDING else 0.0
        steps = round(pyo.value(steps_so_far(m, context, j, k, r, t)))
        added = steps * float(context.parameters.resource_table[r]["step"])
        idle = min(added, max(0.0, pyo.value(m.idle[j, k, r, t]))) if context.may_stand_idle else 0.0
        if kept + added > NOISE:
            rows.append((j, k, r, t, kept + added - idle, kept, added))
    return rows


def _positive(variable: pyo.Var) -> Rows:
    values = ((index, pyo.value(data)) for index, data in variable.items())
    return [(*index, min(1.0, value)) for index, value in values if value > NOISE]


def _work(built: BuiltModel) -> Rows:
    per_resident = built.context.parameters.per_resident_of_part
    return [
        (j, k, r, s, t, value * THOUSAND * per_resident[s])
        for (j, k, r, s, t), data in built.model.work.items()
        if (value := pyo.value(data)) > NOISE
    ]


def _links(built: BuiltModel) -> Rows:
    used = (index for index, data in built.model.link.items() if pyo.value(data) > 0.5)
    return [(site, partner, period) for site, _, partner, period in used]


def _remote(built: BuiltModel) -> Rows:
    per_resident = built.context.parameters.per_resident_of_part
    return [
        (j, partner, k, r, s, task, t, value * THOUSAND * per_resident[s])
        for task, variable in zip(TASKS, (built.model.remote, built.model.guided), strict=True)
        for (j, partner, k, r, s, t), data in variable.items()
        if (value := pyo.value(data)) > NOISE
    ]


def _funding(built: BuiltModel) -> Rows:
    return [
        (pot, category, *astuple(funding_class), period, value)
        for (pot, category, funding_class, period), data in built.model.pay.items()
        if (value := pyo.value(data)) > NOISE
    ]


def _revenues(built: BuiltModel) -> Rows:
    return [(*index, value) for index, data in covered(built.model).items() if (value := pyo.value(data)) > NOISE]


def _recruits(built: BuiltModel) -> Rows:
    return [(*index, value) for index, data in built.model.recruit.items() if (value := pyo.value(data)) > NOISE]


def _goal_values(built: BuiltModel, outcome: Outcome) -> dict[str, float]:
    exact = {name: float(pyo.value(expression)) for name, expression in built.model.measure.items()}
    values = {name: 0.0 if name in OF_PEOPLE and abs(value) <= NOTHING else value for name, value in exact.items()}
    if MEASURE_OF_SHORTFALLS in values:
        values[MEASURE_OF_SHORTFALLS] = outcome.shortfall_measure()
    if MEASURE_OF_LONGEST in values:
        values[MEASURE_OF_LONGEST] = outcome.longest_minutes()
    return values


def _goals(built: BuiltModel, outcome: Outcome) -> Rows:
    values = _goal_values(built, outcome)
    table = built.context.parameters.tables["Goals"]
    return [(row.goal, float(row.priority), values[row.measure], row.weight) for row in records(table)]


def _levels(built: BuiltModel, goals: Rows, bounds: Sequence[float | None]) -> Rows:
    return [
        level_row(
            level.priority,
            sum(value * weight for _, priority, value, weight in goals if priority == level.priority),
            bound,
        )
        for level, bound in zip(built.levels, bounds, strict=True)
    ]


def level_row(priority: int, objective: float, bound: float | None) -> tuple[Any, ...]:
    """A row of the frame ``levels``; ``bound`` is in the model's unit (thousand equivalent residents)."""
    scaled = None if bound is None else bound * THOUSAND
    if scaled is not None and objective - scaled <= NOTHING:
        scaled = objective
    return float(priority), objective, scaled, gap_of(objective, scaled)


def gap_of(objective: float, bound: float | None) -> float | None:
    """(objective − bound) / |objective|; 0 where both are 0, nothing where there is no bound."""
    if bound is None:
        return None
    difference = objective - bound
    if difference <= 0:
        return 0.0
    return difference / abs(objective) if objective else math.inf
