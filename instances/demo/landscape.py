"""The land before any site: real places; synthetic areas, districts, labour markets, ages, growth, deprivation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.demo.clusters import cluster
from instances.demo.dice import Dice
from instances.demo.places import distances_km, positions_km, state_places

AREA = 35_000  # residents of a synthetic planning area, about those of a Mittelbereich
DISTRICT = 130_000
LABOUR_MARKET = 400_000
NEARBY_KM = 10.0
LONELY, CROWDED = 10_000, 200_000  # residents nearby where the countryside and where the city is complete
RURAL = 0.5  # remoteness from which on an area counts as rural
CITY = 40_000
EXEMPT_SHARE = 0.1  # of the rural areas have a seat exempt from closure


@dataclass(frozen=True)
class Landscape:
    """Places and areas as the workbook lists them, and what only the generator needs.

    ``points`` are the places' positions in km, ``distance`` their beelines, ``remoteness`` 0 in a city and 1 in the
    loneliest countryside, all in the order of ``places``. ``areas`` has besides the workbook's columns the residents
    and the mean ``remoteness``.
    """

    places: pd.DataFrame
    areas: pd.DataFrame
    points: np.ndarray
    distance: np.ndarray
    remoteness: np.ndarray


def landscape(state: str, dice: Dice) -> Landscape:
    """The land of ``state`` with everything that is not a site."""
    places = state_places(state)
    points = positions_km(places)
    distance = distances_km(points, points)
    remoteness = remoteness_of(places, distance)
    area, centres = cluster(points, places["residents"].to_numpy(), AREA)
    area, centres = _from_north_to_south(area, centres, points)
    centre_names = places["label"].iloc[centres].tolist()
    places = places.assign(area=_names("B", area))
    district, market = _wider_groups(places, area, points)
    places = places.assign(district=district, labour_market=market, **people(places, remoteness, dice))
    return Landscape(places, _areas(places, remoteness, centre_names, dice), points, distance, remoteness)


def remoteness_of(places: pd.DataFrame, distance: np.ndarray) -> np.ndarray:
    """0 where at least ``CROWDED`` people live nearby, 1 where at most ``LONELY`` do; logarithmic in between."""
    nearby = (distance <= NEARBY_KM) @ places["residents"].to_numpy()
    return np.asarray(np.clip(np.log(CROWDED / nearby) / np.log(CROWDED / LONELY), 0.0, 1.0))


def people(places: pd.DataFrame, remoteness: np.ndarray, dice: Dice) -> dict[str, np.ndarray]:
    """Age shares, growth and deprivation by place: the countryside is older and shrinks; cities' cores are deprived."""
    keys = places["place"]
    older = 0.105 + 0.035 * remoteness + 0.01 * _spread(dice, "75_plus", keys)
    old = 0.110 + 0.025 * remoteness + 0.01 * _spread(dice, "65_74", keys)
    young = 0.168 - 0.010 * remoteness + 0.01 * _spread(dice, "0_17", keys)
    young, old, older = (np.asarray(share.round(3)) for share in (young, old, older))
    core = np.where(places["residents"] >= CITY, 0.25, 0.0)
    deprivation = 0.30 + 0.30 * remoteness + core + 0.15 * _spread(dice, "deprivation", keys)
    return {
        "share_0_17": young,
        "share_18_64": (1.0 - young - old - older).round(3),
        "share_65_74": old,
        "share_75_plus": older,
        "growth": (0.003 - 0.011 * remoteness + 0.002 * _spread(dice, "growth", keys)).round(4),
        "deprivation": np.clip(deprivation, 0.0, 1.0).round(2),
    }


def _spread(dice: Dice, purpose: str, keys: Iterable[str]) -> np.ndarray:
    """A number between -1 and 1 for each key, those around 0 more often."""
    twice: np.ndarray = dice.roll(purpose, keys) + dice.roll(f"{purpose} again", keys)
    return twice - 1.0


def _areas(places: pd.DataFrame, remoteness: np.ndarray, centre_names: list[str], dice: Dice) -> pd.DataFrame:
    """One row an area: what the workbook says of it, its residents and its remoteness."""
    residents = places["residents"]
    grouped = places.assign(
        remoteness=remoteness * residents,
        deprivation=places["deprivation"] * residents,
        older=places["share_75_plus"] * residents,
    ).groupby("area")[["residents", "remoteness", "deprivation", "older"]]
    total = grouped.sum()
    mean = total.div(total["residents"], axis=0)
    whole = total.sum() / total["residents"].sum()
    keys = total.index
    sicker = 0.12 * (mean["deprivation"] - whole["deprivation"]) + 1.2 * (mean["older"] - whole["older"])
    far = mean["remoteness"].round(6)
    exempt = (dice.roll("exempt", keys) < EXEMPT_SHARE) & (far > RURAL)
    return pd.DataFrame(
        {
            "area": keys,
            "label": [f"Demo-Bereich {key[1:]} ({name})" for key, name in zip(keys, centre_names, strict=True)],
            "morbidity_factor": (1.0 + sicker + 0.02 * _spread(dice, "morbidity", keys)).round(3),
            "exempt_seats": np.where(exempt, 1.0, 0.0),
            "rurality": np.where(far > RURAL, "rural", "urban"),
            "residents": total["residents"],
            "remoteness": far,
        }
    ).reset_index(drop=True)


def _names(prefix: str, group: np.ndarray) -> np.ndarray:
    width = len(str(group.max() + 1))
    return np.array([f"{prefix}{number + 1:0{width}d}" for number in group.tolist()])


def _from_north_to_south(area: np.ndarray, centres: list[int], points: np.ndarray) -> tuple[np.ndarray, list[int]]:
    order = np.argsort(-points[centres, 1], kind="stable")
    number = np.empty(len(order), dtype=int)
    number[order] = np.arange(len(order))
    return number[area], [centres[position] for position in order]


def _wider_groups(places: pd.DataFrame, area: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """District and labour market of every place: districts are groups of areas, labour markets groups of districts."""
    district_of_area, size, middle = _merged(area, places["residents"].to_numpy(), points, DISTRICT)
    market_of_district, _, _ = _merged(district_of_area, size, middle, LABOUR_MARKET)
    district = district_of_area[area]
    return _names("Demo-Kreis ", district), _names("Demo-Arbeitsmarkt ", market_of_district[district])


def _merged(
    group: np.ndarray, residents: np.ndarray, points: np.ndarray, target: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each group of points: the wider group it falls in, its residents and its middle."""
    size = np.bincount(group, weights=residents)
    middle = np.column_stack([np.bincount(group, weights=residents * points[:, axis]) / size for axis in (0, 1)])
    wider, _ = cluster(middle.round(6), size, target)
    return wider, size, middle
