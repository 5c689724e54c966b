"""Cells are read as they stand, with their addresses, whatever program wrote the workbook."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame

from instances.findings import WorkbookError
from instances.workbook import refusals
from instances.workbook.cells import ERROR_TEXTS, SheetCells, address, read_cells
from tests.instances import handmade
from tests.instances.handmade import MAIN, Parts, formula, number, parts_of, row, sheet, text, zipped

DATES = (
    f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
    "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


def read(folder: Path, parts: Parts) -> dict[str, SheetCells]:
    path = folder / "Planung.xlsx"
    path.write_bytes(zipped(parts))
    return read_cells(path)


def read_sheet(folder: Path, rows: str = "", after: str = "", before: str = "", extra: str = "") -> SheetCells:
    return read(folder, parts_of(extra, Orte=sheet(rows, after, before)))["Orte"]


def saved(folder: Path, *rows: list[Any]) -> tuple[Path, Workbook, Worksheet]:
    workbook = Workbook()
    worksheet = workbook.active
    assert isinstance(worksheet, Worksheet)
    worksheet.title = "Orte"
    for values in rows:
        worksheet.append(values)
    return folder / "Planung.xlsx", workbook, worksheet


def values(cells: SheetCells) -> dict[str, Any]:
    """What stands below the headings, by address."""
    return {
        f"{letter}{at}": value
        for letter in cells.letters
        for at, value in zip(cells.rows, cells.frame[letter], strict=True)
        if value is not None
    }


class TestValues:
    def test_come_as_python_objects_under_their_letters(self, tmp_path: Path) -> None:
        given: list[list[Any]] = [
            ["Ort", "Name", "Anteil", "aktiv", "Stand"],
            ["07232101", "Prüm", 0.25, True, datetime(2026, 1, 2)],
        ]
        path, workbook, _ = saved(tmp_path, *given)
        workbook.save(path)
        cells = read_cells(path)["Orte"]
        assert cells.headings == {"A": "Ort", "B": "Name", "C": "Anteil", "D": "aktiv", "E": "Stand"}
        assert cells.frame.to_numpy().tolist() == given[1:]
        assert set(cells.frame.dtypes) == {np.dtype(object)}
        assert cells.letters == ("A", "B", "C", "D", "E")
        assert cells.rows.tolist() == [2]

    def test_of_every_type_of_cell(self, tmp_path: Path) -> None:
        rows = row(1, *(text(f"{letter}1", letter) for letter in "ABCDEFGH")) + row(
            2,
            number("A2", 12),
            number("B2", 1.5),
            number("C2", 1e21),
            '<c r="D2" t="b"><v>0</v></c>',
            '<c r="E2" t="e"><v>#N/A</v></c>',
            '<c r="F2" t="str"><v>1.234,50</v></c>',
            '<c r="G2" t="inlineStr"><is><r><t>Pr</t></r><r><t>üm</t></r></is></c>',
            '<c r="H2" t="d"><v>2026-01-02T00:00:00</v></c>',
        )
        assert values(read_sheet(tmp_path, rows)) == {
            "A2": 12,
            "B2": 1.5,
            "C2": 1e21,
            "D2": False,
            "E2": "#N/A",
            "F2": "1.234,50",
            "G2": "Prüm",
            "H2": datetime(2026, 1, 2),
        }

    def test_of_shared_texts(self, tmp_path: Path) -> None:
        parts = parts_of(Orte=sheet(row(1, '<c r="A1" t="s"><v>1</v></c>') + row(2, '<c r="A2" t="s"><v>0</v></c>')))
        texts = '<si><t xml:space="preserve"> Prüm</t></si><si><r><t>Or</t></r><r><t>t</t></r></si>'
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{texts}</sst>'
        kind = handmade.SPREADSHEET + "sharedStrings+xml"
        parts["[Content_Types].xml"] = handmade.types(**{"xl/sharedStrings.xml": kind})
        cells = read(tmp_path, parts)["Orte"]
        assert (cells.headings["A"], values(cells)) == ("Ort", {"A2": " Prüm"})

    def test_rich_text_is_text(self, tmp_path: Path) -> None:
        path, workbook, worksheet = saved(tmp_path, ["Ort"])
        worksheet["A2"] = CellRichText("Prüm ", TextBlock(InlineFont(b=True), "Stadt"))
        workbook.save(path)
        assert values(read_cells(path)["Orte"]) == {"A2": "Prüm Stadt"}

    def test_text_numbers_stay_text(self, tmp_path: Path) -> None:
        rows = row(1, text("A1", "Ort")) + "".join(
            row(at, text(f"A{at}", value)) for at, value in enumerate(["07232101", "1.234,50", "=1+1"], start=2)
        )
        assert values(read_sheet(tmp_path, rows)) == {"A2": "07232101", "A3": "1.234,50", "A4": "=1+1"}

    @pytest.mark.parametrize(("setting", "expected"), [("", datetime(2026, 1, 2)), ("1", datetime(2030, 1, 3))])
    def test_both_date_systems(self, tmp_path: Path, setting: str, expected: datetime) -> None:
        extra = f'<workbookPr date1904="{setting or 0}"/>'
        parts = parts_of(extra, Orte=sheet(row(1, text("A1", "Stand")) + row(2, '<c r="A2" s="1"><v>46024</v></c>')))
        assert values(read(tmp_path, {**parts, "xl/styles.xml": DATES})["Orte"]) == {"A2": expected}

    def test_the_1904_system_as_openpyxl_writes_it(self, tmp_path: Path) -> None:
        path, workbook, _ = saved(tmp_path, ["Stand"], [datetime(2026, 1, 2)], [time(8, 30)])
        workbook.epoch = CALENDAR_MAC_1904
        workbook.save(path)
        assert values(read_cells(path)["Orte"]) == {"A2": datetime(2026, 1, 2), "A3": time(8, 30)}

    def test_an_impossible_date_reads_as_an_error(self, tmp_path: Path) -> None:
        parts = parts_of(Orte=sheet(row(1, text("A1", "Stand")) + row(2, '<c r="A2" s="1"><v>99999999</v></c>')))
        cells = read(tmp_path, {**parts, "xl/styles.xml": DATES})["Orte"]
        assert cells.errors == {"A2": "#VALUE!"}


class TestRowsAndColumns:
    def test_empty_rows_are_left_out_and_the_others_keep_their_numbers(self, tmp_path: Path) -> None:
        rows = row(1, text("A1", "Ort")) + row(3, text("A3", "Prüm")) + row(4) + row(5, '<c r="A5" s="0"/>')
        cells = read_sheet(tmp_path, rows + row(900_000, text("A900000", "Daun")))
        assert cells.rows.tolist() == [3, 900_000]
        assert cells.frame["A"].tolist() == ["Prüm", "Daun"]

    @pytest.mark.parametrize("blank", [" ", "\t", "\xa0", ""])
    def test_rows_of_blanks_are_empty(self, tmp_path: Path, blank: str) -> None:
        rows = row(1, text("A1", "Ort")) + row(2, text("A2", blank)) + row(3, text("A3", "Prüm"))
        assert read_sheet(tmp_path, rows).rows.tolist() == [3]

    def test_columns_without_content_are_left_out(self, tmp_path: Path) -> None:
        rows = row(1, text("B1", "Ort"), text("E1", "leer")) + row(2, text("B2", "Prüm"), number("D2", 5))
        cells = read_sheet(tmp_path, rows)
        assert cells.letters == ("B", "D", "E")
        assert cells.headings == {"B": "Ort", "D": None, "E": "leer"}
        assert values(cells) == {"B2": "Prüm", "D2": 5}

    def test_a_sheet_without_headings(self, tmp_path: Path) -> None:
        cells = read_sheet(tmp_path, row(2, text("A2", "Prüm")))
        assert (cells.headings, values(cells)) == ({"A": None}, {"A2": "Prüm"})

    @pytest.mark.parametrize("rows", ["", row(1), row(1, '<c r="A1" s="0"/>')])
    def test_an_empty_sheet(self, tmp_path: Path, rows: str) -> None:
        cells = read_sheet(tmp_path, rows)
        assert cells.headings == {}
        assert cells.frame.empty
        assert cells.rows.tolist() == []

    def test_headings_only(self, tmp_path: Path) -> None:
        cells = read_sheet(tmp_path, row(1, text("A1", "Ort"), text("B1", "Ort")))
        assert cells.headings == {"A": "Ort", "B": "Ort"}
        assert cells.frame.shape == (0, 2)

    @pytest.mark.parametrize("dimension", ["", '<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>'])
    def test_stated_dimensions_do_not_matter(self, tmp_path: Path, dimension: str) -> None:
        rows = row(1, text("A1", "Ort"), text("B1", "Name")) + row(2, number("A2", 1), text("B2", "Prüm"))
        cells = read_sheet(tmp_path, rows, before=dimension)
        assert cells.frame.shape == (1, 2)

    def test_cells_without_addresses(self, tmp_path: Path) -> None:
        rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>4</v></c></row>"
        cells = read_sheet(tmp_path, rows)
        assert cells.headings == {"A": 1, "B": 2}
        assert values(cells) == {"B2": 4}

    def test_tags_with_a_prefix(self, tmp_path: Path) -> None:
        content = (
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
            '<x:row r="2" hidden="1"><x:c r="A2"><x:f>A1+1</x:f></x:c><x:c r="B2"><x:v>3</x:v></x:c></x:row>'
            '</x:sheetData><x:mergeCells><x:mergeCell ref="A4:B4"/></x:mergeCells></x:worksheet>'
        )
        cells = read(tmp_path, parts_of(Orte=content))["Orte"]
        assert values(cells) == {"B2": 3}
        assert (cells.uncalculated, cells.hidden_rows, cells.merged) == ({"A2": "=A1+1"}, (2,), ("A4:B4",))


class TestFormulas:
    HEADING = row(1, text("A1", "Wert"))

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            (formula("A2", "1+1", "2"), 2),
            (formula("A2", "1/0", "#DIV/0!", kind="e"), "#DIV/0!"),
            (formula("A2", '"a"', "a", kind="str"), "a"),
            (formula("A2", "1=1", "1", kind="b"), True),
            ('<c r="A2"><f t="shared" si="0"/><v>7</v></c>', 7),
        ],
    )
    def test_calculated_formulas_read_as_their_value(self, tmp_path: Path, cell: str, value: Any) -> None:
        cells = read_sheet(tmp_path, self.HEADING + row(2, cell))
        assert values(cells) == {"A2": value}
        assert cells.uncalculated == {}

    @pytest.mark.parametrize("result", ["", None])
    def test_a_formula_that_gives_the_empty_text_is_calculated(self, tmp_path: Path, result: str | None) -> None:
        cells = read_sheet(tmp_path, self.HEADING + row(2, formula("A2", 'IF(1=2,"x","")', result, kind="str")))
        assert (cells.uncalculated, values(cells)) == ({}, {})

    @pytest.mark.parametrize("result", ["", None])
    def test_a_formula_without_a_value_was_never_calculated(self, tmp_path: Path, result: str | None) -> None:
        rows = self.HEADING + row(2, formula("A2", "SUM(B1:B9)", result), number("B2", 1)) + row(3, number("A3", 1))
        assert read_sheet(tmp_path, rows).uncalculated == {"A2": "=SUM(B1:B9)"}

    def test_as_openpyxl_writes_them(self, tmp_path: Path) -> None:
        path, workbook, _ = saved(tmp_path, ["Wert"], ["=1+1"], [5])
        workbook.save(path)
        cells = read_cells(path)["Orte"]
        assert (cells.uncalculated, values(cells)) == ({"A2": "=1+1"}, {"A3": 5})

    def test_values_that_the_workbook_calls_out_of_date(self, tmp_path: Path) -> None:
        rows = self.HEADING + row(2, formula("A2", "1+1", "0"), number("B2", 4))
        assert read_sheet(tmp_path, rows, extra='<calcPr fullCalcOnLoad="1"/>').uncalculated == {"A2": "=1+1"}


class TestMarks:
    def test_errors_of_excel_in_both_languages(self, tmp_path: Path) -> None:
        rows = row(1, text("A1", "Wert"), text("B1", "#NV")) + row(
            2, '<c r="A2" t="e"><v>#DIV/0!</v></c>', text("B2", "#NV"), text("C2", "#Nordend")
        )
        assert read_sheet(tmp_path, rows).errors == {"A2": "#DIV/0!", "B2": "#NV"}
        assert {"#N/A", "#DIV/0!", "#REF!", "#NV", "#WERT!", "#BEZUG!"} <= ERROR_TEXTS

    def test_merged_ranges_hidden_rows_and_columns(self, tmp_path: Path) -> None:
        cells = read_sheet(
            tmp_path,
            row(1, *(text(f"{letter}1", letter) for letter in "ABCD"))
            + row(2, number("A2", 1), attributes='hidden="1"')
            + row(3, number("A3", 1), attributes='hidden="false"')
            + row(4, number("A4", 1), attributes='hidden="true"')
            + row(5, attributes='hidden="1"'),
            after='<mergeCells count="2"><mergeCell ref="A2:B2"/><mergeCell ref="C3:C9"/></mergeCells>',
            before='<cols><col min="2" max="3" hidden="1"/><col min="4" max="4"/>'
            '<col min="9" max="16384" hidden="1"/></cols>',
        )
        assert cells.merged == ("A2:B2", "C3:C9")
        assert cells.hidden_rows == (2, 4)
        assert cells.hidden_columns == ("B", "C")
        assert not cells.hidden

    @pytest.mark.parametrize("state", ["hidden", "veryHidden"])
    def test_hidden_sheets(self, tmp_path: Path, state: str) -> None:
        path, workbook, _ = saved(tmp_path, ["Ort"])
        workbook.create_sheet("Geheim").sheet_state = state
        workbook.save(path)
        assert {title: cells.hidden for title, cells in read_cells(path).items()} == {"Orte": False, "Geheim": True}

    def test_nothing_to_mark(self, tmp_path: Path) -> None:
        cells = read_sheet(tmp_path, row(1, text("A1", "Ort")) + row(2, text("A2", "Prüm")))
        assert not any((cells.errors, cells.uncalculated, cells.merged, cells.hidden_rows, cells.hidden_columns))


class TestWorkbooks:
    def test_only_wanted_sheets_in_the_order_of_the_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "Planung.xlsx"
        content = sheet(row(1, text("A1", "x")))
        path.write_bytes(zipped(parts_of(Typen=content, Notizen=content, Orte=content)))
        assert list(read_cells(path)) == ["Typen", "Notizen", "Orte"]
        assert list(read_cells(path, lambda title: title != "Notizen")) == ["Typen", "Orte"]

    def test_a_refused_file_is_not_read(self, tmp_path: Path) -> None:
        path = tmp_path / "Planung.xlsx"
        path.write_text("Ort;Name\n", encoding="utf-8")
        with pytest.raises(WorkbookError, match="text file"):
            read_cells(path)

    @pytest.mark.parametrize(
        "cell",
        [
            '<c r="A2" t="s"><v>99</v></c>',  # no such shared text
            '<c r="A2"><v>twelve</v></c>',
            '<c r="A2" s="x"><v>1</v></c>',
            '<c r="A2" t="d"><v>tomorrow</v></c>',
        ],
    )
    def test_what_the_parser_chokes_on_is_one_clear_finding(self, tmp_path: Path, cell: str) -> None:
        with pytest.raises(WorkbookError) as caught:
            read_sheet(tmp_path, row(2, cell))
        (finding,) = caught.value.findings
        assert finding.message == refusals.DAMAGED.message

    def test_the_file_is_closed_again(self, tmp_path: Path) -> None:
        path = tmp_path / "Planung.xlsx"
        path.write_bytes(zipped(parts_of()))
        read_cells(path)
        path.rename(tmp_path / "andere.xlsx")  # fails on Windows while the file is open

    def test_a_written_table_reads_back(self, tmp_path: Path) -> None:
        dice = np.random.default_rng(5)
        table = DataFrame(
            {"place": [f"{i:08d}" for i in range(300)], "minutes": dice.uniform(0, 60, 300).round(1)}, dtype=object
        )
        path, workbook, _ = saved(tmp_path, list(table.columns), *table.to_numpy().tolist())
        workbook.save(path)
        cells = read_cells(path)["Orte"]
        assert cells.frame.to_numpy().tolist() == table.to_numpy().tolist()
        assert cells.rows.tolist() == list(range(2, 302))


@pytest.mark.parametrize(("at", "expected"), [((1, 1), "A1"), ((17, 4), "D17"), ((1_048_576, 16_384), "XFD1048576")])
def test_address(at: tuple[int, int], expected: str) -> None:
    assert address(*at) == expected
