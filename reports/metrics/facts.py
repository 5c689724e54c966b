"""What several metrics need: computed once for one instance and one plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from instances.complete import TODAY
from instances.demand import residents_in
from instances.instance import Instance
from planning_model.plan import Plan
from reports.baseline import baseline
from reports.metrics.capacity import capacities, offers, production_by_type, sites_today, units_today
from reports.metrics.costs import discount_factors, site_costs
from reports.metrics.lookup import numbers
from reports.metrics.nearest import nearest_sites, standard_minutes
from reports.metrics.residual import residual_value

GROUPS_OF_SITES = ("area", "district", "rescue_area", "care_region", "labour_market")


@dataclass(frozen=True, eq=False)
class Facts:
    """One instance and one plan, with what follows from both."""

    instance: Instance
    plan: Plan

    def once(self, table: Callable[[Facts], pd.DataFrame]) -> pd.DataFrame:
        """What ``table`` computes from these facts; computed at the first call."""
        if table not in self._tables:
            self._tables[table] = table(self)
        return self._tables[table]

    @cached_property
    def _tables(self) -> dict[Callable[[Facts], pd.DataFrame], pd.DataFrame]:
        return {}

    @cached_property
    def periods(self) -> list[str]:
        """The planning periods in order."""
        return list(self.instance.tables["Periods"]["period"])

    @property
    def last(self) -> str:
        """The last planning period: the state that the plan leads to."""
        return self.periods[-1]

    @cached_property
    def first_year(self) -> pd.Series:
        """First calendar year by period."""
        return self.instance.tables["Periods"].set_index("period")["first_year"]

    @cached_property
    def years(self) -> pd.Series:
        """Number of years by period."""
        return self.instance.tables["Periods"].set_index("period")["years"]

    @cached_property
    def discount(self) -> pd.DataFrame:
        """Present value of one euro by period: once (``one_off``), evenly over its years (``running``)."""
        return discount_factors(self.instance.tables["Periods"], self.instance.settings)

    @cached_property
    def baseline(self) -> Mapping[str, pd.DataFrame]:
        """Today as the data say it."""
        return self.plan.baseline or baseline(self.instance)

    @cached_property
    def own_places(self) -> pd.DataFrame:
        """The places that are not outside."""
        places = self.instance.tables["Places"]
        return places[~places["outside"]]

    @cached_property
    def residents(self) -> pd.Series:
        """Residents in the base year by place; places outside are in no figure."""
        return self.own_places.set_index("place")["residents"]

    @cached_property
    def residents_then(self) -> pd.DataFrame:
        """Residents in the first year of the period: one row a place, one column a period."""
        places, settings = self.own_places, self.instance.settings
        grid = {name: residents_in(places, settings, int(year)) for name, year in self.first_year.items()}
        return pd.DataFrame(grid, index=pd.Index(places["place"]))

    @cached_property
    def need(self) -> pd.DataFrame:
        """place, service, period, amount (service units a year), equivalents (equivalent residents)."""
        demand = self.instance.demand
        demand = demand[demand["place"].isin(self.own_places["place"])]
        first = demand[demand["period"] == self.periods[0]]
        heads = float(self.residents_then[self.periods[0]].sum())
        per_head = first.groupby("service")["amount"].sum() / heads
        return demand.assign(equivalents=demand["amount"] / numbers(demand["service"], per_head))

    @cached_property
    def unmet(self) -> pd.DataFrame:
        """place, service, period, demand_equivalents, unmet_share, unmet (equivalent residents); every demand."""
        shares = self.plan.unmet.rename(columns={"share": "unmet_share"})
        both = self.need.merge(shares, on=["place", "service", "period"], how="left")
        share = both["unmet_share"].fillna(0.0)
        return both.rename(columns={"equivalents": "demand_equivalents"}).assign(
            unmet_share=share, unmet=share * both["equivalents"]
        )

    @cached_property
    def unmet_weight(self) -> pd.Series:
        """How much one resident without the service counts, by service."""
        return self.instance.tables["Services"].set_index("service")["unmet_weight"]

    @cached_property
    def production(self) -> pd.DataFrame:
        """type, resource, service, productivity, max_share with general rows repeated for every type."""
        return production_by_type(self.instance.tables)

    @cached_property
    def units(self) -> pd.DataFrame:
        """site, type, resource, moment (``today`` or a period), units of every open site."""
        then = self.plan.modules.rename(columns={"period": "moment"})
        return pd.concat(
            [units_today(self.instance.tables), then[["site", "type", "resource", "moment", "units"]]],
            ignore_index=True,
        )

    @cached_property
    def offers(self) -> pd.DataFrame:
        """site, service, moment: who really offers what."""
        return offers(self.units, self.production, self.instance.tables)

    @cached_property
    def capacities(self) -> pd.DataFrame:
        """site, service, moment, capacity: service units a year if the site did nothing else."""
        return capacities(self.units, self.production, self.instance.tables["Pathways"])

    @cached_property
    def nearest(self) -> dict[str, pd.DataFrame]:
        """Nearest offering site ``today`` and in the ``last`` period: place, service, site, minutes."""
        moments = {TODAY: TODAY, "last": self.last}
        return {
            name: nearest_sites(self.instance.travel, self.offers[self.offers["moment"] == moment])
            for name, moment in moments.items()
        }

    @cached_property
    def standard(self) -> pd.Series:
        """Minutes by which reach of a service is measured."""
        return standard_minutes(self.instance.tables)

    @cached_property
    def sites(self) -> pd.DataFrame:
        """Every site of the instance, indexed by its key, with ``type_today`` (empty: not open today)."""
        table = self.instance.tables["Sites"]
        return table.assign(type_today=sites_today(table)).set_index("site", drop=False)

    @cached_property
    def states(self) -> pd.DataFrame:
        """One row a site in the last period: type, change, opens (first year it runs so; NaN as today)."""
        rows = self.plan.sites
        last = rows[rows["period"] == self.last].set_index("site")
        changed = rows[(rows["type"] == rows["site"].map(last["type"])) & (rows["change"] != "none")]
        opens = numbers(changed["period"], self.first_year).groupby(changed["site"]).min()
        return last[["type", "change"]].assign(opens=opens.reindex(last.index))

    @cached_property
    def site_costs(self) -> pd.DataFrame:
        """site, period, category, amount (million EUR in the period), without recruiting."""
        return site_costs(self.instance, self.plan, self.periods)

    @cached_property
    def residual_value(self) -> float:
        """Present value of what is left at the end of what was built and bought, million EUR."""
        return residual_value(self.instance, self.plan, self.periods)

    def group_of(self, grouping: str, keys: pd.Series, sheet: str) -> pd.Series:
        """The group of every site or place of ``keys``; the whole state is the group ""."""
        if grouping == "state":
            return pd.Series("", index=keys.index, dtype="str")
        identity = "site" if sheet == "Sites" else "place"
        table = self.instance.tables[sheet].set_index(identity)[grouping]
        return keys.map(table)

    @cached_property
    def threshold(self) -> float:
        """Supply ratio below which an area counts as thinly supplied: the floor of the planning rules, else 75 %."""
        rules = self.instance.tables["Rules"]
        floors = rules.loc[(rules["kind"] == "supply_floor") & (rules["grouping"] == "area"), "value"]
        return float(floors.max()) if len(floors) else UNDERSUPPLY

    @cached_property
    def discounted_cost(self) -> float:
        """Present value of everything that is paid, million EUR."""
        paid = self.plan.funding
        factor = self.discount.stack()
        timing = np.where(paid["category"].isin(ONE_OFF), "one_off", "running")
        keys = pd.MultiIndex.from_arrays([paid["period"], timing])
        return float((paid["amount"].to_numpy() * factor.reindex(keys).to_numpy()).sum())


ONE_OFF = ("setup", "closing", "investment", "recruiting")
"""Categories of cost that are paid once, in the first year of the period."""

UNDERSUPPLY = 0.75
"""§ 29 BPL-RL; used where no rule of the workbook sets a floor."""
