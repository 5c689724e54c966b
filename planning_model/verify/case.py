"""The case before the verifier: an instance, a plan of it, and what is recomputed from both, once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from instances.instance import Instance
from planning_model.plan import Plan
from planning_model.verify import capacity, costs, demand, hosts, opening, outcomes, production


@dataclass(frozen=True, eq=False)
class Case:
    """An instance and a plan, with the tables that several checks need; all tidy, in the units of the plan.

    Everything is recomputed from the resolved input and the stored frames; nothing comes from the model.
    """

    instance: Instance
    plan: Plan

    def table(self, sheet: str) -> pd.DataFrame:
        """A resolved input table."""
        return self.instance.tables[sheet]

    @cached_property
    def periods(self) -> pd.DataFrame:
        """period, first_year, years, position (0, 1, …), weight (its part of all years)."""
        table = self.table("Periods")[["period", "first_year", "years"]]
        return table.assign(position=range(len(table)), weight=table["years"] / table["years"].sum())

    @cached_property
    def residents(self) -> pd.DataFrame:
        """place, period, residents, and the groups of the place."""
        return demand.residents(self)

    @cached_property
    def demand(self) -> pd.DataFrame:
        """place, service, period, amount, heads (equivalent residents), unmet_weight; rows with demand only."""
        return demand.demand(self)

    @cached_property
    def states(self) -> pd.DataFrame:
        """Every site in every period with its type then, before and today; see :func:`opening.states`."""
        return opening.states(self)

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """Which hosts run beside which sites; see :func:`hosts.running_hosts`."""
        return hosts.running_hosts(self)

    @cached_property
    def production(self) -> pd.DataFrame:
        """type, resource, service, productivity, max_share, supervision, supervised_by for every type."""
        return production.by_type(self)

    @cached_property
    def offers(self) -> pd.DataFrame:
        """site, service, period of every site that really offers the service."""
        return production.offers(self)

    @cached_property
    def modules(self) -> pd.DataFrame:
        """The plan's capacity beside what exists and what the type allows; see :func:`capacity.modules`."""
        return capacity.modules(self)

    @cached_property
    def limits(self) -> pd.DataFrame:
        """site, type, resource, minimum, maximum of every type that a site may run as; see :func:`capacity.limits`."""
        return capacity.limits(self)

    @cached_property
    def site_costs(self) -> pd.DataFrame:
        """EUR by site, category and period, before revenue; see :func:`costs.site_costs`."""
        return costs.site_costs(self)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """Million EUR by funding class, category and period; see :func:`costs.costs`."""
        return costs.costs(self)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """What every planning rule reaches and misses; see :func:`outcomes.outcomes`."""
        return outcomes.outcomes(self)

    @cached_property
    def trips(self) -> pd.DataFrame:
        """The plan's flows with minutes (NaN: no such pair), and amount and heads of the whole demand (0: none)."""
        minutes = self.instance.travel[["place", "site", "minutes"]]
        wanted = self.demand[["place", "service", "period", "amount", "heads"]]
        trips = self.plan.flows.merge(minutes, on=["place", "site"], how="left")
        return trips.merge(wanted, on=["place", "service", "period"], how="left").fillna({"amount": 0.0, "heads": 0.0})
