"""The sheet of scenarios: named variants of the whole workbook."""

from __future__ import annotations

from collections.abc import Sequence

from instances.catalogue.changes import action, changed_column, changed_rows, changed_sheet, note
from instances.catalogue.columns import key
from instances.catalogue.fields import Field, Kind, Sheet
from instances.i18n import Text


def scenarios_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """The sheet of scenarios, which may change any of ``sheets``."""
    return Sheet(
        "Scenarios",
        Text("Szenarien", "Scenarios"),
        Text(
            "Benannte Varianten der ganzen Arbeitsmappe: Für jedes Szenario lässt sich ein eigener Plan rechnen "
            "(careplan plan --scenario NAME), und Studien vergleichen sie. Ein Szenario hat so viele Zeilen wie "
            "Änderungen. Es kann auf einem anderen aufbauen: Dessen Änderungen gelten zuerst. Anders als Zukünfte "
            "haben Szenarien keine Wahrscheinlichkeit und teilen sich keinen Plan.",
            "Named variants of the whole workbook: each can have a plan of its own (careplan plan --scenario NAME), "
            "and studies compare them. A scenario has as many rows as changes. It may be based on another one, whose "
            "changes then come first. Unlike futures, scenarios have no probability and share no plan.",
        ),
        Text("Szenario × Änderung", "scenario × change"),
        (
            key("scenario", Text("Szenario", "Scenario"), Text("Name des Szenarios.", "Name of the scenario."), "Spar"),
            Field(
                "based_on",
                Kind.TEXT,
                Text("baut auf", "Based on"),
                Text(
                    "Ein anderes Szenario, dessen Änderungen zuerst gelten. Einmal je Szenario genügt. Leer: die "
                    "Arbeitsmappe, wie sie ist.",
                    "Another scenario, whose changes come first. Once for each scenario is enough. Empty: the workbook "
                    "as it is.",
                ),
            ),
            changed_sheet(
                Text("Auf welchem Blatt etwas anders ist.", "On which sheet something differs."), sheets, "Pots"
            ),
            changed_rows("pot = land"),
            changed_column("budget"),
            action(),
            Field(
                "value",
                Kind.TEXT,
                Text("Wert", "Value"),
                Text(
                    "In der Einheit der Spalte; Anteile als 0,95. Beim Malnehmen der Faktor. Beim Ersetzen auch ein "
                    "Name, ein Schlüssel, ja oder nein. Ohne Tausenderpunkt.",
                    "In the unit of the column; shares as 0.95. For multiplying the factor. When set also a name, a "
                    "key, yes or no. Without digit grouping.",
                ),
                example="0.8",
            ),
            note(),
        ),
    )
