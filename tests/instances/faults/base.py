"""A small region without any fault: every sheet is filled, every column is there, no check has anything to say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.raw import RawTable

Frames = dict[str, pd.DataFrame]

P1, P2 = "2027-2031", "2032-2036"

# place, label, area, district, lat, lon, residents; the other columns are empty where nothing is said below
PLACES = [
    ("07901001", "Aldorf", "A-Nord", "07901", 50.20, 6.40, 5200),
    ("07901002", "Bebach", "A-Nord", "07901", 50.24, 6.46, 1800),
    ("07901003", "Cehausen", "A-Nord", None, 50.16, 6.44, 950),
    ("07901004", "Dellberg", "A-Nord", None, 50.22, 6.34, 640),
    ("07902001", "Emmtal", "A-Sued", "07902", 49.98, 6.52, 4100),
    ("07902002", "Effheim", "A-Sued", "07902", 49.94, 6.58, 1500),
    ("07902003", "Gehweiler", "A-Sued", "07902", 50.02, 6.60, 880),
    ("07902004", "Haselbach", "A-Sued", "07902", 49.96, 6.44, 410),
]

ROWS: dict[str, list[dict[str, Any]]] = {
    "Settings": [
        {"parameter": "state", "value": "Probeland"},
        {"parameter": "base_year", "value": 2026},
        {"parameter": "discount_rate", "value": 0.02},
        {"parameter": "language", "value": "Deutsch"},
    ],
    "Periods": [
        {"period": P1, "first_year": 2027, "years": 5},
        {"period": P2, "first_year": 2032, "years": 5},
    ],
    "Areas": [
        {"area": "A-Nord", "label": "Nord", "regional_ratio": 1600, "official_supply_ratio": 0.95,
         "rurality": "ländlich"},
        {"area": "A-Sued", "label": "Süd", "general_ratio": 1633, "morbidity_factor": 1.05, "exempt_seats": 1},
    ],
    "Places": [
        {
            **dict(zip(("place", "label", "area", "district", "lat", "lon", "residents"), row, strict=True)),
            "labour_market": "AM-Mitte",
            "growth": -0.004,
            "deprivation": 0.5,
        }
        for row in PLACES
    ],
    "Sites": [
        {"site": "KH-1", "label": "Krankenhaus", "place": "07901001", "status": "Bestand", "present_type": "hospital",
         "carrier": "kommunal", "may_close": "nein"},
        {"site": "Z-2", "label": "Zentrum Emmtal", "place": "07902001", "status": "Kandidat",
         "allowed_types": "pvz, igz", "carrier": "kommunal", "legal_basis": "§ 95", "earliest_year": 2027},
        {"site": "Z-3", "label": "Zentrum Gehweiler", "place": "07902003", "lat": 50.02, "lon": 6.61,
         "status": "gesetzt", "allowed_types": "pvz", "extra_setup_cost": 50_000},
    ],
    "Existing": [
        {"area": "A-Nord", "resource": "gp_seat", "units": 5},
        {"area": "A-Sued", "resource": "gp_seat", "units": 4.5},
        {"site": "KH-1", "resource": "short_stay_bed", "units": 20},
        {"site": "KH-1", "resource": "emergency_bay", "units": 3},
        {"area": "A-Nord", "resource": "gp_seat", "period": P2, "units": 4},
    ],
    "Consents": [
        {"site": "Z-2", "actor": "KV", "answer": "erteilt", "note": "Schreiben vom 3. März"},
        {"site": "Z-2", "actor": "Kommune", "answer": "offen"},
        {"site": "KH-1", "actor": "KV", "answer": "abgelehnt"},
    ],
    "Pots": [
        {"pot": "land", "label": "Land", "budget": 10},
        {"pot": "kv", "label": "Strukturfonds", "budget": 5},
        {"pot": "land", "period": P2, "budget": 8},
    ],
    "PotRules": [
        {"pot": "land", "type": "pvz", "category": "Gründung", "max_share": 0.9, "match_pot": "kv", "match_share": 0.1},
        {"pot": "land", "carrier": "kommunal", "max_share": 0.5},
        {"pot": "kv", "origin": "neu", "legal_basis": "§ 95"},
    ],
    "Revenue": [
        {"type": "pvz", "basis": "je Standort und Jahr", "amount": 60_000, "payer": "KV"},
        {"service": "gp_care", "basis": "unit", "amount": 18.5, "payer": "GKV"},
    ],
    "Services": [
        {"service": "gp_care", "label": "Hausarzt", "unit": "Kontakte", "rate_0_17": 4.5, "rate_18_64": 5,
         "rate_65_74": 9.5, "rate_75_plus": 13.5, "limit_minutes": 30, "unmet_weight": 1, "deprivation_effect": 0.3},
        {"service": "short_stay", "unit": "Bettentage", "rate_0_17": 0.01, "rate_18_64": 0.01, "rate_65_74": 0.05,
         "rate_75_plus": 0.2, "limit_minutes": 45, "assignment": "ein Standort", "split_above": 50_000},
        {"service": "emergency", "unit": "Fälle", "rate_0_17": 0.2, "rate_18_64": 0.15, "rate_65_74": 0.16,
         "rate_75_plus": 0.25, "limit_minutes": 40},
        {"service": "hybrid", "unit": "Fälle", "rate_0_17": 0, "rate_18_64": 0, "rate_65_74": 0, "rate_75_plus": 0,
         "limit_minutes": 45},
    ],
    "Pathways": [
        {"service": "hybrid", "component": "short_stay", "quantity": 0.5, "moved_share": 0.1, "replaced": 3},
        {"service": "hybrid", "component": "gp_care", "quantity": 2, "linked_share": 0.5},
    ],
    "Links": [
        {"site": "Z-2", "partner": "KH-1", "yearly_cost": 5000},
        {"site": "Z-2", "partner": "Z-3"},
    ],
    "Demand": [
        {"place": "07901001", "service": "gp_care", "amount": 30_000},
        {"place": "07901001", "service": "gp_care", "period": P2, "amount": 31_000},
    ],
    "Resources": [
        {"resource": "gp_seat", "label": "Hausarztsitz", "unit": "Sitze", "step": 0.25, "investment": 120_000,
         "running_cost": 60_000, "counting_factor": 1},
        {"resource": "chn", "unit": "VZÄ", "step": 0.5, "investment": 15_000, "running_cost": 10_000},
        {"resource": "short_stay_bed", "unit": "Betten", "step": 1, "investment": 120_000, "running_cost": 45_000},
        {"resource": "emergency_bay", "unit": "Plätze", "step": 1, "investment": 400_000, "running_cost": 120_000,
         "capacity_rule": "Warten (Erlang C)", "target": 0.2, "peak_factor": 1.5},
    ],
    "Production": [
        {"resource": "gp_seat", "service": "gp_care", "productivity": 10_450},
        {"type": "pvz", "resource": "chn", "service": "gp_care", "productivity": 5200, "max_share": 0.15,
         "supervision": 0.1, "supervised_by": "gp_seat"},
        {"resource": "short_stay_bed", "service": "short_stay", "productivity": 255},
        {"resource": "emergency_bay", "service": "emergency", "productivity": 4000},
    ],
    "Types": [
        {"type": "practice", "label": "Praxen", "collects_existing": "ja"},
        {"type": "hospital", "label": "Krankenhaus", "collects_existing": "nein"},
        {"type": "pvz", "setup_cost": 1_200_000, "yearly_cost": 150_000, "lead_time": 1},
        {"type": "igz", "setup_cost": 4_000_000, "yearly_cost": 600_000, "lead_time": 1, "host_types": "hospital, pvz",
         "host_minutes": 40, "host_saving": 90_000, "minimum_life": 5, "closing_cost": 300_000,
         "conversion_cost": 3_000_000},
    ],
    "TypeResources": [
        {"type": "practice", "resource": "gp_seat", "maximum": 300},
        {"type": "hospital", "resource": "short_stay_bed", "minimum": 0, "maximum": 60},
        {"type": "hospital", "resource": "emergency_bay", "minimum": 1, "maximum": 30},
        {"type": "pvz", "resource": "gp_seat", "minimum": 3, "maximum": 12},
        {"type": "pvz", "resource": "chn", "minimum": 1, "maximum": 6},
        {"type": "igz", "resource": "gp_seat", "minimum": 2, "maximum": 10},
    ],
    "SiteLimits": [
        {"site": "Z-2", "resource": "gp_seat", "minimum": 3, "maximum": 8},
        {"site": "KH-1", "resource": "emergency_bay", "maximum": 4},
    ],
    "Sizes": [{"resource": "emergency_bay", "units": units} for units in (2, 3, 4, 6)],
    "Professions": [
        {"profession": "gp", "label": "Hausärzte", "staff_cost": 140_000},
        {"profession": "nurse", "staff_cost": 62_000},
    ],
    "Staffing": [
        {"resource": "gp_seat", "profession": "gp", "fte": 1},
        {"resource": "short_stay_bed", "profession": "nurse", "fte": 0.5},
        {"resource": "chn", "profession": "nurse", "fte": 1},
    ],
    "LabourPools": [
        {"profession": "gp", "available": 12, "recruitable": 3, "recruit_cost": 20_000},
        {"grouping": "Kreis", "group": "07901", "profession": "nurse", "period": P1, "available": 15},
        {"grouping": "Planungsbereich", "group": "A-Nord", "profession": "gp", "period": P2, "available": 4},
    ],
    "Rules": [
        {"rule": "reach", "kind": "Erreichbarkeit", "service": "gp_care", "grouping": "Planungsbereich", "minutes": 20,
         "value": 0.95, "strictness": "weich", "weight": 0.1},
        {"rule": "floor", "kind": "supply_floor", "grouping": "area", "value": 0.75, "strictness": "soft"},
        {"rule": "cap", "kind": "supply_cap", "grouping": "area", "value": 1.1, "strictness": "hart"},
        {"rule": "some", "kind": "count_min", "type": "pvz", "grouping": "area", "group": "A-Sued", "value": 1,
         "strictness": "hart"},
        {"rule": "few", "kind": "count_max", "type": "pvz", "value": 2, "strictness": "hart"},
        {"rule": "consents", "kind": "Zustimmung", "type": "igz", "strictness": "hart", "parameter": "KV, Kommune"},
        {"rule": "beds", "kind": "resource_legal_basis", "resource": "short_stay_bed", "strictness": "hart",
         "parameter": "§ 95"},
    ],
    "Goals": [
        {"goal": "unmet", "label": "Unversorgt", "measure": "unmet_need", "priority": 1, "weight": 1,
         "tolerance": 0.001},
        {"goal": "cost", "measure": "öffentliche Kosten (Barwert)", "weight": 20},
    ],
    "Futures": [
        {"future": "wie erwartet", "probability": 0.6},
        {"future": "weniger Nachwuchs", "probability": 0.3, "sheet": "LabourPools", "filter": "Beruf = gp",
         "column": "Gewinnbar", "action": "malnehmen mit", "value": 0.5, "note": "wie 2024"},
        {"future": "weniger Nachwuchs", "sheet": "Orte", "filter": "area = A-Nord",
         "column": "growth", "action": "add", "value": -0.002},
        {"future": "teurer", "probability": 0.1, "sheet": "Types", "column": "setup_cost", "action": "multiply",
         "value": 1.2},
    ],
    "Scenarios": [
        {"scenario": "Spar", "sheet": "Fahrzeiten", "filter": "Standort = KH-1", "column": "Fahrzeit",
         "action": "multiply", "value": "1,5"},
        {"scenario": "Spar", "sheet": "Roads", "filter": "to_node = Kreuzung", "column": "minutes", "action": "set",
         "value": 6},
        {"scenario": "Spar weit", "based_on": "Spar", "sheet": "LabourPools", "filter": "Beruf = gp",
         "column": "available", "action": "add", "value": 2},
        {"scenario": "wie jetzt"},
    ],
    "Studies": [
        {"study": "Wege", "kind": "Raster", "sheet": "Roads", "filter": "to_node = Kreuzung", "column": "km",
         "action": "multiply", "values": "0,8; 1; 1,2"},
        {"study": "Wege", "sheet": "Roads", "filter": "to_node = Kreuzung", "column": "minutes", "action": "set",
         "low": 3, "high": 6, "steps": 4},
        {"study": "Szenarien", "kind": "scenarios", "values": "Spar"},
        {"study": "Konflikt", "kind": "Zielkonflikt", "values": "unmet; cost"},
        {"study": "Zufall", "kind": "sobol", "sheet": "Roads", "filter": "to_node = Kreuzung", "column": "km",
         "action": "multiply", "low": 0.8, "high": 1.2, "steps": 16},
    ],
    "TravelTimes": [
        {"place": "07901001", "site": "KH-1", "minutes": 4},
        {"place": "07901002", "site": "KH-1", "minutes": 11},
        {"place": "07902001", "site": "Z-2", "minutes": 3},
    ],
    "Roads": [
        {"from_node": "07902001", "to_node": "07902003", "km": 9, "speed_kmh": 60},
        {"from_node": "07902003", "to_node": "Kreuzung", "minutes": 5},
    ],
}  # fmt: skip


def good_frames() -> Frames:
    """A fresh copy of every sheet with all of its columns, as objects."""
    frames = {}
    for key, rows in ROWS.items():
        columns = list(SHEETS_BY_KEY[key].by_name)
        cells = [[row.get(name) for name in columns] for row in rows]
        frames[key] = pd.DataFrame(cells, columns=columns, dtype=object)
    return frames


def raw_tables(frames: Frames) -> dict[str, RawTable]:
    """The frames as raw tables: headings in row 1, columns in the order of the catalogue."""
    return {key: RawTable.from_frame(key, frame) for key, frame in frames.items()}
