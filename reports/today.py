"""Today on one screen of the terminal: supply ratio of every area, reach and load of every service."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from instances.i18n import N_, Language, translator
from instances.instance import Instance
from reports.labels import Labels
from reports.numbers import number, percent

NAME_WIDTH = 30
POINTS_FLAGGED = 0.01


def today_lines(instance: Instance, baseline: Mapping[str, pd.DataFrame], language: Language) -> list[str]:
    """The status quo in the order a planner checks it: known figures first."""
    labels = Labels(instance, language)
    return [
        *_areas(baseline["areas"], labels, language),
        "",
        *_reach(baseline["reach"], labels, language),
        "",
        *_load(baseline["load"], labels, language),
    ]


def _areas(areas: pd.DataFrame, labels: Labels, language: Language) -> Iterator[str]:
    _ = translator(language)
    yield _(N_("Computed supply ratio today (doctors only), lowest first:"))
    columns = ["area", "seats", "seats_needed", "supply_ratio", "official_supply_ratio"]
    ordered = areas.sort_values("supply_ratio", kind="stable")[columns]
    for area, has, needs, ratio, official in ordered.itertuples(index=False, name=None):
        name = labels.of("Areas", area)[:NAME_WIDTH]
        seats = _(N_("{seats} of {needed} seats")).format(
            seats=number(has, language, 2), needed=number(needs, language, 2)
        )
        beside = _official(ratio, official, language)
        yield f"  {name:<{NAME_WIDTH}} {percent(ratio, language):>9}  {seats}{beside}"


def _official(computed: float, official: float, language: Language) -> str:
    if math.isnan(official):
        return ""
    _ = translator(language)
    text = _(N_("official {value}")).format(value=percent(official, language))
    differs = abs(computed - official) > POINTS_FLAGGED
    return f"  {text}" + (_(N_(" – please check, they differ")) if differs else "")


def _reach(reach: pd.DataFrame, labels: Labels, language: Language) -> Iterator[str]:
    _ = translator(language)
    yield _(N_("Share of residents with an offer of today within so many minutes:"))
    for service, rows in reach.groupby("service", sort=False):
        name = labels.of("Services", str(service))[:NAME_WIDTH]
        steps = (
            f"{number(minutes, language)} min {percent(share, language, 0)}"
            for minutes, share in zip(rows["minutes"], rows["share"], strict=True)
        )
        yield f"  {name:<{NAME_WIDTH}} " + " · ".join(steps)


def _load(load: pd.DataFrame, labels: Labels, language: Language) -> Iterator[str]:
    _ = translator(language)
    yield _(N_("Demand beside the capacity of today, per year:"))
    for service, rows in load.groupby("service", sort=False):
        name = labels.of("Services", str(service))[:NAME_WIDTH]
        demand, capacity = rows["demand"].sum(), rows["capacity"].sum()
        yield f"  {name:<{NAME_WIDTH}} {number(demand, language):>14} / {number(capacity, language):>14}"
