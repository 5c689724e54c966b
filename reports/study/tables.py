"""The tables of a study: its frames with labels, units, and what their charts need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from instances.catalogue import SHEETS_BY_KEY, sheet_label
from instances.i18n import Language, Text
from reports.metrics.column import Column, Form
from reports.readable import Table
from reports.study.frames import PROVEN, StudyFrames

MOST_METRICS = 8
OF_THE_SEARCH = ["status", "source", "gap", "objective", "bound", "seconds"]
CLASS_ORDER = {"must-have": 0, "toss-up": 1, "unknown": 2, "never": 3}
EVIDENCE = ["proven_without", "proven_with"]


def runs(study: StudyFrames) -> Table:
    """Every run: its factors, how its search ended, and the first metrics that differ."""
    frame = study["runs"]
    metrics = study.metrics[:MOST_METRICS]
    frame = frame.assign(run=frame["run"].astype("str"))
    names = ["run", *study.factors, *metrics, *(name for name in OF_THE_SEARCH if name in frame)]
    description = Text(
        "Die Stellgrößen und Ergebnisse jedes Laufs; Kennzahlen, die sich unterscheiden, höchstens acht. Alle stehen "
        "in der Tabelle runs.csv.",
        "Factors and results of every run; figures that differ, eight at most. All are in the table runs.csv.",
    )
    return _table(study, Text("Läufe", "Runs"), description, frame, names)


def changes(study: StudyFrames) -> Table:
    """What every run changed in the workbook."""
    description = Text("Was jeder Lauf an der Arbeitsmappe ändert.", "What every run changes in the workbook.")
    names = ["run", "sheet", "row", "column", "before", "after"]
    frame = study["changes"]
    where = list(zip(frame["sheet"], frame["column"], strict=True))
    frame = frame.assign(
        sheet=[_sheet(key, study.language) for key, _ in where],
        column=[_field(*keys, study.language) for keys in where],
        before=[_value(study, value) for value in frame["before"]],
        after=[_value(study, value) for value in frame["after"]],
    )
    return _table(study, Text("Änderungen", "Changes"), description, frame, names)


def tornado(study: StudyFrames) -> Table:
    """Factors by how much they move the metric, with the shifts that the chart shows."""
    frame = study["tornado"].sort_values("spread", ascending=False, kind="stable")
    frame = frame.assign(below=frame["at_low"] - frame["base"], above=frame["at_high"] - frame["base"])
    metric = study["tornado"].attrs.get("metric", "objective")
    names = ["factor", "low", "high", "at_low", "base", "at_high", "spread", "below", "above"]
    title = Text(f"Was am meisten bewegt: {study.label(metric)}", f"What moves most: {study.label(metric)}")
    description = Text(
        "Jede Stellgröße für sich verändert, alles andere unverändert und neu geplant.",
        "Each factor changed by itself, all else unchanged, and planned anew.",
    )
    return _table(study, title, description, frame, names, dict.fromkeys(names[3:], metric))


def frontier(study: StudyFrames) -> Table:
    """Plans of which none is better in every goal, in the order of the second goal."""
    goals = goals_of(study)
    frame = study["frontier"].sort_values(goals[1], kind="stable")
    if "dominated" in frame:
        frame = frame[~frame["dominated"].astype(bool)]
    bounds = [PROVEN + goal for goal in goals if PROVEN + goal in frame]
    title = Text("Was ein Ziel das andere kostet", "What one goal costs the other")
    description = Text(
        "Pläne, von denen keiner in allen Zielen besser ist als ein anderer; „Schranke“ ist, was für das Ziel bewiesen "
        "ist.",
        "Plans of which none is better than another in every goal; “bound” is what is proven about the goal.",
    )
    frame = frame.assign(point=[str(number) for number in range(1, len(frame) + 1)])
    columns = [
        *_columns(study, frame, ["point", *goals], {}),
        *(_bound_column(study, frame, bound) for bound in bounds),
    ]
    return Table(title, description, tuple(columns), _values(study, frame, columns))


def curve(study: StudyFrames) -> Table:
    """The metric over the factor, with what is proven."""
    factor, metric = axes_of_curve(study)
    frame = study["curve"].sort_values(factor, kind="stable")
    names = [factor, metric, *(["bound"] if "bound" in frame else [])]
    title = Text(f"{study.label(metric)} nach {study.label(factor)}", f"{study.label(metric)} by {study.label(factor)}")
    description = Text("Ein Plan für jeden Wert.", "One plan for every value.")
    return _table(study, title, description, frame, names, {"bound": metric})


def alternatives(study: StudyFrames) -> Table:
    """Sites by whether nearly as good plans can do without them."""
    frame = study["alternatives"]
    order = frame["class"].map(CLASS_ORDER)
    frame = frame.assign(order=order).sort_values(["order", "open_in"], ascending=[True, False], kind="stable")
    names = ["site", "class", "open_in", "of", *(name for name in EVIDENCE if name in frame)]
    description = Text(
        "Wie oft ein Standort in den fast gleich guten Plänen offen ist, und was über Pläne ohne ihn und mit ihm "
        "bewiesen ist.",
        "How often a site is open in the plans that are nearly as good, and what is proven of plans without it and "
        "with it.",
    )
    title = Text("Standorte in fast gleich guten Plänen", "Sites in plans that are nearly as good")
    return _table(study, title, description, frame, names, dict.fromkeys(EVIDENCE, "objective"))


def goals_of(study: StudyFrames) -> list[str]:
    """The goals of a frontier: those it names, else every column that is neither a bound nor about the point."""
    frame = study["frontier"]
    others = ("point", "dominated", "run", "key")
    found = [name for name in frame if name not in others and not str(name).startswith("bound")]
    return list(frame.attrs.get("goals", found))


def axes_of_curve(study: StudyFrames) -> tuple[str, str]:
    """The factor and the metric of a curve: those it names, else its first two columns."""
    frame = study["curve"]
    return frame.attrs.get("factor", frame.columns[0]), frame.attrs.get("metric", frame.columns[1])


TABLES: Mapping[str, Callable[[StudyFrames], Table]] = MappingProxyType(
    {
        "tornado": tornado,
        "frontier": frontier,
        "curve": curve,
        "alternatives": alternatives,
        "runs": runs,
        "changes": changes,
    }
)


def _table(
    study: StudyFrames,
    title: Text,
    description: Text,
    frame: pd.DataFrame,
    names: list[str],
    measured: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    columns = _columns(study, frame, names, measured)
    return Table(title, description, tuple(columns), _values(study, frame, columns))


def _columns(study: StudyFrames, frame: pd.DataFrame, names: list[str], measured: Mapping[str, str]) -> list[Column]:
    """The columns; those that are ``measured`` alike have one form."""
    columns = [study.column(name, frame[name], measured.get(name, "")) for name in names]
    together = {
        like: pd.concat([frame[name] for name in names if measured.get(name) == like]) for like in measured.values()
    }
    forms = {like: study.form(like, values) for like, values in together.items()}
    return [
        replace(column, form=forms[measured[column.name]]) if column.name in measured else column for column in columns
    ]


def _bound_column(study: StudyFrames, frame: pd.DataFrame, name: str) -> Column:
    goal = name.removeprefix(PROVEN)
    label = study.label(goal)
    unit, form = study.unit(goal), study.form(goal, frame[goal])
    meaning = Text(f"Bewiesen: {label} kann nicht kleiner sein.", f"Proven: {label} cannot be less.")
    return Column(name, Text(f"Schranke: {label}", f"Bound: {label}"), meaning, form, Text(unit, unit))


def _values(study: StudyFrames, frame: pd.DataFrame, columns: list[Column]) -> pd.DataFrame:
    """Keys as names, choices as labels, numbers as they are."""
    values = {column.name: _shown(study, column, frame[column.name]) for column in columns}
    return pd.DataFrame(values, index=frame.index).reset_index(drop=True)


def _shown(study: StudyFrames, column: Column, values: pd.Series) -> pd.Series:
    if column.form is not Form.TEXT:
        return values.astype("float64")
    labels = {choice.key: choice.label.in_(study.language) for choice in column.choices}
    shown = {key: labels.get(key) or study.named(column.name, str(key)) for key in values.dropna().unique()}
    return values.map(shown).fillna("").astype("str")


def _sheet(key: str, language: Language) -> str:
    return sheet_label(key, language) if key in SHEETS_BY_KEY else key


def _field(sheet: str, column: str, language: Language) -> str:
    fields = SHEETS_BY_KEY[sheet].by_name if sheet in SHEETS_BY_KEY else {}
    return fields[column].label.in_(language) if column in fields else column


def _value(study: StudyFrames, value: object) -> str:
    """What a cell holds, as the reader writes it."""
    return "" if value is None or value != value else study.level(value if isinstance(value, float) else str(value))
