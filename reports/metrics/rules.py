"""Planning rules and goals: what was asked for, what the plan reaches, what binds."""

from __future__ import annotations

import pandas as pd

from instances.catalogue.measures import MEASURES_BY_KEY
from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.i18n import Text
from reports.metrics.column import Form
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric

BINDING = {Form.SHARE: 5e-4, Form.ONE: 1e-6}
"""Slack below this binds: half a tenth of a point of a share; anything of a number."""
MISSED = 1e-6


def rules(facts: Facts) -> pd.DataFrame:
    """Every rule in every group and period; missed ones first, then those that bind."""
    wanted = ["rule", "kind", "grouping", "strictness", "weight", "source"]
    rows = facts.plan.rules.merge(facts.instance.tables["Rules"][wanted], on="rule", how="left")
    kinds = rows["kind"].map(RULE_KINDS_BY_KEY)
    sign = kinds.map(lambda kind: 1.0 if kind.at_least else -1.0).astype("float64")
    form = kinds.map(lambda kind: (Form.SHARE if kind.counts_shares else Form.ONE).value).astype("str")
    slack = sign * (rows["achieved"] - rows["target"])
    missed = rows["shortfall"] > MISSED
    forbids = kinds.map(lambda kind: kind.forbids).astype(bool)  # 0 of what is forbidden is no limit reached
    binds = ~missed & ~forbids & (slack <= form.map({form.value: limit for form, limit in BINDING.items()}))
    table = rows.assign(
        slack=slack,
        form=form,
        missed=missed,
        binds=binds,
        unit_de=kinds.map(lambda kind: kind.unit.de).astype("str"),
        unit_en=kinds.map(lambda kind: kind.unit.en).astype("str"),
        order=2.0 - 2.0 * missed - 1.0 * binds,
    )
    return table.sort_values(["order", "shortfall"], ascending=[True, False], kind="stable", ignore_index=True)


def rule_summary(facts: Facts) -> pd.DataFrame:
    """One row a rule: how often it is checked, missed and binding, and what is missing in all."""
    rows = facts.once(rules)
    table = rows.groupby("rule", sort=False).agg(
        kind=("kind", "first"),
        strictness=("strictness", "first"),
        checks=("missed", "size"),
        count_missed=("missed", "sum"),
        count_binding=("binds", "sum"),
        shortfall=("shortfall", "sum"),
    )
    return table.reset_index()


def goals(facts: Facts) -> pd.DataFrame:
    """The goals with their weights: value choices, and what each contributes."""
    given = facts.instance.tables["Goals"].set_index("goal")[["measure", "tolerance"]]
    rows = facts.plan.goals.merge(given, left_on="goal", right_index=True, how="left")
    measures = rows["measure"].map(MEASURES_BY_KEY)
    table = rows.assign(
        contribution=rows["value"] * rows["weight"],
        form=measures.map(lambda measure: (Form.SHARE if measure.unit.en.startswith("%") else Form.TWO).value).astype(
            "str"
        ),
        unit_de=measures.map(lambda measure: measure.unit.de).astype("str"),
        unit_en=measures.map(lambda measure: measure.unit.en).astype("str"),
    )
    return table.sort_values("priority", kind="stable", ignore_index=True)


def levels(facts: Facts) -> pd.DataFrame:
    """One row a priority: goal value, proven bound, gap."""
    return facts.plan.levels.sort_values("priority", ignore_index=True)


RULE_METRICS = (
    Metric(
        "rule_summary",
        Text("Regeln im Überblick", "Rules at a glance"),
        Text("Je Regel über alle Gruppen und Zeiträume.", "For each rule over all groups and periods."),
        ("rule", "kind", "strictness", "checks", "count_missed", "count_binding", "shortfall"),
        rule_summary,
    ),
    Metric(
        "rules",
        Text("Regeln im Einzelnen", "Rules in detail"),
        Text(
            "Jede Regel in jeder Gruppe und jedem Zeitraum; verfehlte zuerst, dann bindende.",
            "Every rule in every group and period; missed ones first, then binding ones.",
        ),
        (
            "rule",
            "kind",
            "group",
            "period",
            "strictness",
            "target",
            "achieved",
            "slack",
            "unit",
            "shortfall",
            "weight",
            "source",
        ),
        rules,
    ),
    Metric(
        "goals",
        Text("Ziele und Gewichte", "Goals and weights"),
        Text(
            "Gewichte sind Wertentscheidungen: Sie sagen, wie viele gleichwertige Unversorgte eine Einheit aufwiegt.",
            "Weights are value choices: they say how many equivalent residents unserved one unit outweighs.",
        ),
        ("goal", "measure", "priority", "weight", "tolerance", "value", "unit", "contribution"),
        goals,
    ),
    Metric(
        "levels",
        Text("Bewiesene Lücke", "Proven gap"),
        Text(
            "Je Priorität: erreichter Zielwert, bewiesene Schranke, Lücke; in gleichwertigen Unversorgten.",
            "By priority: goal value reached, proven bound, gap; in equivalent residents unserved.",
        ),
        ("priority", "objective", "bound", "gap"),
        levels,
    ),
)
