"""The plan on one screen, and as a dictionary."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from instances.i18n import LANGUAGES, Language
from instances.instance import Instance
from planning_model.plan import FRAMES, Plan, empty_frame
from reports.summary import HEIGHT, WIDTH, summary_dict, summary_lines
from tests.reports.cases import Case, region


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_one_screen(case: Case, language: Language) -> None:
    large = region(120, 8, 60, seed=3)
    for one in (case, large):
        lines = summary_lines(one.instance, one.plan, language)
        assert len(lines) <= HEIGHT
        assert max(len(line) for line in lines) <= WIDTH


def test_it_says_what_matters(instance: Instance, plan: Plan) -> None:
    lines = summary_lines(instance, plan, "en")
    text = " ".join(" ".join(lines).split())
    assert "Care plan Tal: Stopped at the time limit" in text
    assert "Zentrum Bergen (2029): 1,250 residents assigned" in text
    assert "1.67 million € present value; running 0.41 million € a year from 2029" in text
    assert "Kasse 74%, Land 26%" in text
    assert "2 of 2 below 75% (today 2)" in text
    assert "Mindestens 75 % (4×)" in text
    assert "optimal" not in text.lower()
    care = next(line for line in lines if line.strip().startswith("Hausarzt  "))
    assert care.split()[1:] == ["3,500", "3,500", "2,750"]


def test_a_plan_that_does_nothing_says_so(instance: Instance, plan: Plan) -> None:
    nothing = {name: empty_frame(name) for name in FRAMES if name not in ("sites", "levels")}
    idle = plan.sites.assign(change="none")
    text = "\n".join(summary_lines(instance, replace(plan, sites=idle, **nothing), "en"))
    assert "the plan changes nothing" in text
    assert "nobody" in text


def test_the_dictionary_has_stable_keys_and_plain_values(instance: Instance, plan: Plan) -> None:
    told = summary_dict(instance, plan)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert list(told) == ["status", "objective", "bound", "gap", "fingerprint", "figures", "futures"]
    figures = told["figures"]
    assert figures["sites_opened"] == {"centre": 1.0}
    assert figures["areas_below"] == {"today": 2.0, "plan": 2.0}
    assert figures["gap_units"] == {"1": pytest.approx(100.0)}
    assert figures["unmet"]["care"]["plan"] == pytest.approx(2750.0)
    assert figures["cost_pot"]["land"] == pytest.approx(0.6)
