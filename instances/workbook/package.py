"""What an Excel package consists of: which sheets it has, and nothing in it that reaches beyond the workbook."""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from instances.workbook import refusals
from instances.workbook.archive import whole
from instances.workbook.refusals import Refusal, Refused

MAX_SHEETS = 250
CONTENT_TYPES = "[Content_Types].xml"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WORKBOOK_TYPES = {SPREADSHEET + "sheet.main+xml", SPREADSHEET + "template.main+xml"}
TEXTS_TYPE = SPREADSHEET + "sharedStrings+xml"
STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TRUE = ("1", "true")

FORBIDDEN_PARTS: tuple[tuple[str, Refusal], ...] = (
    ("vbaproject", refusals.MACROS),
    ("vbadata", refusals.MACROS),
    ("xl/macrosheets/", refusals.MACROS),
    ("xl/dialogsheets/", refusals.MACROS),
    ("xl/embeddings/", refusals.EMBEDDED),
    ("xl/activex/", refusals.EMBEDDED),
    ("xl/externallinks/", refusals.EXTERNAL_LINKS),
    ("xl/connections.xml", refusals.QUERIES),
    ("xl/querytables/", refusals.QUERIES),
    ("xl/model/", refusals.QUERIES),
)


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its title, the part of the archive that holds it, whether the user sees it."""

    title: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Package:
    """A workbook's worksheets in their order, the part of the shared texts ("" if none).

    ``stale``: the workbook itself says that the values of its formulas wait for a calculation.
    """

    sheets: tuple[SheetPart, ...]
    texts: str
    stale: bool


def read_package(archive: ZipFile) -> Package:
    """The structure of the workbook in ``archive``; raises ``Refused`` for anything but a plain .xlsx."""
    names = set(archive.namelist())
    if CONTENT_TYPES not in names:
        raise Refused(_foreign_archive(archive, names))
    types = _content_types(archive)
    part = _workbook_part(types)
    _check_parts(names)
    _check_relations(archive, names)
    workbook = _xml(archive, part)
    if STRICT_NAMESPACE in workbook.tag:
        raise Refused(refusals.STRICT_EXCEL)
    texts = next((name for name, kind in types.items() if kind == TEXTS_TYPE), "")
    sheets = _sheets(workbook, _relations(archive, _relations_part(part)), part)
    _check_sheets(sheets, names, texts)
    return Package(sheets, texts, _is_stale(workbook))


def _foreign_archive(archive: ZipFile, names: set[str]) -> Refusal:
    if "mimetype" in names and b"opendocument" in whole(archive, "mimetype"):
        return refusals.OPEN_DOCUMENT
    return refusals.OTHER_ZIP


def _content_types(archive: ZipFile) -> dict[str, str]:
    """Part name to content type; the type that a suffix stands for under its ``*.suffix``."""
    types: dict[str, str] = {}
    for entry in _xml(archive, CONTENT_TYPES):
        name = entry.get("PartName", "").removeprefix("/") or "*." + entry.get("Extension", "")
        if name in types:
            raise Refused(refusals.DUPLICATE_PART, part=name)
        types[name] = entry.get("ContentType", "")
    return types


def _workbook_part(types: dict[str, str]) -> str:
    known = " ".join(types.values())
    if ".sheet.binary." in known:
        raise Refused(refusals.BINARY_EXCEL)
    if "macroEnabled" in known or "vbaProject" in known:
        raise Refused(refusals.MACROS)
    for name, kind in types.items():
        if kind in WORKBOOK_TYPES:
            return "xl/workbook.xml" if name.startswith("*.") else name
    if "wordprocessingml" in known:
        raise Refused(refusals.WORD)
    if "presentationml" in known:
        raise Refused(refusals.POWERPOINT)
    raise Refused(refusals.OTHER_ZIP)


def _check_parts(names: set[str]) -> None:
    for name in sorted(names):
        for mark, refusal in FORBIDDEN_PARTS:
            if mark in name.lower():
                raise Refused(refusal, part=name, target=name)


def _check_relations(archive: ZipFile, names: set[str]) -> None:
    """Nothing but a hyperlink may lead out of the file."""
    for name in sorted(names):
        if not name.endswith(".rels"):
            continue
        for relation in _relations(archive, name).values():
            if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                raise Refused(refusals.EXTERNAL_LINKS, target=relation.get("Target", ""))


def _sheets(workbook: Element, relations: dict[str, Element], workbook_part: str) -> tuple[SheetPart, ...]:
    found = []
    for sheet in workbook.iterfind("./{*}sheets/{*}sheet"):
        relation = relations.get(sheet.get(RELATION_ID, ""))
        if relation is None:
            raise Refused(refusals.DAMAGED, detail=f"sheet {sheet.get('name')}")
        kind = relation.get("Type", "").rpartition("/")[2]
        if kind == "chartsheet":
            continue
        if kind != "worksheet":
            raise Refused(refusals.MACROS)
        part = _resolve(workbook_part, relation.get("Target", ""))
        found.append(SheetPart(sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
    return tuple(found)


def _check_sheets(sheets: tuple[SheetPart, ...], names: set[str], texts: str) -> None:
    """Every sheet has its own part, which serves nothing else (a part may be large only because it is a sheet)."""
    if len(sheets) > MAX_SHEETS:
        raise Refused(refusals.TOO_MANY_SHEETS, limit=MAX_SHEETS)
    titles = Counter(sheet.title.casefold() for sheet in sheets)
    parts = Counter(sheet.part for sheet in sheets)
    for sheet in sheets:
        own = parts[sheet.part] == 1 and sheet.part != texts and "/worksheets/" in sheet.part
        if titles[sheet.title.casefold()] > 1 or not own or sheet.part not in names:
            raise Refused(refusals.DAMAGED, detail=f"sheet {sheet.title}")


def _is_stale(workbook: Element) -> bool:
    calculation = workbook.find("./{*}calcPr")
    return calculation is not None and calculation.get("fullCalcOnLoad") in TRUE


def _relations(archive: ZipFile, part: str) -> dict[str, Element]:
    return {relation.get("Id", ""): relation for relation in _xml(archive, part)}


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def _resolve(source: str, target: str) -> str:
    """The part that a relation of ``source`` points to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).removeprefix("/")


def _xml(archive: ZipFile, part: str) -> Element:
    return ElementTree.fromstring(whole(archive, part))  # free of entities and of bounded size, see ``whole``
