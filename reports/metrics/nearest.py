"""The nearest offering site of every place, and reach measured by it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def nearest_sites(travel: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """place, service, site, minutes of the nearest site that offers the service; no row where none is in reach."""
    by_time = travel[["place", "site", "minutes"]].sort_values("minutes", kind="stable")
    found = [
        by_time[by_time["site"].isin(rows["site"])].drop_duplicates("place").assign(service=service)
        for service, rows in offers.groupby("service", sort=False)
    ]
    columns = ["place", "service", "site", "minutes"]
    if not found:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name == "minutes" else "str") for name in columns})
    return pd.concat(found, ignore_index=True)[columns]


def standard_minutes(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """By service: the shortest minutes of its reach rules, else the longest travel time of the service."""
    rules = tables["Rules"]
    reach = rules[rules["kind"] == "reach_share"].groupby("service")["minutes"].min()
    longest = tables["Services"].set_index("service")["limit_minutes"]
    return reach.reindex(longest.index).fillna(longest)
