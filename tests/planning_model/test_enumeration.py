"""Small random districts, solved by brute force and by the model: the same optimum.

The brute force (:mod:`tests.planning_model.enumeration`) was written from the words of the catalogue, without the
model. That every family of the model matters in one of these worlds is tested too: without it the optimum is another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from careplan.errors import InfeasibleError
from tests.planning_model.districts import changing_district, district, wild_district
from tests.planning_model.enumeration import optimum
from tests.planning_model.looser import LOOSER
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import Frames, instance_of, table

EXACT = 1e-6
NO_PLAN = float("inf")

WORLDS: dict[str, Callable[[], Frames]] = {
    **{f"eight openings {seed}": lambda seed=seed: district(seed, 8) for seed in (1, 3, 4, 5, 10)},
    **{f"five openings {seed}": lambda seed=seed: district(seed, 5) for seed in (0, 9)},
    "several sizes 4": lambda: district(4, 4, sizes=True),
    "two periods 3": lambda: district(3, 3, periods=2),
    **{f"changing {seed}": lambda seed=seed: changing_district(seed) for seed in (1, 11)},
    **{f"wild {seed}": lambda seed=seed: wild_district(seed, 3) for seed in range(5)},
    **{f"wild, two periods {seed}": lambda seed=seed: wild_district(seed, 2, periods=2) for seed in range(2)},
}

BINDS = {
    "staff": "eight openings 5",
    "recruiting": "eight openings 5",
    "budgets": "eight openings 5",
    "rules of pots": "eight openings 5",
    "matching": "eight openings 10",
    "largest shares": "eight openings 5",
    "delegation": "eight openings 5",
    "supervision": "eight openings 5",
    "travel limit": "eight openings 5",
    "exempt seats": "five openings 9",
    "several types": "several sizes 4",
    "fixed": "eight openings 3",
    "closing": "five openings 0",
    "converting": "eight openings 1",
    "lead time": "two periods 3",
    "deprivation": "eight openings 5",
    "explicit demand": "eight openings 5",
    "growth": "eight openings 5",
    "worst area": "eight openings 5",
    "hard reach_share": "wild 0",
    "soft reach_share": "eight openings 10",
    "hard served_share": "wild 4",
    "soft served_share": "eight openings 1",
    "soft supply_floor": "eight openings 5",
    "hard supply_cap": "eight openings 4",
    "soft supply_cap": "eight openings 5",
    "hard count_min": "eight openings 1",
    "soft count_min": "eight openings 10",
    "hard count_max": "eight openings 3",
    "soft count_max": "eight openings 10",
}


def by_enumeration(frames: Frames) -> tuple[float, ...]:
    """The least value of every priority."""
    found = optimum(instance_of(frames))
    return found.values if found else (NO_PLAN,)


def by_the_model(frames: Frames) -> float:
    """The objective of the last priority in the optimal plan."""
    try:
        return plan_of(frames).objective
    except InfeasibleError:
        return NO_PLAN


@cache
def objective(world: str) -> float:
    """The model's optimum of one of the worlds."""
    return by_the_model(WORLDS[world]())


@pytest.mark.parametrize("world", WORLDS)
def test_same_optimum(world: str) -> None:
    """And where one finds no plan at all, the other finds none either."""
    assert objective(world) == pytest.approx(by_enumeration(WORLDS[world]())[-1], rel=EXACT)


def test_worlds_are_many_and_most_have_a_plan() -> None:
    """So that the comparison above is worth something."""
    values = [objective(world) for world in WORLDS]
    assert sum(value < NO_PLAN for value in values) >= 12
    assert NO_PLAN in values
    finite = {round(value, 3) for value in values if value < NO_PLAN}
    assert len(finite) == sum(value < NO_PLAN for value in values)


@pytest.mark.parametrize("family", LOOSER)
def test_every_family_binds_somewhere(family: str) -> None:
    frames = LOOSER[family](WORLDS[BINDS[family]]())
    assert by_the_model(frames) != pytest.approx(objective(BINDS[family]), rel=1e-5)


@pytest.mark.parametrize(("seed", "tolerance"), [(0, 0.0), (0, 0.05), (2, 0.05)])
def test_priorities_one_after_the_other(seed: int, tolerance: float) -> None:
    """Need and rules first, then ways and money as far as the tolerance allows."""
    columns = "goal measure priority weight tolerance"
    goals = table(
        columns,
        ("unmet", "unmet_need", 1, 1.0, tolerance),
        ("rules", "shortfalls", 1, 0.5, tolerance),
        ("worst", "worst_area", 1, 500.0, tolerance),
        ("cost", "public_cost", 2, 100.0, 0.0),
        ("sites", "open_sites", 2, 10.0, 0.0),
        ("way", "travel_minutes", 2, 0.001, 0.0),
    )
    frames = district(seed, 5) | {"Goals": goals}
    first, second = by_enumeration(frames)
    plan = plan_of(frames)
    assert plan.objective == pytest.approx(second, rel=EXACT)
    assert plan.levels["bound"].iloc[0] == pytest.approx(first, rel=EXACT)
    assert plan.levels["objective"].iloc[0] <= first * (1 + tolerance) * (1 + EXACT)


@pytest.mark.slow
def test_twelve_openings() -> None:
    frames = district(0, 12)
    assert by_the_model(frames) == pytest.approx(by_enumeration(frames)[-1], rel=EXACT)


@pytest.mark.parametrize(
    "seed",
    [
        *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3)),
        *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in range(3, 40)),
    ],
)
def test_wilder(seed: int) -> None:
    for frames in (wild_district(seed, 6), wild_district(seed, 3, periods=2), changing_district(seed)):
        assert by_the_model(frames) == pytest.approx(by_enumeration(frames)[-1], rel=EXACT)
