"""Small worlds for the tests of the model: frames that are easy to reason about by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from instances.instance import Instance
from instances.overrides import Override
from instances.scenarios import Scenario

Frames = dict[str, pd.DataFrame]


def table(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """A frame from a line of column names and rows."""
    return pd.DataFrame(list(rows), columns=columns.split())


def with_cells(frame: pd.DataFrame, key: str, **cells: Any) -> pd.DataFrame:
    """The frame with other cells in the row whose first column is ``key``; new columns are empty elsewhere."""
    changed = frame.astype(object)
    for column, value in cells.items():
        if column not in changed:
            changed[column] = None
        changed.loc[changed[changed.columns[0]] == key, column] = value
    return changed


def with_rows(frame: pd.DataFrame, *rows: dict[str, object]) -> pd.DataFrame:
    """The frame with more rows; columns that a row leaves out are empty."""
    return pd.concat([frame.astype(object), pd.DataFrame(list(rows), dtype=object)], ignore_index=True)


def hamlet() -> Frames:
    """Two places, one hospital, one candidate, one row of practices, two periods, one rule of every kind.

    Rates are 1 contact a resident for every age, so that demand equals residents, and every figure can be checked by
    head.
    """
    rates = (1.0, 1.0, 1.0, 1.0)
    return {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.0)),
        "Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2)),
        "Areas": table("area general_ratio exempt_seats", ("A", 1000.0, 1.0)),
        "Places": table("place area lat lon residents", ("p", "A", 50.0, 7.0, 2000), ("q", "A", 50.1, 7.0, 1000)),
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes unmet_weight",
            ("gp", "contacts", *rates, 30.0, 1.0),
            ("nursing", "hours", *rates, 30.0, 0.5),
        ),
        "Resources": table(
            "resource unit step investment running_cost counting_factor",
            ("seat", "seats", 0.5, 100_000.0, 20_000.0, 1.0),
            ("nurse", "FTE", 1.0, 10_000.0, 5_000.0, 0.0),
        ),
        "Production": table(
            "type resource service productivity max_share supervision supervised_by",
            ("", "seat", "gp", 1000.0, 1.0, 0.0, ""),
            ("", "nurse", "gp", 500.0, 0.2, 0.1, "seat"),
            ("", "nurse", "nursing", 1000.0, 1.0, 0.0, ""),
        ),
        "Types": table(
            "type setup_cost yearly_cost lead_time collects_existing",
            ("practice", 0.0, 0.0, 0.0, "yes"),
            ("centre", 500_000.0, 50_000.0, 1.0, "no"),
            ("clinic", 900_000.0, 80_000.0, 2.0, "no"),
        ),
        "TypeResources": table(
            "type resource minimum maximum",
            ("practice", "seat", 0.0, 4.0),
            ("centre", "seat", 1.0, 3.0),
            ("centre", "nurse", 1.0, 2.0),
            ("clinic", "seat", 1.0, 4.0),
            ("clinic", "nurse", 2.0, 4.0),
        ),
        "Sites": table(
            "site place status present_type allowed_types may_close may_convert carrier",
            ("old", "p", "existing", "centre", "clinic", "yes", "yes", "municipal"),
            ("new", "q", "candidate", "", "centre, clinic", "", "", "private"),
            ("sure", "p", "fixed", "", "centre", "", "yes", "municipal"),
        ),
        "Existing": table(
            "site place resource period units",
            ("old", "", "seat", "", 1.5),
            ("old", "", "nurse", "", 1.0),
            ("old", "", "seat", "t2", 1.0),
            ("", "q", "seat", "", 0.75),
        ),
        "Professions": table("profession staff_cost", ("doctor", 100_000.0), ("carer", 50_000.0)),
        "Staffing": table("resource profession fte", ("seat", "doctor", 1.0), ("nurse", "carer", 1.0)),
        "LabourPools": table(
            "grouping group profession available recruitable recruit_cost",
            ("area", "A", "doctor", 2.5, 2.0, 10_000.0),
            ("state", "", "carer", 3.0, 0.0, 0.0),
        ),
        "Pots": table("pot period budget", ("fund", "", 2.0), ("land", "t1", 1.0), ("land", "t2", 0.5)),
        "PotRules": table(
            "pot category carrier max_share match_pot match_share",
            ("land", "setup", "", 0.6, "", None),
            ("land", "investment", "municipal", 1.0, "fund", 0.25),
        ),
        "Rules": table(
            "rule kind service type grouping minutes value strictness weight",
            ("near", "reach_share", "gp", "", "area", 15.0, 0.9, "soft", 2.0),
            ("served", "served_share", "nursing", "", "state", 20.0, 0.5, "hard", 1.0),
            ("floor", "supply_floor", "", "", "area", None, 0.75, "soft", 300.0),
            ("cap", "supply_cap", "", "", "area", None, 1.1, "hard", 1.0),
            ("some", "count_min", "", "centre", "state", None, 1.0, "hard", 1.0),
            ("few", "count_max", "", "", "area", None, 3.0, "soft", 50.0),
        ),
        "Goals": table(
            "goal measure priority weight",
            ("unmet", "unmet_need", 1, 1.0),
            ("rules", "shortfalls", 1, 1.0),
            ("worst", "worst_area", 1, 10.0),
            ("way", "travel_minutes", 2, 0.01),
            ("cost", "public_cost", 2, 20.0),
            ("sites", "open_sites", 2, 1.0),
            ("changes", "changes", 2, 1.0),
        ),
        "TravelTimes": table(
            "place site minutes",
            ("p", "old", 5.0),
            ("p", "sure", 5.0),
            ("p", "new", 20.0),
            ("q", "old", 20.0),
            ("q", "new", 5.0),
        ),
    }


def funded_hamlet() -> Frames:
    """The hamlet with a regional budget under a clinic, an own share, an exclusive grant, revenue, lifetimes, teams."""
    return hamlet() | {
        "Pots": table(
            "pot budget carry_over grouping group needs_type",
            ("fund", 2.0, "yes", "", "", ""),
            ("land", 1.0, "", "", "", ""),
            ("region", 0.5, "yes", "area", "A", "clinic"),
        ),
        "PotRules": table(
            "pot category carrier max_share min_share excludes_pot",
            ("fund", "", "", 1.0, 0.1, ""),
            ("land", "setup", "private", 0.9, 0.0, "region"),
            ("land", "running", "", 0.5, 0.0, ""),
        ),
        "Types": with_cells(hamlet()["Types"], "centre", lifetime=20.0, is_team="yes"),
        "Resources": with_cells(hamlet()["Resources"], "seat", lifetime=10.0),
        "LabourPools": hamlet()["LabourPools"].assign(retention=0.8, team_uplift=[0.5, 0.0]),
        "Revenue": table(
            "type service basis amount",
            ("centre", "", "site", 30_000.0),
            ("", "gp", "unit", 20.0),
            ("clinic", "nursing", "resident", 15.0),
        ),
    }


def uncertain_hamlet() -> Frames:
    """The hamlet with exclusive grants, a contract that two sites may have, and a future with fewer recruits."""
    return funded_hamlet() | {
        "Links": table("site partner yearly_cost", ("new", "old", 1000.0)),
        "Futures": futures(("as expected", 0.6), ("fewer", 0.4, "LabourPools", "", "recruitable", "multiply", 0.5)),
    }


def futures(*rows: tuple[object, ...]) -> pd.DataFrame:
    """A sheet of futures: name, probability, and what a row changes if it changes something."""
    nothing = ("", "", "", "", None)
    whole = [(*row, *nothing) if len(row) == 2 else row for row in rows]
    return table("future probability sheet filter column action value", *whole)


def random_world(seed: int, candidates: int) -> Frames:
    """A random district like the hamlet with ``candidates`` sites that may open, one period, one level of goals."""
    rng = np.random.default_rng(seed)
    frames = hamlet()
    number = 6
    places = [f"p{i}" for i in range(number)]
    frames["Periods"] = table("period first_year years", ("t1", 2029, 2))
    frames["Areas"] = table("area general_ratio exempt_seats", ("A", 1000.0, 0.0), ("B", 900.0, 1.0))
    frames["Places"] = pd.DataFrame(
        {
            "place": places,
            "area": ["A", "B"] * (number // 2),
            "lat": 50 + 0.2 * rng.random(number),
            "lon": 7 + 0.3 * rng.random(number),
            "residents": rng.integers(300, 3000, number),
            "deprivation": rng.random(number),
        }
    )
    kinds = ["centre", "clinic", "centre, clinic"]
    frames["Sites"] = pd.DataFrame(
        [
            ("old", places[0], "existing", "centre", "", rng.choice(["yes", ""]), "", "municipal"),
            *(
                (
                    f"c{i}",
                    rng.choice(places),
                    "candidate",
                    "",
                    rng.choice(kinds),
                    "",
                    "",
                    rng.choice(["municipal", "private"]),
                )
                for i in range(candidates)
            ),
        ],
        columns=["site", "place", "status", "present_type", "allowed_types", "may_close", "may_convert", "carrier"],
    )
    frames["Existing"] = table(
        "site area resource units",
        ("old", "", "seat", float(rng.choice([1.0, 1.5, 2.0]))),
        ("old", "", "nurse", 1.0),
        ("", "B", "seat", float(rng.choice([1.0, 2.0]))),
    )
    frames["Pots"] = table("pot budget", ("fund", float(rng.uniform(0.3, 2.0))), ("land", float(rng.uniform(0.1, 0.8))))
    frames["LabourPools"] = table(
        "grouping group profession available recruitable recruit_cost",
        ("state", "", "doctor", 8.0, float(rng.choice([0.0, 3.0])), 10_000.0),
        ("state", "", "carer", 1.0 + float(rng.integers(0, 5)), 2.0, 1_000.0),
    )
    rules = frames["Rules"].set_index("rule")
    frames["Rules"] = rules.drop(["served", "some"]).reset_index()
    frames["Goals"] = frames["Goals"].assign(priority=1)
    del frames["TravelTimes"]
    return frames


def village() -> Frames:
    """Two places of 1,000 residents, 20 minutes apart; a seat serves 1,000 and costs nothing to run.

    The practice ``doc`` stands ``here`` with one seat, so that half of the need is met. The centre ``new`` may open
    ``there`` with up to one seat for 1 million EUR and serves the rest. Unmet need is all that counts, but for a little
    against sites that nobody needs.
    """
    return {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.0)),
        "Periods": table("period first_year years", ("t1", 2027, 1)),
        "Areas": table("area general_ratio", ("A", 1000.0)),
        "Places": table(
            "place area lat lon residents", ("here", "A", 50.0, 7.0, 1000), ("there", "A", 50.2, 7.0, 1000)
        ),
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes",
            ("gp", "contacts", 1.0, 1.0, 1.0, 1.0, 30.0),
        ),
        "Resources": table("resource unit step counting_factor", ("seat", "seats", 0.5, 1.0)),
        "Production": table("resource service productivity", ("seat", "gp", 1000.0)),
        "Types": table("type setup_cost collects_existing", ("practice", 0.0, "yes"), ("centre", 1_000_000.0, "")),
        "TypeResources": table(
            "type resource minimum maximum", ("practice", "seat", 0.0, 1.0), ("centre", "seat", 0.5, 1.0)
        ),
        "Sites": table(
            "site place status present_type allowed_types",
            ("doc", "here", "existing", "practice", ""),
            ("new", "there", "candidate", "", "centre"),
        ),
        "Existing": table("site resource units", ("doc", "seat", 1.0)),
        "Professions": table("profession", ("doctor",)),
        "Staffing": table("resource profession fte", ("seat", "doctor", 1.0)),
        "Pots": table("pot budget", ("fund", 10.0)),
        "Rules": table("rule kind grouping value strictness weight", ("none", "count_min", "state", 0.0, "soft", 0.0)),
        "Goals": table("goal measure weight", ("unmet", "unmet_need", 1.0), ("sites", "open_sites", 1.0)),
        "TravelTimes": table(
            "place site minutes",
            ("here", "doc", 5.0),
            ("there", "doc", 20.0),
            ("here", "new", 20.0),
            ("there", "new", 5.0),
        ),
    }


def uncertain_village(cost: float, goal: str = "expected") -> Frames:
    """The village with a second candidate ``here``, where doctors cost 100,000 EUR a year and may not be found.

    In half of the cases all is as expected, in three of ten hardly anybody can be recruited, and in two of ten the
    place ``there`` needs three times as much. ``cost`` is the weight of public cost against unmet need.
    """
    base = village()
    chosen = table("parameter value", ("futures_goal", goal), ("futures_cvar_share", 0.5))
    candidate: dict[str, object] = {"site": "next", "place": "here", "status": "candidate", "allowed_types": "centre"}
    return base | {
        "Settings": pd.concat([base["Settings"].astype(object), chosen], ignore_index=True),
        "TypeResources": with_cells(base["TypeResources"], "centre", maximum=1.5),
        "Sites": with_rows(base["Sites"], candidate),
        "Demand": table("place service amount", ("there", "gp", 1000.0)),
        "Professions": table("profession staff_cost", ("doctor", 100_000.0)),
        "LabourPools": table("grouping group profession available recruitable", ("state", "", "doctor", 1.0, 3.0)),
        "Goals": table("goal measure weight", ("unmet", "unmet_need", 1.0), ("cost", "public_cost", cost)),
        "TravelTimes": with_rows(
            base["TravelTimes"],
            {"place": "here", "site": "next", "minutes": 5.0},
            {"place": "there", "site": "next", "minutes": 20.0},
        ),
        "Futures": futures(
            ("as expected", 0.5),
            ("fewer", 0.3, "LabourPools", "", "recruitable", "set", 0.2),
            ("more", 0.2, "Demand", "place = there", "amount", "set", 3000.0),
        ),
    }


def choosy_village() -> Frames:
    """The village where everybody goes to the closest site, and the longest way counts."""
    return village() | {
        "Services": village()["Services"].assign(assignment="closest"),
        "Goals": table("goal measure weight", ("longest", "longest_minutes", 1.0), ("sites", "open_sites", 1.0)),
    }


def borough() -> Frames:
    """The village over two periods: founding rules, and centres at hospitals that save beside one and live two years.

    The centre ``new`` may close; the clinic that may be opened in its house, and closed again, is one of its hosts.
    """
    frames = village()
    centre = {"host_types": "hospital", "host_minutes": 20.0, "host_saving": 40_000.0, "minimum_life": 2.0}
    costs = {"yearly_cost": 100_000.0, "closing_cost": 300_000.0}
    clinic = {"place": "there", "status": "candidate", "allowed_types": "hospital", "may_close": "yes"}
    return frames | {
        "Periods": table("period first_year years", ("t1", 2027, 1), ("t2", 2028, 2)),
        "Types": with_rows(with_cells(frames["Types"], "centre", **centre, **costs), {"type": "hospital"}),
        "TypeResources": with_rows(frames["TypeResources"], {"type": "hospital", "resource": "seat", "maximum": 1.0}),
        "Sites": with_rows(
            with_cells(frames["Sites"], "new", house="A", may_close="yes"), {"site": "clinic", "house": "A", **clinic}
        ),
        "Consents": table("site actor answer", ("new", "KV", "refused")),
        "Rules": table(
            "rule kind type resource grouping value parameter strictness weight",
            ("need", "founding_need", "centre", "", "area", 0.4, "", "hard", 1.0),
            ("kv", "consent", "centre", "", "state", None, "KV", "soft", 2.0),
            ("basis", "resource_legal_basis", "", "seat", "state", None, "§ 95", "soft", 3.0),
        ),
    }


def infirmary() -> Frames:
    """The village with beds instead of doctors, which stand in for each other: 5 % may be turned away.

    Every resident needs 3.65 bed-days a year, so that each place loads 10 Erlang and an Erlang serves 100 residents.
    The ward ``old`` stands ``here`` with 10 beds; the ward ``new`` may open ``there`` with 4 to 15.
    """
    return village() | {
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes",
            ("stay", "bed-days", 3.65, 3.65, 3.65, 3.65, 30.0),
        ),
        "Resources": table("resource unit step capacity_rule target", ("bed", "beds", 1.0, "erlang_b", 0.05)),
        "Production": table("resource service productivity", ("bed", "stay", 365.0)),
        "TypeResources": table(
            "type resource minimum maximum", ("practice", "bed", 0.0, 10.0), ("centre", "bed", 4.0, 15.0)
        ),
        "Sites": table(
            "site place status present_type allowed_types",
            ("old", "here", "existing", "practice", ""),
            ("new", "there", "candidate", "", "centre"),
        ),
        "Existing": table("site resource units", ("old", "bed", 10.0)),
        "Staffing": table("resource profession fte", ("bed", "doctor", 0.1)),
        "TravelTimes": table(
            "place site minutes",
            ("here", "old", 5.0),
            ("there", "old", 20.0),
            ("here", "new", 20.0),
            ("there", "new", 5.0),
        ),
    }


def fair_village(weight: float, measure: str = "quintile_gap") -> Frames:
    """The practice ``here``, which serves 1,000 of 2,000; most live ``midway``, the most deprived 200 ``there``.

    Travel decides who is served, unless the goal ``gap`` with its ``weight`` does.
    """
    base = village()
    return base | {
        "Sites": with_cells(base["Sites"], "new", status="excluded"),
        "Places": table(
            "place area lat lon residents deprivation",
            ("here", "A", 50.0, 7.0, 200, 0.1),
            ("midway", "A", 50.1, 7.0, 1600, 0.5),
            ("there", "A", 50.2, 7.0, 200, 0.9),
        ),
        "TravelTimes": table(
            "place site minutes", ("here", "doc", 5.0), ("midway", "doc", 15.0), ("there", "doc", 20.0)
        ),
        "Goals": table(
            "goal measure weight",
            ("unmet", "unmet_need", 100.0),
            ("way", "travel_minutes", 0.01),
            ("gap", measure, weight),
        ),
    }


def fairest_village() -> Frames:
    """The village with every measure of equity as a goal."""
    world = fair_village(1.0)
    return world | {"Goals": with_rows(world["Goals"], {"goal": "worst", "measure": "cvar_minutes", "weight": 1.0})}


def nursing_village(*rules: tuple[object, ...], places: str = "state") -> Frames:
    """The village with a nurse beside the doctor of the practice, who may take over a fifth of the work, and rules.

    ``rules`` are rows of rule, kind, service, minutes, value, strictness and weight.
    """
    base = village()
    return base | {
        "Resources": with_rows(base["Resources"], {"resource": "nurse", "unit": "FTE", "step": 1.0}),
        "Production": table(
            "resource service productivity max_share supervised_by",
            ("seat", "gp", 1000.0, None, ""),
            ("nurse", "gp", 500.0, 0.2, "seat"),
        ),
        "TypeResources": with_rows(
            base["TypeResources"], {"type": "practice", "resource": "nurse", "minimum": 0.0, "maximum": 1.0}
        ),
        "Existing": table("site resource units", ("doc", "seat", 1.0), ("doc", "nurse", 1.0)),
        "Rules": table(
            "rule kind service minutes value strictness weight grouping", *((*row, places) for row in rules)
        ),
    }


def covered_village() -> Frames:
    """The village with a rule on backup cover and one on functional coverage."""
    return nursing_village(
        ("backup", "backup_share", "gp", 20.0, 0.9, "soft", 0.1),
        ("care", "functional_floor", "", None, 0.6, "soft", 10.0),
    )


def instance_of(frames: Frames) -> Instance:
    """The instance of a small world."""
    return Instance.from_frames(frames)


LEFT_OUT = ("Z-Speicher", "Z-Manderscheid", "Z-Gerolstein", "ZP-Waxweiler", "ZP-Bleialf")
"""Candidates of the small example that a test can do without: what is left to decide takes seconds."""


def with_fewer_candidates(example: Instance) -> Instance:
    changes = (Override("Sites", {"site": site}, "status", "set", "excluded") for site in LEFT_OUT)
    return example.scenario(Scenario("smaller", tuple(changes)))
