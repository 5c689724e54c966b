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
from careplan.explain.infeasible import explain_infeasible
from careplan.explain.words import Words
from careplan.progress import PlanProgress, ProgressCallback
from instances.contradictions import contradictions
from instances.i18n import LANGUAGES
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
from solvers.questions import Questions
from solvers.result import Progress, SolveResult, Status
from solvers.standard_form import Goal, StandardForm, compile_model

PACKAGES = ("careplan", "pyomo", "highspy", "pandas", "numpy", "scipy", "networkx", "openpyxl")


class _NoPlanAtAllError(Exception):
    """The solver has proven that there is none."""


@dataclass(frozen=True)
class PlanOptions:
    """What the caller may ask of a run; None means what the workbook's settings say.

    ``explain``: where there is no plan, look for what stands in the way, for as long again as the search may take.
    """

    time_limit: float | None = None
    gap: float | None = None
    seed: int = 0
    method: Method = "auto"
    explain: bool = True

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
class _Run:
    """The clock of a run: tells the caller which stage it is in and remembers how long each took."""

    callback: ProgressCallback | None
    begun: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        self.tell(PlanProgress(name, start - self.begun))
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)

    def tell(self, progress: PlanProgress) -> None:
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
    options = options or PlanOptions()
    solver_options = options.for_solver(instance)
    clock = _Run(progress)
    with clock.stage("baseline"):
        today = baseline(instance)
    try:
        with clock.stage("check"):
            _require_no_contradiction(instance)
        with clock.stage("build"):
            built = build(instance)
            form = standard_form(built)
        with clock.stage("solve"):
            result = _solve(form, solver_options, clock, cancel)
        x = _require_plan(result)
    except (InfeasibleAtBuild, _NoPlanAtAllError):
        if not options.explain:
            raise InfeasibleError from None
        raise _why_not(instance, solver_options, clock, cancel) from None
    with clock.stage("verify"):
        reset(built)
        form.load(x)
        plan = extract(built, result.status.value, _bounds(built, result), {}).with_baseline(today)
        violations = verify(instance, plan)
    if violations:
        raise VerificationError(violations)
    return plan.with_provenance(_provenance(instance, solver_options, result, clock.seconds))


def standard_form(built: BuiltModel) -> StandardForm:
    """The matrices of a model; raises :class:`InfeasibleAtBuild` where it contradicts itself before it is solved."""
    goals = [Goal(str(level.priority), level.expression, tolerance_rel=level.tolerance) for level in built.levels]
    goals.append(Goal("ties", built.tie_breaker, in_search=False))
    return compile_model(built.model, STRUCTURE, goals)


def _solve(form: StandardForm, options: SolveOptions, clock: _Run, cancel: threading.Event | None) -> SolveResult:
    try:
        return run(form.problem, options, clock.relay, cancel)
    except SolverFailure as error:
        raise SolverError(detail=str(error).splitlines()[0]) from error


def _require_no_contradiction(instance: Instance) -> None:
    """A workbook that contradicts itself by plain arithmetic need not be searched."""
    if contradictions(instance):
        raise _NoPlanAtAllError


def _require_plan(result: SolveResult) -> FloatArray:
    if result.status is Status.INFEASIBLE:
        raise _NoPlanAtAllError
    if result.x is None:
        raise NoPlanError(seconds=result.seconds)
    return result.x


def _why_not(instance: Instance, options: SolveOptions, clock: _Run, cancel: threading.Event | None) -> InfeasibleError:
    """Looks for what stands in the way of a plan, once more for as long as the search may take."""
    questions = Questions(options, cancel)
    with clock.stage("explain"):
        explanation = explain_infeasible(instance, questions.solve, questions.has_plan)
    return InfeasibleError(explanation, {name: Words(instance, name).lines(explanation) for name in LANGUAGES})


def _bounds(built: BuiltModel, result: SolveResult) -> list[float | None]:
    """The proven bound of every level; a level that was not begun has none."""
    known: list[float | None] = [level.bound for level in result.levels]
    return known + [None] * (len(built.levels) - len(known))


def _provenance(
    instance: Instance, options: SolveOptions, result: SolveResult, seconds: dict[str, float]
) -> dict[str, Any]:
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
