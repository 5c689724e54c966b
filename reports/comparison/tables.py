"""Every table of a comparison by name, in the order of its report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from instances.i18n import Text
from reports.comparison.columns import COMPARISON_COLUMNS, DIFFERENCE_LABEL, of_difference, of_plan
from reports.comparison.comparison import DIFFERENCE, PLAN, Comparison, JointLabels
from reports.comparison.figures import figures, payers, pots, recruits, spending, staff
from reports.comparison.inputs import inputs
from reports.comparison.people import gains, winners_losers
from reports.comparison.sites import site_changes, site_courses
from reports.metrics.access import OUTCOME_KEYS
from reports.metrics.column import BILINGUAL, NO_UNIT, Column, Form
from reports.readable import Table, shown

MILLIONS, POSTS = Text("Mio. €", "million €"), Text("VZÄ", "FTE")


@dataclass(frozen=True)
class Compared:
    """A table of the comparison. In ``columns``, ``plan:`` stands for one column a plan, ``difference:`` for its gap.

    ``form``, ``unit`` and ``refers`` are those of the columns of the plans (see :class:`Column`).
    """

    key: str
    title: Text
    description: Text
    columns: tuple[str, ...]
    of: Callable[[Comparison], pd.DataFrame]
    form: Form = Form.TEXT
    unit: Text = NO_UNIT
    refers: str = ""

    def table(self, comparison: Comparison, labels: JointLabels) -> Table:
        """The table as readers see it."""
        return shown(self.title, self.description, tuple(self._columns(comparison)), comparison.once(self.of), labels)

    def _columns(self, comparison: Comparison) -> Iterator[Column]:
        for name in self.columns:
            if name == PLAN:
                for plan in comparison.names:
                    yield of_plan(PLAN + plan, self._heading(plan), self.form, self.unit, self.refers)
            elif name == DIFFERENCE:
                for plan in comparison.others:
                    only = len(comparison.others) == 1
                    yield of_difference(DIFFERENCE + plan, plan, self.form, self.unit, only=only)
            else:
                yield COMPARISON_COLUMNS[name]

    def _heading(self, plan: str) -> str:
        """The name of the plan, in quotation marks where another column is called so."""
        others = [COMPARISON_COLUMNS[name].label for name in self.columns if name in COMPARISON_COLUMNS]
        taken = {text.casefold() for label in (*others, DIFFERENCE_LABEL) for text in label}
        return f"„{plan}“" if plan.casefold() in taken else plan


_COMPARED = (
    Compared(
        "inputs",
        Text("Was die Arbeitsmappen verschieden angeben", "What the workbooks say differently"),
        Text(
            "Jede Zelle, die nicht in allen Arbeitsmappen dasselbe enthält; viele gleicher Art sind zusammengefasst.",
            "Every cell that does not hold the same in all workbooks; many of one kind are put together.",
        ),
        ("sheet", "item", "column", PLAN),
        inputs,
        refers=BILINGUAL,
    ),
    Compared(
        "figures",
        Text("Kennzahlen", "Key figures"),
        Text(
            "Im letzten Zeitraum; „heute“ nach der Arbeitsmappe des ersten Planes. Unterschiede von Anteilen sind "
            "Prozentpunkte.",
            "In the last period; “today” by the workbook of the first plan. Differences of shares are percentage "
            "points.",
        ),
        ("figure", "subject", "before", PLAN, DIFFERENCE, "unit"),
        figures,
        Form.BY_ROW,
    ),
    Compared(
        "site_courses",
        Text("Standorte", "Sites"),
        Text(
            "Alle Standorte, die ein Plan ändert, und was jeder Plan aus ihnen macht; die verschiedenen zuerst.",
            "All sites that some plan changes, and what each plan makes of them; those that differ first.",
        ),
        ("site", "area", "district", "type_before", PLAN, "differs"),
        site_courses,
        refers=BILINGUAL,
    ),
    Compared(
        "site_changes",
        Text("Änderungen nach Zeiträumen", "Changes by period"),
        Text(
            "Zahl der Standorte, die im Zeitraum anders sind als heute; geschlossene mit dem Typ von heute.",
            "Number of sites that are not as today in the period; closed ones by their type of today.",
        ),
        ("period", "change", "type", PLAN, DIFFERENCE),
        site_changes,
        Form.WHOLE,
    ),
    Compared(
        "payers",
        Text("Wer zahlt", "Who pays"),
        Text(
            "Mehrkosten gegenüber heute im ganzen Plan, nicht abgezinst.",
            "Cost additional to today in the whole plan, undiscounted.",
        ),
        ("pot", PLAN, DIFFERENCE),
        payers,
        Form.MONEY,
        MILLIONS,
    ),
    Compared(
        "pots",
        Text("Geld nach Quelle und Zeitraum", "Money by pot and period"),
        Text(
            "Mehrkosten gegenüber heute im jeweiligen Zeitraum, nicht abgezinst.",
            "Cost additional to today within the period, undiscounted.",
        ),
        ("pot", "period", PLAN, DIFFERENCE),
        pots,
        Form.MONEY,
        MILLIONS,
    ),
    Compared(
        "spending",
        Text("Geld nach Quelle und Kostenart", "Money by pot and category"),
        Text("Im ganzen Plan, nicht abgezinst.", "In the whole plan, undiscounted."),
        ("pot", "category", PLAN, DIFFERENCE),
        spending,
        Form.MONEY,
        MILLIONS,
    ),
    Compared(
        "recruits",
        Text("Neu zu gewinnen", "To be recruited"),
        Text("Neugewinnung im ganzen Plan nach Berufen.", "Recruited in the whole plan by profession."),
        ("profession", PLAN, DIFFERENCE),
        recruits,
        Form.ONE,
        POSTS,
    ),
    Compared(
        "staff",
        Text("Bedarf an Personal", "Staff needed"),
        Text(
            "Stellen, die der Plan im Zeitraum braucht, nach Beruf und Personalmarkt.",
            "Posts that the plan needs in the period, by profession and labour pool.",
        ),
        ("profession", "grouping", "group", "period", PLAN, DIFFERENCE),
        staff,
        Form.ONE,
        POSTS,
    ),
    Compared(
        "gains",
        Text("Gewinner und Verlierer im Überblick", "Winners and losers at a glance"),
        Text(
            "Einwohner von heute danach, wie sich ihre Fahrzeit zum nächsten Angebot vom ersten zum anderen Plan "
            "ändert, und Bedarf, den der andere Plan zusätzlich oder nicht mehr deckt.",
            "Residents of today by how their travel time to the nearest offer changes from the first plan to the "
            "other, and need that the other plan serves in addition or no longer.",
        ),
        ("compared", "service", *(f"residents_{key}" for key in OUTCOME_KEYS), "served_more", "served_less"),
        gains,
    ),
    Compared(
        "winners_losers",
        Text("Gewinner und Verlierer nach Orten", "Winners and losers by place"),
        Text(
            "Orte, für die der andere Plan etwas ändert; Verschlechterungen zuerst. Wer unversorgt bleibt, ist "
            "rechnerisch zugeordnet: Wo mehrere Orte um dieselbe Kapazität stehen, könnte es auch ein anderer sein.",
            "Places for which the other plan changes something; losses first. Who stays unserved is assigned by "
            "computation: where several places share the same capacity it might as well be another one.",
        ),
        (
            "compared",
            "outcome",
            "place",
            "area",
            "district",
            "service",
            "residents",
            "minutes_first",
            "minutes_second",
            "minutes_change",
            "unserved_first",
            "unserved_second",
            "unserved_change",
        ),
        winners_losers,
    ),
)

COMPARED: dict[str, Compared] = {compared.key: compared for compared in _COMPARED}


def all_frames(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Every table of the comparison with stable keys instead of labels."""
    return {key: comparison.once(compared.of) for key, compared in COMPARED.items()}
