"""Problems of the planning model with all that the tests of their decomposition compare."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from careplan.pipeline import standard_form
from planning_model.build import build
from solvers.decomposition.advice import Advice
from solvers.decomposition.ascent import Ascent
from solvers.decomposition.blocks import Blocks
from solvers.decomposition.oracle import Oracle
from solvers.highs import solve_whole
from solvers.options import SolveOptions
from solvers.problem import FloatArray, MatrixProblem, as_matrix
from solvers.proof import Prices
from solvers.relaxation import Relaxation
from solvers.result import Status
from solvers.search import Search
from solvers.watch import Watch
from tests.planning_model import worlds
from tests.planning_model.districts import changing_district, district, wild_district
from tests.planning_model.worlds import Frames, instance_of, random_world

SECONDS = 60.0
ROUNDING = 1e-6

WORLDS: dict[str, Callable[[], Frames]] = {
    "hamlet": worlds.hamlet,
    "funded hamlet": worlds.funded_hamlet,
    "choosy village": worlds.choosy_village,
    "borough": worlds.borough,
    "infirmary": worlds.infirmary,
    "fairest village": worlds.fairest_village,
    "nursing village": worlds.nursing_village,
    **{f"random {seed}": lambda seed=seed: random_world(seed, 4) for seed in (0, 1, 2, 3, 5)},
    **{f"district {seed}": lambda seed=seed: district(seed, 5) for seed in (0, 2)},
    **{f"sizes {seed}": lambda seed=seed: district(seed, 4, sizes=True) for seed in (0, 3)},
    "two periods": lambda: district(3, 3, periods=2),
    **{f"changing {seed}": lambda seed=seed: changing_district(seed) for seed in (1, 11)},
    **{f"wild {seed}": lambda seed=seed: wild_district(seed, 3) for seed in (1, 4, 5)},
    "wild, two periods": lambda: wild_district(0, 2, periods=2),
}
# Every amount is recognised, and no work takes the time of two units but for delegates.
EXACT = [name for name in WORLDS if not name.startswith(("changing", "wild"))]


@dataclass(frozen=True)
class Case:
    """A problem with all that is to be compared."""

    problem: MatrixProblem

    @cached_property
    def blocks(self) -> Blocks:
        return Blocks(self.problem)

    @cached_property
    def oracle(self) -> Oracle:
        return Oracle(self.blocks)

    @cached_property
    def relaxation(self) -> tuple[float, FloatArray]:
        """Value and row duals of the LP."""
        with Relaxation(self.problem, SolveOptions(), Watch.lasting(SECONDS)) as relaxation:
            assert relaxation.solve(confirm=True) is Status.OPTIMAL
            return relaxation.value, relaxation.prices

    @cached_property
    def plan(self) -> FloatArray:
        """An optimal plan."""
        search = Search(self.problem, SolveOptions(gap=0.0, presolve=False), Watch.lasting(SECONDS))
        assert solve_whole(search) is Status.OPTIMAL
        assert search.best is not None
        return search.best

    @cached_property
    def optimum(self) -> float:
        return self.problem.level.value(self.plan)

    @cached_property
    def slack(self) -> float:
        """What rounding may add to the optimum."""
        return ROUNDING * max(1.0, abs(self.optimum))

    def ascent(self) -> Ascent:
        return Ascent(self.oracle, Prices.of_rows(self.relaxation[1]))

    def random_prices(self, count: int) -> list[FloatArray]:
        """Prices around those of the LP and far from them, within the limits of the ascent."""
        random = np.random.default_rng(count)
        ascent = self.ascent()
        size = np.abs(ascent.prices) + np.abs(ascent.prices).mean()
        drawn = [
            random.choice([0, 0.5, 1, 2, -1], len(size)) * ascent.prices
            + random.choice([0, 0.1, 1], len(size)) * random.normal(0, size)
            for _ in range(count)
        ]
        return [np.clip(prices, ascent.lower, ascent.upper) for prices in drawn]

    def bound(self, prices: FloatArray) -> float:
        return self.oracle(prices).value


@cache
def case(name: str) -> Case:
    return Case(standard_form(build(instance_of(WORLDS[name]()))).problem.at(0, {}, None))


def advice_on(of: Case) -> Advice:
    search = Search(of.problem, SolveOptions(gap=0.0), Watch.lasting(SECONDS))
    return Advice(search, of.blocks, Prices.of_rows(of.relaxation[1]))


def with_entry(problem: MatrixProblem, row: int, column: int, value: float) -> MatrixProblem:
    matrix = problem.matrix.toarray()
    matrix[row, column] = value
    return replace(problem, matrix=as_matrix(matrix))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.001)
