"""Futures are changes of the workbook, and go through its door."""

from __future__ import annotations

import pytest

from instances.findings import WorkbookError
from instances.futures import futures_of, in_future
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
