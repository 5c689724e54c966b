"""Hosts of types: they are there, do not carry each other in a circle, and save no more than there is to save."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx
import numpy as np
import pandas as pd

from instances.checks.sites import SEPARATOR, possible_types
from instances.checks.table import Tables
from instances.checks.wording import listed
from instances.findings import Finding, Severity
from instances.hosts import possible_hosts
from instances.i18n import N_


def columns_without_hosts(tables: Tables) -> list[Finding]:
    """Minutes or savings of types that have no host."""
    types = tables["Types"]
    given = {"host_minutes": types.has("host_minutes"), "host_saving": types.number("host_saving") > 0}
    return [
        finding
        for column, where in given.items()
        for finding in types.warning(
            column,
            where & types.empty("host_types"),
            N_("{column}: the value has no effect, because no host type is given."),
            N_("Enter types under “{other}”, or empty the cell."),
            other=types.sheet.by_name["host_types"].label,
        )
    ]


def savings_above_cost(tables: Tables) -> list[Finding]:
    """Savings that are larger than the cost they are a part of."""
    types = tables["Types"]
    cost = np.nan_to_num(types.number("yearly_cost"))
    return types.error(
        "host_saving",
        (types.number("host_saving") > cost) & ~types.refused_in("yearly_cost"),
        N_("{column}: {value} is more than the fixed yearly cost of the type."),
        N_("Enter at most what stands under “{other}”."),
        other=types.sheet.by_name["yearly_cost"].label,
    )


def circles(tables: Tables) -> list[Finding]:
    """Types that need each other, or themselves, as hosts."""
    types = tables["Types"]
    needed = {
        name: hosts.split(SEPARATOR)
        for name, hosts, needs in zip(types["type"], types["host_types"], types.has("host_minutes"), strict=True)
        if name and hosts and needs
    }
    circles = _circles(needed)
    first = {next(name for name in needed if name in circle): circle for circle in circles}
    return types.error(
        "host_types",
        types["type"].isin(list(first)).to_numpy(dtype=bool),
        N_("{column}: these types need each other as hosts: {types}."),
        N_("Take one of them out, or empty “{other}” of one of them."),
        types=[listed(sorted(first.get(name, ()))) for name in types["type"]],
        other=types.sheet.by_name["host_minutes"].label,
    )


def _circles(needed: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """The sets of types that depend on each other, or on themselves."""
    graph = nx.DiGraph([(name, host) for name, hosts in needed.items() for host in hosts])
    found = nx.strongly_connected_components(graph)
    return [circle for circle in found if len(circle) > 1 or any(graph.has_edge(name, name) for name in circle)]


def hosts_that_never_run(tables: Tables) -> list[Finding]:
    """Types whose hosts no site may run as, although some site may run as the type."""
    types, existing, sites = tables["Types"], tables["Existing"], tables["Sites"]
    if not (sites.is_sound and len(sites)):
        return []
    possible = set().union(*possible_types(tables))
    if (existing.has("place") | existing.has("area")).any():
        possible |= set(types.frame.loc[types["collects_existing"] == "yes", "type"])
    hosts = [set(text.split(SEPARATOR)) - {""} for text in types["host_types"]]
    without = np.array([bool(names) and not names & possible for names in hosts], dtype=bool)
    return types.warning(
        "host_types",
        without & types.has("host_minutes") & types["type"].isin(list(possible)).to_numpy(dtype=bool),
        N_("{column}: no site may run as “{value}”, so the type can open nowhere."),
        N_("Allow sites to run as one of these types, or empty “{other}”."),
        other=types.sheet.by_name["host_minutes"].label,
    )


def out_of_reach(sites: pd.DataFrame, types: pd.DataFrame, travel: pd.DataFrame) -> list[Finding]:
    """Warnings about sites that can never run as a type, since none of its hosts is near enough.

    ``sites`` and ``types`` are completed tables, ``travel`` has the columns place, site, minutes.
    """
    needing = types.loc[(types["host_types"] != "") & types["host_minutes"].notna(), "type"]
    if needing.empty:
        return []
    wanted = sites[["site", "label", "status", "present_type", "types"]].explode("types")
    wanted = wanted[wanted["types"].isin(needing)]
    wanted = wanted[(wanted["status"] != "existing") | (wanted["types"] != wanted["present_type"])]
    carried = possible_hosts(sites, types, travel)[["site", "type"]].drop_duplicates()
    rows = wanted.merge(carried, left_on=["site", "types"], right_on=["site", "type"], how="left")
    lonely = rows[rows["type"].isna()]
    return [
        Finding(
            Severity.WARNING,
            N_("{name} can never run as “{type}”: no host of this type is near enough."),
            N_("Check the houses, the positions and the minutes to the host, or take the type out."),
            "Sites",
            "site",
            found=site,
            values={"name": label, "type": kind},
        )
        for site, label, kind in zip(lonely["site"], lonely["label"], lonely["types"], strict=True)
    ]
