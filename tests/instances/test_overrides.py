from __future__ import annotations

import pandas as pd
import pytest

from instances.findings import WorkbookError
from instances.overrides import Override, OverrideError, overridden
from tests.planning_model.worlds import hamlet, instance_of, with_rows


def column(table: pd.DataFrame, name: str, **where: str) -> list[object]:
    for key, value in where.items():
        table = table[table[key] == value]
    return table[name].tolist()


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        (Override("Pots", {"pot": "land"}, "budget", "add", 0.25), [1.25, 0.75]),
        (Override("Pots", {"pot": "land", "period": "t2"}, "budget", "multiply", 2.0), [1.0, 1.0]),
        (Override("Pots", {"pot": "land"}, "budget", "set", 3.0), [3.0, 3.0]),
    ],
)
def test_rows_that_fit_are_changed_and_no_others(override: Override, expected: list[float]) -> None:
    instance = instance_of(hamlet())
    changed = overridden(instance, [override])
    assert column(changed.tables["Pots"], "budget", pot="land") == expected
    assert column(changed.tables["Pots"], "budget", pot="fund") == [2.0, 2.0]
    assert all(changed.given[key].equals(instance.given[key]) for key in instance.given if key != "Pots")


def test_nothing_changed_is_the_same_instance() -> None:
    instance = instance_of(hamlet())
    assert overridden(instance, []) == instance
    assert overridden(instance, [Override("Pots", {"pot": "land"}, "budget", "multiply", 1.0)]) == instance


def test_one_follows_the_other() -> None:
    land = {"pot": "land", "period": "t1"}
    changes = [Override("Pots", land, "budget", "add", 1.0), Override("Pots", land, "budget", "multiply", 3.0)]
    assert column(overridden(instance_of(hamlet()), changes).tables["Pots"], "budget", **land) == [6.0]


def test_an_empty_cell_counts_as_its_default() -> None:
    frames = hamlet()
    frames["Rules"] = with_rows(
        frames["Rules"], {"rule": "more", "kind": "count_max", "grouping": "state", "value": 9, "strictness": "soft"}
    )
    changed = overridden(instance_of(frames), [Override("Rules", {"rule": "more"}, "weight", "add", 1.0)])
    assert column(changed.tables["Rules"], "weight", rule="more") == [2.0]


def test_default_rows_can_be_changed_and_all_of_them_stay() -> None:
    frames = hamlet()
    del frames["Goals"]
    instance = instance_of(frames)
    before = instance.tables["Goals"]
    first = before["goal"].iloc[0]
    changed = overridden(instance, [Override("Goals", {"goal": first}, "weight", "multiply", 2.0)]).tables["Goals"]
    assert changed["goal"].tolist() == before["goal"].tolist()
    assert column(changed, "weight", goal=first) == [2 * before["weight"].iloc[0]]
    assert changed["weight"].tolist()[1:] == before["weight"].tolist()[1:]


@pytest.mark.parametrize(
    ("sheet", "where", "name", "action", "told"),
    [
        ("Pot", {"pot": "land"}, "budget", "set", "Did you mean Pots"),
        ("Pots", {"pot": "land"}, "bugdet", "set", "Did you mean budget"),
        ("Pots", {"pott": "land"}, "budget", "set", "Did you mean pot"),
        ("Pots", {"pot": "lant"}, "budget", "set", "Did you mean pot = land"),
        ("Pots", {"pot": "land", "period": "t1", "carry_over": "yes"}, "budget", "set", "no row with pot = land"),
        ("Pots", {"pot": "land"}, "label", "add", "only numbers"),
        ("Sites", {"site": "new"}, "earliest_year", "add", "empty and has no default"),
    ],
)
def test_what_fits_nothing_is_told_with_what_there_is(
    sheet: str, where: dict[str, str], name: str, action: str, told: str
) -> None:
    with pytest.raises(OverrideError, match=told):
        overridden(instance_of(hamlet()), [Override(sheet, where, name, action, 1)])  # type: ignore[arg-type]


def test_what_no_workbook_may_say_no_override_may_say() -> None:
    with pytest.raises(WorkbookError):
        overridden(instance_of(hamlet()), [Override("Pots", {"pot": "land"}, "budget", "set", -1.0)])
