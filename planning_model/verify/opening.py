"""Sites: which may be open when, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify.tolerance import excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

EXISTING, FIXED, EXCLUDED = "existing", "fixed", "excluded"
PERIODS_OPEN = N_("periods")
SITE = ("site",)


def states(case: Case) -> pd.DataFrame:
    """Every site and period, in order of time, with the input columns of the site.

    ``type`` is what it runs as (empty: closed), ``before`` what it ran as in the period before (today in the first),
    ``today`` what it is today (empty unless existing).
    """
    table = case.plan.sites.merge(case.table("Sites"), on="site").merge(case.periods, on="period")
    table = table.sort_values(["site", "position"], ignore_index=True)
    table["today"] = table["present_type"].where(table["status"] == EXISTING, "")
    table["before"] = table.groupby("site")["type"].shift().fillna(table["today"])
    return table


def allowed_type(case: Case) -> list[Violation]:
    """A site runs only as one of the types it may run as."""
    rows = case.states
    fits = [kind in ("", *types) for kind, types in zip(rows["type"], rows["types"], strict=True)]
    rows = _flag(rows, (rows["status"] != EXCLUDED) & ~np.array(fits, dtype=bool))
    return violations("allowed_type", rows, N_("the site must not run as {type}"), PERIODS_OPEN, SITE)


def excluded_site(case: Case) -> list[Violation]:
    """An excluded site stays closed."""
    rows = _flag(case.states, (case.states["status"] == EXCLUDED) & (case.states["type"] != ""))
    return violations("excluded_site", rows, N_("the site is excluded but open as {type}"), PERIODS_OPEN, SITE)


def existing_stays(case: Case) -> list[Violation]:
    """A site of today closes only where it may."""
    rows = case.states
    rows = _flag(rows, (rows["status"] == EXISTING) & (rows["type"] == "") & ~rows["may_close"])
    return violations("existing_stays", rows, N_("the site must not close"), PERIODS_OPEN, SITE)


def stays_open(case: Case) -> list[Violation]:
    """A site that the plan opened closes again only where it may."""
    rows = case.states
    closes = (rows["status"] != EXISTING) & (rows["type"] == "") & (rows["before"] != "")
    rows = _flag(rows, closes & ~rows["may_close"])
    return violations("stays_open", rows, N_("the site closes after it opened as {before}"), PERIODS_OPEN, SITE)


def type_change(case: Case) -> list[Violation]:
    """A site changes its type only where it may."""
    rows = case.states
    changed = (rows["type"] != "") & (rows["before"] != "") & (rows["type"] != rows["before"])
    message = N_("the site must not be converted from {before} to {type}")
    return violations("type_change", _flag(rows, changed & ~rows["may_convert"]), message, PERIODS_OPEN, SITE)


def begins_once(case: Case) -> list[Violation]:
    """A site begins a new type at most once, and does not return to what it was today."""
    rows = case.states
    begins = (rows["type"] != "") & (rows["type"] != rows["before"])
    again = begins.astype(int).groupby(rows["site"]).cumsum() > 1
    rows = _flag(rows, begins & (again | (rows["type"] == rows["today"])))
    message = N_("the site begins to run as {type} after it had already begun, or given up, another type")
    return violations("begins_once", rows, message, PERIODS_OPEN, SITE)


def closed_for_good(case: Case) -> list[Violation]:
    """A site of today that has closed does not open again, whatever as."""
    rows = case.states
    rows = _flag(rows, (rows["status"] == EXISTING) & (rows["type"] != "") & (rows["before"] == ""))
    message = N_("the site opens as {type} after it had closed")
    return violations("closed_for_good", rows, message, PERIODS_OPEN, SITE)


def earliest_opening(case: Case) -> list[Violation]:
    """Nothing opens, and nothing is converted, before the type's lead time is over and the site's earliest year."""
    rows = case.states
    rows = rows[(rows["type"] != "") & (rows["type"] != rows["today"])]
    lead = rows["type"].map(case.table("Types").set_index("type")["lead_time"])
    possible = np.fmax(case.instance.settings.base_year + lead, rows["earliest_year"])
    rows = rows.assign(possible=possible, amount=excess(possible, rows["first_year"]))
    message = N_("the site runs as {type} from {first_year} on, which is not possible before {possible}")
    return violations("earliest_opening", rows, message, N_("years"), SITE)


def fixed_opens(case: Case) -> list[Violation]:
    """A fixed site is open from the first period on in which one of its types can be."""
    sites = case.table("Sites")
    ways = sites.loc[sites["status"] == FIXED, ["site", "types", "earliest_year"]].explode("types")
    ways = ways.merge(case.table("Types")[["type", "lead_time"]], left_on="types", right_on="type")
    ways["possible"] = np.fmax(case.instance.settings.base_year + ways["lead_time"], ways["earliest_year"])
    possible = ways.groupby("site")["possible"].min()
    rows = case.states[case.states["site"].isin(possible.index)]
    late = (rows["type"] == "") & (rows["first_year"] >= rows["site"].map(possible))
    return violations("fixed_opens", _flag(rows, late), N_("the site is fixed but closed"), PERIODS_OPEN, SITE)


def minimum_life(case: Case) -> list[Violation]:
    """What has begun to run as a type in the plan does so for the type's minimum life."""
    rows = case.states
    begins = (rows["type"] != "") & (rows["type"] != rows["before"])
    rows = rows.assign(since=rows["first_year"].where(begins).groupby(rows["site"]).ffill())
    rows["since"] = rows.groupby("site")["since"].shift()
    life = rows["before"].map(case.table("Types").set_index("type")["minimum_life"])
    ends = (rows["before"] != "") & (rows["type"] != rows["before"])
    rows["lived"] = rows["first_year"] - rows["since"]
    rows = rows.assign(life=life, amount=excess(life, rows["lived"]))
    rows.loc[~ends | rows["since"].isna(), "amount"] = 0.0
    message = N_("the site ran as {before} for {lived} years only, {life} are the least")
    return violations("minimum_life", rows, message, N_("years"), SITE)


def change_column(case: Case) -> list[Violation]:
    """What the plan says has changed is what has changed against today."""
    rows = case.states
    is_open, was_open = rows["type"] != "", rows["today"] != ""
    wanted = np.select(
        [is_open & ~was_open, ~is_open & was_open, is_open & (rows["type"] != rows["today"])],
        ["new", "closed", "converted"],
        "none",
    )
    rows = _flag(rows.assign(wanted=wanted), rows["change"] != wanted)
    message = N_("the change is given as {change} but is {wanted}")
    return violations("change_column", rows, message, N_("rows"), SITE)


def _flag(rows: pd.DataFrame, broken: pd.Series[bool]) -> pd.DataFrame:
    return rows.assign(amount=broken.astype(float))
