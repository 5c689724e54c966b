"""The case before the verifier: an instance, a plan of it, and what is recomputed from both, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from instances.futures import in_each_future
from instances.instance import Instance
from planning_model.plan import Plan
from planning_model.verify import (
    capacity,
    costs,
    demand,
    equity,
    funding,
    futures,
    hosts,
    opening,
    outcomes,
    production,
    rules,
    work,
)


@dataclass(frozen=True, eq=False)
class Case:
    """An instance and a plan, with the tables that several checks need; all tidy, in the units of the plan.

    Everything is recomputed from the resolved input and the stored frames; nothing comes from the model. The tables are
    shared by all checks: whoever adds a column adds it to a table of its own (``assign``, ``merge``).
    """

    instance: Instance
    plan: Plan
    in_a_future: bool = False
    """Whether the instance is one of several futures that the plan is made for; else its own sheet says so."""

    @property
    def may_stand_idle(self) -> bool:
        """Whether the plan is for several futures, so that what was added may stand idle in one of them."""
        return self.in_a_future or not self.futures.empty

    @cached_property
    def futures(self) -> pd.DataFrame:
        """future, probability, position of every future where there are several; see :func:`futures.futures`."""
        return futures.futures(self)

    @cached_property
    def in_futures(self) -> Mapping[str, Case]:
        """The case in every future but the one as expected, as far as the plan says how it is there."""
        _, *others = in_each_future(self.instance).items()
        plans = self.plan.in_futures
        return {name: Case(one, plans[name], in_a_future=True) for name, one in others if name in plans}

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
    def need_by_age(self) -> pd.DataFrame:
        """place, service, period, plain: demand without the need factor."""
        return demand.by_age(self)

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
    def added(self) -> pd.DataFrame:
        """The units added, now and in the period before; see :func:`capacity.over_time`."""
        return capacity.over_time(self, "added")

    @cached_property
    def limits(self) -> pd.DataFrame:
        """site, type, resource, minimum, maximum of every site and type; see :func:`capacity.limits`."""
        return capacity.limits(self)

    @cached_property
    def asked(self) -> pd.DataFrame:
        """What the demand assigned to a site asks of it, part by part; see :func:`work.asked`."""
        return work.asked(self)

    @cached_property
    def remote_work(self) -> pd.DataFrame:
        """site, service, period, remote: what partners work for the site's patients."""
        return work.remote_work(self)

    @cached_property
    def done(self) -> pd.DataFrame:
        """The plan's work beside the production it is done by; NaN where the type has no such production."""
        return self.plan.work.merge(self.production, on=["type", "resource", "service"], how="left")

    @cached_property
    def load_for_partners(self) -> pd.DataFrame:
        """Units spent on the patients of others; see :func:`work.load_for_partners`."""
        return work.load_for_partners(self)

    @cached_property
    def load(self) -> pd.DataFrame:
        """site, resource, period, load: units busy all the time; see :func:`work.load`."""
        return work.load(self)

    @cached_property
    def running_sites(self) -> pd.DataFrame:
        """Every open site in every period, with prices and origin; see :func:`costs.running_sites`."""
        return costs.running_sites(self)

    @cached_property
    def bought(self) -> pd.DataFrame:
        """What the capacity costs that is bought in a period; see :func:`costs.bought`."""
        return costs.bought(self)

    @cached_property
    def site_costs(self) -> pd.DataFrame:
        """EUR by site, category and period, before revenue; see :func:`costs.site_costs`."""
        return costs.site_costs(self)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """Million EUR by funding class, category and period; see :func:`costs.costs`."""
        return costs.costs(self)

    @cached_property
    def payments(self) -> pd.DataFrame:
        """Every payment beside the largest share allowed; see :func:`funding.payments`."""
        return funding.payments(self)

    @cached_property
    def budgets(self) -> pd.DataFrame:
        """Every pot in every period beside what it pays then; see :func:`funding.budgets`."""
        return funding.budgets(self)

    @cached_property
    def seats(self) -> Mapping[str, pd.DataFrame]:
        """Seats needed, planned and of today; see :func:`outcomes.seats`."""
        return outcomes.seats(self)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """What every planning rule reaches and misses; see :func:`outcomes.outcomes`."""
        return outcomes.outcomes(self)

    @cached_property
    def goal_sums(self) -> pd.Series[float]:
        """The weighted sum of the plan's goals by priority."""
        goals = self.plan.goals
        return (goals["value"] * goals["weight"]).groupby(goals["priority"]).sum()

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The plan's rows on rules beside the recomputed ones; see :func:`rules.reported`."""
        return rules.reported(self)

    @cached_property
    def unmet(self) -> pd.DataFrame:
        """The plan's unmet shares with what they miss; see :func:`equity.unmet`."""
        return equity.unmet(self)

    @cached_property
    def trips(self) -> pd.DataFrame:
        """The plan's flows with minutes (NaN: no such pair), and amount and heads of the whole demand (0: none)."""
        minutes = self.instance.travel[["place", "site", "minutes"]]
        wanted = self.demand[["place", "service", "period", "amount", "heads"]]
        trips = self.plan.flows.merge(minutes, on=["place", "site"], how="left")
        return trips.merge(wanted, on=["place", "service", "period"], how="left").fillna({"amount": 0.0, "heads": 0.0})
