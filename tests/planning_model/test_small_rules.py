"""Planning rules: each kind in a village whose optimum follows by hand, hard and soft, kept and missed."""

from __future__ import annotations

import pandas as pd
import pytest

from careplan.errors import InfeasibleError
from planning_model.plan import Plan
from tests.careplan.explaining import explained
from tests.planning_model.solving import goal, open_sites, plan_of, units
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells, with_rows

NO_CENTRE = with_cells(village()["Sites"], "new", status="excluded")
TWO_AREAS = {
    "Areas": table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
    "Places": with_cells(village()["Places"], "there", area="B"),
}
RULES = "rule kind service type grouping group minutes value strictness weight"


def rule(kind: str, value: float, strictness: str = "hard", **cells: object) -> dict[str, pd.DataFrame]:
    """The sheet with one rule."""
    row = {"rule": "it", "kind": kind, "grouping": "state", "value": value, "strictness": strictness, **cells}
    return {"Rules": pd.DataFrame([row])}


def idle(measure: str = "open_sites") -> Frames:
    """The village where only new sites and missed rules count, so that nothing opens but for a rule."""
    return village() | {
        "Goals": table("goal measure weight", ("cost", measure, 100.0), ("rules", "shortfalls", 1.0)),
    }


def outcome(plan: Plan, group: str = "") -> tuple[float, float]:
    """What the plan reaches of the rule, and what is missing."""
    row = plan.rules.set_index("group").loc[group]
    return float(row["achieved"]), float(row["shortfall"])


# --------------------------------------------------------------------------------------------------------- reach

REACH = {"service": "gp", "minutes": 10.0}


def test_hard_reach_opens_a_site() -> None:
    assert open_sites(plan_of(idle())) == {"doc": "practice"}
    plan = plan_of(idle() | rule("reach_share", 0.9, **REACH))
    assert open_sites(plan) == {"doc": "practice", "new": "centre"}
    assert outcome(plan) == pytest.approx((1.0, 0.0))


@pytest.mark.parametrize(("weight", "opens"), [(0.124, False), (0.126, True)])
def test_soft_reach_weighs_by_resident(weight: float, opens: bool) -> None:
    """Without the centre 800 residents are missing; a new site weighs 100."""
    plan = plan_of(idle() | rule("reach_share", 0.9, "soft", weight=weight, **REACH))
    assert ("new" in open_sites(plan)) == opens
    assert outcome(plan) == pytest.approx((1.0, 0.0) if opens else (0.5, 800.0))


def test_reach_needs_no_capacity_for_all() -> None:
    """One seat is enough to be reached by everybody within 20 minutes."""
    plan = plan_of(idle() | rule("reach_share", 1.0, service="gp", minutes=20.0))
    assert open_sites(plan) == {"doc": "practice"}
    assert outcome(plan) == pytest.approx((1.0, 0.0))


def test_reach_counts_where_the_service_is_offered() -> None:
    """A practice whose seats are all gone is open but offers nothing; a quarter that is left still does."""
    gone = village() | rule("reach_share", 1.0, "soft", **REACH)
    for seats, reached in ((0.0, 0.0), (0.25, 0.5)):
        existing = table("site resource period units", ("doc", "seat", "", 1.0), ("doc", "seat", "t1", seats))
        pool = table("grouping group profession period available", ("state", "", "doctor", "t1", seats))
        plan = plan_of(gone | {"Sites": NO_CENTRE, "Existing": existing, "LabourPools": pool})
        assert outcome(plan) == pytest.approx((reached, 2000 * (1 - reached)))


def test_reach_in_each_group_for_itself() -> None:
    """The whole state would be content with half of its residents, the second area is not."""
    state = idle() | TWO_AREAS | rule("reach_share", 0.5, **REACH)
    assert open_sites(plan_of(state)) == {"doc": "practice"}
    areas = idle() | TWO_AREAS | rule("reach_share", 0.5, grouping="area", **REACH)
    assert "new" in open_sites(plan_of(areas))
    only_one = idle() | TWO_AREAS | rule("reach_share", 0.5, grouping="area", group="A", **REACH)
    assert open_sites(plan_of(only_one)) == {"doc": "practice"}


# -------------------------------------------------------------------------------------------------------- served


@pytest.mark.parametrize(("value", "opens"), [(0.5, False), (0.51, True)])
def test_hard_served_share_needs_capacity(value: float, opens: bool) -> None:
    plan = plan_of(idle() | rule("served_share", value, service="gp", minutes=30.0))
    assert ("new" in open_sites(plan)) == opens
    assert outcome(plan)[0] >= value - 1e-6


def test_served_share_counts_within_its_minutes() -> None:
    """All could be served by the practice, but half of them not within 10 minutes."""
    roomy = idle() | {
        "Existing": table("site resource units", ("doc", "seat", 2.0)),
        "TypeResources": with_cells(village()["TypeResources"], "practice", maximum=2.0),
    }
    plan = plan_of(roomy | rule("served_share", 0.8, "soft", weight=0.1, **REACH))
    assert open_sites(plan) == {"doc": "practice"}
    assert outcome(plan) == pytest.approx((0.5, 600.0))
    assert goal(plan, "rules") == pytest.approx(60)
    assert "new" in open_sites(plan_of(roomy | rule("served_share", 0.8, "hard", **REACH)))


def test_hard_rule_that_cannot_be_kept_leaves_no_plan() -> None:
    with pytest.raises(InfeasibleError):
        plan_of(idle() | {"Sites": NO_CENTRE} | rule("served_share", 0.51, service="gp", minutes=30.0))


# -------------------------------------------------------------------------------------------------------- supply


@pytest.mark.parametrize("kind", ["supply_floor", "functional_floor"])
def test_floor_that_nothing_can_stand_on_yet_is_named(kind: str) -> None:
    """The only site is being built throughout the first year: the row holds no decision and contradicts itself."""
    early = {
        "Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1)),
        "Types": with_cells(village()["Types"], "centre", lead_time=2.0),
        "Sites": with_cells(village()["Sites"], "doc", status="excluded"),
        "Existing": village()["Existing"].iloc[:0],
    }
    hard = instance_of(idle() | early | rule(kind, 0.1))
    with pytest.raises(InfeasibleError):
        plan_of(hard)
    ((named,),) = explained(hard).conflicts
    assert named.kind == kind
    rules = plan_of(idle() | early | rule(kind, 0.1, "soft", weight=1.0)).rules.set_index("period")
    assert rules["achieved"].to_dict() == {"t1": 0.0, "t2": 0.0}
    assert rules["shortfall"].to_dict() == pytest.approx({"t1": 0.2, "t2": 0.2})


@pytest.mark.parametrize(
    ("value", "exempt", "seats"),
    [(0.25, 0.0, 1.0), (0.25, 0.5, 1.5), (0.75, 0.0, 1.5), (0.75, 0.5, 2.0), (1.0, 0.0, 2.0)],
)
@pytest.mark.parametrize("grouping", ["area", "state"])
def test_cap_admits_seats_up_to_it_those_of_today_and_exempt_ones(
    value: float, exempt: float, seats: float, grouping: str
) -> None:
    """Two seats are needed and one stands today."""
    areas = village()["Areas"].assign(exempt_seats=exempt)
    plan = plan_of(village() | {"Areas": areas} | rule("supply_cap", value, grouping=grouping))
    assert units(plan, "doc") + units(plan, "new") == pytest.approx(seats)
    assert goal(plan) == pytest.approx(2000 - 1000 * seats)


def test_soft_cap_weighs_by_seat() -> None:
    goals = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("rules", "shortfalls", 1.0))
    for weight, seats in ((999.0, 2.0), (1001.0, 1.0)):
        plan = plan_of(village() | {"Goals": goals} | rule("supply_cap", 0.5, "soft", weight=weight))
        assert outcome(plan) == pytest.approx((seats / 2, seats - 1), abs=1e-5)


def test_cap_counts_doctors_only() -> None:
    """A nurse that does the same work is no seat."""
    world = village() | {
        "Resources": with_rows(village()["Resources"], {"resource": "nurse", "unit": "FTE", "step": 0.5}),
        "Production": with_rows(
            village()["Production"], {"resource": "nurse", "service": "gp", "productivity": 1000.0}
        ),
        "TypeResources": table(
            "type resource minimum maximum", ("practice", "seat", 0.0, 1.0), ("centre", "nurse", 0.5, 1.0)
        ),
    }
    assert goal(plan_of(world | rule("supply_cap", 0.5))) == pytest.approx(0)


@pytest.mark.parametrize(("value", "seats"), [(0.5, 1.0), (0.75, 1.5), (0.76, 2.0)])
def test_hard_floor_asks_for_whole_steps(value: float, seats: float) -> None:
    world = idle("public_cost") | {"Resources": village()["Resources"].assign(investment=1_000_000.0)}
    world |= {"TypeResources": with_cells(village()["TypeResources"], "practice", maximum=1.0)}
    plan = plan_of(world | rule("supply_floor", value))
    assert units(plan, "doc") + units(plan, "new") == pytest.approx(seats)


@pytest.mark.parametrize(("weight", "opens"), [(199.0, False), (201.0, True)])
def test_soft_floor_weighs_by_seat(weight: float, opens: bool) -> None:
    """Half a seat is missing without the centre, which weighs 100."""
    plan = plan_of(idle() | rule("supply_floor", 0.75, "soft", weight=weight))
    assert ("new" in open_sites(plan)) == opens
    if not opens:
        assert outcome(plan) == pytest.approx((0.5, 0.5))


def test_floor_in_each_area_uses_its_own_ratio() -> None:
    """One seat for 1,000 residents in A, half a seat in B, where a doctor serves 2,000."""
    world = idle("public_cost") | TWO_AREAS | {"Areas": table("area general_ratio", ("A", 1000.0), ("B", 2000.0))}
    world |= {"Resources": village()["Resources"].assign(investment=1_000_000.0)}
    plan = plan_of(world | rule("supply_floor", 1.0, grouping="area"))
    assert (units(plan, "doc"), units(plan, "new")) == pytest.approx((1.0, 0.5))


# -------------------------------------------------------------------------------------------------------- counts

MORE_CENTRES = with_rows(
    village()["Sites"],
    {"site": "more", "place": "there", "status": "candidate", "allowed_types": "centre"},
    {"site": "other", "place": "here", "status": "candidate", "allowed_types": "centre"},
)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_smallest_number_opens_sites(number: int) -> None:
    plan = plan_of(idle() | {"Sites": MORE_CENTRES} | rule("count_min", number, type="centre"))
    assert goal(plan, "cost") == number
    assert outcome(plan) == (number, 0)


def test_smallest_number_of_any_type_counts_what_stands() -> None:
    plan = plan_of(idle() | {"Sites": MORE_CENTRES} | rule("count_min", 2))
    assert goal(plan, "cost") == 1


def test_smallest_number_in_each_area() -> None:
    plan = plan_of(idle() | TWO_AREAS | {"Sites": MORE_CENTRES} | rule("count_min", 1, type="centre", grouping="area"))
    assert "other" in open_sites(plan)
    assert goal(plan, "cost") == 2


@pytest.mark.parametrize(("number", "unmet"), [(0, 1000), (1, 0)])
def test_largest_number_keeps_sites_closed(number: int, unmet: float) -> None:
    assert goal(plan_of(village() | rule("count_max", number, type="centre"))) == pytest.approx(unmet)
    assert goal(plan_of(village() | rule("count_max", number + 1))) == pytest.approx(unmet)


@pytest.mark.parametrize(
    ("kind", "value", "weight", "opens"),
    [
        ("count_min", 1, 99, False),
        ("count_min", 1, 101, True),
    ],
)
def test_soft_numbers_weigh_by_site(kind: str, value: int, weight: float, opens: bool) -> None:
    plan = plan_of(idle() | rule(kind, value, "soft", type="centre", weight=weight))
    assert ("new" in open_sites(plan)) == opens
    assert outcome(plan) == ((1, 0) if opens else (0, 1))


@pytest.mark.parametrize(("weight", "opens"), [(999, True), (1001, False)])
def test_soft_largest_number_weighs_by_site(weight: float, opens: bool) -> None:
    """The centre serves 1,000 residents, but is one site too many."""
    goals = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("rules", "shortfalls", 1.0))
    plan = plan_of(village() | {"Goals": goals} | rule("count_max", 1, "soft", weight=weight))
    assert ("new" in open_sites(plan)) == opens
    assert outcome(plan) == ((2, 1) if opens else (1, 0))


def test_rules_count_by_the_years_of_their_period() -> None:
    """The centre opens in the second period: 800 residents are missing in one year of three."""
    world = idle() | {
        "Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2)),
        "Sites": with_cells(village()["Sites"], "new", earliest_year=2028),
    }
    plan = plan_of(world | rule("reach_share", 0.9, "soft", weight=1.0, **REACH))
    assert goal(plan, "rules") == pytest.approx(800 / 3)
    assert plan.rules["shortfall"].tolist() == pytest.approx([800, 0])
