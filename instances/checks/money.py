"""Pots and the rules under which they pay."""

from __future__ import annotations

import numpy as np

from instances.checks.groups import STATE, grouping_of, groups_of, lookup
from instances.checks.sites import SEPARATOR, possible_types
from instances.checks.table import Tables
from instances.checks.wording import close_match, number_text
from instances.complete import YEARS_OF_DEFAULT_PERIOD
from instances.findings import Finding, Severity
from instances.i18n import N_

EUR_PER_MILLION = 1e6


def no_budget(tables: Tables) -> list[Finding]:
    """Pots that are all empty."""
    pots = tables["Pots"]
    if not len(pots) or pots.refused["budget"].any() or pots.number("budget").sum() > 0:
        return []
    first = np.arange(len(pots)) == 0
    return pots.error("budget", first, N_("No pot has any money."), N_("Enter a budget above 0 for at least one pot."))


def matching(tables: Tables) -> list[Finding]:
    """Matching rules that are half given, or match a pot with itself."""
    rules = tables["PotRules"]
    found: list[Finding] = []
    for empty, other in (("match_share", "match_pot"), ("match_pot", "match_share")):
        found += rules.error(
            empty,
            rules.empty(empty) & ~rules.empty(other),
            N_("{column}: the cell is empty, but “{other}” is given."),
            N_("Enter both or none."),
            other=rules.sheet.by_name[other].label,
        )
    return found + rules.error(
        "match_pot",
        rules.has("match_pot") & (rules.text("match_pot") == rules.text("pot")),
        N_("{column}: the pot “{value}” cannot match itself."),
        N_("Choose another pot."),
    )


def attributes_nobody_has(tables: Tables) -> list[Finding]:
    """Rules for carriers or legal bases that no site has."""
    rules, sites = tables["PotRules"], tables["Sites"]
    found: list[Finding] = []
    for column in ("carrier", "legal_basis"):
        known = [name for name in sites[column].unique() if name]
        where = rules.has(column) & ~rules[column].isin(known).to_numpy(dtype=bool)
        matches = [close_match(name, known) if bad else "" for name, bad in zip(rules[column], where, strict=True)]
        near = where & np.array([match != "" for match in matches], dtype=bool)
        message = N_("{column}: no site has “{value}”, so the rule never applies.")
        found += rules.warning(column, near, message, N_("Did you mean “{match}”?"), match=matches)
        remedy = N_("Enter it under “{column}” on the sheet “{sheet}” as well, or correct the rule.")
        found += rules.warning(column, where & ~near, message, remedy, sheet=sites.sheet.label)
    return found


def said_differently(tables: Tables) -> list[Finding]:
    """Rows of a pot that contradict another of its rows: its region and what it needs hold in every period."""
    pots = tables["Pots"]
    found: list[Finding] = []
    for column in ("grouping", "group", "needs_type"):
        first = pots.frame[pots.has(column)].groupby("pot")[column].first()
        said = lookup(pots["pot"], first).to_numpy()
        found += pots.error(
            column,
            pots.has(column) & (pots.text(column) != said),
            N_("{column}: “{value}” stands here, but “{said}” in another row of the same pot."),
            N_("Enter the same in all rows of the pot, or use two pots."),
            said=said,
        )
    return found


def shares_at_odds(tables: Tables) -> list[Finding]:
    """Rules whose smallest share is above their largest, and rules that exclude their own pot."""
    rules = tables["PotRules"]
    largest = np.where(rules.has("max_share"), rules.number("max_share"), 1.0)
    found = rules.error(
        "min_share",
        rules.has("min_share") & (rules.number("min_share") > largest),
        N_("{column}: {value} is more than the rule's largest share."),
        N_("Lower the smallest share, or raise “{other}”."),
        other=rules.sheet.by_name["max_share"].label,
    )
    return found + rules.error(
        "excludes_pot",
        rules.has("excludes_pot") & (rules.text("excludes_pot") == rules.text("pot")),
        N_("{column}: the pot “{value}” cannot exclude itself."),
        N_("Choose another pot."),
    )


def nobody_runs_it(tables: Tables) -> list[Finding]:
    """Pots that wait for a type which no site of their region may run as."""
    pots, sites = tables["Pots"], tables["Sites"]
    if not pots.has("needs_type").any() or not sites.is_sound:
        return []
    groups = groups_of(tables, sites["place"]).assign(**{STATE: ""})
    possible = possible_types(tables)

    def may_run(grouping: str, group: str, kind: str) -> bool:
        return any(here == group and kind in types for here, types in zip(groups[grouping], possible, strict=True))

    never = [
        kind != "" and not may_run(str(grouping), str(group), str(kind))
        for grouping, group, kind in zip(grouping_of(pots), pots["group"], pots["needs_type"], strict=True)
    ]
    return pots.warning(
        "needs_type",
        np.array(never, dtype=bool) & ~pots.refused_in("grouping", "group"),
        N_("{column}: no site may run as “{value}” there, so the pot never pays."),
        N_("Allow the type at a site of the sheet “{sheet}”, or empty the cell."),
        sheet=sites.sheet.label,
    )


def fixed_sites_too_dear(tables: Tables) -> list[Finding]:
    """Fixed sites whose set-up alone costs more than all pots ever hold."""
    pots, needed = tables["Pots"], _setup_of_fixed_sites(tables)
    if not len(pots) or not (pots.is_sound and tables["Periods"].is_sound):
        return []
    money = _money(tables)
    if needed <= money * EUR_PER_MILLION or money == 0:
        return []
    return [
        Finding(
            Severity.ERROR,
            N_("Setting up the fixed sites costs {needed} million €, but all pots together hold {money} million €."),
            N_("Raise the budgets, correct the set-up costs, or make some of the sites candidates."),
            "Pots",
            "budget",
            pots.raw.cell(0, "budget"),
            values={"needed": number_text(round(needed / EUR_PER_MILLION, 3)), "money": number_text(round(money, 3))},
        )
    ]


def _setup_of_fixed_sites(tables: Tables) -> float:
    """€ that opening the fixed sites costs at least: each as its cheapest type."""
    sites, types = tables["Sites"], tables.effective("Types")
    costs = types.drop_duplicates("type").set_index("type")["setup_cost"].fillna(0.0)
    opening = sites.frame[(sites["status"] == "fixed") & (sites["present_type"] == "")]
    cheapest = [
        min((float(costs[name]) for name in allowed.split(SEPARATOR) if name in costs.index), default=0.0)
        for allowed in opening["allowed_types"]
    ]
    return sum(cheapest) + float(opening["extra_setup_cost"].fillna(0.0).sum())


def _money(tables: Tables) -> float:
    """Million € in all pots over all periods; a row for a period replaces the one for every period."""
    pots, periods = tables["Pots"].frame, tables["Periods"].frame
    if periods.empty:
        return float(pots["budget"].sum()) * YEARS_OF_DEFAULT_PERIOD
    total = 0.0
    for period, years in zip(periods["period"], periods["years"], strict=True):
        special = pots[pots["period"] == period]
        general = pots[(pots["period"] == "") & ~pots["pot"].isin(special["pot"])]
        total += float(years) * float(special["budget"].sum() + general["budget"].sum())
    return total
