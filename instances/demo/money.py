"""Whose money and which staff: pots with their rules, and labour pools, sized from what everything would cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.catalogue import SETTINGS
from instances.defaults import default_table

MILLION = 1e6
CATEGORIES = ("setup", "investment", "running", "staff")
RESIDENTS_PER_CHN = 4_000


@dataclass(frozen=True)
class Figures:
    """The default cost figures that budgets and pools are sized with.

    ``types`` has setup_cost and yearly_cost by type; ``resources`` investment, running_cost and staff_cost (EUR) by
    resource; ``minimum`` the smallest amount by type and resource; ``fte`` posts by resource and profession.
    """

    general_ratio: float
    types: pd.DataFrame
    resources: pd.DataFrame
    minimum: pd.Series
    fte: pd.Series


def default_figures() -> Figures:
    """The figures of the default sheets."""
    settings = {setting.name: setting.default for setting in SETTINGS}
    resources = default_table("Resources", "de").set_index("resource")
    staffing = default_table("Staffing", "de").merge(default_table("Professions", "de"), on="profession")
    staff_cost = (staffing["fte"] * staffing["staff_cost"]).groupby(staffing["resource"]).sum()
    limits = default_table("TypeResources", "de").set_index(["type", "resource"])
    return Figures(
        general_ratio=float(settings["general_ratio"]),
        types=default_table("Types", "de").set_index("type"),
        resources=resources.assign(staff_cost=staff_cost),
        minimum=limits["minimum"],
        fte=staffing.set_index(["resource", "profession"])["fte"],
    )


def full_need(figures: Figures, types: Sequence[str], seats: float, chn: float, years: int) -> dict[str, float]:
    """Million EUR a year, by category, if every candidate opened and nobody lacked a doctor or a nurse.

    ``types`` are the first allowed types of the candidates, ``seats`` the GP seats missing to a supply ratio of 100 %,
    ``chn`` the community health nurses needed. Beds and bays come as each type's smallest amount.
    """
    opened = figures.types.loc[list(types)]
    smallest = figures.minimum.unstack("resource").reindex(list(types)).sum()
    units = smallest.reindex(figures.resources.index).fillna(0.0)
    units["gp_seat"] = max(units["gp_seat"], seats)
    units["chn"] = max(units["chn"], chn)
    totals = {
        "setup": opened["setup_cost"].sum() / years,
        "investment": (units * figures.resources["investment"]).sum() / years,
        "running": opened["yearly_cost"].sum() + (units * figures.resources["running_cost"]).sum(),
        "staff": (units * figures.resources["staff_cost"]).sum(),
    }
    return {category: float(total) / MILLION for category, total in totals.items()}


# Share of each cost category of the full need that a pot holds the money for (with staff goes recruiting).
POT_SHARES: Mapping[str, tuple[str, dict[str, float]]] = {
    "gkv": ("Gesetzliche Krankenversicherung", {"running": 0.80, "staff": 0.93}),
    "land": ("Land", {"setup": 0.35, "investment": 0.35, "running": 0.10, "staff": 0.02}),
    "transformation": ("Transformationsfonds", {"setup": 0.20, "investment": 0.10}),
    "kommunen": ("Kommunen", {"setup": 0.15, "investment": 0.10, "running": 0.10, "staff": 0.05}),
    "kv": ("KV-Strukturfonds", {"setup": 0.15, "investment": 0.25, "staff": 0.01}),
    "eigen": ("Eigenmittel der Träger", {"setup": 0.15, "investment": 0.20}),
}

PRIMARY_TYPES = ("practice_cluster", "branch_practice", "mvz_municipal", "pvz", "ipvz")
HEALTH_CENTRES = ("igz", "rgz")
KV_SOURCE = "§ 105 Abs. 1a SGB V; Anteile: Annahme"


def pots(need: Mapping[str, float], budget: float) -> pd.DataFrame:
    """pot, label, budget (million EUR a year): together about ``budget`` times the full ``need``."""
    rows = [
        (pot, label, round(budget * sum(share * need[category] for category, share in shares.items()), 1))
        for pot, (label, shares) in POT_SHARES.items()
    ]
    return pd.DataFrame(rows, columns=["pot", "label", "budget"])


def pot_rules() -> pd.DataFrame:
    """What each pot may pay for, with the largest share and the matching money."""
    building = ("setup", "investment")
    rows = [
        may_pay("gkv", "running"),
        may_pay("gkv", "staff"),
        *(may_pay("land", category, max_share=0.75) for category in building),
        *(may_pay("land", "running", type=centre, max_share=0.4) for centre in (*HEALTH_CENTRES, "ipvz")),
        may_pay("land", "recruiting"),
        *(_half_of_health_centres(centre, category) for centre in HEALTH_CENTRES for category in building),
        *(may_pay("kommunen", category, carrier="kommunal", max_share=0.5) for category in (*building, "running")),
        may_pay("kommunen", "staff", carrier="kommunal", max_share=0.2),
        *(
            may_pay("kv", category, type=primary, max_share=0.5, source=KV_SOURCE)
            for primary in PRIMARY_TYPES
            for category in building
        ),
        may_pay("kv", "recruiting", source=KV_SOURCE),
        *(may_pay("eigen", category, max_share=0.3) for category in building),
    ]
    return pd.DataFrame(rows)


def _half_of_health_centres(centre: str, category: str) -> dict[str, object]:
    """The federal fund pays at most half, and the state at least half as much as the fund."""
    return may_pay(
        "transformation", category, type=centre, max_share=0.5, match_pot="land", match_share=0.5, source="§ 12b KHG"
    )


def may_pay(pot: str, category: str, **rest: object) -> dict[str, object]:
    """One row of the sheet PotRules: all of a category, unless ``rest`` says otherwise."""
    row: dict[str, object] = {"pot": pot, "type": "", "category": category, "carrier": "", "max_share": 1.0}
    return row | {"match_pot": "", "match_share": np.nan, "source": "Annahme"} | rest
