"""Beyond the border: sites that are open to our residents, and about which the plan decides nothing."""

from __future__ import annotations

import pandas as pd

OUTSIDE = "outside"


def with_sites_beyond(sites: pd.DataFrame) -> pd.DataFrame:
    """Sites beyond the border stand and stay; ``outside`` tells them from our own."""
    beyond = sites["status"] == OUTSIDE
    return sites.assign(
        outside=beyond,
        status=sites["status"].where(~beyond, "existing"),
        may_close=sites["may_close"] & ~beyond,
        may_convert=sites["may_convert"] & ~beyond,
    )


def open_to_us(existing: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """What stands beyond the border counts as far as it is open to our residents."""
    share = sites["open_share"].where(sites["outside"], 1.0).set_axis(sites["site"])
    return existing.assign(units=existing["units"] * existing["site"].map(share).fillna(1.0))
