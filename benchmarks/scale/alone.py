"""Who solves the matrix: our search, or a solver that gets the same matrix and no help from ours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch

from benchmarks.scale.cases import Alone
from solvers import process
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.result import Progress, SolveResult

Solver = Callable[
    [MatrixProblem, SolveOptions | None, Callable[[Progress], None] | None, threading.Event | None], SolveResult
]


class Witness:
    """Stands between the pipeline and its solver, and sees the matrix that is handed over."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.problem: MatrixProblem | None = None

    def __call__(
        self,
        problem: MatrixProblem,
        options: SolveOptions | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> SolveResult:
        """Hand the matrix on."""
        self.problem = problem
        return self.solver(problem, options, progress, cancel)

    @property
    def size(self) -> dict[str, int | None]:
        """Columns, rows and integers of the matrix; None where none was handed over."""
        if self.problem is None:
            return dict.fromkeys(("columns", "rows", "integers"))
        rows, columns = self.problem.matrix.shape
        return {"columns": columns, "rows": rows, "integers": int(self.problem.integer.sum())}


@contextmanager
def solved_by(alone: Alone | None) -> Iterator[Witness]:
    """Within the block, plans are made by this solver; all that comes before and after it stays as it is."""
    witness = Witness(_solver(alone))
    with patch("careplan.pipeline.run", witness):
        yield witness


def _solver(alone: Alone | None) -> Solver:
    if alone == "scip":
        from benchmarks.scale.scip import run

        return run
    return process.run if alone is None else _highs


def _highs(
    problem: MatrixProblem,
    options: SolveOptions | None,
    progress: Callable[[Progress], None] | None,
    cancel: threading.Event | None,
) -> SolveResult:
    return process.run(problem, replace(options or SolveOptions(), method="highs"), progress, cancel)
