"""The sheet of services: what residents need, how much of it, and how they come by it."""

from __future__ import annotations

from instances.catalogue.columns import MINUTES, RESIDENTS, choice, key, label_column, source_column
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.catalogue.places import AGE_GROUPS, AGE_TEXTS
from instances.i18n import Text

ASSIGNMENTS = (
    Choice("free", Text("frei", "free")),
    Choice("single", Text("ein Standort", "single site")),
    Choice("closest", Text("nächster Standort", "closest site")),
)


def _rate(group: str) -> Field:
    age = AGE_TEXTS[group]
    return Field(
        f"rate_{group}",
        Kind.NUMBER,
        Text(f"Rate {age.de}", f"Rate {age.en}"),
        Text(f"Inanspruchnahme im Alter {age.de}.", f"Utilisation at age {age.en}."),
        unit=Text("Einheiten je Einwohner und Jahr", "units per resident and year"),
        minimum=0,
        maximum=10_000,
        required=True,
    )


SERVICES = Sheet(
    "Services",
    Text("Leistungen", "Services"),
    Text("Was die Einwohner brauchen.", "What residents need."),
    Text("Leistung", "service"),
    (
        key("service", Text("Leistung", "Service"), Text("Schlüssel der Leistung.", "Key of the service."), "gp_care"),
        label_column("Name der Leistung.", "Name of the service."),
        Field(
            "unit",
            Kind.TEXT,
            Text("Einheit", "Unit"),
            Text("Einheit der Leistung, z. B. Kontakte.", "Unit of the service, e.g. contacts."),
            required=True,
        ),
        *(_rate(group) for group in AGE_GROUPS),
        Field(
            "limit_minutes",
            Kind.NUMBER,
            Text("Weiteste Fahrzeit", "Longest travel time"),
            Text(
                "Weiter wird niemand zugeordnet. Regeln mit einer höheren Grenze weiten sie aus.",
                "Nobody is assigned further away. Rules with a higher limit widen it.",
            ),
            unit=MINUTES,
            minimum=1,
            maximum=600,
            required=True,
        ),
        Field(
            "unmet_weight",
            Kind.NUMBER,
            Text("Gewicht unversorgten Bedarfs", "Weight of unmet need"),
            Text(
                "Wie schwer eine Einwohnerin oder ein Einwohner ohne diese Leistung wiegt (gleichwertige Unversorgte).",
                "How much one resident without this service counts (equivalent residents unserved).",
            ),
            minimum=0,
            maximum=1000,
            default=1.0,
        ),
        Field(
            "deprivation_effect",
            Kind.NUMBER,
            Text("Einfluss der Deprivation", "Effect of deprivation"),
            Text(
                "Bedarf am Ort = 1 + Einfluss × (Deprivation − Mittel), auf landesweites Mittel 1 gebracht. Leer: 0.",
                "Need of a place = 1 + effect × (deprivation − mean), scaled to a state-wide mean of 1. Empty: 0.",
            ),
            minimum=0,
            maximum=5,
            default=0.0,
        ),
        choice(
            "assignment",
            Text("Zuordnung", "Assignment"),
            Text(
                "Frei: Der Bedarf eines Ortes darf sich auf Standorte verteilen. Ein Standort: Er geht ganz an einen "
                "Standort. Nächster Standort: Er geht an den nächsten, der die Leistung anbietet; gleich nahe teilen "
                "ihn sich. Was keinen Platz findet, bleibt unversorgt. Leer: frei.",
                "Free: the demand of a place may be split over sites. Single site: all of it goes to one site. Closest "
                "site: it goes to the closest site that offers the service; equally close ones share it. What finds no "
                "room stays unmet. Empty: free.",
            ),
            ASSIGNMENTS,
            default="free",
        ),
        Field(
            "split_above",
            Kind.NUMBER,
            Text("Frei ab mehr als", "Free above"),
            Text(
                "Orte mit mehr Einwohnern werden immer frei zugeordnet. Leer: kein Ort ist ausgenommen.",
                "Places with more residents are always assigned freely. Empty: no place is exempt.",
            ),
            unit=RESIDENTS,
            minimum=0,
            maximum=5_000_000,
        ),
        source_column(),
    ),
    identity=("service",),
    has_defaults=True,
)
