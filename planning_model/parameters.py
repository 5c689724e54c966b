"""The instance as the mathematics reads it: plain dictionaries keyed by the members of the sets.

Built once, before Pyomo. Demand and work are counted in *thousand equivalent residents* (a resident's mean demand for
a service is one equivalent resident), money in million EUR, so that coefficients stay within about 1e-3 … 1e4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from instances.complete import PLACE_GROUPS, TODAY
from instances.demand import residents_in
from instances.deprivation import fifths, weights
from instances.instance import Instance
from instances.pooling import Pool, pools
from planning_model.names import Period, Place, Resource, Service, Site, Type, records

THOUSAND = 1_000.0
MILLION = 1_000_000.0


@dataclass(frozen=True)
class Production:
    """How one resource produces one service in one type.

    ``units_per_thousand``: units of the resource that a thousand equivalent residents of the service take;
    ``max_share``: largest share of the resource in a site's service; ``supervision``: work of ``supervised_by`` for
    each unit.
    """

    resource: Resource
    service: Service
    units_per_thousand: float
    max_share: float
    supervision: float
    supervised_by: Resource | None


@dataclass(frozen=True)
class SiteData:
    """One site: what it is today and what the plan may do with it."""

    site: Site
    status: str
    types: tuple[Type, ...]
    present: Type | None
    may_close: bool
    may_convert: bool
    carrier: str
    legal_basis: str
    earliest_year: float
    extra_setup_cost: float
    groups: Mapping[str, str]

    @property
    def exists(self) -> bool:
        """Whether the site stands today."""
        return self.status == "existing"

    def origin(self, kind: Type) -> str:
        """``existing`` where the site goes on as what it is, ``new`` otherwise."""
        return "existing" if self.exists and kind == self.present else "new"


class Parameters:
    """All parameters of the model; every attribute is computed once from the instance's tables."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.tables = instance.tables
        self.settings = instance.settings

    # --- time ---------------------------------------------------------------------------------------------------------

    @cached_property
    def periods(self) -> list[Period]:
        """T in order."""
        return [Period(period) for period in self.tables["Periods"]["period"]]

    @cached_property
    def years(self) -> dict[Period, int]:
        """Length of every period in years."""
        return dict(zip(self.periods, self.tables["Periods"]["years"], strict=True))

    @cached_property
    def first_year(self) -> dict[Period, int]:
        """First calendar year of every period."""
        return dict(zip(self.periods, self.tables["Periods"]["first_year"], strict=True))

    @cached_property
    def weight(self) -> dict[Period, float]:
        """Share of the period's years in the whole horizon."""
        total = sum(self.years.values())
        return {period: years / total for period, years in self.years.items()}

    def discount(self, year: int) -> float:
        """Factor to the base year."""
        return float((1.0 + self.settings.discount_rate) ** (self.settings.base_year - year))

    def mean_discount(self, period: Period) -> float:
        """Mean factor over the period's years."""
        first, years = self.first_year[period], self.years[period]
        return sum(self.discount(year) for year in range(first, first + years)) / years

    # --- sites and types ----------------------------------------------------------------------------------------------

    @cached_property
    def sites(self) -> dict[Site, SiteData]:
        """J with everything known of each site; excluded sites are left out."""
        return {
            Site(row.site): SiteData(
                site=Site(row.site),
                status=row.status,
                types=row.types,
                present=Type(row.present_type) if row.status == "existing" else None,
                may_close=row.may_close,
                may_convert=row.may_convert,
                carrier=row.carrier,
                legal_basis=row.legal_basis,
                earliest_year=row.earliest_year,
                extra_setup_cost=row.extra_setup_cost,
                groups={grouping: getattr(row, grouping) for grouping in PLACE_GROUPS},
            )
            for row in records(self.tables["Sites"])
            if row.types
        }

    @cached_property
    def type_table(self) -> dict[Type, pd.Series]:
        """Costs and lead time of every type."""
        return {Type(str(kind)): row for kind, row in self.tables["Types"].set_index("type").iterrows()}

    def may_run(self, site: SiteData, kind: Type, period: Period) -> bool:
        """Whether lead time and earliest year let the site run as this type in the period."""
        if site.exists and kind == site.present:
            return True
        ready = self.settings.base_year + self.type_table[kind]["lead_time"]
        return bool(self.first_year[period] >= ready and not self.first_year[period] < site.earliest_year)

    # --- capacity -----------------------------------------------------------------------------------------------------

    @cached_property
    def limits(self) -> dict[Type, dict[Resource, tuple[float, float]]]:
        """Smallest and largest amount of each resource in each type."""
        limits: dict[Type, dict[Resource, tuple[float, float]]] = defaultdict(dict)
        for row in records(self.tables["TypeResources"]):
            limits[row.type][row.resource] = (row.minimum, row.maximum)
        return limits

    @cached_property
    def existing(self) -> dict[tuple[Site, Resource, str], float]:
        """Units that stand today (period ``today``) or still stand in a period."""
        table = self.tables["Existing"]
        return dict(
            zip(zip(table["site"], table["resource"], table["period"], strict=True), table["units"], strict=True)
        )

    def standing(self, site: Site, resource: Resource, period: str) -> float:
        """Existing units, 0 where nothing is said."""
        return self.existing.get((site, resource, period), 0.0)

    def lasting(self, site: Site, resource: Resource, period: Period) -> float:
        """Existing units that have stood in every period so far."""
        so_far = self.periods[: self.periods.index(period) + 1]
        return min(self.standing(site, resource, earlier) for earlier in so_far)

    @cached_property
    def pools(self) -> dict[Resource, Pool]:
        """The resources whose units stand in for each other."""
        return {Resource(name): pool for name, pool in pools(self.tables).items()}

    def smallest(self, site: SiteData, kind: Type, resource: Resource, period: Period) -> float:
        """The type's minimum; retirements never force an existing site to close."""
        minimum = self.limits[kind][resource][0]
        if site.exists and kind == site.present:
            return min(minimum, self.standing(site.site, resource, period))
        return minimum

    def largest(self, site: SiteData, kind: Type, resource: Resource) -> float:
        """The type's maximum; what stands today is never too much."""
        maximum = self.limits[kind][resource][1]
        if site.exists and kind == site.present:
            return max(maximum, self.standing(site.site, resource, TODAY))
        return maximum

    @cached_property
    def resource_table(self) -> dict[Resource, pd.Series]:
        """Step, costs and counting factor of every resource."""
        return {Resource(str(name)): row for name, row in self.tables["Resources"].set_index("resource").iterrows()}

    # --- demand and production ----------------------------------------------------------------------------------------

    @cached_property
    def services(self) -> list[Service]:
        """S: the services somebody needs."""
        needed = set(self.instance.demand["service"])
        return [Service(name) for name in self.tables["Services"]["service"] if name in needed]

    @cached_property
    def per_resident(self) -> dict[Service, float]:
        """Mean demand of a resident in the first period that has any, in service units per year."""
        totals = self.instance.demand.groupby(["service", "period"])["amount"].sum()
        means = {}
        for service in self.services:
            first = next(period for period in self.periods if (service, period) in totals.index)
            means[service] = float(totals[service, first]) / (sum(self.residents[first].values()) or 1.0)
        return means

    @cached_property
    def residents(self) -> dict[Period, dict[Place, float]]:
        """Residents of every place in every period."""
        places = self.tables["Places"]
        return {
            period: dict(
                zip(places["place"], residents_in(places, self.settings, self.first_year[period]), strict=True)
            )
            for period in self.periods
        }

    @cached_property
    def fifth(self) -> dict[Place, int]:
        """Deprivation fifth of every place, 0 where it is not known."""
        places = self.tables["Places"]
        return dict(zip(places["place"], fifths(places), strict=True))

    @cached_property
    def deprivation_weight(self) -> dict[Place, float]:
        """How much unmet need of the place counts in the measure of deprived places."""
        places = self.tables["Places"]
        counts = weights(fifths(places), self.settings.deprivation_weight)
        return dict(zip(places["place"], counts, strict=True))

    @cached_property
    def demand(self) -> dict[tuple[Place, Service, Period], float]:
        """Thousand equivalent residents; only what is above 0."""
        table = self.instance.demand
        scale = table["service"].map(self.per_resident) * THOUSAND
        return dict(
            zip(
                zip(table["place"], table["service"], table["period"], strict=True),
                table["amount"] / scale,
                strict=True,
            )
        )

    @cached_property
    def production(self) -> dict[Type, list[Production]]:
        """What each type can produce; a row for the type itself replaces the row for all types."""
        rows: dict[Type, dict[tuple[str, str], Production]] = {}
        table = self.tables["Production"]
        for kind in self.type_table:
            rows[kind] = {}
            for of_all_types in (True, False):
                chosen = table[table["type"] == ("" if of_all_types else kind)]
                rows[kind].update(self._productions(chosen, kind))
        return {kind: list(by_key.values()) for kind, by_key in rows.items()}

    def _productions(self, table: pd.DataFrame, kind: Type) -> dict[tuple[str, str], Production]:
        has = self.limits.get(kind, {})
        return {
            (row.resource, row.service): Production(
                resource=row.resource,
                service=row.service,
                units_per_thousand=THOUSAND * self.per_resident[row.service] / row.productivity,
                max_share=row.max_share,
                supervision=row.supervision,
                supervised_by=row.supervised_by or None,
            )
            for row in records(table)
            if row.resource in has and row.service in self.per_resident and self._can_be_supervised(row, has)
        }

    @staticmethod
    def _can_be_supervised(row: Any, has: Iterable[Resource]) -> bool:
        # Delegated work needs its supervisor in the same type; without one the resource cannot do it there.
        return not row.supervised_by or row.supervised_by in has

    @cached_property
    def produces(self) -> dict[Type, set[Service]]:
        """The services each type can offer."""
        return {kind: {row.service for row in rows} for kind, rows in self.production.items()}

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """place, site, service, minutes of every assignment that can matter."""
        travel = self.instance.travel[["place", "site", "minutes"]]
        offered = pd.DataFrame(
            [
                (site.site, service, self.instance.reach_limits[service])
                for site in self.sites.values()
                for service in self.services
                if any(service in self.produces[kind] for kind in site.types)
            ],
            columns=["site", "service", "limit"],
        )
        pairs = travel.merge(offered, on="site")
        return pairs.loc[pairs["minutes"] <= pairs["limit"], ["place", "site", "service", "minutes"]]
