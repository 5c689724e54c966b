"""Leading zeros that a spreadsheet took away: 7232296 is the municipality 07232296.

Keys and all references to them are restored together, so that they still match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from instances.catalogue import SHEETS, SHEETS_BY_KEY
from instances.checks.groups import GROUPED_SHEETS, in_grouping, members
from instances.checks.table import Mask, Tables
from instances.complete import DIGITS_OF_DISTRICT, LENGTH_OF_AGS
from instances.findings import Finding, Severity
from instances.i18n import N_

OFFICIAL_LENGTHS = (LENGTH_OF_AGS, 12)  # AGS, ARS
CITY_STATES = ("02", "11")  # their keys name no district
LAST_LAND = 16
WITH_RESTORED_KEYS = ("Areas", "Places", "Sites")
ROAD_NODES = (("Roads", "from_node"), ("Roads", "to_node"))


class Slot(NamedTuple):
    """A column, or the part of it, that holds keys of one kind."""

    sheet: str
    column: str
    rows: Mask | None = None


def with_restored_zeros(tables: Tables) -> tuple[Tables, list[Finding]]:
    """The tables with every lost zero restored, and one warning for each column that had some."""
    findings: list[Finding] = []
    for target in WITH_RESTORED_KEYS:
        slots = _slots(tables, target)
        tables, found = _replaced(tables, slots, _restored(tables, target, slots))
        findings += found
    tables, found = _restored_districts(tables)
    return tables, findings + found


def _slots(tables: Tables, target: str) -> list[Slot]:
    """Every column with keys of ``target``, the keys themselves first."""
    slots = [Slot(target, SHEETS_BY_KEY[target].identity[0])]
    for sheet in SHEETS:
        slots += [Slot(sheet.key, field.name) for field in sheet.fields if field.target == target]
    if target == "Areas":
        slots += [Slot(sheet, "group", in_grouping(tables[sheet], "area")) for sheet in GROUPED_SHEETS]
    else:
        slots += [Slot(*nodes) for nodes in ROAD_NODES if target in ("Places", "Sites")]
    return slots


def _restored(tables: Tables, target: str, slots: list[Slot]) -> dict[str, str]:
    """Keys and references that are to be spelled otherwise, with their right spelling."""
    keys = _digits(tables, slots[:1])
    official = _official(keys) if target == "Places" else {}
    spellings = _by_number(official.get(key, key) for key in keys)
    references = _by_number(_digits(tables, slots[1:]))
    right = dict(official)
    for number, known in spellings.items():
        if len(known) == 1:
            [key] = known
            same = known | references[number]
            spelling = key if len(key) in OFFICIAL_LENGTHS else max(same, key=len)
            right |= {word: spelling for word in same if word != spelling}
    return right


def _by_number(words: Iterable[str]) -> dict[str, set[str]]:
    """The words that differ in leading zeros only, by what is left without them."""
    found: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if number := word.lstrip("0"):
            found[number].add(word)
    return found


def _digits(tables: Tables, slots: Iterable[Slot]) -> set[str]:
    """The keys in ``slots`` that consist of digits."""
    found: set[str] = set()
    for slot in slots:
        words = tables[slot.sheet][slot.column]
        found |= set((words if slot.rows is None else words[slot.rows]).unique())
    return {word for word in found if word.isascii() and word.isdigit()}


def _official(keys: set[str]) -> dict[str, str]:
    """Municipality keys that lack their zero, if the other keys leave no doubt."""
    short = {key: "0" + key for key in keys if len(key) + 1 in OFFICIAL_LENGTHS and _looks_official("0" + key)}
    whole = [key for key in keys if len(key) in OFFICIAL_LENGTHS and key.startswith("0")]
    if whole or all(key in short or _looks_official(key) for key in keys):
        return short
    return {}


def _looks_official(key: str) -> bool:
    """Whether ``key`` is built like an AGS or ARS: Land, then a district that is not 00."""
    if len(key) not in OFFICIAL_LENGTHS or not 1 <= int(key[:2]) <= LAST_LAND:
        return False
    return key[:2] in CITY_STATES or key[3:DIGITS_OF_DISTRICT] != "00"


def _restored_districts(tables: Tables) -> tuple[Tables, list[Finding]]:
    """Districts that lack the zero which the key of their own place still has, and groups of districts."""
    places = tables["Places"]
    pairs = zip(places.text("place"), places.text("district"), strict=True)
    lost = {district: "0" + district for place, district in pairs if _is_short_district(place, district)}
    tables, findings = _replaced(tables, [Slot("Places", "district")], lost)
    known = set(members(tables, "district"))
    for sheet in GROUPED_SHEETS:
        slot = Slot(sheet, "group", in_grouping(tables[sheet], "district"))
        words = {word: "0" + word for word in _digits(tables, [slot]) if word not in known and "0" + word in known}
        tables, found = _replaced(tables, [slot], words)
        findings += found
    return tables, findings


def _is_short_district(place: str, district: str) -> bool:
    short = len(district) == DIGITS_OF_DISTRICT - 1
    return short and len(place) in OFFICIAL_LENGTHS and place.startswith("0" + district)


def _replaced(tables: Tables, slots: Iterable[Slot], right: Mapping[str, str]) -> tuple[Tables, list[Finding]]:
    """The tables with the words of ``right`` replaced in ``slots``."""
    findings: list[Finding] = []
    changed = dict(tables.by_sheet)
    for slot in slots if right else ():
        table = changed[slot.sheet]
        words = table[slot.column]
        where = words.isin(list(right)).to_numpy() & (True if slot.rows is None else slot.rows)
        if where.any():
            findings.append(_warning(tables, slot, where, right))
            column = words.where(~where, words.map(right))
            changed[slot.sheet] = replace(table, frame=table.frame.assign(**{slot.column: column}))
    return replace(tables, by_sheet=changed), findings


def _warning(tables: Tables, slot: Slot, where: Mask, right: Mapping[str, str]) -> Finding:
    table = tables[slot.sheet]
    first = int(np.flatnonzero(where)[0])
    word = table.text(slot.column)[first]
    values = {
        "column": table.sheet.by_name[slot.column].label,
        "count": int(where.sum()),
        "value": word,
        "restored": right[word],
    }
    return Finding(
        Severity.WARNING,
        N_("{column}: leading zeros were lost and have been restored, such as {value} to {restored} (cells: {count})."),
        N_("Nothing to do for this run. Format the column as text so that Excel keeps the zeros."),
        slot.sheet,
        slot.column,
        table.raw.cell(first, slot.column),
        word,
        values,
    )
