"""Seats that are known per place or area only become sites: one row of practices a place, never single doctors."""

from __future__ import annotations

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY
from instances.catalogue.fields import Kind


def sites_from_seats(tables: dict[str, pd.DataFrame], min_residents: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sites and existing capacity with everything at a site of its own.

    Amounts given per area are spread over the area's places of at least ``min_residents`` (at least its largest place)
    in proportion to residents. Each place that gets something gets one site ``practices-<place>`` of the first type
    that collects existing seats, with status existing and ``derived`` true.
    """
    sites, existing = tables["Sites"], tables["Existing"]
    by_place = pd.concat(
        [existing[existing["place"] != ""], _from_areas(existing, tables["Places"], min_residents)], ignore_index=True
    )
    by_site = existing[existing["site"] != ""]
    if by_place.empty:
        return sites, by_site
    by_place = by_place.assign(site=SITE_PREFIX + by_place["place"])
    collecting = tables["Types"].loc[tables["Types"]["collects_existing"], "type"]
    made = _practice_sites(by_place["place"].drop_duplicates(), tables["Places"], str(collecting.iloc[0]))
    return pd.concat([sites, made], ignore_index=True), pd.concat([by_site, by_place], ignore_index=True)


SITE_PREFIX = "practices-"


def _from_areas(existing: pd.DataFrame, places: pd.DataFrame, min_residents: float) -> pd.DataFrame:
    rows = existing[existing["area"] != ""]
    hosts = _hosts(places, min_residents)
    spread = rows.drop(columns="place").merge(hosts, on="area")
    return spread.assign(units=spread["units"] * spread["share"]).drop(columns="share")[list(existing.columns)]


def _hosts(places: pd.DataFrame, min_residents: float) -> pd.DataFrame:
    """place, area, share: who takes which share of the area's amount."""
    largest = places.groupby("area")["residents"].transform("max")
    hosts = places[(places["residents"] >= min_residents) | (places["residents"] == largest)]
    total = hosts.groupby("area")["residents"].transform("sum")
    alone = 1.0 / hosts.groupby("area")["residents"].transform("size")
    share = (hosts["residents"] / total).where(total > 0, alone)
    return hosts[["place", "area"]].assign(share=share)


def _practice_sites(hosts: pd.Series, places: pd.DataFrame, practice_type: str) -> pd.DataFrame:
    columns = {
        entry.name: pd.Series(_EMPTY.get(entry.kind, ""), index=hosts.index) for entry in SHEETS_BY_KEY["Sites"].fields
    }
    labels = places.set_index("place")["label"]
    made = pd.DataFrame(columns).assign(
        site=SITE_PREFIX + hosts,
        label=labels.loc[hosts].to_numpy(),
        place=hosts,
        status="existing",
        present_type=practice_type,
        extra_setup_cost=0.0,
        open_share=1.0,
        outside=False,
        derived=True,
    )
    return made.reset_index(drop=True)


_EMPTY: dict[Kind, object] = {
    Kind.NUMBER: float("nan"),
    Kind.INTEGER: float("nan"),
    Kind.SHARE: float("nan"),
    Kind.FLAG: False,
}
