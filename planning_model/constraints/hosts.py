r"""Hosts: sites that stand at others, and what they save in the same house.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
:math:`H_{jk}`             sites and types (h, k') that may carry j as k: h is another site, k' a host type of k, and h
                           in the same house as j or within the type's minutes
:math:`H^0_{jk}`           those of them in the same house
``saves[j,k,t]``           j runs as k, and a host in the same house
========================== =========================================================================

Sites are 0 minutes apart if they share a house; otherwise it is the way from the place of the host to the site. What
stands today goes on without a host.
"""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from planning_model.names import Expr, Period, Site, Type
from planning_model.sets import Context


def add_hosts(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds the need for hosts, and the savings beside them."""
    parameters = context.parameters

    @model.Constraint(model.OPENINGS)
    def hosted(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""A site of a type that needs a host runs only while a host runs near enough.

        $$ \mathrm{open}_{jkt} \le \sum_{(h,k') \in H_{jk}} \mathrm{open}_{hk't} $$

        ∀ sites j, types k that need a host and that j is not today, periods t
        Unit: sites
        Source: workbook, sheet Types (host types, minutes to the host)
        """
        if not parameters.needs_host(parameters.sites[j], k):
            return pyo.Constraint.Skip
        hosts = _running_hosts(m, context, j, k, t, same_house=False)
        return m.open[j, k, t] <= sum(sum(terms) for terms in hosts.values())

    _add_savings(model, context)


def saved(m: pyo.ConcreteModel, context: Context, j: Site, k: Type, t: Period) -> Expr:
    """EUR a year that j saves as k beside a host in the same house."""
    if (j, k, t) not in m.SAVINGS:
        return 0
    return context.parameters.type_table[k]["host_saving"] * m.saves[j, k, t]


def _add_savings(model: pyo.ConcreteModel, context: Context) -> None:
    parameters = context.parameters
    in_the_house = {
        (j, k, t): hosts
        for j, k, t in model.OPENINGS
        if parameters.type_table[k]["host_saving"] > 0 and parameters.sites[j].origin(k) == "new"
        if (hosts := _running_hosts(model, context, j, k, t, same_house=True))
    }
    model.SAVINGS = pyo.Set(dimen=3, initialize=list(in_the_house))
    model.saves = pyo.Var(model.SAVINGS, bounds=(0, 1))

    @model.Constraint(model.SAVINGS)
    def saves_open(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""Only a site that runs saves.

        $$ \mathrm{saves}_{jkt} \le \mathrm{open}_{jkt} $$

        ∀ sites j, types k with a saving and a possible host in the same house, periods t
        Unit: sites
        Source: workbook, sheet Types (saving in the same house)
        """
        return m.saves[j, k, t] <= m.open[j, k, t]

    @model.Constraint(model.SAVINGS)
    def saves_hosted(m: pyo.ConcreteModel, j: Site, k: Type, t: Period) -> Expr:
        r"""A site saves only while a host runs in the same house.

        $$ \mathrm{saves}_{jkt} \le \sum_{(h,k') \in H^0_{jk}} \mathrm{open}_{hk't} $$

        ∀ sites j, types k with a saving and a possible host in the same house, periods t
        Unit: sites
        Source: workbook, sheet Types (saving in the same house)
        """
        return m.saves[j, k, t] <= sum(sum(terms) for terms in in_the_house[j, k, t].values())

    @model.Constraint([(*index, h) for index, hosts in in_the_house.items() for h in hosts])
    def saves_beside(m: pyo.ConcreteModel, j: Site, k: Type, t: Period, h: Site) -> Expr:
        r"""A site beside a running host does save: the cost that is paid is the true one, also where nobody minds it.

        $$ \mathrm{saves}_{jkt} \ge \mathrm{open}_{jkt} + \sum_{k': (h,k') \in H^0_{jk}} \mathrm{open}_{hk't} - 1 $$

        ∀ sites j, types k with a saving, possible hosts h in the same house, periods t
        Unit: sites
        Source: definition (every cost is paid in full, and no other)
        """
        return m.saves[j, k, t] >= m.open[j, k, t] + sum(in_the_house[j, k, t][h]) - 1


def _running_hosts(
    m: pyo.ConcreteModel, context: Context, j: Site, k: Type, t: Period, *, same_house: bool
) -> dict[Site, list[Expr]]:
    """By host: its openings as a host type in t."""
    hosts: dict[Site, list[Expr]] = defaultdict(list)
    for host in context.parameters.hosts.get((j, k), []):
        if (host.site, host.type, t) in m.OPENINGS and (host.same_house or not same_house):
            hosts[host.site].append(m.open[host.site, host.type, t])
    return dict(hosts)
