"""The one pipeline: today, model, solve, plan, check. The only place that strings the stations together."""

from __future__ import annotations

import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from careplan.errors import InfeasibleError, NoPlanError, SolverError, VerificationError
from careplan.progress import PlanProgress, ProgressCallback
from instances.futures import futures_of
from instances.instance import Instance
from planning_model.build import STRUCTURE, BuiltModel, build
from planning_model.extract import extract, reset
from planning_model.parameters import THOUSAND
from planning_model.plan import Plan
from planning_model.verify import verify
from reports.baseline import baseline
from solvers.errors import InfeasibleAtBuild
from solvers.errors import SolverError as SolverFailure
from solvers.options import Method, SolveOptions
from solvers.problem import FloatArray
from solvers.process import run
from solvers.result import Progress, SolveResult, Status
from solvers.standard_form import Goal, StandardForm, compile_model

PACKAGES = ("careplan", "pyomo", "highspy", "pandas", "numpy", "scipy", "networkx", "openpyxl")


@dataclass(frozen=True)
class PlanOptions:
    """What the caller may ask of a run; None means what the workbook's settings say."""

    time_limit: float | None = None
    gap: float | None = None
    seed: int = 0
    method: Method = "auto"

    def for_solver(self, instance: Instance) -> SolveOptions:
        """The solver's options for this instance."""
        settings = instance.settings
        return SolveOptions(
            time_limit=settings.time_limit if self.time_limit is None else self.time_limit,
            gap=settings.gap if self.gap is None else self.gap,
            seed=self.seed,
            method=self.method,
        )


@dataclass
class Run:
    """The clock of a run: tells the caller which stage it is in and remembers how long each took."""

    callback: ProgressCallback | None
    begun: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Tell that a stage begins, and note how long it took."""
        start = time.perf_counter()
        self.tell(PlanProgress(name, start - self.begun))
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def tell(self, progress: PlanProgress) -> None:
        """Hand a piece of news to the caller."""
        if self.callback is not None:
            self.callback(progress)

    def relay(self, news: Progress) -> None:
        """The solver's news in the planner's unit."""
        bound, best = (None if value is None else value * THOUSAND for value in (news.bound, news.best))
        seconds = time.perf_counter() - self.begun
        self.tell(PlanProgress(news.stage.value, seconds, bound, best, news.gap, news.level))


def plan_once(
    instance: Instance,
    options: PlanOptions | None = None,
    progress: ProgressCallback | None = None,
    cancel: threading.Event | None = None,
) -> Plan:
    """The verified plan of an instance.

    Raises :class:`InfeasibleError`, :class:`NoPlanError`, :class:`SolverError`, :class:`VerificationError`. A run that
    is stopped (``cancel``, Ctrl-C, time limit) gives the best plan so far; its status says so.
    """
    solver_options = (options or PlanOptions()).for_solver(instance)
    clock = Run(progress)
    if len(futures_of(instance)) > 1:
        from careplan.futures import plan_for_futures  # which calls the same stations as often as there are futures

        return plan_for_futures(instance, solver_options, clock, cancel)
    with clock.stage("baseline"):
        today = baseline(instance)
    with clock.stage("build"):
        built = build(instance)
        form = standard_form(built)
    with clock.stage("solve"):
        result = solve_form(form, solver_options, clock, cancel)
    x = require_plan(result, built)
    with clock.stage("verify"):
        reset(built)
        form.load(x)
        plan = extract(built, result.status.value, bounds_of(built, result), {}).with_baseline(today)
        violations = verify(instance, plan)
    if violations:
        raise VerificationError(violations)
    return plan.with_provenance(provenance_of(instance, solver_options, result, clock.seconds))


def standard_form(built: BuiltModel) -> StandardForm:
    """The matrices of a model; raises :class:`InfeasibleError` where a rule contradicts itself."""
    goals = [Goal(str(level.priority), level.expression, tolerance_rel=level.tolerance) for level in built.levels]
    goals.append(Goal("ties", built.tie_breaker, in_search=False))
    try:
        return compile_model(built.model, STRUCTURE, goals)
    except InfeasibleAtBuild as error:
        raise InfeasibleError([_rule_behind(built, error.name)]) from error


def _rule_behind(built: BuiltModel, row: str) -> str:
    """The label of the rule that a row of the model speaks of; the row's own name where it speaks of none."""
    rows = built.model.component(row.removeprefix(f"{built.model.name}.").split("[")[0])
    rules = built.context.parameters.tables["Rules"]
    labels = dict(zip(rules["rule"], rules["label"], strict=True))
    named = (key[0] for key in rows if isinstance(key, tuple) and rows[key].name == row)
    return next((str(labels[rule]) for rule in named if rule in labels), row)


def solve_form(form: StandardForm, options: SolveOptions, clock: Run, cancel: threading.Event | None) -> SolveResult:
    """The end of the search; raises :class:`SolverError` where the solver's process died."""
    try:
        return run(form.problem, options, clock.relay, cancel)
    except SolverFailure as error:
        raise SolverError(detail=str(error).splitlines()[0]) from error


def require_plan(result: SolveResult, built: BuiltModel) -> FloatArray:
    """The plan's columns; raises :class:`InfeasibleError` or :class:`NoPlanError` where there is none."""
    if result.status is Status.INFEASIBLE:
        raise InfeasibleError(demands_of(built))
    if result.x is None:
        raise NoPlanError(seconds=result.seconds)
    return result.x


def demands_of(built: BuiltModel) -> list[str]:
    """The hard rules in force, by their labels."""
    rules = built.context.parameters.tables["Rules"]
    return list(rules.loc[rules["strictness"] == "hard", "label"])


def bounds_of(built: BuiltModel, result: SolveResult) -> list[float | None]:
    """The proven bound of every level; a level that was not begun has none."""
    known: list[float | None] = [level.bound for level in result.levels[: len(built.levels)]]
    return known + [None] * (len(built.levels) - len(known))


def provenance_of(
    instance: Instance, options: SolveOptions, result: SolveResult, seconds: dict[str, float]
) -> dict[str, Any]:
    """Where a plan comes from: workbook, versions, options, times."""
    travel = instance.travel["source"].value_counts()
    return {
        "workbook": instance.source.name if instance.source else "",
        "workbook_sha256": instance.source.sha256 if instance.source else "",
        "fingerprint": instance.fingerprint,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "careplan_version": version_of("careplan"),
        "versions": {name: version_of(name) for name in PACKAGES} | {"python": platform.python_version()},
        "platform": platform.platform(),
        "options": asdict(options),
        "seed": options.seed,
        "method": result.method,
        "solver_status": result.status.value,
        "stopped": result.status in (Status.CANCELLED, Status.TIME_LIMIT, Status.CRASHED),
        "seconds": seconds,
        "travel_sources": {str(source): int(pairs) for source, pairs in travel.items()},
    }


def version_of(package: str) -> str:
    """The installed version, or `source` in a checkout that is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "source"
