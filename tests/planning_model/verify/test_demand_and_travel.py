"""Demand and travel times, recomputed by another path."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from instances.instance import Instance
from planning_model.verify.case import Case
from planning_model.verify.demand import demand_stated
from planning_model.verify.travel import travel_time
from tests.planning_model.verify.expecting import expect
from tests.planning_model.verify.valley import P1, P2, edited, frames, instance, plan, table

KEYS = ["place", "service", "period"]


def _with(changed: Instance, **computed: pd.DataFrame) -> Instance:
    """An instance like ``changed`` that has computed something wrong."""
    wrong = replace(changed)
    vars(wrong).update(computed)
    return wrong


def _demand(one: Instance) -> dict[tuple[Any, ...], float]:
    rows = Case(one, plan()).demand
    return {tuple(key): amount for *key, amount in rows[[*KEYS, "amount"]].itertuples(index=False)}


def test_demand_follows_ages_growth_and_deprivation() -> None:
    places = edited("Places", {"place": "a"}, deprivation=0.8, growth=0.1)["Places"]
    places.loc[places["place"] == "b", "deprivation"] = 0.3
    services = edited("Services", {"service": "nursing"}, deprivation_effect=2.0, rate_75_plus=2.5)
    found = _demand(instance({"Places": places, **services}))
    # 0.9 · 0.5 + 0.1 · 2.5 = 0.7 hours a head; the mean deprivation of a and b is 0.6, c is unknown and hence mean
    plain = {"a": 0.7 * 6000 * 1.1**2, "b": 0.7 * 4000, "c": 0.7 * 5000}
    need = {"a": 1.4, "b": 0.4, "c": 1.0}
    scale = sum(plain.values()) / sum(plain[place] * need[place] for place in plain)
    assert found["a", "nursing", P1] == pytest.approx(plain["a"] * need["a"] * scale)
    assert found["b", "nursing", P2] == pytest.approx(plain["b"] * need["b"] * scale)
    assert found["a", "nursing", P2] == pytest.approx(1.1**2 * found["a", "nursing", P1])
    assert found["a", "gp", P2] == pytest.approx(5 * 6000 * 1.1**4)


def test_need_never_falls_below_a_tenth() -> None:
    places = edited("Places", {"place": "a"}, deprivation=1.0)["Places"]
    places.loc[places["place"] == "b", "deprivation"] = 0.0
    services = edited("Services", {"service": "gp"}, deprivation_effect=5.0)
    found = _demand(instance({"Places": places, **services}))
    # the mean is 0.6: a would be at 1 + 5 · 0.4 = 3, b at 1 − 5 · 0.6 = −2
    scale = 75_000 / (30_000 * 3 + 20_000 * 0.1 + 25_000)
    assert found["b", "gp", P1] == pytest.approx(2000 * scale)
    assert found["a", "gp", P1] == pytest.approx(90_000 * scale)


def test_explicit_demand_replaces_what_is_computed() -> None:
    explicit = table("place service period amount", ("a", "gp", None, 1000), ("a", "gp", P2, 0), ("b", "gp", P1, 7))
    found = _demand(instance({"Demand": explicit}))
    assert found["a", "gp", P1] == 1000
    assert ("a", "gp", P2) not in found
    assert found["b", "gp", P1] == 7
    assert found["b", "gp", P2] == 20_000


def test_heads_are_measured_by_the_first_period() -> None:
    rows = Case(instance(edited("Places", {"place": "a"}, growth=0.1)), plan()).demand.set_index(KEYS)
    # everybody needs the same, so heads are residents
    assert rows.loc[("a", "gp", P2), "heads"] == pytest.approx(6000 * 1.1**4)
    assert rows.loc[("c", "nursing", P1), "heads"] == pytest.approx(5000)


@pytest.mark.parametrize("sheets", [{}, edited("Places", {"place": "a"}, deprivation=0.8, growth=0.03)])
def test_the_demand_of_the_instance_agrees(sheets: dict[str, pd.DataFrame]) -> None:
    assert demand_stated(Case(instance(sheets), plan())) == []


def test_demand_that_was_computed_wrongly_is_named() -> None:
    wrong = instance()
    rows = wrong.demand.copy()
    chosen = (rows["place"] == "a") & (rows["service"] == "gp") & (rows["period"] == P1)
    rows.loc[chosen, "amount"] += 300.0
    expect(_with(wrong, demand=rows[rows["place"] != "c"]), plan(), {
        ("demand", "a · gp", P1): 300.0,
        **{("demand", "c · gp", period): 25_000.0 for period in (P1, P2)},
        **{("demand", "c · nursing", period): 2500.0 for period in (P1, P2)},
    })  # fmt: skip


def test_a_wrong_travel_time_is_named() -> None:
    wrong = instance()
    rows = wrong.travel.copy()
    rows.loc[(rows["place"] == "a") & (rows["site"] == "pc"), "minutes"] -= 1.5
    expect(_with(wrong, travel=rows), plan(), {("travel_time", "a · pc", ""): 1.5})


def test_a_missing_pair_is_named() -> None:
    wrong = instance()
    rows = wrong.travel[(wrong.travel["place"] != "a") | (wrong.travel["site"] != "pc")]
    # by five minutes it lies within the widest limit
    expect(_with(wrong, travel=rows), plan(), {("travel_time", "a · pc", ""): 5.0})


def test_a_pair_too_many_is_named() -> None:
    wrong = instance()
    pair = table("place site minutes source", ("b", "pc", 20.0, "table"))
    expect(_with(wrong, travel=pd.concat([wrong.travel, pair])), plan(), {("travel_time", "b · pc", ""): float("inf")})


ROADS = table(
    "from_node to_node km minutes speed_kmh",
    ("a", "x", None, 4.0, None),
    ("x", "b", 11.0, None, 60.0),  # 11 minutes
    ("x", "b", None, 12.0, None),
    ("b", "c", 55.0, None, None),  # 60 minutes at the general 55 km/h
    ("c", "fc", None, 3.0, None),
)


@pytest.mark.parametrize(
    "sheets",
    [
        {"TravelTimes": None, "Roads": None},
        {"TravelTimes": None, "Roads": ROADS},
        {"TravelTimes": None, "Roads": ROADS[:3]},
        {"TravelTimes": table("place site minutes", ("a", "pa", 5), ("a", "cb", 21), ("b", "cb", 400)), "Roads": ROADS},
    ],
)
def test_roads_tables_and_coordinates_agree_with_the_instance(sheets: dict[str, pd.DataFrame | None]) -> None:
    given = {name: frame for name, frame in {**frames(), **sheets}.items() if frame is not None}
    one = Instance.from_frames(given, "en")
    assert len(one.travel) >= 3
    assert travel_time(Case(one, plan())) == []
    longer = one.travel.assign(minutes=one.travel["minutes"] + 0.01)
    assert len(travel_time(Case(_with(one, travel=longer), plan()))) == len(one.travel)


def test_roads_are_travelled_the_shortest_way() -> None:
    one = Instance.from_frames({**frames(), "TravelTimes": table("place site minutes"), "Roads": ROADS}, "en")
    minutes = one.travel.set_index(["place", "site"])["minutes"]
    assert minutes["a", "cb"] == pytest.approx(15.0)
    assert minutes["c", "fc"] == pytest.approx(3.0)
