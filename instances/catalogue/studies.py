"""The sheet of studies: many runs that answer one question."""

from __future__ import annotations

from collections.abc import Sequence

from instances.catalogue.changes import action, changed_column, changed_rows, changed_sheet, note
from instances.catalogue.columns import choice, key
from instances.catalogue.fields import Choice, Field, Kind, Sheet
from instances.i18n import Text

STUDY_KINDS = (
    Choice("grid", Text("Raster", "grid")),
    Choice("one_way", Text("einzeln (Tornado)", "one at a time (tornado)")),
    Choice("lhs", Text("Stichprobe (Latin Hypercube)", "sample (Latin hypercube)")),
    Choice("sobol", Text("Stichprobe (Sobol)", "sample (Sobol)")),
    Choice("scenarios", Text("Szenarien", "scenarios")),
    Choice("robustness", Text("Robustheit", "robustness")),
    Choice("pareto", Text("Zielkonflikt", "trade-off")),
    Choice("alternatives", Text("Alternativen", "alternatives")),
)
OF_FACTORS = ("grid", "one_way", "lhs", "sobol")
"""Kinds whose rows name what is varied."""
SAMPLES = ("lhs", "sobol")
OF_SCENARIOS = ("scenarios", "robustness")

TRIED = (
    Field(
        "values",
        Kind.TEXT,
        Text("Werte", "Values"),
        Text(
            "Durch Semikolon getrennt, zum Beispiel 0,8; 1; 1,2. Szenarien und Robustheit: Namen von Szenarien "
            "(leer: alle). Zielkonflikt: zwei oder drei Ziele. Alternativen: um welchen Anteil sie schlechter "
            "sein dürfen (leer: 0,01).",
            "Separated by semicolons, for instance 0.8; 1; 1.2. Scenarios and robustness: names of scenarios "
            "(empty: all). Trade-off: two or three goals. Alternatives: by what share they may be worse "
            "(empty: 0.01).",
        ),
        example="0.8; 1; 1.2",
    ),
    Field(
        "low",
        Kind.NUMBER,
        Text("niedrig", "Low"),
        Text("Statt der Werte: der kleinste.", "Instead of the values: the smallest."),
        example=0.8,
    ),
    Field(
        "high",
        Kind.NUMBER,
        Text("hoch", "High"),
        Text("Statt der Werte: der größte.", "Instead of the values: the largest."),
        example=1.2,
    ),
    Field(
        "steps",
        Kind.INTEGER,
        Text("Anzahl", "Number"),
        Text(
            "Wie viele Werte von niedrig bis hoch (leer: 2). Stichprobe: wie viele Rechnungen. Zielkonflikt: "
            "wie viele Stufen (leer: 5). Alternativen: wie viele Pläne höchstens (leer: 5).",
            "How many values from low to high (empty: 2). Sample: how many runs. Trade-off: how many steps "
            "(empty: 5). Alternatives: how many plans at most (empty: 5).",
        ),
        minimum=1,
        maximum=10_000,
        example=3,
    ),
)
"""The columns that say which values are tried."""


def studies_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """The sheet of studies, which may vary any of ``sheets``."""
    return Sheet(
        "Studies",
        Text("Studien", "Studies"),
        Text(
            "Viele Rechnungen zu einer Frage (careplan study): jede Zeile eine Größe, die verändert wird. Raster: alle "
            "Werte mit allen. Einzeln: jede Größe für sich, niedrig und hoch, alles Übrige wie in der Arbeitsmappe. "
            "Stichprobe: zufällig zwischen niedrig und hoch. Szenarien: ein Plan für jedes. Robustheit: was die "
            "Standorte jedes Plans in den anderen Szenarien leisten. Zielkonflikt: was ein Ziel die anderen kostet. "
            "Alternativen: fast gleich gute Pläne, die möglichst anders sind. Stichprobe, Szenarien, Robustheit, "
            "Zielkonflikt und Alternativen lesen Werte und Anzahl in der ersten Zeile der Studie.",
            "Many runs for one question (careplan study): each row is one quantity that is varied. Grid: all values "
            "with all. One at a time: each quantity by itself, low and high, all else as in the workbook. Sample: at "
            "random between low and high. Scenarios: a plan for each. Robustness: what the sites of each plan achieve "
            "in the other scenarios. Trade-off: what one goal costs the others. Alternatives: plans almost as good "
            "that differ as much as possible. Samples, scenarios, robustness, trade-offs and alternatives read values "
            "and number in the study's first row.",
        ),
        Text("Studie × Größe", "study × quantity"),
        (
            key("study", Text("Studie", "Study"), Text("Name der Studie.", "Name of the study."), "Budget"),
            choice(
                "kind",
                Text("Art", "Kind"),
                Text(
                    "Was gerechnet wird. Einmal je Studie genügt.", "What is computed. Once for each study is enough."
                ),
                STUDY_KINDS,
                example="one_way",
            ),
            changed_sheet(
                Text("Auf welchem Blatt die Größe steht.", "On which sheet the quantity stands."), sheets, "Pots"
            ),
            changed_rows("pot = land"),
            changed_column("budget"),
            action(),
            *TRIED,
            note(),
        ),
    )
