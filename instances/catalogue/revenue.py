"""The sheet of what sites earn."""

from __future__ import annotations

from instances.catalogue.columns import EUR, choice, ref, source_column
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.i18n import Text

BASES = (
    Choice("site", Text("je Standort und Jahr", "per site and year")),
    Choice("unit", Text("je Leistungseinheit", "per unit of service")),
    Choice("resident", Text("je versorgtem Einwohner und Jahr", "per resident served and year")),
)
"""What an amount is paid for; residents served are equivalent residents."""

REVENUE = Sheet(
    "Revenue",
    Text("Erlöse", "Revenue"),
    Text(
        "Was Standorte einnehmen, die nicht weiterlaufen, wie sie heute sind. Erlöse mindern, was die Quellen für "
        "laufende Kosten und Personal des Standorts zahlen; was darüber hinausgeht, bleibt ihm. Mehrere Zeilen zählen "
        "zusammen.",
        "What sites earn that do not go on as what they are today. Revenue lowers what pots pay for running cost and "
        "staff of the site; what is above stays with it. Several rows add up.",
    ),
    Text("Erlös", "revenue"),
    (
        ref("type", "Types", Text("Typ", "Type"), Text("Leer: alle Typen.", "Empty: all types.")),
        ref(
            "service",
            "Services",
            Text("Leistung", "Service"),
            Text("Wofür gezahlt wird; leer nur je Standort.", "What is paid for; empty per site only."),
        ),
        choice(
            "basis",
            Text("Bemessung", "Basis"),
            Text(
                "Wonach sich der Betrag bemisst. Leistungseinheiten sind die, die der Standort selbst erbringt; "
                "versorgte Einwohner sind die ihm zugeordneten gleichwertigen Einwohner.",
                "What the amount is paid for. Units are those that the site works itself; residents served are the "
                "equivalent residents assigned to it.",
            ),
            BASES,
            required=True,
        ),
        Field(
            "amount",
            Kind.NUMBER,
            Text("Betrag", "Amount"),
            Text("Betrag je Einheit der Bemessung.", "Amount per unit of the basis."),
            unit=EUR,
            minimum=0,
            maximum=1_000_000_000,
            required=True,
        ),
        Field(
            "payer",
            Kind.TEXT,
            Text("Kostenträger", "Payer"),
            Text("Wer zahlt, z. B. GKV; nur für den Bericht.", "Who pays, e.g. a sickness fund; for the report only."),
        ),
        source_column(),
    ),
    identity=("type", "service", "basis", "payer"),
)
