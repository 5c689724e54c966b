"""The state's full rules: sites beside the centres, all synthetic, and what of them is agreed with whom.

Emergency centres and out-of-hours practices in hospitals, kiosks and care advice in the house of a centre, networks of
practices, the management unit of a regional budget, and hospitals beyond the border.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.demo.clusters import pick_spaced
from instances.demo.dice import Dice
from instances.demo.existing import Hospitals, has_practices
from instances.demo.landscape import Landscape
from instances.demo.places import distances_km, neighbouring_cities

# shares of all rows of the sheet Sites
EMERGENCY_CENTRES, OUT_OF_HOURS, KIOSKS, ADVICE, NETWORKS, BEYOND = 0.03, 0.03, 0.04, 0.02, 0.02, 0.02
KIOSK_TOWN, NETWORK_TOWN = 2_500, 1_500  # residents of a place where one makes sense
SPACING_KM = 10.0
BAYS_BEYOND, BEDS_BEYOND, OPEN_SHARE = 10.0, 40.0, 0.2


@dataclass(frozen=True)
class Counts:
    """How many sites of each kind there are beside hospitals and centres."""

    emergency_centres: int
    out_of_hours: int
    kiosks: int
    advice: int
    networks: int
    beyond: int

    @property
    def all(self) -> int:
        """All of them, and the management unit."""
        parts = (self.emergency_centres, self.out_of_hours, self.kiosks, self.advice, self.networks, self.beyond)
        return sum(parts) + 1


def counts(sites: int, state: str) -> Counts:
    """For a sheet of so many ``sites``: at least one of each kind, and no city beyond the border twice."""
    return Counts(
        emergency_centres=_part(EMERGENCY_CENTRES, sites),
        out_of_hours=_part(OUT_OF_HOURS, sites),
        kiosks=_part(KIOSKS, sites),
        advice=_part(ADVICE, sites),
        networks=_part(NETWORKS, sites),
        beyond=min(_part(BEYOND, sites), len(neighbouring_cities(state))),
    )


def _part(share: float, sites: int) -> int:
    return max(1, round(share * sites))


def model_region(land: Landscape) -> str:
    """The district with the most remote residents: it has the regional budget."""
    weighed = (land.places["residents"] * land.remoteness).groupby(land.places["district"]).sum()
    return str((weighed / land.places.groupby("district")["residents"].sum()).round(6).idxmax())


def in_hospitals(clinics: Hospitals, wanted: Counts) -> pd.DataFrame:
    """Emergency centres in the hospitals with the most bays, out-of-hours practices in the next ones."""
    bays = clinics.capacity[clinics.capacity["resource"] == "emergency_bay"].set_index("site")["units"]
    order = bays.sort_values(ascending=False, kind="stable").index
    staying = clinics.sites.loc[clinics.sites["may_convert"] != "yes", "site"]
    hosts = clinics.sites.set_index("site").loc[order[order.isin(staying)]].reset_index()
    first, second = wanted.emergency_centres, wanted.emergency_centres + wanted.out_of_hours
    return pd.concat(
        [
            _guests(hosts.iloc[:first], "INZ", "Demo-INZ", "inz", _levels(min(first, len(hosts)))),
            _guests(hosts.iloc[first:second], "NP", "Demo-Notdienstpraxis", "out_of_hours", ""),
        ],
        ignore_index=True,
    )


def _levels(count: int) -> list[str]:
    """Levels of emergency care, the largest hospitals first."""
    return [f"Notfallstufe {3 - min(2, 3 * number // max(1, count))}" for number in range(count)]


def _guests(hosts: pd.DataFrame, prefix: str, name: str, kind: str, legal_basis: str | list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "site": _keys(prefix, len(hosts)),
            "label": f"{name} " + hosts["label"].str.removeprefix("Demo-Krankenhaus ").to_numpy(),
            "place": hosts["place"].to_numpy(),
            "allowed_types": kind,
            "carrier": hosts["carrier"].to_numpy(),
            "legal_basis": legal_basis,
            "status": "candidate",
            "house": hosts["site"].to_numpy(),
        }
    )


def advisers(land: Landscape, new: pd.DataFrame, wanted: Counts) -> pd.DataFrame:
    """Kiosks and care advice centres, in the house of a centre of their place where there is one."""
    residents, deprivation = land.places["residents"].to_numpy(), land.places["deprivation"].to_numpy()
    towns = np.where(residents >= KIOSK_TOWN, deprivation + 1e-7 * residents, 0.0)
    kiosks = pick_spaced(towns, land.distance, wanted.kiosks, SPACING_KM)
    centres = new.loc[new["allowed_types"].str.contains("pvz") & (new["status"] != "excluded"), "place"].unique()
    homes = np.where(land.places["place"].isin(centres), residents, 0.0)
    advice = pick_spaced(homes, land.distance, wanted.advice, SPACING_KM)
    return pd.concat(
        [
            _of_the_town(land, kiosks, new, "KI", "Demo-Gesundheitskiosk", "kiosk"),
            _of_the_town(land, advice, new, "PS", "Demo-Pflegestützpunkt", "care_advice_centre"),
        ],
        ignore_index=True,
    )


def networks(land: Landscape, wanted: Counts) -> pd.DataFrame:
    """Virtual centres of practices in the countryside, and the management unit of the model region."""
    residents = land.places["residents"].to_numpy()
    score = np.where(has_practices(land.places) & (residents >= NETWORK_TOWN), land.remoteness.round(6), 0.0)
    at = pick_spaced(score, land.distance, wanted.networks, SPACING_KM)
    region = land.places["district"].to_numpy() == model_region(land)
    office = int(np.argmax(np.where(region, residents, 0.0)))
    unit = _of_the_town(land, [office], None, "ME", "Demo-Managementeinheit", "management_unit")
    virtual = _of_the_town(land, at, None, "VN", "Demo-Praxennetz", "ipvz_virtual")
    return pd.concat([virtual, unit], ignore_index=True)


def _of_the_town(
    land: Landscape, at: list[int], centres: pd.DataFrame | None, prefix: str, name: str, kind: str
) -> pd.DataFrame:
    town = land.places.iloc[sorted(at)]
    house = pd.Series("", index=town["place"])
    if centres is not None:
        open_to_all = centres[centres["allowed_types"].str.contains("pvz")].drop_duplicates("place")
        house = open_to_all.set_index("place")["site"].reindex(town["place"]).fillna("")
    return pd.DataFrame(
        {
            "site": _keys(prefix, len(town)),
            "label": f"{name} " + town["label"].to_numpy(),
            "place": town["place"].to_numpy(),
            "allowed_types": kind,
            "carrier": "kommunal",
            "legal_basis": "§ 140a SGB V",
            "status": "candidate",
            "house": house.to_numpy(),
        }
    )


def beyond(state: str, wanted: Counts) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Cities beyond the border: rows of the sheets Places and Sites, and what their hospitals have (sheet Existing)."""
    cities = neighbouring_cities(state).head(wanted.beyond).reset_index(drop=True)
    keys = _keys("AH", len(cities))
    sites = pd.DataFrame(
        {
            "site": keys,
            "label": "Demo-Krankenhaus " + cities["label"].to_numpy() + " (" + cities["state"].to_numpy() + ")",
            "place": cities["place"].to_numpy(),
            "status": "outside",
            "present_type": "hospital",
            "open_share": OPEN_SHARE,
        }
    )
    held = {"emergency_bay": BAYS_BEYOND, "short_stay_bed": BEDS_BEYOND}
    capacity = [(key, resource, units) for key in keys for resource, units in held.items()]
    return (
        cities.drop(columns="state").assign(outside="yes"),
        sites,
        pd.DataFrame(capacity, columns=["site", "resource", "units"]),
    )


def links(land: Landscape, sites: pd.DataFrame) -> pd.DataFrame:
    """For centres that may live on cooperation: the practices of the three nearest places that have some."""
    lonely = sites["allowed_types"].fillna("").str.contains("tele|virtual")
    cooperating = sites[lonely & (sites["status"] != "excluded")]
    practices = land.places[has_practices(land.places)]
    home = cooperating[["place"]].merge(land.places, on="place", how="left")
    near = distances_km(_points(land, home["place"]), _points(land, practices["place"]))
    nearest = np.argsort(near, axis=1, kind="stable")[:, :3]
    partner = practices["place"].to_numpy()[nearest]
    return pd.DataFrame(
        [(site, place, 15_000.0) for site, row in zip(cooperating["site"], partner, strict=True) for place in row],
        columns=["site", "partner_place", "yearly_cost"],
    )


def _points(land: Landscape, names: pd.Series) -> np.ndarray:
    position = pd.Series(range(len(land.places)), index=land.places["place"])
    return land.points[position[names].to_numpy()]


def consents(sites: pd.DataFrame, dice: Dice) -> pd.DataFrame:
    """Answers of municipality and KV for centres that are planned; the decided ones are agreed upon."""
    centres = sites[sites["allowed_types"].fillna("").str.contains("pvz|mvz") & (sites["status"] != "excluded")]
    parts = []
    for actor in ("Kommune", "KV"):
        roll = dice.roll(f"consent of {actor}", centres["site"])
        answer = np.select([roll < 0.06, roll < 0.4], ["refused", "open"], "given")
        answer = np.where(centres["status"] == "fixed", "given", answer)
        asked = (roll < 0.7) | (centres["status"] == "fixed")
        parts.append(pd.DataFrame({"site": centres["site"], "actor": actor, "answer": answer})[asked])
    return pd.concat(parts, ignore_index=True)


def full_departments(in_houses: pd.DataFrame, capacity: pd.DataFrame) -> pd.DataFrame:
    """Hospitals with a candidate in their house have no room for more bays of their own (sheet SiteLimits)."""
    bays = capacity[(capacity["resource"] == "emergency_bay") & capacity["site"].isin(in_houses["house"])]
    return bays.rename(columns={"units": "maximum"})[["site", "resource", "maximum"]].reset_index(drop=True)


def _keys(prefix: str, count: int) -> list[str]:
    return [f"{prefix}-{number:02d}" for number in range(1, count + 1)]
