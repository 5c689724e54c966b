r"""Founding: where a type may begin, and where units of a resource may be added.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
:math:`F_{gt}`             sites of group g at which the rule does not let its type begin in t
``start[j,k,t]``           j begins to run as k in t (in the first period: ``open``)
:math:`B`                  legal bases that the rule lists
========================== =========================================================================

A site belongs to :math:`F_{gt}`, by the kind of the rule, if

* *founding_need*: the supply ratio of its planning area in t, of the seats of today that still stand, is not below the
  rule's value (a ratio within a millionth of it is not below);
* *founding_deprivation*: the deprivation of its place is below the value, or not known;
* *founding_rurality*, *founding_carrier*, *founding_legal_basis*: the rule does not list the rurality of its planning
  area, its carrier, its legal basis;
* *consent*: an actor whom the rule lists has refused.

What stands today is not concerned: neither a site that goes on as what it is, nor capacity that is kept. The need
without the plan does not depend on the plan, so that the rules stay linear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import pyomo.environ as pyo

from instances.catalogue.founding import FOUNDING
from planning_model.constraints.opening import starts
from planning_model.names import Expr, Period, Resource, Site, Type, lookup, records
from planning_model.parameters import SiteData
from planning_model.rules import ScopedRule
from planning_model.sets import Context

OF_RESOURCES = "resource_legal_basis"
OF_TYPES = tuple(kind for kind in FOUNDING if kind != OF_RESOURCES)
# A ratio this near to its threshold, as a share of it, has reached it.
ROUNDING = 1e-6


def add_founding(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds what forbids a type to begin, and units to be added, at some sites."""
    founding = Founding(context)

    @model.Constraint(context.rules_of(*OF_TYPES))
    def founded(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""A type begins only where the rule lets it; what began elsewhere is missed for as long as the plan goes on.

        $$ \sum_{\tau \le t} \sum_{j \in F_{g\tau}} \mathrm{start}_{jk\tau} \le \mathrm{short} $$

        ∀ rules on founding and consent (type k), their groups g, periods t
        Unit: sites
        Source: workbook, sheets Rules and Consents
        """
        begun = [starts(m, context, *index) for index in founding.forbidden(context.rules[rule, group], t)]
        return sum(begun) <= m.shortfall[rule, group, t] if begun else pyo.Constraint.Skip

    @model.Constraint(context.rules_of(OF_RESOURCES))
    def added_on_legal_basis(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""Units of a resource are added only at sites with one of the legal bases; what is kept of today may stay.

        $$ \sum_{j \in J_g:\, b_j \notin B} \sum_k (\mathrm{modules}_{jkrt} - \mathrm{kept}_{jkrt})
           \le \mathrm{short} $$

        ∀ rules of kind resource_legal_basis (resource r), their groups g, periods t
        Unit: units of the resource
        Source: workbook, sheet Rules (e.g. § 115g SGB V: short-stay beds at designated sites)
        """
        new = [added_units(m, *index) for index in founding.without_basis(context.rules[rule, group], t)]
        return sum(new) <= m.shortfall[rule, group, t] if new else pyo.Constraint.Skip


def added_units(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
    """Units beyond those that are kept of today."""
    kept = m.kept[j, k, r, t] if (j, k, r, t) in m.STANDING else 0
    return m.modules[j, k, r, t] - kept


class Founding:
    """Which sites a founding rule concerns."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.parameters = context.parameters
        self._allows: Mapping[str, Callable[[ScopedRule, SiteData, Period], bool]] = {
            "founding_need": lambda rule, site, t: self._ratio(site, t) < rule.value * (1 - ROUNDING),
            "founding_deprivation": lambda rule, site, _: self._deprivation[site.place] >= rule.value,
            "founding_rurality": lambda rule, site, _: self._rurality[site.groups["area"]] in rule.words,
            "founding_carrier": lambda rule, site, _: site.carrier in rule.words,
            "founding_legal_basis": lambda rule, site, _: site.legal_basis in rule.words,
            "consent": lambda rule, site, _: not any((site.site, actor) in self._refused for actor in rule.words),
        }

    def forbidden(self, rule: ScopedRule, period: Period) -> list[tuple[Site, Type, Period]]:
        """Where the rule does not let its type begin, up to and including the period."""
        periods, kind = self.parameters.periods, rule.type
        return [
            (name, kind, earlier)
            for name in rule.sites
            for earlier in periods[: periods.index(period) + 1]
            if kind in self.context.types_of.get((name, earlier), [])
            and kind is not None
            and self.parameters.sites[name].present != kind
            and not self._allows[rule.kind](rule, self.parameters.sites[name], earlier)
        ]

    def without_basis(self, rule: ScopedRule, period: Period) -> list[tuple[Site, Type, Resource, Period]]:
        """Where the rule's resource has no legal basis."""
        return [
            (name, kind, resource, period)
            for name in rule.sites
            if self.parameters.sites[name].legal_basis not in rule.words
            for kind, resource in self.context.capacities_of.get((name, period), [])
            if resource == rule.resource
        ]

    def _ratio(self, site: SiteData, period: Period) -> float:
        """The supply ratio of the site's planning area without the plan; endless where nobody lives."""
        area = site.groups["area"]
        needed = self._needed.get((area, period), 0.0)
        return self._seats.get((area, period), 0.0) / needed if needed > 0 else float("inf")

    @cached_property
    def _needed(self) -> dict[tuple[str, Period], float]:
        ratio = lookup(self.parameters.tables["Areas"], "area", "ratio")
        area_of = lookup(self.parameters.tables["Places"], "place", "area")
        needed: dict[tuple[str, Period], float] = {}
        for period, residents in self.parameters.residents.items():
            for place, number in residents.items():
                key = area_of[place], period
                needed[key] = needed.get(key, 0.0) + number / ratio[area_of[place]]
        return needed

    @cached_property
    def _seats(self) -> dict[tuple[str, Period], float]:
        seats: dict[tuple[str, Period], float] = {}
        for site in self.parameters.sites.values():
            for period in self.parameters.periods:
                key = site.groups["area"], period
                seats[key] = seats.get(key, 0.0) + sum(
                    float(row["counting_factor"]) * self.parameters.standing(site.site, resource, period)
                    for resource, row in self.parameters.resource_table.items()
                )
        return seats

    @cached_property
    def _deprivation(self) -> dict[str, float]:
        return lookup(self.parameters.tables["Places"], "place", "deprivation")

    @cached_property
    def _rurality(self) -> dict[str, str]:
        return lookup(self.parameters.tables["Areas"], "area", "rurality")

    @cached_property
    def _refused(self) -> set[tuple[str, str]]:
        rows = records(self.parameters.tables["Consents"])
        return {(row.site, row.actor) for row in rows if row.answer == "refused"}
