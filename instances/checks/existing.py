"""What stands today: whose it is, and whether its type can hold it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.checks.groups import lookup
from instances.checks.table import Mask, Tables
from instances.checks.wording import both, number_text
from instances.findings import Finding
from instances.i18n import N_

OWNERS = ("site", "place", "area")
TOLERANCE = 1e-6
PREFIX_OF_PRACTICES = "practices-"


def one_owner(tables: Tables) -> list[Finding]:
    """Rows that name none or more than one of site, place and area."""
    existing = tables["Existing"]
    given = np.array([existing.has(owner) for owner in OWNERS]).sum(axis=0)
    refused = existing.refused_in(*OWNERS)
    labels = both(existing.sheet.by_name[owner].label for owner in OWNERS)
    found = existing.error(
        "site",
        (given == 0) & ~refused,
        N_("The row names none of {owners}."),
        N_("Enter exactly one of them: whose capacity is it?"),
        owners=labels,
    )
    too_many = (given > 1) & ~refused
    for owner in reversed(OWNERS[1:]):
        here = too_many & existing.has(owner)
        too_many &= ~here
        found += existing.error(
            owner,
            here,
            N_("The row names more than one of {owners}."),
            N_("Keep exactly one of them and empty the others."),
            owners=labels,
        )
    return found


def nobody_collects(tables: Tables) -> list[Finding]:
    """Seats given per place or area, but no type whose sites could have them, or that has the resource."""
    existing, types = tables["Existing"], tables.effective("Types")
    loose = existing.has("place") | existing.has("area")
    first = np.zeros(len(existing), dtype=bool)
    first[np.flatnonzero(loose)[:1]] = True
    collecting = set(types.loc[types["collects_existing"] == "yes", "type"])
    if not collecting and not tables["Types"].refused["collects_existing"].any():
        return existing.error(
            "area",
            first,
            N_("Capacity is given per place or area, but no type takes it up."),
            N_("Enter yes under “{column_of_type}” on the sheet “{sheet}” for one type, such as practices."),
            column_of_type=tables["Types"].sheet.by_name["collects_existing"].label,
            sheet=tables["Types"].sheet.label,
        )
    rows = tables.effective("TypeResources")
    held = set(rows.loc[rows["type"].isin(collecting), "resource"])
    return existing.warning(
        "resource",
        loose & existing.has("resource") & ~existing["resource"].isin(held).to_numpy(dtype=bool),
        N_("{column}: the types that take up capacity of places and areas cannot hold “{value}”; it would be lost."),
        N_("Add a row for one of these types on the sheet “{sheet}”, or give the capacity per site."),
        sheet=tables["TypeResources"].sheet.label,
    )


def keys_of_practices(tables: Tables) -> list[Finding]:
    """Keys of sites that the program itself gives to the practices of a place."""
    sites = tables["Sites"]
    return sites.error(
        "site",
        sites["site"].str.startswith(PREFIX_OF_PRACTICES).to_numpy(dtype=bool),
        N_("{column}: keys that begin with “{prefix}” are given by the program itself."),
        N_("Choose another key."),
        prefix=PREFIX_OF_PRACTICES,
    )


def more_later(tables: Tables) -> list[Finding]:
    """Capacity that is said to grow by itself."""
    existing = tables["Existing"]
    names = [*OWNERS, "resource"]
    rows = existing.frame.assign(position=range(len(existing)))
    today = rows[rows["period"] == ""].drop_duplicates(names)
    joined = rows.merge(today[[*names, "units"]], on=names, how="left", suffixes=("", "_today"))
    now = joined.sort_values("position")["units_today"].to_numpy(dtype=float)
    return existing.warning(
        "units",
        existing.has("period") & (existing.number("units") > now + TOLERANCE),
        N_("{column}: {value} in this period, but only {today} today; what exists does not grow by itself."),
        N_("Enter what is still there of today's capacity. New capacity is planned, not entered."),
        today=[number_text(units) for units in now],
    )


def candidates_have_nothing(tables: Tables) -> list[Finding]:
    """Capacity of sites that do not exist today."""
    existing, sites = tables["Existing"], tables["Sites"]
    candidates = sites["site"][sites["status"] == "candidate"]
    return existing.warning(
        "site",
        existing.has("site") & existing["site"].isin(candidates).to_numpy(dtype=bool) & (existing.number("units") > 0),
        N_("{column}: “{value}” is a candidate, but has capacity today."),
        N_("Enter the status existing for the site, or delete the row."),
    )


def fits_its_type(tables: Tables) -> list[Finding]:
    """Capacity of existing and fixed sites beside what they, or else their types, need at least and hold at most."""
    existing, limits = tables["Existing"], _limits_today(tables)
    kind = lookup(existing["site"], limits.drop_duplicates("site").set_index("site")["type"]).to_numpy(dtype=object)
    rows = existing.frame.merge(limits, on=["site", "resource"], how="left")
    known = (kind != "") & (existing.number("units") > 0) & ~tables["TypeResources"].refused["maximum"].any()
    most = rows["maximum"].to_numpy(dtype=float)
    found = existing.warning(
        "units",
        known & np.isnan(most),
        N_("{column}: {value}, but a site of type “{type}” cannot have this resource; it is lost."),
        N_("Add the resource for this type on the sheet “{sheet}”, or correct the type."),
        type=kind,
        sheet=tables["TypeResources"].sheet.label,
    )
    found += existing.warning(
        "units",
        known & (existing.number("units") > most + TOLERANCE),
        N_("{column}: {value}, but the site, of type “{type}”, holds at most {most} of it; nothing can be added."),
        N_("Raise the maximum on the sheet “{sheet}”, or correct the amount or the type."),
        type=kind,
        most=[number_text(value) for value in most],
        sheet=[tables[said].sheet.label if said else "" for said in rows["maximum_said_on"].fillna("")],
    )
    return found + _too_little(tables, limits)


def _limits_today(tables: Tables) -> pd.DataFrame:
    """site, type, resource, minimum, maximum of every site as its present type: its own, else the type's.

    ``maximum_said_on`` is the sheet that says the maximum. Without a type, or one that is described, no rows.
    """
    sites = tables["Sites"].frame.drop_duplicates("site")[["site", "present_type"]]
    sites = sites[(sites["site"] != "") & (sites["present_type"] != "")].rename(columns={"present_type": "type"})
    of_type = tables.effective("TypeResources").drop_duplicates(["type", "resource"])
    own = tables["SiteLimits"].frame.drop_duplicates(["site", "resource"])
    rows = sites.merge(of_type[["type", "resource", "minimum", "maximum"]], on="type").merge(
        own[["site", "resource", "minimum", "maximum"]], on=["site", "resource"], how="left", suffixes=("_type", "")
    )
    minimum = rows["minimum"].fillna(rows["minimum_type"]).fillna(0.0)
    own_maximum = rows["maximum"].where(rows["maximum"] >= minimum)  # what contradicts itself is reported as such
    return rows.assign(
        minimum=minimum,
        maximum=own_maximum.fillna(rows["maximum_type"]).fillna(0.0),
        maximum_said_on=np.where(own_maximum.notna(), "SiteLimits", "TypeResources"),
    )


def _too_little(tables: Tables, limits: pd.DataFrame) -> list[Finding]:
    """Existing sites that have less than the minimum of their present type, or their own."""
    sites, existing = tables["Sites"], tables["Existing"]
    if not len(existing) or not existing.is_sound:
        return []
    today = existing.frame[existing["period"] == ""].groupby(["site", "resource"])["units"].sum()
    needed = limits[limits["minimum"] > 0]
    has = today.reindex(pd.MultiIndex.from_frame(needed[["site", "resource"]])).fillna(0.0).to_numpy(dtype=float)
    short = needed[has < needed["minimum"].to_numpy(dtype=float) - TOLERANCE].drop_duplicates("site").set_index("site")
    where: Mask = sites["site"].isin(short.index).to_numpy(dtype=bool)
    return sites.warning(
        "present_type",
        where,
        N_("{column}: “{value}” needs at least {minimum} of “{resource}”, but the site has less today."),
        N_("Complete the sheet “{sheet}”, or lower the minimum; a fixed site would have to add the rest."),
        minimum=[number_text(value) for value in sites["site"].map(short["minimum"]).fillna(0.0)],
        resource=lookup(sites["site"], short["resource"]).to_numpy(dtype=object),
        sheet=existing.sheet.label,
    )


def nothing_today(tables: Tables) -> list[Finding]:
    """A sheet of what exists that has no rows."""
    existing = tables["Existing"]
    if len(existing):
        return []
    return [
        existing.note(
            N_("No capacity of today is given."),
            N_("Enter the seats of today per area or place; without them every supply ratio begins at 0."),
        )
    ]
