"""Why this site and why not that one: what the other decision costs by the goals of the first priority.

Asked of every site that the plan decides on: one that it opens or keeps is closed for good, one that it leaves or makes
closed has to run in every period in which it may. Two answers, both in equivalent residents unserved:

- *local*: what the LP at the plan costs more, in which all other openings are as in the plan and sizes may be any
  (inf: with all others as they are there is no such plan);
- *solved again*: an interval by both gaps, in which every other site may answer
  (see :func:`careplan.explain.trial.difference`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from careplan.explain.binding import Value, method_of
from careplan.explain.scarce import Name
from careplan.explain.trial import NOT_SOLVED, Answer, Change, FirstPriority, Interval, Trials, difference
from planning_model.constraints.founding import OF_TYPES
from planning_model.entities import SiteData
from planning_model.names import Period, Site, Type, records
from planning_model.parameters import THOUSAND
from planning_model.plan import Plan
from solvers.prices import AtPlan

# Less is nothing: a twentieth of a resident.
NOTHING = 0.05
NOBODY: Name = ("", "", "", "")


@dataclass(frozen=True)
class Question:
    """What if the plan did without the site, or had to do with it.

    ``local`` may be negative, as the LP has no steps.
    """

    site: Site
    question: str
    trial: Change
    local: float
    cost: Interval = NOT_SOLVED
    obstacle: Name = NOBODY

    @property
    def row(self) -> tuple[str | float, ...]:
        """As it stands in the frame ``why``."""
        method = method_of(self.local, self.cost)
        return self.site, self.question, *self.obstacle, method, np.maximum(0.0, self.local), *self.cost

    @property
    def doubt(self) -> float:
        """The smaller, the more doubtful is the plan's decision."""
        return -math.inf if math.isnan(self.local) else self.local


class Questions:
    """The questions about a plan, with their local costs: one for each site that may run and need not."""

    def __init__(self, model: FirstPriority, plan: Plan, at_plan: AtPlan) -> None:
        self._model = model
        self._at_plan = at_plan
        self._parameters = model.expected.context.parameters
        self._openings = model.columns_of("open")
        self._runs = {(row.site, row.period): row.type for row in records(plan.sites)}
        sites = self._parameters.sites.values()
        self._decided = [site for site in sites if _is_decided(site) and self._periods_of(site.site)]

    def __len__(self) -> int:
        return len(self._decided)

    def __iter__(self) -> Iterator[Question]:
        last = self._parameters.periods[-1]
        for site in self._decided:
            yield self._without(site.site) if self._runs[site.site, last] else self._with(site)

    def _periods_of(self, site: Site) -> list[Period]:
        return [t for t in self._parameters.periods if (site, t) in self._model.expected.rows_of("one_type")]

    def _trial(self, site: Site, lower: float, upper: float) -> Change:
        """So many types at the site, in every period in which it may run; what is so in one future is so in all."""
        rows = self._model.expected.rows_of("one_type")
        return Change(rows={rows[site, t]: (lower, upper) for t in self._periods_of(site)})

    def _without(self, site: Site) -> Question:
        closed = dict.fromkeys(self._periods_of(site), "")
        return Question(site, "without", self._trial(site, -math.inf, 0.0), self._local(site, closed))

    def _with(self, site: SiteData) -> Question:
        """As the one type that costs least, wherever the plan leaves it closed."""
        name, may = site.site, self._model.expected.context.types_of
        idle = [t for t in self._periods_of(name) if not self._runs[name, t]]
        ways = [{t: kind for t in idle if kind in may[name, t]} for kind in site.types]
        local = min(self._local(name, way) for way in ways if way)
        return Question(name, "with", self._trial(name, 1.0, 1.0), local)

    def _local(self, site: Site, runs: Mapping[Period, str]) -> float:
        """What it costs to let the site run so in these periods (empty: not at all)."""
        may = self._model.expected.context.types_of
        held = {
            column: float(kind == runs[t])
            for t in runs
            for kind in may[site, t]
            for column in self._openings[site, kind, t]
        }
        return THOUSAND * self._at_plan.cost(np.array([*held], dtype=np.intp), np.array([*held.values()]))


def answered(model: FirstPriority, questions: Sequence[Question], plan: Answer, trials: Trials) -> list[Question]:
    """The questions in their order; those worth their time with answers, the most doubtful first, while it lasts."""
    each = trials.remaining / max(1, len(questions))
    doubtful = sorted(questions, key=lambda question: question.doubt)
    doubtful = [question for question in doubtful if trials.worth_it(question.local, plan, each)]
    solved = {}
    for done, question in enumerate(doubtful):
        if trials.stopped:
            break
        trials.tell("trial", done + 1, len(doubtful))
        answer = trials.answer(model, question.trial, trials.remaining / (len(doubtful) - done))
        solved[question.site] = replace(question, cost=difference(answer, plan))
    return [solved.get(question.site, question) for question in questions]


class Obstacles:
    """What stands in the way of sites that are not there."""

    def __init__(self, model: FirstPriority, values: Sequence[Value]) -> None:
        context = model.expected.context
        self._parameters = context.parameters
        self._rules = [rule for rule in context.rules.values() if rule.kind in OF_TYPES and rule.hard]
        self._scarce = [value for value in values if value.thing.is_scarce]

    def named(self, question: Question) -> Question:
        """The question with what stands in the way of the site, if having it would cost anything."""
        free = question.cost[1] <= NOTHING
        return question if question.question == "without" or free else replace(question, obstacle=self._of(question))

    def _of(self, question: Question) -> Name:
        """A founding rule that bars all its types; else the dearest of what is scarce and it would need."""
        bars = [self._bar(question.site, kind) for kind in self._parameters.sites[question.site].types]
        if all(bars):
            return next(bar for bar in bars if bar)
        impossible = question.cost[0] == math.inf
        needed = [value for value in self._scarce if question.site in value.thing.sites]
        needed = [value for value in needed if impossible or value.least > NOTHING]
        return max(needed, key=lambda value: np.nan_to_num(value.least)).thing.name if needed else NOBODY

    def _bar(self, site: Site, kind: Type) -> Name | None:
        """The hard rule that lets the type begin there in no period."""
        if self._parameters.sites[site].present == kind:
            return None
        allows, periods = self._parameters.founding.allows, self._parameters.periods
        of_type = (rule for rule in self._rules if rule.type == kind and site in rule.sites)
        barring = (rule for rule in of_type if not any(allows(rule, site, t) for t in periods))
        return next((("Rules", rule.rule, rule.grouping, rule.group) for rule in barring), None)


def _is_decided(site: SiteData) -> bool:
    """Whether the plan may open, close or keep the site as it likes."""
    return not site.outside and site.status != "fixed" and (site.may_close or not site.exists)
