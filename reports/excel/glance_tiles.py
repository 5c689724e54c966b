"""The six key figures at the top of the first page."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from reports.excel import look
from reports.excel.cells import put_across
from reports.excel.grid import HALF, LEFT_HALF, RIGHT_HALF
from reports.excel.plan_book import PlanBook
from reports.headlines import Headlines
from reports.metrics.column import Form
from reports.numbers import money, number, percent
from reports.words import largest_gap, largest_gap_units

STARTS = (*range(LEFT_HALF, LEFT_HALF + HALF, 2), *range(RIGHT_HALF, RIGHT_HALF + HALF, 2))
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Tile:
    """A name, one large number, and what it is to be seen beside."""

    name: str
    value: float | None
    form: Form
    note: str
    unit: str = ""


def write_tiles(book: PlanBook, sheet: Worksheet, row: int) -> None:
    """Three rows: names, numbers, notes."""
    heights = (18.0, 32.0, 26.0)
    for offset, height in enumerate(heights):
        sheet.row_dimensions[row + offset].height = height
    for position, tile in enumerate(_tiles(book)):
        first = STARTS[position]
        last = first + 1
        value = "–" if tile.value is None else tile.value
        shown = look.number_format(tile.form, book.language, tile.unit)
        muted, small = look.font(9, bold=True, colour=look.MUTED), look.font(8, colour=look.MUTED)
        large = look.font(17, bold=True, colour=look.DARK)
        put_across(sheet, row, first, last, tile.name, font=muted, fill=look.TILE_FILL, alignment=CENTRED)
        put_across(
            sheet, row + 1, first, last, value, font=large, fill=look.TILE_FILL, alignment=CENTRED, number_format=shown
        )
        put_across(sheet, row + 2, first, last, tile.note, font=small, fill=look.TILE_FILL, alignment=CENTRED)


def _tiles(book: PlanBook) -> list[Tile]:
    _, language = book.translate, book.language
    told = Headlines(book.facts, book.labels)
    plan = book.facts.plan
    recruits = ", ".join(f"{name} {number(fte, language)}" for name, fte in told.recruited[:2])
    return [
        Tile(
            _("Sites that open"),
            float(told.opened),
            Form.WHOLE,
            _("{converted} converted, {closed} closed").format(converted=told.converted, closed=told.closed),
        ),
        Tile(
            _("Additional cost, present value"),
            told.present_value,
            Form.MONEY,
            _("running {amount} a year from {year}").format(amount=money(told.per_year, language), year=told.last_year),
            _("million €"),
        ),
        Tile(
            _("Need served"),
            told.served,
            Form.SHARE,
            _("today at most {share}").format(share=percent(told.served_today, language)),
        ),
        Tile(
            _("Areas below {threshold}").format(threshold=percent(book.facts.threshold, language, 0)),
            float(told.areas_below_after),
            Form.WHOLE,
            _("today {count} of {all}; computed supply ratio").format(count=told.areas_below_before, all=told.areas),
        ),
        Tile(_("Staff to be recruited"), told.recruited_fte, Form.WHOLE, recruits, _("FTE")),
        Tile(
            _("Proven gap"),
            largest_gap(plan),
            Form.SHARE,
            _("at most {units} equivalent residents").format(units=number(largest_gap_units(plan), language)),
        ),
    ]
