"""Where places and sites lie, and whether travel times can be had for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import number_text
from instances.findings import Finding
from instances.i18n import N_

# Germany and about 50 km around it, since sites beyond the border may count
LATITUDES = (46.8, 55.6)
LONGITUDES = (5.0, 15.9)
EASTINGS = (230_000.0, 960_000.0)
NORTHINGS = (5_190_000.0, 6_160_000.0)


def half_positions(tables: Tables) -> list[Finding]:
    """One coordinate without the other."""
    found: list[Finding] = []
    pairs = [("Places", "lat", "lon"), ("Places", "easting", "northing"), ("Sites", "lat", "lon")]
    for sheet, first, second in pairs:
        table = tables[sheet]
        for empty, other in ((first, second), (second, first)):
            found += table.error(
                empty,
                table.empty(empty) & ~table.empty(other),
                N_("{column}: the cell is empty, but “{other}” is given."),
                N_("Enter both coordinates or none."),
                other=table.sheet.by_name[other].label,
            )
    return found


def outside_the_country(tables: Tables) -> list[Finding]:
    """Coordinates that lie nowhere near Germany; swapped ones are recognised."""
    found = _outside(tables["Places"], ("lat", LATITUDES), ("lon", LONGITUDES))
    found += _outside(tables["Places"], ("easting", EASTINGS), ("northing", NORTHINGS))
    return found + _outside(tables["Sites"], ("lat", LATITUDES), ("lon", LONGITUDES))


Range = tuple[float, float]


def _outside(table: Table, first: tuple[str, Range], second: tuple[str, Range]) -> list[Finding]:
    a, b = table.number(first[0]), table.number(second[0])
    a_wrong, b_wrong = _beyond(a, first[1]), _beyond(b, second[1])
    swapped = a_wrong & b_wrong & ~_beyond(a, second[1]) & ~_beyond(b, first[1])
    found = table.error(
        first[0],
        swapped,
        N_("{column} {value} and {other} {other_value} lie far outside the country."),
        N_("The two are probably swapped: exchange them."),
        other=table.sheet.by_name[second[0]].label,
        other_value=[number_text(value) for value in b],
    )
    for (column, allowed), wrong in ((first, a_wrong), (second, b_wrong)):
        found += table.error(
            column,
            wrong & ~swapped,
            N_("{column}: {value} lies far outside the country."),
            N_("Expected is a value from {low} to {high}; check sign, decimal point and order."),
            low=number_text(allowed[0]),
            high=number_text(allowed[1]),
        )
    return found


def _beyond(values: NDArray[np.float64], allowed: Range) -> Mask:
    return (values < allowed[0]) | (values > allowed[1])


def without_position(tables: Tables) -> list[Finding]:
    """Places without coordinates for which the travel times and roads given do not suffice.

    A pair of place and site comes from the table if both occur there, else from the roads if both are nodes, else from
    coordinates. So a place may lack coordinates only if every site is covered by one of the first two.
    """
    places = tables["Places"]
    nowhere = places.empty("lat") & places.empty("lon") & places.empty("easting") & places.empty("northing")
    nowhere &= places.has("place")
    if not nowhere.any():
        return []
    keys = places["place"]
    by_table = keys.isin(tables["TravelTimes"]["place"]).to_numpy(dtype=bool)
    by_road = keys.isin(_nodes(tables)).to_numpy(dtype=bool)
    site_by_table, site_by_road = _sites_covered(tables)
    covered = np.where(
        by_table & by_road,
        (site_by_table | site_by_road).all(),
        np.where(by_table, site_by_table.all(), by_road & site_by_road.all()),
    )
    return places.error(
        "lat",
        nowhere & ~covered.astype(bool),
        N_("The place {place} has no coordinates, and travel times to some sites are not given either."),
        N_("Enter latitude and longitude (or easting and northing), or all of its travel times."),
        place=places.text("place"),
    )


def _nodes(tables: Tables) -> set[str]:
    roads = tables["Roads"]
    return {*roads["from_node"], *roads["to_node"]} - {""}


def _sites_covered(tables: Tables) -> tuple[Mask, Mask]:
    """For each site that may count: whether it occurs in the travel times, and whether it is a node of the roads."""
    sites, nodes = tables["Sites"], _nodes(tables)
    may_count = sites.text("status") != "excluded"
    in_table = sites["site"].isin(tables["TravelTimes"]["site"])
    in_roads = sites["site"].isin(nodes) | sites["place"].isin(nodes)
    return in_table.to_numpy(dtype=bool)[may_count], in_roads.to_numpy(dtype=bool)[may_count]


def unusable_roads(tables: Tables) -> list[Finding]:
    """Roads without time and length, or that lead nowhere."""
    roads = tables["Roads"]
    found = roads.error(
        "minutes",
        roads.empty("minutes") & roads.empty("km"),
        N_("The road has neither a travel time nor a length."),
        N_("Enter one of the two."),
    )
    return found + roads.warning(
        "to_node",
        roads.has("to_node") & (roads.text("from_node") == roads.text("to_node")),
        N_("The road leads from “{value}” back to itself; it has no effect."),
        N_("Correct one of the nodes, or delete the row."),
    )
