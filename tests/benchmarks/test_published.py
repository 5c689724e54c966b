"""Each classical model, from a small file of its format, against an answer that was found without the model."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.published.__main__ import main
from benchmarks.published.problems import FormatError, read_distances, read_or_library, read_pmed
from benchmarks.published.workbooks import common_unit, p_centre
from tests.planning_model.solving import _run_here, goal, plan_of

Floats = NDArray[np.float64]
SITES, PLACES = 4, 7


@pytest.fixture(autouse=True)
def in_this_process() -> Iterator[None]:
    """Starting a process takes longer than these solves."""
    with patch("careplan.pipeline.run", _run_here):
        yield


def found(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    """The line that the program prints."""
    assert main([str(argument) for argument in arguments]) == 0
    line: dict[str, object] = json.loads(capsys.readouterr().out)
    assert line["gap"] == pytest.approx(0.0, abs=1e-6)
    return line


# ---------------------------------------------------------------------------------------------------- warehouses


class Warehouses:
    """A random problem of warehouses; ``costs`` (places, sites) are for all of a place's demand."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.demand = rng.integers(10, 40, PLACES).astype(float)
        self.costs = np.round(self.demand[:, None] * rng.uniform(1, 9, (PLACES, SITES)), 2)
        self.capacity = np.round(rng.uniform(0.35, 0.75, SITES) * self.demand.sum())
        self.fixed = rng.integers(50, 400, SITES).astype(float)

    def or_library(self, path: Path) -> Path:
        sites = [f" {one:g} {two:g}." for one, two in zip(self.capacity, self.fixed, strict=True)]
        places = [f" {one:g}\n {_text(costs)}" for one, costs in zip(self.demand, self.costs, strict=True)]
        path.write_text("\n".join([f" {SITES} {PLACES}", *sites, *places]) + "\n", encoding="ascii")
        return path

    def holmberg(self, path: Path) -> Path:
        sites = [f"{one:g} {two:g}" for one, two in zip(self.capacity, self.fixed, strict=True)]
        rows = [_text(costs) for costs in self.costs.T]
        path.write_text("\n".join([f"{SITES} {PLACES}", *sites, _text(self.demand), *rows]) + "\n", encoding="ascii")
        return path

    def some_open(self) -> Iterator[list[int]]:
        for number in range(1, SITES + 1):
            yield from map(list, itertools.combinations(range(SITES), number))

    def without_capacities(self) -> float:
        """Every set of sites, everybody at the cheapest."""
        return min(float(self.fixed[some].sum() + self.costs[:, some].min(axis=1).sum()) for some in self.some_open())

    def with_capacities(self) -> float:
        """Every set of sites, a flow of least cost from sites to places."""
        big_enough = (some for some in self.some_open() if self.capacity[some].sum() >= self.demand.sum())
        return min(float(self.fixed[some].sum()) + self._cheapest_flow(some) for some in big_enough)

    def _cheapest_flow(self, some: list[int]) -> float:
        graph: nx.DiGraph[object] = nx.DiGraph()
        scale = 1_000_000  # the algorithm is exact for whole numbers alone
        for place, demand in enumerate(self.demand):
            graph.add_node(("place", place), demand=int(demand))
            for site in some:
                unit = round(self.costs[place, site] / demand * scale)
                graph.add_edge(("site", site), ("place", place), weight=unit)
        for site in some:
            graph.add_edge("all", ("site", site), capacity=int(self.capacity[site]), weight=0)
        graph.add_node("all", demand=-int(self.demand.sum()))
        return float(nx.min_cost_flow_cost(graph)) / scale

    def single_source(self) -> float:
        """The textbook's program, by scipy: first the assignments row by row, then the openings."""
        pairs = PLACES * SITES
        whole = np.kron(np.eye(PLACES), np.ones(SITES))
        load = np.tile(np.eye(SITES), PLACES) * np.repeat(self.demand, SITES)
        rows = np.vstack([np.hstack([whole, np.zeros((PLACES, SITES))]), np.hstack([load, -np.diag(self.capacity)])])
        upper = np.concatenate([np.ones(PLACES), np.zeros(SITES)])
        lower = np.concatenate([np.ones(PLACES), np.full(SITES, -np.inf)])
        cost = np.concatenate([self.costs.ravel(), self.fixed])
        limits = LinearConstraint(rows, lower, upper)
        return float(milp(cost, constraints=limits, integrality=np.ones(pairs + SITES), bounds=Bounds(0, 1)).fun)


def _text(numbers: Floats) -> str:
    return " ".join(f"{number:.12g}" for number in numbers)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("kind", "write", "truth"),
    [
        ("uflp", Warehouses.or_library, Warehouses.without_capacities),
        ("cflp", Warehouses.or_library, Warehouses.with_capacities),
        ("single-source", Warehouses.holmberg, Warehouses.single_source),
    ],
)
def test_warehouses(
    kind: str,
    write: Callable[[Warehouses, Path], Path],
    truth: Callable[[Warehouses], float],
    seed: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    warehouses = Warehouses(seed)
    line = found(capsys, kind, write(warehouses, tmp_path / "cap.txt"))
    assert line["objective"] == pytest.approx(truth(warehouses), rel=1e-6)


def test_fixed_costs_beyond_what_a_workbook_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warehouses = Warehouses(1)
    warehouses.fixed *= 100
    line = found(capsys, "cflp", warehouses.or_library(tmp_path / "cap.txt"))
    assert line["objective"] == pytest.approx(warehouses.with_capacities(), rel=1e-6)


def test_the_word_capacity_is_a_number_to_be_given(tmp_path: Path) -> None:
    path = Warehouses(1).or_library(tmp_path / "cap.txt")
    header, first, *rest = path.read_text(encoding="ascii").splitlines()
    path.write_text("\n".join([header, f" capacity {first.split()[1]}", *rest]), encoding="ascii")
    with pytest.raises(FormatError, match="has to be given"):
        read_or_library(path)
    assert read_or_library(path, 77.5).capacity[0] == 77.5


def test_what_is_missing_is_said(network: Network, tmp_path: Path) -> None:
    path = network.long_csv(tmp_path / "far.csv")
    with pytest.raises(SystemExit, match="number of sites"):
        main(["pmedian", str(path)])
    with pytest.raises(SystemExit, match="radius"):
        main(["mclp", str(path), "--p", "3"])


def test_a_radius_within_which_some_have_no_site_is_refused(tmp_path: Path) -> None:
    far = tmp_path / "one.csv"
    pd.DataFrame([("s", "i", 100.0), ("s", "k", 10.0)], columns=["site", "place", "distance"]).to_csv(far, index=False)
    with pytest.raises(SystemExit, match=r"one\.csv"):
        main(["lscp", str(far), "--radius", "50"])


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = Warehouses(1).or_library(tmp_path / "cap.txt")
    path.write_text(path.read_text(encoding="ascii").rsplit(maxsplit=1)[0], encoding="ascii")
    with pytest.raises(FormatError, match="4 sites and 7 places need"):
        read_or_library(path)


@pytest.mark.parametrize(
    ("capacity", "unit"),
    [([58268.0, 58268.0], 58268.0), ([15.0, 25.0], 5.0), ([0.75, 0.5], 0.25), ([3.3, 3.3], 3.3)],
)
def test_the_common_unit_of_capacities(capacity: list[float], unit: float) -> None:
    assert common_unit(np.array(capacity)) == pytest.approx(unit)


# ----------------------------------------------------------------------------------------------------- distances


class Network:
    """A random network whose nodes are places and sites; the first edge is listed twice, the last length counts."""

    nodes, p = 9, 3

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        ring = [(node, (node + 1) % self.nodes) for node in range(self.nodes)]
        chords = [tuple(rng.choice(self.nodes, 2, replace=False)) for _ in range(4)]
        self.edges = [(int(a), int(b), int(rng.integers(5, 60))) for a, b in [ring[0], *ring, *chords]]
        graph: nx.Graph[int] = nx.Graph()
        for a, b, length in self.edges:
            graph.add_edge(a, b, weight=length)
        lengths = dict(nx.all_pairs_dijkstra_path_length(graph))
        numbers = range(self.nodes)
        self.distance = np.array([[lengths[a][b] for b in numbers] for a in numbers], dtype=float)
        self.weight = rng.integers(1, 30, self.nodes).astype(float)

    def pmed(self, path: Path) -> Path:
        edges = [f"{a + 1} {b + 1} {length}" for a, b, length in self.edges]
        path.write_text("\n".join([f" {self.nodes} {len(edges)} {self.p}", *edges]) + "\n", encoding="ascii")
        return path

    def long_csv(self, path: Path) -> Path:
        rows = [(f"s{b}", f"i{a}", self.distance[a, b]) for a, b in itertools.product(range(self.nodes), repeat=2)]
        pd.DataFrame(rows, columns=["site", "place", "distance"]).to_csv(path, index=False)
        return path

    def weights_csv(self, path: Path) -> Path:
        rows = [(f"i{a}", weight) for a, weight in enumerate(self.weight)]
        pd.DataFrame(rows, columns=["place", "weight"]).to_csv(path, index=False)
        return path

    def best(self, value: Callable[[Floats], float]) -> float:
        """The least value over all choices of p sites, of everybody's distance to the nearest."""
        choices = itertools.combinations(range(self.nodes), self.p)
        return min(value(self.distance[:, list(some)].min(axis=1)) for some in choices)

    def fewest(self, radius: float) -> int:
        """The least number of sites within whose radius everybody lives."""
        for number in range(1, self.nodes + 1):
            for some in itertools.combinations(range(self.nodes), number):
                if self.distance[:, list(some)].min(axis=1).max() <= radius:
                    return number
        raise AssertionError("everybody lives at a site")


@pytest.fixture(params=[3, 4])
def network(request: pytest.FixtureRequest) -> Network:
    return Network(request.param)


def test_p_median(network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = found(capsys, "pmedian", network.pmed(tmp_path / "pmed.txt"))
    assert line["objective"] == pytest.approx(network.best(np.sum), rel=1e-6)
    assert len(line["sites"]) == network.p  # type: ignore[arg-type]


def test_p_median_with_weights(network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = network.weights_csv(tmp_path / "weights.csv")
    line = found(capsys, "pmedian", network.long_csv(tmp_path / "far.csv"), "--p", network.p, "--weights", weights)
    least = network.best(lambda nearest: float(network.weight @ nearest))
    assert line["objective"] == pytest.approx(least, rel=1e-6)
    assert line["mean"] == pytest.approx(least / network.weight.sum(), rel=1e-6)


def test_p_centre(network: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = found(capsys, "pcenter", network.pmed(tmp_path / "pmed.txt"))
    assert line["objective"] == network.best(np.max)


def test_the_longest_way_as_a_goal_finds_the_same_centre(network: Network, tmp_path: Path) -> None:
    problem = read_pmed(network.pmed(tmp_path / "pmed.txt"))
    workbook = p_centre(problem, network.p)
    longest = goal(plan_of(workbook.instance), "longest") / workbook.minutes
    assert longest == pytest.approx(network.best(np.max), rel=1e-6)


@pytest.mark.parametrize("radius", [20, 35])
def test_maximal_covering(network: Network, radius: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights = network.weights_csv(tmp_path / "weights.csv")
    path = network.long_csv(tmp_path / "far.csv")
    line = found(capsys, "mclp", path, "--p", network.p, "--radius", radius, "--weights", weights)
    most = -network.best(lambda nearest: -float(network.weight[nearest <= radius].sum()))
    assert line["objective"] == pytest.approx(most, rel=1e-6)


@pytest.mark.parametrize("radius", [20, 35])
def test_set_covering(network: Network, radius: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = found(capsys, "lscp", network.pmed(tmp_path / "pmed.txt"), "--radius", radius)
    assert line["objective"] == network.fewest(radius)


def test_a_matrix_of_distances_is_the_same_problem_as_a_long_table(network: Network, tmp_path: Path) -> None:
    long = read_distances(network.long_csv(tmp_path / "long.csv"))
    names = [f"s{node}" for node in range(network.nodes)]
    matrix = pd.DataFrame(network.distance, columns=names)
    matrix.insert(0, "from", [f"i{node}" for node in range(network.nodes)])
    matrix.to_csv(tmp_path / "matrix.csv", index=False)
    square = read_distances(tmp_path / "matrix.csv")
    assert (square.places, square.sites) == (long.places, long.sites)
    np.testing.assert_array_equal(square.distance, long.distance)
