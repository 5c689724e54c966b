"""Values as the cells of a workbook hold them."""

from __future__ import annotations

import re

import pandas as pd
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from instances.catalogue.fields import Field
from instances.i18n import Language
from instances.workbook.styles import TEXT_KINDS

LONGEST_TEXT = 32_767  # Excel's limit; openpyxl would cut in silence
# what no XML file can carry, beside the control characters
UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def written_values(column: pd.Series, field: Field, language: Language) -> list[str | None]:
    """The values of a given column as text to be written: labels for stable keys, numbers with all their digits.

    Empty is ``None``. Raises ``ValueError`` for what no cell can hold.
    """
    if field.kind not in TEXT_KINDS:
        return [number_text(value) for value in pd.to_numeric(column).astype("float64").tolist()]
    labels = {choice.key: choice.label.in_(language) for choice in field.choices}
    return [plain_text(labels.get(value, value)) for value in column.tolist()]


def put(cell: Cell, text: str | None, *, is_text: bool) -> None:
    """Write ``text`` into ``cell`` as text or as a number.

    The type is set by hand: text such as ``=1+1`` or ``#N/A`` stays text, and numbers arrive here written out.
    """
    cell.value = text
    cell.data_type = "s" if is_text and text is not None else "n"


def plain_text(value: object) -> str | None:
    """Text as a cell can hold it: empty is ``None``; characters that no workbook can carry are left out."""
    if value is None or value != value:
        return None
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    text = UNWRITABLE.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a cell holds at most {LONGEST_TEXT:,} characters, not {len(text):,}: {text[:40]}…")
    return text or None


def number_text(value: float) -> str | None:
    """A number with all its digits; openpyxl would round to 16, and the file would not read back the same."""
    if value != value:
        return None
    if value in (float("inf"), float("-inf")):
        raise ValueError("a cell cannot hold an infinite number")
    return repr(value).removesuffix(".0")
