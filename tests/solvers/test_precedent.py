"""What a solved problem says to one like it makes it faster, never wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from careplan.pipeline import standard_form
from instances.overrides import Override, overridden
from planning_model.build import build
from solvers import sequence
from solvers.decomposition.advice import Advice
from solvers.large_scale import search_by_stages
from solvers.options import Method, SolveOptions
from solvers.precedent import Precedent
from solvers.problem import FloatArray, Level, MatrixProblem
from solvers.proof import Prices, Proof
from solvers.result import SolveResult, Status
from solvers.search import Search
from solvers.standard_form import StandardForm
from solvers.watch import Watch
from tests.planning_model.worlds import Frames, funded_hamlet, hamlet, instance_of
from tests.solvers.decomposed import EXACT, SECONDS, WORLDS, Case, case

METHODS: tuple[Method, ...] = ("highs", "dive")


def solved(problem: MatrixProblem, method: Method = "highs") -> SolveResult:
    return sequence.solve(problem, SolveOptions(gap=0.0, method=method), Watch.lasting(SECONDS))


def form_of(world: Frames, *changes: Override) -> StandardForm:
    return standard_form(build(overridden(instance_of(world), list(changes))))


def money(value: float) -> Override:
    return Override("Pots", {"pot": "fund"}, "budget", "multiply", value)


def left_by(form: StandardForm, method: Method = "highs") -> Precedent:
    precedent = Precedent.of(form, solved(form.problem, method))
    assert precedent is not None
    return precedent


def values(result: SolveResult) -> list[float | None]:
    return [level.value for level in result.levels]


def first_bound(problem: MatrixProblem) -> float:
    proof = problem.level.proof
    assert proof is not None
    return proof.bound


@pytest.mark.parametrize("method", METHODS)
def test_the_same_problem_again_needs_no_search(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    form = form_of(funded_hamlet())
    cold = solved(form.problem, method)
    precedent = Precedent.of(form, cold)
    assert precedent is not None
    assert cold.x is not None
    monkeypatch.setattr(sequence, "_METHODS", {})
    again = solved(precedent.guide(form_of(funded_hamlet())), method)
    assert (again.implied, cold.implied) == (True, False)
    assert again.status is Status.OPTIMAL
    assert again.x is not None
    np.testing.assert_array_equal(again.x, cold.x)
    assert [level.bound for level in again.levels] == [level.bound for level in cold.levels]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.4, 0.6, 0.9, 1.5, 3.0])
def test_more_or_less_money_ends_where_it_would_from_nothing(share: float, method: Method) -> None:
    precedent, other = left_by(form_of(funded_hamlet()), method), form_of(funded_hamlet(), money(share))
    warm, cold = solved(precedent.guide(other), method), solved(other.problem, method)
    assert warm.status is cold.status
    assert values(warm) == pytest.approx(values(cold), rel=1e-6, abs=1e-6)


def test_a_bound_holds_where_less_is_allowed_and_says_nothing_where_more_is() -> None:
    precedent = left_by(form_of(funded_hamlet()))
    assert np.isfinite(first_bound(precedent.guide(form_of(funded_hamlet()))))
    assert np.isfinite(first_bound(precedent.guide(form_of(funded_hamlet(), money(0.9)))))
    assert first_bound(precedent.guide(form_of(funded_hamlet(), money(1.1)))) == -np.inf


def test_a_bound_says_nothing_where_people_are_more() -> None:
    more = Override("Places", {}, "residents", "multiply", 0.5)
    assert first_bound(left_by(form_of(hamlet())).guide(form_of(hamlet(), more))) == -np.inf


def test_a_plan_that_still_fits_is_implied_and_one_that_does_not_is_not() -> None:
    precedent = left_by(form_of(funded_hamlet(), money(100.0)))
    assert solved(precedent.guide(form_of(funded_hamlet(), money(90.0)))).implied
    poor = form_of(funded_hamlet(), money(0.4))
    warm = solved(precedent.guide(poor))
    assert not warm.implied
    assert values(warm) == pytest.approx(values(solved(poor.problem)), abs=1e-6)


def test_a_plan_that_costs_more_than_it_did_is_not_implied() -> None:
    """Also where it is one once it has been moved inside the bounds."""
    problem = MatrixProblem.of(
        [[1.0, 1.0]], (1.0, np.inf), (0.0, 9.0), Level("cost", np.array([1.0, 2.0])), integer=True
    )
    guided = Level("cost", problem.level.cost, proof=Proof(bound=1.0, best=1.0))
    known = replace(problem, levels=(guided,), start=np.array([1.0, 0.0]))
    assert solved(known).implied
    dearer = replace(known, col_lower=np.array([0.0, 3.0]))
    result = solved(dearer)
    assert not result.implied
    assert values(result) == pytest.approx([6.0])


def test_a_bound_is_of_plans_within_the_same_caps() -> None:
    proof = Proof(3.0, caps=(1.0,))
    assert proof.within((1.0,)) == proof.within((0.5,)) == 3.0
    assert proof.within((1.1,)) == proof.within(()) == -np.inf


def test_names_find_their_places_in_another_order() -> None:
    form = form_of(funded_hamlet())
    precedent = left_by(form, "dive")
    order = np.random.default_rng(0).permutation(len(form.columns))
    shuffled = replace(
        form, problem=form.problem.of_columns(order), columns=[form.columns[column] for column in order.tolist()]
    )
    start = precedent.guide(shuffled).start
    assert start is not None
    np.testing.assert_array_equal(start, precedent.x[order])


def test_what_is_gone_is_left_out_and_what_is_new_is_not_known() -> None:
    form = form_of(funded_hamlet())
    precedent = left_by(form, "dive")
    fewer = replace(form, problem=form.problem.of_columns(np.arange(1, len(form.columns))), columns=form.columns[1:])
    start = precedent.guide(fewer).start
    assert start is not None
    np.testing.assert_array_equal(start, precedent.x[1:])
    back = left_by(fewer).guide(form)
    assert back.start is not None
    assert np.isnan(back.start).tolist() == [True] + [False] * len(fewer.columns)
    assert first_bound(back) == -np.inf


def test_a_precedent_is_read_as_it_was_written_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    form = form_of(funded_hamlet())
    precedent = left_by(form, "dive")
    precedent.save(tmp_path / "p.npz")
    read = Precedent.load(tmp_path / "p.npz")
    assert read is not None
    assert (read.rows, read.columns, read.terms) == (precedent.rows, precedent.columns, precedent.terms)
    one, other = precedent.guide(form), read.guide(form)
    np.testing.assert_array_equal(one.start, other.start)
    for mine, theirs in zip(one.levels, other.levels, strict=True):
        assert (mine.proof is None) == (theirs.proof is None)
        if mine.proof and theirs.proof:
            assert (mine.proof.bound, mine.proof.caps) == (theirs.proof.bound, theirs.proof.caps)
            np.testing.assert_equal(mine.proof.prices, theirs.proof.prices)
    content = (tmp_path / "p.npz").read_bytes()
    (tmp_path / "p.npz").write_bytes(content[: len(content) // 2])
    assert Precedent.load(tmp_path / "p.npz") is None
    assert Precedent.load(tmp_path / "nothing.npz") is None


def at_prices(of: Case, rows: FloatArray, start: FloatArray | None = None) -> MatrixProblem:
    level = replace(of.problem.level, proof=Proof(prices=Prices.of_rows(rows)))
    return replace(of.problem, levels=(level, *of.problem.levels[1:]), start=start)


@pytest.mark.parametrize("name", list(WORLDS))
def test_wrong_prices_never_prove_more_than_the_optimum(name: str) -> None:
    of, random = case(name), np.random.default_rng(7)
    size = float(np.abs(of.relaxation[1]).max(initial=1.0))
    for spread in (0.1, 1.0, 10.0):
        wrong = of.relaxation[1] + spread * size * random.standard_normal(len(of.relaxation[1]))
        search = Search(at_prices(of, wrong), SolveOptions(gap=0.0), Watch.lasting(SECONDS))
        assert search.prices is not None
        Advice(search, of.blocks, search.prices, answers=100)
        assert search.bound is None or search.bound <= of.optimum + of.slack


@pytest.mark.parametrize("name", EXACT[:8])
@pytest.mark.parametrize("wrong", ["prices", "openings"])
def test_a_search_that_is_misled_ends_at_the_same_optimum(name: str, wrong: str) -> None:
    of = case(name)
    duals, start = of.relaxation[1], np.full(of.plan.size, np.nan)
    start[of.blocks.openings] = np.round(of.plan[of.blocks.openings])
    if wrong == "openings":
        start[of.blocks.openings] = 1.0 - start[of.blocks.openings]
    problem = at_prices(of, -duals if wrong == "prices" else duals, start)
    search = Search(problem, SolveOptions(gap=0.0), Watch.lasting(SECONDS))
    assert search_by_stages(search) is Status.OPTIMAL
    assert search.value == pytest.approx(of.optimum, rel=1e-6, abs=of.slack)
