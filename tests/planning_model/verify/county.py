"""A county of two places that uses nearly every sheet, with one hard rule of every kind, named like its kind.

``here`` (area A, a town) has the practice ``doc``, ``there`` (area B, deprived) the hospital ``ward``. The plan opens
the centre ``new`` in the hospital's house, and the post ``sure``, where the doctor works from afar. The hospital
``abroad`` is half open to the county. Everything that a founding rule forbids stands at ``bad``.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from instances.instance import Instance
from planning_model.plan import Plan
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import Frames, instance_of, table

FIRST, LAST = "t1", "t2"


def county() -> Frames:
    """The workbook of the county, sheet by sheet."""
    return _people() | _care() | _sites() | _money() | _wanted()


@cache
def county_instance() -> Instance:
    """The county as an instance."""
    return instance_of(county())


@cache
def county_plan() -> Plan:
    """An optimal plan of the county, which the verifier finds nothing wrong with."""
    return plan_of(county_instance())


def _people() -> Frames:
    rates = (1.0, 1.0, 1.0, 1.0)
    return {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.02)),
        "Periods": table("period first_year years", (FIRST, 2027, 1), (LAST, 2028, 2)),
        "Areas": table("area general_ratio rurality", ("A", 1000.0, "urban"), ("B", 1000.0, "rural")),
        "Places": table(
            "place area lat lon residents deprivation",
            ("here", "A", 50.0, 7.0, 1000, 0.1),
            ("there", "B", 50.2, 7.0, 1000, 0.9),
        ),
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes assignment",
            ("gp", "contacts", *rates, 30.0, ""),
            ("advice", "hours", *(0.1 * rate for rate in rates), 30.0, "single"),
            ("stay", "bed-days", *rates, 30.0, "closest"),
            ("lung", "occasions", *(0.01 * rate for rate in rates), 30.0, ""),
        ),
        "Demand": table("place service amount", ("here", "lung", 0.0)),
        "Pathways": table(
            "service component quantity linked_share",
            ("gp", "gp", 1.0, 0.7),
            ("lung", "gp", 4.0, 0.0),
            ("lung", "advice", 6.0, 0.0),
        ),
    }


def _care() -> Frames:
    return {
        "Resources": table(
            "resource unit step investment running_cost counting_factor partner_share capacity_rule target",
            ("seat", "seats", 0.5, 100_000.0, 20_000.0, 1.0, 0.5, "", None),
            ("nurse", "FTE", 1.0, 10_000.0, 5_000.0, 0.0, None, "", None),
            ("bed", "beds", 1.0, 0.0, 0.0, 0.0, None, "erlang_b", 0.2),
        ),
        "Production": table(
            "resource service productivity max_share supervision supervised_by",
            ("seat", "gp", 1000.0, None, None, ""),
            ("nurse", "gp", 1000.0, 0.3, 0.1, "seat"),
            ("nurse", "advice", 1000.0, None, None, ""),
            ("bed", "stay", 365.0, None, None, ""),
        ),
        "Types": table(
            "type setup_cost yearly_cost lead_time minimum_life links_needed host_types host_minutes host_saving",
            ("practice", 0.0, 0.0, 0.0, None, None, "", None, None),
            ("hospital", 0.0, 0.0, 0.0, None, None, "", None, None),
            ("centre", 500_000.0, 100_000.0, 0.0, 3.0, None, "hospital", 0.0, 40_000.0),
            ("clinic", 900_000.0, 80_000.0, 2.0, None, None, "", None, None),
            ("post", 100_000.0, 10_000.0, 0.0, None, 1, "", None, None),
        ),
        "TypeResources": table(
            "type resource minimum maximum",
            ("practice", "seat", 0.0, 2.0),
            ("hospital", "bed", 0.0, 12.0),
            ("hospital", "seat", 0.0, 1.0),
            ("centre", "seat", 0.5, 1.0),
            ("centre", "nurse", 1.0, 2.0),
            ("clinic", "seat", 1.0, 4.0),
            ("post", "nurse", 1.0, 1.0),
        ),
        "Professions": table("profession staff_cost", ("doctor", 100_000.0), ("carer", 50_000.0)),
        "Staffing": table("resource profession fte", ("seat", "doctor", 1.0), ("nurse", "carer", 1.0)),
        "LabourPools": table(
            "grouping group profession available recruitable recruit_cost",
            ("area", "A", "doctor", 1.5, 0.0, 0.0),
            ("state", "", "carer", 1.0, 2.0, 10_000.0),
        ),
    }


def _sites() -> Frames:
    return {
        "Sites": table(
            "site place status present_type allowed_types may_close may_convert carrier legal_basis house open_share",
            ("doc", "here", "existing", "practice", "", "", "", "medical", "", "", None),
            ("ward", "there", "existing", "hospital", "", "", "", "municipal", "", "H", None),
            ("new", "there", "candidate", "", "centre, clinic", "", "", "municipal", "§ 95", "H", None),
            ("sure", "there", "fixed", "", "post", "", "", "municipal", "§ 95", "", None),
            ("bad", "here", "candidate", "", "centre, clinic", "", "", "private", "", "", None),
            ("gone", "here", "excluded", "", "centre", "", "", "private", "", "", None),
            ("abroad", "there", "outside", "practice", "", "", "", "", "", "", 0.5),
        ),
        "Existing": table(
            "site resource units",
            ("doc", "seat", 1.0),
            ("ward", "bed", 8.0),
            ("ward", "seat", 0.5),
            ("abroad", "seat", 0.5),
        ),
        "Links": table("site partner yearly_cost", ("sure", "doc", 1_000.0), ("new", "ward", 0.0)),
        "Consents": table("site actor answer", ("bad", "KV", "refused")),
        "SiteLimits": table("site resource maximum", ("bad", "seat", 1.0)),
        "TravelTimes": table(
            "place site minutes",
            *[("here", "doc", 5.0), ("here", "new", 20.0), ("here", "bad", 5.0), ("here", "ward", 20.0)],
            *[("here", "sure", 20.0), ("here", "abroad", 40.0), ("here", "gone", 5.0)],
            *[("there", "doc", 20.0), ("there", "new", 5.0), ("there", "bad", 20.0), ("there", "ward", 5.0)],
            *[("there", "sure", 6.0), ("there", "abroad", 25.0), ("there", "gone", 20.0)],
        ),
    }


def _money() -> Frames:
    return {
        "Pots": table(
            "pot budget grouping group needs_type",
            ("town", 3.0, "", "", ""),
            ("land", 0.2, "", "", ""),
            ("region", 0.5, "area", "B", "post"),
        ),
        "PotRules": table(
            "pot category carrier max_share min_share match_pot match_share excludes_pot",
            ("town", "", "", 1.0, 0.1, "", None, ""),
            ("land", "setup", "municipal", 0.2, 0.0, "town", 0.25, "region"),
            ("region", "staff", "", 0.5, 0.0, "", None, ""),
        ),
        "Revenue": table("type service basis amount", ("centre", "", "site", 30_000.0), ("", "gp", "unit", 5.0)),
    }


def _wanted() -> Frames:
    columns = "rule kind service type resource grouping minutes value parameter strictness"
    rows: list[tuple[object, ...]] = [
        ("reach_share", "gp", "", "", "state", 10.0, 1.0, ""),
        ("backup_share", "gp", "", "", "state", 30.0, 1.0, ""),
        ("served_share", "gp", "", "", "state", 30.0, 0.9, ""),
        ("supply_floor", "", "", "", "area", None, 0.5, ""),
        ("supply_cap", "", "", "", "area", None, 1.5, ""),
        ("functional_floor", "", "", "", "area", None, 0.6, ""),
        ("count_min", "", "centre", "", "state", None, 1.0, ""),
        ("count_max", "", "centre", "", "state", None, 1.0, ""),
        ("founding_need", "", "centre", "", "area", None, 0.9, ""),
        ("founding_deprivation", "", "centre", "", "area", None, 0.5, ""),
        ("founding_rurality", "", "centre", "", "area", None, None, "rural"),
        ("founding_carrier", "", "centre", "", "area", None, None, "municipal"),
        ("founding_legal_basis", "", "centre", "", "area", None, None, "§ 95"),
        ("resource_legal_basis", "", "", "nurse", "state", None, None, "§ 95"),
        ("consent", "", "centre", "", "state", None, None, "KV"),
    ]
    return {
        "Rules": table(columns, *((row[0], *row, "hard") for row in rows)),
        "Goals": _goals(),
    }


def _goals() -> pd.DataFrame:
    return table(
        "goal measure priority weight",
        *[("unmet", "unmet_need", 1, 1.0), ("rules", "shortfalls", 1, 1.0), ("worst", "worst_area", 1, 1.0)],
        *[("way", "travel_minutes", 2, 0.01), ("cost", "public_cost", 2, 20.0), ("changes", "changes", 2, 1.0)],
        *[("far", "cvar_minutes", 2, 0.1), ("fair", "deprived_unmet", 2, 0.1), ("longest", "longest_minutes", 2, 0.1)],
    )
