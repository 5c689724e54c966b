"""Planning areas and districts: supply ratio before and after, functional coverage, unmet need."""

from __future__ import annotations

import numpy as np
import pandas as pd

from instances.i18n import Text
from reports.metrics.costs import EVERY_YEAR
from reports.metrics.facts import Facts
from reports.metrics.lookup import numbers
from reports.metrics.metric import Metric


def areas(facts: Facts) -> pd.DataFrame:
    """Every area in every period, the last period first, then the lowest of today: seats and supply ratio."""
    table = facts.instance.tables["Areas"]
    before = facts.baseline["areas"].set_index("area").reindex(table["area"])
    frames = []
    for period in facts.periods:
        residents = _by_area(facts, facts.residents_then[period]).reindex(table["area"], fill_value=0)
        needed = residents.to_numpy() / table["ratio"].to_numpy(dtype=float)
        seats, delegated = (part.reindex(table["area"], fill_value=0.0) for part in _seats(facts, period))
        frames.append(
            pd.DataFrame(
                {
                    "area": table["area"],
                    "rurality": table["rurality"],
                    "period": period,
                    "residents_then": residents.to_numpy(),
                    "seats_needed": needed,
                    "seats_before": before["seats"].to_numpy(),
                    "seats_after": seats.to_numpy(),
                    "supply_before": before["supply_ratio"].to_numpy(),
                    "supply_after": _ratio(seats.to_numpy(), needed),
                    "official": table["official_supply_ratio"],
                    "functional": _ratio((seats + delegated).to_numpy(), needed),
                }
            )
        )
    both = pd.concat(frames, ignore_index=True)
    table = both.merge(_need_by(facts, "area"), on=["area", "period"], how="left")
    order = table["period"].map({period: -position for position, period in enumerate(facts.periods)})
    return table.assign(order=order).sort_values(["order", "supply_before"], kind="stable", ignore_index=True)


def districts(facts: Facts) -> pd.DataFrame:
    """Every district in the last period: sites, cost, unmet need."""
    places = facts.instance.tables["Places"]
    residents = places.groupby("district", sort=False)["residents"].sum()
    sites = facts.states.join(facts.sites[["district", "type_today"]])
    counts = pd.DataFrame(
        {
            "sites_before": sites["type_today"] != "",
            "sites_after": sites["type"] != "",
            "count_new": sites["change"] == "new",
            "count_converted": sites["change"] == "converted",
            "count_closed": sites["change"] == "closed",
        }
    )
    counted = counts.groupby(sites["district"]).sum()
    need = _need_by(facts, "district")
    need = need[need["period"] == facts.last].drop(columns="period").set_index("district")
    table = pd.DataFrame({"residents": residents}).join(counted.astype("float64")).join(_cost(facts)).join(need)
    return table.fillna(0.0).rename_axis("district").reset_index().sort_values("district", ignore_index=True)


def _by_area(facts: Facts, by_place: pd.Series) -> pd.Series:
    area = facts.instance.tables["Places"].set_index("place")["area"]
    return by_place.groupby(area.reindex(by_place.index)).sum()


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.full_like(part, np.nan, dtype=float), where=whole > 0))


def _seats(facts: Facts, period: str) -> tuple[pd.Series, pd.Series]:
    """Doctors' seats by area, and the work that other resources take over from doctors, in seats."""
    factor = facts.instance.tables["Resources"].set_index("resource")["counting_factor"]
    area = facts.sites["area"]
    modules = facts.plan.modules[facts.plan.modules["period"] == period]
    seats = (modules["units"] * numbers(modules["resource"], factor)).groupby(modules["site"].map(area)).sum()
    doctors = facts.production[numbers(facts.production["resource"], factor) > 0]
    per_seat = (doctors["productivity"] / numbers(doctors["resource"], factor)).groupby(doctors["service"]).max()
    work = facts.plan.work[facts.plan.work["period"] == period]
    others = work[(numbers(work["resource"], factor) == 0) & work["service"].isin(per_seat.index)]
    delegated = (others["amount"] / numbers(others["service"], per_seat)).groupby(others["site"].map(area)).sum()
    return seats, delegated


def _need_by(facts: Facts, group: str) -> pd.DataFrame:
    """Unmet need in equivalent residents, and the share served with services weighted, by group and period."""
    home = facts.instance.tables["Places"].set_index("place")[group]
    rows = facts.unmet
    weight = numbers(rows["service"], facts.unmet_weight)
    parts = pd.DataFrame(
        {
            group: rows["place"].map(home),
            "period": rows["period"],
            "unmet": rows["unmet"],
            "weighted_unmet": weight * rows["unmet"],
            "weighted_demand": weight * rows["demand_equivalents"],
        }
    )
    total = parts.groupby([group, "period"], as_index=False).sum()
    served = 1 - _ratio(total["weighted_unmet"].to_numpy(), total["weighted_demand"].to_numpy())
    return total[[group, "period", "unmet"]].assign(served=served)


def _cost(facts: Facts) -> pd.DataFrame:
    district = facts.site_costs["site"].map(facts.sites["district"])
    costs = facts.site_costs.assign(district=district)
    once = costs[costs["category"].isin(("setup", "closing", "investment"))].groupby("district")["amount"].sum()
    last = costs[(costs["period"] == facts.last) & costs["category"].isin(EVERY_YEAR)]
    yearly = last.groupby("district")["amount"].sum() / float(facts.years[facts.last])
    return pd.DataFrame({"site_one_off": once, "per_year": yearly})


AREA_METRICS = (
    Metric(
        "areas",
        Text("Planungsbereiche", "Planning areas"),
        Text(
            "Rechnerischer Versorgungsgrad heute und im Plan; daneben der amtliche Wert und die funktionale Deckung. "
            "Die Feststellung "
            "von Unterversorgung trifft allein der Landesausschuss.",
            "Computed supply ratio today and in the plan, beside the official value and functional coverage. "
            "Undersupply is found "
            "by the Landesausschuss alone.",
        ),
        (
            "area",
            "rurality",
            "period",
            "residents_then",
            "seats_needed",
            "seats_before",
            "seats_after",
            "official",
            "supply_before",
            "supply_after",
            "functional",
            "served",
            "unmet",
        ),
        areas,
    ),
    Metric(
        "districts",
        Text("Kreise", "Districts"),
        Text("Kreise am Ende des Plans.", "Districts at the end of the plan."),
        (
            "district",
            "residents",
            "sites_before",
            "sites_after",
            "count_new",
            "count_converted",
            "count_closed",
            "site_one_off",
            "per_year",
            "served",
            "unmet",
        ),
        districts,
    ),
)
