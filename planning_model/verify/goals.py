"""Goals: every value recomputed, and the sums, bounds and gaps of the levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify import equity
from planning_model.verify.costs import ONE_OFF, discount_factors
from planning_model.verify.futures import over_futures
from planning_model.verify.opening import EXISTING
from planning_model.verify.residual import residual_value
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

GOAL_UNIT = N_("in the goal's unit")
ROWS = N_("rows")
LEVEL_UNIT = N_("equivalent residents unserved")


def goal_rows(case: Case) -> list[Violation]:
    """The plan reports every goal, with the priority and weight of the workbook."""
    wanted = case.table("Goals")[["goal", "priority", "weight"]]
    rows = case.plan.goals.merge(wanted, on="goal", how="outer", suffixes=("", "_true"), indicator=True)
    same = (rows["priority"] == rows["priority_true"]) & (difference(rows["weight"], rows["weight_true"]) == 0)
    rows["amount"] = (~same).astype(float)
    message = N_("the goals of the plan are not those of the workbook")
    return violations("goal_rows", rows, message, ROWS, ("goal",))


OF_PEOPLE = ("unmet_need", "shortfalls", "travel_minutes", "deprived_unmet")


def goal_value(case: Case) -> list[Violation]:
    """The value of a goal is what the plan's tables say."""
    rows = case.plan.goals.merge(case.table("Goals")[["goal", "measure"]], on="goal")
    true = {measure: MEASURES[measure](case) for measure in rows["measure"].unique()}
    rows["true"] = rows["measure"].map(true).astype(float)
    # a millionth of a resident in a town is the solver's tolerance, not an error
    people = float(case.residents.loc[case.residents["period"] == case.periods["period"].iloc[0], "residents"].sum())
    rows["amount"] = difference(rows["value"], rows["true"], np.where(rows["measure"].isin(OF_PEOPLE), people, 1.0))
    message = N_("the value is given as {value}, it is {true}")
    return violations("goal_value", rows, message, GOAL_UNIT, ("goal",))


def level_rows(case: Case) -> list[Violation]:
    """Every priority has its level, and no other."""
    wanted = case.table("Goals")[["priority"]].drop_duplicates().assign(wanted=1.0)
    rows = case.plan.levels.merge(wanted, on="priority", how="outer", indicator=True)
    rows["amount"] = (rows["_merge"] != "both").astype(float)
    message = N_("the level of this priority is missing or unknown")
    return violations("level_rows", rows, message, ROWS, ("priority",))


def level_objective(case: Case) -> list[Violation]:
    """The objective of a level is the weighted sum of its goals; that of all futures, where there are several."""
    sums = case.goal_sums if case.futures.empty else over_futures(case)
    rows = case.plan.levels.assign(sum=case.plan.levels["priority"].map(sums)).dropna(subset="sum")
    rows["amount"] = difference(rows["objective"], rows["sum"])
    message = N_("the objective is given as {objective}, the goals add up to {sum}")
    return violations("level_objective", rows, message, LEVEL_UNIT, ("priority",))


def level_bound(case: Case) -> list[Violation]:
    """No bound that was proven lies above the plan it is a bound of."""
    rows = case.plan.levels.dropna(subset="bound")
    rows = rows.assign(amount=excess(rows["bound"], rows["objective"]))
    message = N_("the bound {bound} lies above the objective {objective}")
    return violations("level_bound", rows, message, LEVEL_UNIT, ("priority",))


def level_gap(case: Case) -> list[Violation]:
    """The gap is (plan − bound) / (size of the plan), and there is none without a bound."""
    rows = case.plan.levels
    rows = rows.assign(true=gap(rows["objective"], rows["bound"]))
    unknown = rows["gap"].isna() & rows["true"].isna()
    equal = unknown | (rows["gap"] == rows["true"])
    rows["amount"] = np.where(equal, 0.0, difference(rows["gap"], rows["true"]))
    message = N_("the gap is given as {gap}, it is {true}")
    return violations("level_gap", rows, message, N_("share of the objective"), ("priority",))


def plan_summary(case: Case) -> list[Violation]:
    """Objective, bound and gap of the plan are those of its last level."""
    if case.plan.levels.empty:
        return []
    last = case.plan.levels.sort_values("priority").iloc[-1]
    rows = pd.DataFrame(
        [(name, _number(getattr(case.plan, name)), float(last[name])) for name in ("objective", "bound", "gap")],
        columns=["name", "given", "true"],
    )
    same = (rows["given"].isna() & rows["true"].isna()) | (rows["given"] == rows["true"])
    rows["amount"] = np.where(same, 0.0, difference(rows["given"], rows["true"]))
    message = N_("the plan says {given}, its last level {true}")
    return violations("plan_summary", rows, message, LEVEL_UNIT, ("name",))


def gap(objective: pd.Series[float], bound: pd.Series[float]) -> pd.Series[float]:
    """(objective − bound) / size of the objective; 0 where they agree, NaN without a bound, infinite at objective 0."""
    ratio = (objective - bound) / objective.abs().replace(0.0, np.nan)
    ratio = ratio.where(objective != 0, np.inf).where(bound.notna())
    return ratio.mask(pd.Series(difference(objective, bound) == 0, index=objective.index), 0.0)


def _unmet_need(case: Case) -> float:
    rows = case.unmet
    return float((rows["missing"] * rows["weight"]).sum())


def _travel_minutes(case: Case) -> float:
    trips = case.trips.merge(case.periods[["period", "weight"]], on="period")
    on_the_road = (trips["heads"] * trips["share"] * trips["minutes"] * trips["weight"]).sum()
    unmet = case.unmet
    at_home = (unmet["heads"] * unmet["share"] * unmet["weight"]).sum() * case.instance.settings.unmet_minutes
    return float(on_the_road + at_home)


def _longest_minutes(case: Case) -> float:
    trips = case.trips.assign(spent=case.trips["share"] * case.trips["minutes"])
    unmet = case.plan.unmet.assign(spent=case.plan.unmet["share"] * case.instance.settings.unmet_minutes)
    spent = pd.concat([trips, unmet]).groupby(["place", "service", "period"])["spent"].sum()
    longest = spent.groupby("period").max()
    return float((longest * case.periods.set_index("period")["weight"]).sum())


def _shortfalls(case: Case) -> float:
    soft = case.outcomes[case.outcomes["strictness"] == "soft"].rename(columns={"weight": "price"})
    soft = soft.merge(case.periods[["period", "weight"]], on="period")
    return float((soft["shortfall"] * soft["price"] * soft["weight"]).sum())


def _public_cost(case: Case) -> float:
    rows = case.costs.merge(discount_factors(case), on="period")
    factor = rows["one_off"].where(rows["category"].isin(ONE_OFF), rows["yearly"])
    return float((rows["amount"] * factor).sum()) - residual_value(case)


def _open_sites(case: Case) -> float:
    last = _last(case)
    return float(((last["status"] != EXISTING) & (last["type"] != "")).sum())


def _changes(case: Case) -> float:
    last = _last(case)
    return float((last["type"] != last["today"]).sum())


def _worst_area(case: Case) -> float:
    areas = case.residents[["place", "period", "area"]]
    need = case.demand.merge(areas, on=["place", "period"])
    whole = need.assign(whole=need["heads"] * need["unmet_weight"]).groupby(["area", "period"])["whole"].sum()
    missing = case.unmet.merge(areas, on=["place", "period"]).groupby(["area", "period"])["missing"].sum()
    worst = (missing / whole.where(whole > 0)).fillna(0.0).groupby("period").max()
    return float((worst * case.periods.set_index("period")["weight"]).sum())


MEASURES: Mapping[str, Callable[[Case], float]] = {
    "unmet_need": _unmet_need,
    "shortfalls": _shortfalls,
    "travel_minutes": _travel_minutes,
    "longest_minutes": _longest_minutes,
    "public_cost": _public_cost,
    "open_sites": _open_sites,
    "changes": _changes,
    "worst_area": _worst_area,
    "cvar_minutes": equity.cvar_minutes,
    "deprived_unmet": equity.deprived_unmet,
    "quintile_gap": equity.quintile_gap,
}


def _last(case: Case) -> pd.DataFrame:
    return case.states[case.states["position"] == len(case.periods) - 1]


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
