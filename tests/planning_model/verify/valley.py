"""A valley with three places and six sites, and a plan for it that was worked out by hand.

    gp demand      5 contacts a head: a 30,000 · b 20,000 · c 25,000        (heads = residents: 6,000 · 4,000 · 5,000)
    nursing demand 0.5 hours a head:  a 3,000 · b 2,000 · c 2,500
    a seat does 5,000 contacts (6,000 in a centre), a nurse 4,000 (delegated, ≤ 20 %, a tenth supervised) or 1,000 hours

Practices exist at ``pa`` (4 seats, 3 from 2030 on), ``pc`` (2) and ``oc`` (1). The plan opens centres at ``cb`` and
``fc`` (fixed) in 2028, closes ``oc`` and turns ``pc`` into a hub in 2030. ``xa`` is excluded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from instances.instance import Instance
from planning_model.plan import Plan, as_frame

Frames = dict[str, pd.DataFrame]
P1, P2 = "2028", "2030"


def table(columns: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    """A frame from a line of column names and its rows."""
    return pd.DataFrame(list(rows), columns=columns.split())


def frames() -> Frames:
    """The workbook of the valley, sheet by sheet; two periods of two and three years."""
    return {
        "Settings": table("parameter value", ("base_year", 2026), ("discount_rate", 0.02), ("unmet_minutes", 90)),
        "Periods": table("period first_year years", (P1, 2028, 2), (P2, 2030, 3)),
        "Areas": table("area regional_ratio exempt_seats", ("north", 1000, None), ("south", 2000, 2)),
        "Places": table(
            "place area district residents share_0_17 share_18_64 share_65_74 share_75_plus lat lon",
            ("a", "north", "upper", 6000, 0.2, 0.5, 0.2, 0.1, 50.0, 7.0),
            ("b", "north", "lower", 4000, 0.2, 0.5, 0.2, 0.1, 50.1, 7.0),
            ("c", "south", "lower", 5000, 0.2, 0.5, 0.2, 0.1, 50.2, 7.0),
        ),
        "Services": table(
            "service unit rate_0_17 rate_18_64 rate_65_74 rate_75_plus limit_minutes unmet_weight",
            ("gp", "contacts", 5, 5, 5, 5, 30, 1.0),
            ("nursing", "hours", 0.5, 0.5, 0.5, 0.5, 20, 0.5),
        ),
        "Resources": table(
            "resource unit step investment running_cost counting_factor",
            ("seat", "seats", 0.25, 100_000, 50_000, 1.0),
            ("nurse", "posts", 0.5, 10_000, 20_000, 0.0),
        ),
        "Production": table(
            "type resource service productivity max_share supervision supervised_by",
            (None, "seat", "gp", 5000, None, None, None),
            (None, "nurse", "gp", 4000, 0.2, 0.1, "seat"),
            (None, "nurse", "nursing", 1000, None, None, None),
            ("centre", "seat", "gp", 6000, None, None, None),
        ),
        "Types": table(
            "type setup_cost yearly_cost lead_time",
            ("practice", 0, 0, 0),
            ("centre", 1_000_000, 100_000, 2),
            ("hub", 2_000_000, 200_000, 4),
        ),
        "TypeResources": table(
            "type resource minimum maximum",
            ("practice", "seat", 0, 10),
            ("centre", "seat", 1, 6),
            ("centre", "nurse", 1, 4),
            ("hub", "seat", 1, 4),
            ("hub", "nurse", 0.5, 6),
        ),
        "Sites": table(
            "site place status present_type allowed_types may_close may_convert carrier extra_setup_cost",
            ("pa", "a", "existing", "practice", None, None, None, None, None),
            ("cb", "b", "candidate", None, "centre, hub", None, None, "municipal", 200_000),
            ("pc", "c", "existing", "practice", "hub", None, "yes", None, None),
            ("fc", "c", "fixed", None, "centre", None, None, "private", None),
            ("oc", "c", "existing", "practice", None, "yes", None, None, None),
            ("xa", "a", "excluded", None, "centre", None, None, None, None),
        ),
        "Existing": table(
            "site resource period units",
            ("pa", "seat", None, 4),
            ("pa", "seat", P2, 3),
            ("pc", "seat", None, 2),
            ("oc", "seat", None, 1),
        ),
        "Professions": table("profession staff_cost", ("gp", 100_000), ("mfa", 40_000), ("chn", 50_000)),
        "Staffing": table("resource profession fte", ("seat", "gp", 1), ("seat", "mfa", 1.5), ("nurse", "chn", 1)),
        "LabourPools": table(
            "grouping group profession period available recruitable recruit_cost",
            ("state", None, "chn", None, 5, 4, 10_000),
            ("area", "north", "gp", None, 9, 0, None),
        ),
        "Pots": table("pot period budget", ("land", None, 1.0), ("fund", None, 0.3), ("town", None, 10.0)),
        "PotRules": table(
            "pot type category carrier origin max_share match_pot match_share",
            ("land", "centre", "setup", None, None, 0.5, "town", 0.4),
            ("land", None, "investment", None, "new", None, None, None),
            ("fund", None, "running", "municipal", None, 0.5, None, None),
        ),
        "TravelTimes": table(
            "place site minutes",
            *[("a", "pa", 5), ("a", "cb", 15), ("a", "pc", 25), ("b", "pa", 15), ("b", "cb", 5)],
            *[("c", "pc", 5), ("c", "fc", 6), ("c", "oc", 7)],
        ),
        "Rules": table(
            "rule kind service type grouping group minutes value strictness weight",
            ("nursing_reach", "reach_share", "nursing", None, "area", None, 10, 0.9, "soft", 0.1),
            ("gp_served", "served_share", "gp", None, "state", None, 30, 0.9, "hard", None),
            ("floor", "supply_floor", None, None, "area", None, None, 0.95, "soft", 100),
            ("cap", "supply_cap", None, None, "area", None, None, 1.1, "hard", None),
            ("a_centre_each", "count_min", None, "centre", "area", None, None, 1, "hard", None),
            ("few_centres", "count_max", None, "centre", "state", None, None, 2, "hard", None),
        ),
        "Goals": table(
            "goal measure priority weight",
            ("unmet", "unmet_need", 1, 1),
            ("rules", "shortfalls", 1, 1),
            ("minutes", "travel_minutes", 2, 0.002),
            ("cost", "public_cost", 2, 20),
            ("sites", "open_sites", 2, 1),
            ("changes", "changes", 2, 1),
            ("worst", "worst_area", 2, 1000),
        ),
    }


def instance(changed: Mapping[str, pd.DataFrame] | None = None) -> Instance:
    """The valley, with some sheets replaced."""
    return Instance.from_frames({**frames(), **changed}, "en") if changed else _as_it_is()


@cache
def _as_it_is() -> Instance:
    return Instance.from_frames(frames(), "en")


# One-off costs count at the factor of the period's first year, yearly ones at the mean of its years (2 % a year).
ONE_OFF = {P1: 1.02**-2, P2: 1.02**-4}
YEARLY = {P1: (1.02**-2 + 1.02**-3) / 2, P2: (1.02**-4 + 1.02**-5 + 1.02**-6) / 3}
# set-up 1.2 + 1.0, investment 0.77, recruiting 0.02; running 1.38, staff 2.94 · later 2.0, 0.13, 0.005; 2.8875, 5.085
PUBLIC_COST = 2.99 * ONE_OFF[P1] + 4.32 * YEARLY[P1] + 2.135 * ONE_OFF[P2] + 7.9725 * YEARLY[P2]
# unmet: 0.4 · (nursing at a: 6,000 · ½ · weight ½) + 0.6 · (the same + gp at c: 5,000 · 0.1)
UNMET = 0.4 * 1500 + 0.6 * 2000
# both periods: 5,000 residents of a fewer than asked for (0.1 each), half a seat missing in the north (100 each)
SHORTFALLS = 550.0
# gp: 60,000 + 28,000 + 29,000 · later 60,000 + 20,000 + 70,000; nursing: 315,000 + 20,000 + 30,000 in both
MINUTES = 0.4 * 482_000 + 0.6 * 515_000
FIRST_LEVEL = UNMET + SHORTFALLS
SECOND_LEVEL = 0.002 * MINUTES + 20 * PUBLIC_COST + 2 + 4 + 1000 * 0.1

NOWHERE = ("",) * 6
"""No pot or rule of the valley names a group of places or a site."""
CB, FC = ("centre", "municipal", "new", "", *NOWHERE), ("centre", "private", "new", "", *NOWHERE)
PC, NOBODY = ("hub", "", "new", "", *NOWHERE), ("", "", "", "", *NOWHERE)


def plan() -> Plan:
    """The plan worked out by hand: every rule holds, several just so."""
    return Plan(
        status="optimal",
        objective=SECOND_LEVEL,
        bound=0.99 * SECOND_LEVEL,
        gap=0.01,
        sites=as_frame(
            "sites",
            [("pa", period, "practice", "none") for period in (P1, P2)]
            + [("cb", period, "centre", "new") for period in (P1, P2)]
            + [("fc", period, "centre", "new") for period in (P1, P2)]
            + [("pc", P1, "practice", "none"), ("pc", P2, "hub", "converted")]
            + [("oc", P1, "practice", "none"), ("oc", P2, "", "closed")]
            + [("xa", period, "", "none") for period in (P1, P2)],
        ),
        modules=as_frame(
            "modules",
            [
                ("pa", "practice", "seat", P1, 4, 4, 0),
                ("pa", "practice", "seat", P2, 3, 3, 0),
                ("cb", "centre", "seat", P1, 5, 0, 5),
                ("cb", "centre", "nurse", P1, 4, 0, 4),
                ("cb", "centre", "seat", P2, 6, 0, 6),
                ("cb", "centre", "nurse", P2, 4, 0, 4),
                ("fc", "centre", "seat", P1, 2, 0, 2),
                ("fc", "centre", "nurse", P1, 3, 0, 3),
                ("fc", "centre", "seat", P2, 2.25, 0, 2.25),
                ("fc", "centre", "nurse", P2, 3, 0, 3),
                ("pc", "practice", "seat", P1, 2, 2, 0),
                ("pc", "hub", "seat", P2, 2, 2, 0),
                ("pc", "hub", "nurse", P2, 0.5, 0, 0.5),
                ("oc", "practice", "seat", P1, 1, 1, 0),
            ],
        ),
        flows=as_frame(
            "flows",
            [
                ("a", "pa", "gp", P1, 0.5),
                ("a", "cb", "gp", P1, 0.5),
                ("b", "pa", "gp", P1, 0.2),
                ("b", "cb", "gp", P1, 0.8),
                ("c", "pc", "gp", P1, 0.4),
                ("c", "fc", "gp", P1, 0.4),
                ("c", "oc", "gp", P1, 0.2),
                ("a", "pa", "gp", P2, 0.5),
                ("a", "cb", "gp", P2, 0.5),
                ("b", "cb", "gp", P2, 1.0),
                ("c", "pc", "gp", P2, 0.4),
                ("c", "fc", "gp", P2, 0.5),
            ]
            + [("a", "cb", "nursing", period, 0.5) for period in (P1, P2)]
            + [("b", "cb", "nursing", period, 1.0) for period in (P1, P2)]
            + [("c", "fc", "nursing", period, 1.0) for period in (P1, P2)],
        ),
        unmet=as_frame("unmet", [("a", "nursing", P1, 0.5), ("a", "nursing", P2, 0.5), ("c", "gp", P2, 0.1)]),
        work=as_frame(
            "work",
            [
                ("pa", "practice", "seat", "gp", P1, 19_000),
                ("cb", "centre", "seat", "gp", P1, 29_000),
                ("cb", "centre", "nurse", "gp", P1, 2_000),
                ("cb", "centre", "nurse", "nursing", P1, 3_500),
                ("fc", "centre", "seat", "gp", P1, 10_000),
                ("fc", "centre", "nurse", "nursing", P1, 2_500),
                ("pc", "practice", "seat", "gp", P1, 10_000),
                ("oc", "practice", "seat", "gp", P1, 5_000),
                ("pa", "practice", "seat", "gp", P2, 15_000),
                ("cb", "centre", "seat", "gp", P2, 33_000),
                ("cb", "centre", "nurse", "gp", P2, 2_000),
                ("cb", "centre", "nurse", "nursing", P2, 3_500),
                ("fc", "centre", "seat", "gp", P2, 12_500),
                ("fc", "centre", "nurse", "nursing", P2, 2_500),
                ("pc", "hub", "seat", "gp", P2, 10_000),
            ],
        ),
        funding=as_frame(
            "funding",
            [
                ("land", "setup", *CB, P1, 0.6),
                ("town", "setup", *CB, P1, 0.6),
                ("land", "setup", *FC, P1, 0.5),
                ("town", "setup", *FC, P1, 0.5),
                ("land", "investment", *CB, P1, 0.54),  # 5 seats, 4 nurses
                ("land", "investment", *FC, P1, 0.23),  # 2 seats, 3 nurses
                ("fund", "running", *CB, P1, 0.43),  # 2 years · (0.1 + 5 · 0.05 + 4 · 0.02) = 0.86
                ("town", "running", *CB, P1, 0.43),
                ("town", "running", *FC, P1, 0.52),  # 2 · (0.1 + 2 · 0.05 + 3 · 0.02)
                ("town", "staff", *CB, P1, 2.0),  # 2 · (5 · 0.16 + 4 · 0.05)
                ("town", "staff", *FC, P1, 0.94),  # 2 · (2 · 0.16 + 3 · 0.05)
                ("town", "recruiting", *NOBODY, P1, 0.02),
                ("town", "setup", *PC, P2, 2.0),
                ("land", "investment", *CB, P2, 0.1),  # one seat more
                ("land", "investment", *FC, P2, 0.025),  # a quarter more
                ("town", "investment", *PC, P2, 0.005),  # half a nurse
                ("fund", "running", *CB, P2, 0.72),  # 3 · (0.1 + 6 · 0.05 + 4 · 0.02) = 1.44
                ("town", "running", *CB, P2, 0.72),
                ("town", "running", *FC, P2, 0.8175),  # 3 · (0.1 + 2.25 · 0.05 + 3 · 0.02)
                ("town", "running", *PC, P2, 0.63),  # 3 · (0.2 + 0.5 · 0.02)
                ("town", "staff", *CB, P2, 3.48),
                ("town", "staff", *FC, P2, 1.53),
                ("town", "staff", *PC, P2, 0.075),
                ("town", "recruiting", *NOBODY, P2, 0.005),
            ],
        ),
        revenues=as_frame("revenues", []),
        recruits=as_frame("recruits", [("state", "", "chn", P1, 2.0), ("state", "", "chn", P2, 0.5)]),
        rules=as_frame(
            "rules",
            [
                *[("nursing_reach", "north", period, 0.9, 0.4, 5000) for period in (P1, P2)],
                *[("nursing_reach", "south", period, 0.9, 1.0, 0) for period in (P1, P2)],
                ("gp_served", "", P1, 0.9, 1.0, 0),
                ("gp_served", "", P2, 0.9, 14_500 / 15_000, 0),
                # the north needs 10 seats and has 9; the south needs 2.5 and has 5, later 4.25
                *[("floor", "north", period, 0.95, 0.9, 0.5) for period in (P1, P2)],
                *[("cap", "north", period, 1.1, 0.9, 0) for period in (P1, P2)],
                *[(rule, "south", P1, value, 2.0, 0) for rule, value in (("floor", 0.95), ("cap", 1.1))],
                *[(rule, "south", P2, value, 1.7, 0) for rule, value in (("floor", 0.95), ("cap", 1.1))],
                *[("a_centre_each", area, period, 1, 1, 0) for area in ("north", "south") for period in (P1, P2)],
                *[("few_centres", "", period, 2, 2, 0) for period in (P1, P2)],
            ],
        ),
        goals=as_frame(
            "goals",
            [
                ("unmet", 1, UNMET, 1),
                ("rules", 1, SHORTFALLS, 1),
                ("minutes", 2, MINUTES, 0.002),
                ("cost", 2, PUBLIC_COST, 20),
                ("sites", 2, 2, 1),
                ("changes", 2, 4, 1),
                ("worst", 2, 0.1, 1000),
            ],
        ),
        levels=as_frame(
            "levels",
            [(1, FIRST_LEVEL, FIRST_LEVEL, 0.0), (2, SECOND_LEVEL, 0.99 * SECOND_LEVEL, 0.01)],
        ),
    )


def changed(one: Plan, frame: str, where: Mapping[str, Any], **values: Any) -> Plan:
    """``one`` with other values in the rows of ``frame`` that agree with ``where``; functions see the old value."""
    rows = getattr(one, frame).copy()
    chosen = _matching(rows, where)
    for column, value in values.items():
        rows.loc[chosen, column] = rows.loc[chosen, column].map(value) if callable(value) else value
    return replace(one, **{frame: rows})


def without(one: Plan, frame: str, **where: Any) -> Plan:
    """``one`` without the rows of ``frame`` that agree with ``where``."""
    rows = getattr(one, frame)
    return replace(one, **{frame: rows[~_matching(rows, where)].reset_index(drop=True)})


def with_row(one: Plan, frame: str, *row: Any) -> Plan:
    """``one`` with another row in ``frame``."""
    rows = getattr(one, frame)
    return replace(one, **{frame: pd.concat([rows, as_frame(frame, [row])], ignore_index=True)})


def edited(sheet: str, where: Mapping[str, Any], **values: Any) -> Frames:
    """A sheet of the valley with other values in some rows, to build an instance with."""
    rows = frames()[sheet].astype("object")
    chosen = _matching(rows, where)
    for column, value in values.items():
        if column not in rows:
            rows[column] = None
        rows.loc[chosen, column] = value
    return {sheet: rows}


def _matching(rows: pd.DataFrame, where: Mapping[str, Any]) -> pd.Series:
    chosen = pd.Series(True, index=rows.index)
    for column, value in where.items():
        chosen &= rows[column] == value
    assert chosen.any(), f"no row with {dict(where)}"
    return chosen
