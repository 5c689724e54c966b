"""A comparison on one screen: lines for a terminal, and all of it as a dictionary with stable keys."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator
from typing import Any

from instances.i18n import Language, translator
from reports.comparison.comparison import Comparison
from reports.comparison.headlines import ComparedHeadlines, KeyFigure
from reports.comparison.tables import all_frames
from reports.metrics.column import Form
from reports.numbers import number, percent

WIDTH, HEIGHT = 78, 24
NUMBER_WIDTH, MOST_SHOWN = 13, 3
MOST_SITES = 4
DECIMALS = {Form.WHOLE: 0, Form.ONE: 1, Form.MONEY: 2}


def comparison_lines(comparison: Comparison, language: Language) -> list[str]:
    """At most 24 lines of at most 78 characters: the plans, their key figures, the sites that differ, who gains."""
    told = ComparedHeadlines(comparison, language)
    head = [textwrap.shorten(told.title, WIDTH), *_standings(told)]
    figures, gains = list(_figures(told)), list(_gains(told))
    notes = textwrap.wrap(told.caution, WIDTH)
    room = max(HEIGHT - len(head) - len(figures) - len(notes), 0)
    return [*head, *figures, *[*_sites(told), *gains][:room], *notes][:HEIGHT]


def comparison_dict(comparison: Comparison) -> dict[str, Any]:
    """Status, gap and goal value of each plan; every table as records with stable keys; missing figures are None."""
    plans = [
        {
            "name": name,
            "status": facts.plan.status,
            "objective": facts.plan.objective,
            "bound": facts.plan.bound,
            "gap": facts.plan.gap,
            "fingerprint": facts.instance.fingerprint,
        }
        for name, facts in comparison.plans.items()
    ]
    tables = {key: json.loads(frame.to_json(orient="records")) for key, frame in all_frames(comparison).items()}
    return {"plans": plans, "tables": tables}


def _standings(told: ComparedHeadlines) -> Iterator[str]:
    for name, standing in told.standings:
        yield "  " + textwrap.shorten(f"{name}: {standing}", WIDTH - 2, placeholder=" …")


def _figures(told: ComparedHeadlines) -> Iterator[str]:
    """A table of the first plans over the whole width; of two also their difference."""
    _ = translator(told.language)
    names = told.comparison.names[:MOST_SHOWN]
    two = len(told.comparison.names) == len(names) == 2
    heads = [*names, _("Difference")] if two else names
    yield _row(_("(million €; equivalent residents)"), [_cut(head, NUMBER_WIDTH - 1) for head in heads])
    for figure in told.figures:
        if not any(figure.values):
            continue
        values = [_value(value, figure, told.language) for value in figure.values[:MOST_SHOWN]]
        apart = [_value(figure.changes[0], figure, told.language, signed=True)] if two else []
        yield _row(figure.name, [*values, *apart])


def _row(name: str, values: list[str]) -> str:
    room = WIDTH - NUMBER_WIDTH * len(values)
    return f"{_cut(name, room - 1):<{room}}" + "".join(f"{value:>{NUMBER_WIDTH}}" for value in values)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _value(value: float | None, figure: KeyFigure, language: Language, *, signed: bool = False) -> str:
    if value is None or math.isnan(value):
        return "–"
    if figure.form is not Form.SHARE:
        shown = number(value, language, DECIMALS[figure.form])
    elif signed:
        shown = translator(language)("{number} points").format(number=number(100 * value, language, 1))
    else:
        shown = percent(value, language)
    return f"+{shown}" if signed and value > 0 and any(digit in shown for digit in "123456789") else shown


def _sites(told: ComparedHeadlines) -> Iterator[str]:
    _ = translator(told.language)
    differing = told.differing_sites
    if not differing:
        yield _("All plans open, convert and close the same sites.")
    for site, *courses in differing[:MOST_SITES]:
        yield textwrap.shorten(f"{site}: {' | '.join(courses)}", WIDTH, placeholder=" …")


def _gains(told: ComparedHeadlines) -> Iterator[str]:
    _ = translator(told.language)
    for gain in told.gains:
        if gain.nearer or gain.farther:
            text = _("{service}: {nearer} residents have an offer nearer, {farther} farther")
            line = text.format(
                service=gain.service,
                nearer=number(gain.nearer, told.language),
                farther=number(gain.farther, told.language),
            )
            several = len(told.comparison.others) > 1
            yield textwrap.shorten(f"{gain.compared} – {line}" if several else line, WIDTH, placeholder=" …")
