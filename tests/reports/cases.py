"""Regions with a plausible plan, made by rule of thumb: the plan obeys the tables, nobody claims that it is good."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.i18n import Language
from instances.instance import Instance
from planning_model.plan import Plan
from tests.reports.rule_of_thumb import rule_of_thumb_plan

STEMS = ("Wald", "Buchen", "Ober", "Unter", "Nieder", "Höhen", "Mühl", "Stein", "Rüben", "Linden", "Größ", "Alt")
ENDS = ("bach", "rück", "heim", "dorf", "kirchen", "tal", "berg", "stätten", "au", "weiler", "hausen", "born")
NOTE = {"de": "Synthetische Daten zur Erprobung.", "en": "Synthetic data for testing."}


@dataclass(frozen=True)
class Case:
    """An instance and a plan for it."""

    instance: Instance
    plan: Plan


def region(places: int, areas: int, candidates: int, seed: int = 1, language: Language = "de") -> Case:
    """A random region with two periods and a greedy plan."""
    draw = np.random.default_rng(seed)
    where = _places(draw, places, areas)
    frames = {
        "Settings": _settings(language),
        "Periods": pd.DataFrame({"period": ["2027–2030", "2031–2035"], "first_year": [2027, 2031], "years": [4, 5]}),
        "Areas": _areas(draw, areas),
        "Places": where,
        "Sites": _sites(draw, where, candidates),
        "Existing": _existing(draw, where, areas),
        "Pots": _pots(language),
        "PotRules": pd.DataFrame(
            {
                "pot": ["land", "kommune", "land"],
                "category": ["setup", "setup", "investment"],
                "max_share": [0.6, 0.2, 0.5],
                "source": ["Förderrichtlinie (angenommen)", "", ""],
            }
        ),
        "LabourPools": _pools(),
    }
    instance = Instance.from_frames(frames, language)
    return Case(instance, rule_of_thumb_plan(instance, draw))


def _settings(language: Language) -> pd.DataFrame:
    values: dict[str, object] = {
        "state": "Beispielland" if language == "de" else "Exampleland",
        "language": language,
        "data_note": NOTE[language],
        "base_year": 2026,
    }
    return pd.DataFrame({"parameter": list(values), "value": list(values.values())})


def _places(draw: np.random.Generator, count: int, areas: int) -> pd.DataFrame:
    side = int(np.ceil(np.sqrt(areas)))
    area = np.arange(count) % areas
    spread = 0.22
    lat = 49.0 + spread * (area // side + draw.uniform(0, 1, count))
    lon = 6.5 + spread * 1.4 * (area % side + draw.uniform(0, 1, count))
    residents = np.round(np.exp(draw.normal(7.0, 0.9, count))) + 80
    residents[:areas] += 9000
    names = [f"{STEMS[draw.integers(12)]}{ENDS[draw.integers(12)]}" for _ in range(count)]
    return pd.DataFrame(
        {
            "place": [f"07{131 + a % max(areas // 4, 1):03d}{i:03d}" for i, a in enumerate(area)],
            "label": [f"{name} {i}" if i >= 60 else name for i, name in enumerate(names)],
            "area": [f"MB{a + 1:02d}" for a in area],
            "lat": lat,
            "lon": lon,
            "residents": residents,
            "growth": np.round(draw.normal(-0.003, 0.004, count), 4),
            "deprivation": np.round(np.clip(draw.normal(0.5, 0.15, count), 0, 1), 3),
        }
    )


def _areas(draw: np.random.Generator, count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": [f"MB{a + 1:02d}" for a in range(count)],
            "label": [f"MB {STEMS[a % 12]}{ENDS[(a * 5) % 12]} {a + 1}" for a in range(count)],
            "regional_ratio": np.round(draw.normal(1600, 30, count)),
            "official_supply_ratio": np.round(np.clip(draw.normal(0.95, 0.15, count), 0.5, 1.3), 3),
            "rurality": ["urban" if a % 5 == 0 else "rural" for a in range(count)],
        }
    )


def _sites(draw: np.random.Generator, places: pd.DataFrame, candidates: int) -> pd.DataFrame:
    largest = places.sort_values("residents", ascending=False, ignore_index=True)
    hospitals = largest.iloc[: max(2, len(places) // 60)]
    chosen = largest.iloc[:candidates] if candidates <= len(largest) else largest
    types = ["pvz, ipvz", "igz, rgz", "mvz_municipal, branch_practice", "pvz"]
    existing = pd.DataFrame(
        {
            "site": "KH-" + hospitals["place"],
            "label": "Krankenhaus " + hospitals["label"],
            "place": hospitals["place"],
            "status": "existing",
            "present_type": "hospital",
            "allowed_types": ["rgz" if row % 3 == 0 else "" for row in range(len(hospitals))],
            "may_close": ["yes" if row % 3 == 1 else "no" for row in range(len(hospitals))],
            "may_convert": ["yes" if row % 3 == 0 else "no" for row in range(len(hospitals))],
            "carrier": "freigemeinnützig",
        }
    )
    made = pd.DataFrame(
        {
            "site": "K-" + chosen["place"],
            "label": "Zentrum " + chosen["label"],
            "place": chosen["place"],
            "status": "candidate",
            "allowed_types": [types[draw.integers(4)] for _ in range(len(chosen))],
            "carrier": ["kommunal" if draw.integers(2) else "" for _ in range(len(chosen))],
            "legal_basis": ["§ 95 SGB V" if draw.integers(2) else "" for _ in range(len(chosen))],
        }
    )
    return pd.concat([existing, made], ignore_index=True)


def _existing(draw: np.random.Generator, places: pd.DataFrame, areas: int) -> pd.DataFrame:
    residents = places.groupby("area")["residents"].sum()
    seats = np.round(residents / 1600 * np.clip(draw.normal(0.9, 0.18, areas), 0.5, 1.2) * 4) / 4
    today = pd.DataFrame({"area": residents.index, "resource": "gp_seat", "units": seats.to_numpy()})
    later = today.assign(period="2031–2035", units=np.round(today["units"] * 0.85 * 4) / 4)
    hospitals = places.sort_values("residents", ascending=False).iloc[: max(2, len(places) // 60)]
    beds = pd.DataFrame({"site": "KH-" + hospitals["place"], "resource": "short_stay_bed", "units": 12.0})
    bays = beds.assign(resource="emergency_bay", units=3.0)
    return pd.concat([today, later, beds, bays], ignore_index=True)


def _pots(language: Language) -> pd.DataFrame:
    names = {
        "de": ["Land", "Gesetzliche Krankenversicherung", "Kommunen", "Transformationsfonds"],
        "en": ["State", "Statutory health insurance", "Municipalities", "Transformation fund"],
    }
    return pd.DataFrame(
        {
            "pot": ["land", "gkv", "kommune", "tf"],
            "label": names[language],
            "budget": [12.0, 400.0, 4.0, 10.0],
        }
    )


def _pools() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "grouping": ["state", "state"],
            "profession": ["gp", "chn"],
            "available": [4000.0, 20.0],
            "recruitable": [300.0, 400.0],
            "recruit_cost": [20000.0, 5000.0],
        }
    )
