"""A district over eight years: doctors retire in a wave, houses are shared, and a hospital stands beyond the border.

3,000 residents need 3 seats, and the floor asks for 0.75 of them. Of the three doctors of ``town`` two and a half are
left in 2029, one in 2031 and half of one in 2033: the wave. The centre ``ipvz`` may replace them.
"""

from __future__ import annotations

import pytest

from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of, units
from tests.planning_model.worlds import Frames, table, with_cells, with_rows

PERIODS = {"t1": 2027, "t2": 2029, "t3": 2031, "t4": 2033}
LEFT = {"t1": 3.0, "t2": 2.5, "t3": 1.0, "t4": 0.5}
NEEDED, FLOOR = 3.0, 0.75
NO_SUCCESSORS = ("successors", "resource_legal_basis", "state", "", "seat", None, "§ 95", "hard", 1.0)
"""Nobody takes over a single practice: seats are added only in a centre."""


def district(lead_time: float = 3.0, **ipvz: object) -> Frames:
    """The district; ``ipvz`` are other cells of the candidate."""
    rates = (1.0, 1.0, 1.0, 1.0)
    sites = table(
        "site place status allowed_types may_close house legal_basis",
        ("ipvz", "town", "candidate", "ipvz", "yes", "town hall", "§ 95"),
    )
    return {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.03)),
        "Periods": table("period first_year years", *((period, year, 2) for period, year in PERIODS.items())),
        "Areas": table("area general_ratio", ("A", 1000.0)),
        "Places": table(
            "place area lat lon residents", ("town", "A", 50.0, 7.0, 2000), ("village", "A", 50.1, 7.0, 1000)
        ),
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes", ("gp", "contacts", *rates, 30.0)
        ),
        "Resources": table("resource unit step running_cost counting_factor", ("seat", "seats", 0.5, 20_000.0, 1.0)),
        "Production": table("resource service productivity", ("seat", "gp", 1000.0)),
        "Types": table(
            "type setup_cost yearly_cost lead_time minimum_life collects_existing",
            ("practice", 0.0, 0.0, 0.0, None, "yes"),
            ("ipvz", 1_000_000.0, 200_000.0, lead_time, 4.0, ""),
        ),
        "TypeResources": table(
            "type resource minimum maximum", ("practice", "seat", 0.0, 3.0), ("ipvz", "seat", 0.5, 3.0)
        ),
        "Sites": with_cells(sites, "ipvz", **ipvz),
        "Existing": table(
            "place resource period units", ("town", "seat", "", 3.0), *(("town", "seat", *row) for row in LEFT.items())
        ),
        "Professions": table("profession", ("doctor",)),
        "Staffing": table("resource profession fte", ("seat", "doctor", 1.0)),
        "Pots": table("pot budget", ("fund", 5.0)),
        "Rules": table(
            "rule kind grouping group resource value parameter strictness weight",
            ("floor", "supply_floor", "area", "A", "", FLOOR, "", "soft", 1000.0),
            NO_SUCCESSORS,
        ),
        "Goals": table(
            "goal measure weight",
            *[("unmet", "unmet_need", 0.0), ("rules", "shortfalls", 1.0), ("cost", "public_cost", 20.0)],
        ),
    }


def ratios(plan: Plan) -> dict[str, float]:
    """The supply ratio of the area in every period."""
    return dict(plan.rules.query("rule == 'floor'").set_index("period")["achieved"])


def runs(plan: Plan, site: str) -> list[str]:
    return [period for period in PERIODS if site in open_sites(plan, period)]


# -------------------------------------------------------------------------------------------- the wave


def test_without_a_candidate_the_wave_breaks_the_floor() -> None:
    plan = plan_of(district(status="excluded"))
    assert ratios(plan) == pytest.approx({period: seats / NEEDED for period, seats in LEFT.items()})
    assert plan.rules.query("rule == 'floor'").set_index("period")["shortfall"].to_dict() == pytest.approx(
        {"t1": 0.0, "t2": 0.0, "t3": 1.25, "t4": 1.75}
    )


def test_the_wave_is_met_when_it_comes_and_not_at_once() -> None:
    """The centre could open in 2029; it does in 2031, with as many half seats as the floor needs, and grows then."""
    plan = plan_of(district())
    assert runs(plan, "ipvz") == ["t3", "t4"]
    assert min(ratios(plan).values()) >= FLOOR
    assert [units(plan, "ipvz", period=period) for period in PERIODS] == [0.0, 0.0, 1.5, 2.0]
    assert plan.rules["shortfall"].sum() == pytest.approx(0)


def test_opening_at_once_costs_more() -> None:
    """Two years more to run, set up at 3 % a year more, and nothing better for anybody."""
    early, in_time = plan_of(district(status="fixed")), plan_of(district())
    assert runs(early, "ipvz") == ["t2", "t3", "t4"]
    two_years = 2 * (0.2 + 0.5 * 0.02) * (1.03**-3 + 1.03**-4) / 2
    dearer = two_years + 1.0 * (1.03**-3 - 1.03**-5)
    assert goal(early, "cost") - goal(in_time, "cost") == pytest.approx(dearer)
    assert goal(early, "rules") == goal(in_time, "rules") == pytest.approx(0)


@pytest.mark.parametrize(("lead_time", "first"), [(5.0, "t3"), (6.0, "t4"), (7.0, "t4")])
def test_only_lead_time_excuses_a_supply_below_the_floor(lead_time: float, first: str) -> None:
    plan = plan_of(district(lead_time))
    assert runs(plan, "ipvz")[0] == first
    for period, ratio in ratios(plan).items():
        forbidden = 2026 + lead_time > PERIODS[period]
        assert ratio == pytest.approx(LEFT[period] / NEEDED) if forbidden else ratio >= FLOOR


@pytest.mark.parametrize(("life", "periods"), [(2.0, ["t3"]), (4.0, ["t3", "t4"])])
def test_a_centre_for_one_wave_runs_for_its_minimum_life(life: float, periods: list[str]) -> None:
    """The wave comes at once, and in the last years nobody needs a doctor: two years would do, four may be asked."""
    world = district()
    no_need = [(place, "gp", "t4", 0.0) for place in ("town", "village")]
    plan = plan_of(
        world
        | {
            "Types": with_cells(world["Types"], "ipvz", minimum_life=life),
            "Demand": table("place service period amount", *no_need),
            "Existing": world["Existing"].assign(units=[3.0, 3.0, 3.0, 1.0, 0.5]),
            "Rules": world["Rules"].iloc[1:],
            "Goals": with_cells(world["Goals"], "unmet", weight=0.2),
        }
    )
    assert runs(plan, "ipvz") == periods


# ------------------------------------------------------------------------------------- houses and the border


def with_houses(**houses: str) -> Frames:
    """The district with a hospital, emergency centres (INZ) that stand in one, and kiosks in an IPVZ, which save."""
    world = district()
    new = {"status": "candidate", "place": "town"}
    return world | {
        "Services": with_rows(
            world["Services"],
            *(
                {"service": name, "unit": "cases", "limit_minutes": 30.0}
                | dict.fromkeys(("rate_0_17", "rate_18_64", "rate_65_74", "rate_75_plus"), 0.1)
                for name in ("emergency", "advice")
            ),
        ),
        "Resources": with_rows(
            world["Resources"], *({"resource": name, "unit": "FTE", "step": 1.0} for name in ("bay", "adviser"))
        ),
        "Production": with_rows(
            world["Production"],
            {"resource": "bay", "service": "emergency", "productivity": 500.0},
            {"resource": "adviser", "service": "advice", "productivity": 500.0},
        ),
        "Types": with_rows(
            world["Types"],
            {"type": "hospital"},
            {"type": "inz", "yearly_cost": 300_000.0, "host_types": "hospital", "host_minutes": 0.0},
            {"type": "kiosk", "yearly_cost": 100_000.0, "host_types": "ipvz", "host_minutes": 0.0}
            | {"host_saving": 60_000.0},
        ),
        "TypeResources": with_rows(
            world["TypeResources"],
            {"type": "hospital", "resource": "bay", "minimum": 0.0, "maximum": 0.0},
            {"type": "inz", "resource": "bay", "minimum": 1.0, "maximum": 1.0},
            {"type": "kiosk", "resource": "adviser", "minimum": 1.0, "maximum": 1.0},
        ),
        "Sites": with_rows(
            world["Sites"].assign(present_type=None),
            {"site": "ward", "place": "town", "status": "existing", "present_type": "hospital", "house": "clinic"},
            {"site": "inz", **new, "allowed_types": "inz", "house": houses.get("inz", "clinic")},
            {"site": "kiosk", **new, "allowed_types": "kiosk", "house": houses.get("kiosk", "town hall")},
        ),
        "Staffing": with_rows(
            world["Staffing"],
            *({"resource": name, "profession": "doctor", "fte": 0.0} for name in ("bay", "adviser")),
        ),
        "PotRules": table("pot type category", ("fund", "kiosk", "running"), ("fund", "inz", "running")),
        "Goals": with_cells(world["Goals"], "unmet", weight=1.0),
    }


def running_cost(plan: Plan, kind: str) -> dict[str, float]:
    rows = plan.funding.query("type == @kind and category == 'running'")
    return rows.groupby("period")["amount"].sum().to_dict()


def test_an_emergency_centre_and_a_kiosk_share_houses_with_their_hosts() -> None:
    """The INZ opens beside the ward at once; the kiosk waits for the centre in whose house it stands, and saves."""
    plan = plan_of(with_houses())
    assert runs(plan, "inz") == list(PERIODS)
    assert runs(plan, "kiosk") == runs(plan, "ipvz")
    assert running_cost(plan, "inz") == pytest.approx(dict.fromkeys(PERIODS, 2 * 0.3))
    assert running_cost(plan, "kiosk") == pytest.approx(dict.fromkeys(runs(plan, "ipvz"), 2 * (0.1 - 0.06)))


def test_in_other_houses_neither_opens() -> None:
    plan = plan_of(with_houses(inz="town hall", kiosk="clinic"))
    assert (runs(plan, "inz"), runs(plan, "kiosk")) == ([], [])


@pytest.mark.parametrize(("share", "served"), [(0.0, 0.0), (0.5, 1.0), (0.25, 0.5), (1.0, 1.0)])
def test_a_hospital_beyond_the_border_serves_as_far_as_it_is_open(share: float, served: float) -> None:
    """500 people at the edge, an hour away, have 50 emergencies a year; the fifth of a bay abroad could take 100."""
    world = with_houses()
    abroad = {"site": "abroad", "place": "edge", "status": "outside", "present_type": "hospital", "open_share": share}
    plan = plan_of(
        world
        | {
            "Areas": table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
            "Places": with_rows(
                world["Places"], {"place": "edge", "area": "B", "lat": 50.5, "lon": 7.0, "residents": 500}
            ),
            "Demand": table("place service amount", ("edge", "gp", 0.0), ("edge", "advice", 0.0)),
            "Sites": with_rows(world["Sites"], abroad),
            "Existing": with_rows(world["Existing"], {"site": "abroad", "resource": "bay", "units": 0.2}),
        }
    )
    flows = plan.flows.query("place == 'edge'").groupby("period")["share"].sum().reindex(list(PERIODS), fill_value=0.0)
    assert flows.to_dict() == pytest.approx(dict.fromkeys(PERIODS, served))
    assert set(plan.flows.query("place == 'edge'")["site"]) <= {"abroad"}
    assert runs(plan, "abroad") == list(PERIODS)
    assert "abroad" not in set(plan.sites.loc[plan.sites["change"] != "none", "site"])
