"""The columns of comparisons: those of metrics, a few of their own, and some for each plan."""

from __future__ import annotations

from instances.catalogue.columns import MINUTES, RESIDENTS
from instances.catalogue.staff_and_money import CATEGORIES
from instances.i18n import Text
from reports.metrics.column import Column, Form
from reports.metrics.columns import COLUMNS
from reports.metrics.columns.access import OUTCOMES
from reports.metrics.columns.care import EQUIVALENTS

OWN = (
    Column("compared", Text("Plan", "Plan"), Text("Der Plan neben dem ersten.", "The plan beside the first one.")),
    Column(
        "differs",
        Text("verschieden", "differs"),
        Text("Die Pläne machen nicht dasselbe daraus.", "The plans do not make the same of it."),
        Form.FLAG,
    ),
    Column("category", Text("Kostenart", "Category"), Text("Art der Kosten.", "Kind of cost."), choices=CATEGORIES),
    Column(
        "minutes_first",
        Text("Fahrzeit im ersten Plan", "Travel time in the first plan"),
        Text(
            "Zum nächsten anbietenden Standort im letzten Zeitraum; leer: nicht erreichbar.",
            "To the nearest offering site in the last period; empty: not reachable.",
        ),
        Form.ONE,
        MINUTES,
    ),
    Column(
        "minutes_second",
        Text("Fahrzeit im anderen Plan", "Travel time in the other plan"),
        Text("Dasselbe im anderen Plan.", "The same in the other plan."),
        Form.ONE,
        MINUTES,
    ),
    Column(
        "minutes_change",
        Text("Unterschied der Fahrzeit", "Difference in travel time"),
        Text("Anderer Plan minus erster; weniger ist besser.", "Other plan minus the first; less is better."),
        Form.ONE,
        MINUTES,
        signed=True,
    ),
    Column(
        "unserved_first",
        Text("Unversorgt im ersten Plan", "Unserved in the first plan"),
        Text("Bedarf des Ortes, den niemand deckt, im letzten Zeitraum.", "Need of the place that nobody serves then."),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "unserved_second",
        Text("Unversorgt im anderen Plan", "Unserved in the other plan"),
        Text("Dasselbe im anderen Plan.", "The same in the other plan."),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "unserved_change",
        Text("Unterschied unversorgt", "Difference unserved"),
        Text("Anderer Plan minus erster; weniger ist besser.", "Other plan minus the first; less is better."),
        Form.WHOLE,
        EQUIVALENTS,
        signed=True,
    ),
    *(
        Column(
            f"residents_{outcome.key}",
            outcome.label,
            Text(f"Einwohner von heute: {outcome.label.de}.", f"Residents of today: {outcome.label.en}."),
            Form.WHOLE,
            RESIDENTS,
        )
        for outcome in OUTCOMES
    ),
    Column(
        "served_more",
        Text("zusätzlich versorgt", "served in addition"),
        Text(
            "Summe über die Orte, in denen der andere Plan weniger unversorgt lässt.",
            "Sum over the places where the other plan leaves less unserved.",
        ),
        Form.WHOLE,
        EQUIVALENTS,
    ),
    Column(
        "served_less",
        Text("nicht mehr versorgt", "no longer served"),
        Text(
            "Summe über die Orte, in denen der andere Plan mehr unversorgt lässt.",
            "Sum over the places where the other plan leaves more unserved.",
        ),
        Form.WHOLE,
        EQUIVALENTS,
    ),
)

COMPARISON_COLUMNS = COLUMNS | {column.name: column for column in OWN}


DIFFERENCE_LABEL = Text("Unterschied", "Difference")


def of_plan(column: str, name: str, form: Form, unit: Text, refers: str) -> Column:
    """What the plan called ``name`` says."""
    meaning = Text(f"Was der Plan „{name}“ sagt.", f"What the plan “{name}” says.")
    return Column(column, Text(name, name), meaning, form, unit, refers)


def of_difference(column: str, name: str, form: Form, unit: Text, *, only: bool) -> Column:
    """The plan called ``name`` minus the first; the name is left out where there is ``only`` one difference."""
    label = DIFFERENCE_LABEL if only else Text(*(f"{word} {name}" for word in DIFFERENCE_LABEL))
    meaning = Text(f"„{name}“ minus der erste Plan.", f"“{name}” minus the first plan.")
    return Column(column, label, meaning, form, unit, signed=True)
