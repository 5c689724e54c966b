"""Scenarios are variants of the workbook: from its sheet, a file or Python, through the same door."""

from __future__ import annotations

from pathlib import Path

import pytest

from instances.findings import WorkbookError
from instances.instance import Instance
from instances.overrides import Override, OverrideError
from instances.rows_file import RowsFileError
from instances.scenarios import Scenario, apply, as_records, from_records, read_scenarios, scenarios_of
from tests.planning_model.worlds import Frames, hamlet, instance_of, table

COLUMNS = "scenario based_on sheet filter column action value"
LESS = ("less", "", "Pots", "pot = land", "budget", "multiply", "0,8")
CLOSED = ("closed", "less", "Standorte", "Standort = new", "Status", "ersetzen durch", "ausgeschlossen")
DEAR = ("closed", "", "Settings", "parameter = discount_rate", "Wert", "set", 0.05)
FILE = """
scenarios:
  - {scenario: less, sheet: Pots, filter: {pot: land}, column: budget, action: multiply, value: 0.8}
  - {scenario: closed, based_on: less, sheet: Sites, filter: site = new, column: status, action: set, value: excluded}
  - scenario: closed
    sheet: Settings
    filter: parameter = discount_rate
    column: value
    action: set
    value: 0.05
"""


def with_scenarios(*rows: tuple[object, ...]) -> Frames:
    return hamlet() | {"Scenarios": table(COLUMNS, *rows)}


@pytest.fixture
def instance() -> Instance:
    return instance_of(with_scenarios(LESS, CLOSED, DEAR))


def test_a_scenario_changes_what_it_says_after_what_it_is_based_on(instance: Instance) -> None:
    made = instance.scenario("closed")
    assert made.tables["Pots"].query("pot == 'land'")["budget"].tolist() == [0.8, 0.4]
    assert made.tables["Sites"].set_index("site")["status"]["new"] == "excluded"
    assert made.settings.discount_rate == 0.05
    assert instance.scenario("less").settings.discount_rate == 0.0


def test_every_change_is_logged_old_and_new(instance: Instance) -> None:
    _, changes = apply(instance, scenarios_of(instance)[1])
    assert changes.to_numpy().tolist() == [
        ["less", "Pots", "pot = land; period = t1", "budget", "1", "0.8"],
        ["less", "Pots", "pot = land; period = t2", "budget", "0.5", "0.4"],
        ["closed", "Sites", "site = new", "status", "candidate", "excluded"],
        ["closed", "Settings", "parameter = discount_rate", "value", "0", "0.05"],
    ]


def test_sheet_file_and_python_say_the_same(instance: Instance, tmp_path: Path) -> None:
    file = tmp_path / "scenarios.yaml"
    file.write_text(FILE, encoding="utf-8")
    less = Scenario("less", (Override("Pots", {"pot": "land"}, "budget", "multiply", 0.8),))
    closed = Scenario(
        "closed",
        (
            Override("Sites", {"site": "new"}, "status", "set", "excluded"),
            Override("Settings", {"parameter": "discount_rate"}, "value", "set", 0.05),
        ),
        based_on=less,
    )
    plain = instance_of(hamlet())
    assert scenarios_of(instance) == read_scenarios(file, plain) == (less, closed)
    assert instance.scenario("closed").fingerprint == plain.scenario(closed).fingerprint


def test_a_variant_is_made_again_from_what_is_stored(instance: Instance) -> None:
    made = instance.scenario("closed")
    again = from_records(instance, as_records(made))
    assert again == made
    assert again.variant is not None
    assert made.variant is not None
    assert again.variant.changes.equals(made.variant.changes)


def test_one_scenario_on_top_of_another_keeps_the_workbook(instance: Instance) -> None:
    dear = Scenario("dear", (Override("Pots", {"pot": "fund"}, "budget", "add", 1.0),))
    made = instance.scenario("less").scenario(dear)
    assert made.variant is not None
    assert made.variant.base is instance
    assert made.variant.changes["scenario"].tolist() == ["less", "less", "dear"]
    assert from_records(instance, as_records(made)) == made


def test_a_scenario_that_is_not_there_is_told_with_those_that_are(instance: Instance) -> None:
    with pytest.raises(OverrideError, match="Did you mean closed"):
        instance.scenario("clsoed")


def test_a_scenario_that_makes_no_workbook_is_refused() -> None:
    bad = Scenario("bad", (Override("Pots", {"pot": "land"}, "budget", "set", -1.0),))
    with pytest.raises(WorkbookError, match="less than 0"):
        instance_of(hamlet()).scenario(bad)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("scenario: []", "Did you mean scenarios"),
        ("scenarios: 3", "list of rows"),
        ("scenarios: [{scenario: a, shet: Pots}]", "row 1: there is no column “shet”. Did you mean sheet"),
        ("- a", "should hold lists named scenarios, studies"),
        ("scenarios: [", "scenarios.yaml"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "scenarios.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RowsFileError, match=told):
        read_scenarios(file, instance_of(hamlet()))


def test_rows_of_a_file_are_checked_as_those_of_the_sheet(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.yaml"
    file.write_text(FILE.replace("pot: land", "pot: lant"), encoding="utf-8")
    with pytest.raises(WorkbookError, match="Did you mean “land”"):
        read_scenarios(file, instance_of(hamlet()))
