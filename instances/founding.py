"""Where the founding rules let a type begin: conditions on the site and its surroundings, none of them on the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from instances.complete import Settings
from instances.demand import residents_in

# A ratio this near to its threshold, as a share of it, has reached it.
ROUNDING = 1e-6


class FoundingRule(Protocol):
    """What a founding rule asks for: its kind, its value, and the words it lists."""

    @property
    def kind(self) -> str:
        """Key of the kind of rule."""

    @property
    def value(self) -> float:
        """Threshold, for kinds that have one."""

    @property
    def words(self) -> tuple[str, ...]:
        """Ruralities, carriers, legal bases or actors."""


class Founding:
    """The conditions of founding, read from the completed tables."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], settings: Settings) -> None:
        self.tables = tables
        self.settings = settings
        self._conditions: Mapping[str, Callable[[FoundingRule, Any, str], bool]] = {
            "founding_need": lambda rule, site, t: self.supply_without_plan(site.area, t) < rule.value * (1 - ROUNDING),
            "founding_deprivation": lambda rule, site, _: self._deprivation[site.place] >= rule.value,
            "founding_rurality": lambda rule, site, _: self._rurality[site.area] in rule.words,
            "founding_carrier": lambda rule, site, _: site.carrier in rule.words,
            "founding_legal_basis": lambda rule, site, _: site.legal_basis in rule.words,
            "consent": lambda rule, site, _: not any((site.site, actor) in self._refused for actor in rule.words),
        }

    def allows(self, rule: FoundingRule, site: str, period: str) -> bool:
        """Whether a rule on founding or consent lets its type begin at the site in the period."""
        return self._conditions[rule.kind](rule, self._sites[site], period)

    def supply_without_plan(self, area: str, period: str) -> float:
        """Seats of today that still stand over the seats that the area needs; endless where nobody lives."""
        needed = self._needed.get((area, period), 0.0)
        return self._standing.get((area, period), 0.0) / needed if needed > 0 else float("inf")

    @cached_property
    def _sites(self) -> dict[str, Any]:
        sites = self.tables["Sites"]
        return dict(zip(sites["site"], sites.itertuples(index=False), strict=True))

    @cached_property
    def _needed(self) -> dict[Any, float]:
        places, periods = self.tables["Places"], self.tables["Periods"]
        ratio = places["area"].map(self._column("Areas", "ratio"))
        needed: dict[Any, float] = {}
        for period, year in zip(periods["period"], periods["first_year"], strict=True):
            seats = (residents_in(places, self.settings, year) / ratio).groupby(places["area"]).sum()
            needed |= {(area, period): float(number) for area, number in zip(seats.index, seats, strict=True)}
        return needed

    @cached_property
    def _standing(self) -> dict[Any, float]:
        rows = self.tables["Existing"].merge(self.tables["Sites"][["site", "status", "area"]], on="site")
        rows = rows[rows["status"] == "existing"]
        seats = rows["units"] * rows["resource"].map(self._column("Resources", "counting_factor"))
        return {key: float(total) for key, total in seats.groupby([rows["area"], rows["period"]]).sum().items()}

    @cached_property
    def _deprivation(self) -> dict[str, float]:
        return self._column("Places", "deprivation")

    @cached_property
    def _rurality(self) -> dict[str, str]:
        return self._column("Areas", "rurality")

    @cached_property
    def _refused(self) -> set[tuple[str, str]]:
        answers = self.tables["Consents"]
        refused = answers[answers["answer"] == "refused"]
        return set(zip(refused["site"], refused["actor"], strict=True))

    def _column(self, sheet: str, column: str) -> dict[Any, Any]:
        table = self.tables[sheet]
        return dict(zip(table[table.columns[0]], table[column], strict=True))
