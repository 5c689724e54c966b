r"""Supply ratio: doctors only, by counting factor, as needs planning counts them.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
:math:`c_r`                counting factor of resource r (doctors only)
:math:`n_{gt}`             seats needed: residents over the regional ratio
:math:`s_g`                seats of today
:math:`x_g`                exempt seats (§ 103(2) SGB V)
========================== =========================================================================

Functional coverage, with delegated work, is reported beside it and never mixed in.
"""

from __future__ import annotations

import pyomo.environ as pyo

from instances.complete import TODAY
from planning_model.names import Expr, Period, Resource, Site, Type, lookup
from planning_model.rules import ScopedRule
from planning_model.sets import Context


def add_supply(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds floors and caps on the computed supply ratio."""
    seats = SeatsNeeded(context)

    @model.Constraint(context.rules_of("supply_floor"))
    def supply_floor(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""The computed supply ratio does not fall below a floor.

        $$ \sum_{j \in J_g} \sum_{k,r} c_r\, \mathrm{modules}_{jkrt} + \mathrm{short} \ge \alpha\, n_{gt} $$

        ∀ rules of kind supply_floor, their groups g, periods t
        Unit: seats
        Source: § 29 BPL-RL (undersupply below 75 %); workbook, sheet Rules
        """
        scoped = context.rules[rule, group]
        needed = scoped.value * seats.of(scoped, t)
        total = seats.seats(m, scoped, t) + m.shortfall[rule, group, t]
        if isinstance(total, (int, float)) and needed <= 0:
            return pyo.Constraint.Skip
        return total >= needed

    @model.Constraint(context.rules_of("supply_cap"))
    def supply_cap(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""No new seats above the cap; seats of today and exempt seats stay allowed.

        $$ \sum_{j \in J_g} \sum_{k,r} c_r\, \mathrm{modules}_{jkrt} - \mathrm{short}
           \le \max(\alpha\, n_{gt},\, s_g) + x_g $$

        ∀ rules of kind supply_cap, their groups g, periods t
        Unit: seats
        Source: § 101(1), § 103(1) and (2) SGB V; workbook, sheet Rules
        """
        scoped = context.rules[rule, group]
        if not seats.counted(scoped, t):
            return pyo.Constraint.Skip
        return seats.seats(m, scoped, t) - m.shortfall[rule, group, t] <= seats.cap(scoped, t)


class SeatsNeeded:
    """Seats that groups need, have today, and may have at most."""

    def __init__(self, context: Context) -> None:
        parameters = context.parameters
        self.context = context
        self.factor = {name: float(row["counting_factor"]) for name, row in parameters.resource_table.items()}
        areas = parameters.tables["Areas"]
        self._ratio: dict[str, float] = lookup(areas, "area", "ratio")
        self._exempt: dict[str, float] = lookup(areas, "area", "exempt_seats")
        places = parameters.tables["Places"]
        self._area_of: dict[str, str] = lookup(places, "place", "area")

    def of(self, scoped: ScopedRule, period: Period) -> float:
        """Seats that the residents of the group need in the period."""
        residents = self.context.parameters.residents[period]
        return sum(residents[place] / self._ratio[self._area_of[place]] for place in scoped.places)

    def cap(self, scoped: ScopedRule, period: Period) -> float:
        """Seats that the group may have."""
        areas = dict.fromkeys(self._area_of[place] for place in scoped.places)
        exempt = sum(self._exempt[area] for area in areas)
        return max(scoped.value * self.of(scoped, period), self.today(scoped)) + exempt

    def today(self, scoped: ScopedRule) -> float:
        """Seats of today in the group."""
        standing = self.context.parameters.standing
        return sum(
            factor * standing(site, resource, TODAY)
            for resource, factor in self.factor.items()
            if factor > 0
            for site in scoped.sites
        )

    def counted(self, scoped: ScopedRule, period: Period) -> list[tuple[Site, Type, Resource]]:
        """Where the group can have doctors who count."""
        return [
            (j, k, r)
            for j in scoped.sites
            for k, r in self.context.capacities_of.get((j, period), [])
            if self.factor[r] > 0
        ]

    def seats(self, m: pyo.ConcreteModel, scoped: ScopedRule, period: Period) -> Expr:
        """Seats of the group in the plan, by counting factor."""
        return sum(self.factor[r] * m.modules[j, k, r, period] for j, k, r in self.counted(scoped, period))
