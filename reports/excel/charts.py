"""Native charts beside their tables: titles, axes with units, colours that differ in lightness."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter

from reports.excel import look
from reports.excel.tables import Placed

POINTS = 100  # font sizes are in hundredths of a point
LIGHT = "D5DDE4"

Kind = Literal["bars", "lines", "points"]
XYChart = BarChart | LineChart | ScatterChart


@dataclass(frozen=True)
class Picture:
    """What a chart shows: rows ``first`` to ``last`` of a table, one series a column.

    ``points`` have numbers as ``category`` and are joined by lines in the order of the rows; bars and lines have texts.
    With ``by`` there is one series for each run of rows with the same text in that column instead; all runs must
    have the same categories.
    """

    placed: Placed
    category: str
    series: Sequence[str]
    title: str
    axis: str
    category_axis: str = ""
    kind: Kind = "bars"
    first: int | None = None
    last: int | None = None
    number_format: str = "#,##0"
    category_format: str = "#,##0"
    by: str = ""
    minimum: float | None = 0.0
    category_minimum: float | None = None
    maximum: float | None = None
    stacked: bool = False
    overlapping: bool = False
    horizontal: bool = False
    reverse: bool = True
    colours: Sequence[str] = look.SERIES
    width: int = 15  # cm
    height: float = 8.0


def drawn(picture: Picture) -> XYChart:
    """The chart of the picture's kind."""
    return _KINDS[picture.kind](picture)


def bar_chart(picture: Picture) -> BarChart:
    """Columns, or bars from left to right; stacked, on top of each other or side by side."""
    chart = BarChart()
    chart.type = "bar" if picture.horizontal else "col"
    chart.grouping = "stacked" if picture.stacked else "clustered"
    chart.overlap = 100 if picture.stacked or picture.overlapping else -5
    chart.gapWidth = 55
    _fill(chart, picture)
    if picture.horizontal and picture.reverse:
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
    return chart


def line_chart(picture: Picture) -> LineChart:
    """Lines over the categories."""
    chart = LineChart()
    _fill(chart, picture)
    for series in chart.series:
        series.smooth = False
    return chart


def point_chart(picture: Picture) -> ScatterChart:
    """Points where both axes are numbers, joined by straight lines."""
    chart = ScatterChart()
    chart.style = None
    chart.scatterStyle = "lineMarker"
    _fill(chart, picture)
    for position, series in enumerate(chart.series):
        colour = picture.colours[position % len(picture.colours)]
        filled = GraphicalProperties(solidFill=colour, ln=LineProperties(noFill=True))
        series.marker = Marker(symbol=MARKERS[position % len(MARKERS)], size=7, spPr=filled)
        series.smooth = False
    chart.x_axis.scaling.min = picture.category_minimum
    chart.x_axis.number_format = picture.category_format
    chart.x_axis.numFmt.sourceLinked = False
    chart.x_axis.majorGridlines = None
    return chart


MARKERS: tuple[Literal["circle", "triangle", "square", "diamond"], ...] = ("circle", "triangle", "square", "diamond")
_KINDS: Mapping[Kind, Callable[[Picture], XYChart]] = MappingProxyType(
    {"bars": bar_chart, "lines": line_chart, "points": point_chart}
)


def place(chart: ChartBase, picture: Picture, row: int, column: int) -> None:
    """Put the chart with its upper left corner in that cell."""
    chart.width, chart.height = picture.width, picture.height
    picture.placed.sheet.add_chart(chart, f"{get_column_letter(column)}{row}")


def _fill(chart: XYChart, picture: Picture) -> None:
    for position, series in enumerate(_series(picture)):
        _colour(series, picture.colours[position % len(picture.colours)], line=not isinstance(chart, BarChart))
        chart.series.append(series)
    chart.title = _title(picture.title, 11, bold=True)
    _axes(chart, picture)
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    if len(chart.series) == 1:
        chart.legend = None
    else:
        assert chart.legend is not None
        chart.legend.position = "b"
        chart.legend.txPr = _text(9)


def _series(picture: Picture) -> Iterator[Series]:
    placed, sheet = picture.placed, picture.placed.sheet
    first, last = picture.first or placed.first, picture.last or placed.last
    runs = _runs(placed, picture.by, first, last) if picture.by else [(first, last)]
    for start, end in runs:
        for name in picture.series:
            column = placed.columns[name]
            values = Reference(sheet, min_col=column, min_row=start, max_row=end)
            named = (start, placed.columns[picture.by]) if picture.by else (placed.head, column)
            title = str(sheet.cell(*named).value)
            if picture.kind == "points":
                where = Reference(sheet, min_col=placed.columns[picture.category], min_row=start, max_row=end)
                yield SeriesFactory(values, where, title=title)
                continue
            series = SeriesFactory(values, title=title)
            series.cat = AxDataSource(strRef=StrRef(f=_range(placed, picture.category, *runs[0])))
            yield series


def _runs(placed: Placed, column: str, first: int, last: int) -> list[tuple[int, int]]:
    """First and last row of each run of rows with the same value."""
    values = [placed.sheet.cell(row, placed.columns[column]).value for row in range(first, last + 1)]
    starts = [row for row in range(first, last + 1) if row == first or values[row - first] != values[row - first - 1]]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), last], strict=True))


def _range(placed: Placed, column: str, first: int, last: int) -> str:
    where = placed.columns[column]
    return str(Reference(placed.sheet, min_col=where, min_row=first, max_row=last))


def _axes(chart: XYChart, picture: Picture) -> None:
    for axis, title in ((chart.x_axis, picture.category_axis), (chart.y_axis, picture.axis)):
        axis.delete = False  # openpyxl hides axes otherwise
        axis.title = _title(title, 9) if title else None
        axis.txPr = _text(8)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=look.MUTED, w=6350))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = picture.minimum, picture.maximum
    chart.y_axis.number_format = picture.number_format
    chart.y_axis.numFmt.sourceLinked = False
    lines = GraphicalProperties(ln=LineProperties(solidFill=LIGHT, w=6350))
    chart.y_axis.majorGridlines = ChartLines(spPr=lines)
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.tickLblPos = "nextTo"


def _colour(series: Series, colour: str, *, line: bool) -> None:
    if line:
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=22225))
    else:
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(noFill=True))
        series.invertIfNegative = False


def _characters(size: float, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(
        sz=int(size * POINTS), b=bold, solidFill=look.DARK if bold else look.INK, latin=Font(typeface=look.FONT)
    )


def _text(size: float) -> RichText:
    properties = ParagraphProperties(defRPr=_characters(size))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_characters(size))])


def _title(text: str, size: float, *, bold: bool = False) -> Title:
    title = Title(overlay=False)
    run = RegularTextRun(rPr=_characters(size, bold=bold), t=text)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_characters(size, bold=bold)), r=[run])
    title.tx = Text(rich=RichText(p=[paragraph]))
    return title
