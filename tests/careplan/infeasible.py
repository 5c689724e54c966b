"""Small workbooks without a plan, and all smallest sets of demands in them that cannot hold together.

Each is a village, borough or infirmary with a few cells changed; its docstring does the arithmetic. A seat serves 1,000
residents, who need one; the practice ``doc`` stands ``here`` with one seat, the centre ``new`` may open ``there`` with
half a seat or one, for a million EUR. By itself ``doc`` may not close, so that it is a demand of every village.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from instances.instance import Instance
from tests.careplan.dropping import Demand
from tests.planning_model.worlds import Frames, infirmary, instance_of, table, village, with_cells, with_rows

FUND, DOC, NEW = ("Pots", "fund"), ("Sites", "doc"), ("Sites", "new")
DOCTORS = ("LabourPools", "state", "", "doctor")
TWO_PERIODS = table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1))


@dataclass(frozen=True)
class InfeasibleWorld:
    """Frames without a plan.

    ``causes`` are all their minimal conflicts: the demands of a cause cannot hold together, whatever else gives way,
    and any proper subset can. ``by_integrality``: with parts of sites, steps and choices there would be a plan.
    """

    name: str
    frames: Frames
    causes: tuple[frozenset[Demand], ...]
    by_integrality: bool = False

    @cached_property
    def instance(self) -> Instance:
        """The instance, shared by the tests that read it."""
        return instance_of(self.frames)


MakeFrames = Callable[[], Frames]
_WORLDS: list[InfeasibleWorld] = []


def _because(*causes: set[Demand], by_integrality: bool = False) -> Callable[[MakeFrames], MakeFrames]:
    """Adds the frames that the function makes to the worlds, with the causes that its docstring explains."""

    def add(frames: MakeFrames) -> MakeFrames:
        conflicts = tuple(frozenset(cause) for cause in causes)
        _WORLDS.append(InfeasibleWorld(frames.__name__, frames(), conflicts, by_integrality))
        return frames

    return add


def _rule(name: str, group: str = "") -> Demand:
    return ("Rules", name, group)


def _hard(name: str, kind: str, value: float | None, **cells: object) -> dict[str, object]:
    """A row of the rules, for the whole state where nothing else is said."""
    shared: dict[str, object] = {"grouping": "state", "strictness": "hard"}
    return shared | {"rule": name, "kind": kind, "value": value} | cells


def _ruled(frames: Frames, *rules: dict[str, object]) -> Frames:
    return frames | {"Rules": with_rows(frames["Rules"], *rules)}


def _funded(frames: Frames, budget: float) -> Frames:
    return frames | {"Pots": table("pot budget", ("fund", budget))}


def _staffed(frames: Frames, doctors: float) -> Frames:
    return frames | {"LabourPools": table("grouping profession available", ("state", "doctor", doctors))}


def _with_status(frames: Frames, status: str) -> Frames:
    """The frames with another status of ``new``."""
    return frames | {"Sites": with_cells(frames["Sites"], "new", status=status)}


def _with_also(frames: Frames, **cells: object) -> Frames:
    """The frames with the centre ``also``, which may open ``here``."""
    also: dict[str, object] = {"site": "also", "place": "here", "status": "candidate", "allowed_types": "centre"}
    ways = ({"place": "here", "site": "also", "minutes": 5.0}, {"place": "there", "site": "also", "minutes": 20.0})
    return frames | {
        "Sites": with_rows(frames["Sites"], also | cells),
        "TravelTimes": with_rows(frames["TravelTimes"], *ways),
    }


def _in_two_areas(here: int = 1000, there: int = 1000) -> Frames:
    """The village where ``here`` is the area A and ``there`` the area B, with so many residents."""
    return village() | {
        "Areas": table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
        "Places": table(
            "place area lat lon residents", ("here", "A", 50.0, 7.0, here), ("there", "B", 50.2, 7.0, there)
        ),
    }


def _with_seats(frames: Frames, kind: str, minimum: float, maximum: float) -> Frames:
    """The frames with other limits for the seats of a type."""
    return frames | {"TypeResources": with_cells(frames["TypeResources"], kind, minimum=minimum, maximum=maximum)}


# --- one cause -------------------------------------------------------------------------------------------------------


@_because({_rule("near")})
def nobody_is_near() -> Frames:
    """Half of the residents are to have a doctor within 4 minutes; every way takes 5 or more."""
    return _ruled(village(), _hard("near", "reach_share", 0.5, service="gp", minutes=4.0))


@_because({_rule("served")})
def nobody_is_served_so_near() -> Frames:
    """Half of the need is to be met within 4 minutes, but no way is so short: 0 ≥ 0.5 stands in the model itself."""
    return _ruled(village(), _hard("served", "served_share", 0.5, service="gp", minutes=4.0))


@_because({_rule("soon")})
def centres_take_too_long() -> Frames:
    """A centre is asked for from 2027 on; founding one takes from 2026 to 2028: 0 ≥ 1 stands in the model itself."""
    frames = village() | {"Periods": TWO_PERIODS, "Types": with_cells(village()["Types"], "centre", lead_time=2.0)}
    return _ruled(frames, _hard("soon", "count_min", 1.0, type="centre"))


@_because({FUND, NEW})
def fixed_centre_above_budget() -> Frames:
    """The centre opens in any case, for 1 million EUR and 0.2 million a year; there is 1.1 million."""
    dearer = village() | {"Types": with_cells(village()["Types"], "centre", yearly_cost=200_000.0)}
    return _funded(_with_status(dearer, "fixed"), 1.1)


@_because({_rule("two"), _rule("one", "A")})
def more_centres_than_allowed() -> Frames:
    """Two centres in the state, but at most one in its only area."""
    most = _hard("one", "count_max", 1.0, type="centre", grouping="area", group="A")
    return _ruled(_with_also(village()), _hard("two", "count_min", 2.0, type="centre"), most)


@_because({_rule("floor"), _rule("cap", "A")})
def floor_above_cap() -> Frames:
    """2,000 residents need 2 seats. The state is to have all of them, its only area no more than 1.6."""
    cap = _hard("cap", "supply_cap", 0.8, grouping="area", group="A")
    return _ruled(village(), _hard("floor", "supply_floor", 1.0), cap)


@_because({DOCTORS, DOC, NEW})
def fewer_doctors_than_sites_need() -> Frames:
    """The practice keeps its doctor, the fixed centre has half a post at least: 1.5 of 1.2."""
    return _staffed(_with_status(village(), "fixed"), 1.2)


@_because({_rule("need"), NEW})
def fixed_centre_where_none_is_needed() -> Frames:
    """Centres begin only where less than 40 % of the seats are there; 1 of 2 is there, and the centre is fixed."""
    return _ruled(_with_status(village(), "fixed"), _hard("need", "founding_need", 0.4, type="centre"))


@_because({_rule("near"), NEW})
def excluded_centre_is_needed() -> Frames:
    """90 % within 10 minutes need a site in both places of equal size; the one ``there`` is excluded."""
    rule = _hard("near", "reach_share", 0.9, service="gp", minutes=10.0)
    return _ruled(_with_status(village(), "excluded"), rule)


@_because({_rule("floor"), DOCTORS})
def doctors_come_a_year_too_late() -> Frames:
    """The doctor retires at once, and the next is there in the second year: 0 of 2 seats in the first, not 50 %."""
    frames = village() | {
        "Periods": TWO_PERIODS,
        "Existing": table("site resource period units", ("doc", "seat", "", 1.0), ("doc", "seat", "t1", 0.0)),
        "LabourPools": table(
            "grouping profession period available", ("state", "doctor", "t1", 0.0), ("state", "doctor", "t2", 1.0)
        ),
    }
    return _ruled(frames, _hard("floor", "supply_floor", 0.5))


@_because({_rule("floor", "B")})
def one_area_is_too_small_a_site() -> Frames:
    """Each area is to have 75 % of its seat. A has the practice; B could have a centre of half a seat."""
    frames = _with_seats(_in_two_areas(), "centre", 0.5, 0.5)
    return _ruled(frames, _hard("floor", "supply_floor", 0.75, grouping="area"))


@_because({_rule("served"), FUND})
def need_above_budget() -> Frames:
    """90 % of the need take 0.8 of the centre beside the practice; not even that part of it can be paid with 0.7."""
    rule = _hard("served", "served_share", 0.9, service="gp", minutes=30.0)
    return _ruled(_funded(village(), 0.7), rule)


# --- one cause, by integrality alone ---------------------------------------------------------------------------------


@_because({_rule("served"), FUND}, by_integrality=True)
def budget_for_most_of_a_centre() -> Frames:
    """90 % of the need take 0.8 of the centre; 0.9 million EUR would pay for that, but not for a whole one."""
    rule = _hard("served", "served_share", 0.9, service="gp", minutes=30.0)
    return _ruled(_funded(village(), 0.9), rule)


@_because({_rule("floor"), _rule("cap")}, by_integrality=True)
def between_two_half_seats() -> Frames:
    """At least 1.8 and at most 1.9 seats, which come in halves."""
    return _ruled(village(), _hard("floor", "supply_floor", 0.9), _hard("cap", "supply_cap", 0.95))


@_because({_rule("floor"), DOCTORS}, by_integrality=True)
def doctors_for_most_of_a_half_seat() -> Frames:
    """1.7 seats are needed, 1.8 doctors are there; 1.5 seats are too few, 2 too many."""
    return _ruled(_staffed(village(), 1.8), _hard("floor", "supply_floor", 0.85))


@_because({_rule("served"), DOCTORS, ("Sites", "old")}, by_integrality=True)
def wards_too_small_or_too_large() -> Frames:
    """Half of 20 Erlang is to be met, and 2 doctors look after 20 beds: the 10 that stand, which take 6.2, and 10 more.

    A second ward has 4 beds, which take 1.5, or 15, which take 10.6. Ten would do, and 15 without the old ward.
    """
    frames = _staffed(infirmary(), 2.0) | {"Sizes": table("resource units", ("bed", 4.0), ("bed", 15.0))}
    return _ruled(frames, _hard("served", "served_share", 0.5, service="stay", minutes=30.0))


@_because({_rule("near"), FUND}, by_integrality=True)
def three_places_in_a_ring() -> Frames:
    """Each of three centres lies between two of three places: two centres reach all, half of each of the three too.

    There are 1.6 million EUR, enough for three halves, but not for two centres.
    """
    names = ("north", "east", "west")
    between = {"north-east": ("north", "east"), "east-west": ("east", "west"), "west-north": ("west", "north")}
    frames = _funded(village(), 1.6) | {
        "Places": table("place area lat lon residents", *((name, "A", 50.0, 7.0, 1000) for name in names)),
        "Sites": table(
            "site place status allowed_types",
            *((site, ends[0], "candidate", "centre") for site, ends in between.items()),
        ),
        "Existing": table("site resource units"),
        "TravelTimes": table(
            "place site minutes", *((place, site, 9.0) for site, ends in between.items() for place in ends)
        ),
    }
    return _ruled(frames, _hard("near", "reach_share", 1.0, service="gp", minutes=10.0))


@_because({_rule("served")}, by_integrality=True)
def place_that_may_not_be_divided() -> Frames:
    """All of a place go to one site, and no site has room for 1,000: two centres of half a seat serve nobody."""
    frames = _with_seats(_with_also(village()), "centre", 0.5, 0.5) | {
        "Services": village()["Services"].assign(assignment="single"),
    }
    frames = _with_seats(frames, "practice", 0.0, 0.5) | {
        "Existing": table("site resource units", ("doc", "seat", 0.5))
    }
    return _ruled(frames, _hard("served", "served_share", 0.5, service="gp", minutes=30.0))


# --- two causes that have nothing to do with each other --------------------------------------------------------------


@_because({("LabourPools", "area", "A", "doctor"), ("Sites", "also")}, {("LabourPools", "area", "B", "doctor"), NEW})
def too_few_doctors_in_either_area() -> Frames:
    """A fixed centre in each of two areas, for half a doctor at least; a quarter of one is there in each."""
    frames = _with_status(_with_also(_in_two_areas(), status="fixed"), "fixed")
    return frames | {
        "Sites": frames["Sites"].query("site != 'doc'"),
        "Existing": table("site resource units"),
        "TravelTimes": frames["TravelTimes"].query("site != 'doc'"),
        "LabourPools": table(
            "grouping group profession available", ("area", "A", "doctor", 0.25), ("area", "B", "doctor", 0.25)
        ),
    }


@_because({_rule("floor"), _rule("cap", "A")}, {_rule("near")})
def floor_above_cap_and_nobody_near() -> Frames:
    """2 seats in the state, but at most 1.6 in its only area; a doctor within 4 minutes, but every way takes 5."""
    return _ruled(floor_above_cap(), _hard("near", "reach_share", 0.5, service="gp", minutes=4.0))


@_because({_rule("near"), NEW}, {_rule("kv"), ("Sites", "also")})
def excluded_where_needed_and_fixed_where_refused() -> Frames:
    """90 % within 10 minutes need a site in both places, and the one ``there`` is excluded.

    The doctors' association has refused the fixed centre ``here``; the clinic it may be instead takes until 2028.
    """
    frames = _with_also(_with_status(village(), "excluded"), status="fixed", allowed_types="centre, clinic")
    frames |= {
        "Types": with_rows(frames["Types"], {"type": "clinic", "lead_time": 2.0}),
        "TypeResources": with_rows(frames["TypeResources"], {"type": "clinic", "resource": "seat", "maximum": 1.0}),
        "Consents": table("site actor answer", ("also", "KV", "refused")),
    }
    near = _hard("near", "reach_share", 0.9, service="gp", minutes=10.0)
    return _ruled(frames, near, _hard("kv", "consent", None, type="centre", parameter="KV"))


@_because({FUND, NEW}, {_rule("floor", "A"), ("LabourPools", "area", "A", "doctor")})
def money_and_doctors_come_a_year_too_late() -> Frames:
    """The fixed centre in B costs 1 million EUR in the first year, which has 0.2; the second has 5.

    In A the doctor retires in the first year, and none is to be had before the second: 0 of 1 seat, not 50 %.
    """
    pool = ("area", "A", "doctor")
    frames = _with_status(_in_two_areas(), "fixed") | {
        "Periods": TWO_PERIODS,
        "Existing": table("site resource period units", ("doc", "seat", "", 1.0), ("doc", "seat", "t1", 0.0)),
        "Pots": table("pot period budget carry_over", ("fund", "t1", 0.2, "yes"), ("fund", "t2", 5.0, "yes")),
        "LabourPools": table("grouping group profession period available", (*pool, "t1", 0.0), (*pool, "t2", 1.0)),
    }
    return _ruled(frames, _hard("floor", "supply_floor", 0.5, grouping="area", group="A"))


@_because({_rule("floor", "A"), _rule("cap", "A")}, {_rule("floor", "B"), _rule("cap", "B")}, by_integrality=True)
def between_half_seats_in_either_area() -> Frames:
    """Each area is to have 85 to 95 % of its seats, which come in halves.

    A needs 1.9 seats, and so 1.62 to 1.80; B needs 1.3, and so 1.11 to 1.23.
    """
    frames = _with_seats(_with_seats(_in_two_areas(1900, 1300), "practice", 0.0, 4.0), "centre", 0.5, 4.0)
    floor, cap = (
        _hard(name, f"supply_{name}", share, grouping="area") for name, share in (("floor", 0.85), ("cap", 0.95))
    )
    return _ruled(frames, floor, cap)


WORLDS = tuple(_WORLDS)
