"""The supplied care models and what the law asks of them, each with and without its rule.

A county of two places of 1,045 residents, 20 minutes apart, who need 10 contacts with a GP a year: a seat for each.
The practice ``doc`` stands ``here`` with one seat; whether ``there`` is served depends on the care model that may open.
Types, sizes, resources and their costs are the supplied ones.
"""

from __future__ import annotations

import pandas as pd
import pytest

from instances.defaults import default_table
from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of, units
from tests.planning_model.worlds import Frames, table, with_cells, with_rows

HEADS = 1045
RATES = ("rate_0_17", "rate_18_64", "rate_65_74", "rate_75_plus")
PLACES = ("here", "there")
GOALS = table(
    "goal measure weight", ("unmet", "unmet_need", 1.0), ("sites", "open_sites", 1.0), ("cost", "public_cost", 1)
)
"""A site or a million EUR weighs as one resident unserved, so that nothing is built that nobody needs."""


def services(**rates: float) -> pd.DataFrame:
    """Services with one rate for every age; nobody drives 20 minutes to a doctor or a nurse, but to a hospital."""
    limits = {"gp_care": 15.0, "community_nursing": 15.0, "advice": 15.0}
    rows = [(name, "units", *[rate] * 4, limits.get(name, 30.0)) for name, rate in rates.items()]
    return table(f"service unit {' '.join(RATES)} limit_minutes", *rows)


def county(*sites: dict[str, object], **sheets: pd.DataFrame) -> Frames:
    """The county with more sites, all of them ``there`` and candidates if they do not say otherwise."""
    first = {"site": "doc", "place": "here", "status": "existing", "present_type": "practice_cluster"}
    others = [{"place": "there", "status": "candidate"} | site for site in sites]
    ways = [
        (place, site["site"], 5.0 if place == site["place"] else 20.0) for place in PLACES for site in [first, *others]
    ]
    return {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.0)),
        "Periods": table("period first_year years", ("t1", 2030, 1)),
        "Areas": table("area general_ratio", ("A", float(HEADS))),
        "Places": table(
            "place area lat lon residents deprivation",
            ("here", "A", 50.0, 7.0, HEADS, 0.2),
            ("there", "A", 50.2, 7.0, HEADS, 0.7),
        ),
        "Services": services(gp_care=10.0),
        "Sites": pd.DataFrame([first, *others]),
        "Existing": table("site resource units", ("doc", "gp_seat", 1.0)),
        "Pots": table("pot budget", ("fund", 100.0)),
        "Rules": table("rule kind grouping value strictness weight", ("none", "count_min", "state", 0.0, "soft", 0.0)),
        "Goals": GOALS,
        "TravelTimes": table("place site minutes", *ways),
        **sheets,
    }


def rules(*rows: dict[str, object]) -> pd.DataFrame:
    """Hard rules on foundings."""
    return pd.DataFrame([{"rule": f"r{number}", "strictness": "hard"} | row for number, row in enumerate(rows)])


def unserved(world: Frames, service: str) -> float:
    """Residents of both places who lack the service."""
    unmet = plan_of(world).unmet
    return float(unmet.loc[unmet["service"] == service, "share"].sum()) * HEADS


# ------------------------------------------------------------------------------------------------ hospitals and beds

WARD = {"site": "ward", "status": "existing", "present_type": "hospital"}
TEN_BEDS = table("site resource units", ("doc", "gp_seat", 1.0), ("ward", "short_stay_bed", 10.0))


@pytest.mark.parametrize("plus", [True, False])
def test_hospital_plus_takes_gp_seats_under_its_roof(plus: bool) -> None:
    """Converting costs 0.5 million EUR, and the ten beds stay."""
    ward = WARD | ({"may_convert": "yes", "allowed_types": "hospital_plus"} if plus else {})
    needs = services(gp_care=10.0, short_stay=1.0)
    plan = plan_of(county(ward, Services=needs, Existing=TEN_BEDS))
    assert open_sites(plan)["ward"] == ("hospital_plus" if plus else "hospital")
    assert (units(plan, "ward", "gp_seat"), units(plan, "ward", "short_stay_bed")) == (1.0 if plus else 0.0, 10.0)
    assert goal(plan) == pytest.approx(0 if plus else HEADS)
    paid = plan.funding.groupby("category")["amount"].sum()
    assert paid.get("setup", 0.0) == pytest.approx(0.5 if plus else 0.0)


@pytest.mark.parametrize(("kind", "bays", "emergencies"), [("rgz", 0, 2 * HEADS), ("igz", 1, 0)])
def test_regional_centre_has_25_beds_at_most_and_no_emergency_care(kind: str, bays: int, emergencies: float) -> None:
    """30 beds would be needed; the comprehensive centre has as many, and a bay besides."""
    needs = services(gp_care=10.0, short_stay=30 * 255 / (2 * HEADS), emergency=0.2)
    world = county({"site": "new", "allowed_types": kind}, Services=needs)
    plan = plan_of(world)
    assert units(plan, "new", "short_stay_bed") == 25
    assert units(plan, "new", "emergency_bay") == bays
    assert unserved(world, "emergency") == pytest.approx(emergencies)


@pytest.mark.parametrize(("excludes", "own", "opens"), [("", 0.0, True), ("land", 0.0, False), ("land", 0.8, True)])
def test_grant_for_a_regional_centre_pays_nine_tenths_and_excludes_the_land(
    excludes: str, own: float, opens: bool
) -> None:
    """4.4 million EUR at least: Land and carrier have too little for it, but either has enough for a tenth."""
    world = county(
        {"site": "new", "allowed_types": "rgz"},
        Services=services(gp_care=10.0, short_stay=1.0),
        Pots=table("pot budget", ("grant", 100.0), ("land", 3.5), ("own", own)),
        PotRules=table("pot type max_share excludes_pot", ("grant", "rgz", 0.9, excludes), ("own", "rgz", 1.0, "")),
    )
    plan = plan_of(world)
    assert ("new" in open_sites(plan)) == opens
    paid = plan.funding.groupby("pot")["amount"].sum()
    assert paid.get("grant", 0.0) <= 0.9 * paid.sum() + 1e-9
    assert not (excludes and opens) or set(paid[paid > 1e-9].index) == {"grant", "own"}


@pytest.mark.parametrize(("basis", "kind", "beds"), [("§ 115g SGB V", "sve", 12), ("", "hospital", 10)])
def test_cross_sector_facility_and_new_beds_need_a_legal_basis(basis: str, kind: str, beds: int) -> None:
    """Twelve beds and a GP are needed; only where the Land designates the hospital may it become an SVE and add."""
    ward = WARD | {"may_convert": "yes", "allowed_types": "sve", "legal_basis": basis}
    world = county(
        ward,
        Services=services(gp_care=10.0, short_stay=12 * 255 / (2 * HEADS)),
        Existing=TEN_BEDS,
        Rules=rules(
            {"kind": "founding_legal_basis", "type": "sve", "parameter": "§ 115g SGB V"},
            {"kind": "resource_legal_basis", "resource": "short_stay_bed", "parameter": "§ 115g SGB V"},
        ),
    )
    plan = plan_of(world)
    assert open_sites(plan)["ward"] == kind
    assert units(plan, "ward", "short_stay_bed") == beds
    assert units(plan, "ward", "gp_seat") == (1 if basis else 0)


@pytest.mark.parametrize(("land", "carrier", "opens"), [(0.375, 0.375, True), (0.37, 0.375, False), (1.0, 0.37, True)])
def test_transformation_fund_pays_half_of_a_conversion_if_the_land_pays_a_quarter(
    land: float, carrier: float, opens: bool
) -> None:
    """Turning the hospital into an SVE costs 1.5 million EUR; what goes on is paid for by others."""
    world = county(
        WARD | {"may_convert": "yes", "allowed_types": "sve"},
        Existing=TEN_BEDS,
        Pots=table("pot budget", ("tf", 0.75), ("land", land), ("carrier", carrier), ("rest", 100.0)),
        PotRules=table(
            "pot type category max_share match_pot match_share",
            ("tf", "sve", "setup", 0.5, "land", 0.5),
            ("land", "sve", "setup", 1.0, "", None),
            ("carrier", "sve", "setup", 1.0, "", None),
            *(("rest", "", category, 1.0, "", None) for category in ("investment", "running", "staff")),
        ),
    )
    assert open_sites(plan_of(world))["ward"] == ("sve" if opens else "hospital")


def test_beds_need_doctors_who_do_their_rounds() -> None:
    """A stay is ten bed-days and five contacts with a doctor: beds without a doctor in reach look after nobody."""
    pathway = table(
        "service component quantity linked_share", ("stay", "short_stay", 10.0, 0.0), ("stay", "gp_care", 5.0, 1.0)
    )
    ward = {"site": "ward", "allowed_types": "hospital"}
    needs = services(gp_care=0.0, short_stay=0.0, stay=0.1)
    rounds = table("site partner", ("ward", "doc"))
    without = county(ward, Services=needs, Pathways=pathway)
    assert goal(plan_of(without)) == pytest.approx(2 * HEADS)
    plan = plan_of(without | {"Links": rounds})
    assert goal(plan) == pytest.approx(0)
    assert plan.remote["amount"].sum() == pytest.approx(2 * HEADS * 0.1 * 5)


# ------------------------------------------------------------------------------------------- regional budget


@pytest.mark.parametrize(
    ("pots", "pot_rules", "opens"),
    [
        (table("pot budget", ("set-up", 0.5), ("upkeep", 1.0)), True, False),
        (table("pot budget grouping group needs_type", ("region", 1.5, "area", "A", "management_unit")), False, True),
        (table("pot budget grouping group needs_type", ("region", 1.4, "area", "A", "management_unit")), False, False),
    ],
)
def test_regional_budget_is_not_ring_fenced_but_needs_its_management_unit(
    pots: pd.DataFrame, pot_rules: bool, opens: bool
) -> None:
    """The MVZ costs 0.6 million EUR to found and 0.4775 besides, the unit 0.1 and 0.25; 1.5 are there in all."""
    fenced = table(
        "pot category", ("set-up", "setup"), *[("upkeep", name) for name in ("investment", "running", "staff")]
    )
    world = county(
        {"site": "new", "allowed_types": "mvz_municipal"},
        {"site": "office", "place": "here", "allowed_types": "management_unit"},
        Pots=pots,
    )
    plan = plan_of(world | ({"PotRules": fenced} if pot_rules else {}))
    assert ({"new", "office"} <= set(open_sites(plan))) == opens
    assert goal(plan) == pytest.approx(0 if opens else HEADS)


# ------------------------------------------------------------------------- integrated primary care centres


def integrated(kind: str, threshold: float = 0.75, doctors: float = 0.0, partners: int = 0) -> Frames:
    """An IPVZ may open where the supply ratio is below a threshold; it is 50 %. No doctor is to be had but by luck."""
    second = {"site": "doc2", "place": "here", "status": "existing", "present_type": "practice_cluster"}
    return county(
        {"site": "new", "allowed_types": kind},
        second,
        Services=services(gp_care=10.0, community_nursing=1.0),
        Existing=table("site resource units", ("doc", "gp_seat", 0.5), ("doc2", "gp_seat", 0.5)),
        LabourPools=table("grouping group profession available recruitable", ("state", "", "gp", 1.0, doctors)),
        Links=table("site partner", ("new", "doc"), ("new", "doc2")).head(partners),
        Pathways=table("service component quantity linked_share", ("gp_care", "gp_care", 1.0, 0.9)),
        Rules=rules({"kind": "founding_need", "type": kind, "grouping": "area", "value": threshold}),
    )


@pytest.mark.parametrize(
    ("kind", "doctors", "partners", "opens"),
    [
        ("ipvz", 1.0, 0, True),
        ("ipvz", 0.0, 2, False),
        ("ipvz_tele", 0.0, 1, True),
        ("ipvz_tele", 1.0, 0, False),
        ("ipvz_virtual", 0.0, 2, True),
        ("ipvz_virtual", 0.0, 1, False),
    ],
)
def test_integrated_centre_has_a_seat_or_links_in_its_place(
    kind: str, doctors: float, partners: int, opens: bool
) -> None:
    plan = plan_of(integrated(kind, doctors=doctors, partners=partners))
    assert ("new" in open_sites(plan)) == opens
    if opens:
        assert (units(plan, "new", "gp_seat") > 0) == (kind == "ipvz")
        assert len(plan.links) >= {"ipvz": 0, "ipvz_tele": 1, "ipvz_virtual": 2}[kind]
        assert plan.flows.query("site == 'new' and service == 'gp_care'")["share"].sum() > 0


@pytest.mark.parametrize(("kind", "doctors"), [("ipvz", 1.0), ("ipvz_tele", 0.0), ("ipvz_virtual", 0.0)])
def test_integrated_centre_is_founded_only_where_care_is_short(kind: str, doctors: float) -> None:
    """Half of the seats needed are there, which is not below half."""
    world = integrated(kind, threshold=0.5, doctors=doctors, partners=2)
    assert "new" not in open_sites(plan_of(world))


# --------------------------------------------------------------------------------------------- kiosks and advice


@pytest.mark.parametrize(("threshold", "opens"), [(0.7, True), (0.8, False)])
def test_kiosk_opens_where_people_are_deprived_and_does_no_gp_work(threshold: float, opens: bool) -> None:
    """Deprivation is 0.7 there. Its nurses serve who needs nursing, and nobody who needs a doctor."""
    world = county(
        {"site": "new", "allowed_types": "kiosk"},
        Services=services(gp_care=10.0, community_nursing=1.0),
        Rules=rules({"kind": "founding_deprivation", "type": "kiosk", "value": threshold}),
    )
    assert ("new" in open_sites(plan_of(world))) == opens
    assert unserved(world, "gp_care") == pytest.approx(HEADS)
    assert unserved(world, "community_nursing") == pytest.approx(HEADS if opens else 2 * HEADS)


def test_nurses_without_a_doctor_to_guide_them_are_no_gp_in_reach() -> None:
    """They could do a share of a doctor's work; a kiosk has no doctor, and neither has a partner of it."""
    reach = {"kind": "reach_share", "service": "gp_care", "grouping": "state", "minutes": 15.0, "value": 0.5}
    kiosk = {"site": "new", "status": "fixed", "allowed_types": "kiosk"}
    world = county(kiosk, Services=services(gp_care=10.0, community_nursing=1.0), Rules=rules(reach))
    assert plan_of(world).rules["achieved"].tolist() == [0.5]
    guided = plan_of(world | {"Links": table("site partner", ("new", "doc"))})
    assert guided.rules["achieved"].tolist() == [1.0]


@pytest.mark.parametrize("kind", ["kiosk", "care_advice_centre"])
def test_advice_is_a_row_of_its_own_and_saves_in_the_house_of_a_centre(kind: str) -> None:
    """An advice service and an adviser are rows that a planner adds; cost falls where a centre is in the same house."""
    together, apart = advised(kind, "town hall"), advised(kind, "elsewhere")
    assert unserved(together, "advice") == unserved(apart, "advice") == pytest.approx(HEADS)
    both = plan_of(together), plan_of(apart)
    assert [units(plan, "new", "adviser") for plan in both] == [0.5, 0.5]
    assert running(both[1]) - running(both[0]) == pytest.approx({"kiosk": 0.03, "care_advice_centre": 0.02}[kind])


def running(plan: Plan) -> float:
    """Million EUR for running all sites, without staff."""
    return float(plan.funding.loc[plan.funding["category"] == "running", "amount"].sum())


def advised(kind: str, house: str) -> Frames:
    """Advice at a site that stands in the house of an IPVZ, or elsewhere."""
    adviser = {"resource": "adviser", "unit": "FTE", "step": 0.5}
    return county(
        {"site": "centre", "status": "fixed", "allowed_types": "ipvz", "house": "town hall"},
        {"site": "new", "allowed_types": kind, "house": house},
        Services=services(gp_care=10.0, advice=0.5),
        Resources=with_rows(default_table("Resources", "en"), adviser),
        Production=with_rows(
            table("resource service productivity", ("gp_seat", "gp_care", 10450.0)),
            {"resource": "adviser", "service": "advice", "productivity": 1580.0},
        ),
        TypeResources=with_rows(
            default_table("TypeResources", "en"), {"type": kind, "resource": "adviser", "minimum": 0.5, "maximum": 2.0}
        ),
    )


# ---------------------------------------------------------------------------------------------------- emergency care


@pytest.mark.parametrize(
    ("scenario", "level", "house", "opens"),
    [
        (False, "Stufe 1", "clinic", False),
        (True, "Stufe 1", "clinic", True),
        (True, "", "clinic", False),
        (True, "Stufe 1", "town hall", False),
    ],
)
@pytest.mark.parametrize("kind", ["inz", "out_of_hours"])
def test_emergency_centre_stands_in_a_hospital_and_95_percent_reach_it_in_30_minutes(
    kind: str, scenario: bool, level: str, house: str, opens: bool
) -> None:
    """The target of the drafts is a row; the hospital, which is full, has to be of the basic emergency level."""
    reach = {
        "rule": "reach",
        "kind": "reach_share",
        "service": "emergency",
        "grouping": "state",
        "minutes": 30.0,
        "value": 0.95,
        "strictness": "soft",
        "weight": 1.0 if scenario else 0.0,
    }
    basic_level = {"kind": "founding_legal_basis", "type": kind, "parameter": "Stufe 1"}
    world = county(
        WARD | {"house": "clinic"},
        {"site": "new", "allowed_types": kind, "house": house, "legal_basis": level},
        Services=services(gp_care=10.0, emergency=0.2),
        SiteLimits=table("site resource maximum", ("ward", "emergency_bay", 0.0)),
        Rules=with_rows(rules(basic_level), reach),
        Goals=table("goal measure weight", ("rules", "shortfalls", 1.0), ("sites", "open_sites", 1.0)),
    )
    plan = plan_of(world)
    assert ("new" in open_sites(plan)) == opens
    achieved = plan.rules.set_index("rule")["achieved"]
    assert achieved["reach"] == pytest.approx(1.0 if opens else 0.0)


# ---------------------------------------------------------------------------------------------------- supply


@pytest.mark.parametrize(("exempt", "more"), [(0.0, 0.0), (0.5, 0.5), (2.0, 1.0)])
def test_exempt_seats_are_admitted_in_a_closed_area(exempt: float, more: float) -> None:
    """By the supplied rules the area is closed at 110 %, which the one seat of today is; the Land may exempt some."""
    closed = 2 * HEADS * 1.1
    world = county(
        {"site": "new", "allowed_types": "branch_practice"},
        Areas=table("area general_ratio exempt_seats", ("A", closed, exempt)),
    )
    del world["Rules"]
    plan = plan_of(world)
    assert plan.modules["units"].sum() == pytest.approx(1 + more)
    assert goal(plan) == pytest.approx(HEADS * (1 - more))


def test_branch_practice_needs_its_main_practice_where_the_row_says_so() -> None:
    """Two cells of the type: a centre within 30 minutes, which may open for it."""
    hub = {"site": "hub", "place": "here", "allowed_types": "pvz"}
    types = with_cells(
        default_table("Types", "en"), "branch_practice", host_types="practice_cluster, pvz", host_minutes=30.0
    )
    branch = {"site": "new", "allowed_types": "branch_practice"}
    world = county(branch, hub, Types=types)
    assert "new" in open_sites(plan_of(world))  # at the practice of today
    far = with_cells(world["Types"], "branch_practice", host_types="pvz")
    assert set(open_sites(plan_of(world | {"Types": far}))) == {"doc", "hub", "new"}
    none = with_cells(world["Sites"], "hub", status="excluded")
    assert "new" not in open_sites(plan_of(world | {"Types": far, "Sites": none}))
