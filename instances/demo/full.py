"""The state with every supplied care model, pot and kind of rule: what the full workbook adds to the basic one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from instances.demo import side_sites
from instances.demo.dice import Dice
from instances.demo.existing import Hospitals
from instances.demo.landscape import Landscape
from instances.demo.money import default_figures
from instances.demo.side_sites import Counts, model_region
from instances.demo.state_care import care_frames
from instances.demo.state_money import all_pot_rules, all_pots
from instances.demo.state_rules import cover_rules, founding_rules, goals
from instances.demo.tables import Frames, with_cells

TELEMEDICINE = 0.4  # of the small primary care centres may do without a doctor
PLUS = 8  # hospitals, the loneliest after those that may be converted, that may take GPs under their roof
CLOSED = 1.1
EXEMPT_CLOSED = 3  # closed areas, the most deprived, in which the Land exempts a seat
TEAM_UPLIFT = 0.25


def with_full_rules(
    basic: Frames, state: str, land: Landscape, clinics: Hospitals, wanted: Counts, dice: Dice
) -> Frames:
    """The tables of the ``basic`` workbook, and all that the full planning model knows."""
    region = model_region(land)
    cities, abroad, capacity_abroad = side_sites.beyond(state, wanted)
    centres = _with_telemedicine(basic["Sites"], dice)
    hosted = side_sites.in_hospitals(clinics, wanted)
    side = [hosted, side_sites.advisers(land, centres[centres["status"] != "existing"], wanted)]
    sites = pd.concat([_hospitals(centres, land), *side, side_sites.networks(land, wanted), abroad], ignore_index=True)
    sites["house"] = _houses(sites)
    care = care_frames()
    residents = land.places.groupby("district")["residents"].sum()
    levels = ", ".join(sorted(set(hosted.loc[hosted["allowed_types"] == "inz", "legal_basis"])))
    rules = [basic["Rules"], founding_rules(levels), cover_rules(region)]
    return {
        **basic,
        **care,
        "Areas": _with_exempt_seats(basic, land),
        "Places": pd.concat([basic["Places"], cities], ignore_index=True),
        "Demand": _nobody_comes(cities, care["Services"]),
        "Sites": sites,
        "Existing": pd.concat([basic["Existing"], capacity_abroad], ignore_index=True),
        "SiteLimits": side_sites.full_departments(hosted, clinics.capacity),
        "Consents": side_sites.consents(sites, dice),
        "Links": side_sites.links(land, sites),
        "Pots": all_pots(basic["Pots"], residents, region),
        "PotRules": all_pot_rules(),
        "LabourPools": _attracted(basic["LabourPools"]),
        "Rules": pd.concat(rules, ignore_index=True),
        "Goals": goals(),
    }


def _with_telemedicine(sites: pd.DataFrame, dice: Dice) -> pd.DataFrame:
    """Some small centres may run without a seat of their own."""
    small = (sites["allowed_types"] == "ipvz") & sites["site"].str.startswith("PZ")
    chosen = small & (dice.roll("telemedicine", sites["site"]) < TELEMEDICINE)
    return sites.assign(allowed_types=sites["allowed_types"].where(~chosen, "ipvz, ipvz_tele"))


def _hospitals(sites: pd.DataFrame, land: Landscape) -> pd.DataFrame:
    """Those that the Land designates may become an SVE, some more may take GPs under their roof."""
    lonely = pd.Series(land.remoteness.round(6), index=land.places["place"])
    standing = (sites["status"] == "existing") & (sites["may_convert"] != "yes")
    plus = lonely[sites.loc[standing, "place"]].set_axis(sites.index[standing]).nlargest(PLUS, keep="first").index
    changed = sites.copy()
    designated = (sites["status"] == "existing") & ~standing
    changed.loc[designated, "allowed_types"] = "igz, sve"
    changed.loc[plus, ["allowed_types", "may_convert"]] = ["hospital_plus", "yes"]
    return changed


def _houses(sites: pd.DataFrame) -> np.ndarray:
    """Hosts stand in the house that their guests name."""
    named = sites["house"].fillna("")
    return np.where((named == "") & sites["site"].isin(named[named != ""]), sites["site"], named)


def _with_exempt_seats(basic: Mapping[str, pd.DataFrame], land: Landscape) -> pd.DataFrame:
    """The Land exempts a seat in closed areas whose people are deprived."""
    areas, existing = basic["Areas"], basic["Existing"]
    today = existing[(existing["resource"] == "gp_seat") & (existing["period"] == "")].set_index("area")["units"]
    places = land.places.assign(weighed=land.places["deprivation"] * land.places["residents"])
    people = places.groupby("area")[["weighed", "residents"]].sum().reindex(areas["area"])
    needed = people["residents"].to_numpy() * areas["morbidity_factor"].to_numpy()
    ratio = today.reindex(areas["area"]).to_numpy() * default_figures().general_ratio / needed
    closed = pd.Series(ratio > CLOSED, index=areas["area"])
    deprived = (people["weighed"] / people["residents"]).round(6)[closed].nlargest(EXEMPT_CLOSED).index
    return areas.assign(exempt_seats=areas["exempt_seats"].where(~areas["area"].isin(deprived), 1.0))


def _nobody_comes(cities: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    """People beyond the border stay there: their hospitals are open to us, not the reverse."""
    rows = cities[["place"]].merge(services[["service"]], how="cross")
    return rows.assign(period="", amount=0.0)


def _attracted(pools: pd.DataFrame) -> pd.DataFrame:
    """Doctors go where they work in teams."""
    return with_cells(pools.assign(team_uplift=0.0), "gp", column="profession", team_uplift=TEAM_UPLIFT)
