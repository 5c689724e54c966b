"""Why a file is refused before it is read, in the planner's words, each with the way out."""

from __future__ import annotations

from typing import NamedTuple

from instances.findings import Finding, Severity
from instances.i18n import N_, Text

LONGEST_SHOWN = 120  # characters of a name or detail


class Refusal(NamedTuple):
    """An error and its remedy; English templates that are filled from named values."""

    message: str
    remedy: str


class Refused(Exception):  # noqa: N818 - not an error of the program
    """Raised inside the guard, which adds the name of the file."""

    def __init__(self, refusal: Refusal, **values: str | int) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.values = values

    def finding(self, name: str) -> Finding:
        """The one finding that turns the file ``name`` away."""
        values = {key: _shown(value) for key, value in {"name": name, **self.values}.items()}
        cell = str(self.values.get("cell", ""))
        return Finding(Severity.ERROR, self.refusal.message, self.refusal.remedy, cell=cell, values=values)


def _shown(value: str | int) -> str | Text:
    """Whole numbers as they are read in each language; texts, which may come from a hostile file, on one line."""
    if isinstance(value, int):
        english = f"{value:,}"
        return Text(de=english.replace(",", "."), en=english)
    return "".join(letter if letter.isprintable() else "?" for letter in value[:LONGEST_SHOWN])


_SAVE_AS_XLSX = N_("Open it in Excel and save it as “Excel Workbook (*.xlsx)”.")
_FETCH_AGAIN = N_("Copy or download the file again; if that does not help, open it in Excel and save it anew.")
_SAVE_VALUES = N_("Copy the sheets into a new workbook as values (Paste Special, Values) and save it as .xlsx.")

# the file on the disk
NOT_FOUND = Refusal(N_("There is no file “{name}”."), N_("Check the folder and the spelling of the file name."))
FOLDER = Refusal(N_("“{name}” is a folder, not a workbook."), N_("Name the .xlsx file in it."))
UNREADABLE = Refusal(
    N_("“{name}” cannot be opened: {reason}."), N_("Close it in Excel and check that you may read it.")
)
EMPTY = Refusal(N_("“{name}” is empty (0 bytes)."), _FETCH_AGAIN)
TOO_LARGE = Refusal(
    N_("“{name}” is larger than {limit} MB."),
    N_("Delete pictures and sheets that are not needed and save it again."),
)

# something else under the name of a workbook
ENCRYPTED = Refusal(
    N_("“{name}” is protected by a password or encrypted."),
    N_("Open it in Excel, remove the password (File, Info, Protect Workbook, Encrypt with Password) and save it."),
)
OLD_EXCEL = Refusal(N_("“{name}” is in the old Excel format (.xls), whatever its name says."), _SAVE_AS_XLSX)
OLD_OFFICE = Refusal(N_("“{name}” is an Office file of an old format and not an Excel workbook."), _SAVE_AS_XLSX)
BINARY_EXCEL = Refusal(N_("“{name}” is a binary workbook (.xlsb)."), _SAVE_AS_XLSX)
STRICT_EXCEL = Refusal(N_("“{name}” was saved as “Strict Open XML Spreadsheet”."), _SAVE_AS_XLSX)
OPEN_DOCUMENT = Refusal(
    N_("“{name}” is an OpenDocument file (.ods, .odt …), not an Excel workbook."),
    N_("Open it in LibreOffice and save it as “Excel 2007–365 (.xlsx)”."),
)
WORD = Refusal(N_("“{name}” is a Word document, not an Excel workbook."), N_("Name the workbook instead."))
POWERPOINT = Refusal(N_("“{name}” is a PowerPoint file, not an Excel workbook."), N_("Name the workbook instead."))
PDF = Refusal(N_("“{name}” is a PDF file, not an Excel workbook."), N_("Name the workbook instead."))
HTML = Refusal(N_("“{name}” is a web page (HTML) that is only named like a workbook."), _SAVE_AS_XLSX)
XML = Refusal(N_("“{name}” is an XML file that is only named like a workbook."), _SAVE_AS_XLSX)
TEXT = Refusal(
    N_("“{name}” is a text file (such as CSV) that is only named like a workbook."),
    N_("Import it in Excel (Data, From Text/CSV), check the columns and save it as .xlsx."),
)
OTHER_ZIP = Refusal(N_("“{name}” is a ZIP archive, but there is no Excel workbook in it."), _SAVE_AS_XLSX)
UNKNOWN = Refusal(N_("“{name}” is not an Excel workbook."), _SAVE_AS_XLSX)

# damaged or hostile archives
INCOMPLETE = Refusal(N_("“{name}” is incomplete: its end is missing."), _FETCH_AGAIN)
DAMAGED = Refusal(N_("“{name}” is damaged ({detail})."), _FETCH_AGAIN)
BOMB = Refusal(
    N_("“{name}” would unpack to more than {limit} MB or is packed more tightly than any real workbook."), _SAVE_VALUES
)
TOO_MANY_PARTS = Refusal(N_("“{name}” consists of more than {limit} parts."), _SAVE_VALUES)
DUPLICATE_PART = Refusal(
    N_("“{name}” holds the part “{part}” twice, so that nobody can tell which one counts."), _SAVE_VALUES
)
UNSAFE_PART = Refusal(
    N_("“{name}” holds a part with the forbidden name “{part}”; no spreadsheet program writes such names."),
    _SAVE_VALUES,
)
LARGE_PART = Refusal(
    N_("The part “{part}” of “{name}” is too large to be read safely (styles, pivot tables or texts)."), _SAVE_VALUES
)
ENTITIES = Refusal(
    N_("“{name}” holds a document type definition (DTD) in “{part}”; no spreadsheet program writes one."), _SAVE_VALUES
)

# content that reaches beyond the workbook
MACROS = Refusal(
    N_("“{name}” holds macros or macro sheets."),
    N_("Save it as “Excel Workbook (*.xlsx)” without macros, not as .xlsm."),
)
EXTERNAL_LINKS = Refusal(
    N_("“{name}” is linked to another file or address (“{target}”)."),
    N_("Break the links in Excel (Data, Edit Links, Break Link), so that the values stay, and save it."),
)
QUERIES = Refusal(N_("“{name}” draws data from outside (queries, data connections or a data model)."), _SAVE_VALUES)
EMBEDDED = Refusal(
    N_("“{name}” holds embedded files or controls (“{part}”)."), N_("Delete the embedded objects in Excel and save it.")
)

# too much on the sheets
TOO_MANY_SHEETS = Refusal(N_("“{name}” has more than {limit} sheets."), N_("Keep the sheets of the template only."))
TOO_MANY_ROWS = Refusal(
    N_("Sheet “{sheet}” has more than {limit} rows with cells, filled or formatted."),
    N_("Delete empty rows that carry formats only; travel times beyond the limit may simply be left out."),
)
TOO_MANY_CELLS = Refusal(
    N_("The workbook has more than {limit} cells (on sheet “{sheet}” and before)."),
    N_("Delete sheets that are not needed, and empty columns and rows that carry formats only."),
)
NEVER_CALCULATED = Refusal(
    N_("Sheet “{sheet}” has more than {limit} formulas that were never calculated."),
    N_("Open the workbook in Excel and save it, or replace the formulas by their values."),
)
STRAY_CELL = Refusal(
    N_("Cell {cell} of sheet “{sheet}” lies far outside the table."),
    N_("Delete the content of that cell (the row and the column, if need be) and save the workbook."),
)
