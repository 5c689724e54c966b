"""The status quo as the data say it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pandas as pd
import pytest

from instances.instance import Instance
from planning_model.plan import BASELINE
from reports.baseline import REACH_MINUTES, baseline, most_work
from tests.planning_model.verify.valley import edited, frames, instance, table


def _areas(changed: Mapping[str, pd.DataFrame] | None = None) -> pd.DataFrame:
    return baseline(instance(changed))["areas"].set_index("area")


def _reach(one: Instance, service: str) -> list[float]:
    rows = baseline(one)["reach"]
    return list(rows.loc[rows["service"] == service, "share"])


def test_the_tables_have_the_columns_of_a_plan() -> None:
    for name, rows in baseline(instance()).items():
        assert {column: str(kind) for column, kind in rows.dtypes.items()} == dict(BASELINE[name])


def test_a_supply_ratio_of_58_4_percent_shows_exactly_that() -> None:
    # 5.84 seats for 10,000 residents at 1,000 a seat, given for the area and spread over its places
    types = edited("Types", {"type": "practice"}, collects_existing="yes")
    existing = table("area site resource units", ("north", None, "seat", 5.84), (None, "pc", "seat", 2))
    areas = _areas({**types, "Existing": existing, **edited("Areas", {"area": "north"}, official_supply_ratio=0.584)})
    assert areas.loc["north", "supply_ratio"] == pytest.approx(0.584, rel=1e-12)
    assert areas.loc["north", "official_supply_ratio"] == 0.584
    assert areas.loc["north", "seats_needed"] == pytest.approx(10.0)
    assert pd.isna(areas.loc["south", "official_supply_ratio"])


def test_only_what_counts_and_stands_today_counts() -> None:
    existing = pd.concat([frames()["Existing"], table("site resource units", ("pa", "nurse", 5))])
    areas = _areas({"Existing": existing})
    assert areas.loc["north", "seats"] == 4.0
    assert areas.loc["south", "supply_ratio"] == pytest.approx(3 / 2.5)


def test_doctors_count_by_their_factor() -> None:
    assert _areas(edited("Resources", {"resource": "seat"}, counting_factor=0.5)).loc["north", "supply_ratio"] == 0.2


def test_residents_are_those_of_the_base_year() -> None:
    areas = _areas(edited("Places", {"place": "a"}, growth=0.1))
    assert areas.loc["north", "residents"] == 10_000
    rows = baseline(instance(edited("Places", {"place": "a"}, growth=0.1)))["load"].set_index(["area", "service"])
    assert rows.loc[("north", "gp"), "demand"] == pytest.approx(50_000)


def test_an_area_without_residents_has_no_supply_ratio() -> None:
    areas = pd.concat([frames()["Areas"], table("area regional_ratio", ("empty", 1500))])
    rules = table("rule kind minutes value strictness service", ("near", "reach_share", 20, 0.9, "soft", "gp"))
    row = _areas({"Areas": areas, "Rules": rules}).loc["empty"]
    assert pd.isna(row["supply_ratio"])
    assert row["seats_needed"] == 0


def test_reach_counts_residents_near_a_site_of_today() -> None:
    # a and c have practices five minutes away, b one a quarter of an hour away; nobody offers nursing yet
    assert REACH_MINUTES == (5, 10, 15, 20, 30, 45)
    assert _reach(instance(), "gp") == pytest.approx([11 / 15, 11 / 15, 1, 1, 1, 1])
    assert _reach(instance(), "nursing") == [0.0] * 6


def test_reach_looks_beyond_the_widest_limit() -> None:
    times = table("place site minutes", ("a", "pa", 5), ("b", "pa", 40), ("c", "pa", 46), ("c", "cb", 1))
    existing = table("site resource units", ("pa", "seat", 4))
    far = instance({"TravelTimes": times, "Existing": existing})
    assert far.reach_limits.max() == 30
    assert _reach(far, "gp") == pytest.approx([0.4, 0.4, 0.4, 0.4, 0.4, 10 / 15])


def test_a_site_without_capacity_offers_nothing() -> None:
    existing = table("site resource units", ("pa", "seat", 0), ("pc", "seat", 2))
    assert _reach(instance({"Existing": existing}), "gp")[0] == pytest.approx(1 / 3)


def test_load_sets_demand_beside_capacity() -> None:
    load = baseline(instance())["load"].set_index(["area", "service"])
    assert list(load.loc[("north", "gp")]) == pytest.approx([50_000, 20_000])
    assert list(load.loc[("south", "gp")]) == pytest.approx([25_000, 15_000])
    assert list(load.loc[("south", "nursing")]) == pytest.approx([2_500, 0])


def test_the_row_of_a_type_replaces_the_row_for_all_types() -> None:
    own = pd.concat(
        [frames()["Production"], table("type resource service productivity", ("practice", "seat", "gp", 5500))]
    )
    load = baseline(instance({"Production": own}))["load"].set_index(["area", "service"])
    assert load.loc[("north", "gp"), "capacity"] == pytest.approx(22_000)


def test_delegation_adds_no_more_than_its_share() -> None:
    existing = pd.concat([frames()["Existing"], table("site resource units", ("pa", "nurse", 2))])
    load = baseline(instance({"Existing": existing}))["load"].set_index(["area", "service"])
    # nurses could do 8,000, but only a fifth of the whole: 20,000 / 0.8
    assert load.loc[("north", "gp"), "capacity"] == pytest.approx(25_000)


def test_explicit_demand_is_that_of_the_first_period() -> None:
    explicit = table("place service period amount", ("a", "gp", "2028", 1000), ("a", "gp", "2030", 2000))
    load = baseline(instance({"Demand": explicit}))["load"].set_index(["area", "service"])
    assert load.loc[("north", "gp"), "demand"] == pytest.approx(21_000)


@pytest.mark.parametrize("amounts", list(product([0.0, 3.0, 10.0], repeat=3)))
@pytest.mark.parametrize(
    "shares", [(1.0, 0.2, 0.2), (0.5, 0.3, 0.1), (0.6, 0.5, 0.0), (0.4, 0.4, 0.2), (1.0, 1.0, 0.5)]
)
def test_most_work_is_the_largest_whole_that_can_be_shared_out(
    amounts: tuple[float, ...], shares: tuple[float, ...]
) -> None:
    whole = most_work(zip(amounts, shares, strict=True))

    def shared_out(amount: float) -> float:
        return sum(min(most, share * amount) for most, share in zip(amounts, shares, strict=True))

    assert shared_out(whole) >= whole - 1e-9
    assert shared_out(whole + 0.01) < whole + 0.01 - 1e-6
