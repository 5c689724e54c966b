"""Access with capacity: E2SFCA (enhanced two-step floating catchment area).

    ratio[j] = capacity[j] / Σ_i w(t[i,j]) · demand[i]        access[i] = Σ_j w(t[i,j]) · ratio[j]

with the Gaussian weight w(t) = (exp(−(t/T)²/2) − exp(−1/2)) / (1 − exp(−1/2)) for t ≤ T, else 0, and T the longest
travel time of the service. Demand and capacity are in the same unit, so 1 means as much as is needed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from instances.complete import TODAY
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers


def gaussian_weight(minutes: NDArray[np.float64], limit: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 at the door, 0 from ``limit`` on."""
    edge = np.exp(-0.5)
    inside = (np.exp(-0.5 * (minutes / limit) ** 2) - edge) / (1 - edge)
    return np.where(minutes < limit, inside, 0.0)


def catchment_index(facts: Facts, moment: str) -> pd.DataFrame:
    """place, service, index at ``moment`` (``today`` uses the demand of the first period); no row where it is 0."""
    period = facts.periods[0] if moment == TODAY else moment
    capacity = facts.capacities[facts.capacities["moment"] == moment].drop(columns="moment")
    need = facts.need[facts.need["period"] == period][["place", "service", "amount"]]
    limit = facts.instance.tables["Services"].set_index("service")["limit_minutes"]
    pairs = facts.instance.travel[["place", "site", "minutes"]].merge(capacity, on="site")
    pairs = pairs.assign(weight=gaussian_weight(_floats(pairs["minutes"]), _floats(numbers(pairs["service"], limit))))
    pairs = pairs[pairs["weight"] > 0].merge(need, on=["place", "service"])
    pull = (pairs["weight"] * pairs["amount"]).groupby([pairs["site"], pairs["service"]]).transform("sum")
    access = pairs["weight"] * pairs["capacity"] / pull
    return access.groupby([pairs["place"], pairs["service"]]).sum().rename("index").reset_index()


def _floats(column: pd.Series) -> NDArray[np.float64]:
    return column.to_numpy(dtype=np.float64)
