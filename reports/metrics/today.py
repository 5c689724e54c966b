"""Today as the data say it, before anything is planned."""

from __future__ import annotations

import pandas as pd

from instances.i18n import Text
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric

POINTS_FLAGGED = 0.01


def today_areas(facts: Facts) -> pd.DataFrame:
    """Computed supply ratio of every area beside the official one; the lowest first."""
    rows = facts.baseline["areas"].rename(
        columns={"seats": "seats_before", "supply_ratio": "supply_before", "official_supply_ratio": "official"}
    )
    deviation = rows["supply_before"] - rows["official"]
    table = rows.assign(deviation=deviation, flagged=deviation.abs() > POINTS_FLAGGED + 1e-9)
    return table.sort_values("supply_before", kind="stable", ignore_index=True)


def today_reach(facts: Facts) -> pd.DataFrame:
    """Share of residents with an offering site of today within so many minutes."""
    order = {name: position for position, name in enumerate(facts.instance.tables["Services"]["service"])}
    rows = facts.baseline["reach"].assign(order=lambda frame: frame["service"].map(order))
    return rows.sort_values(["order", "minutes"], ignore_index=True)


def today_load(facts: Facts) -> pd.DataFrame:
    """Demand of every area beside the capacity of its sites."""
    rows = facts.baseline["load"]
    load = (rows["demand"] / rows["capacity"]).where(rows["capacity"] > 0)
    return rows.assign(load=load, service_unit=rows["service"].to_numpy())


TODAY_METRICS = (
    Metric(
        "today_areas",
        Text("Versorgungsgrad heute", "Supply ratio today"),
        Text(
            "Errechnet aus den Daten, neben dem amtlichen Wert; Abweichungen über einem Prozentpunkt sind markiert.",
            "Computed from the data, beside the official value; deviations of more than one point are flagged.",
        ),
        ("area", "residents", "seats_needed", "seats_before", "supply_before", "official", "deviation", "flagged"),
        today_areas,
    ),
    Metric(
        "today_reach",
        Text("Erreichbarkeit heute", "Reach today"),
        Text(
            "Anteil der Einwohner mit einem anbietenden Standort in so vielen Minuten.",
            "Share of residents with an offering site within so many minutes.",
        ),
        ("service", "minutes", "share"),
        today_reach,
    ),
    Metric(
        "today_load",
        Text("Bedarf und Kapazität heute", "Demand and capacity today"),
        Text(
            "Bedarf der Orte eines Bereichs neben der Kapazität seiner Standorte; über 100 %: mehr Bedarf als "
            "Kapazität.",
            "Demand of the area's places beside the capacity of its sites; above 100 %: more demand than capacity.",
        ),
        ("area", "service", "service_unit", "demand", "capacity", "load"),
        today_load,
    ),
)
