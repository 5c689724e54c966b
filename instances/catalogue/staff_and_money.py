"""Sheets about staff and money: professions, staffing, labour pools, funding pots and their rules."""

from __future__ import annotations

from instances.catalogue.columns import (
    EUR,
    EUR_PER_YEAR,
    FTE,
    MILLION_EUR_PER_YEAR,
    PERCENT,
    choice,
    flag,
    group,
    grouping,
    key,
    label_column,
    ref,
    source_column,
)
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.catalogue.relaxing import relax_price
from instances.i18n import Text

PROFESSIONS = Sheet(
    "Professions",
    Text("Berufe", "Professions"),
    Text("Berufsgruppen und was eine zusätzliche Stelle kostet.", "Professions and what an additional post costs."),
    Text("Beruf", "profession"),
    (
        key("profession", Text("Beruf", "Profession"), Text("Schlüssel des Berufs.", "Key of the profession."), "chn"),
        label_column("Name des Berufs.", "Name of the profession."),
        Field(
            "staff_cost",
            Kind.NUMBER,
            Text("Personalkosten", "Staff cost"),
            Text("Arbeitgeberkosten je zusätzlicher Vollzeitstelle.", "Employer's cost per additional full-time post."),
            unit=EUR_PER_YEAR,
            minimum=0,
            maximum=1_000_000,
            default=0.0,
        ),
        source_column(),
    ),
    identity=("profession",),
    has_defaults=True,
)

STAFFING = Sheet(
    "Staffing",
    Text("Personalbedarf", "Staffing"),
    Text("Personal je Einheit einer Ressource.", "Staff per unit of a resource."),
    Text("Ressource × Beruf", "resource × profession"),
    (
        ref("resource", "Resources", Text("Ressource", "Resource"), Text("Schlüssel.", "Key."), required=True),
        ref("profession", "Professions", Text("Beruf", "Profession"), Text("Schlüssel.", "Key."), required=True),
        Field(
            "fte",
            Kind.NUMBER,
            Text("Stellen", "Posts"),
            Text("Vollzeitstellen je Einheit der Ressource.", "Full-time posts per unit of the resource."),
            unit=FTE,
            minimum=0,
            maximum=1000,
            required=True,
        ),
    ),
    identity=("resource", "profession"),
    has_defaults=True,
)

LABOUR_POOLS = Sheet(
    "LabourPools",
    Text("Personalmarkt", "LabourPools"),
    Text(
        "Wie viel Personal eine Region hat und gewinnen kann. Berufe ohne Zeile sind nicht begrenzt.",
        "How much staff a region has and can recruit. Professions without a row are not limited.",
    ),
    Text("Gruppe × Beruf × Zeitraum", "group × profession × period"),
    (
        grouping(),
        group("Leer nur beim Land.", "Empty for the state only."),
        ref("profession", "Professions", Text("Beruf", "Profession"), Text("Schlüssel.", "Key."), required=True),
        ref(
            "period", "Periods", Text("Zeitraum", "Period"), Text("Leer: in jedem Zeitraum.", "Empty: in every period.")
        ),
        Field(
            "available",
            Kind.NUMBER,
            Text("Vorhanden", "Available"),
            Text(
                "Personal ohne Neugewinnung, einschließlich des heutigen und abzüglich der Ruhestände.",
                "Staff without recruiting, including today's, net of retirements.",
            ),
            unit=FTE,
            minimum=0,
            maximum=1_000_000,
            required=True,
        ),
        Field(
            "recruitable",
            Kind.NUMBER,
            Text("Gewinnbar", "Recruitable"),
            Text("Höchste Neugewinnung im Zeitraum. Leer: 0.", "Largest recruitment within the period. Empty: 0."),
            unit=FTE,
            minimum=0,
            maximum=1_000_000,
            default=0.0,
        ),
        Field(
            "recruit_cost",
            Kind.NUMBER,
            Text("Gewinnungskosten", "Recruiting cost"),
            Text(
                "Einmalige Kosten je gewonnener Vollzeitstelle. Leer: 0.", "One-off cost per post recruited. Empty: 0."
            ),
            unit=EUR,
            minimum=0,
            maximum=1_000_000,
            default=0.0,
        ),
        Field(
            "retention",
            Kind.SHARE,
            Text("Verbleib", "Retention"),
            Text(
                "Anteil der früher Gewonnenen, der von einem Zeitraum in diesen hinein bleibt. Leer: 100 %.",
                "Share of those recruited earlier who stay from one period into this one. Empty: 100 %.",
            ),
            unit=PERCENT,
            minimum=0,
            maximum=1,
            default=1.0,
        ),
        Field(
            "team_uplift",
            Kind.NUMBER,
            Text("Gewinn durch Teams", "Uplift by teams"),
            Text(
                "So viel mehr lässt sich je Standort eines Teamtyps gewinnen, der in der Gruppe läuft. Leer: 0.",
                "So much more can be recruited per site of a team type that runs in the group. Empty: 0.",
            ),
            unit=FTE,
            minimum=0,
            maximum=1000,
            default=0.0,
        ),
        relax_price(
            "Was es wert ist, mit diesem Personal auszukommen, je zusätzlicher Stelle. Leer: 100.000.",
            "What it is worth to make do with this staff, for each additional post. Empty: 100,000.",
        ),
        source_column(),
    ),
    identity=("grouping", "group", "profession", "period"),
)

CATEGORIES = (
    Choice("setup", Text("Gründung", "set-up")),
    Choice("closing", Text("Schließung", "closing")),
    Choice("investment", Text("Investition", "investment")),
    Choice("running", Text("laufend ohne Personal", "running without staff")),
    Choice("staff", Text("Personal", "staff")),
    Choice("recruiting", Text("Personalgewinnung", "recruiting")),
)
ORIGINS = (Choice("new", Text("neu", "new")), Choice("existing", Text("Bestand", "existing")))

POTS = Sheet(
    "Pots",
    Text("Finanzierungsquellen", "Pots"),
    Text(
        "Wer wie viel zahlt. Gerechnet werden nur Mehrkosten gegenüber heute. Eine Quelle ohne Förderregel zahlt "
        "für alles.",
        "Who pays how much. Only cost additional to today is counted. A pot without a rule pays for everything.",
    ),
    Text("Quelle × Zeitraum", "pot × period"),
    (
        key("pot", Text("Quelle", "Pot"), Text("Schlüssel der Quelle.", "Key of the pot."), "land"),
        label_column("Name der Quelle.", "Name of the pot."),
        ref(
            "period", "Periods", Text("Zeitraum", "Period"), Text("Leer: in jedem Zeitraum.", "Empty: in every period.")
        ),
        Field(
            "budget",
            Kind.NUMBER,
            Text("Budget", "Budget"),
            Text(
                "Höchstbetrag je Jahr; im Zeitraum das Vielfache seiner Jahre.",
                "Ceiling per year; a period holds its years' multiple.",
            ),
            unit=MILLION_EUR_PER_YEAR,
            minimum=0,
            maximum=1_000_000,
            required=True,
            example=12.5,
        ),
        flag(
            "carry_over",
            Text("Übertragbar", "Carried over"),
            Text(
                "Ja: Was in einem Zeitraum nicht ausgegeben wird, ist im nächsten noch da. Ein Ja in einer Zeile der "
                "Quelle gilt für alle.",
                "Yes: what is not spent in a period is still there in the next. A yes in one row of the pot holds "
                "for all.",
            ),
        ),
        grouping(),
        group(
            "Die Quelle zahlt nur für Standorte, deren Ort darin liegt, und für die Personalgewinnung dort. Leer nur "
            "beim Land.",
            "The pot pays only for sites whose place lies in it, and for recruiting there. Empty for the state only.",
        ),
        ref(
            "needs_type",
            "Types",
            Text("Nur mit Einrichtung", "Only with a site of"),
            Text(
                "Die Quelle zahlt nur, während in ihrem Gebiet ein Standort dieses Typs läuft (Managementeinheit eines "
                "Regionalbudgets). Leer: immer.",
                "The pot pays only while a site of this type runs in its region (management unit of a regional "
                "budget). Empty: always.",
            ),
        ),
        relax_price(
            "Was es wert ist, mit dem Budget auszukommen, je zusätzlichem Euro. Leer: 1.",
            "What it is worth to make do with the budget, for each additional euro. Empty: 1.",
        ),
    ),
    identity=("pot", "period"),
    required=True,
    basic=True,
)

POT_RULES = Sheet(
    "PotRules",
    Text("Förderregeln", "PotRules"),
    Text(
        "Was eine Quelle bezahlen darf. Leere Merkmale heißen „alle“. Treffen mehrere Zeilen zu, gilt der "
        "höchste Anteil.",
        "What a pot may pay for. Empty attributes mean “all”. Where several rows match, the highest share counts.",
    ),
    Text("Förderregel", "pot rule"),
    (
        Field(
            "pot",
            Kind.REF,
            Text("Finanzierungsquelle", "Pot"),
            Text("Schlüssel der Quelle.", "Key of the pot."),
            target="Pots",
            required=True,
        ),
        ref("type", "Types", Text("Typ", "Type"), Text("Leer: alle Typen.", "Empty: all types.")),
        choice(
            "category",
            Text("Kostenart", "Category"),
            Text("Leer: alle Kostenarten.", "Empty: all categories."),
            CATEGORIES,
        ),
        Field("carrier", Kind.TEXT, Text("Träger", "Carrier"), Text("Leer: alle Träger.", "Empty: all carriers.")),
        choice(
            "origin",
            Text("Neu oder Bestand", "New or existing"),
            Text(
                "Bestand: läuft weiter als das, was er heute ist; umgewandelte Standorte gelten als neu. Leer: beides.",
                "Existing: goes on as what it is today; converted sites count as new. Empty: both.",
            ),
            ORIGINS,
        ),
        Field("legal_basis", Kind.TEXT, Text("Rechtsgrundlage", "Legal basis"), Text("Leer: alle.", "Empty: all.")),
        Field(
            "max_share",
            Kind.SHARE,
            Text("Höchstanteil", "Largest share"),
            Text(
                "Größter Anteil der Quelle an diesen Kosten. Leer: 100 %.",
                "Largest share of the pot in these costs. Empty: 100 %.",
            ),
            unit=Text("%", "%"),
            minimum=0,
            maximum=1,
            default=1.0,
        ),
        Field(
            "match_pot",
            Kind.REF,
            Text("Mitfinanzierung durch", "Matched by"),
            Text("Quelle, die mitzahlen muss.", "Pot that must pay along."),
            target="Pots",
        ),
        Field(
            "match_share",
            Kind.NUMBER,
            Text("Mitfinanzierung", "Matching share"),
            Text(
                "Mindestens so viele € der anderen Quelle je € dieser Quelle.",
                "At least so many € of the other pot per € of this pot.",
            ),
            minimum=0,
            maximum=100,
        ),
        grouping(),
        group(
            "Die Regel gilt nur für Standorte, deren Ort darin liegt. Leer nur beim Land.",
            "The rule holds only for sites whose place lies in it. Empty for the state only.",
        ),
        Field(
            "min_share",
            Kind.SHARE,
            Text("Mindestanteil", "Smallest share"),
            Text(
                "So viel dieser Kosten trägt die Quelle mindestens (Eigenanteil des Trägers). Leer: 0 %.",
                "The pot bears at least so much of these costs (own share of the carrier). Empty: 0 %.",
            ),
            unit=Text("%", "%"),
            minimum=0,
            maximum=1,
            default=0.0,
        ),
        ref(
            "excludes_pot",
            "Pots",
            Text("Schließt aus", "Excludes"),
            Text(
                "Ein Standort, für den die Quelle nach dieser Regel zahlt, bekommt im ganzen Plan nichts aus der hier "
                "genannten.",
                "A site that the pot pays for by this rule gets nothing from the pot named here in the whole plan.",
            ),
        ),
        source_column(),
    ),
)
