"""A valley so small that every figure of its report can be worked out on paper."""

from __future__ import annotations

import pandas as pd

from instances.instance import Instance
from planning_model.plan import FRAMES, FUNDING_CLASS, Plan, as_frame, empty_frame
from reports.baseline import baseline

EARLY, LATE = "2027–2028", "2029–2031"
NOBODY = ("",) * len(FUNDING_CLASS.split())

FRAMES_OF_VALLEY = {
    "Settings": pd.DataFrame(
        {
            "parameter": ["state", "base_year", "discount_rate", "data_note", "unmet_minutes"],
            "value": ["Tal", 2026, 0.1, "Erfundene Daten", 90],
        }
    ),
    "Periods": pd.DataFrame({"period": [EARLY, LATE], "first_year": [2027, 2029], "years": [2, 3]}),
    "Areas": pd.DataFrame(
        {
            "area": ["A", "B"],
            "label": ["Oberes Tal", "Unteres Tal"],
            "regional_ratio": [1000, 1000],
            "official_supply_ratio": [0.5, 0.3],
            "rurality": ["rural", "urban"],
        }
    ),
    "Places": pd.DataFrame(
        {
            "place": ["a1", "a2", "b1"],
            "label": ["Ahausen", "Altdorf", "Bergen"],
            "area": ["A", "A", "B"],
            "district": ["K1", "K1", "K2"],
            "lat": [50.0, 50.1, 50.2],
            "lon": [7.0, 7.1, 7.2],
            "residents": [3000, 1000, 2000],
            "deprivation": [0.2, 0.4, 0.8],
        }
    ),
    "Services": pd.DataFrame(
        {
            "service": ["care", "nursing"],
            "label": ["Hausarzt", "Pflege"],
            "unit": ["Kontakte", "Stunden"],
            "rate_0_17": [2, 1],
            "rate_18_64": [2, 1],
            "rate_65_74": [2, 1],
            "rate_75_plus": [2, 1],
            "limit_minutes": [30, 60],
            "unmet_weight": [1, 0.5],
        }
    ),
    "Resources": pd.DataFrame(
        {
            "resource": ["seat", "nurse"],
            "label": ["Sitz", "Pflegekraft"],
            "unit": ["Sitze", "VZÄ"],
            "step": [0.25, 0.5],
            "investment": [100_000, 0],
            "running_cost": [50_000, 10_000],
            "counting_factor": [1, 0],
        }
    ),
    "Production": pd.DataFrame(
        {
            "resource": ["seat", "nurse", "nurse"],
            "service": ["care", "care", "nursing"],
            "productivity": [2000, 1000, 1000],
            "max_share": [1, 0.2, 1],
        }
    ),
    "Types": pd.DataFrame(
        {
            "type": ["practice", "centre"],
            "label": ["Praxis", "Zentrum"],
            "setup_cost": [0, 1_000_000],
            "yearly_cost": [0, 200_000],
            "lead_time": [0, 2],
            "collects_existing": ["yes", "no"],
        }
    ),
    "TypeResources": pd.DataFrame(
        {
            "type": ["practice", "centre", "centre"],
            "resource": ["seat", "seat", "nurse"],
            "minimum": [0, 1, 0],
            "maximum": [10, 5, 5],
        }
    ),
    "Professions": pd.DataFrame(
        {"profession": ["doctor", "nurse"], "label": ["Ärztin", "Pflegerin"], "staff_cost": [100_000, 50_000]}
    ),
    "Staffing": pd.DataFrame({"resource": ["seat", "nurse"], "profession": ["doctor", "nurse"], "fte": [1, 1]}),
    "Sites": pd.DataFrame(
        {
            "site": ["pA", "pB", "cA", "cB"],
            "label": ["Praxis Ahausen", "Praxis Bergen", "Zentrum Altdorf", "Zentrum Bergen"],
            "place": ["a1", "b1", "a2", "b1"],
            "status": ["existing", "existing", "candidate", "candidate"],
            "present_type": ["practice", "practice", "", ""],
            "allowed_types": ["", "", "centre", "centre"],
            "may_close": ["no", "yes", "no", "no"],
            "carrier": ["privat", "privat", "kommunal", "kommunal"],
            "legal_basis": ["", "", "", "§ 95 SGB V"],
        }
    ),
    "Existing": pd.DataFrame({"site": ["pA", "pB"], "resource": ["seat", "seat"], "units": [2.0, 0.5]}),
    "Pots": pd.DataFrame({"pot": ["land", "kasse"], "label": ["Land", "Kasse"], "budget": [0.2, 10.0]}),
    "LabourPools": pd.DataFrame(
        {
            "grouping": ["state"],
            "profession": ["doctor"],
            "available": [3.0],
            "recruitable": [2.0],
            "recruit_cost": [10_000],
        }
    ),
    "Rules": pd.DataFrame(
        {
            "rule": ["floor", "cap", "reach"],
            "label": ["Mindestens 75 %", "Höchstens 110 %", "Hausarzt in 20 Minuten"],
            "kind": ["supply_floor", "supply_cap", "reach_share"],
            "service": ["", "", "care"],
            "grouping": ["area", "area", "area"],
            "minutes": [None, None, 20],
            "value": [0.75, 1.1, 1.0],
            "strictness": ["soft", "hard", "soft"],
            "weight": [500, 1, 0.1],
            "source": ["§ 29 BPL-RL", "", ""],
        }
    ),
    "Goals": pd.DataFrame({"goal": ["unmet"], "label": ["Unversorgt"], "measure": ["unmet_need"], "weight": [1]}),
    "TravelTimes": pd.DataFrame(
        [
            (place, site, minutes)
            for place, row in {"a1": (5, 40, 12, 40), "a2": (10, 50, 2, 45), "b1": (40, 4, 45, 6)}.items()
            for site, minutes in zip(("pA", "pB", "cA", "cB"), row, strict=True)
        ],
        columns=["place", "site", "minutes"],
    ),
}


def valley_instance() -> Instance:
    """Three places, two practices of today, two candidates."""
    return Instance.from_frames(FRAMES_OF_VALLEY, "de")


def valley_plan(instance: Instance) -> Plan:
    """In the second period the centre in Bergen opens with a seat and a nurse, and the practice there closes."""
    frames = {
        "sites": [
            ("pA", EARLY, "practice", "none"),
            ("pA", LATE, "practice", "none"),
            ("pB", EARLY, "practice", "none"),
            ("pB", LATE, "", "closed"),
            ("cA", EARLY, "", "none"),
            ("cA", LATE, "", "none"),
            ("cB", EARLY, "", "none"),
            ("cB", LATE, "centre", "new"),
        ],
        "modules": [
            ("pA", "practice", "seat", EARLY, 2.0, 2.0, 0.0),
            ("pA", "practice", "seat", LATE, 2.0, 2.0, 0.0),
            ("pB", "practice", "seat", EARLY, 0.5, 0.5, 0.0),
            ("cB", "centre", "seat", LATE, 1.0, 0.0, 1.0),
            ("cB", "centre", "nurse", LATE, 1.0, 0.0, 1.0),
        ],
        "flows": [
            *(("a1", "pA", "care", period, 0.5) for period in (EARLY, LATE)),
            *(("a2", "pA", "care", period, 0.5) for period in (EARLY, LATE)),
            ("b1", "pB", "care", EARLY, 0.25),
            ("b1", "cB", "care", LATE, 0.625),
            ("b1", "cB", "nursing", LATE, 0.25),
        ],
        "unmet": [
            *((place, "care", period, 0.5) for place in ("a1", "a2") for period in (EARLY, LATE)),
            ("b1", "care", EARLY, 0.75),
            ("b1", "care", LATE, 0.375),
            *((place, "nursing", EARLY, 1.0) for place in ("a1", "a2", "b1")),
            ("a1", "nursing", LATE, 1.0),
            ("a2", "nursing", LATE, 1.0),
            ("b1", "nursing", LATE, 0.75),
        ],
        "work": [
            ("pA", "practice", "seat", "care", EARLY, 4000.0),
            ("pA", "practice", "seat", "care", LATE, 4000.0),
            ("pB", "practice", "seat", "care", EARLY, 1000.0),
            ("cB", "centre", "seat", "care", LATE, 2000.0),
            ("cB", "centre", "nurse", "care", LATE, 500.0),
            ("cB", "centre", "nurse", "nursing", LATE, 500.0),
        ],
        "funding": [
            ("land", "setup", *NOBODY, LATE, 0.6),
            ("kasse", "setup", *NOBODY, LATE, 0.4),
            ("kasse", "investment", *NOBODY, LATE, 0.1),
            ("kasse", "running", *NOBODY, LATE, 0.78),
            ("kasse", "staff", *NOBODY, LATE, 0.45),
            ("kasse", "recruiting", *NOBODY, LATE, 0.005),
        ],
        "recruits": [("state", "", "doctor", LATE, 0.5)],
        "rules": [
            ("floor", "A", EARLY, 0.75, 0.5, 1.0),
            ("floor", "A", LATE, 0.75, 0.5, 1.0),
            ("floor", "B", EARLY, 0.75, 0.25, 1.0),
            ("floor", "B", LATE, 0.75, 0.5, 0.5),
            *(("cap", "A", period, 1.1, 0.5, 0.0) for period in (EARLY, LATE)),
            ("cap", "B", EARLY, 1.1, 0.25, 0.0),
            ("cap", "B", LATE, 1.1, 0.5, 0.0),
            *(("reach", area, period, 1.0, 1.0, 0.0) for area in "AB" for period in (EARLY, LATE)),
        ],
        "goals": [("unmet", 1.0, 5900.0, 1.0)],
        "levels": [(1.0, 5900.0, 5800.0, 100 / 5900)],
    }
    complete = {name: as_frame(name, frames[name]) if frames.get(name) else empty_frame(name) for name in FRAMES}
    provenance = {"workbook": "tal.xlsx", "created": "2026-11-22T10:15:00+00:00", "seconds": {"solve": 1.5}, "seed": 7}
    plan = Plan(status="time_limit", objective=5900.0, bound=5800.0, gap=100 / 5900, provenance=provenance, **complete)
    return plan.with_baseline(baseline(instance))
