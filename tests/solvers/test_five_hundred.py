"""Five hundred random small instances of every constraint family: bound ≤ optimum ≤ plan, and each plan verified."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from careplan.pipeline import standard_form
from planning_model.build import build
from planning_model.extract import extract, reset
from planning_model.verify import verify
from solvers import large_scale
from solvers.decomposition import bound, districts
from solvers.errors import InfeasibleAtBuild
from solvers.highs import solve_whole
from solvers.large_scale import search_by_stages
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.planning_model.districts import changing_district, district, wild_district
from tests.planning_model.worlds import Frames, instance_of, random_world
from tests.solvers.decomposed import ROUNDING, SECONDS

KINDS: dict[str, tuple[int, Callable[[int], Frames]]] = {
    "random": (190, lambda seed: random_world(seed, 4)),
    "district": (80, lambda seed: district(seed, 5)),
    "sizes": (80, lambda seed: district(seed, 4, sizes=True)),
    "two periods": (60, lambda seed: district(seed, 3, periods=2)),
    "changing": (60, changing_district),
    "wild": (80, lambda seed: wild_district(seed, 3)),
    "wild, two periods": (20, lambda seed: wild_district(seed, 2, periods=2)),
}
IN_EVERY_RUN = 1


def _marked(kind: str, seed: int) -> object:
    marks = [] if seed < IN_EVERY_RUN else [pytest.mark.exhaustive]
    return pytest.param(kind, seed, marks=marks, id=f"{kind} {seed}")


ALL = [_marked(kind, seed) for kind, (count, _) in KINDS.items() for seed in range(count)]


@pytest.mark.parametrize(("kind", "seed"), ALL)
def test_the_bound_is_below_the_optimum_and_the_plan_is_verified(
    kind: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # HiGHS on the whole problem, which ends every search of a small one, would hide what the stages before it did
    monkeypatch.setattr(large_scale, "improve", lambda search, guess: search.status)
    # all that the bound may rest on is to be seen: districts in each of them, and HiGHS's cuts in every other
    monkeypatch.setattr(districts, "LARGEST", 1.0)
    monkeypatch.setattr(bound, "CUTS_SECONDS", 0.0 if seed % 2 else np.inf)
    instance = instance_of(KINDS[kind][1](seed))
    built = build(instance)
    try:
        form = standard_form(built)
    except InfeasibleAtBuild:
        pytest.skip("rows of constants alone say that there is no plan")
    problem = form.problem.at(0, {}, None)
    optimum = _optimum(problem)
    search = Search(problem, SolveOptions(), Watch.lasting(SECONDS))
    search_by_stages(search)
    if optimum is None:
        assert search.best is None
        return
    slack = ROUNDING * max(1.0, abs(optimum))
    assert search.bound is not None
    assert search.bound <= optimum + slack
    assert search.value is not None, "a small instance that has a plan, and none was found"
    assert optimum - slack <= search.value
    assert search.best is not None
    reset(built)
    form.load(search.best)
    plan = extract(built, search.status.value, [search.bound], {})
    assert verify(instance, plan) == []


def _optimum(problem: MatrixProblem) -> float | None:
    """By HiGHS without presolve; None if there is no plan."""
    search = Search(problem, SolveOptions(gap=0.0, presolve=False), Watch.lasting(SECONDS))
    status = solve_whole(search)
    assert status in (Status.OPTIMAL, Status.INFEASIBLE)
    return search.value
