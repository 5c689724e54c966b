"""Sheets about what is wanted: planning rules and goals, with the closed tables of their kinds."""

from __future__ import annotations

from instances.catalogue.columns import MINUTES, choice, group, grouping, key, label_column, ref, source_column
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.catalogue.founding import FOUNDING_KINDS
from instances.catalogue.measures import MEASURES
from instances.catalogue.relaxing import PRICE_OF_RESIDENT, PRICE_OF_SEAT, relax_price
from instances.catalogue.rule_kind import RuleKind
from instances.i18n import Text

RULE_KINDS = (
    RuleKind(
        "reach_share",
        Text("Erreichbarkeit", "reach"),
        Text(
            "{scope}: Mindestens {value} der Einwohner haben {service} höchstens {minutes} Minuten entfernt.",
            "{scope}: at least {value} of the residents have {service} within {minutes} minutes.",
        ),
        ("service", "minutes", "value"),
        Text("% der Einwohner", "% of residents"),
        True,
        "planning_model/constraints/access.py",
        share=True,
        relax_price=PRICE_OF_RESIDENT,
    ),
    RuleKind(
        "backup_share",
        Text("Vertretung", "backup cover"),
        Text(
            "{scope}: Mindestens {value} der Einwohner haben {service} an zwei oder mehr Standorten höchstens "
            "{minutes} Minuten entfernt.",
            "{scope}: at least {value} of the residents have {service} at two or more sites within {minutes} minutes.",
        ),
        ("service", "minutes", "value"),
        Text("% der Einwohner", "% of residents"),
        True,
        "planning_model/constraints/backup.py",
        share=True,
        relax_price=PRICE_OF_RESIDENT,
    ),
    RuleKind(
        "served_share",
        Text("Versorgung", "served demand"),
        Text(
            "{scope}: Mindestens {value} des Bedarfs an {service} werden höchstens {minutes} Minuten entfernt "
            "versorgt.",
            "{scope}: at least {value} of the demand for {service} is served within {minutes} minutes.",
        ),
        ("service", "minutes", "value"),
        Text("% des Bedarfs", "% of demand"),
        True,
        "planning_model/constraints/access.py",
        share=True,
        relax_price=PRICE_OF_RESIDENT,
    ),
    RuleKind(
        "supply_floor",
        Text("Mindest-Versorgungsgrad", "supply ratio floor"),
        Text(
            "{scope}: rechnerischer Versorgungsgrad mindestens {value}.",
            "{scope}: computed supply ratio at least {value}.",
        ),
        ("value",),
        Text("% des Bedarfs an Sitzen", "% of the seats needed"),
        True,
        "planning_model/constraints/supply.py",
        share=True,
        relax_price=PRICE_OF_SEAT,
    ),
    RuleKind(
        "supply_cap",
        Text("Sperrgrenze", "supply ratio cap"),
        Text(
            "{scope}: neue Sitze nur bis zum rechnerischen Versorgungsgrad von {value}; Bestand und "
            "Ausnahmesitze bleiben erlaubt.",
            "{scope}: new seats only up to a computed supply ratio of {value}; seats of today and exempt seats "
            "stay allowed.",
        ),
        ("value",),
        Text("% des Bedarfs an Sitzen", "% of the seats needed"),
        False,
        "planning_model/constraints/supply.py",
        share=True,
        relax_price=PRICE_OF_SEAT,
    ),
    RuleKind(
        "functional_floor",
        Text("Mindestens funktionale Deckung", "functional coverage floor"),
        Text(
            "{scope}: Sitze und, in Sitze umgerechnet, delegierte Arbeit decken mindestens {value} des Bedarfs an "
            "Sitzen (nicht der gesetzliche Versorgungsgrad).",
            "{scope}: seats and delegated work, expressed in seats, cover at least {value} of the seats needed (not "
            "the statutory supply ratio).",
        ),
        ("value",),
        Text("% des Bedarfs an Sitzen", "% of the seats needed"),
        True,
        "planning_model/constraints/functional.py",
        share=True,
        relax_price=PRICE_OF_SEAT,
    ),
    RuleKind(
        "count_min",
        Text("Mindestzahl", "smallest number"),
        Text(
            "{scope}: mindestens {value} Standorte des Typs {type}.", "{scope}: at least {value} sites of type {type}."
        ),
        ("value",),
        Text("Standorte", "sites"),
        True,
        "planning_model/constraints/opening.py",
        optional=("type",),
    ),
    RuleKind(
        "count_max",
        Text("Höchstzahl", "largest number"),
        Text("{scope}: höchstens {value} Standorte des Typs {type}.", "{scope}: at most {value} sites of type {type}."),
        ("value",),
        Text("Standorte", "sites"),
        False,
        "planning_model/constraints/opening.py",
        optional=("type",),
    ),
    *FOUNDING_KINDS,
)
RULE_KINDS_BY_KEY = {kind.key: kind for kind in RULE_KINDS}

RULES = Sheet(
    "Rules",
    Text("Planungsregeln", "Rules"),
    Text(
        "Alle Ziele, Unter- und Obergrenzen stehen hier und nur hier. Harte Regeln gelten immer; weiche dürfen "
        "verfehlt werden, "
        "jede fehlende Einheit wiegt so viel wie angegeben.",
        "All targets, floors and caps stand here and only here. Hard rules always hold; soft ones may be missed, "
        "each missing "
        "unit weighs as stated.",
    ),
    Text("Regel", "rule"),
    (
        key("rule", Text("Regel", "Rule"), Text("Schlüssel der Regel.", "Key of the rule."), "gp_reach"),
        label_column("Name der Regel.", "Name of the rule."),
        choice(
            "kind",
            Text("Art", "Kind"),
            Text("Art der Regel.", "Kind of the rule."),
            tuple(Choice(kind.key, kind.label) for kind in RULE_KINDS),
            required=True,
        ),
        ref(
            "service",
            "Services",
            Text("Leistung", "Service"),
            Text("Bei Erreichbarkeit und Versorgung.", "For reach and served demand."),
        ),
        ref(
            "type",
            "Types",
            Text("Typ", "Type"),
            Text(
                "Bei Gründungen und Zustimmungen; bei Zahlen von Standorten leer: alle Typen.",
                "For foundings and consents; for numbers of sites empty: all types.",
            ),
        ),
        grouping(),
        group("Leer: jede Gruppe für sich.", "Empty: each group for itself."),
        Field(
            "minutes",
            Kind.NUMBER,
            Text("Fahrzeit", "Minutes"),
            Text("Bei Erreichbarkeit und Versorgung.", "For reach and served demand."),
            unit=MINUTES,
            minimum=0,
            maximum=600,
        ),
        Field(
            "value",
            Kind.NUMBER,
            Text("Wert", "Value"),
            Text(
                "Anteile als 0,95 oder 95 %, Zahlen als 3; leer bei Arten ohne Wert.",
                "Shares as 0.95 or 95 %, numbers as 3; empty for kinds without a value.",
            ),
            minimum=0,
            maximum=100_000,
        ),
        choice(
            "strictness",
            Text("Hart oder weich", "Hard or soft"),
            Text("Hart: gilt immer. Weich: wiegt.", "Hard: always holds. Soft: weighs."),
            (Choice("hard", Text("hart", "hard")), Choice("soft", Text("weich", "soft"))),
            required=True,
        ),
        Field(
            "weight",
            Kind.NUMBER,
            Text("Gewicht", "Weight"),
            Text(
                "Gleichwertige Unversorgte je fehlender Einheit (ein Einwohner, eine Bedarfseinheit je Kopf, ein "
                "Sitz, ein Standort, eine Einheit der Ressource). Leer: 1.",
                "Equivalent residents unserved per missing unit (a resident, a head's demand, a seat, a site, a unit "
                "of the resource). Empty: 1.",
            ),
            minimum=0,
            maximum=1_000_000,
            default=1.0,
        ),
        ref(
            "resource",
            "Resources",
            Text("Ressource", "Resource"),
            Text("Bei Ressourcen nach Rechtsgrundlage.", "For resources by legal basis."),
        ),
        Field(
            "parameter",
            Kind.LIST,
            Text("Parameter", "Parameter"),
            Text(
                "Je nach Art zulässige Raumtypen, Träger oder Rechtsgrundlagen, oder die Beteiligten, die zustimmen; "
                "durch Komma getrennt.",
                "By kind, the ruralities, carriers or legal bases that are allowed, or the actors who consent; "
                "separated by commas.",
            ),
            example="ländlich",
        ),
        relax_price(
            "Was es wert ist, an einer harten Regel festzuhalten, je fehlender Einheit. Leer: je Einwohner 1.000, je "
            "Sitz 200.000, je Standort 1.000.000, je Einheit einer Ressource 50.000.",
            "What it is worth to hold on to a hard rule, for each missing unit. Empty: 1,000 a resident, 200,000 a "
            "seat, 1,000,000 a site, 50,000 a unit of a resource.",
        ),
        source_column(),
    ),
    identity=("rule",),
    has_defaults=True,
)


GOALS = Sheet(
    "Goals",
    Text("Ziele", "Goals"),
    Text(
        "Was der Plan klein halten soll. Ziele gleicher Priorität werden mit ihren Gewichten addiert, kleinere "
        "Prioritäten zuerst. "
        "Gewichte sind Wertentscheidungen und stehen in jedem Bericht.",
        "What the plan keeps small. Goals of the same priority are added with their weights, smaller priorities "
        "first. Weights "
        "are value choices and stand in every report.",
    ),
    Text("Ziel", "goal"),
    (
        key("goal", Text("Ziel", "Goal"), Text("Schlüssel des Ziels.", "Key of the goal."), "unmet"),
        label_column("Name des Ziels.", "Name of the goal."),
        choice(
            "measure",
            Text("Messgröße", "Measure"),
            Text("Was gemessen wird.", "What is measured."),
            tuple(Choice(measure.key, measure.label) for measure in MEASURES),
            required=True,
        ),
        Field(
            "priority",
            Kind.INTEGER,
            Text("Priorität", "Priority"),
            Text("1 kommt zuerst. Leer: 1.", "1 comes first. Empty: 1."),
            minimum=1,
            maximum=20,
            default=1,
        ),
        Field(
            "weight",
            Kind.NUMBER,
            Text("Gewicht", "Weight"),
            Text(
                "Gleichwertige Unversorgte je Einheit der Messgröße.",
                "Equivalent residents unserved per unit of the measure.",
            ),
            minimum=0,
            maximum=1_000_000,
            required=True,
        ),
        Field(
            "tolerance",
            Kind.SHARE,
            Text("Toleranz", "Tolerance"),
            Text(
                "Um so viel darf das Ergebnis dieser Priorität später schlechter werden. Leer: 0,1 %.",
                "By so much later priorities may worsen the result of this one. Empty: 0.1 %.",
            ),
            unit=Text("%", "%"),
            minimum=0,
            maximum=1,
            default=0.001,
        ),
    ),
    identity=("goal",),
    has_defaults=True,
)
