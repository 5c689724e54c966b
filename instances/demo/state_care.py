"""The state's full rules: what care consists of, and every supplied care model with what it earns."""

from __future__ import annotations

import pandas as pd

from instances.defaults import default_table
from instances.demo import eifel_care
from instances.demo.tables import Frames, table, with_cells

ASSUMED = "Annahme"
FROM_STAYS = "§ 115f SGB V; Anteil: Annahme"
TEAMS = ("pvz", "ipvz", "igz", "rgz", "hospital_plus")
BUILDINGS = ("mvz_municipal", "pvz", "ipvz", "ipvz_tele", "igz", "rgz", "sve", "hospital_plus", "inz")
LIFE_OF_BUILDINGS, LIFE_OF_EQUIPMENT = 25.0, 10.0  # years
BED, WARD_BED = "short_stay_bed", "ward_bed"
WITH_WARDS = ("igz", "rgz", "sve")
WARDS = (8, 12, 16, 25)  # beds
MOST_BEDS_KEPT = 15.0


def care_frames() -> Frames:
    """The sheets on services, resources and types."""
    return {
        "Services": _services(),
        "Pathways": _pathways(),
        "Resources": _resources(),
        "Production": _production(),
        "Staffing": _staffing(),
        "Sizes": _sizes(),
        "Types": _types(),
        "TypeResources": _type_resources(),
        "Revenue": _revenue(),
    }


def _services() -> pd.DataFrame:
    """With COPD patients and, taken from the short stays, cases that go home on the same day."""
    hybrid = table(
        "service label unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes unmet_weight source",
        (
            "hybrid_drg",
            "Hybrid-DRG mit Nachsorge",
            "Fälle",
            0.0,
            0.0,
            0.0,
            0.0,
            25,
            0.2,
            "§ 115f SGB V; Raten: Annahme",
        ),
    )
    return pd.concat([eifel_care.services(), hybrid], ignore_index=True)


def _pathways() -> pd.DataFrame:
    """One short stay in ten becomes a case of the day: three bed-days less, a contact and two nursing hours instead."""
    hybrid = table(
        "service component quantity linked_share moved_share replaced source",
        ("hybrid_drg", "short_stay", 0.0, None, 0.1, 3.0, ASSUMED),
        ("hybrid_drg", "gp_care", 1.0, 0.5, None, None, ASSUMED),
        ("hybrid_drg", "community_nursing", 2.0, None, None, None, ASSUMED),
    )
    return pd.concat([eifel_care.pathways(), hybrid], ignore_index=True)


def _resources() -> pd.DataFrame:
    """Beds of a ward of its own stand in for each other; those of a hospital are few of many. Equipment lasts."""
    rows = default_table("Resources", "de").assign(lifetime=LIFE_OF_EQUIPMENT)
    ward = with_cells(
        rows[rows["resource"] == BED],
        BED,
        resource=WARD_BED,
        label="Kurzzeitbett einer eigenen Station",
        capacity_rule="erlang_b",
        source="Erlang B: höchstens 5 % Abweisung; Kosten: Annahme",
    )
    return pd.concat([rows, ward], ignore_index=True)


def _production() -> pd.DataFrame:
    """A bed of a ward that is always taken gives 365 bed-days, and Erlang B says how many can be taken."""
    ward = table(
        "resource service productivity source",
        (WARD_BED, "short_stay", 365.0, "365 Tage je Bett; die Auslastung folgt aus Erlang B"),
    )
    return pd.concat([default_table("Production", "de"), ward], ignore_index=True)


def _staffing() -> pd.DataFrame:
    staff = default_table("Staffing", "de")
    return pd.concat([staff, with_cells(staff[staff["resource"] == BED], BED, resource=WARD_BED)], ignore_index=True)


def _sizes() -> pd.DataFrame:
    """Wards that a planner would build."""
    return table("resource units", *((WARD_BED, beds) for beds in WARDS))


def _types() -> pd.DataFrame:
    """All supplied care models; branch practices belong to a practice, buildings last, teams attract."""
    types = default_table("Types", "de")
    built, teams = types["type"].isin(BUILDINGS), types["type"].isin(TEAMS)
    types = types.assign(is_team=teams.map({True: "yes", False: "no"}), lifetime=None)
    types.loc[built, "lifetime"] = LIFE_OF_BUILDINGS
    hosts = "practice_cluster, mvz_municipal, pvz, ipvz"
    return with_cells(types, "branch_practice", host_types=hosts, host_minutes=45.0)


def _type_resources() -> pd.DataFrame:
    """The supplied sizes, with wards in the centres; a hospital that becomes one may keep its beds.

    Municipal medical care centres may employ community health nurses besides.
    """
    rows = default_table("TypeResources", "de")
    wards = rows["type"].isin(WITH_WARDS) & (rows["resource"] == BED)
    rows.loc[wards, "resource"] = WARD_BED
    more = table(
        "type resource minimum maximum",
        ("mvz_municipal", "chn", 0.0, 2.0),
        *((kind, BED, 0.0, MOST_BEDS_KEPT) for kind in ("igz", "sve")),
    )
    return pd.concat([rows, more], ignore_index=True)


def _revenue() -> pd.DataFrame:
    """Lump sums for being there, fees for work, capitation for people who are looked after; all assumptions."""
    return table(
        "type service basis amount payer source",
        ("sve", None, "site", 250_000.0, "GKV", "Annahme: Vorhaltepauschale"),
        ("inz", None, "site", 150_000.0, "GKV", "Annahme: Vorhaltepauschale"),
        ("ipvz_tele", None, "site", 120_000.0, "GKV", "Annahme: Vorhaltepauschale"),
        ("sve", "short_stay", "unit", 250.0, "GKV", "Annahme: Tagessatz nach § 6c KHEntgG"),
        ("igz", "short_stay", "unit", 200.0, "GKV", "Annahme: Tagessatz im Modellvorhaben"),
        ("rgz", "short_stay", "unit", 200.0, "GKV", "Annahme: Tagessatz im Modellvorhaben"),
        ("pvz", "gp_care", "resident", 12.0, "GKV", "Annahme: Kopfpauschale"),
        ("ipvz", "gp_care", "resident", 12.0, "GKV", "Annahme: Kopfpauschale"),
    )
