"""The optimum by brute force: every choice of openings, types and module steps, and for each the linear rest."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from instances.instance import Instance
from tests.planning_model.given_choice import Choice, Rest
from tests.planning_model.words import Words

Weights = Mapping[str, float]


@dataclass(frozen=True)
class Limit:
    """What goals of these weights may come to at most, because an earlier priority says so."""

    weights: Weights
    value: float


@dataclass(frozen=True)
class Optimum:
    """The least value of every priority, in their order, and how many choices there were."""

    values: tuple[float, ...]
    choices: int


def optimum(instance: Instance) -> Optimum | None:
    """The best plan of a small instance; None where there is none."""
    words = Words(instance)
    everything = list(choices(words))
    limits: list[Limit] = []
    values: list[float] = []
    for priority in sorted(set(instance.tables["Goals"]["priority"])):
        weights = weights_of(words, priority)
        least = _least(words, everything, weights, limits)
        if least is None:
            return None
        values.append(least)
        limits.append(Limit(weights, least + _tolerance(words, priority) * abs(least)))
    return Optimum(tuple(values), len(everything))


def choices(words: Words) -> Iterator[Choice]:
    """Everything that all sites may be together."""
    for paths in product(*(words.paths(site) for site in words.sites)):
        yield dict(zip(words.sites, paths, strict=True))


def weights_of(words: Words, priority: float) -> Weights:
    """The weight of every measure in a priority."""
    weights: dict[str, float] = defaultdict(float)
    for row in words.rows("Goals"):
        weights[row.measure] += row.weight if row.priority == priority else 0.0
    return weights


def _tolerance(words: Words, priority: float) -> float:
    """By which part later priorities may worsen this one; the goals of a priority agree on it here."""
    (tolerance,) = {row.tolerance for row in words.rows("Goals") if row.priority == priority}
    return float(tolerance)


def _least(words: Words, everything: list[Choice], weights: Weights, limits: list[Limit]) -> float | None:
    best = math.inf
    for choice in everything:
        rest = Rest(words, choice, weights)
        # no goal can be negative, so that constants alone may rule a choice out
        if rest.is_impossible or rest.constant >= best:
            continue
        value = _value(rest, limits)
        if value is not None:
            best = min(best, value)
    return None if best == math.inf else best


def _value(rest: Rest, limits: list[Limit]) -> float | None:
    """The least value for a choice, within the limits."""
    rest.write()
    for limit in limits:
        earlier = Rest(rest.words, rest.choice, limit.weights)
        earlier.write()
        rest.program.row(enumerate(earlier.program.cost), high=limit.value - earlier.constant)
    least = None if rest.is_impossible else rest.program.minimum()
    return None if least is None else least + rest.constant
