"""Travel times of a sample of places, recomputed by another path.

A pair that the user's table covers is looked up there; one whose ends lie on the road network takes its shortest path,
found by networkx; every other is estimated by the haversine formula. A few places are compared with *all* sites, so
that a pair too many or too few shows as well as a wrong time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify.flows import reach_limits
from planning_model.verify.tolerance import TOLERANCE, Floats
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

PLACES_SAMPLED = 8
EARTH_RADIUS_KM = 6371.0088
# travel times are stated to a millionth of a minute
ROUNDING = 1e-6


def travel_time(case: Case) -> list[Violation]:
    """The travel times of sampled places are right, and exactly the pairs within the widest limit are there.

    The widest limit is that of any service, or the way to a host where that is longer.
    """
    places = case.table("Places")
    sample = places.iloc[np.unique(np.linspace(0, len(places) - 1, PLACES_SAMPLED).astype(int))]
    sites = case.table("Sites")
    sites = sites[sites["types"].map(len) > 0]
    limit = float(np.fmax(reach_limits(case).max(), case.table("Types")["host_minutes"].max()))
    rows = sample[["place"]].merge(sites[["site"]], how="cross")
    rows["true"] = _minutes(case, sample, sites, limit).ravel()
    rows = rows.merge(case.instance.travel[["place", "site", "minutes"]], on=["place", "site"], how="left")
    rows["amount"] = _faults(rows["minutes"].fillna(np.inf).to_numpy(), rows["true"].to_numpy(), limit)
    message = N_("{minutes} minutes were taken, {true} are right")
    return violations("travel_time", rows, message, N_("minutes"), ("place", "site"))


def _faults(taken: Floats, true: Floats, limit: float) -> Floats:
    """Minutes by which a pair is wrong; a missing pair may be as far away as the limit (infinite: no such pair)."""
    slack = 2 * ROUNDING + TOLERANCE * limit
    there = np.isfinite(taken)
    missing = np.maximum(limit - true, 0.0)
    with np.errstate(invalid="ignore"):
        amount = np.where(there, np.abs(taken - true), missing)
    return np.asarray(np.where(amount <= slack, 0.0, amount))


def _minutes(case: Case, places: pd.DataFrame, sites: pd.DataFrame, limit: float) -> Floats:
    """Places × sites: minutes, infinite where there is no way, or none within the limit."""
    table, roads = case.table("TravelTimes"), _road_network(case)
    listed_sites = sites["site"].isin(table["site"]).to_numpy()
    nodes = [_node(roads, site, place) for site, place in zip(sites["site"], sites["place"], strict=True)]
    on_road = np.array([node is not None for node in nodes], dtype=bool)
    minutes = _beeline(case, places, sites)
    for row, place in enumerate(places["place"]):
        if place in roads:
            found = nx.single_source_dijkstra_path_length(roads, place, cutoff=limit + 1.0, weight="minutes")
            by_road = np.array([found.get(node, np.inf) for node in nodes], dtype=float)
            minutes[row] = np.where(on_road, by_road, minutes[row])
        own = table[table["place"] == place]
        if len(own):
            by_table = sites["site"].map(own.set_index("site")["minutes"]).fillna(np.inf).to_numpy()
            minutes[row] = np.where(listed_sites, by_table, minutes[row])
    return minutes


def _road_network(case: Case) -> nx.Graph[Any]:
    """The roads as a network; of several roads between two nodes the quickest."""
    roads = case.table("Roads")
    network: nx.Graph[Any] = nx.Graph()
    for one, other, km, minutes, speed in roads.itertuples(index=False):
        pace = case.instance.settings.speed_kmh if np.isnan(speed) else speed
        taken = km / pace * 60.0 if np.isnan(minutes) else minutes
        known = network.get_edge_data(one, other, default={"minutes": np.inf})["minutes"]
        network.add_edge(one, other, minutes=min(known, taken))
    return network


def _node(roads: nx.Graph[Any], site: str, place: str) -> str | None:
    """A site is a node under its own key, else under that of its place."""
    return next((key for key in (site, place) if key in roads), None)


def _beeline(case: Case, places: pd.DataFrame, sites: pd.DataFrame) -> Floats:
    """Access time and the lengthened great circle; infinite where coordinates are missing."""
    settings = case.instance.settings
    lat1, lon1 = (np.radians(places[name].to_numpy(dtype=float))[:, None] for name in ("lat", "lon"))
    lat2, lon2 = (np.radians(sites[name].to_numpy(dtype=float))[None, :] for name in ("lat", "lon"))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    minutes = settings.access_minutes + km * settings.detour_factor / settings.speed_kmh * 60.0
    return np.asarray(np.where(np.isnan(minutes), np.inf, minutes))
