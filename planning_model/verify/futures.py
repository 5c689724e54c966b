"""Futures: each is there with its probability, it is one plan in all of them, and all together make the objective.

The plan in every other future than the one as expected is checked as well, by all checks, on the workbook as that
future changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instances.futures import futures_of
from instances.i18n import N_
from planning_model.plan import Plan
from planning_model.verify.tolerance import difference
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

ROWS = N_("rows")
LEVEL_UNIT = N_("equivalent residents unserved")
DECIDED_BEFORE = {"sites": ["site", "period", "type"], "links": ["site", "partner", "period"]}
BUILT = ["site", "type", "resource", "period"]


def futures(case: Case) -> pd.DataFrame:
    """future, probability, position of every future of the workbook; no row unless there are several."""
    found = futures_of(case.instance)
    rows = [(one.name, one.probability, position) for position, one in enumerate(found)]
    table = pd.DataFrame(rows, columns=["future", "probability", "position"])
    return table if len(table) > 1 else table.iloc[:0]


def future_rows(case: Case) -> list[Violation]:
    """The plan reports every future of the workbook at every priority, with its probability."""
    priorities = case.table("Goals")[["priority"]].drop_duplicates()
    wanted = case.futures[["future", "probability"]].merge(priorities, how="cross")
    rows = case.plan.futures.merge(wanted, on=["future", "priority"], how="outer", suffixes=("", "_true"))
    rows["amount"] = (difference(rows["probability"], rows["probability_true"]) != 0).astype(float)
    message = N_("the futures of the plan are not those of the workbook")
    return violations("future_rows", rows, message, ROWS, ("future",))


def future_plans(case: Case) -> list[Violation]:
    """The plan says how it is in every future of the workbook, and in no other."""
    wanted = case.futures.loc[case.futures["position"] > 0, ["future"]]
    there = pd.DataFrame({"future": pd.Series([*case.plan.in_futures], dtype="str")})
    rows = wanted.merge(there, how="outer", indicator=True)
    rows["amount"] = (rows["_merge"] != "both").astype(float)
    message = N_("the plan does not say how it is in this future, or the workbook has no such future")
    return violations("future_plans", rows, message, N_("plans"), ("future",))


def future_objective(case: Case) -> list[Violation]:
    """In every future the plan comes to what its goals add up to there."""
    expected = dict.fromkeys(case.futures.loc[case.futures["position"] == 0, "future"], case)
    sums = [
        one.goal_sums.rename("sum").rename_axis("priority").reset_index().assign(future=name)
        for name, one in {**expected, **case.in_futures}.items()
    ]
    if not sums:
        return []
    rows = case.plan.futures.merge(pd.concat(sums), on=["future", "priority"])
    rows["amount"] = difference(rows["objective"], rows["sum"])
    message = N_("the objective is given as {objective}, the goals add up to {sum}")
    return violations("future_objective", rows, message, LEVEL_UNIT, ("future", "priority"))


def future_regret(case: Case) -> list[Violation]:
    """Regret is what the plan is worse by than the best one for that future alone, or than the bound on it."""
    found = []
    message = N_("the regret is given as {regret}, it is {true}")
    for column, best in (("regret_low", "best"), ("regret_high", "bound")):
        rows = case.plan.futures
        rows = rows.assign(regret=rows[column], true=rows["objective"] - rows[best])
        unknown = rows["regret"].isna() & rows["true"].isna()
        rows["amount"] = np.where(
            unknown, 0.0, difference(rows["regret"], rows["true"], np.maximum(1.0, rows["objective"].abs()))
        )
        found += violations("future_regret", rows, message, LEVEL_UNIT, ("future", "priority"))
    return found


def over_futures(case: Case) -> pd.Series[float]:
    """By priority what the goals of all futures come to together, by the goal over futures."""
    settings = case.instance.settings
    combined = {}
    for priority, rows in case.plan.futures.groupby("priority"):
        if settings.futures_goal == "worst_case":
            combined[priority] = rows["objective"].max()
        elif settings.futures_goal == "regret":
            combined[priority] = rows["regret_low"].max()
        elif settings.futures_goal == "cvar":
            combined[priority] = _worst_mean(rows, settings.futures_cvar_share)
        else:
            combined[priority] = (rows["objective"] * rows["probability"]).sum()
    return pd.Series(combined, dtype=float)


def _worst_mean(rows: pd.DataFrame, share: float) -> float:
    """The mean of the worst futures, as many as have the share together; the last of them counts in part."""
    worst_first = rows.sort_values("objective", ascending=False)
    before = worst_first["probability"].cumsum() - worst_first["probability"]
    counted = np.minimum(worst_first["probability"], np.maximum(share - before, 0.0))
    return float((worst_first["objective"] * counted).sum() / share)


def one_plan(case: Case) -> list[Violation]:
    """What is decided before a future comes is the same in all of them."""
    expected = case.plan
    found: list[Violation] = []
    for future, plan in expected.in_futures.items():
        for frame, columns in DECIDED_BEFORE.items():
            both = getattr(expected, frame)[columns].merge(getattr(plan, frame)[columns], how="outer", indicator=True)
            rows = both.assign(future=future, amount=(both["_merge"] != "both").astype(float))
            message = N_("this is not so in every future")
            found += violations("one_plan", rows, message, ROWS, ("future", "site"))
        found += _built_alike(future, expected, plan)
    return found


def _built_alike(future: str, expected: Plan, plan: Plan) -> list[Violation]:
    rows = expected.modules.merge(plan.modules, on=BUILT, how="outer", suffixes=("", "_here")).fillna(0.0)
    rows = rows.assign(future=future, amount=difference(rows["added"], rows["added_here"]))
    message = N_("{added_here} units are added in this future, {added} in the one as expected")
    return violations("one_plan", rows, message, N_("units"), ("future", "site", "resource"))
