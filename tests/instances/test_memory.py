"""A variant is checked as any workbook is, but for what is known of the variant before it."""

from __future__ import annotations

import pytest

from instances.checks.memory import Memory
from instances.checks.table import Table, Tables
from instances.checks.types import typed
from instances.findings import Finding, WorkbookError
from instances.instance import Instance
from instances.overrides import Override, changed, overridden
from instances.raw import RawTable
from instances.scenarios import varied
from tests.planning_model.worlds import hamlet, instance_of

LESS = Override("Pots", {"pot": "fund"}, "budget", "multiply", 0.5)
NEGATIVE = Override("Pots", {"pot": "fund"}, "budget", "set", -1.0)
MORE_STAFF = Override("LabourPools", {"profession": "doctor"}, "available", "add", 1.0)
GROWTH = Override("Places", {}, "growth", "set", 0.01)
OTHER_KEYS = Override("Types", {}, "type", "set", "a type that nothing else knows")


def made(instance: Instance, changes: list[Override], *, with_memory: bool) -> Instance | list[str]:
    """The instance with the changes, or what is wrong with it."""
    try:
        return varied(instance, changes)[0] if with_memory else overridden(instance, changes)
    except WorkbookError as error:
        return str(error).splitlines()


def test_who_remembers_finds_what_who_begins_anew_finds() -> None:
    instance = instance_of(hamlet())
    for changes in ([LESS], [NEGATIVE], [LESS, GROWTH], [OTHER_KEYS], [MORE_STAFF], [LESS], [GROWTH, NEGATIVE]):
        one, other = (made(instance, changes, with_memory=remembering) for remembering in (True, False))
        assert one == other
        if isinstance(one, Instance) and isinstance(other, Instance):
            assert one.warnings == other.warnings
            assert all(table.equals(other.tables[sheet]) for sheet, table in one.tables.items())


def test_a_sheet_that_has_not_changed_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = instance_of(hamlet())
    varied(instance, [LESS])
    read = []

    def noted(raw: RawTable) -> tuple[Table, list[Finding]]:
        read.append(raw.sheet)
        return typed(raw)

    monkeypatch.setattr("instances.checks.memory.typed", noted)
    varied(instance, [LESS, MORE_STAFF])
    assert read == ["LabourPools"]


def test_a_check_is_asked_again_where_a_sheet_that_it_looked_at_has_changed() -> None:
    instance, memory, asked = instance_of(hamlet()), Memory(), []

    def money(tables: Tables) -> list[Finding]:
        asked.append(tables["Pots"]["budget"].tolist())
        return []

    for changes in ([LESS], [LESS, MORE_STAFF], [LESS, GROWTH], []):
        raw = memory.raw_tables(changed(instance, changes))
        memory.ask(money, Tables({sheet: memory.typed(table)[0] for sheet, table in raw.items()}, "en"))
    assert asked == [changed(instance, changes)["Pots"]["budget"].tolist() for changes in ([LESS], [])]
