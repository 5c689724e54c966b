"""Budgets that fixed sites alone use up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from instances.checks.wording import listed
from instances.contradictions.contradiction import Contradiction, at_least, at_most, exceeds, impossible
from instances.contradictions.possible import Possible
from instances.i18n import N_

MILLION = 1e6


def budgets_below_fixed_sites(possible: Possible) -> Iterator[Contradiction]:
    """What the fixed sites cost at least is more than all pots together may pay, in a period or up to its end.

    Sites of today that go on cost nothing. What revenue may cover or a host may save is taken as covered and saved.
    """
    cost = _least_cost(possible)
    if cost.empty:
        return
    windows = [window for last in possible.periods for window in _windows(possible.periods, last)]
    short = [(cost[window].to_numpy().sum() - _money(possible, window), window) for window in windows]
    _, window = max(short, key=lambda entry: entry[0])
    needed, money = float(cost[window].to_numpy().sum()), _money(possible, window)
    if not exceeds(needed, money):
        return
    in_window = cost.index[cost[window].sum(axis=1) > 0]
    finding = impossible(
        "Pots",
        "budget",
        N_(
            "In {period} the fixed sites cost at least {needed} million €, but all pots together may pay {money} "
            "million €: {sites}."
        ),
        N_("Raise the budgets, lower the costs, or make some of the sites candidates."),
        {
            "period": window[0] if len(window) == 1 else f"{window[0]} – {window[-1]}",
            "needed": at_least(needed, 3),
            "money": at_most(money, 3),
            "sites": listed(possible.labels("Sites")[in_window]),
        },
    )
    pots = possible.tables["Pots"]["pot"].unique()
    yield Contradiction(finding, (*(("Pots", pot) for pot in pots), *(("Sites", site) for site in in_window)))


def _windows(periods: list[str], last: str) -> list[list[str]]:
    """The period alone, and everything up to its end."""
    so_far = periods[: periods.index(last) + 1]
    return [[last], so_far] if len(so_far) > 1 else [so_far]


def _money(possible: Possible, window: list[str]) -> float:
    """Million EUR that all pots may pay in consecutive periods; where money is carried over, also what came before."""
    pots = possible.tables["Pots"]
    years = possible.tables["Periods"].set_index("period")["years"]
    so_far = possible.periods[: possible.periods.index(window[-1]) + 1]
    there = pots["period"].isin(window) | (pots["carry_over"] & pots["period"].isin(so_far))
    return float((pots["budget"] * pots["period"].map(years))[there].sum())


def _least_cost(possible: Possible) -> pd.DataFrame:
    """Million EUR by fixed site (index) and period (columns): each as its cheapest type of the period."""
    openings = possible.openings
    types = possible.tables["Types"].set_index("type")
    first = openings.groupby("site")["first_year"].transform("min")
    once = openings["type"].map(types["setup_cost"]) + openings["extra_setup_cost"] + _of_units(possible, "investment")
    total = once.where(openings["first_year"] == first, 0.0) + openings["years"] * _yearly(possible)
    return possible.of_sites(total / MILLION, openings["status"] == "fixed")


def _yearly(possible: Possible) -> pd.Series:
    """EUR a year that an opening costs at least; nothing where it may earn something."""
    openings, revenue = possible.openings, possible.tables["Revenue"]["type"]
    types = possible.tables["Types"].set_index("type")
    fixed = openings["type"].map(types["yearly_cost"] - types["host_saving"]).clip(lower=0.0)
    earns = openings["type"].isin(revenue) | bool((revenue == "").any())
    return (fixed + _of_units(possible, "running_cost") + _of_units(possible, "staff_cost")).where(~earns, 0.0)


def _of_units(possible: Possible, cost: str) -> pd.Series:
    """EUR by opening for the fewest units that have to be new."""
    holdings = possible.holdings
    new = np.maximum(holdings["least"] - holdings["standing"], 0.0)
    return possible.of_openings(new * holdings["resource"].map(_unit_cost(possible, cost)).fillna(0.0))


def _unit_cost(possible: Possible, cost: str) -> pd.Series:
    """EUR per unit of each resource: of the sheet Resources, or a year's pay for its staff."""
    if cost != "staff_cost":
        return possible.tables["Resources"].set_index("resource")[cost]
    posts = possible.tables["Staffing"]
    pay = posts["profession"].map(possible.tables["Professions"].set_index("profession")["staff_cost"])
    return (posts["fte"] * pay).groupby(posts["resource"]).sum()
