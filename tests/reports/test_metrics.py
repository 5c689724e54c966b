"""Every figure of the valley's plan, worked out on paper."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from instances.instance import Instance
from planning_model.plan import FRAMES, Plan, as_frame, empty_frame
from planning_model.verify import verify
from reports.metrics import METRICS, Facts, all_metrics
from reports.metrics.need import largest_flow
from tests.reports.cases import Case
from tests.reports.valley import EARLY, FRAMES_OF_VALLEY, LATE


def rows(facts: Facts, metric: str, **where: object) -> pd.DataFrame:
    """The rows of a metric that hold these values."""
    table = facts.once(METRICS[metric].of)
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def one(facts: Facts, metric: str, column: str, **where: object) -> float:
    """The one value that is meant."""
    found = rows(facts, metric, **where)[column]
    assert len(found) == 1
    return float(found.iloc[0])


def test_the_plan_on_paper_is_a_valid_one(instance: Instance, plan: Plan) -> None:
    assert verify(instance, plan) == []


def test_sites_say_what_opens_when_and_at_what_cost(facts: Facts) -> None:
    table = rows(facts, "sites").set_index("site")
    assert list(table.index) == ["cB", "pB", "pA"]  # what changes comes first
    assert dict(table["change"]) == {"cB": "new", "pB": "closed", "pA": "none"}
    assert table.at["cB", "opens"] == 2029
    assert table.at["cB", "units:seat"] == 1
    assert table.at["cB", "site_one_off"] == pytest.approx(1.1)  # 1.0 to set it up, 0.1 for the seat
    assert table.at["cB", "per_year"] == pytest.approx(0.41)  # 0.2 fixed, 0.05 + 0.01 material, 0.1 + 0.05 staff
    assert table.at["cB", "assigned"] == pytest.approx(0.625 * 2000)


def test_site_costs_add_up_to_what_the_pots_pay(facts: Facts) -> None:
    paid = facts.plan.funding[facts.plan.funding["category"] != "recruiting"]
    expected = paid.groupby(["category", "period"])["amount"].sum().to_dict()
    assert facts.site_costs.groupby(["category", "period"])["amount"].sum().to_dict() == pytest.approx(expected)


def test_present_value_takes_one_off_cost_in_the_first_year_and_running_cost_evenly(facts: Facts) -> None:
    yearly = 0.41 * (1.1**-3 + 1.1**-4 + 1.1**-5)
    assert facts.discounted_cost == pytest.approx(1.105 * 1.1**-3 + yearly)


def test_money_by_pot_stands_beside_the_budget(facts: Facts) -> None:
    assert one(facts, "funding", "budget", pot="land", period=LATE) == pytest.approx(0.6)
    assert one(facts, "funding", "used", pot="land", period=LATE) == pytest.approx(1.0)
    assert one(facts, "funding", "total", pot="kasse", period=LATE) == pytest.approx(1.735)
    assert one(facts, "funding", "total", pot="kasse", period=EARLY) == 0
    assert one(facts, "payers", "share_paid", pot="kasse") == pytest.approx(1.735 / 2.335)


def test_revenue_is_shown_by_payer_and_taken_off_the_cost_of_the_site(facts: Facts) -> None:
    """2,500 contacts at 20 euros and a lump sum of 10,000, for three years; half of it is needed."""
    given = pd.DataFrame({
        "type": ["centre", "centre", "practice"],
        "service": ["care", "", "care"],
        "basis": ["unit", "site", "unit"],
        "amount": [20.0, 10_000.0, 20.0],
        "payer": ["kasse", "land", "kasse"],
    })  # fmt: skip
    used = as_frame("revenues", [("cB", "centre", "running", LATE, 0.09)])
    earning = Facts(Instance.from_frames(FRAMES_OF_VALLEY | {"Revenue": given}), replace(facts.plan, revenues=used))
    table = earning.once(METRICS["revenues"].of)
    assert table[["payer", "earned", "covered"]].to_numpy().tolist() == [
        ["land", pytest.approx(0.03), pytest.approx(0.015)],
        ["kasse", pytest.approx(0.15), pytest.approx(0.075)],
    ]
    assert one(earning, "sites", "per_year", site="cB") == pytest.approx(
        one(facts, "sites", "per_year", site="cB") - 0.03
    )


def test_money_carried_over_stands_beside_the_budget(facts: Facts) -> None:
    """0.2 million a year: 0.4 are left over in the early period, and 0.6 of 1.0 are paid in the late one."""
    pots = FRAMES_OF_VALLEY["Pots"].assign(carry_over=["yes", ""])
    carried = Facts(Instance.from_frames(FRAMES_OF_VALLEY | {"Pots": pots}), facts.plan)
    assert one(carried, "funding", "carried_in", pot="land", period=EARLY) == 0
    assert one(carried, "funding", "carried_in", pot="land", period=LATE) == pytest.approx(0.4)
    assert one(carried, "funding", "used", pot="land", period=LATE) == pytest.approx(0.6)
    assert one(facts, "funding", "carried_in", pot="land", period=LATE) == 0


def test_budget_years_split_one_off_and_running_and_bind_later_years(facts: Facts) -> None:
    table = rows(facts, "budget_years", pot="kasse").set_index("year")
    assert list(table.index) == [2027, 2028, 2029, 2030, 2031]
    assert list(table["invested"]) == pytest.approx([0, 0, 0.505, 0, 0])
    assert list(table["running_all"]) == pytest.approx([0, 0, 0.41, 0.41, 0.41])
    assert list(table["committed"]) == pytest.approx([0, 0, 0.82, 0.41, 0])
    assert one(facts, "budget_totals", "total", year=2029) == pytest.approx(1.515)


def test_later_years_are_bound_by_what_runs_on_even_if_it_shrinks(instance: Instance, plan: Plan) -> None:
    # 0.3 a year in the first period, 0.2 a year in the second: only 0.2 a year is bound for the second
    paid = plan.funding.iloc[[0, 0]].assign(category="running", period=[EARLY, LATE], amount=[0.6, 0.6])
    facts = Facts(instance, replace(plan, funding=paid))
    committed = rows(facts, "budget_years", pot="land").set_index("year")["committed"]
    assert list(committed) == pytest.approx([0.3 + 0.6, 0.6, 0.4, 0.2, 0])


def test_supply_ratio_counts_doctors_and_functional_coverage_adds_delegated_work(facts: Facts) -> None:
    lower = {"area": "B", "period": LATE}
    assert one(facts, "areas", "supply_before", **lower) == pytest.approx(0.25)
    assert one(facts, "areas", "supply_after", **lower) == pytest.approx(0.5)
    assert one(facts, "areas", "functional", **lower) == pytest.approx((1 + 500 / 2000) / 2)
    assert one(facts, "areas", "official", **lower) == 0.3
    assert rows(facts, "areas")["period"].tolist() == [LATE, LATE, EARLY, EARLY]


def test_served_need_weighs_the_services(facts: Facts) -> None:
    weighted_unmet = 0.375 * 2000 + 0.5 * 0.75 * 2000
    assert one(facts, "areas", "served", area="B", period=LATE) == pytest.approx(1 - weighted_unmet / 3000)
    assert one(facts, "districts", "unmet", district="K2") == pytest.approx(750 + 1500)


def test_staff_is_needed_where_capacity_stands(facts: Facts) -> None:
    late = {"profession": "doctor", "period": LATE}
    assert one(facts, "staff", "need_today", **late) == 2.5
    assert one(facts, "staff", "need_after", **late) == 3.0
    assert one(facts, "staff", "free", **late) == 0.5
    assert math.isnan(one(facts, "staff", "available", profession="nurse", period=LATE))  # no pool limits nurses


def test_access_compares_the_nearest_offer_before_and_after(facts: Facts) -> None:
    state = {"grouping": "state", "service": "care"}
    assert one(facts, "access", "minutes_before", **state) == pytest.approx((3000 * 5 + 1000 * 10 + 2000 * 4) / 6000)
    assert one(facts, "access", "minutes_after", **state) == pytest.approx((3000 * 5 + 1000 * 10 + 2000 * 6) / 6000)
    assert one(facts, "access", "standard_minutes", **state) == 20  # of the reach rule, not the service's 30
    nursing = {"grouping": "state", "service": "nursing"}
    assert one(facts, "access", "minutes_before", **nursing) == 90  # nobody offers it today
    assert one(facts, "access", "within_before", **nursing) == 0
    assert one(facts, "access", "within_after", **nursing) == 1


def test_quintiles_split_the_residents_by_deprivation(facts: Facts) -> None:
    fifths = rows(facts, "access", grouping="quintile", service="care").set_index("group")["residents"]
    assert fifths.to_dict() == {"2": 3000, "3": 1000, "5": 2000}


def test_winners_and_losers_name_what_changes(facts: Facts) -> None:
    care = rows(facts, "winners_losers", service="care")
    assert list(care["outcome"]) == ["farther"]
    assert list(care["minutes_change"]) == pytest.approx([2.0])
    assert set(rows(facts, "winners_losers", service="nursing")["outcome"]) == {"gained"}
    assert one(facts, "outcomes", "share_farther", service="care") == pytest.approx(1 / 3)


def test_unmet_need_of_today_is_what_no_assignment_could_serve(facts: Facts) -> None:
    # 12,000 contacts; the practices serve 4,000 and 1,000; two contacts are one resident
    assert one(facts, "unmet_services", "unmet_today", service="care") == pytest.approx(3500, rel=1e-6)
    assert one(facts, "unmet_services", "unmet_plan", service="care") == pytest.approx(2750)
    assert one(facts, "unmet_services", "share_plan", service="care") == pytest.approx(2750 / 6000)


def test_the_largest_flow_uses_every_detour() -> None:
    # x reaches both sites, y the first alone: serving y first leaves x the second
    demand, capacity = pd.Series({"x": 3.0, "y": 2.0}), pd.Series({"s1": 2.0, "s2": 2.0})
    pairs = pd.DataFrame({"place": ["x", "x", "y"], "site": ["s1", "s2", "s1"]})
    assert largest_flow(demand, capacity, pairs["place"], pairs["site"]) == pytest.approx(4.0, rel=1e-6)
    assert largest_flow(demand, capacity.iloc[:0], pairs["place"], pairs["site"]) == 0


def test_free_choice_sends_everyone_to_the_nearest_site(facts: Facts) -> None:
    assert one(facts, "free_choice", "overload", site="pA", service="care") == pytest.approx(4000)
    # two thousand contacts of the seat, and a quarter of that by the nurse: a fifth of the whole
    assert one(facts, "free_choice", "capacity", site="cB", service="care") == pytest.approx(2500)
    assert one(facts, "free_choice", "used_plan", site="cB", service="care") == pytest.approx(1.0)
    assert one(facts, "free_choice_services", "share_over", service="care") == pytest.approx(5500 / 12000)


def test_e2sfca_shares_capacity_by_weighted_demand(facts: Facts) -> None:
    def weight(minutes: float) -> float:
        edge = math.exp(-0.5)
        return (math.exp(-0.5 * (minutes / 30) ** 2) - edge) / (1 - edge)

    pull = weight(5) * 6000 + weight(10) * 2000
    assert one(facts, "access_places", "index_before", place="a1", service="care") == pytest.approx(
        weight(5) * 4000 / pull
    )
    assert one(facts, "access_places", "index_before", place="b1", service="care") == pytest.approx(1000 / 4000)
    # summed over demand, the index is the capacity
    assert one(facts, "access", "index_before", grouping="state", service="care") == pytest.approx(5000 / 12000)


def test_rules_show_slack_and_what_binds(facts: Facts) -> None:
    table = rows(facts, "rules", period=LATE).set_index(["rule", "group"])
    assert table.at[("floor", "B"), "slack"] == pytest.approx(-0.25)
    assert table.at[("cap", "A"), "slack"] == pytest.approx(0.6)  # a cap leaves room downwards
    assert list(table.index[table["missed"]]) == [("floor", "A"), ("floor", "B")]
    assert list(table.index[table["binds"]]) == [("reach", "A"), ("reach", "B")]
    assert one(facts, "rule_summary", "count_missed", rule="floor") == 4


def test_decisions_are_due_a_lead_time_before_the_opening(facts: Facts) -> None:
    table = rows(facts, "decisions").set_index("site")
    assert table.at["cB", "latest_start"] == 2027
    assert dict(table["missing"]) == {"cB": "", "pB": "legal_basis"}
    assert not table["due"].any()


def test_a_candidate_that_stays_closed_is_shown_with_facts_alone(facts: Facts) -> None:
    table = rows(facts, "not_chosen").set_index("site")
    assert list(table.index) == ["cA"]
    assert table.at["cA", "nearest_site"] == "pA"
    assert table.at["cA", "nearest_minutes"] == 10
    # care of a1 and a2 lies within 30 minutes, nursing of all three within 60
    assert table.at["cA", "unmet_near"] == pytest.approx(1500 + 500 + 3000 + 1000 + 1500)
    assert table.at["cA", "observation"] == "nothing_shown"


@pytest.mark.parametrize(
    ("rule", "achieved", "observation"),
    [("cap", 1.04, "area_at_cap"), ("cap", 1.03, "nothing_shown")],
)
def test_an_area_is_at_its_cap_when_not_even_a_step_fits(
    instance: Instance, plan: Plan, rule: str, achieved: float, observation: str
) -> None:
    # four seats are needed, a step is a quarter seat: 1.1 − 1.04 leaves 0.24 seats
    ruled = plan.rules.assign(
        achieved=plan.rules["achieved"].where((plan.rules["rule"] != rule) | (plan.rules["group"] != "A"), achieved)
    )
    facts = Facts(instance, replace(plan, rules=ruled))
    assert list(rows(facts, "not_chosen")["observation"]) == [observation]


@pytest.mark.parametrize(
    ("sheet", "change", "observation"),
    [
        # the smallest centre costs 1.1 million once and 0.35 million a year; 1.6 million are left in two years
        ("Pots", {"budget": [0.2, 0.6]}, "no_money"),
        ("LabourPools", {"available": [3.0], "recruitable": [0.9]}, "no_staff"),
        ("LabourPools", {"available": [3.0], "recruitable": [1.0]}, "nothing_shown"),
    ],
)
def test_money_and_staff_that_are_left_must_do_for_the_smallest_site(
    plan: Plan, sheet: str, change: dict[str, list[float]], observation: str
) -> None:
    changed = Instance.from_frames(FRAMES_OF_VALLEY | {sheet: FRAMES_OF_VALLEY[sheet].assign(**change)})
    assert list(rows(Facts(changed, plan), "not_chosen")["observation"]) == [observation]


@pytest.mark.parametrize(
    ("limits", "observation"),
    [
        ([], "nothing_shown"),
        ([("cA", "seat", 4.0, 4.0)], "no_staff"),
        ([("cB", "seat", 4.0, 4.0)], "nothing_shown"),
        ([("cA", "seat", 0.0, 0.0)], "nothing_shown"),
        # without a seat and without a nurse the centre could serve nobody
        ([("cA", "seat", 0.0, 0.0), ("cA", "nurse", None, 0.0)], "no_need_near"),
    ],
)
def test_limits_of_the_site_stand_before_those_of_its_type(
    plan: Plan, limits: list[tuple[object, ...]], observation: str
) -> None:
    table = pd.DataFrame(limits, columns=["site", "resource", "minimum", "maximum"])
    changed = Instance.from_frames(FRAMES_OF_VALLEY | {"SiteLimits": table})
    assert list(rows(Facts(changed, plan), "not_chosen")["observation"]) == [observation]


def test_a_largest_number_that_is_reached_bars_the_type(plan: Plan) -> None:
    given = FRAMES_OF_VALLEY["Rules"]
    few = given.iloc[[0]].assign(rule="few", kind="count_max", type="centre", grouping="state", value=1)
    changed = Instance.from_frames(FRAMES_OF_VALLEY | {"Rules": pd.concat([given, few], ignore_index=True)})
    reached = plan.rules.iloc[[0]].assign(rule="few", group="", period=LATE, target=1.0, achieved=1.0, shortfall=0.0)
    ruled = replace(plan, rules=pd.concat([plan.rules, reached], ignore_index=True))
    assert list(rows(Facts(changed, ruled), "not_chosen")["observation"]) == ["type_at_max"]


def test_key_figures_carry_the_gap_in_residents(facts: Facts) -> None:
    assert one(facts, "kpis", "after", figure="gap_units") == pytest.approx(100)
    assert one(facts, "kpis", "after", figure="cost_per_year", subject=LATE) == pytest.approx(0.41)
    assert one(facts, "kpis", "before", figure="areas_below") == 2
    assert one(facts, "kpis", "after", figure="sites_opened", subject="centre") == 1


def test_every_default_used_is_listed_with_its_status(facts: Facts) -> None:
    table = rows(facts, "assumptions")
    assert len(table) == len(facts.instance.defaults_used)
    ratio = table[table["column_en"] == "General ratio"]
    assert list(ratio["founded"]) == ["law"]
    assert list(ratio["assumed_de"]) == ["1.633 Einwohner je Hausarzt"]
    assert list(rows(facts, "stated_sources")["citation_de"]) == ["§ 29 BPL-RL"]


def test_provenance_copes_with_what_a_plan_does_not_say(instance: Instance, plan: Plan) -> None:
    bare = Facts(instance, replace(plan, provenance={}, bound=None, gap=None))
    items = set(rows(bare, "provenance")["item_en"])
    assert "Fingerprint of the data (SHA-256)" in items
    assert "Created" not in items


@pytest.mark.parametrize("kept", [("sites",), ("sites", "modules"), tuple(FRAMES)])
def test_every_metric_has_its_columns_even_of_a_plan_that_does_little(
    instance: Instance, plan: Plan, kept: tuple[str, ...]
) -> None:
    bare = replace(plan, **{name: empty_frame(name) for name in FRAMES if name not in kept})
    for key, table in all_metrics(instance, bare).items():
        helpers = {name.removesuffix("_de") for name in table.columns}
        assert set(METRICS[key].columns_of(table)) <= set(table.columns) | helpers, key


def test_metrics_leave_instance_and_plan_as_they_were(case: Case) -> None:
    before = {name: getattr(case.plan, name).copy() for name in FRAMES}
    tables = {name: table.copy() for name, table in case.instance.tables.items()}
    all_metrics(case.instance, case.plan)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(case.plan, name), frame)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(case.instance.tables[name], table)


def test_one_metric_alone_is_what_all_of_them_say(case: Case) -> None:
    together = all_metrics(case.instance, case.plan)
    pd.testing.assert_frame_equal(METRICS["areas"](case.instance, case.plan), together["areas"])


def test_closures_count_who_is_left_beyond_half_an_hour(instance: Instance, plan: Plan) -> None:
    """The practice of Bergen closes, but the centre there offers the same; without it 2,000 residents are left."""
    table = rows(Facts(instance, plan), "closures")
    assert table[["site", "service", "residents_beyond"]].to_numpy().tolist() == [["pB", "care", 0]]
    modules = plan.modules[plan.modules["site"] != "cB"]
    table = rows(Facts(instance, replace(plan, modules=modules)), "closures")
    assert table[["site", "service", "residents_beyond"]].to_numpy().tolist() == [["pB", "care", 2000]]
    assert not table["affected"].any()
    crowded = FRAMES_OF_VALLEY["Places"].assign(residents=[3000, 1000, 5000])
    big = Instance.from_frames({**FRAMES_OF_VALLEY, "Places": crowded})
    assert rows(Facts(big, replace(plan, modules=modules)), "closures")["affected"].all()
