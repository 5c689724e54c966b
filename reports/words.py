"""Sentences that every report says in the same words: status, gap, and what the figures are not."""

from __future__ import annotations

from instances.i18n import N_, Language, translator
from planning_model.plan import Plan
from reports.numbers import number, percent

STATUS_WORDS = {
    "optimal": N_("Proven optimal"),
    "gap_reached": N_("Solved within the gap asked for"),
    "time_limit": N_("Stopped at the time limit"),
    "cancelled": N_("Stopped by the user"),
}
UNKNOWN_STATUS = N_("Status: {status}")
WITHIN_ROUNDING = 1e-6

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


def gap_units(plan: Plan) -> float | None:
    """By how much a better plan could undercut this one at most, in the unit of the goal; None while unproven."""
    return None if plan.bound is None else max(plan.objective - plan.bound, 0.0)


def gap_words(plan: Plan, language: Language) -> str:
    """What is proven about the distance to the best plan, in the goal's own unit."""
    _ = translator(language)
    units = gap_units(plan)
    if units is None or plan.gap is None:
        return _("How far the plan is from the best one has not been proven.")
    if plan.gap <= WITHIN_ROUNDING:
        return _("Proven: no plan is better by the goals and weights set.")
    return _(
        "Proven: by the goals and weights set, no plan is better by more than {units} equivalent residents unserved "
        "({share} of the goal value)."
    ).format(units=number(units, language, 1 if units < 10 else 0), share=percent(plan.gap, language))


def gap_short(plan: Plan, language: Language) -> str:
    """The proven gap in a few words, for footers."""
    _ = translator(language)
    if plan.gap is None:
        return _("gap not proven")
    return _("proven gap {share}").format(share=percent(plan.gap, language))
