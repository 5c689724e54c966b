"""The small workbook: its rules, every kind that asks for something once hard and once soft."""

from __future__ import annotations

from typing import Any

import pandas as pd

ASSUMED = "Annahme"
CAP = "§ 101 Abs. 1 S. 3, § 103 Abs. 1 S. 3 SGB V"
FLOOR = "§ 29 BPL-RL (Unterversorgung unter 75 %)"
SVE = "§ 115g SGB V, § 6c KHG"
MUNICIPAL = "§ 95 Abs. 1a SGB V"
BMC = "BMC-Positionspapier: nur in Regionen mit Versorgungsbedarf; Schwelle: Annahme"


def rules() -> pd.DataFrame:
    """Every kind of rule that asks for something twice, and every kind that forbids once."""
    return pd.DataFrame([*_access(), *_supply(), *_numbers(), *_foundings()])


def _access() -> list[dict[str, Any]]:
    emergency = {"service": "emergency", "grouping": "state", "minutes": 30}
    gp = {"service": "gp_care", "minutes": 20}
    return [
        _hard("emergency_reach_min", "Notfallversorgung: 80 % in 30 Minuten", "reach_share", value=0.8, **emergency),
        _soft("gp_reach", "Hausarzt in 20 Minuten", "reach_share", 0.1, grouping="area", value=0.95, **gp),
        _hard(
            "gp_served_min",
            "Hausarzt: die Hälfte des Bedarfs versorgt",
            "served_share",
            **(gp | {"grouping": "district", "value": 0.5}),
        ),
        _soft(
            "chn_served",
            "Gemeindepflege: ein Drittel des Bedarfs versorgt",
            "served_share",
            0.5,
            service="community_nursing",
            grouping="care_region",
            minutes=25,
            value=0.33,
        ),
        _hard(
            "gp_backup_min",
            "Vertretung: zweiter Hausarzt für die Hälfte",
            "backup_share",
            service="gp_care",
            grouping="state",
            minutes=30,
            value=0.5,
        ),
        _soft(
            "emergency_backup",
            "Zweite Notaufnahme in 30 Minuten",
            "backup_share",
            0.02,
            **(emergency | {"value": 0.5}),
        ),
    ]


def _supply() -> list[dict[str, Any]]:
    pruem = {"grouping": "area", "group": "Prüm"}
    return [
        _hard("supply_cap", "Sperrgrenze 110 %", "supply_cap", grouping="area", value=1.1, source=CAP),
        _soft(
            "bitburg_cap",
            "Bitburg: keine neuen Sitze",
            "supply_cap",
            100,
            grouping="area",
            group="Bitburg",
            value=0.9,
        ),
        _hard("pruem_floor", "Prüm: mindestens 45 %", "supply_floor", value=0.45, **pruem),
        _soft(
            "supply_floor", "Unterversorgung vermeiden", "supply_floor", 500, grouping="area", value=0.75, source=FLOOR
        ),
        _hard("pruem_functional", "Prüm: 50 % samt Delegation", "functional_floor", value=0.5, **pruem),
        _soft(
            "functional_floor",
            "Funktionale Deckung 90 %",
            "functional_floor",
            100,
            grouping="area",
            value=0.9,
        ),
    ]


def _numbers() -> list[dict[str, Any]]:
    return [
        _hard("mvz_min", "Mindestens ein kommunales MVZ", "count_min", type="mvz_municipal", value=1),
        _soft("pvz_per_district", "Ein PVZ in jedem Kreis", "count_min", 200, type="pvz", grouping="district", value=1),
        _hard("igz_max", "Höchstens ein IGZ", "count_max", type="igz", value=1),
        _soft(
            "branch_max",
            "Möglichst nur eine Zweigpraxis je Kreis",
            "count_max",
            50,
            type="branch_practice",
            grouping="district",
            value=1,
        ),
    ]


def _foundings() -> list[dict[str, Any]]:
    """Where something may begin at all."""
    short = {
        "grouping": "area",
        "value": 1.0,
        "source": "BMC: nur in Regionen mit Versorgungsbedarf; Schwelle: Annahme",
    }
    bases = "§ 115g SGB V, Modellvorhaben"
    return [
        _hard("tele_need", "IPVZ ohne Sitz nur unter 100 %", "founding_need", type="ipvz_tele", **short),
        _hard("kiosk_deprived", "Kiosk nur bei Deprivation", "founding_deprivation", type="kiosk", value=0.55),
        _hard("igz_rural", "IGZ nur auf dem Land", "founding_rurality", type="igz", parameter="ländlich"),
        _hard(
            "mvz_carrier",
            "Kommunales MVZ nur kommunal",
            "founding_carrier",
            type="mvz_municipal",
            parameter="kommunal",
            source=MUNICIPAL,
        ),
        _hard(
            "sve_basis",
            "SVE nur an bestimmten Krankenhäusern",
            "founding_legal_basis",
            type="sve",
            parameter="§ 115g SGB V",
            source=SVE,
        ),
        _hard(
            "beds_basis",
            "Neue Kurzzeitbetten nur mit Rechtsgrundlage",
            "resource_legal_basis",
            resource="short_stay_bed",
            parameter=bases,
            source=SVE,
        ),
        _soft("consent", "IPVZ möglichst nicht gegen die KV", "consent", 150, type="ipvz", parameter="KV"),
    ]


def _hard(rule: str, label: str, kind: str, **rest: Any) -> dict[str, Any]:
    row = {"rule": rule, "label": label, "kind": kind, "grouping": "state", "strictness": "hard", "source": ASSUMED}
    return row | rest


def _soft(rule: str, label: str, kind: str, weight: float, **rest: Any) -> dict[str, Any]:
    return _hard(rule, label, kind, **rest) | {"strictness": "soft", "weight": weight}
