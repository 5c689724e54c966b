"""The small workbook: what care consists of, who can give it, in which models, and what it earns."""

from __future__ import annotations

import pandas as pd

from instances.defaults import default_table
from instances.demo.tables import supplied, table, with_cells

MODELS = (
    *("practice_cluster", "hospital", "branch_practice", "mvz_municipal", "pvz", "ipvz"),
    *("igz", "ipvz_tele", "sve", "kiosk"),
)
"""The supplied care models that somebody in the Eifel may run as."""
TEAMS = ("pvz", "ipvz", "igz")
ASSUMED = "Annahme"


def services() -> pd.DataFrame:
    """The supplied services, and people with COPD whom one institution looks after."""
    copd = table(
        "service label unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes unmet_weight deprivation_effect "
        "source",
        ("copd", "COPD-Betreuung aus einer Hand", "Patienten", 0.0, 0.01, 0.04, 0.05, 25, 0.2, 0.5, ASSUMED),
    )
    return pd.concat([default_table("Services", "de"), copd], ignore_index=True)


def pathways() -> pd.DataFrame:
    """A patient with COPD takes doctors and nurses; GP care may come by telemedicine where a site has partners."""
    return table(
        "service component quantity linked_share source",
        ("gp_care", "gp_care", 1.0, 0.9, "Annahme: Telemedizin, höchstens 90 %"),
        ("copd", "gp_care", 4.0, 0.5, "Annahme: jeder zweite Kontakt als Telekonsil"),
        ("copd", "community_nursing", 3.0, 0.0, ASSUMED),
    )


def resources() -> pd.DataFrame:
    """The supplied resources; beds of a ward stand in for each other."""
    return with_cells(
        default_table("Resources", "de"),
        "short_stay_bed",
        capacity_rule="erlang_b",
        source="Erlang B: höchstens 5 % Abweisung; Kosten: Annahme",
    )


def production() -> pd.DataFrame:
    """The supplied rows; a bed that is always taken gives 365 bed-days, and Erlang B says how many can be taken."""
    return with_cells(
        default_table("Production", "de"),
        "short_stay_bed",
        column="resource",
        productivity=365.0,
        source="365 Tage je Bett; die Auslastung folgt aus Erlang B",
    )


def sizes() -> pd.DataFrame:
    """Wards that a planner would build."""
    return table("resource units", *(("short_stay_bed", beds) for beds in (8, 12, 16, 25)))


def types() -> pd.DataFrame:
    """Supplied care models; branch practices belong to a centre, and teams attract doctors."""
    rows = supplied("Types", MODELS)
    rows["is_team"] = rows["type"].isin(TEAMS).map({True: "yes", False: "no"})
    return with_cells(
        rows, "branch_practice", host_types="practice_cluster, mvz_municipal, pvz, ipvz", host_minutes=30.0
    )


def type_resources() -> pd.DataFrame:
    """The supplied sizes."""
    return supplied("TypeResources", MODELS)


def links() -> pd.DataFrame:
    """Practices that would work for the centre in Manderscheid, where no doctor may be found."""
    return table(
        "site partner partner_place yearly_cost",
        ("Z-Manderscheid", None, "Daun", 15_000.0),
        ("Z-Manderscheid", "Z-Daun", None, 15_000.0),
    )


def revenue() -> pd.DataFrame:
    """Lump sums for being there, fees for work, capitation for people who are looked after."""
    return table(
        "type service basis amount payer source",
        ("sve", None, "site", 250_000.0, "GKV", "Annahme: Vorhaltepauschale"),
        ("sve", "short_stay", "unit", 250.0, "GKV", "Annahme: Tagessatz nach § 6c KHEntgG"),
        ("igz", "short_stay", "unit", 200.0, "GKV", "Annahme: Tagessatz im Modellvorhaben"),
        ("ipvz", "gp_care", "resident", 12.0, "GKV", "Annahme: Kopfpauschale"),
        ("ipvz_tele", None, "site", 120_000.0, "GKV", "Annahme: Vorhaltepauschale"),
    )
