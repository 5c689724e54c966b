"""The ZIP archive that every .xlsx is: opened without trust, unpacked piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from instances.workbook import refusals
from instances.workbook.refusals import Refused

MB = 1_000_000
MAX_PARTS = 5_000
MAX_UNPACKED = 400 * MB
MAX_PART = 16 * MB  # what is parsed as a whole; sheets and texts are streamed
RATIO_MATTERS = 20 * MB
MAX_RATIO = 300  # sheets reach 50; more than 1,000 is impossible
CHUNK = 1 << 20

DIRECTORY_ENTRY = b"PK\x01\x02"
DIRECTORY_END = b"PK\x05\x06"
LONGEST_TAIL = 22 + 65_535  # the end of the directory with the longest comment
DTD_MARKS = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
LONGEST_MARK = max(map(len, DTD_MARKS))


def open_archive(content: bytes) -> ZipFile:
    """The archive in ``content``, all of whose entries have harmless names and bounded sizes.

    Raises ``Refused``, or what ``zipfile`` raises for a damaged directory.
    """
    # every entry of the directory starts with this mark, so the count is an upper bound that cannot be forged
    if content.count(DIRECTORY_ENTRY) > MAX_PARTS:
        raise Refused(refusals.TOO_MANY_PARTS, limit=MAX_PARTS)
    if DIRECTORY_END not in content[-LONGEST_TAIL:]:
        raise Refused(refusals.INCOMPLETE)
    archive = ZipFile(BytesIO(content))
    entries = archive.infolist()
    _check_names(entries)
    _check_sizes(entries, len(content))
    for entry in entries:
        _check_packing(entry)
    return archive


def chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    """The unpacked bytes of ``part``, a megabyte at a time, checked on the way.

    ``zipfile`` never hands out more than the directory declares, and compares the checksum at the end.
    """
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            window = tail + chunk
            if any(mark in window for mark in DTD_MARKS):
                raise Refused(refusals.ENTITIES, part=part)
            # one endless text or tag would have to be held in memory at once
            if len(chunk) == CHUNK and b"<" not in chunk:
                raise Refused(refusals.LARGE_PART, part=part)
            tail = window[-LONGEST_MARK:]
            yield chunk


def whole(archive: ZipFile, part: str) -> bytes:
    """All bytes of a part that is parsed in one go; refused beyond ``MAX_PART``."""
    check_part_size(archive, part, MAX_PART)
    return b"".join(chunks(archive, part))


def check_part_size(archive: ZipFile, part: str, limit: int) -> None:
    """Refuse a part that unpacks to more than ``limit`` bytes."""
    if archive.getinfo(part).file_size > limit:
        raise Refused(refusals.LARGE_PART, part=part)


def _check_names(entries: list[ZipInfo]) -> None:
    seen = set()
    for entry in entries:
        name = entry.orig_filename  # as it stands in the file, before zipfile tidies it up
        if _is_unsafe(name):
            raise Refused(refusals.UNSAFE_PART, part=name)
        if name.casefold() in seen:
            raise Refused(refusals.DUPLICATE_PART, part=name)
        seen.add(name.casefold())


def _is_unsafe(name: str) -> bool:
    return (
        not name or any(mark in name for mark in "\\:\0") or name.startswith("/") or ".." in PurePosixPath(name).parts
    )


def _check_sizes(entries: list[ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * packed):
        raise Refused(refusals.BOMB, limit=MAX_UNPACKED // MB)


def _check_packing(entry: ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Refused(refusals.ENCRYPTED)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(refusals.DAMAGED, detail=f"compression {entry.compress_type}")
