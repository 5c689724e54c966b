"""The comparison of several plans as a workbook."""

from __future__ import annotations

from pathlib import Path

from instances.i18n import Language
from reports.comparison.comparison import PLAN, Comparison, JointLabels
from reports.comparison.headlines import ComparedHeadlines
from reports.comparison.tables import COMPARED
from reports.excel.book import Book, Edges
from reports.excel.charts import Picture
from reports.excel.comparison_glance import write_glance
from reports.excel.legend import write_legend
from reports.excel.sheets import single_table, stacked_tables
from reports.excel.tables import Placed
from reports.metrics.access import OUTCOME_KEYS
from reports.readable import Table

FILE_NAME = "comparison.xlsx"
OUTCOME_COLOURS = ("1F6F8B", "7FB5C9", "DDE3E8", "F0B57A", "B4430F", "8A9099")


class ComparisonBook(Book):
    """A workbook in one language about several plans."""

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self.comparison = comparison
        self.told = ComparedHeadlines(comparison, language)
        settings = comparison.first.instance.settings
        about = " · ".join(part for part in (settings.state, settings.data_note) if part)
        standings = "; ".join(f"{name}: {standing}" for name, standing in self.told.standings)
        super().__init__(language, Edges(about, standings))
        self.labels = JointLabels(comparison, language)

    def _make(self, key: str) -> Table:
        """The table ``key`` of the comparison."""
        return COMPARED[key].table(self.comparison, self.labels)


def write_comparison(comparison: Comparison, folder: str | Path, language: Language) -> Path:
    """Write ``comparison.xlsx`` into ``folder`` (created where missing); returns its path."""
    book = ComparisonBook(comparison, language)
    _ = book.translate
    write_glance(book, book.told)
    single_table(book, _("Inputs"), "inputs")
    single_table(book, _("Key figures"), "figures")
    single_table(book, _("Sites"), "site_courses")
    single_table(book, _("Changes by period"), "site_changes")
    stacked_tables(book, _("Money"), [("payers", _payers), ("pots", None), ("spending", None)])
    stacked_tables(book, _("Staff"), [("recruits", _recruits), ("staff", None)])
    stacked_tables(book, _("Winners and losers"), [("gains", _gains)])
    single_table(book, _("By place"), "winners_losers")
    write_legend(book)
    return book.save(Path(folder) / FILE_NAME)


def _payers(book: ComparisonBook, placed: Placed) -> Picture:
    """Who pays in each plan."""
    _ = book.translate
    return _side_by_side(book, placed, "pot", _("Who pays in the whole plan"), _("million €"))


def _recruits(book: ComparisonBook, placed: Placed) -> Picture:
    """Recruited staff in each plan."""
    _ = book.translate
    return _side_by_side(book, placed, "profession", _("Staff to be recruited"), _("full-time posts"))


def _side_by_side(book: ComparisonBook, placed: Placed, category: str, title: str, axis: str) -> Picture:
    series = tuple(PLAN + name for name in book.comparison.names)
    return Picture(placed, category, series, title, axis, horizontal=True, height=9.0)


def _gains(book: ComparisonBook, placed: Placed) -> Picture:
    """Residents by outcome and service, for the first of the other plans."""
    _ = book.translate
    shown = [key for key in OUTCOME_KEYS if key not in ("same", "none")]
    colours = dict(zip(("gained", "nearer", "same", "farther", "lost", "none"), OUTCOME_COLOURS, strict=True))
    services = placed.rows // len(book.comparison.others)
    return Picture(
        placed,
        "service",
        tuple(f"residents_{key}" for key in shown),
        _("Residents whose way changes, “{name}”").format(name=next(iter(book.comparison.others))),
        _("residents"),
        last=placed.first + services - 1,
        stacked=True,
        horizontal=True,
        colours=tuple(colours[key] for key in shown),
        width=19,
    )
