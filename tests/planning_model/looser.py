"""One family of the model made ineffective at a time: what binds in a world has another optimum without it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.planning_model.worlds import Frames

LONG_AGO, GENEROUS = 0.0, 100.0


def _without(sheet: str) -> Callable[[Frames], Frames]:
    return lambda world: {name: frame for name, frame in world.items() if name != sheet}


def _with(sheet: str, **columns: object) -> Callable[[Frames], Frames]:
    return lambda world: world | {sheet: world[sheet].assign(**columns)}


def _without_effect(kind: str, strictness: str) -> Callable[[Frames], Frames]:
    """Rules of a kind ask for nothing any more; how far they widen the travel limit stays the same."""
    harmless = {"supply_cap": 3.0, "count_max": 1000.0}.get(kind, 0.0)

    def loosen(world: Frames) -> Frames:
        rules = world["Rules"]
        is_it = (rules["kind"] == kind) & (rules["strictness"] == strictness)
        return world | {"Rules": rules.assign(value=rules["value"].where(~is_it, harmless))}

    return loosen


def _one_type(world: Frames) -> Frames:
    sites = world["Sites"]
    return world | {"Sites": sites.assign(allowed_types=sites["allowed_types"].str.split(", ").str[0])}


def _fixed_are_candidates(world: Frames) -> Frames:
    return world | {"Sites": world["Sites"].replace({"status": {"fixed": "candidate"}})}


def _budgets(world: Frames) -> Frames:
    pots = world["Pots"]
    return world | {"Pots": pots.assign(budget=pots["budget"] * GENEROUS)}


def _nurses(world: Frames, **cells: float) -> Frames:
    production: pd.DataFrame = world["Production"]
    is_delegated = production["max_share"] < 1
    return world | {
        "Production": production.assign(**{k: production[k].where(~is_delegated, v) for k, v in cells.items()})
    }


LOOSER: dict[str, Callable[[Frames], Frames]] = {
    "staff": _without("LabourPools"),
    "recruiting": _with("LabourPools", recruitable=0.0),
    "budgets": _budgets,
    "rules of pots": _without("PotRules"),
    "matching": _with("PotRules", match_pot="", match_share=None),
    "largest shares": _with("PotRules", max_share=1.0),
    "delegation": lambda world: _nurses(world, max_share=1.0),
    "supervision": lambda world: _nurses(world, supervision=0.0),
    "travel limit": _with("Services", limit_minutes=200.0),
    "exempt seats": _with("Areas", exempt_seats=0.0),
    "several types": _one_type,
    "fixed": _fixed_are_candidates,
    "closing": _with("Sites", may_close=""),
    "converting": _with("Sites", may_convert=""),
    "lead time": _with("Types", lead_time=LONG_AGO),
    "deprivation": _with("Services", deprivation_effect=0.0),
    "explicit demand": _without("Demand"),
    "growth": _with("Places", growth=0.0),
    "worst area": lambda world: world | {"Goals": world["Goals"][world["Goals"]["measure"] != "worst_area"]},
    **{
        f"{strictness} {kind}": _without_effect(kind, strictness)
        for kind in ("reach_share", "served_share", "supply_floor", "supply_cap", "count_min", "count_max")
        for strictness in ("hard", "soft")
        if (kind, strictness) != ("supply_floor", "hard")
    },
}
