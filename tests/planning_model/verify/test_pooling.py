"""Pooled capacity: sizes, and what a unit of each size takes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from instances.erlang import largest_load
from instances.instance import Instance
from planning_model.plan import Plan
from planning_model.verify import verify
from planning_model.verify.pooling import probability
from planning_model.verify.violation import Violation
from tests.planning_model.solving import plan_of
from tests.planning_model.verify.valley import changed
from tests.planning_model.worlds import infirmary, instance_of, table, with_cells

POOLING = {"pool_size", "pool_load"}


@cache
def ward() -> tuple[Instance, Plan]:
    """The infirmary whose new ward may have 8 or 12 beds, and its best plan: 12."""
    instance = instance_of(infirmary() | {"Sizes": table("resource units", ("bed", 8), ("bed", 12))})
    return instance, plan_of(instance)


def found(instance: Instance, plan: Plan) -> list[Violation]:
    return [one for one in verify(instance, plan) if one.rule in POOLING]


def test_the_plan_of_the_model_is_right() -> None:
    assert verify(*ward()) == []


@pytest.mark.parametrize("size", [1, 6, 25])
@pytest.mark.parametrize("rule", ["erlang_b", "erlang_c"])
def test_the_two_ways_to_compute_agree(rule: str, size: int) -> None:
    assert probability(rule, size, largest_load(rule, size, 0.05)) == pytest.approx(0.05, rel=1e-9)


def test_nothing_fits_into_no_bed() -> None:
    assert probability("erlang_b", 0, 0.1) == probability("erlang_c", 3, 3.0) == 1.0


def test_a_ward_of_another_size_is_found() -> None:
    instance, plan = ward()
    [size] = found(instance, changed(plan, "modules", {"site": "new"}, units=13.0, added=13.0))
    assert (size.rule, size.where, size.amount) == ("pool_size", "new · bed", 1.0)
    assert "13" in size.text("de")


def test_units_of_today_may_have_any_size() -> None:
    instance, plan = ward()
    assert found(instance, changed(plan, "modules", {"site": "old"}, units=10.5, kept=10.5)) == []


def test_a_ward_that_is_too_full_is_found() -> None:
    instance, plan = ward()
    [load] = found(instance, changed(plan, "work", {"site": "new"}, amount=lambda amount: 1.1 * amount))
    fuller = probability("erlang_b", 12, 1.1 * largest_load("erlang_b", 12, 0.05))
    assert (load.rule, load.where) == ("pool_load", "new · bed")
    assert load.amount == pytest.approx(fuller - 0.05)


@pytest.mark.parametrize("cells", [{"target": 0.04}, {"peak_factor": 1.01}, {"capacity_rule": "erlang_c"}])
def test_the_words_of_the_workbook_are_read(cells: dict[str, object]) -> None:
    _, plan = ward()
    world = infirmary() | {"Sizes": table("resource units", ("bed", 8), ("bed", 12))}
    stricter = instance_of(world | {"Resources": with_cells(world["Resources"], "bed", **cells)})
    assert {(one.rule, one.where) for one in found(stricter, plan)} == {
        ("pool_load", "old · bed"),
        ("pool_load", "new · bed"),
    }


def test_a_site_without_beds_takes_nobody() -> None:
    instance, plan = ward()
    rows = plan.modules[plan.modules["site"] != "new"]
    [load] = found(instance, replace(plan, modules=rows))
    assert (load.rule, load.amount) == ("pool_load", 0.95)
