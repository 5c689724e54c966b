"""Founding rules and consents: where a type may begin, in a village whose optimum follows by hand.

Without a rule the centre ``new`` opens and serves ``there``; where a rule forbids it, 1,000 residents are unserved.
"""

from __future__ import annotations

import pandas as pd
import pytest

from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of, units
from tests.planning_model.worlds import Frames, table, village, with_cells, with_rows

TWO_AREAS = {
    "Areas": table("area general_ratio rurality", ("A", 1000.0, "urban"), ("B", 1000.0, "rural")),
    "Places": with_cells(village()["Places"], "there", area="B", deprivation=0.6),
}
ONE_AREA = {"Areas": village()["Areas"], "Places": village()["Places"]}
RULE_WEIGHS = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("rules", "shortfalls", 1.0))
PERIODS = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))


def ruled(kind: str, strictness: str = "hard", **cells: object) -> Frames:
    """The village with two areas and one rule on centres; missed rules count."""
    row = {"rule": "it", "kind": kind, "type": "centre", "strictness": strictness, **cells}
    return village() | TWO_AREAS | {"Rules": pd.DataFrame([row]), "Goals": RULE_WEIGHS}


def site(**cells: object) -> Frames:
    """The sites with other cells at the centre."""
    return {"Sites": with_cells(village()["Sites"], "new", **cells)}


def consents(answer: str) -> Frames:
    return {"Consents": table("site actor answer", ("new", "KV", answer), ("new", "town", "given"))}


def missed(plan: Plan) -> list[float]:
    """What is missing of the rule, period by period; its target is 0, and what is reached is what is missing."""
    assert (plan.rules["target"] == 0).all()
    assert plan.rules["achieved"].tolist() == plan.rules["shortfall"].tolist()
    return plan.rules["shortfall"].tolist()


CASES = [
    # nobody has a seat in B, and one in A, where the practice has half of what two places of one area need
    ("founding_need", {"value": 0.75}, {}, True),
    ("founding_need", {"value": 0.5}, ONE_AREA, False),
    ("founding_need", {"value": 0.51}, ONE_AREA, True),
    ("founding_need", {"value": 1.1}, ONE_AREA, True),
    ("founding_deprivation", {"value": 0.6}, {}, True),
    ("founding_deprivation", {"value": 0.61}, {}, False),
    ("founding_deprivation", {"value": 0.0}, {"Places": village()["Places"]}, False),
    ("founding_rurality", {"parameter": "ländlich"}, {}, True),
    ("founding_rurality", {"parameter": "rural, urban"}, {}, True),
    ("founding_rurality", {"parameter": "urban"}, {}, False),
    ("founding_rurality", {"parameter": "rural"}, ONE_AREA, False),
    ("founding_carrier", {"parameter": "town, county"}, site(carrier="county"), True),
    ("founding_carrier", {"parameter": "town, county"}, site(carrier="private"), False),
    ("founding_carrier", {"parameter": "town"}, {}, False),
    ("founding_legal_basis", {"parameter": "§ 115g SGB V"}, site(legal_basis="§ 115g SGB V"), True),
    ("founding_legal_basis", {"parameter": "§ 115g SGB V"}, site(legal_basis="§ 95 SGB V"), False),
    ("consent", {"parameter": "KV, town"}, consents("given"), True),
    ("consent", {"parameter": "KV, town"}, consents("open"), True),
    ("consent", {"parameter": "KV, town"}, consents("refused"), False),
    ("consent", {"parameter": "town"}, consents("refused"), True),
    ("consent", {"parameter": "KV"}, {}, True),
]


@pytest.mark.parametrize(("kind", "cells", "sheets", "opens"), CASES)
def test_type_begins_only_where_the_rule_lets_it(
    kind: str, cells: dict[str, object], sheets: Frames, opens: bool
) -> None:
    plan = plan_of(ruled(kind, **cells) | sheets)
    assert ("new" in open_sites(plan)) == opens
    assert missed(plan) == [0]


@pytest.mark.parametrize(("weight", "opens"), [(999.0, True), (1001.0, False)])
def test_soft_rule_is_missed_at_a_price(weight: float, opens: bool) -> None:
    """The centre serves 1,000 residents against a refusal."""
    world = ruled("consent", "soft", parameter="KV", weight=weight) | consents("refused")
    plan = plan_of(world)
    assert ("new" in open_sites(plan)) == opens
    assert missed(plan) == [1.0 if opens else 0.0]
    assert goal(plan, "rules") == pytest.approx(weight if opens else 0)


def test_what_stands_today_is_not_concerned() -> None:
    """The practice goes on, and the centre is no practice."""
    plan = plan_of(
        ruled("founding_carrier", parameter="town")
        | {
            "Rules": table(
                "rule kind type parameter strictness", ("it", "founding_carrier", "practice", "town", "hard")
            )
        }
    )
    assert open_sites(plan) == {"doc": "practice", "new": "centre"}


def test_converting_is_beginning() -> None:
    """The practice may become a centre with a second seat, if the county runs it."""
    sites = with_cells(village()["Sites"], "new", status="excluded")
    for carrier, opens in (("county", True), ("private", False)):
        turning = with_cells(sites, "doc", may_convert="yes", allowed_types="centre", carrier=carrier)
        sizes = with_cells(village()["TypeResources"], "centre", maximum=2.0)
        world = ruled("founding_carrier", parameter="county") | {"Sites": turning, "TypeResources": sizes}
        plan = plan_of(world)
        assert open_sites(plan) == {"doc": "centre" if opens else "practice"}


def test_rule_concerns_its_group_alone() -> None:
    forbidden = {"parameter": "town", "grouping": "area"}
    assert "new" in open_sites(plan_of(ruled("founding_carrier", group="A", **forbidden)))
    plan = plan_of(ruled("founding_carrier", group="B", **forbidden))
    assert "new" not in open_sites(plan)
    assert plan.rules["group"].tolist() == ["B"]


def test_need_is_that_of_the_period_without_the_plan() -> None:
    """The doctor of the only area goes after the first year: then the ratio falls from 50 % to 0."""
    world = ruled("founding_need", value=0.4) | {
        "Periods": PERIODS,
        **ONE_AREA,
        "Existing": table("site resource period units", ("doc", "seat", "", 1.0), ("doc", "seat", "t2", 0.0)),
        "LabourPools": table(
            "grouping group profession period available",
            ("state", "", "doctor", "t1", 2.0),
            ("state", "", "doctor", "t2", 2.0),
        ),
    }
    plan = plan_of(world)
    assert ("new" in open_sites(plan, "t1"), "new" in open_sites(plan, "t2")) == (False, True)
    assert goal(plan) == pytest.approx(1000 / 3)


def test_what_began_against_a_rule_is_missed_for_as_long_as_the_plan_goes_on() -> None:
    """From half of the need the ratio falls to nothing, yet the centre that began before that began without need."""
    world = ruled("founding_need", "soft", value=0.4, weight=10.0) | {
        "Periods": PERIODS,
        **ONE_AREA,
        "Existing": table("site resource period units", ("doc", "seat", "", 1.0), ("doc", "seat", "t2", 0.0)),
    }
    plan = plan_of(world)
    assert missed(plan) == [1, 1]
    assert goal(plan, "rules") == pytest.approx(10)


# --------------------------------------------------------------------------------------------- units of a resource


def on_basis(strictness: str = "hard", **cells: object) -> Frames:
    """Seats only on a legal basis."""
    rule = {"rule": "it", "kind": "resource_legal_basis", "resource": "seat", "parameter": "§ 95, § 115g"}
    return village() | {"Rules": pd.DataFrame([rule | {"strictness": strictness, **cells}]), "Goals": RULE_WEIGHS}


@pytest.mark.parametrize(("basis", "unmet"), [("§ 115g", 0), ("§ 311", 1000), ("", 1000)])
def test_units_are_added_only_on_a_legal_basis(basis: str, unmet: float) -> None:
    """What the practice has of today stays without one."""
    plan = plan_of(on_basis() | site(legal_basis=basis))
    assert units(plan, "doc") == 1
    assert goal(plan) == pytest.approx(unmet)


@pytest.mark.parametrize(("weight", "seats"), [(999.0, 1.0), (1001.0, 0.0)])
def test_soft_basis_weighs_by_unit(weight: float, seats: float) -> None:
    plan = plan_of(on_basis("soft", weight=weight))
    assert units(plan, "new") == pytest.approx(seats)
    assert missed(plan) == pytest.approx([seats])


def test_extended_site_needs_a_basis_for_what_it_adds() -> None:
    roomy = {"TypeResources": with_cells(village()["TypeResources"], "practice", maximum=2.0)}
    closed = with_cells(village()["Sites"], "new", status="excluded")
    for basis, seats in (("§ 95", 2.0), ("", 1.0)):
        plan = plan_of(on_basis() | roomy | {"Sites": with_cells(closed, "doc", legal_basis=basis)})
        assert units(plan, "doc") == pytest.approx(seats)


def test_several_rules_hold_together() -> None:
    """The town may found, and the KV has not refused; but nobody may found in the city."""
    world = ruled("founding_carrier", parameter="town") | site(carrier="town")
    rules = with_rows(
        world["Rules"],
        {"rule": "kv", "kind": "consent", "type": "centre", "parameter": "KV", "strictness": "hard"},
        {
            "rule": "rural",
            "kind": "founding_rurality",
            "type": "centre",
            "parameter": "städtisch",
            "strictness": "hard",
        },
    )
    assert "new" in open_sites(plan_of(world))
    assert "new" not in open_sites(plan_of(world | {"Rules": rules}))
