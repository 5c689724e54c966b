"""What the other decision on a site costs: by hand, and by plans of a workbook that says so."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import pytest

from planning_model.plan import Plan
from tests.careplan.explain.cases import another_site, explained, row_of, stepwise_village
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import Frames, table, village, with_cells

EXACT = 1e-4


def rules(kind: str, **cells: object) -> Frames:
    row = {"rule": "it", "kind": kind, "type": "centre", "grouping": "state", "strictness": "hard", **cells}
    return {"Rules": table(" ".join(row), tuple(row.values()))}


def obstacle(plan: Plan, site: str) -> tuple[str, str]:
    row = row_of(plan.why, site=site)
    return row["sheet"], row["item"]


def test_a_site_that_opens_is_worth_what_is_lost_without_it() -> None:
    """Without the centre 1,000 stay unserved; as a site newly opened it counts 1."""
    row = row_of(explained(village()).why, site="new")
    assert row["question"] == "without"
    assert row[["local", "low", "high"]].tolist() == pytest.approx([999.0] * 3, abs=EXACT)
    assert (row["sheet"], row["item"], row["group"]) == ("", "", "")


def test_a_site_that_may_close_is_closed_in_the_trial_and_keeps_its_seats_in_the_cap() -> None:
    """A centre of two seats does without the practice; up to today's one seat, it takes over and counts as a new site.

    A workbook that excludes the practice would allow half a seat alone.
    """
    world = village() | {"Sites": with_cells(village()["Sites"], "doc", may_close="yes")}
    world |= {"TypeResources": with_cells(village()["TypeResources"], "centre", maximum=2.0)}
    closed = row_of(explained(world).why, site="doc")
    assert (closed["question"], closed["low"]) == ("without", pytest.approx(0.0))
    capped = explained(world | rules("supply_cap", type="", value=0.25)).why
    assert row_of(capped, site="doc")["low"] == pytest.approx(1.0, abs=EXACT)


def test_a_site_that_is_not_worth_its_money() -> None:
    """It has room for half a seat, and 1,000 need one: forced in, it is one site more and nothing else."""
    room = table("site resource maximum", ("other", "seat", 0.5))
    plan = explained(village() | {"Sites": another_site("here"), "SiteLimits": room})
    row = row_of(plan.why, site="other")
    assert row["question"] == "with"
    assert (row["low"], row["high"]) == pytest.approx((1.0, 1.0), abs=EXACT)
    assert obstacle(plan, "other") == ("", "")


def test_money_stands_in_the_way_of_a_second_site() -> None:
    """Each centre costs 0.5 million and its first half seat as much; 1 million is there, and no doctor is today."""
    nobody = table("site resource units", ("doc", "seat", 0.0))
    world = stepwise_village(Sites=another_site("here"), Existing=nobody)
    world |= {"TypeResources": with_cells(village()["TypeResources"], "practice", maximum=0.0)}
    plan = explained(world)
    assert sorted(plan.why["question"]) == ["with", "without"]
    row = row_of(plan.why, question="with")
    # either of the two may open, and only one of them
    assert (row["low"], row["high"]) == pytest.approx((0.0, 0.0), abs=EXACT)
    both = explained(world | {"Sites": with_cells(another_site("here"), "new", status="fixed")})
    assert row_of(both.why, site="other")["low"] == math.inf
    assert obstacle(both, "other") == ("Pots", "fund")


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (rules("count_max", value=0.0), "it"),
        (rules("founding_legal_basis", parameter="§ 95"), "it"),
        (rules("supply_cap", type="", value=0.25), "it"),
    ],
)
def test_a_rule_stands_in_the_way(rule: Frames, name: str) -> None:
    plan = explained(village() | rule)
    row = row_of(plan.why, site="new")
    assert (row["question"], row["low"], row["high"]) == ("with", math.inf, math.inf)
    assert obstacle(plan, "new") == ("Rules", name)


def test_staff_stands_in_the_way() -> None:
    pool = table("grouping group profession available", ("area", "A", "doctor", 1.0))
    plan = explained(village() | {"LabourPools": pool, "Existing": table("site resource units", ("doc", "seat", 1.0))})
    assert row_of(plan.why, site="new")["question"] == "with"
    assert obstacle(plan, "new") == ("LabourPools", "doctor")


def test_sites_that_are_decided_already_are_not_asked_about() -> None:
    """The practice may not close, and the centre is set."""
    assert explained(village() | {"Sites": with_cells(village()["Sites"], "new", status="fixed")}).why.empty


def test_the_interval_holds_the_cost_when_the_plan_was_stopped_early() -> None:
    """1 is the best, but nothing has been proven."""
    plan = plan_of(village())
    early = replace(plan, levels=plan.levels.assign(bound=math.nan))
    row = row_of(explained(village(), early).why, site="new")
    assert row["low"] == pytest.approx(999.0, abs=EXACT)
    assert row["high"] == math.inf


def test_without_time_every_site_is_named_and_nothing_else() -> None:
    cancel = threading.Event()
    cancel.set()
    frame = explained(village() | {"Sites": another_site("here")}, cancel=cancel).why
    assert frame["site"].tolist() == ["new", "other"]
    assert frame[["local", "low", "high"]].isna().all(axis=None)
