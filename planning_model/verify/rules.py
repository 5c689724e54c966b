"""The planner's rules: hard ones hold, and the plan says truly what it reaches of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify import founding
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

KEYS = ["rule", "group", "period"]
UNITS_MISSED = {
    "reach_share": N_("residents"),
    "backup_share": N_("residents"),
    "served_share": N_("equivalent residents"),
    "supply_floor": N_("seats"),
    "supply_cap": N_("seats"),
    "functional_floor": N_("seats"),
    "count_min": N_("sites"),
    "count_max": N_("sites"),
    **dict.fromkeys(founding.CONDITIONS, N_("sites")),
    "resource_legal_basis": N_("units"),
}
SCOPE = ("rule", "group")


def hard_rules(case: Case) -> list[Violation]:
    """Every hard rule holds; a violation bears the rule's own key."""
    kinds = case.table("Rules").set_index("rule")["kind"]
    hard = case.outcomes[case.outcomes["strictness"] == "hard"]
    hard = hard.assign(amount=excess(hard["shortfall"], 0.0, hard["scale"]))
    message = N_("the planning rule does not hold: {achieved} instead of {target}")
    broken = hard[hard["amount"] != 0]
    return [
        found
        for rule, rows in broken.groupby("rule", sort=False)
        for found in violations(str(rule), rows, message, UNITS_MISSED[kinds[rule]], ("group",))
    ]


def rule_rows(case: Case) -> list[Violation]:
    """The plan reports every rule in every group and period, and no other."""
    rows = case.reported.assign(amount=(case.reported["_merge"] != "both").astype(float))
    message = N_("this rule has to be reported in every group and period, and no other")
    return violations("rule_rows", rows, message, N_("rows"), SCOPE)


def rule_target(case: Case) -> list[Violation]:
    """The target reported is the workbook's."""
    rows = _common(case)
    rows["amount"] = difference(rows["target"], rows["target_true"])
    message = N_("the target is given as {target}, it is {target_true}")
    return violations("rule_target", rows, message, N_("in the rule's unit"), SCOPE)


def rule_achieved(case: Case) -> list[Violation]:
    """What is reported as achieved is what the plan achieves; without anybody to count there is nothing to compare."""
    rows = _common(case).dropna(subset="achieved_true")
    rows["amount"] = difference(rows["achieved"], rows["achieved_true"])
    message = N_("{achieved} is reported, {achieved_true} is achieved")
    return violations("rule_achieved", rows, message, N_("in the rule's unit"), SCOPE)


def rule_shortfall(case: Case) -> list[Violation]:
    """The shortfall reported is the true one, neither less nor more."""
    rows = _common(case)
    rows["amount"] = difference(rows["shortfall"], rows["shortfall_true"], rows["scale"])
    message = N_("a shortfall of {shortfall} is reported, {shortfall_true} is true")
    return violations("rule_shortfall", rows, message, N_("in the unit of the shortfall"), SCOPE)


def reported(case: Case) -> pd.DataFrame:
    """The plan's rows beside the recomputed ones (``…_true``)."""
    names = {name: f"{name}_true" for name in ("target", "achieved", "shortfall")}
    return case.plan.rules.merge(case.outcomes.rename(columns=names), on=KEYS, how="outer", indicator=True)


def _common(case: Case) -> pd.DataFrame:
    return case.reported[case.reported["_merge"] == "both"]
