"""Sentences that every report says in the same words: status, gap, and what the figures are not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from instances.i18n import N_, Language, translator
from planning_model.plan import Plan
from reports.numbers import number, percent

OPTIMAL = "optimal"
STATUS_WORDS = {
    OPTIMAL: N_("Proven optimal"),
    "gap_reached": N_("Solved within the gap asked for"),
    "time_limit": N_("Stopped at the time limit"),
    "cancelled": N_("Stopped by the user"),
    "crashed": N_("The solver's process ended unexpectedly; best plan found until then"),
}
UNKNOWN_STATUS = N_("Status: {status}")
WITHIN_ROUNDING = 1e-6
FEW = 10

COURT_NOTES = (
    N_("The assignment of residents to sites is computed; patients choose their doctors freely."),
    N_(
        "Supply ratios are computed from the data given. A computed supply ratio below the threshold is no finding of "
        "undersupply: that is made by the Landesausschuss alone."
    ),
)


def status_words(plan: Plan, language: Language) -> str:
    """How the search ended, in a few words; the word for a proven best plan stands for that status alone."""
    _ = translator(language)
    if plan.status in STATUS_WORDS:
        return _(STATUS_WORDS[plan.status])
    return _(UNKNOWN_STATUS).format(status=plan.status)


def futures_words(plan: Plan, language: Language) -> str:
    """Which of several futures the figures show; empty where there is only one."""
    if plan.futures.empty:
        return ""
    _ = translator(language)
    return _(
        "One plan for {number} futures; goal value and gap are over all of them, all other figures show the one as "
        "expected, “{name}”."
    ).format(number=plan.futures["future"].nunique(), name=plan.futures["future"].iloc[0])


@dataclass(frozen=True)
class Level:
    """What is proven about the goals of one priority; ``units`` are equivalent residents unserved."""

    priority: int
    objective: float
    bound: float | None
    gap: float | None

    @property
    def units(self) -> float | None:
        """By how much a better plan could undercut this one at most; None while unproven."""
        return None if self.bound is None else max(self.objective - self.bound, 0.0)


def levels_of(plan: Plan) -> list[Level]:
    """The priorities in order; a plan without a table of them has one."""
    rows = plan.levels.sort_values("priority")
    if rows.empty:
        return [Level(1, plan.objective, plan.bound, plan.gap)]
    return [
        Level(int(priority), float(objective), _known(bound), _known(gap))
        for priority, objective, bound, gap in rows[["priority", "objective", "bound", "gap"]].itertuples(index=False)
    ]


def largest_gap(plan: Plan) -> float | None:
    """The largest proven gap of any priority; None while one of them is unproven.

    A plan that is proven optimal has none: what an earlier priority lacks, its tolerance gave to the later ones.
    """
    if plan.status == OPTIMAL:
        return 0.0
    gaps = [level.gap for level in levels_of(plan)]
    known = [gap for gap in gaps if gap is not None]
    return max(known) if len(known) == len(gaps) else None


def largest_gap_units(plan: Plan) -> float | None:
    """The same in equivalent residents unserved."""
    if plan.status == OPTIMAL:
        return 0.0
    units = [level.units for level in levels_of(plan)]
    known = [unit for unit in units if unit is not None]
    return max(known) if len(known) == len(units) else None


def gap_words(plan: Plan, language: Language) -> str:
    """What is proven about the distance to the best plan, in the goals' own unit."""
    _ = translator(language)
    gap, levels = largest_gap(plan), levels_of(plan)
    if gap is None:
        return _("How far the plan is from the best one has not been proven.")
    if gap <= WITHIN_ROUNDING:
        return _best_words(levels, language)
    if len(levels) == 1:
        units, share = _units_and_share(levels[0], language)
        return _(
            "Proven: by the goals and weights set, no plan is better by more than {units} equivalent residents "
            "unserved ({share} of the goal value)."
        ).format(units=units, share=share)
    return _(
        "Proven: by the goals and weights set, no plan is better by more than so many equivalent residents unserved: "
        "{levels}."
    ).format(levels=_listed(levels, language))


def gap_short(plan: Plan, language: Language) -> str:
    """The proven gap in a few words, for footers."""
    _ = translator(language)
    gap = largest_gap(plan)
    if gap is None:
        return _("gap not proven")
    return _("proven gap {share}").format(share=percent(gap, language))


def _best_words(levels: list[Level], language: Language) -> str:
    _ = translator(language)
    giving = [level for level in levels if (level.gap or 0.0) > WITHIN_ROUNDING]
    if not giving:
        return _("Proven: no plan is better by the goals and weights set.")
    return _(
        "Proven: no plan is better by the goals, weights and tolerances set. For the sake of later priorities it "
        "accepts more equivalent residents unserved: {levels}."
    ).format(levels=_listed(giving, language))


def _listed(levels: list[Level], language: Language) -> str:
    _ = translator(language)
    words = _("priority {number}: {units} ({share})")
    said = [(level.priority, *_units_and_share(level, language)) for level in levels]
    return "; ".join(words.format(number=priority, units=units, share=share) for priority, units, share in said)


def _units_and_share(level: Level, language: Language) -> tuple[str, str]:
    units = level.units or 0.0
    return number(units, language, 1 if WITHIN_ROUNDING < units < FEW else 0), percent(level.gap, language)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
