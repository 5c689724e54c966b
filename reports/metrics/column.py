"""What a column of a metric is: the words the table of columns is written in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from instances.catalogue.fields import Choice
from instances.i18n import Language, Text
from reports.numbers import NO_BREAK

NO_UNIT = Text("", "")
SHORT_UNIT = 12  # letters that are kept on one line


class Form(StrEnum):
    """How the values of a column are shown."""

    TEXT = "text"
    WHOLE = "whole"  # 1.234
    ONE = "one"  # 1.234,5
    TWO = "two"  # 1.234,56
    SHARE = "share"  # stored as 0.95, shown as 95,0 %
    MONEY = "money"  # million euros
    YEAR = "year"  # 2027, without a separator
    FLAG = "flag"  # True is shown as yes, False as nothing
    BY_ROW = "by_row"  # the row's column `form` says it


AS_GROUP = "group"
AS_NAMED = "named"
BILINGUAL = "bilingual"


@dataclass(frozen=True)
class Column:
    """One column of a metric: its heading, what it means, and how its values are shown.

    ``refers`` says what the values are keys of: a sheet of the catalogue; :data:`AS_GROUP` (a group of the row's
    ``grouping``); :data:`AS_NAMED` (a key of the sheet in the row's ``sheet``); :data:`BILINGUAL` (the columns
    ``<name>_de`` and ``<name>_en`` hold the text). ``choices`` is a closed list of keys. ``signed`` values show a plus.
    """

    name: str
    label: Text
    description: Text
    form: Form = Form.TEXT
    unit: Text = NO_UNIT
    refers: str = ""
    choices: tuple[Choice, ...] = ()
    signed: bool = False

    def heading(self, language: Language) -> str:
        """The label with its unit."""
        label, unit = self.label.in_(language), self.unit.in_(language)
        if len(unit) <= SHORT_UNIT:
            unit = unit.replace(" ", NO_BREAK)
        return f"{label} ({unit})" if unit else label

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.form not in (Form.TEXT, Form.FLAG)
