"""The importer on official data: the municipalities of Rheinland-Pfalz as a planner would type them into a workbook.

Keys, names, areas (Verbandsgemeinden and towns without one), coordinates and residents are official: BKG VG250-EW,
© GeoBasis-DE / BKG 2022, dl-de/by-2-0. The file is no part of the project; it lies in a folder beside the checkout,
or in the one that CAREPLAN_DATA names. Seats, sites and money are made up.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook

import careplan
from instances.instance import Instance
from planning_model.plan import Plan
from reports.numbers import percent
from reports.today import today_lines

DATA = Path(os.environ.get("CAREPLAN_DATA") or Path(__file__).parents[3] / "shared" / "data") / "gemeinden_RP.csv"
pytestmark = pytest.mark.skipif(
    not DATA.is_file(), reason="official data are neither beside the checkout nor where CAREPLAN_DATA says"
)

MUNICIPALITIES = 2_301
RESIDENTS = 4_159_150  # on 31 December 2022
AREAS, DISTRICTS = 170, 36
RESIDENTS_PER_DOCTOR = 1_633
PRUEM, PRUEM_RATIO = "072325006", 0.584
BUDGET, YEARS = 30.0, 5  # million EUR a year; years of the default period
KOBLENZ, GEROLSTEIN, BITBURG, DAUN = "07111000", "07233026", "07232018", "07233501"

Sheets = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def official() -> pd.DataFrame:
    return pd.read_csv(DATA, dtype={"ags": str, "gvb_id": str, "kreis": str})


@pytest.fixture(scope="module")
def sheets(official: pd.DataFrame) -> Sheets:
    """The basic sheets under their German names; a column that is left out is one that the planner left out."""
    areas = official.drop_duplicates("gvb_id")
    residents = official.groupby("gvb_id")["ewz_20221231"].sum()
    seats = (residents / RESIDENTS_PER_DOCTOR).round(1)
    seats[PRUEM] = PRUEM_RATIO * residents[PRUEM] / RESIDENTS_PER_DOCTOR
    published = areas["gvb_id"].map({PRUEM: PRUEM_RATIO})
    hospitals = ("KH Koblenz", "KH Gerolstein", "KH Bitburg")
    return {
        "Planungsbereiche": pd.DataFrame(
            {
                "Planungsbereich": areas["gvb_id"],
                "Bezeichnung": areas["gvb_name"],
                "Amtlicher Versorgungsgrad": published,
            }
        ),
        "Orte": pd.DataFrame(
            {
                "Schlüssel": official["ags"],
                "Bezeichnung": official["name"],
                "Planungsbereich": official["gvb_id"],
                "Breite (Grad)": official["lat"],
                "Länge (Grad)": official["lon"],
                "Einwohner": official["ewz_20221231"],
            }
        ),
        "Standorte": pd.DataFrame(
            [
                ("KH Koblenz", KOBLENZ, "Bestand", "hospital", None),
                ("KH Gerolstein", GEROLSTEIN, "Bestand", "hospital", None),
                ("KH Bitburg", BITBURG, "Bestand", "hospital", None),
                ("PVZ Prüm", "07232296", "Kandidat", None, "pvz, ipvz"),
                ("RGZ Daun", DAUN, "Kandidat", None, "rgz, igz"),
                ("PVZ Gerolstein", GEROLSTEIN, "Kandidat", None, "pvz"),
            ],
            columns=["Standort", "Ort", "Status", "Heutiger Typ", "Mögliche Typen"],
        ),
        "Bestand": pd.DataFrame(
            [(area, None, "gp_seat", units) for area, units in seats.items()]
            + [(None, site, "short_stay_bed", 10) for site in hospitals]
            + [(None, site, "emergency_bay", 4) for site in hospitals],
            columns=["Planungsbereich", "Standort", "Ressource", "Menge"],
        ),
        "Finanzierungsquellen": pd.DataFrame({"Quelle": ["Land"], "Budget (Mio. € je Jahr)": [BUDGET]}),
    }


KEYS_TYPED_AS_NUMBERS = (
    ("Orte", "Schlüssel"),
    ("Orte", "Planungsbereich"),
    ("Standorte", "Ort"),
    ("Bestand", "Planungsbereich"),
)


def write(path: Path, sheets: Sheets) -> Path:
    """Plain cells, as they are typed: no styles, no drop-downs, nothing in cells that are empty."""
    workbook = Workbook(write_only=True)
    for title, frame in sheets.items():
        sheet = workbook.create_sheet(title)
        sheet.append(list(frame))
        for row in frame.itertuples(index=False):
            sheet.append([None if pd.isna(value) else value for value in row])
    workbook.save(path)
    return path


def as_number(key: Any) -> Any:
    return int(key) if isinstance(key, str) else key


@pytest.fixture(scope="module")
def instance(sheets: Sheets, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Read from keys that were typed as text."""
    return careplan.read_workbook(write(tmp_path_factory.mktemp("official") / "text.xlsx", sheets))


@pytest.fixture(scope="module")
def from_numbers(sheets: Sheets, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Read from keys that Excel took for numbers; only the areas' own keys were formatted as text in time."""
    typed = {title: frame.copy() for title, frame in sheets.items()}
    for title, column in KEYS_TYPED_AS_NUMBERS:
        typed[title][column] = typed[title][column].astype(object).map(as_number)
    return careplan.read_workbook(write(tmp_path_factory.mktemp("official") / "numbers.xlsx", typed))


def test_every_municipality_arrives(instance: Instance, official: pd.DataFrame) -> None:
    places = instance.tables["Places"]
    assert len(places) == MUNICIPALITIES
    assert list(places["place"]) == list(official["ags"])
    assert list(places["label"]) == list(official["name"])
    assert places["residents"].sum() == RESIDENTS
    assert len(instance.tables["Areas"]) == AREAS


def test_the_district_follows_from_the_key(instance: Instance, official: pd.DataFrame) -> None:
    districts = instance.tables["Places"]["district"]
    assert list(districts) == list(official["kreis"])
    assert districts.nunique() == DISTRICTS


def test_nothing_is_wrong_with_official_data(instance: Instance) -> None:
    assert [finding.line("en") for finding in instance.warnings if finding.sheet == "Places"] == []


def test_lost_zeros_come_back_with_a_warning_for_each_column(instance: Instance, from_numbers: Instance) -> None:
    assert from_numbers == instance
    warned = [finding for finding in from_numbers.warnings if finding not in instance.warnings]
    assert {(finding.sheet, finding.column) for finding in warned} == {
        ("Places", "place"),
        ("Places", "area"),
        ("Sites", "place"),
        ("Existing", "area"),
    }
    assert {finding.values["restored"] for finding in warned} >= {KOBLENZ}


def test_every_default_is_listed(instance: Instance) -> None:
    used = instance.defaults_used
    sheets_by_default = {"Periods", "Services", "Resources", "Production", "Types", "TypeResources", "Rules", "Goals"}
    whole_rows = used[used["column"] == ""]
    assert sheets_by_default <= set(whole_rows["sheet"])
    assert len(whole_rows[whole_rows["sheet"] == "Types"]) == len(instance.tables["Types"])
    ages = used[(used["sheet"] == "Places") & used["column"].str.startswith("share_")]
    assert list(ages["rows"]) == [MUNICIPALITIES] * 4
    assert float(used.loc[used["column"] == "general_ratio", "value"].iloc[0]) == RESIDENTS_PER_DOCTOR


def test_seats_of_an_area_stand_in_its_places(instance: Instance, sheets: Sheets) -> None:
    given = sheets["Bestand"].dropna(subset="Planungsbereich").set_index("Planungsbereich")["Menge"]
    sites = instance.tables["Sites"].set_index("site")
    seats = instance.tables["Existing"].query("resource == 'gp_seat' and period == 'today'")
    assert sites.loc[seats["site"], "derived"].all()
    by_area = seats.groupby(sites.loc[seats["site"], "area"].to_numpy())["units"].sum()
    pd.testing.assert_series_equal(by_area, given, check_names=False, check_dtype=False, rtol=1e-12)


def test_the_baseline_shows_the_supply_ratio_of_pruem(instance: Instance) -> None:
    baseline = careplan.baseline(instance)
    pruem = baseline["areas"].set_index("area").loc[PRUEM]
    assert pruem["supply_ratio"] == pytest.approx(PRUEM_RATIO, rel=0, abs=1e-12)
    assert pruem["official_supply_ratio"] == PRUEM_RATIO
    assert percent(pruem["supply_ratio"], "de") == "58,4\N{NO-BREAK SPACE}%"
    lowest = today_lines(instance, baseline, "de")[1]
    assert lowest.split()[:3] == ["Prüm", "58,4", "%"]


@pytest.fixture(scope="module")
def plan(instance: Instance) -> Plan:
    return careplan.solve(instance, time_limit=20)


def test_there_is_a_plan_that_holds_every_rule(instance: Instance, plan: Plan) -> None:
    assert plan.status in ("optimal", "time_limit", "gap_reached")
    assert careplan.verify(instance, plan) == []
    assert 0 < plan.funding["amount"].sum() <= BUDGET * YEARS * (1 + 1e-6)
    assert plan.flows["place"].nunique() > MUNICIPALITIES / 2
