"""What stands today, all synthetic: hospitals in the larger towns, and GP seats by area with those who will retire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.demo.clusters import pick_spaced
from instances.demo.dice import Dice
from instances.demo.landscape import Landscape
from instances.demo.money import Figures

SPACING_KM = 3.0
SMALLEST_TOWN = 2_500
SECOND_HOSPITAL = 60_000  # residents of a town from which on it has two
CASES_PER_BAY_TODAY = 22_000  # residents of the catchment per emergency bay
RESIDENTS_PER_BED = 14_000  # residents of the catchment per short-stay bed
CONVERTIBLE = 5  # of the loneliest hospitals may become health centres
MEAN_RATIO = 0.95
LOWEST_RATIO, HIGHEST_RATIO = 0.55, 1.25
SEAT_STEP = 4  # quarter seats
PRACTICES_FROM = 3_500  # residents of a place from which on it has practices


@dataclass(frozen=True)
class Hospitals:
    """The rows of the sites sheet, their capacity as rows of the sheet Existing, and their places by position."""

    sites: pd.DataFrame
    capacity: pd.DataFrame
    at: np.ndarray


def hospitals(land: Landscape, count: int, dice: Dice) -> Hospitals:
    """``count`` hospitals, the larger their catchment, the more bays and beds; the loneliest may be converted."""
    at = _hospital_towns(land, count)
    catchment = _catchments(land, at)
    keys = [f"KH-{number:02d}" for number in range(1, len(at) + 1)]
    town = land.places.iloc[at]
    lonely = np.isin(np.arange(len(at)), np.argsort(-land.remoteness[at].round(6), kind="stable")[:CONVERTIBLE])
    sites = pd.DataFrame(
        {
            "site": keys,
            "label": "Demo-Krankenhaus " + _numbered(town["label"]),
            "place": town["place"].to_numpy(),
            "status": "existing",
            "present_type": "hospital",
            "allowed_types": np.where(lonely, "igz", ""),
            "may_close": "no",
            "may_convert": np.where(lonely, "yes", "no"),
            "carrier": _carriers(dice, keys),
            "legal_basis": np.where(lonely, "§ 115g SGB V", ""),
        }
    )
    bays = np.maximum(2, (catchment / CASES_PER_BAY_TODAY).round())
    beds = np.maximum(3, (catchment / RESIDENTS_PER_BED * (0.6 + 0.8 * dice.roll("beds", keys))).round())
    rows = [
        (key, resource, units)
        for key, *amounts in zip(keys, bays, beds, strict=True)
        for resource, units in zip(("emergency_bay", "short_stay_bed"), amounts, strict=True)
    ]
    return Hospitals(sites, pd.DataFrame(rows, columns=["site", "resource", "units"]), at)


def seats(land: Landscape, figures: Figures, periods: Sequence[str], dice: Dice) -> pd.DataFrame:
    """Rows (area, resource, period, units) of the sheet Existing: GP seats today, and what is left in each period.

    The countryside has fewer seats and loses more of them: its doctors are older.
    """
    areas = land.areas
    needed = areas["residents"] * areas["morbidity_factor"] / figures.general_ratio
    ratio = 1.2 - 0.55 * areas["remoteness"] + 0.5 * (dice.roll("supply ratio", areas["area"]) - 0.5)
    ratio *= MEAN_RATIO * needed.sum() / (ratio * needed).sum()
    today = _quarters(needed * ratio.clip(LOWEST_RATIO, HIGHEST_RATIO))
    leaving = 0.04 + 0.08 * areas["remoteness"] + 0.09 * dice.roll("retirements", areas["area"])
    parts = [_seat_rows(areas["area"], "", today)]
    parts += [
        _seat_rows(areas["area"], period, _quarters(today * (1.0 - leaving) ** number))
        for number, period in enumerate(periods, start=1)
    ]
    return pd.concat(parts, ignore_index=True)


def has_practices(places: pd.DataFrame) -> np.ndarray:
    """Which places the seats of their area will be spread over: those of some size, and each area's largest."""
    largest = places.groupby("area")["residents"].transform("max")
    return np.asarray((places["residents"] >= PRACTICES_FROM) | (places["residents"] == largest))


def _seat_rows(areas: pd.Series, period: str, units: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"area": areas, "resource": "gp_seat", "period": period, "units": units})


def _quarters(seats: pd.Series) -> pd.Series:
    return (seats * SEAT_STEP).round() / SEAT_STEP


def _hospital_towns(land: Landscape, count: int) -> np.ndarray:
    """Positions of the places: the largest towns at some distance from each other, the cities twice."""
    residents = land.places["residents"].to_numpy()
    score = np.where(residents >= SMALLEST_TOWN, residents, 0.0)
    cities = np.flatnonzero(residents >= SECOND_HOSPITAL)
    picked = pick_spaced(score, land.distance, max(0, count - len(cities)), SPACING_KM)
    return np.sort(np.concatenate([cities, np.array(picked, dtype=int)]))


def _catchments(land: Landscape, at: np.ndarray) -> np.ndarray:
    """Residents that live nearest to each hospital; hospitals of one town share theirs."""
    towns, number = np.unique(at, return_inverse=True)
    nearest = land.distance[:, towns].argmin(axis=1)
    residents = np.bincount(nearest, weights=land.places["residents"], minlength=len(towns))
    return np.asarray((residents / np.bincount(number))[number])


def _numbered(names: pd.Series) -> np.ndarray:
    """Names of towns; the second hospital of a town says so."""
    names = names.reset_index(drop=True)
    again = names.groupby(names).cumcount()
    return (names + again.map(lambda count: f" {count + 1}" if count else "")).to_numpy()


def _carriers(dice: Dice, keys: Sequence[str]) -> np.ndarray:
    roll = dice.roll("carrier", keys)
    return np.select([roll < 0.4, roll < 0.8], ["freigemeinnützig", "kommunal"], "privat")
