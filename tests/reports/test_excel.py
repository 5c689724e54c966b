"""The Excel report: complete, printable, safe, and honest about what is proven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from instances.i18n import LANGUAGES, Language
from instances.instance import Instance
from planning_model.plan import Plan
from reports.excel.cells import put
from reports.excel.report import write_report
from reports.metrics import METRICS, all_metrics
from tests.reports.cases import NOTE, Case
from tests.reports.valley import FRAMES_OF_VALLEY, valley_plan


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def report(case: Case, language: Language, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return load_workbook(write_report(case.instance, case.plan, tmp_path_factory.mktemp("report"), language))


def cells(book: Workbook) -> Iterator[Cell]:
    """Every cell that holds something."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def test_the_report_begins_with_the_plan_and_then_today(report: Workbook, language: Language) -> None:
    assert len(report.worksheets) >= 20
    first = report.worksheets[0]
    texts = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value is not None]
    assert any("Beispielland" in text for text in texts)
    assert any(NOTE["de"] in text for text in texts)
    assert METRICS["today_areas"].description.in_(language) in {
        str(cell.value) for cell in report.worksheets[1]["A"] if cell.value is not None
    }


def test_the_first_page_prints_on_one_page(report: Workbook) -> None:
    page = report.worksheets[0].page_setup
    assert (page.fitToWidth, page.fitToHeight, page.orientation) == (1, 1, "landscape")


def test_every_sheet_prints_with_its_origin(report: Workbook, case: Case) -> None:
    for sheet in report.worksheets:
        assert sheet.page_setup.fitToWidth == 1, sheet.title
        assert NOTE["de"] in str(sheet.oddHeader.left.text), sheet.title
        assert case.instance.fingerprint[:12] in str(sheet.oddFooter.right.text), sheet.title
        assert "1" in str(sheet.oddFooter.left.text), sheet.title  # the gap of 1.1 %
        assert "&P" in str(sheet.oddFooter.center.text), sheet.title


def test_no_description_is_cut_off_in_print(report: Workbook) -> None:
    """What spans several cells lies within what is printed, even where its table is narrower."""
    spans = [(sheet, span) for sheet in report if sheet.print_area for span in sheet.merged_cells.ranges]
    assert len(spans) > 20
    for sheet, span in spans:
        corners = re.findall(r"\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", sheet.print_area)
        areas = [CellRange("{}{}:{}{}".format(*corner)) for corner in corners]
        assert any(span.issubset(area) for area in areas), (sheet.title, span.coord)


def tables_of(book: Workbook) -> dict[str, tuple[Worksheet, Table]]:
    """Every Excel table by the key of its metric."""
    found = [(sheet, table) for sheet in book.worksheets for table in sheet.tables.values()]
    return {table.displayName.rpartition("_")[0]: (sheet, table) for sheet, table in found}


def test_every_metric_has_a_table_with_its_headings(report: Workbook, case: Case) -> None:
    tables = tables_of(report)
    empty = {key for key, frame in all_metrics(case.instance, case.plan).items() if frame.empty}
    assert tables.keys() == METRICS.keys() - empty
    for sheet, table in tables.values():
        head = [cell.value for cell in sheet[table.ref][0]]
        assert head == [column.name for column in table.tableColumns]
        assert all(cell.comment is not None for cell in sheet[table.ref][0])


def test_headings_stay_in_sight_and_are_repeated_in_print(report: Workbook) -> None:
    for sheet in report.worksheets:
        if len(sheet.tables) == 1 and not sheet.row_breaks.brk:
            head = next(iter(sheet.tables.values())).ref.split(":")[0].lstrip("A")
            assert sheet.freeze_panes == f"B{int(head) + 1}", sheet.title
            assert sheet.print_title_rows == f"${head}:${head}", sheet.title


def test_charts_have_titles_axes_and_data(report: Workbook) -> None:
    charts = [(sheet, chart) for sheet in report.worksheets for chart in sheet._charts]  # type: ignore[attr-defined]
    assert len(charts) >= 10
    for sheet, chart in charts:
        assert chart.title is not None, sheet.title
        assert not chart.x_axis.delete
        assert not chart.y_axis.delete
        assert chart.y_axis.title is not None
        for series in chart.series:
            name, _, span = series.val.numRef.f.rpartition("!")
            block = report[name.strip("'")][span.replace("$", "")]
            values = [cell.value for row in (block if isinstance(block, tuple) else ((block,),)) for cell in row]
            assert any(isinstance(value, int | float) for value in values) or not any(values), series.val.numRef.f


def test_every_district_and_area_has_a_page_and_a_link(report: Workbook, case: Case) -> None:
    areas, districts = len(case.instance.tables["Areas"]), case.instance.tables["Places"]["district"].nunique()
    paged = [sheet for sheet in report.worksheets if sheet.row_breaks.brk and not sheet.tables]
    assert [len(sheet.row_breaks.brk) for sheet in paged] == [districts, areas]
    for sheet in paged:
        links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        starts = {f"'{sheet.title}'!A{page.id + 1}" for page in sheet.row_breaks.brk}
        assert starts <= set(links)
        for start in starts:
            assert sheet[start.rpartition("!")[2]].value


def test_numbers_are_numbers_and_carry_their_format(report: Workbook, language: Language) -> None:
    share = "0.0\\ %" if language == "de" else "0.0%"
    sheet, table = tables_of(report)["areas"]
    heads = [column.name for column in table.tableColumns]
    where = heads.index(next(head for head in heads if head in ("Versorgungsgrad im Plan", "Supply ratio in plan")))
    for row in sheet[table.ref][1:]:
        assert isinstance(row[where].value, int | float)
        assert row[where].number_format == share


def test_nothing_is_a_formula_and_nothing_is_shown_as_missing(report: Workbook) -> None:
    for cell in cells(report):
        assert cell.data_type != "f", (cell.parent.title, cell.coordinate)
        assert str(cell.value).lower() not in ("nan", "none", "nat", "<na>"), (cell.parent.title, cell.coordinate)


def test_the_word_for_a_proven_best_plan_is_reserved(report: Workbook, case: Case, tmp_path: Path) -> None:
    assert [cell.coordinate for cell in cells(report) if "optimal" in str(cell.value).lower()] == []
    proven = replace(case.plan, status="optimal", levels=case.plan.levels.assign(gap=0.0))
    book = load_workbook(write_report(case.instance, proven, tmp_path, "en"))
    assert "Proven optimal" in str(book.worksheets[0]["A3"].value)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    labels = ["=1+1", "+49 651", "-Praxis", "@Zentrum"]
    frames = FRAMES_OF_VALLEY | {"Sites": FRAMES_OF_VALLEY["Sites"].assign(label=labels)}
    nasty = Instance.from_frames(frames)
    book = load_workbook(write_report(nasty, valley_plan(nasty), tmp_path, "en"))
    shown = {str(cell.value): cell.data_type for cell in cells(book)}
    assert {label: shown[label] for label in labels} == dict.fromkeys(labels, "s")


def test_what_excel_cannot_hold_is_left_out() -> None:
    sheet = Workbook().create_sheet()
    assert put(sheet, 1, 1, "bell\x07").value == "bell "
    assert put(sheet, 1, 2, float("nan")).value is None
    assert put(sheet, 1, 3, float("inf")).value is None
    assert len(str(put(sheet, 1, 4, "x" * 40_000).value)) == 32_767


def test_a_plan_without_provenance_gap_or_baseline_is_reported(instance: Instance, plan: Plan, tmp_path: Path) -> None:
    bare = replace(plan, provenance={}, baseline={}, bound=None, gap=None, levels=plan.levels.iloc[:0])
    book = load_workbook(write_report(instance, bare, tmp_path / "new" / "folder", "en"))
    assert "has not been proven" in str(book.worksheets[0]["A3"].value)


def test_the_legend_explains_every_heading(report: Workbook) -> None:
    legend = report.worksheets[-2] if len(report.worksheets[-1].tables) else report.worksheets[-1]
    explained = {str(cell.value) for cell in legend["A"]}
    headings = {
        str(cell.value)
        for sheet in report.worksheets
        for table in sheet.tables.values()
        for cell in sheet[table.ref][0]
    }
    assert headings <= explained


def test_it_is_the_same_report_twice(instance: Instance, plan: Plan, tmp_path: Path) -> None:
    books = [load_workbook(write_report(instance, plan, tmp_path / name, "de")) for name in ("first", "second")]
    first, second = ([(cell.coordinate, cell.value) for cell in cells(book)] for book in books)
    assert first == second


def test_the_valley_reports_its_figures_on_the_first_page(instance: Instance, plan: Plan, tmp_path: Path) -> None:
    book = load_workbook(write_report(instance, plan, tmp_path, "en"))
    first = book.worksheets[0]
    numbers = [cell.value for row in first.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    assert pytest.approx(1.672855, rel=1e-5) in numbers  # present value
    assert 2750 in numbers  # unserved with the plan
    assert pd.Series(numbers).between(0.016, 0.018).any()  # the proven gap
