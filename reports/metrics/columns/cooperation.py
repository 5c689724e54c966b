"""Columns about sites that work for each other."""

from __future__ import annotations

from instances.catalogue.fields import Choice
from instances.i18n import Text
from reports.metrics.column import Column, Form

TASK_CHOICES = (
    Choice("work", Text("Behandlung", "treatment")),
    Choice("supervision", Text("Aufsicht", "supervision")),
)

COOPERATION = (
    Column("partner", Text("Partner", "Partner"), Text("Wer für ihn arbeitet.", "Who works for it."), refers="Sites"),
    Column(
        "task",
        Text("Aufgabe", "Task"),
        Text("Was der Partner übernimmt.", "What the partner does."),
        choices=TASK_CHOICES,
    ),
    Column(
        "remote_work",
        Text("Leistung im Jahr", "Work a year"),
        Text(
            "Einheiten der Leistung; Aufsicht als eigene Arbeit gerechnet.",
            "Units of the service; supervision counted as work of its own.",
        ),
        Form.ONE,
    ),
)
