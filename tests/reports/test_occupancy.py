"""Occupancy of pooled units, worked out by Erlang's formulas."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from instances.erlang import largest_load, turned_away, waits
from reports.baseline import baseline
from reports.metrics import METRICS, Facts
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import infirmary, instance_of, with_cells
from tests.reports.cases import Case


@cache
def facts(rule: str) -> Facts:
    """The infirmary, a tenth of a peak; at the optimum both wards are as full as they may be."""
    beds = with_cells(infirmary()["Resources"], "bed", capacity_rule=rule, peak_factor=1.1, opening_hours=4380.0)
    instance = instance_of(infirmary() | {"Resources": beds})
    return Facts(instance, plan_of(instance))


def wards(rule: str) -> pd.DataFrame:
    return METRICS["occupancy"].of(facts(rule)).set_index("site")


def test_beds_turn_away_what_the_formula_says() -> None:
    rows = wards("erlang_b")
    assert rows["pool_size"].to_dict() == {"new": 15, "old": 10}
    offered = {"new": largest_load("erlang_b", 15, 0.05), "old": largest_load("erlang_b", 10, 0.05)}
    assert rows["offered_load"].to_dict() == pytest.approx(offered)
    assert rows["turned_share"].to_dict() == pytest.approx({"new": 0.05, "old": 0.05})
    assert turned_away(15, offered["new"]) == pytest.approx(0.05)
    assert rows["pool_use"].to_dict() == pytest.approx(
        {"new": 0.95 * offered["new"] / 15, "old": 0.095 * offered["old"]}
    )
    # the work of a year is that of the mean, not of the peak
    assert rows.loc["old", "turned_away"] == pytest.approx(0.05 * 365 * offered["old"] / 1.1)
    assert rows[["waiting_share", "waiting_minutes"]].isna().all(axis=None)


def test_bays_let_wait_as_long_as_the_formula_says() -> None:
    row = wards("erlang_c").loc["old"]
    load = largest_load("erlang_c", 10, 0.05)
    assert row["waiting_share"] == pytest.approx(waits(10, load)) == pytest.approx(0.05)
    assert row["pool_use"] == pytest.approx(load / 10)
    # twelve hours a day in which each of 365 cases takes twelve hours
    assert row["waiting_minutes"] == pytest.approx(0.05 * 12 * 60 / (10 - load))
    assert pd.isna(row["turned_share"])


def test_capacity_is_what_can_be_relied_on() -> None:
    relied_on = 365 * largest_load("erlang_b", 10, 0.05) / 1.1
    capacities = facts("erlang_b").capacities.set_index(["site", "moment"])["capacity"]
    assert capacities["old", "today"] == pytest.approx(relied_on)
    assert baseline(facts("erlang_b").instance)["load"]["capacity"].tolist() == pytest.approx([relied_on])


def test_without_pools_there_is_nothing_to_report(case: Case) -> None:
    assert METRICS["occupancy"](case.instance, case.plan).empty
