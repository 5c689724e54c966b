"""Maps of a study in coloured cells: two factors against each other, plans against scenarios, sites against runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan

import pandas as pd
from openpyxl.formatting.rule import ColorScale, FormatObject, Rule
from openpyxl.styles import Alignment, Color
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.excel import look
from reports.excel.book import Book, set_widths, write_title
from reports.excel.cells import put, put_across
from reports.metrics.column import Form
from reports.numbers import number
from reports.study.frames import StudyFrames
from reports.study.sites import last_types
from reports.study.tables import CLASS_ORDER

LIGHT, STRONG, WARN = "F4F8FA", "6FA8BF", "E8A87C"
# told apart in print too: every cell also bears the name of its type
TYPE_COLOURS = ("9DB4C8", "F2C878", "A9D3B5", "CDB3C9", "D5DDE4", "E7B8A0", "C9D88A", "B7C9E8")
MOST_GRIDS, MOST_RUNS = 6, 60
NAME, CELL = 46.0, 13.0  # widths in characters
INTRO_COLUMNS = 8
SHORT_IN_BRACKETS, SHORT = re.compile(r"\(([^()]{2,9})\)\s*$"), 12
CENTRED = Alignment(horizontal="center", vertical="center")
WRAPPED = Alignment(horizontal="center", vertical="center", wrap_text=True)
UPRIGHT = Alignment(horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True)
LONG_HEAD, POINTS_A_LETTER, LARGEST_HEAD = 22, 5.5, 150.0


@dataclass(frozen=True)
class Map:
    """Numbers by row and column, with the words around them."""

    title: str
    rows_are: str
    columns_are: str
    values: pd.DataFrame
    form: Form
    strong: str = STRONG


def write_grids(book: Book, study: StudyFrames) -> None:
    """One map for each of the first metrics, where two factors were varied against each other."""
    _ = book.translate
    grids = _grids(study)
    if not grids:
        return
    sheet = book.sheet(_("Grid"))
    write_title(sheet, sheet.title)
    put(sheet, 2, 1, _("Each cell is one run; the darker, the larger the figure. Empty: no plan."), font=look.NOTE)
    row, right = 4, INTRO_COLUMNS
    for one in grids:
        row = _write_map(book, sheet, one, row) + 2
        right = max(right, 1 + len(one.values.columns))
    sheet.print_area = f"A1:{get_column_letter(right)}{row}"


def write_regret(book: Book, study: StudyFrames) -> None:
    """Plans against scenarios: by how much each is worse than the best one for that scenario."""
    _ = book.translate
    titles = {"regret": _("Regret, at least"), "regret_high": _("Regret, at most")}
    found = [name for name in titles if name in study["regret"]]
    sheet = book.sheet(_("Regret"))
    write_title(sheet, sheet.title)
    text = _("By so much a plan is worse than the best one for what comes true ({unit}). Empty: not possible there.")
    put(sheet, 2, 1, text.format(unit=study.unit("regret") or _("goal value")), font=look.NOTE)
    row, right = 4, INTRO_COLUMNS
    for name in found:
        wide = _regrets(book, study, name)
        title = titles[name] if len(found) > 1 else _("Regret")
        form = study.form(name, study["regret"][name])
        row = _write_map(book, sheet, Map(title, _("Plan"), _("Scenario"), wide, form, WARN), row) + 2
        right = max(right, 1 + len(wide.columns))
    sheet.print_area = f"A1:{get_column_letter(right)}{row}"


def _regrets(book: Book, study: StudyFrames, name: str) -> pd.DataFrame:
    """Plan × scenario with the largest of each plan; what is not possible is missing."""
    _, frame = book.translate, study["regret"].replace([inf, -inf], nan)
    wide = _wide(frame, "plan", "scenario", name)
    wide.index = pd.Index([study.named("plan", str(plan)) for plan in wide.index])
    wide.columns = pd.Index([study.named("scenario", str(scenario)) for scenario in wide.columns])
    return wide.assign(**{_("largest regret"): wide.max(axis=1, skipna=False)})


def write_site_map(book: Book, study: StudyFrames) -> None:
    """Sites against runs, the indispensable first; a cell bears the type that runs there in the last period."""
    _ = book.translate
    wide = _in_order(study, last_types(study["sites"]))
    runs = list(wide.columns[:MOST_RUNS])
    sheet = book.sheet(_("Sites by run"))
    write_title(sheet, sheet.title)
    put(sheet, 2, 1, _sites_intro(book, len(wide.columns)), font=look.NOTE)
    kinds = [kind for kind in pd.unique(wide.to_numpy().ravel()) if kind]
    colours = {kind: TYPE_COLOURS[position % len(TYPE_COLOURS)] for position, kind in enumerate(kinds)}
    head = _write_key(sheet, study, colours, 4) + 1
    set_widths(sheet, {1: NAME, 2: CELL} | dict.fromkeys(range(3, 3 + len(runs)), CELL))
    heads = [_("Site"), _("open in"), *(study.named("run", str(run)) for run in runs)]
    _write_heads(sheet, head, heads)
    for row, (site, kinds_of_site) in enumerate(wide.iterrows(), start=head + 1):
        put(sheet, row, 1, study.named("site", str(site)), font=look.STRONG, border=look.BELOW)
        opened = (
            f"{number(float((kinds_of_site != '').sum()), book.language)} / {number(len(wide.columns), book.language)}"
        )
        put(sheet, row, 2, opened, alignment=CENTRED, border=look.BELOW)
        for column, kind in enumerate(kinds_of_site[runs], start=3):
            shown = short_name(study.named("type", str(kind))) if kind else "–"
            fill = look.fill(colours[kind]) if kind else None
            put(sheet, row, column, shown, fill=fill, alignment=CENTRED, border=look.BELOW)
    sheet.freeze_panes = f"C{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    last = get_column_letter(max(2 + len(runs), INTRO_COLUMNS))
    sheet.print_area = f"A1:{last}{head + len(wide)}"


def short_name(name: str) -> str:
    """The abbreviation in brackets at the end of a name, else its beginning."""
    found = SHORT_IN_BRACKETS.search(name)
    if found:
        return found[1]
    return name if len(name) <= SHORT else name[: SHORT - 1] + "…"


def _grids(study: StudyFrames) -> list[Map]:
    frame, factors = study["runs"], study.factors
    if len(factors) != 2 or frame[factors].isna().any(axis=None) or (frame[factors].nunique() < 2).any():
        return []
    if frame.duplicated(factors).any() or len(frame) < frame[factors[0]].nunique() * frame[factors[1]].nunique():
        return []
    down, across = factors
    return [
        Map(
            _with_unit(study.label(metric), study.unit(metric)),
            study.label(down),
            study.label(across),
            _labelled(study, _wide(frame.sort_values(factors), down, across, metric), down, across),
            study.form(metric, frame[metric]),
        )
        for metric in study.measures[:MOST_GRIDS]
    ]


def _wide(frame: pd.DataFrame, down: str, across: str, value: str) -> pd.DataFrame:
    """One row and one column for each value, in the order in which they come."""
    wide = frame.pivot(index=down, columns=across, values=value)
    return wide.loc[frame[down].drop_duplicates(), frame[across].drop_duplicates()]


def _labelled(study: StudyFrames, wide: pd.DataFrame, down: str, across: str) -> pd.DataFrame:
    wide.index = pd.Index([f"{study.level(value)} {study.unit(down)}".strip() for value in wide.index])
    wide.columns = pd.Index([f"{study.level(value)} {study.unit(across)}".strip() for value in wide.columns])
    return wide


def _write_map(book: Book, sheet: Worksheet, one: Map, row: int) -> int:
    """Title, headings, cells with a colour scale; returns the next row."""
    put(sheet, row, 1, one.title, font=look.HEADING)
    put_across(sheet, row + 1, 2, 1 + len(one.values.columns), one.columns_are, font=look.NOTE, alignment=CENTRED)
    _write_heads(sheet, row + 2, [one.rows_are, *map(str, one.values.columns)])
    set_widths(sheet, {1: NAME} | dict.fromkeys(range(2, 2 + len(one.values.columns)), CELL))
    first = row + 3
    shown = look.number_format(one.form, book.language)
    for down, (name, values) in enumerate(one.values.iterrows(), start=first):
        put(sheet, down, 1, str(name), font=look.STRONG, border=look.BELOW)
        for across, value in enumerate(values.tolist(), start=2):
            put(sheet, down, across, value, number_format=shown, alignment=CENTRED, border=look.BELOW)
    last = first + len(one.values) - 1
    area = f"B{first}:{get_column_letter(1 + len(one.values.columns))}{last}"
    scale = ColorScale(
        cfvo=[FormatObject(type="min"), FormatObject(type="max")], color=[Color(rgb=LIGHT), Color(rgb=one.strong)]
    )
    sheet.conditional_formatting.add(area, Rule(type="colorScale", colorScale=scale))
    return last + 1


def _write_heads(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    """Dark headings, upright where one of them is too long for two lines."""
    longest = max(map(len, heads[1:]))
    upright = longest > LONG_HEAD
    for column, head in enumerate(heads, start=1):
        alignment = look.HEAD_TEXT if column == 1 else UPRIGHT if upright else WRAPPED
        put(sheet, row, column, head, font=look.TABLE_HEAD, fill=look.TABLE_HEAD_FILL, alignment=alignment)
    two_lines = 30.0 if longest >= CELL else 18.0
    sheet.row_dimensions[row].height = min(POINTS_A_LETTER * longest, LARGEST_HEAD) if upright else two_lines


def _write_key(sheet: Worksheet, study: StudyFrames, colours: dict[str, str], row: int) -> int:
    """What the colours mean; returns the next row."""
    for kind, colour in colours.items():
        name = study.named("type", kind)
        put(sheet, row, 1, name)
        put(sheet, row, 2, short_name(name), fill=look.fill(colour), alignment=CENTRED)
        row += 1
    return row


def _in_order(study: StudyFrames, wide: pd.DataFrame) -> pd.DataFrame:
    """Without what is never open; what is indispensable or open most often first."""
    share = (wide != "").mean(axis=1)
    wide, share = wide[share > 0], share[share > 0]
    order = -share
    if study.has("alternatives"):
        kinds = study["alternatives"].set_index("site")["class"].map(CLASS_ORDER)
        order += 10.0 * kinds.reindex(share.index).fillna(len(CLASS_ORDER))
    return wide.loc[order.sort_values(kind="stable").index]


def _sites_intro(book: Book, runs: int) -> str:
    _ = book.translate
    text = _("What runs at each site in the last period of each run; sites that are always open first.")
    if runs <= MOST_RUNS:
        return text
    return f"{text} " + _("Shown are the first {shown} of {runs} runs.").format(shown=MOST_RUNS, runs=runs)


def _with_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label
