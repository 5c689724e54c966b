"""What a file really is when it is not the workbook that its name promises."""

from __future__ import annotations

from instances.workbook import refusals
from instances.workbook.refusals import Refusal

ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
HEAD = 4096  # bytes that are looked at


def is_zip(content: bytes) -> bool:
    """Whether the file begins as every .xlsx does."""
    return content.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC))


def disguise(content: bytes) -> Refusal:
    """Name what a file that is no ZIP archive is."""
    head = content[:HEAD]
    if head.startswith(OLE_MAGIC):
        return _compound_file(content)
    if head.startswith(b"%PDF"):
        return refusals.PDF
    text = _as_text(head)
    if text is None:
        return refusals.UNKNOWN
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<table", "<meta")):
        return refusals.HTML
    return refusals.XML if start.startswith("<?xml") else refusals.TEXT


def _compound_file(content: bytes) -> Refusal:
    """Old Office files and encrypted new ones share one container; its directory names its streams in UTF-16."""
    if _names_stream(content, "EncryptedPackage"):
        return refusals.ENCRYPTED
    if _names_stream(content, "Workbook") or _names_stream(content, "Book"):
        return refusals.OLD_EXCEL
    return refusals.OLD_OFFICE


def _names_stream(content: bytes, name: str) -> bool:
    return (name + "\0").encode("utf-16-le") in content


def _as_text(head: bytes) -> str | None:
    """The beginning as text, or ``None`` if it is binary."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    printable = not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    return head.decode("utf-8", errors="replace") if printable else None
