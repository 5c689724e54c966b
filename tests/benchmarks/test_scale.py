"""A case of state size, made small: its line says what its plan says; cases side by side, and how they grow."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest

from benchmarks.scale import alone, growth, table, trial
from benchmarks.scale.__main__ import main
from benchmarks.scale.cases import WORKBOOK, Case, parser
from benchmarks.scale.diary import Diary
from benchmarks.scale.memory import PeakMemory
from benchmarks.scale.run import measure
from careplan import Instance, Plan, solve
from careplan.progress import PlanProgress
from planning_model.build import STRUCTURE, build
from solvers.options import SolveOptions
from solvers.problem import Level, MatrixProblem
from solvers.result import SolveResult, Status
from solvers.standard_form import Goal, compile_model

SITES = 10
SMALL = Case("NI", SITES, time=20.0, stop_at=0.02)
FIELDS = [*asdict(SMALL), "columns", "rows", "integers", "method", "status", "lp_bound", "bound", "objective", "gap"]
FIELDS += ["first_plan", "gaps", "memory_mb", "verified", "seconds"]
PHASES = ["instance", "check", "baseline", "build", "hand_off", "search", "verify"]
CHECKOUT = Path(__file__).parents[2]
FRAMES = Case.__dict__["frames"]  # the real ones: most tests have those of one small workbook
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def frames() -> Frames:
    return trial.trial_frames("NI", SITES)


@pytest.fixture(autouse=True)
def made_once(frames: Frames) -> Iterator[None]:
    """The trial's small workbook need not be made for every test."""
    with patch.object(Case, "frames", frames):
        yield


# ------------------------------------------------------------------------------------------------- the trial


def test_the_trial_has_one_pot_that_pays_for_everything(frames: Frames) -> None:
    instance = Instance.from_frames(frames)
    assert len(instance.tables["Pots"]) == 1
    assert instance.tables["PotRules"].empty
    assert instance.tables["LabourPools"].empty
    assert instance.tables["Existing"].empty


def test_the_trial_is_the_core_of_the_model(frames: Frames) -> None:
    """No row of the model comes from a rule, a pool or a share; openings, steps and delegation are there."""
    model = build(Instance.from_frames(frames)).model
    rows = {row.parent_component().name for row in model.component_data_objects(pyo.Constraint)}
    assert rows == {
        "demand_met",
        "one_type",
        "capacity_balance",
        "at_least",
        "at_most",
        "capacity",
        "delegation",
        "workload",
        "cost_paid",
        "pot_budget",
    }


def test_the_smallest_places_may_be_left_out(frames: Frames) -> None:
    fewer = trial.trial_frames("NI", SITES, places=200)
    assert len(fewer["Places"]) == 200 < len(frames["Places"])
    left_out = frames["Places"][~frames["Places"]["place"].isin(fewer["Places"]["place"])]
    assert left_out["residents"].max() <= fewer["Places"]["residents"].min()
    assert set(fewer["Areas"]["area"]) == set(fewer["Places"]["area"])
    with pytest.raises(ValueError, match="--places needs --rules trial"):
        FRAMES.__get__(Case("NI", SITES, rules="basic", places=200))


def test_the_largest_places_may_have_any_of_four_types(frames: Frames) -> None:
    instance = Instance.from_frames(frames)
    sites, places = instance.tables["Sites"], instance.tables["Places"]
    assert len(sites) == SITES
    assert set(sites["types"]) == {trial.TYPES}
    assert len(instance.tables["Types"]) == 4
    chosen = places["place"].isin(sites["place"])
    assert chosen.sum() == SITES
    assert places.loc[chosen, "residents"].min() >= places.loc[~chosen, "residents"].max()


def test_the_trials_services_and_who_works_for_them(frames: Frames) -> None:
    limits = frames["Services"].set_index("service")["limit_minutes"]
    assert limits.to_dict() == {"gp_care": 20.0, "short_stay": 45.0, "emergency": 30.0}
    production = frames["Production"].set_index(["resource", "service"])["max_share"]
    assert production[("chn", "gp_care")] == 0.15
    assert set(production.index.get_level_values("resource")) == {"gp_seat", "chn", "short_stay_bed", "emergency_bay"}


def test_the_pot_is_a_share_of_what_serving_everybody_costs(frames: Frames) -> None:
    money = trial.full_cost(frames)
    assert frames["Pots"]["budget"].item() == pytest.approx(0.5 * money, abs=0.06)
    places = frames["Places"]
    twice = frames | {"Places": places.assign(residents=2 * places["residents"])}
    assert trial.full_cost(twice) == pytest.approx(2 * money)


def test_the_full_cost_buys_everything_where_centres_are_full() -> None:
    """By hand: a seat in a PVZ of 12 is a share of its opening, its own money, and its staff."""
    opening = 1_200_000 / 5 + 150_000
    seat = 120_000 / 5 + 60_000 + 140_000 + 1.5 * 45_000 + opening / 12
    assert trial._cost_of_unit(trial.default_figures())["gp_seat"] == pytest.approx(seat)


def test_more_sites_than_places_are_refused() -> None:
    with pytest.raises(ValueError, match="5000 sites in"):
        trial.trial_frames("BW", 5000)


@pytest.mark.parametrize("rules", ["basic", "full"])
def test_the_other_rules_are_those_of_the_state(rules: Any) -> None:
    with patch("instances.demo.state.state_frames", return_value={}) as made:
        assert FRAMES.__get__(Case("BW", 77, 0.3, rules, 2, 5)) == {}
    made.assert_called_once_with("BW", 77, 0.3, 5, 2, rules)


# -------------------------------------------------------------------------------------------------- the line


class Run:
    """One run of the program, and the plan that it was about."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        with patch("benchmarks.scale.run.solve", self._solve):
            self.code = main(list(arguments))
        (printed,) = capsys.readouterr().out.splitlines()
        self.line: dict[str, Any] = json.loads(printed)

    def _solve(self, *arguments: Any, **named: Any) -> Plan:
        self.asked = named
        self.plan = solve(*arguments, **named)
        return self.plan


def test_the_line_agrees_with_the_plan(capsys: pytest.CaptureFixture[str], frames: Frames) -> None:
    run = Run(capsys, *SMALL.arguments())
    line, plan = run.line, run.plan
    assert run.code == 0
    assert list(line) == FIELDS
    assert (run.asked["time_limit"], run.asked["gap"], run.asked["seed"]) == (20.0, 0.02, 1)
    assert (line["objective"], line["bound"], line["gap"]) == (plan.objective, plan.bound, plan.gap)
    assert line["objective"] == pytest.approx((plan.goals["value"] * plan.goals["weight"]).sum())
    assert (line["status"], line["method"], line["verified"]) == (plan.status, plan.provenance["method"], True)
    assert line["lp_bound"] <= line["bound"] * (1 + 1e-9)
    assert line["bound"] <= line["objective"]
    assert list(line["seconds"]) == PHASES
    assert line["seconds"]["build"] == pytest.approx(plan.provenance["seconds"]["build"], abs=0.01)
    solving = line["seconds"]["hand_off"] + line["seconds"]["search"]
    assert solving == pytest.approx(plan.provenance["seconds"]["solve"], abs=0.01)
    before = sum(line["seconds"][phase] for phase in ("check", "baseline", "build"))
    assert before < line["first_plan"] < before + solving
    assert line["memory_mb"] > 100

    built = build(Instance.from_frames(frames))
    problem = compile_model(built.model, STRUCTURE, [Goal("1", built.levels[0].expression)]).problem
    assert (line["rows"], line["columns"]) == problem.matrix.shape
    assert line["integers"] == SITES * (4 + 11)  # openings; resources by type


def test_no_plan_in_no_time_is_a_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*replace(SMALL, time=0.0).arguments()]) == 0
    line = json.loads(capsys.readouterr().out)
    assert list(line) == FIELDS
    assert (line["status"], line["objective"], line["gap"], line["verified"]) == ("no_plan", None, None, None)
    assert line["columns"] > 1000
    assert line["gaps"] == {}


def test_a_plan_that_the_verifier_refuses_is_not_reported_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    with patch("careplan.pipeline.verify", return_value=["a mistake"]):
        assert main([*SMALL.arguments()]) == 1
    line = json.loads(capsys.readouterr().out)
    assert (line["status"], line["objective"], line["verified"]) == ("not_verified", None, False)
    assert line["bound"] > 0


def test_every_option_of_a_case_is_one_of_the_program() -> None:
    case = Case("BW", 77, 0.3, "full", 2, 5, 7.5, 0.01, "highs", 800)
    assert Case(**vars(parser().parse_args(list(case.arguments())))) == case
    assert Case(**vars(parser().parse_args([]))) == Case()


def test_asking_for_help_is_quick() -> None:
    """Neither program loads what only planning needs."""
    heavy = "{'highspy', 'pandas', 'pyomo', 'scipy'}"
    code = f"import sys, benchmarks.scale.__main__, benchmarks.scale.table; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)


# ------------------------------------------------------------------------------------------------- the diary


def news(stage: str, seconds: float, bound: float | None = None, best: float | None = None) -> PlanProgress:
    gap = None if bound is None or best is None else (best - bound) / best
    return PlanProgress(stage, seconds, bound, best, gap, "1")


@pytest.fixture
def diary() -> Diary:
    told = [
        *(news("baseline", 0.0), news("build", 0.5), news("solve", 2.0), news("relaxation", 3.0)),
        *(news("relaxation", 4.0, 80.0), news("dive", 5.0, 80.0), news("modules", 12.0, 80.0, 160.0)),
        *(news("improve", 31.0, 90.0, 100.0), news("polish", 58.0, None, 99.0), news("verify", 60.0)),
    ]
    found = Diary(begun=time.perf_counter() - 61.5)
    for one in told:
        found(one)
    found.close()
    return found


def test_what_was_told_first_and_when(diary: Diary) -> None:
    assert (diary.first_bound, diary.last_bound, diary.first_plan) == (80.0, 90.0, 12.0)


def test_the_gap_stays_until_something_better_is_told(diary: Diary) -> None:
    assert diary.gaps(10.0) == {"10": None}
    assert diary.gaps(60.0) == {"10": None, "30": 0.5, "60": 0.1}
    assert diary.gaps(120.0) == {"10": None, "30": 0.5, "60": 0.1, "120": 0.1}


def test_gaps_are_those_of_the_priority_that_was_searched_last(diary: Diary) -> None:
    diary(PlanProgress("search", 40.0, 1.0, 2.0, 0.5, "2"))
    assert diary.gaps(60.0) == {"10": None, "30": None, "60": 0.5}


def test_the_phases_leave_no_second_out(diary: Diary) -> None:
    assert {name: round(seconds, 1) for name, seconds in diary.phases().items()} == {
        "baseline": 0.5,
        "build": 1.5,
        "hand_off": 1.0,
        "search": 57.0,
        "verify": 1.5,
    }


def test_a_real_series_of_gaps_never_rises() -> None:
    with patch("benchmarks.scale.diary.MARKS", tuple(range(1, 16))):
        gaps = measure(replace(SMALL, time=15.0, stop_at=0.0))["gaps"]
    known = [gap for gap in gaps.values() if gap is not None]
    assert len(gaps) == 15
    assert known
    assert known == sorted(known, reverse=True)


# --------------------------------------------------------------------------------------------- solvers alone


def test_highs_alone_gets_the_matrix_and_no_help() -> None:
    problem = knapsack()
    with patch("solvers.process.run", return_value="its result") as run, alone.solved_by("highs") as witness:
        assert witness(problem, SolveOptions(time_limit=3.0)) == "its result"
    handed_over, options, *_ = run.call_args.args
    assert handed_over is problem
    assert (options.method, options.time_limit) == ("highs", 3.0)
    assert witness.size == {"columns": 3, "rows": 1, "integers": 3}


def knapsack() -> MatrixProblem:
    """Of 5, 4 and 3 with sizes 4, 3 and 2 the best in 6 is 5 + 3; half a unit of goal is there in any case."""
    goal = Level("1", np.array([-5.0, -4.0, -3.0]), offset=0.5)
    return MatrixProblem.of([[4.0, 3.0, 2.0]], (-np.inf, 6.0), (0.0, 1.0), goal, integer=True)


@pytest.mark.parametrize("program", [main, table.main])
def test_without_scip_the_program_says_what_is_missing(program: Any) -> None:
    with (
        patch("benchmarks.scale.cases.find_spec", return_value=None),
        patch("benchmarks.scale.run.measure", side_effect=AssertionError("too late")),
        patch("benchmarks.scale.table.run", side_effect=AssertionError("too late")),
        pytest.raises(SystemExit, match="pip install pyscipopt"),
    ):
        program(["--alone", "scip"])


def test_scip_alone_finds_the_same() -> None:
    pytest.importorskip("pyscipopt")
    told: list[Any] = []
    with alone.solved_by("scip") as witness:
        result: SolveResult = witness(knapsack(), SolveOptions(), told.append)
    assert (result.status, result.method) == (Status.OPTIMAL, "scip")
    np.testing.assert_allclose(result.x, [1.0, 0.0, 1.0])
    assert result.levels[0].best == result.levels[0].bound == -7.5
    assert told[0].bound is None
    assert told[-1].best == -7.5


def test_scip_alone_makes_a_plan_that_is_verified() -> None:
    pytest.importorskip("pyscipopt")
    ours, scip = measure(SMALL), measure(replace(SMALL, alone="scip"))
    assert scip["verified"]
    assert scip["method"] == "scip"
    assert scip["columns"] == ours["columns"]
    assert scip["bound"] <= ours["objective"]
    assert ours["bound"] <= scip["objective"]


# ---------------------------------------------------------------------------------------------------- memory


def held(megabytes: int) -> float:
    with PeakMemory() as memory:
        block = np.ones(megabytes * 125_000)
        time.sleep(0.3)
        del block
    assert memory.megabytes is not None
    return memory.megabytes


def test_memory_that_was_given_back_counts() -> None:
    pytest.importorskip("psutil")
    assert 150 < held(200) - held(0) < 300


def test_memory_of_a_child_counts() -> None:
    pytest.importorskip("psutil")
    alone_here = held(0)
    child = "import time; block = b'x' * 200_000_000; time.sleep(1.0)"
    with PeakMemory() as memory:
        subprocess.run([sys.executable, "-c", child], check=True)
    assert memory.megabytes is not None
    assert memory.megabytes > alone_here + 150


@pytest.mark.skipif(sys.platform == "win32", reason="Windows remembers nothing of children")
def test_without_psutil_the_system_remembers() -> None:
    with patch("benchmarks.scale.memory.find_spec", return_value=None):
        assert held(300) > 300


# ------------------------------------------------------------------------------------- the table, and growth


def made_up(**changed: Any) -> dict[str, Any]:
    line = dict.fromkeys(FIELDS) | dict(zip(WORKBOOK, ("RP", 2249, 300, 0.5, "trial", 1, 1), strict=True))
    known = {"method": "dive", "gaps": {"10": 0.02}, "seconds": {"build": 3.0}, "verified": True}
    goals = {"objective": 1000.0, "gap": 0.01, "first_plan": 8.0, "memory_mb": 500.0}
    return line | known | goals | changed


def test_cases_stand_side_by_side_with_ratios(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def result(case: Case) -> dict[str, Any]:
        worse = {"alone": case.alone, "objective": 2000.0, "gap": 0.05, "first_plan": None, "method": case.alone}
        return made_up(sites=case.sites, **(worse if case.alone else {}))

    path = tmp_path / "lines.jsonl"
    with patch("benchmarks.scale.table.run", result):
        assert table.main(["--sites", "300", "600", "--alone", "highs", "--json", str(path)]) == 0
    heading, *rows, _, title, ratios, first, second = capsys.readouterr().out.splitlines()
    assert heading.split()[:2] == ["case", "solver"]
    assert len(rows) == 4
    assert title == "in multiples of ours"
    assert ratios.split() == ["case", "solver", "objective", "gap", "first_plan", "memory_mb"]
    assert " ".join(first.split()) == "RP 2249 300 0.5 trial 1 1 highs alone 2.000 5.000 – 1.000"
    assert second.split()[2] == "600"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["sites"], line["alone"]) for line in lines] == [
        (300, None),
        (300, "highs"),
        (600, None),
        (600, "highs"),
    ]


def test_a_case_that_fails_does_not_end_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with patch("benchmarks.scale.table.run", lambda case: None if case.sites == 300 else made_up(sites=case.sites)):
        assert table.main(["--sites", "300", "600"]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 2
    assert rows[1].split()[:3] == ["RP", "2249", "600"]


def test_a_case_is_run_in_a_program_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert table.run(Case("BW", 5000)) is None
    assert "failed: 5000 sites in" in capsys.readouterr().err


def test_a_plan_that_is_not_verified_fails_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    with patch("benchmarks.scale.table.run", lambda _: made_up(verified=False)):
        assert table.main([]) == 1
    assert capsys.readouterr().out.splitlines()[1].split()[-1] == "NO"


def grown(sites: int, **changed: Any) -> dict[str, Any]:
    build_seconds = 0.002 * sites**1.3
    return made_up(
        sites=sites,
        seconds={"build": build_seconds},
        first_plan=None if sites == 600 else 0.001 * sites**1.7,
        memory_mb=40.0 * sites**0.5,
        **changed,
    )


def test_exponents_are_found_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    lines = [*map(grown, (100, 300, 600, 1000)), grown(300, alone="highs")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert growth.main([str(path)]) == 0
    printed = capsys.readouterr().out.splitlines()
    case = "RP trial 2249 places 1 periods"
    assert printed[0] == f"seconds to build, {case} ours: grows with sites to the power of 1.30 (4 runs)"
    assert f"seconds to the first plan, {case} ours: grows with sites to the power of 1.70 (3 runs)" in printed
    assert f"memory in MB, {case} ours: grows with sites to the power of 0.50 (4 runs)" in printed
    assert f"memory in MB, {case} highs alone: too few sizes (1 runs)" in printed


def test_places_of_all_states_lie_on_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    lines = [
        made_up(state=state, places=places, memory_mb=places**0.5) for state, places in (("RP", 500), ("DE", 8000))
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert growth.main([str(path), "--against", "places"]) == 0
    printed = capsys.readouterr().out.splitlines()
    case = "trial 300 sites 1 periods"
    assert printed[-1] == f"memory in MB, {case} ours: grows with places to the power of 0.50 (2 runs)"


def test_the_law_is_the_one_of_the_points() -> None:
    law = growth.power_law([(size, 3.0 * size**1.7) for size in (10.0, 50.0, 400.0)])
    assert law == pytest.approx((1.7, 3.0))
    assert growth.power_law([(10.0, 1.0), (10.0, 2.0)]) is None


def test_without_matplotlib_there_is_no_picture(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(json.dumps(grown(100)) + "\n", encoding="utf-8")
    with patch("benchmarks.scale.growth.find_spec", return_value=None):
        assert growth.main([str(path), "--image", str(tmp_path / "growth.png")]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("no picture: matplotlib")
    assert not (tmp_path / "growth.png").exists()


def test_with_matplotlib_there_is_one(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    lines = [*map(grown, (100, 300)), grown(300, alone="highs")]
    growth.draw(growth.series(lines, "sites"), "sites", tmp_path / "growth.png")
    assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")
