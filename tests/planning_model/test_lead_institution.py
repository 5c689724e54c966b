"""A pathway as a workbook: lung patients treated part by part, or as a whole under the lead of one institution.

Every occasion takes 4 contacts with a doctor, 6 nursing hours and 1.5 bed-days. Part by part, each is done by whoever
is closest and has room; under a lead, one institution near the patient does all of it. Both optima are found once more
by trying every set of openings, with what is left to assign as a linear program written down here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations, product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

import careplan
from planning_model.plan import Plan
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, instance_of, table

OCCASION = {"contacts": 4.0, "hours": 6.0, "days": 1.5}
OCCASIONS_PER_HEAD = 0.1
RESIDENTS = {"west": 900, "mid": 1200, "east": 600}
MINUTES = {
    "west": {"doctor": 5.0, "ward": 24.0, "nurses": 14.0, "house": 28.0, "campus": 18.0},
    "mid": {"doctor": 16.0, "ward": 12.0, "nurses": 4.0, "house": 13.0, "campus": 6.0},
    "east": {"doctor": 29.0, "ward": 15.0, "nurses": 19.0, "house": 5.0, "campus": 22.0},
}
ROOM: dict[str, dict[str, float]] = {
    "doctor": {"contacts": 1000.0},
    "ward": {"days": 1000.0},
    "nurses": {"hours": 2000.0},
    "house": {"contacts": 1000.0, "hours": 1000.0, "days": 300.0},
    "campus": {"contacts": 1000.0, "hours": 2000.0, "days": 300.0},
}
"""Service units a year of every site, open as a whole or not at all."""
TODAY = ("doctor", "ward")
PRICE = {"nurses": 0.4, "house": 1.5, "campus": 2.0}
"""Million EUR to open the candidates."""
PER_MINUTE, PER_MILLION = 0.001, 50.0


def lungs(led: bool) -> Frames:
    """The workbook; with ``led`` the three services are parts of a fourth, which alone is needed."""
    parts = [
        (part, "units", *[0.0 if led else OCCASIONS_PER_HEAD * amount] * 4, 30.0) for part, amount in OCCASION.items()
    ]
    whole = [("lung", "occasions", *[OCCASIONS_PER_HEAD] * 4, 30.0)] if led else []
    pathway = [("lung", part, amount) for part, amount in OCCASION.items()] if led else []
    rooms = [(site, f"for {part}", units / 100) for site, parts in ROOM.items() for part, units in parts.items()]
    return {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.0)),
        "Periods": table("period first_year years", ("t1", 2027, 1)),
        "Areas": table("area", ("A",)),
        "Places": table("place area residents", *((place, "A", people) for place, people in RESIDENTS.items())),
        "Services": table("service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes", *parts, *whole),
        "Pathways": table("service component quantity", *pathway),
        "Resources": table("resource unit step", *((f"for {part}", "units", 1.0) for part in OCCASION)),
        "Production": table("resource service productivity", *((f"for {part}", part, 100.0) for part in OCCASION)),
        "Types": table("type setup_cost", *((site, 1e6 * PRICE.get(site, 0.0)) for site in ROOM)),
        "TypeResources": table("type resource minimum maximum", *((*room, room[-1]) for room in rooms)),
        "Sites": table(
            "site place status present_type allowed_types",
            *((site, "mid", "existing", site, "") for site in TODAY),
            *((site, "mid", "candidate", "", site) for site in PRICE),
        ),
        "Existing": table("site resource units", *(room for room in rooms if room[0] in TODAY)),
        "Professions": table("profession", ("carer",)),
        "Staffing": table("resource profession fte", *((f"for {part}", "carer", 0.0) for part in OCCASION)),
        "Pots": table("pot budget", ("fund", 10.0)),
        "Rules": table("rule kind grouping value strictness weight", ("none", "count_min", "state", 0.0, "soft", 0.0)),
        "TravelTimes": table(
            "place site minutes",
            *((place, site, away) for place, ways in MINUTES.items() for site, away in ways.items()),
        ),
        "Goals": table(
            "goal measure weight",
            *[
                ("unmet", "unmet_need", 1.0),
                ("way", "travel_minutes", PER_MINUTE),
                ("cost", "public_cost", PER_MILLION),
            ],
        ),
    }


# ------------------------------------------------------------------------------------------ every set of openings


@dataclass(frozen=True)
class Best:
    """The best of all sets of openings: which, and what the goals come to."""

    sites: frozenset[str]
    value: float
    minutes: float


def best_of_all(led: bool) -> Best:
    """Tries all openings. Residents are equivalent residents: every head needs the same of everything."""
    sets = chain.from_iterable(combinations(PRICE, number) for number in range(len(PRICE) + 1))
    found = [assigned({*TODAY, *opened}, led) for opened in sets]
    return min(found, key=lambda best: best.value)


def assigned(sites: set[str], led: bool) -> Best:
    """The best shares of the places' needs, as a linear program: shares ≥ 0, ≤ 1 in sum, within the room of a site."""
    needs = [tuple(OCCASION)] if led else [(part,) for part in OCCASION]
    able = [
        (place, site, parts)
        for place, site, parts in product(RESIDENTS, sorted(sites), needs)
        if set(parts) <= ROOM[site].keys() and MINUTES[place][site] <= 30.0
    ]
    everybody = len(needs) * sum(RESIDENTS.values())
    price = PER_MILLION * sum(PRICE.get(site, 0.0) for site in sites)
    if not able:
        return Best(frozenset(sites), everybody + price, 0.0)
    heads = np.array([RESIDENTS[place] for place, _, _ in able], dtype=float)
    minutes = heads * np.array([MINUTES[place][site] for place, site, _ in able])
    wholes = [[(place, parts) == (p, n) for p, _, n in able] for place, parts in product(RESIDENTS, needs)]
    rooms = [(site, part, units) for site in sites for part, units in ROOM[site].items()]
    loads = [
        [(site == s and part in n) * RESIDENTS[p] * OCCASIONS_PER_HEAD * OCCASION[part] for p, s, n in able]
        for site, part, _ in rooms
    ]
    limits = [1.0] * len(wholes) + [units for _, _, units in rooms]
    solved = linprog(PER_MINUTE * minutes - heads, A_ub=np.array([*wholes, *loads], dtype=float), b_ub=limits)
    return Best(frozenset(sites), everybody + float(solved.fun) + price, float(minutes @ solved.x))


def value(plan: Plan) -> float:
    return float((plan.goals["value"] * plan.goals["weight"]).sum())


@pytest.mark.parametrize("led", [False, True])
def test_the_plan_is_the_best_of_all_sets_of_openings(led: bool) -> None:
    plan, best = plan_of(lungs(led)), best_of_all(led)
    assert set(open_sites(plan)) == best.sites
    assert value(plan) == pytest.approx(best.value)
    assert goal(plan, "way") == pytest.approx(best.minutes, rel=1e-6)


def test_a_lead_institution_opens_other_sites_and_saves_ways() -> None:
    """Part by part, nurses and a house help the doctor and the ward, which lack nurses and so can lead nothing.

    Under a lead, a campus does instead of the nurses alone; it costs more, and patients come once, not three times.
    """
    apart, led = plan_of(lungs(False)), plan_of(lungs(True))
    assert set(open_sites(apart)) - set(TODAY) == {"nurses", "house"}
    assert set(open_sites(led)) - set(TODAY) == {"house", "campus"}
    assert (goal(apart), goal(led)) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert (goal(apart, "way"), goal(led, "way")) == pytest.approx((82_500.0, 27_100.0))
    assert (goal(apart, "cost"), goal(led, "cost")) == pytest.approx((0.4 + 1.5, 1.5 + 2.0))
    assert led.flows["site"].isin(["house", "campus"]).all()
    works = [plan.work.groupby("service")["amount"].sum().to_dict() for plan in (apart, led)]
    occasions = OCCASIONS_PER_HEAD * sum(RESIDENTS.values())
    assert works == [pytest.approx({part: occasions * amount for part, amount in OCCASION.items()})] * 2


def test_the_pathway_is_a_workbook(tmp_path: Path) -> None:
    instance = instance_of(lungs(True))
    careplan.write_workbook(instance, tmp_path / "lungs.xlsx")
    read = careplan.read_workbook(tmp_path / "lungs.xlsx")
    assert read == instance
    assert value(plan_of(read)) == pytest.approx(best_of_all(led=True).value)
