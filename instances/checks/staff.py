"""Labour pools must at least hold the staff that works today, and their uplift needs team types."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.beyond import OUTSIDE
from instances.checks.groups import STATE, grouping_of, groups_of, lookup
from instances.checks.table import Tables
from instances.checks.wording import number_text
from instances.findings import Finding
from instances.i18n import N_

TOLERANCE = 1e-6


def pools_too_small(tables: Tables) -> list[Finding]:
    """Pools smaller than what exists already needs in the same period."""
    pools, existing = tables["LabourPools"], tables["Existing"]
    if not len(pools) or not len(existing) or not (existing.is_sound and tables["Staffing"].is_sound):
        return []
    staff = _staff(tables)
    groupings = grouping_of(pools)
    needed = np.array(
        [
            _needed(staff, *row)
            for row in zip(groupings, pools["group"], pools["profession"], pools["period"], strict=True)
        ],
        dtype=float,
    )
    return pools.error(
        "available",
        pools.number("available") < needed * (1 - TOLERANCE) - TOLERANCE,
        N_("{column}: {value}, but what exists already needs {needed}."),
        N_("Enter at least {needed}, or correct the sheets “{existing}” and “{staffing}”."),
        needed=[number_text(round(value, 2)) for value in needed],
        existing=existing.sheet.label,
        staffing=tables["Staffing"].sheet.label,
    )


def nobody_attracts(tables: Tables) -> list[Finding]:
    """Pools that team sites would raise, where no type is a team type."""
    pools = tables["LabourPools"]
    teams = (tables.effective("Types")["is_team"] == "yes").any()
    return pools.warning(
        "team_uplift",
        pools.has("team_uplift") & (pools.number("team_uplift") > 0) & (not teams),
        N_("{column}: {value} has no effect, because no type is a team type."),
        N_("Enter yes under “{other}” on the sheet “{sheet}”, or empty the cell."),
        other=tables["Types"].sheet.by_name["is_team"].label,
        sheet=tables["Types"].sheet.label,
    )


def _staff(tables: Tables) -> pd.DataFrame:
    """Staff that what exists needs: its groups, profession, period ("" is today), fte."""
    existing = tables["Existing"].frame
    posts = tables.effective("Staffing")[["resource", "profession", "fte"]]
    owners = pd.concat([existing[["site", "place", "area", "resource", "period"]], _where(tables)], axis=1)
    sites = tables["Sites"]
    ours = ~existing["site"].isin(sites["site"][sites["status"] == OUTSIDE])
    return owners.assign(units=existing["units"].fillna(0.0).where(ours, 0.0)).merge(posts, on="resource")


def _where(tables: Tables) -> pd.DataFrame:
    """For each row of what exists its group in every grouping, as columns ``in_…``; ``""`` where that is not certain.

    Seats of an area are spread over its places later; they certainly belong to a group only if all its places do.
    """
    existing = tables["Existing"]
    home = tables["Sites"].frame.drop_duplicates("site").set_index("site")["place"]
    place = existing["place"].where(existing["site"] == "", lookup(existing["site"], home))
    found = groups_of(tables, place)
    per_area = groups_of(tables, tables["Places"]["place"]).groupby("area").agg(_the_only_one)
    for grouping in found:
        of_area = existing["area"] if grouping == "area" else lookup(existing["area"], per_area[grouping])
        found[grouping] = found[grouping].where(existing["area"] == "", of_area)
    return found.assign(**{STATE: ""}).add_prefix("in_")


def _the_only_one(values: pd.Series) -> str:
    return str(values.iloc[0]) if values.nunique() == 1 else ""


def _needed(staff: pd.DataFrame, grouping: str, group: str, profession: str, period: str) -> float:
    """FTE that what exists in the group needs; in a period without figures of its own, as today."""
    if not grouping or (not group and grouping != STATE):  # reported as wrong or missing
        return 0.0
    rows = staff[(staff["profession"] == profession) & (staff[f"in_{grouping}"] == group)]
    if period == "":
        return _total(rows, rows["period"] == "")
    owner = [rows[column] for column in ("site", "place", "area", "resource")]
    special = rows["period"] == period
    replaced = special.groupby(owner).transform("any")
    return _total(rows, special | ((rows["period"] == "") & ~replaced))


def _total(rows: pd.DataFrame, which: pd.Series) -> float:
    return float((rows["units"] * rows["fte"])[which].sum())
