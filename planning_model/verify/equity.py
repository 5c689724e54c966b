"""Equity: who is worst off, and what deprived places lack, recomputed from the plan's flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from planning_model.verify.case import Case

NEED = ["place", "service", "period"]
FIFTHS = 5


def unmet(case: Case) -> pd.DataFrame:
    """The plan's unmet shares with heads, missing (weighted heads not served) and the period's weight."""
    rows = case.plan.unmet.merge(case.demand, on=NEED)
    rows = rows.merge(case.periods[["period", "weight"]], on="period")
    rows["missing"] = rows["share"] * rows["heads"] * rows["unmet_weight"]
    return rows


def cvar_minutes(case: Case) -> float:
    """Mean minutes of the share of demand that is worst off, period by period.

    All demand of a place for a service travels its mean; what is unserved travels as long as the settings say.
    """
    driven = case.trips.assign(minutes=case.trips["share"] * case.trips["minutes"])
    at_home = case.plan.unmet.assign(minutes=case.plan.unmet["share"] * case.instance.settings.unmet_minutes)
    minutes = pd.concat([driven, at_home]).groupby(NEED, as_index=False)["minutes"].sum()
    rows = case.demand.merge(minutes, on=NEED, how="left").fillna({"minutes": 0.0})
    share = case.instance.settings.cvar_share
    return _over_time(case, {str(t): _mean_of_worst(part, share) for t, part in rows.groupby("period")})


def _mean_of_worst(rows: pd.DataFrame, share: float) -> float:
    """Mean minutes of the first ``share`` of the heads, the longest way first."""
    ordered = rows.sort_values("minutes", ascending=False)
    wanted = share * ordered["heads"].sum()
    before = ordered["heads"].cumsum() - ordered["heads"]
    counted = np.clip(wanted - before, 0.0, ordered["heads"])
    return float((counted * ordered["minutes"]).sum() / wanted)


def deprived_unmet(case: Case) -> float:
    """Unmet need; in the most deprived fifth a head counts as often as the settings say, in the least deprived once."""
    most = case.instance.settings.deprivation_weight
    rows = case.unmet
    fifth = rows["place"].map(_fifths(case)).fillna((FIFTHS + 1) / 2)
    counts = np.interp(fifth, [1.0, FIFTHS], [1.0, most])
    return float((rows["missing"] * counts * rows["weight"]).sum())


def quintile_gap(case: Case) -> float:
    """Share of need unserved in the most deprived fifth less that in the least deprived, never below 0."""
    fifth = _fifths(case)
    need = case.demand.assign(fifth=case.demand["place"].map(fifth))
    whole = (need["heads"] * need["unmet_weight"]).groupby([need["period"], need["fifth"]]).sum().unstack("fifth")
    lacks = case.unmet
    missing = lacks.groupby(["period", lacks["place"].map(fifth).rename("fifth")])["missing"].sum().unstack("fifth")
    share = missing.reindex(index=whole.index, columns=whole.columns).fillna(0.0) / whole.where(whole > 0)
    share = share.reindex(columns=[1.0, float(FIFTHS)])
    gap = (share[float(FIFTHS)] - share[1.0]).clip(lower=0.0).fillna(0.0)
    return _over_time(case, {str(t): float(value) for t, value in gap.items()})


def _fifths(case: Case) -> pd.Series:
    """The fifth of every place with a score: that of the resident in its middle, if all stood in order of deprivation.

    Equal scores stand in the order of the sheet or otherwise, as sorting leaves them.
    """
    places = case.table("Places").dropna(subset="deprivation").sort_values("deprivation")
    people = places["residents"].sum()
    middle = places["residents"].cumsum() - places["residents"] / 2.0
    fifth = np.minimum(np.floor(FIFTHS * middle / people), FIFTHS - 1) + 1.0 if people > 0 else middle + np.nan
    return pd.Series(np.asarray(fifth, dtype=float), index=pd.Index(places["place"]))


def _over_time(case: Case, values: dict[str, float]) -> float:
    """The mean over the periods, by their years."""
    weight = case.periods.set_index("period")["weight"]
    return float(sum(weight[period] * value for period, value in values.items()))
