"""What a sheet, a column and a default are: the words the catalogue is written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from instances.i18n import Text


class Kind(StrEnum):
    """What a column holds."""

    KEY = "key"  # stable name of the row (or part of it), text without blanks at the ends
    REF = "ref"  # a key of another sheet
    REFS = "refs"  # several keys of another sheet, separated by commas
    LIST = "list"  # several words, separated by commas
    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    SHARE = "share"  # stored as 0.95, shown as 95 %
    FLAG = "flag"  # yes / no
    CHOICE = "choice"  # one of a closed list


class Status(StrEnum):
    """How well a default is founded. Only primary sources (law, G-BA, ministries, papers) count as sourced."""

    LAW = "law"
    SOURCED = "sourced"
    DERIVED = "derived"
    ASSUMPTION = "assumption"


STATUS_LABELS = {
    Status.LAW: Text("Gesetz oder Richtlinie", "law or directive"),
    Status.SOURCED: Text("Quelle", "source"),
    Status.DERIVED: Text("abgeleitet", "derived"),
    Status.ASSUMPTION: Text("Annahme", "assumption"),
}


@dataclass(frozen=True)
class Source:
    """Where a default comes from."""

    status: Status
    citation: Text = Text("", "")


ASSUMPTION = Source(Status.ASSUMPTION)


@dataclass(frozen=True)
class Choice:
    """One entry of a drop-down: its stable key and its labels."""

    key: str
    label: Text


YES = Choice("yes", Text("ja", "yes"))
NO = Choice("no", Text("nein", "no"))


@dataclass(frozen=True)
class Field:
    """One column of a sheet (or one row of the settings sheet).

    ``required`` means that an empty cell is an error. An empty cell with a ``default`` gets it, and the default
    is listed with its ``source``; an empty cell with neither stays empty (``NaN``), which the description explains.
    """

    name: str
    kind: Kind
    label: Text
    description: Text
    unit: Text = Text("", "")
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    default: Any = None
    source: Source = ASSUMPTION
    target: str = ""
    choices: tuple[Choice, ...] = ()
    example: Any = None
    basic: bool = True
    """Whether the column stands in the template of level ``basic``."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook. ``key`` is stable and is how Python addresses it.

    ``identity`` names the columns that together name a row; they must not repeat. ``has_defaults`` says that an
    empty or missing sheet is filled from ``instances/defaults/<key>.csv``.
    """

    key: str
    label: Text
    description: Text
    row: Text
    fields: tuple[Field, ...]
    identity: tuple[str, ...] = ()
    required: bool = False
    basic: bool = False
    has_defaults: bool = False
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.fields})
