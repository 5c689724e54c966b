"""The instance as the mathematics reads it: plain dictionaries keyed by the members of the sets.

Built once, before Pyomo. Demand and work are counted in *thousand equivalent residents* (a resident's mean demand for
a service is one equivalent resident), money in million EUR, so that coefficients stay within about 1e-3 … 1e4.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property

import pandas as pd

from instances.demand import residents_in
from instances.deprivation import fifths, weights
from planning_model.entities import Component, Link, Production, SiteData
from planning_model.names import Period, Place, Service, Site, Type, records
from planning_model.site_parameters import SiteParameters

THOUSAND = 1_000.0
MILLION = 1_000_000.0


class Parameters(SiteParameters):
    """All parameters of the model; every attribute is computed once from the instance's tables."""

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
        """Residents of every place in every period.

        As plain numbers: every coefficient comes from them, and Pyomo goes a long way round for those of numpy.
        """
        places = self.tables["Places"]
        numbers = {t: residents_in(places, self.settings, self.first_year[t]).tolist() for t in self.periods}
        return {period: dict(zip(places["place"], of_places, strict=True)) for period, of_places in numbers.items()}

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
