"""The workbook of the trial that large models were first measured on: the core of the model and one budget.

Nothing stands today. The largest places of the state are candidates for each of four types; doctors, nurses to whom
they delegate, beds and emergency bays come in whole steps. One pot pays for everything. No labour pools, no rules.
"""

from __future__ import annotations

import pandas as pd

from instances.defaults import default_table
from instances.demo.money import MILLION, Figures, default_figures
from instances.demo.state import YEARS, state_frames
from instances.demo.tables import Frames, supplied, table
from instances.instance import Instance

TYPES = ("pvz", "ipvz", "igz", "rgz")
SERVICES = ("gp_care", "short_stay", "emergency")  # within 20, 45 and 30 minutes
LAND = ("Settings", "Periods", "Areas", "Places", "Goals")


def trial_frames(
    state: str = "RP",
    sites: int = 300,
    budget: float = 0.5,
    seed: int = 1,
    periods: int = 1,
    places: int | None = None,
) -> Frames:
    """The trial's tables, as ``Instance.from_frames`` takes them: the land and the goals of the basic state, no more.

    ``budget`` is the pot's money as a share of what serving everybody would cost; ``places`` how many of the largest
    places there are (all). Raises ValueError where the state has fewer places than ``sites``.
    """
    basic = state_frames(state, seed=seed, periods=periods, rules="basic")
    kept = _largest(basic["Places"], places)
    land = {sheet: basic[sheet] for sheet in LAND} | {
        "Places": kept,
        "Areas": basic["Areas"][basic["Areas"]["area"].isin(kept["area"])].reset_index(drop=True),
    }
    frames = land | {
        "Sites": _site_in_each(kept, sites),
        "Existing": table("site resource units"),
        "Services": _rows_about(SERVICES, "Services"),
        "Production": _rows_about(SERVICES, "Production"),
        "Types": supplied("Types", TYPES),
        "TypeResources": supplied("TypeResources", TYPES),
        "Rules": _no_rules(),
        "Pots": _one_pot(1.0),  # until it is known what the others cost
    }
    return frames | {"Pots": _one_pot(budget * full_cost(frames))}


def full_cost(frames: Frames) -> float:
    """Million EUR a year if everybody were served: the units that takes, each with its share of a full centre."""
    demand = Instance.from_frames(frames).demand
    first = demand[demand["period"] == demand["period"].iloc[0]]
    makes = frames["Production"][frames["Production"]["max_share"] == 1.0].set_index("service")
    units = first.groupby("service")["amount"].sum() / makes["productivity"]
    return float((units * makes["resource"].map(_cost_of_unit(default_figures()))).sum()) / MILLION


def _cost_of_unit(figures: Figures) -> pd.Series:
    """EUR a year for a unit of each resource, in the type where its share of the opening is smallest."""
    opening = figures.types["setup_cost"] / YEARS + figures.types["yearly_cost"]
    sizes = supplied("TypeResources", TYPES)
    share = (sizes["type"].map(opening) / sizes["maximum"]).groupby(sizes["resource"]).min()
    of_resource = figures.resources
    return of_resource["investment"] / YEARS + of_resource["running_cost"] + of_resource["staff_cost"] + share


def _largest(places: pd.DataFrame, count: int | None) -> pd.DataFrame:
    """The largest places, in the order of ``places``."""
    by_size = places.sort_values(["residents", "place"], ascending=[False, True])
    return places.loc[by_size.index[:count].sort_values()].reset_index(drop=True)


def _site_in_each(places: pd.DataFrame, count: int) -> pd.DataFrame:
    """A candidate for all four types in each of the largest places."""
    if count > len(places):
        raise ValueError(f"{count} sites in {len(places)} places: the trial has one site a place at most")
    largest = places.sort_values(["residents", "place"], ascending=[False, True]).head(count)
    numbers = [f"Z-{number:04d}" for number in range(1, count + 1)]
    sites = largest[["label", "place"]].reset_index(drop=True)
    return sites.assign(site=numbers, status="candidate", allowed_types=", ".join(TYPES))


def _rows_about(services: tuple[str, ...], sheet: str) -> pd.DataFrame:
    rows = default_table(sheet, "de")
    return rows[rows["service"].isin(services)].reset_index(drop=True)


def _one_pot(money: float) -> pd.DataFrame:
    """A pot without rules pays for everything; ``money`` in million EUR a year."""
    return table("pot label budget", ("budget", "Budget", round(money, 1)))


def _no_rules() -> pd.DataFrame:
    """One rule that forbids nothing: an empty sheet would mean the default rules. Nobody has refused consent."""
    asked = ("consent", "consent", TYPES[0], "state", "Kommune", "hard")
    return table("rule kind type grouping parameter strictness", asked)
