r"""Functional coverage: doctors and the work delegated from them, in seats. It is not the supply ratio.

========================== =========================================================================
symbol                     meaning
========================== =========================================================================
:math:`c_r`                counting factor of resource r (doctors only)
:math:`D`                  resources without a counting factor
:math:`v_s`                seats that do the work of 1,000 equivalent residents for service s
:math:`n_{gt}`             seats needed: residents over the regional ratio
========================== =========================================================================

The statutory figure counts doctors only (§ 101 SGB V); its floors and caps are rules of their own kinds.
"""

from __future__ import annotations

import pyomo.environ as pyo

from instances.functional import work_of_a_seat
from planning_model.constraints.supply import SeatsNeeded
from planning_model.names import Expr, Period
from planning_model.parameters import THOUSAND
from planning_model.rules import ScopedRule
from planning_model.sets import Context


def add_functional(model: pyo.ConcreteModel, context: Context) -> None:
    """Adds floors on functional coverage."""
    seats, delegated = SeatsNeeded(context), DelegatedSeats(context)

    @model.Constraint(context.rules_of("functional_floor"))
    def functional_floor(m: pyo.ConcreteModel, rule: str, group: str, t: Period) -> Expr:
        r"""Doctors' seats and delegated work, in seats, do not fall below a floor. Not the statutory supply ratio.

        $$ \sum_{j \in J_g} \Bigl( \sum_{k,r} c_r\, \mathrm{modules}_{jkrt}
           + \sum_k \sum_{r \in D} \sum_s v_s\, \mathrm{work}_{jkrst} \Bigr) + \mathrm{short} \ge \alpha\, n_{gt} $$

        ∀ rules of kind functional_floor, their groups g, periods t
        Unit: seats
        Source: workbook, sheet Rules; delegation § 28(1) SGB V
        """
        scoped = context.rules[rule, group]
        needed = scoped.value * seats.of(scoped, t)
        if needed <= 0:
            return pyo.Constraint.Skip
        total = seats.seats(m, scoped, t) + delegated.seats(m, scoped, t) + m.shortfall[rule, group, t]
        return total >= needed


class DelegatedSeats:
    """Work that other resources take over from doctors, in seats."""

    def __init__(self, context: Context) -> None:
        parameters = context.parameters
        self.context = context
        self._counts = {name for name, row in parameters.resource_table.items() if row["counting_factor"] > 0}
        self._of_seat = {str(service): float(work) for service, work in work_of_a_seat(parameters.tables).items()}

    def seats(self, m: pyo.ConcreteModel, scoped: ScopedRule, period: Period) -> Expr:
        """Delegated work of the group in the plan, in seats."""
        per_resident = self.context.parameters.per_resident_of_part
        return sum(
            THOUSAND * per_resident[s] / self._of_seat[s] * m.work[j, k, p.resource, s, period]
            for j in scoped.sites
            for s in per_resident
            if s in self._of_seat
            for k, p in self.context.productions.get((j, s, period), [])
            if p.resource not in self._counts and (j, k, p.resource, s, period) in m.PRODUCTIONS
        )
