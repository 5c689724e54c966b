"""The tables and sheets of what binds a plan, and why its sites are where they are."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from instances.instance import Instance
from planning_model.plan import Plan, as_frame
from reports.excel.report import write_report
from reports.labels import Labels
from reports.metrics import METRICS, Facts
from reports.readable import readable
from reports.summary import WIDTH, explanation_lines
from tests.reports.valley import EARLY, LATE

NAN, INF = math.nan, math.inf
RULE = "§ 29 BPL-RL"
BINDING = [
    ("Pots", "land", "state", "", "", LATE, "million", "ample", 9.0, 1.0, 8.0, 0.0, NAN, NAN, NAN, NAN),
    ("LabourPools", "doctor", "state", "", "", LATE, "post", "local", 3.5, 3.25, 0.25, 812.5, NAN, NAN, NAN, NAN),
    ("Rules", "floor", "area", "A", "", EARLY, "seat", "resolved", 3.0, 2.0, -1.0, 5.0, 7.5, 9.25, INF, INF),
    ("Rules", "reach", "area", "B", "", LATE, "minutes", "resolved", 0.9, 0.905, 0.005, NAN, 0.0, 0.0, 2.0, 3.0),
    ("Pots", "kasse", "state", "", "", LATE, "million", "resolved", 2.0, 2.0, 0.0, 3.0, 0.0, 40.0, 10.0, 20.0),
    ("LabourPools", "doctor", "state", "", "", EARLY, "post", "none", 1.0, 1.0, 0.0, NAN, NAN, NAN, NAN, NAN),
]
WHY = [
    ("pA", "without", "", "", "", "", "resolved", 5.0, 1.5, 2.5),
    ("pB", "without", "", "", "", "", "resolved", 5.0, INF, INF),
    ("cB", "without", "", "", "", "", "resolved", 5.0, 0.0, 0.0),
    ("cA", "with", "Rules", "cap", "area", "A", "resolved", INF, 1200.0, 1300.0),
]


@pytest.fixture(scope="module")
def explained(instance: Instance, plan: Plan) -> tuple[Instance, Plan]:
    return instance, plan.with_explanation(*solved_again())


def test_the_most_valuable_comes_first_and_what_is_not_scarce_last(explained: tuple[Instance, Plan]) -> None:
    table = METRICS["binding"](*explained)
    said = list(table[["thing", "worth"]].itertuples(index=False, name=None))
    assert said == [
        ("doctor", "estimated"),
        ("floor", "helps"),
        ("reach", "useless"),
        ("kasse", "perhaps"),
        ("doctor", "unknown"),
        ("land", "ample"),
    ]
    assert table["needed"].tolist() == [False, True, False, False, False, False]
    assert table.set_index("thing").loc["floor", ["unit_de", "source"]].tolist() == ["Sitze", RULE]
    assert table.set_index("thing").loc["reach", "form"] == "share"


def test_one_screen_names_the_most_valuable_units_with_what_is_proven_of_them(explained: tuple[Instance, Plan]) -> None:
    lines = explanation_lines(*explained, "de")
    assert lines == [
        "Je eine Einheit mehr ließe so viele gleichwertige Einwohner weniger unversorgt:",
        "      etwa 812  1 Stelle (VZÄ): Ärztin",
        "           8–9  1 Sitz: Mindestens 75 %, Oberes Tal",
    ]
    assert all(len(line) <= WIDTH for line in lines[1:])


def test_where_nothing_was_solved_again_there_are_no_columns_for_it(instance: Instance, plan: Plan) -> None:
    """And nothing is left of what is used up to the last, not less than nothing by a rounding."""
    used_up = (
        "LabourPools",
        "doctor",
        "state",
        "",
        "",
        LATE,
        "post",
        "local",
        3.5,
        3.5,
        -1e-13,
        812.5,
        NAN,
        NAN,
        NAN,
        NAN,
    )
    site = ("cA", "with", "Rules", "cap", "area", "A", "local", 7.0, NAN, NAN)
    estimated = plan.with_explanation(as_frame("binding", [used_up]), as_frame("why", [site]))
    intervals = {
        "binding": {"future", "more_low", "more_high", "less_low", "less_high", "needed"},
        "why": {"other_low", "other_high"},
    }
    for key, columns in intervals.items():
        table = METRICS[key](instance, estimated)
        assert not columns & set(METRICS[key].columns_of(table))
        assert columns - {"future"} <= set(
            METRICS[key].columns_of(METRICS[key](instance, plan.with_explanation(*solved_again())))
        )
    assert METRICS["binding"](instance, estimated)["slack"].tolist() == [0.0]


def solved_again() -> tuple[pd.DataFrame, pd.DataFrame]:
    return as_frame("binding", BINDING), as_frame("why", WHY)


def test_one_screen_says_nothing_of_a_plan_that_is_not_explained(instance: Instance, plan: Plan) -> None:
    assert explanation_lines(instance, plan, "de") == []


def test_sites_that_are_there_come_first_and_the_dearest_to_lose_before_others(
    explained: tuple[Instance, Plan],
) -> None:
    table = METRICS["why"](*explained)
    said = list(table[["site", "verdict"]].itertuples(index=False, name=None))
    assert said == [("pB", "indispensable"), ("pA", "needed"), ("cB", "replaceable"), ("cA", "dear")]


@pytest.mark.parametrize(
    ("question", "local", "low", "high", "verdict"),
    [
        ("with", 3.0, INF, INF, "impossible"),
        ("with", 3.0, 0.0, 0.0, "equal"),
        ("with", 3.0, 0.0, 8.0, "perhaps"),
        ("with", 3.0, NAN, NAN, "estimated"),
        ("with", INF, NAN, NAN, "not_alone"),
        ("without", NAN, NAN, NAN, "unknown"),
    ],
)
def test_what_is_said_of_a_site(
    explained: tuple[Instance, Plan], question: str, local: float, low: float, high: float, verdict: str
) -> None:
    instance, plan = explained
    row = ("cA", question, "", "", "", "", "resolved", local, low, high)
    table = METRICS["why"](instance, plan.with_explanation(plan.binding, as_frame("why", [row])))
    assert table["verdict"].tolist() == [verdict]


def test_the_german_sheets_say_it_in_the_planner_s_words(explained: tuple[Instance, Plan], tmp_path: Path) -> None:
    book = load_workbook(write_report(*explained, tmp_path, "de"))
    rows = pd.DataFrame(list(book["Engpässe"].iter_rows(min_row=4, values_only=True)))
    rows.columns = pd.Index([cell.value for cell in book["Engpässe"][3]])
    floor = rows.iloc[1]
    said = {"Blatt": "Planungsregeln", "Was": "Mindestens 75 %", "Gruppe": "Oberes Tal", "Einheit": "Sitze"}
    said |= {"Eine Einheit": "1 Sitz", "Ergebnis": "mehr davon hilft", "Ermittelt": "neu gerechnet"}
    assert floor[[*said, "Quelle der Regel"]].tolist() == [*said.values(), RULE]
    assert floor["Ohne eine Einheit kein Plan"] == "ja"
    unit = " (gleichw. Unversorgte)"
    brought = [floor[f"Eine mehr bringt {word}{unit}"] for word in ("mindestens", "höchstens")]
    assert brought == [7.5, 9.25]
    assert floor[f"Schätzung{unit}"] == 5.0
    assert [floor["Grenze"], floor["Davon im Plan"], floor["Spielraum"]] == [3.0, 2.0, -1.0]
    sheet = book["Warum"]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[3:8] == ["nicht im Plan; was mit ihm?", "kostet mehr, als er bringt", 1200.0, 1300.0, None]
    assert last[9:11] == [Labels(explained[0], "de").of("Rules", "cap"), "Oberes Tal"]


def test_no_sheet_without_an_explanation(instance: Instance, plan: Plan, tmp_path: Path) -> None:
    book = load_workbook(write_report(instance, plan, tmp_path, "en"))
    assert {"Bottlenecks", "Why"}.isdisjoint(book.sheetnames)


def test_readers_see_labels_in_both_languages(explained: tuple[Instance, Plan]) -> None:
    facts = Facts(*explained)
    for key in ("binding", "why"):
        german, english = (readable(METRICS[key], facts.once(METRICS[key].of), Labels(facts.instance, language))
                           for language in ("de", "en"))  # fmt: skip
        assert not german.values.equals(english.values)
        assert german.values.notna().equals(english.values.notna())


def test_the_future_in_which_it_is_tightest_is_said_where_there_are_several(instance: Instance, plan: Plan) -> None:
    metric = METRICS["binding"]
    there = plan.with_explanation(as_frame("binding", BINDING).assign(future="Wenig Personal"), plan.why)
    table = metric(instance, there)
    assert "future" in metric.columns_of(table)
    assert "Zukunft" in [column.label.de for column in readable(metric, table, Labels(instance, "de")).columns]
