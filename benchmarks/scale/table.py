"""``python -m benchmarks.scale.table``: cases one after the other, each in a program of its own, and their ratios."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, product
from pathlib import Path
from typing import Any

from benchmarks.scale.__main__ import SCIP_IS_MISSING
from benchmarks.scale.cases import ALONE, RULES, STATES, WORKBOOK, Case

Line = dict[str, Any]
RATIOS = ("objective", "gap", "first_plan", "memory_mb")
UNKNOWN = "–"
CHECKOUT = Path(__file__).parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases, print the table and the ratios; 1 where a case failed."""
    chosen = _options().parse_args(arguments)
    cases = list(cases_of(chosen))
    if not all(case.solver_is_there for case in cases):
        sys.exit(SCIP_IS_MISSING)
    lines: list[Line] = []
    for number, case in enumerate(cases, start=1):
        print(f"{number} of {len(cases)}: {' '.join(case.arguments())}", file=sys.stderr, flush=True)
        if line := run(case):
            lines.append(line)
            _append(line, chosen.json)
    print_lines(lines)
    print_ratios(lines)
    failed = len(lines) < len(cases) or any(line["verified"] is False for line in lines)
    return 1 if failed else 0


def cases_of(chosen: Namespace) -> Iterator[Case]:
    """Every combination, ours before the solvers alone."""
    for state, places, sites, budget, rules, periods, seed in product(
        chosen.state, chosen.places, chosen.sites, chosen.budget, chosen.rules, chosen.periods, chosen.seed
    ):
        case = Case(state, sites, budget, rules, periods, seed, chosen.time, chosen.stop_at, places=places)
        yield case
        yield from (replace(case, alone=alone) for alone in chosen.alone)


def run(case: Case) -> Line | None:
    """The line of a case, from a program of its own, so that no case keeps another's memory; None if it failed."""
    command = [sys.executable, "-m", "benchmarks.scale", *case.arguments()]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if not done.stdout.strip():
        print(f"failed: {(done.stderr.strip().splitlines() or ['no word'])[-1]}", file=sys.stderr)
        return None
    line: Line = json.loads(done.stdout.splitlines()[-1])
    return line


def _append(line: Line, path: Path | None) -> None:
    """At once, so that a long list that is stopped keeps what it has."""
    if path is not None:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


COLUMNS: dict[str, Callable[[Line], str]] = {
    "case": lambda line: " ".join(str(line[name]) for name in WORKBOOK if line[name] is not None),
    "solver": lambda line: f"{line['alone']} alone" if line["alone"] else str(line["method"]),
    "columns": lambda line: _number(line["columns"]),
    "rows": lambda line: _number(line["rows"]),
    "integers": lambda line: _number(line["integers"]),
    "build s": lambda line: _number(line["seconds"].get("build"), 1),
    "first plan s": lambda line: _number(line["first_plan"], 1),
    "gaps %": lambda line: " ".join(_percent(gap) for gap in line["gaps"].values()) or UNKNOWN,
    "LP bound": lambda line: _number(line["lp_bound"]),
    "bound": lambda line: _number(line["bound"]),
    "plan": lambda line: _number(line["objective"]),
    "gap %": lambda line: _percent(line["gap"]),
    "MB": lambda line: _number(line["memory_mb"]),
    "verified": lambda line: {True: "yes", False: "NO", None: UNKNOWN}[line["verified"]],
}


def print_lines(lines: Sequence[Line]) -> None:
    """One row a case."""
    _print_rows([[of(line) for of in COLUMNS.values()] for line in lines], list(COLUMNS))


def print_ratios(lines: Iterable[Line]) -> None:
    """What the solvers alone reach, in multiples of ours: of the plan's goal, its gap, the first plan and memory."""
    rows = [
        [COLUMNS["case"](alone), COLUMNS["solver"](alone)]
        + [_number(ratio(alone[name], ours[name]), 3) for name in RATIOS]
        for ours, alone in _pairs(lines)
    ]
    if rows:
        print("\nin multiples of ours")
        _print_rows(rows, ["case", "solver", *RATIOS])


def ratio(one: float | None, other: float | None) -> float | None:
    """None where either is not known, or the second is 0."""
    return one / other if one is not None and other else None


def _pairs(lines: Iterable[Line]) -> Iterator[tuple[Line, Line]]:
    """Our line of a workbook beside that of each solver alone."""
    for _, group in groupby(lines, key=lambda line: [line[name] for name in WORKBOOK]):
        some = list(group)
        yield from ((ours, other) for ours in some if not ours["alone"] for other in some if other["alone"])


def _print_rows(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        print("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))


def _number(value: float | None, digits: int = 0) -> str:
    return UNKNOWN if value is None else f"{value:,.{digits}f}"


def _percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{100 * share:.2f}"


def _options() -> ArgumentParser:
    options = ArgumentParser(prog="python -m benchmarks.scale.table", description="Every combination of what is given.")
    options.add_argument("--state", nargs="+", choices=STATES, default=[Case.state])
    options.add_argument("--sites", nargs="+", type=int, default=[Case.sites])
    options.add_argument("--places", nargs="+", type=int, default=[None], help="the largest alone; with --rules trial")
    options.add_argument("--budget", nargs="+", type=float, default=[Case.budget])
    options.add_argument("--rules", nargs="+", choices=RULES, default=[Case.rules])
    options.add_argument("--periods", nargs="+", type=int, default=[Case.periods])
    options.add_argument("--seed", nargs="+", type=int, default=[Case.seed])
    options.add_argument("--time", type=float, default=Case.time, help="seconds of each search (%(default)s)")
    options.add_argument("--stop-at", type=float, default=Case.stop_at, help="gap that is good enough (%(default)s)")
    options.add_argument("--alone", nargs="+", choices=ALONE, default=[], help="besides, these solvers by themselves")
    options.add_argument("--json", type=Path, help="append the lines to this file")
    return options


if __name__ == "__main__":
    sys.exit(main())
