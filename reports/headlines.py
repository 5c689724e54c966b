"""What is told first about a plan: the figures of the first page and of the summary on the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from reports.labels import Labels
from reports.metrics import METRICS, Facts
from reports.numbers import number

USED_UP = 0.999


class Effect(NamedTuple):
    """A service: unserved today and without the plan (at least), with the plan; share in reach today and then."""

    service: str
    today: float
    without: float
    plan: float
    reach_today: float
    reach_plan: float


@dataclass(frozen=True, eq=False)
class Headlines:
    """The key figures with labels."""

    facts: Facts
    labels: Labels

    def metric(self, key: str) -> pd.DataFrame:
        """A metric of the plan."""
        return self.facts.once(METRICS[key].of)

    def figure(self, name: str, subject: str = "") -> float | None:
        """The value of a key figure in the plan; None where the plan has none."""
        rows = self.metric("kpis")
        hits = rows.loc[(rows["figure"] == name) & (rows["subject"] == subject), "after"]
        return float(hits.iloc[0]) if len(hits) else None

    @cached_property
    def counts(self) -> pd.Series:
        """Number of sites by change."""
        return self.facts.states["change"].value_counts()

    @property
    def opened(self) -> int:
        """Sites that open."""
        return int(self.counts.get("new", 0))

    @property
    def converted(self) -> int:
        """Sites that change their type."""
        return int(self.counts.get("converted", 0))

    @property
    def closed(self) -> int:
        """Sites that close."""
        return int(self.counts.get("closed", 0))

    @property
    def present_value(self) -> float:
        """Present value of all cost additional to today, million EUR."""
        return self.facts.discounted_cost

    @property
    def per_year(self) -> float | None:
        """Running cost per year in the last period, million EUR."""
        return self.figure("cost_per_year", self.facts.last)

    @property
    def last_year(self) -> int:
        """The first year of the last period."""
        return int(self.facts.first_year[self.facts.last])

    @cached_property
    def served(self) -> float:
        """Share of need that is served in the last period, services weighted."""
        return 1.0 - self._weighted_share("unmet_plan")

    @cached_property
    def served_today(self) -> float:
        """The same today, at most."""
        return 1.0 - self._weighted_share("unmet_today")

    def _weighted_share(self, column: str) -> float:
        rows = self.metric("unmet_services")
        weight = rows["service"].map(self.facts.unmet_weight)
        share = rows["share_today"] if column == "unmet_today" else rows["share_plan"]
        total = float((weight * rows["demand_equivalents"]).sum())
        return float((weight * rows["demand_equivalents"] * share).sum()) / total if total else 0.0

    @property
    def areas(self) -> int:
        """Number of planning areas."""
        return len(self.facts.instance.tables["Areas"])

    @cached_property
    def areas_below(self) -> tuple[int, int]:
        """Areas below the threshold today and in the last period."""
        rows = self.metric("kpis")
        row = rows[rows["figure"] == "areas_below"].iloc[0]
        return int(row["before"]), int(row["after"])

    @property
    def areas_below_before(self) -> int:
        """Areas below the threshold today."""
        return self.areas_below[0]

    @property
    def areas_below_after(self) -> int:
        """Areas below the threshold in the last period."""
        return self.areas_below[1]

    @cached_property
    def recruited(self) -> list[tuple[str, float]]:
        """Profession and posts recruited in the whole plan, the most first."""
        rows = self.metric("recruits")
        return list(zip(self.labels.series("Professions", rows["profession"]), rows["recruited"], strict=True))

    @property
    def recruited_fte(self) -> float:
        """Posts recruited in the whole plan."""
        return float(sum(fte for _, fte in self.recruited))

    @cached_property
    def opened_by_type(self) -> str:
        """``3 × Primärversorgungszentrum (PVZ), 1 × …`` of the sites that open."""
        states = self.facts.states
        counts = states.loc[states["change"] == "new", "type"].value_counts()
        return ", ".join(
            f"{number(float(count), self.labels.language)} × {self.labels.of('Types', str(name))}"
            for name, count in counts.items()
        )

    @cached_property
    def largest_openings(self) -> list[tuple[str, str, float, float]]:
        """Site, type, first year, residents assigned of what opens or converts, the largest first."""
        rows = self.metric("sites")
        rows = rows[rows["change"].isin(("new", "converted"))].sort_values("assigned", ascending=False, kind="stable")
        sites, types = self.labels.series("Sites", rows["site"]), self.labels.series("Types", rows["type"])
        return list(zip(sites, types, rows["opens"], rows["assigned"], strict=True))

    @cached_property
    def effects(self) -> list[Effect]:
        """What the plan brings, by service."""
        unmet = self.metric("unmet_services")
        reach = self.metric("access")
        reach = reach[reach["grouping"] == "state"].set_index("service")
        both = unmet.join(reach[["within_before", "within_after"]], on="service")
        names = self.labels.series("Services", both["service"])
        columns = ["unmet_today", "unmet_without", "unmet_plan", "within_before", "within_after"]
        return [Effect(name, *row) for name, row in zip(names, both[columns].itertuples(index=False), strict=True)]

    @cached_property
    def binding(self) -> list[tuple[str, float, float]]:
        """Rule or pot, how often missed, how often without slack; only what is either, the most missed first."""
        rules = self.metric("rule_summary")
        rules = rules.sort_values(["count_missed", "count_binding"], ascending=False, kind="stable")
        names = self.labels.series("Rules", rules["rule"])
        listed = list(
            zip(names, rules["count_missed"].astype(float), rules["count_binding"].astype(float), strict=True)
        )
        pots = self.metric("funding")
        full = pots[pots["used"] >= USED_UP].groupby("pot", sort=False).size()
        listed += [(self.labels.of("Pots", str(pot)), 0.0, float(count)) for pot, count in full.items()]
        return [row for row in listed if row[1] or row[2]]
