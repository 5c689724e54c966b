"""Columns that say what a row is about."""

from __future__ import annotations

from instances.catalogue import MEASURES, RULE_KINDS, SHEETS_BY_KEY
from instances.catalogue.columns import GROUPINGS
from instances.catalogue.fields import Choice
from instances.i18n import Text
from reports.metrics.column import AS_GROUP, BILINGUAL, Column

CHANGE_CHOICES = (
    Choice("none", Text("wie heute", "as today")),
    Choice("new", Text("eröffnet", "opens")),
    Choice("closed", Text("schließt", "closes")),
    Choice("converted", Text("wird umgewandelt", "converts")),
)
GROUPING_CHOICES = (
    *GROUPINGS,
    Choice("quintile", Text("Deprivationsfünftel", "deprivation quintile")),
    Choice("rurality", Text("Raumtyp", "rurality")),
)

KEYS = (
    Column("site", Text("Standort", "Site"), Text("Name des Standorts.", "Name of the site."), refers="Sites"),
    Column("place", Text("Ort", "Place"), Text("Name des Ortes.", "Name of the place."), refers="Places"),
    Column(
        "area",
        Text("Planungsbereich", "Area"),
        Text("Planungsbereich der hausärztlichen Bedarfsplanung.", "Planning area of GP needs planning."),
        refers="Areas",
    ),
    Column(
        "district",
        Text("Kreis", "District"),
        Text("Kreis, wie in den Orten angegeben oder aus dem Schlüssel.", "District as given or from the key."),
    ),
    Column(
        "type", Text("Typ", "Type"), Text("Typ, als der der Standort läuft.", "Type the site runs as."), refers="Types"
    ),
    Column("type_before", Text("Typ heute", "Type today"), Text("Typ heute.", "Type of today."), refers="Types"),
    Column(
        "type_after", Text("Typ im Plan", "Type in plan"), Text("Typ im Plan.", "Type in the plan."), refers="Types"
    ),
    Column(
        "types",
        Text("Mögliche Typen", "Allowed types"),
        Text("Typen, als die der Standort hätte laufen dürfen.", "Types the site might have run as."),
        refers="Types",
    ),
    Column(
        "resource",
        Text("Ressource", "Resource"),
        Text("Name der Ressource.", "Name of the resource."),
        refers="Resources",
    ),
    Column(
        "service", Text("Leistung", "Service"), Text("Name der Leistung.", "Name of the service."), refers="Services"
    ),
    Column(
        "profession",
        Text("Beruf", "Profession"),
        Text("Name des Berufs.", "Name of the profession."),
        refers="Professions",
    ),
    Column("pot", Text("Quelle", "Pot"), Text("Finanzierungsquelle.", "Funding pot."), refers="Pots"),
    Column(
        "rule", Text("Regel", "Rule"), Text("Name der Planungsregel.", "Name of the planning rule."), refers="Rules"
    ),
    Column("goal", Text("Ziel", "Goal"), Text("Name des Ziels.", "Name of the goal."), refers="Goals"),
    Column("period", Text("Zeitraum", "Period"), Text("Planungszeitraum.", "Planning period.")),
    Column(
        "grouping",
        Text("Gliederung", "Grouping"),
        Text("Wonach Orte zusammengefasst sind.", "By what places are put together."),
        choices=GROUPING_CHOICES,
    ),
    Column("group", Text("Gruppe", "Group"), Text("Gruppe von Orten.", "Group of places."), refers=AS_GROUP),
    Column(
        "rurality",
        Text("Raumtyp", "Rurality"),
        Text("Raumtyp des Planungsbereichs, wie angegeben.", "Rurality of the area as given."),
        choices=SHEETS_BY_KEY["Areas"].by_name["rurality"].choices,
    ),
    Column(
        "change",
        Text("Änderung", "Change"),
        Text("Was sich am Standort gegenüber heute ändert.", "What changes at the site against today."),
        choices=CHANGE_CHOICES,
    ),
    Column("carrier", Text("Träger", "Carrier"), Text("Trägerart, wie angegeben.", "Kind of carrier as given.")),
    Column(
        "legal_basis",
        Text("Rechtsgrundlage", "Legal basis"),
        Text("Rechtsgrundlage, wie angegeben.", "Legal basis as given."),
    ),
    Column(
        "kind",
        Text("Art", "Kind"),
        Text("Art der Regel.", "Kind of the rule."),
        choices=tuple(Choice(kind.key, kind.label) for kind in RULE_KINDS),
    ),
    Column(
        "measure",
        Text("Messgröße", "Measure"),
        Text("Was das Ziel misst; kleiner ist besser.", "What the goal measures; smaller is better."),
        choices=tuple(Choice(measure.key, measure.label) for measure in MEASURES),
    ),
    Column(
        "strictness",
        Text("Hart oder weich", "Hard or soft"),
        Text(
            "Hart: gilt immer. Weich: darf verfehlt werden, wiegt dann.",
            "Hard: always holds. Soft: may be missed, then weighs.",
        ),
        choices=SHEETS_BY_KEY["Rules"].by_name["strictness"].choices,
    ),
    Column(
        "unit",
        Text("Einheit", "Unit"),
        Text("Einheit der Werte dieser Zeile.", "Unit of this row's values."),
        refers=BILINGUAL,
    ),
    Column(
        "resource_unit",
        Text("Einheit", "Unit"),
        Text("Einheit der Ressource.", "Unit of the resource."),
        refers="Resources.unit",
    ),
    Column(
        "service_unit",
        Text("Einheit", "Unit"),
        Text("Einheit der Leistung, je Jahr.", "Unit of the service, per year."),
        refers="Services.unit",
    ),
)
