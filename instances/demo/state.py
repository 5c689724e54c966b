"""The workbook of a whole state: places as they are, everything else synthetic, of the size a ministry plans at."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from instances.defaults import default_table
from instances.demo.candidates import candidates
from instances.demo.dice import Dice
from instances.demo.existing import PRACTICES_FROM, Hospitals, hospitals, seats
from instances.demo.full import with_full_rules
from instances.demo.landscape import Landscape, landscape
from instances.demo.money import RESIDENTS_PER_CHN, Figures, default_figures, full_need, pot_rules, pots
from instances.demo.places import STATES
from instances.demo.side_sites import counts
from instances.demo.staff import labour_pools
from instances.demo.tables import Frames, supplied, table

BASE_YEAR = 2026
FIRST_YEAR = 2029
YEARS = 5
RESIDENTS_PER_HOSPITAL = 68_000
GP_REACH_WEIGHT = 0.5
MODELS = ("practice_cluster", "hospital", "branch_practice", "mvz_municipal", "pvz", "ipvz", "igz", "rgz")
DATA_NOTE = (
    "Demonstration: Namen, Lage und Einwohner der Orte aus GeoNames (geonames.org, CC BY 4.0); alles andere ist "
    "erfunden (Bereiche, Kreise, Altersanteile, Deprivation, Bestand, Standorte, Kosten, Budgets, Personal)."
)


def state_frames(
    state: str = "RP",
    sites: int = 300,
    budget: float = 0.5,
    seed: int = 1,
    periods: int = 1,
    rules: Literal["basic", "full"] = "full",
) -> Frames:
    """The tables of a state-size workbook, as ``Instance.from_frames`` takes them; the same call gives the same tables.

    ``state`` is RP, NI or BW; ``sites`` the number of rows of the sheet Sites (hospitals, candidates and hospitals
    beyond the border; practices come on top); ``budget`` the money of all pots as a share of what everything would
    cost; ``periods`` of five years each. With ``rules`` full the workbook has every supplied care model and pot, with
    basic only what opens, is built and is staffed.
    """
    dice = Dice(seed)
    land = landscape(state, dice)
    clinics = hospitals(land, min(round(land.places["residents"].sum() / RESIDENTS_PER_HOSPITAL), sites // 3), dice)
    if rules == "basic":
        return _basic_frames(state, land, clinics, sites - len(clinics.sites), budget, periods, dice)
    wanted = counts(sites, state)
    basic = _basic_frames(state, land, clinics, sites - len(clinics.sites) - wanted.all, budget, periods, dice)
    return with_full_rules(basic, state, land, clinics, wanted, dice)


def _basic_frames(
    state: str, land: Landscape, clinics: Hospitals, centres: int, budget: float, periods: int, dice: Dice
) -> Frames:
    """The tables of the basic workbook with so many candidates for ``centres``."""
    figures = default_figures()
    years = _periods(periods)
    names = list(years["period"])
    practices = seats(land, figures, names, dice)
    lacking = _seats_lacking(land, practices, figures, names[-1])
    share_lacking = land.places["area"].map(lacking / _seats_needed(land, figures, names[-1])).to_numpy()
    new = candidates(land, clinics.at, share_lacking, centres, dice)
    all_sites = pd.concat([clinics.sites, new], ignore_index=True)
    home = all_sites.set_index("site")["place"]
    need = full_need(
        figures,
        [types.split(", ")[0] for types in new["allowed_types"]],
        float(lacking.clip(lower=0).sum()),
        land.places["residents"].sum() / RESIDENTS_PER_CHN,
        YEARS,
    )
    return {
        "Settings": _settings(state),
        "Periods": years,
        "Areas": land.areas[["area", "label", "morbidity_factor", "exempt_seats", "rurality"]],
        "Places": land.places,
        "Sites": all_sites,
        "Existing": pd.concat([clinics.capacity, practices], ignore_index=True),
        "Pots": pots(need, budget),
        "PotRules": pot_rules(),
        "TypeResources": _type_resources(),
        "LabourPools": labour_pools(land, practices, clinics.capacity, home, figures),
        "Rules": _rules(),
        "Goals": default_table("Goals", "de"),
    }


def _periods(count: int) -> pd.DataFrame:
    first = [FIRST_YEAR + YEARS * number for number in range(count)]
    names = [f"{year}-{year + YEARS - 1}" for year in first]
    return pd.DataFrame({"period": names, "first_year": first, "years": YEARS})


def _seats_needed(land: Landscape, figures: Figures, period: str) -> pd.Series:
    """GP seats that each area needs in the first year of ``period`` for a supply ratio of 100 %."""
    years = int(period[:4]) - BASE_YEAR
    grown = land.places["residents"] * (1.0 + land.places["growth"]) ** years
    factor = land.areas.set_index("area")["morbidity_factor"]
    return grown.groupby(land.places["area"]).sum() * factor / figures.general_ratio


def _seats_lacking(land: Landscape, practices: pd.DataFrame, figures: Figures, period: str) -> pd.Series:
    """Seats that each area lacks in ``period`` if nothing is done; negative where it has more than it needs."""
    left = practices[practices["period"] == period].set_index("area")["units"]
    return _seats_needed(land, figures, period) - left


def _settings(state: str) -> pd.DataFrame:
    values: dict[str, object] = {
        "state": f"{STATES[state].name} (Demonstration)",
        "language": "de",
        "base_year": BASE_YEAR,
        "data_note": DATA_NOTE,
        "spread_min_residents": PRACTICES_FROM,
    }
    return pd.DataFrame(list(values.items()), columns=["parameter", "value"])


def _type_resources() -> pd.DataFrame:
    """The default sizes; municipal medical care centres may employ community health nurses besides."""
    nurses = table("type resource minimum maximum", ("mvz_municipal", "chn", 0.0, 2.0))
    return pd.concat([supplied("TypeResources", MODELS), nurses], ignore_index=True)


def _rules() -> pd.DataFrame:
    """The default rules, reach of a GP weighing more, and no more health centres than can be founded at once."""
    defaults = default_table("Rules", "de")
    defaults.loc[defaults["rule"] == "gp_reach", "weight"] = GP_REACH_WEIGHT
    limits = table(
        "rule label kind type grouping value strictness source",
        ("igz_count", "Höchstens 12 IGZ", "count_max", "igz", "state", 12.0, "hard", "Annahme"),
        ("rgz_count", "Höchstens 10 RGZ", "count_max", "rgz", "state", 10.0, "hard", "Annahme"),
    )
    return pd.concat([defaults, limits], ignore_index=True)
