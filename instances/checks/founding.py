"""Rules on founding and consent: what they list is known, and no fixed site breaks them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from instances.catalogue.areas import RURALITIES, rurality_of
from instances.checks.groups import grouping_of, groups_of, lookup
from instances.checks.rules import in_scope
from instances.checks.sites import SEPARATOR, possible_types
from instances.checks.table import Mask, Tables
from instances.checks.wording import both, close_match, listed, number_text
from instances.findings import Finding
from instances.i18n import N_

# where a word of the parameter has to occur, by the kind of the rule
HOME_OF_WORDS = {
    "founding_carrier": ("Sites", "carrier"),
    "founding_legal_basis": ("Sites", "legal_basis"),
    "resource_legal_basis": ("Sites", "legal_basis"),
    "consent": ("Consents", "actor"),
}


def unknown_ruralities(tables: Tables) -> list[Finding]:
    """Words that are no rurality, and ruralities that no planning area has."""
    rules = tables["Rules"]
    spatial = rules.text("kind") == "founding_rurality"
    known = [choice.key for choice in RURALITIES]
    bad = [_others(text, known, rurality_of) for text in rules["parameter"]]
    wrong = spatial & _any(bad)
    found = rules.error(
        "parameter",
        wrong,
        N_("{column}: “{word}” is no rurality."),
        N_("Enter one or more of: {options}."),
        word=[listed(words) for words in bad],
        options=both(choice.label for choice in RURALITIES),
    )
    areas = set(tables["Areas"]["rurality"])
    nowhere = [not areas & {rurality_of(word) for word in text.split(SEPARATOR)} for text in rules["parameter"]]
    return found + rules.warning(
        "parameter",
        spatial & ~wrong & rules.has("parameter") & np.array(nowhere, dtype=bool),
        N_("{column}: no planning area is “{value}”, so the type can be founded nowhere."),
        N_("Fill in the rurality on the sheet “{sheet}”, or correct the rule."),
        sheet=tables["Areas"].sheet.label,
    )


def words_nobody_has(tables: Tables) -> list[Finding]:
    """Carriers and legal bases that no site has, and actors of whom no consent is known; they may be misspelt."""
    rules = tables["Rules"]
    found: list[Finding] = []
    for kind, (sheet, column) in HOME_OF_WORDS.items():
        known = [word for word in tables[sheet][column].unique() if word]
        strangers = [_others(text, known) for text in rules["parameter"]]
        where = (rules.text("kind") == kind) & _any(strangers)
        if kind == "consent" and not known:  # all are still open
            continue
        matches = [close_match(words[0], known) if words else "" for words in strangers]
        near = where & np.array([match != "" for match in matches], dtype=bool)
        message = N_("{column}: “{word}” does not occur in the column “{other}” of the sheet “{sheet}”.")
        texts = {
            "word": [listed(words) for words in strangers],
            "other": tables[sheet].sheet.by_name[column].label,
            "sheet": tables[sheet].sheet.label,
        }
        found += rules.warning("parameter", near, message, N_("Did you mean “{match}”?"), match=matches, **texts)
        found += rules.warning(
            "parameter", where & ~near, message, N_("Enter it there as well, or correct the rule."), **texts
        )
    return found


def places_not_deprived(tables: Tables) -> list[Finding]:
    """Rules that ask for more deprivation than any place has."""
    rules = tables["Rules"]
    deprivation = tables["Places"].number("deprivation")
    most = float(np.nanmax(deprivation)) if np.isfinite(deprivation).any() else -1.0
    return rules.warning(
        "value",
        (rules.text("kind") == "founding_deprivation") & (rules.number("value") > most),
        N_("{column}: no place has a deprivation of {given} or more, so the type can be founded nowhere."),
        N_("Fill in the deprivation on the sheet “{sheet}”, or lower the value."),
        given=[number_text(value) for value in rules.number("value")],
        sheet=tables["Places"].sheet.label,
    )


def fixed_sites(tables: Tables) -> list[Finding]:
    """Hard rules that forbid what a fixed site has to open as; need is left out, for it depends on the period."""
    rules, sites = tables["Rules"], tables["Sites"]
    if not (rules.is_sound and sites.is_sound and len(sites)):
        return []
    groups = groups_of(tables, sites["place"])
    possible = possible_types(tables)
    fixed = sites.text("status") == "fixed"
    groupings = grouping_of(rules)
    broken: list[str] = []
    for position, row in enumerate(rules.frame.itertuples(index=False)):
        only = np.array([types == {row.type} for types in possible], dtype=bool)
        concerned = fixed & only & in_scope(groups, groupings[position], str(row.group))
        hard = row.strictness == "hard" and row.kind in FORBIDDEN
        names = sites.text("site")[concerned & FORBIDDEN[str(row.kind)](tables, row)] if hard else []
        broken.append(listed(list(names)))
    return rules.error(
        "rule",
        np.array([names != "" for names in broken], dtype=bool),
        N_("The rule forbids what these sites have to open as, since they are fixed: {sites}."),
        N_("Make the rule soft, correct it, or make the sites candidates."),
        sites=broken,
    )


def _by_deprivation(tables: Tables, rule: Any) -> Mask:
    places = tables["Places"].frame.drop_duplicates("place").set_index("place")["deprivation"]
    deprivation = places.reindex(tables["Sites"]["place"].to_numpy(dtype=object)).to_numpy(dtype=float)
    return np.asarray(~(deprivation >= rule.value), dtype=bool)


def _by_rurality(tables: Tables, rule: Any) -> Mask:
    area = groups_of(tables, tables["Sites"]["place"])["area"]
    rurality = lookup(area, tables["Areas"].frame.drop_duplicates("area").set_index("area")["rurality"])
    return ~rurality.isin([rurality_of(word) for word in _words(rule)]).to_numpy(dtype=bool)


def _by_refusal(tables: Tables, rule: Any) -> Mask:
    answers = tables["Consents"].frame
    refused = answers[(answers["answer"] == "refused") & answers["actor"].isin(_words(rule))]
    return tables["Sites"]["site"].isin(refused["site"]).to_numpy(dtype=bool)


def _by_word_in(column: str) -> Callable[[Tables, Any], Mask]:
    return lambda tables, rule: ~tables["Sites"][column].isin(_words(rule)).to_numpy(dtype=bool)


FORBIDDEN: Mapping[str, Callable[[Tables, Any], Mask]] = {
    "founding_deprivation": _by_deprivation,
    "founding_rurality": _by_rurality,
    "founding_carrier": _by_word_in("carrier"),
    "founding_legal_basis": _by_word_in("legal_basis"),
    "consent": _by_refusal,
}
"""Sites at which a rule does not let its type begin, by the kind of the rule."""


def _words(rule: Any) -> list[str]:
    return [word for word in str(rule.parameter).split(SEPARATOR) if word]


def _others(text: str, known: Collection[str], key: Callable[[str], str] = str) -> list[str]:
    return [word for word in text.split(SEPARATOR) if word and key(word) not in known]


def _any(words: list[list[str]]) -> Mask:
    return np.array([len(some) > 0 for some in words], dtype=bool)
