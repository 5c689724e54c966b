"""A stopwatch for things measured in turns, and the table and the line that tell the result."""

from __future__ import annotations

import gc
import json
import platform
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from statistics import median
from typing import Any

PACKAGES = ("highspy", "numpy", "openpyxl", "pandas", "pyomo")


@dataclass
class Stopwatch:
    """Seconds of everything that was measured, by name, one entry for each round.

    ``wall`` is what a user waits for. ``cpu`` is the work of this process, which hardly depends on what else the
    machine is busy with; so ratios are made of it.
    """

    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Measure the block; what garbage was left before does not count."""
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.cpu[name].append(time.process_time() - cpu)
        self.wall[name].append(time.perf_counter() - wall)

    def add_sum(self, name: str, *parts: str) -> None:
        """Enter, for each round, the sum of what was measured as ``parts``."""
        for entries in (self.wall, self.cpu):
            entries[name] = [sum(round_) for round_ in zip(*(entries[part] for part in parts), strict=True)]

    def subtract(self, name: str, part: str) -> None:
        """Take ``part``, which was measured by itself, out of ``name``; noise never makes a time negative."""
        for entries in (self.wall, self.cpu):
            pairs = zip(entries[name], entries[part], strict=True)
            entries[name] = [max(0.0, whole - inside) for whole, inside in pairs]

    def seconds(self, name: str) -> float:
        """Median of the wall clock."""
        return median(self.wall[name])

    def ratio(self, name: str, yardstick: str) -> float:
        """The median work for ``name`` in multiples of that for ``yardstick``."""
        return median(self.cpu[name]) / max(median(self.cpu[yardstick]), 1e-9)


def print_table(title: str, watch: Stopwatch, names: Iterable[str], yardstick: str) -> None:
    """One line for each name: seconds, seconds of work, and the ratio to the yardstick."""
    names = list(names)
    width = max(len(name) for name in [*names, title])
    print(f"\n{title:<{width}}  {'seconds':>9}  {'CPU':>9}  ratio to {yardstick}")
    for name in names:
        cpu, ratio = median(watch.cpu[name]), watch.ratio(name, yardstick)
        print(f"{name:<{width}}  {watch.seconds(name):9.3f}  {cpu:9.3f}  {ratio:8.2f}")


def print_json(benchmark: str, watch: Stopwatch, yardstick: str, size: Mapping[str, Any]) -> None:
    """One line for a program: sizes, medians, ratios, and the versions they hold for."""
    names = list(watch.wall)
    line = {
        "benchmark": benchmark,
        "size": dict(size),
        "seconds": {name: round(watch.seconds(name), 4) for name in names},
        "cpu_seconds": {name: round(median(watch.cpu[name]), 4) for name in names},
        "yardstick": yardstick,
        "ratio": {name: round(watch.ratio(name, yardstick), 3) for name in names},
        "versions": {name: version(name) for name in PACKAGES} | {"python": platform.python_version()},
    }
    print(json.dumps(line, ensure_ascii=False))
