"""From the instance to a loaded solver: our way beside those that Pyomo and linopy offer.

Measured on the model of the whole state, after it is built:

- ours: `solvers.standard_form` and one positional `passModel`
- Pyomo's two interfaces to HiGHS, APPSI and contrib.solver: setting the model up, no more
- an LP file, written by Pyomo and read by HiGHS

and on assignment and workload alone, from prepared index sets to the loaded solver: Pyomo with our families and our
hand-off, beside linopy with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import highspy
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers import Highs as AppsiHighs
from pyomo.contrib.solver.solvers.highs import Highs as ContribHighs

from benchmarks.measure import Stopwatch, print_json, print_table
from benchmarks.samples import instance_for, parser
from benchmarks.submodel import pyomo_submodel, tables_of
from instances.instance import Instance
from planning_model.build import STRUCTURE, build
from planning_model.parameters import Parameters
from planning_model.sets import context_of
from solvers.highs import loaded
from solvers.standard_form import Goal, compile_model

BUILD = "building with Pyomo"
COMPILE, PASS, OURS = "ours: standard form", "ours: passModel", "ours together"
PART_BUILD, PART_HAND_OFF = "building with Pyomo, part", "our hand-off, part"
PART_PYOMO, PART_LINOPY = "Pyomo and our hand-off, part", "linopy and its hand-off, part"


class Size(NamedTuple):
    """What HiGHS holds."""

    rows: int
    columns: int
    nonzeros: int

    @classmethod
    def of(cls, highs: highspy.Highs) -> Size:
        """The size of a loaded model."""
        return cls(highs.getNumRow(), highs.getNumCol(), highs.getNumNz())


Sizes = dict[str, Size]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure all ways in turns and print the tables."""
    chosen = parser("Handing a model to HiGHS, way by way.", sites=450, rounds=3).parse_args(arguments)
    instance = instance_for(chosen)
    watch, sizes = Stopwatch(), Sizes()
    for _ in range(chosen.rounds):
        measure_whole(watch, sizes, instance)
    measure_part(watch, sizes, instance, chosen.rounds)
    watch.add_sum(OURS, COMPILE, PASS)
    watch.add_sum(PART_PYOMO, PART_BUILD, PART_HAND_OFF)
    print_table("the whole model", watch, (BUILD, COMPILE, PASS, OURS, *WAYS_OF_PYOMO), OURS)
    part = [name for name in (PART_BUILD, PART_HAND_OFF, PART_PYOMO, PART_LINOPY) if name in watch.wall]
    print_table("assignment and workload", watch, part, PART_PYOMO)
    if PART_LINOPY not in part:
        print("linopy is not installed and was left out")
    print_sizes(sizes)
    if chosen.json:
        print_json("handoff", watch, OURS, {name: size._asdict() for name, size in sizes.items()})


def measure_whole(watch: Stopwatch, sizes: Sizes, instance: Instance) -> None:
    """One round on the whole model: build it, then hand it over in every way."""
    with watch.time(BUILD):
        built = build(instance)
    built.model.goal = pyo.Objective(expr=built.levels[0].expression)
    with watch.time(COMPILE):
        form = compile_model(built.model, STRUCTURE, [Goal("goal", built.model.goal)])
    with watch.time(PASS), loaded(form.problem) as highs:
        sizes[OURS] = Size.of(highs)
    for name, set_up in WAYS_OF_PYOMO.items():
        with watch.time(name):
            highs = set_up(built.model)
        sizes[name] = Size.of(highs)


def measure_part(watch: Stopwatch, sizes: Sizes, instance: Instance, rounds: int) -> None:
    """Assignment and workload, from prepared index sets to the loaded solver."""
    context = context_of(Parameters(instance))
    tables = tables_of(context)
    for _ in range(rounds):
        with watch.time(PART_BUILD):
            model = pyomo_submodel(context)
        with watch.time(PART_HAND_OFF):
            form = compile_model(model, STRUCTURE, [Goal("unmet", model.total_unmet)])
            with loaded(form.problem) as highs:
                sizes[PART_PYOMO] = Size.of(highs)
        if find_spec("linopy"):
            from benchmarks.linopy_submodel import linopy_submodel

            with watch.time(PART_LINOPY):
                highs = linopy_submodel(tables)
            sizes[PART_LINOPY] = Size.of(highs)


def by_appsi(model: pyo.ConcreteModel) -> highspy.Highs:
    """Set up Pyomo's persistent interface."""
    solver = AppsiHighs()
    solver.set_instance(model)
    highs: highspy.Highs = solver._solver_model
    return highs


def by_contrib_solver(model: pyo.ConcreteModel) -> highspy.Highs:
    """Set up Pyomo's newer interface."""
    solver = ContribHighs()
    solver.set_instance(model)
    highs: highspy.Highs = solver._solver_model
    return highs


def by_lp_file(model: pyo.ConcreteModel) -> highspy.Highs:
    """Write a file and let HiGHS read it."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder, "model.lp"))
        model.write(path)
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.readModel(path)
    return highs


WAYS_OF_PYOMO: dict[str, Callable[[pyo.ConcreteModel], highspy.Highs]] = {
    "APPSI set_instance": by_appsi,
    "contrib.solver set_instance": by_contrib_solver,
    "LP file, written and read": by_lp_file,
}


def print_sizes(sizes: Sizes) -> None:
    """What each way made of the model."""
    width = max(map(len, sizes))
    print(f"\n{'loaded':<{width}}  {'rows':>9}  {'columns':>9}  {'nonzeros':>9}")
    for name, size in sizes.items():
        print(f"{name:<{width}}  {size.rows:9,}  {size.columns:9,}  {size.nonzeros:9,}")


if __name__ == "__main__":
    main()
