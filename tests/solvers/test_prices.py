"""Prices at a plan, and what it costs to hold a column elsewhere: beside HiGHS's own LP by SciPy."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from solvers.prices import AtPlan
from solvers.problem import FloatArray, MatrixProblem
from solvers.watch import Watch
from tests.solvers.cases import facility_location

SITES, CUSTOMERS = 5, 8
HELD = np.arange(SITES)
OPEN = np.array([1.0, 1.0, 1.0, 1.0, 0.0])


def value(problem: MatrixProblem, openings: FloatArray) -> float:
    """The least cost with these openings; inf where there is none."""
    bounds = np.column_stack([problem.col_lower, problem.col_upper])
    bounds[:SITES] = openings[:, np.newaxis]
    rows = [optimize.LinearConstraint(problem.matrix, problem.row_lower, problem.row_upper)]
    found = optimize.milp(problem.level.cost, constraints=rows, bounds=optimize.Bounds(bounds[:, 0], bounds[:, 1]))
    return float(found.fun) if found.success else math.inf


def test_a_price_is_what_the_goal_rises_by() -> None:
    """Each row of work at an open site, relaxed by a little; a closed one has none, and a price on one side alone."""
    problem = facility_location(SITES, CUSTOMERS, seed=3)
    base, little = value(problem, OPEN), 1e-3
    with AtPlan(problem, HELD, OPEN, Watch.lasting(60.0)) as at_plan:
        assert at_plan.prices is not None
        assert np.any(at_plan.prices < -1e-3)
        for row in CUSTOMERS + np.flatnonzero(OPEN):
            upper = problem.row_upper.copy()
            upper[row] += little
            rise = value(replace(problem, row_upper=upper), OPEN) - base
            assert rise == pytest.approx(little * at_plan.prices[row], abs=1e-7)


def test_the_cost_of_another_opening_and_back_again() -> None:
    """One site more, one for another, and one less, without which there is no room."""
    problem = facility_location(SITES, CUSTOMERS, seed=3, room=1.6)
    base = value(problem, OPEN)
    with AtPlan(problem, HELD, OPEN, Watch.lasting(60.0)) as at_plan:
        for openings in ([1.0, 1.0, 1.0, 1.0, 1.0], [0.0, 1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0, 0.0], OPEN):
            cost = at_plan.cost(HELD, np.array(openings))
            assert cost == pytest.approx(value(problem, np.array(openings)) - base, abs=1e-6)
        assert at_plan.cost(HELD, np.zeros(SITES)) == math.inf


def test_without_time_or_solution_there_are_no_prices() -> None:
    problem = facility_location(SITES, CUSTOMERS, seed=3)
    for openings, seconds in ((OPEN, 0.0), (np.zeros(SITES), 60.0)):
        with AtPlan(problem, HELD, openings, Watch.lasting(seconds)) as at_plan:
            assert at_plan.prices is None
            assert math.isnan(at_plan.cost(HELD, OPEN))
