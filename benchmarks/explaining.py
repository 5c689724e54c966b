"""``python -m benchmarks.explaining``: what an explanation of infeasibility takes, in multiples of a normal solve.

The workbooks are those of the tests. The normal solve is of the same workbook with its cheapest way out, so that there
is a plan; both run as a user would run them, in the same program and one after the other.
"""

from __future__ import annotations

import sys
from statistics import median

from benchmarks.measure import Stopwatch
from careplan import solve
from careplan.explain.changes import changed
from careplan.explain.infeasible import explain_infeasible
from instances.instance import Instance
from solvers.options import SolveOptions
from solvers.questions import Questions
from tests.careplan.infeasible import WORLDS, InfeasibleWorld

SECONDS = 120.0


def main() -> int:
    """One row a workbook: seconds of either, their ratio, ways out."""
    ratios = []
    print(f"{'workbook':48} {'solve s':>8} {'explain s':>10} {'ratio':>6} {'ways':>5}")
    for world in WORLDS:
        normal, explained, ways = measure(world)
        ratios.append(explained / normal)
        print(f"{world.name:48} {normal:8.2f} {explained:10.2f} {ratios[-1]:6.2f} {ways:5}")
    print(f"median ratio {median(ratios):.2f}, largest {max(ratios):.2f}")
    return 0


def measure(world: InfeasibleWorld) -> tuple[float, float, int]:
    """Seconds of a normal solve and of the explanation, and how many ways out were found."""
    watch = Stopwatch()
    instance = Instance.from_frames(world.frames)
    with watch.time("explain"):
        questions = Questions(SolveOptions(time_limit=SECONDS))
        explanation = explain_infeasible(instance, questions.solve, questions.has_plan)
    mended = changed(instance, explanation.proposals[0].changes)
    with watch.time("solve"):
        solve(mended, time_limit=SECONDS)
    return watch.seconds("solve"), watch.seconds("explain"), len(explanation.proposals)


if __name__ == "__main__":
    sys.exit(main())
