"""Which chart stands beside which table."""

from __future__ import annotations

from reports.excel import look
from reports.excel.charts import Picture
from reports.excel.plan_book import PlanBook
from reports.excel.tables import Placed
from reports.metrics import METRICS

MOST_BARS = 20
PERCENT_AXIS = "0%"


def reach_today(book: PlanBook, placed: Placed) -> Picture:
    """Share of residents in reach by service and minutes."""
    _ = book.translate
    return Picture(
        placed,
        "minutes",
        ("share",),
        _("Residents with an offering site in reach, today"),
        _("share of residents"),
        _("travel time in minutes"),
        number_format=PERCENT_AXIS,
        by="service",
        maximum=1.0,
        width=16,
    )


def supply_today(book: PlanBook, placed: Placed) -> Picture:
    """Computed and, where given, official supply ratio of the areas that have the lowest."""
    official = book.facts.baseline["areas"]["official_supply_ratio"].notna().any()
    _ = book.translate
    return Picture(
        placed,
        "area",
        ("supply_before", "official") if official else ("supply_before",),
        _("Supply ratio today, the lowest areas"),
        _("supply ratio"),
        last=min(placed.last, placed.first + MOST_BARS - 1),
        number_format=PERCENT_AXIS,
        horizontal=True,
        colours=(look.SERIES[1], look.SERIES[2]),
        height=13.0,
    )


def supply_before_after(book: PlanBook, placed: Placed) -> Picture:
    """Supply ratio today and in the last period, the lowest areas of today."""
    _ = book.translate
    areas = len(book.facts.instance.tables["Areas"])
    return Picture(
        placed,
        "area",
        ("supply_before", "supply_after"),
        _("Supply ratio before and after, the lowest areas of today"),
        _("computed supply ratio"),
        last=min(placed.last, placed.first + min(areas, MOST_BARS) - 1),
        number_format=PERCENT_AXIS,
        horizontal=True,
        height=13.0,
    )


def recruited(book: PlanBook, placed: Placed) -> Picture:
    """Recruited staff by profession."""
    _ = book.translate
    return Picture(
        placed,
        "profession",
        ("recruited",),
        _("Staff to be recruited"),
        _("full-time posts"),
        colours=look.SERIES[1:],
        height=7.0,
    )


def payers(book: PlanBook, placed: Placed) -> Picture:
    """Who pays, one-off and running."""
    _ = book.translate
    return Picture(
        placed,
        "pot",
        ("invested", "running_all"),
        _("Who pays in the whole plan"),
        _("million €"),
        stacked=True,
        horizontal=True,
    )


def funding(book: PlanBook, placed: Placed) -> Picture:
    """Money by period, stacked by pot."""
    _ = book.translate
    return Picture(
        placed,
        "period",
        ("total",),
        _("Money by period and pot"),
        _("million € in the period"),
        by="pot",
        stacked=True,
    )


def budget_years(book: PlanBook, placed: Placed) -> Picture:
    """Money by calendar year."""
    _ = book.translate
    return Picture(
        placed,
        "year",
        ("invested", "running_all"),
        _("Money by budget year, all pots"),
        _("million €"),
        stacked=True,
    )


def unmet(book: PlanBook, placed: Placed) -> Picture:
    """Unmet need today, without and with the plan."""
    _ = book.translate
    return Picture(
        placed,
        "service",
        ("unmet_today", "unmet_without", "unmet_plan"),
        _("Unmet need before and after"),
        _("equivalent residents"),
    )


def quintiles(book: PlanBook, placed: Placed) -> Picture:
    """Mean travel time by deprivation quintile (else by the whole state) for the first service."""
    _ = book.translate
    frame = book.facts.once(METRICS["access"].of)
    service = book.facts.instance.tables["Services"]["service"].iloc[0]
    wanted = "quintile" if (frame["grouping"] == "quintile").any() else "state"
    hits = frame.index[(frame["grouping"] == wanted) & (frame["service"] == service)]
    title = _("{service}: travel time by deprivation quintile") if wanted == "quintile" else _("{service}: travel time")
    return Picture(
        placed,
        "group",
        ("minutes_before", "minutes_after"),
        title.format(service=book.labels.of("Services", service)),
        _("minutes to the nearest offer"),
        first=placed.first + int(hits.min()),
        last=placed.first + int(hits.max()),
        number_format="0",
    )


def outcomes(book: PlanBook, placed: Placed) -> Picture:
    """Shares of residents by outcome."""
    _ = book.translate
    return Picture(
        placed,
        "service",
        ("share_gained", "share_nearer", "share_same", "share_farther", "share_lost", "share_none"),
        _("Who wins, who loses"),
        _("share of residents"),
        number_format=PERCENT_AXIS,
        maximum=1.0,
        stacked=True,
        horizontal=True,
        colours=("1F6F8B", "7FB5C9", "DDE3E8", "F0B57A", "B4430F", "8A9099"),
    )


def free_choice(book: PlanBook, placed: Placed) -> Picture:
    """Demand that would meet a full site."""
    _ = book.translate
    return Picture(
        placed,
        "service",
        ("share_over",),
        _("If everyone goes to the nearest site: demand that meets a full one"),
        _("share of demand"),
        number_format=PERCENT_AXIS,
        colours=look.SERIES[2:],
    )
