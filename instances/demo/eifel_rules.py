"""The small workbook: whose money, which staff, which rules and goals."""

from __future__ import annotations

import pandas as pd

from instances.demo.tables import table

FUND = "§ 12b KHG"
KV = "§ 105 Abs. 1a SGB V; Anteile: Annahme"
ASSUMED = "Annahme"


def pots() -> pd.DataFrame:
    """Six pots; the state's money ebbs in the second period."""
    return table(
        "pot label period budget",
        ("gkv", "Gesetzliche Krankenversicherung", None, 4.0),
        ("land", "Land", "2029-2031", 1.2),
        ("land", "Land", "2032-2034", 0.8),
        ("transformation", "Transformationsfonds", None, 0.5),
        ("kommunen", "Kommunen", None, 0.4),
        ("kv", "KV-Strukturfonds", None, 0.2),
        ("eigen", "Eigenmittel der Träger", None, 0.25),
    )


def pot_rules() -> pd.DataFrame:
    """Who may pay for what: by type, category, carrier, origin and legal basis, with shares and matching money."""
    return table(
        "pot type category carrier origin legal_basis max_share match_pot match_share source",
        ("gkv", None, "running", None, None, None, None, None, None, ASSUMED),
        ("gkv", None, "staff", None, None, None, None, None, None, ASSUMED),
        ("land", None, "setup", None, "new", None, 0.75, None, None, ASSUMED),
        ("land", None, "setup", None, "existing", "§ 115g SGB V", 0.75, None, None, ASSUMED),
        ("land", None, "investment", None, None, None, 0.75, None, None, ASSUMED),
        ("land", None, "running", None, None, "Modellvorhaben", 0.5, None, None, ASSUMED),
        ("land", None, "recruiting", None, None, None, None, None, None, ASSUMED),
        ("transformation", "igz", "setup", None, None, None, 0.5, "land", 0.5, FUND),
        ("transformation", "igz", "investment", None, None, None, 0.5, "land", 0.5, FUND),
        ("kommunen", None, "setup", "kommunal", None, None, 0.5, None, None, ASSUMED),
        ("kommunen", None, "investment", "kommunal", None, None, 0.5, None, None, ASSUMED),
        ("kommunen", "kiosk", "running", "kommunal", None, None, 1.0, None, None, ASSUMED),
        ("kommunen", "kiosk", "staff", "kommunal", None, None, 0.5, None, None, ASSUMED),
        ("kv", "branch_practice", "setup", None, None, None, 0.8, None, None, KV),
        ("kv", "practice_cluster", "investment", None, "existing", None, 0.5, None, None, KV),
        ("kv", None, "investment", None, "new", None, 0.5, None, None, KV),
        ("kv", None, "recruiting", None, None, None, None, None, None, KV),
        ("eigen", None, "setup", None, None, None, 0.3, None, None, ASSUMED),
        ("eigen", None, "investment", None, None, None, 0.3, None, None, ASSUMED),
    )


def labour_pools() -> pd.DataFrame:
    """Each profession has its own market: doctors by labour market, nurses by rescue area, others wider."""
    first, second = "2029-2031", "2032-2034"
    west, east = "Westeifel", "Vulkaneifel"
    return table(
        "grouping group profession period available recruitable recruit_cost source",
        ("labour_market", west, "gp", first, 18.25, 2.0, 60_000, ASSUMED),
        ("labour_market", west, "gp", second, 16.25, 2.0, 60_000, ASSUMED),
        ("labour_market", east, "gp", first, 17.5, 1.5, 60_000, ASSUMED),
        ("labour_market", east, "gp", second, 15.25, 1.5, 60_000, ASSUMED),
        ("care_region", "Demo-Versorgungsgebiet Eifel", "chn", None, 2.0, 5.0, 10_000, ASSUMED),
        ("rescue_area", "Leitstelle Nord", "nurse", None, 8.0, 6.0, 8_000, ASSUMED),
        ("rescue_area", "Leitstelle Süd", "nurse", None, 8.0, 1.0, 8_000, ASSUMED),
        ("state", None, "emergency_physician", None, 6.0, 2.0, 30_000, ASSUMED),
        ("district", "Demo-Kreis West", "mfa", None, 30.0, 6.0, 3_000, ASSUMED),
        ("district", "Demo-Kreis Ost", "mfa", None, 28.0, 6.0, 3_000, ASSUMED),
    )


def rules() -> pd.DataFrame:
    """Every kind of rule twice: once hard, once soft."""
    return table(
        "rule label kind service type grouping group minutes value strictness weight source",
        *_ACCESS,
        *_SUPPLY,
        *_NUMBERS,
    )


_ACCESS = (
    (
        *("emergency_reach_min", "Notfallversorgung: 80 % in 30 Minuten", "reach_share", "emergency", None),
        *("state", None, 30, 0.8, "hard", None, ASSUMED),
    ),
    (
        *("gp_reach", "Hausarzt in 20 Minuten", "reach_share", "gp_care", None),
        *("area", None, 20, 0.95, "soft", 0.1, ASSUMED),
    ),
    (
        *("gp_served_min", "Hausarzt: die Hälfte des Bedarfs versorgt", "served_share", "gp_care", None),
        *("district", None, 20, 0.5, "hard", None, ASSUMED),
    ),
    (
        *("chn_served", "Gemeindepflege: ein Drittel des Bedarfs versorgt", "served_share", "community_nursing", None),
        *("care_region", None, 25, 0.33, "soft", 0.5, ASSUMED),
    ),
)
_SUPPLY = (
    (
        *("supply_cap", "Sperrgrenze 110 %", "supply_cap", None, None, "area", None, None, 1.1, "hard", None),
        "§ 101 Abs. 1 S. 3, § 103 Abs. 1 S. 3 SGB V",
    ),
    (
        *("bitburg_cap", "Bitburg: keine neuen Sitze", "supply_cap", None, None, "area", "Bitburg", None, 0.9, "soft"),
        *(100, ASSUMED),
    ),
    (
        *("pruem_floor", "Prüm: mindestens 45 %", "supply_floor", None, None, "area", "Prüm", None, 0.45, "hard"),
        *(None, ASSUMED),
    ),
    (
        *("supply_floor", "Unterversorgung vermeiden", "supply_floor", None, None, "area", None, None, 0.75, "soft"),
        *(500, "§ 29 BPL-RL (Unterversorgung unter 75 %)"),
    ),
)
_NUMBERS = (
    (
        *("mvz_min", "Mindestens ein kommunales MVZ", "count_min", None, "mvz_municipal", "state", None, None, 1),
        *("hard", None, ASSUMED),
    ),
    (
        *("pvz_per_district", "Ein PVZ in jedem Kreis", "count_min", None, "pvz", "district", None, None, 1),
        *("soft", 200, ASSUMED),
    ),
    (
        *("igz_max", "Höchstens ein IGZ", "count_max", None, "igz", "state", None, None, 1),
        *("hard", None, ASSUMED),
    ),
    (
        *("branch_max", "Möglichst nur eine Zweigpraxis je Kreis", "count_max", None, "branch_practice", "district"),
        *(None, None, 1, "soft", 50, ASSUMED),
    ),
)


def goals() -> pd.DataFrame:
    """First people, money and minutes in one sum; then, among plans as good, the one that changes least."""
    return table(
        "goal label measure priority weight tolerance",
        ("unmet", "Unversorgter Bedarf", "unmet_need", 1, 1.0, 0.005),
        ("rules", "Weiche Regeln", "shortfalls", 1, 1.0, 0.005),
        ("worst", "Schlechtester Planungsbereich", "worst_area", 1, 500.0, 0.005),
        ("cost", "Öffentliche Kosten", "public_cost", 1, 20.0, 0.005),
        ("minutes", "Fahrzeit", "travel_minutes", 1, 0.002, 0.005),
        ("longest", "Längste Fahrzeit eines Ortes (wird nur genannt)", "longest_minutes", 1, 0.0, 0.005),
        ("openings", "Neue Standorte", "open_sites", 2, 1.0, 0.001),
        ("changes", "Änderungen gegenüber heute", "changes", 2, 2.0, 0.001),
    )
