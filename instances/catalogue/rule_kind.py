"""What a kind of planning rule is."""

from __future__ import annotations

from dataclasses import dataclass

from instances.catalogue.relaxing import PRICE_OF_SITE
from instances.i18n import Text


@dataclass(frozen=True)
class RuleKind:
    """One kind of planning rule: what it needs, what it says, and where it is implemented.

    ``parameters`` are the columns that must be given, ``optional`` those that may be. ``sentence`` is filled with
    service, type, resource, minutes, value, parameter and scope. ``unit`` is the unit of what the rule counts;
    ``at_least`` says whether its target is a floor. ``share``: the value is a share. ``forbids``: the rule says where
    something must not be; its target is 0, and what the plan reaches is how much of it there is all the same.
    ``relax_price``: EUR for each unit that gives way where nothing else is said.
    """

    key: str
    label: Text
    sentence: Text
    parameters: tuple[str, ...]
    unit: Text
    at_least: bool
    implemented_in: str
    share: bool = False
    optional: tuple[str, ...] = ()
    forbids: bool = False
    relax_price: float = PRICE_OF_SITE

    @property
    def counts_shares(self) -> bool:
        """Whether target and result of the rule are shares."""
        return self.share and not self.forbids
