"""How much of the core the tests reach, by lines and by branches: run after ``coverage combine``.

``python -m tests.core_coverage`` prints both figures for each package, the files below the mark, and fails below it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from coverage import Coverage

CORE = ("instances", "planning_model", "solvers")
LEAST = 0.95

Summary = Mapping[str, int]


def summaries() -> dict[str, Summary]:
    """By file of the core: how many statements and branches there are, and how many are covered."""
    coverage = Coverage()
    coverage.load()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        coverage.json_report(include=[f"{package}/*" for package in CORE], outfile=str(report))
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {name.replace("\\", "/"): found["summary"] for name, found in files.items()}


def shares(summary: Summary) -> tuple[float, float]:
    """Covered shares of lines and of branches; 1 where there are none."""
    lines = summary["covered_lines"] / summary["num_statements"] if summary["num_statements"] else 1.0
    return lines, summary["covered_branches"] / summary["num_branches"] if summary["num_branches"] else 1.0


def main() -> int:
    """Print the figures; 1 where the core misses the mark in either."""
    by_file = summaries()
    parts: dict[str, Counter[str]] = {"core": Counter(), **{package: Counter() for package in CORE}}
    for name, summary in by_file.items():
        numbers = {key: value for key, value in summary.items() if isinstance(value, int)}
        for part in ("core", name.split("/")[0]):
            parts[part].update(numbers)
    low = {name: summary for name, summary in sorted(by_file.items()) if min(shares(summary)) < LEAST}
    for name, found in [*parts.items(), *low.items()]:
        lines, branches = shares(found)
        sys.stdout.write(f"{name:<50} lines {lines:6.1%}   branches {branches:6.1%}\n")
    return int(min(shares(parts["core"])) < LEAST)


if __name__ == "__main__":
    sys.exit(main())
