"""Contradictions found before any search: certain where they are found, in words and numbers that are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from instances.contradictions import Contradiction, Demand, contradictions
from instances.findings import WorkbookError
from instances.instance import Instance
from tests.careplan.dropping import demands_of, with_only
from tests.careplan.feasibility import has_plan
from tests.careplan.infeasible import WORLDS, InfeasibleWorld
from tests.planning_model.districts import district, wild_district
from tests.planning_model.worlds import (
    Frames,
    borough,
    funded_hamlet,
    hamlet,
    infirmary,
    instance_of,
    table,
    village,
    with_cells,
    with_rows,
)

# Those whose causes take no search: a demand alone, or against what single sites must or can be.
OBVIOUS = {
    "nobody_is_near",
    "nobody_is_served_so_near",
    "centres_take_too_long",
    "fixed_centre_above_budget",
    "more_centres_than_allowed",
    "floor_above_cap",
    "fewer_doctors_than_sites_need",
    "fixed_centre_where_none_is_needed",
    "excluded_centre_is_needed",
    "one_area_is_too_small_a_site",
    "too_few_doctors_in_either_area",
    "floor_above_cap_and_nobody_near",
    "excluded_where_needed_and_fixed_where_refused",
}
HALF_OBVIOUS = {"money_and_doctors_come_a_year_too_late"}
WITH_PLANS: tuple[Callable[[], Frames], ...] = (village, borough, infirmary, hamlet, funded_hamlet)


def found_in(frames: Frames) -> tuple[Contradiction, ...]:
    return contradictions(instance_of(frames))


def the_one_in(frames: Frames) -> Contradiction:
    (found,) = found_in(frames)
    return found


def german(frames: Frames) -> str:
    return the_one_in(frames).finding.text("de")


def rule(name: str, kind: str, value: float | None, **cells: object) -> dict[str, object]:
    shared: dict[str, object] = {"grouping": "state", "strictness": "hard"}
    return shared | {"rule": name, "kind": kind, "value": value} | cells


def ruled(frames: Frames, *rows: dict[str, object]) -> Frames:
    return frames | {"Rules": with_rows(frames["Rules"], *rows)}


def with_status(frames: Frames, **status: str) -> Frames:
    for site, word in status.items():
        frames = frames | {"Sites": with_cells(frames["Sites"], site, status=word)}
    return frames


# --- certain ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_what_is_found_is_a_smallest_cause(world: InfeasibleWorld) -> None:
    found = {frozenset(contradiction.demands) for contradiction in contradictions(world.instance)}
    assert found <= set(world.causes)
    number = len(world.causes) if world.name in OBVIOUS else int(world.name in HALF_OBVIOUS)
    assert len(found) == number


@pytest.mark.parametrize("frames", WITH_PLANS, ids=lambda frames: frames.__name__)
def test_workbooks_with_plans_have_none(frames: Callable[[], Frames]) -> None:
    assert found_in(frames()) == ()


@pytest.mark.parametrize(
    "seeds", [range(4), *(pytest.param(range(n, n + 50), marks=pytest.mark.exhaustive) for n in (50, 100, 150, 200))]
)
def test_in_random_workbooks_what_is_found_has_no_plan(seeds: range) -> None:
    found = 0
    for seed in seeds:
        try:
            instance = instance_of(strained(seed))
        except WorkbookError:  # refused at the door
            continue
        for contradiction in contradictions(instance):
            assert set(contradiction.demands) <= set(demands_of(instance))
            assert not has_plan(with_only(instance, contradiction.demands)), (seed, contradiction)
            found += 1
    assert found >= len(seeds) / 2


def strained(seed: int) -> Frames:
    """A random district in which much is asked for: rules are hard, some sites fixed or excluded, pots almost empty."""
    rng = np.random.default_rng(seed)
    frames = (wild_district if seed % 3 else district)(seed, 3, periods=1 + seed % 2)
    rules, sites, pots, pools = (frames[name].astype(object) for name in ("Rules", "Sites", "Pots", "LabourPools"))
    shares = rules["kind"].str.endswith("share")
    more = np.where(rules["kind"].str.startswith("count"), 1.0, rng.uniform(1, 2))
    candidates = sites["status"] == "candidate"
    sites.loc[candidates, "status"] = rng.choice(["candidate", "fixed", "excluded"], candidates.sum())
    return frames | {
        "Rules": rules.assign(
            value=(rules["value"] * more).where(~shares, np.minimum(1.0, (rules["value"] * more).astype(float))),
            minutes=rules["minutes"] * rng.uniform(0.2, 1),
            strictness=rng.choice(["hard", "soft"], len(rules), p=[0.8, 0.2]),
        ),
        "Sites": sites,
        "Pots": pots.assign(budget=pots["budget"] * rng.uniform(0.3, 1), carry_over=rng.choice(["yes", ""])),
        "LabourPools": pools.assign(recruitable=pools["recruitable"] * rng.uniform(0, 1)),
    }


# --- the largest value possible --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nobody_is_near", "centres_take_too_long", "floor_above_cap"])
def test_a_rule_that_asks_for_what_is_possible_is_not_contradicted(name: str) -> None:
    instance = next(world.instance for world in WORLDS if world.name == name)
    (found,) = contradictions(instance)
    assert found.possible is not None
    assert contradictions(with_value(instance, found.demands[0], found.possible)) == ()


def with_value(instance: Instance, demand: Demand, value: float) -> Instance:
    rules = instance.tables["Rules"]
    changed = rules.assign(value=rules["value"].where(rules["rule"] != demand[1], value))
    return replace(instance, tables={**instance.tables, "Rules": changed})


@pytest.mark.parametrize(
    "name",
    ["nobody_is_near", "centres_take_too_long", "more_centres_than_allowed", "fixed_centre_where_none_is_needed"],
)
def test_soft_rules_do_not_count(name: str) -> None:
    instance = next(world.instance for world in WORLDS if world.name == name)
    others = [demand for demand in demands_of(instance) if demand[0] != "Rules"]
    assert contradictions(with_only(instance, others)) == ()


# --- access ----------------------------------------------------------------------------------------------------------


def way(place: str, site: str, minutes: float) -> dict[str, object]:
    return {"place": place, "site": site, "minutes": minutes}


def four_places(kind: str, value: float, minutes: float) -> Frames:
    """The village with 6,000 residents, of whom 440 live ``far`` and 88 ``away``, an hour from either site."""
    return ruled(village(), rule("near", kind, value, service="gp", minutes=minutes)) | {
        "Places": table(
            "place area lat lon residents",
            ("here", "A", 50.0, 7.0, 2472),
            ("there", "A", 50.2, 7.0, 3000),
            ("away", "A", 50.6, 7.0, 88),
            ("far", "A", 51.0, 7.0, 440),
        ),
        "TravelTimes": with_rows(
            village()["TravelTimes"],
            *(way(place, site, 60.0) for place in ("far", "away") for site in ("doc", "new")),
        ),
    }


@pytest.mark.parametrize("kind", ["reach_share", "served_share"])
def test_targets_beyond_every_site(kind: str) -> None:
    found = the_one_in(four_places(kind, 0.95, 30.0))
    assert found.demands == (("Rules", "near", ""),)
    assert found.possible == pytest.approx(5472 / 6000)
    assert found.places == ("far", "away")
    assert found.finding.text("de") == (
        "„near“: im Zeitraum t1 höchstens 91,2 % statt 95 %, auch wenn alle Kandidaten öffnen. Kein Standort mit gp "
        "liegt höchstens 30 Minuten entfernt von: far (440), away (88)."
    )
    assert found.finding.text("en").startswith("“near”: at most 91.2 % instead of 95 % in t1, even if")


@pytest.mark.parametrize(("kind", "value", "minutes"), [("reach_share", 0.912, 30.0), ("served_share", 1.0, 60.0)])
def test_targets_that_sites_can_reach(kind: str, value: float, minutes: float) -> None:
    assert found_in(four_places(kind, value, minutes)) == ()


def test_backup_takes_two_sites() -> None:
    backup = rule("twice", "backup_share", 0.5, service="gp", minutes=15.0)
    found = the_one_in(ruled(village(), backup))
    assert (found.possible, found.places) == (0.0, ("here", "there"))
    assert "Weniger als zwei Standorte mit gp liegen höchstens 15 Minuten entfernt" in found.finding.text("de")
    assert found_in(ruled(village(), backup | {"minutes": 20.0})) == ()


def test_the_excluded_site_that_would_help_is_named() -> None:
    excluded = with_status(village(), new="excluded")
    found = the_one_in(ruled(excluded, rule("near", "reach_share", 0.9, service="gp", minutes=10.0)))
    assert found.finding.advice("de").endswith("oder lassen Sie ausgeschlossene Standorte zu: new.")


def test_the_worst_period_counts() -> None:
    late = village() | {
        "Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2029, 1)),
        "Types": with_cells(village()["Types"], "centre", lead_time=3.0),
    }
    found = the_one_in(ruled(late, rule("near", "reach_share", 0.9, service="gp", minutes=10.0)))
    assert (found.possible, found.finding.values["period"]) == (0.5, "t1")


# --- money -----------------------------------------------------------------------------------------------------------


def fixed_village(years: int = 1, **budgets: float) -> Frames:
    """The village in which ``new`` is fixed: 1.2 million EUR at first, and 0.25 million each year."""
    frames = with_status(village(), new="fixed")
    begins = {1: (2027,), 2: (2027, 2028)}[years]
    return frames | {
        "Periods": table(
            "period first_year years", *((f"t{number}", year, 1) for number, year in enumerate(begins, start=1))
        ),
        "Types": with_cells(frames["Types"], "centre", yearly_cost=100_000.0),
        "Resources": frames["Resources"].assign(investment=400_000.0, running_cost=200_000.0),
        "Professions": table("profession staff_cost", ("doctor", 100_000.0)),
        "Pots": table("pot period budget", *(("fund", period, amount) for period, amount in budgets.items())),
    }


def test_fixed_sites_above_all_budgets() -> None:
    assert german(fixed_village(t1=1.4)) == (
        "Im Zeitraum t1 kosten die gesetzten Standorte mindestens 1,45 Mio. €, alle Quellen zusammen dürfen aber nur "
        "1,4 Mio. € zahlen: new."
    )
    assert found_in(fixed_village(t1=1.45)) == ()


def test_money_of_another_period_does_not_help_unless_it_is_carried_over() -> None:
    without = fixed_village(2, t1=2.0, t2=0.2)
    assert the_one_in(without).finding.values["period"] == "t2"
    assert found_in(without | {"Pots": without["Pots"].assign(carry_over="yes")}) == ()


def test_periods_are_added_up_where_money_is_carried_over() -> None:
    carried = fixed_village(2, t1=1.5, t2=0.19)
    carried |= {"Pots": carried["Pots"].assign(carry_over="yes")}
    found = the_one_in(carried)
    assert found.finding.text("de").startswith(
        "Im Zeitraum t1 – t2 kosten die gesetzten Standorte mindestens 1,7 Mio. €"
    )
    assert found.demands == (("Pots", "fund"), ("Sites", "new"))


def test_what_may_be_earned_needs_no_money() -> None:
    earning = fixed_village(t1=1.2) | {"Revenue": table("type basis amount", ("centre", "site", 1.0))}
    assert found_in(earning) == ()


# --- staff -----------------------------------------------------------------------------------------------------------


def staffed(available: float, **cells: object) -> Frames:
    frames = with_status(village(), new="fixed")
    row = {"grouping": "state", "profession": "doctor", "available": available} | cells
    return frames | {"LabourPools": with_rows(table("grouping profession available"), row)}


def test_obligatory_sites_above_a_pool() -> None:
    found = the_one_in(staffed(1.0, recruitable=0.25))
    assert found.finding.text("de") == (
        "doctor: Im Zeitraum t1 brauchen die Standorte, die es geben muss, mindestens 1,5 Stellen, besetzen lassen "
        "sich aber höchstens 1,25: doc, new."
    )
    assert found.demands[0] == ("LabourPools", "state", "", "doctor")


def test_recruits_and_teams_fill_a_pool() -> None:
    assert found_in(staffed(1.0, recruitable=0.5)) == ()
    with_teams = staffed(1.0, team_uplift=0.5)
    with_teams |= {"Types": with_cells(with_teams["Types"], "centre", is_team="yes")}
    assert found_in(with_teams) == ()


def test_recruits_leave_again() -> None:
    two = staffed(1.0, recruitable=0.3, retention=0.5)
    two |= {"Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 1))}
    found = the_one_in(two)
    assert (found.finding.values["period"], found.finding.values["most"].de) == ("t1", "1,3")
    assert found_in(two | {"LabourPools": two["LabourPools"].assign(recruitable=0.5)}) == ()


# --- numbers and supply ----------------------------------------------------------------------------------------------


def two_areas() -> Frames:
    """The village in two areas, A ``here`` and B ``there``, each with a candidate."""
    also = {"site": "also", "place": "here", "status": "candidate", "allowed_types": "centre"}
    return village() | {
        "Areas": table("area general_ratio", ("A", 1000.0), ("B", 1000.0)),
        "Places": table(
            "place area lat lon residents", ("here", "A", 50.0, 7.0, 1000), ("there", "B", 50.2, 7.0, 1000)
        ),
        "Sites": with_rows(village()["Sites"], also),
    }


def test_smallest_numbers_of_areas_add_up() -> None:
    each = rule("each", "count_min", 1.0, type="centre", grouping="area")
    frames = ruled(two_areas(), each, rule("few", "count_max", 1.0, type="centre"))
    found = the_one_in(frames)
    assert found.demands == (("Rules", "each", "A"), ("Rules", "each", "B"), ("Rules", "few", ""))
    assert found.finding.text("de") == (
        "„each (A), each (B)“ verlangt mindestens 2, „few“ lässt dort aber höchstens 1 zu."
    )


def test_more_sites_than_can_be_in_time() -> None:
    late = two_areas() | {"Sites": with_cells(two_areas()["Sites"], "also", earliest_year=2030)}
    late |= {"Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2030, 1))}
    assert german(ruled(late, rule("two", "count_min", 2.0, type="centre"))) == (
        "„two“ verlangt mindestens 2, im Zeitraum t1 sind aber höchstens 1 möglich."
    )


def test_more_sites_must_run_than_may() -> None:
    frames = with_status(two_areas(), new="fixed", also="fixed")
    frames |= {
        "Types": with_rows(frames["Types"], {"type": "clinic"}),
        "TypeResources": with_rows(frames["TypeResources"], {"type": "clinic", "resource": "seat", "maximum": 1.0}),
        "Sites": frames["Sites"].assign(allowed_types=["", "centre, clinic", "centre, clinic"]),
    }
    found = the_one_in(ruled(frames, rule("few", "count_max", 2.0)))
    assert (found.possible, len(found.demands)) == (3.0, 4)
    assert found_in(ruled(frames, rule("few", "count_max", 1.0, type="centre"))) == ()


def test_floor_above_what_caps_of_areas_and_other_sites_leave() -> None:
    floor = rule("floor", "supply_floor", 1.3)
    caps = rule("cap", "supply_cap", 1.1, grouping="area", group="A")
    assert found_in(ruled(two_areas(), floor)) == ()
    assert german(ruled(two_areas(), floor, caps)) == (
        "„floor“ verlangt 2,6 Sitze im Zeitraum t1, mit „cap (A)“ sind es aber höchstens 2,1."
    )


def test_floors_of_areas_above_the_cap_around_them() -> None:
    floors = rule("floor", "supply_floor", 0.9, grouping="area")
    found = the_one_in(ruled(two_areas(), floors, rule("cap", "supply_cap", 0.8)))
    assert found.demands == (("Rules", "floor", "A"), ("Rules", "floor", "B"), ("Rules", "cap", ""))
    assert found.possible is None


def test_fixed_site_that_lacks_the_legal_basis_of_what_it_must_have() -> None:
    basis = rule("beds", "resource_legal_basis", None, resource="seat", parameter="§ 115g")
    fixed = with_status(village(), new="fixed")
    assert german(ruled(fixed, basis)) == (
        "new ist gesetzt, aber keiner der Typen, die dem Standort erlaubt sind, darf dort beginnen. Regeln: beds."
    )
    assert found_in(ruled(village(), basis)) == ()
