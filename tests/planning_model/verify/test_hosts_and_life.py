"""Sites beside hosts, how long sites run, and what ending and converting cost."""

from __future__ import annotations

from typing import Any

import pytest

from planning_model.plan import Plan
from planning_model.verify.case import Case
from planning_model.verify.opening import minimum_life
from tests.planning_model.verify.expecting import Place, expect
from tests.planning_model.verify.valley import P1, P2, Frames, changed, edited, instance, plan

BOTH = (P1, P2)
CENTRE = {"type": "centre"}


def carried(minutes: float | None = None, **cells: Any) -> Frames:
    """The types of the valley, with centres at practices."""
    return edited("Types", CENTRE, host_types="practice", host_minutes=minutes, **cells)


@pytest.mark.parametrize(
    ("minutes", "houses", "lonely"),
    [
        (None, {}, []),
        # from practice pa in a it is 15 minutes to cb; pc and oc lie in c as fc, but neither is a practice in the end
        (15, {}, [("fc", P2)]),
        (14.9, {}, [("cb", P1), ("cb", P2), ("fc", P2)]),
        (6, {}, [("cb", P1), ("cb", P2), ("fc", P2)]),
        (5.9, {}, [("cb", P1), ("cb", P2), ("fc", P1), ("fc", P2)]),
        (0, {"pa": "A", "cb": "A", "pc": "C", "fc": "C"}, [("fc", P2)]),
        (0, {"cb": "A", "fc": "A"}, [("cb", P1), ("cb", P2), ("fc", P1), ("fc", P2)]),
    ],
)
def test_a_centre_runs_only_beside_a_practice(
    minutes: float | None, houses: dict[str, str], lonely: list[tuple[str, str]]
) -> None:
    sites: Frames = {}
    for site, house in houses.items():
        rows = (sites or edited("Sites", {"site": site}))["Sites"]
        rows["house"] = rows.get("house", None)
        rows.loc[rows["site"] == site, "house"] = house
        sites = {"Sites": rows}
    expect(instance(carried(minutes) | sites), plan(), {("hosted", site, period): 1.0 for site, period in lonely})


def test_what_stands_today_needs_no_host() -> None:
    types = edited("Types", {"type": "practice"}, host_types="hub", host_minutes=0)
    expect(instance(types), plan(), {})


def test_a_host_in_the_same_house_saves_while_it_runs() -> None:
    """The practice oc closes in the second period."""
    sites = edited("Sites", {"site": "fc"}, house="C")["Sites"]
    sites.loc[sites["site"] == "oc", "house"] = "C"
    world = instance(carried(host_saving=10_000) | {"Sites": sites})
    expect(world, plan(), {("cost_covered", "centre · private · new · running", P1): 0.02}, also={"goal_value"})


@pytest.mark.parametrize(
    ("kind", "cells", "broken"),
    [
        ("practice", {"closing_cost": 100_000}, {("cost_covered", "practice · existing · closing", P2): 0.2}),
        ("hub", {"conversion_cost": 1_500_000}, {("cost_covered", "hub · new · setup", P2): 0.5}),
        ("centre", {"conversion_cost": 1}, {}),
    ],
)
def test_ending_and_converting_have_their_price(kind: str, cells: dict[str, Any], broken: dict[Place, float]) -> None:
    """The practice oc closes and pc becomes a hub; the centres are new."""
    expect(instance(edited("Types", {"type": kind}, **cells)), plan(), broken, also={"goal_value"} if broken else ())


@pytest.mark.parametrize(
    ("site", "types", "life", "missing"),
    [
        ("cb", ("centre", "centre"), 9, []),
        ("cb", ("centre", ""), 2, []),
        ("cb", ("centre", ""), 3, [("cb", P2, 1.0)]),
        ("cb", ("", "centre"), 9, []),
        ("fc", ("centre", "hub"), 4.5, [("fc", P2, 2.5)]),
        ("oc", ("practice", ""), 9, []),
    ],
)
def test_what_has_begun_lives_for_its_minimum(
    site: str, types: tuple[str, str], life: float, missing: list[tuple[str, str, float]]
) -> None:
    moved: Plan = plan()
    for period, kind in zip(BOTH, types, strict=True):
        moved = changed(moved, "sites", {"site": site, "period": period}, type=kind)
    lives = instance(edited("Types", CENTRE, minimum_life=life))
    found = minimum_life(Case(lives, moved))
    assert [(one.where, one.period, one.amount) for one in found] == missing
    assert all("centre" in one.text("de") for one in found)
