"""Capacity: what is kept, what is added, and what a site of its type may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify.opening import EXISTING
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

TODAY = "today"
UNITS = N_("units")
HERE = ("site", "resource")
SLOT = ["site", "resource", "period"]


def modules(case: Case) -> pd.DataFrame:
    """The plan's modules with running (type of the site then), existing (then), today, step, at_home and held.

    ``at_home`` is true where a site of today runs as what it is today; ``held`` are the units, with those that stand
    idle where that may be.
    """
    columns = ["site", "period", "type", "today", "status"]
    running = case.states[columns].rename(columns={"type": "running", "today": "type_today"})
    rows = case.plan.modules.merge(running, on=["site", "period"])
    rows["at_home"] = (rows["status"] == EXISTING) & (rows["running"] == rows["type_today"])
    rows = rows.drop(columns=["status", "type_today"]).merge(existing(case), on=SLOT, how="left")
    rows = rows.merge(existing_today(case), on=["site", "resource"], how="left")
    rows = rows.merge(case.table("Resources")[["resource", "step"]], on="resource")
    rows["held"] = rows["kept"] + rows["added"] if case.may_stand_idle else rows["units"]
    return rows.fillna({"existing": 0.0, "today": 0.0})


def limits(case: Case) -> pd.DataFrame:
    """site, type, resource, minimum, maximum: what is said of the site, else of the type, for every site and type."""
    of_type = case.table("TypeResources")[["type", "resource", "minimum", "maximum"]]
    rows = (
        case.table("Sites")[["site"]]
        .merge(of_type, how="cross")
        .merge(
            case.table("SiteLimits")[["site", "resource", "minimum", "maximum"]],
            on=["site", "resource"],
            how="left",
            suffixes=("_of_type", "_of_site"),
        )
    )
    for bound in ("minimum", "maximum"):
        rows[bound] = rows[f"{bound}_of_site"].fillna(rows[f"{bound}_of_type"])
    return rows[["site", "type", "resource", "minimum", "maximum"]]


def units_sum(case: Case) -> list[Violation]:
    """Capacity is what is kept and what is added, less what stands idle where that may be."""
    rows = case.modules
    whole = rows["kept"] + rows["added"]
    most = np.maximum(rows["kept"], np.minimum(rows["units"], whole)) if case.may_stand_idle else whole
    rows = rows.assign(amount=difference(rows["units"], most, rows["step"]))
    message = N_("{units} units are not the sum of {kept} kept and {added} added")
    return violations("units_sum", rows, message, UNITS, HERE)


def kept_within_existing(case: Case) -> list[Violation]:
    """No more is kept than still stands."""
    rows = case.modules
    rows = rows.assign(amount=excess(rows["kept"], rows["existing"], rows["step"]))
    message = N_("{kept} units are kept although only {existing} still stand")
    return violations("kept_within_existing", rows, message, UNITS, HERE)


def kept_stays(case: Case) -> list[Violation]:
    """A site that goes on as what it is today keeps all that has stood until then."""
    stands = existing(case).merge(case.periods[["period", "position"]], on="period").sort_values("position")
    stands["lasting"] = stands.groupby(["site", "resource"])["existing"].cummin()
    home = case.states[(case.states["status"] == EXISTING) & (case.states["type"] == case.states["today"])]
    rows = stands.merge(home[["site", "period", "type"]], on=["site", "period"])
    rows = rows.merge(case.table("TypeResources")[["type", "resource"]], on=["type", "resource"])
    rows = rows.merge(case.plan.modules[[*SLOT, "kept"]], on=SLOT, how="left").fillna({"kept": 0.0})
    rows = rows.merge(case.table("Resources")[["resource", "step"]], on="resource")
    rows["amount"] = excess(rows["lasting"], rows["kept"], rows["step"])
    message = N_("{lasting} units still stand, only {kept} are kept")
    return violations("kept_stays", rows, message, UNITS, HERE)


def kept_never_rises(case: Case) -> list[Violation]:
    """What was given up does not come back as kept."""
    rows = over_time(case, "kept")
    rows["amount"] = excess(rows["kept"], rows["before"], rows["step"])
    rows.loc[rows["position"] == 0, "amount"] = 0.0
    message = N_("the units kept rise from {before} to {kept}")
    return violations("kept_never_rises", rows, message, UNITS, HERE)


def added_never_falls(case: Case) -> list[Violation]:
    """What was added stays as long as the site runs as the same type."""
    running = case.states[["site", "period", "type", "before"]].rename(columns={"before": "type_before"})
    rows = case.added.merge(running, on=["site", "period"])
    rows["amount"] = excess(rows["before"], rows["added"], rows["step"])
    rows.loc[(rows["type"] == "") | (rows["type"] != rows["type_before"]), "amount"] = 0.0
    message = N_("the units added fall from {before} to {added}")
    return violations("added_never_falls", rows, message, UNITS, HERE)


def added_in_steps(case: Case) -> list[Violation]:
    """What is added is a whole number of steps."""
    rows = case.modules
    whole = np.round(rows["added"] / rows["step"]) * rows["step"]
    rows = rows.assign(amount=difference(rows["added"], whole, rows["step"]))
    message = N_("{added} units added are no multiple of {step}")
    return violations("added_in_steps", rows, message, UNITS, HERE)


def units_at_open_sites(case: Case) -> list[Violation]:
    """Capacity stands at open sites only, under the type they run as."""
    rows = case.modules
    rows = rows.assign(amount=rows["units"].where(rows["type"] != rows["running"], 0.0))
    message = N_("{units} units belong to type {type}, as which the site does not run")
    return violations("units_at_open_sites", rows, message, UNITS, HERE)


def units_minimum(case: Case) -> list[Violation]:
    """An open site has at least the minimum for it; a site of today at least what still stands, if less."""
    rows = case.states[case.states["type"] != ""].merge(case.limits, on=["site", "type"])
    rows = rows.merge(case.modules[["type", *SLOT, "held"]], on=["type", *SLOT], how="left")
    rows = rows.merge(existing(case), on=SLOT, how="left").fillna({"held": 0.0, "existing": 0.0})
    at_home = (rows["status"] == EXISTING) & (rows["type"] == rows["today"])
    rows["least"] = rows["minimum"].where(~at_home, np.minimum(rows["minimum"], rows["existing"]))
    rows["amount"] = excess(rows["least"], rows["held"])
    message = N_("there are {held} units; as {type} the site needs {least}")
    return violations("units_minimum", rows, message, UNITS, HERE)


def outside_as_it_is(case: Case) -> list[Violation]:
    """Nothing is added beyond the border."""
    sites = case.table("Sites")
    beyond = sites.loc[sites["outside"], ["site"]]
    if beyond.empty:
        return []
    rows = case.plan.modules.merge(beyond, on="site")
    rows = rows.assign(amount=rows["added"])
    message = N_("{added} units are added at a site outside, about which the plan decides nothing")
    return violations("outside_as_it_is", rows, message, UNITS, HERE)


def units_maximum(case: Case) -> list[Violation]:
    """An open site has at most the maximum for it; a site of today may keep what it has."""
    rows = case.modules.merge(case.limits, on=["site", "type", "resource"], how="left").fillna({"maximum": 0.0})
    rows["most"] = rows["maximum"].where(~rows["at_home"], np.maximum(rows["maximum"], rows["today"]))
    rows["amount"] = excess(rows["held"], rows["most"], rows["step"])
    message = N_("there are {held} units; as {type} the site may have {most}")
    return violations("units_maximum", rows, message, UNITS, HERE)


def over_time(case: Case, column: str) -> pd.DataFrame:
    """site, resource, period, position, step, ``column``, before: a column of modules now and in the period before.

    A row that is missing counts 0, as does the time before the first period.
    """
    wide = case.plan.modules.groupby(SLOT)[column].sum().unstack("period")
    wide = wide.reindex(columns=list(case.periods["period"])).fillna(0.0)
    before = wide.shift(axis=1, fill_value=0.0)
    rows = pd.DataFrame({column: wide.stack(), "before": before.stack()}).reset_index()
    rows = rows.astype({"site": "str", "resource": "str", "period": "str"})
    steps = case.table("Resources")[["resource", "step"]]
    return rows.merge(steps, on="resource").merge(case.periods[["period", "position"]], on="period")


def existing(case: Case) -> pd.DataFrame:
    """site, resource, period, existing: what still stands."""
    return case.table("Existing").rename(columns={"units": "existing"})[[*SLOT, "existing"]]


def existing_today(case: Case) -> pd.DataFrame:
    """site, resource, today: what stands today."""
    rows = case.table("Existing")
    return rows[rows["period"] == TODAY].rename(columns={"units": "today"})[["site", "resource", "today"]]
