"""Columns about rules, goals, key figures, and where figures come from."""

from __future__ import annotations

from instances.catalogue.fields import STATUS_LABELS, Choice
from instances.findings import Severity
from instances.i18n import Text
from reports.metrics.column import AS_NAMED, BILINGUAL, Column, Form
from reports.metrics.columns.care import EQUIVALENTS
from reports.metrics.figures import FIGURES

OBSERVATIONS = (
    Choice("excluded", Text("ausgeschlossen oder zu früh", "excluded or too early")),
    Choice("area_at_cap", Text("Bereich an der Sperrgrenze", "area at its cap")),
    Choice("founding_rule", Text("Gründungsregel oder Ablehnung", "founding rule or refusal")),
    Choice("type_at_max", Text("Höchstzahl des Typs erreicht", "largest number of the type reached")),
    Choice("no_need_near", Text("kein unversorgter Bedarf in Reichweite", "no unmet need in reach")),
    Choice("no_staff", Text("Personalmarkt gibt kein weiteres Team her", "no staff left for one more team")),
    Choice("no_money", Text("freie Mittel reichen für keinen der Typen", "money left is too little for any type")),
    Choice("nothing_shown", Text("kein einfacher Grund erkennbar", "no simple reason to be seen")),
)

JUDGEMENT = (
    Column(
        "target",
        Text("Vorgabe", "Target"),
        Text("Was die Regel verlangt.", "What the rule asks for."),
        Form.BY_ROW,
    ),
    Column(
        "achieved", Text("Erreicht", "Achieved"), Text("Was der Plan erreicht.", "What the plan reaches."), Form.BY_ROW
    ),
    Column(
        "slack",
        Text("Spielraum", "Slack"),
        Text(
            "Abstand zur Vorgabe; 0: die Regel bindet; negativ: verfehlt.",
            "Distance to the target; 0: binding; negative: missed.",
        ),
        Form.BY_ROW,
    ),
    Column(
        "shortfall",
        Text("Fehlmenge", "Shortfall"),
        Text(
            "Was fehlt: Einwohner, gleichwertige Einwohner, Sitze oder Standorte, je nach Art der Regel.",
            "What is missing: residents, equivalent residents, seats or sites, by the rule's kind.",
        ),
        Form.ONE,
    ),
    Column(
        "weight",
        Text("Gewicht", "Weight"),
        Text("Gleichwertige Unversorgte je Einheit.", "Equivalent residents unserved per unit."),
        Form.TWO,
    ),
    Column("source", Text("Quelle der Regel", "Source"), Text("Fundstelle, wie angegeben.", "Source as given.")),
    Column("checks", Text("geprüft", "checked"), Text("Gruppen × Zeiträume.", "Groups × periods."), Form.WHOLE),
    Column("count_missed", Text("verfehlt", "missed"), Text("So oft verfehlt.", "Missed so often."), Form.WHOLE),
    Column(
        "count_binding",
        Text("bindet", "binding"),
        Text("So oft ohne Spielraum erfüllt.", "Kept so often without slack."),
        Form.WHOLE,
    ),
    Column("priority", Text("Priorität", "Priority"), Text("1 kommt zuerst.", "1 comes first."), Form.WHOLE),
    Column(
        "tolerance",
        Text("Toleranz", "Tolerance"),
        Text("Zulässige spätere Verschlechterung.", "How much later priorities may worsen it."),
        Form.SHARE,
    ),
    Column(
        "value",
        Text("Ergebnis", "Result"),
        Text("Wert im Plan in der Einheit der Messgröße.", "Value in the plan in the measure's unit."),
        Form.BY_ROW,
    ),
    Column(
        "contribution",
        Text("Beitrag", "Contribution"),
        Text("Ergebnis × Gewicht, gleichwertige Unversorgte.", "Result × weight, equivalent residents unserved."),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "objective", Text("Zielwert", "Goal value"), Text("Summe der Beiträge.", "Sum of the contributions."), Form.ONE
    ),
    Column(
        "bound",
        Text("Schranke", "Bound"),
        Text("Bewiesen: kein Plan liegt darunter.", "Proven: no plan lies below."),
        Form.ONE,
    ),
    Column(
        "gap",
        Text("Lücke", "Gap"),
        Text("(Zielwert − Schranke) / Zielwert.", "(goal value − bound) / goal value."),
        Form.SHARE,
    ),
    Column("figure", Text("Kennzahl", "Figure"), Text("Name der Kennzahl.", "Name of the figure."), choices=FIGURES),
    Column(
        "subject",
        Text("Gegenstand", "Subject"),
        Text("Worauf sich die Kennzahl bezieht.", "What the figure is about."),
        refers=AS_NAMED,
    ),
    Column("before", Text("Heute", "Today"), Text("Wert heute.", "Value of today."), Form.BY_ROW),
    Column("after", Text("Plan", "Plan"), Text("Wert im Plan.", "Value in the plan."), Form.BY_ROW),
    Column(
        "observation",
        Text("Was sich zeigen lässt", "What can be shown"),
        Text(
            "Der erste zutreffende Umstand; die genaue Ursache ist damit nicht bewiesen.",
            "The first circumstance that holds; it does not prove the cause.",
        ),
        choices=OBSERVATIONS,
    ),
    Column(
        "unmet_near",
        Text("Unversorgt in Reichweite", "Unserved in reach"),
        Text(
            "Unversorgter Bedarf im letzten Zeitraum, den der Standort erreichen könnte.",
            "Unmet need in the last period that the site could reach.",
        ),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "sheet", Text("Blatt", "Sheet"), Text("Blatt der Arbeitsmappe.", "Sheet of the workbook."), refers=BILINGUAL
    ),
    Column(
        "column", Text("Spalte", "Column"), Text("Spalte oder Parameter.", "Column or parameter."), refers=BILINGUAL
    ),
    Column(
        "rows",
        Text("Zahl", "Count"),
        Text("Wie oft der Wert eingesetzt wurde.", "How often the value was put in."),
        Form.WHOLE,
    ),
    Column(
        "assumed",
        Text("Wert", "Value"),
        Text("Eingesetzter Wert oder Zeile.", "Value or row put in."),
        refers=BILINGUAL,
    ),
    Column(
        "founded",
        Text("Stand", "Status"),
        Text("Wie der Wert begründet ist.", "How the value is founded."),
        choices=tuple(Choice(status.value, label) for status, label in STATUS_LABELS.items()),
    ),
    Column("citation", Text("Quelle", "Source"), Text("Fundstelle.", "Where it comes from."), refers=BILINGUAL),
    Column("item", Text("Angabe", "Item"), Text("Was nachgewiesen wird.", "What is stated."), refers=BILINGUAL),
    Column("stated", Text("Wert", "Value"), Text("Der Wert dazu.", "Its value."), refers=BILINGUAL),
    Column(
        "severity",
        Text("Art", "Kind"),
        Text("Fehler oder Warnung.", "Error or warning."),
        choices=(
            Choice(Severity.ERROR.value, Text("Fehler", "error")),
            Choice(Severity.WARNING.value, Text("Warnung", "warning")),
        ),
    ),
    Column("where", Text("Stelle", "Where"), Text("Blatt und Zelle.", "Sheet and cell."), refers=BILINGUAL),
    Column("finding", Text("Befund", "Finding"), Text("Was auffällt.", "What was found."), refers=BILINGUAL),
    Column("advice", Text("Abhilfe", "Remedy"), Text("Was zu tun ist.", "What to do."), refers=BILINGUAL),
)
