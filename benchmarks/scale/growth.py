"""``python -m benchmarks.scale.growth LINES``: how time and memory grow with sites, places or periods.

The exponent k of a power law c · sites^k, by least squares on logarithms; 1 is linear. Runs are compared that have
the other sizes in common; their budgets and seeds may differ.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Line = dict[str, Any]
Points = list[tuple[float, float]]
QUANTITIES: Mapping[str, Callable[[Line], float | None]] = {
    "seconds to build": lambda line: line["seconds"].get("build"),
    "seconds to the first plan": lambda line: line["first_plan"],
    "memory in MB": lambda line: line["memory_mb"],
}
SIZES = ("sites", "places", "periods")
FEWEST_SIZES = 2


class PowerLaw(NamedTuple):
    """``factor`` · size^``exponent``."""

    exponent: float
    factor: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the exponents; draw them where a picture is asked for and can be made."""
    options = ArgumentParser(prog="python -m benchmarks.scale.growth", description="Exponents of growth.")
    options.add_argument("lines", type=Path, help="file of the lines that benchmarks.scale.table --json has written")
    options.add_argument("--against", choices=SIZES, default=SIZES[0], help="the size that grows (%(default)s)")
    options.add_argument("--image", type=Path, help="draw them into this file; needs matplotlib")
    chosen = options.parse_args(arguments)
    known = series(map(json.loads, chosen.lines.read_text(encoding="utf-8").splitlines()), chosen.against)
    for quantity, of_solvers in known.items():
        for solver, points in of_solvers.items():
            law = power_law(points)
            grows = (
                "too few sizes" if law is None else f"grows with {chosen.against} to the power of {law.exponent:.2f}"
            )
            print(f"{quantity}, {solver}: {grows} ({len(points)} runs)")
    if chosen.image and not find_spec("matplotlib"):
        print("no picture: matplotlib is not installed (pip install matplotlib)")
    elif chosen.image:
        draw(known, chosen.against, chosen.image)
    return 0


def series(lines: Iterable[Line], against: str) -> dict[str, dict[str, Points]]:
    """By quantity and by what was run: the points (size, value) that are known."""
    found: dict[str, dict[str, Points]] = {quantity: defaultdict(list) for quantity in QUANTITIES}
    for line in lines:
        name = _all_but(line, against)
        for quantity, value_of in QUANTITIES.items():
            value = value_of(line)
            if value:
                found[quantity][name].append((line[against], value))
    return found


def _all_but(line: Line, against: str) -> str:
    """What was run: the solver, the rules, and every size but the one that grows.

    More sites have as many places only in the same state, but more places may lie anywhere.
    """
    sizes = [f"{line[size]} {size}" for size in SIZES if size != against]
    land = [] if against == "places" else [line["state"]]
    return " ".join([*land, line["rules"], *sizes, f"{line['alone']} alone" if line["alone"] else "ours"])


def power_law(points: Sequence[tuple[float, float]]) -> PowerLaw | None:
    """The law that fits best; None with fewer than two sizes."""
    if len({size for size, _ in points}) < FEWEST_SIZES:
        return None
    sizes, values = np.log(np.array(points, dtype=float)).T
    exponent, logarithm = np.polyfit(sizes, values, 1)
    return PowerLaw(float(exponent), float(np.exp(logarithm)))


def draw(known: Mapping[str, Mapping[str, Points]], against: str, path: Path) -> None:
    """One panel a quantity, both axes logarithmic: the runs as dots, the laws as lines."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5 * len(known), 4.0), layout="constrained")
    for panel, (quantity, of_solvers) in zip(figure.subplots(1, len(known)), known.items(), strict=True):
        for solver, points in of_solvers.items():
            sizes, values = np.array(points, dtype=float).T
            dots = panel.loglog(sizes, values, "o")[0]
            law = power_law(points)
            if law is not None:
                ends = np.array([sizes.min(), sizes.max()])
                label = f"{solver}: {law.exponent:.2f}"
                panel.loglog(ends, law.factor * ends**law.exponent, color=dots.get_color(), label=label)
        panel.set(xlabel=against, title=quantity)
        if panel.get_legend_handles_labels()[0]:
            panel.legend()
    figure.savefig(path)


if __name__ == "__main__":
    sys.exit(main())
