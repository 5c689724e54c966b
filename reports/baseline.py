"""The status quo, from the data alone: supply ratio and load of each area, and how far care is away."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

import pandas as pd

from instances.complete import TODAY
from instances.demand import demand_of
from instances.instance import Instance
from instances.pathways import as_services
from instances.travel import travel_times
from planning_model.plan import BASELINE

REACH_MINUTES = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0)


def baseline(instance: Instance) -> dict[str, pd.DataFrame]:
    """The tables ``areas``, ``reach`` and ``load`` with the columns of :data:`planning_model.plan.BASELINE`.

    Residents and capacity are those of the base year. Shares are 0..1, minutes as travelled by car, demand and capacity
    in the service's own unit per year. An area without residents has no supply ratio (NaN).
    """
    tables = {"areas": _areas(instance), "reach": _reach(instance), "load": _load(instance)}
    return {
        name: tables[name][list(columns)].astype(dict(columns)).reset_index(drop=True)
        for name, columns in BASELINE.items()
    }


def _areas(instance: Instance) -> pd.DataFrame:
    """Doctors counted in the area · residents per doctor / residents, beside the official ratio."""
    places, factor = instance.tables["Places"], instance.tables["Resources"].set_index("resource")["counting_factor"]
    today = _capacity_today(instance)
    seats = (today["units"] * today["resource"].map(factor)).groupby(today["area"]).sum()
    residents = places.groupby("area")["residents"].sum()
    areas = instance.tables["Areas"][["area", "ratio", "official_supply_ratio"]].set_index("area")
    areas["residents"] = residents.reindex(areas.index, fill_value=0.0)
    areas["seats"] = seats.reindex(areas.index, fill_value=0.0)
    areas["seats_needed"] = areas["residents"] / areas["ratio"]
    ratio = areas["seats"] * areas["ratio"] / areas["residents"]
    areas["supply_ratio"] = ratio.where(areas["residents"] > 0)
    return areas.reset_index()


def _reach(instance: Instance) -> pd.DataFrame:
    """Share of residents by the minutes to the nearest site that can provide the service today."""
    places = instance.tables["Places"]
    residents = places[~places["outside"]].set_index("place")["residents"]
    parts = _productive_today(instance)[["site", "service"]].drop_duplicates().assign(capacity=1.0)
    offers = as_services(parts, instance.tables["Pathways"])[["site", "service"]]
    ways = widest_travel(instance).merge(offers, on="site")
    nearest = ways.groupby(["service", "place"])["minutes"].min().reset_index()
    nearest["residents"] = nearest["place"].map(residents)
    rows = [
        (
            service,
            minutes,
            nearest.loc[(nearest["service"] == service) & (nearest["minutes"] <= minutes), "residents"].sum(),
        )
        for service in instance.tables["Services"]["service"]
        for minutes in REACH_MINUTES
    ]
    reach = pd.DataFrame(rows, columns=["service", "minutes", "share"])
    return reach.assign(share=reach["share"] / residents.sum())


def _load(instance: Instance) -> pd.DataFrame:
    """Demand of the area's places beside the most that its sites could do of the service, each service for itself."""
    demand = _demand_today(instance)
    area = instance.tables["Places"].set_index("place")["area"]
    wanted = demand.groupby([demand["place"].map(area).rename("area"), "service"])["amount"].sum().rename("demand")
    there = _service_capacity(instance).groupby(["area", "service"])["capacity"].sum()
    every = pd.MultiIndex.from_product(
        [instance.tables["Areas"]["area"], instance.tables["Services"]["service"]], names=["area", "service"]
    )
    return pd.DataFrame({"demand": wanted.reindex(every), "capacity": there.reindex(every)}).fillna(0.0).reset_index()


def widest_travel(instance: Instance) -> pd.DataFrame:
    """The instance's travel times; where its limits end before the widest ring of the table, computed up to there."""
    if instance.reach_limits.max() >= max(REACH_MINUTES):
        return instance.travel
    places, sites, table, roads = (instance.tables[name] for name in ("Places", "Sites", "TravelTimes", "Roads"))
    return travel_times(places, sites, table, roads, instance.settings, max(REACH_MINUTES))


def _demand_today(instance: Instance) -> pd.DataFrame:
    """Demand in the base year; explicit demand is that of the first period."""
    first = instance.tables["Periods"]["period"].iloc[0]
    explicit = instance.tables["Demand"]
    now = pd.DataFrame({"period": [TODAY], "first_year": [instance.settings.base_year], "years": [1]})
    stated = explicit[explicit["period"] == first].assign(period=TODAY)
    return demand_of({**instance.tables, "Periods": now, "Demand": stated}, instance.settings)


def _capacity_today(instance: Instance) -> pd.DataFrame:
    """site, area, present_type, resource, units of everything that stands today."""
    existing = instance.tables["Existing"]
    today = existing.loc[(existing["period"] == TODAY) & (existing["units"] > 0), ["site", "resource", "units"]]
    return today.merge(instance.tables["Sites"][["site", "area", "present_type"]], on="site")


def _productive_today(instance: Instance) -> pd.DataFrame:
    """Capacity of today with productivity and max_share for each service it produces in the site's present type."""
    production = instance.tables["Production"].drop(columns="source")
    for_all = production[production["type"] == ""].drop(columns="type")
    general = for_all.merge(instance.tables["Types"][["type"]], how="cross")
    own = production[production["type"] != ""]
    rows = pd.concat([own, general]).drop_duplicates(["type", "resource", "service"])
    return _capacity_today(instance).merge(rows, left_on=["present_type", "resource"], right_on=["type", "resource"])


def _service_capacity(instance: Instance) -> pd.DataFrame:
    """site, area, service, capacity: service units per year."""
    rows = _productive_today(instance)
    rows["amount"] = rows["units"] * rows["productivity"]
    found = [
        (*keys, most_work(zip(part["amount"], part["max_share"], strict=True)))
        for keys, part in rows.groupby(["site", "area", "service"])
    ]
    parts = pd.DataFrame(found, columns=["site", "area", "service", "capacity"])
    return as_services(parts, instance.tables["Pathways"])


def most_work(resources: Iterable[tuple[float, float]]) -> float:
    """The most work of which each resource can do its amount, and no more than its largest share of the whole.

    ``resources`` are pairs of amount and share. Whichever of them are used up, the others do at most their shares:
    whole ≤ used up + whole · Σ shares of the others. The tightest of these limits is the answer; it is found among
    those that use up the resources in the order in which a growing whole does.
    """
    ordered = sorted(resources, key=lambda one: one[0] / one[1] if one[1] > 0 else inf)
    limits = []
    for used_up in range(len(ordered) + 1):
        others = sum(share for _, share in ordered[used_up:])
        if others < 1.0:
            limits.append(sum(amount for amount, _ in ordered[:used_up]) / (1.0 - others))
    return min(limits)
