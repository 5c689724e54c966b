"""The plan on one screen: lines for a terminal, and the same as a dictionary with stable keys."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping
from typing import Any

from instances.i18n import Language, translator
from instances.instance import Instance
from planning_model.plan import Plan
from reports.headlines import Headlines
from reports.labels import Labels
from reports.metrics import METRICS, Facts
from reports.metrics.columns.explanation import STEP_CHOICES
from reports.numbers import money, number, percent
from reports.words import COURT_NOTES, futures_words, gap_words, status_words

WIDTH, HEIGHT = 78, 24
LABEL_WIDTH = 17
MOST_SITES, MOST_POTS, MOST_SERVICES, MOST_RULES, MOST_VALUABLE = 3, 4, 5, 2, 10
NUMBER_WIDTH, LONGEST_SITE = 14, 36


def summary_lines(instance: Instance, plan: Plan, lang: Language) -> list[str]:
    """At most 24 lines of at most 78 characters: what opens, cost, who pays, who is served, what is proven."""
    told = Headlines(Facts(instance, plan), Labels(instance, lang))
    _ = translator(lang)
    state = instance.settings.state
    title = _("Care plan {state}").format(state=state) if state else _("Care plan")
    head = [
        *textwrap.wrap(f"{title}: {status_words(plan, lang)}", WIDTH),
        *textwrap.wrap(gap_words(plan, lang), WIDTH),
        *textwrap.wrap(futures_words(plan, lang), WIDTH),
    ]
    parts = [
        *_labelled(_("Opens"), _openings(told)),
        *_labelled(_("Cost"), [_cost(told)]),
        *_labelled(_("Paid by"), [_payers(told)]),
        *_services(told),
        *_labelled(_("Supply ratio"), [_areas(told)]),
        *_labelled(_("Rules missed"), [_missed(told)]),
    ]
    notes = textwrap.wrap(_(COURT_NOTES[0]), WIDTH)
    room = HEIGHT - len(head) - len(notes)
    return [*head, *parts[:room], *notes]


def explanation_lines(instance: Instance, plan: Plan, lang: Language) -> list[str]:
    """The most valuable extra units of an explained plan, the best first; at most eleven lines of 78 characters."""
    _, labels = translator(lang), Labels(instance, lang)
    rows = METRICS["binding"].of(Facts(instance, plan))
    rows = rows[~rows["ample"] & (rows["value"] >= 1.0)].head(MOST_VALUABLE)
    if rows.empty:
        return []
    steps = {choice.key: choice.label.in_(lang) for choice in STEP_CHOICES}
    lines = [_("One more of each would leave so many equivalent residents fewer unserved:")]
    for row in rows.to_dict("records"):
        where = f", {labels.group(row['grouping'], row['group'])}" if row["group"] else ""
        what = f"{steps[row['step']]}: {labels.of(row['subject_sheet'], row['thing'])}{where}"
        shown = textwrap.shorten(what, WIDTH - NUMBER_WIDTH - 2, placeholder=" …")
        lines.append(f"{_worth(row, lang):>{NUMBER_WIDTH}}  {shown}")
    return lines


def _worth(row: Mapping[Hashable, Any], lang: Language) -> str:
    """Proven where it was solved again, else the estimate."""
    low, high = (number(row[name], lang) for name in ("more_low", "more_high"))
    if row["method"] != "resolved":
        return translator(lang)("about {value}").format(value=number(row["estimate"], lang))
    return low if low == high else f"{low}–{high}"


def summary_dict(instance: Instance, plan: Plan) -> dict[str, Any]:
    """The key figures by stable names, without labels; missing figures are None.

    ``figures`` maps a figure to its value, or to values by subject (type, service, pot, period, profession); figures
    that have one today are a pair ``{"today": …, "plan": …}``.
    """
    facts = Facts(instance, plan)
    figures: dict[str, Any] = {}
    for row in facts.once(METRICS["kpis"].of).to_dict("records"):
        value = _value(float(row["before"]), float(row["after"]))
        if row["subject_sheet"]:
            figures.setdefault(str(row["figure"]), {})[str(row["subject"])] = value
        else:
            figures[str(row["figure"])] = value
    return {
        "status": plan.status,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "fingerprint": instance.fingerprint,
        "figures": figures,
        "futures": plan.futures.astype(object).where(plan.futures.notna(), None).to_dict("records"),
    }


def _value(before: float, after: float) -> Any:
    return after if before != before else {"today": before, "plan": after}


def _labelled(label: str, lines: list[str]) -> list[str]:
    """The lines beside their label, at most two screen lines each."""
    room = WIDTH - LABEL_WIDTH
    pieces = [
        piece
        for line in lines
        for piece in ([line] if len(line) <= room else textwrap.wrap(line, room, max_lines=2, placeholder=" …"))
    ]
    heads = [f"{label}:", *[""] * (len(pieces) - 1)]
    return [f"{head:<{LABEL_WIDTH}}{piece}" for head, piece in zip(heads, pieces, strict=True)]


def _openings(told: Headlines) -> list[str]:
    _, language = translator(told.labels.language), told.labels.language
    if not (told.opened or told.converted or told.closed):
        return [_("nothing; the plan changes nothing.")]
    counts = _("{opened} sites; {converted} converted, {closed} closed").format(
        opened=told.opened, converted=told.converted, closed=told.closed
    )
    largest = [
        _("{site} ({year}): {count} residents assigned").format(
            site=textwrap.shorten(site, LONGEST_SITE, placeholder=" …"),
            year=int(opens),
            count=number(assigned, language),
        )
        for site, _kind, opens, assigned in told.largest_openings[:MOST_SITES]
    ]
    types = [textwrap.shorten(told.opened_by_type, WIDTH - LABEL_WIDTH, placeholder=" …")] if told.opened else []
    return [counts, *types, *largest]


def _cost(told: Headlines) -> str:
    _, language = translator(told.labels.language), told.labels.language
    return _("{present} present value; running {running} a year from {year}").format(
        present=money(told.present_value, language), running=money(told.per_year, language), year=told.last_year
    )


def _payers(told: Headlines) -> str:
    language = told.labels.language
    rows = told.metric("payers").head(MOST_POTS)
    names = told.labels.series("Pots", rows["pot"])
    return ", ".join(
        f"{name} {percent(share, language, 0)}"
        for name, share, total in zip(names, rows["share_paid"], rows["total"], strict=True)
        if total > 0
    ) or translator(language)("nobody")


def _services(told: Headlines) -> list[str]:
    """A small table over the whole width, in equivalent residents."""
    _, language = translator(told.labels.language), told.labels.language
    rows = [(_("Unserved (equivalent residents)"), _("today min."), _("without plan"), _("with plan"))]
    for effect in told.effects[:MOST_SERVICES]:
        figures = [number(value, language) for value in (effect.today, effect.without, effect.plan)]
        rows.append((f"  {effect.service}", figures[0], figures[1], figures[2]))
    names = WIDTH - 3 * NUMBER_WIDTH
    return [f"{name[:names]:<{names}}" + "".join(f"{text:>{NUMBER_WIDTH}}" for text in texts) for name, *texts in rows]


def _areas(told: Headlines) -> str:
    _, language = translator(told.labels.language), told.labels.language
    return _("{after} of {all} below {threshold} (today {before}); computed supply ratio").format(
        after=told.areas_below_after,
        all=told.areas,
        threshold=percent(told.facts.threshold, language, 0),
        before=told.areas_below_before,
    )


def _missed(told: Headlines) -> str:
    _ = translator(told.labels.language)
    missed = [f"{name} ({number(count, told.labels.language)}×)" for name, count, _tight in told.binding if count]
    shown = ", ".join(missed[:MOST_RULES]) or _("none")
    rest = len(missed) - MOST_RULES
    return shown + (", " + _("and {count} more").format(count=rest) if rest > 0 else "")
