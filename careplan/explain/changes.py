"""What a way out means in the workbook: other numbers in its cells, rounded so that they are surely enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.futures import addition, with_additions
from instances.instance import Instance
from instances.overrides import Override, overridden, own_row, with_own_rows
from planning_model.demands import Demand
from planning_model.elastic import free_status
from planning_model.elastic_amounts import POOL

# Numbers in the workbook are rounded to so much: a tenth of a point of a share, ten thousand euros, a tenth of a post.
STEPS = {"Rules": 0.001, "Pots": 0.01, "LabourPools": 0.1}
WHOLE = 1.0
# What gives way of pots and pools.
AMOUNTS = {"Pots": "budget", "LabourPools": "available"}
# A number this near to a step, as a share of the step, is on it.
ON_STEP = 1e-6
# A rule without a number gives way by becoming soft; it is then missed only where nothing else helps.
SOFT = ("soft", 1_000_000.0)


@dataclass(frozen=True)
class Change:
    """One demand that gives way, as it is said in the workbook.

    ``amount`` is in the unit of the demand, ``before`` and ``after`` are what stands in the cell; ``after`` is how much
    more for pots and pools. Both are NaN where the demand is no number.
    """

    demand: Demand
    amount: float
    before: float
    after: float


def change_of(instance: Instance, demand: Demand, amount: float, extra: int = 0) -> Change:
    """The change for a demand to give way by an amount, rounded outward and by so many steps more."""
    if not demand.lines:
        return Change(demand, amount, math.nan, math.nan)
    step = _step(demand)
    exact = demand.after(amount) / step
    rounded = math.ceil(exact - ON_STEP) + extra if demand.rises else math.floor(exact + ON_STEP) - extra
    return Change(demand, amount, _before(instance, demand), max(0.0, round(rounded * step, 6)))


def changed(instance: Instance, changes: Sequence[Change]) -> Instance:
    """The instance as the changes make it."""
    rules = {change.demand.key[0] for change in changes if speaks_of_every_group(instance, change.demand)}
    written = with_own_rows(instance, {rule: _groups(instance, rule) for rule in rules}) if rules else instance
    additions = [_addition(instance, change.demand) for change in changes if change.demand.future]
    written = with_additions(written, additions) if additions else written
    return overridden(written, [one for change in changes for one in overrides_of(instance, change)])


def _addition(instance: Instance, demand: Demand) -> dict[str, str]:
    """The row on the sheet of futures by which a pot or a pool gives way in one of them."""
    return addition(demand.future, demand.sheet, _where(demand), AMOUNTS[demand.sheet], instance.language)


def _where(demand: Demand) -> dict[str, str]:
    """The rows of a pot or a pool."""
    return dict(zip(("pot",) if demand.sheet == "Pots" else POOL, demand.key, strict=True))


def speaks_of_every_group(instance: Instance, demand: Demand) -> bool:
    """Whether the demand is a rule in one group whose row in the workbook speaks of every group."""
    if demand.sheet != "Rules" or not demand.key[1]:
        return False
    rules = instance.tables["Rules"]
    return bool((rules.loc[rules["rule"] == demand.key[0], "group"] == "").all())


def _groups(instance: Instance, rule: str) -> list[str]:
    """The groups of a rule's grouping."""
    rules, places = instance.tables["Rules"], instance.tables["Places"]
    (grouping,) = rules.loc[rules["rule"] == rule, "grouping"]
    return sorted({str(group) for group in places[grouping] if group})


def _step(demand: Demand) -> float:
    if demand.sheet == "Rules" and not RULE_KINDS_BY_KEY[demand.kind].share:
        return WHOLE
    return STEPS[demand.sheet]


def _before(instance: Instance, demand: Demand) -> float:
    if demand.sheet != "Rules":
        return math.nan
    rules = instance.tables["Rules"]
    return float(rules.loc[rules["rule"] == demand.key[0], "value"].iloc[0])


def overrides_of(instance: Instance, change: Change) -> list[Override]:
    """The change as overrides of a workbook in which rules that speak of every group have a row for each.

    What gives way in one future has a row on the sheet of futures there.
    """
    demand, after = change.demand, change.after
    if demand.future:
        return [Override("Futures", _addition(instance, demand), "value", "add", after)]
    if demand.sheet in AMOUNTS:
        return [Override(demand.sheet, _where(demand), AMOUNTS[demand.sheet], "add", after)]
    if demand.sheet == "Sites":
        return [free_status(demand.key[0], demand.kind)]
    rule, group = demand.key
    where = {"rule": own_row(rule, group) if speaks_of_every_group(instance, demand) else rule}
    if math.isnan(after):
        return [
            Override("Rules", where, name, "set", value)
            for name, value in zip(("strictness", "weight"), SOFT, strict=True)
        ]
    return [Override("Rules", where, "value", "set", after)]
