"""The state's full rules: planning rules on founding, consent, cover and equity, and the goals."""

from __future__ import annotations

import pandas as pd

from instances.defaults import default_table
from instances.demo.tables import table

BMC = "BMC-Positionspapier: nur in Regionen mit Versorgungsbedarf; Schwelle: Annahme"
SVE = "§ 115g SGB V, § 6c KHG"
BEDS = "§ 115g SGB V, Modellvorhaben"
DRAFT = "nach den Entwürfen zur Notfallreform (nicht Gesetz)"
MUNICIPAL = "§ 95 Abs. 1a SGB V"
ASSUMED = "Annahme"
NEEDED, DEPRIVED = 1.1, 0.5


def founding_rules(levels: str) -> pd.DataFrame:
    """Where a type may begin; ``levels`` are the levels of emergency care that an emergency centre may have.

    Need and countryside are asked for softly of what may be decided already.
    """
    need = [
        (f"{kind}_need", f"{label} nur unter 110 %", "founding_need", kind, None, "area", NEEDED, None, *rest)
        for kind, label, *rest in (
            ("ipvz", "IPVZ", "soft", 300.0, BMC),
            ("ipvz_tele", "IPVZ ohne Sitz", "hard", None, BMC),
            ("ipvz_virtual", "IPVZ als Netz", "hard", None, BMC),
        )
    ]
    asked = [
        (f"{kind}_{actor}", label, "consent", kind, None, "state", None, actor, *rest, ASSUMED)
        for kind, actor, label, *rest in (
            ("pvz", "Kommune", "PVZ nicht gegen die Kommune", "hard", None),
            ("ipvz", "Kommune", "IPVZ nicht gegen die Kommune", "hard", None),
            ("ipvz", "KV", "IPVZ möglichst nicht gegen die KV", "soft", 200.0),
        )
    ]
    return table(
        "rule label kind type resource grouping value parameter strictness weight source",
        *need,
        *asked,
        _only("kiosk_deprived", "Kiosk nur bei Deprivation", "founding_deprivation", "kiosk", DEPRIVED, None, ASSUMED),
        (
            *("rgz_rural", "RGZ möglichst nur auf dem Land", "founding_rurality", "rgz", None, "state"),
            *(None, "ländlich", "soft", 200.0, ASSUMED),
        ),
        _only("mvz_carrier", "MVZ nur kommunal", "founding_carrier", "mvz_municipal", None, "kommunal", MUNICIPAL),
        _only("sve_basis", "SVE nur auf Bestimmung", "founding_legal_basis", "sve", None, "§ 115g SGB V", SVE),
        _only("inz_level", "INZ nur an Notfallkrankenhäusern", "founding_legal_basis", "inz", None, levels, DRAFT),
        (
            *("beds_basis", "Stationen nur mit Rechtsgrundlage", "resource_legal_basis", None),
            *("ward_bed", "state", None, BEDS, "hard", None, SVE),
        ),
    )


def _only(
    rule: str, label: str, kind: str, of: str, value: float | None, parameter: str | None, source: str
) -> tuple[object, ...]:
    return rule, label, kind, of, None, "state", value, parameter, "hard", None, source


def cover_rules(region: str) -> pd.DataFrame:
    """Functional coverage everywhere, and a second practice for everybody in the model ``region``; both soft."""
    backup = f"Vertretung im {region}: zweiter Hausarzt in 30 Minuten"
    return table(
        "rule label kind service grouping group minutes value strictness weight source",
        (
            *("functional_floor", "Funktionale Deckung 90 %", "functional_floor", None, "area", None, None, 0.9),
            *("soft", 50.0, ASSUMED),
        ),
        ("backup", backup, "backup_share", "gp_care", "district", region, 30.0, 0.95, "soft", 0.05, ASSUMED),
    )


def goals() -> pd.DataFrame:
    """The default goals, and unmet need that counts more where people are deprived."""
    deprived = table(
        "goal label measure priority weight tolerance",
        ("deprived", "Unversorgter Bedarf, Deprivierte zuerst", "deprived_unmet", 1, 0.2, 0.001),
    )
    return pd.concat([default_table("Goals", "de"), deprived], ignore_index=True)
