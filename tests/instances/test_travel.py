"""Travel times: order of the sources, shortest paths, coordinates, cut-off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.random import Generator
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from instances.travel import EARTH_RADIUS_KM, road_network, sources_used, travel_times, utm32_to_latlon


@dataclass(frozen=True)
class Driving:
    detour_factor: float = 1.3
    speed_kmh: float = 50.0
    access_minutes: float = 2.0


NAN = float("nan")
NO_TABLE = DataFrame(columns=["place", "site", "minutes"])
NO_ROADS = DataFrame(columns=["from_node", "to_node", "km", "minutes", "speed_kmh"])


def places_at(points: dict[str, tuple[float, float]]) -> DataFrame:
    return DataFrame([(key, *point) for key, point in points.items()], columns=["place", "lat", "lon"])


def sites_at(points: dict[str, tuple[float, float, str]]) -> DataFrame:
    return DataFrame([(key, *point) for key, point in points.items()], columns=["site", "lat", "lon", "place"])


def table_of(*rows: tuple[str, str, float]) -> DataFrame:
    return DataFrame(list(rows), columns=["place", "site", "minutes"])


def roads_of(*rows: tuple[str, str, float, float, float]) -> DataFrame:
    return DataFrame(list(rows), columns=["from_node", "to_node", "km", "minutes", "speed_kmh"])


def minutes_of(travel: DataFrame) -> dict[tuple[str, str], float]:
    return dict(zip(zip(travel["place"], travel["site"], strict=True), travel["minutes"], strict=True))


def sources_of(travel: DataFrame) -> dict[tuple[str, str], str]:
    return dict(zip(zip(travel["place"], travel["site"], strict=True), travel["source"], strict=True))


def haversine_km(one: Iterable[float], other: Iterable[float]) -> float:
    lat1, lon1, lat2, lon2 = (radians(value) for value in (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


PRUEM, DAUN, GEROLSTEIN = (50.208, 6.424), (50.197, 6.832), (50.223, 6.660)
PLACES = places_at({"Prüm": PRUEM, "Daun": DAUN})
SITES = sites_at({"MVZ Prüm": (*PRUEM, "Prüm"), "Gerolstein": (*GEROLSTEIN, "")})


class TestCoordinates:
    def test_great_circle_with_detour_speed_and_access(self) -> None:
        travel = travel_times(PLACES, SITES, NO_TABLE, NO_ROADS, Driving(), 1000)
        expected = 2 + 60 * 1.3 * haversine_km(DAUN, GEROLSTEIN) / 50
        assert minutes_of(travel)["Daun", "Gerolstein"] == pytest.approx(expected, abs=1e-6)
        assert set(travel["source"]) == {"coordinates"}

    def test_same_point_takes_the_access_time_only(self) -> None:
        travel = travel_times(PLACES, SITES, NO_TABLE, NO_ROADS, Driving(), 2)
        assert minutes_of(travel) == {("Prüm", "MVZ Prüm"): 2.0}

    def test_a_limit_below_the_access_time_reaches_nothing(self) -> None:
        assert travel_times(PLACES, SITES, NO_TABLE, NO_ROADS, Driving(), 1.9).empty

    def test_pairs_come_in_the_order_of_the_input(self) -> None:
        travel = travel_times(PLACES[::-1], SITES[::-1], NO_TABLE, NO_ROADS, Driving(), 1000)
        assert list(minutes_of(travel)) == [
            ("Daun", "Gerolstein"),
            ("Daun", "MVZ Prüm"),
            ("Prüm", "Gerolstein"),
            ("Prüm", "MVZ Prüm"),
        ]
        assert list(travel.index) == [0, 1, 2, 3]

    def test_points_without_coordinates_are_in_reach_of_nothing(self) -> None:
        places = places_at({"Prüm": PRUEM, "unbekannt": (NAN, NAN), "halb": (50.0, NAN)})
        travel = travel_times(places, SITES, NO_TABLE, NO_ROADS, Driving(), 1000)
        assert set(travel["place"]) == {"Prüm"}

    @pytest.mark.parametrize("limit", [5.0, 20.0, 45.0, 1e6])
    def test_against_every_pair_computed_alone(self, limit: float) -> None:
        random = np.random.default_rng(7)
        places = random_places(random, 40)
        sites = random_sites(random, 30)
        travel = travel_times(places, sites, NO_TABLE, NO_ROADS, Driving(), limit)
        every_pair = {
            (place, site): 2 + 60 * 1.3 * haversine_km(here, there) / 50
            for place, *here in places.itertuples(index=False)
            for site, *there, _ in sites.itertuples(index=False)
        }
        expected = {pair: minutes for pair, minutes in every_pair.items() if minutes <= limit}
        assert minutes_of(travel) == pytest.approx(expected, abs=1e-5)

    def test_the_far_side_of_the_earth(self) -> None:
        places, sites = places_at({"Nordpol": (90, 0)}), sites_at({"Südpol": (-90, 0, "")})
        travel = travel_times(places, sites, NO_TABLE, NO_ROADS, Driving(1.0, 60.0, 0.0), 1e9)
        assert minutes_of(travel)["Nordpol", "Südpol"] == pytest.approx(np.pi * EARTH_RADIUS_KM)


class TestRoads:
    def test_shortest_path_over_several_edges(self) -> None:
        roads = roads_of(("Daun", "A", NAN, 7, NAN), ("A", "Prüm", NAN, 8, NAN), ("Daun", "Prüm", NAN, 20, NAN))
        travel = travel_times(PLACES, SITES, NO_TABLE, roads, Driving(), 60)
        assert minutes_of(travel)["Daun", "MVZ Prüm"] == 15
        assert minutes_of(travel)["Prüm", "MVZ Prüm"] == 0
        assert sources_of(travel)["Daun", "MVZ Prüm"] == "roads"

    def test_of_parallel_edges_the_quickest_counts_in_both_directions(self) -> None:
        roads = roads_of(("Daun", "Prüm", NAN, 9, NAN), ("Prüm", "Daun", NAN, 4, NAN), ("Daun", "Prüm", NAN, 6, NAN))
        travel = travel_times(PLACES, SITES, NO_TABLE, roads, Driving(), 60)
        assert minutes_of(travel)["Daun", "MVZ Prüm"] == 4

    @pytest.mark.parametrize(
        ("km", "minutes", "speed", "expected"),
        [(30, 12, 60, 12), (30, NAN, 60, 30), (30, NAN, NAN, 36), (0, NAN, NAN, 0), (NAN, 0, NAN, 0)],
    )
    def test_minutes_of_an_edge(self, km: float, minutes: float, speed: float, expected: float) -> None:
        travel = travel_times(PLACES, SITES, NO_TABLE, roads_of(("Daun", "Prüm", km, minutes, speed)), Driving(), 60)
        assert minutes_of(travel)["Daun", "MVZ Prüm"] == pytest.approx(expected)

    def test_a_site_is_a_node_by_its_own_key_before_its_place(self) -> None:
        roads = roads_of(("Prüm", "MVZ Prüm", NAN, 3, NAN), ("Prüm", "Daun", NAN, 20, NAN))
        travel = travel_times(PLACES, SITES, NO_TABLE, roads, Driving(), 60)
        assert minutes_of(travel)["Prüm", "MVZ Prüm"] == 3
        assert minutes_of(travel)["Daun", "MVZ Prüm"] == 23

    def test_several_sites_may_share_the_node_of_their_place(self) -> None:
        sites = sites_at({"MVZ": (NAN, NAN, "Prüm"), "Praxis": (NAN, NAN, "Prüm")})
        travel = travel_times(PLACES, sites, NO_TABLE, roads_of(("Daun", "Prüm", NAN, 9, NAN)), Driving(), 60)
        assert minutes_of(travel) == {
            ("Prüm", "MVZ"): 0,
            ("Prüm", "Praxis"): 0,
            ("Daun", "MVZ"): 9,
            ("Daun", "Praxis"): 9,
        }

    def test_nodes_without_a_path_are_too_far_even_if_they_are_neighbours(self) -> None:
        roads = roads_of(("Daun", "A", NAN, 7, NAN), ("B", "Prüm", NAN, 8, NAN))
        travel = travel_times(PLACES, SITES, NO_TABLE, roads, Driving(), 1000)
        assert ("Daun", "MVZ Prüm") not in minutes_of(travel)

    def test_a_site_off_the_network_is_reached_by_coordinates(self) -> None:
        travel = travel_times(PLACES, SITES, NO_TABLE, roads_of(("Daun", "Prüm", NAN, 7, NAN)), Driving(), 1000)
        assert sources_of(travel)["Daun", "Gerolstein"] == "coordinates"

    def test_a_path_of_exactly_the_limit_is_within_it(self) -> None:
        roads = roads_of(*((f"n{i}", f"n{i + 1}", NAN, 0.1, NAN) for i in range(3)))
        places, sites = places_at({"n0": (NAN, NAN)}), sites_at({"n3": (NAN, NAN, "")})
        assert 0.1 + 0.1 + 0.1 > 0.3  # why the sum is rounded
        assert minutes_of(travel_times(places, sites, NO_TABLE, roads, Driving(), 0.3)) == {("n0", "n3"): 0.3}
        assert travel_times(places, sites, NO_TABLE, roads, Driving(), 0.29).empty

    @pytest.mark.parametrize("limit", [6.0, 15.0, 1e6])
    def test_against_networkx(self, limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("instances.travel.CELLS_AT_ONCE", 300)  # several chunks
        random = np.random.default_rng(3)
        places, sites = random_places(random, 40), random_sites(random, 25)
        nodes = [*places["place"], *sites["site"], *(f"x{i}" for i in range(20))]
        roads = random_roads(random, nodes, 160)
        travel = travel_times(places, sites, NO_TABLE, roads, Driving(), limit)

        graph: nx.Graph[str] = nx.Graph()
        for one, other, _, minutes, _ in roads.itertuples(index=False):
            known = graph.get_edge_data(one, other, {"minutes": minutes})["minutes"]
            graph.add_edge(one, other, minutes=min(minutes, known))
        expected = {
            (place, site): minutes
            for site in sites["site"]
            if site in graph
            for place, minutes in nx.single_source_dijkstra_path_length(graph, site, limit, "minutes").items()
            if place in set(places["place"])
        }
        by_road = travel[travel["source"] == "roads"]
        assert minutes_of(by_road) == pytest.approx(expected, abs=1e-5)

    def test_road_network_keeps_every_node_once(self) -> None:
        graph = road_network(roads_of(("a", "b", 10, NAN, 60), ("b", "c", 5, NAN, NAN)), Driving())
        assert sorted(graph.nodes) == ["a", "b", "c"]
        assert graph.edges["a", "b"]["minutes"] == 10
        assert graph.edges["b", "c"]["minutes"] == 6


class TestOrderOfSources:
    ROADS = roads_of(("Daun", "Prüm", NAN, 7, NAN))

    def test_the_table_comes_before_the_roads(self) -> None:
        table = table_of(("Daun", "MVZ Prüm", 33))
        travel = travel_times(PLACES, SITES, table, self.ROADS, Driving(), 60)
        assert minutes_of(travel)["Daun", "MVZ Prüm"] == 33
        assert sources_of(travel)["Daun", "MVZ Prüm"] == "table"
        assert sources_of(travel)["Prüm", "MVZ Prüm"] == "roads"
        assert sources_of(travel)["Daun", "Gerolstein"] == "coordinates"

    def test_a_pair_missing_in_the_table_is_too_far(self) -> None:
        table = table_of(("Daun", "MVZ Prüm", 33), ("Prüm", "Gerolstein", 21))
        travel = travel_times(PLACES, SITES, table, self.ROADS, Driving(), 60)
        assert minutes_of(travel) == {("Prüm", "Gerolstein"): 21, ("Daun", "MVZ Prüm"): 33}

    def test_a_table_entry_beyond_the_limit_is_not_replaced_by_an_estimate(self) -> None:
        travel = travel_times(PLACES, SITES, table_of(("Daun", "MVZ Prüm", 61)), self.ROADS, Driving(), 60)
        assert ("Daun", "MVZ Prüm") not in minutes_of(travel)

    def test_table_rows_of_unknown_places_and_sites_are_left_alone(self) -> None:
        table = table_of(("Atlantis", "MVZ Prüm", 5), ("Daun", "Nirgendwo", 5), ("Daun", "MVZ Prüm", 33))
        travel = travel_times(PLACES, SITES, table, NO_ROADS, Driving(), 60)
        assert minutes_of(travel[travel["source"] == "table"]) == {("Daun", "MVZ Prüm"): 33}

    def test_sources_used_counts_every_pair_once(self) -> None:
        travel = travel_times(PLACES, SITES, table_of(("Daun", "MVZ Prüm", 33)), self.ROADS, Driving(), 60)
        used = sources_used(travel)
        assert dict(zip(used["source"], used["pairs"], strict=True)) == {"table": 1, "roads": 1, "coordinates": 2}

    def test_nothing_in_nothing_out(self) -> None:
        travel = travel_times(PLACES[:0], SITES[:0], NO_TABLE, NO_ROADS, Driving(), 60)
        assert list(travel.columns) == ["place", "site", "minutes", "source"]
        assert travel.empty
        assert list(sources_used(travel)["pairs"]) == [0, 0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    places, sites = random_places(random, 30), random_sites(random, 20)
    roads = random_roads(random, [*places["place"][:20], *sites["site"][:10]], 60)
    table = DataFrame([(f"p{i}", f"s{j}", float(random.uniform(0, 60))) for i in range(8) for j in range(3, 6)])
    table.columns = pd.Index(["place", "site", "minutes"])
    travel = travel_times(places, sites, table, roads, Driving(), 30)
    assert set(travel["source"]) == {"table", "roads", "coordinates"}

    def mix(frame: DataFrame) -> DataFrame:
        return frame.sample(frac=1, random_state=seed)

    mixed = travel_times(mix(places), mix(sites), mix(table), mix(roads), Driving(), 30)
    keys = ["place", "site"]
    assert_frame_equal(
        mixed.sort_values(keys, ignore_index=True), travel.sort_values(keys, ignore_index=True), check_exact=True
    )


@pytest.mark.parametrize(
    ("easting", "northing", "lat", "lon"),
    [  # the inverse of PROJ 9 (EPSG:25832 to EPSG:4258)
        (446048.516, 5538112.745, 49.99290000267305, 8.247300001708622),  # Mainz
        (329788.932, 5513503.522, 49.749900000992504, 6.63709999762187),  # Trier
        (528097.402, 6071922.507, 54.793700003146704, 9.436999996185396),  # Flensburg
        (657841.149, 5261935.549, 47.49170000230636, 11.09550000069469),  # Garmisch-Partenkirchen
        (918576.884, 5683855.341, 51.15259999849818, 14.987200001392921),  # Görlitz
        (294409.403, 5628892.411, 50.775300000386345, 6.083900004256555),  # Aachen
    ],
)
def test_utm32_agrees_with_proj(easting: float, northing: float, lat: float, lon: float) -> None:
    got_lat, got_lon = utm32_to_latlon(easting, northing)
    assert (float(got_lat), float(got_lon)) == pytest.approx((lat, lon), abs=1e-10)


def test_utm32_takes_whole_columns() -> None:
    lat, lon = utm32_to_latlon([500_000.0, NAN], [5_538_630.703, NAN])
    assert lon[0] == 9.0
    assert lat[0] == pytest.approx(50.0, abs=1e-8)
    assert np.isnan([lat[1], lon[1]]).all()


def random_places(random: Generator, count: int) -> DataFrame:
    points = zip(random.uniform(49, 51, count), random.uniform(6.1, 8.5, count), strict=True)
    return places_at({f"p{i}": point for i, point in enumerate(points)})


def random_sites(random: Generator, count: int) -> DataFrame:
    points = zip(random.uniform(49, 51, count), random.uniform(6.1, 8.5, count), strict=True)
    return sites_at({f"s{i}": (*point, "") for i, point in enumerate(points)})


def random_roads(random: Generator, nodes: list[str], count: int) -> DataFrame:
    rows: list[Any] = [
        (*random.choice(nodes, 2, replace=False), NAN, float(random.uniform(1, 10)), NAN) for _ in range(count)
    ]
    return roads_of(*rows)
