"""Columns of the types: at which hosts they stand, how long they run, and what ending or converting costs."""

from __future__ import annotations

from instances.catalogue.columns import EUR, EUR_PER_YEAR, MINUTES
from instances.catalogue.fields import Field, Kind
from instances.i18n import Text

HOSTS = (
    Field(
        "host_types",
        Kind.REFS,
        Text("Gastgeber", "Host types"),
        Text(
            "Typen, bei denen ein Standort dieses Typs steht, z. B. ein Krankenhaus beim Notfallzentrum. Leer: keine.",
            "Types at which a site of this type stands, e.g. an emergency centre at a hospital. Empty: at none.",
        ),
        target="Types",
        example="hospital",
    ),
    Field(
        "host_minutes",
        Kind.NUMBER,
        Text("Fahrzeit zum Gastgeber", "Minutes to the host"),
        Text(
            "Der Typ eröffnet nur, wo ein Gastgeber höchstens so weit entfernt läuft; 0: im selben Haus. Gerechnet "
            "wird vom Ort des Gastgebers zum Standort. Leer: Ein Gastgeber ist nicht nötig.",
            "The type opens only where a host runs within so many minutes; 0: in the same house. Counted from the "
            "place of the host to the site. Empty: a host is not needed.",
        ),
        unit=MINUTES,
        minimum=0,
        maximum=600,
        example=0,
    ),
    Field(
        "host_saving",
        Kind.NUMBER,
        Text("Ersparnis im selben Haus", "Saving in the same house"),
        Text(
            "Um so viel sinken die festen Jahreskosten, solange ein Gastgeber im selben Haus läuft. Leer: 0.",
            "By so much the fixed yearly cost falls while a host runs in the same house. Empty: 0.",
        ),
        unit=EUR_PER_YEAR,
        minimum=0,
        maximum=1_000_000_000,
        default=0.0,
    ),
)

LIFE = (
    Field(
        "minimum_life",
        Kind.NUMBER,
        Text("Mindestlaufzeit", "Minimum life"),
        Text(
            "So viele Jahre läuft ein Standort mindestens, sobald er als dieser Typ begonnen hat. Leer: 0.",
            "A site runs at least so many years once it has begun as this type. Empty: 0.",
        ),
        unit=Text("Jahre", "years"),
        minimum=0,
        maximum=50,
        default=0.0,
    ),
    Field(
        "closing_cost",
        Kind.NUMBER,
        Text("Schließungskosten", "Closing cost"),
        Text(
            "Einmalige Kosten, wenn ein Standort aufhört, als dieser Typ zu laufen: geschlossen oder umgewandelt. "
            "Leer: 0.",
            "One-off cost when a site ceases to run as this type, by closing or converting. Empty: 0.",
        ),
        unit=EUR,
        minimum=0,
        maximum=1_000_000_000,
        default=0.0,
    ),
    Field(
        "conversion_cost",
        Kind.NUMBER,
        Text("Umwandlungskosten", "Conversion cost"),
        Text(
            "Einmalige Kosten, wenn ein Standort von heute zu diesem Typ wird, statt der Gründungskosten. Leer: die "
            "Gründungskosten.",
            "One-off cost when a site of today becomes this type, instead of the set-up cost. Empty: the set-up cost.",
        ),
        unit=EUR,
        minimum=0,
        maximum=1_000_000_000,
    ),
)
