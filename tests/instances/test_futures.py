"""Futures are changes of the workbook, and go through its door."""

from __future__ import annotations

import pytest

from instances.findings import WorkbookError
from instances.futures import addition, futures_of, in_each_future, in_future, moved_by_one, with_additions
from tests.planning_model.worlds import Frames, futures, instance_of, table, village

EXPECTED = ("as expected", None)


def staffed_village(*rows: tuple[object, ...]) -> Frames:
    """The village with a labour pool, and futures."""
    pools = table("grouping group profession available recruitable", ("state", "", "doctor", 1.0, 1.0))
    return village() | {"LabourPools": pools, "Futures": futures(*rows)}


def test_a_workbook_without_the_sheet_has_no_futures() -> None:
    assert futures_of(instance_of(village())) == ()


def test_what_is_expected_comes_first_and_all_are_equally_likely_where_nothing_is_said() -> None:
    fewer = ("fewer", None, "Personalmarkt", "Beruf = doctor; Gliederung = Land", "Gewinnbar", "multiply", 0.5)
    instance = instance_of(staffed_village(fewer, EXPECTED))
    assert [(future.name, future.probability) for future in futures_of(instance)] == [
        ("as expected", 0.5),
        ("fewer", 0.5),
    ]


def test_a_future_changes_its_rows_and_knows_no_other_future() -> None:
    more = ("more", 0.2, "Services", "", "rate_75_plus", "add", 1.0)
    also = ("more", None, "LabourPools", "profession = doctor", "available", "set", 1.5)
    instance = instance_of(staffed_village(("plain", 0.8), more, also))
    plain, other = (in_future(instance, future) for future in futures_of(instance))
    assert plain == instance_of(staffed_village())
    assert other.tables["Services"]["rate_75_plus"].tolist() == [2.0]
    assert other.tables["LabourPools"]["available"].tolist() == [1.5]
    assert futures_of(other) == ()


def test_a_future_in_which_the_workbook_is_not_sound_is_refused() -> None:
    too_few = ("too few", None, "LabourPools", "", "available", "set", 0.5)
    with pytest.raises(WorkbookError, match="In the future “too few” the workbook is not sound: error: LabourPools!"):
        instance_of(staffed_village(EXPECTED, too_few))


POOL = ("state", "", "doctor", "")


@pytest.mark.parametrize(("action", "value", "moved"), [("multiply", 1.5, 1.5), ("add", 2.0, 1.0), ("set", 4.0, 0.0)])
def test_what_one_more_in_the_workbook_moves_in_a_future(action: str, value: float, moved: float) -> None:
    changing = ("other", None, "LabourPools", "", "available", action, value)
    instance = instance_of(staffed_village(EXPECTED, changing))
    expected, other = futures_of(instance)
    assert moved_by_one(instance, expected, "LabourPools", "available") == {POOL: 1.0}
    assert moved_by_one(instance, other, "LabourPools", "available") == {POOL: moved}
    assert moved_by_one(instance, other, "LabourPools", "available", after=True) == {POOL: 1.0}


def test_a_row_that_adds_in_one_future_says_so_in_the_language_of_the_planner() -> None:
    twice = ("more", None, "LabourPools", "", "available", "multiply", 2.0)
    instance = instance_of(staffed_village(EXPECTED, twice))
    where = {"grouping": "state", "group": "", "profession": "doctor"}
    row = addition("more", "LabourPools", where, "available", "de")
    assert (row["filter"], row["column"]) == ("Gliederung = Land; Beruf = doctor", "Vorhanden")
    written = with_additions(instance, [row])
    assert written.given["Futures"]["value"].tolist()[2:] == [0.0]
    assert with_additions(written, [row]) == written
    more = in_each_future(written)["more"]
    assert more.tables["LabourPools"]["available"].tolist() == [2.0]
