"""Capacity of sites: what stands, what it produces, and which services a site really offers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from instances.complete import TODAY
from instances.pathways import as_services
from instances.pooling import pools
from reports.metrics.lookup import numbers

Tables = Mapping[str, pd.DataFrame]

ROUNDING = 1e-6


def sites_today(sites: pd.DataFrame) -> pd.Series:
    """The type each site runs as today; empty where it is not open."""
    return sites["present_type"].where(sites["status"] == "existing", "")


def units_today(tables: Tables) -> pd.DataFrame:
    """site, type, resource, moment (``today``), units of the sites that are open today."""
    sites = tables["Sites"]
    types = pd.Series(sites_today(sites).to_numpy(), index=pd.Index(sites["site"]), dtype="str")
    rows = tables["Existing"]
    rows = rows[(rows["period"] == TODAY) & (rows["units"] > ROUNDING)].rename(columns={"period": "moment"})
    rows = rows.assign(type=rows["site"].map(types))
    return rows.loc[rows["type"] != "", ["site", "type", "resource", "moment", "units"]]


def production_by_type(tables: Tables) -> pd.DataFrame:
    """type, resource, service, productivity, max_share: a row of a type replaces the general one of the same kind."""
    rows = tables["Production"][["type", "resource", "service", "productivity", "max_share"]]
    general = rows[rows["type"] == ""].drop(columns="type").merge(tables["Types"][["type"]], how="cross")
    both = pd.concat([rows[rows["type"] != ""], general[rows.columns]], ignore_index=True)
    return both.drop_duplicates(["type", "resource", "service"]).reset_index(drop=True)


def offers(units: pd.DataFrame, production: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """site, service, moment of every site with a worthwhile amount of a resource that produces the service.

    Worthwhile is one step of the resource, or what stands there where that is less. A service of several parts is
    offered by whoever has all of them that partners cannot do alone.
    """
    existing = tables["Existing"].rename(columns={"period": "moment", "units": "standing"})
    rows = units.merge(existing, on=["site", "resource", "moment"], how="left")
    step = numbers(rows["resource"], tables["Resources"].set_index("resource")["step"])
    standing = rows["standing"].where(rows["standing"] > ROUNDING, step)
    enough = rows[rows["units"] >= np.minimum(step, standing) - ROUNDING]
    produced = enough.merge(production[["type", "resource", "service"]], on=["type", "resource"])
    parts = produced[["site", "service", "moment"]].drop_duplicates().assign(capacity=1.0)
    return as_services(parts, tables["Pathways"])[["site", "service", "moment"]]


def with_standing(units: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Adds lasting: what stands of today at the moment, 0 where nothing does."""
    existing = tables["Existing"].rename(columns={"period": "moment", "units": "lasting"})
    return units.merge(existing, on=["site", "resource", "moment"], how="left").fillna({"lasting": 0.0})


def usable(units: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The same rows with the units' worth of work that can be relied on: of pools, what they take at their target."""
    known = pools(tables)
    rows = with_standing(units, tables)
    amounts = [
        known[name].usable(amount, lasting) if name in known else amount
        for name, amount, lasting in rows[["resource", "units", "lasting"]].itertuples(index=False)
    ]
    return rows.assign(units=pd.Series(amounts, index=rows.index, dtype="float64")).drop(columns="lasting")


def capacities(units: pd.DataFrame, production: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """site, service, moment, capacity (service units a year) if the site produced this service alone.

    Resources with a largest share below 1 (delegation) help the others, but only up to that share of the whole.
    """
    rows = usable(units, tables).merge(production, on=["type", "resource"])
    amount = rows["units"] * rows["productivity"]
    helps = rows["max_share"] < 1
    keys = ["site", "service", "moment"]
    parts = rows[keys].assign(
        alone=amount.where(~helps, 0.0), helping=amount.where(helps, 0.0), share=rows["max_share"].where(helps, 0.0)
    )
    total = parts.groupby(keys, sort=False, as_index=False).sum()
    share = total["share"].clip(upper=1 - ROUNDING)
    most = total["alone"] * share / (1 - share)
    parts = total[keys].assign(capacity=total["alone"] + np.minimum(total["helping"], most))
    return as_services(parts, tables["Pathways"])
