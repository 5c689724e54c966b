"""Who is worst off, worked out by hand: five places of 1,000 residents, one in each fifth, and one without a score."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planning_model.plan import as_frame, empty_frame
from planning_model.verify import equity
from planning_model.verify.case import Case
from tests.planning_model.verify.county import county_plan
from tests.planning_model.worlds import instance_of, table, village

SCORES = {"here": 0.5, "there": 0.1, "poor": 0.9, "well": 0.3, "ill": 0.7}
EARLY, LATE = "t1", "t2"
WEIGHT = {EARLY: 0.25, LATE: 0.75}
"""One year of four, and three."""


def case(
    unmet: dict[tuple[str, str], float], flows: tuple[tuple[str, str, float], ...] = (), *, scored: bool = True
) -> Case:
    """Shares that are not served by place and period, and flows of the first period; nothing else matters here."""
    rows = [(place, "A", 50.0, 7.0, 1000, score if scored else None) for place, score in SCORES.items()]
    settings = [("base_year", 2026), ("deprivation_weight", 3.0), ("cvar_share", 0.25), ("unmet_minutes", 60.0)]
    world = village() | {
        "Settings": table("parameter value", *settings),
        "Periods": table("period first_year years", (EARLY, 2027, 1), (LATE, 2028, 3)),
        "Places": table("place area lat lon residents deprivation", *rows, ("remote", "A", 50.0, 7.0, 500, None)),
    }
    lacks = [(place, "gp", period, share) for (place, period), share in unmet.items()]
    goes = [(place, site, "gp", EARLY, share) for place, site, share in flows]
    plan = replace(
        county_plan(),
        unmet=as_frame("unmet", lacks) if lacks else empty_frame("unmet"),
        flows=as_frame("flows", goes) if goes else empty_frame("flows"),
    )
    return Case(instance_of(world), plan)


@pytest.mark.parametrize(
    ("unmet", "gap"),
    [
        ({}, 0.0),
        ({("poor", EARLY): 0.6}, 0.6 * 0.25),
        ({("poor", EARLY): 0.6, ("there", EARLY): 0.2}, 0.4 * 0.25),
        ({("poor", LATE): 0.6, ("there", EARLY): 0.2}, 0.6 * 0.75),
        # turned round is not rewarded, and does not make up for the other period
        ({("there", EARLY): 0.5}, 0.0),
        ({("poor", EARLY): 0.6, ("there", LATE): 0.5}, 0.6 * 0.25),
        # nobody else is in either of the two fifths
        ({("ill", EARLY): 1.0, ("well", EARLY): 0.5, ("here", LATE): 1.0, ("remote", LATE): 1.0}, 0.0),
    ],
)
def test_the_gap_is_between_the_outer_fifths(unmet: dict[tuple[str, str], float], gap: float) -> None:
    assert equity.quintile_gap(case(unmet)) == pytest.approx(gap)


@pytest.mark.parametrize(
    ("place", "counts"),
    [("there", 1.0), ("well", 1.5), ("here", 2.0), ("ill", 2.5), ("poor", 3.0), ("remote", 2.0)],
)
def test_a_head_counts_by_its_fifth_and_in_the_middle_without_a_score(place: str, counts: float) -> None:
    heads = 500 if place == "remote" else 1000
    found = equity.deprived_unmet(case({(place, EARLY): 0.4, (place, LATE): 0.2}))
    assert found == pytest.approx(counts * heads * (0.4 * WEIGHT[EARLY] + 0.2 * WEIGHT[LATE]))


def test_without_any_score_all_heads_count_alike_and_there_is_no_gap() -> None:
    nowhere = case({("poor", EARLY): 0.5}, scored=False)
    assert equity.deprived_unmet(nowhere) == pytest.approx(2.0 * 500 * WEIGHT[EARLY])
    assert equity.quintile_gap(nowhere) == 0.0


def test_the_worst_quarter_is_filled_from_the_longest_way_down() -> None:
    """Of 5,500 heads 1,375 count: 1,000 of ``there`` (half at 20 minutes, half at home for 60), 375 of ``here``."""
    found = equity.cvar_minutes(case({("there", EARLY): 0.5}, (("there", "doc", 0.5), ("here", "doc", 1.0))))
    assert found == pytest.approx(WEIGHT[EARLY] * (1000 * 40 + 375 * 5) / 1375)


def test_equal_people_stand_in_their_fifths() -> None:
    fifths = equity._fifths(case({}))
    pd.testing.assert_series_equal(
        fifths.sort_index(),
        pd.Series({"here": 3.0, "ill": 4.0, "poor": 5.0, "there": 1.0, "well": 2.0}).rename_axis("place"),
    )
