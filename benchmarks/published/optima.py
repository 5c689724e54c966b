"""The published optima, and how ours compare."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.published.kinds import Asked, solve
from benchmarks.published.problems import Problem, read_distances, read_or_library, read_pmed, read_weights

FOLDER = "CAREPLAN_BENCHMARKS"
TOLERANCE = 1e-6

SF_DISTANCES = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
SF_WEIGHTS = "SF_demand_205_centroid_uniform_weight.csv"


@dataclass(frozen=True)
class Published:
    """A file, the model it is solved as, and what others found; ``measure`` empty: the objective itself."""

    kind: str
    file: str
    read: Callable[[Path], Problem]
    optimum: float
    asked: Asked
    measure: str = ""


def _san_francisco(folder: Path) -> Problem:
    distances = read_distances(folder / SF_DISTANCES, ("name", "DestinationName", "distance"))
    return read_weights(folder / SF_WEIGHTS, distances, ("NAME", "POP2000"))


def _warehouses(folder: Path, *, name: str) -> Problem:
    return read_or_library(folder / name)


def _pmed(folder: Path, *, name: str) -> Problem:
    return read_pmed(folder / name)


def _warehouse(kind: str, name: str, optimum: float) -> Published:
    return Published(kind, name, partial(_warehouses, name=name), optimum, Asked())


PUBLISHED = (
    _warehouse("cflp", "cap71.txt", 932_615.750),
    _warehouse("cflp", "cap92.txt", 855_733.500),
    _warehouse("cflp", "cap124.txt", 946_051.325),
    # of the same file without its capacities, which bind nowhere in the optimum
    _warehouse("uflp", "cap71.txt", 932_615.750),
    Published("pmedian", "pmed2.txt", partial(_pmed, name="pmed2.txt"), 4_093.0, Asked(p=10)),
    Published("pcenter", "pmed2.txt", partial(_pmed, name="pmed2.txt"), 98.0, Asked(p=10)),
    Published("pmedian", SF_DISTANCES, _san_francisco, 2_982.126858, Asked(p=4), "mean"),
    Published("mclp", SF_DISTANCES, _san_francisco, 875_247.0, Asked(p=4, radius=5000.0)),
    Published("mclp", SF_DISTANCES, _san_francisco, 21.0, Asked(p=4, radius=5000.0), "uncovered places"),
)


def compare_all(folder: Path | None, seconds: float) -> int:
    """Solve every published file that is in the folder, one line each; the number of optima that are missed."""
    place = folder or Path(os.environ.get(FOLDER, ""))
    if not (folder or os.environ.get(FOLDER)) or not place.is_dir():
        print(f"name the folder of the published files, or set {FOLDER}")
        return 1
    missed = 0
    print(f"{'model':<14}{'file':<14}{'published':>16}{'found':>16}{'relative':>12}{'seconds':>9}")
    for case in PUBLISHED:
        if not (place / case.file).is_file():
            print(f"{case.kind:<14}{case.file[:12]:<14}is not in the folder")
            continue
        found, took = _found(case, place, seconds)
        difference = abs(found - case.optimum) / case.optimum
        missed += difference > TOLERANCE
        shown = (
            f"{case.kind:<14}{case.file[:12]:<14}{case.optimum:>16,.3f}{found:>16,.3f}{difference:>12.1e}{took:>9.1f}"
        )
        print(shown, flush=True)
    return missed


def _found(case: Published, folder: Path, seconds: float) -> tuple[float, float]:
    answer = solve(case.kind, case.read(folder), Asked(case.asked.p, case.asked.radius, seconds, 0.0))
    if answer.gap is None or answer.gap > TOLERANCE:
        print(f"{case.kind} {case.file}: the bound is {answer.bound}, not proven")
    return (answer.more[case.measure] if case.measure else answer.objective), answer.seconds
