"""The planner's own workbook comes back with the right cells marked and everything else as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from instances.findings import CareplanError, Finding, Severity
from instances.i18n import LANGUAGES, Language, Text
from instances.workbook import annotate as annotating
from instances.workbook.annotate import CHECK_LABEL, annotate, sheet_titles
from instances.workbook.styles import AMBER_TINT, RED_TINT

GREEN = PatternFill("solid", fgColor="00FF00")


def error(cell: str, sheet: str = "Places", message: str = "wrong", found: str = "") -> Finding:
    return Finding(Severity.ERROR, message, "mend it", sheet=sheet, cell=cell, found=found)


def warning(cell: str, sheet: str = "Places") -> Finding:
    return Finding(Severity.WARNING, "doubtful", "have a look", sheet=sheet, cell=cell)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workbook as a planner keeps it: an English title, a note, a merged range, a formula, a comment, a colour."""
    workbook = Workbook()
    places = workbook.active
    assert isinstance(places, Worksheet)
    places.title = "PLACES "
    places.append(["Key", "Residents"])
    places.append(["07232296", 5600])
    places.append(["07232297", "=B2*2"])
    places["A4"] = "=text"
    places["A4"].data_type = "s"
    places["A2"].comment = Comment("call Ms Weber", "Weber")
    places["B2"].fill = GREEN
    places["C1"] = CellRichText("half ", TextBlock(InlineFont(b=True), "bold"))
    places.merge_cells("D2:E3")
    workbook.create_sheet("Notizen")["B7"] = "untouched"
    path = tmp_path / "own.xlsx"
    workbook.save(path)
    return path


def marked(own: Path, *findings: Finding, language: Language = "de") -> Workbook:
    target = own.with_name("marked.xlsx")
    annotate(own, findings, target, language)
    return load_workbook(target, rich_text=True)


def fill(sheet: Worksheet, address: str) -> str | None:
    cell = sheet[address]
    return cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None


def test_errors_are_red_and_warnings_amber_and_nothing_else_is_touched(own: Path) -> None:
    sheet = marked(own, error("A3"), warning("B3"))["PLACES "]
    colours = {cell.coordinate: fill(sheet, cell.coordinate) for row in sheet["A1:C4"] for cell in row}
    assert {address for address, colour in colours.items() if colour} == {"A3", "B3", "B2"}
    assert (colours["A3"], colours["B3"], colours["B2"]) == (RED_TINT, AMBER_TINT, "00FF00")
    assert sheet["A2"].comment.text == "call Ms Weber"
    assert sheet["A2"].comment.author == "Weber"


def test_every_value_is_kept(own: Path) -> None:
    before = load_workbook(own, rich_text=True)
    after = marked(own, error("A3"), warning("B2"), error("A4"))
    assert after.sheetnames[1:] == before.sheetnames
    for sheet in before.worksheets:
        cells = {cell.coordinate: (cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row}
        other = after[sheet.title]
        assert {key: (other[key].value, other[key].data_type) for key in cells} == cells
    assert after["PLACES "]["A4"].data_type == "s"


def test_a_comment_is_added_to_the_planners_own(own: Path) -> None:
    comment = marked(own, error("A2"))["PLACES "]["A2"].comment
    assert comment.author == "Weber"
    assert comment.text.startswith("call Ms Weber\n\n")
    assert "wrong" in comment.text
    assert "mend it" in comment.text


def test_all_findings_of_a_cell_stand_in_its_comment_and_the_worst_colours_it(own: Path) -> None:
    sheet = marked(own, warning("A3"), error("A3"))["PLACES "]
    assert fill(sheet, "A3") == RED_TINT
    assert "wrong" in sheet["A3"].comment.text
    assert "doubtful" in sheet["A3"].comment.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_lists_all_findings_with_links(own: Path, language: Language) -> None:
    workbook = marked(
        own,
        warning("B3"),
        error("A3", found="=HYPERLINK(1)"),
        error("", sheet="Pots", message="missing"),
        error(""),
        language=language,
    )
    assert workbook.sheetnames[0] == CHECK_LABEL.in_(language)
    assert workbook.active == workbook.worksheets[0]
    sheet = workbook.worksheets[0]
    rows = list(sheet.iter_rows(min_row=annotating.HEADING_ROW + 1))
    assert [row[5].value for row in rows] == ["wrong", "missing", "wrong", "doubtful"]  # errors first
    assert [row[3].value for row in rows] == ["A3", None, None, "B3"]
    pots = {"de": "Finanzierungsquellen", "en": "Pots"}[language]
    assert [row[2].value for row in rows] == ["PLACES ", pots, "PLACES ", "PLACES "]
    links = [[cell.hyperlink.location for cell in row if cell.hyperlink] for row in rows]
    assert links == [["'PLACES '!A3"], [], ["'PLACES '!A1"], ["'PLACES '!B3"]]
    assert (rows[0][4].value, rows[0][4].data_type) == ("=HYPERLINK(1)", "s")


def test_messages_are_in_the_language_asked_for(own: Path) -> None:
    finding = Finding(
        Severity.ERROR, "{what}", "{what}?", sheet="Places", cell="A3", values={"what": Text("falsch", "wrong")}
    )
    assert "falsch" in marked(own, finding, language="de")["PLACES "]["A3"].comment.text
    assert "wrong" in marked(own, finding, language="en")["PLACES "]["A3"].comment.text


def test_only_the_first_sheet_is_selected(own: Path) -> None:
    workbook = marked(own, error("A3"))
    assert [sheet.sheet_view.tabSelected for sheet in workbook.worksheets] == [True, False, False]


def test_a_cell_inside_a_merged_range_marks_the_cell_that_shows_it(own: Path) -> None:
    sheet = marked(own, error("E3"))["PLACES "]
    assert fill(sheet, "D2") == RED_TINT
    assert sheet["D2"].comment is not None


def test_a_range_is_marked_at_its_first_cell(own: Path) -> None:
    assert fill(marked(own, error("B3:C4"))["PLACES "], "B3") == RED_TINT


def test_marks_of_an_earlier_check_are_taken_out(own: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    annotate(own, [error("A2"), error("A3"), warning("B3")], first, "de")
    annotate(first, [warning("A3")], second, "en")
    workbook = load_workbook(second)
    assert workbook.sheetnames == ["Check result", "PLACES ", "Notizen"]
    sheet = workbook["PLACES "]
    assert [fill(sheet, address) for address in ("A2", "A3", "B3", "B2")] == [None, AMBER_TINT, None, "00FF00"]
    assert sheet["A2"].comment.text == "call Ms Weber"
    assert sheet["B3"].comment is None
    assert "wrong" not in sheet["A3"].comment.text


def test_a_workbook_without_findings_says_so(own: Path) -> None:
    sheet = marked(own, language="en").worksheets[0]
    assert "Errors: 0. Warnings: 0." in [cell.value for cell in sheet["A"]]
    assert sheet.max_row == annotating.HEADING_ROW


def test_many_findings_are_coloured_but_neither_all_commented_nor_all_listed(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotating, "MOST_COMMENTS", 2)
    monkeypatch.setattr(annotating, "MOST_LISTED", 3)
    workbook = marked(own, *(error(f"F{row}") for row in range(2, 7)), language="en")
    sheet = workbook["PLACES "]
    assert [fill(sheet, f"F{row}") for row in range(2, 7)] == [RED_TINT] * 5
    assert [sheet[f"F{row}"].comment is not None for row in range(2, 7)] == [True, True, False, False, False]
    last = workbook.worksheets[0].cell(annotating.HEADING_ROW + 4, 1).value
    assert last == "2 more findings are not listed here."


def test_the_workbook_itself_is_never_overwritten(own: Path) -> None:
    before = own.read_bytes()
    with pytest.raises(CareplanError, match=r"own\.xlsx"):
        annotate(own, [error("A3")], own, "en")
    assert own.read_bytes() == before


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fake.xlsx"
    path.write_text("place;residents\n")
    with pytest.raises(CareplanError):
        annotate(path, [], tmp_path / "out.xlsx", "en")
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("title", "key"),
    [("Orte", "Places"), (" orte", "Places"), ("PLACES", "Places"), ("typ ressourcen", "TypeResources")],
)
def test_sheets_are_found_under_any_of_their_names(title: str, key: str) -> None:
    assert sheet_titles(["Lesen", title])[key] == title


def test_a_title_that_the_catalogue_does_not_know_stands_for_itself() -> None:
    titles = sheet_titles(["Orte", "Places", "Meins"])
    assert titles["Meins"] == "Meins"
    assert titles["Places"] == "Places"
    assert "Sites" not in titles
