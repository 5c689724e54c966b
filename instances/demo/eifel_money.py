"""The small workbook: whose money, which staff, which goals."""

from __future__ import annotations

import pandas as pd

from instances.demo.tables import table

FUND = "§ 12b KHG"
KV = "§ 105 Abs. 1a SGB V; Anteile: Annahme"
ASSUMED = "Annahme"


def pots() -> pd.DataFrame:
    """Seven pots; the state's money ebbs in the second period, and what a fund does not spend it keeps."""
    return table(
        "pot label period budget carry_over",
        ("gkv", "Gesetzliche Krankenversicherung", None, 4.0, None),
        ("land", "Land", "2029-2031", 1.2, None),
        ("land", "Land", "2032-2034", 0.8, None),
        ("transformation", "Transformationsfonds", None, 0.5, "yes"),
        ("kommunen", "Kommunen", None, 0.4, None),
        ("kv", "KV-Strukturfonds", None, 0.2, None),
        ("telemedizin", "Förderprogramm Telemedizin", None, 0.1, "yes"),
        ("eigen", "Eigenmittel der Träger", None, 0.25, None),
    )


def pot_rules() -> pd.DataFrame:
    """Who may pay for what: by type, category, carrier, origin and legal basis, with shares and matching money."""
    return table(
        "pot type category carrier origin legal_basis min_share max_share match_pot match_share excludes_pot source",
        ("gkv", None, "running", None, None, None, None, None, None, None, None, ASSUMED),
        ("gkv", None, "staff", None, None, None, None, None, None, None, None, ASSUMED),
        ("land", None, "setup", None, "new", None, None, 0.75, None, None, None, ASSUMED),
        ("land", None, "setup", None, "existing", "§ 115g SGB V", None, 0.75, None, None, None, ASSUMED),
        ("land", None, "investment", None, None, None, None, 0.75, None, None, None, ASSUMED),
        ("land", None, "running", None, None, "Modellvorhaben", None, 0.5, None, None, None, ASSUMED),
        ("land", None, "recruiting", None, None, None, None, None, None, None, None, ASSUMED),
        *(
            ("transformation", centre, category, None, None, None, None, 0.5, "land", 0.5, None, FUND)
            for centre in ("igz", "sve")
            for category in ("setup", "investment")
        ),
        ("kommunen", None, "setup", "kommunal", None, None, None, 0.5, None, None, None, ASSUMED),
        ("kommunen", None, "investment", "kommunal", None, None, None, 0.5, None, None, None, ASSUMED),
        ("kommunen", "kiosk", "running", "kommunal", None, None, None, 1.0, None, None, None, ASSUMED),
        ("kommunen", "kiosk", "staff", "kommunal", None, None, None, 0.5, None, None, None, ASSUMED),
        ("kv", "branch_practice", "setup", None, None, None, None, 0.8, None, None, None, KV),
        ("kv", "practice_cluster", "investment", None, "existing", None, None, 0.5, None, None, None, KV),
        ("kv", None, "investment", None, "new", None, None, 0.5, None, None, None, KV),
        ("kv", None, "recruiting", None, None, None, None, None, None, None, None, KV),
        ("telemedizin", "ipvz_tele", "setup", None, None, None, None, 0.9, None, None, "land", ASSUMED),
        ("eigen", None, "setup", None, None, None, 0.1, 0.3, None, None, None, ASSUMED),
        ("eigen", None, "investment", None, None, None, None, 0.3, None, None, None, ASSUMED),
    )


def labour_pools() -> pd.DataFrame:
    """Each profession has its own market: doctors by labour market, nurses by rescue area, others wider."""
    first, second = "2029-2031", "2032-2034"
    west, east = "Westeifel", "Vulkaneifel"
    return table(
        "grouping group profession period available recruitable recruit_cost team_uplift source",
        ("labour_market", west, "gp", first, 18.25, 2.0, 60_000, 0.25, ASSUMED),
        ("labour_market", west, "gp", second, 16.25, 2.0, 60_000, 0.25, ASSUMED),
        ("labour_market", east, "gp", first, 17.5, 1.5, 60_000, 0.25, ASSUMED),
        ("labour_market", east, "gp", second, 15.25, 1.5, 60_000, 0.25, ASSUMED),
        ("care_region", "Demo-Versorgungsgebiet Eifel", "chn", None, 2.0, 5.0, 10_000, None, ASSUMED),
        ("rescue_area", "Leitstelle Nord", "nurse", None, 9.0, 6.0, 8_000, None, ASSUMED),
        ("rescue_area", "Leitstelle Süd", "nurse", None, 9.0, 1.0, 8_000, None, ASSUMED),
        ("state", None, "emergency_physician", None, 6.0, 2.0, 30_000, None, ASSUMED),
        ("district", "Demo-Kreis West", "mfa", None, 30.0, 6.0, 3_000, None, ASSUMED),
        ("district", "Demo-Kreis Ost", "mfa", None, 28.0, 6.0, 3_000, None, ASSUMED),
    )


def goals() -> pd.DataFrame:
    """First people, money and minutes in one sum; then, among plans as good, the one that changes least."""
    return table(
        "goal label measure priority weight tolerance",
        ("unmet", "Unversorgter Bedarf", "unmet_need", 1, 1.0, 0.005),
        ("rules", "Weiche Regeln", "shortfalls", 1, 1.0, 0.005),
        ("worst", "Schlechtester Planungsbereich", "worst_area", 1, 500.0, 0.005),
        ("cost", "Öffentliche Kosten", "public_cost", 1, 20.0, 0.005),
        ("deprived", "Unversorgter Bedarf, Deprivierte zuerst", "deprived_unmet", 1, 0.2, 0.005),
        ("gap", "Abstand der Fünftel", "quintile_gap", 1, 300.0, 0.005),
        ("farthest", "Fahrzeit der Fernsten", "cvar_minutes", 1, 5.0, 0.005),
        ("minutes", "Fahrzeit", "travel_minutes", 1, 0.002, 0.005),
        ("longest", "Längste Fahrzeit eines Ortes (wird nur genannt)", "longest_minutes", 1, 0.0, 0.005),
        ("openings", "Neue Standorte", "open_sites", 2, 1.0, 0.001),
        ("changes", "Änderungen gegenüber heute", "changes", 2, 2.0, 0.001),
    )
