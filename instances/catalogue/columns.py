"""Short makers for the columns that many sheets share."""

from __future__ import annotations

from typing import Any

from instances.catalogue.fields import NO, YES, Choice, Field, Kind, Source, Status
from instances.i18n import Text

PER_YEAR = Text("je Jahr", "per year")
MINUTES = Text("Minuten", "minutes")
EUR = Text("€", "€")
EUR_PER_YEAR = Text("€ je Jahr", "€ per year")
MILLION_EUR_PER_YEAR = Text("Mio. € je Jahr", "million € per year")
RESIDENTS = Text("Einwohner", "residents")
FTE = Text("VZÄ", "FTE")
PERCENT = Text("%", "%")


def label_column(de: str, en: str) -> Field:
    """A free label; empty means that the key is shown."""
    return Field(
        "label",
        Kind.TEXT,
        Text("Bezeichnung", "Label"),
        Text(f"{de} Leer: der Schlüssel wird gezeigt.", f"{en} Empty: the key is shown."),
    )


def source_column() -> Field:
    """Where the figures of a row come from."""
    return Field(
        "source",
        Kind.TEXT,
        Text("Quelle", "Source"),
        Text(
            "Fundstelle der Werte dieser Zeile; steht im Bericht auf dem Blatt „Annahmen“.",
            "Where the figures of this row come from; shown in the report on the sheet “Assumptions”.",
        ),
    )


def key(name: str, label: Text, description: Text, example: Any = None) -> Field:
    """The stable key of a row."""
    return Field(name, Kind.KEY, label, description, required=True, example=example)


def ref(
    name: str, target: str, label: Text, description: Text, *, required: bool = False, example: Any = None
) -> Field:
    """A key of another sheet."""
    return Field(name, Kind.REF, label, description, target=target, required=required, example=example)


def flag(name: str, label: Text, description: Text, *, default: bool = False) -> Field:
    """A yes/no column."""
    return Field(name, Kind.FLAG, label, description, default=default, choices=(YES, NO))


def choice(name: str, label: Text, description: Text, choices: tuple[Choice, ...], **rest: Any) -> Field:
    """A column with a closed list."""
    return Field(name, Kind.CHOICE, label, description, choices=choices, **rest)


def law(de: str, en: str) -> Source:
    """A default that stands in a law or directive."""
    return Source(Status.LAW, Text(de, en))


def assumed(de: str = "", en: str = "") -> Source:
    """A default without a norm: a planning assumption, shown as such."""
    return Source(Status.ASSUMPTION, Text(de, en))


def derived(de: str, en: str) -> Source:
    """A default computed from sourced figures."""
    return Source(Status.DERIVED, Text(de, en))


GROUPINGS = (
    Choice("state", Text("Land", "state")),
    Choice("area", Text("Planungsbereich", "area")),
    Choice("district", Text("Kreis", "district")),
    Choice("rescue_area", Text("Rettungsdienstbereich", "rescue area")),
    Choice("care_region", Text("Versorgungsgebiet", "care region")),
    Choice("labour_market", Text("Arbeitsmarktregion", "labour market")),
)


def grouping(default: str = "state") -> Field:
    """Which partition of the places a row speaks of."""
    return choice(
        "grouping",
        Text("Gliederung", "Grouping"),
        Text(
            "Auf welche Gliederung der Orte sich die Zeile bezieht.", "Which partition of the places the row speaks of."
        ),
        GROUPINGS,
        default=default,
        example=default,
    )


def group(de: str, en: str) -> Field:
    """The member of the grouping a row speaks of."""
    return Field(
        "group",
        Kind.TEXT,
        Text("Gruppe", "Group"),
        Text(f"Schlüssel in dieser Gliederung. {de}", f"Key in this grouping. {en}"),
    )
