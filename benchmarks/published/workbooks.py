"""Location problems as workbooks: the sheets that a planner would fill in, and nothing else.

Distances become minutes and demand becomes residents, both scaled to the size that they have in a region, so that the
model's coefficients are those it is made for. What a scaled unit is worth in the file's own units is kept beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from benchmarks.published.problems import Floats, Problem
from instances.instance import Instance

Frames = dict[str, pd.DataFrame]

MEAN_RESIDENTS = 1000.0  # of a place
MOST_MINUTES = 500.0
DECIMALS_OF_MINUTES = 6  # travel times are read to so many
MILLION, MOST_MILLIONS = 1_000_000.0, 1_000.0
YEAR = 2026


@dataclass(frozen=True, eq=False)
class Workbook:
    """An instance, and what its units are worth in those of the file.

    ``minutes``: minutes of a unit of distance; ``residents``: residents of a unit of weight.
    """

    instance: Instance
    minutes: float
    residents: float


def fixed_charge(problem: Problem, *, capacitated: bool, single: bool = False) -> Workbook:
    """Everybody is served at the least sum of fixed costs and costs of serving; with capacities and single sites."""
    minutes, residents = scales(problem)
    capacity = problem.capacity if capacitated else np.full(len(problem.sites), np.inf)
    # a unit of cost counts as much whether it is a fixed cost or one of serving; where a fixed cost is more than a
    # workbook takes, money is counted in larger coins
    price = minutes * residents / MEAN_RESIDENTS
    coin = 10.0 ** max(0, math.ceil(math.log10(max(1.0, float(problem.fixed.max()) * price / MOST_MILLIONS))))
    price /= coin
    frames = region(problem, minutes, residents)
    frames |= capacities(problem, capacity, residents)
    frames["Sites"] = frames["Sites"].assign(extra_setup_cost=problem.fixed * price * MILLION)
    frames["Pots"] = _table("pot budget", ("money", max(1.0, math.ceil(float(problem.fixed.sum()) * price))))
    frames["Services"] = frames["Services"].assign(assignment="single" if single else "free")
    frames["Rules"] = _rules(serve_all(frames))
    frames["Goals"] = _goals(("way", "travel_minutes", 1.0), ("cost", "public_cost", coin * MEAN_RESIDENTS))
    return Workbook(Instance.from_frames(frames, "en"), minutes, residents)


def p_median(problem: Problem, p: int) -> Workbook:
    """Exactly p sites serve everybody with the shortest ways in all."""
    minutes, residents = scales(problem)
    frames = region(problem, minutes, residents)
    frames["Rules"] = _rules(serve_all(frames), *exactly(p))
    frames["Goals"] = _goals(("way", "travel_minutes", 1.0))
    return Workbook(Instance.from_frames(frames, "en"), minutes, residents)


def p_centre(problem: Problem, p: int, radius: float | None = None) -> Workbook:
    """Exactly p sites serve everybody, and the longest way is as short as can be, but no longer than the radius."""
    problem = everybody_counts_once(problem)
    minutes, residents = scales(problem)
    frames = region(problem, minutes, residents, None if radius is None else within(radius, minutes))
    frames["Rules"] = _rules(serve_all(frames), *exactly(p))
    frames["Goals"] = _goals(("longest", "longest_minutes", MEAN_RESIDENTS))
    return Workbook(Instance.from_frames(frames, "en"), minutes, residents)


def maximal_covering(problem: Problem, p: int, radius: float) -> Workbook:
    """Exactly p sites serve as much as they can within the radius."""
    minutes, residents = scales(problem)
    frames = region(problem, minutes, residents, within(radius, minutes))
    frames["Rules"] = _rules(*exactly(p))
    frames["Goals"] = _goals(("unmet", "unmet_need", 1.0))
    return Workbook(Instance.from_frames(frames, "en"), minutes, residents)


def set_covering(problem: Problem, radius: float) -> Workbook:
    """As few sites as possible, so that everybody has one within the radius."""
    problem = everybody_counts_once(problem)
    minutes, residents = scales(problem)
    reach = within(radius, minutes)
    frames = region(problem, minutes, residents, reach)
    frames["Rules"] = _rules(("reach", "reach_share", "care", reach, 1.0))
    frames["Goals"] = _goals(("sites", "open_sites", MEAN_RESIDENTS))
    return Workbook(Instance.from_frames(frames, "en"), minutes, residents)


def scales(problem: Problem) -> tuple[float, float]:
    """Minutes of a unit of distance, a power of ten so that round figures stay round; residents of a unit of weight."""
    farthest = float(problem.distance[np.isfinite(problem.distance)].max())
    minutes = 10.0 ** math.floor(math.log10(MOST_MINUTES / farthest)) if farthest > 0 else 1.0
    return minutes, MEAN_RESIDENTS / float(problem.weight.mean())


def within(radius: float, minutes: float) -> float:
    """The radius in minutes, rounded as the travel times are, and never below what a workbook may say."""
    return max(1.0, round(radius * minutes, DECIMALS_OF_MINUTES))


def everybody_counts_once(problem: Problem) -> Problem:
    """The problem where it does not matter how many live at a place."""
    return problem.with_weights(np.ones(len(problem.places)))


def region(problem: Problem, minutes: float, residents: float, limit: float | None = None) -> Frames:
    """The sheets that all models share: every site may open for nothing, and has room for everybody."""
    place, site = np.nonzero(np.isfinite(problem.distance))
    times = np.round(problem.distance[place, site] * minutes, DECIMALS_OF_MINUTES)
    return {
        "Settings": _table("parameter value", ("base_year", YEAR), ("discount_rate", 0.0), ("language", "en")),
        "Periods": _table("period first_year years", ("year", YEAR, 1)),
        "Areas": _table("area", ("area",)),
        "Places": pd.DataFrame({"place": problem.places, "area": "area", "residents": problem.weight * residents}),
        "Sites": pd.DataFrame(
            {"site": problem.sites, "place": problem.places[0], "status": "candidate", "allowed_types": "facility"}
        ),
        "Existing": _table("site resource units"),
        "Services": _table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes",
            ("care", "residents", 1.0, 1.0, 1.0, 1.0, max(1.0, float(times.max())) if limit is None else limit),
        ),
        "Types": _table("type", ("facility",)),
        "TravelTimes": pd.DataFrame(
            {"place": np.array(problem.places)[place], "site": np.array(problem.sites)[site], "minutes": times}
        ),
        "Pots": _table("pot budget", ("money", 1.0)),
    } | capacities(problem, problem.capacity, residents)


def capacities(problem: Problem, capacity: Floats, residents: float) -> Frames:
    """What the sites hold: a unit is the largest of which all capacities are multiples; without limits, all demand."""
    total = math.fsum(problem.weight)
    limited = np.where(np.isfinite(capacity), capacity, total)
    unit = common_unit(limited)
    units = np.round(limited / unit)
    most = float(units.max())
    return {
        "Resources": _table("resource unit step", ("room", "units", 1.0)),
        "Production": _table("resource service productivity", ("room", "care", unit * residents)),
        "TypeResources": _table("type resource minimum maximum", ("facility", "room", most, most)),
        "SiteLimits": pd.DataFrame(
            [(site, "room", size, size) for site, size in zip(problem.sites, units, strict=True) if size != most],
            columns=["site", "resource", "minimum", "maximum"],
        ),
    }


def common_unit(capacity: Floats) -> float:
    """The largest number that every capacity is a multiple of; decimal fractions are read to the thousandth."""
    if len(set(capacity)) == 1:
        return float(capacity[0])
    fractions = [Fraction(float(one)).limit_denominator(1000) for one in capacity]
    denominator = math.lcm(*(one.denominator for one in fractions))
    return math.gcd(*(int(one * denominator) for one in fractions)) / denominator


def serve_all(frames: Frames) -> tuple[str, str, str, float | None, float]:
    """The rule that everybody is served."""
    return "all", "served_share", "care", float(frames["Services"]["limit_minutes"].iloc[0]), 1.0


def exactly(p: int) -> list[tuple[str, str, str, float | None, float]]:
    """The rules that exactly p sites open."""
    return [("at least", "count_min", "", None, p), ("at most", "count_max", "", None, p)]


def _rules(*rows: tuple[str, str, str, float | None, float]) -> pd.DataFrame:
    hard = _table("rule kind service minutes value", *rows)
    return hard.assign(grouping="state", strictness="hard")


def _goals(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return _table("goal measure weight", *rows)


def _table(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())
