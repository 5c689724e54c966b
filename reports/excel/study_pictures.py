"""Which chart stands beside which table of a study."""

from __future__ import annotations

from math import floor, log10
from typing import TYPE_CHECKING

import numpy as np

from reports.excel import look
from reports.excel.charts import Picture
from reports.excel.tables import Placed
from reports.metrics.column import Form
from reports.numbers import number
from reports.study.findings import amount
from reports.study.frames import PROVEN
from reports.study.tables import CLASS_ORDER, axes_of_curve, goals_of

if TYPE_CHECKING:
    from reports.excel.study import StudyBook

MOST_BARS = 20
NEAR = 0.7  # of the largest value: what spans less than that need not begin at 0
CM_A_BAR, CM_AROUND = 0.75, 4.5
FORMATS = {Form.WHOLE: "#,##0", Form.ONE: "#,##0.0", Form.TWO: "#,##0.00", Form.MONEY: "#,##0.0", Form.SHARE: "0%"}


def tornado(book: StudyBook, placed: Placed) -> Picture:
    """Shifts from the unchanged plan, the largest spread on top."""
    _, study = book.translate, book.study
    frame = study["tornado"]
    metric = frame.attrs.get("metric", "objective")
    base = amount(study, metric, float(frame["base"].iloc[0]), like=frame["at_high"])
    last = min(placed.last, placed.first + MOST_BARS - 1)
    return Picture(
        placed,
        "factor",
        ("below", "above"),
        study.label(metric),
        _("shift from {base}").format(base=base),
        last=last,
        number_format="+" + _format(book, "tornado", "at_low") + ";-" + _format(book, "tornado", "at_low") + ";0",
        minimum=None,
        overlapping=True,
        horizontal=True,
        colours=(look.SERIES[2], look.SERIES[1]),
        width=19,
        height=CM_AROUND + CM_A_BAR * (last - placed.first + 1),
    )


def curve(book: StudyBook, placed: Placed) -> Picture:
    """The metric over the factor and what is proven."""
    study = book.study
    factor, metric = axes_of_curve(study)
    return Picture(
        placed,
        factor,
        tuple(name for name in (metric, "bound") if name in placed.columns),
        f"{study.label(metric)} – {study.label(factor)}",
        _with_unit(study.label(metric), study.unit(metric)),
        _with_unit(study.label(factor), study.unit(factor)),
        kind="points",
        number_format=_format(book, "curve", metric),
        category_format=_format(book, "curve", factor),
        minimum=_floor(book, "curve", *(name for name in (metric, "bound") if name in placed.columns)),
        category_minimum=_floor(book, "curve", factor),
        colours=(look.SERIES[1], look.SERIES[2]),
        width=18,
        height=10.0,
    )


def frontier(book: StudyBook, placed: Placed) -> Picture:
    """The first goal over the second, and what is proven about the first."""
    study = book.study
    one, other = goals_of(study)[:2]
    return Picture(
        placed,
        other,
        tuple(name for name in (one, PROVEN + one) if name in placed.columns),
        f"{study.label(one)} – {study.label(other)}",
        _with_unit(study.label(one), study.unit(one)),
        _with_unit(study.label(other), study.unit(other)),
        kind="points",
        number_format=_format(book, "frontier", one),
        category_format=_format(book, "frontier", other),
        minimum=_floor(book, "frontier", *(name for name in (one, PROVEN + one) if name in placed.columns)),
        category_minimum=_floor(book, "frontier", other),
        colours=(look.SERIES[1], look.SERIES[2]),
        width=18,
        height=11.0,
    )


def alternatives(book: StudyBook, placed: Placed) -> Picture:
    """In how many plans the interchangeable sites are open; where there are none, the first ones."""
    _, frame = book.translate, book.study["alternatives"]
    plans, order = float(frame["of"].max()), frame["class"].map(CLASS_ORDER).sort_values(ignore_index=True)
    between = order.index[order == CLASS_ORDER["toss-up"]]
    first, last = (between.min(), between.max()) if len(between) else (0, len(order) - 1)
    last = min(last, first + MOST_BARS - 1)
    return Picture(
        placed,
        "site",
        ("open_in",),
        _("Interchangeable sites") if len(between) else _("Sites"),
        _("open in so many of {count} plans").format(count=number(plans, book.language)),
        first=placed.first + int(first),
        last=placed.first + int(last),
        maximum=plans,
        horizontal=True,
        colours=look.SERIES[1:],
        height=CM_AROUND + CM_A_BAR * (last - first + 1),
    )


def _floor(book: StudyBook, key: str, *columns: str) -> float:
    """Where an axis begins: at 0, or at a round number where all values are far from it."""
    values = book.table(key).values[list(columns)].to_numpy(dtype=np.float64)
    least, most = float(np.nanmin(values)), float(np.nanmax(values))
    span = most - least
    if least <= 0 or span > NEAR * most or span == 0:
        return 0.0 if least >= 0 else floor(least)
    step = 10.0 ** floor(log10(span))
    return max(floor((least - 0.1 * span) / step) * step, 0.0)


def _format(book: StudyBook, key: str, column: str) -> str:
    """How the axis writes the numbers of that column."""
    form = next(one.form for one in book.table(key).columns if one.name == column)
    return FORMATS[form]


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label
