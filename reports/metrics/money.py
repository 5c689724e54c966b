"""Who pays what: by pot and period, and by budget year with the years bound by it."""

from __future__ import annotations

import pandas as pd

from instances.catalogue.staff_and_money import CATEGORIES
from instances.i18n import Text
from reports.metrics.facts import ONE_OFF, Facts
from reports.metrics.metric import Metric

CATEGORY_KEYS = [choice.key for choice in CATEGORIES]


def funding(facts: Facts) -> pd.DataFrame:
    """Million EUR by pot and period, one column a category, beside the budget and what is carried over."""
    pots = facts.instance.tables["Pots"]
    paid = facts.plan.funding.groupby(["pot", "period", "category"])["amount"].sum().unstack("category", fill_value=0)
    paid = paid.reindex(columns=CATEGORY_KEYS, fill_value=0.0).reset_index()
    table = pots[["pot", "period", "budget"]].merge(paid, on=["pot", "period"], how="left")
    table[CATEGORY_KEYS] = table[CATEGORY_KEYS].fillna(0.0)
    table["total"] = table[CATEGORY_KEYS].sum(axis=1)
    table["budget"] *= facts.years[table["period"]].to_numpy()
    return _with_carried(table, pots)


def _with_carried(table: pd.DataFrame, pots: pd.DataFrame) -> pd.DataFrame:
    """``carried_in`` (left over by earlier periods), ``used`` (of all there is), ``free`` (not needed later either)."""
    carries = table["pot"].map(pots.drop_duplicates("pot").set_index("pot")["carry_over"]).astype(bool)
    left = (table["budget"] - table["total"]).where(carries, 0.0).groupby(table["pot"], sort=False)
    so_far = left.cumsum()
    carried = so_far.groupby(table["pot"]).shift().fillna(0.0).clip(lower=0.0)
    never_needed = so_far[::-1].groupby(table["pot"]).cummin()[::-1]
    there = table["budget"] + carried
    return table.assign(
        carried_in=carried,
        used=(table["total"] / there).where(there > 0),
        free=(table["budget"] - table["total"]).where(~carries, never_needed),
    )


def payers(facts: Facts) -> pd.DataFrame:
    """Million EUR by pot over the whole plan, one-off and running, the largest first."""
    timed = _timed(facts)
    wide = timed.groupby(["pot", "timing"])["amount"].sum().unstack("timing", fill_value=0)
    wide = wide.reindex(columns=["invested", "running_all"], fill_value=0)
    wide = wide.reindex(facts.instance.tables["Pots"]["pot"].drop_duplicates(), fill_value=0)
    total = wide.sum(axis=1)
    whole = float(total.sum())
    table = wide.assign(total=total, share_paid=total / whole if whole else 0.0)
    return table.sort_values("total", ascending=False, kind="stable").reset_index()


def budget_years(facts: Facts) -> pd.DataFrame:
    """Million EUR by calendar year and pot, and what later years are bound to."""
    timed = _timed(facts)
    wide = timed.groupby(["pot", "period", "timing"])["amount"].sum().unstack("timing", fill_value=0)
    wide = wide.reindex(columns=["invested", "running_all"], fill_value=0)
    pots = facts.instance.tables["Pots"]["pot"].drop_duplicates()
    wide = wide.reindex(pd.MultiIndex.from_product([pots, facts.periods], names=["pot", "period"]), fill_value=0)
    rows = [row for pot in pots for row in _years_of_pot(facts, str(pot), wide.loc[pot])]
    table = pd.DataFrame(rows, columns=["pot", "year", "invested", "running_all", "committed"])
    return table.assign(total=table["invested"] + table["running_all"])


def budget_totals(facts: Facts) -> pd.DataFrame:
    """The same by calendar year for all pots together."""
    numbers = ["invested", "running_all", "total", "committed"]
    return facts.once(budget_years).groupby("year", as_index=False)[numbers].sum()


def _timed(facts: Facts) -> pd.DataFrame:
    once = facts.plan.funding["category"].isin(ONE_OFF)
    return facts.plan.funding.assign(timing=once.map({True: "invested", False: "running_all"}))


def _years_of_pot(facts: Facts, pot: str, paid: pd.DataFrame) -> list[tuple[str, int, float, float, float]]:
    """One row a calendar year; bound is what runs now and in every later year of the plan at least."""
    rows = []
    invested_in, running_in = paid["invested"].to_dict(), paid["running_all"].to_dict()
    rates = {period: float(running_in[period]) / float(facts.years[period]) for period in facts.periods}
    for position, period in enumerate(facts.periods):
        first, length = int(facts.first_year[period]), int(facts.years[period])
        later = facts.periods[position + 1 :]
        bound_later = 0.0
        rate = rates[period]
        for other in later:
            rate = min(rate, rates[other])
            bound_later += rate * float(facts.years[other])
        for offset in range(length):
            invested = float(invested_in[period]) if offset == 0 else 0.0
            committed = rates[period] * (length - offset - 1) + bound_later
            rows.append((pot, first + offset, invested, rates[period], committed))
    return rows


MONEY_METRICS = (
    Metric(
        "payers",
        Text("Wer zahlt", "Who pays"),
        Text(
            "Mehrkosten gegenüber heute im ganzen Plan, nicht abgezinst.",
            "Cost additional to today in the whole plan, undiscounted.",
        ),
        ("pot", "invested", "running_all", "total", "share_paid"),
        payers,
    ),
    Metric(
        "funding",
        Text("Geld nach Quelle und Zeitraum", "Money by pot and period"),
        Text(
            "Mehrkosten gegenüber heute im jeweiligen Zeitraum, nicht abgezinst, nach Kostenarten.",
            "Cost additional to today within the period, undiscounted, by category.",
        ),
        ("pot", "period", *CATEGORY_KEYS, "total", "budget", "carried_in", "used"),
        funding,
        where_used=("closing", "carried_in"),
    ),
    Metric(
        "budget_totals",
        Text("Haushaltsjahre, alle Quellen", "Budget years, all pots"),
        Text(
            "Einmalige Kosten fallen im ersten Jahr des Zeitraums an, laufende gleichmäßig.",
            "One-off cost falls in the first year of the period, running cost evenly.",
        ),
        ("year", "invested", "running_all", "total", "committed"),
        budget_totals,
    ),
    Metric(
        "budget_years",
        Text("Haushaltsjahre nach Quelle", "Budget years by pot"),
        Text(
            "Wie oben, je Quelle; „Bindung späterer Jahre“ ist die Grundlage für Verpflichtungsermächtigungen.",
            "As above, by pot; “Later years bound” is the basis of commitment appropriations.",
        ),
        ("pot", "year", "invested", "running_all", "total", "committed"),
        budget_years,
    ),
)
