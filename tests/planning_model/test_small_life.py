"""How long sites run, and what it costs to end or to convert them, in villages whose optimum follows by hand."""

from __future__ import annotations

import pytest

from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, table, village, with_cells, with_rows

COSTLY = table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", 100.0))
YEARS = table("period first_year years", *[(f"t{n}", 2026 + n, 1) for n in (1, 2, 3, 4)])


def short_need(life: float | None, **sites: object) -> Frames:
    """Four years; ``there`` needs care in the first alone, and the centre, which may close, costs 1 million a year."""
    frames = village()
    none_later = [("there", "gp", f"t{n}", 0.0) for n in (2, 3, 4)]
    return frames | {
        "Periods": YEARS,
        "Demand": table("place service period amount", *none_later),
        "Types": with_cells(frames["Types"], "centre", minimum_life=life, yearly_cost=1e6, setup_cost=0.0),
        "Sites": with_cells(frames["Sites"], "new", may_close="yes", **sites),
        "Goals": COSTLY,
    }


def years_open(plan: Plan) -> list[bool]:
    return ["new" in open_sites(plan, f"t{n}") for n in (1, 2, 3, 4)]


def paid(plan: Plan) -> dict[tuple[str, str], float]:
    """Million EUR by category and period."""
    return plan.funding.groupby(["category", "period"])["amount"].sum().to_dict()


@pytest.mark.parametrize(
    ("life", "years"),
    [(None, 1), (0.0, 1), (1.0, 1), (1.5, 2), (2.0, 2), (3.0, 3), (4.0, 4), (10.0, 4)],
)
def test_what_has_begun_runs_for_its_minimum_life(life: float | None, years: int) -> None:
    """Within the four years that are planned."""
    plan = plan_of(short_need(life))
    if years < 3:
        assert years_open(plan) == [number < years for number in range(4)]
        assert goal(plan) == pytest.approx(0, abs=1e-6)
    # 1,000 residents in one year of four weigh 250, a year of the centre 100
    else:
        assert years_open(plan) == [False] * 4
        assert goal(plan) == pytest.approx(250)


def test_minimum_life_counts_years_and_not_periods() -> None:
    """The second period alone is longer than the three years that the centre has to run."""
    world = short_need(3.0) | {
        "Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2), ("t3", 2030, 1), ("t4", 2031, 1))
    }
    world["Types"] = with_cells(world["Types"], "centre", yearly_cost=1e5)
    assert years_open(plan_of(world)) == [True, True, False, False]


def test_what_stands_today_may_close_at_once() -> None:
    """Its life has begun long ago."""
    frames = short_need(4.0)
    sites = with_cells(frames["Sites"], "doc", status="existing", may_close="yes", present_type="centre")
    plan = plan_of(
        frames
        | {
            "Sites": with_cells(sites, "new", status="excluded"),
            "TypeResources": with_cells(village()["TypeResources"], "centre", maximum=1.0),
            "Goals": table("goal measure weight", ("unmet", "unmet_need", 1.0)),
            "Demand": table("place service amount", ("here", "gp", 0.0), ("there", "gp", 1.0)),
            "Rules": table("rule kind type value strictness", ("none", "count_max", "centre", 0.0, "hard")),
        }
    )
    assert open_sites(plan) == {}


def test_what_has_closed_does_not_become_something_else_later() -> None:
    """In the second year the only doctor goes to a centre; the second doctor of the third year finds nowhere to work.

    The practice could have become a clinic in the third year, but has been closed for a year by then.
    """
    frames = village()
    kinds = with_cells(frames["Types"], "centre", lead_time=2.0)
    sites = with_cells(frames["Sites"], "doc", may_close="yes", may_convert="yes", allowed_types="clinic")
    world = frames | {
        "Periods": YEARS.head(3),
        "Types": with_rows(kinds, {"type": "clinic", "setup_cost": 0.0, "lead_time": 3.0}),
        "TypeResources": table(
            "type resource minimum maximum",
            ("practice", "seat", 0.0, 1.0),
            ("centre", "seat", 1.0, 1.0),
            ("clinic", "seat", 0.5, 1.0),
        ),
        "Sites": with_cells(sites, "new", status="fixed"),
        "LabourPools": table("profession period available", ("doctor", "", 1.0), ("doctor", "t3", 2.0)),
    }
    plan = plan_of(world)
    assert [open_sites(plan, period) for period in ("t1", "t2", "t3")] == [
        {"doc": "practice"},
        {"new": "centre"},
        {"new": "centre"},
    ]
    assert goal(plan) == pytest.approx(1000)


# --------------------------------------------------------------------------------------------------------- closing


@pytest.mark.parametrize(("cost", "years"), [(0.5e6, 1), (2.9e6, 1), (3.1e6, 4)])
def test_closing_is_paid_when_a_site_ceases(cost: float, years: int) -> None:
    """Closing a fixed centre after the first year saves three million in the three others."""
    world = short_need(None)
    world["Types"] = with_cells(world["Types"], "centre", closing_cost=cost)
    world["Goals"] = table("goal measure weight", ("unmet", "unmet_need", 10.0), ("cost", "public_cost", 100.0))
    plan = plan_of(world)
    assert years_open(plan) == [number < years for number in range(4)]
    assert paid(plan).get(("closing", "t2"), 0.0) == pytest.approx(cost / 1e6 if years == 1 else 0.0)
    assert goal(plan, "cost") == pytest.approx(min(1 + cost / 1e6, 4))


def turning(**types: dict[str, float | None]) -> Frames:
    """The practice may become a centre with a second seat; the site ``new`` may not open."""
    frames = village()
    kinds = frames["Types"]
    for name, cells in types.items():
        kinds = with_cells(kinds, name, **cells)
    sites = with_cells(frames["Sites"], "new", status="excluded")
    return frames | {
        "Types": kinds,
        "TypeResources": with_cells(frames["TypeResources"], "centre", maximum=2.0),
        "Sites": with_cells(sites, "doc", may_convert="yes", allowed_types="centre", extra_setup_cost=50_000.0),
        "Goals": COSTLY,
    }


@pytest.mark.parametrize(("cost", "setup"), [(None, 1.05), (0.0, 0.05), (200_000.0, 0.25), (3e6, 3.05)])
def test_conversion_is_paid_instead_of_setting_up(cost: float | None, setup: float) -> None:
    """1,000 residents outweigh all of it."""
    plan = plan_of(turning(centre={"conversion_cost": cost}))
    assert open_sites(plan) == {"doc": "centre"}
    assert paid(plan) == pytest.approx({("setup", "t1"): setup})


def test_conversion_ends_the_present_type() -> None:
    plan = plan_of(turning(centre={"conversion_cost": 0.0}, practice={"closing_cost": 300_000.0}))
    assert paid(plan) == pytest.approx({("setup", "t1"): 0.05, ("closing", "t1"): 0.3})
    dear = plan_of(turning(practice={"closing_cost": 9_500_000.0}))
    assert open_sites(dear) == {"doc": "practice"}


def test_new_site_pays_for_setting_up() -> None:
    world = village() | {"Types": with_cells(village()["Types"], "centre", conversion_cost=1.0)}
    assert paid(plan_of(world)) == pytest.approx({("setup", "t1"): 1.0})


def test_pots_pay_for_closing_by_their_rules() -> None:
    """A fund for closing alone pays half of it, for sites of today, and the town the rest."""
    world = turning(centre={"conversion_cost": 0.0}, practice={"closing_cost": 300_000.0}) | {
        "Pots": table("pot budget", ("fund", 10.0), ("town", 10.0)),
        "PotRules": table("pot category origin max_share", ("fund", "closing", "existing", 0.5)),
        "Goals": table("goal measure weight", ("unmet", "unmet_need", 1.0)),
    }
    poor = with_rows(world["Pots"].iloc[:1], {"pot": "town", "budget": 0.2})
    plan = plan_of(world | {"Pots": poor})
    assert plan.funding.set_index(["pot", "category"])["amount"].to_dict() == pytest.approx(
        {("fund", "closing"): 0.15, ("town", "closing"): 0.15, ("town", "setup"): 0.05}
    )
    assert open_sites(plan_of(world | {"Pots": with_cells(poor, "town", budget=0.19)})) == {"doc": "practice"}
