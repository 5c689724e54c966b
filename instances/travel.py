"""Travel times from places to sites: the user's table first, then the road network, then coordinates.

Every pair has exactly one source. A pair whose place and site both occur in the table is taken from the table
alone (a row that is missing there means "too far"); otherwise a pair whose place and site are both nodes of the
road network is taken from the network alone; all other pairs are estimated from coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas import DataFrame, Index, Series
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

SOURCES = ("table", "roads", "coordinates")
EARTH_RADIUS_KM = 6371.0088
DECIMALS = 6  # of a minute: ends the noise of summing, so that a way of exactly the limit is within it
CELLS_AT_ONCE = 4_000_000  # distances held in memory while the network is searched

UTM_SCALE = 0.9996
UTM_FALSE_EASTING = 500_000.0  # metres
UTM32_MERIDIAN = 9.0  # degrees east
GRS80_AXIS = 6_378_137.0  # metres
GRS80_FLATTENING = 1 / 298.257222101
_n = GRS80_FLATTENING / (2 - GRS80_FLATTENING)  # the third flattening
RECTIFYING_RADIUS = GRS80_AXIS / (1 + _n) * (1 + _n**2 / 4 + _n**4 / 64)
KRUEGER = (
    _n / 2 - 2 / 3 * _n**2 + 37 / 96 * _n**3 - 1 / 360 * _n**4,
    1 / 48 * _n**2 + 1 / 15 * _n**3 - 437 / 1440 * _n**4,
    17 / 480 * _n**3 - 37 / 840 * _n**4,
    4397 / 161280 * _n**4,
)
CONFORMAL = (
    2 * _n - 2 / 3 * _n**2 - 2 * _n**3 + 116 / 45 * _n**4,
    7 / 3 * _n**2 - 8 / 5 * _n**3 - 227 / 45 * _n**4,
    56 / 15 * _n**3 - 136 / 35 * _n**4,
    4279 / 630 * _n**4,
)

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
Flags = NDArray[np.bool_]


class TravelSettings(Protocol):
    """What is assumed about driving where nothing better is known."""

    @property
    def detour_factor(self) -> float:
        """Length of the way in multiples of the great circle."""

    @property
    def speed_kmh(self) -> float:
        """Speed on roads that name none, and along estimated ways."""

    @property
    def access_minutes(self) -> float:
        """Minutes that every estimated way takes on top (to the car, from the car)."""


class Pairs(NamedTuple):
    """Reachable pairs: the row of the place, the row of the site, minutes; three arrays of one length."""

    place: Positions
    site: Positions
    minutes: Floats

    def where(self, keep: Flags) -> Pairs:
        """The pairs for which ``keep`` is true."""
        return Pairs(self.place[keep], self.site[keep], self.minutes[keep])


class Nodes(NamedTuple):
    """The node of the road network for every place and every site; -1 where there is none."""

    places: Positions
    sites: Positions


def travel_times(
    places: DataFrame, sites: DataFrame, table: DataFrame, roads: DataFrame, settings: TravelSettings, limit: float
) -> DataFrame:
    """Minutes from places to sites for every pair within ``limit`` minutes.

    ``places`` (place, lat, lon) and ``sites`` (site, lat, lon, place) have unique keys; coordinates are degrees and
    may be missing, as may the place of a site. ``table`` (place, site, minutes) and ``roads`` (from_node, to_node,
    km, minutes, speed_kmh) may be empty.

    Returns place, site, minutes, source (one of ``SOURCES``), in the order of ``places``, then of ``sites``.
    """
    graph = road_network(roads, settings)
    nodes = _nodes(places, sites, graph)
    in_table = _product(places["place"].isin(table["place"]), sites["site"].isin(table["site"]))
    in_network = ~in_table & _product(nodes.places >= 0, nodes.sites >= 0)
    found = (
        _from_table(places, sites, table),
        _from_network(graph, nodes, limit) if in_network.any() else _no_pairs(),
        _from_coordinates(places, sites, settings, limit) if not (in_table | in_network).all() else _no_pairs(),
    )
    owned = (in_table, in_network, ~(in_table | in_network))
    kept = [
        pairs.where(own[pairs.place, pairs.site] & (pairs.minutes <= limit))
        for pairs, own in zip(map(_rounded, found), owned, strict=True)
    ]
    return _as_frame(places, sites, kept)


def sources_used(travel: DataFrame) -> DataFrame:
    """How many pairs of ``travel`` came from which source: source, pairs; one row for each of ``SOURCES``."""
    counts = travel["source"].value_counts().reindex(SOURCES, fill_value=0)
    return DataFrame({"source": SOURCES, "pairs": counts.to_numpy(dtype=np.int64)})


def utm32_to_latlon(easting: ArrayLike, northing: ArrayLike) -> tuple[Floats, Floats]:
    """Latitude and longitude in degrees of points in ETRS89 / UTM zone 32N, given in metres.

    The series of L. Krüger (1912) in the third flattening n of the GRS80 ellipsoid, up to n⁴, as given by C. F. F.
    Karney, "Transverse Mercator with an accuracy of a few nanometers", Journal of Geodesy 85 (2011). Exact to far
    below a millimetre within Germany.
    """
    scale = UTM_SCALE * RECTIFYING_RADIUS
    xi = np.asarray(northing, dtype=np.float64) / scale
    eta = (np.asarray(easting, dtype=np.float64) - UTM_FALSE_EASTING) / scale
    terms = list(enumerate(KRUEGER, start=1))
    xi_sphere = xi - sum(term * np.sin(2 * j * xi) * np.cosh(2 * j * eta) for j, term in terms)
    eta_sphere = eta - sum(term * np.cos(2 * j * xi) * np.sinh(2 * j * eta) for j, term in terms)
    conformal = np.arcsin(np.sin(xi_sphere) / np.cosh(eta_sphere))
    latitude = conformal + sum(term * np.sin(2 * j * conformal) for j, term in enumerate(CONFORMAL, start=1))
    longitude = np.arctan2(np.sinh(eta_sphere), np.cos(xi_sphere))
    return np.degrees(latitude), UTM32_MERIDIAN + np.degrees(longitude)


def road_network(roads: DataFrame, settings: TravelSettings) -> nx.Graph[Any]:
    """The undirected network with ``minutes`` on its edges; of parallel roads the quickest counts.

    A road without minutes takes 60 km / speed, with the general speed where it names none of its own.
    """
    speed = _numbers(roads["speed_kmh"]).fillna(settings.speed_kmh)
    minutes = _numbers(roads["minutes"]).fillna(60 * _numbers(roads["km"]) / speed)
    edges = roads[["from_node", "to_node"]].assign(minutes=minutes).dropna()
    slowest_first = edges.sort_values("minutes", ascending=False)  # a later edge replaces an earlier one
    return nx.from_pandas_edgelist(slowest_first, "from_node", "to_node", "minutes")


def _from_table(places: DataFrame, sites: DataFrame, table: DataFrame) -> Pairs:
    place = Index(places["place"]).get_indexer(Index(table["place"]))
    site = Index(sites["site"]).get_indexer(Index(table["site"]))
    return Pairs(place, site, _floats(table["minutes"])).where((place >= 0) & (site >= 0))


def _nodes(places: DataFrame, sites: DataFrame, graph: nx.Graph[Any]) -> Nodes:
    """A place is a node by its key; a site by its own key, else by the key of the place it lies in."""
    known = Index(list(graph.nodes), dtype=object)
    by_key = known.get_indexer(Index(sites["site"], dtype=object))
    by_place = known.get_indexer(Index(sites["place"], dtype=object))
    return Nodes(
        places=known.get_indexer(Index(places["place"], dtype=object)),
        sites=np.where(by_key >= 0, by_key, by_place),
    )


def _from_network(graph: nx.Graph[Any], nodes: Nodes, limit: float) -> Pairs:
    """Shortest paths from the nodes of sites, cut off at ``limit``."""
    matrix = nx.to_scipy_sparse_array(graph, weight="minutes", format="csr")
    targets = np.flatnonzero(nodes.places >= 0)
    starts = np.unique(nodes.sites[nodes.sites >= 0])
    found = []
    for chunk in _chunks(starts, CELLS_AT_ONCE // len(graph) + 1):
        reached = dijkstra(matrix, indices=chunk, limit=limit + 10**-DECIMALS)[:, nodes.places[targets]]
        start, target = np.nonzero(np.isfinite(reached))
        found.append(Pairs(targets[target], chunk[start], reached[start, target]))
    return _spread_over_sites(_joined(found), nodes)


def _spread_over_sites(by_node: Pairs, nodes: Nodes) -> Pairs:
    """From pairs of a place and a start node to pairs of a place and a site (several sites may share a node)."""
    reached = DataFrame({"place": by_node.place, "node": by_node.site, "minutes": by_node.minutes})
    sites = DataFrame({"site": np.arange(len(nodes.sites)), "node": nodes.sites})
    pairs = reached.merge(sites, on="node")
    return Pairs(pairs["place"].to_numpy(), pairs["site"].to_numpy(), pairs["minutes"].to_numpy())


def _from_coordinates(places: DataFrame, sites: DataFrame, settings: TravelSettings, limit: float) -> Pairs:
    """Access time plus the time for the great circle, lengthened by the detour factor.

    Points on the unit sphere lie within a distance of each other exactly if their chord is short enough, so one
    query of two trees finds all pairs in reach without looking at the others.
    """
    minutes_per_km = 60 * settings.detour_factor / settings.speed_kmh
    reach_km = (limit - settings.access_minutes) / minutes_per_km
    place_rows, place_tree = _points(places)
    site_rows, site_tree = _points(sites)
    if reach_km < 0 or not len(place_rows) or not len(site_rows):
        return _no_pairs()
    half_angle = min(reach_km / (2 * EARTH_RADIUS_KM), np.pi / 2)
    close = place_tree.sparse_distance_matrix(site_tree, 2 * np.sin(half_angle) + 1e-9, output_type="ndarray")
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(close["v"] / 2, 1.0))
    return Pairs(place_rows[close["i"]], site_rows[close["j"]], settings.access_minutes + minutes_per_km * km)


def _points(where: DataFrame) -> tuple[Positions, cKDTree]:
    """Rows that have coordinates, and their vectors on the unit sphere."""
    degrees = np.column_stack([_floats(where["lat"]), _floats(where["lon"])])
    rows = np.flatnonzero(np.isfinite(degrees).all(axis=1))
    lat, lon = np.radians(degrees[rows]).T
    return rows, cKDTree(np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]))


def _as_frame(places: DataFrame, sites: DataFrame, kept: list[Pairs]) -> DataFrame:
    pairs = _joined(kept)
    source = np.repeat(np.array(SOURCES, dtype=object), [len(part.place) for part in kept])
    order = np.lexsort((pairs.site, pairs.place))
    return DataFrame(
        {
            "place": places["place"].take(pairs.place[order]).to_numpy(),
            "site": sites["site"].take(pairs.site[order]).to_numpy(),
            "minutes": pairs.minutes[order],
            "source": Series(source[order], dtype="str"),
        }
    )


def _product(places: ArrayLike, sites: ArrayLike) -> Flags:
    """Both flags are set; one row a place, one column a site."""
    flags: Flags = np.asarray(places, dtype=np.bool_)[:, None] & np.asarray(sites, dtype=np.bool_)
    return flags


def _rounded(pairs: Pairs) -> Pairs:
    return pairs._replace(minutes=np.round(pairs.minutes, DECIMALS))


def _joined(parts: list[Pairs]) -> Pairs:
    return Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _no_pairs() -> Pairs:
    return Pairs(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))


def _numbers(column: Series[Any]) -> Series[float]:
    """As floats, also where the sheet is empty and its columns have no type."""
    return pd.to_numeric(column).astype(np.float64)


def _floats(column: Series[Any]) -> Floats:
    return np.asarray(_numbers(column), dtype=np.float64)


def _chunks(values: Positions, size: int) -> Iterator[Positions]:
    for first in range(0, len(values), size):
        yield values[first : first + size]
