"""How the one plan does in every future, and what planning for all of them, or knowing which one comes, is worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.futures import Future, futures_of
from instances.i18n import LANGUAGES, Language, Text
from instances.overrides import Override
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric
from reports.numbers import number

AS_EXPECTED = Text("nichts: wie erwartet", "nothing: as expected")
SIGNS = {"set": "=", "add": "+", "multiply": "×"}
MOST_DECIMALS = 6

MEAN = Text("Mittel aller Zukünfte", "Expected value of this plan")
WORST = Text("Schlechteste Zukunft", "Worst future")
WORST_MEAN = Text("Mittel der schlechtesten Zukünfte", "Mean of the worst futures")
REGRET = Text("Größter Rückstand", "Largest regret")
KNOWING = Text("Zu wissen, welche Zukunft kommt, brächte", "Knowing which future comes would bring")
PREPARING = Text(
    "Für alle statt nur für das Erwartete zu planen bringt", "Planning for all instead of the expected alone brings"
)

Figure = tuple[Text, float, float]


def futures(facts: Facts) -> pd.DataFrame:
    """One row a future and priority, with what differs in it."""
    differs = {future.name: _differences(future) for future in futures_of(facts.instance)}
    rows = facts.plan.futures.rename(columns={"objective": "reached"})
    texts = {
        f"difference_{language}": [differs[name].in_(language) for name in rows["future"]] for language in LANGUAGES
    }
    return rows.assign(**texts).sort_values("priority", kind="stable", ignore_index=True)


def over_futures(facts: Facts) -> pd.DataFrame:
    """What all futures come to together, by priority."""
    share = facts.instance.settings.futures_cvar_share
    rows = [
        (priority, what.de, what.en, least, most)
        for priority, table in facts.plan.futures.groupby("priority")
        for what, least, most in _figures(table[table["probability"] > 0], share)
    ]
    return pd.DataFrame(rows, columns=["priority", "over_futures_de", "over_futures_en", "least", "most"])


def _figures(table: pd.DataFrame, share: float) -> Iterator[Figure]:
    """What counts are futures that may come; regret is not knowing, so its mean is what knowing would bring."""
    chance, reached = table["probability"], table["objective"]
    mean = _total(chance * reached)
    yield MEAN, mean, mean
    yield WORST, float(reached.max()), float(reached.max())
    worst = _mean_of_worst(table, share)
    yield WORST_MEAN, worst, worst
    yield REGRET, float(table["regret_low"].max()), float(table["regret_high"].max(skipna=False))
    yield KNOWING, _total(chance * table["regret_low"]), _total(chance * table["regret_high"])
    gained = _total(chance * (table["unprepared"] - reached))
    yield PREPARING, gained, gained


def _mean_of_worst(table: pd.DataFrame, share: float) -> float:
    rows = table.sort_values("objective", ascending=False)
    left = (share - rows["probability"].cumsum() + rows["probability"]).clip(lower=0.0)
    return float((rows["objective"] * np.minimum(rows["probability"], left)).sum() / share)


def _total(values: pd.Series[float]) -> float:
    """The sum; not known where one of the values is not."""
    return float(values.sum(skipna=False))


def _differences(future: Future) -> Text:
    if not future.changes:
        return AS_EXPECTED
    german, english = ("; ".join(_words(change, language) for change in future.changes) for language in LANGUAGES)
    return Text(german, english)


def _words(change: Override, language: Language) -> str:
    """A change as the sheet says it: sheet, column, sign and value, and the rows that it is about."""
    sheet = SHEETS_BY_KEY[change.sheet]
    value = number(change.value, language, MOST_DECIMALS).rstrip("0").rstrip(",.")
    rows = ", ".join(f"{sheet.by_name[name].label.in_(language)} {key}" for name, key in change.where.items())
    column = sheet.by_name[change.column].label.in_(language)
    words = f"{sheet.label.in_(language)}: {column} {SIGNS[change.action]} {value}"
    return f"{words} ({rows})" if rows else words


FUTURE_METRICS = (
    Metric(
        "futures",
        Text("Wie sich der Plan in jeder Zukunft bewährt", "How the plan does in every future"),
        Text(
            "Ein Plan für alle Zukünfte: Standorte, Typen, Ausbau und Kooperationen sind dieselben, alles andere "
            "richtet sich nach der Zukunft. Alle anderen Blätter zeigen die erwartete. In jeder Zukunft ist der Plan "
            "unabhängig geprüft. Gleichwertige zählen nach dem mittleren Bedarf in der jeweiligen Zukunft.",
            "One plan for all futures: sites, types, capacity and cooperation are the same, all else depends on the "
            "future. All other sheets show the future that is as expected. The plan has been checked independently in "
            "every future. Equivalent residents count by the mean need in the future at hand.",
        ),
        (
            *("priority", "future", "difference", "probability", "reached", "best"),
            *("regret_low", "regret_high", "unprepared"),
        ),
        futures,
    ),
    Metric(
        "over_futures",
        Text("Alle Zukünfte zusammen", "All futures together"),
        Text(
            "Was den Plan über die Zukünfte kennzeichnet. Wonach geplant wurde, sagt die Einstellung „Ziel über die "
            "Zukünfte“. Was Wissen brächte, gilt, wenn nach dem Mittel geplant wird; sonst ist es der mittlere "
            "Rückstand.",
            "What marks the plan over the futures. What it was planned by says the setting “Goal over futures”. What "
            "knowing would bring holds where it is planned by the expected value; else it is the mean regret.",
        ),
        ("priority", "over_futures", "least", "most"),
        over_futures,
    ),
)
