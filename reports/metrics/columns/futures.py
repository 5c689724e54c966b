"""Columns about the futures that one plan is made for."""

from __future__ import annotations

from instances.i18n import Text
from reports.metrics.column import BILINGUAL, Column, Form
from reports.metrics.columns.care import EQUIVALENTS

FUTURES = (
    Column("future", Text("Zukunft", "Future"), Text("Name der Zukunft.", "Name of the future.")),
    Column(
        "difference",
        Text("Was anders ist", "What differs"),
        Text("Was anders kommt, als die Arbeitsmappe sagt.", "What comes otherwise than the workbook says."),
        refers=BILINGUAL,
    ),
    Column(
        "probability",
        Text("Wahrscheinlichkeit", "Probability"),
        Text("Wie wahrscheinlich die Zukunft ist.", "How likely the future is."),
        Form.SHARE,
    ),
    Column(
        "reached",
        Text("Dieser Plan", "This plan"),
        Text(
            "Zielwert dieses Planes, wenn die Zukunft eintritt; weniger ist besser.",
            "Goal value of this plan if the future comes; less is better.",
        ),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "best",
        Text("Bester Plan allein dafür", "Best plan for it alone"),
        Text(
            "Zielwert des besten gefundenen Planes, der nur für diese Zukunft gemacht ist.",
            "Goal value of the best plan found that is made for this future alone.",
        ),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "regret_low",
        Text("Rückstand mindestens", "Regret at least"),
        Text(
            "Um so viel schlechter ist dieser Plan als der beste gefundene allein für diese Zukunft.",
            "By so much this plan is worse than the best one found for this future alone.",
        ),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "regret_high",
        Text("Rückstand höchstens", "Regret at most"),
        Text(
            "Bewiesen: Um mehr könnte kein Plan allein für diese Zukunft besser sein.",
            "Proven: no plan for this future alone could be better by more.",
        ),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "unprepared",
        Text("Plan für das Erwartete", "Plan for the expected"),
        Text(
            "Zielwert des Planes, der nur für die erwartete Zukunft gemacht ist, wenn diese eintritt; leer: Er "
            "verstieße dann gegen eine harte Regel, oder es wurde keiner gefunden.",
            "Goal value of the plan that is made for the expected future alone if this one comes; empty: it would "
            "then break a hard rule, or none was found.",
        ),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "idle",
        Text("davon ungenutzt", "idle"),
        Text(
            "Kapazität, die der Plan für andere Zukünfte hinzufügt und die in der erwarteten nicht besetzt ist; sie "
            "zählt nicht zur Menge.",
            "Capacity that the plan adds for other futures and that is not staffed in the one expected; it is not "
            "among the units.",
        ),
        Form.TWO,
    ),
    Column(
        "over_futures",
        Text("Über alle Zukünfte", "Over all futures"),
        Text("Was über alle Zukünfte zusammengefasst ist.", "What is combined over all futures."),
        refers=BILINGUAL,
    ),
    Column(
        "least",
        Text("Mindestens", "At least"),
        Text("Der Wert, oder das Kleinste, was er sein kann.", "The value, or the least that it can be."),
        Form.ONE,
        EQUIVALENTS,
    ),
    Column(
        "most",
        Text("Höchstens", "At most"),
        Text(
            "Der Wert, oder das Größte, was er sein kann; leer: nicht bewiesen oder nicht möglich.",
            "The value, or the most that it can be; empty: not proven or not possible.",
        ),
        Form.ONE,
        EQUIVALENTS,
    ),
)
