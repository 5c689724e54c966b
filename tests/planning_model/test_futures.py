"""One plan for several futures: the same as by brute force over choices and futures, and what must always hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from careplan.api import write_report
from careplan.errors import InfeasibleError
from instances.futures import futures_of, in_future
from instances.instance import Instance
from planning_model.plan import FRAMES, Plan, empty_frame, load_plan
from planning_model.verify import capacity, verify
from planning_model.verify import futures as checks
from planning_model.verify.case import Case
from planning_model.verify.checks import Check
from planning_model.verify.goals import level_objective
from tests.planning_model.districts import district
from tests.planning_model.futures_enumeration import Values, mean, mean_of_worst, outcomes
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import (
    Frames,
    futures,
    infirmary,
    instance_of,
    table,
    uncertain_village,
    village,
    with_rows,
)

EXACT = 1e-6
CHANCES = {"as expected": 0.5, "fewer": 0.3, "more": 0.2}
COST = 200.0
GOALS: dict[str, Callable[[Values, Values], float]] = {
    "expected": lambda values, _: mean(CHANCES, values),
    "worst_case": lambda values, _: max(values.values()),
    "cvar": lambda values, _: mean_of_worst(CHANCES, values, 0.5),
    "regret": lambda values, best: max(values[name] - best[name] for name in values),
}


def uncertain_district() -> Frames:
    """A district with a future of fewer and dearer staff, and one of more need and less delegation."""
    rows = futures(
        ("as expected", 0.5),
        ("fewer", 0.3, "LabourPools", "", "recruitable", "multiply", 0.3),
        ("fewer", None, "Professions", "", "staff_cost", "multiply", 1.3),
        ("more", 0.2, "Services", "service = gp", "rate_75_plus", "multiply", 4.0),
        ("more", None, "Production", "resource = nurse; service = gp", "max_share", "multiply", 0.7),
    )
    return district(6, 2) | {"Futures": rows}


def world(goal: str) -> Frames:
    return uncertain_village(COST, goal)


def world_of_two(goal: str) -> Frames:
    """Without the future of more need."""
    fewer = ("fewer", 0.3, "LabourPools", "", "recruitable", "set", 0.2)
    return world(goal) | {"Futures": futures(("as expected", 0.7), fewer)}


@cache
def instance(goal: str = "expected") -> Instance:
    return instance_of(world(goal))


@cache
def plan(goal: str = "expected") -> Plan:
    return plan_of(instance(goal))


@cache
def by_enumeration() -> tuple[list[Values], Values]:
    return outcomes(instance())


def in_each(one: Plan, column: str = "objective") -> pd.Series:
    return one.futures.set_index("future")[column]


def expected(one: Plan, column: str) -> float:
    return float((one.futures["probability"] * one.futures[column]).sum())


@pytest.mark.parametrize("goal", GOALS)
def test_same_optimum_as_by_brute_force(goal: str) -> None:
    everywhere, best = by_enumeration()
    one = plan(goal)
    assert one.objective == pytest.approx(min(GOALS[goal](values, best) for values in everywhere), rel=EXACT)
    assert one.bound == pytest.approx(one.objective, rel=EXACT)
    assert in_each(one, "best").to_dict() == pytest.approx(best, rel=EXACT)
    assert in_each(one).to_dict() in [pytest.approx(values, rel=EXACT) for values in everywhere]


def test_the_goal_over_futures_changes_the_plan() -> None:
    """So that the comparison above is worth something."""
    assert len({tuple(plan(goal).sites["type"]) for goal in GOALS}) > 1


def test_same_optimum_where_everything_is_scarce() -> None:
    frames = uncertain_district()
    everywhere, best = outcomes(instance_of(frames))
    one = plan_of(frames)
    assert one.objective == pytest.approx(min(mean(CHANCES, values) for values in everywhere), rel=EXACT)
    assert in_each(one, "best").to_dict() == pytest.approx(best, rel=EXACT)
    assert in_each(one, "regret_low").max() > 1.0


def test_what_knowing_the_future_is_worth_is_the_expected_regret() -> None:
    one = plan()
    assert one.objective == pytest.approx(expected(one, "objective"))
    assert one.objective - expected(one, "best") == pytest.approx(expected(one, "regret_low"), abs=1e-6)
    assert (one.futures["regret_low"] >= 0).all()
    assert (one.futures["regret_low"] <= one.futures["regret_high"] + EXACT).all()


def test_the_plan_for_all_is_no_worse_on_average_than_the_one_for_what_is_expected() -> None:
    one = plan()
    assert one.objective <= expected(one, "unprepared") + EXACT
    assert in_each(one, "unprepared")["as expected"] == pytest.approx(in_each(one, "best")["as expected"])


def test_with_one_future_nothing_is_different() -> None:
    alone = plan_of(village())
    one = plan_of(village() | {"Futures": futures(("as expected", 1.0))})
    assert one.futures.empty
    assert one.objective == alone.objective
    for frame in ("sites", "modules", "flows", "unmet", "funding", "recruits", "levels"):
        pd.testing.assert_frame_equal(getattr(one, frame), getattr(alone, frame))


def test_futures_that_are_all_as_expected_cost_nothing() -> None:
    one = plan_of(village() | {"Futures": futures(("one", None), ("other", None))})
    assert one.objective == pytest.approx(plan_of(village()).objective)
    assert in_each(one, "regret_high").tolist() == pytest.approx([0.0, 0.0], abs=EXACT)


def test_what_is_best_on_average_does_not_worsen_the_worst() -> None:
    """A centre that helps in one of two futures costs a little in the other, which is the worst one."""
    worst = futures(("as expected", 0.5), ("nobody", 0.5, "LabourPools", "", "recruitable", "set", 0.0))
    pools = table("grouping group profession available recruitable", ("state", "", "doctor", 1.0, 1.0))
    goals = table(
        "goal measure weight tolerance", ("unmet", "unmet_need", 1.0, 0.01), ("sites", "open_sites", 1.0, 0.01)
    )
    settings = with_rows(village()["Settings"], {"parameter": "futures_goal", "value": "worst_case"})
    frames = {"Settings": settings, "Goals": goals, "LabourPools": pools, "Futures": worst}
    one = plan_of(village() | frames)
    assert one.objective == pytest.approx(1000.0)
    assert in_each(one)["as expected"] == pytest.approx(1000.0)


def test_priorities_are_combined_one_after_the_other() -> None:
    goals = table("goal measure priority weight", ("unmet", "unmet_need", 1, 1.0), ("cost", "public_cost", 2, 1.0))
    one = plan_of(world_of_two("worst_case") | {"Goals": goals})
    worst = one.futures.groupby("priority")["objective"].max()
    assert one.levels.set_index("priority")["objective"].to_dict() == pytest.approx(worst.to_dict())
    assert one.objective == pytest.approx(worst[2.0])


def test_a_hard_rule_holds_in_every_future() -> None:
    """Recruits enough for both are expected, but in a future with few of them the rule cannot be kept."""
    columns = "rule kind service grouping minutes value strictness"
    rule = table(columns, ("near", "served_share", "gp", "state", 30.0, 0.7, "hard"))
    with pytest.raises(InfeasibleError) as caught:
        plan_of(world_of_two("expected") | {"Rules": rule}, explain=True)
    first, _, *demands = caught.value.lines("de")
    assert first == "Die Zukunft „fewer“ hat schon für sich allein keinen Plan."
    assert any(line.startswith("– In der Zukunft „fewer“: near.") for line in demands)


def test_futures_that_need_different_sites_have_no_common_plan() -> None:
    """The centre is needed where all live as expected, and cannot be paid where fewer do and it costs twice as much."""
    columns = "rule kind service grouping minutes value strictness"
    rule = table(columns, ("served", "served_share", "gp", "state", 30.0, 0.7, "hard"))
    rows = futures(
        ("as expected", 0.5),
        ("dear", 0.5, "Types", "type = centre", "setup_cost", "multiply", 2.0),
        ("dear", None, "Services", "service = gp", "rate_18_64", "multiply", 0.2),
        ("dear", None, "Services", "service = gp", "rate_0_17", "multiply", 0.2),
    )
    frames = village() | {"Rules": rule, "Futures": rows, "Pots": table("pot budget", ("fund", 1.0))}
    with pytest.raises(InfeasibleError) as caught:
        plan_of(frames, explain=True)
    assert caught.value.lines("de")[0].startswith("Jede Zukunft für sich hat einen Plan")
    assert caught.value.explanation is not None
    assert len(caught.value.explanation.proposals) == 2


def test_a_unit_that_stands_idle_altogether_has_no_size() -> None:
    """The ward is built for when there are doctors; where there are none for it, it has none of its sizes."""
    few = futures(("as expected", 0.9), ("nobody", 0.1, "LabourPools", "", "available", "set", 1.0))
    pools = table("grouping profession available", ("state", "doctor", 2.0))
    sizes = table("resource units", ("bed", 8.0), ("bed", 10.0))
    ward = plan_of(infirmary() | {"LabourPools": pools, "Sizes": sizes, "Futures": few})
    assert ward.modules.set_index("site")["added"]["new"] == 10.0
    assert in_each(ward)["nobody"] > in_each(ward)["as expected"] + 500.0


def rows_found(check: Check, of: Instance, one: Plan, *, in_a_future: bool = False) -> int:
    """How many violations a check finds."""
    found = check(Case(of, one, in_a_future))
    assert all(violation.line("de") and violation.unit for violation in found)
    return len(found)


def shown_alone(one: Plan) -> Plan:
    """The plan as it is in the future that is as expected, without a word of others."""
    return one.with_futures(empty_frame("futures"), {})


class TestVerifier:
    """The plan is for all futures, and what it says of them adds up."""

    def test_capacity_stands_idle_only_where_there_are_several_futures(self) -> None:
        idle = replace(plan(), modules=plan().modules.assign(units=lambda rows: rows["kept"]))
        alone = instance_of(world("expected") | {"Futures": futures()})
        assert rows_found(capacity.units_sum, alone, idle)
        assert not rows_found(capacity.units_sum, instance(), idle)
        assert not rows_found(capacity.units_sum, alone, idle, in_a_future=True)

    def test_what_was_kept_does_not_stand_idle(self) -> None:
        empty = replace(plan(), modules=plan().modules.assign(units=0.5))
        assert rows_found(capacity.units_sum, instance(), empty) == 1

    @pytest.mark.parametrize(
        ("column", "check"),
        [
            ("probability", checks.future_rows),
            ("objective", checks.future_objective),
            ("best", checks.future_regret),
            ("regret_high", checks.future_regret),
        ],
    )
    def test_a_wrong_figure_is_found(self, column: str, check: Check) -> None:
        one = plan()
        wrong = replace(one, futures=one.futures.assign(**{column: one.futures[column] + 0.1}))
        assert not rows_found(check, instance(), one)
        assert rows_found(check, instance(), wrong)

    @pytest.mark.parametrize("goal", GOALS)
    def test_a_wrong_objective_is_found(self, goal: str) -> None:
        one = plan(goal)
        worse = one.futures.assign(objective=one.futures["objective"] * 2, regret_low=one.futures["regret_low"] * 2)
        assert not rows_found(level_objective, instance(goal), one)
        assert rows_found(level_objective, instance(goal), replace(one, futures=worse))

    def test_a_future_that_is_missing_is_found(self) -> None:
        one = replace(plan(), futures=plan().futures.iloc[:2])
        assert rows_found(checks.future_rows, instance(), one) == 1

    def test_plans_that_differ_in_what_is_decided_before_are_found(self) -> None:
        one, other = plan(), plan("regret")
        assert rows_found(checks.one_plan, instance(), one) == 0
        assert rows_found(checks.one_plan, instance(), one.with_futures(one.futures, other.in_futures))

    def test_the_plan_in_another_future_is_checked_there(self) -> None:
        """The plan that is shown recruits more than there are in the future with fewer."""
        one = plan()
        assert verify(instance(), one) == []
        found = verify(instance(), one.with_futures(one.futures, one.in_futures | {"fewer": shown_alone(one)}))
        assert {"recruitable", "future_objective"} <= {violation.rule for violation in found}
        assert all(violation.where.startswith("fewer") for violation in found if violation.rule == "recruitable")

    def test_a_wrong_figure_of_another_future_is_found(self) -> None:
        one = plan()
        more = one.in_futures["more"]
        wrong = replace(more, unmet=more.unmet.assign(share=more.unmet["share"] * 0.9))
        found = verify(instance(), one.with_futures(one.futures, one.in_futures | {"more": wrong}))
        assert found
        assert all(violation.where.startswith("more") for violation in found)

    def test_a_future_without_its_plan_is_found(self) -> None:
        one = plan()
        assert rows_found(checks.future_plans, instance(), one) == 0
        told_of_two = one.with_futures(one.futures, {"fewer": one.in_futures["fewer"]})
        assert [found.where for found in verify(instance(), told_of_two)] == ["more"]


def test_the_plan_in_every_future_is_saved_with_it(tmp_path: Path) -> None:
    plan().save(tmp_path)
    again = load_plan(tmp_path)
    assert [*again.in_futures] == ["fewer", "more"]
    assert verify(instance(), again) == []
    for name, one in plan().in_futures.items():
        for frame in FRAMES:
            pd.testing.assert_frame_equal(getattr(again.in_futures[name], frame), getattr(one, frame), check_exact=True)


def test_the_plan_in_another_future_has_a_report_of_its_own(tmp_path: Path) -> None:
    fewer = in_future(instance(), futures_of(instance())[1])
    assert write_report(fewer, plan().in_futures["fewer"], tmp_path).is_file()
