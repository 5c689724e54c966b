"""Robustness, trade-offs, alternatives and break-even points are what trying everything finds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from careplan.errors import FuturesWithGivenError, InfeasibleError
from careplan.studies.alternatives import MUST, NEVER, TOSS_UP, alternatives
from careplan.studies.break_even import break_even
from careplan.studies.pareto import pareto
from careplan.studies.regret import openings_of, robustness, worst_regrets
from careplan.studies.study import AS_IT_IS, Study
from instances.instance import Instance
from instances.overrides import Override, overridden
from instances.scenarios import Scenario
from tests.careplan.studies.here import Here, searching_here
from tests.planning_model.districts import district
from tests.planning_model.enumeration import Limit, _least, _value, choices, weights_of
from tests.planning_model.given_choice import Choice, Rest
from tests.planning_model.solving import plan_of
from tests.planning_model.words import Words
from tests.planning_model.worlds import futures, hamlet, instance_of

EXACT = 1e-6
POOR = Scenario("poor", (Override("Pots", {}, "budget", "multiply", 0.5),))


@pytest.fixture(scope="module")
def small() -> Instance:
    return instance_of(district(0, 4))


@pytest.fixture(scope="module")
def close_calls() -> Instance:
    """A district with several plans that are almost the best."""
    return instance_of(district(5, 4))


def test_a_trade_off_is_what_trying_everything_finds(small: Instance, tmp_path: Path) -> None:
    result, points = pareto(small, ["cost", "unmet"], steps=3, folder=tmp_path, executor=Here())
    assert len(points) >= 3
    assert points["cost"].is_monotonic_increasing
    assert points["unmet"].is_monotonic_decreasing
    words = Words(small)
    everything = list(choices(words))
    for point in points.itertuples(index=False):
        limit = Limit(_only("unmet_need"), point.unmet * (1 + 1e-9) + 1e-6)
        assert point.cost == pytest.approx(_least(words, everything, _only("public_cost"), [limit]), rel=1e-5, abs=1e-5)
    assert (points["bound cost"] <= points["cost"] * (1 + EXACT)).all()
    assert points.attrs["goals"] == ["cost", "unmet"]
    assert points.attrs["units"]["cost"].en == "million €"
    assert result.complete


def _only(measure: str) -> dict[str, float]:
    return defaultdict(float, {measure: 1.0})


@pytest.mark.exhaustive
def test_a_trade_off_of_three_has_no_point_that_another_dominates(tmp_path: Path) -> None:
    goals = ["cost", "unmet", "sites"]
    _, points = pareto(instance_of(district(0, 3)), goals, steps=3, folder=tmp_path, executor=Here())
    values = points[goals].to_numpy()
    for row in values:
        better = (values <= row + EXACT).all(axis=1) & (values < row - 1e-4 * abs(row).max()).any(axis=1)
        assert not better.any()
    assert len(points) >= 3


def test_goals_that_are_not_there_are_told(small: Instance) -> None:
    with pytest.raises(ValueError, match="unmet, rules"):
        pareto(small, ["cost", "unmett"])
    with pytest.raises(ValueError, match="two or three"):
        pareto(small, ["cost"])


def test_must_haves_are_what_trying_everything_finds(close_calls: Instance, tmp_path: Path) -> None:
    small, within = close_calls, 0.05
    with searching_here():
        found = alternatives(small, within, count=40, folder=tmp_path, executor=Here())
    best = plan_of(small).objective
    assert found.limit == pytest.approx(best * (1 + within))
    close = _opened_within(small, found.limit)
    assert len(close) > 1
    assert found.exhausted
    free = set(found.sites["site"])
    runs = dict(found.result.plans())
    assert {frozenset(site for site, _, _ in openings_of(plan)) & free for plan in runs.values()} == {
        opened & free for opened in close
    }
    verdicts = found.sites.set_index("site")["class"]
    for site in free:
        always, ever = all(site in opened for opened in close), any(site in opened for opened in close)
        assert verdicts[site] == (MUST if always else TOSS_UP if ever else NEVER)
    assert found.result.runs["objective"].max() <= found.limit * (1 + EXACT)
    assert found.result.runs["objective"].min() == pytest.approx(best)


def test_few_alternatives_prove_the_same_by_the_bound_of_the_other_case(close_calls: Instance, tmp_path: Path) -> None:
    small = close_calls
    with searching_here():
        few = alternatives(small, 0.05, count=1, folder=tmp_path, executor=Here())
    assert not few.exhausted
    close = _opened_within(small, few.limit)
    for row in few.sites.itertuples(index=False):
        always = all(row.site in opened for opened in close)
        assert (row[1] == MUST) == always
        if always:
            assert row.proven_without > few.limit


def _opened_within(instance: Instance, limit: float) -> set[frozenset[str]]:
    """The sites that are open together in some plan within the limit."""
    words = Words(instance)
    weights = weights_of(words, 1)
    found = set()
    for choice in choices(words):
        rest = Rest(words, choice, weights)
        value = None if rest.is_impossible else _value(rest, [])
        if value is not None and value <= limit * (1 + EXACT):
            found.add(frozenset(site for site, path in choice.items() if path[0].kind))
    return found


def test_regret_is_what_the_sites_of_one_plan_give_up_in_another_scenario(small: Instance, tmp_path: Path) -> None:
    result, table = robustness(Study(small).scenarios([POOR]), tmp_path, Here())
    assert len(table) == 4
    worlds = {AS_IT_IS: small, "poor": small.scenario(POOR)}
    best = {name: _least_with(world) for name, world in worlds.items()}
    # the plans of the scenarios come first
    plans = dict(zip(worlds, (plan for _, plan in result.plans()), strict=False))
    opened = {name: {(site, kind) for site, _, kind in openings_of(plan)} for name, plan in plans.items()}
    for row in table.itertuples(index=False):
        assert row.best == pytest.approx(best[row.scenario], rel=EXACT)
        held = _least_with(worlds[row.scenario], opened[row.plan])
        assert row.regret == pytest.approx(held - best[row.scenario], rel=1e-5, abs=1e-3)
    own = table[table["plan"] == table["scenario"]]
    assert own["regret"].tolist() == pytest.approx([0.0] * 2)
    assert sorted(table["regret"])[-1] == math.inf > sorted(table["regret"])[-2] > 1.0
    ranked = worst_regrets(table)
    assert set(ranked["plan"]) == set(worlds)
    assert ranked["impossible"].is_monotonic_increasing
    assert result.complete


def _least_with(instance: Instance, opened: set[tuple[str, str]] | None = None) -> float:
    """The least value of all choices, or of those that open these sites; infinite where none is possible."""
    words = Words(instance)
    held = [one for one in choices(words) if opened is None or _opened(one) == opened]
    least = _least(words, held, weights_of(words, 1), [])
    return math.inf if least is None else least


def _opened(choice: Choice) -> set[tuple[str, str]]:
    return {(site, path[0].kind) for site, path in choice.items() if path[0].kind}


def test_a_break_even_point_lies_between_two_runs_that_are_kept(small: Instance, tmp_path: Path) -> None:
    here = Here()
    study = Study(small).vary("Pots", {}, "budget", multiply=[0.2, 1.0])
    target = study.run(tmp_path, here).runs["goal unmet"].mean()
    found = break_even(study, "goal unmet", target, 0.2, tmp_path, here)
    assert 0 < found.high - found.low <= 0.2
    runs = found.result.runs.set_index("Pots budget")["goal unmet"]
    assert runs[found.low] > target >= runs[found.high]
    assert here.calls == len(set(found.result.keys)) == 4
    with pytest.raises(ValueError, match="does not cross"):
        break_even(study, "goal unmet", -1.0, 0.1, tmp_path, here)


class Pool(Here):
    """Stands in for the pool of worker programs, and says that it was started, and that it was ended."""

    told: list[str] = []  # noqa: RUF012

    def __init__(self, workers: int | None = None) -> None:
        super().__init__()
        self.told.append("started")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.told.append("ended")


@pytest.mark.parametrize(
    "solve",
    [
        lambda study, folder: pareto(study.instance, ["cost", "unmet"], steps=1, folder=folder),
        lambda study, folder: robustness(study.scenarios([POOR]), folder),
        lambda study, folder: break_even(
            study.vary("Pots", {"pot": "fund"}, "budget", multiply=[0.4, 1.0]), "goal cost", 3.0, 0.5, folder
        ),
    ],
    ids=["pareto", "robustness", "break_even"],
)
def test_all_rounds_are_solved_by_one_pool(
    solve: Callable[[Study, Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careplan.studies.pool.WorkerPool", Pool)
    monkeypatch.setattr(Pool, "told", [])
    solve(Study(instance_of(hamlet())), tmp_path)
    assert Pool.told == ["started", "ended"]


class CtrlC(Here):
    """Somebody presses it when the first run is handed over."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        raise KeyboardInterrupt


def test_ctrl_c_ends_all_rounds(tmp_path: Path) -> None:
    instance = instance_of(hamlet())
    one, other = CtrlC(), CtrlC()
    assert not pareto(instance, ["cost", "unmet"], steps=2, folder=tmp_path / "p", executor=one)[0].complete
    assert not robustness(Study(instance).scenarios([POOR]), tmp_path / "r", other)[0].complete
    assert (one.calls, other.calls) == (1, 1)


def test_what_is_not_worked_out_is_told(tmp_path: Path) -> None:
    several = instance_of(
        hamlet() | {"Futures": futures(("as expected", 0.6), ("less", 0.4, "Pots", "", "budget", "multiply", 0.9))}
    )
    with pytest.raises(FuturesWithGivenError):
        alternatives(several)
    nothing = overridden(instance_of(hamlet()), [Override("Pots", {"pot": "fund"}, "budget", "set", 0.0)])
    with searching_here(), pytest.raises(InfeasibleError):
        alternatives(nothing, folder=tmp_path, executor=Here())
