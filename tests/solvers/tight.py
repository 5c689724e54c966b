"""Planning problems around a hidden plan: whatever is scarce suffices for that, and hardly for more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planning_model.structure import Role
from solvers.problem import FloatArray, Level, MatrixProblem
from tests.solvers.cases import NEVER

# Sizes of a ward; seats that a site of each type may have, and the least of them; what a partner gives over a link.
MENU, MOST_SEATS, FEWEST_SEATS, LINKED = np.array([4.0, 7.0, 11.0]), np.array([4.0, 6.0]), 2.0, 3.0
# What is left of staff and money, as a share of what the hidden plan takes, and how much more is needed than it serves.
SLACK, NEED = 0.005, 1.1

Indices = NDArray[np.intp]


class TightProblem:
    """``problem``, and one of its plans: ``hidden`` (columns,). The columns are numbered by the arrays of this class.

    ``opening`` (sites, types) and ``size`` (sites, sizes of the menu) are choices, ``seats`` a count, ``link`` a
    contract with the next site and ``given`` what it gives; ``flow`` (sites, places) and ``unmet`` (places) share out
    the demand.
    """

    def __init__(self, seed: int, sites: int = 8, places: int = 10, slack: float = SLACK) -> None:
        self.random = np.random.default_rng(seed)
        self.sites, self.places, self.slack = sites, places, slack
        widths = [len(MOST_SEATS), len(MENU), 1, 1, 1, places]
        columns = np.arange(sites * sum(widths) + places)
        parts = np.split(columns, np.cumsum(widths) * sites)
        self.opening, self.size = parts[0].reshape(sites, -1), parts[1].reshape(sites, -1)
        self.seats, self.link, self.given = parts[2:5]
        self.flow, self.unmet = parts[5].reshape(sites, places), parts[6]
        self.hidden = np.zeros(columns.size)
        self.rows: list[tuple[FloatArray, float, float]] = []
        self.demand = self.random.uniform(0.5, 1.5, places)
        self._draw()
        self._within_sites()
        self._between_sites()
        self.problem = self._assemble()

    def _draw(self) -> None:
        """A plan, whole in all that it decides; everybody is served to the same share."""
        random, hidden = self.random, self.hidden
        for site in np.flatnonzero(random.random(self.sites) < 0.6):
            kind = random.integers(len(MOST_SEATS))
            hidden[self.opening[site, kind]] = hidden[self.size[site, random.integers(len(MENU))]] = 1
            hidden[self.seats[site]] = random.integers(FEWEST_SEATS, MOST_SEATS[kind] + 1)
        runs = hidden[self.opening].sum(axis=1)
        hidden[self.link] = runs * np.roll(runs, -1) * (random.random(self.sites) < 0.5)
        hidden[self.given] = LINKED * hidden[self.link]
        work = hidden[self.size] @ MENU + hidden[self.seats] + hidden[self.given] - np.roll(hidden[self.given], 1)
        work = np.maximum(work, 0.0)
        self.demand *= NEED * work.sum() / self.demand.sum()
        hidden[self.flow] = work[:, np.newaxis] / self.demand.sum()
        hidden[self.unmet] = 1 - hidden[self.flow].sum(axis=0)

    def row(self, *terms: tuple[Indices, FloatArray | float], lower: float = -NEVER, upper: float = NEVER) -> None:
        coefficients = np.zeros(self.hidden.size)
        for columns, factors in terms:
            coefficients[columns] += factors
        self.rows.append((coefficients, lower, upper))

    def _within_sites(self) -> None:
        for site in range(self.sites):
            opening, size, seats, link = self.opening[site], self.size[site], self.seats[site], self.link[site]
            partner, asked = (site + 1) % self.sites, (site - 1) % self.sites
            obligatory = self.hidden[opening].sum() > 0 and self.random.random() < 0.3
            self.row((opening, 1), lower=float(obligatory), upper=1)
            self.row((opening, 1), (size, -1), lower=0, upper=0)
            self.row((opening, -MOST_SEATS), (seats, 1), upper=0)
            self.row((opening, -FEWEST_SEATS), (seats, 1), lower=0)
            self.row((opening, -1), (link, 1), upper=0)
            self.row((self.opening[partner], -1), (link, 1), upper=0)
            self.row((self.given[site], 1), (link, -LINKED), upper=0)
            room = [(size, -MENU), (seats, -1), (self.given[site], -1), (self.given[asked], 1)]
            self.row((self.flow[site], self.demand), *room, upper=0)

    def _between_sites(self) -> None:
        """Staff and money as pools, seats and sites of a type to the last, links two-sided, a floor of service."""
        for place in range(self.places):
            self.row((self.flow[:, place], 1), (self.unmet[place], 1), lower=1, upper=1)
        decided = [self.opening, self.size, self.seats, self.link]
        for region in np.array_split(np.arange(self.sites), 2):
            self._pool([columns[region] for columns in decided])
            self._number(self.seats[region])
        self._pool([self.size, self.seats])
        self._number(self.opening[:, 0])
        self._number(self.link, fewer=1)
        served = float(self.hidden[self.flow].sum(axis=0) @ self.demand)
        self.row((self.flow, self.demand), lower=(1 - self.slack) * served)

    def _pool(self, parts: list[Indices]) -> None:
        columns = np.concatenate([part.ravel() for part in parts])
        factors = self.random.uniform(0.5, 3.0, columns.size)
        self.row((columns, factors), upper=(1 + self.slack) * float(factors @ self.hidden[columns]))

    def _number(self, columns: Indices, fewer: int = 0) -> None:
        number = float(self.hidden[columns].sum())
        self.row((columns, 1), lower=number - fewer, upper=number)

    def _assemble(self) -> MatrixProblem:
        matrix, lower, upper = (np.array(part) for part in zip(*self.rows, strict=True))
        count = self.hidden.size
        cost, most, role = self.random.uniform(0, 1, count), np.ones(count), np.full(count, Role.OTHER, dtype=np.int8)
        cost[self.flow] = self.random.uniform(0, 1, self.flow.shape) * self.demand
        cost[self.unmet] = 20 * self.demand
        most[self.seats], most[self.given] = MOST_SEATS.max(), LINKED
        role[self.opening], role[self.size], role[self.seats] = Role.OPENING, Role.MODULE, Role.MODULE
        integer, block = np.zeros(count, dtype=bool), np.full(count, -1)
        for columns in (self.opening, self.size, self.seats, self.link, self.given, self.flow):
            block[columns] = np.arange(self.sites).reshape([-1] + [1] * (columns.ndim - 1))
            integer[columns] = columns is not self.given and columns is not self.flow
        return MatrixProblem.of(
            matrix, (lower, upper), (0, most), Level("unmet and cost", cost), integer=integer, role=role, block=block
        )
