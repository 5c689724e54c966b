"""``python -m benchmarks.published KIND FILE``: one line of JSON; ``all`` runs every file with a published optimum."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from benchmarks.published.kinds import KINDS, Answer, Asked, solve
from benchmarks.published.optima import FOLDER, compare_all
from benchmarks.published.problems import (
    Problem,
    read_distances,
    read_holmberg,
    read_or_library,
    read_pmed,
    read_weights,
)
from careplan import CareplanError

ALL = "all"
WAREHOUSES = ("cflp", "uflp", "single-source")


def main(arguments: Sequence[str] | None = None) -> int:
    """Solve what is asked for and print it; 1 where a published optimum is missed."""
    chosen = _options().parse_args(arguments)
    if chosen.kind == ALL:
        return compare_all(chosen.file, chosen.time)
    if chosen.file is None:
        sys.exit("the file is missing")
    try:
        problem = read(chosen)
        asked = Asked(problem.p if chosen.p is None else chosen.p, chosen.radius, chosen.time, chosen.gap)
        answer = solve(chosen.kind, problem, asked)
    except (ValueError, CareplanError) as error:
        sys.exit(f"{chosen.file}: {error}")
    print(json.dumps(line(chosen.kind, chosen.file, answer)))
    return 0


def read(chosen: Namespace) -> Problem:
    """The problem in the file, in the format that is asked for or that goes without saying."""
    path: Path = chosen.file
    if path.suffix == ".csv":
        problem = read_distances(path, chosen.columns.split(","))
    elif chosen.kind in WAREHOUSES:
        holmberg = (chosen.format or ("holmberg" if chosen.kind == "single-source" else "or-library")) == "holmberg"
        problem = read_holmberg(path) if holmberg else read_or_library(path, chosen.capacity)
    else:
        problem = read_pmed(path)
    return read_weights(chosen.weights, problem, chosen.weight_columns.split(",")) if chosen.weights else problem


def line(kind: str, path: Path, answer: Answer) -> dict[str, object]:
    """What is printed of an answer."""
    return {
        "kind": kind,
        "file": path.name,
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "seconds": answer.seconds,
        "status": answer.status,
        "sites": list(answer.sites),
        **answer.more,
    }


def _options() -> ArgumentParser:
    options = ArgumentParser(
        prog="python -m benchmarks.published", description="Classical location models as workbooks."
    )
    options.add_argument("kind", choices=[*KINDS, ALL], help="the model, or all files with a published optimum")
    options.add_argument("file", type=Path, nargs="?", help=f"the file; for all: the folder (else ${FOLDER})")
    options.add_argument("--p", type=int, help="number of sites")
    options.add_argument("--radius", type=float, help="distance that counts as covered")
    options.add_argument("--format", choices=["or-library", "holmberg"], help="of a file of warehouses")
    options.add_argument(
        "--capacity", type=float, help="what the word “capacity” stands for in OR-Library's large files"
    )
    options.add_argument("--columns", default="site,place,distance", help="of a long CSV (%(default)s)")
    options.add_argument("--weights", type=Path, help="CSV of the places' weights")
    options.add_argument("--weight-columns", default="place,weight", help="of that CSV (%(default)s)")
    options.add_argument("--time", type=float, default=600.0, help="seconds of each solve (%(default)s)")
    options.add_argument("--gap", type=float, default=0.0, help="share of the objective to stop at (%(default)s)")
    return options


if __name__ == "__main__":
    sys.exit(main())
