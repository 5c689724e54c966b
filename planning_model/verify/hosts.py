"""Hosts: sites that run beside others, in the same house or within so many minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from instances.i18n import N_
from planning_model.verify.tolerance import TOLERANCE
from planning_model.verify.violation import Violation, violations

if TYPE_CHECKING:
    from planning_model.verify.case import Case

SITE_THEN = ["site", "period"]


def running_hosts(case: Case) -> pd.DataFrame:
    """site, period, host, minutes, same_house: every other site that runs as a host type of what the site runs as.

    0 minutes in the same house, else those from the place of the host to the site; infinite where there is no way.
    """
    running = case.states.loc[case.states["type"] != "", ["site", "period", "type", "place", "house"]]
    hosts = running.rename(columns={"site": "host", "type": "host_type"})
    pairs = running.drop(columns="place").merge(_host_types(case), on="type")
    pairs = pairs.merge(hosts, on=["period", "host_type"], suffixes=("", "_host"))
    pairs = pairs[pairs["site"] != pairs["host"]]
    pairs["same_house"] = (pairs["house"] != "") & (pairs["house"] == pairs["house_host"])
    ways = case.instance.travel[["place", "site", "minutes"]]
    pairs = pairs.merge(ways, on=["place", "site"], how="left")
    pairs["minutes"] = pairs["minutes"].fillna(np.inf).where(~pairs["same_house"], 0.0)
    return pairs[[*SITE_THEN, "host", "minutes", "same_house"]]


def hosted(case: Case) -> list[Violation]:
    """A site of a type that needs a host runs only while one is near enough; what stands today goes on without."""
    needs = case.table("Types")[["type", "host_types", "host_minutes"]]
    rows = case.states[case.states["type"] != case.states["today"]].merge(needs, on="type")
    rows = rows[(rows["host_types"] != "") & rows["host_minutes"].notna()]
    if rows.empty:
        return []
    nearest = case.hosts.groupby(SITE_THEN)["minutes"].min().rename("nearest").reset_index()
    rows = rows.merge(nearest, on=SITE_THEN, how="left").fillna({"nearest": np.inf})
    rows["amount"] = (rows["nearest"] > rows["host_minutes"] * (1.0 + TOLERANCE)).astype(float)
    message = N_("the site runs as {type}, but no host runs within {host_minutes} minutes")
    return violations("hosted", rows, message, N_("periods"), ("site",))


def with_host_in_the_house(case: Case, rows: pd.DataFrame) -> pd.Series[bool]:
    """For each row (site, period): whether a host runs in the same house."""
    if (rows["house"] == "").all():
        return pd.Series(False, index=rows.index)
    beside = case.hosts.loc[case.hosts["same_house"], SITE_THEN]
    keys = pd.MultiIndex.from_frame(rows[SITE_THEN])
    return pd.Series(keys.isin(pd.MultiIndex.from_frame(beside)), index=rows.index)


def _host_types(case: Case) -> pd.DataFrame:
    """type, host_type: a row for each type that may carry another."""
    types = case.table("Types")[["type", "host_types"]]
    pairs = types.assign(host_type=types["host_types"].str.split(", ")).explode("host_type")
    return pairs.loc[pairs["host_type"] != "", ["type", "host_type"]]
