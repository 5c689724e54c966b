"""The report of one plan as a workbook: its facts, and every metric of them as a table."""

from __future__ import annotations

from instances.i18n import Language
from reports.excel.book import Book, Edges
from reports.labels import Labels
from reports.metrics import METRICS, Facts
from reports.readable import Table, readable
from reports.words import gap_short, status_words

HASH_SHOWN = 12


class PlanBook(Book):
    """A workbook in one language about one plan."""

    def __init__(self, facts: Facts, language: Language) -> None:
        super().__init__(language, _edges(facts, language))
        self.facts = facts
        self.labels = Labels(facts.instance, language)

    def _make(self, key: str) -> Table:
        """The metric ``key``."""
        return readable(METRICS[key], self.facts.once(METRICS[key].of), self.labels)


def _edges(facts: Facts, language: Language) -> Edges:
    settings, plan = facts.instance.settings, facts.plan
    workbook = str(plan.provenance.get("workbook", ""))
    return Edges(
        about=" · ".join(part for part in (settings.state, settings.data_note) if part),
        status=f"{status_words(plan, language)}, {gap_short(plan, language)}",
        origin=f"{workbook} {facts.instance.fingerprint[:HASH_SHOWN]}".strip(),
    )
