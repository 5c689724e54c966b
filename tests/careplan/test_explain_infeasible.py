from __future__ import annotations

import gc
import math
import pickle
from collections.abc import Collection
from typing import Any

import pytest

from careplan import InfeasibleError, NoPlanError
from careplan.explain import infeasible
from careplan.explain.changes import change_of, changed
from careplan.explain.infeasible import Explanation, explain_infeasible
from careplan.explain.ways_out import ElasticProblem, WayOut, conflicts
from careplan.explain.words import Words
from careplan.pipeline import PlanOptions, plan_once
from instances.instance import Instance
from planning_model.demands import Demand
from planning_model.elastic import build_elastic
from solvers.options import SolveOptions
from solvers.problem import MatrixProblem
from solvers.questions import Questions
from solvers.result import SolveResult, Status
from tests.careplan.explaining import explained, named
from tests.careplan.infeasible import WORLDS, InfeasibleWorld
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import Frames, instance_of, table, village, with_cells, with_rows

FLOOR, CAP = 0.8, 1.1


def demand(kind: str, *lines: tuple[float, float], sheet: str = "Rules", rises: bool = False) -> Demand:
    return Demand(sheet, ("r", ""), kind, 1.0, rises=rises, lines=lines)


def poor_village(**changes: Any) -> Frames:
    """Nine tenths of the seats are asked for: a second one costs a million, of which half is there."""
    floor = table("rule kind grouping value strictness", ("floor", "supply_floor", "state", 0.9, "hard"))
    return village() | {"Rules": floor, "Pots": table("pot budget", ("fund", 0.5))} | changes


def prices(explanation: Explanation) -> list[float]:
    return [proposal.price for proposal in explanation.proposals]


# --------------------------------------------------------------------------------------------- causes and ways out


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_the_smallest_causes_are_named_and_the_ways_out_lead_to_a_plan(world: InfeasibleWorld) -> None:
    instance = instance_of(world.frames)
    explanation = explained(instance)
    assert explanation.complete
    assert {frozenset(map(named, conflict)) for conflict in explanation.conflicts} == set(world.causes)
    assert prices(explanation) == sorted(prices(explanation))
    sets = [frozenset(named(change.demand) for change in proposal.changes) for proposal in explanation.proposals]
    # every way out gives way in each of the causes, and none does more than another
    assert all(chosen & cause for chosen in sets for cause in world.causes)
    assert not any(one < other for one in sets for other in sets)
    # there are as many ways out as there are choices of one demand of each cause, but no more than are looked for
    assert len(sets) == min(math.prod(map(len, world.causes)), 4) or any(len(cause) == 1 for cause in world.causes)
    if len(world.causes) == 2:
        # the pipeline with its independent check, which the explanation itself does not ask
        plan_of(changed(instance, explanation.proposals[0].changes))


def test_the_ways_out_are_the_cheapest() -> None:
    """By hand: a pot gives half a million; a floor of half the seats, which stand today, misses 0.8 seats."""
    explanation = explained(instance_of(poor_village()))
    assert prices(explanation) == pytest.approx([0.8 * 0.2, 0.5])
    floor, pot = (proposal.changes[0] for proposal in explanation.proposals)
    assert (floor.before, floor.after, floor.amount) == pytest.approx((0.9, 0.5, 0.8))
    assert (pot.after, pot.amount) == pytest.approx((0.5, 0.5))
    assert explanation.ways_out[["way", "sheet", "key"]].to_numpy().tolist() == [
        [1, "Rules", "floor, "],
        [2, "Pots", "fund"],
    ]


def test_what_the_workbook_calls_dear_gives_way_last() -> None:
    dear = poor_village()
    dear["Rules"] = dear["Rules"].assign(relax_price=1_000_000.0)
    explanation = explained(instance_of(dear))
    assert [proposal.changes[0].demand.sheet for proposal in explanation.proposals] == ["Pots", "Rules"]
    assert prices(explanation) == pytest.approx([0.5, 0.8])


def test_a_rule_for_every_area_gives_way_in_one_alone() -> None:
    world = next(world for world in WORLDS if world.name == "one_area_is_too_small_a_site")
    instance = instance_of(world.frames)
    (proposal,) = explained(instance).proposals
    (change,) = proposal.changes
    rule, group = change.demand.key
    before, after = (one.tables["Rules"] for one in (instance, changed(instance, proposal.changes)))
    assert group not in set(before["group"])
    own = after[after["group"] == group].iloc[0]
    assert own["value"] == change.after
    others = after[after["rule"].str.startswith(rule) & (after["group"] != group)]
    assert len(others) >= 1
    assert set(others["value"]) == {change.before}


def test_at_most_is_what_is_possible_when_all_else_gives_way() -> None:
    """Half of all residents live near any site, whatever opens."""
    near = table(
        "rule kind service minutes grouping value strictness",
        ("near", "reach_share", "gp", 10.0, "state", 0.95, "hard"),
    )
    frames = village() | {
        "Rules": near,
        "TravelTimes": village()["TravelTimes"].assign(minutes=[5.0, 20.0, 20.0, 15.0]),
    }
    explanation = explained(instance_of(frames))
    ((only,),) = explanation.conflicts
    limit = explanation.at_most[only]
    assert (limit.before, limit.after) == (0.95, 0.5)


# ------------------------------------------------------------------------------------------------ rounded outward


@pytest.mark.parametrize(
    ("given", "amount", "after"),
    [
        (demand("supply_floor", (FLOOR, -0.5)), 0.0171, 0.791),  # 0.79145
        (demand("supply_floor", (FLOOR, -0.5)), 0.018, 0.791),  # just that
        (demand("supply_cap", (CAP, 0.5), (1.2, 0.1), rises=True), 0.0171, 1.202),  # 1.20171, what stands today counts
        (demand("count_min", (3.0, -1.0)), 1.0, 2.0),
        (demand("count_max", (3.0, 1.0), rises=True), 1.0, 4.0),
        (demand("", (0.0, 1.0), sheet="Pots", rises=True), 0.4049, 0.41),
        (demand("", (0.0, 1.0), sheet="LabourPools", rises=True), 0.75, 0.8),
        (demand("supply_floor", (FLOOR, -1.0)), 5.0, 0.0),
    ],
)
def test_what_stands_in_the_workbook_is_surely_enough(given: Demand, amount: float, after: float) -> None:
    rule = table("rule kind grouping value strictness", ("r", "supply_floor", "state", FLOOR, "hard"))
    instance = instance_of(village() | {"Rules": rule})
    assert change_of(instance, given, amount).after == pytest.approx(after)
    further = change_of(instance, given, amount, extra=1).after
    assert further > after if given.rises else further < after or after == 0.0


def test_what_gives_way_only_to_spare_something_dearer_is_no_conflict() -> None:
    """A cap and a floor contradict each other by six; a pool gives way as well, for then the cap need give way less."""
    cap, floor, pool = (Demand("Rules", (name, ""), "", 1.0) for name in ("cap", "floor", "pool"))

    class Elastic:
        def cheapest(self, *, firm: Collection[Demand] = (), free: Collection[Demand] = ()) -> WayOut | None:
            if {cap, floor} <= set(firm):
                return None
            gives = floor if cap in firm else cap
            return WayOut({} if gives in free else {gives: 6.0}, 0.0 if gives in free else 6.0)

    found = conflicts(Elastic(), [WayOut({cap: 4.0, pool: 1.0}, 5.0)])
    assert found == [frozenset({cap, floor})]


def test_a_way_out_is_tried_first_as_it_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every whole number of its plan is held, whatever became of other models meanwhile."""
    instance, held = instance_of(poor_village()), []
    questions = Questions(SolveOptions(time_limit=60))

    def has_plan(problem: MatrixProblem, *, confirm: bool = True) -> bool:
        gc.collect()
        held.append(bool((problem.col_lower == problem.col_upper)[problem.integer].all()))
        return questions.has_plan(problem, confirm=confirm)

    assert len(explain_infeasible(instance, questions.solve, has_plan).proposals) == 2
    assert held == [True, True]


def test_a_way_out_that_leads_nowhere_is_not_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even three steps of rounding further, and neither with the whole numbers of the solve nor with any."""
    instance, tries = instance_of(poor_village()), []
    monkeypatch.setattr(infeasible, "is_feasible", lambda changed, *_: tries.append(changed))
    assert explained(instance).proposals == ()
    assert len(tries) == 2 * 2 * infeasible.STEPS_MORE
    budgets = [float(tried.tables["Pots"]["budget"].iloc[0]) for tried in tries[2 * infeasible.STEPS_MORE :]]
    assert budgets == pytest.approx([1.0, 1.01, 1.02] * 2)


# --------------------------------------------------------------------------------------- what cannot be found out


def answering(status: Status) -> SolveResult:
    return SolveResult(status, None, (), 0.0, "highs")


def anything(_: MatrixProblem, *, confirm: bool = True) -> bool:
    return confirm


def test_too_little_time_is_said(instance_without_plan: Instance) -> None:
    explanation = explain_infeasible(instance_without_plan, lambda _: answering(Status.NO_PLAN), anything)
    assert not explanation.complete
    assert list(Words(instance_without_plan, "de").lines(explanation)) == [
        "Die Zeit reichte nicht, um alles zu suchen, was einem Plan im Weg steht."
    ]


def test_what_was_found_in_time_is_kept(instance_without_plan: Instance) -> None:
    questions, asked = Questions(SolveOptions(time_limit=60)), 0

    def ask(problem: MatrixProblem) -> SolveResult:
        nonlocal asked
        asked += 1
        return questions.solve(problem) if asked <= 4 else answering(Status.CANCELLED)

    explanation = explain_infeasible(instance_without_plan, ask, questions.has_plan)
    assert len(explanation.proposals) == 2
    assert not explanation.complete


def test_where_nothing_helps_that_is_said(instance_without_plan: Instance) -> None:
    explanation = explain_infeasible(instance_without_plan, lambda _: answering(Status.INFEASIBLE), anything)
    assert (explanation.complete, explanation.conflicts, explanation.proposals) == (True, (), ())
    (line,) = Words(instance_without_plan, "de").lines(explanation)
    assert "prüfen Sie, was die Arbeitsmappe zu Standorten" in line


@pytest.fixture
def instance_without_plan() -> Instance:
    return instance_of(poor_village())


# ---------------------------------------------------------------------------------------------------------- words


def test_the_explanation_reads_well_in_german() -> None:
    frames = poor_village(Settings=with_rows(village()["Settings"], {"parameter": "state", "value": "Eifelland"}))
    frames["Rules"] = frames["Rules"].assign(label="Mindestversorgung", source="§ 29 BPL-RL")
    frames["Pots"] = frames["Pots"].assign(label="Strukturfonds")
    instance = instance_of(frames)
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in Words(instance, "de").lines(explained(instance))] == [
        "Diese Vorgaben lassen sich nicht zusammen einhalten:",
        "– Mindestversorgung. Eifelland: rechnerischer Versorgungsgrad mindestens 90,0 %. (Quelle: § 29 BPL-RL)",
        "– Strukturfonds: Budget von 0,50 Mio. € je Jahr.",
        "Ausweg 1 (erprobt: damit gibt es einen Plan; 0,16 Mio. € nach den Preisen des Nachgebens):",
        "– Mindestversorgung (Eifelland): 50,0 % statt 90,0 % (0,80 Sitze).",
        "Ausweg 2 (erprobt: damit gibt es einen Plan; 0,50 Mio. € nach den Preisen des Nachgebens):",
        "– Strukturfonds: 0,50 Mio. € mehr je Jahr.",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nobody_is_near", "Diese Vorgabe ist nicht einzuhalten, auch wenn alle anderen nachgeben:"),
        ("nobody_is_near", "– Möglich sind höchstens "),
        ("fewer_doctors_than_sites_need", "Vollzeitstellen, weitere 0,0 sind gewinnbar."),
        ("fewer_doctors_than_sites_need", " Vollzeitstellen mehr."),
        ("fewer_doctors_than_sites_need", "– doc: darf schließen."),
        ("fixed_centre_where_none_is_needed", "Ausnahmen (Standorte: 1), weich statt hart."),
        ("fixed_centre_where_none_is_needed", "– new ist gesetzt und muss öffnen."),
        ("excluded_centre_is_needed", "– new: darf öffnen (Status Kandidat statt ausgeschlossen)."),
        ("excluded_centre_is_needed", "(800 Einwohner)"),
    ],
)
def test_every_sort_of_demand_has_its_words(name: str, said: str) -> None:
    instance = instance_of(next(world.frames for world in WORLDS if world.name == name))
    assert said in "\n".join(Words(instance, "de").lines(explained(instance)))


def test_english_and_german_say_the_same_number_of_things() -> None:
    instance = instance_of(WORLDS[-1].frames)
    explanation = explained(instance)
    assert len(list(Words(instance, "de").lines(explanation))) == len(list(Words(instance, "en").lines(explanation)))


# ------------------------------------------------------------------------------------------------------- pipeline


def test_the_pipeline_explains_unless_it_is_told_not_to(instance_without_plan: Instance) -> None:
    stages: list[str] = []
    with pytest.raises(InfeasibleError) as caught:
        plan_once(instance_without_plan, PlanOptions(60.0), lambda news: stages.append(news.stage))
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.explanation.conflicts == caught.value.explanation.conflicts
    assert error.explanation.ways_out.equals(caught.value.explanation.ways_out)
    assert len(error.explanation.proposals) == 2
    assert error.lines("de")[0] == "Diese Vorgaben lassen sich nicht zusammen einhalten:"
    assert error.lines("en")[0] == "These demands cannot hold together:"
    assert stages[-1] == "explain"
    with pytest.raises(InfeasibleError) as plain:
        plan_once(instance_without_plan, PlanOptions(60.0, explain=False))
    assert (plain.value.explanation, plain.value.lines("de")) == (None, ())


def found_nothing(*_: object) -> SolveResult:
    return answering(Status.NO_PLAN)


def test_a_search_that_finds_nothing_is_asked_whether_there_is_anything(
    monkeypatch: pytest.MonkeyPatch, instance_without_plan: Instance
) -> None:
    monkeypatch.setattr("careplan.pipeline.run", found_nothing)
    with pytest.raises(InfeasibleError) as caught:
        plan_once(instance_without_plan, PlanOptions(60.0))
    assert len(caught.value.explanation.proposals) == 2
    with pytest.raises(NoPlanError):
        plan_once(instance_without_plan, PlanOptions(60.0, explain=False))


def test_where_nothing_need_give_way_the_search_has_only_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    questions: list[int] = []
    monkeypatch.setattr("careplan.pipeline.run", found_nothing)
    with pytest.raises(NoPlanError):
        plan_once(instance_of(village()), PlanOptions(60.0), lambda news: questions.append(news.done))
    assert max(questions) >= 1


def test_a_search_that_was_stopped_is_asked_nothing(
    monkeypatch: pytest.MonkeyPatch, instance_without_plan: Instance
) -> None:
    monkeypatch.setattr("careplan.pipeline.run", lambda *_: answering(Status.CANCELLED))
    with pytest.raises(NoPlanError):
        plan_once(instance_without_plan, PlanOptions(60.0))


def test_all_that_may_give_way_is_a_demand_and_nothing_soft_is() -> None:
    frames = poor_village(
        LabourPools=table("grouping group profession available", ("state", "", "doctor", 9.0)),
        Sites=with_rows(
            village()["Sites"],
            {"site": "out", "place": "there", "status": "excluded", "allowed_types": "centre"},
            {"site": "free", "place": "here", "status": "existing", "present_type": "centre", "may_close": "yes"},
        ),
    )
    frames["Rules"] = with_rows(
        frames["Rules"],
        {"rule": "soft", "kind": "count_min", "grouping": "state", "value": 1, "strictness": "soft"},
        {"rule": "nothing", "kind": "supply_floor", "grouping": "state", "value": 0, "strictness": "hard"},
    )
    demands = build_elastic(instance_of(frames)).demands
    assert {named(one) for one in demands} == {
        ("Rules", "floor", ""),
        ("Pots", "fund"),
        ("LabourPools", "state", "", "doctor"),
        ("Sites", "doc"),
        ("Sites", "out"),
    }


def test_what_gives_way_for_nothing_is_never_needed_for_a_plan() -> None:
    """The elastic model of a workbook with a plan asks nothing to give way."""
    frames = poor_village(Pots=table("pot budget", ("fund", 1.0)), Types=with_cells(village()["Types"], "centre"))
    way = ElasticProblem(build_elastic(instance_of(frames)), Questions(SolveOptions(time_limit=60)).solve).cheapest()
    assert way is not None
    assert (way.amounts, way.price, way.proven) == ({}, 0.0, True)
