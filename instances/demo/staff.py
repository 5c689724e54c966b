"""Labour pools: who is there, who can be won and at what price. What stands today always has its staff."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from instances.demo.landscape import Landscape
from instances.demo.money import Figures

GPS_WON_IN_TOWN, GPS_WON_IN_COUNTRY = 0.10, 0.03  # share of today's GPs that a region can win in a period
CHN_THERE = 40_000  # residents for each community health nurse who is there
CHN_WON_IN_TOWN, CHN_WON_IN_COUNTRY = 9_000, 14_000  # and for each who can be won in a period
NURSES_SPARE, NURSES_WON = 0.03, 0.10  # shares of what today's hospitals need
PHYSICIANS_SPARE, PHYSICIANS_WON = 0.03, 0.08
RECRUIT_COST = {"gp": 60_000.0, "chn": 10_000.0, "nurse": 8_000.0, "emergency_physician": 30_000.0}
GP_SOURCE = "Annahme in der Höhe heutiger Niederlassungsförderung"


def labour_pools(
    land: Landscape, seats: pd.DataFrame, capacity: pd.DataFrame, home: pd.Series, figures: Figures
) -> pd.DataFrame:
    """Rows of the sheet LabourPools: GPs, CHN and nurses by labour market, emergency physicians for the whole state.

    ``seats`` and ``capacity`` are rows of the sheet Existing by area and by site; ``home`` gives the place of a site.
    """
    periods = [period for period in seats["period"].unique() if period]
    residents = land.places.groupby("labour_market")["residents"].sum()
    lonely = (land.places["residents"] * land.remoteness).groupby(land.places["labour_market"]).sum() / residents
    more_in_country = CHN_WON_IN_COUNTRY - CHN_WON_IN_TOWN
    market_of_place = land.places.set_index("place")["labour_market"]
    staff = _hospital_staff(capacity.assign(market=capacity["site"].map(home).map(market_of_place)), figures)
    nurses = staff["nurse"].reindex(residents.index, fill_value=0.0)
    physicians = pd.Series({"": staff["emergency_physician"].sum()})
    return pd.concat(
        [
            _gps(land, seats, lonely, periods),
            _pool("chn", residents / CHN_THERE, residents / (CHN_WON_IN_TOWN + more_in_country * lonely)),
            _pool("nurse", nurses * (1 + NURSES_SPARE), nurses * NURSES_WON),
            _pool("emergency_physician", physicians * (1 + PHYSICIANS_SPARE), physicians * PHYSICIANS_WON, "state"),
        ],
        ignore_index=True,
    )


def _gps(land: Landscape, seats: pd.DataFrame, lonely: pd.Series, periods: Sequence[str]) -> pd.DataFrame:
    """A GP for every seat that is left, and in each period some who can be won, fewer in the countryside."""
    market_of_area = land.places.groupby("area")["labour_market"].first()
    there = seats.groupby([seats["area"].map(market_of_area), "period"])["units"].sum().unstack("period")
    share = GPS_WON_IN_TOWN + (GPS_WON_IN_COUNTRY - GPS_WON_IN_TOWN) * lonely
    pools = [_pool("gp", there[period], share * there[""]).assign(period=period) for period in periods]
    return pd.concat(pools).assign(source=GP_SOURCE)


def _hospital_staff(capacity: pd.DataFrame, figures: Figures) -> pd.DataFrame:
    """Posts that today's hospitals need: one row a labour market, one column a profession."""
    needed = capacity.merge(figures.fte.rename("fte").reset_index(), on="resource")
    posts = needed.assign(posts=needed["units"] * needed["fte"])
    return posts.pivot_table(index="market", columns="profession", values="posts", aggfunc="sum", fill_value=0.0)


def _pool(
    profession: str, available: pd.Series, recruitable: pd.Series, grouping: str = "labour_market"
) -> pd.DataFrame:
    """One row a group; rounded up, so that rounding never sends anybody away."""
    return pd.DataFrame(
        {
            "grouping": grouping,
            "group": available.index,
            "profession": profession,
            "period": "",
            "available": np.ceil(available.to_numpy().round(6)),
            "recruitable": np.ceil(recruitable.to_numpy().round(6)),
            "recruit_cost": RECRUIT_COST[profession],
            "source": "Annahme",
        }
    )
