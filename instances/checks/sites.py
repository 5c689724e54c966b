"""Sites: what their status needs, and what they can become."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.beyond import OUTSIDE
from instances.checks.table import Table, Tables
from instances.checks.wording import listed, number_text
from instances.complete import YEARS_UNTIL_DEFAULT_PERIOD
from instances.findings import Finding
from instances.i18n import N_

SEPARATOR = ", "


def types_by_status(tables: Tables) -> list[Finding]:
    """Sites that lack the types their status needs."""
    sites = tables["Sites"]
    status = sites.text("status")
    no_present, no_allowed = sites.empty("present_type"), sites.empty("allowed_types")
    found = sites.error(
        "present_type",
        np.isin(status, ["existing", OUTSIDE]) & no_present,
        N_("{column}: the site exists today, but its type is not given."),
        N_("Choose the type it runs as today."),
    )
    found += sites.error(
        "allowed_types",
        (status == "candidate") & no_allowed,
        N_("{column}: the site may open, but it is not said as what."),
        N_("Enter one or more types, separated by commas."),
    )
    found += sites.error(
        "allowed_types",
        (status == "fixed") & no_allowed & no_present,
        N_("{column}: the site opens in any case, but it is not said as what."),
        N_("Enter one or more types, separated by commas."),
    )
    return found + _types_without_effect(sites)


def _types_without_effect(sites: Table) -> list[Finding]:
    existing = sites.text("status") == "existing"
    others = [
        sorted(set(allowed.split(SEPARATOR)) - {present, ""})
        for allowed, present in zip(sites["allowed_types"], sites["present_type"], strict=True)
    ]
    has_others = np.array([len(names) > 0 for names in others], dtype=bool)
    may_convert = sites.text("may_convert") == "yes"
    found = sites.warning(
        "allowed_types",
        existing & has_others & ~may_convert & ~sites.refused_in("may_convert"),
        N_("{column}: “{value}” has no effect, because the site may not be converted."),
        N_("Enter yes under “{other}”, or empty the cell."),
        other=sites.sheet.by_name["may_convert"].label,
    )
    return found + sites.warning(
        "may_convert",
        existing & may_convert & ~has_others & ~sites.refused_in("allowed_types"),
        N_("{column}: the site may be converted, but no other type is allowed."),
        N_("Enter the types it may become under “{other}”."),
        other=sites.sheet.by_name["allowed_types"].label,
    )


def types_without_resources(tables: Tables) -> list[Finding]:
    """Types of sites for which the sheet of type resources, where it is given, has no row."""
    sites, types = tables["Sites"], tables["TypeResources"]
    if not len(types):
        return []
    described = set(types["type"]) | set(tables["Pots"]["needs_type"])  # a management unit needs no capacity
    known = set(tables.effective("Types")["type"])  # unknown types are reported as such
    found: list[Finding] = []
    for column in ("present_type", "allowed_types"):
        bare = [
            [name for name in text.split(SEPARATOR) if name and name in known and name not in described]
            for text in sites[column]
        ]
        found += sites.error(
            column,
            np.array([len(names) > 0 for names in bare], dtype=bool) & (sites.text("status") != "excluded"),
            N_("{column}: for “{type}” the sheet “{sheet}” has no row, so that nothing could stand there."),
            N_("Add rows for the type there, or choose another type."),
            type=[listed(names) for names in bare],
            sheet=types.sheet.label,
        )
    return found


def never_open(tables: Tables) -> list[Finding]:
    """Sites whose earliest year or lead time lies beyond the last period."""
    sites, types = tables["Sites"], tables.effective("Types")
    lead = types.drop_duplicates("type").set_index("type")["lead_time"].fillna(0.0)
    shortest = np.array([_shortest_lead(text, lead) for text in sites["allowed_types"]], dtype=float)
    base_year = float(tables.setting("base_year"))
    ready = np.fmax(base_year + shortest, sites.number("earliest_year"))
    late = (ready > _last_start(tables)) & sites.has("allowed_types") & sites.empty("present_type")
    message = N_("The site can open in {year} at the earliest; no period begins then or later.")
    remedy = N_("Check the earliest year, the lead time of its types, and the periods.")
    years = [number_text(year) for year in ready]
    found = sites.error("earliest_year", late & (sites.text("status") == "fixed"), message, remedy, year=years)
    return found + sites.warning(
        "earliest_year", late & (sites.text("status") == "candidate"), message, remedy, year=years
    )


def _shortest_lead(allowed: str, lead: pd.Series) -> float:
    known = [float(lead[name]) for name in allowed.split(SEPARATOR) if name in lead.index]
    return min(known, default=0.0)


def _last_start(tables: Tables) -> float:
    periods = tables["Periods"]
    if not len(periods):
        return float(tables.setting("base_year")) + YEARS_UNTIL_DEFAULT_PERIOD
    starts = periods.number("first_year")
    return float("inf") if np.isnan(starts).any() else float(starts.max())


def possible_types(tables: Tables) -> list[frozenset[str]]:
    """For each site, the types it may run as; a site that may not change has one."""
    sites = tables["Sites"]
    columns = zip(sites["status"], sites["present_type"], sites["allowed_types"], sites["may_convert"], strict=True)
    return [_possible(*row) for row in columns]


def _possible(status: str, present: str, allowed: str, may_convert: str) -> frozenset[str]:
    others = set(allowed.split(SEPARATOR)) - {""}
    own = {present} - {""}
    if status in ("excluded", OUTSIDE):
        return frozenset()
    if status == "existing" and may_convert != "yes":
        return frozenset(own)
    return frozenset(own | others)


def stays_as(tables: Tables) -> list[str]:
    """For each site, the type it certainly runs as in every plan; ``""`` where the plan has a choice."""
    sites = tables["Sites"]
    certain = (sites.text("status") == "fixed") | (
        (sites.text("status") == "existing") & (sites.text("may_close") != "yes")
    )
    return [
        next(iter(types)) if sure and len(types) == 1 else ""
        for sure, types in zip(certain, possible_types(tables), strict=True)
    ]


def site_limits(tables: Tables) -> list[Finding]:
    """Limits of single sites that say nothing, or that concern no type of the site."""
    rows = tables["SiteLimits"]
    found = rows.warning(
        "maximum",
        rows.empty("minimum") & rows.empty("maximum"),
        N_("The row says neither a minimum nor a maximum; it has no effect."),
        N_("Enter one of the two, or delete the row."),
    )
    types = dict(zip(tables["Sites"]["site"], possible_types(tables), strict=True))
    has_types = np.array([bool(types.get(site)) for site in rows["site"]], dtype=bool)
    idle = np.array([not kinds for kinds in _held_in(tables)], dtype=bool)
    sound = tables["Sites"].is_sound and tables["TypeResources"].is_sound
    return found + rows.warning(
        "resource",
        rows.has("resource") & has_types & idle & sound,
        N_("{column}: no type that the site may run as has “{value}”; the row has no effect."),
        N_("Add the resource for one of its types on the sheet “{sheet}”, or delete the row."),
        sheet=tables["TypeResources"].sheet.label,
    )


def site_minimum_above_maximum(tables: Tables) -> list[Finding]:
    """Sites that must have more of a resource than they may, with what their types say where the row says nothing."""
    rows, types = tables["SiteLimits"], tables.effective("TypeResources")
    of_type = types.drop_duplicates(["type", "resource"]).set_index(["type", "resource"])[["minimum", "maximum"]]
    most = np.full(len(rows), np.inf)
    least = np.zeros(len(rows))
    for position, (kinds, resource) in enumerate(zip(_held_in(tables), rows["resource"], strict=True)):
        limits = of_type.reindex([(kind, resource) for kind in kinds])
        most[position] = limits["maximum"].fillna(np.inf).min() if kinds else np.inf
        least[position] = limits["minimum"].fillna(0.0).max() if kinds else 0.0
    minimum, maximum = rows.number("minimum"), rows.number("maximum")
    highest = np.where(np.isnan(maximum), most, maximum)
    found = rows.error(
        "minimum",
        minimum > highest,
        N_("{column}: {value} is more than the maximum of {maximum}."),
        N_("Lower the minimum or raise the maximum."),
        maximum=[number_text(value) for value in highest],
    )
    return found + rows.error(
        "maximum",
        np.isnan(minimum) & (maximum < least),
        N_("{column}: {value} is less than the {minimum} that a type of the site must have."),
        N_("Raise the maximum, or enter a smaller minimum for this site."),
        minimum=[number_text(value) for value in least],
    )


def _held_in(tables: Tables) -> list[list[str]]:
    """For each row of the site limits, the types of the site that have the resource."""
    rows, limits = tables["SiteLimits"], tables.effective("TypeResources")
    holding = set(zip(limits["type"], limits["resource"], strict=True))
    types = dict(zip(tables["Sites"]["site"], possible_types(tables), strict=True))
    return [
        sorted(kind for kind in types.get(site, ()) if (kind, resource) in holding)
        for site, resource in zip(rows["site"], rows["resource"], strict=True)
    ]
