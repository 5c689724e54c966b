"""Demands of a workbook that no plan can keep, found by arithmetic before any search.

Each check compares what the workbook demands with the most (or the least) that its sites can be, each for itself. So
a contradiction is certain, but where none is found there may still be no plan: most collisions take several demands at
once, and those only a search can find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from instances.contradictions.access import unreachable_targets
from instances.contradictions.contradiction import Contradiction, Demand
from instances.contradictions.founding import fixed_where_nothing_may_begin
from instances.contradictions.money import budgets_below_fixed_sites
from instances.contradictions.numbers import impossible_numbers
from instances.contradictions.possible import Possible
from instances.contradictions.staff import pools_below_obligatory_sites
from instances.contradictions.supply import impossible_floors
from instances.instance import Instance

__all__ = ["Contradiction", "Demand", "contradictions"]

CHECKS: tuple[Callable[[Possible], Iterable[Contradiction]], ...] = (
    budgets_below_fixed_sites,
    pools_below_obligatory_sites,
    fixed_where_nothing_may_begin,
    unreachable_targets,
    impossible_numbers,
    impossible_floors,
)


def contradictions(instance: Instance) -> tuple[Contradiction, ...]:
    """Every contradiction that the checks find; each alone makes every plan impossible. Only hard rules count."""
    possible = Possible(instance)
    return tuple(found for check in CHECKS for found in check(possible))
