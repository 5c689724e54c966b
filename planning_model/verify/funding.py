"""Money: every cost is paid in full, by pots that may pay it, within their shares and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.costs import ATTRIBUTES, PAYMENT
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

MILLION_EUR = N_("million €")
CLASS = (*ATTRIBUTES, "category")
CRITERIA = [*ATTRIBUTES, "category"]


def cost_covered(case: Case) -> list[Violation]:
    """What the pots pay for a class of sites, a category and a period is what it costs."""
    paid = case.plan.funding.groupby(PAYMENT, as_index=False).agg(paid=("amount", "sum"))
    cost = case.costs.rename(columns={"amount": "cost"})
    rows = cost.merge(paid, on=PAYMENT, how="outer").fillna({"cost": 0.0, "paid": 0.0})
    rows["amount"] = difference(rows["cost"], rows["paid"])
    message = N_("the cost is {cost} million €, paid are {paid}")
    return violations("cost_covered", rows, message, MILLION_EUR, CLASS)


def pot_eligible(case: Case) -> list[Violation]:
    """A pot with rules pays only for what one of them matches."""
    rows = _payments(case)
    rows["amount"] = rows["paid"].where(rows["may_pay"].isna(), 0.0)
    message = N_("the pot pays {paid} million € for what it must not pay for")
    return violations("pot_eligible", rows, message, MILLION_EUR, ("pot", *CLASS))


def pot_share(case: Case) -> list[Violation]:
    """A pot pays at most its largest share of a cost; where several rules match, the highest share counts.

    Who may pay everything can only pay too much altogether, which :func:`cost_covered` finds.
    """
    cost = case.costs.rename(columns={"amount": "cost"})
    rows = _payments(case).dropna(subset="may_pay").merge(cost, on=PAYMENT, how="left").fillna({"cost": 0.0})
    rows = rows[rows["may_pay"] < 1]
    rows["most"] = rows["may_pay"] * rows["cost"]
    rows["amount"] = excess(rows["paid"], rows["most"])
    message = N_("the pot pays {paid} million €, its share is at most {most}")
    return violations("pot_share", rows, message, MILLION_EUR, ("pot", *CLASS))


def pot_match(case: Case) -> list[Violation]:
    """Where a rule asks another pot to pay along, it does."""
    rules = case.table("PotRules")
    paid = case.plan.funding.rename(columns={"amount": "paid"})
    rows = _matching(paid, rules[rules["match_pot"] != ""])
    others = paid.rename(columns={"pot": "match_pot", "paid": "along"})
    rows = rows.merge(others, on=["match_pot", *PAYMENT], how="left").fillna({"along": 0.0})
    rows["least"] = rows["match_share"] * rows["paid"]
    rows["amount"] = excess(rows["least"], rows["along"])
    message = N_("the matching pot pays {along} million €, it has to pay {least}")
    return violations("pot_match", rows, message, MILLION_EUR, ("pot", "match_pot", *CLASS))


def pot_budget(case: Case) -> list[Violation]:
    """What a pot pays in a period is within its yearly budget times the period's years."""
    paid = case.plan.funding.groupby(["pot", "period"], as_index=False).agg(paid=("amount", "sum"))
    paid = paid.merge(case.periods[["period", "years"]], on="period")
    budgets = case.table("Pots")[["pot", "period", "budget"]]
    rows = paid.merge(budgets, on=["pot", "period"], how="left").fillna({"budget": 0.0})
    rows["most"] = rows["budget"] * rows["years"]
    rows["amount"] = excess(rows["paid"], rows["most"])
    message = N_("the pot pays {paid} million €, its budget is {most}")
    return violations("pot_budget", rows, message, MILLION_EUR, ("pot",))


def _payments(case: Case) -> pd.DataFrame:
    """Every payment (``paid``) with ``may_pay``, the largest share allowed; NaN where the pot must not pay at all."""
    rules = case.table("PotRules")
    paid = case.plan.funding.rename(columns={"amount": "paid"})
    keys = ["pot", *PAYMENT]
    shares = _matching(paid, rules).groupby(keys, as_index=False).agg(may_pay=("max_share", "max"))
    rows = paid.merge(shares, on=keys, how="left")
    rows.loc[~rows["pot"].isin(rules["pot"]), "may_pay"] = 1.0
    return rows


def _matching(paid: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Every payment beside every rule of its pot that matches it; a criterion left empty matches all."""
    asked = rules.rename(columns={name: f"asked_{name}" for name in CRITERIA})
    both = paid.merge(asked, on="pot")
    fits = pd.Series(True, index=both.index)
    for name in CRITERIA:
        fits &= (both[f"asked_{name}"] == "") | (both[f"asked_{name}"] == both[name])
    return both[fits]
