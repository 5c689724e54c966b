"""Services and the parts they consist of, and who works for whom: resolved once, the same for every reader.

A simple service is a pathway with one part, itself: there is one mechanism, not two.
"""

from __future__ import annotations

import pandas as pd

from instances.spread import SITE_PREFIX


def with_simple_services(pathways: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    """The rows of the sheet, and a row of quantity 1 for every service that has none."""
    simple = services.loc[~services["service"].isin(pathways["service"]), "service"].reset_index(drop=True)
    own = pd.DataFrame({"service": simple, "component": simple, "quantity": 1.0, "linked_share": 0.0})
    own = own.assign(moved_share=0.0, replaced=float("nan"), source="")
    return pd.concat([pathways, own.astype({"service": "str", "component": "str"})], ignore_index=True)


def resolved_links(links: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Links with ``partner`` always a site: the practices of a place are the site made of them.

    Links of sites that can never run, and to places without practices, are left out.
    """
    practices = SITE_PREFIX + links["partner_place"]
    named = links.assign(partner=links["partner"].where(links["partner_place"] == "", practices))
    running = sites.loc[sites["types"].map(len) > 0, "site"]
    kept = named[named["site"].isin(running) & named["partner"].isin(running)]
    return kept.drop_duplicates(["site", "partner"]).reset_index(drop=True)


def with_moved_demand(demand: pd.DataFrame, pathways: pd.DataFrame) -> pd.DataFrame:
    """Demand (place, service, period, amount) after pathways took over their share of their parts.

    A row that moves a share of a part lowers the demand for the part by it, and raises that for the pathway by one
    occasion for every ``replaced`` units.
    """
    moving = pathways[pathways["moved_share"] > 0]
    if moving.empty:
        return demand
    parts = moving.merge(demand, left_on="component", right_on="service", suffixes=("", "_of_part"))
    moved = parts["amount"] * parts["moved_share"]
    keys = ["place", "service", "period"]
    less = parts[["place", "component", "period"]].rename(columns={"component": "service"}).assign(amount=-moved)
    more = parts[keys].assign(amount=moved / parts["replaced"])
    total = pd.concat([demand[[*keys, "amount"]], less, more], ignore_index=True)
    return total.groupby(keys, sort=False, as_index=False).agg(amount=("amount", "sum"))


def as_services(capacity: pd.DataFrame, pathways: pd.DataFrame) -> pd.DataFrame:
    """What can be done of whole services, from what can be done of their parts.

    ``capacity`` has the columns service (a part), capacity, and others that name who can do it; the result has the
    same. The scarcest of the parts counts that the institution must do itself; whoever lacks one of them is left out.
    """
    parts = pathways.loc[(pathways["quantity"] > 0) & (pathways["linked_share"] < 1)]
    parts = parts.assign(number=parts.groupby("service")["component"].transform("count"))
    who = [name for name in capacity.columns if name not in ("service", "capacity")]
    rows = capacity.rename(columns={"service": "component"}).merge(
        parts[["service", "component", "quantity", "number"]], on="component"
    )
    rows["capacity"] /= rows["quantity"]
    found = rows.groupby([*who, "service", "number"], sort=False, as_index=False).agg(
        capacity=("capacity", "min"), parts=("component", "count")
    )
    return found.loc[found["parts"] == found["number"], list(capacity.columns)].reset_index(drop=True)
