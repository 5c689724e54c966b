"""Shortfall: what soft rules miss, one variable named after each rule, group and period."""

from __future__ import annotations

import pyomo.environ as pyo

from instances.catalogue.rules import RULE_KINDS
from planning_model.names import Expr, Period
from planning_model.sets import Context


def add_shortfall(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds ``short`` for soft rules, and ``shortfall``: the same, 0 for hard rules."""
    scoped = context.rules_of(*(kind.key for kind in RULE_KINDS))
    soft = [index for index in scoped if not context.rules[index[:2]].hard]
    model.SOFT = pyo.Set(dimen=3, initialize=soft)
    model.short = pyo.Var(model.SOFT, domain=pyo.NonNegativeReals)

    def shortfall(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        return 0 if context.rules[rule, group].hard else m.short[rule, group, t]

    model.shortfall = pyo.Expression(scoped, rule=shortfall)
