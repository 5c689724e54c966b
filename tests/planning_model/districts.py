"""Random worlds that are small enough to try everything: a plain district, and a wild one that may be anything."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.planning_model.worlds import Frames, table, with_cells, with_rows

TWO_PERIODS = table("period first_year years", ("t1", 2028, 2), ("t2", 2030, 3))
SITE_COLUMNS = "site place status present_type allowed_types may_close may_convert carrier extra_setup_cost"


def district(seed: int, candidates: int, *, sizes: bool = False, periods: int = 1) -> Frames:
    """A random district that is small enough to try everything.

    A centre and a row of practices stand today; every one of ``candidates`` sites may open as one type of one size,
    with ``sizes`` as several types or sizes. What exists is a multiple of the step and, but for the centre with
    ``sizes``, fills its type. All goals share one priority; which rules there are, hard or soft, is drawn too. With two
    periods only the practices stand today, for the paths of a site that may grow, close and convert are many.
    """
    rng = np.random.default_rng(seed)
    places = [f"p{i}" for i in range(5)]
    kinds = ["centre, clinic", "centre", "clinic"] if sizes else ["centre", "clinic"]
    carriers = ["municipal", "private"]
    statuses = [rng.choice(["fixed", "candidate"], p=[0.3, 0.7]), *["candidate"] * (candidates - 1)]
    extras = rng.choice([0.0, 100_000.0], candidates)
    frames = {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.03)),
        "Periods": TWO_PERIODS.head(periods),
        "Areas": table("area general_ratio exempt_seats", ("A", 1100.0, 0.0), ("B", 900.0, rng.choice([0.0, 0.5]))),
        "Places": pd.DataFrame(
            {
                "place": places,
                "area": ["A", "B", "A", "B", "B"],
                "district": ["X", "X", "Y", "Y", "X"],
                "lat": 50 + 0.2 * rng.random(5),
                "lon": 7 + 0.25 * rng.random(5),
                "residents": rng.integers(500, 2500, 5),
                "growth": rng.choice([-0.02, 0.0, 0.01], 5),
                "deprivation": rng.random(5),
            }
        ),
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes unmet_weight deprivation_effect",
            ("gp", "contacts", 4.0, 5.0, 6.0, 7.0, 25.0, 1.0, 0.5),
            ("nursing", "hours", 0.0, 0.1, 1.0, 2.0, 30.0, 0.5, 0.0),
        ),
        "Resources": table(
            "resource unit step investment running_cost counting_factor",
            ("seat", "seats", 0.5, 100_000.0, 20_000.0, 1.0),
            ("nurse", "FTE", 1.0, 10_000.0, 5_000.0, 0.0),
        ),
        "Production": table(
            "type resource service productivity max_share supervision supervised_by",
            ("", "seat", "gp", 5000.0, 1.0, 0.0, ""),
            ("clinic", "seat", "gp", 6000.0, 1.0, 0.0, ""),
            ("", "nurse", "gp", 3000.0, 0.2, 0.1, "seat"),
            ("", "nurse", "nursing", 1000.0, 1.0, 0.0, ""),
        ),
        "Types": table(
            "type setup_cost yearly_cost lead_time collects_existing",
            ("practice", 0.0, 0.0, 0.0, "yes"),
            ("centre", 500_000.0, 50_000.0, 1.0, "no"),
            ("clinic", 900_000.0, 80_000.0, 2.0 if periods == 1 else 4.0, "no"),
        ),
        "TypeResources": table(
            "type resource minimum maximum",
            ("practice", "seat", 0.0, 2.0),
            ("centre", "seat", 1.0, 1.5 if sizes else 1.0),
            ("centre", "nurse", 1.0, 1.0),
            ("clinic", "seat", 1.5, 1.5),
            ("clinic", "nurse", 2.0, 2.0),
        ),
        "Sites": pd.DataFrame(
            [
                ("old", "p0", "existing", "centre", "clinic", *rng.choice(["yes", ""], 2), "municipal", 0.0),
                ("never", "p1", "excluded", "", "clinic", "", "", "municipal", 0.0),
                *(
                    (f"c{i}", rng.choice(places), status, "", rng.choice(kinds), "", "", rng.choice(carriers), extra)
                    for i, (status, extra) in enumerate(zip(statuses, extras, strict=True))
                ),
            ],
            columns=SITE_COLUMNS.split(),
        ),
        "Existing": table(
            "site place resource period units",
            ("old", "", "seat", "", 1.0),
            ("old", "", "nurse", "", 1.0),
            ("", "p1", "seat", "", 2.0),
            *([("", "p1", "seat", "t2", 1.0)] if periods > 1 else []),
        ),
        "Demand": table("place service period amount", ("p2", "nursing", "", float(rng.integers(0, 900)))),
        "Professions": table("profession staff_cost", ("doctor", 100_000.0), ("carer", 50_000.0)),
        "Staffing": table(
            "resource profession fte", ("seat", "doctor", 1.0), ("nurse", "carer", 1.0), ("seat", "carer", 0.5)
        ),
        "LabourPools": table(
            "grouping group profession available recruitable recruit_cost",
            ("state", "", "doctor", 3.0 + rng.integers(0, 4), rng.choice([0.0, 1.5]), 20_000.0),
            ("district", "X", "carer", 2.5 + rng.integers(0, 3), 2.0, 5_000.0),
            ("district", "Y", "carer", 1.0 + rng.integers(0, 3), 0.0, 0.0),
        ),
        "Pots": table(
            "pot period budget",
            ("fund", "", round(rng.uniform(0.6, 2.5), 2)),
            ("land", "", round(rng.uniform(0.2, 1.2), 2)),
            ("town", "", round(rng.uniform(0.2, 0.8), 2)),
        ),
        "PotRules": table(
            "pot type category carrier origin max_share match_pot match_share",
            ("land", "", "setup", "", "", 0.6, "town", 0.8),
            ("land", "clinic", "setup", "", "new", 0.8, "", None),
            ("land", "", "investment", "municipal", "", 1.0, "town", 0.25),
            ("land", "", "recruiting", "", "", 0.5, "", None),
            ("fund", "", "running", "", "", 1.0, "", None),
            ("fund", "", "staff", "", "", 1.0, "", None),
            ("fund", "", "investment", "", "", 0.7, "", None),
        ),
        "Rules": _drawn_rules(rng),
        "Goals": table(
            "goal measure weight",
            ("unmet", "unmet_need", 1.0),
            ("rules", "shortfalls", 1.0),
            ("worst", "worst_area", 800.0),
            ("way", "travel_minutes", 0.01),
            ("cost", "public_cost", 30.0),
            ("sites", "open_sites", 5.0),
            ("changes", "changes", 3.0),
        ),
    }
    if periods > 1:
        for sheet in ("Sites", "Existing"):
            frames[sheet] = frames[sheet][frames[sheet]["site"] != "old"]
    return frames


def changing_district(seed: int) -> Frames:
    """Two periods, one candidate, and a centre of today that may grow, become a clinic and perhaps close."""
    rng = np.random.default_rng(seed)
    frames = district(seed, 1)
    return frames | {
        "Periods": TWO_PERIODS,
        "Sites": with_cells(frames["Sites"], "old", may_close=rng.choice(["yes", ""]), may_convert="yes"),
        "Types": with_cells(frames["Types"], "clinic", lead_time=rng.choice([2.0, 4.0])),
        "TypeResources": frames["TypeResources"].assign(maximum=[1.0, 1.5, 1.0, 1.5, 2.0]),
        "Existing": table(
            "site place resource period units",
            ("old", "", "seat", "", 1.0),
            ("old", "", "nurse", "", 1.0),
            ("", "p1", "seat", "", 1.0),
            ("", "p1", "seat", "t2", 0.5),
        ),
    }


def _drawn_rules(rng: np.random.Generator) -> pd.DataFrame:
    """One rule of every kind or two, hard or soft as drawn; hard floors ask for half as much, so that plans remain."""
    rules = table(
        "rule kind service type grouping group minutes value weight",
        ("near", "reach_share", "gp", "", rng.choice(["area", "state"]), "", 12.0, 0.9, 0.3),
        ("help", "reach_share", "nursing", "", "district", "X", 20.0, 1.0, 0.2),
        ("served", "served_share", "nursing", "", rng.choice(["state", "district"]), "", 35.0, 0.5, 0.4),
        ("floor", "supply_floor", "", "", "area", "", None, 0.8, 300.0),
        ("cap", "supply_cap", "", "", rng.choice(["area", "state"]), "", None, rng.choice([0.4, 0.8]), 500.0),
        ("some", "count_min", "", "clinic", "state", "", None, 2.0, 150.0),
        ("few", "count_max", "", rng.choice(["", "centre"]), "area", "", None, 2.0, 100.0),
    )
    is_hard = (rng.random(len(rules)) < 0.3) & (rules["rule"] != "floor")
    is_floor = rules["kind"].isin(["reach_share", "served_share", "count_min"])
    return rules.assign(
        strictness=np.where(is_hard, "hard", "soft"),
        value=rules["value"].where(~(is_hard & is_floor), rules["value"] / 2),
    )


def wild_district(seed: int, candidates: int, *, periods: int = 1) -> Frames:
    """A district in which almost everything is drawn: groups, need, production, pools, pots, rules and goals."""
    rng = np.random.default_rng(1000 + seed)
    plain = district(seed, candidates, periods=periods)
    places = _wild_places(rng, plain["Places"])
    services = ("gp", "nursing", "therapy")
    drawn = {
        "Settings": table(
            "parameter value",
            ("base_year", 2026),
            ("discount_rate", round(rng.uniform(0, 0.1), 3)),
            ("unmet_minutes", round(rng.uniform(30, 120))),
        ),
        "Areas": table(
            "area regional_ratio morbidity_factor exempt_seats",
            ("A", round(rng.uniform(700, 1500)), None, rng.choice([0.0, 0.5])),
            ("B", None, round(rng.uniform(0.7, 1.4), 2), rng.choice([0.0, 0.5])),
        ),
        "Places": places,
        "Demand": table(
            "place service amount", (rng.choice(places["place"]), rng.choice(services), rng.uniform(0, 3000))
        ),
        "LabourPools": _wild_pools(rng, places, periods),
        "Rules": _wild_rules(rng, places, services),
        "Goals": _wild_goals(rng),
        **_wild_production(rng, plain),
        **_wild_pots(rng, periods),
    }
    return plain | drawn


def _wild_places(rng: np.random.Generator, places: pd.DataFrame) -> pd.DataFrame:
    ages = rng.dirichlet([2, 6, 2, 2], len(places)).round(4)
    ages[:, 1] = (1 - ages[:, [0, 2, 3]].sum(axis=1)).round(4)
    shares = dict(zip(["share_0_17", "share_18_64", "share_65_74", "share_75_plus"], ages.T, strict=True))
    nobody = rng.random() < 0.2
    return places.assign(
        **shares,
        residents=places["residents"].where(~(nobody & (places.index == 4)), 0),
        deprivation=places["deprivation"].where(rng.random(len(places)) < 0.7),
        labour_market=["L", "M", *rng.choice(["L", "M"], len(places) - 2)],
    )


def _wild_production(rng: np.random.Generator, plain: Frames) -> Frames:
    """A third service and a third resource; who may do what, how fast, and under whose supervision."""
    rates = {f"rate_{age}": rng.uniform(0, 1) for age in ("0_17", "18_64", "65_74", "75_plus")}
    therapy = {"service": "therapy", "unit": "hours", **rates, "unmet_weight": rng.uniform(0.1, 2)}
    services = with_rows(plain["Services"], therapy | {"deprivation_effect": rng.uniform(0, 3)})
    aide = {"resource": "aide", "unit": "FTE", "step": 0.25, "investment": rng.uniform(1e3, 2e5)}
    aides = 0.25 * rng.integers(1, 6)
    return {
        "Services": services.assign(limit_minutes=rng.uniform(12, 40, 3)),
        "Resources": with_rows(plain["Resources"], aide | {"counting_factor": rng.choice([0.0, 0.5])}),
        "Production": table(
            "type resource service productivity max_share supervision supervised_by",
            ("", "seat", "gp", rng.uniform(3000, 7000), rng.choice([1.0, 0.95]), 0.0, ""),
            ("clinic", "seat", "gp", rng.uniform(3000, 7000), 1.0, 0.0, ""),
            ("", "nurse", "gp", rng.uniform(1000, 4000), rng.uniform(0.05, 0.6), rng.uniform(0, 0.5), "seat"),
            ("", "nurse", "nursing", rng.uniform(500, 1500), 1.0, 0.0, ""),
            ("", "aide", "nursing", rng.uniform(300, 1500), rng.uniform(0.1, 1), rng.uniform(0, 0.4), "nurse"),
            ("", "seat", "therapy", rng.uniform(200, 2000), rng.uniform(0.2, 1), 0.0, ""),
            ("centre", "aide", "therapy", rng.uniform(500, 3000), rng.uniform(0.3, 1), rng.uniform(0, 0.3), "seat"),
        ),
        "TypeResources": with_rows(
            plain["TypeResources"], {"type": "centre", "resource": "aide", "minimum": aides, "maximum": aides}
        ),
        "Professions": with_rows(plain["Professions"], {"profession": "helper", "staff_cost": rng.uniform(2e4, 6e4)}),
        "Staffing": table(
            "resource profession fte",
            ("seat", "doctor", 1.0),
            ("nurse", "carer", round(rng.uniform(0.5, 1.2), 2)),
            ("seat", "carer", round(rng.uniform(0.1, 0.8), 2)),
            ("aide", "helper", 1.0),
        ),
    }


def _wild_pools(rng: np.random.Generator, places: pd.DataFrame, periods: int) -> pd.DataFrame:
    """Pools of several groupings, which overlap; and one that changes over time."""
    grouping = rng.choice(["labour_market", "district", "area"])
    rows = [
        ("state", "", "doctor", "", 3.0 + rng.integers(0, 4), rng.choice([0.0, 1.5]), 20_000.0),
        ("state", "", "helper", "", 0.0, rng.uniform(0, 2), rng.uniform(0, 30_000)),
        *((grouping, group, "carer", "", 5.0, rng.uniform(0, 2), 5_000.0) for group in sorted(set(places[grouping]))),
    ]
    if rng.random() < 0.6:
        rows.append(("state", "", "carer", "", rng.uniform(5.5, 9), rng.uniform(0, 2), 9_000.0))
    if periods > 1:
        rows.append(("state", "", "doctor", "t2", 3.0 + rng.integers(0, 4), 1.0, 10_000.0))
    return table("grouping group profession period available recruitable recruit_cost", *rows)


def _wild_pots(rng: np.random.Generator, periods: int) -> Frames:
    """Three pots, and up to six rules that may match each other's money."""
    pots = ("fund", "land", "town")
    budgets = [
        (pot, "", rng.uniform(low, high)) for pot, low, high in zip(pots, (0.5, 0.2, 0.2), (2.5, 1.2, 0.8), strict=True)
    ]
    if periods > 1:
        budgets.append(("land", "t2", rng.uniform(0, 1)))
    rules = []
    for _ in range(rng.integers(1, 7)):
        pot, other = rng.permutation(pots)[:2]
        matched = (other, rng.uniform(0.05, 0.9)) if rng.random() < 0.5 else ("", None)
        attributes = [
            rng.choice(["", *values])
            for values in (["centre", "clinic"], ["setup", "investment", "staff"], ["municipal", "private"], ["new"])
        ]
        rules.append((pot, *attributes, rng.uniform(0.3, 1), *matched))
    return {
        "Pots": table("pot period budget", *budgets),
        "PotRules": table("pot type category carrier origin max_share match_pot match_share", *rules),
    }


def _wild_rules(rng: np.random.Generator, places: pd.DataFrame, services: tuple[str, ...]) -> pd.DataFrame:
    kinds = ["reach_share", "served_share", "supply_floor", "supply_cap", "count_min", "count_max"]
    chosen = rng.choice(kinds, rng.integers(3, 9))
    return pd.DataFrame([_wild_rule(rng, places, services, kind) | {"rule": f"r{i}"} for i, kind in enumerate(chosen)])[
        ["rule", "kind", "service", "type", "grouping", "group", "minutes", "value", "strictness", "weight"]
    ]


def _wild_rule(
    rng: np.random.Generator, places: pd.DataFrame, services: tuple[str, ...], kind: str
) -> dict[str, object]:
    """One rule; hard floors are left out or low, so that most worlds have a plan."""
    groupings = ["state", "area"] if kind == "supply_cap" else ["state", "area", "district", "labour_market"]
    grouping = rng.choice(groupings)
    is_for_one = grouping != "state" and rng.random() < 0.4
    is_access, is_count = kind.endswith("share"), kind.startswith("count")
    is_hard = rng.random() < 0.25 and kind not in ("supply_floor", "count_min")
    value = float(rng.integers(1, 4)) if is_count else rng.uniform(0.3, 1.1 if kind.startswith("supply") else 1.0)
    return {
        "kind": kind,
        "service": rng.choice(services) if is_access else "",
        "type": rng.choice(["", "centre", "clinic", "practice"]) if is_count else "",
        "grouping": grouping,
        "group": rng.choice(sorted(set(places[grouping]))) if is_for_one else "",
        "minutes": rng.uniform(5, 40) if is_access else None,
        "value": value * 0.3 if is_hard and is_access else value,
        "strictness": "hard" if is_hard else "soft",
        "weight": rng.uniform(0, 1) if is_access else rng.uniform(0, 500),
    }


def _wild_goals(rng: np.random.Generator) -> pd.DataFrame:
    """Unmet need and some of the others, each with a weight that lets it matter."""
    largest = {
        "unmet_need": 2.0,
        "shortfalls": 2.0,
        "travel_minutes": 0.02,
        "public_cost": 60.0,
        "open_sites": 30.0,
        "changes": 30.0,
        "worst_area": 2000.0,
    }
    chosen = [measure for measure in largest if measure == "unmet_need" or rng.random() < 0.75]
    return table("goal measure weight", *((name, name, largest[name] * rng.uniform(0.1, 1)) for name in chosen))
