"""Sheets about care: what produces it, and in which types of site."""

from __future__ import annotations

from instances.catalogue.columns import (
    EUR,
    EUR_PER_YEAR,
    PERCENT,
    flag,
    key,
    label_column,
    ref,
    source_column,
)
from instances.catalogue.fields import Field, Kind, Sheet
from instances.catalogue.type_conditions import HOSTS, LIFE
from instances.i18n import Text


def _lifetime() -> Field:
    return Field(
        "lifetime",
        Kind.NUMBER,
        Text("Nutzungsdauer", "Lifetime"),
        Text(
            "So lange verliert das einmalig Bezahlte gleichmäßig an Wert; was am Ende des Plans übrig ist, mindert die "
            "öffentlichen Kosten im Ziel. Leer: kein Restwert.",
            "For so long what is paid once loses its value evenly; what is left at the end of the plan lowers the "
            "public cost in the goal. Empty: no residual value.",
        ),
        unit=Text("Jahre", "years"),
        minimum=1,
        maximum=100,
    )


RESOURCES = Sheet(
    "Resources",
    Text("Ressourcen", "Resources"),
    Text(
        "Kapazität, die an Standorten aufgebaut wird, in festen Schritten.", "Capacity built at sites, in fixed steps."
    ),
    Text("Ressource", "resource"),
    (
        key(
            "resource",
            Text("Ressource", "Resource"),
            Text("Schlüssel der Ressource.", "Key of the resource."),
            "gp_seat",
        ),
        label_column("Name der Ressource.", "Name of the resource."),
        Field(
            "unit",
            Kind.TEXT,
            Text("Einheit", "Unit"),
            Text("Einheit der Ressource, z. B. Sitze.", "Unit of the resource, e.g. seats."),
            required=True,
        ),
        Field(
            "step",
            Kind.NUMBER,
            Text("Schritt", "Step"),
            Text("Kleinster Schritt beim Aufbau, z. B. ¼ Sitz.", "Smallest step when adding, e.g. ¼ seat."),
            minimum=0.01,
            maximum=1000,
            required=True,
        ),
        Field(
            "investment",
            Kind.NUMBER,
            Text("Investition", "Investment"),
            Text("Einmalige Kosten je zusätzlicher Einheit.", "One-off cost per unit added."),
            unit=EUR,
            minimum=0,
            maximum=100_000_000,
            default=0.0,
        ),
        Field(
            "running_cost",
            Kind.NUMBER,
            Text("Laufende Sachkosten", "Running cost"),
            Text(
                "Laufende Kosten je zusätzlicher Einheit ohne Personal.", "Running cost per unit added, without staff."
            ),
            unit=EUR_PER_YEAR,
            minimum=0,
            maximum=100_000_000,
            default=0.0,
        ),
        Field(
            "counting_factor",
            Kind.NUMBER,
            Text("Anrechnungsfaktor", "Counting factor"),
            Text(
                "Anrechnung je Einheit auf den Versorgungsgrad; nur Ärztinnen und Ärzte zählen (§ 101 SGB V). Leer: 0.",
                "Doctors counted in the supply ratio per unit; doctors only (§ 101 SGB V). Empty: 0.",
            ),
            minimum=0,
            maximum=1,
            default=0.0,
        ),
        _lifetime(),
        Field(
            "partner_share",
            Kind.SHARE,
            Text("Anteil für Partner", "Share for partners"),
            Text(
                "Höchstens dieser Anteil der Kapazität eines Standorts arbeitet für Partner (Blatt Kooperationen). "
                "Leer: 20 %.",
                "At most this share of a site's capacity works for partners (sheet Links). Empty: 20 %.",
            ),
            unit=PERCENT,
            minimum=0,
            maximum=1,
            default=0.2,
        ),
        source_column(),
    ),
    identity=("resource",),
    has_defaults=True,
)

PRODUCTION = Sheet(
    "Production",
    Text("Leistungserbringung", "Production"),
    Text(
        "Welche Ressource welche Leistung erbringt, wie viel davon im Jahr und mit welchem Höchstanteil (Delegation).",
        "Which resource produces which service, how much of it a year and up to which share (delegation).",
    ),
    Text("Typ × Ressource × Leistung", "type × resource × service"),
    (
        ref("type", "Types", Text("Typ", "Type"), Text("Leer: gilt in allen Typen.", "Empty: holds in all types.")),
        ref("resource", "Resources", Text("Ressource", "Resource"), Text("Schlüssel.", "Key."), required=True),
        ref("service", "Services", Text("Leistung", "Service"), Text("Schlüssel.", "Key."), required=True),
        Field(
            "productivity",
            Kind.NUMBER,
            Text("Produktivität", "Productivity"),
            Text("Leistungseinheiten je Einheit der Ressource.", "Units of the service per unit of the resource."),
            unit=Text("Einheiten je Jahr", "units per year"),
            minimum=0.001,
            maximum=10_000_000,
            required=True,
        ),
        Field(
            "max_share",
            Kind.SHARE,
            Text("Höchstanteil", "Largest share"),
            Text(
                "Größter Anteil dieser Ressource an der Leistung eines Standorts (Delegationsanteil). Leer: 100 %.",
                "Largest share of this resource in the service of a site (delegation share). Empty: 100 %.",
            ),
            unit=Text("%", "%"),
            minimum=0,
            maximum=1,
            default=1.0,
        ),
        Field(
            "supervision",
            Kind.SHARE,
            Text("Aufsicht", "Supervision"),
            Text(
                "Arbeit der aufsichtführenden Ressource je Leistungseinheit, als Anteil einer eigenen. Leer: 0 %.",
                "Work of the supervising resource per unit, as a share of a unit of its own. Empty: 0 %.",
            ),
            unit=Text("%", "%"),
            minimum=0,
            maximum=1,
            default=0.0,
        ),
        ref(
            "supervised_by",
            "Resources",
            Text("Aufsicht durch", "Supervised by"),
            Text("Ressource, die die Aufsicht führt.", "Resource that supervises."),
        ),
        source_column(),
    ),
    identity=("type", "resource", "service"),
    has_defaults=True,
)

TYPES = Sheet(
    "Types",
    Text("Einrichtungstypen", "Types"),
    Text(
        "Versorgungsmodelle: was ein Standort sein kann. Ein neues Modell ist eine neue Zeile.",
        "Care models: what a site can be. A new model is a new row.",
    ),
    Text("Einrichtungstyp", "type"),
    (
        key("type", Text("Typ", "Type"), Text("Schlüssel des Typs.", "Key of the type."), "pvz"),
        label_column("Name des Typs.", "Name of the type."),
        Field(
            "setup_cost",
            Kind.NUMBER,
            Text("Gründungskosten", "Set-up cost"),
            Text(
                "Einmalige Kosten der Eröffnung (Planung, Bau, Ausstattung).",
                "One-off cost of opening (planning, building, equipment).",
            ),
            unit=EUR,
            minimum=0,
            maximum=1_000_000_000,
            default=0.0,
        ),
        Field(
            "yearly_cost",
            Kind.NUMBER,
            Text("Feste Jahreskosten", "Fixed yearly cost"),
            Text(
                "Feste Kosten je Jahr ohne Personal; nur für neue Standorte.",
                "Fixed cost per year without staff; new sites only.",
            ),
            unit=EUR_PER_YEAR,
            minimum=0,
            maximum=1_000_000_000,
            default=0.0,
        ),
        Field(
            "lead_time",
            Kind.NUMBER,
            Text("Vorlauf", "Lead time"),
            Text(
                "Jahre vom Beschluss bis zur Eröffnung, gerechnet ab dem Basisjahr.",
                "Years from decision to opening, counted from the base year.",
            ),
            unit=Text("Jahre", "years"),
            minimum=0,
            maximum=30,
            default=0.0,
        ),
        flag(
            "collects_existing",
            Text("Nimmt Sitze aus Bereichen auf", "Takes seats given per area"),
            Text(
                "Bestand, der nur je Ort oder Planungsbereich bekannt ist, bildet Standorte dieses Typs.",
                "What is known per place or area only forms sites of this type.",
            ),
        ),
        *HOSTS,
        *LIFE,
        Field(
            "links_needed",
            Kind.INTEGER,
            Text("Nötige Kooperationen", "Links needed"),
            Text(
                "So viele Kooperationen braucht ein Standort dieses Typs mindestens (Blatt Kooperationen). Leer: 0.",
                "A site of this type needs at least so many links (sheet Links). Empty: 0.",
            ),
            minimum=0,
            maximum=20,
            default=0,
        ),
        _lifetime(),
        flag(
            "is_team",
            Text("Teamtyp", "Team type"),
            Text(
                "Hier zu arbeiten zieht an: hebt den Personalmarkt um den „Gewinn durch Teams“.",
                "Working here attracts: raises the labour pool by its “uplift by teams”.",
            ),
        ),
        source_column(),
    ),
    identity=("type",),
    has_defaults=True,
)

TYPE_RESOURCES = Sheet(
    "TypeResources",
    Text("Typ-Ressourcen", "TypeResources"),
    Text(
        "Wie viel einer Ressource ein Standort dieses Typs hat. Ein Mindestwert über 0 macht sie zur Pflicht.",
        "How much of a resource a site of this type has. A minimum above 0 makes it obligatory.",
    ),
    Text("Typ × Ressource", "type × resource"),
    (
        ref("type", "Types", Text("Typ", "Type"), Text("Schlüssel.", "Key."), required=True),
        ref("resource", "Resources", Text("Ressource", "Resource"), Text("Schlüssel.", "Key."), required=True),
        Field(
            "minimum",
            Kind.NUMBER,
            Text("Mindestens", "Minimum"),
            Text("Kleinste Menge an einem offenen Standort. Leer: 0.", "Smallest amount at an open site. Empty: 0."),
            minimum=0,
            maximum=100_000,
            default=0.0,
        ),
        Field(
            "maximum",
            Kind.NUMBER,
            Text("Höchstens", "Maximum"),
            Text("Größte Menge an einem Standort.", "Largest amount at a site."),
            minimum=0,
            maximum=100_000,
            required=True,
        ),
    ),
    identity=("type", "resource"),
    has_defaults=True,
)
