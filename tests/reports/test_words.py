"""Sentences and numbers as readers of either language expect them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from instances.i18n import LANGUAGES, Language
from planning_model.plan import Plan
from reports.numbers import NO_BREAK, moment, money, number, percent
from reports.words import gap_short, gap_words, largest_gap, levels_of, status_words


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["1.234.567", "0,41", "58,4\N{NO-BREAK SPACE}%", "–", "0", "0,04\N{NO-BREAK SPACE}%"]),
        ("en", ["1,234,567", "0.41", "58.4%", "–", "0", "0.04%"]),
    ],
)
def test_numbers_in_the_readers_locale(language: Language, expected: list[str]) -> None:
    shown = [
        number(1_234_567, language),
        number(0.4149, language, 2),
        percent(0.584, language),
        number(float("nan"), language),
        number(-0.2, language),
        percent(0.0004, language),
    ]
    assert shown == expected


def test_money_carries_its_unit() -> None:
    assert money(0.41, "en") == "0.41 million €".replace(" ", NO_BREAK)
    assert money(1234.56, "en") == "1,234.6 million €".replace(" ", NO_BREAK)
    assert money(None, "en") == "–"


def test_a_moment_names_its_zone_only_where_it_is_not_the_readers() -> None:
    assert moment("2026-11-22T10:15:00+00:00", "de") == "22.11.2026, 10:15 UTC"
    assert moment("2026-11-22T10:15:00+01:00", "en") == "22/11/2026, 10:15"
    assert moment("yesterday", "en") == "yesterday"


def test_the_gap_is_told_in_residents(plan: Plan) -> None:
    assert gap_words(plan, "en") == (
        "Proven: by the goals and weights set, no plan is better by more than 100 equivalent residents unserved "
        "(1.7% of the goal value)."
    )
    assert gap_short(plan, "en") == "proven gap 1.7%"


def test_every_priority_has_a_gap_of_its_own(plan: Plan) -> None:
    two = pd.DataFrame({"priority": [2.0, 1.0], "objective": [12.0, 500.0], "bound": [12.0, 450.0], "gap": [0.0, 0.1]})
    layered = replace(plan, levels=two, objective=12.0, bound=12.0, gap=0.0)
    assert [level.priority for level in levels_of(layered)] == [1, 2]
    assert largest_gap(layered) == 0.1
    assert gap_words(layered, "en").endswith("priority 1: 50 (10.0%); priority 2: 0 (0.0%).")


def test_what_an_optimal_plan_gives_to_later_priorities_is_no_gap(plan: Plan) -> None:
    two = pd.DataFrame({"priority": [1.0, 2.0], "objective": [500.0, 12.0], "bound": [450.0, 12.0], "gap": [0.1, 0.0]})
    words = gap_words(replace(plan, status="optimal", levels=two), "en")
    assert words.startswith("Proven: no plan is better by the goals, weights and tolerances set.")
    assert words.endswith("unserved: priority 1: 50 (10.0%).")


@pytest.mark.parametrize("bound", [None, float("nan")])
def test_a_gap_that_is_not_proven_is_not_claimed(plan: Plan, bound: float | None) -> None:
    open_end = replace(plan, levels=plan.levels.assign(bound=float("nan"), gap=float("nan")), bound=bound, gap=None)
    assert largest_gap(open_end) is None
    assert gap_short(open_end, "en") == "gap not proven"
    assert "not been proven" in gap_words(open_end, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_for_a_proven_best_plan_is_reserved(plan: Plan, language: Language) -> None:
    for status in ("gap_reached", "time_limit", "cancelled"):
        assert "optimal" not in status_words(replace(plan, status=status), language).lower()
    assert "optimal" in status_words(replace(plan, status="optimal"), language).lower()
    assert status_words(replace(plan, status="new_status"), language).endswith("new_status")
