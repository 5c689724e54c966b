"""What a run takes over from another makes it faster, never wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from careplan.errors import VerificationError
from careplan.pipeline import Planned, PlanOptions, plan_after
from careplan.studies.neighbours import Neighbours
from careplan.studies.runs import USUAL, Run
from careplan.studies.store import RUN, Store
from careplan.studies.study import Study
from instances.instance import Instance
from instances.overrides import Override, overridden
from instances.scenarios import Scenario
from planning_model.verify import verify
from solvers.precedent import Precedent
from tests.careplan.studies.here import Here
from tests.planning_model.solving import _run_here, plan_of
from tests.planning_model.worlds import funded_hamlet, hamlet, instance_of

EXACT = PlanOptions(time_limit=60.0, gap=0.0, explain=False)


@pytest.fixture(autouse=True)
def _solve_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careplan.pipeline.run", _run_here)


def money(instance: Instance, share: float) -> Instance:
    return overridden(instance, [Override("Pots", {"pot": "fund"}, "budget", "multiply", share)])


def left_by(instance: Instance) -> Precedent:
    precedent = plan_after(None, instance, EXACT).precedent
    assert precedent is not None
    return precedent


def objectives(planned: Planned) -> list[float]:
    return [float(value) for value in planned.plan.levels["objective"]]


def test_every_run_of_a_study_ends_where_it_would_alone(tmp_path: Path) -> None:
    instance = instance_of(funded_hamlet())
    study = Study(instance).vary("Pots", {"pot": "fund"}, "budget", multiply=[100.0, 90.0, 0.4]).options(gap=0.0)
    result = study.run(tmp_path, Here())
    # the money is short in the last
    assert result.runs["source"].tolist() == ["solved", "implied", "reused"]
    for number, run in enumerate(study.runs, start=1):
        alone = plan_of(run.of(instance))
        found = result.plan(number).levels
        np.testing.assert_allclose(found["objective"], alone.levels["objective"], rtol=2e-3, atol=1e-4)
        assert (found["bound"] <= alone.levels["objective"] * (1 + 1e-6) + 1e-4).all()
        assert not verify(run.of(instance), result.plan(number))


def test_how_a_run_came_about_is_kept(tmp_path: Path) -> None:
    study = Study(instance_of(hamlet())).vary("Pots", {"pot": "fund"}, "budget", multiply=[100.0, 90.0])
    result = study.run(tmp_path, Here())
    kept = [Store(tmp_path).outcome(key) for key in result.keys]
    assert [outcome.source for outcome in kept if outcome] == result.runs["source"].tolist() == ["solved", "implied"]
    again = study.run(tmp_path, Here())
    assert set(again.runs["source"]) == {"stored"}


def test_a_run_that_is_solved_later_takes_over_from_those_in_the_folder(tmp_path: Path) -> None:
    study = Study(instance_of(hamlet())).vary("Pots", {"pot": "fund"}, "budget", multiply=[100.0, 90.0])
    result = study.run(tmp_path, Here())
    (Store(tmp_path).of(result.keys[1]) / RUN).unlink()
    assert study.run(tmp_path, Here()).runs["source"].tolist() == ["stored", "implied"]


def test_a_site_that_is_gone_is_no_hindrance() -> None:
    instance = instance_of(funded_hamlet())
    without = instance_of({name: _without(table, "new") for name, table in funded_hamlet().items()})
    for one, other in ((instance, without), (without, instance)):
        warm = plan_after(left_by(one), other, EXACT)
        assert warm.source == "reused"
        np.testing.assert_allclose(objectives(warm), objectives(plan_after(None, other, EXACT)), atol=1e-4)


def _without(table: pd.DataFrame, site: str) -> pd.DataFrame:
    return table[table["site"] != site] if "site" in table else table


def test_a_precedent_that_misleads_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = instance_of(hamlet())
    precedent, cold = left_by(instance), plan_after(None, instance, EXACT)
    nonsense = replace(precedent, x=np.full(precedent.x.size, 7.0))
    np.testing.assert_allclose(objectives(plan_after(nonsense, instance, EXACT)), objectives(cold), atol=1e-4)
    calls: list[int] = []

    def doubtful(instance: Instance, plan: object) -> list[object]:
        calls.append(1)
        return ["broken"] if len(calls) == 1 else []

    monkeypatch.setattr("careplan.pipeline.verify", doubtful)
    again = plan_after(precedent, instance, EXACT)
    assert len(calls) == 2
    assert again.source == "solved"
    calls.clear()
    with pytest.raises(VerificationError):
        plan_after(None, instance, EXACT)


def test_the_nearest_run_is_the_one_that_differs_least() -> None:
    runs = {
        "a": Run({"money": 1.0, "staff": 0.0}),
        "b": Run({"money": 2.0, "staff": 0.0}),
        "c": Run({"money": 3.0, "staff": 100.0}),
        "d": Run({"money": float("nan"), "staff": 0.0}),
    }
    neighbours = Neighbours(runs)
    assert neighbours.nearest("b", ["a", "c"]) == "a"
    assert neighbours.nearest("c", ["a", "b"]) == "b"
    assert neighbours.nearest("d", ["c", "b", "a"]) == "b"
    assert neighbours.nearest("a", []) is None
    cases = {name: Run({"scenario": name}, (), USUAL, Scenario(name)) for name in ("x", "y")}
    assert Neighbours(cases).nearest("x", ["y"]) == "y"
