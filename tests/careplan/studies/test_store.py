"""Claims and results in a folder: nobody solves what another is at, and what is there is whole."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from careplan.studies.claims import Claims
from careplan.studies.metrics import Figure
from careplan.studies.solve import FAILED, INFEASIBLE, Outcome
from careplan.studies.store import RUN, Store, StudyFolderError
from instances.i18n import Text
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import hamlet, instance_of


def test_a_claim_is_held_by_one(tmp_path: Path) -> None:
    with Claims(tmp_path) as mine, Claims(tmp_path) as theirs:
        assert mine.take("a")
        assert not theirs.take("a")
        mine.give_back("a")
        assert theirs.take("a")
    assert list(tmp_path.iterdir()) == []


def test_a_claim_that_nobody_touches_is_taken_over_and_one_that_is_touched_is_not(tmp_path: Path) -> None:
    with Claims(tmp_path, beat=0.05, stale=1.0) as alive, Claims(tmp_path, stale=1.0) as other:
        assert alive.take("a")
        (tmp_path / "b.claim").write_text("somebody who is gone", encoding="utf-8")
        past = time.time() - 60
        os.utime(tmp_path / "b.claim", (past, past))
        time.sleep(1.5)
        assert not other.take("a")
        assert other.take("b")


def test_of_many_who_take_over_one_succeeds(tmp_path: Path) -> None:
    (tmp_path / "a.claim").write_text("somebody who is gone", encoding="utf-8")
    past = time.time() - 600
    os.utime(tmp_path / "a.claim", (past, past))
    everybody = [Claims(tmp_path, stale=30.0) for _ in range(8)]
    for claims in everybody:
        claims.__enter__()
    at_once = threading.Barrier(len(everybody))
    taken: list[bool] = []

    def take(claims: Claims) -> None:
        at_once.wait()
        taken.append(claims.take("a"))

    threads = [threading.Thread(target=take, args=(claims,)) for claims in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 1
    for claims in everybody:
        claims.__exit__(None, None, None)


def test_a_result_is_kept_whole_and_the_first_one_counts(tmp_path: Path) -> None:
    store, plan = Store(tmp_path), plan_of(instance_of(hamlet()))
    store.save("k", [], Outcome("optimal", plan, {"cost": Figure(3.5, Text("Mio. €", "million €"))}, 1.25))
    store.save("k", [], Outcome(INFEASIBLE))
    found = store.outcome("k", with_plan=True)
    assert found is not None
    assert (found.status, found.seconds, found.figures["cost"]) == (
        "optimal",
        1.25,
        Figure(3.5, Text("Mio. €", "million €")),
    )
    assert found.plan is not None
    assert found.plan.sites.equals(plan.sites)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["k"]


def test_what_failed_may_be_tried_again_and_what_is_infeasible_is_known(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("k", [], Outcome(FAILED, reason="lightning"))
    assert not store.has("k")
    outcome = store.outcome("k")
    assert outcome is not None
    assert outcome.reason == "lightning"
    store.save("k", [], Outcome(INFEASIBLE))
    assert store.has("k")


def test_a_folder_without_a_study_and_a_damaged_one_are_told(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(StudyFolderError, match="no study"):
        store.description()
    (tmp_path / "study.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StudyFolderError, match="not a study"):
        store.description()
    store.of("k").mkdir(parents=True)
    (store.of("k") / RUN).write_text("{", encoding="utf-8")
    with pytest.raises(StudyFolderError, match=RUN.replace(".", r"\.")):
        store.has("k")
