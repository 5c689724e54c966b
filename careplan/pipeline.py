"""The one pipeline: today, model, solve, plan, check. The only place that strings the stations together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from careplan.errors import FuturesWithGivenError, InfeasibleError, NoPlanError, SolverError, VerificationError
from careplan.explain.infeasible import Explanation, explain_infeasible
from careplan.explain.words import Words
from careplan.progress import PlanProgress, ProgressCallback
from careplan.provenance import provenance_of
from instances.contradictions import contradictions
from instances.futures import futures_of
from instances.i18n import LANGUAGES, N_, Language, translator
from instances.instance import Instance
from planning_model.build import STRUCTURE, BuiltModel, build
from planning_model.extract import extract, reset
from planning_model.given import NOTHING_GIVEN, Given, NotPossibleError, hold
from planning_model.parameters import THOUSAND
from planning_model.plan import Plan
from planning_model.verify import verify
from reports.baseline import baseline
from solvers.errors import InfeasibleAtBuild
from solvers.errors import SolverError as SolverFailure
from solvers.options import Method, SolveOptions
from solvers.precedent import Precedent
from solvers.problem import FloatArray
from solvers.process import run
from solvers.questions import Questions
from solvers.result import Progress, SolveResult, Status
from solvers.standard_form import Goal, StandardForm, compile_model

NONE_ALONE = N_("The future “{future}” has no plan even by itself.")
NO_COMMON_PLAN = N_("Every future has a plan by itself, but no sites and capacities serve all of them.")


class NoPlanAtAllError(Exception):
    """There is proof that a workbook has no plan; ``sentence`` is what is known of its futures, to be translated."""

    def __init__(self, sentence: str = "", **values: str) -> None:
        super().__init__()
        self.sentence = sentence
        self.values = values

    def lines(self, language: Language) -> list[str]:
        """What is known of the futures."""
        return [translator(language)(self.sentence).format(**self.values)] if self.sentence else []


Source = Literal["solved", "reused", "implied"]


@dataclass(frozen=True, eq=False)
class Planned:
    """A verified plan, and what the run leaves to others like it; a plan for several futures leaves nothing.

    ``source``: ``solved`` from nothing, ``reused`` where the search began at another run's plan and prices, ``implied``
    where that run's plan was proven good enough as it is.
    """

    plan: Plan
    source: Source = "solved"
    form: StandardForm | None = None
    result: SolveResult | None = None

    @property
    def precedent(self) -> Precedent | None:
        """What the run leaves to others like it."""
        return Precedent.of(self.form, self.result) if self.form and self.result else None


class NothingFoundError(NoPlanError):
    """The time was over before there was a plan, and nobody stopped the search."""


@dataclass(frozen=True)
class PlanOptions:
    """What the caller may ask of a run; None means what the workbook's settings say.

    ``explain``: where there is no plan, look for what stands in the way, for as long again as the search may take.
    ``given``: what the plan has to take as given beside the workbook.
    """

    time_limit: float | None = None
    gap: float | None = None
    seed: int = 0
    method: Method = "auto"
    explain: bool = True
    given: Given = NOTHING_GIVEN

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

    def ask(self, number: int) -> None:
        """One of many questions is at work."""
        self.tell(PlanProgress("explain", time.perf_counter() - self.begun, done=number))

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
    return plan_after(None, instance, options, progress, cancel).plan


def plan_after(
    precedent: Precedent | None,
    instance: Instance,
    options: PlanOptions | None = None,
    progress: ProgressCallback | None = None,
    cancel: threading.Event | None = None,
) -> Planned:
    """`plan_once` with the help of a run like this one; the plan is verified all the same. Raises as `plan_once` does.

    Where the precedent misleads, the search begins anew, with its whole time limit.
    """
    options = options or PlanOptions()
    solver_options, clock = options.for_solver(instance), Run(progress)
    try:
        with clock.stage("check"):
            _require_no_contradiction(instance)
        if len(futures_of(instance)) > 1:
            if options.given:
                raise FuturesWithGivenError
            from careplan.futures import plan_for_futures  # which calls the same stations as often as there are futures

            planned = Planned(plan_for_futures(instance, solver_options, clock, cancel))
        else:
            plan_for_one = partial(_plan_for_one, instance, options.given, solver_options, clock, cancel)
            planned = _helped(plan_for_one, precedent)
    except NoPlanAtAllError as none:
        if not options.explain:
            raise InfeasibleError from None
        raise _infeasible(instance, none, _explained(instance, solver_options, clock, cancel)) from None
    except NothingFoundError as nothing:
        ruled_out = _ruled_out(instance, solver_options, clock, cancel) if options.explain else None
        raise ruled_out or NoPlanError(**nothing.values) from None
    changes = instance.variant.changes if instance.variant else None
    return planned if changes is None else replace(planned, plan=planned.plan.with_variant(changes))


def _helped(plan: Callable[[Precedent | None], Planned], precedent: Precedent | None) -> Planned:
    """The plan with the help of a precedent; without it where that misleads."""
    if precedent is not None:
        with suppress(VerificationError, SolverError, NothingFoundError):
            return plan(precedent)
    return plan(None)


def _plan_for_one(
    instance: Instance,
    given: Given,
    options: SolveOptions,
    clock: Run,
    cancel: threading.Event | None,
    precedent: Precedent | None,
) -> Planned:
    """The plan of a workbook without futures."""
    with clock.stage("baseline"):
        today = baseline(instance)
    try:
        with clock.stage("build"):
            built = build(instance)
            hold(built, given)
            form = standard_form(built)
            guided = form if precedent is None else replace(form, problem=precedent.guide(form))
        with clock.stage("solve"):
            result = solve_form(guided, options, clock, cancel)
        x = require_plan(result)
    except (InfeasibleAtBuild, NoPlanAtAllError, NotPossibleError):
        raise NoPlanAtAllError from None
    with clock.stage("verify"):
        reset(built)
        form.load(x)
        plan = extract(built, result.status.value, bounds_of(built, result), {}).with_baseline(today)
        violations = verify(instance, plan)
    if violations:
        raise VerificationError(violations)
    plan = plan.with_provenance(provenance_of(instance, options, result, clock.seconds))
    source: Source = "solved" if precedent is None else "implied" if result.implied else "reused"
    return Planned(plan, source, form, result)


def standard_form(built: BuiltModel) -> StandardForm:
    """The matrices of a model; raises :class:`InfeasibleAtBuild` where it contradicts itself before it is solved."""
    goals = [Goal(str(level.priority), level.expression, tolerance_rel=level.tolerance) for level in built.levels]
    goals.append(Goal("ties", built.tie_breaker, in_search=False))
    return compile_model(built.model, STRUCTURE, goals)


def solve_form(form: StandardForm, options: SolveOptions, clock: Run, cancel: threading.Event | None) -> SolveResult:
    """The end of the search; raises :class:`SolverError` where the solver's process died."""
    try:
        return run(form.problem, options, clock.relay, cancel)
    except SolverFailure as error:
        raise SolverError(detail=str(error).splitlines()[0]) from error


def _require_no_contradiction(instance: Instance) -> None:
    """A workbook that contradicts itself by plain arithmetic need not be searched."""
    if contradictions(instance):
        raise NoPlanAtAllError


def require_plan(result: SolveResult) -> FloatArray:
    """The plan's columns; raises :class:`NoPlanAtAllError` or :class:`NoPlanError` where there is none."""
    if result.status is Status.INFEASIBLE:
        raise NoPlanAtAllError
    if result.x is None:
        error = NothingFoundError if result.status is Status.NO_PLAN else NoPlanError
        raise error(seconds=result.seconds)
    return result.x


def _ruled_out(
    instance: Instance, options: SolveOptions, clock: Run, cancel: threading.Event | None
) -> InfeasibleError | None:
    """After a search that found nothing: proof that there is nothing to be found, if there is any.

    What gives way needs few of the model's columns, so that this may be known where the search did not see it.
    """
    explanation = _explained(instance, options, clock, cancel)
    return _infeasible(instance, NoPlanAtAllError(), explanation) if explanation.impossible else None


def _infeasible(instance: Instance, none: NoPlanAtAllError, explanation: Explanation) -> InfeasibleError:
    words = {name: [*none.lines(name), *Words(instance, name).lines(explanation)] for name in LANGUAGES}
    return InfeasibleError(explanation, words)


def _explained(instance: Instance, options: SolveOptions, clock: Run, cancel: threading.Event | None) -> Explanation:
    """What stands in the way of a plan, looked for once more for as long as the search may take."""
    questions = Questions(options, cancel, clock.ask)
    with clock.stage("explain"):
        return explain_infeasible(instance, questions.solve, questions.has_plan)


def bounds_of(built: BuiltModel, result: SolveResult) -> list[float | None]:
    """The proven bound of every level; a level that was not begun has none."""
    known: list[float | None] = [level.bound for level in result.levels[: len(built.levels)]]
    return known + [None] * (len(built.levels) - len(known))
