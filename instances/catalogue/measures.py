"""What goals can measure."""

from __future__ import annotations

from dataclasses import dataclass

from instances.catalogue.columns import MINUTES
from instances.i18n import Text


@dataclass(frozen=True)
class Measure:
    """One thing a goal can measure; all are minimised."""

    key: str
    label: Text
    unit: Text


MEASURES = (
    Measure(
        "unmet_need",
        Text("unversorgter Bedarf", "unmet need"),
        Text("gleichwertige Unversorgte", "equivalent residents unserved"),
    ),
    Measure(
        "shortfalls",
        Text("verfehlte weiche Regeln", "shortfalls of soft rules"),
        Text("gleichwertige Unversorgte", "equivalent residents unserved"),
    ),
    Measure("longest_minutes", Text("längste Fahrzeit eines Ortes", "longest travel time of a place"), MINUTES),
    Measure("travel_minutes", Text("Fahrzeit", "travel time"), Text("Einwohner × Minuten", "residents × minutes")),
    Measure(
        "public_cost", Text("öffentliche Kosten (Barwert)", "public cost (present value)"), Text("Mio. €", "million €")
    ),
    Measure("open_sites", Text("neu eröffnete Standorte", "sites newly opened"), Text("Standorte", "sites")),
    Measure("changes", Text("Änderungen gegenüber heute", "changes to today"), Text("Änderungen", "changes")),
    Measure(
        "worst_area", Text("schlechtester Planungsbereich", "worst area"), Text("100 % unversorgt", "100 % unserved")
    ),
    Measure("cvar_minutes", Text("Fahrzeit der Fernsten", "travel time of the worst-off"), Text("Minuten", "minutes")),
    Measure(
        "deprived_unmet",
        Text("unversorgt nach Deprivation", "unmet need by deprivation"),
        Text("gleichwertige Unversorgte", "equivalent residents unserved"),
    ),
    Measure(
        "quintile_gap",
        Text("Abstand der Fünftel", "gap between the fifths"),
        Text("100 % unversorgt", "100 % unserved"),
    ),
)
MEASURES_BY_KEY = {measure.key: measure for measure in MEASURES}
