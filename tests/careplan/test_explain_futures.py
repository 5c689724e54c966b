"""Why there is no plan for several futures: what collides in which of them, and ways out for all of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from careplan.errors import InfeasibleError
from careplan.explain.changes import changed
from careplan.explain.folder import write_explanation
from careplan.explain.infeasible import Explanation
from careplan.explain.words import Words
from instances.instance import Instance, read_workbook
from planning_model.demands import Demand
from tests.careplan.explaining import explained
from tests.planning_model.solving import plan_of
from tests.planning_model.worlds import Frames, futures, instance_of, table, uncertain_village, village

SERVED = {
    "Rules": table(
        "rule kind service grouping minutes value strictness",
        ("served", "served_share", "gp", "state", 30.0, 0.7, "hard"),
    )
}
FEWER = (
    ("Services", "service = gp", "rate_18_64", "multiply", 0.2),
    ("Services", "service = gp", "rate_0_17", "multiply", 0.2),
)


def divided_village(*change: object, budget: float = 1.0) -> Frames:
    """The centre, for a million EUR, is needed where all live as expected, and not to be had in the other future.

    There fewer people need a doctor, whom the practice serves: each future has a plan by itself.
    """
    rows = [("other", 0.5, *change), *(("other", None, *fewer) for fewer in FEWER)]
    return village() | SERVED | {"Futures": futures(("as expected", 0.5), *rows), "Pots": pot(budget)}


def pot(budget: float) -> pd.DataFrame:
    return table("pot budget", ("fund", budget))


WORLDS: dict[str, Frames] = {
    "dear": divided_village("Types", "type = centre", "setup_cost", "multiply", 2.0),
    "poor": divided_village("Pots", "pot = fund", "budget", "multiply", 0.5),
    "fixed": divided_village("Pots", "", "budget", "set", 0.5),
    "staffless": uncertain_village(200.0) | SERVED,
}
"""In the last one a future has no plan even by itself: the rule asks for doctors who are not to be had there."""


@cache
def known(name: str) -> tuple[Instance, Explanation]:
    instance = instance_of(WORLDS[name])
    return instance, explained(instance)


def told(demand: Demand) -> tuple[str, ...]:
    return (demand.future, demand.sheet, *demand.key)


@pytest.mark.parametrize(
    ("name", "conflict"),
    [
        ("dear", [("as expected", "Rules", "served", ""), ("other", "Pots", "fund")]),
        ("poor", [("as expected", "Rules", "served", ""), ("other", "Pots", "fund")]),
        ("fixed", [("as expected", "Rules", "served", ""), ("other", "Pots", "fund")]),
        ("staffless", [("fewer", "Rules", "served", ""), ("fewer", "LabourPools", "state", "", "doctor")]),
    ],
)
def test_what_collides_is_named_with_its_future(name: str, conflict: list[tuple[str, ...]]) -> None:
    _, explanation = known(name)
    assert explanation.complete
    assert [list(map(told, found)) for found in explanation.conflicts] == [conflict]


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        # by hand: 400 residents less; a million more for the centre at twice the price
        ("dear", [("", "Rules", 0.4, 0.5), ("", "Pots", 1.0, 1.0)]),
        # half a million more there; of a million more in the workbook half arrives there
        ("poor", [("", "Rules", 0.4, 0.5), ("other", "Pots", 0.5, 0.5), ("", "Pots", 1.0, 1.0)]),
        # whatever the workbook says, the future has its own figure
        ("fixed", [("", "Rules", 0.4, 0.5), ("other", "Pots", 0.5, 0.5)]),
        ("staffless", [("", "LabourPools", 0.2, 0.2), ("fewer", "LabourPools", 0.2, 0.2), ("", "Rules", 0.2, 0.6)]),
    ],
)
def test_ways_out_by_hand(name: str, ways: list[tuple[str, str, float, float]]) -> None:
    _, explanation = known(name)
    found = explanation.ways_out
    assert found["way"].is_unique
    assert list(zip(found["future"], found["sheet"], strict=True)) == [way[:2] for way in ways]
    assert found["amount"].tolist() == pytest.approx([way[2] for way in ways])
    assert found["after"].tolist() == pytest.approx([way[3] for way in ways])


@pytest.mark.parametrize("name", WORLDS)
def test_every_way_out_leads_to_a_plan_for_all_futures(name: str) -> None:
    """Through the pipeline with its check in every future, which the explanation itself does not ask."""
    instance, explanation = known(name)
    with pytest.raises(InfeasibleError):
        plan_of(instance)
    for proposal in explanation.proposals:
        assert len(plan_of(changed(instance, proposal.changes)).futures) == len(
            set(instance.given["Futures"]["future"])
        )


def test_a_way_out_in_one_future_is_a_row_of_its_sheet_in_the_workbook(tmp_path: Path) -> None:
    instance, explanation = known("poor")
    text, _, way, _ = write_explanation(instance, explanation, Words(instance, "de").lines(explanation), tmp_path, "de")
    assert "– In der Zukunft „other“: fund: 0,50 Mio. € mehr je Jahr." in text.read_text("utf-8-sig").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    written = read_workbook(way)
    assert written.given["Futures"].iloc[-1].tolist()[2:-1] == ["Pots", "Quelle = fund", "Budget", "add", 0.5]
    assert len(plan_of(written).futures) == 2
    marked = [cell for row in load_workbook(way)["Zukünfte"].iter_rows() for cell in row if cell.comment]
    assert [cell.value for cell in marked if "Ausweg" in str(cell.comment)] == [0.5]


def test_the_words_name_the_future_and_its_figures() -> None:
    instance, explanation = known("poor")
    said = [line.replace("\N{NO-BREAK SPACE}", " ") for line in Words(instance, "de").lines(explanation)]
    assert said[0] == "Diese Vorgaben lassen sich nicht zusammen einhalten:"
    assert said[1].startswith("– In der Zukunft „as expected“: served.")
    assert said[2] == "– In der Zukunft „other“: fund: Budget von 0,50 Mio. € je Jahr."


def test_what_arithmetic_finds_in_a_future_alone_is_said_of_it() -> None:
    """Two seats at most are enough for all who live there today, and not where they grow by a tenth a year."""
    floor = table("rule kind grouping value strictness", ("floor", "supply_floor", "state", 1.0, "hard"))
    rows = futures(("as expected", 0.5), ("more", 0.5, "Places", "", "growth", "set", 0.1))
    explanation = explained(instance_of(village() | {"Rules": floor, "Futures": rows}))
    (found,) = explanation.contradictions
    assert found.finding.text("en").startswith("In the future “more”: ")
