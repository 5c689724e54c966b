"""Columns about travel times and access."""

from __future__ import annotations

from instances.catalogue.columns import MINUTES, RESIDENTS
from instances.catalogue.fields import Choice
from instances.i18n import Text
from reports.metrics.column import Column, Form

OUTCOMES = (
    Choice("gained", Text("erstmals erreichbar", "reachable for the first time")),
    Choice("nearer", Text("näher", "nearer")),
    Choice("farther", Text("weiter", "farther")),
    Choice("lost", Text("nicht mehr erreichbar", "no longer reachable")),
    Choice("same", Text("unverändert", "unchanged")),
    Choice("none", Text("in keinem Fall erreichbar", "reachable in neither case")),
)

ACCESS = (
    Column(
        "minutes",
        Text("Fahrzeit", "Minutes"),
        Text("Fahrzeit mit dem Pkw.", "Travel time by car."),
        Form.WHOLE,
        MINUTES,
    ),
    Column(
        "standard_minutes",
        Text("Maßstab", "Standard"),
        Text(
            "Fahrzeit, an der Erreichbarkeit gemessen wird: die kürzeste der Planungsregeln, sonst die weiteste der "
            "Leistung.",
            "Travel time that reach is measured by: the shortest of the planning rules, else the service's longest.",
        ),
        Form.WHOLE,
        MINUTES,
    ),
    Column(
        "minutes_before",
        Text("Fahrzeit heute", "Travel time today"),
        Text(
            "Fahrzeit zum nächsten anbietenden Standort heute; in Mitteln zählt „nicht erreichbar“ mit den Minuten "
            "aus den "
            "Einstellungen.",
            "Travel time to the nearest offering site today; in means, “not reachable” counts with the minutes of "
            "the settings.",
        ),
        Form.ONE,
        MINUTES,
    ),
    Column(
        "residents_beyond",
        Text("Zusätzlich über 30 Minuten", "In addition beyond 30 minutes"),
        Text(
            "Einwohner von heute, die den Standort in 30 Minuten erreichen, und im Plan keinen anderen mit der "
            "Leistung.",
            "Residents of today who reach the site in 30 minutes, and in the plan no other one with the service.",
        ),
        Form.WHOLE,
        RESIDENTS,
    ),
    Column(
        "affected",
        Text("Maß erreicht", "Test met"),
        Text("Mindestens 5.000 Einwohner sind betroffen.", "At least 5,000 residents are concerned."),
        Form.FLAG,
    ),
    Column(
        "minutes_after",
        Text("Fahrzeit im Plan", "Travel time in plan"),
        Text("Dasselbe im letzten Zeitraum des Plans.", "The same in the plan's last period."),
        Form.ONE,
        MINUTES,
    ),
    Column(
        "minutes_change",
        Text("Veränderung", "Change"),
        Text(
            "Fahrzeit im Plan minus heute; negativ ist besser.",
            "Travel time in the plan minus today; negative is better.",
        ),
        Form.ONE,
        MINUTES,
    ),
    Column(
        "within_before",
        Text("im Maßstab heute", "within standard today"),
        Text(
            "Anteil der Einwohner mit einem anbietenden Standort im Maßstab.",
            "Share of residents with an offering site in time.",
        ),
        Form.SHARE,
    ),
    Column(
        "within_after",
        Text("im Maßstab im Plan", "within standard in plan"),
        Text("Dasselbe im letzten Zeitraum des Plans.", "The same in the plan's last period."),
        Form.SHARE,
    ),
    Column(
        "index_before",
        Text("E2SFCA heute", "E2SFCA today"),
        Text(
            "Erreichbare Kapazität je Bedarf (enhanced two-step floating catchment area); 1 = so viel wie gebraucht. "
            "Gewicht der "
            "Fahrzeit: Gauß-Kurve, null an der weitesten Fahrzeit der Leistung.",
            "Capacity in reach per demand (enhanced two-step floating catchment area); 1 = as much as needed. Weight "
            "of travel "
            "time: Gaussian curve, zero at the service's longest travel time.",
        ),
        Form.TWO,
    ),
    Column(
        "index_after",
        Text("E2SFCA im Plan", "E2SFCA in plan"),
        Text("Dasselbe im letzten Zeitraum des Plans.", "The same in the plan's last period."),
        Form.TWO,
    ),
    Column(
        "site_before",
        Text("Nächster heute", "Nearest today"),
        Text("Nächster anbietender Standort heute.", "Nearest offering site of today."),
        refers="Sites",
    ),
    Column(
        "site_after",
        Text("Nächster im Plan", "Nearest in plan"),
        Text("Nächster anbietender Standort im Plan.", "Nearest offering site in the plan."),
        refers="Sites",
    ),
    Column(
        "outcome",
        Text("Ergebnis", "Outcome"),
        Text("Wie sich die Fahrzeit zum nächsten Angebot ändert.", "How the travel time to the nearest offer changes."),
        choices=OUTCOMES,
    ),
    *(
        Column(
            f"share_{outcome.key}",
            outcome.label,
            Text(f"Anteil der Einwohner: {outcome.label.de}.", f"Share of residents: {outcome.label.en}."),
            Form.SHARE,
        )
        for outcome in OUTCOMES
    ),
    Column(
        "nearest_site",
        Text("Nächster offener Standort", "Nearest open site"),
        Text(
            "Vom Ort des Kandidaten aus, eine gleiche Leistung.", "From the candidate's place, offering a same service."
        ),
        refers="Sites",
    ),
    Column(
        "nearest_minutes",
        Text("Fahrzeit dorthin", "Minutes to it"),
        Text("Fahrzeit vom Ort des Kandidaten.", "Travel time from the candidate's place."),
        Form.ONE,
        MINUTES,
    ),
)
