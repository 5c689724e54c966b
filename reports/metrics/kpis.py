"""The key figures of a plan: what opens, what it costs, who pays, who is served, what is proven."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from instances.i18n import Text
from reports.metrics.access import access
from reports.metrics.areas import areas
from reports.metrics.column import Form
from reports.metrics.facts import ONE_OFF, Facts
from reports.metrics.metric import Metric
from reports.metrics.money import payers
from reports.metrics.need import unmet_services
from reports.metrics.rules import rules
from reports.metrics.staff import recruits
from reports.words import levels_of

MILLIONS = Text("Mio. €", "million €")
MILLIONS_PER_YEAR = Text("Mio. € je Jahr", "million € per year")
EQUIVALENTS = Text("gleichwertige Einwohner", "equivalent residents")
PLAIN = Text("", "")
NONE = float("nan")

Row = tuple[str, str, str, float, float, Form, Text]


def kpis(facts: Facts) -> pd.DataFrame:
    """figure, subject (a key of ``subject_sheet``), before, after; numbers in the row's form and unit."""
    rows = [*_sites(facts), *_money(facts), *_people(facts), *_staff(facts), *_proof(facts)]
    names = ["figure", "subject_sheet", "subject", "before", "after", "form", "unit"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(
        form=table["form"].map(lambda form: form.value).astype("str"),
        unit_de=table["unit"].map(lambda unit: unit.de).astype("str"),
        unit_en=table["unit"].map(lambda unit: unit.en).astype("str"),
    ).drop(columns="unit")


def _sites(facts: Facts) -> Iterator[Row]:
    states = facts.states.join(facts.sites["type_today"])
    unit = Text("Standorte", "sites")
    for figure, change in (("sites_opened", "new"), ("sites_converted", "converted")):
        for name, count in states.loc[states["change"] == change, "type"].value_counts().items():
            yield figure, "Types", str(name), NONE, float(count), Form.WHOLE, unit
    for name, count in states.loc[states["change"] == "closed", "type_today"].value_counts().items():
        yield "sites_closed", "Types", str(name), NONE, float(count), Form.WHOLE, unit
    before, after = states["type_today"].value_counts(), states["type"].value_counts()
    for name in facts.instance.tables["Types"]["type"]:
        now, then = float(before.get(name, 0)), float(after.get(name, 0))
        if now or then:
            yield "sites_open", "Types", name, now, then, Form.WHOLE, unit


def _money(facts: Facts) -> Iterator[Row]:
    paid = facts.plan.funding
    once = paid["category"].isin(ONE_OFF)
    yield "cost_present", "", "", NONE, facts.discounted_cost, Form.MONEY, MILLIONS
    if any(facts.instance.tables[sheet]["lifetime"].notna().any() for sheet in ("Types", "Resources")):
        yield "residual_value", "", "", NONE, facts.residual_value, Form.MONEY, MILLIONS
    yield "cost_one_off", "", "", NONE, float(paid.loc[once, "amount"].sum()), Form.MONEY, MILLIONS
    for period in facts.periods:
        running = float(paid.loc[~once & (paid["period"] == period), "amount"].sum()) / float(facts.years[period])
        yield "cost_per_year", "Periods", period, NONE, running, Form.MONEY, MILLIONS_PER_YEAR
    if len(facts.plan.revenues):
        yield "revenue_covered", "", "", NONE, float(facts.plan.revenues["amount"].sum()), Form.MONEY, MILLIONS
    for pot, total in facts.once(payers)[["pot", "total"]].itertuples(index=False):
        yield "cost_pot", "Pots", pot, NONE, float(total), Form.MONEY, MILLIONS


def _people(facts: Facts) -> Iterator[Row]:
    for row in facts.once(unmet_services).to_dict("records"):
        name = str(row["service"])
        yield "unmet", "Services", name, row["unmet_today"], row["unmet_plan"], Form.WHOLE, EQUIVALENTS
        yield "unmet_share", "Services", name, row["share_today"], row["share_plan"], Form.SHARE, PLAIN
        served = row["demand_equivalents"] - row["unmet_plan"]
        yield "served", "Services", name, NONE, served, Form.WHOLE, EQUIVALENTS
    reach = facts.once(access)
    for row in reach[reach["grouping"] == "state"].to_dict("records"):
        before, after = row["within_before"], row["within_after"]
        yield "within_standard", "Services", str(row["service"]), before, after, Form.SHARE, PLAIN
    table = facts.once(areas)
    last = table[table["period"] == facts.last]
    below = [float((last[name] < facts.threshold - 1e-9).sum()) for name in ("supply_before", "supply_after")]
    yield "areas_below", "", "", below[0], below[1], Form.WHOLE, Text("Bereiche", "areas")


def _staff(facts: Facts) -> Iterator[Row]:
    for name, fte in facts.once(recruits)[["profession", "recruited"]].itertuples(index=False):
        yield "recruited", "Professions", name, NONE, float(fte), Form.ONE, Text("VZÄ", "FTE")


def _proof(facts: Facts) -> Iterator[Row]:
    missed = facts.once(rules)
    last = missed[missed["missed"] & (missed["period"] == facts.last)]
    yield "rules_missed", "", "", NONE, float(last["rule"].nunique()), Form.WHOLE, Text("Regeln", "rules")
    for level in levels_of(facts.plan):
        subject = str(level.priority)
        yield "goal_value", "Levels", subject, NONE, level.objective, Form.ONE, EQUIVALENTS
        if level.bound is not None and level.units is not None:
            yield "goal_bound", "Levels", subject, NONE, level.bound, Form.ONE, EQUIVALENTS
            yield "gap_units", "Levels", subject, NONE, level.units, Form.ONE, EQUIVALENTS
        if level.gap is not None:
            yield "gap_share", "Levels", subject, NONE, level.gap, Form.SHARE, PLAIN


KPI_METRICS = (
    Metric(
        "kpis",
        Text("Kennzahlen", "Key figures"),
        Text(
            "Heute und im letzten Zeitraum des Plans; unversorgter Bedarf von heute ist eine Untergrenze.",
            "Today and in the plan's last period; today's unmet need is a lower bound.",
        ),
        ("figure", "subject", "before", "after", "unit"),
        kpis,
    ),
)
