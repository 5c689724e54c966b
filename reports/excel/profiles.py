"""One printed page for every district or planning area, with an index of links in front."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from reports.excel import look
from reports.excel.book import break_before, set_widths, write_title
from reports.excel.cells import link_to, put
from reports.excel.charts import Picture, bar_chart, place
from reports.excel.plan_book import PlanBook
from reports.excel.profile_parts import PART_COLUMNS, Part, write_part
from reports.excel.sheets import CM_PER_ROW
from reports.excel.tables import Placed
from reports.metrics import METRICS
from reports.metrics.column import Form

WIDTHS = (32.0, 12.0, 12.0, 13.0, 13.0, 3.0, 30.0, 35.0, 17.0, 9.0, 13.0, 13.0)
LEFT, RIGHT = 1, 7
MOST_SITES = 14
MOST_PLACES = 8
INDEX_COLUMNS = 5
ROWS_OF_HEAD = 3
CHART_WIDTH, CHART_HEIGHT = 14, 6.5  # cm


@dataclass(frozen=True)
class Region:
    """What is known about one district or planning area, ready to be written."""

    key: str
    label: str
    figures: pd.DataFrame
    sites: pd.DataFrame
    access: pd.DataFrame
    unmet: pd.DataFrame


def write_profiles(book: PlanBook, title: str, grouping: str) -> Worksheet:
    """A sheet with an index and one page for each group of ``grouping`` (district or area)."""
    sheet = book.sheet(title)
    write_title(sheet, title)
    set_widths(sheet, dict(enumerate(WIDTHS, start=1)))
    regions = _regions(book, grouping)
    row = _index_rows(len(regions)) + ROWS_OF_HEAD + 2
    starts = []
    for region in regions:
        starts.append(row)
        break_before(sheet, row)
        row = _write_region(book, sheet, region, row) + 1
    _write_index(book, sheet, regions, starts)
    sheet.print_area = f"A1:{sheet.cell(row, len(WIDTHS)).coordinate}"
    return sheet


def _index_rows(count: int) -> int:
    return -(-count // INDEX_COLUMNS)


def _write_index(book: PlanBook, sheet: Worksheet, regions: list[Region], starts: list[int]) -> None:
    _ = book.translate
    put(sheet, 2, 1, _("One page each; click a name to get there."), font=look.NOTE)
    columns = (1, 2, 7, 8, 9)
    rows = _index_rows(len(regions))
    for position, (region, start) in enumerate(zip(regions, starts, strict=True)):
        column = columns[position // rows]
        cell = put(sheet, ROWS_OF_HEAD + 1 + position % rows, column, region.label)
        link_to(cell, sheet.title, f"A{start}")


def _write_region(book: PlanBook, sheet: Worksheet, region: Region, row: int) -> int:
    """One page; returns its last row."""
    _ = book.translate
    put(sheet, row, LEFT, region.label, font=look.TITLE)
    sheet.row_dimensions[row].height = 24
    link_to(put(sheet, row, len(WIDTHS), _("to the index"), alignment=look.NUMBER_CELL), sheet.title)
    top = row + 2
    left = write_part(book, sheet, Part(_("Figures"), "figures", region.figures), top, LEFT) + 1
    end = write_part(book, sheet, Part(_("Access: nearest offer"), "access", region.access), left, LEFT)
    left = _draw_access(book, sheet, left + 1, end - 1) if len(region.access) else end
    sites = Part(_("Sites, changes first"), "sites", region.sites, MOST_SITES)
    right = write_part(book, sheet, sites, top, RIGHT)
    unmet = Part(_("Most unmet need (equivalent residents)"), "unmet", region.unmet, MOST_PLACES)
    right = write_part(book, sheet, unmet, right + 1, RIGHT)
    return max(left, right)


def _draw_access(book: PlanBook, sheet: Worksheet, head: int, last: int) -> int:
    """Share of residents in reach, today and in the plan; returns the last row that the chart covers."""
    _ = book.translate
    names = {name: LEFT + offset for offset, name in enumerate(PART_COLUMNS["access"])}
    picture = Picture(
        Placed(sheet, head, head + 1, last, names),
        "service",
        ("within_before", "within_after"),
        _("Residents within the standard"),
        _("share of residents"),
        number_format="0%",
        maximum=1.0,
        width=CHART_WIDTH,
        height=CHART_HEIGHT,
    )
    place(bar_chart(picture), picture, last + 2, LEFT)
    return last + 2 + int(CHART_HEIGHT / CM_PER_ROW) + 1


def _regions(book: PlanBook, grouping: str) -> list[Region]:
    """All regions in the order of their labels."""
    _ = book.translate
    figures = _figures(book, grouping)
    parts = {
        "sites": _split(_labelled_sites(book), grouping),
        "access": _split(_access(book, grouping), "group"),
        "unmet": _split(_unmet(book), grouping),
    }
    none = {name: pd.DataFrame(columns=list(PART_COLUMNS[name])) for name in parts}
    keys = sorted(figures, key=lambda key: book.labels.group(grouping, key))
    return [
        Region(
            key,
            book.labels.group(grouping, key) or _("without a district"),
            figures[key],
            **{name: frames.get(key, none[name]) for name, frames in parts.items()},
        )
        for key in keys
    ]


def _split(frame: pd.DataFrame, by: str) -> dict[str, pd.DataFrame]:
    return {str(key): rows for key, rows in frame.groupby(by, sort=False)}


def _labelled_sites(book: PlanBook) -> pd.DataFrame:
    keys = book.facts.once(METRICS["sites"].of)
    due = book.facts.once(METRICS["decisions"].of).set_index("site")["latest_start"]
    shown = book.table("sites").values[["site", "type", "change", "opens", "assigned"]]
    return shown.assign(area=keys["area"], district=keys["district"], latest_start=keys["site"].map(due))


def _access(book: PlanBook, grouping: str) -> pd.DataFrame:
    rows = book.facts.once(METRICS["access_regions"].of)
    rows = rows[rows["grouping"] == grouping]
    columns = list(PART_COLUMNS["access"])
    return rows[["group", *columns]].assign(service=book.labels.series("Services", rows["service"]))


def _unmet(book: PlanBook) -> pd.DataFrame:
    rows = book.facts.once(METRICS["unmet"].of)
    rows = rows[rows["period"] == book.facts.last]
    return rows.assign(
        place=book.labels.series("Places", rows["place"]), service=book.labels.series("Services", rows["service"])
    )


def _figures(book: PlanBook, grouping: str) -> dict[str, pd.DataFrame]:
    """By key: name, today, plan, form of the figures of each region."""
    _ = book.translate
    need = book.facts.once(METRICS["districts" if grouping == "district" else "areas"].of)
    if grouping == "area":
        need = need[need["period"] == book.facts.last]
    figures = {}
    for row in need.to_dict("records"):
        lines = _of_district(book, row) if grouping == "district" else _of_area(book, row)
        figures[str(row[grouping])] = pd.DataFrame(lines, columns=["name", "today", "plan", "form"])
    return figures


Line = tuple[str, float | None, float | None, Form]


def _of_district(book: PlanBook, row: dict[Hashable, Any]) -> list[Line]:
    _ = book.translate
    return [
        (_("Residents (base year)"), row["residents"], None, Form.WHOLE),
        (_("Open sites"), row["sites_before"], row["sites_after"], Form.WHOLE),
        (_("of these new"), None, row["count_new"], Form.WHOLE),
        (_("converted"), None, row["count_converted"], Form.WHOLE),
        (_("closed"), None, row["count_closed"], Form.WHOLE),
        (_("One-off cost (million €)"), None, row["site_one_off"], Form.MONEY),
        (_("Running cost (million € a year)"), None, row["per_year"], Form.MONEY),
        (_("Need served"), None, row["served"], Form.SHARE),
        (_("Unserved (equivalent residents)"), None, row["unmet"], Form.WHOLE),
    ]


def _of_area(book: PlanBook, row: dict[Hashable, Any]) -> list[Line]:
    _ = book.translate
    return [
        (_("Residents (plan: last period)"), None, row["residents_then"], Form.WHOLE),
        (_("GP seats needed"), None, row["seats_needed"], Form.ONE),
        (_("GP seats"), row["seats_before"], row["seats_after"], Form.TWO),
        (_("Computed supply ratio"), row["supply_before"], row["supply_after"], Form.SHARE),
        (_("Official supply ratio"), row["official"], None, Form.SHARE),
        (_("Functional coverage"), None, row["functional"], Form.SHARE),
        (_("Need served"), None, row["served"], Form.SHARE),
        (_("Unserved (equivalent residents)"), None, row["unmet"], Form.WHOLE),
    ]
