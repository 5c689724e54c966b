"""Erlang's formulas: what units that stand in for each other can take, and how often all of them are busy.

The *load* is the offered one in Erlang: the mean number of units that would be busy if there were always one free.

- Erlang B: whoever finds all units busy goes elsewhere. It holds for any spread of the length of stay.
- Erlang C: whoever finds all units busy waits. It holds for exponential lengths of stay, first come, first served.

Source: A. K. Erlang (1917), in E. Brockmeyer, H. L. Halstrøm and A. Jensen, The Life and Works of A. K. Erlang (1948).
"""

from __future__ import annotations

from functools import cache

from scipy.optimize import brentq

ERLANG_B, ERLANG_C = "erlang_b", "erlang_c"
PRECISE = 1e-13


def turned_away(units: int, load: float) -> float:
    """Probability that all units are busy and somebody is turned away (Erlang B).

    By the recursion over the number of units, which neither overflows nor cancels.
    """
    blocked = 1.0
    for number in range(1, units + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def waits(units: int, load: float) -> float:
    """Probability of having to wait (Erlang C); 1 where the load is more than the units can ever do."""
    if load >= units:
        return 1.0
    blocked = turned_away(units, load)
    return blocked / (1.0 - load / units * (1.0 - blocked))


@cache
def largest_load(rule: str, units: int, target: float) -> float:
    """The largest offered load (Erlang) at which turning away, or waiting, is no likelier than ``target`` (0 < … < 1).

    ``rule`` is :data:`ERLANG_B` or :data:`ERLANG_C`; 0 without a unit.
    """
    if units < 1:
        return 0.0
    probability = turned_away if rule == ERLANG_B else waits
    # of a load beyond this, more than the target is turned away even by units that are always busy
    beyond = units / (1.0 - target) if rule == ERLANG_B else float(units)
    return float(brentq(lambda load: probability(units, load) - target, 0.0, beyond, xtol=PRECISE, rtol=PRECISE))
