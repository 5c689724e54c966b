"""What the plan of the county reports of rules and goals, each figure for itself."""

from __future__ import annotations

import pytest

from planning_model.verify.case import Case
from planning_model.verify.goals import goal_rows
from planning_model.verify.opening import closed_for_good
from planning_model.verify.staff import recruitable
from tests.planning_model.verify.county import FIRST, county, county_instance, county_plan
from tests.planning_model.verify.valley import changed
from tests.planning_model.worlds import instance_of


def test_functional_coverage_is_a_share_of_the_seats_needed() -> None:
    """At 500 residents a doctor the thousand of A need two; one is there, and nobody takes over work."""
    world = county() | {"Areas": county()["Areas"].assign(general_ratio=500.0)}
    rows = Case(instance_of(world), county_plan()).outcomes
    rows = rows[(rows["rule"] == "functional_floor") & (rows["group"] == "A")]
    assert rows["achieved"].to_list() == pytest.approx([0.5, 0.5])
    assert rows["shortfall"].to_list() == pytest.approx([0.2, 0.2])


@pytest.mark.parametrize("column", ["priority", "weight"])
def test_priority_and_weight_of_a_goal_are_both_those_of_the_workbook(column: str) -> None:
    found = goal_rows(Case(county_instance(), changed(county_plan(), "goals", {"goal": "far"}, **{column: 3.0})))
    assert [one.where for one in found] == ["far"]


def test_a_finding_names_what_it_speaks_of() -> None:
    closed = changed(county_plan(), "sites", {"site": "doc", "period": FIRST}, type="")
    [found] = closed_for_good(Case(county_instance(), closed))
    assert "opens as practice" in found.text("en")


def test_without_teams_nobody_is_attracted_by_them() -> None:
    """Two carers can be recruited; each site of a team type would attract half a post more, but there is none."""
    world = county() | {"LabourPools": county()["LabourPools"].assign(team_uplift=0.5)}
    [found] = recruitable(Case(instance_of(world), changed(county_plan(), "recruits", {}, fte=2.4)))
    assert found.amount == pytest.approx(0.4)
