"""A plan made by rule of thumb: it keeps to the tables' shapes, nobody claims that it is good."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from instances.instance import Instance
from planning_model.plan import FRAMES, FUNDING_CLASS, Plan, as_frame, empty_frame
from reports.baseline import baseline
from reports.metrics.areas import areas
from reports.metrics.facts import Facts

GOAL_VALUE, BOUND = 12_345.6, 12_211.0
NOBODY = ("",) * len(FUNDING_CLASS.split())


def rule_of_thumb_plan(instance: Instance, draw: np.random.Generator) -> Plan:
    periods = list(instance.tables["Periods"]["period"])
    frames = {"sites": _states(instance, periods, draw)}
    frames["modules"] = _modules(instance, frames["sites"])
    frames["flows"], frames["unmet"] = _assignment(Facts(instance, _plan_of(instance, frames)), periods)
    frames["work"] = _work(Facts(instance, _plan_of(instance, frames)), frames["flows"])
    recruited = [("state", "", "gp", 12.5), ("state", "", "chn", 30.0)]
    frames["recruits"] = as_frame("recruits", [(*row[:3], period, row[3]) for row in recruited for period in periods])
    facts = Facts(instance, _plan_of(instance, frames))
    frames["funding"] = _funding(facts)
    frames["rules"] = _rules(facts)
    values = {"unmet": float(facts.unmet["unmet"].sum()), "rules": 812.0, "minutes": 4.1e6, "cost": 180.0}
    weights = {"unmet": 1.0, "rules": 1.0, "minutes": 0.002, "cost": 20.0}
    frames["goals"] = as_frame("goals", [(goal, 1, value, weights[goal]) for goal, value in values.items()])
    frames["levels"] = as_frame("levels", [(1, GOAL_VALUE, BOUND, (GOAL_VALUE - BOUND) / GOAL_VALUE)])
    return _plan_of(instance, frames)


def _plan_of(instance: Instance, frames: Mapping[str, pd.DataFrame]) -> Plan:
    complete = {name: frames.get(name, empty_frame(name)) for name in FRAMES}
    return Plan(
        status="time_limit",
        objective=GOAL_VALUE,
        bound=BOUND,
        gap=(GOAL_VALUE - BOUND) / GOAL_VALUE,
        baseline=baseline(instance),
        provenance={
            "workbook": "beispielland.xlsx",
            "fingerprint": instance.fingerprint,
            "careplan_version": "0.1.0",
            "versions": {"python": "3.11.9", "highspy": "1.15.1", "pandas": "3.1.1"},
            "options": {"time_limit": 180.0, "gap": 0.001, "scenario": "Basis"},
            "seed": 0,
            "seconds": {"read": 1.2, "build": 4.5, "solve": 180.3, "verify": 2.0},
            "created": "2026-11-22T10:15:00+01:00",
            "stopped": False,
            "solver_status": "kTimeLimit",
        },
        **complete,
    )


def _states(instance: Instance, periods: list[str], draw: np.random.Generator) -> pd.DataFrame:
    rows = []
    for row in instance.tables["Sites"].itertuples(index=False):
        if row.status == "existing":
            kind, change, since = row.present_type, "none", 0
            if row.may_convert:
                kind, change, since = row.types[-1], "converted", 1
            elif row.may_close:
                kind, change, since = "", "closed", 1
        else:
            opens = draw.uniform() < 0.35
            kind, change, since = (row.types[0], "new", int(draw.integers(2))) if opens else ("", "none", 0)
        for position, period in enumerate(periods):
            done = position >= since
            before = row.present_type if row.status == "existing" else ""
            rows.append((row.site, period, kind if done else before, change if done else "none"))
    return as_frame("sites", rows)


def _modules(instance: Instance, sites: pd.DataFrame) -> pd.DataFrame:
    existing = instance.tables["Existing"].rename(columns={"units": "standing"})
    allowed = instance.tables["TypeResources"]
    open_sites = sites[sites["type"] != ""].merge(allowed, on="type")
    rows = open_sites.merge(existing, on=["site", "resource", "period"], how="left").fillna({"standing": 0.0})
    kept = rows["standing"].clip(upper=rows["maximum"])
    started = rows["change"].isin(("new", "converted"))
    wanted = np.ceil(rows["minimum"] + 0.4 * (rows["maximum"] - rows["minimum"])).where(started, 0.0)
    added = (wanted - kept).clip(lower=0.0).where(started, 0.0)
    table = rows.assign(units=kept + added, kept=kept, added=added)[list(FRAMES["modules"])]
    return table[table["units"] > 0].astype(dict(FRAMES["modules"])).reset_index(drop=True)


def _assignment(facts: Facts, periods: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each place to the nearest sites that still have room."""
    flows, unmet = [], []
    limits = facts.instance.reach_limits
    travel = facts.instance.travel.sort_values("minutes", kind="stable")
    for period in periods:
        capacity = facts.capacities[facts.capacities["moment"] == period]
        for service, rows in facts.need[facts.need["period"] == period].groupby("service"):
            room = dict(capacity.loc[capacity["service"] == service, ["site", "capacity"]].itertuples(index=False))
            pairs = travel[(travel["minutes"] <= limits[service]) & travel["site"].isin(list(room))]
            near = {place: list(group) for place, group in pairs.groupby("place")["site"]}
            for place, amount in rows[["place", "amount"]].itertuples(index=False):
                left = amount
                for site in near.get(place, []):
                    taken = min(left, room[site])
                    if taken > 1e-6 * amount:
                        room[site] -= taken
                        left -= taken
                        flows.append((place, site, service, period, taken / amount))
                    if left <= 1e-9:
                        break
                if left > 1e-6 * amount:
                    unmet.append((place, service, period, left / amount))
    return as_frame("flows", flows), as_frame("unmet", unmet)


def _work(facts: Facts, flows: pd.DataFrame) -> pd.DataFrame:
    need = facts.need[["place", "service", "period", "amount"]]
    served = flows.merge(need, on=["place", "service", "period"])
    load = (served["share"] * served["amount"]).groupby([served["site"], served["service"], served["period"]]).sum()
    rows = load.rename("load").reset_index().rename(columns={"period": "moment"})
    rows = rows.merge(facts.units, on=["site", "moment"]).merge(facts.production, on=["type", "resource", "service"])
    share = np.where(rows["max_share"] < 1, rows["max_share"], 0.85 if (rows["max_share"] < 1).any() else 1.0)
    alone = rows.groupby(["site", "service", "moment"])["resource"].transform("size") == 1
    amount = rows["load"] * np.where(alone, 1.0, share)
    table = rows.assign(amount=amount).rename(columns={"moment": "period"})
    return table[list(FRAMES["work"])].astype(dict(FRAMES["work"]))


def _funding(facts: Facts) -> pd.DataFrame:
    total = facts.site_costs.groupby(["category", "period"])["amount"].sum()
    shares = {"setup": {"land": 0.6, "kommune": 0.2, "gkv": 0.2}, "investment": {"land": 0.5, "gkv": 0.5}}
    rows = []
    for (category, period), amount in total.items():
        for pot, share in shares.get(category, {"gkv": 1.0}).items():
            rows.append((pot, category, *NOBODY, period, amount * share))
    rows += [("gkv", "recruiting", *NOBODY, period, 0.4) for period in facts.periods]
    return as_frame("funding", rows)


def _rules(facts: Facts) -> pd.DataFrame:
    rows = []
    for area, period, ratio, needed in areas(facts)[["area", "period", "supply_after", "seats_needed"]].itertuples(
        index=False
    ):
        rows.append(("supply_floor", area, period, 0.75, ratio, max(0.75 - ratio, 0.0) * needed))
        rows.append(("supply_cap", area, period, 1.1, ratio, 0.0))
        rows.append(("gp_reach", area, period, 0.95, min(1.0, 0.9 + ratio / 10), 0.0))
    rows.append(("emergency_reach", "", facts.last, 0.95, 0.903, 20123.0))
    return as_frame("rules", rows)
