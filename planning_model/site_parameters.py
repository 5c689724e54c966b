"""The part of the parameters that speaks of time, sites, types and capacity."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property

import pandas as pd

from instances.complete import PLACE_GROUPS, TODAY
from instances.founding import Founding
from instances.hosts import possible_hosts
from instances.instance import Instance
from instances.pooling import Pool, pools
from planning_model.entities import Host, SiteData
from planning_model.names import Period, Resource, Site, Type, records


class SiteParameters:
    """Time, sites, types and capacity; every attribute is computed once from the instance's tables."""

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
                outside=row.outside,
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

    @cached_property
    def hosts(self) -> dict[tuple[Site, Type], list[Host]]:
        """By site and type, who may carry the site while it runs as the type."""
        hosts: dict[tuple[Site, Type], list[Host]] = defaultdict(list)
        for row in records(possible_hosts(self.tables["Sites"], self.tables["Types"], self.instance.travel)):
            hosts[row.site, row.type].append(Host(row.host, row.host_type, row.same_house))
        return hosts

    @cached_property
    def founding(self) -> Founding:
        """Where the founding rules let a type begin."""
        return Founding(self.tables, self.settings)

    def needs_host(self, site: SiteData, kind: Type) -> bool:
        """Whether the site runs as the type only beside a host; what stands today goes on without."""
        row = self.type_table[kind]
        return bool(row["host_types"]) and not math.isnan(row["host_minutes"]) and site.present != kind

    def setup_cost(self, site: SiteData, kind: Type) -> float:
        """EUR when the site begins to run as the type; a site of today is converted."""
        row = self.type_table[kind]
        converted = site.exists and not math.isnan(row["conversion_cost"])
        return float(row["conversion_cost" if converted else "setup_cost"]) + site.extra_setup_cost

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
    def site_limits(self) -> dict[tuple[Site, Resource], tuple[float, float]]:
        """What a site says instead of its types; nan where it says nothing."""
        return {(row.site, row.resource): (row.minimum, row.maximum) for row in records(self.tables["SiteLimits"])}

    def limits_at(self, site: Site, kind: Type, resource: Resource) -> tuple[float, float]:
        """Smallest and largest amount of the resource where the site runs as the type."""
        own = self.site_limits.get((site, resource), (math.nan, math.nan))
        lowest, highest = (
            of_type if math.isnan(of_site) else of_site
            for of_site, of_type in zip(own, self.limits[kind][resource], strict=True)
        )
        return lowest, highest

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
        """The minimum of type or site; retirements never force an existing site to close."""
        minimum = self.limits_at(site.site, kind, resource)[0]
        if site.exists and kind == site.present:
            return min(minimum, self.standing(site.site, resource, period))
        return minimum

    def largest(self, site: SiteData, kind: Type, resource: Resource) -> float:
        """The maximum of type or site; what stands today is never too much, and beyond the border it is all."""
        if site.outside:
            return self.standing(site.site, resource, TODAY)
        maximum = self.limits_at(site.site, kind, resource)[1]
        if site.exists and kind == site.present:
            return max(maximum, self.standing(site.site, resource, TODAY))
        return maximum

    @cached_property
    def resource_table(self) -> dict[Resource, pd.Series]:
        """Step, costs and counting factor of every resource."""
        return {Resource(str(name)): row for name, row in self.tables["Resources"].set_index("resource").iterrows()}
