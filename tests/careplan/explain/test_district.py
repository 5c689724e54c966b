"""A random district: what is said of every pot, labour pool and candidate is what the changed workbook gives."""

from __future__ import annotations

import pytest

from instances.instance import Instance
from instances.overrides import Override
from planning_model.plan import Plan
from tests.careplan.explain.cases import explained, least
from tests.planning_model.districts import district
from tests.planning_model.worlds import instance_of

EXACT = 1e-4
STATUS = {"without": "excluded", "with": "fixed"}


@pytest.fixture(scope="module")
def instance() -> Instance:
    return instance_of(district(0, 3))


@pytest.fixture(scope="module")
def plan(instance: Instance) -> Plan:
    return explained(instance)


@pytest.fixture(scope="module")
def now(instance: Instance) -> float:
    return least(instance)


def test_pots_and_pools(instance: Instance, plan: Plan, now: float) -> None:
    scarce = plan.binding[plan.binding["low"].notna() & plan.binding["sheet"].isin(("Pots", "LabourPools"))]
    assert len(scarce) >= 3
    for row in scarce.itertuples(index=False):
        change = (
            Override("Pots", {"pot": row.item}, "budget", "add", 1.0)
            if row.sheet == "Pots"
            else Override("LabourPools", {"profession": row.item, "group": row.group}, "available", "add", 1.0)
        )
        saved = now - least(instance, change)
        assert (row.low, row.high) == pytest.approx((saved, saved), abs=EXACT), row


def test_candidates(instance: Instance, plan: Plan, now: float) -> None:
    candidates = instance.tables["Sites"].query("status == 'candidate'")["site"]
    asked = plan.why[plan.why["site"].isin(candidates)]
    assert len(asked) == 3
    assert asked["question"].nunique() == 2
    for row in asked.itertuples(index=False):
        other = least(instance, Override("Sites", {"site": row.site}, "status", "set", STATUS[row.question]))
        assert (row.low, row.high) == pytest.approx((other - now, other - now), abs=EXACT), row
