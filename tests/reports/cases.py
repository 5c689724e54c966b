"""Regions with a plausible plan, made by rule of thumb: the plan obeys the tables, nobody claims that it is good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.i18n import Language
from instances.instance import Instance
from planning_model.plan import FRAMES, Plan, as_frame, empty_frame
from reports.metrics.facts import Facts

STEMS = ("Wald", "Buchen", "Ober", "Unter", "Nieder", "Höhen", "Mühl", "Stein", "Rüben", "Linden", "Größ", "Alt")
ENDS = ("bach", "rück", "heim", "dorf", "kirchen", "tal", "berg", "stätten", "au", "weiler", "hausen", "born")
NOTE = {"de": "Synthetische Daten zur Erprobung.", "en": "Synthetic data for testing."}


@dataclass(frozen=True)
class Case:
    """An instance and a plan for it."""

    instance: Instance
    plan: Plan


def region(places: int, areas: int, candidates: int, seed: int = 1, language: Language = "de") -> Case:
    """A random region with two periods and a greedy plan."""
    draw = np.random.default_rng(seed)
    where = _places(draw, places, areas)
    frames = {
        "Settings": _settings(language),
        "Periods": pd.DataFrame({"period": ["2027–2030", "2031–2035"], "first_year": [2027, 2031], "years": [4, 5]}),
        "Areas": _areas(draw, areas),
        "Places": where,
        "Sites": _sites(draw, where, candidates),
        "Existing": _existing(draw, where, areas),
        "Pots": _pots(language),
        "PotRules": pd.DataFrame(
            {
                "pot": ["land", "kommune", "land"],
                "category": ["setup", "setup", "investment"],
                "max_share": [0.6, 0.2, 0.5],
                "source": ["Förderrichtlinie (angenommen)", "", ""],
            }
        ),
        "LabourPools": _pools(),
    }
    instance = Instance.from_frames(frames, language)
    return Case(instance, _plan(instance, draw))


def _settings(language: Language) -> pd.DataFrame:
    values: dict[str, object] = {
        "state": "Beispielland" if language == "de" else "Exampleland",
        "language": language,
        "data_note": NOTE[language],
        "base_year": 2026,
    }
    return pd.DataFrame({"parameter": list(values), "value": list(values.values())})


def _places(draw: np.random.Generator, count: int, areas: int) -> pd.DataFrame:
    side = int(np.ceil(np.sqrt(areas)))
    area = np.arange(count) % areas
    spread = 0.22
    lat = 49.0 + spread * (area // side + draw.uniform(0, 1, count))
    lon = 6.5 + spread * 1.4 * (area % side + draw.uniform(0, 1, count))
    residents = np.round(np.exp(draw.normal(7.0, 0.9, count))) + 80
    residents[:areas] += 9000
    names = [f"{STEMS[draw.integers(12)]}{ENDS[draw.integers(12)]}" for _ in range(count)]
    return pd.DataFrame(
        {
            "place": [f"07{131 + a % max(areas // 4, 1):03d}{i:03d}" for i, a in enumerate(area)],
            "label": [f"{name} {i}" if i >= 60 else name for i, name in enumerate(names)],
            "area": [f"MB{a + 1:02d}" for a in area],
            "lat": lat,
            "lon": lon,
            "residents": residents,
            "growth": np.round(draw.normal(-0.003, 0.004, count), 4),
            "deprivation": np.round(np.clip(draw.normal(0.5, 0.15, count), 0, 1), 3),
        }
    )


def _areas(draw: np.random.Generator, count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": [f"MB{a + 1:02d}" for a in range(count)],
            "label": [f"MB {STEMS[a % 12]}{ENDS[(a * 5) % 12]} {a + 1}" for a in range(count)],
            "regional_ratio": np.round(draw.normal(1600, 30, count)),
            "official_supply_ratio": np.round(np.clip(draw.normal(0.95, 0.15, count), 0.5, 1.3), 3),
            "rurality": ["urban" if a % 5 == 0 else "rural" for a in range(count)],
        }
    )


def _sites(draw: np.random.Generator, places: pd.DataFrame, candidates: int) -> pd.DataFrame:
    largest = places.sort_values("residents", ascending=False, ignore_index=True)
    hospitals = largest.iloc[: max(2, len(places) // 60)]
    chosen = largest.iloc[:candidates] if candidates <= len(largest) else largest
    types = ["pvz, ipvz", "igz, rgz", "mvz_municipal, branch_practice", "pvz"]
    existing = pd.DataFrame(
        {
            "site": "KH-" + hospitals["place"],
            "label": "Krankenhaus " + hospitals["label"],
            "place": hospitals["place"],
            "status": "existing",
            "present_type": "hospital",
            "allowed_types": ["rgz" if row % 3 == 0 else "" for row in range(len(hospitals))],
            "may_close": ["yes" if row % 3 == 1 else "no" for row in range(len(hospitals))],
            "may_convert": ["yes" if row % 3 == 0 else "no" for row in range(len(hospitals))],
            "carrier": "freigemeinnützig",
        }
    )
    made = pd.DataFrame(
        {
            "site": "K-" + chosen["place"],
            "label": "Zentrum " + chosen["label"],
            "place": chosen["place"],
            "status": "candidate",
            "allowed_types": [types[draw.integers(4)] for _ in range(len(chosen))],
            "carrier": ["kommunal" if draw.integers(2) else "" for _ in range(len(chosen))],
            "legal_basis": ["§ 95 SGB V" if draw.integers(2) else "" for _ in range(len(chosen))],
        }
    )
    return pd.concat([existing, made], ignore_index=True)


def _existing(draw: np.random.Generator, places: pd.DataFrame, areas: int) -> pd.DataFrame:
    residents = places.groupby("area")["residents"].sum()
    seats = np.round(residents / 1600 * np.clip(draw.normal(0.9, 0.18, areas), 0.5, 1.2) * 4) / 4
    today = pd.DataFrame({"area": residents.index, "resource": "gp_seat", "units": seats.to_numpy()})
    later = today.assign(period="2031–2035", units=np.round(today["units"] * 0.85 * 4) / 4)
    hospitals = places.sort_values("residents", ascending=False).iloc[: max(2, len(places) // 60)]
    beds = pd.DataFrame({"site": "KH-" + hospitals["place"], "resource": "short_stay_bed", "units": 12.0})
    bays = beds.assign(resource="emergency_bay", units=3.0)
    return pd.concat([today, later, beds, bays], ignore_index=True)


def _pots(language: Language) -> pd.DataFrame:
    names = {
        "de": ["Land", "Gesetzliche Krankenversicherung", "Kommunen", "Transformationsfonds"],
        "en": ["State", "Statutory health insurance", "Municipalities", "Transformation fund"],
    }
    return pd.DataFrame(
        {
            "pot": ["land", "gkv", "kommune", "tf"],
            "label": names[language],
            "budget": [12.0, 400.0, 4.0, 10.0],
        }
    )


def _pools() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "grouping": ["state", "state"],
            "profession": ["gp", "chn"],
            "available": [4000.0, 20.0],
            "recruitable": [300.0, 400.0],
            "recruit_cost": [20000.0, 5000.0],
        }
    )


# --------------------------------------------------------------------------------------------- a plan by rule of thumb


def _plan(instance: Instance, draw: np.random.Generator) -> Plan:
    periods = list(instance.tables["Periods"]["period"])
    sites = _states(instance, periods, draw)
    modules = _modules(instance, sites, periods)
    bare = _with(instance, sites=sites, modules=modules)
    flows, unmet, work = _assignment(Facts(instance, bare), periods)
    bare = _with(instance, sites=sites, modules=modules, flows=flows, unmet=unmet, work=work)
    facts = Facts(instance, bare)
    return _with(
        instance,
        sites=sites,
        modules=modules,
        flows=flows,
        unmet=unmet,
        work=work,
        funding=_funding(facts),
        recruits=as_frame(
            "recruits",
            [("state", "", "gp", p, 12.5) for p in periods] + [("state", "", "chn", p, 30.0) for p in periods],
        ),
        rules=_rules(facts),
        goals=as_frame(
            "goals",
            [
                ("unmet", 1, float(facts.unmet["unmet"].sum()), 1.0),
                ("rules", 1, 812.0, 1.0),
                ("minutes", 1, 4.1e6, 0.002),
                ("cost", 1, facts.discounted_cost if False else 180.0, 20.0),
            ],
        ),
        levels=as_frame("levels", [(1, 12345.6, 12211.0, (12345.6 - 12211.0) / 12345.6)]),
    )


def _with(instance: Instance, **frames: pd.DataFrame) -> Plan:
    complete = {name: frames.get(name, empty_frame(name)) for name in FRAMES}
    return Plan(
        status="time_limit",
        objective=12345.6,
        bound=12211.0,
        gap=(12345.6 - 12211.0) / 12345.6,
        baseline=today(instance),
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


def today(instance: Instance) -> Mapping[str, pd.DataFrame]:
    """A status quo in the shape of the baseline, by simple sums."""
    from reports.metrics.capacity import capacities, production_by_type, units_today

    areas, places = instance.tables["Areas"], instance.tables["Places"]
    units = units_today(instance.tables)
    home = instance.tables["Sites"].set_index("site")["area"]
    factor = instance.tables["Resources"].set_index("resource")["counting_factor"]
    seats = (units["units"] * units["resource"].map(factor)).groupby(units["site"].map(home)).sum()
    residents = places.groupby("area")["residents"].sum().reindex(areas["area"])
    needed = residents / areas.set_index("area")["ratio"]
    held = seats.reindex(areas["area"], fill_value=0.0)
    first = instance.tables["Periods"]["period"].iloc[0]
    demand = instance.demand[instance.demand["period"] == first]
    asked = demand.groupby([demand["place"].map(places.set_index("place")["area"]), "service"])["amount"].sum()
    capacity = capacities(units, production_by_type(instance.tables))
    offered = capacity.groupby([capacity["site"].map(home), "service"])["capacity"].sum()
    load = pd.DataFrame({"demand": asked, "capacity": offered}).fillna(0.0)
    load.index.names = ["area", "service"]
    return {
        "areas": pd.DataFrame(
            {
                "area": areas["area"],
                "residents": residents.to_numpy(),
                "seats_needed": needed.to_numpy(),
                "seats": held.to_numpy(),
                "supply_ratio": (held / needed).to_numpy(),
                "official_supply_ratio": areas["official_supply_ratio"],
            }
        ),
        "reach": pd.DataFrame(
            [
                (service, float(minutes), share)
                for service in instance.tables["Services"]["service"]
                for minutes, share in ((10, 0.52), (20, 0.81), (30, 0.94))
            ],
            columns=["service", "minutes", "share"],
        ),
        "load": load.reset_index(),
    }


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


def _modules(instance: Instance, sites: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
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


def _assignment(facts: Facts, periods: list[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
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
    frame = as_frame("flows", flows)
    return frame, as_frame("unmet", unmet), _work(facts, frame)


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
            rows.append((pot, category, "", "", "", "", period, amount * share))
    rows += [("gkv", "recruiting", "", "", "", "", period, 0.4) for period in facts.periods]
    return as_frame("funding", rows)


def _rules(facts: Facts) -> pd.DataFrame:
    from reports.metrics.areas import areas

    rows = []
    for area, period, ratio, needed in areas(facts)[["area", "period", "supply_after", "seats_needed"]].itertuples(
        index=False
    ):
        rows.append(("supply_floor", area, period, 0.75, ratio, max(0.75 - ratio, 0.0) * needed))
        rows.append(("supply_cap", area, period, 1.1, ratio, 0.0))
        rows.append(("gp_reach", area, period, 0.95, min(1.0, 0.9 + ratio / 10), 0.0))
    rows.append(("emergency_reach", "", facts.last, 0.95, 0.903, 20123.0))
    return as_frame("rules", rows)
