"""Rows that hold flows to openings: every plan keeps them, and fractions of openings do not."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.decomposition.linking import Links
from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.watch import Watch
from tests.solvers.decomposed import SECONDS, WORLDS, Case, case

SOME = [*WORLDS][::2]


def relaxed(problem: MatrixProblem) -> FloatArray:
    with Relaxation(problem, SolveOptions(), Watch.lasting(SECONDS)) as relaxation:
        assert relaxation.solve() is Status.OPTIMAL
        return relaxation.x


def with_all_rows(of: Case) -> tuple[Links, MatrixProblem]:
    links = Links(of.blocks)
    return links, links.added(of.problem, np.arange(links.matrix.shape[0]))


@pytest.mark.parametrize("name", SOME)
def test_the_optimum_stays_what_it_is(name: str) -> None:
    of = case(name)
    links, tighter = with_all_rows(of)
    assert (links.matrix @ of.plan <= 1e-6).all()
    assert Case(tighter).optimum == pytest.approx(of.optimum, rel=1e-6)


def test_the_relaxation_says_more_with_them() -> None:
    lifted = []
    for name in SOME:
        of = case(name)
        _, tighter = with_all_rows(of)
        value = tighter.level.value(relaxed(tighter))
        assert value >= of.relaxation[0] - of.slack
        lifted.append(value > of.relaxation[0] + of.slack)
    assert sum(lifted) >= len(lifted) / 3


def test_the_rows_that_bind_are_those_of_flows_that_use_all_there_is() -> None:
    """With them alone the relaxation says nearly what it says with all rows."""
    of = case("district 0")
    links, tighter = with_all_rows(of)
    best = relaxed(tighter)
    binding = links.binding(best)
    assert 0 < len(binding) < links.matrix.shape[0]
    fewer = links.added(of.problem, binding)
    lift = tighter.level.value(best) - of.relaxation[0]
    assert fewer.level.value(relaxed(fewer)) >= of.relaxation[0] + 0.9 * lift > of.relaxation[0] + of.slack


def test_without_any_service_there_are_no_rows() -> None:
    of = case("hamlet")
    blocks = of.blocks
    blocks.services = []
    links = Links(blocks)
    assert links.matrix.shape == (0, of.problem.matrix.shape[1])
    assert links.added(of.problem, links.binding(of.plan)).matrix.shape == of.problem.matrix.shape
    del of.__dict__["blocks"]
