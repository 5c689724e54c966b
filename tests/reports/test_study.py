"""The report of a study: every frame gets its words, its table and its picture, and nothing that was not found."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import careplan
from instances.i18n import LANGUAGES, Language
from instances.overrides import Override, overridden
from reports.excel.study import write_study
from reports.excel.study_maps import short_name
from reports.metrics.column import Form
from reports.study.columns import COLUMNS
from reports.study.findings import amount, findings
from reports.study.frames import StudyFrames
from reports.study.sites import last_types, open_share
from reports.study.tables import TABLES
from tests.planning_model.worlds import hamlet, instance_of
from tests.reports.studies import Solved, Varied, study_frames

LEVELS = {"people": (1.0, 1.3, 1.6), "recruits": (1.0, 0.25)}
FACTORS = {
    "people": Varied({"de": "Einwohner", "en": "Residents"}, "Places", "residents"),
    "recruits": Varied({"de": "Gewinnbare", "en": "Recruits"}, "LabourPools", "recruitable"),
}


@pytest.fixture(scope="module")
def solved() -> list[Solved]:
    """The hamlet with more people and fewer recruits, solved."""
    base = instance_of(hamlet())
    runs = []
    for combination in product(*LEVELS.values()):
        levels = dict(zip(LEVELS, combination, strict=True))
        varied = [(FACTORS[name], level) for name, level in levels.items()]
        more = [Override(factor.sheet, {}, factor.column, "multiply", level) for factor, level in varied]
        instance = overridden(base, more)
        runs.append(Solved(levels, instance, careplan.solve(instance, time_limit=20, gap=0.01)))
    return runs


@pytest.fixture(scope="module")
def frames(solved: list[Solved]) -> dict[str, pd.DataFrame]:
    return study_frames(solved, FACTORS)


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def book(frames: dict[str, pd.DataFrame], language: Language, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("study") / "new" / "study.xlsx"
    assert write_study(frames, path, language) == path
    return load_workbook(path)


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def sheet_with(book: Workbook, title: str) -> Worksheet:
    return next(sheet for sheet in book.worksheets if sheet["A1"].value == title)


def test_every_frame_has_a_sheet_and_a_finding(book: Workbook, language: Language) -> None:
    # words, tornado, curve, frontier, alternatives, regret, grid, sites, runs, changes, legend
    assert len(book.worksheets) == 11
    assert book.sheetnames[0] == ("Was die Studie ergab" if language == "de" else "What the study found")
    assert sum(len(sheet._charts) for sheet in book) == 4
    assert sum(len(sheet.tables) for sheet in book) == 6
    assert len(texts(book.worksheets[0])) > 14
    for sheet in book.worksheets:
        assert not any(text.lower() in ("nan", "nat", "<na>") for text in texts(sheet)), sheet.title
        assert sheet.page_setup.fitToWidth == 1


def test_only_what_was_found_is_reported(frames: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    for key in ("runs", "tornado", "curve", "frontier", "regret", "alternatives", "sites", "changes"):
        book = load_workbook(write_study({key: frames[key]}, tmp_path / f"{key}.xlsx", "de"))
        assert 2 <= len(book.worksheets) <= 4, key
        told = findings(StudyFrames({key: frames[key]}, "de"))
        assert [bool(finding.sentences) for finding in told] == ([] if key == "changes" else [True]), key
    empty = load_workbook(write_study({"runs": frames["runs"].iloc[:0]}, tmp_path / "none.xlsx", "en"))
    assert empty.sheetnames == ["What the study found"]


def test_the_tornado_is_sorted_and_its_bars_start_at_the_base(frames: dict[str, pd.DataFrame]) -> None:
    table = TABLES["tornado"](StudyFrames(frames, "en")).values
    assert table["spread"].is_monotonic_decreasing
    assert list(table["below"]) == pytest.approx(list(table["at_low"] - table["base"]))
    assert list(table["above"]) == pytest.approx(list(table["at_high"] - table["base"]))
    assert set(table["factor"]) == {"Residents", "Recruits"}


def test_the_words_name_the_largest_effect(frames: dict[str, pd.DataFrame]) -> None:
    study = StudyFrames(frames, "en")
    first = frames["tornado"].sort_values("spread", ascending=False).iloc[0]
    told = next(finding for finding in findings(study) if finding.heading == "What moves most")
    assert told.sentences[1].startswith(FACTORS[first["factor"]].label["en"])
    ends = frames["tornado"][["at_low", "base", "at_high"]].stack()
    assert amount(study, "objective", first["at_high"], like=ends).split("\N{NO-BREAK SPACE}")[0] in told.sentences[1]


def test_runs_without_a_plan_are_named(frames: dict[str, pd.DataFrame]) -> None:
    runs = frames["runs"].copy()
    runs.loc[1, ["status", "objective", "gap"]] = ["infeasible", None, None]
    told = findings(StudyFrames({"runs": runs}, "de"))[0]
    assert "Ohne Plan: 2 (1 · 0,25)." in told.sentences
    assert not any(".." in sentence for sentence in told.sentences)


def test_the_frontier_leaves_out_what_is_dominated_and_shows_the_bound(frames: dict[str, pd.DataFrame]) -> None:
    frontier = pd.concat([frames["frontier"], frames["frontier"].iloc[:1].assign(dominated=True)], ignore_index=True)
    frontier.attrs = frames["frontier"].attrs
    table = TABLES["frontier"](StudyFrames({**frames, "frontier": frontier}, "de"))
    assert len(table.values) == len(frames["frontier"])
    assert table.values["cost_present"].is_monotonic_increasing
    assert [column.name for column in table.columns] == ["point", "objective", "cost_present", "bound objective"]
    assert table.columns[3].heading("de").startswith("Schranke: Zielwert")


def test_a_map_holds_the_run_of_each_pair_of_levels(
    book: Workbook, frames: dict[str, pd.DataFrame], language: Language
) -> None:
    sheet = sheet_with(book, "Raster" if language == "de" else "Grid")
    runs = frames["runs"].set_index(["people", "recruits"])["objective"]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == FACTORS["people"].label[language])
    shown = [[sheet.cell(head + 1 + down, 2 + across).value for across in range(2)] for down in range(3)]
    expected = [[runs[people, recruits] for recruits in (0.25, 1.0)] for people in (1.0, 1.3, 1.6)]
    assert shown == [pytest.approx(row) for row in expected]
    assert sheet.conditional_formatting


def test_sites_against_runs_begin_with_those_always_open(
    book: Workbook, frames: dict[str, pd.DataFrame], language: Language
) -> None:
    sheet = sheet_with(book, "Standorte nach Läufen" if language == "de" else "Sites by run")
    head = next(row for row in range(1, 30) if str(sheet.cell(row, 2).value) in ("offen in", "open in"))
    counts = [int(str(sheet.cell(row, 2).value).split(" / ")[0]) for row in range(head + 1, sheet.max_row + 1)]
    share = open_share(frames["sites"])
    assert len(counts) == int((share > 0).sum())
    classes = frames["alternatives"].set_index("site")["class"]
    assert counts[0] == frames["runs"]["run"].nunique() or not (classes == "must-have").any()
    runs = last_types(frames["sites"])
    site = next(site for site in runs.index if sheet.cell(head + 1, 1).value in (site, site.capitalize()))
    shown = [sheet.cell(head + 1, column).value for column in range(3, 3 + len(runs.columns))]
    assert shown == [short_name(kind) if kind else "–" for kind in runs.loc[site]]


def test_regret_says_the_worst_of_each_plan(book: Workbook, language: Language) -> None:
    sheet = sheet_with(book, "Rückstand" if language == "de" else "Regret")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_col=5)]
    assert sheet["E6"].value == ("größter Rückstand" if language == "de" else "largest regret")
    assert [row[1:] for row in rows] == [[0, 1250, 4100, 4100], [800, 0, 300, 800], [None, 150, 0, None]]


def test_what_the_workbook_calls_things_is_said(frames: dict[str, pd.DataFrame]) -> None:
    study = StudyFrames(frames, "de")
    assert study.label("people") == "Einwohner"
    assert study.label("cost_pot land") == "Zahlt im ganzen Plan: land"
    assert study.label("anything else") == "anything else"
    changes = TABLES["changes"](study).values
    assert set(changes["sheet"]) == {"Orte", "Personalmarkt"}
    assert set(changes["column"]) == {"Einwohner", "Gewinnbar"}
    assert set(changes["after"]) == {"0,25", "1,3", "1,6"}


@pytest.mark.parametrize(
    ("unit", "values", "form"),
    [
        ("Mio. €", [1.5, 200.25], Form.MONEY),
        ("", [0.25, 0.5], Form.SHARE),
        ("Sites", [1.0, 3.0], Form.WHOLE),
        ("hours", [0.25, 0.5], Form.TWO),
        ("hours", [12.5, 0.5], Form.ONE),
        ("residents", [1234.5, 0.5], Form.WHOLE),
        ("100 % unversorgt", [0.0, 1.5], Form.SHARE),
    ],
)
def test_numbers_are_shown_by_unit_and_size(unit: str, values: list[float], form: Form) -> None:
    frame = pd.DataFrame({"x": values})
    frame.attrs = {"units": {"x": unit}}
    assert StudyFrames({"runs": frame}, "de").form("x", frame["x"]) is form


def test_a_factor_called_like_a_column_leaves_a_file_that_opens(
    frames: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    runs = frames["runs"].copy()
    runs.attrs = frames["runs"].attrs | {"labels": {"people": "Lauf", "recruits": "lauf"}}
    book = load_workbook(write_study({"runs": runs}, tmp_path / "study.xlsx", "de"))
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            heads = [str(cell.value).casefold() for cell in sheet[table.ref][0]]
            assert len(set(heads)) == len(heads)


def test_shares_and_proven_plans_are_said_as_such() -> None:
    runs = pd.DataFrame({"run": [1, 2], "f": [0.5, 1.0], "status": "optimal", "source": "solved", "gap": 0.0})
    runs = runs.assign(**{"goal worst": [0.125, 0.25]})
    runs.attrs = {
        "factors": ["f"],
        "metrics": ["objective", "goal worst"],
        "units": {"goal worst": "100 % unversorgt"},
        "names": {"goal": {"worst": "am schlechtesten versorgt"}},
    }
    (told,) = findings(StudyFrames({"runs": runs}, "de"))
    text = " ".join(told.sentences).replace("\N{NO-BREAK SPACE}", " ")
    assert "Jeder Plan ist bewiesen der beste seines Laufs." in text
    assert (
        "Ziel: am schlechtesten versorgt: von 12,5 % unversorgt im Lauf 1 (0,5) bis 25,0 % unversorgt im Lauf 2 (1)."
        in text
    )


def test_short_names_are_abbreviations_where_there_are_some() -> None:
    assert short_name("Integriertes Gesundheitszentrum (IGZ)") == "IGZ"
    assert short_name("Krankenhaus") == "Krankenhaus"
    assert short_name("Praxengemeinschaft") == "Praxengemei…"


@pytest.mark.parametrize("language_of", LANGUAGES)
def test_every_column_says_what_it_means(language_of: Language) -> None:
    for column in COLUMNS.values():
        assert column.label.in_(language_of)
        assert column.description.in_(language_of).endswith("."), column.name
