"""Pathways and links: parts that are no pathways themselves, somebody who answers, partners that are others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.checks.table import Mask, Table, Tables
from instances.findings import Finding
from instances.i18n import N_


def parts_of_parts(tables: Tables) -> list[Finding]:
    """Parts that consist of parts themselves, and simple services in another quantity than 1."""
    rows = tables["Pathways"]
    itself = rows.has("service") & (rows.text("component") == rows.text("service"))
    composed = set(rows["service"][rows.has("service") & ~itself])
    found = rows.error(
        "component",
        ~itself & rows["component"].isin(composed).to_numpy(dtype=bool),
        N_("{column}: “{value}” consists of parts itself."),
        N_("Enter the parts that are worked on."),
    )
    return (
        found
        + rows.error(
            "quantity",
            itself & ~(rows.number("quantity") == 1.0) & ~rows.empty("quantity") & ~rows.refused_in("quantity"),
            N_("{column}: a service that is part of itself has the quantity 1, not {value}."),
            N_("Enter 1."),
        )
        + rows.error(
            "component",
            itself & rows["service"].isin(composed).to_numpy(dtype=bool),
            N_("{column}: “{value}” has other parts and cannot be a part of itself."),
            N_("Make it a service of its own, and enter that as the part."),
        )
    )


def nobody_answers(tables: Tables) -> list[Finding]:
    """Pathways all of whose parts may be done elsewhere, or that only replace."""
    rows = tables["Pathways"]
    if rows.refused_in("service", "component", "quantity", "linked_share").any():
        return []
    share = np.nan_to_num(rows.number("linked_share"))
    leading = (np.nan_to_num(rows.number("quantity")) > 0) & (share < 1)
    led = set(rows["service"][leading])
    first = ~rows["service"].duplicated().to_numpy(dtype=bool)
    return rows.error(
        "linked_share",
        first & rows.has("service") & ~rows["service"].isin(led).to_numpy(dtype=bool),
        N_("No part of “{service}” must be done by the institution that answers for it."),
        N_("Enter a quantity above 0 and a share below 100 % for at least one part."),
        service=list(rows["service"]),
    )


def replacing(tables: Tables) -> list[Finding]:
    """Parts of which something is moved without a quantity that is replaced, and more moved than there is."""
    rows = tables["Pathways"]
    moves = np.nan_to_num(rows.number("moved_share")) > 0
    found = rows.error(
        "replaced",
        moves & rows.empty("replaced"),
        N_("{column}: the cell is empty, but the row moves demand."),
        N_("Enter how many units of the part one occasion replaces."),
    )
    found += rows.error(
        "moved_share",
        moves & rows.has("service") & (rows.text("component") == rows.text("service")),
        N_("{column}: a service cannot replace itself."),
        N_("Empty the cell, or enter another part."),
    )
    moved = pd.Series(np.nan_to_num(rows.number("moved_share"))).groupby(rows["component"].to_numpy()).transform("sum")
    first = ~rows["component"].where(moves).duplicated().to_numpy(dtype=bool)
    return found + rows.error(
        "moved_share",
        first & moves & (moved.to_numpy() > 1.0 + 1e-9),
        N_("{column}: all rows together move {percent} % of “{component}”."),
        N_("Lower the shares to 100 % in all."),
        percent=[round(100 * share) for share in moved],
        component=list(rows["component"]),
    )


def produced_whole(tables: Tables) -> list[Finding]:
    """Pathways that a resource produces as a whole: only their parts are worked on."""
    pathways, production = tables["Pathways"], tables["Production"]
    others = pathways["component"] != pathways["service"]
    composed = set(pathways["service"][others & (pathways["service"] != "")])
    return production.error(
        "service",
        production["service"].isin(composed).to_numpy(dtype=bool),
        N_("{column}: “{value}” consists of parts (sheet “{sheet}”); only they are worked on."),
        N_("Delete the row, or the parts."),
        sheet=pathways.sheet.label,
    )


def partners(tables: Tables) -> list[Finding]:
    """Links with no partner or two, and of a site with itself."""
    rows = tables["Links"]
    named = rows.has("partner").astype(int) + rows.has("partner_place").astype(int)
    refused = rows.refused_in("partner", "partner_place")
    other = rows.sheet.by_name["partner_place"].label
    found = rows.error(
        "partner",
        (named != 1) & ~refused,
        N_("Give either “{column}” or “{other}”."),
        N_("Fill exactly one of the two cells."),
        other=other,
    )
    return found + rows.error(
        "partner",
        rows.has("partner") & (rows.text("partner") == rows.text("site")),
        N_("{column}: the site “{value}” cannot be its own partner."),
        N_("Enter another site."),
    )


def places_without_practices(tables: Tables) -> list[Finding]:
    """Partners that are the practices of a place that has none."""
    rows = tables["Links"]
    return rows.warning(
        "partner_place",
        bool(len(tables["Existing"])) & rows.has("partner_place") & ~_in_places_with_practices(tables, rows),
        N_("{column}: “{value}” has no practices of today, so nobody works over this link."),
        N_("Enter the seats of the place on the sheet “{sheet}”, or delete the row."),
        sheet=tables["Existing"].sheet.label,
    )


def _in_places_with_practices(tables: Tables, rows: Table) -> Mask:
    existing, places = tables["Existing"], tables["Places"]
    areas = set(existing["area"]) - {""}
    home = set(existing["place"]) | set(places["place"][places["area"].isin(areas)])
    return np.asarray(rows["partner_place"].isin(home), dtype=bool)


def links_nobody_has(tables: Tables) -> list[Finding]:
    """Candidates whose only types need more links than they have rows."""
    types, sites = tables.effective("Types"), tables["Sites"]
    links = pd.to_numeric(types["links_needed"]).fillna(0.0)
    needed = {kind: number for kind, number in zip(types["type"], links, strict=True) if kind}
    rows = tables["Links"].frame.groupby("site").size()
    fewest = np.array(
        [min((needed.get(kind, 0.0) for kind in kinds.split(", ")), default=0.0) for kinds in sites["allowed_types"]]
    )
    have = sites["site"].map(rows).fillna(0).to_numpy()
    may_open = sites["status"].isin(["candidate", "fixed"]).to_numpy(dtype=bool)
    return sites.warning(
        "allowed_types",
        may_open & (have < fewest),
        N_("{column}: the site would need {needed} links, the sheet “{sheet}” has {have}; it can never open."),
        N_("Add its possible partners there."),
        needed=[int(number) for number in fewest],
        have=[int(number) for number in have],
        sheet=tables["Links"].sheet.label,
    )
