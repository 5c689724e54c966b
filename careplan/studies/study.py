"""A study: a small description of many runs of one workbook, which says nothing of how and where they are solved."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from careplan.pipeline import PlanOptions
from careplan.studies import designs
from careplan.studies.designs import Design, Point
from careplan.studies.factors import Factor, factor_of
from careplan.studies.result import StudyResult
from careplan.studies.running import StudyCallback, prepared, solve_all
from careplan.studies.runs import USUAL, Run
from careplan.studies.store import Store
from instances.instance import Instance
from instances.overrides import Action
from instances.scenarios import Scenario, scenario_named

AS_IT_IS = "–"
"""The label of the workbook as it is, among scenarios."""


@dataclass(frozen=True)
class Study:
    """Many runs of one workbook. Each method gives another study; nothing is solved before :meth:`run`.

    Without a design all values of all factors are combined (a grid), for every scenario if there are any.
    """

    instance: Instance
    factors: tuple[Factor, ...] = ()
    cases: tuple[Scenario, ...] = ()
    design: Design = "grid"
    size: int = 0
    seed: int = 0
    options_of_search: PlanOptions = USUAL
    name: str = ""

    def vary(
        self,
        sheet: str,
        where: Mapping[str, str] | None = None,
        column: str = "",
        *,
        multiply: Sequence[float] | None = None,
        add: Sequence[float] | None = None,
        set: Sequence[float] | None = None,  # noqa: A002  the word of the workbook
        name: str = "",
    ) -> Study:
        """Vary a column in the rows where every column of ``where`` holds its value.

        ``multiply`` by each of the factors, ``add`` or ``set`` each of the values, in the unit of the column; a sample
        lies between the smallest and the largest. Raises :class:`OverrideError` for what the workbook does not know.
        """
        said: dict[Action, Sequence[float] | None] = {"multiply": multiply, "add": add, "set": set}
        factor = factor_of(sheet, where or {}, column, said, name)
        return replace(self, factors=(*self.factors, factor))

    def scenarios(self, cases: Iterable[str | Scenario]) -> Study:
        """A run for the workbook as it is and for each of the scenarios: names of its sheet, or any others."""
        named = [scenario_named(self.instance, case) if isinstance(case, str) else case for case in cases]
        return replace(self, cases=(Scenario(AS_IT_IS), *named))

    def one_way(self) -> Study:
        """Each factor by itself at each of its values, all others as the workbook says: what a tornado shows."""
        return replace(self, design="one_way")

    def sample(self, n: int, method: Literal["lhs", "sobol"] = "lhs", seed: int = 0) -> Study:
        """So many points at random between low and high: a Latin hypercube, or Sobol's sequence (a power of two)."""
        return replace(self, design=method, size=n, seed=seed)

    def options(self, time_limit: float | None = None, gap: float | None = None, seed: int = 0) -> Study:
        """Limits of each run: seconds, relative gap, seed of the search; None: as the workbook's settings say."""
        return replace(self, options_of_search=PlanOptions(time_limit, gap, seed, explain=False))

    @property
    def points(self) -> list[Point]:
        """The combinations of values that are tried."""
        if self.design in ("lhs", "sobol"):
            return designs.sample(self.factors, self.size, self.design, self.seed)
        return (designs.one_way if self.design == "one_way" else designs.grid)(self.factors)

    @property
    def runs(self) -> list[Run]:
        """The runs, in their order."""
        return [self._run(case, point) for case in self.cases or (None,) for point in self.points]

    def run(
        self,
        folder: str | Path | None = None,
        executor: Executor | None = None,
        progress: StudyCallback | None = None,
        cancel: threading.Event | None = None,
    ) -> StudyResult:
        """Solve every run that is not in ``folder`` yet, and return what is known of all.

        Without ``folder`` results are kept for as long as the result lives. ``executor``: any of
        :mod:`concurrent.futures`; without one, worker programs on this machine, half as many as it has cores. After
        ``cancel`` or Ctrl-C the result holds what was solved until then, and the same call goes on from there.
        Infeasible runs are results. Raises :class:`InvalidRunError` before anything is solved.
        """
        return run_all(self.instance, self.runs, self.description, folder, executor, progress, cancel)

    @property
    def description(self) -> dict[str, Any]:
        """What kind of study this is, as plain data."""
        cases = [{"name": "scenario", "values": [], "neutral": AS_IT_IS}] if self.cases else []
        kind = "scenarios" if self.cases and not self.factors else self.design
        return {"study": self.name, "kind": kind, "factors": [*cases, *map(_plain_factor, self.factors)]}

    def _run(self, case: Scenario | None, point: Point) -> Run:
        labels: dict[str, float | str] = {} if case is None else {"scenario": case.name}
        labels |= {factor.name: value for factor, value in zip(self.factors, point, strict=True)}
        overrides = tuple(
            change for factor, value in zip(self.factors, point, strict=True) for change in factor.at(value)
        )
        return Run(labels, overrides, self.options_of_search, case)


def run_all(
    instance: Instance,
    runs: Sequence[Run],
    description: Mapping[str, Any],
    folder: str | Path | None = None,
    executor: Executor | None = None,
    progress: StudyCallback | None = None,
    cancel: threading.Event | None = None,
) -> StudyResult:
    """Have all runs in the store of ``folder``, and say there what study it is; see :meth:`Study.run`."""
    keeps = (
        tempfile.TemporaryDirectory(prefix="careplan-study-", ignore_cleanup_errors=True) if folder is None else None
    )
    store = Store(Path(keeps.name if keeps else folder or ""))
    ready = prepared(instance, runs)
    listed = [{"key": one.key, "labels": _plain(one.run.labels)} for one in ready]
    full = {**description, "names": _names(instance), "runs": listed}
    store.describe(instance, full)
    solved = solve_all(instance, ready, store, executor, progress, cancel)
    return StudyResult(store, full, frozenset(solved), keeps)


def _names(instance: Instance) -> dict[str, dict[str, str]]:
    """What sites and types are called, for whoever reads the results without the workbook."""
    tables = {"site": instance.tables["Sites"], "type": instance.tables["Types"]}
    return {key: dict(zip(table[key], table["label"], strict=True)) for key, table in tables.items()}


def _plain_factor(factor: Factor) -> dict[str, Any]:
    plain = {**asdict(factor), "where": dict(factor.where), "values": list(factor.values)}
    return plain | _plain({"neutral": factor.neutral})


def _plain(labels: Mapping[str, float | str]) -> dict[str, float | str | None]:
    """Labels as JSON holds them: a factor that leaves the workbook as it is has none."""
    return {name: None if value != value else value for name, value in labels.items()}
