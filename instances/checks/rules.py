"""Planning rules: they say all that their kind needs, and can be kept at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from instances.catalogue.rules import RULE_KINDS, RULE_KINDS_BY_KEY
from instances.checks.groups import STATE, grouping_of, groups_of, members
from instances.checks.sites import possible_types, stays_as
from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import number_text
from instances.findings import Finding
from instances.i18n import N_, Text

PARAMETERS = ("service", "type", "resource", "minutes", "value", "parameter")
COUNTS = ("count_min", "count_max")
SUPPLY_RATIOS = ("supply_floor", "supply_cap")
OF_DEPRIVATION = ("deprived_unmet", "quintile_gap")
FLOORS_OF_SEATS = ("supply_floor", "functional_floor")
BY_SUPPLY_RATIO = (*SUPPLY_RATIOS, "founding_need", "functional_floor")
LARGEST_SHARE = {kind.key: 3.0 if kind.key in BY_SUPPLY_RATIO else 1.0 for kind in RULE_KINDS if kind.share}


def parameters(tables: Tables) -> list[Finding]:
    """Rules that lack a parameter of their kind, or give one that it does not have."""
    rules = tables["Rules"]
    kinds = rules.text("kind")
    labels = [RULE_KINDS_BY_KEY[kind].label if kind else Text("", "") for kind in kinds]
    found: list[Finding] = []
    for parameter in PARAMETERS:
        needs = np.array([kind != "" and parameter in RULE_KINDS_BY_KEY[kind].parameters for kind in kinds], dtype=bool)
        takes = np.array([kind != "" and parameter in RULE_KINDS_BY_KEY[kind].optional for kind in kinds], dtype=bool)
        found += rules.error(
            parameter,
            needs & rules.empty(parameter),
            N_("{column}: the cell is empty, but a rule of the kind “{kind}” needs it."),
            N_("Fill it in, or choose another kind."),
            kind=labels,
        )
        found += rules.warning(
            parameter,
            ~needs & ~takes & (kinds != "") & rules.has(parameter),
            N_("{column}: “{value}” has no effect in a rule of the kind “{kind}”."),
            N_("Empty the cell, or choose another kind."),
            kind=labels,
        )
    return found


def values(tables: Tables) -> list[Finding]:
    """Values that make no sense for the kind: shares above 100 %, halves of sites."""
    rules = tables["Rules"]
    value = rules.number("value")
    most = np.array([LARGEST_SHARE.get(kind, np.inf) for kind in rules["kind"]], dtype=float)
    large = value > most
    percent = large & (value / 100 <= most)
    shown = {
        "given": [number_text(number, percent=True) for number in value],
        "meant": [number_text(number / 100, percent=True) for number in value],
        "most": [number_text(number, percent=True) for number in most],
    }
    message = N_("{column}: {given} is more than {most}.")
    found = rules.error(
        "value",
        percent,
        message,
        N_("Did you mean {meant}? Type the percent sign as well, or the share as a number between 0 and 1."),
        **shown,
    )
    found += rules.error("value", large & ~percent, message, N_("Enter a share of at most {most}."), **shown)
    counts = np.isin(rules.text("kind"), COUNTS)
    return found + rules.error(
        "value",
        counts & (value != np.round(value)) & ~np.isnan(value),
        N_("{column}: {value} is not a whole number of sites."),
        N_("Enter a whole number."),
    )


def contradictions(tables: Tables) -> list[Finding]:
    """Floors above the cap of the same scope."""
    rules = tables["Rules"]
    if len(rules) < 2:
        return []
    frame = rules.frame.assign(grouping=grouping_of(rules), position=range(len(rules)))
    frame["hard"] = frame["strictness"] == "hard"
    found: list[Finding] = []
    for floor, cap in (COUNTS, SUPPLY_RATIOS):
        if not {floor, cap} <= set(frame["kind"]):
            continue
        scope = ["type", "grouping", "group"]
        pairs = frame[frame["kind"] == floor].merge(frame[frame["kind"] == cap], on=scope, suffixes=("", "_cap"))
        pairs = pairs[pairs["value"] > pairs["value_cap"]].drop_duplicates("position")
        certain = pairs["hard"] & pairs["hard_cap"] & (floor == COUNTS[0])
        for report, rows in ((rules.error, pairs[certain]), (rules.warning, pairs[~certain])):
            found += _contradictions(report, rows, len(rules), percent=floor == SUPPLY_RATIOS[0])
    return found


def _contradictions(
    report: Callable[..., list[Finding]], pairs: pd.DataFrame, count: int, *, percent: bool
) -> list[Finding]:
    other = dict(zip(pairs["position"], pairs["rule_cap"], strict=True))
    limit = dict(zip(pairs["position"], pairs["value_cap"], strict=True))
    where: Mask = np.isin(np.arange(count), pairs["position"])
    floor = dict(zip(pairs["position"], pairs["value"], strict=True))
    return report(
        "value",
        where,
        N_("{column}: at least {floor}, but the rule “{other}” allows at most {limit} in the same scope."),
        N_("Change one of the two values, or make one of the rules soft."),
        floor=[number_text(floor.get(position, 0.0), percent=percent) for position in range(count)],
        other=[other.get(position, "") for position in range(count)],
        limit=[number_text(limit.get(position, 0.0), percent=percent) for position in range(count)],
    )


def numbers_of_sites(tables: Tables) -> list[Finding]:
    """Numbers of sites that cannot be had: fewer may have the type than must, or more must than may."""
    rules = tables["Rules"]
    if not len(tables["Sites"]) or not len(tables["Places"]) or not (tables["Sites"].is_sound and rules.is_sound):
        return []
    groups = groups_of(tables, tables["Sites"]["place"])
    possible, certain = possible_types(tables), stays_as(tables)
    made_by_us = _made_from_seats(tables)
    groupings = grouping_of(rules)
    found: list[Finding] = []
    for position, (kind, name, group) in enumerate(zip(rules["kind"], rules["type"], rules["group"], strict=True)):
        if kind not in COUNTS or name in made_by_us or (not name and made_by_us):
            continue
        may = kind == COUNTS[0]
        counted = _can_be(name, possible) if may else _must_be(name, certain)
        scopes = _scopes(tables, groupings[position], group)
        numbers = {scope: int((counted & in_scope(groups, groupings[position], scope)).sum()) for scope in scopes}
        if numbers:
            found += _impossible(rules, position, numbers, at_least=may)
    return found


def floors_without_seats(tables: Tables) -> list[Finding]:
    """Hard floors on the supply of a group in which no seat can ever stand."""
    rules, places = tables["Rules"], tables["Places"]
    sources = [tables[sheet] for sheet in ("Sites", "Existing", "TypeResources", "Resources", "SiteLimits")]
    if not all(table.is_sound for table in (rules, places, *sources)):
        return []
    groups, groupings = groups_of(tables, places["place"]), grouping_of(rules)
    populated = places.number("residents") > 0
    asked = np.isin(rules.text("kind"), FLOORS_OF_SEATS) & (rules.text("strictness") == "hard")
    without = np.full(len(rules), "", dtype=object)
    for position in np.flatnonzero(asked & (rules.number("value") > 0)):
        seated = _may_have_seats(tables, counted_only=rules.text("kind")[position] == "supply_floor")
        for group in _scopes(tables, groupings[position], rules.text("group")[position]):
            inside = in_scope(groups, groupings[position], group)
            if (inside & populated).any() and not (inside & seated).any():
                without[position] = group or places.sheet.label
    return rules.error(
        "value",
        without != "",
        N_("{column}: a floor of {value} must be kept, but no site there can ever have a seat ({scope})."),
        N_("Allow a site there, lower the floor to 0, or make the rule soft."),
        scope=without,
    )


def _may_have_seats(tables: Tables, *, counted_only: bool) -> Mask:
    """Places where seats stand today or a site may have some; with ``counted_only`` seats that count as doctors."""
    places, existing, sites = tables["Places"], tables["Existing"], tables["Sites"]
    resources = tables.effective("Resources")
    seats = set(resources.loc[(resources["counting_factor"] > 0) | (not counted_only), "resource"])
    standing = existing.frame[existing["resource"].isin(seats) & (existing.number("units") > 0)]
    of_type = tables.effective("TypeResources")
    having = set(of_type.loc[of_type["resource"].isin(seats), "type"])
    able = np.array([not having.isdisjoint(types) for types in possible_types(tables)], dtype=bool)
    at = places["place"].isin([*standing["place"], *sites["place"][able]])
    return (at | (places["area"].isin(standing["area"]) & places.has("area"))).to_numpy(dtype=bool)


def _can_be(name: str, possible: Sequence[frozenset[str]]) -> Mask:
    """Sites that may have the type; an empty name means any."""
    return np.array([name in types if name else len(types) > 0 for types in possible], dtype=bool)


def _must_be(name: str, certain: Sequence[str]) -> Mask:
    """Sites that have the type in every plan; an empty name means any."""
    return np.array([sure == name if name else sure != "" for sure in certain], dtype=bool)


def _made_from_seats(tables: Tables) -> frozenset[str]:
    """Types of which the program itself makes sites, so that their number is not known here."""
    existing, types = tables["Existing"], tables.effective("Types")
    if not (existing.has("place") | existing.has("area")).any():
        return frozenset()
    return frozenset(types.loc[types["collects_existing"] == "yes", "type"])


def goals_without_deprivation(tables: Tables) -> list[Finding]:
    """Goals about deprived places where no place has a score."""
    goals, places = tables["Goals"], tables["Places"]
    if not len(places) or places.has("deprivation").any() or places.refused["deprivation"].any():
        return []
    return goals.warning(
        "measure",
        np.isin(goals.text("measure"), OF_DEPRIVATION),
        N_("{column}: “{value}” asks for deprived places, but no place has a score of deprivation."),
        N_("Enter the scores on the sheet “{sheet}”, or delete the goal."),
        sheet=places.sheet.label,
    )


def _scopes(tables: Tables, grouping: str, group: str) -> list[str]:
    if grouping == STATE or group:
        return [group]
    return members(tables, grouping)


def in_scope(groups: pd.DataFrame, grouping: str, group: str) -> Mask:
    """Which rows of ``groups`` belong to a group; all of them to the state."""
    if grouping == STATE:
        return np.ones(len(groups), dtype=bool)
    return (groups[grouping] == group).to_numpy(dtype=bool)


def _impossible(rules: Table, position: int, numbers: dict[str, int], *, at_least: bool) -> list[Finding]:
    value = rules.number("value")[position]
    scope, number = (min if at_least else max)(numbers.items(), key=lambda item: item[1])
    if np.isnan(value) or (number >= value if at_least else number <= value):
        return []
    where = np.arange(len(rules)) == position
    report = rules.error if rules.text("strictness")[position] == "hard" else rules.warning
    texts = {"number": number, "scope": f" ({scope})" if scope else ""}
    if at_least:
        message = N_("{column}: at least {value} sites, but only {number} are possible{scope}.")
        remedy = N_("Lower the value, or allow more sites to become this.")
    else:
        message = N_("{column}: at most {value} sites, but {number} cannot be avoided{scope}.")
        remedy = N_("Raise the value, or allow some of these sites to close or to be converted.")
    return report("value", where, message, remedy, **texts)
