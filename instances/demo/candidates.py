"""Where something could open, all synthetic: health centres, primary care centres, branch practices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.demo.clusters import pick_spaced
from instances.demo.dice import Dice
from instances.demo.existing import has_practices
from instances.demo.landscape import CITY, Landscape

NEAR_KM = 8.0
PRACTICE_KM = 12.0  # beyond that the next practice is farther than 20 minutes by car
FAR_KM = 7.0  # from the next hospital: a health centre with beds makes sense
DECIDED = 5  # sites that open in any case
REFUSED = 4  # sites that the council or the owner has refused


@dataclass(frozen=True)
class Family:
    """One kind of candidate: its share of all, how far apart they stand, and the residents of the places they suit.

    From ``large`` residents on the place suits a larger type.
    """

    prefix: str
    name: str
    share: float
    spacing_km: float
    smallest: float
    largest: float
    large: float = np.inf


HEALTH_CENTRE = Family("GZ", "Demo-Gesundheitszentrum", 0.14, 7.0, 2_000, 15_000, large=2_800)
CITY_CENTRE = Family("SZ", "Demo-Stadtteilzentrum", 0.06, 0.0, CITY, np.inf)
PRIMARY_CENTRE = Family("PZ", "Demo-Zentrum", 0.55, 5.0, 1_800, CITY, large=5_000)
BRANCH = Family("ZP", "Demo-Zweigpraxis", 0.25, 5.0, 500, 3_500)
FAMILIES = (HEALTH_CENTRE, CITY_CENTRE, PRIMARY_CENTRE, BRANCH)


def candidates(land: Landscape, hospitals: np.ndarray, missing: np.ndarray, count: int, dice: Dice) -> pd.DataFrame:
    """``count`` rows of the sites sheet.

    ``hospitals`` are the positions of the places that have one, ``missing`` the share of the seats needed that an area
    will lack, by place.
    """
    scores = _scores(land, hospitals, missing)
    parts: list[pd.DataFrame] = []
    for family, score in zip(FAMILIES, scores, strict=True):
        left = count - sum(map(len, parts))
        wanted = left if family == FAMILIES[-1] else round(count * family.share)
        parts.append(_sites(family, land, pick_spaced(score, land.distance, wanted, family.spacing_km), dice))
    return _with_statuses(pd.concat(parts, ignore_index=True), dice)


def _scores(land: Landscape, hospitals: np.ndarray, missing: np.ndarray) -> list[np.ndarray]:
    """How well each place suits each family; 0 where it does not."""
    residents = land.places["residents"].to_numpy()
    around = (land.distance <= NEAR_KM) @ residents
    to_hospital = land.distance[:, hospitals].min(axis=1)
    values = {
        HEALTH_CENTRE: np.where(to_hospital >= FAR_KM, to_hospital * np.sqrt(around), 0.0),
        CITY_CENTRE: residents,
        PRIMARY_CENTRE: np.sqrt(residents) * (0.1 + np.maximum(missing, 0.0)),
        BRANCH: _without_practice(land, near=land.distance <= NEAR_KM),
    }
    return [
        np.where((residents >= family.smallest) & (residents < family.largest), values[family], 0.0).round(6)
        for family in FAMILIES
    ]


def _without_practice(land: Landscape, near: np.ndarray) -> np.ndarray:
    """Residents around each place whose way to the next practice of today is long; a few where nobody's is."""
    practices = land.distance[:, has_practices(land.places)].min(axis=1)
    residents = land.places["residents"].to_numpy()
    return np.asarray(near @ np.where(practices > PRACTICE_KM, residents, 0.0) + practices)


def _sites(family: Family, land: Landscape, at: list[int], dice: Dice) -> pd.DataFrame:
    at = sorted(at)
    town = land.places.iloc[at]
    keys = [f"{family.prefix}-{number:03d}" for number in range(1, len(at) + 1)]
    carrier = _carriers(family, dice, keys)
    return pd.DataFrame(
        {
            "site": keys,
            "label": f"{family.name} " + town["label"].to_numpy(),
            "place": town["place"].to_numpy(),
            "allowed_types": _allowed(
                family, town["residents"].to_numpy() >= family.large, carrier, dice.roll("types", keys)
            ),
            "carrier": carrier,
            "legal_basis": _legal_basis(family, carrier),
        }
    )


def _allowed(family: Family, large: np.ndarray, carrier: np.ndarray, roll: np.ndarray) -> np.ndarray:
    """The types a site may run as; municipal medical care centres need a municipal carrier."""
    municipal = carrier == "kommunal"
    if family == HEALTH_CENTRE:
        return np.where(large, "igz, rgz", "rgz")
    if family == CITY_CENTRE:
        return np.full(len(large), "ipvz")
    if family == BRANCH:
        return np.full(len(large), "branch_practice")
    return np.select(
        [large & municipal, large, municipal & (roll < 0.5), municipal],
        ["pvz, mvz_municipal", "pvz, ipvz", "mvz_municipal", "ipvz, mvz_municipal"],
        "ipvz",
    )


def _carriers(family: Family, dice: Dice, keys: list[str]) -> np.ndarray:
    roll = dice.roll("carrier", keys)
    if family == BRANCH:
        return np.where(roll < 0.7, "ärztlich", "kommunal")
    if family == PRIMARY_CENTRE:
        return np.select(
            [roll < 0.45, roll < 0.65, roll < 0.95], ["kommunal", "freigemeinnützig", "ärztlich"], "privat"
        )
    return np.where(roll < 0.5, "kommunal", "freigemeinnützig")


def _legal_basis(family: Family, carrier: np.ndarray) -> np.ndarray:
    if family == BRANCH:
        return np.full(len(carrier), "§ 24 Abs. 3 Ärzte-ZV")
    if family == HEALTH_CENTRE:
        return np.full(len(carrier), "Modellvorhaben")
    return np.where(carrier == "kommunal", "§ 95 Abs. 1a SGB V", "§ 140a SGB V")


def _with_statuses(sites: pd.DataFrame, dice: Dice) -> pd.DataFrame:
    """A few sites are decided, a few refused, some cost more than usual (listed buildings, bad ground)."""
    centre = ~sites["site"].str.startswith(BRANCH.prefix)
    order = np.argsort(np.where(centre, dice.roll("status", sites["site"]), 1.0), kind="stable")
    status = np.full(len(sites), "candidate", dtype=object)
    status[order[:DECIDED]] = "fixed"
    status[order[DECIDED : DECIDED + REFUSED]] = "excluded"
    dear = dice.roll("extra cost", sites["site"])
    extra = np.where((dear < 0.1) & centre, (1 + (dear * 80).astype(int)) * 50_000.0, 0.0)
    return sites.assign(status=status, extra_setup_cost=extra)
