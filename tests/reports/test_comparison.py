"""Plans side by side: in the valley worked out on paper, and one against another of a random region."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from instances.i18n import LANGUAGES, Language
from instances.instance import Instance
from instances.overrides import Override, overridden
from planning_model.plan import Plan, as_frame
from reports.comparison.columns import COMPARISON_COLUMNS, OWN
from reports.comparison.comparison import DIFFERENCE, PLAN, Comparison, JointLabels
from reports.comparison.fit import misfits
from reports.comparison.headlines import ComparedHeadlines
from reports.comparison.summary import HEIGHT, WIDTH, comparison_dict, comparison_lines
from reports.comparison.tables import COMPARED, all_frames
from reports.excel.comparison import write_comparison
from reports.metrics import METRICS, Facts
from tests.reports.cases import Case
from tests.reports.rule_of_thumb import rule_of_thumb_plan
from tests.reports.valley import EARLY, FRAMES_OF_VALLEY, LATE

FIRST, SECOND = PLAN + "Bergen", PLAN + "Altdorf"
APART = DIFFERENCE + "Altdorf"


def other_plan(plan: Plan) -> Plan:
    """The centre opens in Altdorf instead of Bergen, where the practice stays."""
    late = plan.sites["period"] == LATE
    states = {"pB": ("practice", "none"), "cA": ("centre", "new"), "cB": ("", "none")}
    sites = plan.sites.copy()
    for site, (kind, change) in states.items():
        sites.loc[late & (sites["site"] == site), ["type", "change"]] = kind, change
    stays = as_frame("modules", [("pB", "practice", "seat", LATE, 0.5, 0.5, 0.0)])
    modules = pd.concat([plan.modules.assign(site=plan.modules["site"].replace("cB", "cA")), stays], ignore_index=True)
    served = plan.unmet.set_index(["place", "service", "period"])["share"].to_dict()
    served |= {("b1", "care", LATE): 0.75, ("b1", "nursing", LATE): 1.0, ("a2", "nursing", LATE): 0.5}
    unmet = as_frame("unmet", [(*key, share) for key, share in served.items()])
    recruits = as_frame("recruits", [("state", "", "nurse", LATE, 1.0)])
    paid = plan.funding.assign(pot=plan.funding["pot"].where(plan.funding["category"] != "setup", "land"))
    return replace(plan, sites=sites, modules=modules, unmet=unmet, recruits=recruits, funding=paid)


@pytest.fixture(scope="module")
def richer(instance: Instance) -> Instance:
    """The valley with more of the Land's money and a higher discount rate."""
    more = [
        Override("Pots", {"pot": "land"}, "budget", "set", 0.5),
        Override("Settings", {"parameter": "discount_rate"}, "value", "set", 0.2),
    ]
    return overridden(instance, more)


@pytest.fixture(scope="module")
def valley(instance: Instance, plan: Plan, richer: Instance) -> Comparison:
    return Comparison({"Bergen": Facts(instance, plan), "Altdorf": Facts(richer, other_plan(plan))})


@pytest.fixture(scope="module")
def three(case: Case) -> Comparison:
    plans = [case.plan, *(rule_of_thumb_plan(case.instance, np.random.default_rng(seed)) for seed in (7, 8))]
    names = ("Grundfall", "mehr Geld vom Land", "weniger Personal")
    return Comparison({name: Facts(case.instance, plan) for name, plan in zip(names, plans, strict=True)})


def frame(comparison: Comparison, key: str) -> pd.DataFrame:
    return comparison.once(COMPARED[key].of)


def test_what_is_made_of_each_site(valley: Comparison) -> None:
    rows = frame(valley, "site_courses").set_index("site")
    assert set(rows.index) == {"pB", "cA", "cB"}
    assert rows["differs"].all()
    assert rows.loc["pB", [f"{FIRST}_de", f"{SECOND}_de"]].tolist() == ["2029: schließt", "bleibt Praxis"]
    assert rows.loc["cA", [f"{FIRST}_en", f"{SECOND}_en"]].tolist() == ["does not open", "2029: opens as Zentrum"]


def test_changes_are_counted_by_period_and_type(valley: Comparison) -> None:
    rows = frame(valley, "site_changes")
    assert rows[["period", "change", "type", FIRST, SECOND, APART]].to_numpy().tolist() == [
        [LATE, "new", "centre", 1.0, 1.0, 0.0],
        [LATE, "closed", "practice", 1.0, 0.0, -1.0],
    ]


def test_figures_are_those_of_each_plan_and_their_difference(valley: Comparison) -> None:
    rows = frame(valley, "figures").set_index(["figure", "subject"])
    for name, facts in valley.plans.items():
        own = facts.once(METRICS["kpis"].of).set_index(["figure", "subject"])["after"]
        pd.testing.assert_series_equal(rows.loc[own.index, PLAN + name], own, check_names=False, check_index_type=False)
    # 0.6 million of the land's in Bergen; in Altdorf it pays the whole set-up of 1 million
    assert rows.loc[("cost_pot", "land"), [FIRST, SECOND, APART]].tolist() == pytest.approx([0.6, 1.0, 0.4])
    assert rows.loc[("sites_closed", "practice"), [FIRST, SECOND, APART]].tolist() == [1.0, 0.0, -1.0]
    assert rows.loc[("areas_below", ""), "before"] == 2.0


def test_money_and_staff(valley: Comparison) -> None:
    payers = frame(valley, "payers").set_index("pot")
    assert payers.loc["kasse", APART] == pytest.approx(-0.4)
    spending = frame(valley, "spending").set_index(["pot", "category"])
    assert spending.loc[("land", "setup"), APART] == pytest.approx(0.4)
    assert ("land", "running") not in spending.index, "what nobody pays is no row"
    pots = frame(valley, "pots").set_index(["pot", "period"])
    assert pots.loc[("kasse", LATE), [FIRST, SECOND]].tolist() == pytest.approx([1.735, 1.335])
    assert pots.loc[("kasse", EARLY), APART] == 0.0
    recruits = frame(valley, "recruits").set_index("profession")
    assert recruits[[FIRST, SECOND, APART]].to_dict("index") == {
        "doctor": {FIRST: 0.5, SECOND: 0.0, APART: -0.5},
        "nurse": {FIRST: 0.0, SECOND: 1.0, APART: 1.0},
    }


def test_who_gains_and_who_loses(valley: Comparison) -> None:
    rows = frame(valley, "winners_losers").set_index(["place", "service"])
    # doctors: Altdorf from 10 to 2 minutes, Bergen from 6 to 4; nursing: the centre moves from Bergen to Altdorf
    assert rows["minutes_change"].dropna().to_dict() == {
        ("b1", "nursing"): 39.0,
        ("b1", "care"): -2.0,
        ("a2", "nursing"): -43.0,
        ("a1", "nursing"): -28.0,
        ("a2", "care"): -8.0,
    }
    assert rows["outcome"].iloc[0] == "farther"
    assert rows.loc[("b1", "nursing"), "unserved_change"] == pytest.approx(500.0)
    assert rows.loc[("b1", "care"), "unserved_change"] == pytest.approx(750.0)
    gains = frame(valley, "gains").set_index("service")
    assert gains.loc["care", ["residents_nearer", "residents_same", "served_less"]].tolist() == [3000.0, 3000.0, 750.0]
    assert gains.loc["nursing", ["residents_nearer", "residents_farther"]].tolist() == [4000.0, 2000.0]
    assert gains.loc["nursing", ["served_more", "served_less"]].tolist() == pytest.approx([500.0, 500.0])


def test_every_resident_has_one_outcome(three: Comparison) -> None:
    residents = float(three.first.residents.sum())
    outcomes = frame(three, "gains").filter(like="residents_").sum(axis=1)
    assert outcomes.to_numpy() == pytest.approx(residents)
    assert len(outcomes) == 2 * len(three.first.instance.tables["Services"])


def test_a_plan_beside_itself_differs_in_nothing(case: Case) -> None:
    same = Comparison({name: Facts(case.instance, case.plan) for name in ("one", "two")})
    assert frame(same, "inputs").empty
    assert frame(same, "winners_losers").empty
    assert not frame(same, "site_courses")["differs"].any()
    for key in ("figures", "payers", "pots", "spending", "recruits", "staff", "site_changes"):
        assert (frame(same, key)[DIFFERENCE + "two"].fillna(0.0) == 0.0).all(), key
    assert "Alle Pläne eröffnen" in "\n".join(comparison_lines(same, "de"))


def test_a_plan_called_like_a_column_is_told_apart(instance: Instance, plan: Plan, tmp_path: Path) -> None:
    named = Comparison({name: Facts(instance, plan) for name in ("heute", "Unterschied")})
    headings = COMPARED["figures"].table(named, JointLabels(named, "de")).headings("de")
    assert headings[2:6] == ["Heute", "„heute“", "„Unterschied“", "Unterschied"]
    assert sum(len(sheet.tables) for sheet in load_workbook(write_comparison(named, tmp_path, "de"))) > 5


def test_the_other_way_round_is_the_opposite(valley: Comparison) -> None:
    (first, one), (second, other) = valley.plans.items()
    back = Comparison({second: other, first: one})
    for key, keys in (("payers", ["pot"]), ("staff", ["profession", "group", "period"])):
        there = frame(valley, key).set_index(keys)[APART]
        again = frame(back, key).set_index(keys)[DIFFERENCE + first]
        pd.testing.assert_series_equal(there.sort_index(), -again.sort_index(), check_names=False)


def test_inputs_that_differ_are_named_with_both_values(valley: Comparison) -> None:
    rows = frame(valley, "inputs")
    assert rows[["sheet_de", "item_de", f"{FIRST}_de", f"{SECOND}_de"]].to_numpy().tolist() == [
        ["Einstellungen", "Abzinsung", "10,0\N{NO-BREAK SPACE}%", "20,0\N{NO-BREAK SPACE}%"],
        ["Finanzierungsquellen", "Land", "0,20 Mio. € je Jahr", "0,50 Mio. € je Jahr"],
    ]


def test_many_changed_cells_and_other_rows_are_put_together(case: Case) -> None:
    more = overridden(case.instance, [Override("Places", {}, "residents", "multiply", 1.5)])
    frames = {**more.given, "PotRules": more.given["PotRules"].iloc[1:], "Sites": more.given["Sites"].iloc[:-1]}
    fewer = Instance.from_frames(frames)
    comparison = Comparison({"a": Facts(case.instance, case.plan), "b": Facts(fewer, case.plan)})
    rows = frame(comparison, "inputs").set_index(["sheet_en", "item_en"])
    mean = case.instance.given["Places"]["residents"].mean()
    assert rows.loc[("Places", "40 rows"), "plan:b_en"] == f"{1.5 * mean:,.2f} on average"
    last = case.instance.given["Sites"]["label"].iloc[-1]
    assert rows.loc[("Sites", last), ["plan:a_en", "plan:b_en"]].tolist() == ["(row there)", "(no such row)"]
    assert rows.loc[("PotRules", "(other rows)"), "plan:b_en"] == "2 rows"


def test_plans_of_other_places_or_periods_do_not_fit(instance: Instance, case: Case) -> None:
    assert misfits({"a": instance, "b": instance}) == []
    told = [misfit.text("en") for misfit in misfits({"valley": instance, "region": case.instance})]
    assert told[0] == "3 places of “valley” are not in “region”: a1, a2, b1."
    assert told[1].startswith("40 places of “region” are not in “valley”: ")
    shifted = FRAMES_OF_VALLEY["Periods"].assign(years=[2, 4])
    later = Instance.from_frames(FRAMES_OF_VALLEY | {"Periods": shifted})
    (one,) = misfits({"kurz": instance, "lang": later})
    assert one.text("de") == (
        "„lang“ hat die Zeiträume 2027–2028 (2027–2028), 2029–2031 (2029–2032), „kurz“ hat "
        "2027–2028 (2027–2028), 2029–2031 (2029–2031)."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_one_screen(valley: Comparison, three: Comparison, language: Language) -> None:
    for one in (valley, three):
        lines = comparison_lines(one, language)
        assert 10 < len(lines) <= HEIGHT
        assert max(len(line) for line in lines) <= WIDTH


def test_the_screen_says_what_matters(valley: Comparison) -> None:
    text = "\n".join(comparison_lines(valley, "en"))
    assert "Plans compared: Tal" in text
    assert "Bergen: Stopped at the time limit, proven gap 1.7%" in text
    assert "Zentrum Altdorf: does not open | 2029: opens as Zentrum" in text
    unserved = next(line for line in text.splitlines() if line.startswith("Unserved: Hausarzt"))
    assert unserved.split()[2:] == ["2,750", "3,500", "+750"]
    assert "Pflege: 4,000 residents have an offer nearer, 2,000 farther" in text


def test_goal_values_of_other_goals_are_not_compared(valley: Comparison, instance: Instance, plan: Plan) -> None:
    assert any("Goal value" in figure.name for figure in ComparedHeadlines(valley, "en").figures)
    weighed = overridden(instance, [Override("Services", {"service": "care"}, "unmet_weight", "set", 2.0)])
    other = ComparedHeadlines(Comparison({"a": Facts(instance, plan), "b": Facts(weighed, plan)}), "en")
    assert not any("Goal value" in figure.name for figure in other.figures)
    assert "cannot be compared" in other.caution


def test_the_dictionary_has_plain_values(valley: Comparison) -> None:
    told = comparison_dict(valley)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert [plan["name"] for plan in told["plans"]] == ["Bergen", "Altdorf"]
    assert set(told["tables"]) == set(COMPARED)


def test_every_column_is_used_and_described(three: Comparison) -> None:
    used = {name for compared in COMPARED.values() for name in compared.columns} - {PLAN, DIFFERENCE}
    assert {column.name for column in OWN} <= used <= COMPARISON_COLUMNS.keys()
    for language in LANGUAGES:
        labels = JointLabels(three, language)
        for key, compared in COMPARED.items():
            table = compared.table(three, labels)
            headings = table.headings(labels.language)
            assert len({heading.lower() for heading in headings}) == len(headings), key
            assert all(column.description.in_(language).endswith((".", "”.", "“.")) for column in table.columns), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_every_table(three: Comparison, language: Language, tmp_path: Path) -> None:
    book = load_workbook(write_comparison(three, tmp_path / "new", language))
    first = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert first[0] == ("Pläne im Vergleich: Beispielland" if language == "de" else "Plans compared: Beispielland")
    assert sum(len(sheet._charts) for sheet in book) == 4
    expected = sum(len(table) > 0 for table in all_frames(three).values())
    assert sum(len(sheet.tables) for sheet in book) == expected
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(str(value).lower() in ("nan", "nat") for value in values if value is not None)


def test_labels_of_all_workbooks_are_known(instance: Instance, plan: Plan) -> None:
    renamed = FRAMES_OF_VALLEY["Pots"].assign(pot=["land", "bund"], label=["Das Land", "Bund"])
    other = Instance.from_frames(FRAMES_OF_VALLEY | {"Pots": renamed})
    labels = JointLabels(Comparison({"a": Facts(instance, plan), "b": Facts(other, plan)}), "de")
    assert [labels.of("Pots", pot) for pot in ("land", "kasse", "bund")] == ["Land", "Kasse", "Bund"]
