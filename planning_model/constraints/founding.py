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

import pyomo.environ as pyo

from instances.catalogue.founding import FOUNDING
from planning_model.constraints.opening import starts
from planning_model.names import Expr, Period, Resource, Site, Type
from planning_model.rules import ScopedRule
from planning_model.sets import Context

OF_RESOURCES = "resource_legal_basis"
OF_TYPES = tuple(kind for kind in FOUNDING if kind != OF_RESOURCES)


def add_founding(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds what forbids a type to begin, and units to be added, at some sites."""

    @model.Constraint(context.rules_of(*OF_TYPES))
    def founded(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""A type begins only where the rule lets it; what began elsewhere is missed for as long as the plan goes on.

        $$ \sum_{\tau \le t} \sum_{j \in F_{g\tau}} \mathrm{start}_{jk\tau} \le \mathrm{short} $$

        ∀ rules on founding and consent (type k), their groups g, periods t
        Unit: sites
        Source: workbook, sheets Rules and Consents
        """
        begun = [starts(m, context, *index) for index in begun_against(context, context.rules[rule, group], t)]
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
        new = [added_units(m, *index) for index in without_basis(context, context.rules[rule, group], t)]
        return sum(new) <= m.shortfall[rule, group, t] if new else pyo.Constraint.Skip


def added_units(m: pyo.ConcreteModel, j: Site, k: Type, r: Resource, t: Period) -> Expr:
    """Units beyond those that are kept of today."""
    kept = m.kept[j, k, r, t] if (j, k, r, t) in m.STANDING else 0
    return m.modules[j, k, r, t] - kept


def begun_against(context: Context, rule: ScopedRule, period: Period) -> list[tuple[Site, Type, Period]]:
    """Where and when, up to and including the period, the type of a rule must not begin."""
    parameters, kind = context.parameters, rule.type
    so_far = parameters.periods[: parameters.periods.index(period) + 1]
    return [
        (name, kind, earlier)
        for name in rule.sites
        if kind is not None and parameters.sites[name].present != kind
        for earlier in so_far
        if kind in context.types_of.get((name, earlier), []) and not parameters.founding.allows(rule, name, earlier)
    ]


def without_basis(context: Context, rule: ScopedRule, period: Period) -> list[tuple[Site, Type, Resource, Period]]:
    """Where the resource of a rule has none of its legal bases."""
    return [
        (name, kind, resource, period)
        for name in rule.sites
        if context.parameters.sites[name].legal_basis not in rule.words
        for kind, resource in context.capacities_of.get((name, period), [])
        if resource == rule.resource
    ]
