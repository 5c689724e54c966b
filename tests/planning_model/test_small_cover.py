"""Backup cover and functional coverage: each rule in a village whose optimum follows by hand."""

from __future__ import annotations

import pytest

from instances.findings import WorkbookError
from planning_model.plan import Plan
from planning_model.verify import verify
from reports.metrics import METRICS
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.verify.valley import changed
from tests.planning_model.worlds import Frames, instance_of, nursing_village, table, with_cells

COSTLY = table(
    "goal measure weight", ("unmet", "unmet_need", 0.001), ("rules", "shortfalls", 1.0), ("sites", "open_sites", 100.0)
)
"""Unmet need alone is not worth the centre."""


def frugal(*rule: object) -> Frames:
    return nursing_village(rule) | {"Goals": COSTLY}


def told(plan: Plan, column: str) -> float:
    return float(plan.rules[column].iloc[0])


# --------------------------------------------------------------------------------------------------- backup cover


def test_backup_cover_opens_a_second_site() -> None:
    without = plan_of(frugal("backup", "backup_share", "gp", 20.0, 0.9, "soft", 0.0))
    assert open_sites(without) == {"doc": "practice"}
    assert (told(without, "achieved"), told(without, "shortfall")) == (0.0, 1800.0)
    plan = plan_of(frugal("backup", "backup_share", "gp", 20.0, 0.9, "soft", 0.1))
    assert open_sites(plan) == {"doc": "practice", "new": "centre"}
    assert (told(plan, "achieved"), told(plan, "shortfall")) == (1.0, 0.0)


def test_one_site_is_no_backup_of_half_a_place() -> None:
    """Half of the residents asked for, and yet one site within reach counts nothing."""
    plan = plan_of(frugal("backup", "backup_share", "gp", 20.0, 0.5, "hard", 1.0))
    assert len(open_sites(plan)) == 2


def test_the_second_site_has_to_be_within_the_minutes() -> None:
    plan = plan_of(frugal("backup", "backup_share", "gp", 19.0, 0.5, "soft", 1.0))
    assert open_sites(plan) == {"doc": "practice"}
    assert goal(plan, "rules") == pytest.approx(1000.0)


def test_the_verifier_counts_the_sites_anew() -> None:
    instance = instance_of(frugal("backup", "backup_share", "gp", 20.0, 0.9, "hard", 1.0))
    plan = plan_of(instance)
    alone = plan.modules[plan.modules["site"] == "doc"]
    broken = changed(plan, "modules", {"site": "new"}, units=0.0, added=0.0)
    assert len(alone) < len(plan.modules)
    [violation] = [one for one in verify(instance, broken) if one.rule == "backup"]
    assert violation.amount == pytest.approx(1800.0)
    assert "Planungsregel" in violation.text("de")


# -------------------------------------------------------------------------------------------- functional coverage


def test_delegated_work_counts_in_seats() -> None:
    """A seat and the 250 contacts that the nurse takes over, a quarter of a seat's work; two are needed."""
    plan = plan_of(frugal("care", "functional_floor", "", None, 0.75, "soft", 10.0))
    assert open_sites(plan) == {"doc": "practice"}
    assert told(plan, "achieved") == pytest.approx(1.25 / 2)
    assert told(plan, "shortfall") == pytest.approx(0.25)


def test_a_hard_floor_opens_a_site_where_the_supply_ratio_would_need_less() -> None:
    plan = plan_of(frugal("care", "functional_floor", "", None, 0.75, "hard", 1.0))
    assert "new" in open_sites(plan)
    assert told(plan, "achieved") >= 0.75 - 1e-6


def test_the_supply_ratio_knows_no_delegation() -> None:
    """The same figure as a floor of the supply ratio is missed by what the nurse does."""
    plan = plan_of(frugal("care", "supply_floor", "", None, 0.75, "soft", 10.0))
    assert told(plan, "achieved") == pytest.approx(1 / 2)


def test_delegation_is_used_as_far_as_the_floor_asks() -> None:
    """Nobody has to be served, but the floor wants what the nurse can take over."""
    idle = frugal("care", "functional_floor", "", None, 0.6, "hard", 1.0)
    idle["Goals"] = table("goal measure weight", ("way", "travel_minutes", 0.001), ("sites", "open_sites", 1000.0))
    idle["Settings"] = table("parameter value", ("base_year", 2026), ("unmet_minutes", 0.0))
    plan = plan_of(idle)
    assert told(plan, "achieved") == pytest.approx(0.6)
    assert plan.work.set_index("resource").loc["nurse", "amount"] == pytest.approx(200.0)


def test_the_report_says_the_same() -> None:
    instance = instance_of(frugal("care", "functional_floor", "", None, 0.75, "soft", 10.0))
    plan = plan_of(instance)
    [row] = METRICS["areas"](instance, plan).to_dict("records")
    assert row["functional"] == pytest.approx(told(plan, "achieved"))
    assert row["supply_after"] == pytest.approx(0.5)


def test_the_verifier_counts_the_work_anew() -> None:
    instance = instance_of(frugal("care", "functional_floor", "", None, 0.6, "hard", 1.0))
    plan = plan_of(instance)
    broken = changed(plan, "work", {"resource": "nurse"}, amount=100.0)
    [violation] = [one for one in verify(instance, broken) if one.rule == "care"]
    assert violation.amount == pytest.approx(0.1)


# ---------------------------------------------------------------------------------------------------------- checks


@pytest.mark.parametrize(("kind", "share"), [("backup_share", 1.1), ("functional_floor", 75.0)])
def test_shares_beyond_all_are_refused(kind: str, share: float) -> None:
    world = frugal("x", kind, "gp" if kind == "backup_share" else "", 20.0, 0.5, "soft", 1.0)
    with pytest.raises(WorkbookError):
        instance_of(world | {"Rules": with_cells(world["Rules"], "x", value=share)})
