"""Sheets about the planning periods and the planning areas."""

from __future__ import annotations

from instances.catalogue.columns import (
    key,
    label_column,
    law,
)
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.i18n import Text

GENERAL_RATIO_SOURCE = law(
    "§ 11 Abs. 4 BPL-RL, G-BA-Beschluss vom 16.01.2025", "§ 11(4) BPL-RL, G-BA decision of 16 Jan 2025"
)

PERIODS = Sheet(
    "Periods",
    Text("Zeiträume", "Periods"),
    Text(
        "Die Planungszeiträume in ihrer Reihenfolge. Leer: ein Zeitraum von fünf Jahren nach dem Basisjahr.",
        "The planning periods in their order. Empty: one period of five years after the base year.",
    ),
    Text("Zeitraum", "period"),
    (
        key("period", Text("Zeitraum", "Period"), Text("Name des Zeitraums.", "Name of the period."), "2027-2031"),
        Field(
            "first_year",
            Kind.INTEGER,
            Text("Erstes Jahr", "First year"),
            Text("Erstes Kalenderjahr des Zeitraums.", "First calendar year of the period."),
            minimum=2000,
            maximum=2100,
            required=True,
            example=2027,
        ),
        Field(
            "years",
            Kind.INTEGER,
            Text("Jahre", "Years"),
            Text("Länge des Zeitraums.", "Length of the period."),
            unit=Text("Jahre", "years"),
            minimum=1,
            maximum=30,
            required=True,
            example=5,
        ),
    ),
    identity=("period",),
    has_defaults=True,
)

RURALITIES = (Choice("rural", Text("ländlich", "rural")), Choice("urban", Text("städtisch", "urban")))


def rurality_of(word: str) -> str:
    """The key of the rurality that is called so in one of the languages; a word that is none is returned as it is."""
    names = {name.casefold(): choice.key for choice in RURALITIES for name in (*choice.label, choice.key)}
    return names.get(word.casefold(), word)


AREAS = Sheet(
    "Areas",
    Text("Planungsbereiche", "Areas"),
    Text(
        "Planungsbereiche der hausärztlichen Bedarfsplanung (Mittelbereiche). Entweder die regionale Verhältniszahl "
        "oder die allgemeine Verhältniszahl mit Morbiditätsfaktor angeben, nicht beides.",
        "Planning areas of GP needs planning (Mittelbereiche). Give either the regional ratio or the general "
        "ratio with "
        "a morbidity factor, not both.",
    ),
    Text("Planungsbereich", "area"),
    (
        key("area", Text("Planungsbereich", "Area"), Text("Schlüssel des Bereichs.", "Key of the area."), "MB-Prüm"),
        label_column("Name des Bereichs.", "Name of the area."),
        Field(
            "general_ratio",
            Kind.NUMBER,
            Text("Allgemeine Verhältniszahl", "General ratio"),
            Text(
                "Einwohner je Hausarzt vor der Anpassung; leer: der Wert aus den Einstellungen.",
                "Residents per GP before adjustment; empty: the value of the settings.",
            ),
            unit=Text("Einwohner je Hausarzt", "residents per GP"),
            minimum=500,
            maximum=5000,
            example=1633,
            basic=False,
        ),
        Field(
            "morbidity_factor",
            Kind.NUMBER,
            Text("Morbiditätsfaktor", "Morbidity factor"),
            Text(
                "Regionaler Verteilungsfaktor; über 1 heißt kränker, also mehr Sitze. Leer: 1.",
                "Regional distribution factor; above 1 means sicker, hence more seats. Empty: 1.",
            ),
            minimum=0.5,
            maximum=2,
            example=1.03,
            basic=False,
        ),
        Field(
            "regional_ratio",
            Kind.NUMBER,
            Text("Regionale Verhältniszahl", "Regional ratio"),
            Text(
                "Einwohner je Hausarzt im Bereich, wie im Bedarfsplan veröffentlicht.",
                "Residents per GP of the area as published in the needs plan.",
            ),
            unit=Text("Einwohner je Hausarzt", "residents per GP"),
            minimum=500,
            maximum=5000,
            example=1585,
        ),
        Field(
            "official_supply_ratio",
            Kind.SHARE,
            Text("Amtlicher Versorgungsgrad", "Official supply ratio"),
            Text(
                "Veröffentlichter Versorgungsgrad; wird im Bericht neben den errechneten gestellt.",
                "Published supply ratio; the report shows it beside the computed one.",
            ),
            unit=Text("%", "%"),
            minimum=0,
            maximum=3,
            example=0.584,
        ),
        Field(
            "exempt_seats",
            Kind.NUMBER,
            Text("Ausnahmesitze", "Exempt seats"),
            Text(
                "Sitze, die trotz Sperrung zusätzlich zugelassen sind (§ 103 Abs. 2 SGB V). Leer: 0.",
                "Seats admitted in spite of closure (§ 103(2) SGB V). Empty: 0.",
            ),
            unit=Text("Sitze", "seats"),
            minimum=0,
            maximum=1000,
            default=0.0,
            basic=False,
        ),
        Field(
            "rurality",
            Kind.CHOICE,
            Text("Raumtyp", "Rurality"),
            Text("Für Auswertungen nach Stadt und Land.", "For reports by town and country."),
            choices=RURALITIES,
            basic=False,
        ),
    ),
    identity=("area",),
    required=True,
    basic=True,
)
