"""A study says what is run; however it is said the runs are the same, and nothing is solved twice."""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from careplan.folder import OVERRIDES
from careplan.studies.result import StudyResult, load_study
from careplan.studies.running import InvalidRunError, StudyProgress, prepared
from careplan.studies.sheet import UnknownStudyError, studies_of, study_named
from careplan.studies.solve import INFEASIBLE, Outcome
from careplan.studies.study import AS_IT_IS, Study
from careplan.studies.tornado import curve, tornado
from instances.instance import Instance, from_raw_tables
from instances.overrides import Override, OverrideError, overridden
from instances.scenarios import Scenario, as_records
from planning_model.plan import Plan
from tests.careplan.studies.here import Here
from tests.planning_model.districts import district
from tests.planning_model.solving import goal, plan_of
from tests.planning_model.worlds import Frames, hamlet, instance_of, table

COLUMNS = "study kind sheet filter column action values low high steps"
BUDGET = ("b", "Raster", "Finanzierungsquellen", "Quelle = fund", "Budget", "malnehmen mit", "0,4; 1", None, None, None)
STAFF = ("b", "", "LabourPools", "profession = doctor", "available", "add", "", 0.0, 1.0, 2)
FILE = """
studies:
  - {study: b, kind: grid, sheet: Pots, filter: {pot: fund}, column: budget, action: multiply, values: [0.4, 1]}
  - {study: b, sheet: LabourPools, filter: profession = doctor, column: available, action: add, low: 0, high: 1}
"""


def with_study(*rows: tuple[object, ...]) -> Frames:
    return hamlet() | {"Studies": table(COLUMNS, *rows)}


@pytest.fixture
def plain() -> Instance:
    return instance_of(hamlet())


def varied(instance: Instance) -> Study:
    study = Study(instance).vary("Pots", {"pot": "fund"}, "budget", multiply=[0.4, 1.0])
    return study.vary("LabourPools", {"profession": "doctor"}, "available", add=[0.0, 1.0])


def keys_of(study: Study) -> list[str]:
    return [one.key for one in prepared(study.instance, study.runs)]


def first(plan: Plan) -> float:
    """What the goals of the first priority come to."""
    return float(plan.levels.sort_values("priority")["objective"].iloc[0])


def test_sheet_file_and_python_make_the_same_runs(plain: Instance, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(FILE, encoding="utf-8")
    instance = instance_of(with_study(BUDGET, STAFF))
    by_sheet, by_file = studies_of(instance)["b"].study, studies_of(plain, file)["b"].study
    by_hand = varied(plain)
    keys = [keys_of(study) for study in (by_sheet, by_file, by_hand)]
    assert keys[0] == keys[1] == keys[2]
    assert len(set(keys[0])) == 4
    assert [run.labels for run in by_sheet.runs] == [run.labels for run in by_hand.runs]


def test_whatever_a_result_depends_on_changes_the_key(plain: Instance) -> None:
    first = keys_of(varied(plain))[0]
    others = [
        varied(plain).options(time_limit=5.0),
        varied(plain).options(gap=0.1),
        varied(plain).options(seed=1),
        varied(overridden(plain, [Override("Pots", {"pot": "land"}, "budget", "add", 0.1)])),
    ]
    keys = {keys_of(study)[0] for study in others}
    assert len(keys | {first}) == 5


@dataclass(frozen=True)
class Solved:
    """The study once it has been solved: what came of it, and what was said on the way."""

    result: StudyResult
    calls: int
    news: list[StudyProgress]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    here, news = Here(), list[StudyProgress]()
    result = varied(instance_of(hamlet())).run(tmp_path_factory.mktemp("solved"), here, news.append)
    return Solved(result, here.calls, news)


@pytest.fixture
def folder(solved: Solved, tmp_path: Path) -> Path:
    """A folder in which the study has been solved."""
    return shutil.copytree(solved.result.store.folder, tmp_path / "study")


def test_a_study_is_solved_once_and_read_again(plain: Instance, solved: Solved, folder: Path) -> None:
    result, news, here = solved.result, solved.news, Here()
    assert solved.calls == 4
    assert result.complete
    assert result.runs["source"].tolist()[0] == "solved"
    assert set(result.runs["source"]) <= {"solved", "reused", "implied"}
    assert [one.done for one in news] == [0, 1, 2, 3, 4]
    assert news[2].remaining is not None
    again = varied(plain).run(folder, here)
    assert here.calls == 0
    assert set(again.runs["source"]) == {"stored"}
    read = load_study(folder)
    for name, frame in again.frames().items():
        pd.testing.assert_frame_equal(read.frames()[name], frame)
    pd.testing.assert_frame_equal(again.runs.drop(columns="source"), result.runs.drop(columns="source"))


def test_frames_say_what_the_plans_say(plain: Instance, solved: Solved) -> None:
    result = solved.result
    changed = overridden(plain, varied(plain).runs[1].changes)
    plan = plan_of(changed)
    row = result.runs.iloc[1]
    assert (row["Pots fund budget"], row["LabourPools doctor available"]) == (0.4, 1.0)
    assert row["objective"] == pytest.approx(first(plan), abs=1e-5)
    assert row["goal cost"] == pytest.approx(goal(plan, "cost"))
    assert result.runs.attrs["units"]["goal cost"].en == "million €"
    made = result.changes[result.changes["run"] == 2]
    assert made[["sheet", "column", "before", "after"]].to_numpy().tolist() == [
        ["Pots", "budget", "2", "0.8"],
        ["LabourPools", "available", "2.5", "3.5"],
    ]
    sites = result.sites[result.sites["run"] == 2].drop(columns="run").reset_index(drop=True)
    pd.testing.assert_frame_equal(sites[["site", "period", "type"]], result.plan(2).sites[["site", "period", "type"]])


def test_a_tornado_equals_separate_solves(plain: Instance, folder: Path) -> None:
    here = Here()
    result = varied(plain).one_way().run(folder, here)
    assert here.calls == 0  # of the runs of the grid it needs three
    found = tornado(result, "goal cost").set_index("factor")
    base = goal(plan_of(plain), "cost")
    for name, low, high in [
        ("Pots fund budget", Override("Pots", {"pot": "fund"}, "budget", "multiply", 0.4), None),
        (
            "LabourPools doctor available",
            None,
            Override("LabourPools", {"profession": "doctor"}, "available", "add", 1.0),
        ),
    ]:
        at_low, at_high = (goal(plan_of(overridden(plain, [one] if one else [])), "cost") for one in (low, high))
        row = found.loc[name]
        assert row[["at_low", "base", "at_high"]].tolist() == pytest.approx([at_low, base, at_high], abs=1e-5)
        assert row["spread"] == pytest.approx(max(at_low, base, at_high) - min(at_low, base, at_high), abs=1e-5)
    assert found["spread"].is_monotonic_decreasing
    assert found["spread"].iloc[0] > 1e-3
    points = curve(result, "Pots fund budget", "objective")
    assert points["Pots fund budget"].tolist() == [0.4, 1.0, 1.0, 1.0]


def test_more_never_makes_worse_by_the_bounds(tmp_path: Path) -> None:
    study = Study(instance_of(district(0, 4))).vary("Pots", column="budget", multiply=[0.2, 0.5, 1.0])
    runs = study.run(tmp_path, Here()).runs
    for tight, relaxed in zip(runs["objective"], runs["bound"].iloc[1:], strict=False):
        assert relaxed <= tight * (1 + 1e-6)
    assert runs["objective"].iloc[-1] < runs["objective"].iloc[0]


class Elsewhere(Executor):
    """Stands in for programs that find nothing."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(Outcome(INFEASIBLE))
        return future


def test_who_has_runs_solved_makes_the_workbook_of_each_once(
    plain: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def counted(*args: Any) -> Instance:
        made.append(from_raw_tables(*args))
        return made[-1]

    study = varied(plain)
    with monkeypatch.context() as patch:
        patch.setattr("instances.scenarios.from_raw_tables", counted)
        result = study.run(tmp_path, Elsewhere())
    assert len(made) == len(study.runs) == 4
    stored = json.loads((result.store.of(result.keys[1]) / OVERRIDES).read_text(encoding="utf-8"))
    assert stored == as_records(study.runs[1].of(plain))


def test_what_is_infeasible_is_a_result(plain: Instance, tmp_path: Path) -> None:
    study = Study(plain).vary("Pots", {"pot": "fund"}, "budget", set=[0.0, 2.0])
    here = Here()
    result = study.run(tmp_path, here)
    assert result.runs["status"].tolist() == ["infeasible", "optimal"]
    assert result.complete
    assert study.run(tmp_path, here).runs["source"].tolist() == ["stored", "stored"]
    assert here.calls == 2
    with pytest.raises(KeyError, match="infeasible"):
        result.plan(1)


def test_what_was_cancelled_goes_on_where_it_was(plain: Instance, tmp_path: Path) -> None:
    cancel, here = threading.Event(), Here()

    def stop(news: StudyProgress) -> None:
        if news.done == 2:
            cancel.set()

    result = varied(plain).run(tmp_path, here, stop, cancel)
    assert result.runs["status"].tolist() == ["optimal", "optimal", "pending", "pending"]
    assert not result.complete
    assert varied(plain).run(tmp_path, here).complete
    assert here.calls == 4


def test_scenarios_are_compared_with_the_workbook_as_it_is(plain: Instance, tmp_path: Path) -> None:
    less = Scenario("less", (Override("Pots", {"pot": "fund"}, "budget", "multiply", 0.4),))
    result = Study(plain).scenarios([less]).run(tmp_path, Here())
    assert result.runs["scenario"].tolist() == [AS_IT_IS, "less"]
    assert result.runs["objective"].iloc[1] == pytest.approx(first(plan_of(plain.scenario(less))), abs=1e-5)
    assert result.plan(2).provenance["scenario"] == "less"


def test_what_cannot_be_varied_is_told_before_anything_is_solved(plain: Instance, tmp_path: Path) -> None:
    with pytest.raises(OverrideError, match="Did you mean budget"):
        Study(plain).vary("Pots", {"pot": "fund"}, "bugdet", multiply=[1.0])
    with pytest.raises(OverrideError, match="one of multiply, add and set"):
        Study(plain).vary("Pots", {"pot": "fund"}, "budget")
    here = Here()
    with pytest.raises(InvalidRunError, match=r"budget = -1\.0.*less than 0"):
        Study(plain).vary("Pots", {"pot": "fund"}, "budget", set=[1.0, -1.0]).run(tmp_path, here)
    assert here.calls == 0


def test_a_study_that_is_not_there_is_told_with_those_that_are() -> None:
    studies = studies_of(instance_of(with_study(BUDGET)))
    assert study_named(studies, "b").kind == "grid"
    with pytest.raises(UnknownStudyError, match="There is: b"):
        study_named(studies, "budget")
