"""Where a service leaves less choice: a place goes to one site as a whole, or to the closest that offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from instances.i18n import N_
from planning_model.verify.flows import NEED, SHARE, TRIP, reach_limits
from planning_model.verify.tolerance import difference, excess
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

SINGLE, CLOSEST = "single", "closest"


def single_site(case: Case) -> list[Violation]:
    """Where a service asks for a single site, all of a place's demand goes to one site or is unmet."""
    bound = _bound_places(case, SINGLE)
    if bound.empty:
        return []
    shares = pd.concat([case.plan.flows, case.plan.unmet])[[*NEED, "share"]]
    largest = shares.groupby(NEED, as_index=False)["share"].max()
    rows = largest.merge(bound, on=NEED)
    rows["amount"] = difference(rows["share"], 1.0)
    message = N_("the demand is split: the largest share is {share}, it must be all of it")
    return violations("single_site", rows, message, SHARE, ("place", "service"))


def closest_site(case: Case) -> list[Violation]:
    """Where a service asks for the closest site, nobody passes by one that offers it."""
    bound = _bound_places(case, CLOSEST)
    if bound.empty:
        return []
    near = case.instance.travel[["place", "site", "minutes"]].merge(case.offers, on="site")
    near = near[near["minutes"] <= near["service"].map(reach_limits(case))]
    closest = near.groupby(NEED)["minutes"].min().rename("closest").reset_index()
    rows = case.trips.merge(bound, on=NEED).merge(closest, on=NEED)
    rows["amount"] = rows["share"].where(excess(rows["minutes"], rows["closest"]) > 0, 0.0)
    message = N_("a share of {share} goes {minutes} minutes far, although a site {closest} minutes away offers it")
    return violations("closest_site", rows, message, SHARE, TRIP)


def _bound_places(case: Case, assignment: str) -> pd.DataFrame:
    """place, service, period for which the assignment holds; places above the service's size are exempt."""
    services = case.table("Services")[["service", "assignment", "split_above"]]
    services = services[services["assignment"] == assignment]
    if services.empty:
        return pd.DataFrame(columns=NEED)
    rows = case.demand[NEED].merge(services, on="service")
    rows = rows.merge(case.residents[["place", "period", "residents"]], on=["place", "period"])
    return rows.loc[~(rows["residents"] > rows["split_above"]), NEED]
