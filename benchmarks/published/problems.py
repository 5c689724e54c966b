"""A location problem, and the file formats in which such problems are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """Places to be served, sites that may open.

    Places n, sites m: ``weight`` (n,) is the demand; ``distance`` (n, m) what it costs to serve a unit of it, ``inf``
    where that is not possible; ``capacity`` (m,) in units of demand, ``inf`` where there is no limit; ``fixed`` (m,)
    what it costs to open. ``p`` is the number of sites to open, where the file says one.
    """

    places: tuple[str, ...]
    sites: tuple[str, ...]
    weight: Floats
    distance: Floats
    capacity: Floats
    fixed: Floats
    p: int | None = None

    def with_weights(self, weight: Floats) -> Problem:
        """The same problem with other demand; places without any are left out."""
        kept = np.flatnonzero(weight > 0)
        places = tuple(self.places[place] for place in kept)
        return replace(self, places=places, weight=weight[kept], distance=self.distance[kept])


class FormatError(ValueError):
    """A file that does not follow its format; the message says how."""


def read_or_library(path: Path, capacity: float | None = None) -> Problem:
    """OR-Library's warehouse location: ``m n``; a site's capacity and fixed cost; a place's demand and m costs.

    The costs are for all of the place's demand. ``capacity`` stands for the word "capacity" in the large files.
    """
    numbers = _numbers(path, capacity)
    (m, n), rest = _sizes(numbers, path)
    sites, places = rest[: 2 * m].reshape(m, 2), rest[2 * m :].reshape(n, m + 1)
    return _warehouses(sites, places[:, 0], places[:, 1:])


def read_holmberg(path: Path) -> Problem:
    """Holmberg's format: ``m n``; a site's capacity and fixed cost; all demands; for each site the n costs."""
    (m, n), rest = _sizes(_numbers(path, None), path)
    sites, demand, costs = np.split(rest, [2 * m, 2 * m + n])
    return _warehouses(sites.reshape(m, 2), demand, costs.reshape(m, n).T)


def read_pmed(path: Path) -> Problem:
    """OR-Library's p-median: ``n edges p``, then edges; every node is a place and a site.

    Distances are those of the shortest paths. Of an edge that is listed twice, the last length counts.
    """
    numbers = _numbers(path, None)
    n, edges, p = (int(number) for number in numbers[:3])
    if len(numbers) != 3 + 3 * edges:
        raise FormatError(f"{path}: {edges} edges are announced, {(len(numbers) - 3) / 3:g} are there")
    lengths = {(int(min(a, b)), int(max(a, b))): length for a, b, length in numbers[3:].reshape(edges, 3)}
    ends = np.array(list(lengths)) - 1
    graph = csr_array((list(lengths.values()), (ends[:, 0], ends[:, 1])), shape=(n, n))
    names = tuple(str(node) for node in range(1, n + 1))
    return _distances(names, names, np.asarray(shortest_path(graph, directed=False)), p)


def read_distances(path: Path, columns: Sequence[str] = ("site", "place", "distance")) -> Problem:
    """A CSV of distances: long with these columns, or a matrix with a row for each place and a column for each site."""
    table = pd.read_csv(path, dtype=dict.fromkeys(columns[:2], "str"))
    if set(columns) <= set(table.columns):
        site, place, distance = columns
        matrix = table.pivot(index=place, columns=site, values=distance)
    else:
        names = table.columns[0]
        matrix = table.astype({names: "str"}).set_index(names)
    values = matrix.to_numpy(dtype=float)
    return _distances(tuple(matrix.index), tuple(matrix.columns), np.where(np.isnan(values), np.inf, values), None)


def read_weights(path: Path, problem: Problem, columns: Sequence[str] = ("place", "weight")) -> Problem:
    """The problem with the weights of a CSV; a place that is not listed is an error."""
    name, weight = columns
    table = pd.read_csv(path, dtype={name: "str"}).set_index(name)[weight]
    missing = [place for place in problem.places if place not in table.index]
    if missing:
        raise FormatError(f"{path}: there is no weight for {', '.join(missing[:5])}")
    return problem.with_weights(table.loc[list(problem.places)].to_numpy(dtype=float))


def _numbers(path: Path, capacity: float | None) -> Floats:
    text = path.read_text(encoding="ascii")
    if "capacity" in text:
        if capacity is None:
            raise FormatError(f"{path}: the word “capacity” stands for a number that has to be given")
        text = text.replace("capacity", repr(capacity))
    return np.array(text.split(), dtype=float)


def _sizes(numbers: Floats, path: Path) -> tuple[tuple[int, int], Floats]:
    m, n = (int(number) for number in numbers[:2])
    if len(numbers) != 2 + 2 * m + n + n * m:
        raise FormatError(f"{path}: {m} sites and {n} places need {2 + 2 * m + n + n * m} numbers, not {len(numbers)}")
    return (m, n), numbers[2:]


def _warehouses(sites: Floats, demand: Floats, costs: Floats) -> Problem:
    """``costs`` (n, m) are for all of a place's demand."""
    if (costs[demand == 0] > 0).any():
        raise FormatError("a place without demand has costs")
    problem = Problem(
        places=tuple(f"c{place}" for place in range(1, len(demand) + 1)),
        sites=tuple(str(site) for site in range(1, len(sites) + 1)),
        weight=demand,
        distance=costs / np.where(demand > 0, demand, 1.0)[:, None],
        capacity=sites[:, 0],
        fixed=sites[:, 1],
    )
    return problem.with_weights(demand)


def _distances(places: tuple[str, ...], sites: tuple[str, ...], distance: Floats, p: int | None) -> Problem:
    n, m = distance.shape
    return Problem(places, sites, np.ones(n), distance, np.full(m, np.inf), np.zeros(m), p)
