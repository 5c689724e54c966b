"""How long a workbook with a large sheet of travel times takes to load, beside readers that check nothing.

The yardsticks only fetch the values: openpyxl those of all sheets, pandas those of the travel times.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from openpyxl import load_workbook

from benchmarks.measure import Stopwatch, print_json, print_table
from benchmarks.samples import instance_for, parser
from instances.catalogue import SHEETS_BY_KEY
from instances.checks import check_tables
from instances.complete import complete
from instances.instance import Instance, read_workbook
from instances.travel import travel_times
from instances.workbook.guard import guard
from instances.workbook.reader import read_tables
from instances.workbook.writer import write_tables

STAGES = ("guard", "cells and headings", "checks", "complete", "travel times")
WHOLE = "read_workbook"
OPENPYXL = "openpyxl, values only"
PANDAS = "pandas.read_excel, travel times only"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the workbook, read it in several ways, print the table."""
    options = parser("Loading a workbook beside plain readers.", sites=600, rounds=3)
    options.add_argument("--rows", type=int, default=120_000, help="rows of travel times (%(default)s)")
    chosen = options.parse_args(arguments)
    instance = instance_for(chosen)
    watch = Stopwatch()
    with TemporaryDirectory() as folder:
        path = Path(folder, "large.xlsx")
        rows = write_sample(instance, path, chosen.rows)
        for _ in range(chosen.rounds):
            measure(watch, path)
        watch.subtract("cells and headings", "guard")  # reading begins with the guard
        megabytes = path.stat().st_size / 1e6
    size = {
        "places": len(instance.tables["Places"]),
        "sites": len(instance.given["Sites"]),
        "rows": rows,
        "megabytes": round(megabytes, 1),
    }
    print(", ".join(f"{number:,} {name}" for name, number in size.items()))
    print_table("loading", watch, (*STAGES, WHOLE, OPENPYXL, PANDAS), OPENPYXL)
    if chosen.json:
        print_json("loading", watch, OPENPYXL, size)


def write_sample(instance: Instance, path: Path, rows: int) -> int:
    """Write what was given with the travel times of the ``rows`` nearest pairs; returns how many there are."""
    nothing = {sheet: instance.tables[sheet].iloc[:0] for sheet in ("TravelTimes", "Roads")}
    sites = instance.tables["Sites"]
    pairs = travel_times(
        instance.tables["Places"],
        sites[~sites["derived"]],
        nothing["TravelTimes"],
        nothing["Roads"],
        instance.settings,
        math.inf,
    )
    nearest = pairs.nsmallest(rows, "minutes").sort_index()[["place", "site", "minutes"]]
    write_tables({**instance.given, "TravelTimes": nearest}, path, instance.language)
    return len(nearest)


def measure(watch: Stopwatch, path: Path) -> None:
    """One round: the stations of the door one after the other, the whole, and the yardsticks."""
    with watch.time("guard"):
        guard(path)
    with watch.time("cells and headings"):
        raw, _ = read_tables(path)
    with watch.time("checks"):
        given, _ = check_tables(raw)
    with watch.time("complete"):
        tables, settings, used = complete(given, "de")
    stepwise = Instance(given, tables, settings, used)
    with watch.time("travel times"):
        found = len(stepwise.travel)
    with watch.time(WHOLE):
        whole = read_workbook(path)
    assert (found, stepwise) == (len(whole.travel), whole)
    with watch.time(OPENPYXL):
        cells = read_plainly(path)
    assert cells > len(given["TravelTimes"])
    with watch.time(PANDAS):
        frame = pd.read_excel(path, sheet_name=SHEETS_BY_KEY["TravelTimes"].label.in_(settings.language))
    assert len(frame) == len(given["TravelTimes"])


def read_plainly(path: Path) -> int:
    """Number of cells; openpyxl's quickest way to the values of all sheets."""
    with closing(load_workbook(path, read_only=True, data_only=True)) as workbook:
        return sum(len(row) for sheet in workbook for row in sheet.iter_rows(values_only=True))


if __name__ == "__main__":
    main()
