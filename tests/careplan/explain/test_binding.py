"""What one more and one less of a scarce thing is worth: by hand, by brute force, by hard times for the solver."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

import careplan
from careplan.explain.explanation import explanation
from careplan.explain.trial import NO_PLAN, NOT_SOLVED, UNKNOWN, Answer, Trials, difference
from careplan.pipeline import PlanOptions
from careplan.progress import PlanProgress
from instances.overrides import Override
from solvers.errors import SolverCrashed
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.result import SolveResult
from tests.careplan.explain.cases import explained, least, row_of, stepwise_village
from tests.planning_model.solving import _run_here, plan_of
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells

EXACT = 1e-4


def rule(kind: str, value: float, strictness: str = "hard", **cells: object) -> Frames:
    goals = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("rules", "shortfalls", 1.0))
    row = {"rule": "it", "kind": kind, "grouping": "state", "value": value, "strictness": strictness, **cells}
    return {"Rules": table(" ".join(row), tuple(row.values())), "Goals": goals}


def staff(available: float, recruitable: float = 0.0) -> Frames:
    return {
        "LabourPools": table(
            "grouping group profession available recruitable", ("area", "A", "doctor", available, recruitable)
        )
    }


POT = Override("Pots", {"pot": "fund"}, "budget", "add", 1.0)
POOL = Override("LabourPools", {"profession": "doctor"}, "available", "add", 1.0)
SEAT = Override("Areas", {"area": "A"}, "exempt_seats", "add", 1.0)
ONE_MORE = Override("Rules", {"rule": "it"}, "value", "add", 1.0)
ONE_LESS = Override("Rules", {"rule": "it"}, "value", "add", -1.0)
LATER = Override("Rules", {"rule": "it"}, "minutes", "add", 5.0)
NOTHING_NEW = with_cells(village()["Sites"], "new", status="excluded")
MUST_DRIVE = rule("reach_share", 0.9, "soft", service="gp", minutes=15.0) | {"Sites": NOTHING_NEW}

CASES: dict[str, tuple[Frames, str, Override, tuple[float, float, float]]] = {
    "money for the other half": (stepwise_village(), "Pots", POT, (500.0, 1000.0, 499.0)),
    "money for nothing": (village() | {"Pots": table("pot budget", ("fund", 0.2))}, "Pots", POT, (999.0, 0.0, 0.0)),
    "staff": (village() | staff(1.0, 0.5), "LabourPools", POOL, (500.0, 1000.0, math.inf)),
    "seats below the cap": (village() | rule("supply_cap", 0.75), "Rules", SEAT, (500.0, 1000.0, 500.0)),
    "one site more": (village() | rule("count_max", 1.0), "Rules", ONE_MORE, (1000.0, 0.0, math.inf)),
    "one site less": (village() | rule("count_min", 3.0, "soft", weight=7.0), "Rules", ONE_LESS, (7.0, 7.0, 7.0)),
    "minutes": (village() | MUST_DRIVE, "Rules", LATER, (800.0, 800.0, 0.0)),
}


@pytest.mark.parametrize("name", CASES)
def test_one_more_is_worth_what_it_saves(name: str) -> None:
    """By hand, and by enumeration of the workbook with the cell changed; both gaps are 0, so there is no interval.

    At the plan's openings a million buys a seat, which serves 1,000, a post staffs one, and an exempt seat is one; what
    needs another site to open is worth nothing there. One less is one unit or all
    there is, also where no workbook could say so: no money at all, fewer posts or sites than there are today. A cap
    never falls below the seats of today.
    """
    world, sheet, override, (saved, local, lost) = CASES[name]
    instance = instance_of(world)
    row = row_of(explained(instance).binding, sheet=sheet)
    assert saved == pytest.approx(least(instance) - least(instance, override), abs=EXACT)
    assert (row["low"], row["high"]) == pytest.approx((saved, saved), abs=EXACT)
    assert row["local"] == pytest.approx(local, abs=EXACT, nan_ok=True)
    assert (row["less_low"], row["less_high"]) == pytest.approx((lost, lost), abs=EXACT)


@pytest.mark.parametrize(
    ("world", "sheet", "override", "lost"),
    [
        (stepwise_village(Pots=table("pot budget", ("fund", 1.5))), "Pots", replace(POT, value=-1.0), 999.0),
        (village() | staff(2.0), "LabourPools", replace(POOL, value=-1.0), 999.0),
        (village() | rule("count_max", 2.0), "Rules", ONE_LESS, 1000.0),
        (village() | rule("count_min", 2.0, "soft", weight=7.0), "Rules", ONE_MORE, 7.0),
    ],
)
def test_one_less_costs_what_is_lost_without_it(world: Frames, sheet: str, override: Override, lost: float) -> None:
    instance = instance_of(world)
    row = row_of(explained(instance).binding, sheet=sheet)
    assert lost == pytest.approx(least(instance, override) - least(instance), abs=EXACT)
    assert (row["less_low"], row["less_high"]) == pytest.approx((lost, lost), abs=EXACT)


def test_a_pot_that_waits_for_its_site_is_priced_while_that_runs() -> None:
    """Its budget stands in two rows of the model, of which either may have the price."""
    pots = table("pot budget grouping group needs_type", ("fund", 1.0, "area", "A", "centre"))
    row = row_of(explained(stepwise_village(Pots=pots)).binding, sheet="Pots")
    assert row["local"] == pytest.approx(1000.0)
    assert (row["low"], row["high"]) == pytest.approx((500.0, 500.0), abs=EXACT)


def test_periods_that_one_row_speaks_of_are_added_up() -> None:
    """A row for two periods of one and two years: a million a year is three, in two rows of the model."""
    periods = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))
    both = explained(village() | staff(1.0, 0.0) | {"Periods": periods})
    row = row_of(both.binding, sheet="LabourPools")
    assert (row["low"], row["high"]) == pytest.approx((999.0, 999.0), abs=EXACT)
    running = table("resource unit step counting_factor running_cost", ("seat", "seats", 0.5, 1.0, 1_000_000.0))
    world = village() | {"Periods": periods, "Resources": running, "Pots": table("pot budget", ("fund", 0.5))}
    world |= {"Types": village()["Types"].assign(setup_cost=0.0)}
    row = row_of(explained(world).binding, sheet="Pots")
    assert row["local"] == pytest.approx(1000.0)
    assert (row["low"], row["high"]) == pytest.approx((500.0, 500.0), abs=EXACT)


def test_room_is_that_of_the_tightest_period() -> None:
    """One seat is kept from the first period on, half of the second post is lost by the second."""
    pools = table(
        "grouping group profession period available recruitable retention",
        ("state", "", "doctor", "t1", 1.5, 1.0, None),
        ("state", "", "doctor", "t2", 1.0, 0.0, 0.5),
    )
    periods = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))
    row = row_of(explained(village() | {"LabourPools": pools, "Periods": periods}).binding, sheet="LabourPools")
    assert (row["period"], row["limit"], row["used"], row["slack"]) == ("t2", 1.5, 1.5, 0.0)
    row = row_of(explained(stepwise_village()).binding, sheet="Pots")
    assert (row["limit"], row["used"], row["slack"]) == pytest.approx((1.0, 1.0, 0.0))


def test_money_that_is_left_is_scarce_where_it_buys_no_further_site() -> None:
    """2.4 of 9.9 million are left, and each centre takes 7.5; a million more does not do either."""
    dear = with_cells(village()["Types"], "centre", setup_cost=7_500_000.0)
    world = village() | {"Types": dear, "Pots": table("pot budget", ("fund", 9.9))}
    row = row_of(explained(world).binding, sheet="Pots")
    assert row[["slack", "low", "high"]].tolist() == pytest.approx([2.4, 0.0, 0.0])


def test_what_is_not_scarce_is_not_solved_again() -> None:
    row = row_of(explained(village()).binding, sheet="Pots")
    assert row["slack"] == pytest.approx(9.0)
    assert math.isnan(row["low"])


def test_the_interval_holds_the_value_of_a_plan_that_is_not_the_best() -> None:
    """Made with too little money, it leaves 500 unserved; nobody has proven that anybody has to be.

    With the 1.5 million there are, nobody has to be, so that a million more brings nothing; with half a million, 1,000.
    """
    rich = instance_of(stepwise_village(Pots=table("pot budget", ("fund", 1.5))))
    poor = plan_of(stepwise_village())
    early = replace(poor, bound=0.0, gap=1.0, levels=poor.levels.assign(bound=0.0, gap=1.0))
    assert careplan.verify(rich, early) == []
    row = row_of(explained(rich, early).binding, sheet="Pots")
    assert (row["low"], row["high"]) == pytest.approx((0.0, 500.0), abs=EXACT)
    assert (row["less_low"], row["less_high"]) == pytest.approx((499.0, 1000.0), abs=EXACT)


def test_a_plan_of_another_workbook_is_refused() -> None:
    with pytest.raises(careplan.VerificationError):
        careplan.explain_plan(instance_of(stepwise_village()), plan_of(village()))


def test_differences_of_what_is_known() -> None:
    now = Answer(10.0, 12.0)
    assert difference(now, Answer(5.0, 8.0)) == (2.0, 7.0)
    assert difference(now, Answer(5.0, 11.0)) == (0.0, 7.0)
    assert difference(now, Answer(-math.inf, 8.0)) == (2.0, math.inf)
    assert difference(now, Answer(9.0, math.inf)) == (0.0, 3.0)
    assert difference(NO_PLAN, now) == (math.inf, math.inf)
    assert all(math.isnan(value) for value in difference(now, UNKNOWN) + difference(UNKNOWN, now) + NOT_SOLVED)


def test_without_time_there_are_slacks_alone() -> None:
    row = row_of(explained(stepwise_village(), time_limit=0.0).binding, sheet="Pots")
    assert row["slack"] == pytest.approx(0.0)
    assert row[["local", "low", "high"]].isna().all()


def test_a_cancel_keeps_what_has_been_computed() -> None:
    cancel = threading.Event()
    news: list[PlanProgress] = []

    def stop_at_the_second(one: PlanProgress) -> None:
        news.append(one)
        if one.stage == "trial" and one.done == 2:
            cancel.set()

    world = stepwise_village() | staff(1.5) | rule("supply_cap", 0.75)
    binding = explained(world, progress=stop_at_the_second, cancel=cancel).binding
    assert [one.of for one in news if one.stage == "trial"] == [3, 3]
    assert binding["low"].notna().sum() == 1
    assert binding["local"].notna().all()


def test_ctrl_c_keeps_what_has_been_computed() -> None:
    """Between two solves it reaches the explanation itself."""
    begun: list[MatrixProblem] = []

    def interrupted_at_the_second(problem: MatrixProblem, *rest: Any) -> SolveResult:
        begun.append(problem)
        if len(begun) == 2:
            raise KeyboardInterrupt
        return _run_here(problem, *rest)

    instance = instance_of(stepwise_village())
    plan = plan_of(instance)
    with patch("careplan.explain.trial.run", interrupted_at_the_second):
        made = explanation(instance, plan, PlanOptions(60.0, 0.0))
    row = row_of(made.binding, sheet="Pots")
    assert len(begun) == 2
    assert row["low"] == pytest.approx(500.0, abs=EXACT)
    assert math.isnan(row["less_low"])
    assert made.why["low"].isna().all()


def test_a_solver_that_dies_costs_its_row_alone() -> None:
    instance = instance_of(stepwise_village())
    plan = plan_of(instance)
    with patch("careplan.explain.trial.run", side_effect=SolverCrashed(-9)):
        made = explanation(instance, plan, PlanOptions(60.0, 0.0))
    row = row_of(made.binding, sheet="Pots")
    assert (row["method"], row["local"]) == ("local", pytest.approx(1000.0))


def test_a_long_trial_is_made_only_where_the_plan_is_proven_closely_enough() -> None:
    """Of what is worth less than the plan's own gap leaves open an interval would say nothing."""
    plan = Answer(bound=900.0, objective=1000.0)
    trials = Trials(SolveOptions(time_limit=60.0), usual=20.0)
    assert not trials.worth_it(90.0, plan, share=10.0)
    assert trials.worth_it(110.0, plan, share=10.0)
    assert trials.worth_it(90.0, plan, share=30.0), "it takes no longer than its share"
    assert not trials.worth_it(math.nan, plan, share=10.0)
    assert not trials.worth_it(math.inf, plan, share=10.0)
    assert trials.worth_it(0.0, Answer(1000.0, 1000.0), share=10.0), "proven to the last resident"
