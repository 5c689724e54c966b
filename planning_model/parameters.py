"""The instance as the mathematics reads it: plain dictionaries keyed by the members of the sets.

Built once, before Pyomo. Demand and work are counted in *thousand equivalent residents* (a resident's mean demand for
a service is one equivalent resident), money in million EUR, so that coefficients stay within about 1e-3 … 1e4.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from instances.complete import PLACE_GROUPS, TODAY
from instances.demand import residents_in
from instances.deprivation import fifths, weights
from instances.founding import Founding
from instances.hosts import possible_hosts
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


class Host(NamedTuple):
    """Another site that may carry one, while it runs as the type."""

    site: Site
    type: Type
    same_house: bool


@dataclass(frozen=True)
class Component:
    """A part that a service consists of; a simple service has one, itself.

    ``factor``: thousand equivalent residents of the part per thousand equivalent residents of the service;
    ``linked_share``: largest share of it that linked sites may do.
    """

    part: Service
    factor: float
    linked_share: float


@dataclass(frozen=True)
class Link:
    """``partner`` may work for ``site``; ``yearly_cost`` in EUR while the link is used."""

    site: Site
    partner: Site
    yearly_cost: float


@dataclass(frozen=True)
class SiteData:
    """One site: what it is today and what the plan may do with it."""

    site: Site
    status: str
    types: tuple[Type, ...]
    present: Type | None
    outside: bool
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
    def parts(self) -> dict[Service, list[Component]]:
        """What each service of S consists of; parts of quantity 0 are only replaced and need no work."""
        mean = self.per_resident_of_part
        found: dict[Service, list[Component]] = {service: [] for service in self.services}
        for row in records(self._worked_rows):
            factor = row.quantity * self.per_resident[row.service] / mean[row.component]
            found[row.service].append(Component(Service(row.component), factor, row.linked_share))
        return found

    def parts_on_site(self, service: Service) -> list[Service]:
        """The parts that an offering site must be able to do itself."""
        return [component.part for component in self.parts[service] if component.linked_share < 1]

    @cached_property
    def per_resident_of_part(self) -> dict[Service, float]:
        """Service units per year that scale the work on every part: the mean of its own demand, else of its callers."""
        called: dict[Service, float] = defaultdict(float)
        for row in records(self._worked_rows):
            called[row.component] += row.quantity * self.per_resident[row.service]
        return {part: self.per_resident.get(part, amount) for part, amount in called.items()}

    @cached_property
    def _worked_rows(self) -> pd.DataFrame:
        rows = self.tables["Pathways"]
        return rows[rows["service"].isin(self.services) & (rows["quantity"] > 0)]

    @cached_property
    def links(self) -> list[Link]:
        """Who may work for whom."""
        return [Link(row.site, row.partner, row.yearly_cost) for row in records(self.tables["Links"])]

    def types_of_partners(self, site: Site) -> tuple[Type, ...]:
        """Everything that some partner of the site may run as."""
        return self._types_of_partners.get(site, ())

    @cached_property
    def _types_of_partners(self) -> dict[Site, tuple[Type, ...]]:
        found: dict[Site, tuple[Type, ...]] = {}
        for link in self.links:
            found[link.site] = (*found.get(link.site, ()), *self.sites[link.partner].types)
        return found

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
    def _assignment(self) -> dict[Service, tuple[str, float]]:
        """How each service is assigned, and the number of residents above which a place is exempt from that."""
        table = self.tables["Services"]
        exempt = table["split_above"].fillna(math.inf)
        return dict(zip(table["service"], zip(table["assignment"], exempt, strict=True), strict=True))

    def assignment(self, place: Place, service: Service, period: Period) -> str:
        """How the place's demand is assigned: ``free``, ``single`` or ``closest``."""
        rule, exempt_above = self._assignment[service]
        return "free" if self.residents[period][place] > exempt_above else rule

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
                units_per_thousand=THOUSAND * self.per_resident_of_part[row.service] / row.productivity,
                max_share=row.max_share,
                supervision=row.supervision,
                supervised_by=row.supervised_by or None,
            )
            for row in records(table)
            if row.resource in has and row.service in self.per_resident_of_part
        }

    @cached_property
    def produces(self) -> dict[Type, set[Service]]:
        """The services each type can offer."""
        return {kind: {row.service for row in rows} for kind, rows in self.production.items()}

    def _may_lead(self, site: SiteData, service: Service) -> bool:
        parts = self.parts[service]
        return any(part.part in self.produces[kind] for kind in site.types for part in parts)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """place, site, service, minutes of every assignment that can matter."""
        travel = self.instance.travel[["place", "site", "minutes"]]
        offered = pd.DataFrame(
            [
                (site.site, service, self.instance.reach_limits[service])
                for site in self.sites.values()
                for service in self.services
                if self._may_lead(site, service)
            ],
            columns=["site", "service", "limit"],
        )
        pairs = travel.merge(offered, on="site")
        return pairs.loc[pairs["minutes"] <= pairs["limit"], ["place", "site", "service", "minutes"]]
