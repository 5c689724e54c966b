"""The columns of a study's tables that are the same in every study."""

from __future__ import annotations

from instances.catalogue.fields import Choice
from instances.i18n import Text
from reports.metrics.column import Column, Form

SECONDS = Text("s", "s")
STATUS = (
    Choice("optimal", Text("bewiesen optimal", "proven optimal")),
    Choice("gap_reached", Text("innerhalb der Lücke", "within the gap")),
    Choice("time_limit", Text("Zeit abgelaufen", "time limit")),
    Choice("cancelled", Text("abgebrochen", "stopped")),
    Choice("crashed", Text("abgestürzt", "crashed")),
    Choice("infeasible", Text("kein Plan möglich", "no plan possible")),
    Choice("no_plan", Text("kein Plan gefunden", "no plan found")),
    Choice("failed", Text("gescheitert", "failed")),
    Choice("pending", Text("noch nicht gerechnet", "not solved yet")),
)
SOURCES = (
    Choice("solved", Text("gerechnet", "solved")),
    Choice("stored", Text("schon gerechnet", "solved before")),
    Choice("reused", Text("von einem Nachbarn aus gerechnet", "solved from a neighbour")),
    Choice("implied", Text("erschlossen", "implied")),
)
CLASSES = (
    Choice("must-have", Text("immer nötig", "must-have")),
    Choice("toss-up", Text("austauschbar", "toss-up")),
    Choice("never", Text("nie dabei", "never")),
    Choice("unknown", Text("nicht geklärt", "unknown")),
)

_COLUMNS = (
    Column("run", Text("Lauf", "Run"), Text("Name des Laufs.", "Name of the run.")),
    Column(
        "status",
        Text("Ende der Rechnung", "Status"),
        Text("Wie die Rechnung endete.", "How the search ended."),
        choices=STATUS,
    ),
    Column(
        "source",
        Text("Woher", "From"),
        Text(
            "Gerechnet, auch vom Plan eines ähnlichen Laufs aus, aus dem Speicher, oder erschlossen: "
            "Der Plan eines anderen Laufs ist auch hier gut genug.",
            "Solved, maybe from the plan of a run like it, taken from the store, or implied: "
            "the plan of another run is good enough here as well.",
        ),
        choices=SOURCES,
    ),
    Column(
        "gap",
        Text("Lücke", "Gap"),
        Text("Bewiesener Abstand zum besten Plan.", "Proven distance to the best plan."),
        Form.SHARE,
    ),
    Column("objective", Text("Zielwert", "Goal value"), Text("Weniger ist besser.", "Less is better."), Form.BY_ROW),
    Column(
        "bound",
        Text("Schranke", "Bound"),
        Text("Bewiesen: Besser geht es nicht.", "Proven: it cannot be better than this."),
        Form.BY_ROW,
    ),
    Column("seconds", Text("Rechenzeit", "Time"), Text("Rechenzeit des Laufs.", "Time of the run."), Form.ONE, SECONDS),
    Column("sheet", Text("Blatt", "Sheet"), Text("Blatt der Arbeitsmappe.", "Sheet of the workbook.")),
    Column("row", Text("Zeile", "Row"), Text("Was die Zeile benennt.", "What names the row.")),
    Column("column", Text("Spalte", "Column"), Text("Spalte des Blatts.", "Column of the sheet.")),
    Column("before", Text("vorher", "before"), Text("Was die Arbeitsmappe sagt.", "What the workbook says.")),
    Column("after", Text("nachher", "after"), Text("Womit gerechnet wurde.", "What was solved with.")),
    Column("factor", Text("Stellgröße", "Factor"), Text("Was verändert wurde.", "What was varied.")),
    Column("low", Text("von", "from"), Text("Niedriger Wert der Stellgröße.", "Low value of the factor."), Form.TWO),
    Column("high", Text("bis", "to"), Text("Hoher Wert der Stellgröße.", "High value of the factor."), Form.TWO),
    Column(
        "at_low",
        Text("beim niedrigen Wert", "at the low value"),
        Text("Ergebnis beim niedrigen Wert; leer: kein Plan.", "Result at the low value; empty: no plan."),
        Form.BY_ROW,
    ),
    Column(
        "base",
        Text("unverändert", "unchanged"),
        Text("Ergebnis ohne Änderung.", "Result with nothing changed."),
        Form.BY_ROW,
    ),
    Column(
        "at_high",
        Text("beim hohen Wert", "at the high value"),
        Text("Ergebnis beim hohen Wert; leer: kein Plan.", "Result at the high value; empty: no plan."),
        Form.BY_ROW,
    ),
    Column(
        "spread",
        Text("Spannweite", "Spread"),
        Text("Abstand zwischen beiden Ergebnissen.", "Distance between both results."),
        Form.BY_ROW,
    ),
    Column(
        "below",
        Text("Abweichung beim niedrigen Wert", "Shift at the low value"),
        Text("Ergebnis beim niedrigen Wert minus unverändert.", "Result at the low value minus unchanged."),
        Form.BY_ROW,
        signed=True,
    ),
    Column(
        "above",
        Text("Abweichung beim hohen Wert", "Shift at the high value"),
        Text("Ergebnis beim hohen Wert minus unverändert.", "Result at the high value minus unchanged."),
        Form.BY_ROW,
        signed=True,
    ),
    Column("point", Text("Punkt", "Point"), Text("Ein Plan auf der Grenze.", "One plan on the frontier.")),
    Column("site", Text("Standort", "Site"), Text("Name des Standorts.", "Name of the site.")),
    Column(
        "class",
        Text("Einstufung", "Class"),
        Text(
            "Immer nötig: Ohne ihn ist bewiesen kein Plan so gut. Nie dabei: mit ihm auch nicht.",
            "Must-have: without it, provably, no plan is as good. Never: with it neither.",
        ),
        choices=CLASSES,
    ),
    Column(
        "open_in", Text("offen in", "open in"), Text("In so vielen Plänen offen.", "Open in so many plans."), Form.WHOLE
    ),
    Column("of", Text("von", "of"), Text("So viele Pläne gibt es.", "So many plans there are."), Form.WHOLE),
    Column(
        "proven_without",
        Text("ohne ihn mindestens", "at least without it"),
        Text(
            "Bewiesen: kein Plan ohne diesen Standort hat einen besseren Zielwert.",
            "Proven: no plan without this site has a better goal value.",
        ),
        Form.BY_ROW,
    ),
    Column(
        "proven_with",
        Text("mit ihm mindestens", "at least with it"),
        Text(
            "Bewiesen: kein Plan mit diesem Standort hat einen besseren Zielwert.",
            "Proven: no plan with this site has a better goal value.",
        ),
        Form.BY_ROW,
    ),
    Column("plan", Text("Plan", "Plan"), Text("Der Plan, der bewertet wird.", "The plan that is judged.")),
    Column("scenario", Text("Szenario", "Scenario"), Text("Was eintritt.", "What comes true.")),
    Column(
        "regret",
        Text("Rückstand", "Regret"),
        Text(
            "Um so viel schlechter als der beste Plan für das Szenario.",
            "By so much worse than the best plan for the scenario.",
        ),
        Form.BY_ROW,
    ),
    Column(
        "largest", Text("größter Rückstand", "largest regret"), Text("Im schlechtesten Fall.", "In the worst case.")
    ),
)

COLUMNS = {column.name: column for column in _COLUMNS}
