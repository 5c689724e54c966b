"""What the report says of costs, consents and founding rules, beside what the verifier and the rules say."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from instances.instance import Instance
from planning_model.plan import Plan
from planning_model.verify.case import Case
from planning_model.verify.residual import residual_value
from reports.metrics.candidates import not_chosen
from reports.metrics.costs import site_costs
from reports.metrics.facts import Facts
from reports.metrics.sites import decisions
from tests.planning_model.verify import valley
from tests.planning_model.verify.county import FIRST, LAST, county_instance, county_plan
from tests.planning_model.verify.valley import P1, P2, edited
from tests.reports.valley import FRAMES_OF_VALLEY


def by_category(rows: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Million EUR by category and period, but for recruiting, which belongs to no site."""
    sums = rows[rows["category"] != "recruiting"].groupby(["category", "period"])["amount"].sum()
    return {key: float(amount) for key, amount in sums.items() if amount}


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("practice", {}),
        ("practice", {"closing_cost": 250_000}),
        ("hub", {"conversion_cost": 700_000}),
        ("hub", {"conversion_cost": 0}),
        ("centre", {"conversion_cost": 5, "host_types": "practice, hub", "host_saving": 30_000}),
    ],
)
def test_costs_of_sites_are_those_that_are_verified(kind: str, cells: dict[str, Any]) -> None:
    """The practice oc, in a house with the centre fc, closes; pc becomes a hub."""
    sites = edited("Sites", {"site": "fc"}, house="C")["Sites"]
    sites.loc[sites["site"] == "oc", "house"] = "C"
    instance = valley.instance(edited("Types", {"type": kind}, **cells) | {"Sites": sites})
    plan = valley.plan()
    found = by_category(site_costs(instance, plan, [P1, P2]))
    assert found == pytest.approx(by_category(Case(instance, plan).costs))
    assert ("closing" in {category for category, _ in found}) == ("closing_cost" in cells)


def test_a_converted_site_pays_anew_for_what_was_added() -> None:
    """The centre fc becomes a hub: 2.25 seats and 3 nurses are bought a second time, and both wear out."""
    resources = valley.frames()["Resources"].assign(lifetime=[10.0, 5.0])
    instance = valley.instance({"Resources": resources})
    moved = valley.changed(valley.plan(), "sites", {"site": "fc", "period": P2}, type="hub")
    moved = valley.changed(moved, "modules", {"site": "fc", "period": P2}, type="hub")
    found = by_category(site_costs(instance, moved, [P1, P2]))
    assert found["investment", P2] == pytest.approx(0.1 + 0.255 + 0.005)
    assert found == pytest.approx(by_category(Case(instance, moved).costs))
    assert Facts(instance, moved).residual_value == pytest.approx(residual_value(Case(instance, moved)))


def test_costs_of_links_and_guests_are_those_that_are_verified() -> None:
    instance, plan = county_instance(), county_plan()
    found = by_category(site_costs(instance, plan, [FIRST, LAST]))
    of_links = 2 * 0.001
    assert found["running", LAST] == pytest.approx(by_category(Case(instance, plan).costs)["running", LAST])
    assert found["running", LAST] == pytest.approx(of_links + 2 * (0.06 + 0.01 + 0.5 * 0.02 + 2 * 0.005))


def test_decisions_list_the_consents_that_are_missing(plan: Plan) -> None:
    """For the centre that opens in Bergen; the town has consented, and one of the rules speaks of another area."""
    rules = [
        {"rule": "all", "kind": "consent", "type": "centre", "parameter": "KV, Kommune, Kassen"},
        {"rule": "kv", "kind": "consent", "type": "centre", "parameter": "KV"},
        {"rule": "there", "kind": "consent", "type": "centre", "grouping": "area", "group": "A", "parameter": "Land"},
        {"rule": "others", "kind": "consent", "type": "practice", "parameter": "Bund"},
    ]
    more = pd.DataFrame(rules).assign(strictness="soft", weight=0)
    answers = {"site": ["cB", "cB", "cA"], "actor": ["Kommune", "Kassen", "KV"], "answer": ["given", "open", "given"]}
    frames = {
        **FRAMES_OF_VALLEY,
        "Rules": pd.concat([FRAMES_OF_VALLEY["Rules"], more], ignore_index=True),
        "Consents": pd.DataFrame(answers),
    }
    table = decisions(Facts(Instance.from_frames(frames), plan)).set_index("site")
    assert dict(table["consents_missing"]) == {"cB": "KV, Kassen", "pB": ""}


@pytest.mark.parametrize(
    ("rule", "observation"),
    [
        ({"kind": "founding_carrier", "parameter": "privat"}, "founding_rule"),
        ({"kind": "founding_carrier", "parameter": "privat", "strictness": "soft"}, "nothing_shown"),
        ({"kind": "founding_carrier", "parameter": "privat", "grouping": "area", "group": "B"}, "nothing_shown"),
        ({"kind": "founding_carrier", "parameter": "kommunal"}, "nothing_shown"),
        ({"kind": "consent", "parameter": "KV"}, "founding_rule"),
        ({"kind": "founding_need", "value": 0.5}, "founding_rule"),  # 2 seats for 4,000 residents
        ({"kind": "founding_need", "value": 0.51}, "nothing_shown"),
    ],
)
def test_a_founding_rule_is_shown_where_a_candidate_stays_closed(
    plan: Plan, rule: dict[str, Any], observation: str
) -> None:
    more = pd.DataFrame([{"rule": "it", "type": "centre", "strictness": "hard", **rule}])
    answers = {"site": ["cA"], "actor": ["KV"], "answer": ["refused"]}
    frames = {
        **FRAMES_OF_VALLEY,
        "Rules": pd.concat([FRAMES_OF_VALLEY["Rules"], more], ignore_index=True),
        "Consents": pd.DataFrame(answers),
    }
    table = not_chosen(Facts(Instance.from_frames(frames), plan)).set_index("site")
    assert table.at["cA", "observation"] == observation
