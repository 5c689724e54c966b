"""What binds the plan, and why its sites are where they are: the frames that an explanation has filled."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from instances.catalogue import sheet_label
from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.i18n import LANGUAGES, Text
from instances.instance import Instance
from reports.metrics.column import Form
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric

# Less is nothing: a twentieth of a resident, which one decimal does not show.
NOTHING = 0.05
# What is left of a thing that is used up to the last, after the solver's rounding.
ROUNDING = 1e-6
NAMED_IN = {"Pots": "Pots", "LabourPools": "Professions", "Rules": "Rules"}
UNITS = {
    "million": Text("Mio. € im Zeitraum", "million € in the period"),
    "post": Text("VZÄ", "FTE"),
    "seat": Text("Sitze", "seats"),
    "site": Text("Standorte", "sites"),
}
IN_THE_PLAN, NOT_IN_THE_PLAN = ("indispensable", "needed", "replaceable"), ("impossible", "dear", "equal")


def binding(facts: Facts) -> pd.DataFrame:
    """Everything that may bind, with its slack and worth; the most valuable first."""
    rows = facts.plan.binding
    table = _named(facts, rows).rename(columns={"item": "thing"})
    share = rows["step"] == "minutes"
    table = table.assign(
        taken=rows["used"],
        slack=rows["slack"].where(rows["slack"].abs() > ROUNDING, 0.0),
        form=share.map({True: Form.SHARE.value, False: Form.TWO.value}).astype("str"),
        estimate=rows["local"],
        more_low=rows["low"],
        more_high=rows["high"],
        needed=np.isinf(rows["less_low"]),
        worth=_worths(rows),
        value=rows["low"].fillna(rows["local"]),
        ample=rows["method"] == "ample",
    )
    for language in LANGUAGES:
        table[f"unit_{language}"] = [
            _unit(facts, step, item).in_(language) for step, item in zip(rows["step"], rows["item"], strict=True)
        ]
    return table.sort_values(["ample", "value"], ascending=[True, False], kind="stable", ignore_index=True)


def why(facts: Facts) -> pd.DataFrame:
    """Every site that the plan decides on: those it has, the dearest to lose first; then those it has not."""
    rows = facts.plan.why
    table = _named(facts, rows).rename(columns={"item": "obstacle"})
    table = table.merge(facts.states["type"], left_on="site", right_index=True, how="left")
    table = table.assign(
        place=rows["site"].map(facts.sites["place"]).astype("str"),
        verdict=_verdicts(rows),
        estimate=rows["local"],
        other_low=rows["low"],
        other_high=rows["high"],
        order=rows["low"].fillna(rows["local"]).fillna(math.inf),
    )
    asked = table["question"] == "with"
    table["order"] = table["order"].where(asked, -table["order"])
    return table.assign(asked=asked).sort_values(["asked", "order"], kind="stable", ignore_index=True)


def _named(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their sheet in both languages, where the item has its label, and its source."""
    named = rows[["sheet", "item", "grouping", "group"]].itertuples(index=False)
    table = rows.assign(
        subject_sheet=rows["sheet"].map(NAMED_IN).fillna("").astype("str"),
        source=pd.Series([_source(facts.instance, *row) for row in named], index=rows.index, dtype="str"),
    )
    for language in LANGUAGES:
        table[f"sheet_{language}"] = [sheet_label(sheet, language) for sheet in rows["sheet"]]
    return table


def _source(instance: Instance, sheet: str, item: str, grouping: str, group: str) -> str:
    """What the workbook states as source of a rule, of a pool, or of the rules of a pot; empty where nothing."""
    tables = instance.tables
    match sheet:
        case "Rules":
            rows = tables["Rules"]
            rows = rows[rows["rule"] == item]
        case "LabourPools":
            rows = tables["LabourPools"]
            of_pool = (rows["grouping"] == grouping) & (rows["group"] == group) & (rows["profession"] == item)
            rows = rows[of_pool]
        case _:
            rows = tables["PotRules"]
            rows = rows[rows["pot"] == item]
    return "; ".join(dict.fromkeys(source for source in rows["source"] if source))


def _unit(facts: Facts, step: str, item: str) -> Text:
    if step in UNITS:
        return UNITS[step]
    kinds = facts.instance.tables["Rules"].set_index("rule")["kind"]
    return RULE_KINDS_BY_KEY[str(kinds[item])].unit


def _worths(rows: pd.DataFrame) -> pd.Series:
    conditions = {
        "ample": rows["method"] == "ample",
        "helps": rows["low"] > NOTHING,
        "useless": rows["high"] <= NOTHING,
        "perhaps": rows["low"].notna(),
        "estimated": rows["local"].notna(),
    }
    return _first_of(conditions, "unknown")


def _verdicts(rows: pd.DataFrame) -> pd.Series:
    there = rows["question"] == "without"
    conditions: dict[str, pd.Series] = {}
    for asked, (never, worse, same) in ((there, IN_THE_PLAN), (~there, NOT_IN_THE_PLAN)):
        conditions |= {
            never: asked & np.isinf(rows["low"]),
            worse: asked & (rows["low"] > NOTHING),
            same: asked & (rows["high"] <= NOTHING),
        }
    conditions |= {"perhaps": rows["low"].notna(), "not_alone": np.isinf(rows["local"])}
    return _first_of(conditions | {"estimated": rows["local"].notna()}, "unknown")


def _first_of(conditions: dict[str, pd.Series], otherwise: str) -> pd.Series:
    """The name of the first condition that holds in each row."""
    names = np.select(list(conditions.values()), list(conditions), otherwise)
    return pd.Series(names, index=next(iter(conditions.values())).index, dtype="str")


EXPLANATION_METRICS = (
    Metric(
        "binding",
        Text("Was knapp ist und was mehr davon brächte", "What is scarce and what more of it would bring"),
        Text(
            "Jede Finanzierungsquelle, jeder Personalmarkt und jede Regel mit Vorgabe, im engsten Zeitraum und bei "
            "mehreren Zukünften in der engsten; Knappes mit dem, was eine Einheit mehr bringt und eine weniger kostet. "
            "Bewertet nach den Zielen der ersten Priorität, in gleichwertigen Unversorgten. Die Spannen sind bewiesen; "
            "wo neu gerechnet wurde, gilt das und nicht die Schätzung. Nicht neu gerechnet wird, was in der bewiesenen "
            "Lücke des Plans unterginge.",
            "Every pot, labour pool and rule with a target, in its tightest period, and of several futures in the "
            "tightest; what is scarce with what one unit more brings and one less costs. Valued by the goals of the "
            "first priority, in equivalent residents unserved. The ranges are proven; where it was solved again, that "
            "counts and not the estimate. What would be lost in the proven gap of the plan is not solved again.",
        ),
        (
            "sheet",
            "thing",
            "group",
            "future",
            "period",
            "limit",
            "taken",
            "slack",
            "unit",
            "step",
            "worth",
            "more_low",
            "more_high",
            "less_low",
            "less_high",
            "needed",
            "estimate",
            "method",
            "source",
        ),
        binding,
        where_used=("future", "more_low", "more_high", "less_low", "less_high", "needed"),
    ),
    Metric(
        "why",
        Text("Warum dieser Standort und jener nicht", "Why this site and not that one"),
        Text(
            "Jeder Standort, über den der Plan entscheidet, und was die andere Entscheidung nach den Zielen der ersten "
            "Priorität kostet, in gleichwertigen Unversorgten; alle anderen Standorte dürfen sich dabei ändern. Die "
            "Spannen sind bewiesen; wo neu gerechnet wurde, gilt das und nicht die Schätzung. Nicht neu gerechnet "
            "wird, was in der bewiesenen Lücke des Plans unterginge.",
            "Every site that the plan decides on, and what the other decision costs by the goals of the first "
            "priority, in equivalent residents unserved; all other sites may change with it. The ranges are proven; "
            "where it was solved again, that counts and not the estimate. What would be lost in the proven gap of the "
            "plan is not solved again.",
        ),
        (
            "site",
            "place",
            "type",
            "question",
            "verdict",
            "other_low",
            "other_high",
            "estimate",
            "method",
            "obstacle",
            "group",
            "source",
        ),
        why,
        where_used=("other_low", "other_high"),
    ),
)
