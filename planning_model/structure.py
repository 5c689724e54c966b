"""What the model tells the solvers about its variables, and nothing more.

The large-scale algorithms must know which columns open a site, which count its capacity steps, and which belong to
the same site. They must not know what a site, a bed or a budget is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple


class Role(IntEnum):
    """What a variable is to the search."""

    OTHER = 0
    OPENING = 1
    """Selects a site, or a type of a site: 0 or 1."""
    MODULE = 2
    """Counts capacity steps of a site, or selects a size: an integer."""
    AMOUNT = 3
    """How much of a resource a site has as one type."""
    WORK = 4
    """What a resource of a site produces."""
    FLOW = 5
    """The part of somebody's demand that goes to a site."""


class Declared(NamedTuple):
    """The role of a variable component, and where the site stands in its index (None: it belongs to no site)."""

    role: Role = Role.OTHER
    site_position: int | None = None


@dataclass(frozen=True)
class Structure:
    """The declared variables by the name of their Pyomo component; what is not declared is ``OTHER`` without a site."""

    variables: Mapping[str, Declared] = field(default_factory=dict)

    def of(self, component: str) -> Declared:
        """What is declared of the variable component of this name."""
        return self.variables.get(component, Declared())
