"""Sheets about sites: where care stands or may stand, and what stands there today."""

from __future__ import annotations

from instances.catalogue.columns import EUR, PERCENT, choice, flag, key, label_column, ref
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.catalogue.relaxing import relax_price
from instances.i18n import Text

STATUSES = (
    Choice("existing", Text("Bestand", "existing")),
    Choice("candidate", Text("Kandidat", "candidate")),
    Choice("fixed", Text("gesetzt", "fixed")),
    Choice("excluded", Text("ausgeschlossen", "excluded")),
    Choice("outside", Text("außerhalb", "outside")),
)

SITES = Sheet(
    "Sites",
    Text("Standorte", "Sites"),
    Text(
        "Krankenhäuser, Zentren und mögliche Standorte. Eine Zeile ist eine Einrichtung; mehrere dürfen am "
        "selben Ort stehen. "
        "Keine einzelnen Arztpraxen.",
        "Hospitals, centres and possible sites. A row is one facility; several may stand in one place. No single "
        "doctors' practices.",
    ),
    Text("Standort", "site"),
    (
        key("site", Text("Standort", "Site"), Text("Schlüssel des Standorts.", "Key of the site."), "KH-Prüm"),
        label_column("Name des Standorts.", "Name of the site."),
        ref(
            "place",
            "Places",
            Text("Ort", "Place"),
            Text(
                "Ort, in dem der Standort liegt; gibt Planungsbereich und Kreis.",
                "Place of the site; gives area and district.",
            ),
            required=True,
            example="07232296",
        ),
        Field(
            "lat",
            Kind.NUMBER,
            Text("Breite", "Latitude"),
            Text("Leer: die Lage des Ortes.", "Empty: the position of the place."),
            unit=Text("Grad", "degrees"),
            minimum=-90,
            maximum=90,
        ),
        Field(
            "lon",
            Kind.NUMBER,
            Text("Länge", "Longitude"),
            Text("Leer: die Lage des Ortes.", "Empty: the position of the place."),
            unit=Text("Grad", "degrees"),
            minimum=-180,
            maximum=180,
        ),
        choice(
            "status",
            Text("Status", "Status"),
            Text(
                "Bestand: steht heute. Kandidat: darf eröffnen. Gesetzt: eröffnet auf jeden Fall. "
                "Ausgeschlossen: bleibt zu. Außerhalb: steht jenseits der Grenze und ist für unsere Einwohner offen; "
                "der Plan entscheidet nichts über ihn.",
                "Existing: stands today. Candidate: may open. Fixed: opens in any case. Excluded: stays closed. "
                "Outside: stands beyond the border and is open to our residents; the plan decides nothing about it.",
            ),
            STATUSES,
            required=True,
            example="candidate",
        ),
        ref(
            "present_type",
            "Types",
            Text("Heutiger Typ", "Present type"),
            Text("Bei Bestand nötig.", "Needed for existing sites."),
            example="hospital",
        ),
        Field(
            "allowed_types",
            Kind.REFS,
            Text("Mögliche Typen", "Allowed types"),
            Text(
                "Typen, als die der Standort laufen darf, durch Komma getrennt; bei Bestand nur, wenn er "
                "umgewandelt werden darf.",
                "Types the site may run as, separated by commas; for existing sites only where conversion is allowed.",
            ),
            target="Types",
            example="pvz, igz",
        ),
        flag(
            "may_close",
            Text("Darf schließen?", "May close?"),
            Text("Nur wo „ja“ steht, darf der Plan schließen.", "The plan may close only where it says yes."),
        ),
        flag(
            "may_convert",
            Text("Darf umgewandelt werden?", "May convert?"),
            Text(
                "Nur wo „ja“ steht, darf der Plan den Typ ändern.",
                "The plan may change the type only where it says yes.",
            ),
        ),
        Field(
            "carrier",
            Kind.TEXT,
            Text("Träger", "Carrier"),
            Text(
                "Trägerart, z. B. kommunal; Förderregeln können sich darauf beziehen.",
                "Kind of carrier, e.g. municipal; pot rules may refer to it.",
            ),
        ),
        Field(
            "legal_basis",
            Kind.TEXT,
            Text("Rechtsgrundlage", "Legal basis"),
            Text(
                "z. B. § 115g SGB V; Förderregeln können sich darauf beziehen.",
                "e.g. § 115g SGB V; pot rules may refer to it.",
            ),
        ),
        Field(
            "earliest_year",
            Kind.INTEGER,
            Text("Frühestes Jahr", "Earliest year"),
            Text("Vorher eröffnet der Standort nicht.", "The site does not open earlier."),
            minimum=2000,
            maximum=2100,
        ),
        Field(
            "extra_setup_cost",
            Kind.NUMBER,
            Text("Besondere Gründungskosten", "Extra set-up cost"),
            Text(
                "Zuschlag zu den Gründungskosten des Typs. Leer: 0.", "Surcharge on the type's set-up cost. Empty: 0."
            ),
            unit=EUR,
            minimum=0,
            maximum=1_000_000_000,
            default=0.0,
        ),
        Field(
            "open_share",
            Kind.SHARE,
            Text("Offener Anteil", "Open share"),
            Text(
                "Nur bei Status außerhalb: Anteil seiner Kapazität, der unseren Einwohnern offensteht. Leer: 100 %.",
                "Only with status outside: share of its capacity that is open to our residents. Empty: 100 %.",
            ),
            unit=PERCENT,
            minimum=0,
            maximum=1,
            default=1.0,
        ),
        Field(
            "house",
            Kind.TEXT,
            Text("Haus", "House"),
            Text(
                "Standorte mit demselben Eintrag stehen im selben Haus, z. B. ein Notfallzentrum im Krankenhaus.",
                "Sites with the same entry stand in the same house, e.g. an emergency centre in a hospital.",
            ),
            basic=False,
        ),
        relax_price(
            "Was es wert ist, am Status festzuhalten (gesetzt, Bestand ohne Schließung, ausgeschlossen). Leer: "
            "5.000.000.",
            "What it is worth to hold on to the status (fixed, existing without closing, excluded). Empty: 5,000,000.",
        ),
    ),
    identity=("site",),
    required=True,
    basic=True,
)

CONSENTS = Sheet(
    "Consents",
    Text("Zustimmungen", "Consents"),
    Text(
        "Wer zu welchem Standort zugestimmt oder abgelehnt hat. Was fehlt, gilt als offen: Es verbietet nichts und "
        "steht im Bericht bei den Entscheidungen.",
        "Who has consented to which site, or refused. What is missing counts as open: it forbids nothing and is "
        "listed in the report among the decisions.",
    ),
    Text("Standort × Beteiligter", "site × actor"),
    (
        ref("site", "Sites", Text("Standort", "Site"), Text("Schlüssel.", "Key."), required=True, example="Z-2"),
        key(
            "actor",
            Text("Beteiligter", "Actor"),
            Text("Wer zustimmt, z. B. Kommune, KV, Krankenkassen.", "Who consents, e.g. municipality, KV, insurers."),
            "Kommune",
        ),
        choice(
            "answer",
            Text("Antwort", "Answer"),
            Text("Ob zugestimmt wurde.", "Whether there is consent."),
            (
                Choice("given", Text("erteilt", "given")),
                Choice("refused", Text("abgelehnt", "refused")),
                Choice("open", Text("offen", "open")),
            ),
            required=True,
            example="open",
        ),
        Field("note", Kind.TEXT, Text("Anmerkung", "Note"), Text("Frei.", "Free.")),
    ),
    identity=("site", "actor"),
)

EXISTING = Sheet(
    "Existing",
    Text("Bestand", "Existing"),
    Text(
        "Was heute steht: Kapazität je Standort, oder Sitze je Ort oder Planungsbereich (nie je Ärztin oder "
        "Arzt). Zeilen mit "
        "Zeitraum sagen, was dann noch steht (Ruhestände).",
        "What stands today: capacity per site, or seats per place or area (never per doctor). Rows with a period "
        "say what "
        "still stands then (retirements).",
    ),
    Text("Standort, Ort oder Planungsbereich × Ressource", "site, place or area × resource"),
    (
        ref(
            "site",
            "Sites",
            Text("Standort", "Site"),
            Text("Genau eines von Standort, Ort, Planungsbereich.", "Exactly one of site, place, area."),
        ),
        ref(
            "place",
            "Places",
            Text("Ort", "Place"),
            Text("Genau eines von Standort, Ort, Planungsbereich.", "Exactly one of site, place, area."),
        ),
        ref(
            "area",
            "Areas",
            Text("Planungsbereich", "Area"),
            Text("Genau eines von Standort, Ort, Planungsbereich.", "Exactly one of site, place, area."),
        ),
        ref(
            "resource",
            "Resources",
            Text("Ressource", "Resource"),
            Text("Schlüssel.", "Key."),
            required=True,
            example="gp_seat",
        ),
        ref(
            "period",
            "Periods",
            Text("Zeitraum", "Period"),
            Text(
                "Leer: heute und, wo nichts anderes steht, danach.",
                "Empty: today and, where nothing else is said, later.",
            ),
        ),
        Field(
            "units",
            Kind.NUMBER,
            Text("Menge", "Units"),
            Text("Menge in der Einheit der Ressource.", "Amount in the unit of the resource."),
            minimum=0,
            maximum=100_000,
            required=True,
            example=12.5,
        ),
    ),
    identity=("site", "place", "area", "resource", "period"),
    required=True,
    basic=True,
)

SITE_LIMITS = Sheet(
    "SiteLimits",
    Text("Standortgrenzen", "SiteLimits"),
    Text(
        "Wo ein Standort weniger oder mehr Platz hat als sein Typ: Grenzen einer Ressource an diesem Standort, in "
        "jedem Typ, der sie hat. Was heute steht, bleibt wie bei den Typen erlaubt.",
        "Where a site has less or more room than its type: limits of a resource at this site, in every type that has "
        "it. What stands today stays allowed, as with the types.",
    ),
    Text("Standort × Ressource", "site × resource"),
    (
        ref("site", "Sites", Text("Standort", "Site"), Text("Schlüssel.", "Key."), required=True, example="KH-Prüm"),
        ref(
            "resource",
            "Resources",
            Text("Ressource", "Resource"),
            Text("Schlüssel.", "Key."),
            required=True,
            example="gp_seat",
        ),
        Field(
            "minimum",
            Kind.NUMBER,
            Text("Mindestens", "Minimum"),
            Text("Kleinste Menge, wenn offen. Leer: die des Typs.", "Smallest amount where open. Empty: the type's."),
            minimum=0,
            maximum=100_000,
        ),
        Field(
            "maximum",
            Kind.NUMBER,
            Text("Höchstens", "Maximum"),
            Text("Größte Menge. Leer: die des Typs.", "Largest amount. Empty: the type's."),
            minimum=0,
            maximum=100_000,
            example=6.0,
        ),
    ),
    identity=("site", "resource"),
)
