"""What binds a plan, and what one more or one less of it is worth by the goals of the first priority.

Two values, both in equivalent residents unserved:

- *local*: Σ −price · (by how much one more moves the row), by the prices of the LP in which openings are as in the plan
  and sizes may be any. With sizes as in the plan as well there would be nothing to buy, and no price. The LP is convex:
  one more never saves more in it than that. Another standard of access is no row: that LP is solved with it;
- *solved again*: the model with one more is solved from nothing, and an interval follows from both gaps (see
  :func:`careplan.explain.trial.difference`). It counts that sites may open, close and come in steps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from careplan.explain.scarce import Thing
from careplan.explain.trial import NOT_SOLVED, UNKNOWN, Answer, FirstPriority, Interval, Trials, difference
from planning_model.parameters import THOUSAND
from solvers.problem import FloatArray


@dataclass(frozen=True)
class Value:
    """A thing and what it is worth."""

    thing: Thing
    local: float
    more: Interval = NOT_SOLVED
    less: Interval = NOT_SOLVED

    @property
    def least(self) -> float:
        """What one more brings at least, as far as is known: proven, or by the prices."""
        return self.local if math.isnan(self.more[0]) else self.more[0]

    @property
    def row(self) -> tuple[str | float, ...]:
        """As it stands in the frame ``binding``."""
        thing, room = self.thing, self.thing.room
        method = method_of(self.local, self.more) if thing.is_scarce else "ample"
        return (
            *thing.name,
            thing.future,
            room.period,
            thing.step,
            method,
            room.limit,
            room.used,
            room.slack,
            self.local,
            *self.more,
            *self.less,
        )


def method_of(local: float, solved: Interval) -> str:
    """Which of the two values is there, and counts."""
    if not math.isnan(solved[0]):
        return "resolved"
    return "none" if math.isnan(local) else "local"


def by_prices(thing: Thing, prices: FloatArray | None) -> float:
    """Equivalent residents that one more saves at first; NaN where the model has no row of the thing, or no prices."""
    if prices is None or not thing.rows:
        return math.nan
    return max(0.0, THOUSAND * -sum(float(prices[row]) * by for row, by in thing.rows.items()))


def solved_again(
    model: FirstPriority, local: Sequence[Value], plan: Answer, trials: Trials, seconds: float
) -> list[Value]:
    """Every thing with its value, local until now.

    What is scarce is solved again where that is worth its time, the dearest first, as far as the seconds last.
    """
    scarce = sorted((value for value in local if value.thing.is_scarce), key=_first_the_dearest)
    each = seconds / (2 * max(1, len(scarce)))
    tried = [value for value in scarce if trials.worth_it(value.local, plan, each)]
    until = trials.remaining - seconds
    solved = {}
    for done, value in enumerate(tried):
        left = trials.remaining - until
        if trials.stopped or left <= 0:
            break
        trials.tell("trial", done + 1, len(tried))
        solved[value.thing.name] = _solved(model, value, plan, trials, left / (len(tried) - done))
    return [solved.get(value.thing.name, value) for value in local]


def _first_the_dearest(value: Value) -> float:
    return 0.0 if math.isnan(value.local) else -value.local


def _solved(model: FirstPriority, value: Value, plan: Answer, trials: Trials, seconds: float) -> Value:
    """With one more and one less, as far as there is time for both."""
    richer, poorer = (
        trials.answer(model, change, seconds / 2) if change and not trials.stopped else UNKNOWN
        for change in (value.thing.more, value.thing.less)
    )
    return replace(value, more=difference(plan, richer), less=difference(poorer, plan))
