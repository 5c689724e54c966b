"""The blocks of the first page: what opens, who pays, what it brings, what binds, what to decide, what is assumed."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from instances.catalogue.fields import STATUS_LABELS, Status
from reports.excel.charts import Picture, bar_chart, place
from reports.excel.grid import Part, shortened, write_heading, write_lines, write_list
from reports.excel.plan_book import PlanBook
from reports.excel.tables import Placed
from reports.headlines import Headlines
from reports.metrics import METRICS
from reports.metrics.column import Form
from reports.numbers import number, percent

MOST_OPENINGS = 12
MOST_POTS = 5
MOST_DECISIONS = 4
MOST_RULES = 5
ROWS_OF_CHART = 11
TWO_COLUMNS, FOUR_COLUMNS, ALL_COLUMNS = 42, 84, 128  # characters that fit


def write_openings(book: PlanBook, sheet: Worksheet, row: int, column: int) -> int:
    """The sites that open or convert, the largest first."""
    _ = book.translate
    told = Headlines(book.facts, book.labels)
    row = write_heading(sheet, row, column, _("What opens where"))
    row = write_lines(sheet, row, column, [shortened(told.opened_by_type, ALL_COLUMNS)])
    parts = [
        Part(_("Site"), 2),
        Part(_("Type"), 2),
        Part(_("from year"), 1, Form.YEAR),
        Part(_("Residents assigned"), 1, Form.WHOLE),
    ]
    rows = [
        (shortened(site, TWO_COLUMNS), shortened(kind, TWO_COLUMNS), opens, assigned)
        for site, kind, opens, assigned in told.largest_openings[:MOST_OPENINGS]
    ]
    row = write_list(sheet, row, column, parts, rows, book.language)
    rest = len(told.largest_openings) - MOST_OPENINGS
    if rest > 0:
        row = write_lines(
            sheet, row, column, [_("and {count} more: see “{sheet}”").format(count=rest, sheet=_("Changes"))]
        )
    return row


def write_payers(book: PlanBook, sheet: Worksheet, row: int, column: int) -> int:
    """Who pays: table and chart."""
    _ = book.translate
    row = write_heading(sheet, row, column, _("Who pays"))
    row = write_lines(sheet, row, column, [_("million € in the whole plan, additional to today, undiscounted")])
    table = book.facts.once(METRICS["payers"].of).head(MOST_POTS)
    names = book.labels.series("Pots", table["pot"])
    parts = [
        Part(_("Pot"), 2),
        Part(_("one-off"), 1, Form.MONEY),
        Part(_("running"), 1, Form.MONEY),
        Part(_("total"), 1, Form.MONEY),
        Part(_("share"), 1, Form.SHARE),
    ]
    rows = [
        (shortened(name, TWO_COLUMNS), *numbers)
        for name, numbers in zip(
            names, table[["invested", "running_all", "total", "share_paid"]].itertuples(index=False), strict=True
        )
    ]
    end = write_list(sheet, row, column, parts, rows, book.language)
    placed = Placed(sheet, row, row + 1, end - 1, {"pot": column, "invested": column + 2, "running_all": column + 3})
    if rows:
        picture = Picture(
            placed,
            "pot",
            ("invested", "running_all"),
            _("Who pays in the whole plan"),
            _("million €"),
            stacked=True,
            horizontal=True,
            width=19,
            height=5.4,
        )
        place(bar_chart(picture), picture, end, column)
    return end + ROWS_OF_CHART


def write_effects(book: PlanBook, sheet: Worksheet, row: int, column: int) -> int:
    """Unmet need and reach by service, before and after."""
    _ = book.translate
    row = write_heading(sheet, row, column, _("What it brings (unserved: equivalent residents)"))
    parts = [
        Part(_("Service"), 2),
        Part(_("today, at least"), 1, Form.WHOLE),
        Part(_("without plan, at least"), 1, Form.WHOLE),
        Part(_("with plan"), 1, Form.WHOLE),
        Part(_("in reach, today → plan"), 1),
    ]
    rows = [
        (
            shortened(effect.service, TWO_COLUMNS),
            effect.today,
            effect.without,
            effect.plan,
            " → ".join(percent(share, book.language, 0) for share in (effect.reach_today, effect.reach_plan)),
        )
        for effect in Headlines(book.facts, book.labels).effects
    ]
    return write_list(sheet, row, column, parts, rows, book.language)


def write_binding(book: PlanBook, sheet: Worksheet, row: int, column: int) -> int:
    """Rules that are missed or leave no room, and pots that are used up."""
    _ = book.translate
    row = write_heading(sheet, row, column, _("What binds"))
    parts = [
        Part(_("Rule or pot"), 4),
        Part(_("missed"), 1, Form.WHOLE),
        Part(_("without slack"), 1, Form.WHOLE),
    ]
    binding = Headlines(book.facts, book.labels).binding[:MOST_RULES]
    if not binding:
        return write_lines(sheet, row, column, [_("No rule and no budget is at its limit.")])
    rows = [(shortened(name, FOUR_COLUMNS), missed, tight) for name, missed, tight in binding]
    return write_list(sheet, row, column, parts, rows, book.language)


def write_decisions(book: PlanBook, sheet: Worksheet, row: int, column: int) -> int:
    """The decisions that are due first."""
    _ = book.translate
    row = write_heading(sheet, row, column, _("Decisions due first"))
    table = book.table("decisions").values.head(MOST_DECISIONS)
    if table.empty:
        return write_lines(sheet, row, column, [_("The plan changes nothing.")])
    parts = [Part(_("decide by"), 1, Form.YEAR), Part(_("Site"), 2), Part(_("Change"), 1), Part(_("still open"), 2)]
    named = ["latest_start", "site", "change", "missing", "consents_missing"]
    rows = [
        (year, shortened(site, TWO_COLUMNS), change, shortened(", ".join(filter(None, undecided)), TWO_COLUMNS))
        for year, site, change, *undecided in table[named].itertuples(index=False)
    ]
    return write_list(sheet, row, column, parts, rows, book.language)


def write_assumed(book: PlanBook, sheet: Worksheet, row: int, column: int) -> int:
    """How many defaults were used, and the value choices of the goals."""
    _ = book.translate
    row = write_heading(sheet, row, column, _("What was assumed"))
    used = book.facts.once(METRICS["assumptions"].of)["founded"].value_counts()
    counts = ", ".join(
        f"{number(float(used[status.value]), book.language)} × {STATUS_LABELS[status].in_(book.language)}"
        for status in Status
        if status.value in used
    )
    goals = book.table("goals").values
    lines = [
        _("Defaults used: {counts}").format(counts=counts or _("none")),
        *(
            _("{goal}: one unit ({unit}) weighs as {weight} residents unserved").format(
                goal=goal,
                unit=_of_weight(unit),
                weight=number(weight, book.language, 0 if weight >= 1 else 3),
            )
            for goal, unit, weight in goals[["goal", "unit", "weight"]].itertuples(index=False)
        ),
    ]
    return write_lines(sheet, row, column, [shortened(line, ALL_COLUMNS) for line in lines[: MOST_DECISIONS + 1]])


def _of_weight(unit: str) -> str:
    """The unit that a weight speaks of: shares are weighed as a whole."""
    return f"100 {unit}" if unit.startswith("%") else unit
