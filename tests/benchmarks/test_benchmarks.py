"""Both benchmarks run, on the small example, and print every row; what they measure there means nothing."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks import handoff, loading
from benchmarks.submodel import pyomo_submodel, tables_of
from instances.instance import Instance, read_workbook
from instances.workbook.writer import write_workbook
from planning_model.build import STRUCTURE
from planning_model.parameters import Parameters
from planning_model.sets import context_of
from solvers.standard_form import Goal, compile_model

SMALL = Path(__file__).parents[2] / "instances" / "examples" / "eifel_small.xlsx"
WAYS = (handoff.OURS, *handoff.WAYS_OF_PYOMO)


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small example without cooperation and pooled beds, of which the part for linopy knows nothing."""
    frames = dict(read_workbook(SMALL).given)
    alone = frames | {sheet: frames[sheet].iloc[:0] for sheet in ("Pathways", "Links", "Sizes", "Resources")}
    alone["Types"] = frames["Types"].assign(links_needed=0.0)
    path = tmp_path_factory.mktemp("simple") / "simple.xlsx"
    write_workbook(Instance.from_frames(alone), path)
    return path


def printed(capsys: pytest.CaptureFixture[str], *names: str) -> dict[str, Any]:
    """The last line, which is JSON; every name has a row of its own in the tables above it."""
    *table, last = capsys.readouterr().out.splitlines()
    assert [name for name in names if not any(line.startswith(name + "  ") for line in table)] == []
    found: dict[str, Any] = json.loads(last)
    assert set(names) <= set(found["seconds"])
    return found


def test_loading_measures_every_stage_beside_the_yardsticks(capsys: pytest.CaptureFixture[str]) -> None:
    loading.main(["--workbook", str(SMALL), "--rows", "60", "--rounds", "1", "--json"])
    line = printed(capsys, *loading.STAGES, loading.WHOLE, loading.OPENPYXL, loading.PANDAS)
    assert line["size"]["rows"] == 60
    assert line["ratio"][loading.OPENPYXL] == 1.0


def test_the_sample_holds_the_nearest_pairs(tmp_path: Path) -> None:
    some, more = (pairs_in_sample(tmp_path / f"{rows}.xlsx", rows) for rows in (40, 80))
    assert len(some) == 40
    assert len(more) == 80
    farther = more.drop(some.index)
    assert len(farther) == 40
    assert some.max() <= farther.min()


def pairs_in_sample(path: Path, rows: int) -> pd.Series:
    """Minutes by place and site."""
    assert loading.write_sample(read_workbook(SMALL), path, rows) == rows
    return read_workbook(path).given["TravelTimes"].set_index(["place", "site"])["minutes"]


def test_every_way_hands_over_the_same_model(simple: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handoff.main(["--workbook", str(simple), "--rounds", "1", "--json"])
    line = printed(capsys, handoff.BUILD, handoff.COMPILE, handoff.PASS, *WAYS, handoff.PART_PYOMO)
    sizes = line["size"]
    assert sizes[handoff.OURS]["nonzeros"] > 1000
    assert {name: sizes[name] for name in WAYS} == dict.fromkeys(WAYS, sizes[handoff.OURS])
    if find_spec("linopy"):
        assert sizes[handoff.PART_LINOPY] == sizes[handoff.PART_PYOMO]


def test_linopy_builds_the_same_rows(simple: Path) -> None:
    pytest.importorskip("linopy")
    from benchmarks.linopy_submodel import linopy_submodel

    context = context_of(Parameters(read_workbook(simple)))
    lp = linopy_submodel(tables_of(context)).getLp()
    model = pyomo_submodel(context)
    problem = compile_model(model, STRUCTURE, [Goal("unmet", model.total_unmet)]).problem
    assert_same_but_for_order(lp.a_matrix_.value_, problem.matrix.data)
    assert_same_but_for_order(lp.col_cost_, problem.level.cost)
    assert_same_but_for_order(lp.row_lower_, problem.row_lower)
    assert_same_but_for_order(lp.row_upper_, problem.row_upper)
    assert_same_but_for_order(lp.col_upper_, problem.col_upper)


def assert_same_but_for_order(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.sort(found), np.sort(expected), rtol=1e-9)
