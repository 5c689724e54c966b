"""Sheets about time and space: periods, areas, places, explicit demand."""

from __future__ import annotations

from instances.catalogue.columns import (
    PER_YEAR,
    RESIDENTS,
    key,
    label_column,
    law,
    ref,
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
            choices=(Choice("rural", Text("ländlich", "rural")), Choice("urban", Text("städtisch", "urban"))),
            basic=False,
        ),
    ),
    identity=("area",),
    required=True,
    basic=True,
)


def _age_share(group: str, de: str, en: str) -> Field:
    return Field(
        f"share_{group}",
        Kind.SHARE,
        Text(f"Anteil {de}", f"Share {en}"),
        Text(
            f"Anteil der Einwohner im Alter {de}; das Profil des Kreises darf für seine Orte stehen. "
            "Leer: der Wert aus den Einstellungen.",
            f"Share of residents aged {en}; the district's profile may stand for its places. "
            "Empty: the value of the settings.",
        ),
        unit=Text("%", "%"),
        minimum=0,
        maximum=1,
        basic=False,
    )


AGE_GROUPS = ("0_17", "18_64", "65_74", "75_plus")
AGE_TEXTS = {
    "0_17": Text("0–17", "0–17"),
    "18_64": Text("18–64", "18–64"),
    "65_74": Text("65–74", "65–74"),
    "75_plus": Text("75+", "75+"),
}


def _place_group(name: str, label: Text) -> Field:
    return Field(
        name,
        Kind.TEXT,
        label,
        Text(
            "Weitere Gliederung der Orte; muss nicht in die anderen passen.",
            "A further partition of the places; it need not nest in the others.",
        ),
        basic=False,
    )


PLACES = Sheet(
    "Places",
    Text("Orte", "Places"),
    Text(
        "Gemeinden, Ortsteile oder Rasterzellen mit Einwohnern. Jeder Ort liegt in genau einem Planungsbereich. "
        "Lage als "
        "Länge/Breite oder ETRS89/UTM32.",
        "Municipalities, parts of towns or grid cells with residents. Every place lies in exactly one area. "
        "Position as "
        "latitude/longitude or ETRS89/UTM32.",
    ),
    Text("Ort", "place"),
    (
        key(
            "place",
            Text("Schlüssel", "Key"),
            Text(
                "Amtlicher Gemeindeschlüssel (AGS, 8 Stellen; ARS, 12 Stellen) oder ein eigener Schlüssel; als Text.",
                "Official municipality key (AGS, 8 digits; ARS, 12 digits) or a key of your own; as text.",
            ),
            "07232296",
        ),
        label_column("Name des Ortes.", "Name of the place."),
        ref(
            "area",
            "Areas",
            Text("Planungsbereich", "Area"),
            Text("Planungsbereich, in dem der Ort liegt.", "Area the place lies in."),
            required=True,
            example="MB-Prüm",
        ),
        _place_group("district", Text("Kreis", "District")),
        _place_group("rescue_area", Text("Rettungsdienstbereich", "Rescue area")),
        _place_group("care_region", Text("Versorgungsgebiet", "Care region")),
        _place_group("labour_market", Text("Arbeitsmarktregion", "Labour market")),
        Field(
            "lat",
            Kind.NUMBER,
            Text("Breite", "Latitude"),
            Text("Geografische Breite (WGS84/ETRS89).", "Geographic latitude (WGS84/ETRS89)."),
            unit=Text("Grad", "degrees"),
            minimum=-90,
            maximum=90,
            example=50.21,
        ),
        Field(
            "lon",
            Kind.NUMBER,
            Text("Länge", "Longitude"),
            Text("Geografische Länge (WGS84/ETRS89).", "Geographic longitude (WGS84/ETRS89)."),
            unit=Text("Grad", "degrees"),
            minimum=-180,
            maximum=180,
            example=6.42,
        ),
        Field(
            "easting",
            Kind.NUMBER,
            Text("Ostwert UTM32", "Easting UTM32"),
            Text("Ostwert ETRS89/UTM32, statt der Länge.", "Easting ETRS89/UTM32, instead of the longitude."),
            unit=Text("m", "m"),
            minimum=200_000,
            maximum=1_000_000,
            basic=False,
        ),
        Field(
            "northing",
            Kind.NUMBER,
            Text("Nordwert UTM32", "Northing UTM32"),
            Text("Nordwert ETRS89/UTM32, statt der Breite.", "Northing ETRS89/UTM32, instead of the latitude."),
            unit=Text("m", "m"),
            minimum=5_000_000,
            maximum=6_200_000,
            basic=False,
        ),
        Field(
            "residents",
            Kind.NUMBER,
            Text("Einwohner", "Residents"),
            Text("Einwohner im Basisjahr.", "Residents in the base year."),
            unit=RESIDENTS,
            minimum=0,
            maximum=5_000_000,
            required=True,
            example=5600,
        ),
        *(_age_share(group, AGE_TEXTS[group].de, AGE_TEXTS[group].en) for group in AGE_GROUPS),
        Field(
            "growth",
            Kind.SHARE,
            Text("Wachstum", "Growth"),
            Text(
                "Veränderung der Einwohnerzahl je Jahr; negativ heißt Rückgang. Leer: 0 %.",
                "Change of the number of residents per year; negative means decline. Empty: 0 %.",
            ),
            unit=Text("% je Jahr", "% per year"),
            minimum=-0.1,
            maximum=0.1,
            default=0.0,
            basic=False,
        ),
        Field(
            "deprivation",
            Kind.NUMBER,
            Text("Deprivation", "Deprivation"),
            Text(
                "Deprivationswert zwischen 0 (gering) und 1 (hoch), z. B. GISD. Leer: ohne Einfluss.",
                "Deprivation score between 0 (low) and 1 (high), e.g. GISD. Empty: without effect.",
            ),
            minimum=0,
            maximum=1,
            example=0.53,
            basic=False,
        ),
    ),
    identity=("place",),
    required=True,
    basic=True,
)

DEMAND = Sheet(
    "Demand",
    Text("Bedarf", "Demand"),
    Text(
        "Ausdrücklicher Bedarf; ersetzt für diese Zeile die Rechnung aus Einwohnern und Raten.",
        "Explicit demand; replaces the computation from residents and rates for this row.",
    ),
    Text("Ort × Leistung × Zeitraum", "place × service × period"),
    (
        ref("place", "Places", Text("Ort", "Place"), Text("Schlüssel des Ortes.", "Key of the place."), required=True),
        ref(
            "service",
            "Services",
            Text("Leistung", "Service"),
            Text("Schlüssel der Leistung.", "Key of the service."),
            required=True,
        ),
        ref(
            "period",
            "Periods",
            Text("Zeitraum", "Period"),
            Text("Leer: in allen Zeiträumen.", "Empty: in all periods."),
        ),
        Field(
            "amount",
            Kind.NUMBER,
            Text("Bedarf", "Demand"),
            Text("Bedarf in der Einheit der Leistung.", "Demand in the service's unit."),
            unit=PER_YEAR,
            minimum=0,
            required=True,
        ),
    ),
    identity=("place", "service", "period"),
)
