"""Limits of single sites, in a village whose optimum follows by hand: where a site has less or more room than its type.

Without them both places of the village are served; the centre ``new`` may have half a seat to one.
"""

from __future__ import annotations

import pytest

from tests.planning_model.solving import goal, open_sites, plan_of, units
from tests.planning_model.worlds import Frames, table, village, with_cells


def limited(*limits: tuple[object, ...]) -> Frames:
    """The village with limits of single sites."""
    return village() | {"SiteLimits": table("site resource minimum maximum", *limits)}


@pytest.mark.parametrize(("maximum", "unmet"), [(None, 0.0), (0.5, 500.0), (1.0, 0.0)])
def test_a_site_with_less_room_than_its_type(maximum: float | None, unmet: float) -> None:
    assert goal(plan_of(limited(("new", "seat", None, maximum)))) == pytest.approx(unmet)


def test_a_site_with_more_room_than_its_type() -> None:
    """1,500 live there; the centre may have one seat, but here it may have two."""
    crowd = {"Places": with_cells(village()["Places"], "there", residents=1500)}
    assert goal(plan_of(village() | crowd)) == pytest.approx(500.0)
    plan = plan_of(limited(("new", "seat", None, 2.0)) | crowd)
    assert goal(plan) == pytest.approx(0.0)
    assert units(plan, "new") == pytest.approx(1.5)


def test_a_site_that_must_be_larger_than_its_type() -> None:
    """Both places could do with less, but the site opens with two seats or not at all."""
    plan = plan_of(limited(("new", "seat", 2.0, 2.0)))
    assert units(plan, "new") == pytest.approx(2.0)


def test_a_site_without_any_room_serves_nobody() -> None:
    plan = plan_of(limited(("new", "seat", 0.0, 0.0)))
    assert open_sites(plan) == {"doc": "practice"}
    assert goal(plan) == pytest.approx(1000.0)


def test_what_stands_today_is_not_too_much_for_its_site() -> None:
    plan = plan_of(limited(("doc", "seat", None, 0.5)))
    assert goal(plan) == pytest.approx(0.0)
    assert units(plan, "doc") == pytest.approx(1.0)
