"""Tables that are not well-formed are named, and nothing else is said about such a plan."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import pytest

from planning_model.plan import Plan
from tests.planning_model.verify.expecting import Place, expect
from tests.planning_model.verify.valley import P1, P2, changed, instance, plan, with_row, without


def _unknown(frame: str, column: str, key: str, **where: str) -> tuple[Plan, dict[Place, float]]:
    return changed(plan(), frame, where, **{column: key}), {("frame_keys", f"{frame} · {column} · {key}", ""): 1.0}


@pytest.mark.parametrize(
    ("broken", "violations"),
    [
        _unknown("flows", "site", "nowhere", place="b", site="cb", service="gp", period=P2),
        _unknown("flows", "place", "nowhere", place="b", site="cb", service="gp", period=P2),
        _unknown("unmet", "period", "2099", place="c"),
        _unknown("unmet", "service", "surgery", place="c"),
        _unknown("modules", "resource", "scanner", site="oc"),
        (
            changed(plan(), "modules", {"site": "oc"}, type=""),
            {("frame_keys", "modules · type", ""): 1.0},
        ),
        _unknown("work", "type", "kiosk", site="oc"),
        _unknown("sites", "change", "moved", site="oc", period=P1),
        _unknown("sites", "type", "kiosk", site="oc", period=P1),
        _unknown("funding", "pot", "lottery", category="recruiting", period=P1),
        _unknown("funding", "category", "coffee", category="recruiting", period=P1),
        _unknown("funding", "origin", "old", category="setup", type="hub"),
        _unknown("recruits", "profession", "pilot", period=P1),
        _unknown("rules", "rule", "other", rule="gp_served", period=P1),
        _unknown("goals", "goal", "other", goal="sites"),
    ],
)
def test_every_key_is_known(broken: Plan, violations: dict[Place, float]) -> None:
    expect(instance(), broken, violations)


@pytest.mark.parametrize("number", [nan, inf, -0.5])
@pytest.mark.parametrize(
    ("frame", "column"),
    [("flows", "share"), ("modules", "kept"), ("work", "amount"), ("funding", "amount"), ("levels", "objective")],
)
def test_no_number_is_missing_infinite_or_negative(frame: str, column: str, number: float) -> None:
    rows = getattr(plan(), frame).copy()
    rows.loc[0, column] = number
    expect(instance(), replace(plan(), **{frame: rows}), {("frame_numbers", f"{frame} · {column}", ""): 1.0})


def test_a_missing_column_is_named() -> None:
    broken = replace(plan(), work=plan().work.drop(columns="amount"))
    expect(instance(), broken, {("frame_columns", "work", ""): 1.0})


def test_an_unknown_column_is_named() -> None:
    broken = replace(plan(), unmet=plan().unmet.assign(reason=""))
    expect(instance(), broken, {("frame_columns", "unmet", ""): 1.0})


def test_text_among_numbers_is_named() -> None:
    broken = replace(plan(), flows=plan().flows.astype({"share": "str"}))
    expect(instance(), broken, {("frame_columns", "flows", ""): 1.0})


def test_no_row_stands_twice() -> None:
    broken = with_row(plan(), "flows", "b", "cb", "gp", P2, 0.0)
    expect(instance(), broken, {("frame_duplicates", f"flows · b cb gp {P2}", ""): 1.0})


def test_a_site_has_one_type_in_a_period() -> None:
    broken = with_row(plan(), "sites", "cb", P2, "hub", "new")
    expect(instance(), broken, {("one_type_per_site", "cb", P2): 1.0})


def test_every_site_is_spoken_of_in_every_period() -> None:
    broken = without(plan(), "sites", site="xa", period=P2)
    expect(instance(), broken, {("sites_complete", "xa", P2): 1.0})
