"""Pathways and links: each feature in a village whose optimum follows by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from instances.instance import Instance
from planning_model.plan import Plan
from planning_model.verify import verify
from reports.excel.report import write_report
from tests.planning_model.solving import goal, open_sites, plan_of
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells, with_rows

RATES = ("rate_0_17", "rate_18_64", "rate_65_74", "rate_75_plus")
NEAR = {"limit_minutes": 15.0}


def service(name: str, rate: float, **cells: object) -> dict[str, object]:
    return {"service": name, "unit": "units", **dict.fromkeys(RATES, rate), "limit_minutes": 30.0} | cells


def post_world(**sheets: pd.DataFrame) -> Frames:
    """A centre without a seat: its nurse does up to 0.3 of the GP work, guided and helped by the doctor from afar.

    Nobody drives the 20 minutes to the other place, so ``there`` is served by the post ``new`` or not at all.
    """
    world = village()
    return world | {
        "Services": world["Services"].assign(**NEAR),
        "Resources": with_rows(world["Resources"], {"resource": "nurse", "unit": "FTE", "step": 1.0}).assign(
            partner_share=0.5
        ),
        "Production": table(
            "resource service productivity max_share supervision supervised_by",
            ("seat", "gp", 1000.0, None, None, None),
            ("nurse", "gp", 1000.0, 0.3, 0.1, "seat"),
        ),
        "TypeResources": table(
            "type resource minimum maximum", ("practice", "seat", 0.0, 1.0), ("centre", "nurse", 1.0, 1.0)
        ),
        "Pathways": table("service component quantity linked_share", ("gp", "gp", 1.0, 0.7)),
        "Links": table("site partner yearly_cost", ("new", "doc", 10_000.0)),
        **sheets,
    }


PARTNER_GIVES, OF_A_CONTACT = 500.0, 0.7 + 0.1 * 0.3


def test_a_post_without_a_seat_lives_on_its_cooperating_practice() -> None:
    """The doctor may give half a year: 0.7 of each contact there and a tenth of the nurse's 0.3."""
    plan = plan_of(post_world())
    served = PARTNER_GIVES / OF_A_CONTACT
    assert open_sites(plan)["new"] == "centre"
    assert goal(plan) == pytest.approx((1000 - served) + PARTNER_GIVES)
    remote = plan.remote.set_index("task")["amount"].to_dict()
    assert remote == pytest.approx({"work": 0.7 * served, "supervision": 0.03 * served})
    assert plan.links.to_dict("list") == {"site": ["new"], "partner": ["doc"], "period": ["t1"]}


def test_a_link_in_use_costs_money_every_year() -> None:
    cost = plan_of(post_world()).funding.set_index("category")["amount"]
    assert cost["running"] == pytest.approx(0.01)
    free = post_world(Links=table("site partner", ("new", "doc")))
    assert "running" not in set(plan_of(free).funding["category"])


def test_without_a_link_nothing_is_worked_there() -> None:
    alone = plan_of(post_world(Links=table("site partner", ("doc", "new"))))
    assert goal(alone) == pytest.approx(1000)
    assert "new" not in open_sites(alone)


def test_partners_do_no_more_than_their_share_of_a_part() -> None:
    """Where 0.5 at most is done from afar, the nurse's 0.3 is not enough for the rest."""
    less = post_world(Pathways=table("service component quantity linked_share", ("gp", "gp", 1.0, 0.5)))
    assert goal(plan_of(less)) == pytest.approx(1000)


@pytest.mark.parametrize(("share", "opens"), [(0.3, True), (0.0, False)])
def test_a_row_of_its_type_bans_a_post_with_links_from_a_service(share: float, *, opens: bool) -> None:
    """A kiosk, say: its nurses have a partner who would guide them, but a largest share of 0 keeps them from it."""
    rows = post_world()["Production"].assign(type="")
    own = {"type": "centre", "resource": "nurse", "service": "gp", "productivity": 1000.0, "max_share": share}
    plan = plan_of(post_world(Production=with_rows(rows, own | {"supervision": 0.1, "supervised_by": "seat"})))
    assert ("new" in open_sites(plan)) is opens
    assert ("new" in set(plan.flows["site"])) is opens


def test_the_practices_of_a_place_can_be_partners() -> None:
    """The seat of the place, instead of the doctor's site: the practice made of it works for the post."""
    world = post_world(
        Existing=table("place resource units", ("here", "seat", 1.0)),
        Sites=with_cells(village()["Sites"], "doc", status="excluded"),
        Links=table("site partner_place", ("new", "here")),
        TravelTimes=table("place site minutes", ("there", "new", 5.0)),
    )
    plan = plan_of(world)
    assert plan.links["partner"].tolist() == ["practices-here"]
    assert goal(plan) == pytest.approx((1000 - PARTNER_GIVES / OF_A_CONTACT) + PARTNER_GIVES)


def network(partners: int = 2) -> Frames:
    """A virtual network: no seat of its own, the work is all done by the practices that belong to it."""
    return post_world(
        Types=with_cells(village()["Types"], "centre", links_needed=2, setup_cost=0.0),
        Sites=with_rows(
            village()["Sites"], {"site": "doc2", "place": "here", "status": "existing", "present_type": "practice"}
        ),
        Existing=table("site resource units", ("doc", "seat", 1.0), ("doc2", "seat", 1.0)),
        Links=table("site partner", ("new", "doc"), ("new", "doc2")).head(partners),
    )


def test_a_network_needs_its_links() -> None:
    both, one = plan_of(network(2)), plan_of(network(1))
    assert open_sites(both)["new"] == "centre"
    assert len(both.links) == 2
    assert "new" not in open_sites(one)


# ------------------------------------------------------------------------------------------------------ pathways


def lung_world(as_pathway: bool, **sheets: pd.DataFrame) -> Frames:
    """Lung patients need 4 contacts and 6 nursing hours: apart, or on a pathway that one institution answers for.

    The practice ``doc`` has a doctor, the centre ``new``, if opened, a doctor and a nurse; all live ``here``.
    """
    world = village()
    parts = [service("contacts", 0.0), service("hours", 0.0), service("lung", 0.1)]
    apart = [service("contacts", 0.4), service("hours", 0.6)]
    return world | {
        "Places": world["Places"].assign(residents=[1000, 0]),
        "Services": pd.DataFrame(parts if as_pathway else apart),
        "Resources": with_rows(world["Resources"], {"resource": "nurse", "unit": "FTE", "step": 1.0}),
        "Production": table("resource service productivity", ("seat", "contacts", 1000.0), ("nurse", "hours", 1000.0)),
        "TypeResources": table(
            "type resource minimum maximum",
            ("practice", "seat", 0.0, 1.0),
            ("centre", "seat", 0.0, 1.0),
            ("centre", "nurse", 1.0, 1.0),
        ),
        "Pathways": table(
            "service component quantity linked_share", ("lung", "contacts", 4.0, 0.0), ("lung", "hours", 6.0, 0.0)
        ).head(2 if as_pathway else 0),
        "Goals": table(
            "goal measure weight",
            ("unmet", "unmet_need", 1.0),
            ("way", "travel_minutes", 0.001),
            ("sites", "open_sites", 1.0),
        ),
        **sheets,
    }


def test_one_institution_answers_for_all_parts_of_an_occasion() -> None:
    """Apart, the doctor nearby does the contacts; on the pathway the centre 20 minutes away does everything."""
    apart, led = plan_of(lung_world(as_pathway=False)), plan_of(lung_world(as_pathway=True))
    assert apart.flows.set_index("service")["site"].to_dict() == {"contacts": "doc", "hours": "new"}
    assert led.flows.set_index("service")["site"].to_dict() == {"lung": "new"}
    work = led.work.set_index("service")["amount"].to_dict()
    assert work == pytest.approx({"contacts": 400.0, "hours": 600.0})
    assert led.modules.query("site == 'new' and resource == 'seat'")["units"].item() == pytest.approx(0.5)
    assert apart.modules.query("site == 'new' and resource == 'seat'").empty


def test_a_linked_site_may_do_a_part() -> None:
    """The practice answers for its patients; the centre's nurse comes to them."""
    linked = lung_world(
        as_pathway=True,
        Pathways=table(
            "service component quantity linked_share", ("lung", "contacts", 4.0, 0.0), ("lung", "hours", 6.0, 1.0)
        ),
        Links=table("site partner", ("doc", "new")),
    )
    linked["Resources"] = linked["Resources"].assign(partner_share=1.0)
    plan = plan_of(linked)
    assert plan.flows["site"].tolist() == ["doc"]
    assert plan.remote[["site", "partner", "resource", "service"]].values.tolist() == [["doc", "new", "nurse", "hours"]]
    assert plan.remote["amount"].item() == pytest.approx(600.0)


def test_a_site_without_a_part_leads_no_pathway() -> None:
    closed = lung_world(as_pathway=True, Sites=with_cells(village()["Sites"], "new", status="excluded"))
    assert goal(plan_of(closed)) == pytest.approx(1000)


def test_offers_of_a_pathway_need_all_of_its_parts() -> None:
    rule = table(
        "rule kind service grouping minutes value strictness weight",
        ("near", "reach_share", "lung", "state", 30.0, 1.0, "soft", 1.0),
    )
    plan = plan_of(lung_world(as_pathway=True, Rules=rule))
    assert plan.rules["achieved"].tolist() == [1.0]
    assert plan.modules.query("site == 'new'")["resource"].tolist() == ["seat", "nurse"]


def test_delegated_parts_of_a_pathway_count_in_functional_coverage() -> None:
    """Of 400 contacts the nurse may do half: her 0.2 seats' worth comes on top of the seats."""
    world = lung_world(
        as_pathway=True,
        Production=table(
            "resource service productivity max_share",
            ("seat", "contacts", 1000.0, None),
            ("nurse", "contacts", 1000.0, 0.5),
            ("nurse", "hours", 1000.0, None),
        ),
        Rules=table(
            "rule kind grouping value strictness weight",
            ("functional", "functional_floor", "state", 3.0, "soft", 10.0),
            ("doctors", "supply_floor", "state", 3.0, "soft", 0.0),
        ),
        Goals=table("goal measure weight", ("unmet", "unmet_need", 1.0), ("rules", "shortfalls", 1.0)),
    )
    achieved = plan_of(world).rules.set_index("rule")["achieved"]
    assert achieved["functional"] == pytest.approx(achieved["doctors"] + 0.2)


def test_a_hybrid_case_moves_days_out_of_hospital() -> None:
    """A tenth of 1,000 days goes; a case replaces 4 days and still takes half a day and 2 contacts."""
    world = lung_world(
        as_pathway=False,
        Services=pd.DataFrame([service("contacts", 0.4), service("days", 1.0), service("hybrid", 0.0)]),
        Production=table("resource service productivity", ("seat", "contacts", 1000.0), ("nurse", "days", 1000.0)),
        Pathways=table(
            "service component quantity moved_share replaced",
            ("hybrid", "days", 0.5, 0.1, 4.0),
            ("hybrid", "contacts", 2.0, None, None),
        ),
    )
    plan = plan_of(world)
    demand = instance_of(world).demand.groupby("service")["amount"].sum().to_dict()
    assert demand == pytest.approx({"contacts": 400.0, "days": 900.0, "hybrid": 25.0})
    work = plan.work.groupby("service")["amount"].sum().to_dict()
    assert work == pytest.approx({"contacts": 400.0 + 50.0, "days": 900.0 + 12.5})


# ------------------------------------------------------------------------------------------- broken by hand


def broken_rules(instance: Instance, plan: Plan, **frames: pd.DataFrame) -> set[str]:
    return {violation.rule for violation in verify(instance, replace(plan, **frames))}


def test_the_verifier_names_what_is_broken() -> None:
    instance = instance_of(post_world())
    plan = plan_of(instance)
    empty_links = plan.links.iloc[:0]
    double = plan.remote.assign(amount=plan.remote["amount"] * 2)
    unwatched = plan.remote[plan.remote["task"] == "work"]
    closed = plan.links.assign(site="doc", partner="new")
    assert "remote_under_contract" in broken_rules(instance, plan, links=empty_links)
    assert {"remote_share", "share_for_partners", "work_equals_demand"} <= broken_rules(instance, plan, remote=double)
    assert "supervised_from_afar" in broken_rules(instance, plan, remote=unwatched)
    assert "link_known" in broken_rules(instance, plan, links=closed)
    of_network = instance_of(network(2))
    joined = plan_of(of_network)
    assert "links_needed" in broken_rules(of_network, joined, links=joined.links.head(1))
    two = plan.sites.assign(type=plan.sites["type"].where(plan.sites["site"] != "doc", ""))
    assert "link_of_open_sites" in broken_rules(instance, plan, sites=two)


def test_the_report_says_who_works_for_whom(tmp_path: Path) -> None:
    instance = instance_of(post_world())
    plan = plan_of(instance)
    book = load_workbook(write_report(instance, plan, tmp_path, "de"))
    sheet = book["Kooperationen"]
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any("new" in row and "doc" in row and "Aufsicht" in row for row in told)
    assert any("new" in row and "doc" in row and "Behandlung" in row for row in told)
    alone = instance_of(post_world(Links=table("site partner", ("doc", "new"))))
    assert "Kooperationen" not in load_workbook(write_report(alone, plan_of(alone), tmp_path, "de")).sheetnames
