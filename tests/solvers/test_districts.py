"""Districts: sites that share dear rows, decided together; the bound lies between the oracle's and every plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solvers.decomposition import bound as bound_module
from solvers.decomposition import districts as module
from solvers.decomposition.advice import Advice
from solvers.decomposition.ascent import Ascent
from solvers.decomposition.districts import Decision, Districts
from solvers.decomposition.oracle import Answer
from solvers.highs import Limits
from solvers.options import SolveOptions
from solvers.proof import Prices
from solvers.search import Search
from solvers.watch import Watch
from tests.solvers.decomposed import SECONDS, WORLDS, Case, advice_on, case, wait_until

TO_THE_END = Limits(0.0, SECONDS, lambda: False)
ANSWERS = 200


@pytest.fixture(autouse=True)
def all_sites_may_be_one_district(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1.0)


def priced(of: Case) -> tuple[Districts, np.ndarray, Answer]:
    """The districts at good prices, these prices, and the oracle's answer."""
    climb = Ascent(of.oracle, Prices.of_rows(of.relaxation[1]))
    climb.climb(ANSWERS, lambda: False)
    answer = of.oracle(climb.prices)
    return Districts(of.problem, of.blocks, answer), climb.prices, answer


def decisions(districts: Districts, prices: np.ndarray, limits: Limits = TO_THE_END) -> list[Decision]:
    return [districts.decided(number, prices, SolveOptions(), limits) for number in districts.numbers]


@pytest.mark.parametrize("name", WORLDS)
def test_what_districts_add_to_the_bound_is_never_too_much(name: str) -> None:
    of = case(name)
    districts, prices, answer = priced(of)
    bound = answer.value
    for number, decision in zip(districts.numbers, decisions(districts, prices), strict=True):
        of_oracle = districts.costs(answer)[number]
        assert decision.bound >= of_oracle - of.slack, "a district as a whole costs at least what its parts do"
        bound += max(0.0, decision.bound - of_oracle)
    assert bound <= of.optimum + of.slack


def test_districts_prove_more_than_sites() -> None:
    lifted = []
    for name in WORLDS:
        of = case(name)
        districts, prices, answer = priced(of)
        found = decisions(districts, prices)
        gains = [each.bound - districts.costs(answer)[at] for at, each in zip(districts.numbers, found, strict=True)]
        lifted.append(sum(gains) > 1e-4 * abs(answer.value))
    assert sum(lifted) >= 3


def test_a_decision_is_whole() -> None:
    of = case("district 0")
    districts, prices, _ = priced(of)
    for decision in decisions(districts, prices):
        whole = of.problem.integer[decision.columns]
        assert whole.any()
        assert np.abs(decision.x - np.round(decision.x))[whole].max() < 1e-6


def test_no_district_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 0.01)
    of = case("district 0")
    assert priced(of)[0].numbers == []


def test_what_is_stopped_knows_nothing() -> None:
    districts, prices, _ = priced(case("district 0"))
    assert districts.numbers
    for decision in decisions(districts, prices, Limits(0.0, SECONDS, lambda: True)):
        assert decision.bound == -np.inf
        assert decision.columns.size == decision.x.size == 0


@pytest.mark.parametrize(("share", "is_good"), [(0.9, True), (1.1, False)])
def test_a_solution_that_misses_much_decides_nothing_but_its_bound_counts(
    share: float, is_good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    districts, prices, answer = priced(case("district 0"))
    whole = decisions(districts, prices)
    apart, missed = module.solve_apart, share * module.POOR * max(1.0, abs(answer.value))

    def stopped_early(*how: Any) -> Any:
        bound, x = apart(*how)
        return bound - missed, x

    monkeypatch.setattr(module, "solve_apart", stopped_early)
    for decision, to_the_end in zip(decisions(districts, prices), whole, strict=True):
        assert decision.bound == pytest.approx(to_the_end.bound - missed)
        assert np.array_equal(decision.columns, to_the_end.columns) == is_good
        assert decision.columns.size == decision.x.size == (to_the_end.columns.size if is_good else 0)


@pytest.mark.parametrize("slow", [True, False])
def test_districts_are_decided_where_the_climb_is_slow(slow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bound_module, "SLOW", np.inf if slow else -np.inf)
    monkeypatch.setattr(bound_module, "CUTS_SECONDS", np.inf)
    of = case("district 0")
    decided: list[int] = []
    whole = Districts.decided

    def counted(self: Districts, number: int, *rest: Any) -> Decision:
        decided.append(number)
        return whole(self, number, *rest)

    monkeypatch.setattr(Districts, "decided", counted)
    advice = advice_on(of)
    climbed = advice.estimate
    with advice.bound.rising():
        wait_until(lambda: bool(decided) or (not slow and advice.estimate is not climbed))
    assert bool(decided) == slow


def test_advice_settles_what_the_districts_open(monkeypatch: pytest.MonkeyPatch) -> None:
    of = case("district 0")
    advice = advice_on(of)
    decided = list(advice.bound.decisions())
    monkeypatch.setattr(advice.bound, "decisions", lambda: iter(decided))
    advice.decide_districts()
    settled = dict(zip(*(part.tolist() for part in advice.settled()), strict=True))
    found = {
        column: round(value)
        for decision in decided
        for column, value in zip(decision.columns.tolist(), decision.x.tolist(), strict=True)
        if column in of.blocks.openings
    }
    assert found
    assert found.items() <= settled.items()


def test_a_search_knows_what_the_districts_prove() -> None:
    of = case("district 0")
    search = Search(of.problem, SolveOptions(), Watch.lasting(SECONDS))
    advice = Advice(search, of.blocks, Prices.of_rows(of.relaxation[1]))
    before = search.bound
    advice.decide_districts()
    assert before is not None
    assert search.bound is not None
    assert before <= search.bound <= of.optimum + of.slack
