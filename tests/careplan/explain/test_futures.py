"""What binds a plan for several futures, and why its sites are where they are: by brute force over futures."""

from __future__ import annotations

import math
from functools import cache

import pandas as pd
import pytest

from instances.instance import Instance
from instances.overrides import Override, overridden
from planning_model.plan import Plan
from tests.careplan.explain.cases import explained, row_of, stepwise_village
from tests.planning_model.futures_enumeration import Values, mean, mean_of_worst, outcomes
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import futures, instance_of, table, uncertain_village, with_cells

EXACT = 1e-3
COST = 100.0
# Money for one centre of two, and for both.
POOR, RICH = 1.4, 9.0
CHANCES = {"as expected": 0.5, "fewer": 0.3, "more": 0.2}
GOALS = ("expected", "worst_case", "cvar", "regret")
POST = Override("LabourPools", {"profession": "doctor"}, "available", "add", 1.0)
MILLION = Override("Pots", {"pot": "fund"}, "budget", "add", 1.0)


@cache
def world(goal: str, money: float) -> Instance:
    return instance_of(uncertain_village(COST, goal) | {"Pots": table("pot budget", ("fund", money))})


@cache
def plan(goal: str, money: float) -> Plan:
    return explained(world(goal, money), plan_of(world(goal, money)))


def over_futures(goal: str, values: Values, best: Values) -> float:
    if goal == "expected":
        return mean(CHANCES, values)
    if goal == "cvar":
        return mean_of_worst(CHANCES, values, 0.5)
    return max(values[name] - (best[name] if goal == "regret" else 0.0) for name in values)


def set_status(site: str, status: str) -> Override:
    return Override("Sites", {"site": site}, "status", "set", status)


CHANGES = {
    "none": (),
    "post": (POST,),
    "million": (MILLION,),
    **{f"{site} {status}": (set_status(site, status),) for site in ("new", "next") for status in ("excluded", "fixed")},
}


@cache
def by_enumeration(money: float, change: str) -> tuple[list[Values], Values]:
    """The goal over futures has no say in what choices come to."""
    return outcomes(overridden(world("expected", money), CHANGES[change]))


def least(goal: str, money: float, change: str = "none") -> float:
    """The least value of the goal over futures with the workbook changed; inf where there is no plan.

    Regret stays what it is against the best plans for the workbook as it was.
    """
    _, best = by_enumeration(money, "none")
    everywhere, _ = by_enumeration(money, change)
    return min((over_futures(goal, values, best) for values in everywhere), default=math.inf)


@pytest.mark.parametrize("goal", GOALS)
def test_one_more_saves_what_enumeration_says(goal: str) -> None:
    for sheet, more in (("LabourPools", "post"), ("Pots", "million")):
        row = row_of(plan(goal, POOR).binding, sheet=sheet)
        saved = least(goal, POOR) - least(goal, POOR, more)
        assert (row["low"], row["high"]) == pytest.approx((saved, saved), abs=EXACT)


@pytest.mark.parametrize(("goal", "money"), [("expected", POOR), ("regret", POOR), ("cvar", RICH)])
def test_every_decision_costs_what_enumeration_says(goal: str, money: float) -> None:
    why = plan(goal, money).why
    assert len(why) == 2
    for row in why.itertuples():
        other = "excluded" if row.question == "without" else "fixed"
        cost = least(goal, money, f"{row.site} {other}") - least(goal, money)
        assert (row.low, row.high) == pytest.approx((cost, cost), abs=EXACT)


def test_the_cases_are_worth_something() -> None:
    """Some things help and some do not, and the goals do not all say the same."""
    saved = pd.DataFrame({goal: plan(goal, POOR).binding.set_index("sheet")["low"] for goal in GOALS})
    assert (saved > 1.0).any(axis=None)
    assert (saved.nunique(axis=1) > 1).any()
    assert (plan("cvar", RICH).why["low"] > 1.0).all()
    assert (plan("cvar", POOR).why["low"] < 1.0).any()


def test_a_thing_is_shown_in_the_future_where_it_is_tightest() -> None:
    """Staff where fewer are found than expected; nobody would call it scarce by what is expected."""
    row = row_of(plan("worst_case", POOR).binding, sheet="LabourPools")
    assert row["future"] == "fewer"
    assert row["limit"] == pytest.approx(1.2)


def test_one_more_in_the_workbook_is_what_each_future_makes_of_it() -> None:
    """Where a future halves the money, a million more in the workbook is half a million there.

    A seat that serves 1,000 costs a million. It has to be paid in both futures, so that the poor one says what there is
    of it: half a seat, and with a million more a whole one.
    """
    village = stepwise_village()
    frames = village | {
        "Futures": futures(("as expected", 0.5), ("poor", 0.5, "Pots", "pot = fund", "budget", "multiply", 0.5)),
        "Types": with_cells(village["Types"], "centre", setup_cost=0.0),
    }
    row = row_of(explained(frames, plan_of(frames)).binding, sheet="Pots")
    assert (row["future"], row["limit"], row["used"]) == ("poor", 0.5, 0.5)
    assert (row["local"], row["low"], row["high"]) == pytest.approx((500.0, 500.0, 500.0), abs=EXACT)
