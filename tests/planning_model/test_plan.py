"""A saved plan loads again as it was, and a damaged folder is named."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import careplan
from planning_model.plan import (
    BASELINE,
    EXPLANATION,
    SCHEMA_VERSION,
    SCHEMAS,
    Plan,
    PlanFolderError,
    as_frame,
    empty_frame,
    load_plan,
)
from tests.planning_model.worlds import hamlet, instance_of


@pytest.fixture(scope="module")
def plan() -> Plan:
    return careplan.solve(instance_of(hamlet()))


def test_a_saved_plan_loads_identically(plan: Plan, tmp_path: Path) -> None:
    plan.save(tmp_path)
    again = load_plan(tmp_path)
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(plan, name), check_exact=True)
    for name in BASELINE:
        pd.testing.assert_frame_equal(again.baseline[name], plan.baseline[name], check_exact=True, check_dtype=False)
    assert (again.status, again.objective, again.bound, again.gap) == (
        plan.status,
        plan.objective,
        plan.bound,
        plan.gap,
    )
    assert again.provenance == json.loads(json.dumps(dict(plan.provenance)))


def test_an_explanation_is_saved_with_its_plan(plan: Plan, tmp_path: Path) -> None:
    """What was not computed, and what has no plan, come back as they were."""
    nan, inf = math.nan, math.inf
    rows = [
        ("Pots", "=fund", "state", "", "=w", "t1", "million", "local", 1.0, 0.9, 0.1, 0.1 + 0.2, nan, nan, inf, inf)
    ]
    why = [("new", "with", "Rules", "cap", "area", "A", "resolved", inf, 1.5, 2.5)]
    explained = plan.with_explanation(as_frame("binding", rows), as_frame("why", why))
    explained.save(tmp_path)
    again = load_plan(tmp_path)
    for name in EXPLANATION:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(explained, name), check_exact=True)
        pd.testing.assert_frame_equal(getattr(plan, name), empty_frame(name))


@pytest.mark.parametrize("key", ["=1+1", "+49", "-x", "@a", "'=quoted", "''+", "plain", "0123", "NA", "Prüm, Stadt"])
def test_keys_survive_and_never_look_like_formulas(plan: Plan, tmp_path: Path, key: str) -> None:
    odd = replace(plan, flows=as_frame("flows", [(key, "site", "gp", "t1", 0.1 + 0.2)]))
    odd.save(tmp_path)
    text = (tmp_path / "tables" / "flows.csv").read_text(encoding="utf-8").splitlines()[1]
    assert text.lstrip('"')[0] not in "=+-@"
    pd.testing.assert_frame_equal(load_plan(tmp_path).flows, odd.flows, check_exact=True)


def test_missing_or_damaged_folders_are_named(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(PlanFolderError, match=r"plan\.json"):
        load_plan(tmp_path)
    plan.save(tmp_path)
    (tmp_path / "tables" / "flows.csv").write_text("place,site\n", encoding="utf-8")
    with pytest.raises(PlanFolderError, match=r"flows\.csv"):
        load_plan(tmp_path)
    (tmp_path / "plan.json").write_text("{", encoding="utf-8")
    with pytest.raises(PlanFolderError, match=r"plan\.json"):
        load_plan(tmp_path)
    (tmp_path / "plan.json").write_text(json.dumps({"schema_version": 99}), encoding="utf-8")
    with pytest.raises(PlanFolderError):
        load_plan(tmp_path)


def test_a_folder_of_another_version_is_refused(plan: Plan, tmp_path: Path) -> None:
    plan.save(tmp_path)
    summary = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    old = summary | {"schema_version": SCHEMA_VERSION - 1}
    (tmp_path / "plan.json").write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(PlanFolderError, match=f"schema version {SCHEMA_VERSION - 1}.*reads {SCHEMA_VERSION}"):
        load_plan(tmp_path)


def test_the_version_belongs_to_these_frames() -> None:
    """Whoever changes a frame raises the version and writes down both here."""
    frames = {name: dict(columns) for name, columns in [*SCHEMAS.items(), *BASELINE.items()]}
    fingerprint = hashlib.sha256(json.dumps(frames).encode()).hexdigest()[:12]
    assert (SCHEMA_VERSION, fingerprint) == (5, "e509b11c3b9e")
