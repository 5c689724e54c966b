"""The guard refuses what is no plain workbook with one clear line, in bounded memory, and lets real workbooks in."""

from __future__ import annotations

import random
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference

from instances.findings import Severity, WorkbookError
from instances.workbook import refusals, sheet_scan
from instances.workbook.cells import read_cells
from instances.workbook.guard import MAX_FILE, check_workbook, guard
from instances.workbook.refusals import Refusal
from tests.instances import handmade
from tests.instances.handmade import Parts, formula, number, parts_of, relation, relations, row, sheet, text, zipped

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
MB = 1_000_000


def compound(*streams: str) -> bytes:
    return OLE + bytes(504) + b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in streams)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "Planung.xlsx"
    path.write_bytes(content)
    return path


def assert_refused(path: Path, refusal: Refusal) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        guard(path)
    (finding,) = caught.value.findings
    assert (finding.message, finding.remedy) == refusal, finding.line("en")
    assert finding.severity is Severity.ERROR
    for line in (finding.line("en"), finding.text("de"), finding.advice("de")):
        assert line.isprintable()
        assert "{" not in line
    return caught.value


def with_parts(**more: str | bytes) -> Parts:
    return {**parts_of(), **more}


class TestFilesThatAreNoWorkbook:
    def test_missing(self, tmp_path: Path) -> None:
        error = assert_refused(tmp_path / "Plannung.xlsx", refusals.NOT_FOUND)
        assert "Plannung.xlsx" in str(error)

    def test_folder(self, tmp_path: Path) -> None:
        assert_refused(tmp_path, refusals.FOLDER)

    def test_unreadable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def denied(_: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        path = written(tmp_path, zipped(parts_of()))
        monkeypatch.setattr(Path, "read_bytes", denied)
        assert "Permission denied" in str(assert_refused(path, refusals.UNREADABLE))

    def test_too_large_is_not_read_to_the_end(self, tmp_path: Path) -> None:
        path = tmp_path / "Planung.xlsx"
        with path.open("wb") as file:
            file.truncate(100 * MAX_FILE)  # a sparse file: most systems store nothing
        assert_refused(path, refusals.TOO_LARGE)

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (b"", refusals.EMPTY),
            (compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), refusals.ENCRYPTED),
            (compound("Root Entry", "Workbook"), refusals.OLD_EXCEL),
            (compound("Root Entry", "Book"), refusals.OLD_EXCEL),
            (compound("Root Entry", "WordDocument"), refusals.OLD_OFFICE),
            ("Ort;Einwohner\nPrüm;5.400\n".encode("cp1252"), refusals.TEXT),
            ("\ufeffOrt;Einwohner\nPrüm;5.400\n".encode(), refusals.TEXT),
            ("Ort\tEinwohner\nPrüm\t5.400\n".encode("utf-16"), refusals.TEXT),
            (b'\r\n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>', refusals.HTML),
            (b"<!DOCTYPE HTML><p>Please log in", refusals.HTML),
            (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', refusals.XML),
            (b"%PDF-1.7\n\x00", refusals.PDF),
            (b"\x89PNG\r\n\x1a\n\0\0\0", refusals.UNKNOWN),
        ],
    )
    def test_something_else_under_its_name(self, tmp_path: Path, content: bytes, refusal: Refusal) -> None:
        assert_refused(written(tmp_path, content), refusal)

    @pytest.mark.parametrize(
        ("parts", "refusal"),
        [
            ({"notes.txt": "hello"}, refusals.OTHER_ZIP),
            ({}, refusals.OTHER_ZIP),
            ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}, refusals.OPEN_DOCUMENT),
            ({"[Content_Types].xml": handmade.types("application/x-wordprocessingml.document")}, refusals.WORD),
            ({"[Content_Types].xml": handmade.types("application/x-presentationml.slides")}, refusals.POWERPOINT),
            (
                {"[Content_Types].xml": handmade.types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")},
                refusals.BINARY_EXCEL,
            ),
            (parts_of(namespace="http://purl.oclc.org/ooxml/spreadsheetml/main"), refusals.STRICT_EXCEL),
        ],
    )
    def test_another_archive(self, tmp_path: Path, parts: Parts, refusal: Refusal) -> None:
        assert_refused(written(tmp_path, zipped(parts)), refusal)


class TestDamagedArchives:
    def test_cut_off(self, tmp_path: Path) -> None:
        content = zipped(parts_of())
        assert_refused(written(tmp_path, content[: len(content) // 2]), refusals.INCOMPLETE)

    def test_every_single_cut_is_refused(self, tmp_path: Path) -> None:
        content = zipped(parts_of())
        for length in range(0, len(content), 37):
            with pytest.raises(WorkbookError):
                guard(written(tmp_path, content[:length]))

    def test_wrong_checksum(self, tmp_path: Path) -> None:
        content = zipped(parts_of(), zipfile.ZIP_STORED)
        assert_refused(written(tmp_path, content.replace("Prüm".encode(), "Brüm".encode())), refusals.DAMAGED)

    def test_broken_directory(self, tmp_path: Path) -> None:
        content = zipped(parts_of())
        start = content.index(b"PK\x01\x02")
        assert_refused(written(tmp_path, content[:start] + b"PK\x01\x00" + content[start + 4 :]), refusals.DAMAGED)

    def test_password_of_the_archive(self, tmp_path: Path) -> None:
        assert_refused(written(tmp_path, handmade.set_flag(zipped(parts_of()), 0x1)), refusals.ENCRYPTED)

    def test_exotic_compression(self, tmp_path: Path) -> None:
        assert_refused(written(tmp_path, zipped(parts_of(), zipfile.ZIP_LZMA)), refusals.DAMAGED)

    @pytest.mark.parametrize(
        "name", ["../evil.xml", "xl/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "xl\\evil.xml"]
    )
    def test_names_that_leave_the_archive(self, tmp_path: Path, name: str) -> None:
        assert_refused(written(tmp_path, zipped({**parts_of(), name: "x"})), refusals.UNSAFE_PART)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    @pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml"])
    def test_the_same_name_twice(self, tmp_path: Path, name: str) -> None:
        content = zipped([*parts_of().items(), (name, "<other/>")])
        assert_refused(written(tmp_path, content), refusals.DUPLICATE_PART)

    @pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
    def test_missing_parts(self, tmp_path: Path, missing: str) -> None:
        parts = {name: content for name, content in parts_of().items() if name != missing}
        assert_refused(written(tmp_path, zipped(parts)), refusals.DAMAGED)

    @pytest.mark.parametrize(
        "content",
        [
            "<worksheet><sheetData></worksheet>",
            "<chartsheet/>",
            "not XML",
            sheet(row(2) + row(1)),
            sheet(row(1) + row(1)),
            sheet(row(1_048_577)),
            sheet('<row r="first"/>'),
            sheet(row(1, number("B1", 1), number("A1", 2))),
            sheet(row(1, number("XFE1", 1))),
            sheet(row(1, number("1", 1))),
        ],
    )
    def test_sheets_that_no_program_writes(self, tmp_path: Path, content: str) -> None:
        assert_refused(written(tmp_path, zipped(parts_of(Orte=content))), refusals.DAMAGED)

    def test_two_sheets_of_one_part(self, tmp_path: Path) -> None:
        links = relations(*(relation(f"r{i}", "worksheet", "worksheets/sheet1.xml") for i in (1, 2)))
        parts = {**parts_of(Orte=sheet(), Typen=sheet()), "xl/_rels/workbook.xml.rels": links}
        assert_refused(written(tmp_path, zipped(parts)), refusals.DAMAGED)

    def test_two_sheets_of_one_title(self, tmp_path: Path) -> None:
        assert_refused(written(tmp_path, zipped(parts_of(Orte=sheet(), ORTE=sheet()))), refusals.DAMAGED)

    def test_random_damage_never_ends_in_another_error(self, tmp_path: Path) -> None:
        dice = random.Random(20)
        whole = zipped(parts_of(Orte=sheet(row(1, text("A1", "Ort")) + row(2, number("A2", 1)))), zipfile.ZIP_STORED)
        refused = 0
        for _ in range(400):
            content = bytearray(whole)
            for _ in range(dice.randint(1, 4)):
                content[dice.randrange(len(content))] = dice.randrange(256)
            try:
                read_cells(written(tmp_path, bytes(content)))
            except WorkbookError:
                refused += 1
        assert refused > 300


class TestHostileContent:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml"])
    def test_document_types(self, tmp_path: Path, part: str, encoding: str) -> None:
        attack = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
        assert_refused(written(tmp_path, zipped(with_parts(**{part: attack.encode(encoding)}))), refusals.ENTITIES)

    @pytest.mark.parametrize("before", [1_048_570, 1_048_576, 2_097_145])
    def test_document_types_across_the_pieces_that_are_read(self, tmp_path: Path, before: int) -> None:
        padding = "<!--" + "<" * (before - 7) + "-->"
        assert len(padding) == before
        content = padding + '<!DOCTYPE x SYSTEM "file:///etc/hosts"><x/>'
        assert_refused(written(tmp_path, zipped(parts_of(Orte=content))), refusals.ENTITIES)

    @pytest.mark.parametrize(
        ("part", "refusal"),
        [
            ("xl/vbaProject.bin", refusals.MACROS),
            ("XL/VBAPROJECT.BIN", refusals.MACROS),
            ("xl/macrosheets/sheet1.xml", refusals.MACROS),
            ("xl/embeddings/oleObject1.bin", refusals.EMBEDDED),
            ("xl/activeX/activeX1.xml", refusals.EMBEDDED),
            ("xl/externalLinks/externalLink1.xml", refusals.EXTERNAL_LINKS),
            ("xl/connections.xml", refusals.QUERIES),
            ("xl/queryTables/queryTable1.xml", refusals.QUERIES),
            ("xl/model/item.data", refusals.QUERIES),
        ],
    )
    def test_parts_that_reach_beyond_the_workbook(self, tmp_path: Path, part: str, refusal: Refusal) -> None:
        assert_refused(written(tmp_path, zipped(with_parts(**{part: "<x/>"}))), refusal)

    @pytest.mark.parametrize(
        "types",
        [
            handmade.types("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            handmade.types(**{"xl/innocent.bin": "application/vnd.ms-office.vbaProject"}),
        ],
    )
    def test_macros_by_content_type(self, tmp_path: Path, types: str) -> None:
        assert_refused(written(tmp_path, zipped(with_parts(**{"[Content_Types].xml": types}))), refusals.MACROS)

    def test_macro_sheets_by_relation(self, tmp_path: Path) -> None:
        links = relations(relation("r1", "xlMacrosheet", "worksheets/sheet1.xml"))
        assert_refused(written(tmp_path, zipped(with_parts(**{"xl/_rels/workbook.xml.rels": links}))), refusals.MACROS)

    @pytest.mark.parametrize("kind", ["image", "externalLinkPath", "oleObject", "attachedTemplate"])
    def test_relations_that_lead_out(self, tmp_path: Path, kind: str) -> None:
        links = relations(relation("r1", kind, "http://192.0.2.1/track.png", "External"))
        error = assert_refused(
            written(tmp_path, zipped(with_parts(**{"xl/worksheets/_rels/sheet1.xml.rels": links}))),
            refusals.EXTERNAL_LINKS,
        )
        assert "http://192.0.2.1/track.png" in str(error)

    def test_the_types_of_a_part_twice(self, tmp_path: Path) -> None:
        types = handmade.types().replace("</Types>", '<Override PartName="/xl/workbook.xml" ContentType="x"/></Types>')
        content = zipped(with_parts(**{"[Content_Types].xml": types}))
        assert_refused(written(tmp_path, content), refusals.DUPLICATE_PART)

    def test_names_from_the_file_cannot_forge_lines(self, tmp_path: Path) -> None:
        title = "Orte&#10;error: all is well&#9;" + "x" * 500
        parts = {**parts_of(), "xl/workbook.xml": handmade.workbook([title])}
        parts["xl/worksheets/sheet1.xml"] = sheet(row(1, number("XFD1", 1)))
        error = assert_refused(written(tmp_path, zipped(parts)), refusals.STRAY_CELL)
        assert len(str(error)) < 500


class TestTooMuch:
    def test_a_bomb_in_a_sheet(self, tmp_path: Path) -> None:
        parts = parts_of(Orte=sheet("<row/>" + " " * 60 * MB))
        assert_refused(written(tmp_path, zipped(parts)), refusals.BOMB)

    def test_a_bomb_that_is_no_part_of_the_workbook(self, tmp_path: Path) -> None:
        assert_refused(written(tmp_path, zipped(with_parts(**{"xl/media/image1.png": bytes(50 * MB)}))), refusals.BOMB)

    def test_a_bomb_of_many_parts(self, tmp_path: Path) -> None:
        noise = random.Random(1).randbytes(90_000)
        parts = with_parts(**{f"xl/media/image{i}.png": noise + bytes(9_900_000) for i in range(41)})
        assert_refused(written(tmp_path, zipped(parts)), refusals.BOMB)

    @pytest.mark.parametrize(("declared", "refusal"), [(10, refusals.DAMAGED), (500 * MB, refusals.BOMB)])
    def test_a_forged_size(self, tmp_path: Path, declared: int, refusal: Refusal) -> None:
        content = zipped(parts_of(Orte=sheet(row(1, text("A1", "x" * 5_000)))))
        forged = handmade.declare_size(content, "xl/worksheets/sheet1.xml", declared)
        assert_refused(written(tmp_path, forged), refusal)

    def test_too_many_parts_are_not_even_listed(self, tmp_path: Path) -> None:
        content = zipped(with_parts(**{f"xl/media/{i}": b"" for i in range(5_001)}))
        assert_refused(written(tmp_path, content), refusals.TOO_MANY_PARTS)

    def test_too_many_sheets(self, tmp_path: Path) -> None:
        parts = parts_of(**{f"S{i}": sheet() for i in range(251)})
        assert_refused(written(tmp_path, zipped(parts)), refusals.TOO_MANY_SHEETS)

    @pytest.mark.parametrize("part", ["xl/styles.xml", "docProps/core.xml", "xl/pivotCache/records.xml", "xl/x.rels"])
    def test_large_parts_that_are_parsed_as_a_whole(self, tmp_path: Path, part: str) -> None:
        noise = random.Random(1).randbytes(8_100_000).hex().replace("0", "<")
        assert_refused(written(tmp_path, zipped(with_parts(**{part: noise}))), refusals.LARGE_PART)

    def test_a_text_without_end(self, tmp_path: Path) -> None:
        content = sheet(row(1, text("A1", "x" * 3 * MB)))
        assert_refused(written(tmp_path, zipped(parts_of(Orte=content))), refusals.LARGE_PART)

    @pytest.mark.parametrize(
        ("limit", "content"),
        [
            ("MAX_ROW_BYTES", sheet(row(1, "<c>" + "<v/>" * 300_000 + "</c>"))),
            ("MAX_LOOSE_ELEMENTS", sheet("<x/>" * 101)),
            ("MAX_LOOSE_ELEMENTS", sheet(row(1, "<x/>" * 101))),
            ("MAX_LOOSE_ELEMENTS", sheet(after="<mergeCell/>" * 101)),
        ],
    )
    def test_elements_that_would_fill_the_memory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, content: str
    ) -> None:
        monkeypatch.setattr(sheet_scan, limit, 100)
        assert_refused(written(tmp_path, zipped(parts_of(Orte=content))), refusals.DAMAGED)

    def test_too_many_texts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("instances.workbook.guard.MAX_TEXT_TAGS", 400)
        parts = with_parts(
            **{"xl/sharedStrings.xml": f'<sst xmlns="{handmade.MAIN}">{"<si><t>x</t></si>" * 101}</sst>'}
        )
        kind = handmade.SPREADSHEET + "sharedStrings+xml"
        parts["[Content_Types].xml"] = handmade.types(**{"xl/sharedStrings.xml": kind})
        assert_refused(written(tmp_path, zipped(parts)), refusals.LARGE_PART)

    @pytest.mark.parametrize("prefix", ["", "x:"])
    def test_too_many_rows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
        self.set_limits(monkeypatch, MAX_FILLED_ROWS=100)
        plain = sheet("".join(row(i, number(f"A{i}", 1)) for i in range(1, 102))).removeprefix(handmade.DECLARATION)
        content = re.sub(r"(</?)(?=\w)", rf"\1{prefix}", plain).replace("xmlns", f"xmlns:{prefix}".rstrip(":"))
        error = assert_refused(written(tmp_path, zipped(parts_of(Fahrzeiten=content))), refusals.TOO_MANY_ROWS)
        assert "Fahrzeiten" in str(error)

    @pytest.mark.parametrize("cell", ['<c r="A1"><v>1</v></c>', "<c><v>1</v></c>"])
    def test_too_many_cells_in_all_sheets_together(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str
    ) -> None:
        self.set_limits(monkeypatch, MAX_CELLS=100)
        content = sheet("".join(f"<row>{cell}</row>" for _ in range(51)))
        guard(written(tmp_path, zipped(parts_of(Orte=content))))
        error = assert_refused(
            written(tmp_path, zipped(parts_of(Orte=content, Typen=content))), refusals.TOO_MANY_CELLS
        )
        assert "Typen" in str(error)

    def test_too_many_formulas_without_a_value(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.set_limits(monkeypatch, MAX_UNCALCULATED=10)
        content = sheet("".join(row(i, formula(f"A{i}", "1+1")) for i in range(1, 12)))
        assert_refused(written(tmp_path, zipped(parts_of(Orte=content))), refusals.NEVER_CALCULATED)

    @pytest.mark.parametrize("address", ["XFD1048576", "A1048576", "XFD2", "AAA2"])
    def test_a_stray_cell_is_named(self, tmp_path: Path, address: str) -> None:
        at = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        content = sheet(row(1, number("A1", 1)) + row(at, number(address, 1)))
        error = assert_refused(written(tmp_path, zipped(parts_of(Orte=content))), refusals.STRAY_CELL)
        assert error.findings[0].cell == address
        assert f"Cell {address} of sheet “Orte”" in error.findings[0].text("en")

    @staticmethod
    def set_limits(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
        for name, limit in limits.items():
            monkeypatch.setattr(sheet_scan, name, limit)
            monkeypatch.setattr(f"instances.workbook.guard.{name}", limit, raising=False)


class TestBoundedMemory:
    """What is refused never lives in memory as a whole; the file itself does."""

    ALLOWED = 30 * MB

    @pytest.mark.parametrize(
        ("build", "refusal"),
        [
            (lambda: with_parts(**{"xl/media/a.png": bytes(100 * MB)}), refusals.BOMB),
            (lambda: parts_of(Orte=sheet("<row/>" + " " * 100 * MB)), refusals.BOMB),
            (lambda: parts_of(Orte=sheet(row(1, text("A1", "x" * 19 * MB)))), refusals.LARGE_PART),
            (lambda: parts_of(Orte=sheet(row(1, "<c><v/>" + "<y/>" * 4 * MB + "</c>"))), refusals.DAMAGED),
            (lambda: parts_of(Orte=sheet("<y/>" * 4 * MB)), refusals.DAMAGED),
            (lambda: parts_of(Orte=sheet(row(1_048_576, number("XFD1048576", 1)))), refusals.STRAY_CELL),
        ],
    )
    def test_peak(self, tmp_path: Path, build: Callable[[], Parts], refusal: Refusal) -> None:
        path = written(tmp_path, zipped(build()))
        tracemalloc.start()
        try:
            assert_refused(path, refusal)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < self.ALLOWED


class TestRealWorkbooks:
    def test_written_by_openpyxl_with_everything_harmless(self, tmp_path: Path) -> None:
        workbook = Workbook()
        orte = workbook.create_sheet("Orte")
        orte.append(["Ort", "Stand"])
        orte.append(["Prüm", date(2026, 1, 1)])
        orte["A2"].hyperlink = "https://www.destatis.de/"
        orte.merge_cells("A4:B4")
        chart = BarChart()
        chart.add_data(Reference(orte, min_col=1, min_row=1, max_row=2))
        orte.add_chart(chart, "D2")
        workbook.create_chartsheet("Bild").add_chart(LineChart())
        workbook.save(tmp_path / "Planung.xlsx")
        guard(tmp_path / "Planung.xlsx")

    @pytest.mark.parametrize("suffix", [".xlsx", ".XLSX", ".xltx", ".download", ""])
    def test_the_name_does_not_matter(self, tmp_path: Path, suffix: str) -> None:
        path = tmp_path / f"Planung{suffix}"
        path.write_bytes(zipped(parts_of()))
        guard(path)

    def test_in_utf16(self, tmp_path: Path) -> None:
        plain = parts_of()
        content = str(plain["xl/worksheets/sheet1.xml"]).replace("UTF-8", "UTF-16").encode("utf-16")
        guard(written(tmp_path, zipped({**plain, "xl/worksheets/sheet1.xml": content})))

    def test_formats_far_outside_are_no_content(self, tmp_path: Path) -> None:
        content = sheet(row(1, text("A1", "Ort"), '<c r="XFD1"/>') + row(1_048_576, '<c r="A1048576" s="0"/>'))
        (facts,) = check_workbook(written(tmp_path, zipped(parts_of(Orte=content)))).sheets
        assert (facts.last_row, facts.last_column, facts.filled_rows, facts.cells) == (1, 1, 1, 3)

    def test_a_picture_may_hold_anything(self, tmp_path: Path) -> None:
        picture = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><svg/>'
        guard(written(tmp_path, zipped(with_parts(**{"xl/media/logo.svg": picture}))))

    def test_links_within_the_workbook_and_targets_from_the_root(self, tmp_path: Path) -> None:
        links = relations(relation("r1", "worksheet", "/xl/worksheets/sheet1.xml"))
        guard(written(tmp_path, zipped(with_parts(**{"xl/_rels/workbook.xml.rels": links}))))

    def test_the_file_is_left_alone_and_closed(self, tmp_path: Path) -> None:
        path = written(tmp_path, zipped(parts_of()))
        before = path.read_bytes()
        guard(path)
        assert path.read_bytes() == before
        path.unlink()  # fails on Windows while the file is open
