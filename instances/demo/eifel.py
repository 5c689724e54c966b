"""The small workbook: 25 real places of the Eifel, one beyond the border, and an invented plan that uses every sheet.

It is read on one screen and solved in seconds; the tutorial follows it. Everything invented is written down by hand:
here, what care is in :mod:`instances.demo.eifel_care`, what stands in :mod:`instances.demo.eifel_sites`, money, staff
and goals in :mod:`instances.demo.eifel_money`, rules in :mod:`instances.demo.eifel_rules`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.defaults import default_table
from instances.demo import eifel_care as care
from instances.demo.eifel_money import goals, labour_pools, pot_rules, pots
from instances.demo.eifel_rules import rules
from instances.demo.eifel_sites import consents, existing, site_limits, sites
from instances.demo.places import distances_km, named_places, positions_km
from instances.demo.tables import Frames, table

DATA_NOTE = (
    "Lehrbeispiel: Namen, Lage und Einwohner der Orte aus GeoNames (geonames.org, CC BY 4.0); alles andere ist "
    "erfunden (Bereiche, Versorgungsgrade, Krankenhäuser, Standorte, Fahrzeiten, Kosten, Budgets, Personal)."
)

# name of the place: its number at GeoNames
AREAS = {
    "Prüm": {
        "Prüm": 2851826,
        "Schönecken": 2836770,
        "Arzfeld": 2955363,
        "Bleialf": 2947874,
        "Waxweiler": 2813573,
        "Pronsfeld": 2851894,
        "Daleiden": 2939326,
        "Winterspelt": 2807685,
        "Auw": 2953894,
    },
    "Gerolstein": {
        "Gerolstein": 2920963,
        "Hillesheim": 2904691,
        "Jünkerath": 2894456,
        "Stadtkyll": 2829762,
        "Üxheim": 2817980,
        "Birresborn": 2948355,
    },
    "Daun": {
        "Daun": 2938714,
        "Ulmen": 2820249,
        "Kelberg": 2891846,
        "Gillenfeld": 2920413,
        "Manderscheid": 2873970,
    },
    "Bitburg": {
        "Bitburg": 2948184,
        "Speicher": 2830674,
        "Rittersdorf": 2846381,
        "Mettendorf": 2871559,
        "Kyllburg": 2882167,
    },
}
BEYOND = {"Dahlem": 2939442}  # in Nordrhein-Westfalen
WEST = ("Prüm", "Bitburg")
SOUTH = ("Bitburg", "Speicher", "Rittersdorf", "Mettendorf", "Kyllburg", "Manderscheid")
LABOUR_MARKETS = {"Prüm": "Westeifel", "Bitburg": "Westeifel", "Gerolstein": "Vulkaneifel", "Daun": "Vulkaneifel"}
# shares of 0–17, 65–74 and 75+, yearly growth and deprivation by area; the rest is 18–64
PEOPLE = {
    "Prüm": (0.158, 0.132, 0.139, -0.006, 0.58),
    "Gerolstein": (0.156, 0.135, 0.142, -0.007, 0.61),
    "Daun": (0.157, 0.134, 0.140, -0.006, 0.57),
    "Bitburg": (0.170, 0.118, 0.118, 0.002, 0.44),
}
TABLE_LIMIT = 60.0  # minutes; farther pairs are left out of the sheet of travel times, which means “too far”


def eifel_frames() -> Frames:
    """The tables of the small workbook, as ``Instance.from_frames`` takes them."""
    places = _places()
    return {
        "Settings": _settings(),
        "Periods": table("period first_year years", ("2029-2031", 2029, 3), ("2032-2034", 2032, 3)),
        "Areas": _areas(),
        "Places": places,
        "Sites": sites(),
        "Existing": existing(),
        "Consents": consents(),
        "Pots": pots(),
        "PotRules": pot_rules(),
        "Revenue": care.revenue(),
        "Services": care.services(),
        "Pathways": care.pathways(),
        "Demand": _demand(),
        "Resources": care.resources(),
        "Production": care.production(),
        "Types": care.types(),
        "TypeResources": care.type_resources(),
        "Links": care.links(),
        "SiteLimits": site_limits(),
        "Sizes": care.sizes(),
        "Professions": default_table("Professions", "de"),
        "Staffing": default_table("Staffing", "de"),
        "LabourPools": labour_pools(),
        "Rules": rules(),
        "Goals": goals(),
        "Futures": _futures(),
        "Scenarios": _scenarios(),
        "Studies": _studies(),
        "TravelTimes": _travel_times(places),
        "Roads": _roads(),
    }


def _futures() -> pd.DataFrame:
    """Only the one that is as expected: others are for the planner to think of."""
    note = "Was anders kommen kann, steht in weiteren Zeilen, z. B. weniger Nachwuchs im Personalmarkt."
    return table("future probability note", ("wie erwartet", 1.0, note))


def _scenarios() -> pd.DataFrame:
    return table(
        "scenario based_on sheet filter column action value note",
        ("weniger Geld", "", "Pots", "pot = land", "budget", "multiply", "0.5", "das Land kürzt um die Hälfte"),
        ("mehr Nachwuchs", "", "LabourPools", "", "recruitable", "multiply", "1.5", ""),
        ("beides", "weniger Geld", "LabourPools", "", "recruitable", "multiply", "1.5", "baut auf dem ersten auf"),
    )


def _studies() -> pd.DataFrame:
    return table(
        "study kind sheet filter column action values low high steps note",
        ("Was wirkt", "one_way", "Pots", "pot = land", "budget", "multiply", "", 0.5, 1.5, None, "Tornado"),
        ("Was wirkt", "", "LabourPools", "", "recruitable", "multiply", "", 0.5, 1.5, None, ""),
        ("Landesmittel", "grid", "Pots", "pot = land", "budget", "multiply", "0.5; 1; 1.5; 2", None, None, None, ""),
        ("Szenarien", "robustness", "", "", "", "", "", None, None, None, "alle Szenarien"),
        ("Geld und Versorgung", "pareto", "", "", "", "", "cost; unmet", None, None, 4, ""),
        ("Fast gleich gut", "alternatives", "", "", "", "", "0.02", None, None, 3, ""),
    )


def _settings() -> pd.DataFrame:
    return table(
        "parameter value",
        ("state", "Eifel (Lehrbeispiel)"),
        ("language", "de"),
        ("base_year", 2026),
        ("legal_status_date", "02.04.2025"),
        ("data_note", DATA_NOTE),
        ("discount_rate", 0.02),
        ("spread_min_residents", 3000),
        ("detour_factor", 1.4),
        ("speed_kmh", 50),
        ("access_minutes", 3),
        ("gap", 0.0),
        ("time_limit", 60),
    )


def _areas() -> pd.DataFrame:
    """Prüm: 5.25 seats × 1,561 residents a doctor for 14,029 residents make a supply ratio of 58.4 %."""
    return table(
        "area label general_ratio morbidity_factor regional_ratio official_supply_ratio exempt_seats rurality",
        ("Prüm", "Demo-Bereich Prüm", None, None, 1561, 0.584, None, "rural"),
        ("Gerolstein", "Demo-Bereich Gerolstein", None, None, 1588, 0.91, None, "rural"),
        ("Daun", "Demo-Bereich Daun", None, 1.03, None, 0.81, 1, "rural"),
        ("Bitburg", "Demo-Bereich Bitburg", 1633, None, None, 1.12, None, "urban"),
    )


def _places() -> pd.DataFrame:
    numbers = {name: f"gn{number}" for members in AREAS.values() for name, number in members.items()}
    area = [name for name, members in AREAS.items() for _ in members]
    people = np.array([PEOPLE[name] for name in area])
    inside = named_places(numbers).assign(
        area=area,
        district=["Demo-Kreis West" if name in WEST else "Demo-Kreis Ost" for name in area],
        rescue_area=["Leitstelle Süd" if name in SOUTH else "Leitstelle Nord" for name in numbers],
        care_region="Demo-Versorgungsgebiet Eifel",
        labour_market=[LABOUR_MARKETS[name] for name in area],
        share_0_17=people[:, 0],
        share_18_64=(1.0 - people[:, :3].sum(axis=1)).round(3),
        share_65_74=people[:, 1],
        share_75_plus=people[:, 2],
        growth=people[:, 3],
        deprivation=people[:, 4],
    )
    beyond = named_places({name: f"gn{number}" for name, number in BEYOND.items()}).assign(outside="yes")
    return pd.concat([inside, beyond], ignore_index=True)


def _demand() -> pd.DataFrame:
    """A holiday park brings emergencies all year; a new home for the elderly will need nursing hours.

    Of those who live beyond the border only few come over it.
    """
    return table(
        "place service period amount",
        ("Dahlem", "gp_care", None, 3_000.0),
        ("Dahlem", "copd", None, 0.0),
        ("Dahlem", "community_nursing", None, 0.0),
        ("Dahlem", "short_stay", None, 0.0),
        ("Dahlem", "emergency", None, 200.0),
        ("Stadtkyll", "emergency", None, 650.0),
        ("Jünkerath", "community_nursing", "2032-2034", 1_500.0),
    )


def _travel_times(places: pd.DataFrame) -> pd.DataFrame:
    """Minutes to the hospitals, as a navigation system would give them: slower through the valleys."""
    hospitals = {"KH-Bitburg": "Bitburg", "KH-Daun": "Daun", "KH-Prüm": "Prüm"}
    points = positions_km(places)
    there = [places.index[places["place"] == town][0] for town in hospitals.values()]
    minutes = (4.0 + 1.75 * distances_km(points, points[there])).round()
    rows = [
        (place, site, float(minutes[row, column]))
        for row, place in enumerate(places["place"])
        for column, site in enumerate(hospitals)
        if minutes[row, column] <= TABLE_LIMIT
    ]
    return table("place site minutes", *rows)


def _roads() -> pd.DataFrame:
    """The main roads around Prüm; a site without a node of its own is reached where its place is."""
    return table(
        "from_node to_node km minutes speed_kmh",
        ("Prüm", "Schönecken", 8.0, None, 65),
        ("Prüm", "Pronsfeld", 10.5, None, 75),
        ("Prüm", "Bleialf", 14.5, None, 70),
        ("Prüm", "Z-Prüm", 1.2, 4.0, None),
        ("Pronsfeld", "Bleialf", 11.5, None, None),
        ("Pronsfeld", "Arzfeld", 12.0, None, 60),
        ("Pronsfeld", "Waxweiler", 9.0, None, None),
        ("Bleialf", "Winterspelt", 6.5, None, None),
        ("Bleialf", "Auw", 9.5, None, None),
        ("Arzfeld", "Daleiden", 9.0, None, 60),
        ("Arzfeld", "Waxweiler", 8.5, None, None),
        ("Schönecken", "Waxweiler", None, 17.0, None),
    )
