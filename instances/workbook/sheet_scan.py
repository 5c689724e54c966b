"""One pass over the XML of a sheet: its true size, and what the values alone do not tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, get_column_letter

from instances.workbook import refusals
from instances.workbook.package import TRUE, SheetPart
from instances.workbook.refusals import Refused

MAX_CELLS = 12_000_000  # in the whole workbook
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
MAX_FILLED_ROWS = 1_000_000
MAX_COLUMN = 702  # ZZ
MAX_UNCALCULATED = 100_000
MAX_ROW_BYTES = 8_000_000  # a row is held in memory while it is read
MAX_LOOSE_ELEMENTS = 1_000_000  # everything that is not a cell: merged ranges, formats, links
FORMULA_SHOWN = 200  # characters

SHEET_LEVEL, DATA_LEVEL, ROW_LEVEL, CELL_LEVEL, VALUE_LEVEL = range(1, 6)


@dataclass
class SheetFacts:
    """What a sheet holds. Rows and columns count from 1; only cells with content count, formats do not."""

    title: str
    hidden: bool
    cells: int = 0
    filled_rows: int = 0
    last_row: int = 0
    last_column: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    uncalculated: dict[str, str] = field(default_factory=dict)
    """Formulas by address whose value is missing or known to be out of date."""


def scan_sheet(chunks: Iterable[bytes], sheet: SheetPart, cells_before: int, stale: bool) -> SheetFacts:
    """Read the XML of ``sheet`` in constant memory.

    ``cells_before`` counts the cells of the sheets before it; ``stale`` says that no formula is up to date.
    Raises ``Refused`` as soon as a bound is broken, ``expat.ExpatError`` for broken XML.
    """
    scan = _Scan(sheet, MAX_CELLS - cells_before, stale)
    for chunk in chunks:
        scan.feed(chunk)
    scan.finish()
    return scan.facts


class _Columns(dict[str, int]):
    """Column letters to numbers, looked up once each: there are millions of cells."""

    def __missing__(self, letters: str) -> int:
        self[letters] = number = column_index_from_string(letters)
        return number


class _Scan:
    """The state between two elements. Levels are those of the sheet: worksheet, sheetData, row, cell, value."""

    def __init__(self, sheet: SheetPart, allowance: int, stale: bool) -> None:
        self.facts = SheetFacts(sheet.title, sheet.hidden)
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._allowance = allowance
        self._stale = stale
        self._columns = _Columns()
        self._row_tag = self._cell_tag = self._value_tag = self._formula_tag = ""
        self._level = 0
        self._in_data = False
        self._loose = 0
        self._row = self._row_offset = self._column = 0
        self._row_is_hidden = self._row_is_filled = False
        self._cell_type: str | None = None
        self._formula: list[str] | None = None
        self._result: list[str] = []

    def feed(self, chunk: bytes) -> None:
        """The next piece of the XML."""
        self._parser.Parse(chunk, False)
        if self._in_data and self._parser.CurrentByteIndex - self._row_offset > MAX_ROW_BYTES:
            raise self._damaged(f"row {self._row}")

    def finish(self) -> None:
        """The end of the XML."""
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._level = level = self._level + 1
        if not self._in_data:
            self._outside(name, attributes)
        elif level == CELL_LEVEL and name == self._cell_tag:
            self._begin_cell(attributes)
        elif level == VALUE_LEVEL:
            self._begin_value(name)
        elif level == ROW_LEVEL and name == self._row_tag:
            self._begin_row(attributes)
        elif level < VALUE_LEVEL:
            self._count_loose()

    def _end(self, _name: str) -> None:
        if self._formula is not None:
            self._parser.CharacterDataHandler = None
            if self._level == CELL_LEVEL:
                self._finish_formula("".join(self._formula))
        elif self._level == DATA_LEVEL:
            self._in_data = False
        self._level -= 1

    def _outside(self, name: str, attributes: dict[str, str]) -> None:
        """Everything before and after the rows."""
        self._count_loose()
        local = name.rpartition(":")[2]
        if self._level == SHEET_LEVEL:
            self._begin_sheet(name, local)
        elif self._level == DATA_LEVEL and local == "sheetData":
            self._in_data = True
            self._row_offset = self._parser.CurrentByteIndex
        elif local == "mergeCell":
            self.facts.merged.append(attributes.get("ref", ""))
        elif local == "col" and attributes.get("hidden") in TRUE:
            self.facts.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))

    def _begin_sheet(self, name: str, local: str) -> None:
        if local != "worksheet":
            raise self._damaged(local)
        prefix = name.removesuffix(local)
        self._row_tag, self._cell_tag = prefix + "row", prefix + "c"
        self._value_tag, self._formula_tag = prefix + "v", prefix + "f"

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(float(attributes["r"])) if "r" in attributes else self._row + 1
        if not self._row < number <= EXCEL_ROWS:
            raise self._damaged(f"row {number}")
        self._row, self._column = number, 0
        self._row_offset = self._parser.CurrentByteIndex
        self._row_is_hidden = attributes.get("hidden") in TRUE
        self._row_is_filled = False

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.facts.cells += 1
        if self.facts.cells > self._allowance:
            raise Refused(refusals.TOO_MANY_CELLS, sheet=self.facts.title, limit=MAX_CELLS)
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._columns[reference.rstrip("0123456789")]
        if not self._column < column <= EXCEL_COLUMNS:
            raise self._damaged(f"cell {reference}")
        self._column = column
        self._cell_type = attributes.get("t")

    def _begin_value(self, name: str) -> None:
        """A formula, a value or an inline text: the cell has content."""
        if not self._row_is_filled:
            self._fill_row()
        if self._column > self.facts.last_column:
            self._widen()
        if name == self._formula_tag:
            self._formula, self._result = [], []
            self._parser.CharacterDataHandler = self._formula.append
        elif name == self._value_tag and self._formula is not None:
            self._parser.CharacterDataHandler = self._result.append

    def _fill_row(self) -> None:
        if self._row > MAX_FILLED_ROWS:
            if self.facts.filled_rows >= MAX_FILLED_ROWS:
                raise Refused(refusals.TOO_MANY_ROWS, sheet=self.facts.title, limit=MAX_FILLED_ROWS)
            raise self._stray_cell()
        self._row_is_filled = True
        self.facts.filled_rows += 1
        self.facts.last_row = self._row
        if self._row_is_hidden:
            self.facts.hidden_rows.append(self._row)

    def _widen(self) -> None:
        if self._column > MAX_COLUMN:
            raise self._stray_cell()
        self.facts.last_column = self._column

    def _finish_formula(self, formula: str) -> None:
        self._formula = None
        # a formula whose result is the empty text is calculated; Excel and LibreOffice give it the type "str"
        if self._stale or not (self._cell_type == "str" or "".join(self._result)):
            self.facts.uncalculated[self._address()] = "=" + formula[:FORMULA_SHOWN]
            if len(self.facts.uncalculated) > MAX_UNCALCULATED:
                raise Refused(refusals.NEVER_CALCULATED, sheet=self.facts.title, limit=MAX_UNCALCULATED)

    def _count_loose(self) -> None:
        self._loose += 1
        if self._loose > MAX_LOOSE_ELEMENTS:
            raise self._damaged("elements")

    def _damaged(self, detail: str) -> Refused:
        return Refused(refusals.DAMAGED, detail=f"{self.facts.title}: {detail}")

    def _stray_cell(self) -> Refused:
        return Refused(refusals.STRAY_CELL, sheet=self.facts.title, cell=self._address())

    def _address(self) -> str:
        return f"{get_column_letter(self._column)}{self._row}"
