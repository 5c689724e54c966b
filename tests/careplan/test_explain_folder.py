from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from careplan.explain.folder import write_explanation
from careplan.explain.words import Words
from instances.instance import read_workbook
from tests.careplan.explaining import explained
from tests.careplan.infeasible import WORLDS
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import instance_of


@pytest.mark.parametrize("name", ["one_area_is_too_small_a_site", "excluded_where_needed_and_fixed_where_refused"])
def test_every_way_out_is_a_workbook_with_a_plan_in_which_its_changes_are_marked(name: str, tmp_path: Path) -> None:
    instance = instance_of(next(world.frames for world in WORLDS if world.name == name))
    explanation = explained(instance)
    text, *ways = write_explanation(
        instance, explanation, Words(instance, "de").lines(explanation), tmp_path / "new", "de"
    )
    assert sorted((tmp_path / "new").iterdir()) == sorted([text, *ways])
    assert len(ways) == len(explanation.proposals) > 0
    assert "Ausweg 1" in text.read_text(encoding="utf-8-sig")
    for path, proposal in zip(ways, explanation.proposals, strict=True):
        sheets = load_workbook(path)
        marked = [
            cell.comment.text
            for sheet in sheets.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.comment and "Ausweg" in cell.comment.text
        ]
        assert len(marked) >= len(proposal.changes)
        assert any("Übernehmen Sie dies" in str(cell.value) for cell in sheets.worksheets[0]["G"])
    plan_of(read_workbook(ways[0]))
