"""From what was given to what the model reads: defaults, spread seats, expected capacity, demand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import careplan
from instances.instance import Instance
from tests.planning_model.worlds import Frames, hamlet, instance_of, random_world, table


def basic() -> Frames:
    """The required sheets alone, with nothing optional in them."""
    return {
        "Areas": table("area", ("A",)),
        "Places": table(
            "place area lat lon residents",
            ("big", "A", 50.0, 7.0, 6000),
            ("small", "A", 50.1, 7.0, 3000),
            ("tiny", "A", 50.2, 7.0, 100),
        ),
        "Sites": table("site place status allowed_types", ("c", "small", "candidate", "pvz")),
        "Existing": table("area resource units", ("A", "gp_seat", 4.5)),
        "Pots": table("pot budget", ("land", 1.0)),
    }


def test_basic_sheets_get_marked_defaults() -> None:
    instance = instance_of(basic())
    used = instance.defaults_used.set_index(["sheet", "column"])
    assert instance.tables["Areas"]["ratio"].tolist() == [1633.0]
    assert used.loc[("Settings", "general_ratio"), "status"] == "law"
    assert "BPL-RL" in used.loc[("Settings", "general_ratio"), "source_de"]
    assert {"Services", "Resources", "Types", "Rules", "Goals", "Periods"} <= set(instance.defaults_used["sheet"])
    assert instance.tables["Periods"][["first_year", "years"]].iloc[0].tolist() == [2029, 5]
    assert instance.given["Services"].empty


def test_seats_of_an_area_are_spread_over_its_larger_places_by_residents() -> None:
    instance = instance_of(basic())
    sites = instance.tables["Sites"].set_index("site")
    today = instance.tables["Existing"].query("period == 'today'").set_index("site")["units"]
    assert today.to_dict() == pytest.approx({"practices-big": 3.0, "practices-small": 1.5})
    assert sites.loc["practices-big", "derived"]
    assert not sites.loc["c", "derived"]
    assert sites.loc["practices-big", "types"] == ("practice_cluster",)


def test_seats_of_an_area_of_hamlets_go_to_its_largest_place() -> None:
    frames = basic()
    frames["Places"]["residents"] = [600, 300, 100]
    today = instance_of(frames).tables["Existing"].query("period == 'today'")
    assert today[["site", "units"]].to_numpy().tolist() == [["practices-big", 4.5]]


def test_what_still_stands_is_carried_forward() -> None:
    instance = instance_of(hamlet())
    old = instance.tables["Existing"].query("site == 'old' and resource == 'seat'").set_index("period")["units"]
    assert old.to_dict() == {"today": 1.5, "t1": 1.5, "t2": 1.0}


def test_supply_ratio_of_today_is_exact() -> None:
    frames = basic()
    frames["Existing"] = table("area resource units", ("A", "gp_seat", 0.584 * 9100 / 1633))
    areas = careplan.baseline(instance_of(frames))["areas"]
    assert areas["supply_ratio"].tolist() == pytest.approx([0.584], rel=1e-12)


@pytest.mark.parametrize(
    ("columns", "ratio"),
    [({"regional_ratio": 1585.0}, 1585.0), ({"general_ratio": 1600.0, "morbidity_factor": 1.25}, 1280.0)],
)
def test_ratio_of_an_area(columns: dict[str, float], ratio: float) -> None:
    frames = basic()
    frames["Areas"] = frames["Areas"].assign(**columns)
    assert instance_of(frames).tables["Areas"]["ratio"].tolist() == [ratio]


def test_demand_follows_age_growth_and_explicit_rows() -> None:
    frames = hamlet()
    frames["Places"] = frames["Places"].assign(growth=[0.1, 0.0])
    frames["Demand"] = table("place service period amount", ("q", "gp", "t2", 77.0))
    demand = instance_of(frames).demand.set_index(["place", "service", "period"])["amount"]
    assert demand["p", "gp", "t1"] == pytest.approx(2000 * 1.1)
    assert demand["p", "gp", "t2"] == pytest.approx(2000 * 1.1**2)
    assert demand["q", "gp", "t1"] == pytest.approx(1000)
    assert demand["q", "gp", "t2"] == 77.0


def test_deprivation_shifts_demand_and_does_not_inflate_it() -> None:
    frames = hamlet()
    frames["Places"] = frames["Places"].assign(deprivation=[0.2, 0.8])
    plain = instance_of(hamlet()).demand.query("service == 'gp' and period == 't1'").set_index("place")["amount"]
    frames["Services"] = frames["Services"].assign(deprivation_effect=[1.0, 0.0])
    shifted = instance_of(frames).demand.query("service == 'gp' and period == 't1'").set_index("place")["amount"]
    assert shifted.sum() == pytest.approx(plain.sum())
    # mean deprivation 0.4: factors 0.8 and 1.4, scaled by 3000 / (2000 · 0.8 + 1000 · 1.4) = 1
    assert shifted.to_dict() == pytest.approx({"p": 1600.0, "q": 1400.0})


def test_a_planners_own_services_do_without_the_rules_for_ours() -> None:
    frames = hamlet()
    del frames["Rules"]
    assert instance_of(frames).tables["Rules"]["rule"].tolist() == ["supply_cap", "supply_floor"]


def test_what_was_given_makes_the_same_instance_again() -> None:
    instance = instance_of(hamlet())
    assert Instance.from_frames(dict(instance.given)) == instance


def test_an_instance_cannot_be_changed_from_outside() -> None:
    instance = instance_of(basic())
    with pytest.raises(TypeError):
        instance.tables["Areas"] = pd.DataFrame()  # type: ignore[index]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("seed", range(4))
def test_a_written_workbook_reads_back_to_the_identical_instance(tmp_path: Path, language: str, seed: int) -> None:
    frames = hamlet() if seed == 0 else random_world(seed, 4)
    if seed == 3:
        frames["Places"] = frames["Places"].assign(label="= 1 + 1", residents=np.pi * frames["Places"]["residents"])
    instance = Instance.from_frames(frames)
    path = tmp_path / "written.xlsx"
    careplan.write_workbook(instance, path, language)
    again = careplan.read_workbook(path)
    assert again == instance
    assert again.fingerprint == instance.fingerprint
    for sheet, frame in instance.tables.items():
        pd.testing.assert_frame_equal(again.tables[sheet], frame, check_exact=True)
    pd.testing.assert_frame_equal(again.travel, instance.travel, check_exact=True)
