"""Sheets about the places: residents by age, position, groupings, explicit demand."""

from __future__ import annotations

from instances.catalogue.columns import (
    PER_YEAR,
    RESIDENTS,
    flag,
    key,
    label_column,
    ref,
)
from instances.catalogue.fields import Field, Kind, Sheet
from instances.i18n import Text


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
            Text(
                "Planungsbereich, in dem der Ort liegt; leer nur bei Orten außerhalb.",
                "Area the place lies in; empty for places outside only.",
            ),
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
        flag(
            "outside",
            Text("Außerhalb?", "Outside?"),
            Text(
                "Liegt jenseits der Grenze: Der Bedarf konkurriert um Standorte, zählt aber in keiner Regel, keinem "
                "Versorgungsgrad und keiner Kennzahl.",
                "Lies beyond the border: its demand competes for sites but counts in no rule, supply ratio or figure.",
            ),
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
