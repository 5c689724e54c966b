"""What keys are called: the names of places, sites, types and so on in the language of the report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.columns import GROUPINGS
from instances.defaults import default_table
from instances.i18n import N_, Language, translator
from instances.instance import Instance

LABELLED = ("Areas", "Places", "Sites", "Services", "Resources", "Types", "Professions", "Pots", "Rules", "Goals")
SHEET_OF_GROUPING = {"area": "Areas"}
LEVELS, PRIORITY = "Levels", N_("priority {number}")
QUINTILES = {"1": N_("1 (least deprived)"), "2": "2", "3": "3", "4": "4", "5": N_("5 (most deprived)")}


class Labels:
    """Labels of one instance in one language; a key without a label is its own label."""

    def __init__(self, instance: Instance, language: Language) -> None:
        self.instance = instance
        self.language = language
        self._cache: dict[str, Mapping[str, str]] = {}

    def of(self, sheet: str, key: str) -> str:
        """The label of ``key`` in the sheet with that stable key; several keys are separated by ", "."""
        if sheet == LEVELS:
            return translator(self.language)(PRIORITY).format(number=key)
        labels = self.all_of(sheet)
        return labels.get(key) or ", ".join(labels.get(part, part) for part in key.split(", "))

    def series(self, sheet: str, keys: pd.Series) -> pd.Series:
        """The labels of a whole column of keys."""
        return keys.map({key: self.of(sheet, key) for key in keys.unique()}).astype("str")

    def all_of(self, sheet: str) -> Mapping[str, str]:
        """Key → label of every row of ``sheet``; empty for a sheet without labels."""
        if sheet not in self._cache:
            self._cache[sheet] = self._read(sheet)
        return self._cache[sheet]

    def units(self, sheet: str) -> Mapping[str, str]:
        """Key → unit of every row of the services or resources."""
        table = self._table(sheet)
        return dict(zip(table[SHEETS_BY_KEY[sheet].identity[0]], table["unit"], strict=True))

    def group(self, grouping: str, key: str) -> str:
        """What one group of a grouping of places is called."""
        if grouping == "state" or not key:
            return self._state if grouping == "state" else ""
        if grouping == "quintile":
            return translator(self.language)(QUINTILES[key])
        if grouping == "rurality":
            choices = SHEETS_BY_KEY["Areas"].by_name["rurality"].choices
            return next((choice.label.in_(self.language) for choice in choices if choice.key == key), key)
        return self.of(SHEET_OF_GROUPING.get(grouping, ""), key)

    def grouping(self, key: str) -> str:
        """What a grouping of the catalogue is called."""
        return next((choice.label.in_(self.language) for choice in GROUPINGS if choice.key == key), key)

    @cached_property
    def _state(self) -> str:
        return self.instance.settings.state or translator(self.language)("state")

    def _read(self, sheet: str) -> Mapping[str, str]:
        sheet, _, column = sheet.partition(".")
        if sheet not in LABELLED:
            return {}
        table = self._table(sheet)
        return dict(zip(table[SHEETS_BY_KEY[sheet].identity[0]], table[column or "label"], strict=True))

    def _table(self, sheet: str) -> pd.DataFrame:
        """The rows of the sheet; rows that we supplied speak the language of the report."""
        if SHEETS_BY_KEY[sheet].has_defaults and self.instance.given[sheet].empty:
            return default_table(sheet, self.language)
        return self.instance.tables[sheet]
