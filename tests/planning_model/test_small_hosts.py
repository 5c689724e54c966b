"""Types that stand at others: where they open, and what they save in the same house, in villages done by hand.

The centre ``new`` serves ``there``; without it 1,000 residents are unserved. A hospital ``ward`` may be its host: it
serves nobody, and costs nothing while it stands.
"""

from __future__ import annotations

import pytest

from instances.findings import Severity
from instances.instance import Instance
from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells, with_rows

COSTLY = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 1.0))


def hosted(minutes: float | None, *, saving: float = 0.0, **ward: object) -> Frames:
    """The village with a hospital ``here``, and centres that stand at hospitals."""
    frames = village()
    centre = {"host_types": "hospital", "host_minutes": minutes, "host_saving": saving, "yearly_cost": 100_000.0}
    hospital = {"site": "ward", "place": "here", "status": "existing", "present_type": "hospital"}
    return frames | {
        "Types": with_rows(with_cells(frames["Types"], "centre", **centre), {"type": "hospital"}),
        "Resources": with_rows(frames["Resources"], {"resource": "bed", "unit": "beds", "step": 1.0}),
        "TypeResources": with_rows(frames["TypeResources"], {"type": "hospital", "resource": "bed", "maximum": 9.0}),
        "Sites": with_rows(frames["Sites"], hospital | ward),
        "Goals": COSTLY,
    }


def in_house(frames: Frames, **houses: str) -> Frames:
    """The world with houses at some sites."""
    sites = frames["Sites"]
    for site, house in houses.items():
        sites = with_cells(sites, site, house=house)
    return frames | {"Sites": sites}


def yearly(plan: Plan) -> float:
    """Million EUR paid for running."""
    return float(plan.funding.loc[plan.funding["category"] == "running", "amount"].sum())


# ----------------------------------------------------------------------------------------------------------- need


@pytest.mark.parametrize(
    ("minutes", "houses", "opens"),
    [
        (None, {}, True),
        (20.0, {}, True),  # from the hospital's place, here, to the centre
        (19.9, {}, False),
        (0.0, {}, False),
        (0.0, {"new": "A", "ward": "A"}, True),
        (0.0, {"new": "A", "ward": "B"}, False),
        (0.0, {"new": "A"}, False),
    ],
)
def test_type_opens_only_within_the_minutes_of_a_host(
    minutes: float | None, houses: dict[str, str], opens: bool
) -> None:
    plan = plan_of(in_house(hosted(minutes), **houses))
    assert ("new" in open_sites(plan)) == opens


@pytest.mark.parametrize(("status", "opens"), [("existing", True), ("excluded", False)])
def test_host_has_to_run(status: str, opens: bool) -> None:
    plan = plan_of(hosted(20.0, status=status))
    assert ("new" in open_sites(plan)) == opens


def test_host_opens_for_its_guest() -> None:
    """The hospital is a candidate that serves nobody: it opens for 1,000 residents, but not for 2,000 times as much."""
    for price, opens in ((1e6, True), (9.5e6, False)):
        world = hosted(20.0, status="candidate", present_type=None, allowed_types="hospital")
        world["Types"] = with_cells(world["Types"], "hospital", setup_cost=price)
        assert set(open_sites(plan_of(world))) == ({"doc", "ward", "new"} if opens else {"doc"})


def test_guest_waits_for_its_host() -> None:
    world = hosted(20.0, status="candidate", present_type=None, allowed_types="hospital", earliest_year=2028)
    plan = plan_of(world | {"Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))})
    assert ("new" in open_sites(plan, "t1"), "new" in open_sites(plan, "t2")) == (False, True)
    assert goal(plan) == pytest.approx(1000 / 3)


def test_hospital_stays_for_its_guest() -> None:
    """A rule would have the hospital closed, but as host of the centre it is worth more."""
    few = table("rule kind type value strictness weight", ("few", "count_max", "hospital", 0.0, "soft", 10.0))
    goals = with_rows(COSTLY, {"goal": "rules", "measure": "shortfalls", "weight": 1.0})
    world = hosted(20.0, may_close="yes") | {"Rules": few, "Goals": goals}
    assert set(open_sites(plan_of(world))) == {"doc", "ward", "new"}
    alone = hosted(None, may_close="yes") | {"Rules": few, "Goals": goals}
    assert set(open_sites(plan_of(alone))) == {"doc", "new"}


def test_what_stands_today_goes_on_without_host() -> None:
    world = hosted(0.0)
    sites = with_cells(world["Sites"], "new", status="existing", present_type="centre", allowed_types=None)
    seats = table("site resource units", ("doc", "seat", 1.0), ("new", "seat", 1.0))
    assert "new" in open_sites(plan_of(world | {"Sites": sites, "Existing": seats}))


# --------------------------------------------------------------------------------------------------------- saving


@pytest.mark.parametrize(("houses", "cost"), [({"new": "A", "ward": "A"}, 0.06), ({"new": "A", "ward": "B"}, 0.1)])
@pytest.mark.parametrize("minded", [True, False])
def test_host_in_the_same_house_saves(houses: dict[str, str], cost: float, minded: bool) -> None:
    """40,000 of 100,000 EUR a year, also where nobody minds the cost."""
    goals = COSTLY if minded else village()["Goals"]
    plan = plan_of(in_house(hosted(None, saving=40_000.0), **houses) | {"Goals": goals})
    assert yearly(plan) == pytest.approx(cost)


def test_nothing_is_saved_before_the_host_runs() -> None:
    world = hosted(None, saving=40_000.0, status="fixed", present_type="hospital", earliest_year=2028)
    world |= {"Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2))}
    assert yearly(plan_of(in_house(world, new="A", ward="A"))) == pytest.approx(0.1 + 2 * 0.06)


def test_emergency_centre_and_kiosk_share_houses() -> None:
    """The INZ stands at the hospital, the kiosk in the IPVZ; each opens in its own house alone, and the kiosk saves."""
    frames = village()
    new = {"status": "candidate", "place": "there"}
    world = frames | {
        "Types": table(
            "type setup_cost yearly_cost collects_existing host_types host_minutes host_saving",
            ("practice", 0.0, 0.0, "yes", "", None, None),
            ("hospital", 0.0, 0.0, "", "", None, None),
            ("ipvz", 1e6, 2e5, "", "", None, None),
            ("inz", 1e6, 3e5, "", "hospital", 0.0, None),
            ("kiosk", 1e5, 1e5, "", "ipvz", 0.0, 6e4),
        ),
        "TypeResources": table(
            "type resource minimum maximum",
            *[("practice", "seat", 0.0, 1.0), ("hospital", "seat", 0.0, 1.0), ("ipvz", "seat", 0.0, 1.0)],
            *[("inz", "seat", 0.0, 1.0), ("kiosk", "seat", 0.0, 1.0)],
        ),
        "Sites": with_rows(
            frames["Sites"].iloc[:1],
            {"site": "ward", "place": "here", "status": "existing", "present_type": "hospital", "house": "clinic"},
            {"site": "ipvz", **new, "allowed_types": "ipvz", "house": "town hall"},
            {"site": "inz at the ward", **new, "place": "here", "allowed_types": "inz", "house": "clinic"},
            {"site": "inz elsewhere", **new, "allowed_types": "inz", "house": "town hall"},
            {"site": "kiosk in it", **new, "allowed_types": "kiosk", "house": "town hall"},
            {"site": "kiosk elsewhere", **new, "allowed_types": "kiosk", "house": "clinic"},
        ),
        "Rules": table(
            "rule kind type value strictness",
            *[("inz", "count_min", "inz", 1.0, "hard"), ("kiosk", "count_min", "kiosk", 1.0, "hard")],
        ),
        "TravelTimes": table("place site minutes", ("here", "doc", 5.0), ("there", "ipvz", 5.0)),
        "Goals": COSTLY,
    }
    plan = plan_of(world)
    assert set(open_sites(plan)) == {"doc", "ward", "ipvz", "inz at the ward", "kiosk in it"}
    assert yearly(plan) == pytest.approx(0.2 + 0.3 + 0.1 - 0.06)


# ------------------------------------------------------------------------------------------------------ at the door


def test_site_without_any_host_near_is_told() -> None:
    def told(instance: Instance) -> list[tuple[str, str]]:
        return [(found.sheet, found.found) for found in instance.warnings if "host" in found.message]

    assert told(instance_of(hosted(20.0))) == []
    assert told(instance_of(hosted(0.0))) == [("Sites", "new")]
    assert all(found.severity is Severity.WARNING for found in instance_of(hosted(0.0)).warnings)


def test_ways_to_hosts_may_be_longer_than_those_to_care() -> None:
    """The limit of the service is half an hour; the hospital is 50 minutes away."""
    world = hosted(60.0)
    far = table("place site minutes", ("here", "doc", 5.0), ("there", "new", 5.0), ("here", "new", 50.0))
    services = village()["Services"].assign(limit_minutes=30.0)
    plan = plan_of(world | {"TravelTimes": far, "Services": services})
    assert "new" in open_sites(plan)
    assert goal(plan) == pytest.approx(0)
    assert ("here", "new") not in set(zip(plan.flows["place"], plan.flows["site"], strict=True))
