"""Where a type may begin, and where a resource may be added: what a plan does against rules that forbid it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from planning_model.verify.capacity import existing
from planning_model.verify.opening import EXISTING
from planning_model.verify.tolerance import TOLERANCE

if TYPE_CHECKING:
    from planning_model.verify.case import Case
    from planning_model.verify.outcomes import Rule


def founded(case: Case, rule: Rule) -> pd.DataFrame:
    """Every site and period with its groups; ``amiss`` is 1 from where on the type has begun against the rule."""
    rows = case.states
    begins = (rows["type"] == rule.type) & (rows["before"] != rule.type) & (rows["today"] != rule.type)
    amiss = (begins & ~CONDITIONS[rule.kind](case, rule, rows)).astype(float)
    return rows.assign(amiss=amiss.groupby(rows["site"]).cummax())


def added_without_basis(case: Case, rule: Rule) -> pd.DataFrame:
    """The resource's modules with the groups of their site; ``amiss``: units beyond those kept that lack a basis."""
    rows = case.plan.modules[case.plan.modules["resource"] == rule.resource]
    rows = rows.merge(case.table("Sites").drop(columns="types"), on="site")
    return rows.assign(amiss=(rows["units"] - rows["kept"]).where(~rows["legal_basis"].isin(rule.words), 0.0))


def _is_needed(case: Case, rule: Rule, rows: pd.DataFrame) -> pd.Series[bool]:
    """The seats of today that still stand are fewer than the value asks for the area's residents of the period."""
    keys = pd.MultiIndex.from_frame(rows[["area", "period"]])
    ratio = _supply_without_plan(case).reindex(keys).fillna(float("inf"))
    return pd.Series(ratio.to_numpy() < rule.value * (1.0 - TOLERANCE), index=rows.index)


def _supply_without_plan(case: Case) -> pd.Series[Any]:
    """Seats over seats needed, by area and period; only areas where somebody lives."""
    seats = existing(case).merge(case.table("Sites")[["site", "status", "area"]], on="site")
    seats = seats[seats["status"] == EXISTING]
    seats["counted"] = seats["existing"] * seats["resource"].map(_by_key(case, "Resources", "counting_factor"))
    people = case.residents
    people = people.assign(needed=people["residents"] / people["area"].map(_by_key(case, "Areas", "ratio")))
    needed = people.groupby(["area", "period"])["needed"].sum()
    needed = needed[needed > 0]
    return seats.groupby(["area", "period"])["counted"].sum().reindex(needed.index).fillna(0.0) / needed


def _is_deprived(case: Case, rule: Rule, rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["place"].map(_by_key(case, "Places", "deprivation")) >= rule.value


def _has_rurality(case: Case, rule: Rule, rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["area"].map(_by_key(case, "Areas", "rurality")).isin(rule.words)


def _has_carrier(_: Case, rule: Rule, rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["carrier"].isin(rule.words)


def _has_legal_basis(_: Case, rule: Rule, rows: pd.DataFrame) -> pd.Series[bool]:
    return rows["legal_basis"].isin(rule.words)


def _nobody_refused(case: Case, rule: Rule, rows: pd.DataFrame) -> pd.Series[bool]:
    answers = case.table("Consents")
    refused = answers[(answers["answer"] == "refused") & answers["actor"].isin(rule.words)]
    return ~rows["site"].isin(refused["site"])


def _by_key(case: Case, sheet: str, column: str) -> pd.Series[Any]:
    table = case.table(sheet)
    return table.set_index(table.columns[0])[column]


CONDITIONS: Mapping[str, Callable[[Case, Rule, pd.DataFrame], pd.Series[bool]]] = {
    "founding_need": _is_needed,
    "founding_deprivation": _is_deprived,
    "founding_rurality": _has_rurality,
    "founding_carrier": _has_carrier,
    "founding_legal_basis": _has_legal_basis,
    "consent": _nobody_refused,
}
"""Where the type may begin, by the kind of the rule."""
