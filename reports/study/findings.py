"""What the study found, in words: a heading and a few sentences for each kind of result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf
from typing import NamedTuple

import pandas as pd

from instances.i18n import translator
from reports.metrics.column import Form
from reports.numbers import NO_BREAK, number, percent
from reports.study.columns import SOURCES
from reports.study.frames import StudyFrames
from reports.study.sites import open_share
from reports.study.tables import axes_of_curve, goals_of
from reports.study.tables import tornado as tornado_table
from reports.words import WITHIN_ROUNDING

MOST_NAMED, MOST_METRICS, MOST_FACTORS = 6, 3, 3
WITH_PLAN = ("optimal", "gap_reached", "time_limit", "cancelled", "crashed")
DECIMALS = {Form.WHOLE: 0, Form.ONE: 1, Form.TWO: 2, Form.MONEY: 2}


class Finding(NamedTuple):
    """A heading and what is to be said under it."""

    heading: str
    sentences: tuple[str, ...]


def findings(study: StudyFrames) -> list[Finding]:
    """What every frame that was given says."""
    _ = translator(study.language)
    kinds: tuple[tuple[str, str, Callable[[StudyFrames], Iterator[str]]], ...] = (
        ("runs", _("What was solved"), _runs),
        ("tornado", _("What moves most"), _tornado),
        ("curve", _("How far it carries"), _curve),
        ("frontier", _("What one goal costs the other"), _frontier),
        ("alternatives", _("Which sites are beyond dispute"), _alternatives),
        ("regret", _("Which plan holds in every case"), _regret),
        ("sites", _("Where plans agree"), _sites),
    )
    return [Finding(heading, tuple(map(_ended, said(study)))) for key, heading, said in kinds if study.has(key)]


def amount(study: StudyFrames, column: str, value: float, *, like: pd.Series | None = None) -> str:
    """A number of that column with its unit, as the reader writes it."""
    form = study.form(column, pd.Series([value]) if like is None else like)
    share = form is Form.SHARE
    text = percent(value, study.language) if share else number(value, study.language, DECIMALS[form])
    return f"{text}{NO_BREAK}{study.unit(column)}".strip()


def _ended(sentence: str) -> str:
    """With one full stop, also where a unit that ends the sentence has its own."""
    return sentence.rstrip(".") + "."


def _runs(study: StudyFrames) -> Iterator[str]:
    _, frame = translator(study.language), study["runs"]
    counts = frame["source"].value_counts()
    yield _(
        "Runs: {runs}; solved {solved}, solved from a neighbour {reused}, solved before {stored}, "
        "implied by others {implied}."
    ).format(
        runs=_count(study, len(frame)),
        **{source: _count(study, int(counts.get(source, 0))) for source in (choice.key for choice in SOURCES)},
    )
    without = frame[~frame["status"].isin(WITH_PLAN)]
    if len(without):
        yield _("Without a plan: {runs}.").format(
            runs=_listed(study, [study.named("run", str(r)) for r in without["run"]])
        )
    largest = frame["gap"].max()
    if pd.notna(largest) and largest <= WITHIN_ROUNDING:
        yield _("Every plan is proven to be the best one for its run.")
    elif pd.notna(largest):
        yield _("The largest proven gap is {gap}; results closer to each other than this need not differ.").format(
            gap=percent(float(largest), study.language)
        )
    for metric in study.measures[:MOST_METRICS]:
        yield _range(study, frame, metric)


def _range(study: StudyFrames, frame: pd.DataFrame, metric: str) -> str:
    least, most = frame.iloc[frame[metric].argmin()], frame.iloc[frame[metric].argmax()]
    return translator(study.language)("{metric}: from {least} in run {first} to {most} in run {second}.").format(
        metric=study.label(metric),
        least=amount(study, metric, float(least[metric]), like=frame[metric]),
        most=amount(study, metric, float(most[metric]), like=frame[metric]),
        first=study.named("run", str(least["run"])),
        second=study.named("run", str(most["run"])),
    )


def _tornado(study: StudyFrames) -> Iterator[str]:
    _, metric = translator(study.language), study["tornado"].attrs.get("metric", "objective")
    table = tornado_table(study).values
    everything = pd.concat([table[name] for name in ("at_low", "base", "at_high")])
    base = amount(study, metric, float(table["base"].iloc[0]), like=everything)
    yield _("Unchanged, “{metric}” is {base}.").format(metric=study.label(metric), base=base)
    for row in table.head(MOST_FACTORS).to_dict("records"):
        ends = [_or_no_plan(study, metric, row[name], everything) for name in ("at_low", "at_high")]
        yield _("{factor}, from {low} to {high}: {at_low} to {at_high}.").format(
            factor=row["factor"],
            low=_plain(study, row["low"]),
            high=_plain(study, row["high"]),
            at_low=ends[0],
            at_high=ends[1],
        )
    idle = table.loc[table["spread"] == 0, "factor"]
    if len(idle):
        yield _("Without effect: {factors}.").format(factors=_listed(study, list(idle)))


def _curve(study: StudyFrames) -> Iterator[str]:
    _ = translator(study.language)
    factor, metric = axes_of_curve(study)
    rows = study["curve"].sort_values(factor, kind="stable")[[factor, metric]].dropna()
    if len(rows) < 2:
        return
    first, last = rows.iloc[0], rows.iloc[-1]
    yield _("{factor} from {low} to {high}: “{metric}” goes from {before} to {after}.").format(
        factor=study.label(factor),
        low=amount(study, factor, first[factor], like=rows[factor]),
        high=amount(study, factor, last[factor], like=rows[factor]),
        metric=study.label(metric),
        before=amount(study, metric, first[metric], like=rows[metric]),
        after=amount(study, metric, last[metric], like=rows[metric]),
    )
    steps = (rows[metric].diff() / rows[factor].diff()).abs()
    if steps.max() > 0:
        steepest = int(steps.argmax())
        yield _("It changes fastest between {low} and {high}.").format(
            low=amount(study, factor, rows[factor].iloc[steepest - 1], like=rows[factor]),
            high=amount(study, factor, rows[factor].iloc[steepest], like=rows[factor]),
        )


def _frontier(study: StudyFrames) -> Iterator[str]:
    _, frame = translator(study.language), study["frontier"]
    goals = goals_of(study)
    yield _("Plans of which none is better than another in every goal: {points} ({goals}).").format(
        points=_count(study, len(frame)), goals=", ".join(study.label(goal) for goal in goals)
    )
    one, other = goals[:2]
    ends = [frame.iloc[frame[one].argmin()], frame.iloc[frame[other].argmin()]]
    for best, goal, rest in zip(ends, (one, other), (other, one), strict=True):
        yield _("Smallest “{goal}” found: {value}; “{other}” is then {price}.").format(
            goal=study.label(goal),
            value=amount(study, goal, float(best[goal]), like=frame[goal]),
            other=study.label(rest),
            price=amount(study, rest, float(best[rest]), like=frame[rest]),
        )


def _alternatives(study: StudyFrames) -> Iterator[str]:
    _, frame = translator(study.language), study["alternatives"]
    within = frame.attrs.get("within")
    if within is not None:
        share = percent(float(within), study.language)
        yield _("Looked at: plans whose goal value is worse by {share} at most.").format(share=share)
    sentences = {
        "must-have": _("Provably indispensable ({count}): {sites}."),
        "toss-up": _("Interchangeable ({count}): {sites}."),
        "unknown": _("Not settled in the time given ({count}): {sites}."),
        "never": _("In none of these plans ({count}): {sites}."),
    }
    for kind, sentence in sentences.items():
        sites = frame.loc[frame["class"] == kind, "site"]
        if len(sites):
            named = _listed(study, [study.named("site", str(site)) for site in sites])
            yield sentence.format(count=_count(study, len(sites)), sites=named)


def _regret(study: StudyFrames) -> Iterator[str]:
    _, frame = translator(study.language), study["regret"]
    worst = frame["regret"].fillna(inf).groupby(frame["plan"], sort=False).max()
    known = worst[worst < inf].sort_values(kind="stable")
    if len(known):
        yield _("The plan “{plan}” is worse by {regret} at most than the best one for each scenario.").format(
            plan=study.named("plan", str(known.index[0])),
            regret=amount(study, "regret", float(known.iloc[0]), like=frame["regret"]),
        )
    if len(known) > 1:
        yield _("The least robust is “{plan}”, worse by up to {regret}.").format(
            plan=study.named("plan", str(known.index[-1])),
            regret=amount(study, "regret", float(known.iloc[-1]), like=frame["regret"]),
        )
    impossible = worst[worst == inf].index
    if len(impossible):
        named = _listed(study, [study.named("plan", str(plan)) for plan in impossible])
        yield _("Not possible in every scenario: {plans}.").format(plans=named)


def _sites(study: StudyFrames) -> Iterator[str]:
    _ = translator(study.language)
    share = open_share(study["sites"])
    always, sometimes = share[share == 1.0].index, share[share.between(0.0, 1.0, inclusive="neither")].index
    yield _("Sites that are open in every run: {count}; in some of them only: {some}.").format(
        count=_count(study, len(always)), some=_count(study, len(sometimes))
    )
    if len(sometimes):
        most = share[sometimes].sort_values(ascending=False, kind="stable")
        told = [
            _("{site} ({share})").format(
                site=study.named("site", str(site)), share=percent(float(part), study.language, 0)
            )
            for site, part in most.items()
        ]
        yield _("Open in some, by share of the runs: {sites}.").format(sites=_listed(study, told))


def _or_no_plan(study: StudyFrames, metric: str, value: float, like: pd.Series) -> str:
    return translator(study.language)("no plan") if pd.isna(value) else amount(study, metric, value, like=like)


def _plain(study: StudyFrames, value: float) -> str:
    return number(value, study.language, 0 if float(value).is_integer() else 2)


def _count(study: StudyFrames, value: int) -> str:
    return number(float(value), study.language)


def _listed(study: StudyFrames, names: list[str]) -> str:
    rest = len(names) - MOST_NAMED
    more = [translator(study.language)("and {count} more").format(count=rest)] if rest > 0 else []
    return ", ".join([*names[:MOST_NAMED], *more])
