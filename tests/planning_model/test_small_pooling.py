"""Pooled capacity: wards whose optimum follows from Erlang's formula, by hand."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from instances.erlang import largest_load
from planning_model.plan import Plan
from solvers import sequence
from tests.planning_model.solving import goal, plan_of, units
from tests.planning_model.worlds import Frames, infirmary, table, with_cells

RESIDENTS_OF_ERLANG = 100.0


def takes(beds: int, target: float = 0.05, rule: str = "erlang_b") -> float:
    """Residents that so many beds serve."""
    return RESIDENTS_OF_ERLANG * largest_load(rule, beds, target)


def alone(**bed: object) -> Frames:
    """The infirmary without the new ward; other cells of its beds."""
    world = infirmary()
    return world | {
        "Sites": with_cells(world["Sites"], "new", status="excluded"),
        "Resources": with_cells(world["Resources"], "bed", **bed),
    }


def listed(*sizes: int) -> Frames:
    return infirmary() | {"Sizes": table("resource units", *(("bed", size) for size in sizes))}


def most(**largest: float) -> Frames:
    """Other maxima of the types."""
    rows = infirmary()["TypeResources"]
    for kind, beds in largest.items():
        rows = with_cells(rows, kind, maximum=beds)
    return {"TypeResources": rows}


def test_a_linear_bed_is_always_used_and_a_pooled_one_is_not() -> None:
    assert goal(plan_of(alone(capacity_rule="linear", target=None))) == pytest.approx(1000)
    assert goal(plan_of(alone())) == pytest.approx(2000 - takes(10))
    assert takes(10) == pytest.approx(621.6, abs=0.1)  # of 1,000 that ten beds without any reserve would serve


def test_a_higher_target_and_a_lower_peak_take_more() -> None:
    assert goal(plan_of(alone(target=0.1))) == pytest.approx(2000 - takes(10, 0.1))
    assert goal(plan_of(alone(peak_factor=1.25))) == pytest.approx(2000 - takes(10) / 1.25)


def test_waiting_is_another_formula() -> None:
    plan = plan_of(alone(capacity_rule="erlang_c"))
    assert goal(plan) == pytest.approx(2000 - takes(10, rule="erlang_c"))


def test_a_large_ward_takes_more_for_each_bed() -> None:
    plan = plan_of(infirmary())
    assert units(plan, "new", "bed") == 15
    assert goal(plan) == pytest.approx(2000 - takes(10) - takes(15))
    assert takes(15) / 15 > takes(10) / 10


def test_a_ward_has_one_of_the_sizes_listed() -> None:
    plan = plan_of(listed(8, 12, 16))
    assert units(plan, "new", "bed") == 12
    assert goal(plan) == pytest.approx(2000 - takes(10) - takes(12))


def test_what_stands_grows_to_a_listed_size_or_stays_what_it_is() -> None:
    world = alone() | {"Sizes": listed(8, 12)["Sizes"]}
    assert goal(plan_of(world | most(practice=12.0))) == pytest.approx(2000 - takes(12))
    assert goal(plan_of(world | most(practice=11.0))) == pytest.approx(2000 - takes(10))


def test_a_fraction_that_stands_is_kept_and_takes_nothing() -> None:
    fraction = alone() | {"Existing": table("site resource units", ("old", "bed", 9.5))} | most(practice=9.5)
    plan = plan_of(fraction)
    assert units(plan, "old", "bed") == 9.5
    assert goal(plan) == pytest.approx(2000 - takes(9))


def test_beds_that_retire_force_nobody_out() -> None:
    """Ten beds, then seven and a half, where only eight and twelve are sizes to build."""
    world = alone() | {
        "Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1)),
        "Sizes": listed(8, 12)["Sizes"],
        "Existing": table("site resource period units", ("old", "bed", "", 10.0), ("old", "bed", "t2", 7.5)),
    }
    plan = plan_of(world)
    kept = plan.modules.query("site == 'old' and period == 't2'")["kept"]
    assert kept.tolist() == [7.5]
    assert goal(plan) == pytest.approx(2000 - takes(10) / 2 - takes(8) / 2)


@pytest.mark.parametrize("method", ["highs", "dive"])
def test_both_searches_find_the_sizes(method: str) -> None:
    with patch.object(sequence, "choose_method", lambda *_: method):
        plan: Plan = plan_of(listed(4, 8, 12, 15))
    assert units(plan, "new", "bed") == 15
    assert goal(plan) == pytest.approx(2000 - takes(10) - takes(15))
