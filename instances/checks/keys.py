"""Keys are unique, and whatever refers to a key finds it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache

import numpy as np
import pandas as pd

from instances.catalogue import SHEETS
from instances.catalogue.fields import Field, Kind
from instances.checks.groups import GROUPED_SHEETS, ONE_GROUP_EACH, STATE, grouping_of, in_grouping, members
from instances.checks.table import Mask, Table, Tables
from instances.checks.wording import close_match, listed, number_text
from instances.complete import PLACE_GROUPS, YEARS_OF_DEFAULT_PERIOD, YEARS_UNTIL_DEFAULT_PERIOD
from instances.findings import Finding
from instances.i18n import LANGUAGES, N_, Language, Text

MOST_MATCHES = 40  # distinct misspelt keys of a column for which a close match is looked up
SEPARATOR = ", "


def duplicates(tables: Tables) -> list[Finding]:
    """Rows that name the same thing as a row above them."""
    return [finding for sheet in SHEETS if sheet.identity for finding in _duplicates(tables[sheet.key])]


def references(tables: Tables) -> list[Finding]:
    """Keys of other sheets that do not exist there."""
    found: list[Finding] = []
    for sheet in SHEETS:
        for field in sheet.fields:
            if field.target:
                found += _dangling(tables, tables[sheet.key], field)
    return found


def groups(tables: Tables) -> list[Finding]:
    """Groups that their grouping does not have."""
    if not len(tables["Places"]):
        return []
    return [finding for sheet in GROUPED_SHEETS for finding in _groups(tables, tables[sheet])]


def separators_in_type_keys(tables: Tables) -> list[Finding]:
    """Keys that could not be told apart in a list separated by commas."""
    types = tables["Types"]
    return types.error(
        "type",
        types["type"].str.contains("[,;]").to_numpy(dtype=bool),
        N_("{column}: the key “{value}” holds a comma or semicolon; lists of types could not be read."),
        N_("Use another character, such as _ or -."),
    )


def keys_of(tables: Tables, sheet: str) -> list[str]:
    """The keys that exist on a sheet, or that its defaults bring where it is empty."""
    rows = tables.effective(sheet)
    column = next(field.name for field in tables[sheet].sheet.fields if field.kind is Kind.KEY)
    keys = [key for key in rows[column].unique() if key]
    if sheet == "Periods" and not len(rows):
        first = int(tables.setting("base_year")) + YEARS_UNTIL_DEFAULT_PERIOD
        keys = [f"{first}-{first + YEARS_OF_DEFAULT_PERIOD - 1}"]
    return keys


def _duplicates(table: Table) -> list[Finding]:
    if len(table) < 2:
        return []
    identity = list(table.sheet.identity)
    rows = table.frame[identity]
    if "grouping" in identity:
        rows = rows.assign(grouping=grouping_of(table))
    named = (rows != "").any(axis=1).to_numpy() & ~table.refused_in(*identity)
    repeated = np.zeros(len(rows), dtype=bool)
    repeated[named] = rows[named].duplicated()
    if not repeated.any():
        return []
    excel_rows = pd.Series(table.raw.rows, index=rows.index).where(named)
    first = excel_rows.groupby([rows[column] for column in identity]).transform("min")
    return [
        finding
        for column, where in _cells_to_mark(table, identity, repeated)
        for finding in table.error(
            column,
            where,
            N_("“{name}” stands here a second time; first in row {first}."),
            N_("Delete one of the rows, or give one another key."),
            name=_names(table, rows),
            first=first.fillna(0).astype(int).to_numpy(),
        )
    ]


def _names(table: Table, rows: pd.DataFrame) -> list[Text]:
    """What each row is called: the parts of its identity, choices by their labels."""
    in_german, in_english = (
        [" × ".join(filter(None, map(_part, parts))) for parts in zip(*(_labelled(table, rows, language)), strict=True)]
        for language in LANGUAGES
    )
    return [Text(german, english) for german, english in zip(in_german, in_english, strict=True)]


def _part(cell: str | float) -> str:
    return cell if isinstance(cell, str) else number_text(cell).en


def _labelled(table: Table, rows: pd.DataFrame, language: Language) -> list[pd.Series]:
    """The columns of ``rows`` with the labels of choices in place of their keys."""
    fields = [table.sheet.by_name[str(column)] for column in rows]
    return [
        rows[field.name].replace({choice.key: choice.label.in_(language) for choice in field.choices})
        for field in fields
    ]


def _cells_to_mark(table: Table, identity: list[str], repeated: Mask) -> list[tuple[str, Mask]]:
    """For each column of the identity the repeated rows whose first filled cell is there."""
    left = repeated.copy()
    marked = []
    for column in identity:
        here = left & table.has(column)
        marked.append((column, here))
        left &= ~here
    return marked


def _dangling(tables: Tables, table: Table, field: Field) -> list[Finding]:
    if not len(table):
        return []
    known = set(keys_of(tables, field.target))
    if not known:  # a missing or empty sheet is reported as such
        return []
    words = table[field.name]
    if field.kind is Kind.REFS:
        bad_words = {text: _unknown(text.split(SEPARATOR), known) for text in words.unique() if text}
    else:
        bad_words = {word: [word] for word in words.unique() if word and word not in known}
    texts = {text: bad for text, bad in bad_words.items() if bad}
    if not texts:
        return []
    where = words.isin(list(texts)).to_numpy()
    label = tables[field.target].sheet.label
    return unknown_words(table, field.name, where, [texts.get(text, []) for text in words], known, label)


def _unknown(words: Iterable[str], known: Collection[str]) -> list[str]:
    return [word for word in words if word not in known]


def unknown_words(
    table: Table, column: str, where: Mask, words: list[list[str]], known: Collection[str], home: Text
) -> list[Finding]:
    """An error for every row of ``where`` whose ``words`` do not occur on the sheet called ``home``.

    Where a known word is close to the first of them it is offered.
    """
    suggest = _suggester(known)
    matches = [suggest(bad[0]) if mark else "" for bad, mark in zip(words, where, strict=True)]
    offered = where & np.array([match != "" for match in matches], dtype=bool)
    message = N_("{column}: “{word}” does not exist on the sheet “{home}”.")
    shown = [listed(bad) for bad in words]
    return [
        *table.error(column, offered, message, N_("Did you mean “{match}”?"), word=shown, match=matches, home=home),
        *table.error(
            column,
            where & ~offered,
            message,
            N_("Enter a key that exists there, or add a row for it. Known keys: {known}."),
            word=shown,
            known=listed(sorted(known)),
            home=home,
        ),
    ]


def _suggester(known: Collection[str]) -> Callable[[str], str]:
    """Close matches for the first few distinct words: looking them up among thousands of keys takes time."""
    names = sorted(known)
    looked_up = 0

    @cache
    def suggest(word: str) -> str:
        nonlocal looked_up
        looked_up += 1
        return close_match(word, names) if looked_up <= MOST_MATCHES else ""

    return suggest


def _groups(tables: Tables, table: Table) -> list[Finding]:
    found = table.error(
        "group",
        in_grouping(table, STATE) & table.has("group"),
        N_("{column}: the state has no groups, but “{value}” is entered."),
        N_("Leave the cell empty, or choose another grouping."),
    )
    if table.sheet.key in ONE_GROUP_EACH:
        found += table.error(
            "group",
            ~in_grouping(table, STATE) & table.empty("group") & ~table.refused_in("grouping"),
            N_("{column}: the cell is empty; it may be empty for the state only."),
            N_("Enter which group the row speaks of."),
        )
    for grouping in PLACE_GROUPS:
        rows = in_grouping(table, grouping) & ~table.refused_in("grouping")
        if rows.any():
            found += _unknown_groups(tables, table, grouping, rows)
    return found


def _unknown_groups(tables: Tables, table: Table, grouping: str, rows: Mask) -> list[Finding]:
    known = set(members(tables, grouping))
    home = tables["Areas" if grouping == "area" else "Places"].sheet.label
    if not known:
        return table.error(
            "grouping",
            rows & table.has("grouping"),
            N_("{column}: no place belongs to a group of “{value}”."),
            N_("Fill in that column of the sheet “{home}”, or choose another grouping."),
            home=home,
        )
    unknown = rows & table.has("group") & ~table["group"].isin(list(known)).to_numpy()
    return unknown_words(table, "group", unknown, [[word] for word in table.text("group")], known, home)
