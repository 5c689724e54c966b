"""The unit that Erlang's formulas speak of, simulated person by person: what they promise is what happens."""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from statistics import fmean, stdev
from typing import Any

import pytest
import simpy

from instances.erlang import ERLANG_B, ERLANG_C, largest_load

TARGET = 0.05
RUNS, PEOPLE, WARM_UP = 12, 1_200, 200
QUANTILE = 3.106
"""Two-sided 99 % of Student's t with 11 degrees of freedom: one right unit of a hundred fails."""

Stay = Callable[[random.Random], float]
Process = Generator[simpy.Event, Any, None]


def simulated(units: int, load: float, stay: Stay, chance: random.Random, *, waiting: bool) -> float:
    """Share of people who find all units taken, in one run; they leave, or wait."""
    world = simpy.Environment()
    unit = simpy.Resource(world, capacity=units)
    refused: list[bool] = []

    def person() -> Process:
        full = unit.count == units
        refused.append(full)
        if full and not waiting:
            return
        with unit.request() as place:
            yield place
            yield world.timeout(stay(chance))

    def arrivals() -> Process:
        for _ in range(WARM_UP + PEOPLE):
            yield world.timeout(chance.expovariate(load))
            world.process(person())

    world.run(until=world.process(arrivals()))
    return fmean(refused[WARM_UP:])


def exponential(chance: random.Random) -> float:
    return chance.expovariate(1.0)


def of_nights(chance: random.Random) -> float:
    """Stays as they are: many short, a few long (log-normal, mean 1)."""
    return chance.lognormvariate(-0.32, 0.8)


@pytest.mark.parametrize(
    ("rule", "units", "stay"),
    [
        *((ERLANG_B, beds, of_nights) for beds in (4, 8, 12, 16, 25)),
        *((ERLANG_C, bays, exponential) for bays in (1, 2, 3, 4, 6)),
    ],
)
def test_as_many_are_turned_away_or_wait_as_the_formula_says(rule: str, units: int, stay: Stay) -> None:
    """Beds turn away whoever finds none free; emergency bays let them wait."""
    chance = random.Random(units)
    load = largest_load(rule, units, TARGET)
    shares = [simulated(units, load, stay, chance, waiting=rule == ERLANG_C) for _ in range(RUNS)]
    assert fmean(shares) == pytest.approx(TARGET, abs=QUANTILE * stdev(shares) / RUNS**0.5)
    # narrow enough to tell the unit from one that is planned by its mean occupancy
    assert QUANTILE * stdev(shares) / RUNS**0.5 < 0.4 * TARGET
