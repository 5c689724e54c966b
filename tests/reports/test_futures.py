"""How a plan for several futures is reported: what it comes to in each, and what all of them say together."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from instances.i18n import LANGUAGES, Language
from instances.instance import Instance
from planning_model.plan import Plan, as_frame
from reports.excel.report import write_report
from reports.labels import Labels
from reports.metrics import METRICS, Facts
from reports.readable import readable
from reports.summary import summary_lines
from tests.planning_model.worlds import futures, with_rows
from tests.reports.valley import FRAMES_OF_VALLEY

FUTURES = futures(
    ("wie erwartet", 0.5),
    ("weniger", 0.3, "Services", "service = care", "rate_65_74", "multiply", 0.5),
    ("weniger", None, "Professions", "", "staff_cost", "add", 1000.0),
    ("mehr", 0.2, "Services", "", "rate_75_plus", "set", 2.25),
)
ROWS = [
    ("wie erwartet", 1.0, 0.5, 100.0, 90.0, 80.0, 10.0, 20.0, 90.0),
    ("weniger", 1.0, 0.3, 300.0, 300.0, math.nan, 0.0, math.nan, 350.0),
    ("mehr", 1.0, 0.2, 200.0, 120.0, 110.0, 80.0, 90.0, 260.0),
]


@pytest.fixture(scope="module")
def uncertain() -> Instance:
    settings = with_rows(FRAMES_OF_VALLEY["Settings"], {"parameter": "futures_cvar_share", "value": 0.4})
    return Instance.from_frames(FRAMES_OF_VALLEY | {"Settings": settings, "Futures": FUTURES})


@pytest.fixture(scope="module")
def prepared(plan: Plan) -> Plan:
    return replace(plan, futures=as_frame("futures", ROWS))


def test_what_differs_is_said_in_the_words_of_the_workbook(uncertain: Instance, prepared: Plan) -> None:
    table = METRICS["futures"](uncertain, prepared).set_index("future")
    assert table["difference_de"]["wie erwartet"] == "nichts: wie erwartet"
    assert table["difference_en"]["weniger"] == (
        "Services: Rate 65–74 × 0.5 (Service care); Professions: Staff cost + 1,000"
    )
    assert table["difference_de"]["mehr"].endswith("= 2,25")
    assert table["reached"].to_dict() == {"wie erwartet": 100.0, "weniger": 300.0, "mehr": 200.0}


def test_all_futures_together(uncertain: Instance, prepared: Plan) -> None:
    """The worst four of ten are all of „weniger“ and half of „mehr“."""
    table = METRICS["over_futures"](uncertain, prepared).set_index("over_futures_en")
    assert table["least"].to_dict() == pytest.approx(
        {
            "Expected value of this plan": 180.0,
            "Worst future": 300.0,
            "Mean of the worst futures": (0.3 * 300 + 0.1 * 200) / 0.4,
            "Largest regret": 80.0,
            "Knowing which future comes would bring": 0.5 * 10 + 0.2 * 80,
            "Planning for all instead of the expected alone brings": 0.5 * -10 + 0.3 * 50 + 0.2 * 60,
        }
    )
    unknown = table.index[table["most"].isna()]
    assert list(unknown) == ["Largest regret", "Knowing which future comes would bring"]


def test_a_future_that_never_comes_says_nothing_about_the_mean(uncertain: Instance, prepared: Plan) -> None:
    rows = prepared.futures.assign(probability=[0.5, 0.0, 0.5], unprepared=[90.0, math.nan, 260.0])
    table = METRICS["over_futures"](uncertain, replace(prepared, futures=rows)).set_index("over_futures_en")
    assert table["least"]["Planning for all instead of the expected alone brings"] == pytest.approx(25.0)
    assert table["most"]["Knowing which future comes would bring"] == pytest.approx(0.5 * 20 + 0.5 * 90)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_a_sheet_of_futures_where_there_are_several(
    uncertain: Instance, prepared: Plan, language: Language, tmp_path: Path
) -> None:
    book = load_workbook(write_report(uncertain, prepared, tmp_path, language))
    sheet = book[{"de": "Zukünfte", "en": "Futures"}[language]]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {METRICS[key].label.in_(language) for key in ("futures", "over_futures")} <= texts
    assert {"wie erwartet", "weniger", "mehr"} <= texts
    assert "wie erwartet" in " ".join(summary_lines(uncertain, prepared, language))


def test_what_stands_idle_is_shown_where_something_does(uncertain: Instance, plan: Plan) -> None:
    metric = METRICS["modules"]
    assert "idle" not in metric.columns_of(metric(uncertain, plan))
    fewer = plan.modules.assign(units=plan.modules["units"].where(plan.modules["added"] == 0, plan.modules["kept"]))
    table = metric(uncertain, replace(plan, modules=fewer))
    assert "idle" in metric.columns_of(table)
    assert table["idle"].tolist() == table["added"].tolist()


def test_headings_differ_and_numbers_are_numbers(uncertain: Instance, prepared: Plan) -> None:
    for language in LANGUAGES:
        labels = Labels(uncertain, language)
        for key in ("futures", "over_futures"):
            table = readable(METRICS[key], METRICS[key].of(Facts(uncertain, prepared)), labels)
            headings = table.headings(labels.language)
            assert len(set(headings)) == len(headings)
            assert all(table.values[column.name].dtype == "float64" for column in table.columns if column.is_number)
