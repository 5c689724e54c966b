"""Assignment with less choice, in a village whose optimum follows by hand: single sites, closest sites, exemptions."""

from __future__ import annotations

import pytest

from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, table, village, with_cells


def assigned(assignment: str, split_above: float | None = None, **sheets: object) -> Frames:
    """The village with that assignment."""
    services = village()["Services"].assign(assignment=assignment, split_above=split_above)
    return village() | {"Services": services} | sheets  # type: ignore[operator]


def share(plan: Plan, place: str, site: str) -> float:
    """Share of the place's demand that goes to the site."""
    return float(plan.flows.query("place == @place and site == @site")["share"].sum())


# -------------------------------------------------------------------------------------------------------- single

# The practice serves 1,500; both places have 1,000, and nothing may open.
ROOM_FOR_ONE_AND_A_HALF = {
    "Sites": with_cells(village()["Sites"], "new", status="excluded"),
    "Existing": table("site resource units", ("doc", "seat", 1.5)),
    "TypeResources": with_cells(village()["TypeResources"], "practice", maximum=1.5),
}


@pytest.mark.parametrize(("assignment", "unmet"), [("free", 500.0), ("single", 1000.0)])
def test_a_place_that_may_not_be_split_is_served_as_a_whole_or_not_at_all(assignment: str, unmet: float) -> None:
    plan = plan_of(assigned(assignment, **ROOM_FOR_ONE_AND_A_HALF))
    assert goal(plan) == pytest.approx(unmet)
    if assignment == "single":
        assert list(plan.flows["share"]) == [1.0]
        assert list(plan.unmet["share"]) == [1.0]


def test_single_sites_cannot_share_a_place() -> None:
    """1,500 live here; two sites of one seat each could serve them together, but neither alone."""
    places = with_cells(village()["Places"], "here", residents=1500)
    assert goal(plan_of(assigned("free", Places=places))) == pytest.approx(500.0)
    plan = plan_of(assigned("single", Places=places))
    assert goal(plan) == pytest.approx(1500.0)
    assert set(plan.flows["place"]) == {"there"}


def test_places_above_a_size_are_exempt() -> None:
    places = with_cells(village()["Places"], "here", residents=1500)
    for split_above, unmet in ((1499.0, 500.0), (1500.0, 1500.0)):
        assert goal(plan_of(assigned("single", split_above, Places=places))) == pytest.approx(unmet)


# ------------------------------------------------------------------------------------------------------- closest


def test_the_closest_site_is_not_passed_by() -> None:
    """Everybody lives here, where the practice is full; the centre there has room, but is not the closest."""
    crowd = {"Places": with_cells(with_cells(village()["Places"], "here", residents=2000), "there", residents=0)}
    free = plan_of(assigned("free", **crowd))
    assert goal(free) == pytest.approx(0.0)
    assert open_sites(free) == {"doc": "practice", "new": "centre"}
    closest = plan_of(assigned("closest", **crowd))
    assert goal(closest) == pytest.approx(1000.0)
    assert open_sites(closest) == {"doc": "practice"}


def test_equally_close_sites_share() -> None:
    """Of three sites equally far away, one too many opens only if it is needed."""
    crowd = {"Places": with_cells(with_cells(village()["Places"], "here", residents=2000), "there", residents=0)}
    times = table("place site minutes", ("here", "doc", 5.0), ("there", "doc", 20.0), ("here", "new", 5.0))
    plan = plan_of(assigned("closest", **crowd, TravelTimes=times))
    assert goal(plan) == pytest.approx(0.0)
    assert (share(plan, "here", "doc"), share(plan, "here", "new")) == pytest.approx((0.5, 0.5))


def test_a_site_without_capacity_is_no_closest_site() -> None:
    """The practice here runs in any case, but has no seat: the way to the centre is free."""
    empty = {
        "Sites": with_cells(village()["Sites"], "doc", status="fixed", present_type="", allowed_types="practice"),
        "Existing": table("site resource units"),
        "TypeResources": with_cells(village()["TypeResources"], "practice", maximum=0.0),
        "Places": with_cells(village()["Places"], "there", residents=0),
    }
    plan = plan_of(assigned("closest", **empty))
    assert open_sites(plan) == {"doc": "practice", "new": "centre"}
    assert share(plan, "here", "new") == pytest.approx(1.0)


def test_places_above_a_size_need_not_go_to_the_closest_site() -> None:
    crowd = {"Places": with_cells(with_cells(village()["Places"], "here", residents=2000), "there", residents=0)}
    for split_above, unmet in ((1999.0, 0.0), (2000.0, 1000.0)):
        assert goal(plan_of(assigned("closest", split_above, **crowd))) == pytest.approx(unmet)


# ------------------------------------------------------------------------------------------------------- longest


@pytest.mark.parametrize(("weight", "opens"), [(0.9, False), (1.1, True)])
def test_the_longest_way_of_a_place(weight: float, *, opens: bool) -> None:
    """There is room for all at the practice; the centre shortens the longest way from 20 to 5 minutes, at a price."""
    roomy = {
        "Existing": table("site resource units", ("doc", "seat", 2.0)),
        "TypeResources": with_cells(village()["TypeResources"], "practice", maximum=2.0),
        "Goals": table("goal measure weight", ("longest", "longest_minutes", weight), ("sites", "open_sites", 15.0)),
    }
    plan = plan_of(assigned("single", **roomy))
    assert ("new" in open_sites(plan)) == opens
    assert goal(plan, "longest") == pytest.approx(5.0 if opens else 20.0)


def test_unmet_need_counts_its_minutes() -> None:
    """Only one of the two places can be served, the other has 90 minutes; split, each has half of it and 20 or 5."""
    goals = {
        "Sites": with_cells(village()["Sites"], "new", status="excluded"),
        "Goals": table("goal measure weight", ("longest", "longest_minutes", 1.0)),
    }
    assert goal(plan_of(assigned("single", **goals)), "longest") == pytest.approx(90.0)
    # 90 - 70 x for the one there, 90 - 85 (1 - x) for the one here
    assert goal(plan_of(assigned("free", **goals)), "longest") == pytest.approx(90 - 70 * 85 / 155)
