from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from careplan.explain.folder import write_explanation
from careplan.explain.words import Words
from instances.instance import Instance, read_workbook
from tests.careplan.explaining import explained
from tests.careplan.infeasible import WORLDS
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import Frames, instance_of, table


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


def with_variants(frames: Frames, *scenarios: tuple[object, ...]) -> Frames:
    """The frames with scenarios, and a study of each by itself."""
    names = list(dict.fromkeys(row[0] for row in scenarios))
    return frames | {
        "Scenarios": table("scenario based_on sheet filter column action value", *scenarios),
        "Studies": table("study kind values", *((f"study of {name}", "scenarios", name) for name in names)),
    }


def way_out_of(name: str, folder: Path, *scenarios: tuple[object, ...]) -> tuple[Instance, Instance, list[Any]]:
    """A world's workbook with scenarios, the one of its first way out, and what the first sheet of that says."""
    instance = instance_of(with_variants(next(world.frames for world in WORLDS if world.name == name), *scenarios))
    _, way, *_ = write_explanation(instance, explained(instance), [], folder, "en")
    said = [str(cell.value) for column in "FG" for cell in load_workbook(way).worksheets[0][column]]
    return instance, read_workbook(way), said


def test_scenarios_and_studies_are_those_of_the_workbook(tmp_path: Path) -> None:
    dear = ("dear", "", "Types", "type = centre", "setup_cost", "multiply", 1.1)
    also = ("both", "dear", "Pots", "pot = fund", "budget", "multiply", "1,5")
    instance, way, said = way_out_of("fixed_centre_above_budget", tmp_path, dear, also)
    for sheet in ("Scenarios", "Studies"):
        pd.testing.assert_frame_equal(way.given[sheet], instance.given[sheet])
    assert way.scenario("both").tables["Types"].set_index("type")["setup_cost"]["centre"] == pytest.approx(1_100_000.0)
    assert not any("left out" in line for line in said)


def test_a_scenario_whose_rows_are_gone_is_left_out_and_named(tmp_path: Path) -> None:
    """The way out writes a row of the rule for each area, so that nothing is called ``floor`` any more."""
    soft = ("softer", "", "Rules", "rule = floor", "strictness", "set", "soft")
    upon = ("upon", "softer", "Pots", "pot = fund", "budget", "multiply", 0.8)
    more = ("richer", "", "Pots", "pot = fund", "budget", "multiply", 2.0)
    _, way, said = way_out_of("one_area_is_too_small_a_site", tmp_path, soft, upon, more)
    assert list(way.given["Scenarios"]["scenario"]) == ["richer"]
    assert list(way.given["Studies"]["study"]) == ["study of richer"]
    gone = [name for name in ("softer", "upon", "study of softer", "study of upon", "richer") if _names(said, name)]
    assert gone == ["softer", "upon", "study of softer", "study of upon"]


def _names(said: list[str], name: str) -> bool:
    return any(f"“{name}” is left out" in line for line in said)
