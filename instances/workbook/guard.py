"""The guard at the door: a file is looked over in bounded memory before any library parses it.

Every refusal is one ``WorkbookError`` with one finding that says what the file is and how to mend it.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from instances.findings import WorkbookError
from instances.workbook import refusals
from instances.workbook.archive import MB, check_part_size, chunks, open_archive, whole
from instances.workbook.package import Package, read_package
from instances.workbook.refusals import Refused
from instances.workbook.sheet_scan import MAX_CELLS, MAX_FILLED_ROWS, SheetFacts, scan_sheet
from instances.workbook.signature import disguise, is_zip

MAX_FILE = 60 * MB
MAX_TEXTS = 100 * MB
MAX_TEXT_TAGS = 6_000_000  # every text takes at least four
MEDIA = "xl/media/"  # pictures: never parsed

DAMAGE = (
    BadZipFile, NotImplementedError, EOFError, zlib.error, struct.error,
    ParseError, ExpatError, KeyError, ValueError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class CheckedWorkbook:
    """A file that passed: the bytes that were checked (and are to be read), and what its sheets hold."""

    content: bytes
    sheets: tuple[SheetFacts, ...]


def guard(path: Path) -> None:
    """Raise ``WorkbookError`` with one finding unless ``path`` is a plain workbook that is safe to parse."""
    check_workbook(path)


def check_workbook(path: Path) -> CheckedWorkbook:
    """Like ``guard``, and return what was checked."""
    try:
        return _check(_content(path))
    except Refused as refused:
        raise WorkbookError([refused.finding(path.name)]) from None


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused(refusals.FOLDER)
        if not path.is_file():
            raise Refused(refusals.NOT_FOUND)
        if path.stat().st_size > MAX_FILE:
            raise Refused(refusals.TOO_LARGE, limit=MAX_FILE // MB)
        content = path.read_bytes()
    except OSError as error:
        raise Refused(refusals.UNREADABLE, reason=error.strerror or str(error)) from error
    if not content:
        raise Refused(refusals.EMPTY)
    return content


def _check(content: bytes) -> CheckedWorkbook:
    if not is_zip(content):
        raise Refused(disguise(content))
    try:
        with open_archive(content) as archive:
            package = read_package(archive)
            return CheckedWorkbook(content, _check_parts(archive, package))
    except DAMAGE as error:
        raise Refused(refusals.DAMAGED, detail=str(error)) from error


def _check_parts(archive: ZipFile, package: Package) -> tuple[SheetFacts, ...]:
    """Unpack everything but pictures: sheets and texts are streamed, all else has to be small."""
    streamed = {sheet.part for sheet in package.sheets} | {package.texts}
    for part in archive.namelist():
        if part not in streamed and not part.lower().startswith(MEDIA):
            whole(archive, part)
    if package.texts:
        _check_texts(archive, package.texts)
    _check_bulk(archive, package)
    sheets: list[SheetFacts] = []
    for sheet in package.sheets:
        cells_before = sum(facts.cells for facts in sheets)
        sheets.append(scan_sheet(chunks(archive, sheet.part), sheet, cells_before, package.stale))
    return tuple(sheets)


def _check_bulk(archive: ZipFile, package: Package) -> None:
    """Count rows and cells by their bare tags: what is far too large is turned away before a parser sets to work.

    Tags with a prefix or in UTF-16 are missed, which does no harm: the scan counts them too, if more slowly.
    """
    cells = 0
    for sheet in package.sheets:
        rows = 0
        for chunk in chunks(archive, sheet.part):
            rows += chunk.count(b"</row>")
            cells += sum(map(chunk.count, (b"<c ", b"<c>", b"<c/>")))
            if rows > MAX_FILLED_ROWS:
                raise Refused(refusals.TOO_MANY_ROWS, sheet=sheet.title, limit=MAX_FILLED_ROWS)
            if cells > MAX_CELLS:
                raise Refused(refusals.TOO_MANY_CELLS, sheet=sheet.title, limit=MAX_CELLS)


def _check_texts(archive: ZipFile, part: str) -> None:
    check_part_size(archive, part, MAX_TEXTS)
    tags = 0
    for chunk in chunks(archive, part):
        tags += chunk.count(b"<")
        if tags > MAX_TEXT_TAGS:
            raise Refused(refusals.LARGE_PART, part=part)
