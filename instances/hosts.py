"""Hosts: which sites stand near enough to carry another one, such as the hospital of an emergency centre.

Two sites are 0 minutes apart if they share a house. Otherwise the way is that from the place of the host to the site,
as travel times say it; without such a way the host is out of reach.
"""

from __future__ import annotations

import pandas as pd

COLUMNS = ["site", "type", "host", "host_type", "minutes", "same_house"]


def possible_hosts(sites: pd.DataFrame, types: pd.DataFrame, travel: pd.DataFrame) -> pd.DataFrame:
    """site, type, host, host_type, minutes, same_house: who may carry whom.

    ``sites`` and ``types`` are completed tables, ``travel`` has the columns place, site, minutes. There is a row for
    each site and type with host types, and each other site that may run as one of these in the same house or within
    the type's minutes.
    """
    hosted = types.loc[types["host_types"] != "", ["type", "host_types", "host_minutes"]]
    running = sites[["site", "place", "house", "types"]].explode("types").rename(columns={"types": "type"})
    guests = running.merge(hosted, on="type")
    guests["host_type"] = guests["host_types"].str.split(", ")
    guests = guests.explode("host_type")[["site", "type", "house", "host_type", "host_minutes"]]
    hosts = running.rename(columns={"site": "host", "type": "host_type"})
    pairs = pd.concat([_in_the_house(guests, hosts), _on_the_road(guests, hosts, travel)], ignore_index=True)
    pairs = pairs[pairs["site"] != pairs["host"]]
    nearest_first = pairs.sort_values(["same_house", "minutes"], ascending=[False, True], kind="stable")
    return nearest_first.drop_duplicates(["site", "type", "host", "host_type"])[COLUMNS].sort_index(ignore_index=True)


def _in_the_house(guests: pd.DataFrame, hosts: pd.DataFrame) -> pd.DataFrame:
    housed = guests[guests["house"] != ""].merge(hosts.drop(columns="place"), on=["house", "host_type"])
    return housed.assign(minutes=0.0, same_house=True)[COLUMNS]


def _on_the_road(guests: pd.DataFrame, hosts: pd.DataFrame, travel: pd.DataFrame) -> pd.DataFrame:
    ways = travel.loc[travel["site"].isin(guests["site"]), ["place", "site", "minutes"]]
    near = ways.merge(guests.drop(columns="house"), on="site")
    near = near.merge(hosts.drop(columns="house"), on=["place", "host_type"])
    return near[near["minutes"] <= near["host_minutes"]].assign(same_house=False)[COLUMNS]
