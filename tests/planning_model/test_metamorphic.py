"""What must not change the plan's value does not, and what can only harm never helps: no optimum need be known."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pandas as pd
import pytest

from careplan.errors import InfeasibleError
from tests.planning_model.districts import district
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, table, with_rows

EXACT = 1e-6
SEEDS = (0, 1)
IN_ORDER = ("Settings", "Periods")
"""Sheets in which the order of rows says something, or nothing is a row of data."""


def world(seed: int) -> Frames:
    """A district of five candidates."""
    return district(seed, 5)


def objective(frames: Frames) -> float:
    """The optimum; infinite where there is no plan."""
    try:
        return plan_of(frames).objective
    except InfeasibleError:
        return float("inf")


@cache
def objective_of_world(seed: int) -> float:
    """The optimum of an unchanged district, which most tests compare with."""
    return objective(world(seed))


def assert_same(frames: Frames, expected: float) -> None:
    assert objective(frames) == pytest.approx(expected, rel=EXACT)


def assert_no_better(frames: Frames, than: float) -> None:
    assert than < float("inf")
    assert objective(frames) >= than * (1 - EXACT)


# ------------------------------------------------------------------------------------------------ the same plan


@pytest.mark.parametrize("seed", SEEDS)
def test_order_of_rows_says_nothing(seed: int) -> None:
    frames = world(seed)
    shuffled = {
        name: frame if name in IN_ORDER else frame.sample(frac=1, random_state=seed).reset_index(drop=True)
        for name, frame in frames.items()
    }
    assert_same(shuffled, objective_of_world(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_names_say_nothing(seed: int) -> None:
    """Every key becomes another, in another alphabetical order."""
    frames = world(seed)
    keys = {
        sheet: list(frames[sheet][column])
        for sheet, column in (
            ("Sites", "site"),
            ("Places", "place"),
            ("Areas", "area"),
            ("Pots", "pot"),
            ("Types", "type"),
        )
    }
    names = {key: f"{chr(ord('z') - number)}_{key}" for column in keys.values() for number, key in enumerate(column)}
    renamed = {sheet: _renamed(frame, names) for sheet, frame in frames.items()}
    assert_same(renamed, objective_of_world(seed))


def _renamed(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    def rename(cell: object) -> object:
        return ", ".join(names.get(part, part) for part in cell.split(", ")) if isinstance(cell, str) else cell

    identity = ("site", "place", "area", "pot", "type", "present_type", "allowed_types", "match_pot")
    return frame.assign(**{column: frame[column].map(rename) for column in frame if column in identity})


@pytest.mark.parametrize("factor", [0.1, 10.0])
def test_currency_says_nothing(factor: float) -> None:
    """Every price and budget times ten, and a million weighs a tenth."""
    frames = world(1)
    euros = {
        "Resources": ["investment", "running_cost"],
        "Types": ["setup_cost", "yearly_cost"],
        "Sites": ["extra_setup_cost"],
        "Professions": ["staff_cost"],
        "LabourPools": ["recruit_cost"],
        "Pots": ["budget"],
    }
    dearer = {sheet: frames[sheet].assign(**(frames[sheet][columns] * factor)) for sheet, columns in euros.items()}
    goals = frames["Goals"]
    weight = goals["weight"].where(goals["measure"] != "public_cost", goals["weight"] / factor)
    assert_same(frames | dearer | {"Goals": goals.assign(weight=weight)}, objective_of_world(1))


def test_scale_of_weights_says_nothing() -> None:
    frames = world(0)
    goals = frames["Goals"]
    assert_same(frames | {"Goals": goals.assign(weight=goals["weight"] * 3)}, 3 * objective_of_world(0))


@pytest.mark.parametrize("seed", SEEDS)
def test_place_may_be_split_in_two(seed: int) -> None:
    """Residents of one place are listed as two places at its position."""
    frames = world(seed)
    places = frames["Places"]
    whole = places[places["place"] == "p0"]
    part = (0.3 * whole["residents"]).round()
    halves = pd.concat([whole.assign(residents=whole["residents"] - part), whole.assign(place="p0b", residents=part)])
    split = frames | {"Places": pd.concat([places[places["place"] != "p0"], halves])}
    assert_same(split, objective_of_world(seed))


def test_second_goal_of_the_same_measure_adds_its_weight() -> None:
    frames = world(0)
    goals = frames["Goals"]
    halves = pd.concat(
        [goals.assign(weight=goals["weight"] / 2), goals.assign(goal=goals["goal"] + "2", weight=goals["weight"] / 2)]
    )
    assert_same(frames | {"Goals": halves}, objective_of_world(0))


def test_dominated_site_changes_nothing() -> None:
    """At most one site may open; beside each stands another of the same kind that costs more."""
    frames = world(1)
    sites = frames["Sites"]
    candidates = sites[sites["status"] == "candidate"]
    dearer = candidates.assign(
        site=candidates["site"] + "_dear", extra_setup_cost=candidates["extra_setup_cost"] + 50_000
    )
    one = {"rule": "one", "kind": "count_max", "grouping": "state", "value": 3.0, "strictness": "hard"}
    frames = frames | {"Rules": with_rows(frames["Rules"], one)}
    more = frames | {"Sites": pd.concat([sites, dearer])}
    plan = plan_of(more)
    assert plan.objective == pytest.approx(objective(frames), rel=EXACT)
    assert "new" in set(plan.sites["change"])
    assert not any(site.endswith("_dear") for site in open_sites(plan))


def test_unaffordable_site_changes_nothing() -> None:
    frames = world(0)
    row = {"site": "palace", "place": "p2", "status": "candidate", "allowed_types": "centre", "extra_setup_cost": 9e8}
    assert_same(frames | {"Sites": with_rows(frames["Sites"], row)}, objective_of_world(0))


# ------------------------------------------------------------------------------------------------- never better


def _budgets(frames: Frames) -> Frames:
    return frames | {"Pots": frames["Pots"].assign(budget=frames["Pots"]["budget"] * 0.7)}


def _recruits(frames: Frames) -> Frames:
    return frames | {"LabourPools": frames["LabourPools"].assign(recruitable=0.0)}


def _no_candidate(frames: Frames) -> Frames:
    opened = next(
        site
        for site, status in zip(frames["Sites"]["site"], frames["Sites"]["status"], strict=True)
        if status == "candidate"
    )
    sites = frames["Sites"]
    return frames | {"Sites": sites.assign(status=sites["status"].where(sites["site"] != opened, "excluded"))}


def _fixed_candidate(frames: Frames) -> Frames:
    sites = frames["Sites"]
    is_last = sites.index == sites.index[-1]
    return frames | {"Sites": sites.assign(status=sites["status"].where(~is_last, "fixed"))}


def _no_freedom(frames: Frames) -> Frames:
    return frames | {"Sites": frames["Sites"].assign(may_close="", may_convert="")}


def _shorter_ways(frames: Frames) -> Frames:
    """Rules on nursing widen its limit, so that only gp care changes."""
    return frames | {"Services": frames["Services"].assign(limit_minutes=[15.0, 30.0])}


def _less_delegation(frames: Frames) -> Frames:
    return frames | {"Production": frames["Production"].assign(max_share=[1.0, 1.0, 0.1, 1.0])}


HARDER: dict[str, Callable[[Frames], Frames]] = {
    "less money": _budgets,
    "nobody to recruit": _recruits,
    "a candidate less": _no_candidate,
    "a site that must open": _fixed_candidate,
    "nothing may close or change": _no_freedom,
    "a shorter way": _shorter_ways,
    "less delegation": _less_delegation,
}


@pytest.mark.parametrize("name", HARDER)
@pytest.mark.parametrize("seed", SEEDS)
def test_restriction_never_helps(seed: int, name: str) -> None:
    assert_no_better(HARDER[name](world(seed)), objective_of_world(seed))


@pytest.mark.parametrize("rule", ["near", "help", "served", "floor", "cap", "some", "few"])
def test_hard_rule_is_never_better_than_the_soft_one(rule: str) -> None:
    frames = world(1)
    rules = frames["Rules"]
    soft, hard = (
        objective(
            frames | {"Rules": rules.assign(strictness=rules["strictness"].where(rules["rule"] != rule, strictness))}
        )
        for strictness in ("soft", "hard")
    )
    assert soft < float("inf")
    assert hard >= soft * (1 - EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_retirements_never_raise_coverage(seed: int) -> None:
    frames = world(seed) | {"Goals": table("goal measure weight", ("unmet", "unmet_need", 1.0))}
    retired = with_rows(frames["Existing"], {"place": "p1", "resource": "seat", "period": "t1", "units": 1.0})
    before, after = (goal(plan_of(f)) for f in (frames, frames | {"Existing": retired}))
    assert after >= before * (1 - EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_more_money_helps_step_by_step(seed: int) -> None:
    """The optimum as a function of the budgets never rises."""
    frames = world(seed)
    pots = frames["Pots"]
    values = [objective(frames | {"Pots": pots.assign(budget=pots["budget"] * f)}) for f in (0.6, 0.9, 1.2, 2.0)]
    assert all(richer <= poorer * (1 + EXACT) for poorer, richer in pairwise(values))
    assert values[-1] < values[0]
