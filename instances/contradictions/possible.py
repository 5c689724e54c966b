"""What sites can be, each for itself: as which type they may run when, and how much of each resource they then have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from instances.complete import PLACE_GROUPS, TODAY
from instances.contradictions.contradiction import Demand
from instances.demand import residents_in
from instances.founding import Founding
from instances.instance import Instance

STATE = "state"
GROUPINGS = (STATE, *PLACE_GROUPS)
NOWHERE = "-"
"""The state of a site or place beyond the border."""


@dataclass(frozen=True)
class Scope:
    """A hard rule in one of its groups; ``group`` is empty for the whole state."""

    rule: Any
    group: str

    @property
    def key(self) -> tuple[str, str]:
        """Grouping and group."""
        return str(self.rule.grouping), self.group

    @property
    def demand(self) -> Demand:
        """As the explanation names it."""
        return ("Rules", self.rule.rule, self.group)

    @property
    def name(self) -> str:
        """The rule's label, and the group where there is one."""
        return f"{self.rule.label} ({self.group})" if self.group else str(self.rule.label)

    def holds(self, table: pd.DataFrame) -> pd.Series[bool]:
        """Which rows of a table with a column for each grouping lie in the group."""
        return table[str(self.rule.grouping)] == self.group


class Possible:
    """The completed tables of an instance, and what follows from them for each site alone."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.tables = instance.tables
        self.periods: list[str] = list(self.tables["Periods"]["period"])

    @cached_property
    def openings(self) -> pd.DataFrame:
        """A row for each site, type and period in which the site may run as the type.

        Columns: those of the sheet Sites; type, period, first_year, years; ``present``: the type is that of today;
        ``obliged``: the site must run; a column for each grouping.
        """
        return self.conceivable[self.conceivable["status"] != "excluded"].reset_index(drop=True)

    @cached_property
    def barred(self) -> pd.DataFrame:
        """The openings that excluded sites would have as candidates."""
        return self.conceivable[self.conceivable["status"] == "excluded"]

    @cached_property
    def conceivable(self) -> pd.DataFrame:
        """All openings, of excluded sites as if they were candidates."""
        sites, periods = self.sites, self.tables["Periods"][["period", "first_year", "years"]]
        types = [
            allowed.split(", ") if status == "excluded" else types
            for status, types, allowed in zip(sites["status"], sites["types"], sites["allowed_types"], strict=True)
        ]
        each = sites.assign(type=pd.Series(types, index=sites.index, dtype=object)).explode("type")
        each = each[each["type"].isin(self.tables["Types"]["type"])].merge(periods, how="cross")
        lead_time = self.tables["Types"].set_index("type")["lead_time"]
        present = (each["status"] == "existing") & (each["type"] == each["present_type"])
        ready = self.instance.settings.base_year + each["type"].map(lead_time)
        in_time = (each["first_year"] >= ready) & ~(each["first_year"] < each["earliest_year"])
        stays = (each["status"] == "existing") & ~each["may_close"]
        each = each.assign(present=present, obliged=stays | (each["status"] == "fixed"))
        return each[present | in_time].reset_index(drop=True)

    def excluded_in(self, scope: Scope, period: str) -> tuple[Demand, ...]:
        """Sites that would count for a rule in the period if they were not excluded."""
        there = self.barred[scope.holds(self.barred) & (self.barred["period"] == period)]
        counted = there[there["type"] == scope.rule.type] if scope.rule.type else there
        return tuple(("Sites", site) for site in counted["site"].unique())

    @cached_property
    def sites(self) -> pd.DataFrame:
        """The sheet Sites with a column for the state."""
        return _with_state(self.tables["Sites"])

    @cached_property
    def places(self) -> pd.DataFrame:
        """The sheet Places with a column for the state."""
        return _with_state(self.tables["Places"])

    @cached_property
    def residents(self) -> pd.DataFrame:
        """Residents by place (index) and period (columns)."""
        places, periods = self.tables["Places"], self.tables["Periods"]
        by_period = {
            period: residents_in(places, self.instance.settings, int(year))
            for period, year in zip(periods["period"], periods["first_year"], strict=True)
        }
        return pd.DataFrame(by_period, index=places["place"])

    @cached_property
    def holdings(self) -> pd.DataFrame:
        """A row for each opening and resource of its type.

        Columns: ``opening`` (the row in ``openings``), site, type, period, resource, ``standing`` (what is left of
        today), ``least`` and ``most`` that an open site has, in units of the resource.
        """
        each = self.openings.reset_index(names="opening")
        each = each[["opening", "site", "type", "period", "present", "outside"]].merge(
            self.tables["TypeResources"][["type", "resource", "minimum", "maximum"]], on="type"
        )
        own = self.tables["SiteLimits"].set_index(["site", "resource"])
        keys = pd.MultiIndex.from_frame(each[["site", "resource"]])
        minimum, maximum = (
            each[column].where(np.isnan(said), said)
            for column in ("minimum", "maximum")
            for said in [own[column].reindex(keys).to_numpy(dtype=float)]
        )
        moments = self._existing.reindex(keys).fillna(0.0)
        so_far = moments[self.periods].cummin(axis=1)
        at = (np.arange(len(each)), pd.Index(self.periods).get_indexer(pd.Index(each["period"])))
        standing, lasting = moments[self.periods].to_numpy()[at], so_far.to_numpy()[at]
        today = moments[TODAY].to_numpy()
        # at a site that goes on as what it is nothing that lasts is given up, and nothing is too much
        least = np.where(each["present"], np.maximum(np.minimum(minimum, standing), lasting), minimum)
        most = np.where(each["present"], np.maximum(maximum, today), maximum)
        most = np.where(each["outside"], today, most)
        return each.assign(standing=standing, least=least, most=most).drop(columns=["minimum", "maximum"])

    def of_openings(self, amounts: pd.Series) -> pd.Series:
        """Amounts of holdings (same index) added up by opening (index of ``openings``)."""
        total = amounts.groupby(self.holdings["opening"]).sum()
        return total.reindex(self.openings.index, fill_value=0.0)

    def of_sites(self, amounts: pd.Series, where: pd.Series[bool]) -> pd.DataFrame:
        """Amounts of openings by site (index) and period (columns): the least that any type of the site has."""
        concerned = self.openings.assign(amount=amounts)[where]
        least = concerned.groupby(["site", "period"])["amount"].min().unstack("period")
        return least.reindex(columns=self.periods).fillna(0.0)

    def labels(self, sheet: str) -> pd.Series:
        """The labels of a sheet by its key."""
        table = self.tables[sheet]
        return table.set_index(table.columns[0])["label"]

    @cached_property
    def founding(self) -> Founding:
        """Where the founding rules let a type begin."""
        return Founding(self.tables, self.instance.settings)

    @cached_property
    def _existing(self) -> pd.DataFrame:
        """Units by site and resource (index) and moment (columns): today and every period."""
        table = self.tables["Existing"].set_index(["site", "resource", "period"])["units"]
        return table.unstack("period").reindex(columns=[TODAY, *self.periods])

    def hard(self, *kinds: str) -> Iterator[Scope]:
        """Every hard rule of these kinds in every group that it speaks of."""
        rules = self.tables["Rules"]
        for row in rules[rules["kind"].isin(kinds) & (rules["strictness"] == "hard")].itertuples(index=False):
            for group in self._groups_of(row):
                yield Scope(row, group)

    def _groups_of(self, rule: Any) -> list[str]:
        """The group itself, or every group with residents where none is named."""
        if rule.grouping == STATE or rule.group:
            return [rule.group]
        lived_in = self.residents[self.periods[0]].to_numpy() > 0
        return [group for group in self.places.loc[lived_in, rule.grouping].unique() if group]


def _with_state(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{STATE: np.where(table["outside"], NOWHERE, "")})
