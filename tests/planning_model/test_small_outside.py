"""Beyond the border: sites that are open to our residents, and places whose demand competes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planning_model.verify import verify
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells, with_rows


def border(share: float = 0.5) -> Frames:
    """The village without its centre; beyond the border stands a hospital with a seat, half of it open to us."""
    world = village()
    abroad = {"site": "abroad", "place": "there", "status": "outside", "present_type": "practice", "open_share": share}
    return world | {
        "Sites": with_rows(with_cells(world["Sites"], "new", status="excluded"), abroad),
        "Existing": table("site resource units", ("doc", "seat", 1.0), ("abroad", "seat", 1.0)),
        "TravelTimes": with_rows(
            world["TravelTimes"],
            {"place": "there", "site": "abroad", "minutes": 10.0},
            {"place": "here", "site": "abroad", "minutes": 25.0},
        ),
    }


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_site_outside_serves_us_as_far_as_it_is_open(share: float) -> None:
    assert goal(plan_of(border(share))) == pytest.approx(1000 * (1 - share))


def test_the_plan_decides_nothing_about_it() -> None:
    """It may not grow, is no doctor of our area, none of our sites, and needs none of our staff."""
    rules = table(
        "rule kind grouping type value strictness weight",
        ("one", "count_max", "state", "practice", 1.0, "hard", 1.0),
        ("cap", "supply_cap", "area", "", 0.4, "hard", 1.0),
    )
    pools = table("grouping profession available", ("state", "doctor", 1.0))
    plan = plan_of(border(1.0) | {"Rules": rules, "LabourPools": pools})
    assert goal(plan) == pytest.approx(0)
    assert open_sites(plan)["abroad"] == "practice"
    assert plan.rules.set_index("rule")["achieved"].to_dict() == pytest.approx({"one": 1.0, "cap": 0.5})
    assert plan.funding.empty


def test_the_verifier_names_what_is_added_outside() -> None:
    instance = instance_of(border())
    plan = plan_of(instance)
    abroad = plan.modules["site"] == "abroad"
    grown = plan.modules.assign(
        units=plan.modules["units"].where(~abroad, 1.0), added=plan.modules["added"].where(~abroad, 0.5)
    )
    assert "outside_as_it_is" in {found.rule for found in verify(instance, replace(plan, modules=grown))}


def neighbours() -> Frames:
    """The second place lies beyond the border; its people come to our doctor as well."""
    world = village()
    places = world["Places"].assign(area=["A", None], outside=[None, "yes"], residents=[1000, 250])
    return world | {
        "Places": places,
        "Sites": with_cells(world["Sites"], "new", status="excluded"),
        "Rules": table(
            "rule kind service grouping minutes value strictness weight",
            ("ours", "served_share", "gp", "state", 30.0, 1.0, "soft", 10.0),
            ("ratio", "supply_floor", "", "area", None, 1.0, "soft", 1.0),
        ),
    }


def test_places_outside_compete_but_count_in_no_rule() -> None:
    """A seat for 1,000 of 1,250: the rule about our own residents decides who goes without."""
    plan = plan_of(neighbours())
    assert plan.unmet.set_index("place")["share"].to_dict() == pytest.approx({"there": 1.0})
    assert plan.rules.set_index("rule")["achieved"].to_dict() == pytest.approx({"ours": 1.0, "ratio": 1.0})
    assert goal(plan) == pytest.approx(250)
