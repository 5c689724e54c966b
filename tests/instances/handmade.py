"""Workbooks written by hand, part by part, to be broken on purpose."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

Parts = dict[str, str | bytes]


def types(main: str = SPREADSHEET + "sheet.main+xml", **more: str) -> str:
    overrides = {"/xl/workbook.xml": main, **{f"/{name}": kind for name, kind in more.items()}}
    entries = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="text/xml"/>{entries}</Types>'


def relation(name: str, kind: str, target: str, mode: str = "Internal") -> str:
    return f'<Relationship Id="{name}" Type="{OFFICE_RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def relations(*entries: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def workbook(titles: Iterable[str], extra: str = "", namespace: str = MAIN) -> str:
    sheets = "".join(f'<sheet name="{title}" sheetId="{i}" r:id="r{i}"/>' for i, title in enumerate(titles, start=1))
    return f'<workbook xmlns="{namespace}" xmlns:r="{OFFICE_RELATIONS}"><sheets>{sheets}</sheets>{extra}</workbook>'


def sheet(rows: str = "", after: str = "", before: str = "") -> str:
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}" {attributes}>{"".join(cells)}</row>'


def number(address: str, value: float) -> str:
    return f'<c r="{address}"><v>{value}</v></c>'


def text(address: str, value: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


def formula(address: str, content: str, value: str | None = None, kind: str = "n") -> str:
    return f'<c r="{address}" t="{kind}"><f>{content}</f>{"" if value is None else f"<v>{value}</v>"}</c>'


def parts_of(extra: str = "", namespace: str = MAIN, **sheets: str | bytes) -> Parts:
    """The parts of a workbook with the sheets given as XML by title; one plain sheet if none is given."""
    found = sheets or {"Orte": sheet(row(1, text("A1", "Ort")) + row(2, text("A2", "Prüm")))}
    links = [relation(f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(found) + 1)]
    return {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations(relation("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(found, extra, namespace),
        "xl/_rels/workbook.xml.rels": relations(*links),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
        **{f"xl/worksheets/sheet{i}.xml": content for i, content in enumerate(found.values(), start=1)},
    }


def zipped(parts: Parts | Iterable[tuple[str, str | bytes]], compression: int = ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def declare_size(content: bytes, part: str, size: int) -> bytes:
    """Forge the unpacked size of ``part`` in the archive's directory."""
    directory = content.index(b"PK\x01\x02")
    at = content.rindex(part.encode(), directory)
    entry = at - 46
    return content[: entry + 24] + struct.pack("<I", size) + content[entry + 28 :]


def set_flag(content: bytes, flag: int) -> bytes:
    """Set a general purpose flag on every entry of the archive's directory."""
    head, *entries = content.split(b"PK\x01\x02")
    forged = [entry[:4] + struct.pack("<H", struct.unpack("<H", entry[4:6])[0] | flag) + entry[6:] for entry in entries]
    return b"PK\x01\x02".join([head, *forged])
