"""Links and what partners do over them, in the county: the post ``sure`` needs a link, ``ward`` works for ``new``."""

from __future__ import annotations

import pytest

from planning_model.plan import Plan
from planning_model.verify import cooperation
from planning_model.verify.case import Case
from planning_model.verify.checks import Check
from tests.planning_model.verify.county import FIRST, LAST, county, county_instance, county_plan
from tests.planning_model.verify.valley import changed, with_row, without
from tests.planning_model.worlds import instance_of, with_cells

POST = ("sure", "doc")
OF_WARD, OF_POST = {"site": "new", "partner": "ward"}, {"site": "sure", "partner": "doc"}


def found(check: Check, plan: Plan) -> dict[tuple[str, str], float]:
    """Amounts by where and period."""
    return {(one.where, one.period): one.amount for one in check(Case(county_instance(), plan))}


@pytest.mark.parametrize("check", [cooperation.links_needed, cooperation.link_known, cooperation.remote_share])
def test_the_plan_keeps_to_its_contracts(check: Check) -> None:
    assert found(check, county_plan()) == {}


def test_each_end_of_a_link_is_open() -> None:
    for site in POST:
        closed = changed(county_plan(), "sites", {"site": site, "period": FIRST}, type="")
        assert found(cooperation.link_of_open_sites, closed) == {("sure · doc", FIRST): 1.0}
    assert found(cooperation.link_of_open_sites, county_plan()) == {}


def test_only_links_of_the_workbook_are_known() -> None:
    strange = with_row(county_plan(), "links", "doc", "sure", LAST)
    assert found(cooperation.link_known, strange) == {("doc · sure", LAST): 1.0}


@pytest.mark.parametrize(("needed", "missing"), [(1, 1.0), (3, 3.0)])
def test_a_type_has_the_links_it_needs(needed: int, missing: float) -> None:
    """One link is there in the first period, none in the last."""
    frames = county() | {"Types": with_cells(county()["Types"], "post", links_needed=needed)}
    plan = without(county_plan(), "links", site="sure", period=LAST)
    checked = cooperation.links_needed(Case(instance_of(frames), plan))
    amounts = {(one.where, one.period): one.amount for one in checked}
    assert amounts == {
        key: value for key, value in {("sure", FIRST): missing - 1, ("sure", LAST): missing}.items() if value
    }


def test_work_without_a_contract_is_counted() -> None:
    no_link = without(county_plan(), "links", **OF_WARD, period=LAST)
    assert found(cooperation.remote_under_contract, no_link) == {("new · ward · gp", LAST): pytest.approx(250)}
    other_type = changed(county_plan(), "remote", {**OF_WARD, "period": FIRST}, type="practice")
    assert found(cooperation.remote_under_contract, other_type) == {("new · ward · gp", FIRST): pytest.approx(250)}


def test_partners_do_no_more_than_their_share() -> None:
    """At ``new`` 987 contacts are asked for by themselves, of which 0.7 may be done from afar, and 40 of a pathway."""
    most = 0.7 * float(
        county_plan().flows.query("place == 'there' and site == 'new' and service == 'gp'")["share"].iloc[0]
    )
    more = changed(county_plan(), "remote", OF_WARD, amount=750.0)
    excess = pytest.approx(750 - 1000 * most)
    assert found(cooperation.remote_share, more) == {("new · gp", FIRST): excess, ("new · gp", LAST): excess}
    just = changed(county_plan(), "remote", OF_WARD, amount=1000 * most)
    assert found(cooperation.remote_share, just) == {}


@pytest.mark.parametrize(("amount", "excess"), [(250.0, 0.0), (400.0, 0.15)])
def test_a_partner_keeps_half_of_its_time(amount: float, excess: float) -> None:
    """The ward has half a seat, 1,000 contacts a seat."""
    plan = changed(county_plan(), "remote", {**OF_WARD, "period": LAST}, amount=amount)
    expected = {("ward · seat", LAST): pytest.approx(excess)} if excess else {}
    assert found(cooperation.share_for_partners, plan) == expected


def test_what_supervision_takes_counts_against_the_share_of_the_partner() -> None:
    """The doctor may give half a seat, and 600 contacts' time is spent on supervising."""
    plan = with_row(county_plan(), "remote", *POST, "practice", "seat", "gp", "supervision", LAST, 600.0)
    assert found(cooperation.share_for_partners, plan) == {("doc · seat", LAST): pytest.approx(0.1)}


@pytest.mark.parametrize(("given", "missing"), [(0.0, 10.0), (4.0, 6.0), (10.0, 0.0), (12.0, 0.0)])
def test_delegated_work_without_a_doctor_in_the_house_is_supervised_from_afar(given: float, missing: float) -> None:
    """A tenth of the 100 contacts that the nurse of the post does; other help than supervision does not count."""
    plan = with_row(county_plan(), "work", "sure", "post", "nurse", "gp", LAST, 100.0)
    plan = with_row(plan, "remote", *POST, "practice", "seat", "gp", "supervision", LAST, given)
    plan = with_row(plan, "remote", *POST, "practice", "seat", "gp", "work", LAST, 50.0)
    amounts = found(cooperation.supervised_from_afar, plan)
    assert amounts == ({("sure · seat · gp", LAST): pytest.approx(missing)} if missing else {})


def test_a_partner_without_capacity_has_no_time_to_give() -> None:
    plan = without(county_plan(), "modules", site="ward", resource="seat", period=LAST)
    assert found(cooperation.share_for_partners, plan) == {("ward · seat", LAST): pytest.approx(0.25)}
