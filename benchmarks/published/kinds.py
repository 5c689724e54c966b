"""The classical models by name: how each is solved, and its objective in the file's own units, from the plan alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import careplan
from benchmarks.published import workbooks
from benchmarks.published.problems import Floats, Problem
from benchmarks.published.workbooks import Workbook

EQUIVALENTS = 1000.0  # a level counts single residents, the classical objectives are those of a mean place


@dataclass(frozen=True)
class Asked:
    """What is asked for beside the problem; ``seconds`` and ``gap`` are the limits of each solve."""

    p: int | None = None
    radius: float | None = None
    seconds: float = 600.0
    gap: float = 0.0

    @property
    def sites(self) -> int:
        """The number of sites; ValueError where none is given."""
        if self.p is None:
            raise ValueError("the number of sites (--p) is missing")
        return self.p

    @property
    def distance(self) -> float:
        """The radius; ValueError where none is given."""
        if self.radius is None:
            raise ValueError("the radius (--radius) is missing")
        return self.radius


@dataclass(frozen=True)
class Answer:
    """Objective and proven bound in the file's own units, the sites opened, and what else is known by its name."""

    objective: float
    bound: float | None
    sites: tuple[str, ...]
    seconds: float
    status: str
    more: dict[str, float]

    @property
    def gap(self) -> float | None:
        """The distance of the two as a share of the objective."""
        if self.bound is None:
            return None
        return abs(self.objective - self.bound) / abs(self.objective) if self.objective else 0.0


def solve(kind: str, problem: Problem, asked: Asked) -> Answer:
    """The answer of a model by its name; raises what :func:`careplan.solve` raises, and ValueError."""
    begun = time.perf_counter()
    plan, objective, bound, more = KINDS[kind](problem, asked)
    opened = tuple(sorted(plan.sites.loc[plan.sites["type"] != "", "site"]))
    return Answer(objective, bound, opened, round(time.perf_counter() - begun, 2), plan.status, more)


Found = tuple[careplan.Plan, float, float | None, dict[str, float]]


def _cflp(problem: Problem, asked: Asked) -> Found:
    return _cheapest(problem, workbooks.fixed_charge(problem, capacitated=True), asked)


def _uflp(problem: Problem, asked: Asked) -> Found:
    return _cheapest(problem, workbooks.fixed_charge(problem, capacitated=False), asked)


def _single_source(problem: Problem, asked: Asked) -> Found:
    return _cheapest(problem, workbooks.fixed_charge(problem, capacitated=True, single=True), asked)


def _cheapest(problem: Problem, workbook: Workbook, asked: Asked) -> Found:
    plan = _plan(workbook, asked)
    opened = _is_open(problem, plan)
    cost = math.fsum(problem.fixed[opened]) + _cost_of_ways(problem, plan)
    return plan, cost, _bound(plan, EQUIVALENTS * _price(workbook)), {}


def _pmedian(problem: Problem, asked: Asked) -> Found:
    workbook = workbooks.p_median(problem, asked.sites)
    plan = _plan(workbook, asked)
    cost = _cost_of_ways(problem, plan)
    mean = cost / math.fsum(problem.weight)
    return plan, cost, _bound(plan, EQUIVALENTS * _price(workbook)), {"mean": mean}


def _mclp(problem: Problem, asked: Asked) -> Found:
    workbook = workbooks.maximal_covering(problem, asked.sites, asked.distance)
    plan = _plan(workbook, asked)
    covered = (_nearest(problem, plan) <= asked.distance).astype(bool)
    unmet = _bound(plan, workbook.residents)
    bound = None if unmet is None else math.fsum(problem.weight) - unmet
    return plan, math.fsum(problem.weight[covered]), bound, {"uncovered places": float((~covered).sum())}


def _lscp(problem: Problem, asked: Asked) -> Found:
    plan = _plan(workbooks.set_covering(problem, asked.distance), asked)
    farthest = float(_nearest(problem, plan).max())
    return plan, float(_is_open(problem, plan).sum()), _bound(plan, EQUIVALENTS), {"longest": farthest}


def _pcenter(problem: Problem, asked: Asked) -> Found:
    """First the smallest radius within which p sites reach everybody (Minieka 1970), which proves the bound."""
    radius = smallest_radius(problem, asked)
    plan = careplan.solve(
        workbooks.p_centre(problem, asked.sites, radius).instance, time_limit=asked.seconds, gap=ANY_PLAN
    )
    return plan, float(_nearest(problem, plan).max()), radius, {}


ANY_PLAN = 1.0  # a gap that every plan keeps

KINDS: dict[str, Callable[[Problem, Asked], Found]] = {
    "cflp": _cflp,
    "uflp": _uflp,
    "single-source": _single_source,
    "pmedian": _pmedian,
    "mclp": _mclp,
    "lscp": _lscp,
    "pcenter": _pcenter,
}


def smallest_radius(problem: Problem, asked: Asked) -> float:
    """The smallest distance within which p sites reach everybody, by bisection over set covering workbooks."""
    distances = np.unique(problem.distance[np.isfinite(problem.distance)])
    # everybody has at least the nearest of all sites
    least = float(problem.distance.min(axis=1).max())
    distances = distances[distances >= least]
    low, high = 0, len(distances) - 1
    while low < high:
        middle = (low + high) // 2
        cover = solve("lscp", problem, Asked(None, float(distances[middle]), asked.seconds))
        if cover.objective > asked.sites >= (cover.bound or 0.0):
            raise ValueError(f"{asked.seconds:g} seconds do not tell whether {distances[middle]:g} is far enough")
        low, high = (low, middle) if cover.objective <= asked.sites else (middle + 1, high)
    return float(distances[low])


def _plan(workbook: Workbook, asked: Asked) -> careplan.Plan:
    return careplan.solve(workbook.instance, time_limit=asked.seconds, gap=asked.gap)


def _bound(plan: careplan.Plan, unit: float) -> float | None:
    return None if plan.bound is None else plan.bound / unit


def _price(workbook: Workbook) -> float:
    """What a unit of cost counts in the model: minutes of a mean place."""
    return workbook.minutes * workbook.residents / workbooks.MEAN_RESIDENTS


def _is_open(problem: Problem, plan: careplan.Plan) -> np.ndarray:
    """(m,) true where the plan opens the site."""
    opened = set(plan.sites.loc[plan.sites["type"] != "", "site"])
    return np.array([site in opened for site in problem.sites], dtype=bool)


def _nearest(problem: Problem, plan: careplan.Plan) -> Floats:
    """(n,) distance to the nearest site that the plan opens."""
    return np.asarray(problem.distance[:, _is_open(problem, plan)].min(axis=1))


def _cost_of_ways(problem: Problem, plan: careplan.Plan) -> float:
    """What it costs to serve everybody as the plan assigns them."""
    place = {name: position for position, name in enumerate(problem.places)}
    site = {name: position for position, name in enumerate(problem.sites)}
    rows, columns = plan.flows["place"].map(place), plan.flows["site"].map(site)
    cost = problem.weight[rows] * problem.distance[rows, columns] * plan.flows["share"].to_numpy()
    return math.fsum(cost)
