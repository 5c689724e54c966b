"""Demand of every place for every service: residents by age times utilisation rates, shifted by deprivation.

    demand[i,s,t] = residents[i,t] · Σ_g share[i,g] · rate[s,g] · need_factor[i,s]

in the service's unit per year. ``need_factor`` = 1 + effect[s] · (deprivation[i] − mean), at least 0.1, scaled to a
demand-weighted mean of 1 in the first period, so that it shifts demand and does not inflate it. Last, pathways take
over their share (:mod:`instances.pathways`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from instances.catalogue.places import AGE_GROUPS
from instances.complete import Settings
from instances.pathways import with_moved_demand

SMALLEST_NEED_FACTOR = 0.1


def demand_of(tables: Mapping[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """place, service, period, amount (service units per year); explicit rows replace computed ones."""
    places, services = tables["Places"], tables["Services"]
    shares = places[[f"share_{group}" for group in AGE_GROUPS]].to_numpy()
    rates = services[[f"rate_{group}" for group in AGE_GROUPS]].to_numpy()
    per_resident = shares @ rates.T
    first = residents_in(places, settings, int(tables["Periods"]["first_year"].iloc[0]))
    need = _need_factors(places, services, per_resident * first[:, None])
    grid = {
        period: residents_in(places, settings, year)[:, None] * per_resident * need
        for period, year in zip(tables["Periods"]["period"], tables["Periods"]["first_year"], strict=True)
    }
    computed = pd.concat(
        [
            pd.DataFrame(
                {
                    "place": np.repeat(places["place"].to_numpy(), len(services)),
                    "service": np.tile(services["service"].to_numpy(), len(places)),
                    "period": period,
                    "amount": amounts.ravel(),
                }
            )
            for period, amounts in grid.items()
        ],
        ignore_index=True,
    )
    explicit = tables["Demand"][["place", "service", "period", "amount"]]
    both = pd.concat([computed, explicit], ignore_index=True)
    stated = both.drop_duplicates(["place", "service", "period"], keep="last")
    final = with_moved_demand(stated, tables["Pathways"])
    return final[final["amount"] > 0].reset_index(drop=True)


def residents_in(places: pd.DataFrame, settings: Settings, year: int) -> np.ndarray:
    """Residents of every place in ``year``, from the base year's and the yearly growth."""
    years = year - settings.base_year
    return np.asarray(places["residents"] * (1.0 + places["growth"]) ** years, dtype=float)


def _need_factors(places: pd.DataFrame, services: pd.DataFrame, plain: np.ndarray) -> np.ndarray:
    """Places × services; ``plain`` is the demand without the factor in the first period."""
    residents = places["residents"].to_numpy(dtype=float)
    deprivation = places["deprivation"].to_numpy(dtype=float)
    known = ~np.isnan(deprivation)
    weight = residents[known].sum()
    mean = float((deprivation[known] * residents[known]).sum() / weight) if weight > 0 else 0.0
    deviation = np.where(known, deprivation - mean, 0.0)
    raw = 1.0 + deviation[:, None] * services["deprivation_effect"].to_numpy(dtype=float)[None, :]
    raw = np.maximum(raw, SMALLEST_NEED_FACTOR)
    total = plain.sum(axis=0)
    shifted = (plain * raw).sum(axis=0)
    scale = np.divide(total, shifted, out=np.ones_like(total), where=shifted > 0)
    return np.asarray(raw * scale[None, :], dtype=float)
