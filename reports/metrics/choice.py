"""Free choice: what happens if everyone goes to the nearest open site."""

from __future__ import annotations

import pandas as pd

from instances.i18n import Text
from reports.metrics.facts import Facts
from reports.metrics.metric import Metric


def free_choice(facts: Facts) -> pd.DataFrame:
    """Load of every offering site in the last period if all choose the nearest, beside the plan's assignment."""
    need = facts.need[facts.need["period"] == facts.last][["place", "service", "amount"]]
    capacity = facts.capacities[facts.capacities["moment"] == facts.last].drop(columns="moment")
    nearest = facts.nearest["last"].merge(need, on=["place", "service"])
    free = nearest.groupby(["site", "service"])["amount"].sum().rename("load_free").reset_index()
    flows = facts.plan.flows[facts.plan.flows["period"] == facts.last].merge(need, on=["place", "service"])
    planned = (flows["share"] * flows["amount"]).groupby([flows["site"], flows["service"]]).sum().rename("load_plan")
    table = capacity.merge(free, on=["site", "service"], how="left").merge(
        planned.reset_index(), on=["site", "service"], how="left"
    )
    table[["load_free", "load_plan"]] = table[["load_free", "load_plan"]].fillna(0.0)
    positive = table["capacity"].where(table["capacity"] > 0)
    table = table.assign(
        service_unit=table["service"],
        type=table["site"].map(facts.states["type"]),
        used_free=table["load_free"] / positive,
        used_plan=table["load_plan"] / positive,
        overload=(table["load_free"] - table["capacity"]).clip(lower=0.0),
    )
    return table.sort_values("used_free", ascending=False, kind="stable", ignore_index=True)


def free_choice_services(facts: Facts) -> pd.DataFrame:
    """By service: demand that would meet a full site if everyone chose the nearest."""
    rows = facts.once(free_choice)
    over = rows["overload"] > 0
    total = rows.groupby("service", sort=False)[["capacity", "load_free", "overload"]].sum()
    table = total.assign(
        sites_after=rows.groupby("service", sort=False)["site"].count(),
        count_over=over.groupby(rows["service"], sort=False).sum(),
        share_over=(total["overload"] / total["load_free"]).where(total["load_free"] > 0),
    ).reset_index()
    order = {name: position for position, name in enumerate(facts.instance.tables["Services"]["service"])}
    table = table.assign(order=table["service"].map(order), service_unit=table["service"])
    return table.sort_values("order", ignore_index=True)


CHOICE_METRICS = (
    Metric(
        "free_choice_services",
        Text("Freie Wahl nach Leistungen", "Free choice by service"),
        Text(
            "Gehen alle zum nächsten offenen Standort: Nachfrage, die dort auf volle Standorte trifft.",
            "If everyone goes to the nearest open site: demand that meets a full site there.",
        ),
        ("service", "service_unit", "sites_after", "count_over", "capacity", "load_free", "overload", "share_over"),
        free_choice_services,
    ),
    Metric(
        "free_choice",
        Text("Freie Wahl nach Standorten", "Free choice by site"),
        Text(
            "Auslastung, wenn alle zum nächsten offenen Standort gehen, neben der rechnerischen Zuordnung des Plans. "
            "Kapazität, die "
            "mehreren Leistungen dient, ist bei jeder voll gezählt.",
            "Load if everyone goes to the nearest open site, beside the plan's computed assignment. Capacity that "
            "serves several "
            "services is counted in full for each.",
        ),
        (
            "site",
            "type",
            "service",
            "service_unit",
            "capacity",
            "load_plan",
            "used_plan",
            "load_free",
            "used_free",
            "overload",
        ),
        free_choice,
    ),
)
