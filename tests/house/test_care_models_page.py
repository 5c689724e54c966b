"""The page on care models names tests that exist, and leaves out no supplied model."""

from __future__ import annotations

import re

from instances.catalogue import SHEETS
from instances.catalogue.rules import RULE_KINDS_BY_KEY
from instances.defaults import default_table
from tests.house.project import ROOT

PAGE = (ROOT / "docs" / "care_models.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(\w+)`", PAGE))


def test_every_test_it_names_exists() -> None:
    files = list((ROOT / "tests").rglob("test_*.py"))
    tests = {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.M)}
    assert {name for name in NAMED if name.startswith("test_")} - tests - {file.stem for file in files} == set()


def test_every_supplied_type_is_there() -> None:
    assert set(default_table("Types", "en")["type"]) - NAMED - {"hospital"} == set()


def test_sheets_with_a_column_are_those_of_the_workbook() -> None:
    columns = {(sheet.key, field.name) for sheet in SHEETS for field in sheet.fields}
    assert set(re.findall(r"`([A-Z]\w+)\.(\w+)`", PAGE)) - columns == set()


def test_founding_rules_are_kinds_of_the_workbook() -> None:
    assert {name for name in NAMED if name.startswith("founding_")} - set(RULE_KINDS_BY_KEY) == set()
