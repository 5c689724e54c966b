"""Sheets about care that crosses the doors of a site: treatment occasions of several parts, and who works for whom."""

from __future__ import annotations

from instances.catalogue.columns import EUR_PER_YEAR, PERCENT, ref, source_column
from instances.catalogue.fields import Field, Kind, Sheet
from instances.i18n import Text

PATHWAYS = Sheet(
    "Pathways",
    Text("Pfade", "Pathways"),
    Text(
        "Leistungen aus mehreren Teilen: Eine Einrichtung verantwortet den ganzen Behandlungsanlass, gearbeitet wird "
        "dort oder bei verbundenen Standorten. Eine Leistung ohne Zeile besteht nur aus sich selbst.",
        "Services made of parts: one institution answers for the whole treatment occasion, the work is done there or "
        "at linked sites. A service without a row consists of itself alone.",
    ),
    Text("Leistung × Teil", "service × part"),
    (
        ref(
            "service",
            "Services",
            Text("Leistung", "Service"),
            Text("Was die Einwohner brauchen.", "What residents need."),
            required=True,
        ),
        ref(
            "component",
            "Services",
            Text("Teil", "Part"),
            Text(
                "Leistung, aus der ein Behandlungsanlass besteht; sie darf selbst nicht aus Teilen bestehen.",
                "Service that an occasion consists of; it must not consist of parts itself.",
            ),
            required=True,
        ),
        Field(
            "quantity",
            Kind.NUMBER,
            Text("Menge", "Quantity"),
            Text(
                "Einheiten des Teils je Einheit der Leistung. 0: Der Teil wird nur ersetzt.",
                "Units of the part per unit of the service. 0: the part is only replaced.",
            ),
            minimum=0,
            maximum=100_000,
            required=True,
        ),
        Field(
            "linked_share",
            Kind.SHARE,
            Text("Anteil Verbundener", "Linked share"),
            Text(
                "Größter Anteil des Teils, den verbundene Standorte erbringen (Blatt Kooperationen), etwa durch "
                "Telemedizin. Leer: 0 %.",
                "Largest share of the part that linked sites may do (sheet Links), for instance by telemedicine. "
                "Empty: 0 %.",
            ),
            unit=PERCENT,
            minimum=0,
            maximum=1,
            default=0.0,
        ),
        Field(
            "moved_share",
            Kind.SHARE,
            Text("Verlagerter Anteil", "Moved share"),
            Text(
                "Dieser Anteil des Bedarfs am Teil wird nicht mehr einzeln gebraucht, sondern durch diese Leistung "
                "ersetzt (Hybrid-DRG, SAPV). Leer: 0 %.",
                "This share of the demand for the part is no longer needed by itself but replaced by this service "
                "(Hybrid-DRG, SAPV). Empty: 0 %.",
            ),
            unit=PERCENT,
            minimum=0,
            maximum=1,
            default=0.0,
        ),
        Field(
            "replaced",
            Kind.NUMBER,
            Text("Ersetzte Menge", "Replaced quantity"),
            Text(
                "Einheiten des Teils, die ein Behandlungsanlass ersetzt; daraus folgt der Bedarf an dieser Leistung.",
                "Units of the part that one occasion replaces; the demand for this service follows from them.",
            ),
            minimum=0.0001,
            maximum=100_000,
        ),
        source_column(),
    ),
    identity=("service", "component"),
)

LINKS = Sheet(
    "Links",
    Text("Kooperationen", "Links"),
    Text(
        "Welcher Standort für welchen arbeiten kann: Kooperationspraxen, Teleärzte, Verbünde. Ob eine Kooperation "
        "genutzt wird, entscheidet der Plan.",
        "Which site may work for which: cooperating practices, doctors by telemedicine, networks. Whether a link is "
        "used is decided by the plan.",
    ),
    Text("Standort × Partner", "site × partner"),
    (
        ref(
            "site",
            "Sites",
            Text("Standort", "Site"),
            Text("Wer die Patienten annimmt und verantwortet.", "Who takes the patients and answers for them."),
            required=True,
        ),
        ref(
            "partner",
            "Sites",
            Text("Partner", "Partner"),
            Text(
                "Standort, der für ihn arbeitet. Leer, wenn die Praxen eines Ortes gemeint sind.",
                "Site that works for it. Empty where the practices of a place are meant.",
            ),
        ),
        ref(
            "partner_place",
            "Places",
            Text("Praxen in", "Practices in"),
            Text(
                "Ort, dessen heutige Praxen für ihn arbeiten (statt eines Partners).",
                "Place whose practices of today work for it (instead of a partner).",
            ),
        ),
        Field(
            "yearly_cost",
            Kind.NUMBER,
            Text("Jahreskosten", "Yearly cost"),
            Text(
                "Kosten der genutzten Kooperation je Jahr (Technik, Abstimmung). Leer: 0.",
                "Cost of the link per year while it is used (technology, coordination). Empty: 0.",
            ),
            unit=EUR_PER_YEAR,
            minimum=0,
            maximum=10_000_000,
            default=0.0,
        ),
    ),
    identity=("site", "partner", "partner_place"),
)
