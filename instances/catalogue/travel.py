"""Sheets about travel: times between places and sites, and the road network."""

from __future__ import annotations

from instances.catalogue.columns import MINUTES, ref
from instances.catalogue.fields import Field, Kind, Sheet
from instances.i18n import Text

TRAVEL_TIMES = Sheet(
    "TravelTimes",
    Text("Fahrzeiten", "TravelTimes"),
    Text(
        "Fahrzeiten zwischen Orten und Standorten. Für Paare, deren Ort und Standort hier vorkommen, gilt nur "
        "dieses Blatt: "
        "Ein fehlendes Paar heißt „zu weit“. Für alle anderen rechnet das Programm.",
        "Travel times between places and sites. For pairs whose place and site occur here, this sheet alone counts: a "
        "missing pair means “too far”. All others are computed.",
    ),
    Text("Ort × Standort", "place × site"),
    (
        ref("place", "Places", Text("Ort", "Place"), Text("Schlüssel des Ortes.", "Key of the place."), required=True),
        ref(
            "site",
            "Sites",
            Text("Standort", "Site"),
            Text("Schlüssel des Standorts.", "Key of the site."),
            required=True,
        ),
        Field(
            "minutes",
            Kind.NUMBER,
            Text("Fahrzeit", "Travel time"),
            Text("Fahrzeit mit dem Pkw.", "Travel time by car."),
            unit=MINUTES,
            minimum=0,
            maximum=600,
            required=True,
        ),
    ),
    identity=("place", "site"),
)

ROADS = Sheet(
    "Roads",
    Text("Straßen", "Roads"),
    Text(
        "Straßennetz als Kanten; Orte und Standorte sind Knoten unter ihrem Schlüssel. Kürzeste Wege werden berechnet.",
        "Road network as edges; places and sites are nodes under their keys. Shortest paths are computed.",
    ),
    Text("Straße", "edge"),
    (
        Field("from_node", Kind.TEXT, Text("Von", "From"), Text("Knoten.", "Node."), required=True),
        Field("to_node", Kind.TEXT, Text("Nach", "To"), Text("Knoten.", "Node."), required=True),
        Field(
            "km",
            Kind.NUMBER,
            Text("Länge", "Length"),
            Text(
                "Länge der Straße; nötig, wenn die Fahrzeit fehlt.",
                "Length of the road; needed where minutes are missing.",
            ),
            unit=Text("km", "km"),
            minimum=0,
            maximum=1000,
        ),
        Field(
            "minutes",
            Kind.NUMBER,
            Text("Fahrzeit", "Travel time"),
            Text(
                "Fahrzeit auf der Straße; leer: aus Länge und Tempo.",
                "Minutes on the road; empty: from length and speed.",
            ),
            unit=MINUTES,
            minimum=0,
            maximum=600,
        ),
        Field(
            "speed_kmh",
            Kind.NUMBER,
            Text("Tempo", "Speed"),
            Text(
                "Tempo auf der Straße; leer: das der Einstellungen.", "Speed on the road; empty: that of the settings."
            ),
            unit=Text("km/h", "km/h"),
            minimum=5,
            maximum=200,
        ),
    ),
)
