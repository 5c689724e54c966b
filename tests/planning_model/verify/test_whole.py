"""The verifier as a whole: good plans pass, in any order and from disk, and every finding can be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from instances.instance import Instance
from planning_model.plan import FRAMES, Plan, as_frame, load_plan
from planning_model.verify import Violation, verify
from planning_model.verify.tolerance import TOLERANCE, difference, excess
from reports.baseline import baseline
from tests.planning_model.verify.valley import P1, changed, edited, instance, plan, table


def test_the_plan_worked_out_by_hand_holds() -> None:
    assert verify(instance(), plan()) == []


def test_the_order_of_rows_says_nothing() -> None:
    shuffled = replace(plan(), **{name: getattr(plan(), name).sample(frac=1.0, random_state=7) for name in FRAMES})
    assert verify(instance(), shuffled) == []


def test_a_saved_plan_holds(tmp_path: Path) -> None:
    plan().with_baseline(baseline(instance())).save(tmp_path)
    assert verify(instance(), load_plan(tmp_path)) == []


def _noisy(size: float) -> Plan:
    """The plan with every amount a little off, in both directions."""
    rng = np.random.default_rng(3)
    noisy = plan()
    for frame, column in (("flows", "share"), ("work", "amount"), ("funding", "amount"), ("recruits", "fte")):
        rows = getattr(noisy, frame)
        sign = rng.choice([-1.0, 1.0], len(rows))
        noisy = replace(noisy, **{frame: rows.assign(**{column: rows[column] * (1.0 + size * sign)})})
    return noisy


def test_the_noise_of_a_solver_is_no_violation() -> None:
    assert verify(instance(), _noisy(1e-9)) == []


def test_more_than_noise_is_a_violation() -> None:
    found = {one.rule for one in verify(instance(), _noisy(1e-4))}
    assert {"assignment", "work_equals_demand", "cost_covered", "labour_pool"} <= found


def test_an_instance_without_the_optional_sheets_has_a_plan() -> None:
    """One place, its practice and nothing else: no rules, pools, pot rules or explicit demand."""
    sheets = {
        "Settings": table("parameter value", ("base_year", 2026)),
        "Periods": table("period first_year years", (P1, 2028, 1)),
        "Areas": table("area", ("all",)),
        "Places": table("place area residents lat lon", ("a", "all", 1000, 50.0, 7.0)),
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes", ("gp", "x", 5, 5, 5, 5, 30)
        ),
        "Resources": table("resource unit step", ("seat", "seats", 1)),
        "Production": table("type resource service productivity", (None, "seat", "gp", 5000)),
        "Types": table("type", ("practice",)),
        "TypeResources": table("type resource maximum", ("practice", "seat", 2)),
        "Professions": table("profession", ("gp",)),
        "Staffing": table("resource profession fte", ("seat", "gp", 1)),
        "Sites": table("site place status present_type", ("pa", "a", "existing", "practice")),
        "Existing": table("site resource units", ("pa", "seat", 1)),
        "Pots": table("pot budget", ("town", 1.0)),
        "Rules": table("rule kind service minutes value strictness", ("near", "reach_share", "gp", 20, 1.0, "hard")),
        "Goals": table("goal measure weight", ("unmet", "unmet_need", 1.0)),
    }
    lonely = Plan(
        status="optimal",
        objective=0.0,
        bound=0.0,
        gap=0.0,
        **{
            **{name: as_frame(name, []) for name in FRAMES},
            "sites": as_frame("sites", [("pa", P1, "practice", "none")]),
            "modules": as_frame("modules", [("pa", "practice", "seat", P1, 1, 1, 0)]),
            "flows": as_frame("flows", [("a", "pa", "gp", P1, 1.0)]),
            "work": as_frame("work", [("pa", "practice", "seat", "gp", P1, 5000)]),
            "rules": as_frame("rules", [("near", "", P1, 1.0, 1.0, 0.0)]),
            "goals": as_frame("goals", [("unmet", 1, 0.0, 1.0)]),
            "levels": as_frame("levels", [(1, 0.0, 0.0, 0.0)]),
        },
    )
    one = Instance.from_frames(sheets, "en")
    assert verify(one, lonely) == []
    nothing = replace(lonely, **{name: as_frame(name, []) for name in ("modules", "flows", "work")})
    broken = {"assignment", "kept_stays", "near", "rule_achieved", "rule_shortfall"}
    assert {violation.rule for violation in verify(one, nothing)} == broken


def test_a_violation_reads_well_in_both_languages() -> None:
    (found,) = verify(instance(edited("Pots", {"pot": "land"}, budget=0.9)), plan())
    assert (
        found.line("en") == f"pot_budget – land – {P1}: the pot pays 1.87 million €, its budget is 1.8 (0.07 million €)"
    )
    # the German words are the message catalogue's; numbers have a German comma
    assert all(number in found.line("de") for number in ("1,87", "1,8", "0,07"))


def test_a_violation_without_a_period_says_none() -> None:
    (found, _) = verify(instance(), changed(plan(), "goals", {"goal": "changes"}, value=5.0))
    assert isinstance(found, Violation)
    assert found.line("en").startswith("goal_value – changes: ")


def test_the_tolerance_is_relative_with_a_floor_of_one_unit() -> None:
    assert excess(1e9 + 900, 1e9) == 0
    assert excess(1e9 + 1100, 1e9) == pytest.approx(1100)
    assert excess(TOLERANCE / 2, 0.0) == 0
    assert excess(2e-6, 0.0) == pytest.approx(2e-6)
    assert difference(0.0, 4e-3, 5000.0) == 0
    assert difference(0.0, 6e-3, 5000.0) == pytest.approx(6e-3)


def test_what_is_no_number_never_passes() -> None:
    assert np.isnan(excess(np.nan, 1.0))
    assert np.isnan(difference(1.0, np.nan))
