"""A care model that the code has never heard of: rows that a planner types into the small example, and its plan."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import careplan
from instances.catalogue import SHEETS_BY_KEY
from instances.instance import Instance
from instances.workbook.headings import heading
from planning_model.plan import Plan
from tests.planning_model.worlds import Frames, with_fewer_candidates, with_rows

EXAMPLE = Path(careplan.__file__).parents[1] / "instances/examples/eifel_small.xlsx"
HOUSE = "gesundheitshaus"
RATES = ("rate_0_17", "rate_18_64", "rate_65_74", "rate_75_plus")
Row = dict[str, object]


def rate(*values: float) -> Row:
    return dict(zip(RATES, values, strict=True))


MODEL: dict[str, list[Row]] = {
    "Types": [
        {"type": HOUSE, "label": "Gesundheitshaus", "setup_cost": 300_000, "yearly_cost": 40_000, "lead_time": 1}
    ],
    "Resources": [
        {"resource": "therapist", "label": "Therapieplatz", "unit": "VZÄ", "step": 0.5, "investment": 20_000},
        {"resource": "counsellor", "label": "Beratungsstelle", "unit": "VZÄ", "step": 0.5, "running_cost": 5_000},
    ],
    "Services": [
        {"service": "therapy", "label": "Physiotherapie", "unit": "Behandlungen", "limit_minutes": 25}
        | {"unmet_weight": 0.3, **rate(0.2, 0.5, 1.0, 2.0)},
        {"service": "counselling", "label": "Soziale Beratung", "unit": "Gespräche", "limit_minutes": 30}
        | {"unmet_weight": 0.2, **rate(0.05, 0.05, 0.05, 0.05)},
    ],
    "Production": [
        {"resource": "therapist", "service": "therapy", "productivity": 2500},
        {"resource": "counsellor", "service": "counselling", "productivity": 900},
    ],
    "TypeResources": [
        {"type": HOUSE, "resource": "gp_seat", "minimum": 0.5, "maximum": 4},
        {"type": HOUSE, "resource": "chn", "minimum": 0.5, "maximum": 3},
        {"type": HOUSE, "resource": "therapist", "minimum": 0.5, "maximum": 3},
        {"type": HOUSE, "resource": "counsellor", "minimum": 0.5, "maximum": 2},
    ],
    "Professions": [
        {"profession": "therapist", "label": "Physiotherapeutin", "staff_cost": 55_000},
        {"profession": "social_worker", "label": "Sozialarbeiterin", "staff_cost": 60_000},
    ],
    "Staffing": [
        {"resource": "therapist", "profession": "therapist", "fte": 1},
        {"resource": "counsellor", "profession": "social_worker", "fte": 1},
    ],
    "Pots": [{"pot": "quartier", "label": "Quartiersfonds", "budget": 0.5}],
    "PotRules": [
        {"pot": "quartier", "type": HOUSE, "category": "setup", "min_share": 0.9},
        {"pot": "quartier", "type": HOUSE, "category": "staff", "max_share": 0.5},
    ],
    "Sites": [
        {"site": "GH-Arzfeld", "label": "Gesundheitshaus Arzfeld", "place": "Arzfeld", "status": "candidate"}
        | {"allowed_types": HOUSE, "carrier": "kommunal"},
    ],
    "Rules": [
        {"rule": "house", "label": "Ein Gesundheitshaus", "kind": "count_min", "type": HOUSE}
        | {"grouping": "state", "value": 1, "strictness": "hard"},
    ],
}
"""The rows of the care model, sheet by sheet: doctors, community nurses, therapy and counselling under one roof."""


def typed_into(path: Path) -> None:
    """Types the rows below those of the workbook at ``path``, in the words of its drop-downs."""
    book = load_workbook(path)
    for key, rows in MODEL.items():
        for row in rows:
            _type_row(book, key, row)
    book.save(path)


def _type_row(book: Workbook, key: str, row: Row) -> None:
    entry = SHEETS_BY_KEY[key]
    sheet = book[entry.label.de]
    columns = {cell.value: cell.column for cell in sheet[1]}
    below = 1 + max(cell.row for line in sheet.iter_rows() for cell in line if cell.value is not None)
    for name, value in row.items():
        field = entry.by_name[name]
        labels = {choice.key: choice.label.de for choice in field.choices}
        sheet.cell(below, columns[heading(field, "de")]).value = labels.get(str(value), value)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The example with the rows typed in."""
    path = tmp_path_factory.mktemp("typed") / "haus.xlsx"
    shutil.copy(EXAMPLE, path)
    typed_into(path)
    return careplan.read_workbook(path)


@pytest.fixture(scope="module")
def smaller(by_hand: Instance) -> Instance:
    """Without candidates that have nothing to do with the new care model, for a plan within seconds."""
    return with_fewer_candidates(by_hand)


@pytest.fixture(scope="module")
def plan(smaller: Instance) -> Plan:
    return careplan.solve(smaller, time_limit=20, gap=0.1)


@pytest.fixture(scope="module")
def report(smaller: Instance, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return load_workbook(careplan.write_report(smaller, plan, tmp_path_factory.mktemp("plan"), "de"))


def test_what_is_typed_is_what_is_given_as_frames_and_what_is_written(by_hand: Instance, tmp_path: Path) -> None:
    frames: Frames = dict(careplan.read_workbook(EXAMPLE).given)
    for sheet, rows in MODEL.items():
        frames[sheet] = with_rows(frames[sheet], *rows)
    of_frames = Instance.from_frames(frames)
    assert of_frames == by_hand
    careplan.write_workbook(of_frames, tmp_path / "written.xlsx")
    assert careplan.read_workbook(tmp_path / "written.xlsx") == by_hand
    assert by_hand.warnings == ()


def test_the_new_type_serves_and_the_new_pot_pays(smaller: Instance, plan: Plan) -> None:
    house = plan.modules[plan.modules["site"] == "GH-Arzfeld"]
    assert set(house["type"]) == {HOUSE}
    assert set(house["resource"]) == {"gp_seat", "chn", "therapist", "counsellor"}
    work = plan.work[plan.work["site"] == "GH-Arzfeld"].groupby("service")["amount"].sum()
    assert (work[["therapy", "counselling", "community_nursing", "gp_care"]] > 0).all()
    paid = plan.funding[(plan.funding["type"] == HOUSE) & (plan.funding["category"] == "setup")]
    assert paid["amount"].sum() == pytest.approx(0.3)
    assert paid.loc[paid["pot"] == "quartier", "amount"].sum() >= 0.27 - 1e-6
    assert set(plan.funding.loc[plan.funding["pot"] == "quartier", "type"]) == {HOUSE}
    assert careplan.verify(smaller, plan) == []


@pytest.mark.parametrize(
    ("label", "sheets"),
    [
        ("Gesundheitshaus", {"Auf einen Blick", "Standorte", "Kapazität", "Regeln", "Entscheidungen"}),
        ("Gesundheitshaus Arzfeld", {"Auf einen Blick", "Standorte", "Entscheidungen"}),
        ("Physiotherapie", {"Wirkung", "Zugang nach Gebieten", "Zugang nach Orten", "Unversorgter Bedarf"}),
        ("Soziale Beratung", {"Wirkung", "Zugang nach Gebieten", "Zugang nach Orten", "Unversorgter Bedarf"}),
        ("Therapieplatz", {"Standorte", "Kapazität"}),
        ("Quartiersfonds", {"Geld", "Haushaltsjahre"}),
        ("Sozialarbeiterin", {"Personal"}),
    ],
)
def test_the_report_knows_them_by_their_labels(report: Workbook, label: str, sheets: set[str]) -> None:
    assert sheets <= {sheet.title for sheet in report.worksheets if any(label in text for text in texts(sheet))}


def test_no_key_stands_where_a_label_belongs(report: Workbook) -> None:
    shown = pd.Series([text for sheet in report.worksheets for text in texts(sheet)])
    for key in (HOUSE, "therapy", "counselling", "quartier", "social_worker", "counsellor"):
        assert not shown.str.contains(rf"\b{key}\b").any()


def texts(sheet: Worksheet) -> list[str]:
    return [value for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, str)]
