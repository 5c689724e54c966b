"""Money: every cost is paid in full, by pots that may pay it, within their shares and budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.costs import ATTRIBUTES, PAYMENT, concerned
from planning_model.verify.groups import group_of, within
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.totals import added_up
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

MILLION_EUR = N_("million €")
CLASS = (*ATTRIBUTES, "category")


def cost_covered(case: Case) -> list[Violation]:
    """What the pots pay for a class of sites, a category and a period is what it costs."""
    paid = added_up(case.plan.funding, PAYMENT, paid="amount")
    cost = case.costs.rename(columns={"amount": "cost"})
    rows = cost.merge(paid, on=PAYMENT, how="outer").fillna({"cost": 0.0, "paid": 0.0})
    rows["amount"] = difference(rows["cost"], rows["paid"])
    message = N_("the cost is {cost} million €, paid are {paid}")
    return violations("cost_covered", rows, message, MILLION_EUR, CLASS)


def pot_eligible(case: Case) -> list[Violation]:
    """A pot with rules pays only for what one of them matches."""
    rows = case.payments
    rows = rows.assign(amount=rows["paid"].where(rows["may_pay"].isna(), 0.0))
    message = N_("the pot pays {paid} million € for what it must not pay for")
    return violations("pot_eligible", rows, message, MILLION_EUR, ("pot", *CLASS))


def pot_share(case: Case) -> list[Violation]:
    """A pot pays at most its largest share of a cost; where several rules match, the highest share counts.

    Who may pay everything can only pay too much altogether, which :func:`cost_covered` finds.
    """
    cost = case.costs.rename(columns={"amount": "cost"})
    rows = case.payments.dropna(subset="may_pay").merge(cost, on=PAYMENT, how="left").fillna({"cost": 0.0})
    rows = rows[rows["may_pay"] < 1]
    rows["most"] = rows["may_pay"] * rows["cost"]
    rows["amount"] = excess(rows["paid"], rows["most"])
    message = N_("the pot pays {paid} million €, its share is at most {most}")
    return violations("pot_share", rows, message, MILLION_EUR, ("pot", *CLASS))


def pot_match(case: Case) -> list[Violation]:
    """Where a rule asks another pot to pay along, it does."""
    rules = case.table("PotRules")
    rules = rules[rules["match_pot"] != ""]
    if rules.empty:
        return []
    paid = case.plan.funding.rename(columns={"amount": "paid"})
    rows = _matching(paid, rules)
    rows = rows.rename(columns={"asked_match_pot": "match_pot"})
    others = paid.rename(columns={"pot": "match_pot", "paid": "along"})
    rows = rows.merge(others, on=["match_pot", *PAYMENT], how="left").fillna({"along": 0.0})
    rows["least"] = rows["asked_match_share"] * rows["paid"]
    rows["amount"] = excess(rows["least"], rows["along"])
    message = N_("the matching pot pays {along} million €, it has to pay {least}")
    return violations("pot_match", rows, message, MILLION_EUR, ("pot", "match_pot", *CLASS))


def pot_region(case: Case) -> list[Violation]:
    """A pot of a region pays for the sites of that region alone, and for recruiting there."""
    pots = case.table("Pots")[["pot", "grouping", "group"]].drop_duplicates()
    if (pots["grouping"] == "").all():
        return []
    rows = case.plan.funding.rename(columns={"amount": "paid"}).merge(pots, on="pot")
    rows["amount"] = rows["paid"].where(~within(rows, rows["grouping"], rows["group"]), 0.0)
    message = N_("the pot of {group} pays {paid} million € elsewhere")
    return violations("pot_region", rows, message, MILLION_EUR, ("pot", *CLASS))


def pot_least(case: Case) -> list[Violation]:
    """A pot bears at least its smallest share of the costs that its rule speaks of, where they lie in its region."""
    rules = case.table("PotRules")
    rules = rules[rules["min_share"] > 0]
    if rules.empty:
        return []
    pots = case.table("Pots")[["pot", "grouping", "group"]].drop_duplicates()
    cost = case.costs.rename(columns={"amount": "cost"}).merge(pots, how="cross")
    cost = cost[within(cost, cost["grouping"], cost["group"])].drop(columns=["grouping", "group"])
    shares = _matching(cost, rules).groupby(["pot", *PAYMENT], as_index=False)
    rows = shares.agg(cost=("cost", "first"), share=("asked_min_share", "max"))
    paid = case.plan.funding.rename(columns={"amount": "paid"})
    rows = rows.merge(paid, on=["pot", *PAYMENT], how="left").fillna({"paid": 0.0})
    rows["least"] = rows["share"] * rows["cost"]
    rows["amount"] = excess(rows["least"], rows["paid"])
    message = N_("the pot pays {paid} million €, its share is at least {least}")
    return violations("pot_least", rows, message, MILLION_EUR, ("pot", *CLASS))


def pot_excludes(case: Case) -> list[Violation]:
    """A site that takes money by a rule that excludes another pot takes none of that pot's, in the whole plan."""
    rules = case.table("PotRules")
    cost = case.costs.rename(columns={"amount": "cost"})
    paid = case.plan.funding.rename(columns={"amount": "paid"})
    broken: list[Violation] = []
    for other in sorted(set(rules["excludes_pot"]) - {""}):
        beside = _matching(paid.merge(cost, on=PAYMENT, how="left").fillna({"cost": 0.0}), rules)
        beside["free"] = beside["asked_max_share"].where(beside["asked_excludes_pot"] != other, 0.0)
        beside["exclusive"] = beside["asked_excludes_pot"] == other
        by_payment = beside.groupby(["pot", *PAYMENT], as_index=False)
        grants = by_payment.agg(
            paid=("paid", "first"), cost=("cost", "first"), free=("free", "max"), exclusive=("exclusive", "any")
        )
        grants["taken"] = excess(grants["paid"], grants["free"] * grants["cost"])
        taken = added_up(grants[grants["exclusive"]], ["pot", "site"], taken="taken")
        others = paid[(paid["pot"] == other) & (paid["site"] != "")].groupby("site")["paid"].sum()
        rows = taken[taken["taken"] > 0].assign(excluded=other)
        rows["along"] = excess(rows["site"].map(others).fillna(0.0), 0.0)
        rows["amount"] = rows[["taken", "along"]].min(axis=1)
        message = N_("the site takes {taken} million € of a pot that excludes the other, and {along} of the other")
        broken += violations("pot_excludes", rows, message, MILLION_EUR, ("pot", "excluded", "site"))
    return broken


def pot_budget(case: Case) -> list[Violation]:
    """What a pot pays in a period is within its budget for the period's years, and what earlier periods left over.

    Only a pot that carries over has anything left of an earlier period.
    """
    rows = case.budgets.copy()
    most: list[float] = []
    left: dict[str, float] = {}
    columns = ["pot", "budget", "years", "paid", "carry_over"]
    for pot, budget, years, paid, carries in rows[columns].itertuples(index=False):
        most.append(budget * years + left.get(pot, 0.0))
        left[pot] = max(0.0, most[-1] - paid) if carries else 0.0
    rows["most"] = most
    rows["amount"] = excess(rows["paid"], rows["most"])
    message = N_("the pot pays {paid} million €, its budget is {most}")
    return violations("pot_budget", rows, message, MILLION_EUR, ("pot",))


def pot_needs_site(case: Case) -> list[Violation]:
    """A pot that needs a site of a type in its region pays nothing in a period without one."""
    rows = case.budgets
    rows = rows[rows["needs_type"] != ""]
    open_sites = case.plan.sites.merge(case.table("Sites"), on="site")
    units = {
        grouping: set(zip(group_of(open_sites, grouping), open_sites["type"], open_sites["period"], strict=True))
        for grouping in rows["grouping"].unique()
    }
    asked = zip(rows["grouping"], rows["group"], rows["needs_type"], rows["period"], strict=True)
    there = pd.Series([tuple(rest) in units[grouping] for grouping, *rest in asked], index=rows.index, dtype=bool)
    rows = rows.assign(amount=excess(rows["paid"].where(~there, 0.0), 0.0))
    message = N_("the pot pays {paid} million €, but no site of the type {needs_type} runs in its region")
    return violations("pot_needs_site", rows, message, MILLION_EUR, ("pot",))


def budgets(case: Case) -> pd.DataFrame:
    """Every pot in every period, in order of time: its columns, the period's years, and ``paid`` (million EUR)."""
    paid = added_up(case.plan.funding, ["pot", "period"], paid="amount")
    rows = case.table("Pots").merge(case.periods[["period", "years", "position"]], on="period")
    rows = rows.merge(paid, on=["pot", "period"], how="left").fillna({"paid": 0.0})
    return rows.sort_values(["pot", "position"], ignore_index=True)


def payments(case: Case) -> pd.DataFrame:
    """Every payment (``paid``) with ``may_pay``, the largest share allowed; NaN where the pot must not pay at all."""
    rules = case.table("PotRules")
    paid = case.plan.funding.rename(columns={"amount": "paid"})
    if rules.empty:
        return paid.assign(may_pay=1.0)
    keys = ["pot", *PAYMENT]
    shares = _matching(paid, rules).groupby(keys)["asked_max_share"].max().rename("may_pay").reset_index()
    rows = paid.merge(shares, on=keys, how="left")
    rows.loc[~rows["pot"].isin(rules["pot"]), "may_pay"] = 1.0
    return rows


def _matching(paid: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Every payment beside every rule of its pot that matches it; the columns of the rule are called ``asked_…``."""
    asked = rules.rename(columns={name: f"asked_{name}" for name in rules.columns if name != "pot"})
    both = concerned(paid.merge(asked, on="pot"))
    return both[(both["asked_category"] == "") | (both["asked_category"] == both["category"])].copy()
