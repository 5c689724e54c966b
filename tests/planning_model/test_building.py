"""What makes building a large model quick, and reading a plan from it, stays so."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from planning_model.build import FAMILIES, build
from planning_model.outcome import Outcome
from planning_model.parameters import Parameters
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import hamlet, instance_of


def test_coefficients_are_plain_numbers() -> None:
    parameters = Parameters(instance_of(hamlet()))
    residents = [number for of_places in parameters.residents.values() for number in of_places.values()]
    factors = [part.factor for parts in parameters.parts.values() for part in parts]
    assert {type(number) for number in (*residents, *factors, *parameters.demand.values())} == {float}


def test_nothing_looks_for_garbage_while_a_model_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for = []
    monkeypatch.setattr("planning_model.build.FAMILIES", (*FAMILIES, lambda *_: looked_for.append(gc.isenabled())))
    build(instance_of(hamlet()))
    assert looked_for == [False]
    assert gc.isenabled()


def test_what_a_plan_comes_to_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def noted(*args: Any) -> Outcome:
        made.append(Outcome(*args))
        return made[-1]

    monkeypatch.setattr("planning_model.extract.Outcome", noted)
    plan = plan_of(instance_of(hamlet()))
    (outcome,) = made
    assert outcome.rule_rows is outcome.rule_rows
    assert len(plan.rules) == len(outcome.rule_rows)
