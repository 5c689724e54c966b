"""Columns about units that stand in for each other."""

from __future__ import annotations

from instances.catalogue.columns import MINUTES
from instances.i18n import Text
from reports.metrics.column import Column, Form

POOLING = (
    Column(
        "pool_size",
        Text("davon nutzbar", "usable"),
        Text(
            "Größe der Station; was von heute darüber hinaus steht, nimmt niemanden auf.",
            "Size of the unit; what stands beyond it from today takes nobody.",
        ),
        Form.WHOLE,
    ),
    Column(
        "offered_load",
        Text("Angebotene Last", "Offered load"),
        Text(
            "Einheiten, die in der Planungsspitze belegt wären, wenn immer eine frei wäre.",
            "Units that would be busy in the planned peak if there were always one free.",
        ),
        Form.TWO,
        Text("Erlang", "Erlang"),
    ),
    Column(
        "pool_use",
        Text("Auslastung", "Occupancy"),
        Text("Belegte Einheiten / Einheiten, in der Planungsspitze.", "Units busy / units, in the planned peak."),
        Form.SHARE,
    ),
    Column(
        "pool_target",
        Text("erlaubt", "allowed"),
        Text("Wie wahrscheinlich Abweisung oder Warten sein darf.", "How likely turning away or waiting may be."),
        Form.SHARE,
    ),
    Column(
        "turned_share",
        Text("Abgewiesen", "Turned away"),
        Text(
            "Wahrscheinlichkeit, dass in der Planungsspitze alles belegt ist (Erlang B); leer: es wird gewartet.",
            "Probability that all is taken in the planned peak (Erlang B); empty: people wait.",
        ),
        Form.SHARE,
    ),
    Column(
        "turned_away",
        Text("Abgewiesen im Jahr, höchstens", "Turned away a year, at most"),
        Text(
            "Zugeordnete Leistung × Abweisung in der Spitze, in Einheiten der Leistung.",
            "Assigned work × share turned away in the peak, in units of the service.",
        ),
        Form.WHOLE,
    ),
    Column(
        "waiting_share",
        Text("Warten", "Waiting"),
        Text(
            "Wahrscheinlichkeit, in der Planungsspitze zu warten (Erlang C); leer: es wird abgewiesen.",
            "Probability of having to wait in the planned peak (Erlang C); empty: people are turned away.",
        ),
        Form.SHARE,
    ),
    Column(
        "waiting_minutes",
        Text("Wartezeit", "Waiting time"),
        Text(
            "Mittlere Wartezeit aller in der Planungsspitze, nach Öffnungszeit und Produktivität.",
            "Mean waiting time of all in the planned peak, by opening hours and productivity.",
        ),
        Form.ONE,
        MINUTES,
    ),
)
